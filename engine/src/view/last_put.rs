//! The last call of a producer: its entries by shard, with the answer that it got.

use crate::command::PutApi;
use crate::event::What;
use crate::kernel::Time;
use crate::limits::SHARD_WRITE_RECORDS;
use crate::names::{Name, ShardId};
use crate::world::World;

/// One PutRecord or PutRecords call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutLook {
    pub at: Time,
    pub stream: Name,
    pub api: PutApi,
    /// `FailedRecordCount` of the answer.
    pub failed: u64,
    /// By shard number.
    pub shards: Vec<PutShard>,
}

/// What of a call went to one shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutShard {
    pub shard: ShardId,
    pub taken: u64,
    pub refused: u64,
    /// `records` or `bytes`: the limit that its first refused entry met.
    pub limit: Option<&'static str>,
}

impl PutLook {
    pub fn entries(&self) -> u64 {
        self.shards.iter().map(|it| it.taken + it.refused).sum()
    }

    /// 200, even if entries were refused; a single PutRecord that is refused is an error, and AWS's errors of this
    /// kind are 400 (API reference, PutRecord: ProvisionedThroughputExceededException).
    pub fn http_status(&self) -> u16 {
        match self.api {
            PutApi::PutRecords | PutApi::Kpl => 200,
            PutApi::PutRecord => {
                if self.failed == 0 {
                    200
                } else {
                    400
                }
            }
        }
    }
}

/// How far back in the journal it looks: a producer that has been silent for so long has no last call.
const LOOKS_AT: usize = 5_000;

/// The last call that a producer made to a stream.
pub fn last_put(world: &World, producer: &Name) -> Option<PutLook> {
    world.journal().from(0).rev().take(LOOKS_AT).find_map(|event| {
        let What::RecordsPut { stream, by, api, shards, .. } = &event.what else { return None };
        let shards: Vec<PutShard> = shards
            .iter()
            .map(|tally| PutShard {
                shard: tally.shard,
                taken: tally.taken.into(),
                refused: tally.refused.into(),
                limit: tally
                    .limit()
                    .map(|name| if name == SHARD_WRITE_RECORDS.id { "records" } else { "bytes" }),
            })
            .collect();
        let failed = shards.iter().map(|it| it.refused).sum();
        (by.as_ref() == Some(producer)).then(|| PutLook {
            at: event.at,
            stream: stream.clone(),
            api: *api,
            failed,
            shards,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{self, Story};

    fn last(text: &str, seconds: u64) -> Option<PutLook> {
        let mut world = story::start(&Story::parse(text).unwrap()).unwrap();
        world.advance(Time::seconds(seconds), u64::MAX);
        last_put(&world, &Name::parse("fleet").unwrap())
    }

    const HOT: &str = "seed 1\naws kinesis create-stream --stream-name orders --shard-count 2\n\
        producer fleet to orders rate 1400/s size 480B keys \"iphone-16\"";

    #[test]
    fn a_partial_failure_is_http_200_with_a_count() {
        let put = last(HOT, 12).unwrap();
        assert_eq!((put.api, put.http_status()), (PutApi::PutRecords, 200));
        assert_eq!(put.shards.len(), 1, "one key is one shard");
        assert_eq!(put.shards[0].limit, Some("records"));
        assert_eq!(put.failed, put.shards[0].refused);
        assert!(put.failed > 0 && put.failed < put.entries(), "{put:?}");
    }

    #[test]
    fn a_refused_put_record_is_an_error() {
        let put = last(&format!("{HOT} api put-record"), 12).unwrap();
        assert_eq!((put.entries(), put.api), (1, PutApi::PutRecord));
        assert_eq!(put.http_status(), if put.failed == 1 { 400 } else { 200 });
    }

    #[test]
    fn who_has_not_put_has_no_last_call() {
        assert_eq!(last(HOT, 0), None);
    }
}

//! What happened in each second, by stream: the true per-second values that charts draw, and the sums over a minute that
//! CloudWatch has.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::event::{Event, What};
use crate::kernel::{Log, Time};
use crate::names::Name;
use crate::refusal::ErrorName;

const MINUTE: u64 = 60;

/// One whole second of one stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Second {
    /// The second since the story began.
    pub at: u64,
    pub taken: u64,
    pub refused: u64,
    /// Data and keys that were taken.
    pub bytes: u64,
    /// The largest MillisBehindLatest that a reader was told with records; none in a second in which nobody got any,
    /// such as one in which all calls were refused.
    pub behind_ms: Option<u64>,
    /// The same of answers to GetRecords alone, and of what was pushed.
    pub polled_ms: Option<u64>,
    pub pushed_ms: Option<u64>,
    /// What GetRecords gave.
    pub read: u64,
    pub read_bytes: u64,
    /// Calls of GetRecords that were throttled.
    pub read_refused: u64,
}

impl Second {
    /// Two spans of time as one.
    #[must_use]
    pub fn and(self, later: Second) -> Second {
        Second {
            at: self.at,
            taken: self.taken + later.taken,
            refused: self.refused + later.refused,
            bytes: self.bytes + later.bytes,
            behind_ms: self.behind_ms.max(later.behind_ms),
            polled_ms: self.polled_ms.max(later.polled_ms),
            pushed_ms: self.pushed_ms.max(later.pushed_ms),
            read: self.read + later.read,
            read_bytes: self.read_bytes + later.read_bytes,
            read_refused: self.read_refused + later.read_refused,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Row {
    past: Log<Second>,
    open: Second,
}

#[derive(Clone, Debug, Default)]
pub struct Series(BTreeMap<Name, Row>);

impl Series {
    /// The last `seconds` whole seconds of a stream, oldest first.
    pub fn stream(&self, name: &Name, seconds: usize) -> Vec<Second> {
        self.0.get(name).map_or(Vec::new(), |row| {
            let from = row.past.end().saturating_sub(seconds);
            row.past.from(from).map(|(_, second)| *second).collect()
        })
    }

    /// The last whole minutes of a stream, oldest first, each with its number: its seconds added up.
    pub fn minutes(&self, name: &Name, minutes: usize) -> Vec<(u64, Second)> {
        let Some(row) = self.0.get(name) else { return Vec::new() };
        let now = row.open.at / MINUTE;
        let first = now.saturating_sub(minutes as u64);
        let from = row.past.partition_point(|second| second.at < first * MINUTE);
        let mut made: Vec<(u64, Second)> = Vec::new();
        for (_, second) in row.past.from(from).filter(|(_, second)| second.at < now * MINUTE) {
            let minute = second.at / MINUTE;
            match made.last_mut() {
                Some((at, sums)) if *at == minute => *sums = sums.and(*second),
                Some(_) | None => made.push((minute, *second)),
            }
        }
        made
    }

    pub(super) fn note(&mut self, event: &Event) {
        self.tick(event.at);
        match &event.what {
            What::StreamCreating { stream, .. } => {
                let open = Second { at: event.at.as_seconds(), ..Second::default() };
                self.0.insert(stream.clone(), Row { past: Log::default(), open });
            }
            What::RecordsPut { stream, shards, .. } => {
                if let Some(row) = self.0.get_mut(stream) {
                    for tally in shards {
                        row.open.taken += u64::from(tally.taken);
                        row.open.refused += u64::from(tally.refused);
                        row.open.bytes += u64::from(tally.taken_bytes);
                    }
                }
            }
            What::RecordsRead { stream, behind_ms, records, bytes, .. } => {
                if let Some(row) = self.0.get_mut(stream) {
                    row.open.behind_ms = row.open.behind_ms.max(Some(*behind_ms));
                    row.open.polled_ms = row.open.polled_ms.max(Some(*behind_ms));
                    row.open.read += records;
                    row.open.read_bytes += bytes;
                }
            }
            What::RecordsPushed { stream, behind_ms, .. } => {
                if let Some(row) = self.0.get_mut(stream) {
                    row.open.behind_ms = row.open.behind_ms.max(Some(*behind_ms));
                    row.open.pushed_ms = row.open.pushed_ms.max(Some(*behind_ms));
                }
            }
            What::ReadRefused {
                stream, error: ErrorName::ProvisionedThroughputExceededException, ..
            } => {
                if let Some(row) = self.0.get_mut(stream) {
                    row.open.read_refused += 1;
                }
            }
            What::Commanded { .. }
            | What::CommandRefused { .. }
            | What::StreamUpdating { .. }
            | What::StreamActive { .. }
            | What::StreamDeleted { .. }
            | What::StreamDeleting { .. }
            | What::RetentionSet { .. }
            | What::EncryptionSet { .. }
            | What::StreamModeSet { .. }
            | What::ShardCountUpdating { .. }
            | What::OnDemandScaled { .. }
            | What::ConsumerRegistered { .. }
            | What::ConsumerActive { .. }
            | What::ConsumerDeregistered { .. }
            | What::RegistrationRefused { .. }
            | What::Subscribed { .. }
            | What::SubscriptionEnded { .. }
            | What::ReadOutOfOrder { .. }
            | What::ShardSplit { .. }
            | What::ShardsMerged { .. }
            | What::ReadRefused { .. }
            | What::PutFailed { .. }
            | What::RecordsExpired { .. }
            | What::ActorStarted { .. }
            | What::ActorSet { .. }
            | What::Kcl(_)
            | What::Table(_)
            | What::Mapping(_)
            | What::Mishap(_)
            | What::Connector(_)
            | What::Analytics(_)
            | What::RecordsResent { .. }
            | What::FeedTold { .. }
            | What::RetriesSpent { .. }
            | What::UserRecordsFailed { .. }
            | What::ShardMapStale { .. }
            | What::ActorStopped { .. }
            | What::BucketCreated { .. }
            | What::DeliveryStreamCreated { .. }
            | What::FirehosePut { .. }
            | What::FirehoseFetched { .. }
            | What::RecordsConverted { .. }
            | What::PartitionsActive { .. }
            | What::TransformInvoked { .. }
            | What::TransformAnswered { .. }
            | What::BufferFlushed { .. }
            | What::ObjectWritten { .. }
            | What::DestinationUpdated { .. }
            | What::RecordsParted { .. }
            | What::DeliveryStreamDeleting { .. }
            | What::DeliveryStreamDeleted { .. }
            | What::TransformFailed { .. }
            | What::Delivered { .. }
            | What::DeliveryFailed { .. }
            | What::CopySkipped { .. }
            | What::Backfilled { .. }
            | What::RecordsLost { .. }
            | What::BufferRaised { .. }
            | What::FaultBegan { .. }
            | What::FaultEnded { .. } => {}
        }
    }

    /// Closes the seconds that have passed.
    pub(super) fn tick(&mut self, now: Time) {
        let second = now.as_seconds();
        for row in self.0.values_mut() {
            while row.open.at < second {
                let next = Second { at: row.open.at + 1, ..Second::default() };
                row.past.push(std::mem::replace(&mut row.open, next));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::kernel::Time;
    use crate::names::Name;
    use crate::story::{self, Story};

    #[test]
    fn a_second_in_which_nobody_gets_a_record_has_no_age() {
        // Before the consumer and after it the records wait, and no age is known.
        let story = Story::parse(
            "aws kinesis create-stream --stream-name s --shard-count 1\n\
             at 3s producer p to s rate 100/s size 100B\n\
             at 5s consumer c reads s poll 200ms\n\
             at 9s stop c\n\
             until 12s",
        );
        let mut world = story::start(&story.unwrap()).unwrap();
        world.advance(Time::seconds(12), u64::MAX);
        let seconds = world.meters().series.stream(&Name::parse("s").unwrap(), 100);
        let known = |from: u64, to: u64| {
            let these = seconds.iter().filter(|second| (from..to).contains(&second.at));
            these.map(|second| second.behind_ms.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(known(0, 5), [false; 5]);
        assert_eq!(known(5, 9), [true; 4]);
        assert_eq!(known(9, 12), [false; 3]);
    }

    #[test]
    fn a_second_in_which_all_calls_are_refused_has_no_age() {
        // An answer of the full 10 MiB closes the shard for 5 s.
        let story = Story::parse(
            "aws kinesis create-stream --stream-name s --shard-count 1\n\
             at 3s producer p to s rate 1000/s size 1000B\n\
             at 30s consumer c reads s poll 200ms\n\
             until 40s",
        );
        let mut world = story::start(&story.unwrap()).unwrap();
        world.advance(Time::seconds(40), u64::MAX);
        let seconds = world.meters().series.stream(&Name::parse("s").unwrap(), 10);
        let refused = &seconds[2..4];
        assert!(seconds[0].behind_ms.is_some_and(|age| age > 10_000), "{seconds:?}");
        assert!(refused.iter().all(|second| second.behind_ms.is_none()), "{seconds:?}");
        assert!(
            seconds.iter().rev().any(|second| second.at > 34 && second.behind_ms.is_some()),
            "{seconds:?}"
        );
    }
}

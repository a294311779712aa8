//! Kinesis Data Streams: streams, shards, puts, reads, resharding.
//!
//! Absent in this part so far: enhanced fan-out, encryption, on-demand mode, UpdateShardCount,
//! changes of retention. No JSON and no actor is known here.

mod get;
mod iterator;
mod put;
mod reshard;
pub mod sequence;
mod shard;
mod stream;

use std::collections::BTreeMap;

pub use get::{Answer, Slice};
pub use iterator::ShardIterator;
pub(crate) use put::rate_exceeded;
pub use put::{Outcome, Put};
pub use shard::{HashRange, Shard};
pub use stream::{Status, Stream};

use crate::event::What;
use crate::kernel::Span;
use crate::limits;
use crate::names::{ACCOUNT, Name, REGION, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::wake::Wake;

/// All streams of the account, by name.
#[derive(Clone, Debug, Default)]
pub struct Streams(BTreeMap<Name, Stream>);

impl Streams {
    pub fn iter(&self) -> impl Iterator<Item = &Stream> {
        self.0.values()
    }

    /// # Errors
    /// ResourceNotFoundException.
    pub fn stream(&self, name: &Name) -> Result<&Stream, Refusal> {
        self.0.get(name).ok_or_else(|| stream_not_found(name))
    }

    pub(crate) fn stream_mut(&mut self, name: &Name) -> Result<&mut Stream, Refusal> {
        self.0.get_mut(name).ok_or_else(|| stream_not_found(name))
    }

    /// CreateStream: CREATING at once, ACTIVE a little later.
    ///
    /// # Errors
    /// ResourceInUseException for a name that exists; LimitExceededException for a sixth stream in
    /// CREATING or more shards than the account may have; ValidationException for no shard.
    pub fn create(&mut self, step: &mut Step<'_>, name: &Name, shards: u32) -> Result<(), Refusal> {
        if shards == 0 {
            return Err(Refusal::new(
                ErrorName::ValidationException,
                "1 validation error detected: Value '0' at 'shardCount' failed to satisfy constraint: \
                 Member must have value greater than or equal to 1",
            ));
        }
        if self.0.contains_key(name) {
            return Err(Refusal::new(
                ErrorName::ResourceInUseException,
                format!("Stream {name} under account {ACCOUNT} already exists."),
            ));
        }
        let creating = self.iter().filter(|s| s.status == Status::Creating).count() as u64;
        let most = limits::STREAMS_CREATING.at(step.era);
        if creating >= most {
            let text = format!(
                "This request would exceed the limit of {most} streams in CREATING for account {ACCOUNT}."
            );
            return Err(Refusal::new(ErrorName::LimitExceededException, text).met(
                &limits::STREAMS_CREATING,
                most,
                creating + 1,
            ));
        }
        let open: u64 = self.iter().map(|s| s.open_shards().count() as u64).sum();
        let most = limits::SHARDS_ACCOUNT.at(step.era);
        if open + u64::from(shards) > most {
            return Err(Refusal::new(
                ErrorName::LimitExceededException,
                format!(
                    "This request would exceed the shard limit for the account {ACCOUNT} in {REGION}. Current shard \
                     count for the account: {open}. Limit: {most}. Number of additional shards that would have \
                     resulted from this request: {shards}. Refer to the AWS Service Limits page \
                     (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and \
                     how to request higher limits."
                ),
            )
            .met(&limits::SHARDS_ACCOUNT, most, open + u64::from(shards)));
        }
        let stream = Stream::new(name.clone(), shards, step.now, step.era);
        step.emit(What::StreamCreating { stream: name.clone(), shards });
        let ready = step.now + Span::millis(limits::CREATE_TAKES.at(step.era));
        step.schedule(ready, Wake::StreamSettles { stream: name.clone() });
        self.0.insert(name.clone(), stream);
        Ok(())
    }

    /// The hash key that halves a shard.
    ///
    /// # Errors
    /// ResourceNotFoundException.
    pub fn midpoint(&self, name: &Name, shard: ShardId) -> Result<u128, Refusal> {
        let found = self.stream(name)?.shard(shard).ok_or_else(|| shard_not_found(name, shard))?;
        Ok(found.range.midpoint())
    }

    /// CREATING or UPDATING ends: what was asked for is there.
    pub(crate) fn settle(&mut self, step: &mut Step<'_>, name: &Name) {
        let Some(stream) = self.0.get_mut(name) else { return };
        reshard::finish(stream, step);
        stream.status = Status::Active;
        step.emit(What::StreamActive { stream: name.clone() });
    }

    /// Forgets the records whose retention has ended, and makes the next appointment. `read_by_all` tells up
    /// to which index every reader has read a shard, so that the event can say what was lost.
    pub(crate) fn trim(&mut self, step: &mut Step<'_>, name: &Name, read_by_all: impl Fn(&Shard) -> u64) {
        if let Some(stream) = self.0.get_mut(name) {
            stream.trim(step, read_by_all);
        }
    }
}

fn stream_not_found(name: &Name) -> Refusal {
    Refusal::new(
        ErrorName::ResourceNotFoundException,
        format!("Stream {name} under account {ACCOUNT} not found."),
    )
}

fn shard_not_found(stream: &Name, shard: ShardId) -> Refusal {
    Refusal::new(
        ErrorName::ResourceNotFoundException,
        format!("Could not find shard {shard} in stream {stream} under account {ACCOUNT}."),
    )
}

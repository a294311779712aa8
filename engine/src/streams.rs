//! Kinesis Data Streams: the whole service, call by call.
//!
//! No JSON and no actor is known here. Policies of resources are kept, but decide nothing.

mod describe;
mod fan_out;
mod get;
mod iterator;
mod lifecycle;
mod on_demand;
mod put;
mod rates;
mod reshard;
mod scaling;
mod secret;
mod settings;
mod shard;
mod stream;

use std::collections::BTreeMap;

pub use fan_out::{ConsumerStatus, Push, StreamConsumer, Subscription};
pub use get::{Answer, Slice};
pub use iterator::ShardIterator;
pub use lifecycle::Create;
pub use on_demand::Load;
pub use put::{Judged, Put};
pub use scaling::{Cut, Scaling};
pub use settings::Change;
pub use shard::{HashRange, Shard};
pub(crate) use stream::Pending;
pub use stream::{Status, Stream};

use crate::event::What;
use crate::names::{ACCOUNT, Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

/// All streams of the account, by name.
#[derive(Clone, Debug, Default)]
pub struct Streams {
    streams: BTreeMap<Name, Stream>,
    rates: rates::Rates,
    /// Resource policies, by ARN.
    policies: BTreeMap<String, String>,
    /// How many subscriptions there ever were.
    subscribed: u64,
    /// The quota of shards that AWS granted the account, if not the default.
    pub(crate) shard_quota: Option<u64>,
}

impl Streams {
    pub fn iter(&self) -> impl Iterator<Item = &Stream> {
        self.streams.values()
    }

    /// # Errors
    /// ResourceNotFoundException.
    pub fn stream(&self, name: &Name) -> Result<&Stream, Refusal> {
        self.streams.get(name).ok_or_else(|| stream_not_found(name))
    }

    pub(crate) fn stream_mut(&mut self, name: &Name) -> Result<&mut Stream, Refusal> {
        self.streams.get_mut(name).ok_or_else(|| stream_not_found(name))
    }

    /// The stream, if its status lets it be changed.
    ///
    /// # Errors
    /// ResourceNotFoundException; ResourceInUseException unless ACTIVE.
    fn active(&mut self, name: &Name) -> Result<&mut Stream, Refusal> {
        let stream = self.stream_mut(name)?;
        if stream.status == Status::Active { Ok(stream) } else { Err(not_active(stream)) }
    }

    /// The hash key that halves a shard.
    ///
    /// # Errors
    /// ResourceNotFoundException.
    pub fn midpoint(&self, name: &Name, shard: ShardId) -> Result<u128, Refusal> {
        let found = self.stream(name)?.shard(shard).ok_or_else(|| shard_not_found(name, shard))?;
        Ok(found.range.midpoint())
    }

    /// CREATING or UPDATING ends: what was asked for is there. Or UpdateShardCount is a step further.
    pub(crate) fn settle(&mut self, step: &mut Step<'_>, name: &Name) {
        let Some(stream) = self.streams.get_mut(name) else { return };
        if stream.status == Status::Deleting {
            return;
        }
        stream.scale(step);
        if stream.settles_at.is_none_or(|at| at > step.now) {
            return;
        }
        reshard::finish(stream, step);
        stream.status = Status::Active;
        step.emit(What::StreamActive { stream: name.clone() });
    }

    /// Forgets the records whose retention has ended, and makes the next appointment. `read_by_all` tells up
    /// to which index every reader has read a shard, so that the event can say what was lost.
    pub(crate) fn trim(&mut self, step: &mut Step<'_>, name: &Name, read_by_all: impl Fn(&Shard) -> u64) {
        if let Some(stream) = self.streams.get_mut(name) {
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

fn not_active(stream: &Stream) -> Refusal {
    Refusal::new(
        ErrorName::ResourceInUseException,
        format!(
            "Stream {} under account {ACCOUNT} not ACTIVE, instead in state {}",
            stream.name,
            stream.status.as_str()
        ),
    )
}

fn shard_not_found(stream: &Name, shard: ShardId) -> Refusal {
    Refusal::new(
        ErrorName::ResourceNotFoundException,
        format!("Could not find shard {shard} in stream {stream} under account {ACCOUNT}."),
    )
}

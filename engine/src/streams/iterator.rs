//! Shard iterators: a place in a shard, and when it was given out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Streams;
use super::shard::Shard;
use crate::command::{Action, IteratorStart};
use crate::era::Era;
use crate::kernel::Time;
use crate::limits;
use crate::names::{ACCOUNT, Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::sequence::SequenceNumber;
use crate::step::Step;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardIterator {
    pub stream: Name,
    pub shard: ShardId,
    /// The index of the next record to read.
    pub index: u64,
    pub made: Time,
}

impl ShardIterator {
    /// As it travels: opaque to the user, as AWS's are.
    pub fn encode(&self) -> String {
        STANDARD.encode(format!("{}/{}/{}/{}", self.stream, self.shard.0, self.index, self.made.as_micros()))
    }

    /// # Errors
    /// InvalidArgumentException `Invalid ShardIterator.` for what we never gave out.
    pub fn decode(text: &str) -> Result<ShardIterator, Refusal> {
        let parse = || {
            // A value in quotes is accepted, as a shell's output often is (behaviours A6).
            let bytes = STANDARD.decode(text.trim_matches('"')).ok()?;
            let text = String::from_utf8(bytes).ok()?;
            let mut parts = text.split('/');
            let iterator = ShardIterator {
                stream: Name::parse(parts.next()?).ok()?,
                shard: ShardId(parts.next()?.parse().ok()?),
                index: parts.next()?.parse().ok()?,
                made: Time(parts.next()?.parse().ok()?),
            };
            parts.next().is_none().then_some(iterator)
        };
        parse().ok_or_else(|| Refusal::invalid("Invalid ShardIterator."))
    }
}

impl Streams {
    /// GetShardIterator.
    ///
    /// # Errors
    /// ResourceNotFoundException for an unknown stream or shard; InvalidArgumentException for a number or a
    /// time that cannot be; ProvisionedThroughputExceededException beyond 5 calls a second on the shard.
    pub fn shard_iterator(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        id: ShardId,
        start: &IteratorStart,
    ) -> Result<ShardIterator, Refusal> {
        step.authorize(Action::GetShardIterator, name.as_str())?;
        let stream = self.stream_mut(name)?;
        let shard = stream.shards.get_mut(id.index()).ok_or_else(|| does_not_exist(name, id))?;
        let most = limits::GET_ITERATOR_CALLS.at(step.era);
        if !shard.iterator_calls.has(1, step.now) {
            return Err(Refusal::rate_exceeded(id, name).met(&limits::GET_ITERATOR_CALLS, most, most + 1));
        }
        let index = starting_index((step.now, step.era), name, shard, start)?;
        shard.iterator_calls.take(1, step.now);
        Ok(ShardIterator { stream: name.clone(), shard: id, index, made: step.now })
    }
}

/// This call has words of its own for an unknown shard (behaviours A6).
fn does_not_exist(stream: &Name, shard: ShardId) -> Refusal {
    Refusal::new(
        ErrorName::ResourceNotFoundException,
        format!("Shard {shard} in stream {stream} under account {ACCOUNT} does not exist"),
    )
}

/// The index at which reading begins, for GetShardIterator and SubscribeToShard alike.
///
/// # Errors
/// InvalidArgumentException for a number or a time that cannot be.
pub(super) fn starting_index(
    (now, era): (Time, Era),
    stream: &Name,
    shard: &Shard,
    start: &IteratorStart,
) -> Result<u64, Refusal> {
    let index = match start {
        IteratorStart::TrimHorizon => shard.first_index(),
        IteratorStart::Latest => shard.tip(),
        IteratorStart::AtSequenceNumber(text) => record_index(text, stream, shard.id)?.unwrap_or(0),
        IteratorStart::AfterSequenceNumber(text) => {
            record_index(text, stream, shard.id)?.map_or(0, |index| index + 1)
        }
        IteratorStart::AtTimestamp(millis) => {
            let now = era.epoch_millis(now);
            if *millis > now {
                return Err(Refusal::invalid(format!(
                    "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. \
                     timestampInMillis: {millis}, currentTimestampInMillis: {now}"
                )));
            }
            shard.index_at(era.instant(*millis).unwrap_or(Time::START))
        }
    };
    Ok(index.max(shard.first_index()))
}

/// The index of the record with a sequence number; `None` for the shard's starting number.
fn record_index(text: &str, stream: &Name, shard: ShardId) -> Result<Option<u64>, Refusal> {
    let Some(number) = SequenceNumber::parse(text) else {
        return Err(Refusal::invalid(format!(
            "StartingSequenceNumber {text} used in GetShardIterator on shard {shard} in stream {stream} under account \
             {ACCOUNT} is invalid."
        )));
    };
    if number.shard != shard {
        return Err(Refusal::invalid(format!(
            "Invalid StartingSequenceNumber. It encodes {}, while it was used in a call to a shard with {shard}",
            number.shard
        )));
    }
    Ok(number.index.checked_sub(1))
}

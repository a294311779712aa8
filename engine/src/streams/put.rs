//! PutRecord and PutRecords.

use std::sync::Arc;

use super::Streams;
use super::sequence::SequenceNumber;
use super::stream::{Status, Stream};
use crate::command::PutApi;
use crate::event::{PutTally, What};
use crate::limits::{self, Limit};
use crate::names::{ACCOUNT, Name, ShardId};
use crate::record::{Batch, Head, Shelf, Source};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

/// A call that puts `count` records of a source.
#[derive(Clone, Debug)]
pub struct Put {
    pub stream: Name,
    pub api: PutApi,
    pub source: Source,
    pub count: u32,
}

/// What became of one record, in request order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Taken { shard: ShardId, index: u64 },
    Refused { shard: ShardId, limit: &'static Limit },
}

/// The records of a call that go to one shard.
#[derive(Default)]
struct Share {
    taken: Vec<Head>,
    taken_bytes: u64,
    refused: Vec<Head>,
    refused_bytes: u64,
    limit: Option<&'static Limit>,
}

impl Streams {
    /// Puts records. Each is judged alone; one refusal does not stop the rest.
    ///
    /// # Errors
    /// When nothing is judged at all: unknown stream, too many records, a record or a request too large,
    /// a key too long. A PutRecord whose shard is full is ProvisionedThroughputExceededException, and the
    /// journal keeps the attempt: for an actor it is part of what happened.
    pub fn put(&mut self, step: &mut Step<'_>, put: &Put) -> Result<Vec<Outcome>, Refusal> {
        let stream = self.stream_mut(&put.stream)?;
        if stream.status == Status::Creating {
            return Err(super::stream_not_found(&put.stream));
        }
        let weighed = weigh(step, put)?;
        let mut shares: Vec<(ShardId, Share)> = Vec::new();
        let mut outcomes = Vec::with_capacity(weighed.len());
        for (offset, (bytes, hash)) in (0..).zip(weighed) {
            let shard = stream.open_shard_for(hash);
            let id = shard.id;
            let place = shares.iter().position(|(shard, _)| *shard == id).unwrap_or_else(|| {
                shares.push((id, Share::default()));
                shares.len() - 1
            });
            let share = &mut shares[place].1;
            match shard.write_limit_met(bytes, step.now) {
                None => {
                    shard.take_write_tokens(bytes, step.now);
                    let nth = u32::try_from(share.taken.len()).expect("at most 500 records");
                    share.taken.push(Head { offset, nth });
                    share.taken_bytes += bytes;
                    outcomes.push(Outcome::Taken { shard: id, index: shard.next_index + u64::from(nth) });
                }
                Some(limit) => {
                    share.refused.push(Head { offset, nth: 0 });
                    share.refused_bytes += bytes;
                    share.limit.get_or_insert(limit);
                    outcomes.push(Outcome::Refused { shard: id, limit });
                }
            }
        }
        shares.sort_by_key(|(shard, _)| *shard);
        let tallies = shares.into_iter().map(|(id, share)| stock(stream, step, put, id, share)).collect();
        let event = step.emit(What::RecordsPut {
            stream: put.stream.clone(),
            by: put.source.by().cloned(),
            api: put.api,
            shards: tallies,
        });
        stream.expect_pushes(&mut step.because(event));
        stream.expect_trim(step);
        match (put.api, outcomes.as_slice()) {
            (PutApi::PutRecord, [Outcome::Refused { shard, limit }]) => {
                let allowed = limit.at(step.era);
                Err(rate_exceeded(*shard, &put.stream).met(limit, allowed, allowed + 1))
            }
            _ => Ok(outcomes),
        }
    }
}

impl Streams {
    /// Whether SequenceNumberForOrdering may be a number of this stream. Records of one caller are in order anyway:
    /// virtual time takes one call after the other.
    ///
    /// # Errors
    /// ResourceNotFoundException; InvalidArgumentException for a number that cannot be.
    pub fn ordering_is_possible(&self, name: &Name, number: &str) -> Result<(), Refusal> {
        let stream = self.stream(name)?;
        if SequenceNumber::parse(number).is_some_and(|number| stream.shard(number.shard).is_some()) {
            return Ok(());
        }
        Err(Refusal::invalid(format!(
            "ExclusiveMinimumSequenceNumber {number} used in PutRecord on stream {name} under account {ACCOUNT} is \
             invalid."
        )))
    }
}

/// Puts what was taken onto the shard's log and counts what was not.
fn stock(stream: &mut Stream, step: &Step<'_>, put: &Put, id: ShardId, share: Share) -> PutTally {
    let name = stream.name.clone();
    let shard = &mut stream.shards[id.index()];
    let batch = |heads: Vec<Head>, first_index, bytes| Batch {
        source: put.source.clone(),
        arrived: step.now,
        shelf: Some(Shelf { stream: name.clone(), shard: id, shard_made: shard.made }),
        first_index,
        heads: Arc::from(heads),
        bytes,
    };
    let (taken, refused) = (share.taken.len() as u64, share.refused.len() as u64);
    let refusals = (refused > 0).then(|| batch(share.refused, shard.next_index, share.refused_bytes));
    if taken > 0 {
        shard.log.push(batch(share.taken, shard.next_index, share.taken_bytes));
        shard.next_index += taken;
    }
    PutTally {
        shard: id,
        taken,
        taken_bytes: share.taken_bytes,
        refused,
        refused_bytes: share.refused_bytes,
        limit: share.limit.map(|limit| limit.id),
        refusals,
    }
}

/// The size and the hash of each record; checks the request before any record is judged.
fn weigh(step: &Step<'_>, put: &Put) -> Result<Vec<(u64, u128)>, Refusal> {
    let invalid = |text: String| {
        Refusal::new(ErrorName::ValidationException, format!("1 validation error detected: {text}"))
    };
    let (count, most) = (u64::from(put.count), limits::PUT_RECORDS_COUNT.at(step.era));
    if count == 0 || count > most {
        let bound = if count == 0 {
            "greater than or equal to 1".to_owned()
        } else {
            format!("less than or equal to {most}")
        };
        return Err(invalid(format!(
            "Value at 'records' failed to satisfy constraint: Member must have length {bound}"
        ))
        .met(&limits::PUT_RECORDS_COUNT, most, count));
    }
    let (key_most, record_most) =
        (limits::PARTITION_KEY_CHARS.at(step.era), limits::RECORD_BYTES.at(step.era));
    let mut weighed = Vec::with_capacity(put.count as usize);
    let mut total = 0;
    for offset in 0..put.count {
        let key = put.source.key(offset);
        let chars = key.chars().count() as u64;
        if chars == 0 || chars > key_most {
            let bound = if chars == 0 {
                "greater than or equal to 1".to_owned()
            } else {
                format!("less than or equal to {key_most}")
            };
            return Err(invalid(format!(
                "Value '{key}' at 'partitionKey' failed to satisfy constraint: Member must have length {bound}"
            ))
            .met(&limits::PARTITION_KEY_CHARS, key_most, chars));
        }
        let bytes = put.source.data_len(offset) + key.len() as u64;
        if bytes > record_most {
            return Err(invalid(format!(
                "Value at 'data' failed to satisfy constraint: Member must have length less than or equal to \
                 {record_most} (data and partition key together have {bytes} bytes)"
            ))
            .met(&limits::RECORD_BYTES, record_most, bytes));
        }
        total += bytes;
        weighed.push((bytes, put.source.hash(offset, &key)));
    }
    let request_most = limits::PUT_RECORDS_BYTES.at(step.era);
    if total > request_most {
        return Err(Refusal::invalid(format!("Records size exceeds {} MB limit", request_most / 1_048_576))
            .met(&limits::PUT_RECORDS_BYTES, request_most, total));
    }
    Ok(weighed)
}

/// AWS's words for a full shard (behaviours A5, A7).
pub(crate) fn rate_exceeded(shard: ShardId, stream: &Name) -> Refusal {
    Refusal::new(
        ErrorName::ProvisionedThroughputExceededException,
        format!("Rate exceeded for shard {shard} in stream {stream} under account {ACCOUNT}."),
    )
}

//! PutRecord and PutRecords.

use std::ops::Range;

use super::Streams;
use super::shard::Shard;
use super::stream::{Status, Stream};
use crate::command::PutApi;
use crate::event::{PutTally, What};
use crate::kernel::Time;
use crate::limits::{self, Limit};
use crate::names::{ACCOUNT, Name, ShardId};
use crate::record::{Batch, Call, Head, Shelf, Source, hash_of, hashes_of};
use crate::refusal::{ErrorName, Refusal};
use crate::sequence::SequenceNumber;
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
struct Share {
    /// The shard's place in its stream.
    place: usize,
    shard: ShardId,
    shard_made: Time,
    /// The index of the first record that is taken.
    first_index: u64,
    taken: u32,
    taken_bytes: u64,
    refused: u32,
    refused_bytes: u64,
    limit: Option<&'static Limit>,
    /// What the taken records cost, as the write limit counts them.
    charged_bytes: u64,
    /// What the shard's two buckets still hold, in whole tokens; bytes may go into debt.
    records_left: u64,
    bytes_left: i64,
    /// Where its heads begin in the call's row, and where the next one goes, if taken and if refused.
    begin: u32,
    next_taken: u32,
    next_refused: u32,
}

impl Share {
    fn new(place: usize, shard: &Shard, now: Time) -> Share {
        // A shard's number is its place; its own field lies far from those that are needed here.
        let id = ShardId(u32::try_from(place).expect("few shards"));
        debug_assert_eq!(shard.id, id);
        let (records_left, bytes_left) = shard.write_tokens(now);
        Share {
            place,
            shard: id,
            shard_made: shard.made,
            first_index: shard.next_index,
            taken: 0,
            taken_bytes: 0,
            refused: 0,
            refused_bytes: 0,
            limit: None,
            charged_bytes: 0,
            records_left,
            bytes_left,
            begin: 0,
            next_taken: 0,
            next_refused: 0,
        }
    }

    /// The write limit that a record of this cost meets; `None` if it may pass.
    // Modelling choice: a record larger than a second's bytes passes once the bucket is full and takes it into debt,
    // so that the mean stays 1 MiB/s (docs/large-records; the refill is not published).
    fn limit_met(&self, cost: u64, full: u64) -> Option<&'static Limit> {
        if self.records_left == 0 {
            Some(&limits::SHARD_WRITE_RECORDS)
        } else if self.bytes_left < tokens(cost.min(full)) {
            Some(&limits::SHARD_WRITE_BYTES)
        } else {
            None
        }
    }

    fn take(&mut self, bytes: u64, cost: u64) {
        self.taken += 1;
        self.taken_bytes += bytes;
        self.charged_bytes += cost;
        self.records_left -= 1;
        self.bytes_left -= tokens(cost);
    }

    /// What a further record of `bytes` costs: the limit counts whole KiB of all that one call puts on a shard.
    fn cost_of(&self, bytes: u64, unit: u64) -> u64 {
        let all = self.taken_bytes + bytes;
        if all <= self.charged_bytes { 0 } else { all.div_ceil(unit) * unit - self.charged_bytes }
    }
}

/// The shares of a call, in the order in which its records first name them.
struct Shares {
    shares: Vec<Share>,
    /// The share of a shard, by the shard's place; `u16::MAX` if there is none.
    by_place: Vec<u16>,
}

impl Shares {
    fn with_room_for(shares: usize) -> Shares {
        Shares { shares: Vec::with_capacity(shares), by_place: Vec::new() }
    }

    fn of(&mut self, place: usize, shards: &[Shard], now: Time) -> u16 {
        if self.by_place.len() <= place {
            self.by_place.resize(shards.len(), u16::MAX);
        }
        let nth = &mut self.by_place[place];
        if *nth == u16::MAX {
            *nth = u16::try_from(self.shares.len()).expect("at most 500 records");
            self.shares.push(Share::new(place, &shards[place], now));
        }
        *nth
    }
}

impl Streams {
    /// Puts records. Each is judged alone; one refusal does not stop the rest.
    ///
    /// # Errors
    /// When nothing is judged at all: unknown stream, too many records, a record or a request too large,
    /// a key too long. A PutRecord whose shard is full is ProvisionedThroughputExceededException, and the
    /// journal keeps the attempt: for an actor it is part of what happened.
    pub fn put(&mut self, step: &mut Step<'_>, put: &Put) -> Result<Vec<Outcome>, Refusal> {
        let by_hand = put.source.by().is_none();
        let stream = self.stream_mut(&put.stream)?;
        if stream.status == Status::Creating {
            return Err(super::stream_not_found(&put.stream));
        }
        let weighed = weigh(step, put, stream.max_record_kib * 1_024)?;
        let unit = limits::WRITE_ROUNDING.at(step.era);
        let full = limits::SHARD_WRITE_BYTES.at(step.era);
        let mut shares = Shares::with_room_for(weighed.len().min(stream.shards.len()));
        let mut outcomes = Vec::with_capacity(weighed.len());
        // The share of each record, and whether it was taken.
        let mut judged = Vec::with_capacity(weighed.len());
        for (bytes, hash) in weighed {
            let place = stream.open_shard_for(hash);
            let nth = shares.of(place, &stream.shards, step.now);
            let share = &mut shares.shares[usize::from(nth)];
            let cost = share.cost_of(bytes, unit);
            match share.limit_met(cost, full) {
                None => {
                    let index = share.first_index + u64::from(share.taken);
                    share.take(bytes, cost);
                    outcomes.push(Outcome::Taken { shard: share.shard, index });
                    judged.push((nth, true));
                }
                // By hand it is an error, and an error changes nothing; an actor's attempt is part of what happened.
                Some(limit) if put.api == PutApi::PutRecord && by_hand => {
                    let allowed = limit.at(step.era);
                    return Err(rate_exceeded(share.shard, &put.stream).met(limit, allowed, allowed + 1));
                }
                Some(limit) => {
                    share.refused += 1;
                    share.refused_bytes += bytes;
                    share.limit.get_or_insert(limit);
                    outcomes.push(Outcome::Refused { shard: share.shard, limit });
                    judged.push((nth, false));
                }
            }
        }
        let tallies = stock(stream, step, put, shares.shares, &judged);
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

/// Puts what was taken onto the shards' logs and counts what was not, shard by shard in the order of their numbers.
/// `judged` tells the share of each record of the call, and whether it was taken.
fn stock(
    stream: &mut Stream,
    step: &Step<'_>,
    put: &Put,
    mut shares: Vec<Share>,
    judged: &[(u16, bool)],
) -> Vec<PutTally> {
    // Shares are large: their numbers are sorted, not they.
    let mut order: Vec<(ShardId, u16)> = shares.iter().map(|share| share.shard).zip(0..).collect();
    order.sort_unstable();
    // One row of heads for the whole call: each share's taken ones, then its refused ones.
    let mut end = 0;
    for (_, nth) in &order {
        let share = &mut shares[usize::from(*nth)];
        (share.begin, share.next_taken, share.next_refused) = (end, end, end + share.taken);
        end += share.taken + share.refused;
    }
    let mut row = vec![Head { offset: 0, nth: 0 }; judged.len()];
    for (offset, (nth, taken)) in (0..).zip(judged) {
        let share = &mut shares[usize::from(*nth)];
        let (place, nth) = if *taken {
            share.next_taken += 1;
            (share.next_taken - 1, share.next_taken - 1 - share.begin)
        } else {
            share.next_refused += 1;
            (share.next_refused - 1, 0)
        };
        row[usize::try_from(place).expect("32 bits fit")] = Head { offset, nth };
    }
    let call = Call::new(put.source.clone(), step.now, row);
    let batch = |share: &Share, heads: Range<u32>, bytes| {
        let shelf = Shelf { shard: share.shard, shard_made: share.shard_made };
        Batch::of(&call, heads, Some(shelf), (share.first_index, bytes))
    };
    // All batches are made before any shard is written to: counting who shares the call waits for writes under way,
    // and the logs of many shards are far away in memory.
    let batches: Vec<Batch> = order
        .iter()
        .map(|(_, nth)| {
            let share = &shares[usize::from(*nth)];
            // All heads are placed: the taken ones end where the refused ones begin.
            batch(share, share.begin..share.next_taken, share.taken_bytes)
        })
        .collect();
    let tally = |((_, nth), taken): ((ShardId, u16), Batch)| {
        let share = &shares[usize::from(nth)];
        if share.taken > 0 {
            let shard = &mut stream.shards[share.place];
            shard.take_write_tokens(share.taken.into(), share.charged_bytes, step.now);
            shard.log.push(taken);
            shard.next_index += u64::from(share.taken);
        }
        let refused = || Box::new(batch(share, share.next_taken..share.next_refused, share.refused_bytes));
        PutTally {
            shard: share.shard,
            taken: share.taken.into(),
            taken_bytes: share.taken_bytes,
            refused: share.refused.into(),
            refused_bytes: share.refused_bytes,
            limit: share.limit.map(|limit| limit.id),
            refusals: (share.refused > 0).then(refused),
        }
    };
    order.into_iter().zip(batches).map(tally).collect()
}

/// The size and the hash of each record; checks the request before any record is judged.
fn weigh(step: &Step<'_>, put: &Put, record_most: u64) -> Result<Vec<(u64, u128)>, Refusal> {
    let (count, most) = (u64::from(put.count), limits::PUT_RECORDS_COUNT.at(step.era));
    if count == 0 || count > most {
        let bound = if count == 0 {
            "greater than or equal to 1".to_owned()
        } else {
            format!("less than or equal to {most}")
        };
        return Err(invalid(&format!(
            "Value at 'records' failed to satisfy constraint: Member must have length {bound}"
        ))
        .met(&limits::PUT_RECORDS_COUNT, most, count));
    }
    let key_most = limits::PARTITION_KEY_CHARS.at(step.era);
    let mut weighed = Vec::with_capacity(put.count as usize);
    let mut total = 0;
    let mut weigh_one = |key: &str, data: u64| -> Result<u64, Refusal> {
        // No key has more characters than bytes.
        let bytes = key.len() as u64;
        let chars = if bytes <= key_most { bytes } else { key.chars().count() as u64 };
        if chars == 0 || chars > key_most {
            return Err(key_of_wrong_length(key, chars, key_most));
        }
        let bytes = data + bytes;
        if bytes > record_most {
            return Err(record_too_large(bytes, record_most));
        }
        total += bytes;
        Ok(bytes)
    };
    match &put.source {
        Source::Made { maker, first } => {
            for offset in 0..put.count {
                let key = maker.key(first + u64::from(offset));
                weighed.push((weigh_one(&key, maker.size)?, hash_of(&key)));
            }
        }
        Source::Stored(records) => {
            let hashes = hashes_of(records.iter().map(|record| record.key.as_str()));
            for (record, hash) in records.iter().zip(hashes) {
                let bytes = weigh_one(&record.key, record.data.len() as u64)?;
                weighed.push((bytes, record.explicit_hash_key.unwrap_or(hash)));
            }
        }
    }
    let request_most = limits::PUT_RECORDS_BYTES.at(step.era);
    if total > request_most {
        return Err(Refusal::invalid(format!("Records size exceeds {} MB limit", request_most / 1_048_576))
            .met(&limits::PUT_RECORDS_BYTES, request_most, total));
    }
    Ok(weighed)
}

fn invalid(text: &str) -> Refusal {
    Refusal::new(ErrorName::ValidationException, format!("1 validation error detected: {text}"))
}

fn key_of_wrong_length(key: &str, chars: u64, most: u64) -> Refusal {
    let bound = if chars == 0 {
        "greater than or equal to 1".to_owned()
    } else {
        format!("less than or equal to {most}")
    };
    invalid(&format!(
        "Value '{key}' at 'partitionKey' failed to satisfy constraint: Member must have length {bound}"
    ))
    .met(&limits::PARTITION_KEY_CHARS, most, chars)
}

fn record_too_large(bytes: u64, most: u64) -> Refusal {
    invalid(&format!(
        "Value at 'data' failed to satisfy constraint: Member must have length less than or equal to {most} (data and \
         partition key together have {bytes} bytes)"
    ))
    .met(&limits::MAX_RECORD_KIB_MIN, most / 1_024, bytes.div_ceil(1_024))
}

fn tokens(bytes: u64) -> i64 {
    i64::try_from(bytes).expect("a call has at most 10 MiB")
}

/// AWS's words for a full shard (behaviours A5, A7).
pub(crate) fn rate_exceeded(shard: ShardId, stream: &Name) -> Refusal {
    Refusal::new(
        ErrorName::ProvisionedThroughputExceededException,
        format!("Rate exceeded for shard {shard} in stream {stream} under account {ACCOUNT}."),
    )
}

//! PutRecord and PutRecords.

mod share;
mod weigh;

use std::sync::Arc;

use super::Streams;
use super::stream::{Status, Stream};
use crate::command::{Action, PutApi, PutEntry};
use crate::era::Era;
use crate::event::{PutBilled, PutTally, Refusals, What};
use crate::limits;
use crate::names::{ACCOUNT, Name, ShardId};
use crate::record::{Batch, Call, Shelf, Source};
use crate::refusal::Refusal;
use crate::sequence::SequenceNumber;
use crate::step::Step;
use share::{Share, Sorted};
use weigh::{Weighed, weigh};

/// A call that puts `count` records of a source.
#[derive(Clone, Debug)]
pub struct Put {
    pub stream: Name,
    pub api: PutApi,
    pub source: Source,
    pub count: u32,
}

/// A call of which at least one record was judged.
pub struct Judged {
    call: Arc<Call>,
    shares: Vec<Share>,
}

impl Judged {
    /// How many records were refused.
    pub fn failed(&self) -> usize {
        self.shares.iter().map(|share| usize::from(share.refused)).sum()
    }

    /// What is said of each record, in request order.
    pub fn answers(&self) -> Vec<PutEntry> {
        let mut answers = vec![PutEntry::Refused { shard: ShardId(0) }; self.call.heads().len()];
        for share in &self.shares {
            let shard = ShardId(share.place);
            let heads = &self.call.heads()[usize::from(share.begin)..];
            let (taken, others) = heads.split_at(share.taken.into());
            for head in taken {
                let number = SequenceNumber { index: share.first.index + u64::from(head.nth), ..share.first };
                answers[usize::from(head.offset)] = PutEntry::Taken(number);
            }
            for head in &others[..usize::from(share.refused)] {
                answers[usize::from(head.offset)] = PutEntry::Refused { shard };
            }
        }
        answers
    }
}

impl Streams {
    /// Puts records. Each is judged alone; one refusal does not stop the rest.
    ///
    /// # Errors
    /// When nothing is judged at all: a role that may not, or may not use the key of the stream, unknown stream, too many records, a record or a request too large,
    /// a key too long. A PutRecord whose shard is full is ProvisionedThroughputExceededException, and the
    /// journal keeps the attempt: for an actor it is part of what happened.
    pub fn put(&mut self, step: &mut Step<'_>, put: &Put) -> Result<Judged, Refusal> {
        let action = match put.api {
            PutApi::PutRecord => Action::PutRecord,
            PutApi::PutRecords | PutApi::Kpl => Action::PutRecords,
        };
        step.authorize(action, put.stream.as_str())?;
        let stream = self.stream_mut(&put.stream)?;
        if stream.status == Status::Creating {
            return Err(super::stream_not_found(&put.stream));
        }
        if let Some(key) = stream.encryption_key() {
            step.use_key(Action::GenerateDataKey, key)?;
        }
        let weighed = weigh(step, put, stream)?;
        let Sorted { places, ends, mut row } = Sorted::new(&weighed);
        let mut begin = 0;
        let judge = |(place, end): (&u32, &u16)| {
            let part = begin..*end;
            begin = *end;
            let shard = &stream.shards[*place as usize];
            Share::judge((*place, shard), (&mut row, part), &weighed, (step.now, step.era))
        };
        let shares: Vec<Share> = places.iter().zip(&ends).map(judge).collect();
        let limited = shares.iter().find_map(|share| Some((ShardId(share.place), share.limit?)));
        let refusal = limited.filter(|_| put.api == PutApi::PutRecord).map(|(shard, limit)| {
            let allowed = limit.at(step.era);
            Refusal::rate_exceeded(shard, &put.stream).met(limit, allowed, allowed + 1)
        });
        // By hand it is an error, and an error changes nothing; an actor's attempt is part of what happened.
        if let (Some(refusal), None) = (&refusal, put.source.by()) {
            return Err(refusal.clone());
        }
        let call = Call::new(put.source.clone(), step.now, row);
        let event = step.emit(What::RecordsPut {
            stream: put.stream.clone(),
            by: put.source.by().cloned(),
            api: put.api,
            shards: stock(stream, step, &call, &shares),
            billed: billed(&call, &shares, (&weighed, step.era)),
            user_records: user_records(&call, &shares),
            doubled: doubled(&call, &shares),
        });
        stream.expect_pushes(&mut step.because(event));
        stream.expect_trim(step);
        refusal.map_or(Ok(Judged { call, shares }), Err)
    }

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

/// Puts what was taken onto the shards' logs and counts what was not.
fn stock(stream: &mut Stream, step: &Step<'_>, call: &Arc<Call>, shares: &[Share]) -> Vec<PutTally> {
    let batch = |share: &Share, heads, bytes: u32| {
        // Sequence numbers count from 1, places on the log from 0.
        let first_index = share.first.index - 1;
        let shard_made = stream.shards[share.place as usize].made;
        let shelf = Shelf { shard: ShardId(share.place), shard_made };
        Batch::of(call, heads, Some(shelf), (first_index, bytes.into()))
    };
    let refusals = |share: &Share| {
        let (limit, begin) = (share.limit?.id, share.begin + share.taken);
        let batch = batch(share, begin..begin + share.refused, share.refused_bytes);
        Some(Box::new(Refusals { limit, batch }))
    };
    // All batches are made before any shard is written to: counting who shares the call waits for writes under way,
    // and the logs of many shards are far away in memory.
    let made = |share: &Share| {
        let taken = batch(share, share.begin..share.begin + share.taken, share.taken_bytes);
        (taken, refusals(share))
    };
    let batches: Vec<_> = shares.iter().map(made).collect();
    let source = &call.source;
    let (packed, repeats, sealed) = (source.packed().is_some(), source.may_repeat(), source.is_sealed());
    let tally = |(share, (taken, refusals)): (&Share, (Batch, Option<Box<Refusals>>))| {
        if share.taken > 0 {
            let shard = &mut stream.shards[share.place as usize];
            shard.take_write_tokens(share.taken.into(), share.charged_bytes, step.now);
            if packed {
                shard.count_user_records(&taken);
            }
            if repeats {
                shard.doubled += copies(&taken);
            }
            shard.took_repeats |= repeats;
            shard.took_sealed |= sealed;
            shard.log.push(taken);
            shard.next_index += u64::from(share.taken);
        }
        PutTally {
            shard: ShardId(share.place),
            taken: share.taken.into(),
            taken_bytes: share.taken_bytes,
            refused: share.refused.into(),
            refusals,
        }
    };
    shares.iter().zip(batches).map(tally).collect()
}

/// How the bill counts what was taken. Modelling choice: AWS speaks of payload, so data alone, without the key; so an
/// aggregated record of the KPL's default 51,200 bytes is two units.
fn billed(call: &Call, shares: &[Share], (weighed, era): (&[Weighed], Era)) -> PutBilled {
    let small = |n: u64| u32::try_from(n).expect("a call has at most 500 records and 10 MiB");
    // Where no stream is on-demand nothing is counted in its steps.
    let steps = [&limits::PUT_UNIT, &limits::ON_DEMAND_BILLED].map(|unit| unit.at(era));
    // A record without data is a record.
    let one = |len: u64| steps.map(|unit| if unit == 0 { 0 } else { small(len.max(1).div_ceil(unit)) });
    let least = steps.into_iter().filter(|unit| *unit > 0).min().unwrap_or(0);
    // With their keys they weigh more than what is billed of them: each is one step, and no data need be looked at.
    let most = weighed.iter().fold(0, |most, record| record.bytes.max(most));
    let all_small = u64::from(most) <= least;
    let mut sum = [0, 0];
    if let Some(len) = call.source.same_len().or(all_small.then_some(0)) {
        let (each, taken) = (one(len), shares.iter().map(|share| u32::from(share.taken)).sum::<u32>());
        sum = each.map(|n| n * taken);
    } else {
        for share in shares {
            for head in &call.heads()[usize::from(share.begin)..usize::from(share.begin + share.taken)] {
                let each = one(call.source.data_len(head.offset.into()));
                sum = [sum[0] + each[0], sum[1] + each[1]];
            }
        }
    }
    PutBilled { units: sum[0], kib: sum[1] }
}

/// The user records in what was taken and in what was refused; `None` where each record is one.
fn user_records(call: &Call, shares: &[Share]) -> Option<Box<[u64; 2]>> {
    call.source.packed()?;
    let mut sums = [0, 0];
    for share in shares {
        let heads =
            &call.heads()[usize::from(share.begin)..usize::from(share.begin + share.taken + share.refused)];
        for (i, head) in heads.iter().enumerate() {
            sums[usize::from(i >= usize::from(share.taken))] += call.source.user_records(head.offset.into());
        }
    }
    Some(Box::new(sums))
}

/// The user records of what was taken that are copies.
fn doubled(call: &Call, shares: &[Share]) -> u32 {
    if !call.source.may_repeat() {
        return 0;
    }
    let heads = |share: &Share| &call.heads()[usize::from(share.begin)..][..usize::from(share.taken)];
    let sum = shares.iter().flat_map(heads).map(|head| call.source.copies(head.offset.into())).sum::<u64>();
    u32::try_from(sum).unwrap_or(u32::MAX)
}

fn copies(batch: &Batch) -> u64 {
    (0..batch.len()).map(|i| batch.source.copies(batch.offset(i))).sum()
}

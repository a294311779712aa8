//! The records of a call that go to one shard, judged one after the other.

use std::ops::Range;

use super::weigh::Weighed;
use crate::era::Era;
use crate::kernel::Time;
use crate::limits::{self, Limit};
use crate::record::Head;
use crate::sequence::SequenceNumber;
use crate::streams::shard::Shard;

/// The records of a call, shard by shard in the order of the shards' places.
pub(super) struct Sorted {
    /// The places of the shards that the call goes to.
    pub places: Vec<u32>,
    /// Where the records of each of them end in the row.
    pub ends: Vec<u16>,
    /// All records; those of one shard in request order.
    pub row: Vec<Head>,
}

impl Sorted {
    /// Counting, since there are few places: comparing would take longer than all the rest of a call.
    pub fn new(weighed: &[Weighed]) -> Sorted {
        let (least, most) = weighed
            .iter()
            .fold((u32::MAX, 0), |(least, most), record| (record.place.min(least), record.place.max(most)));
        let least = least.min(most);
        let at = |place: u32| (place - least) as usize;
        let mut next = vec![0_u16; at(most) + 1];
        weighed.iter().for_each(|record| next[at(record.place)] += 1);
        let (mut places, mut named, mut sum) = (vec![0; next.len()], 0, 0);
        for (place, next) in (least..).zip(&mut next) {
            // Which shards have records cannot be foreseen: all are written down, and those without written over.
            places[named] = place;
            named += usize::from(*next > 0);
            (sum, *next) = (sum + *next, sum);
        }
        places.truncate(named);
        let mut row = vec![Head { offset: 0, nth: 0 }; weighed.len()];
        for (offset, record) in (0..).zip(weighed) {
            let next = &mut next[at(record.place)];
            row[usize::from(*next)].offset = offset;
            *next += 1;
        }
        let ends = places.iter().map(|place| next[at(*place)]).collect();
        Sorted { places, ends, row }
    }
}

/// What became of the records for one shard.
pub(super) struct Share {
    pub place: u32,
    /// The sequence number of the first record that is taken; those of the next ones differ in their index alone.
    pub first: SequenceNumber,
    /// Its heads in the call's row: first those that are taken, then those that are refused.
    pub begin: u16,
    pub taken: u16,
    pub refused: u16,
    pub taken_bytes: u32,
    pub refused_bytes: u32,
    /// The limit that the first refused record met.
    pub limit: Option<&'static Limit>,
    /// What the taken records cost, as the write limit counts them.
    pub charged_bytes: u64,
}

impl Share {
    /// Judges the records of a part of a call's row by what the shard's write buckets hold.
    pub fn judge(
        (place, shard): (u32, &Shard),
        (row, part): (&mut [Head], Range<u16>),
        weighed: &[Weighed],
        (now, era): (Time, Era),
    ) -> Share {
        let heads = &mut row[usize::from(part.start)..usize::from(part.end)];
        let mut share = Share {
            place,
            first: shard.sequence_number(shard.next_index, now, era),
            begin: part.start,
            taken: 0,
            refused: 0,
            taken_bytes: 0,
            refused_bytes: 0,
            limit: None,
            charged_bytes: 0,
        };
        let (records_left, bytes_left) = shard.write_tokens(now);
        let unit = limits::WRITE_ROUNDING.at(era);
        let mut all = 0;
        for (nth, head) in (0..).zip(heads.iter_mut()) {
            head.nth = nth;
            all += weighed[usize::from(head.offset)].bytes;
        }
        let cost = u64::from(all).div_ceil(unit) * unit;
        if u64::from(part.end - part.start) <= records_left && tokens(cost) <= bytes_left {
            // What fits as a whole fits one by one.
            (share.taken, share.taken_bytes, share.charged_bytes) = (part.end - part.start, all, cost);
        } else {
            share.judge_singly(heads, weighed, (records_left, bytes_left), (unit, era));
        }
        share
    }

    fn judge_singly(
        &mut self,
        heads: &mut [Head],
        weighed: &[Weighed],
        (records_left, bytes_left): (u64, i64),
        (unit, era): (u64, Era),
    ) {
        let full = limits::SHARD_WRITE_BYTES.at(era);
        let mut refused = Vec::new();
        for at in 0..heads.len() {
            let head = heads[at];
            let bytes = weighed[usize::from(head.offset)].bytes;
            let cost = self.cost_of(bytes, unit);
            // Modelling choice: a record larger than a second's bytes passes once the bucket is full and takes it into
            // debt, so that the mean stays 1 MiB/s (docs/large-records; the refill is not published).
            let limit = if u64::from(self.taken) == records_left {
                Some(&limits::SHARD_WRITE_RECORDS)
            } else if bytes_left - tokens(self.charged_bytes) < tokens(cost.min(full)) {
                Some(&limits::SHARD_WRITE_BYTES)
            } else {
                None
            };
            if let Some(limit) = limit {
                self.limit.get_or_insert(limit);
                self.refused += 1;
                self.refused_bytes += bytes;
                refused.push(Head { nth: 0, ..head });
            } else {
                heads[usize::from(self.taken)] = Head { nth: self.taken, ..head };
                self.taken += 1;
                self.taken_bytes += bytes;
                self.charged_bytes += cost;
            }
        }
        heads[usize::from(self.taken)..].copy_from_slice(&refused);
    }

    /// What a further record of `bytes` costs: the limit counts whole KiB of all that one call puts on a shard.
    fn cost_of(&self, bytes: u32, unit: u64) -> u64 {
        u64::from(self.taken_bytes + bytes).div_ceil(unit) * unit - self.charged_bytes
    }
}

fn tokens(bytes: u64) -> i64 {
    i64::try_from(bytes).expect("a call has at most 10 MiB")
}

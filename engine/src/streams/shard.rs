//! A shard: a range of hash keys, two write limits, a read limit, and a log.

use std::ops::Range;

use serde::Serialize;

use crate::command::ShardDescription;
use crate::era::Era;
use crate::kernel::{Bucket, Log, Rate, Span, Time};
use crate::limits::{self, Limit};
use crate::names::ShardId;
use crate::record::Batch;
use crate::sequence::SequenceNumber;

/// A range of hash keys, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HashRange {
    pub start: u128,
    pub end: u128,
}

impl HashRange {
    /// `n` ranges as AWS makes them: each floor(2^128 / n) wide, the last to the end (behaviours A3).
    pub fn even(n: u32) -> Vec<HashRange> {
        let width = if n == 1 { 0 } else { u128::MAX / u128::from(n) + u128::from(n.is_power_of_two()) };
        (0..n)
            .map(|i| HashRange {
                start: u128::from(i) * width,
                end: if i + 1 == n { u128::MAX } else { (u128::from(i) + 1) * width - 1 },
            })
            .collect()
    }

    pub fn holds(&self, hash: u128) -> bool {
        self.start <= hash && hash <= self.end
    }

    /// The hash key at which two equal halves meet.
    pub fn midpoint(&self) -> u128 {
        self.start + (self.end - self.start) / 2 + 1
    }
}

#[derive(Clone, Debug)]
pub struct Shard {
    pub id: ShardId,
    pub range: HashRange,
    pub parent: Option<ShardId>,
    pub adjacent_parent: Option<ShardId>,
    pub children: Vec<ShardId>,
    pub made: Time,
    pub closed: Option<Time>,
    pub(crate) log: Log<Batch, 64>,
    /// The index of the next record.
    pub(crate) next_index: u64,
    /// Of each record that holds several user records, the index, and how many more than one there were up to it.
    pub(crate) extra: Log<(u64, u64), 64>,
    /// User records that it took though its stream had them already.
    pub doubled: u64,
    /// Whether it ever took records that their producer had encrypted, or put again: where it did not, readers need not
    /// look through all that they read for such ones.
    pub(crate) took_sealed: bool,
    pub(crate) took_repeats: bool,
    // Modelling choice: AWS does not publish the shape of its write limit. Ours is a token bucket
    // with one second of capacity, refilled continuously (behaviours, part C).
    pub(crate) write_records: Bucket,
    pub(crate) write_bytes: Bucket,
    pub(crate) read_calls: Bucket,
    pub(crate) read_bytes: Bucket,
    pub(crate) iterator_calls: Bucket,
    /// After an answer of the full 10 MiB, reads throw until here.
    pub(crate) reads_blocked_until: Time,
    /// What polling readers took; subscriptions have their own way.
    pub read_calls_rate: Rate,
    pub read_bytes_rate: Rate,
}

impl Shard {
    pub(crate) fn new(id: ShardId, range: HashRange, now: Time, era: Era) -> Shard {
        let per_second = |limit: &Limit| Bucket::full(limit.at(era), limit.at(era), now);
        Shard {
            id,
            range,
            parent: None,
            adjacent_parent: None,
            children: Vec::new(),
            made: now,
            closed: None,
            log: Log::default(),
            next_index: 0,
            extra: Log::default(),
            doubled: 0,
            took_sealed: false,
            took_repeats: false,
            write_records: per_second(&limits::SHARD_WRITE_RECORDS),
            write_bytes: per_second(&limits::SHARD_WRITE_BYTES),
            read_calls: per_second(&limits::SHARD_READ_CALLS),
            read_bytes: per_second(&limits::SHARD_READ_BYTES),
            iterator_calls: per_second(&limits::GET_ITERATOR_CALLS),
            reads_blocked_until: now,
            read_calls_rate: Rate::default(),
            read_bytes_rate: Rate::default(),
        }
    }

    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Records and bytes that its write buckets hold now.
    pub fn reserve(&self, now: Time) -> (u64, u64) {
        (self.write_records.level(now), self.write_bytes.level(now))
    }

    /// As [`Shard::reserve`], but a debt of bytes is below zero.
    pub(crate) fn write_tokens(&self, now: Time) -> (u64, i64) {
        (self.write_records.level(now), self.write_bytes.balance(now))
    }

    pub(crate) fn take_write_tokens(&mut self, records: u64, bytes: u64, now: Time) {
        self.write_records.take(records, now);
        self.write_bytes.take(bytes, now);
    }

    /// The index of the oldest record that is still there.
    pub fn first_index(&self) -> u64 {
        self.log.get(self.log.first()).map_or(self.next_index, |batch| batch.first_index)
    }

    /// One past the index of the newest record: the tip.
    pub fn tip(&self) -> u64 {
        self.next_index
    }

    /// How many records it holds.
    pub fn held(&self) -> u64 {
        self.next_index - self.first_index()
    }

    /// Aggregated records that are about to be added.
    pub(crate) fn count_user_records(&mut self, batch: &Batch) {
        for i in 0..batch.len() {
            let more = batch.user_records(i) - 1;
            if more > 0 {
                let sum = self.extra.last().map_or(0, |(_, sum)| *sum);
                self.extra.push((batch.index(i), sum + more));
            }
        }
    }

    /// How many user records lie in the records from one index to another: those that a KPL aggregated count each.
    pub fn user_records(&self, records: Range<u64>) -> u64 {
        let before = |index: u64| {
            let place = self.extra.partition_point(|(at, _)| *at < index);
            place.checked_sub(1).and_then(|last| self.extra.get(last)).map_or(0, |(_, sum)| *sum)
        };
        let records = records.start..records.end.max(records.start);
        records.end - records.start + before(records.end) - before(records.start)
    }

    pub fn oldest_arrival(&self) -> Option<Time> {
        self.log.get(self.log.first()).map(|batch| batch.arrived)
    }

    pub fn newest_arrival(&self) -> Option<Time> {
        self.log.last().map(|batch| batch.arrived)
    }

    /// Records and bytes that it took in the second that ends now.
    pub fn taken_per_second(&self, now: Time) -> (u64, u64) {
        let within = self.newest_first().take_while(|batch| batch.arrived + Span::SECOND > now);
        within.fold((0, 0), |(records, bytes), batch| (records + batch.len() as u64, bytes + batch.bytes))
    }

    /// Batches newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Batch> {
        self.log.iter().rev()
    }

    /// When the record of this index arrived, if it is there.
    pub fn arrival_of(&self, index: u64) -> Option<Time> {
        self.batch_of(index).map(|batch| batch.arrived)
    }

    /// The batch with the record of this index, or, if that has expired, the oldest batch.
    pub fn batch_of(&self, index: u64) -> Option<&Batch> {
        let at = self.log.partition_point(|batch| batch.first_index + batch.len() as u64 <= index);
        self.log.get(at)
    }

    /// The index of the first record at or after an instant.
    pub fn index_at(&self, at: Time) -> u64 {
        let place = self.log.partition_point(|batch| batch.arrived < at);
        self.log.get(place).map_or(self.next_index, |batch| batch.first_index)
    }

    /// Forgets what arrived at or before the horizon; gives the number of records.
    pub(crate) fn trim(&mut self, horizon: Time) -> u64 {
        let before = self.first_index();
        let keep = self.log.partition_point(|batch| batch.arrived <= horizon);
        self.log.trim_to(keep);
        self.first_index() - before
    }

    pub fn sequence_number(&self, index: u64, arrived: Time, era: Era) -> SequenceNumber {
        SequenceNumber {
            shard_made: era.epoch_seconds(self.made),
            shard: self.id,
            // 0 is the shard's starting number, so records count from 1.
            index: index + 1,
            at: era.epoch_seconds(arrived),
        }
    }

    pub fn starting_sequence_number(&self, era: Era) -> SequenceNumber {
        let made = era.epoch_seconds(self.made);
        SequenceNumber { shard_made: made, shard: self.id, index: 0, at: made }
    }

    /// ContinuationSequenceNumber: AFTER_SEQUENCE_NUMBER with it goes on at a position, even before any record.
    pub fn continuation(&self, position: u64, (now, era): (Time, Era)) -> SequenceNumber {
        let Some(last) = position.checked_sub(1) else { return self.starting_sequence_number(era) };
        let at = self.arrival_of(last).unwrap_or(now);
        SequenceNumber {
            shard_made: era.epoch_seconds(self.made),
            shard: self.id,
            index: position,
            at: era.epoch_seconds(at),
        }
    }

    #[inline(never)]
    pub fn describe(&self, era: Era) -> ShardDescription {
        ShardDescription {
            id: self.id,
            parent: self.parent,
            adjacent_parent: self.adjacent_parent,
            starting_hash_key: self.range.start,
            ending_hash_key: self.range.end,
            starting_sequence_number: self.starting_sequence_number(era).to_string(),
            ending_sequence_number: self.closed.map(|closed| {
                SequenceNumber {
                    shard_made: era.epoch_seconds(self.made),
                    shard: self.id,
                    index: SequenceNumber::END,
                    at: era.epoch_seconds(closed),
                }
                .to_string()
            }),
        }
    }

    /// How long a record of `bytes` would have to wait for its write tokens.
    pub fn write_wait(&self, bytes: u64, now: Time) -> Span {
        let bytes = bytes.min(self.write_bytes.capacity());
        self.write_records.wait_for(1, now).max(self.write_bytes.wait_for(bytes, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_split_starts_where_aws_starts() {
        // behaviours A3
        let starts = |n| HashRange::even(n).iter().map(|r| r.start).collect::<Vec<_>>();
        assert_eq!(starts(1), [0]);
        assert_eq!(starts(2), [0, 170_141_183_460_469_231_731_687_303_715_884_105_728]);
        assert_eq!(
            starts(3),
            [
                0,
                113_427_455_640_312_821_154_458_202_477_256_070_485,
                226_854_911_280_625_642_308_916_404_954_512_140_970
            ]
        );
        assert_eq!(
            starts(4)[1..3],
            [
                85_070_591_730_234_615_865_843_651_857_942_052_864,
                170_141_183_460_469_231_731_687_303_715_884_105_728
            ]
        );
        assert_eq!(starts(5)[1], 68_056_473_384_187_692_692_674_921_486_353_642_291);
    }

    #[test]
    fn the_ranges_cover_the_ring_without_gap_or_overlap() {
        for n in 1..=200 {
            let ranges = HashRange::even(n);
            assert_eq!(ranges[0].start, 0);
            assert_eq!(ranges.last().unwrap().end, u128::MAX);
            assert!(ranges.windows(2).all(|pair| pair[0].end + 1 == pair[1].start), "{n} shards");
        }
    }

    #[test]
    fn the_midpoint_halves_a_range() {
        let whole = HashRange { start: 0, end: u128::MAX };
        assert_eq!(whole.midpoint(), 1 << 127);
    }
}

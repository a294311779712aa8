//! Gathering records into batches: up to BatchSize records, up to Lambda's payload, for the time of the window.

use std::ops::Range;

use super::lane::{before, split};
use super::{Lane, Mapping, Piece, Sent};
use crate::command::Filtered;
use crate::era::Era;
use crate::kernel::Time;
use crate::lambda::mapping::{EventRecord, event_frame, event_record, event_record_len};
use crate::limits;
use crate::record::hash_of;
use crate::streams::Shard;

pub(super) enum Gathered {
    Nothing,
    /// The window ends then.
    Later(Time),
    Batch(Piece),
}

/// Each record that is still there: its index, its partition key, and the bytes that it takes of an event.
fn weigh(
    mapping: &Mapping,
    shard: &Shard,
    records: &[Range<u64>],
    era: Era,
    mut each: impl FnMut(u64, &str, u64),
) {
    let arn = mapping.stream_arn();
    for slice in records.iter().flat_map(|run| shard.slices(run.clone())) {
        let batch = &slice.batch;
        let Some(first) = slice.places.clone().next() else { continue };
        let number = shard.sequence_number(batch.index(first), batch.arrived, era).to_string();
        let bare = EventRecord {
            shard: shard.id,
            sequence_number: &number,
            partition_key: "",
            data: b"",
            arrived_ms: era.epoch_millis(batch.arrived),
        };
        let bare = event_record(&bare, &mapping.name, &arn).len() as u64;
        for i in slice.places.clone() {
            let key = batch.source.key_ref(batch.offset(i));
            each(batch.index(i), &key, event_record_len(bare, &key, batch.data_len(i)));
        }
    }
}

/// Bytes of the event with these records.
pub(super) fn event_bytes(
    mapping: &Mapping,
    shard: &Shard,
    records: &[Range<u64>],
    sent: Option<Sent>,
    era: Era,
) -> u64 {
    let (mut sum, mut count) = (0, 0);
    weigh(mapping, shard, records, era, |_, _, bytes| {
        sum += bytes;
        count += 1;
    });
    sum + event_frame(count) + sent.map_or(0, |sent| mapping.window_told(sent, shard.id).bytes())
}

impl Mapping {
    pub(super) fn stream_arn(&self) -> String {
        use crate::names::{ACCOUNT, REGION};
        format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{}", self.reader.stream)
    }

    /// Bytes of the event with these records, as far as they are still there.
    pub fn event_bytes(&self, shard: &Shard, records: &[Range<u64>], sent: Option<Sent>, era: Era) -> u64 {
        event_bytes(self, shard, records, sent, era)
    }

    /// The event with the first `most` of these records, as far as they are still there.
    pub fn event(
        &self,
        shard: &Shard,
        records: &[Range<u64>],
        sent: Option<Sent>,
        (era, most): (Era, u64),
    ) -> String {
        let arn = self.stream_arn();
        let (shown, _) = split(records, most);
        let mut texts = Vec::new();
        for slice in shown.iter().flat_map(|run| shard.slices(run.clone())) {
            for i in slice.places.clone() {
                let batch = &slice.batch;
                let number = shard.sequence_number(batch.index(i), batch.arrived, era).to_string();
                let record = EventRecord {
                    shard: shard.id,
                    sequence_number: &number,
                    partition_key: &batch.key(i),
                    data: &batch.data(i),
                    arrived_ms: era.epoch_millis(batch.arrived),
                };
                texts.push(event_record(&record, self.function(), &arn));
            }
        }
        match sent {
            Some(sent) => self.window_told(sent, shard.id).event(&texts),
            None => crate::lambda::mapping::event(&texts),
        }
    }

    /// Of some records those that fit a pattern, and those that fit none.
    pub(super) fn sift(&self, shard: &Shard, records: Range<u64>) -> (Vec<Range<u64>>, Vec<Range<u64>>) {
        if self.config.filters.is_empty() {
            return (vec![records], Vec::new());
        }
        let (mut kept, mut left) = (Vec::new(), Vec::new());
        for slice in shard.slices(records) {
            for i in slice.places.clone() {
                let batch = &slice.batch;
                let (key, data) = (batch.key(i), batch.data(i));
                let record = Filtered { partition_key: &key, data: &data };
                let fits = self.config.filters.iter().any(|filter| filter.fits(record));
                let to: &mut Vec<Range<u64>> = if fits { &mut kept } else { &mut left };
                let index = batch.index(i);
                match to.last_mut() {
                    Some(run) if run.end == index => run.end += 1,
                    Some(_) | None => to.push(index..index + 1),
                }
            }
        }
        (kept, left)
    }

    /// Puts records into the lanes of their keys.
    ///
    /// Modelling choice: the lane is the MD5 of the partition key modulo the ParallelizationFactor; an explicit hash key
    /// rules the shard alone.
    pub(super) fn spread(&self, shard: &Shard, records: &[Range<u64>], era: Era, lanes: &mut [Lane]) {
        let n = lanes.len() as u128;
        weigh(self, shard, records, era, |index, key, bytes| {
            let lane = if n == 1 { 0 } else { usize::try_from(hash_of(key) % n).unwrap_or(0) };
            lanes[lane].push(index, bytes);
        });
    }

    /// The next batch of a lane. Records that have expired are taken out, and counted.
    pub(super) fn gather(&self, lane: &mut Lane, shard: &Shard, (now, era): (Time, Era)) -> (Gathered, u64) {
        let gathered: Vec<Range<u64>> = lane.gathered.iter().cloned().collect();
        let expired = before(&gathered, shard.first_index());
        if expired > 0 {
            let (_, rest) = split(&gathered, expired);
            (lane.waiting, lane.bytes) = (0, 0);
            lane.gathered.clear();
            weigh(self, shard, &rest, era, |index, _, bytes| lane.push(index, bytes));
        }
        if lane.waiting == 0 {
            lane.since = None;
            return (Gathered::Nothing, expired);
        }
        let gathered: Vec<Range<u64>> = lane.gathered.iter().cloned().collect();
        let window = lane.gathered_first().and_then(|first| self.window_of(shard, first, era));
        // A batch is of one tumbling window.
        let of_window = window.map_or(lane.waiting, |(_, later)| before(&gathered, later).max(1));
        let most_records = self.config.batch_size.min(of_window);
        let told = self.sent(lane, &Piece::of(gathered.clone()), shard, era);
        let around = told.map_or(0, |sent| self.window_told(sent, shard.id).bytes());
        let most = limits::LAMBDA_PAYLOAD.at(era).saturating_sub(around);
        let fits = lane.bytes + event_frame(lane.waiting) <= most;
        let since = *lane.since.get_or_insert(now);
        let until = window.map_or(since + self.config.window, |(number, _)| {
            self.end_of(number, era).min(since + self.config.window)
        });
        if fits && lane.waiting < self.config.batch_size && of_window == lane.waiting && now < until {
            return (Gathered::Later(until), expired);
        }
        lane.gathered.clear();
        let (mut taken, mut bytes) = (lane.waiting, lane.bytes);
        if !fits || taken > most_records {
            (taken, bytes) = (0, 0);
            let (first, _) = split(&gathered, most_records);
            let mut full = false;
            weigh(self, shard, &first, era, |_, _, more| {
                // A record that is too large by itself goes alone, and fails.
                full |= taken > 0 && bytes + more + event_frame(taken + 1) > most;
                if !full {
                    taken += 1;
                    bytes += more;
                }
            });
        }
        let (batch, rest) = split(&gathered, taken);
        lane.gathered = rest.into();
        (lane.waiting, lane.bytes, lane.since) = (lane.waiting - taken, lane.bytes - bytes, None);
        (Gathered::Batch(Piece::of(batch)), expired)
    }
}

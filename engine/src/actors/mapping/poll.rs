//! Reading: GetRecords once a second on each shard, or what a subscription pushes.

use std::ops::Range;

use super::{Around, Lane, Mapping};
use crate::command::{IteratorStart, ReadFrom};
use crate::event::{MappingEvent, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::ShardId;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::streams::{ShardIterator, Streams};
use crate::wake::MappingTask;

/// Modelling choice: a mapping that was throttled comes at a random time of half a period to one and a half, and so do
/// its next polls, as a polling consumer does.
const DRIFTS: u32 = 5;

impl Mapping {
    pub(super) fn poll(&mut self, step: &mut Step<'_>, around: &mut Around<'_>) {
        if let Some(ready) = self.reader.waits_for(around.streams) {
            return self.expect(step, ready, MappingTask::Poll);
        }
        if !self.config.enabled {
            return self.expect(
                step,
                step.now + Span::millis(limits::ESM_POLL.at(step.era)),
                MappingTask::Poll,
            );
        }
        if let Err(refusal) = self.reader.find_shards(step, around.streams) {
            self.reader.note_refusal(step, self.reader.any_shard(), &refusal);
        } else {
            for shard in self.reader.turns() {
                let Err(refusal) = self.read(step, around, shard) else { continue };
                if refusal.error == ErrorName::ProvisionedThroughputExceededException {
                    self.drifts = DRIFTS;
                }
                if let Some(place) = self.places.get_mut(&shard)
                    && refusal.error == ErrorName::ExpiredIteratorException
                {
                    place.iterator = None;
                }
                self.reader.note_refusal(step, shard, &refusal);
            }
        }
        let next = step.now + self.period(step);
        self.expect(step, next, MappingTask::Poll);
    }

    fn period(&mut self, step: &Step<'_>) -> Span {
        let period = Span::millis(limits::ESM_POLL.at(step.era));
        if self.drifts == 0 {
            return period;
        }
        self.drifts -= 1;
        self.drawn += 1;
        period / 2 + Span::micros(self.chance.at(self.drawn).below(period.as_micros() + 1))
    }

    /// One GetRecords, unless enough waits or nothing more will come.
    fn read(&mut self, step: &mut Step<'_>, around: &mut Around<'_>, id: ShardId) -> Result<(), Refusal> {
        let place = self.places.entry(id).or_default();
        if place.ended {
            return Ok(());
        }
        let place = &self.places[&id];
        if !self.has_room(place, step.era) {
            return Ok(());
        }
        let lives = Span::seconds(limits::ITERATOR_AGE.at(step.era));
        let iterator = match &place.iterator {
            Some(iterator) if step.now.since(iterator.made) <= lives => iterator.clone(),
            // It had no room for longer than an iterator lives.
            Some(_) | None => self.iterator(step, around.streams, id, place.next)?,
        };
        let answer = around.streams.get_records(step, &iterator, None)?;
        self.reader.fetched((id, answer.bytes), step.now);
        if let Some(read) = self.reader.shards.get_mut(&id) {
            read.position = read.position.or(Some(iterator.index));
        }
        let records = answer.records.clone();
        if !records.is_empty() {
            step.emit(What::RecordsRead {
                stream: self.reader.stream.clone(),
                shard: id,
                reader: self.name.clone(),
                records: records.end - records.start,
                bytes: answer.bytes,
                position: records.end,
                behind_ms: answer.behind.as_millis(),
            });
        }
        let ended = answer.next.is_none();
        if let Some(place) = self.places.get_mut(&id) {
            place.iterator = answer.next;
        }
        self.take_in(step, around, (id, records.clone()), (records.end, ended));
        Ok(())
    }

    fn iterator(
        &self,
        step: &mut Step<'_>,
        streams: &mut Streams,
        id: ShardId,
        next: Option<u64>,
    ) -> Result<ShardIterator, Refusal> {
        // A child that was opened while it was at work is read from its beginning.
        let known = next.or(self.reader.shards.get(&id).and_then(|place| place.position));
        let start = match (known, self.reader.from) {
            (None, ReadFrom::Latest) => IteratorStart::Latest,
            (None, ReadFrom::AtTimestamp(at)) => IteratorStart::AtTimestamp(step.era.epoch_millis(at)),
            (None, ReadFrom::TrimHorizon) | (Some(_), _) => IteratorStart::TrimHorizon,
        };
        let iterator = streams.shard_iterator(step, &self.reader.stream, id, &start)?;
        Ok(ShardIterator { index: iterator.index.max(known.unwrap_or(0)), ..iterator })
    }

    /// Records that were read: each waits in the lane of its key.
    pub(super) fn take_in(
        &mut self,
        step: &mut Step<'_>,
        around: &mut Around<'_>,
        (id, records): (ShardId, Range<u64>),
        (next, ended): (u64, bool),
    ) {
        let mut lanes = self.places.get_mut(&id).map_or(Vec::new(), |place| std::mem::take(&mut place.lanes));
        if lanes.is_empty() {
            lanes = self.new_lanes();
        }
        let shard = around.streams.stream(&self.reader.stream).ok().and_then(|stream| stream.shard(id));
        if let Some(shard) = shard {
            let (kept, left) = self.sift(shard, records);
            self.spread(shard, &kept, step.era, &mut lanes);
            self.leave_out(step, around.streams, id, &left);
        }
        lanes.iter_mut().for_each(|lane| wait(lane, step.now));
        let place = self.places.entry(id).or_default();
        (place.lanes, place.next) = (lanes, Some(next));
        place.ended |= ended;
        for lane in 0..place.lanes.len() {
            self.go_on(step, around, (id, lane));
        }
        self.settle(step, around, id);
    }

    /// What fits no pattern counts as processed.
    fn leave_out(&mut self, step: &mut Step<'_>, streams: &Streams, id: ShardId, left: &[Range<u64>]) {
        let records = left.iter().map(|run| run.end - run.start).sum();
        if records == 0 {
            return;
        }
        self.tally.filtered += records;
        let reader = self.name.clone();
        let event = self.tell(step, MappingEvent::Filtered { reader, shard: id, records });
        for run in left {
            let _ = self.reader.note(&mut step.because(event), streams, (id, run.clone()), 0);
        }
    }

    pub(super) fn new_lanes(&self) -> Vec<Lane> {
        (0..self.config.factor).map(|_| Lane::default()).collect()
    }
}

/// The window begins with the first record that waits while the lane is free.
fn wait(lane: &mut Lane, now: Time) {
    if lane.waiting > 0 && lane.front().is_none() {
        lane.since.get_or_insert(now);
    }
}

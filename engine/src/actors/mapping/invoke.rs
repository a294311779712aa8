//! One lane after the other: invoking, waiting, halving, giving up.

use super::lane::before;
use super::outcome::Run;
use super::window::Due;
use super::{Around, Closing, Flight, Invocation, Lane, Mapping, Outcome, Piece, RECENT, Stage, batch};
use crate::command::Trouble;
use crate::event::{DiscardCondition, InvocationError, MappingEvent};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::ShardId;
use crate::step::Step;
use crate::streams::{Shard, Streams};

enum Next {
    Again,
    At(Time),
    Idle,
}

pub(super) fn shard_of<'a>(streams: &'a Streams, mapping: &Mapping, id: ShardId) -> Option<&'a Shard> {
    streams.stream(&mapping.reader.stream).ok()?.shard(id)
}

impl Mapping {
    /// Does in a lane what is due. A child's records wait until its parents are processed to their end.
    pub(super) fn go_on(
        &mut self,
        step: &mut Step<'_>,
        around: &mut Around<'_>,
        (id, number): (ShardId, usize),
    ) {
        if self.stopped || !self.reader.shards.contains_key(&id) {
            return;
        }
        loop {
            let lane = self.places.get_mut(&id).and_then(|place| place.lanes.get_mut(number));
            let Some(mut lane) = lane.map(std::mem::take) else { return };
            let next = self.act(step, around, id, &mut lane, number);
            if let Some(kept) = self.places.get_mut(&id).and_then(|place| place.lanes.get_mut(number)) {
                *kept = lane;
            }
            match next {
                Next::Again => {}
                Next::At(at) => {
                    self.expect_lane(step, at, (id, number));
                    break;
                }
                Next::Idle => break,
            }
        }
        self.settle(step, around, id);
    }

    fn act(
        &mut self,
        step: &mut Step<'_>,
        around: &mut Around<'_>,
        id: ShardId,
        lane: &mut Lane,
        number: usize,
    ) -> Next {
        let refits = self.places.get(&id).is_some_and(|place| place.lanes.len() as u64 != self.config.factor);
        match std::mem::take(&mut lane.stage) {
            Stage::Invokes(flight) if step.now < flight.ends => {
                let at = flight.ends;
                lane.stage = Stage::Invokes(flight);
                Next::At(at)
            }
            Stage::Invokes(flight) => {
                self.ended(step, around, id, lane, flight);
                if lane.waiting > 0 {
                    lane.since = Some(step.now);
                }
                Next::Again
            }
            Stage::Waits { piece, until } => {
                let Some(piece) = self.prune(step, around, id, piece) else { return Next::Again };
                if step.now >= until && !refits {
                    return self.attempt(step, around, id, (lane, number), piece);
                }
                let at = self.too_old_at(around.streams, id, &piece).map_or(until, |old| old.min(until));
                lane.stage = Stage::Waits { piece, until };
                if refits { Next::Idle } else { Next::At(at) }
            }
            Stage::Idle if refits => Next::Idle,
            Stage::Idle => {
                let piece = match lane.pieces.pop_front() {
                    Some(piece) => piece,
                    None => {
                        let Some(shard) = shard_of(around.streams, self, id) else { return Next::Idle };
                        match self.window_due(lane, id, shard, step) {
                            Due::No => {}
                            Due::At(at) => return Next::At(at),
                            Due::Waits => return Next::Idle,
                            Due::Close(closing) => {
                                let piece = Piece { closes: Some(closing), ..Piece::default() };
                                return self.attempt(step, around, id, (lane, number), piece);
                            }
                        }
                        let (gathered, expired) = self.gather(lane, shard, (step.now, step.era));
                        self.note_expired(step, id, expired);
                        match gathered {
                            batch::Gathered::Nothing => return Next::Idle,
                            batch::Gathered::Later(at) => return Next::At(at),
                            batch::Gathered::Batch(piece) => piece,
                        }
                    }
                };
                match self.prune(step, around, id, piece) {
                    Some(piece) => self.attempt(step, around, id, (lane, number), piece),
                    None => Next::Again,
                }
            }
        }
    }

    /// Invokes the function, if it has concurrency left.
    fn attempt(
        &mut self,
        step: &mut Step<'_>,
        around: &mut Around<'_>,
        id: ShardId,
        (lane, number): (&mut Lane, usize),
        mut piece: Piece,
    ) -> Next {
        let Some(shard) = shard_of(around.streams, self, id) else { return Next::Idle };
        if around.trouble == Some(Trouble::Throttling)
            || self.running() + around.others >= self.config.may_run(step.era)
        {
            piece.throttles += 1;
            piece.blocked_since.get_or_insert(step.now);
            self.tally.throttles += 1;
            let until = step.now + backoff(step, piece.throttles);
            let (reader, records) = (self.name.clone(), piece.len());
            self.tell(step, MappingEvent::Throttled { reader, shard: id, records, next: until });
            let at = self.too_old_at(around.streams, id, &piece).map_or(until, |old| old.min(until));
            lane.stage = Stage::Waits { piece, until };
            self.note_last(id, Outcome::Throttled);
            return Next::At(at);
        }
        piece.throttles = 0;
        let told = self.sent(lane, &piece, shard, step.era);
        let Run { takes, outcome, works, answer } = self.run(&piece, shard, told, (around.trouble, step.era));
        self.tally.invocations += 1;
        let ends = step.now + takes;
        let sent = piece.last().and_then(|last| shard.arrival_of(last)).map(|at| step.now.since(at));
        if let Some(place) = self.places.get_mut(&id) {
            place.iterator_age = sent;
        }
        let this_minute = |at: Time| at.as_seconds() / 60 == step.now.as_seconds() / 60;
        let before = self.oldest_sent.filter(|(at, _)| this_minute(*at)).map(|(_, age)| age);
        self.oldest_sent = before.max(sent).map(|age| (step.now, age));
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(Invocation {
            number: self.tally.invocations,
            shard: id,
            lane: number,
            batch: piece.records.clone(),
            attempt: piece.attempts + 1,
            started: step.now,
            ends,
            outcome: None,
            answer,
            window: told,
        });
        let number = self.tally.invocations;
        lane.stage =
            Stage::Invokes(Flight { piece, number, ends, started: step.now, outcome, works, sent: told });
        Next::At(ends)
    }

    #[inline(never)]
    fn ended(
        &mut self,
        step: &mut Step<'_>,
        around: &mut Around<'_>,
        id: ShardId,
        lane: &mut Lane,
        flight: Flight,
    ) {
        let Flight { mut piece, number, started, outcome, works, sent, .. } = flight;
        let took = step.now.since(started);
        self.last_duration = Some(took);
        self.tally.ended += 1;
        self.tally.worked += took.as_micros();
        let again = piece.worked.min(works);
        self.tally.doubled += again;
        piece.worked = piece.worked.max(works);
        if let Some(known) = self.recent.iter_mut().find(|it| it.number == number) {
            known.outcome = Some(outcome);
        }
        self.note_last(id, outcome);
        let (reader, records) = (self.name.clone(), piece.len());
        if let Some(Closing { window, early }) = piece.closes.filter(|_| outcome == Outcome::Succeeded) {
            lane.window = None;
            self.tally.windows += 1;
            self.tally.early += u64::from(early);
            let records = window.records;
            self.tell(
                step,
                MappingEvent::WindowClosed { reader, shard: id, invocation: number, records, early, took },
            );
            return;
        }
        match outcome {
            Outcome::Succeeded => {
                Mapping::count_in_window(lane, sent, records);
                let told =
                    MappingEvent::Processed { reader, shard: id, invocation: number, records, again, took };
                let event = self.tell(step, told);
                self.commit(&mut step.because(event), around, id, &piece.records);
            }
            Outcome::Partial(done) if done > 0 => {
                self.tally.partial += 1;
                let left = records - done;
                let told = MappingEvent::PartlyProcessed {
                    reader,
                    shard: id,
                    invocation: number,
                    records: done,
                    left,
                    took,
                };
                let event = self.tell(step, told);
                Mapping::count_in_window(lane, sent, done);
                let first = piece.take(done);
                self.commit(&mut step.because(event), around, id, &first);
                piece.blocked_since = Some(started);
                // Halved at the record that was named: that is no retry.
                piece.attempts = u64::from(!self.config.bisect);
                if self.is_spent(&piece) {
                    self.discard(step, around, id, (&piece, DiscardCondition::RetryAttemptsExhausted));
                } else if self.config.bisect {
                    lane.pieces.push_front(piece);
                } else {
                    let until = step.now + backoff(step, 1);
                    lane.stage = Stage::Waits { piece, until };
                }
            }
            Outcome::Partial(_) => {
                self.tally.partial += 1;
                piece.blocked_since.get_or_insert(started);
                self.failed(step, around, id, lane, (piece, number, InvocationError::BadReport), took);
            }
            Outcome::Failed(error) => {
                match error {
                    InvocationError::BadReport => self.tally.partial += 1,
                    InvocationError::Thrown | InvocationError::TooLarge => self.tally.errors += 1,
                    InvocationError::TimedOut => {
                        self.tally.errors += 1;
                        self.tally.timeouts += 1;
                    }
                }
                piece.blocked_since.get_or_insert(started);
                self.failed(step, around, id, lane, (piece, number, error), took);
            }
            Outcome::Throttled => {}
        }
    }

    /// All records of a batch come again: halved, later, or not at all.
    fn failed(
        &mut self,
        step: &mut Step<'_>,
        around: &mut Around<'_>,
        id: ShardId,
        lane: &mut Lane,
        (mut piece, invocation, error): (Piece, u64, InvocationError),
        took: Span,
    ) {
        let halves = self.config.bisect && piece.len() > 1;
        piece.attempts += 1;
        let spent = !halves && self.is_spent(&piece);
        let until = step.now + backoff(step, piece.attempts);
        let (reader, records, attempts) = (self.name.clone(), piece.len(), piece.attempts);
        let next = (!halves && !spent).then_some(until);
        let told =
            MappingEvent::Failed { reader, shard: id, invocation, records, error, attempts, next, took };
        let event = self.tell(step, told);
        let mut step = step.because(event);
        if halves {
            // Halving does not count as a retry.
            self.tally.bisections += 1;
            let [first, second] = piece.halve();
            let (reader, records) = (self.name.clone(), [first.len(), second.len()]);
            self.tell(&mut step, MappingEvent::Bisected { reader, shard: id, records });
            lane.pieces.push_front(second);
            lane.pieces.push_front(first);
        } else if spent {
            if piece.closes.is_some() {
                lane.window = None;
            }
            self.discard(&mut step, around, id, (&piece, DiscardCondition::RetryAttemptsExhausted));
        } else {
            lane.stage = Stage::Waits { piece, until };
        }
    }

    fn is_spent(&self, piece: &Piece) -> bool {
        self.config.retry_attempts.is_some_and(|retries| piece.attempts > retries)
    }

    fn note_last(&mut self, id: ShardId, outcome: Outcome) {
        if let Some(place) = self.places.get_mut(&id) {
            place.last = Some(outcome);
        }
    }

    fn commit(
        &mut self,
        step: &mut Step<'_>,
        around: &Around<'_>,
        id: ShardId,
        records: &[std::ops::Range<u64>],
    ) {
        for run in records {
            let _ = self.reader.note(step, around.streams, (id, run.clone()), 0);
        }
    }

    /// How far a shard is processed; what follows if that is its end; lanes for another ParallelizationFactor.
    #[inline(never)]
    pub(super) fn settle(&mut self, step: &mut Step<'_>, around: &mut Around<'_>, id: ShardId) {
        let Some(place) = self.places.get(&id) else { return };
        let done_to = place.done_to();
        if let Some(read) = self.reader.shards.get_mut(&id)
            && done_to.is_some()
        {
            read.position = read.position.max(done_to);
        }
        if place.lanes.len() as u64 != self.config.factor && !place.lanes.is_empty() && !place.is_at_work() {
            return self.refit(step, around, id);
        }
        if let Some(fan_out) = &self.fan_out
            && fan_out.paused.contains(&id)
            && self.has_room(place, step.era)
        {
            let fan_out = self.fan_out.as_mut().expect("it was there");
            fan_out.resume(step, around.streams, id);
        }
        let place = &self.places[&id];
        let finished = self.reader.shards.get(&id).is_some_and(|read| read.finished);
        if place.ended && !finished && place.lanes.iter().all(Lane::is_empty) {
            self.reader.finish(around.streams, id);
            let others: Vec<_> = self.lanes().filter(|(other, _)| *other != id).collect();
            for (shard, lane) in others {
                self.expect_lane(step, step.now, (shard, lane));
            }
        }
    }

    /// Nothing of the shard is at work: what waits, waits in new lanes.
    fn refit(&mut self, step: &mut Step<'_>, around: &mut Around<'_>, id: ShardId) {
        let Some(place) = self.places.get_mut(&id) else { return };
        let mut records: Vec<_> = place.lanes.iter().flat_map(Lane::records).collect();
        records.sort_unstable_by_key(|run| run.start);
        let mut lanes = self.new_lanes();
        if let Some(shard) = shard_of(around.streams, self, id) {
            self.spread(shard, &records, step.era, &mut lanes);
            let expired = before(&records, shard.first_index());
            self.note_expired(step, id, expired);
        }
        let count = lanes.len();
        if let Some(place) = self.places.get_mut(&id) {
            place.lanes = lanes;
        }
        for lane in 0..count {
            self.expect_lane(step, step.now, (id, lane));
        }
    }
}

/// Modelling choice: AWS says that Lambda backs off, and not how.
fn backoff(step: &Step<'_>, times: u64) -> Span {
    let first = limits::ESM_BACKOFF.at(step.era);
    let doubled = first.checked_shl(u32::try_from(times.saturating_sub(1).min(16)).unwrap_or(16));
    Span::millis(doubled.unwrap_or(u64::MAX).min(limits::ESM_BACKOFF_MAX.at(step.era)))
}

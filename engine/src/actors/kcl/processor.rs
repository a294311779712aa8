//! What a worker does with one shard: waits for the parents, reads, processes, writes a checkpoint, ends.

use std::ops::Range;

use super::checkpoint::again;
use super::extended::{each_of, user_records, worked};
use super::worker::Worker;
use super::{Application, Buffer, Checkpoint, Emission, Extended, Lease};
use crate::actors::Services;
use crate::command::{Checkpointing, IteratorStart, ReadFrom};
use crate::event::{KclEvent, LeaseLoss, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::ShardId;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::streams::ShardIterator;
use crate::wake::KclTask;

/// How often it is written down how far a batch has come that takes long.
const SLICE: Span = Span::SECOND;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// This parent is not at SHARD_END.
    WaitsForParent(Option<ShardId>),
    /// It reads where to begin, and gets an iterator.
    Begins,
    Reads,
    /// processRecords is at work: on the records from `done` up to `end`, since an instant on the first of them.
    Works {
        done: u64,
        end: u64,
        since: Time,
    },
    /// The buffer of a connector is on its way.
    Emits(Emission),
    /// It wants to write down that what lies before this place is processed.
    Checkpoints {
        upto: Extended,
    },
    /// The shard is read to its end: its children get their rows, and it SHARD_END.
    Ends,
}

/// The time from taking a lease to losing it.
#[derive(Clone, Debug)]
pub struct Run {
    pub(super) number: u64,
    pub stage: Stage,
    iterator: Option<ShardIterator>,
    /// The index of the next record to read.
    pub(super) next: u64,
    /// When it last read.
    read_at: Option<Time>,
    /// When it last wrote a checkpoint, or began.
    pub(super) checkpointed: Time,
    /// The place behind the last user record that is processed as far as is written down, or where it began.
    pub(super) written: Extended,
    /// Where it began: what lies before this place in its record was processed by whoever wrote that down.
    began: Extended,
    /// Whether it has told what it waits for.
    told: Option<ShardId>,
    /// What a connector keeps in memory.
    pub buffer: Buffer,
}

impl Run {
    /// The stream is gone: another one of its name is begun with anew.
    pub(super) fn forget_place(&mut self) {
        (self.stage, self.iterator, self.next) = (Stage::Begins, None, 0);
        (self.written, self.began) = (Extended::default(), Extended::default());
    }
}

/// What comes next.
pub(super) enum Next {
    Now,
    At(Time),
    Lost(LeaseLoss),
    /// The shard has ended.
    Done,
}

impl Worker {
    /// Begins with a shard whose lease it has.
    pub(super) fn start_work(&mut self, app: &Application, step: &mut Step<'_>, shard: ShardId) {
        self.runs += 1;
        let run = Run {
            number: self.runs,
            stage: Stage::WaitsForParent(None),
            iterator: None,
            next: 0,
            read_at: None,
            checkpointed: step.now,
            written: Extended::default(),
            began: Extended::default(),
            told: None,
            buffer: Buffer::new(step.now),
        };
        if let Some(hold) = self.holds.get_mut(&shard) {
            hold.run = Some(run);
            self.expect(app, step, step.now, KclTask::Shard { shard, run: self.runs });
        }
    }

    /// What it had processed of a batch stays processed; nobody writes that down.
    pub(super) fn stop_work(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        shard: ShardId,
    ) {
        self.takes_the_sink(app);
        let Some(mut run) = self.holds.get_mut(&shard).and_then(|hold| hold.run.take()) else { return };
        if let Stage::Works { done, end, since } = run.stage {
            let upto = worked(app, services, (shard, done..end, run.began), step.now.since(since));
            self.take_in(app, services, &mut run.buffer, (shard, done..upto));
            self.processed(app, step, services, (shard, done..upto, run.began));
        }
        if let Some(sink) = &mut app.reader.sink {
            sink.let_go(shard);
        }
        let written = matches!(run.stage, Stage::Emits(emission) if emission.written);
        if run.buffer.records > 0 && !written {
            self.forget(app, step, shard, run.buffer.records);
        }
    }

    pub(super) fn go_on(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (shard, number): (ShardId, u64),
    ) {
        self.takes_the_sink(app);
        loop {
            let Some(hold) = self.holds.get(&shard) else { return };
            let Some(run) = hold.run.as_ref().filter(|run| run.number == number) else { return };
            // It asks before each thing it does whether the lease is still its own.
            if step.now.since(hold.renewed) > app.config.failover {
                return self.lose(app, step, services, (shard, LeaseLoss::Expired));
            }
            let next = match run.stage {
                Stage::WaitsForParent(_) => self.wait_for_parent(app, step, services, shard),
                Stage::Begins => self.find_place(app, step, services, shard),
                Stage::Reads => self.read(app, step, services, shard),
                Stage::Works { done, end, since } => {
                    self.work(app, step, services, (shard, done, end, since))
                }
                Stage::Emits(emission) => match self.emitted(app, step, (shard, emission)) {
                    Some(next) => next,
                    None => return,
                },
                Stage::Checkpoints { upto } => self.checkpoint(app, step, services, (shard, upto)),
                Stage::Ends => match self.flush_rest(app, step, shard) {
                    Some(next) => next,
                    None => self.finish(app, step, services, shard),
                },
            };
            match next {
                Next::Now => {}
                Next::At(at) => return self.expect(app, step, at, KclTask::Shard { shard, run: number }),
                Next::Lost(why) => return self.lose(app, step, services, (shard, why)),
                Next::Done => {
                    self.holds.remove(&shard);
                    return;
                }
            }
        }
    }

    /// What it has in memory of files that are not full is its own.
    fn takes_the_sink(&self, app: &mut Application) {
        if let Some(sink) = &mut app.reader.sink {
            sink.hand = self.number;
        }
    }

    pub(super) fn run(&mut self, shard: ShardId) -> &mut Run {
        let hold = self.holds.get_mut(&shard).expect("only a shard that it has is worked on");
        hold.run.as_mut().expect("and only while it works on it")
    }

    /// A child's lease is not worked on until its parents are at SHARD_END.
    fn wait_for_parent(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        shard: ShardId,
    ) -> Next {
        let parents = self.holds.get(&shard).map_or(Vec::new(), |hold| hold.parents.clone());
        for parent in parents {
            match services.dynamodb.get_item(step, &app.table, (&parent.to_string(), false)) {
                // A parent without a row is long over.
                Ok(row) if row.as_ref().and_then(Lease::read).is_none_or(|lease| lease.has_ended()) => {}
                Ok(_) => {
                    let poll = Span::millis(limits::KCL_PARENT_POLL.at(step.era));
                    let (reader, worker) = (app.name.clone(), self.number);
                    let run = self.run(shard);
                    run.stage = Stage::WaitsForParent(Some(parent));
                    if run.told != Some(parent) {
                        run.told = Some(parent);
                        app.tell(step, KclEvent::WaitsForParent { reader, shard, worker, parent });
                    }
                    return Next::At(step.now + poll);
                }
                Err(refusal) => return again(app, step, &refusal, ("GetItem", "to look at a parent")),
            }
        }
        self.run(shard).stage = Stage::Begins;
        Next::Now
    }

    /// Reads its checkpoint and gets an iterator there.
    fn find_place(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        shard: ShardId,
    ) -> Next {
        let row = match services.dynamodb.get_item(step, &app.table, (&shard.to_string(), false)) {
            Ok(row) => row,
            Err(refusal) => return again(app, step, &refusal, ("GetItem", "to read a checkpoint")),
        };
        let Some(lease) = row.as_ref().and_then(Lease::read) else { return Next::Lost(LeaseLoss::Gone) };
        let stream = services.streams.stream(&app.reader.stream).ok();
        let within = stream.and_then(|it| it.shard(shard)).and_then(|held| lease.within(held));
        let sentinel = |checkpoint| matches!(checkpoint, Checkpoint::Latest | Checkpoint::AtTimestamp);
        let start = match (&lease.checkpoint, app.reader.from) {
            (Checkpoint::ShardEnd, _) => return Next::Done,
            // The record in which the checkpoint stands is read again, and what of it was processed is passed over.
            (Checkpoint::After(number), _) if within.is_some() => {
                IteratorStart::AtSequenceNumber(number.clone())
            }
            (Checkpoint::After(number), _) => IteratorStart::AfterSequenceNumber(number.clone()),
            (Checkpoint::Latest, _) => IteratorStart::Latest,
            (Checkpoint::AtTimestamp, ReadFrom::AtTimestamp(at)) => {
                IteratorStart::AtTimestamp(step.era.epoch_millis(at))
            }
            (Checkpoint::TrimHorizon | Checkpoint::AtTimestamp, _) => IteratorStart::TrimHorizon,
        };
        let mut iterator = match services.streams.shard_iterator(step, &app.reader.stream, shard, &start) {
            Ok(iterator) => iterator,
            Err(refusal) => return self.read_failed(app, step, shard, &refusal),
        };
        if let Some(held) = services.streams.stream(&app.reader.stream).ok().and_then(|it| it.shard(shard)) {
            // A number of an older stream of this name may lie beyond what this one has.
            iterator.index = iterator.index.min(held.tip());
            let passed_over = app.reader.begin_at(held, iterator.index);
            if passed_over > 0 && sentinel(lease.checkpoint) {
                app.tally.passed_over += passed_over;
                let (reader, worker) = (app.name.clone(), self.number);
                app.tell(step, KclEvent::PassedOver { reader, shard, worker, records: passed_over });
            }
        }
        let run = self.run(shard);
        // Its record may have expired meanwhile.
        run.began = within.filter(|at| at.index == iterator.index).unwrap_or(Extended::at(iterator.index));
        (run.stage, run.next, run.written) = (Stage::Reads, iterator.index, run.began);
        run.iterator = Some(iterator);
        Next::Now
    }

    fn read(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        shard: ShardId,
    ) -> Next {
        let run = self.run(shard);
        let iterator = match run.iterator.clone() {
            Some(iterator) => iterator,
            None => {
                let start = IteratorStart::TrimHorizon;
                let next = run.next;
                match services.streams.shard_iterator(step, &app.reader.stream, shard, &start) {
                    // It goes on behind the last record that it got.
                    Ok(first) => ShardIterator { index: first.index.max(next), ..first },
                    Err(refusal) => return self.read_failed(app, step, shard, &refusal),
                }
            }
        };
        let answer = match services.streams.get_records(step, &iterator, app.reader.limit) {
            Ok(answer) => answer,
            Err(refusal) => return self.read_failed(app, step, shard, &refusal),
        };
        app.reader.fetched((shard, answer.bytes), step.now);
        let Range { start, end } = answer.records;
        let run = self.run(shard);
        (run.read_at, run.iterator, run.next) = (Some(step.now), answer.next.clone(), end);
        if end > start {
            run.stage = Stage::Works { done: start, end, since: step.now };
            step.emit(What::RecordsRead {
                stream: app.reader.stream.clone(),
                shard,
                reader: app.name.clone(),
                records: end - start,
                bytes: answer.bytes,
                position: end,
                behind_ms: answer.behind.as_millis(),
            });
            return Next::Now;
        }
        if answer.next.is_none() {
            run.stage = Stage::Ends;
            return Next::Now;
        }
        Next::At(step.now + app.config.idle)
    }

    fn read_failed(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        shard: ShardId,
        refusal: &Refusal,
    ) -> Next {
        app.reader.note_refusal(step, shard, refusal);
        let backoff = Span::millis(limits::KCL_TASK_BACKOFF.at(step.era));
        if refusal.error == ErrorName::ExpiredIteratorException {
            app.tally.expired_iterators += 1;
            self.run(shard).iterator = None;
            return Next::At(step.now + backoff);
        }
        Next::At(step.now + app.config.idle.max(backoff))
    }

    /// processRecords: each record takes its time, and so does each user record of an aggregated one.
    fn work(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (shard, done, end, since): (ShardId, u64, u64, Time),
    ) -> Next {
        let began = self.run(shard).began;
        let upto = worked(app, services, (shard, done..end, began), step.now.since(since));
        if app.pipeline.is_some() {
            let mut buffer = std::mem::replace(&mut self.run(shard).buffer, Buffer::new(step.now));
            self.take_in(app, services, &mut buffer, (shard, done..upto));
            self.run(shard).buffer = buffer;
        }
        self.processed(app, step, services, (shard, done..upto, began));
        let since = since + app.config.work * user_records(app, services, (shard, done..upto, began));
        if upto < end {
            self.run(shard).stage = Stage::Works { done: upto, end, since };
            let ready = since + app.config.work * user_records(app, services, (shard, upto..end, began));
            return Next::At(ready.min(step.now + SLICE).max(step.now + Span::micros(1)));
        }
        if let Some(next) = self.flush_if_full(app, step, (shard, end)) {
            return next;
        }
        let run = self.run(shard);
        let written = run.written;
        let upto = match app.config.checkpoint {
            Checkpointing::Batch => Extended::at(end),
            Checkpointing::Every(span) if step.now.since(run.checkpointed) >= span => Extended::at(end),
            Checkpointing::Records(n) => each_of(app, services, shard, (written, end, n)),
            Checkpointing::Every(_) | Checkpointing::Never => written,
        };
        // A file that is in memory yet is not written down as processed.
        let upto =
            if app.reader.sink.is_some() { Extended::at(app.reader.safe(shard, upto.index)) } else { upto };
        if upto > written {
            run.stage = Stage::Checkpoints { upto };
            return Next::Now;
        }
        self.read_later(app, step, shard)
    }

    /// The next read comes when the idle time since the last is over.
    pub(super) fn read_later(&mut self, app: &Application, step: &Step<'_>, shard: ShardId) -> Next {
        let run = self.run(shard);
        run.stage = Stage::Reads;
        let at = run.read_at.map_or(step.now, |read| read + app.config.idle);
        if at > step.now { Next::At(at) } else { Next::Now }
    }

    /// Counts what was processed, and what of it was processed before.
    fn processed(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (shard, records, began): (ShardId, Range<u64>, Extended),
    ) {
        if records.is_empty() {
            return;
        }
        let passed_over = began.within(&records);
        let again = app.reader.handled(step, services.streams, (shard, records), passed_over);
        if again > 0 {
            app.tally.doubled += again;
            let (reader, worker) = (app.name.clone(), self.number);
            app.tell(step, KclEvent::ReadAgain { reader, shard, worker, records: again });
        }
    }
}

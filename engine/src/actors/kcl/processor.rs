//! What a worker does with one shard: waits for the parents, reads (retrieve.rs), processes, writes a checkpoint, ends.

use std::ops::Range;

use super::checkpoint::again;
use super::extended::{each_of, user_records, worked};
use super::fan_out::Pipe;
use super::worker::Worker;
use super::{Application, Buffer, Emission, Extended, Lease};
use crate::actors::Services;
use crate::command::Checkpointing;
use crate::event::{KclEvent, LeaseLoss};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::ShardId;
use crate::step::Step;
use crate::streams::ShardIterator;
use crate::wake::KclTask;

/// How often it is written down how far a batch has come that takes long.
const SLICE: Span = Span::SECOND;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// This parent is not at SHARD_END.
    WaitsForParent(Option<ShardId>),
    /// It reads where to begin, and gets an iterator or subscribes.
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
    pub(super) iterator: Option<ShardIterator>,
    /// By enhanced fan-out.
    pub(super) pipe: Pipe,
    /// The index of the next record to read.
    pub(super) next: u64,
    /// When it last read.
    pub(super) read_at: Option<Time>,
    /// When it last wrote a checkpoint, or began.
    pub(super) checkpointed: Time,
    /// The place behind the last user record that is processed as far as is written down, or where it began.
    pub(super) written: Extended,
    /// Where it began: what lies before this place in its record was processed by whoever wrote that down.
    pub(super) began: Extended,
    /// Whether it has told what it waits for.
    told: Option<ShardId>,
    /// What a connector keeps in memory.
    pub buffer: Buffer,
}

impl Run {
    /// The stream is gone: another one of its name is begun with anew.
    pub(super) fn forget_place(&mut self) {
        (self.stage, self.iterator, self.next, self.pipe) = (Stage::Begins, None, 0, Pipe::default());
        (self.written, self.began) = (Extended::default(), Extended::default());
    }
}

/// What comes next.
pub(super) enum Next {
    Now,
    At(Time),
    /// A push, or the end of the subscription, leads on.
    Pushed,
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
            pipe: Pipe::default(),
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
        self.hang_up(app, step, services, shard);
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
            self.forget(app, step, shard, run.buffer.unsaved());
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
                Next::Pushed => return,
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

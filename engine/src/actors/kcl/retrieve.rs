//! Getting the records of a shard: from its checkpoint on, by GetRecords, or by a subscription (fan_out.rs).

use std::ops::Range;

use super::checkpoint::again;
use super::processor::{Next, Stage};
use super::worker::Worker;
use super::{Application, Checkpoint, Extended, Lease};
use crate::actors::Services;
use crate::command::{IteratorStart, ReadFrom, ReadVia};
use crate::event::{KclEvent, LeaseLoss, What};
use crate::kernel::Span;
use crate::limits;
use crate::names::ShardId;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::streams::ShardIterator;

impl Worker {
    /// Reads its checkpoint and begins there, with an iterator or a subscription.
    pub(super) fn find_place(
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
        let opened = match app.config.via {
            ReadVia::FanOut => self.subscribe(app, step, services, (shard, &start)),
            ReadVia::Polling => {
                match services.streams.shard_iterator(step, &app.reader.stream, shard, &start) {
                    Ok(iterator) => {
                        let index = iterator.index;
                        self.run(shard).iterator = Some(iterator);
                        Ok(index)
                    }
                    Err(refusal) => Err(self.read_failed(app, step, shard, &refusal)),
                }
            }
        };
        let mut index = match opened {
            Ok(index) => index,
            Err(next) => return next,
        };
        if let Some(held) = services.streams.stream(&app.reader.stream).ok().and_then(|it| it.shard(shard)) {
            // A number of an older stream of this name may lie beyond what this one has.
            index = index.min(held.tip());
            let passed_over = app.reader.begin_at(held, index);
            if passed_over > 0 && sentinel(lease.checkpoint) {
                app.tally.passed_over += passed_over;
                let (reader, worker) = (app.name.clone(), self.number);
                app.tell(step, KclEvent::PassedOver { reader, shard, worker, records: passed_over });
            }
        }
        let run = self.run(shard);
        // Its record may have expired meanwhile.
        run.began = within.filter(|at| at.index == index).unwrap_or(Extended::at(index));
        (run.stage, run.next, run.written) = (Stage::Reads, index, run.began);
        run.pipe.upto = index;
        if let Some(iterator) = &mut run.iterator {
            iterator.index = index;
        }
        Next::Now
    }

    /// What the shard has next.
    pub(super) fn read(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        shard: ShardId,
    ) -> Next {
        match app.config.via {
            ReadVia::Polling => self.get_records(app, step, services, shard),
            ReadVia::FanOut => self.take_pushed(app, step, services, shard),
        }
    }

    fn get_records(
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

    pub(super) fn read_failed(
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

    /// The next read comes when the idle time since the last is over; what is pushed is taken at once.
    pub(super) fn read_later(&mut self, app: &Application, step: &Step<'_>, shard: ShardId) -> Next {
        let run = self.run(shard);
        run.stage = Stage::Reads;
        if app.config.via == ReadVia::FanOut {
            return Next::Now;
        }
        let at = run.read_at.map_or(step.now, |read| read + app.config.idle);
        if at > step.now { Next::At(at) } else { Next::Now }
    }
}

//! The IEmitter: a full buffer becomes one file of a bucket, which a cluster then copies if it goes there, one bulk
//! request to a domain, or items of a table (items.rs); then a checkpoint.
//!
//! As KinesisConnectorRecordProcessor.emit() does it: called up to `retryLimit` times, each failure followed by
//! `backoffInterval` in which the shard stands still; what is left then goes to IEmitter.fail(), which logs it; and the
//! checkpoint is written all the same. Modelling choices: a call takes what an S3 PUT takes here, and what it writes is
//! there after half of that, so a process may end between the file and the checkpoint; an empty buffer is not emitted
//! at the end of a shard.

use std::ops::Range;
use std::sync::Arc;

use super::items::put_items;
use super::processor::{Next, Stage};
use super::worker::Worker;
use super::{Application, Buffer, Extended};
use crate::actors::Services;
use crate::command::{Action, Checkpointing, Place};
use crate::event::{self, ACCESS_DENIED, ConnectorEvent, FiredBy, Folder};
use crate::kernel::Span;
use crate::limits;
use crate::names::{Name, ShardId};
use crate::step::Step;
use crate::stores::{Content, Load, Object, Stores};
use crate::wake::KclTask;

/// Where an emission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emission {
    pub fired_by: FiredBy,
    /// Calls that have failed.
    pub failed: u64,
    /// It is written, and the answer is on its way.
    pub written: bool,
    /// The index behind the batch with which the buffer became full.
    pub upto: u64,
}

fn half(step: &Step<'_>) -> Span {
    Span::millis(limits::S3_PUT_TAKES.at(step.era)) / 2
}

impl Worker {
    /// After a batch: whether the buffer is to go.
    pub(super) fn flush_if_full(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        (shard, upto): (ShardId, u64),
    ) -> Option<Next> {
        let pipeline = app.pipeline.as_ref()?;
        let fired_by = self.run(shard).buffer.full(pipeline, step.now);
        Some(match fired_by {
            Some(fired_by) => self.begin_emission(step, shard, (fired_by, upto)),
            None => self.read_later(app, step, shard),
        })
    }

    /// The first half of the pipeline, for some records of a batch.
    pub(super) fn take_in(
        &self,
        app: &mut Application,
        services: &Services<'_>,
        buffer: &mut Buffer,
        (shard, records): (ShardId, Range<u64>),
    ) {
        let (Some(pipeline), Ok(stream)) = (&mut app.pipeline, services.streams.stream(&app.reader.stream))
        else {
            return;
        };
        if let Some(held) = stream.shard(shard).filter(|_| !records.is_empty()) {
            buffer.consume(pipeline, held.range, held.slices(records));
        }
    }

    /// What lay in memory is gone.
    pub(super) fn forget(&self, app: &mut Application, step: &mut Step<'_>, shard: ShardId, records: u64) {
        let Some(pipeline) = &mut app.pipeline else { return };
        pipeline.tally.forgotten += records;
        let (reader, worker) = (app.name.clone(), self.number);
        step.emit(event::What::Connector(ConnectorEvent::Forgotten { reader, shard, worker, records }));
    }

    /// At the end of a shard what is left goes too; `None` if nothing is.
    pub(super) fn flush_rest(&mut self, app: &Application, step: &Step<'_>, shard: ShardId) -> Option<Next> {
        app.pipeline.as_ref()?;
        let run = self.run(shard);
        let upto = run.next;
        (run.buffer.records > 0).then(|| self.begin_emission(step, shard, (FiredBy::End, upto)))
    }

    fn begin_emission(&mut self, step: &Step<'_>, shard: ShardId, (fired_by, upto): (FiredBy, u64)) -> Next {
        self.run(shard).stage = Stage::Emits(Emission { fired_by, failed: 0, written: false, upto });
        Next::At(step.now + half(step))
    }

    /// Goes on with an emission; `None` where the shard is at something else by now.
    pub(super) fn emission(&self, shard: ShardId, number: u64) -> Option<Emission> {
        let run = self.holds.get(&shard)?.run.as_ref().filter(|run| run.number == number)?;
        if let Stage::Emits(emission) = run.stage { Some(emission) } else { None }
    }

    /// A shard's turn comes while it emits.
    pub(super) fn go_on_emitting(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        (services, stores): (&mut Services<'_>, &mut Stores),
        (shard, number, emission): (ShardId, u64, Emission),
    ) {
        let late = self.holds.get(&shard).is_some_and(|it| step.now.since(it.renewed) > app.config.failover);
        let tries = app.pipeline.as_ref().map_or(0, |pipeline| pipeline.tries);
        if late || emission.written || emission.failed >= tries {
            return self.go_on(app, step, services, (shard, number));
        }
        self.emit(app, step, stores, (services, shard, emission));
    }

    /// The middle of a call: it is written, or it fails.
    fn emit(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        stores: &mut Stores,
        (services, shard, emission): (&mut Services<'_>, ShardId, Emission),
    ) {
        let number = self.run(shard).number;
        let Some(pipeline) = &mut app.pipeline else { return };
        let place = pipeline.emit.clone();
        let through = pipeline.through.clone();
        let (mut records, attempt) = (self.run(shard).buffer.unsaved(), emission.failed + 1);
        let (reader, worker) = (app.name.clone(), self.number);
        let file_in = match &place {
            Place::Bucket(bucket) => Some(bucket.clone()),
            Place::Cluster(_) => Some(through),
            Place::Domain(_)
            | Place::Table(_)
            | Place::Collector(_)
            | Place::Endpoint(_)
            | Place::Function(_)
            | Place::Key(_)
            | Place::Producer(_) => None,
        };
        // A bucket asks whether the application's role may write there; the others let everybody in.
        let denied =
            |step: &mut Step<'_>, bucket: &Name| step.authorize(Action::PutObject, bucket.as_str()).is_err();
        let trouble = |stores: &Stores, place: &Place| stores.faults.at(place).map(|trouble| trouble.word());
        let mut error = match &file_in {
            Some(bucket) if denied(step, bucket) => Some(ACCESS_DENIED),
            Some(bucket) => trouble(stores, &Place::Bucket(bucket.clone())),
            None => None,
        };
        let mut written = Written::default();
        if let Place::Table(table) = &place {
            error = trouble(stores, &place);
            if error.is_none()
                && let Some(it) = put_items(app, step, services, (shard, &self.run(shard).buffer), table)
            {
                written = Written { key: None, records: it.taken, bytes: it.bytes, over: it.over };
                (error, records) = (it.error, it.left.len() as u64);
                self.run(shard).buffer.left = Some(it.left);
            }
        } else if error.is_none() {
            let what = (&*services, shard, &self.run(shard).buffer, emission);
            if let Some(bucket) = &file_in {
                written = write_file(app, step, stores, what, bucket);
            }
            if !matches!(place, Place::Bucket(_)) {
                // A COPY that fails leaves its file behind.
                error = trouble(stores, &place);
                if error.is_none() {
                    written.bytes = load(app, step, stores, what, (&place, written.key.clone()));
                }
            }
            written.records = if error.is_none() { records } else { 0 };
        }
        let Some(pipeline) = &mut app.pipeline else { return };
        pipeline.tally.emitted += written.records;
        pipeline.tally.overwritten += written.over;
        if let Some(error) = error {
            pipeline.tally.failed_tries += 1;
            let (tries, backoff) = (pipeline.tries, pipeline.backoff);
            let what =
                ConnectorEvent::EmitFailed { reader, shard, worker, place, records, attempt, tries, error };
            step.emit(event::What::Connector(what));
            self.run(shard).stage = Stage::Emits(Emission { failed: attempt, ..emission });
            let begins = if attempt < tries { half(step) } else { Span::default() };
            let at = step.now + half(step) + backoff + begins;
            return self.expect(app, step, at, KclTask::Shard { shard, run: number });
        }
        pipeline.tally.buffers += 1;
        step.emit(event::What::Connector(ConnectorEvent::Emitted {
            reader,
            shard,
            worker,
            place,
            key: written.key,
            records: written.records,
            bytes: written.bytes,
            fired_by: emission.fired_by,
            over: written.over > 0,
            attempt,
        }));
        self.run(shard).stage = Stage::Emits(Emission { written: true, ..emission });
        self.expect(app, step, step.now + half(step), KclTask::Shard { shard, run: number });
    }

    /// The answer has come, or the last try was in vain: the buffer is emptied, and a checkpoint is due.
    pub(super) fn emitted(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        (shard, emission): (ShardId, Emission),
    ) -> Option<Next> {
        let pipeline = app.pipeline.as_mut()?;
        let given_up = emission.failed >= pipeline.tries;
        if !emission.written && !given_up {
            return None;
        }
        let run = self.holds.get_mut(&shard)?.run.as_mut()?;
        let records = run.buffer.unsaved();
        run.buffer = Buffer::new(step.now);
        if given_up && !emission.written {
            pipeline.tally.given_up += records;
            let (reader, worker, place) = (app.name.clone(), self.number, pipeline.emit.clone());
            let what =
                ConnectorEvent::GivenUp { reader, shard, worker, place, records, tries: emission.failed };
            step.emit(event::What::Connector(what));
        }
        if emission.fired_by == FiredBy::End {
            run.stage = Stage::Ends;
            return Some(Next::Now);
        }
        let due = match app.config.checkpoint {
            Checkpointing::Batch => true,
            Checkpointing::Every(span) => step.now.since(run.checkpointed) >= span,
            Checkpointing::Records(n) => emission.upto - run.written.index >= n,
            Checkpointing::Never => false,
        };
        if due {
            run.stage = Stage::Checkpoints { upto: Extended::at(emission.upto) };
            return Some(Next::Now);
        }
        Some(self.read_later(app, step, shard))
    }
}

#[derive(Default)]
struct Written {
    key: Option<String>,
    records: u64,
    bytes: u64,
    /// That were there: a file of its name, or items of the same ids.
    over: u64,
}

type What<'a, 'b> = (&'a Services<'b>, ShardId, &'a Buffer, Emission);

/// The bytes of a buffer, and how many they are; nothing of a stream that is gone.
fn contents(app: &Application, (services, shard, buffer, _): What<'_, '_>) -> Option<(Content, u64)> {
    let held = services.streams.stream(&app.reader.stream).ok()?.shard(shard)?;
    let content = Content(Arc::new(buffer.contents(shard, held.range)));
    let bytes = content.0.bytes().len() as u64;
    Some((content, bytes))
}

/// S3Emitter, and the first half of RedshiftBasicEmitter.
fn write_file(
    app: &Application,
    step: &Step<'_>,
    stores: &mut Stores,
    what: What<'_, '_>,
    bucket: &Name,
) -> Written {
    let (services, shard, buffer, emission) = what;
    let held = services.streams.stream(&app.reader.stream).ok().and_then(|stream| stream.shard(shard));
    let (Some(held), Some((content, bytes))) = (held, contents(app, what)) else { return Written::default() };
    let number = |(index, arrived)| held.sequence_number(index, arrived, step.era);
    let key = format!("{}-{}", number(buffer.first), number(buffer.last));
    let object = Object {
        key: key.clone(),
        delivery_stream: app.name.clone(),
        bytes,
        records: buffer.records,
        written: step.now,
        fired_by: emission.fired_by,
        folder: Folder::Data,
        encoding: None,
        content,
    };
    Written {
        key: Some(key),
        records: buffer.records,
        bytes,
        over: stores.buckets.overwrite(bucket, object).into(),
    }
}

/// A bulk request, or the COPY of a file: gives its bytes.
fn load(
    app: &Application,
    step: &Step<'_>,
    stores: &mut Stores,
    what: What<'_, '_>,
    (place, from): (&Place, Option<String>),
) -> u64 {
    let Some((content, bytes)) = contents(app, what) else { return 0 };
    let load = Load { at: step.now, records: what.2.records, bytes, from, content };
    stores.sinks.take(place, app.reader.stream.as_str(), load);
    bytes
}

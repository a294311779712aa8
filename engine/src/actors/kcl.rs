//! A group of KCL workers: an application that shares the shards of a stream among its workers by leases, which it
//! keeps in a table of DynamoDB (behaviours A13).
//!
//! Promised: whatever a worker does it does by an operation of a service, so the table's capacity and the shards'
//! limits hold for it; each record is processed at least once, unless a lease without a checkpoint begins at LATEST; no
//! record of a child before its parents' ends. Modelling choices: all calls answer at once; the SDK's own retries within
//! a call are not played, so a throttled one waits for the next try of the KCL; a worker that is taken away ends as one
//! that crashes. Absent: graceful hand-over, the workers' load of KCL 3, the deletion of
//! rows whose shards have ended (a row goes with its shard), checkpoints within an aggregated record of a group with a
//! sink or of a connector: theirs stand between two records.

mod checkpoint;
mod emit;
mod extended;
mod fan_out;
mod items;
mod lease;
mod life;
mod pipeline;
mod processor;
mod retrieve;
mod settings;
mod sync;
mod take;
mod worker;

use std::collections::BTreeMap;

pub use emit::Emission;
pub use extended::Extended;
pub use lease::{Checkpoint, Lease};
pub use pipeline::{Buffer, Pipeline};
pub use processor::{Run, Stage};
pub use worker::{Hold, Worker};

use super::Services;
use super::reader::Reader;
use super::registration::Registration;
use crate::command::{Checkpointing, ConnectorSetting, ParentOrder, ReadFrom, ReadVia, Setting, Tool};
use crate::event::{EventId, KclEvent, TableEvent, What};
use crate::kernel::{Chance, Span, Time};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::security::is_denied;
use crate::step::Step;
use crate::stores::Stores;
use crate::wake::KclTask;

/// DynamoDB's form of a table's name.
const TABLE_NAME_LEAST: usize = 3;

/// What the learner sets of a group.
#[derive(Clone, Debug)]
pub struct Config {
    pub via: ReadVia,
    /// idleTimeBetweenReadsInMillis.
    pub idle: Span,
    pub checkpoint: Checkpointing,
    /// How long a processor works on a record.
    pub work: Span,
    /// failoverTimeMillis.
    pub failover: Span,
}

/// Sums over all its workers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub checkpoints: u64,
    pub throttled_checkpoints: u64,
    pub leases_taken: u64,
    pub leases_lost: u64,
    pub expired_iterators: u64,
    /// Records that the group has processed once more.
    pub doubled: u64,
    /// Records that nobody of it has processed, and nobody will.
    pub passed_over: u64,
}

/// What its workers share: the application's name, its settings, and what is counted of all of them. They tell each
/// other nothing but by the table.
#[derive(Clone, Debug)]
pub struct Application {
    pub name: Name,
    pub table: Name,
    pub config: Config,
    pub tally: Tally,
    /// Its places are how far any worker has processed a shard.
    pub reader: Reader,
    /// Of an application of the Connector Library.
    pub pipeline: Option<Pipeline>,
    /// The tool of others that it is.
    pub tool: Option<Tool>,
    registration: Registration,
    chance: Chance,
    drawn: u64,
}

#[derive(Clone, Debug)]
pub struct Group {
    pub app: Application,
    pub workers: BTreeMap<u32, Worker>,
    pub stopped: bool,
    configured: EventId,
}

impl Application {
    /// A number below `n`, another one each time.
    fn draw(&mut self, n: usize) -> usize {
        self.drawn += 1;
        usize::try_from(self.chance.at(self.drawn).below(n.max(1) as u64)).expect("it was a usize")
    }

    /// How often a worker renews its leases.
    fn renew_every(&self, step: &Step<'_>) -> Span {
        let third = self.config.failover.as_micros() / 3;
        Span::micros(third - Span::millis(limits::KCL_EPSILON.at(step.era)).as_micros())
    }

    /// How often a worker looks for leases to take.
    fn take_every(&self, step: &Step<'_>) -> Span {
        (self.config.failover + Span::millis(limits::KCL_EPSILON.at(step.era))) * 2
    }

    /// Tells of calls to the table that were throttled together.
    fn throttled(&self, step: &mut Step<'_>, (operation, purpose): (&'static str, &'static str), calls: u64) {
        if calls > 0 {
            self.throttled_at(step, &self.table, (operation, purpose), calls);
        }
    }

    fn throttled_at(
        &self,
        step: &mut Step<'_>,
        table: &Name,
        (operation, purpose): (&'static str, &'static str),
        calls: u64,
    ) {
        let (table, by) = (table.clone(), self.name.clone());
        step.emit(What::Table(TableEvent::Throttled { table, by, operation, purpose, calls }));
    }

    fn denied_at(
        &self,
        step: &mut Step<'_>,
        table: &Name,
        (operation, purpose): (&'static str, &'static str),
        refusal: &Refusal,
    ) {
        if is_denied(refusal) {
            let (table, by) = (table.clone(), self.name.clone());
            step.emit(What::Table(TableEvent::Denied { table, by, operation, purpose, calls: 1 }));
        }
    }

    /// The same of calls that its role may not make.
    fn denied(&self, step: &mut Step<'_>, (operation, purpose): (&'static str, &'static str), calls: u64) {
        if calls > 0 {
            let (table, by) = (self.table.clone(), self.name.clone());
            step.emit(What::Table(TableEvent::Denied { table, by, operation, purpose, calls }));
        }
    }

    /// A single call that was refused.
    fn refused(&self, step: &mut Step<'_>, what: (&'static str, &'static str), refusal: &Refusal) {
        self.throttled(step, what, is_throttled(refusal).into());
        self.denied(step, what, is_denied(refusal).into());
    }
}

fn is_throttled(refusal: &Refusal) -> bool {
    refusal.error == ErrorName::ProvisionedThroughputExceededException
}

impl Group {
    /// What a line may say and every group does.
    const OF_ITSELF: [Setting; 2] = [Setting::Kcl, Setting::Parents(ParentOrder::First)];

    #[inline(never)]
    pub(super) fn start(
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (name, stream): (&Name, &Name),
        settings: &[Setting],
        chance: Chance,
    ) -> Result<Group, Refusal> {
        let era = step.era;
        let mut reader = Reader::new(name.clone(), stream.clone(), ReadFrom::Latest);
        reader.limit = Some(limits::KCL_MAX_RECORDS.at(era));
        reader.deaggregates = true;
        let mut group = Group {
            app: Application {
                name: name.clone(),
                table: name.clone(),
                config: Config {
                    via: ReadVia::Polling,
                    idle: Span::millis(limits::KCL_IDLE.at(era)),
                    checkpoint: Checkpointing::Batch,
                    work: Span::default(),
                    failover: Span::millis(limits::KCL_FAILOVER.at(era)),
                },
                tally: Tally::default(),
                reader,
                pipeline: None,
                tool: None,
                registration: Registration::default(),
                chance,
                drawn: 0,
            },
            workers: BTreeMap::new(),
            stopped: false,
            configured: step.cause.expect("a command led here"),
        };
        let mut workers = 1;
        if settings.contains(&Setting::Connector(ConnectorSetting::On)) {
            group.app.become_connector(era, settings)?;
        }
        for setting in settings {
            if let Setting::LeaseTable(table) = setting {
                group.app.table = table.clone();
            } else if let Setting::From(from) = setting {
                group.app.reader.from = *from;
            } else if let Setting::Tool(tool) = setting {
                group.app.tool = Some(*tool);
            } else if let Setting::Connector(setting) = setting {
                group.app.connect(era, setting)?;
            } else if !Group::OF_ITSELF.contains(setting) {
                group.app.config.take(step, &mut group.app.reader, &mut workers, (name, setting))?;
            }
        }
        group.app.may_read_so()?;
        group.app.may_emit_there(services)?;
        if group.app.table.as_str().len() < TABLE_NAME_LEAST {
            let text = format!(
                "`{}` is no name of a table: it has at least {TABLE_NAME_LEAST} characters, and the \
                application's own name is used unless `table NAME` says another",
                group.app.table
            );
            return Err(Refusal::scene(text));
        }
        sync::make_table(step, services, &group.app.table)?;
        group.scale(step, services, workers);
        Ok(group)
    }

    #[inline(never)]
    pub(super) fn set(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        settings: &[Setting],
    ) -> Result<(), Refusal> {
        let name = self.app.name.clone();
        if self.stopped {
            return Err(Refusal::scene(format!("consumer {name} was stopped")));
        }
        let mut workers = self.workers.len() as u64;
        let via = self.app.config.via;
        for setting in settings {
            if let Setting::Connector(setting) = setting {
                self.app.connect(step.era, setting)?;
                continue;
            }
            self.app.config.take(step, &mut self.app.reader, &mut workers, (&name, setting))?;
        }
        self.app.may_read_so()?;
        self.app.may_emit_there(services)?;
        self.configured = step.cause.expect("a command led here");
        if self.app.config.via != via {
            self.workers.values_mut().for_each(|it| it.reads_otherwise(&mut self.app, step, services));
        }
        self.scale(step, services, workers);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn stop(&mut self, step: &mut Step<'_>, services: &mut Services<'_>) {
        self.stopped = true;
        for worker in self.workers.values_mut() {
            worker.end(&mut self.app, step, services, false);
        }
    }

    #[inline(never)]
    pub(crate) fn wake(
        &mut self,
        step: &mut Step<'_>,
        (services, stores): (&mut Services<'_>, &mut Stores),
        (number, life): (u32, u64),
        task: KclTask,
    ) {
        let leads = self.leader() == Some(number);
        let Some(worker) = self.workers.get_mut(&number).filter(|it| it.running && it.life == life) else {
            return;
        };
        let mut step = step.because(worker.cause);
        let step = &mut step;
        let app = &mut self.app;
        match task {
            KclTask::Start => worker.begin(app, step, services, leads),
            KclTask::Renew => {
                worker.renew(app, step, services);
                worker.expect(app, step, step.now + app.renew_every(step), KclTask::Renew);
            }
            KclTask::Take => {
                worker.take(app, step, services);
                worker.expect(app, step, step.now + app.take_every(step), KclTask::Take);
            }
            KclTask::Sync => {
                let wait = if leads { sync::sync(app, step, services) } else { sync::every(step) };
                worker.expect(app, step, step.now + wait, KclTask::Sync);
            }
            KclTask::Shard { shard, run } => match worker.emission(shard, run) {
                Some(emission) => {
                    worker.go_on_emitting(app, step, (services, stores), (shard, run, emission))
                }
                None => worker.go_on(app, step, services, (shard, run)),
            },
        }
    }

    /// The stream is gone: its workers keep their leases, and have no iterators.
    #[inline(never)]
    pub(super) fn stream_gone(&mut self) {
        self.app.reader.restart();
        self.workers.values_mut().for_each(Worker::forget_places);
    }

    /// Which worker works on a shard now, if one does.
    pub fn works_on(&self, shard: ShardId, now: Time) -> impl Iterator<Item = &Worker> {
        self.workers.values().filter(move |worker| worker.works_on(&self.app, shard, now))
    }
}

impl Application {
    fn tell(&self, step: &mut Step<'_>, event: KclEvent) -> EventId {
        step.emit(What::Kcl(event))
    }
}

//! One worker: its life, its leases and their renewal.

use std::collections::BTreeMap;

use super::lease::COUNTER;
use super::processor::Run;
use super::take::Seen;
use super::{Application, is_throttled, sync};
use crate::actors::Services;
use crate::command::Attribute;
use crate::event::{EventId, KclEvent, LeaseLoss};
use crate::kernel::Time;
use crate::names::ShardId;
use crate::refusal::ErrorName;
use crate::security::is_denied;
use crate::step::Step;
use crate::wake::{KclTask, Wake};

/// A lease that a worker believes to be its own.
#[derive(Clone, Debug)]
pub struct Hold {
    /// The counter that it wrote last.
    pub counter: u64,
    /// When it wrote it.
    pub renewed: Time,
    /// What it does with the shard; `None` once it could not renew in time.
    pub run: Option<Run>,
    pub parents: Vec<ShardId>,
}

#[derive(Clone, Debug)]
pub struct Worker {
    pub number: u32,
    /// As it signs its leases: a worker that was started again is another one.
    pub owner: String,
    pub running: bool,
    pub holds: BTreeMap<ShardId, Hold>,
    /// What it knows of all leases.
    pub(super) seen: BTreeMap<ShardId, Seen>,
    pub(super) life: u64,
    pub(super) cause: EventId,
    pub(super) told_idle: bool,
    /// Counts the runs of all shards.
    pub(super) runs: u64,
}

impl Worker {
    pub(super) fn new(number: u32) -> Worker {
        Worker {
            number,
            owner: String::new(),
            running: false,
            holds: BTreeMap::new(),
            seen: BTreeMap::new(),
            life: 0,
            cause: EventId(0),
            told_idle: false,
            runs: 0,
        }
    }

    pub(super) fn expect(&self, app: &Application, step: &mut Step<'_>, at: Time, task: KclTask) {
        let reader = app.name.clone();
        step.schedule(at, Wake::Kcl { reader, worker: self.number, life: self.life, task });
    }

    /// A process of its own, with a new name.
    #[inline(never)]
    pub(super) fn start(&mut self, app: &Application, step: &mut Step<'_>) {
        self.life += 1;
        self.running = true;
        self.owner = match self.life {
            1 => format!("{}-{}", app.name, self.number),
            life => format!("{}-{}.{life}", app.name, self.number),
        };
        (self.told_idle, self.seen) = (false, BTreeMap::new());
        let (reader, owner) = (app.name.clone(), self.owner.clone());
        self.cause = app.tell(step, KclEvent::WorkerStarted { reader, worker: self.number, owner });
        let now = step.now;
        self.expect(app, &mut step.because(self.cause), now, KclTask::Start);
    }

    /// It ends without a word: what it was processing stays half done, and its leases in its name.
    pub(super) fn end(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        crashed: bool,
    ) {
        if !self.running {
            return;
        }
        let reader = app.name.clone();
        let event = app.tell(step, KclEvent::WorkerEnded { reader, worker: self.number, crashed });
        let mut step = step.because(event);
        self.running = false;
        let shards: Vec<ShardId> = self.holds.keys().copied().collect();
        for shard in shards {
            self.stop_work(app, &mut step, services, shard);
        }
        self.holds.clear();
    }

    /// Waits for the stream and the table, then does everything for the first time.
    pub(super) fn begin(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        leads: bool,
    ) {
        let ready = app.reader.waits_for(services.streams).max(services.dynamodb.ready_at(&app.table));
        if let Some(ready) = ready.filter(|ready| *ready > step.now) {
            return self.expect(app, step, ready, KclTask::Start);
        }
        let wait = if leads { sync::sync(app, step, services) } else { sync::every(step) };
        self.expect(app, step, step.now + wait, KclTask::Sync);
        self.take(app, step, services);
        self.expect(app, step, step.now + app.take_every(step), KclTask::Take);
        self.expect(app, step, step.now + app.renew_every(step), KclTask::Renew);
    }

    /// Raises the counter of each lease.
    pub(super) fn renew(&mut self, app: &mut Application, step: &mut Step<'_>, services: &mut Services<'_>) {
        let (mut throttled, mut denied) = (0, 0);
        let shards: Vec<ShardId> = self.holds.keys().copied().collect();
        for shard in shards {
            let Some(hold) = self.holds.get_mut(&shard) else { continue };
            let (key, known) = (shard.to_string(), Attribute::N(hold.counter));
            let set = vec![(COUNTER, Some(Attribute::N(hold.counter + 1)))];
            match services.dynamodb.update_item(step, &app.table, (&key, (COUNTER, &known)), set) {
                Ok(()) => {
                    (hold.counter, hold.renewed) = (hold.counter + 1, step.now);
                    if hold.run.is_none() {
                        self.start_work(app, step, shard);
                    }
                }
                Err(refusal) if is_throttled(&refusal) => throttled += 1,
                // It keeps what it has until that expires.
                Err(refusal) if is_denied(&refusal) => denied += 1,
                Err(refusal) => {
                    let gone = refusal.error == ErrorName::ResourceNotFoundException;
                    let why = if gone { LeaseLoss::Gone } else { LeaseLoss::Taken };
                    self.lose(app, step, services, (shard, why));
                }
            }
        }
        app.throttled(step, ("UpdateItem", "to renew a lease"), throttled);
        app.denied(step, ("UpdateItem", "to renew a lease"), denied);
        let late = |hold: &Hold| hold.run.is_some() && step.now.since(hold.renewed) > app.config.failover;
        let late: Vec<ShardId> =
            self.holds.iter().filter(|(_, hold)| late(hold)).map(|(shard, _)| *shard).collect();
        for shard in late {
            self.lose(app, step, services, (shard, LeaseLoss::Expired));
        }
    }

    /// Works on a shard no longer. One whose lease has only expired may yet be renewed.
    pub(super) fn lose(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (shard, why): (ShardId, LeaseLoss),
    ) {
        app.tally.leases_lost += 1;
        let reader = app.name.clone();
        let event = app.tell(step, KclEvent::LeaseLost { reader, shard, worker: self.number, why });
        self.stop_work(app, &mut step.because(event), services, shard);
        match why {
            LeaseLoss::Expired => {}
            LeaseLoss::Taken | LeaseLoss::Gone => drop(self.holds.remove(&shard)),
        }
    }

    /// Whether it reads or processes a shard by a lease that has not expired.
    pub fn works_on(&self, app: &Application, shard: ShardId, now: Time) -> bool {
        self.running
            && self
                .holds
                .get(&shard)
                .is_some_and(|hold| hold.run.is_some() && now.since(hold.renewed) <= app.config.failover)
    }

    pub(super) fn forget_places(&mut self) {
        for run in self.holds.values_mut().filter_map(|hold| hold.run.as_mut()) {
            run.forget_place();
        }
    }
}

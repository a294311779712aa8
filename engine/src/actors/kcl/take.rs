//! Which leases a worker takes: those that have expired, and if there is none, one of the worker that has most.
//!
//! As DynamoDBLeaseTaker does it: a lease has expired if its counter stood still for failoverTimeMillis between two
//! looks of this worker, so that a crash is noticed at the second or third look, 20.05 s apart by default.

use std::collections::BTreeMap;

use super::lease::{COUNTER, OWNER, SWITCHES};
use super::worker::{Hold, Worker};
use super::{Application, Lease, is_throttled};
use crate::actors::Services;
use crate::command::{Action, Attribute};
use crate::event::KclEvent;
use crate::kernel::Time;
use crate::limits;
use crate::names::ShardId;
use crate::refusal::Refusal;
use crate::security::is_denied;
use crate::step::Step;

/// What a worker has seen of a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    counter: u64,
    /// Since when the counter has stood still; `None` of a lease that nobody had: it has expired.
    since: Option<Time>,
}

impl Worker {
    pub(super) fn take(&mut self, app: &mut Application, step: &mut Step<'_>, services: &mut Services<'_>) {
        let items = match services.dynamodb.scan(step, &app.table) {
            Ok((items, _)) => items,
            Err(refusal) => {
                app.refused(step, ("Scan", "to look for leases"), &refusal);
                return;
            }
        };
        // Modelling choice: nobody takes the lease of a shard that has ended.
        let leases: Vec<Lease> = items.iter().filter_map(Lease::read).filter(|it| !it.has_ended()).collect();
        self.look_at(&leases, step.now);
        let wanted = self.choose(app, leases, step);
        // KCL 2 and later send their own metrics about as often; here each look sends them. Without the permission
        // they are missing, and nothing else is.
        let _ = step.authorize(Action::PutMetricData, "*");
        let (mut throttled, mut denied) = (0, 0);
        for (lease, stolen) in wanted {
            if let Some(refusal) = self.take_one(app, step, services, &lease, stolen) {
                throttled += u64::from(is_throttled(&refusal));
                denied += u64::from(is_denied(&refusal));
            }
        }
        app.throttled(step, ("UpdateItem", "to take a lease"), throttled);
        app.denied(step, ("UpdateItem", "to take a lease"), denied);
        let idle = self.holds.is_empty();
        if idle && !self.told_idle {
            app.tell(step, KclEvent::WorkerIdle { reader: app.name.clone(), worker: self.number });
        }
        self.told_idle = idle;
    }

    fn look_at(&mut self, leases: &[Lease], now: Time) {
        let before = std::mem::take(&mut self.seen);
        for lease in leases {
            let seen = match before.get(&lease.shard) {
                Some(seen) if seen.counter == lease.counter => seen.clone(),
                Some(_) => Seen { counter: lease.counter, since: Some(now) },
                None => Seen { counter: lease.counter, since: lease.owner.is_some().then_some(now) },
            };
            self.seen.insert(lease.shard, seen);
        }
    }

    /// The leases to take, and whether they are stolen.
    fn choose(&self, app: &mut Application, leases: Vec<Lease>, step: &Step<'_>) -> Vec<(Lease, bool)> {
        let failover = app.config.failover;
        let has_expired = |lease: &Lease| {
            let since = self.seen.get(&lease.shard).and_then(|seen| seen.since);
            lease.owner.is_none() || since.is_none_or(|since| step.now.since(since) > failover)
        };
        let all = leases.len();
        let (mut expired, alive): (Vec<Lease>, Vec<Lease>) = leases.into_iter().partition(has_expired);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::from([(self.owner.as_str(), 0)]);
        for lease in &alive {
            *counts.entry(lease.owner.as_deref().unwrap_or_default()).or_default() += 1;
        }
        let target = if counts.len() >= all { 1 } else { all.div_ceil(counts.len()) };
        let mine = counts.get(self.owner.as_str()).copied().unwrap_or(0);
        let needed = target.saturating_sub(mine);
        if needed == 0 {
            return Vec::new();
        }
        if !expired.is_empty() {
            let mut chosen = Vec::new();
            while chosen.len() < needed && !expired.is_empty() {
                let place = app.draw(expired.len());
                chosen.push((expired.remove(place), false));
            }
            return chosen;
        }
        // The first of those that have most.
        let Some((most, count)) =
            counts.iter().max_by_key(|(owner, count)| (**count, std::cmp::Reverse(**owner)))
        else {
            return Vec::new();
        };
        let over = count.saturating_sub(target);
        let stolen = match needed.min(over) {
            0 if needed > 1 && *count > 0 && *count >= target => 1,
            some => some,
        };
        let stolen = stolen.min(usize::try_from(limits::KCL_STEAL.at(step.era)).unwrap_or(1));
        let most = (*most).to_owned();
        let mut theirs: Vec<Lease> =
            alive.into_iter().filter(|lease| lease.owner.as_deref() == Some(most.as_str())).collect();
        let mut chosen = Vec::new();
        while chosen.len() < stolen && !theirs.is_empty() && most != self.owner {
            let place = app.draw(theirs.len());
            chosen.push((theirs.remove(place), true));
        }
        chosen
    }

    /// Gives why it could not: no capacity, no permission, or another worker was first.
    fn take_one(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        lease: &Lease,
        stolen: bool,
    ) -> Option<Refusal> {
        let is_mine = lease.owner.as_deref() == Some(self.owner.as_str());
        let switched = lease.owner.is_some() && !is_mine;
        let counter = lease.counter + 1;
        let set = vec![
            (OWNER, Some(Attribute::S(self.owner.clone()))),
            (COUNTER, Some(Attribute::N(counter))),
            (SWITCHES, Some(Attribute::N(lease.switches + u64::from(switched)))),
        ];
        let (key, known) = (lease.shard.to_string(), Attribute::N(lease.counter));
        if let Err(refusal) = services.dynamodb.update_item(step, &app.table, (&key, (COUNTER, &known)), set)
        {
            return Some(refusal);
        }
        self.seen.insert(lease.shard, Seen { counter, since: Some(step.now) });
        app.tally.leases_taken += 1;
        let event = app.tell(
            step,
            KclEvent::LeaseTaken {
                reader: app.name.clone(),
                shard: lease.shard,
                worker: self.number,
                from: lease.owner.clone().filter(|_| !is_mine),
                stolen,
            },
        );
        self.stop_work(app, step, services, lease.shard);
        self.holds.insert(
            lease.shard,
            Hold { counter, renewed: step.now, run: None, parents: lease.parents.clone() },
        );
        self.start_work(app, &mut step.because(event), lease.shard);
        None
    }

    /// The leases that this worker has seen.
    pub fn knows(&self, shard: ShardId) -> bool {
        self.seen.contains_key(&shard)
    }
}

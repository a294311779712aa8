//! How workers come and go: by number, by a crash, by being started again.

use super::{Group, Worker};
use crate::actors::Services;
use crate::refusal::Refusal;
use crate::step::Step;

impl Group {
    /// Adds workers, or takes the last ones away.
    pub(super) fn scale(&mut self, step: &mut Step<'_>, services: &mut Services<'_>, workers: u64) {
        let most = u32::try_from(workers).unwrap_or(u32::MAX);
        while let Some(mut last) = self.workers.last_entry().filter(|last| *last.key() > most) {
            last.get_mut().end(&mut self.app, step, services, false);
            last.remove();
        }
        for number in 1..=most {
            if !self.workers.contains_key(&number) {
                let mut worker = Worker::new(number);
                worker.start(&self.app, step);
                self.workers.insert(number, worker);
            }
        }
    }

    pub(in crate::actors) fn crash(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        number: u64,
    ) -> Result<(), Refusal> {
        let worker = self.worker(number)?;
        if !worker.running {
            return Err(Refusal::scene(format!("worker {number} does not run")));
        }
        let number = worker.number;
        if let Some(worker) = self.workers.get_mut(&number) {
            worker.end(&mut self.app, step, services, true);
        }
        Ok(())
    }

    pub(in crate::actors) fn heal(&mut self, step: &mut Step<'_>, number: u64) -> Result<(), Refusal> {
        if self.stopped {
            return Err(Refusal::scene(format!("consumer {} was stopped", self.app.name)));
        }
        let worker = self.worker(number)?;
        if worker.running {
            return Err(Refusal::scene(format!("worker {number} runs: nothing is to be healed")));
        }
        let number = worker.number;
        if let Some(worker) = self.workers.get_mut(&number) {
            worker.start(&self.app, step);
        }
        Ok(())
    }

    fn worker(&self, number: u64) -> Result<&Worker, Refusal> {
        let found = u32::try_from(number).ok().and_then(|number| self.workers.get(&number));
        found.ok_or_else(|| {
            let (name, workers) = (&self.app.name, self.workers.len());
            Refusal::scene(format!("{name} has no worker {number}: it has {workers}"))
        })
    }

    /// The worker that looks after new shards: modelling choice: the first that runs.
    pub(super) fn leader(&self) -> Option<u32> {
        self.workers.values().find(|worker| worker.running).map(|worker| worker.number)
    }
}

//! Reading by enhanced fan-out, as KCL 2 and later do it unless told otherwise: one consumer, registered with the stream
//! under the application's name, and for each lease a SubscribeToShard by the worker that has it.
//!
//! Promised: a subscription that ends is followed by another behind the last record that was pushed; a worker that goes
//! on with another's shard subscribes at its checkpoint; what waits for a slow processor is bounded. As the KCL has it,
//! the consumer stays registered, and is billed, when the application stops. Modelling choices: a process that ends, and
//! one whose processor has too much waiting, closes its connection at once; a change between polling and fan-out takes
//! effect with the next read of each shard, where a real one is a new deployment.

use std::collections::VecDeque;
use std::ops::Range;

use super::processor::{Next, Run, Stage};
use super::worker::Worker;
use super::{Application, Group};
use crate::actors::Services;
use crate::actors::reader::Reader;
use crate::actors::registration::Registration;
use crate::command::{IteratorStart, Principal, ReadFrom};
use crate::limits;
use crate::names::ShardId;
use crate::step::Step;
use crate::streams::Push;
use crate::wake::KclTask;

/// What a run has of its subscription.
#[derive(Clone, Debug, Default)]
pub(super) struct Pipe {
    pub subscription: Option<u64>,
    /// Pushed, and not given to the record processor yet: one for each event.
    pub waiting: VecDeque<Range<u64>>,
    /// The index behind the last record that was pushed.
    pub upto: u64,
    /// The end of a closed shard was pushed.
    pub ended: bool,
}

impl Run {
    /// Records that it has and the record processor has not: the rest of a batch, and what was pushed behind it.
    pub fn left(&self) -> u64 {
        let batch = if let Stage::Works { done, end, .. } = self.stage { end - done } else { 0 };
        batch + self.pipe.waiting.iter().map(|event| event.end - event.start).sum::<u64>()
    }
}

impl Worker {
    /// SubscribeToShard: gives the index of the first record that will be pushed.
    ///
    /// # Errors
    /// What comes next, if it is not subscribed.
    pub(super) fn subscribe(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (shard, start): (ShardId, &IteratorStart),
    ) -> Result<u64, Next> {
        if let Err(at) = app.registration.attend(step, services.streams, &mut app.reader) {
            return Err(Next::At(at));
        }
        let who = Registration::consumer(&app.reader);
        let id = match services.streams.subscribe(step, &who, shard, start) {
            Ok(id) => id,
            Err(refusal) => return Err(self.read_failed(app, step, shard, &refusal)),
        };
        app.reader.calls.add(1, step.now);
        app.reader.shards.entry(shard).or_default().subscription = Some(id);
        let pipe = &mut self.run(shard).pipe;
        pipe.subscription = Some(id);
        let begins = services.streams.subscription(&who.stream, id);
        Ok(begins.map_or(pipe.upto, |subscription| subscription.position))
    }

    /// The next event for the record processor; if there is none it waits for a push, under a subscription.
    pub(super) fn take_pushed(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        shard: ShardId,
    ) -> Next {
        let run = self.run(shard);
        if let Some(Range { start, end }) = run.pipe.waiting.pop_front() {
            (run.read_at, run.next) = (Some(step.now), end);
            run.stage = Stage::Works { done: start, end, since: step.now };
            return Next::Now;
        }
        if run.pipe.ended {
            run.stage = Stage::Ends;
            return Next::Now;
        }
        let (stream, upto) = (&app.reader.stream, run.pipe.upto);
        let lives = |id| services.streams.subscription(stream, id).is_some();
        if run.pipe.subscription.is_some_and(lives) {
            return Next::Pushed;
        }
        let behind = (Some(upto), ReadFrom::TrimHorizon);
        let start = match Reader::subscribes_at(step, services.streams, (stream, shard), behind) {
            Ok(start) => start,
            Err(refusal) => return self.read_failed(app, step, shard, &refusal),
        };
        match self.subscribe(app, step, services, (shard, &start)) {
            Ok(_) => Next::Pushed,
            Err(next) => next,
        }
    }

    /// It takes no more of what it is subscribed to.
    pub(super) fn hang_up(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        shard: ShardId,
    ) {
        let run = self.holds.get_mut(&shard).and_then(|hold| hold.run.as_mut());
        let Some(id) = run.and_then(|run| run.pipe.subscription.take()) else { return };
        services.streams.close_subscription(step, &app.reader.stream, id);
        if let Some(place) = app.reader.shards.get_mut(&shard).filter(|it| it.subscription == Some(id)) {
            place.subscription = None;
        }
    }

    /// The application reads in another way from now on.
    pub(super) fn reads_otherwise(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
    ) {
        for shard in self.holds.keys().copied().collect::<Vec<_>>() {
            self.hang_up(app, step, services, shard);
            let Some(run) = self.holds.get_mut(&shard).and_then(|hold| hold.run.as_mut()) else { continue };
            run.iterator = None;
            run.pipe = Pipe { upto: run.next, ..Pipe::default() };
            if run.stage == Stage::Reads {
                // What it has appointed before is void.
                self.runs += 1;
                run.number = self.runs;
                self.expect(app, step, step.now, KclTask::Shard { shard, run: self.runs });
            }
        }
    }

    /// The shard that it reads by a subscription.
    fn subscribed_by(&self, id: u64) -> Option<ShardId> {
        let runs = self.holds.iter().filter_map(|(shard, hold)| Some((shard, hold.run.as_ref()?)));
        let mut mine = runs.filter(|(_, run)| run.pipe.subscription == Some(id));
        mine.next().map(|(shard, _)| *shard)
    }
}

impl Group {
    /// A subscription has pushed. What one pushes that no worker has any more is for nobody.
    #[inline(never)]
    pub(in crate::actors) fn receive(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        push: &Push,
    ) {
        let app = &mut self.app;
        let mut workers = self.workers.values_mut().filter(|it| it.running);
        let holder = workers.find_map(|it| it.subscribed_by(push.subscription).map(|shard| (it, shard)));
        let Some((worker, shard)) = holder else { return };
        let who = Principal::Actor(app.name.clone());
        let mut step = step.because(push.event);
        let mut step = step.by(&who);
        app.reader.pushed((shard, push.bytes), push.subscription, step.now);
        let run = worker.run(shard);
        run.pipe.upto = push.position;
        if !push.records.is_empty() {
            run.pipe.waiting.push_back(push.records.clone());
        }
        if push.ended {
            (run.pipe.ended, run.pipe.subscription) = (true, None);
        }
        let (number, waiting) = (run.number, run.pipe.waiting.len() as u64);
        let reads = run.stage == Stage::Reads;
        if waiting >= limits::KCL_PUSHES_WAIT.at(step.era) {
            worker.hang_up(app, &mut step, services, shard);
        }
        if reads {
            worker.go_on(app, &mut step, services, (shard, number));
        }
    }

    /// A subscription has ended: whoever waits for its pushes asks for another. Who is at work does so later.
    #[inline(never)]
    pub(in crate::actors) fn subscription_ended(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        id: u64,
    ) {
        let who = Principal::Actor(self.app.name.clone());
        let mut step = step.by(&who);
        for worker in self.workers.values_mut().filter(|it| it.running) {
            let Some(shard) = worker.subscribed_by(id) else { continue };
            let run = worker.run(shard);
            if run.stage == Stage::Reads {
                let number = run.number;
                worker.go_on(&mut self.app, &mut step, services, (shard, number));
            }
        }
    }
}

//! One frame of the screen: time goes on as far as the wished speed, the jobs and the budget let it.

use engine::kernel::{Span, Time};
use engine::view::MarkerKind;
use engine::world::Progress;

use super::jobs::Job;
use super::{BUDGET_MS, Driver, Ended, LONGEST_FRAME_MS, PORTION};

impl Driver {
    /// One frame: `elapsed_ms` of real time have gone by; `clock` gives real milliseconds.
    pub fn frame(&mut self, elapsed_ms: f64, clock: &dyn Fn() -> f64) -> Option<Ended> {
        let from = clock();
        let in_time = || clock() - from < BUDGET_MS;
        if let Some(job) = self.job.take() {
            return self.work_on(job, &in_time);
        }
        if !self.playing {
            return None;
        }
        let elapsed = elapsed_ms.clamp(0.0, LONGEST_FRAME_MS);
        if self.following.is_some() {
            self.follow_on(elapsed, &in_time);
            return None;
        }
        self.owed += elapsed * 1_000.0 * f64::from(self.speed);
        let started = self.now();
        let wished = started + Span::micros(self.owed as u64);
        let scripted = self.script.last().map(|(at, _)| *at);
        let target = [self.stop_at, scripted].into_iter().flatten().fold(wished, Ord::min);
        let reached = self.advance(target, &in_time);
        let done = self.now().since(started).as_micros();
        // What could not be done is forgotten, not owed: the clock says the speed that was reached.
        self.owed = if reached { (self.owed - done as f64).max(0.0) } else { 0.0 };
        self.pace.frame(elapsed, done);
        while let Some((at, command)) = self.script.pop_if(|(at, _)| *at <= self.history.now()) {
            let answer = self.act(&command);
            self.scripted.push((at, command, answer));
        }
        if let Some((_, speed)) = self.faster.filter(|(at, _)| self.script.is_empty() && *at <= self.now()) {
            self.set_speed(speed);
        }
        if self.stop_at.is_some_and(|at| at <= self.now()) {
            self.stop_at = None;
            self.pause();
            return Some(Ended::Stopped);
        }
        if self.waits() && self.refused_yet() {
            self.wait_for_refusal = false;
            self.pause();
            return Some(Ended::FirstRefusal);
        }
        None
    }

    fn work_on(&mut self, job: Job, in_time: &dyn Fn() -> bool) -> Option<Ended> {
        let reached = self.advance(job.until(), in_time);
        if let Some(kind) = job.looks_for() {
            if let Some(at) = self.markers.next(kind, job.from()) {
                self.seek(at);
                return None;
            }
            if reached {
                return Some(Ended::NothingFound(kind));
            }
        } else if reached {
            self.pace.restart();
            return Some(Ended::Arrived);
        }
        self.job = Some(job);
        None
    }

    /// Advances in portions until `target` is reached or the time is up.
    fn advance(&mut self, target: Time, in_time: &dyn Fn() -> bool) -> bool {
        let target = if self.following.is_some() { self.within(target) } else { target };
        loop {
            let progress = match &mut self.pair {
                Some(pair) => pair.advance(target, PORTION),
                None => self.history.advance(target, PORTION),
            };
            self.note_markers();
            match progress {
                Progress::Reached => return true,
                Progress::BudgetSpent => {}
                // Frames go on, and time does not.
                Progress::NeedsHost => return false,
            }
            let found = self.waits() && self.job.is_none() && self.playing && self.refused_yet();
            if found || !in_time() {
                return false;
            }
        }
    }

    /// Of two worlds nobody waits for the first refusal.
    fn waits(&self) -> bool {
        self.wait_for_refusal && self.pair.is_none()
    }

    fn refused_yet(&self) -> bool {
        self.markers.all().iter().any(|marker| marker.kind == MarkerKind::Refusal && marker.at <= self.now())
    }
}

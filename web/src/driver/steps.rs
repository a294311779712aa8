//! Steps from event to event, and skips to the next trouble.

use engine::kernel::Time;
use engine::view::MarkerKind;

use super::jobs::Job;
use super::{Driver, SKIP_AT_MOST};

impl Driver {
    /// To the next instant at which something happens.
    pub fn step_event(&mut self) {
        self.pause();
        let next = self.pair.as_ref().map_or(self.history.next_wake_at(), |pair| pair.next_wake_at());
        if let Some(next) = next {
            self.seek(next);
        }
    }

    /// To the last instant before this one at which something happened.
    pub fn step_event_back(&mut self) {
        self.pause();
        let now = self.now();
        let journal = self.world().journal();
        let before = journal.from(0).rev().find(|event| event.at < now).map(|event| event.at);
        self.seek(before.unwrap_or(Time::START));
    }

    /// Runs until a marker of this kind, and stops at it.
    pub fn skip_to(&mut self, kind: MarkerKind) {
        self.pause();
        let now = self.now();
        if let Some(at) = self.markers.next(kind, now) {
            return self.seek(at);
        }
        self.job = Some(Job::find(kind, now, now + SKIP_AT_MOST));
    }
}

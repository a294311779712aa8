//! A beginning in which nothing happens is left out: a world whose calendar is the real one begins long before its first
//! call.

use super::History;
use crate::kernel::{Span, Time};

/// Less than this is part of the scene.
const LONG: Span = Span::seconds(3_600);
/// What is left before the first thing that happens.
const BEFORE: Span = Span::seconds(5);

impl History {
    /// The first instant that can be gone to.
    pub fn begins(&self) -> Time {
        self.snapshots.first().map_or(Time::START, |moment| moment.world.now())
    }

    /// Begins at an instant, if nothing at all happens before it or at it.
    pub fn skip_to(&mut self, to: Time) {
        let world = &self.present.world;
        let nothing = world.journal().end() == 0
            && self.snapshots.len() == 1
            && self.present.goals.is_empty()
            && world.next_wake_at().is_none_or(|at| at > to)
            && self.ahead().is_none_or(|action| action.at >= to);
        if nothing && to > self.now() {
            self.present.world.advance(to, 0);
            self.snapshots = vec![self.present.clone()];
            self.end = self.end.max(to);
        }
    }

    /// Begins shortly before the first thing that happens, if that is more than an hour after the start.
    pub fn skip_idle_beginning(&mut self) {
        let of_branches = self.branches.iter().filter_map(|branch| branch.actions.first()).map(|it| it.at);
        let first = self.next_wake_at().into_iter().chain(of_branches).min();
        if let Some(first) = first.filter(|first| *first > Time::START + LONG) {
            self.skip_to(first.back(BEFORE));
        }
    }
}

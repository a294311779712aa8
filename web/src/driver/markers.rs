//! The timeline's markers: also those of a future that was played once and then left by scrubbing back.

use engine::kernel::{Span, Time};
use engine::view::{self, Marker, MarkerKind};
use engine::world::World;

use crate::prose;

/// Refusals closer together than this are one marker, as [`view::markers`] has it for a journal read at once.
const QUIET: Span = Span::seconds(10);

/// In order of time. As the same story gives the same journal, what was seen once need not be read again.
#[derive(Clone, Debug, Default)]
pub struct Markers {
    all: Vec<Marker>,
    /// Events of the journal that have been looked at.
    seen: usize,
    last_refusal: Option<Time>,
}

impl Markers {
    pub fn all(&self) -> &[Marker] {
        &self.all
    }

    /// Reads the events that are new in the journal.
    pub fn read(&mut self, world: &World) {
        let end = world.journal().end();
        if end <= self.seen {
            return;
        }
        let mut loud = Vec::new();
        for event in world.journal().from(self.seen) {
            if prose::why(&event.what).is_some() {
                if self.last_refusal.is_some_and(|last| event.at.since(last) < QUIET) {
                    loud.push(event.id);
                }
                self.last_refusal = Some(event.at);
            }
        }
        let more = view::markers(world, self.seen).into_iter().filter(|marker| !loud.contains(&marker.event));
        self.all.extend(more);
        self.seen = end;
    }

    /// The future has changed: what came after `at` did not happen.
    pub fn forget_after(&mut self, at: Time) {
        self.all.retain(|marker| marker.at <= at);
        // Events after the last one kept are looked at again; they may have become others.
        self.seen = self.all.last().map_or(0, |marker| marker.event.0 + 1);
        self.last_refusal =
            self.all.iter().rev().find(|marker| marker.kind == MarkerKind::Refusal).map(|marker| marker.at);
    }

    /// The first of a kind after an instant.
    pub fn next(&self, kind: MarkerKind, after: Time) -> Option<Time> {
        self.all.iter().find(|marker| marker.kind == kind && marker.at > after).map(|marker| marker.at)
    }
}

//! One step of a world: the instant, what led to it, and where to write down what follows.

use crate::era::Era;
use crate::event::{EventId, Journal, What};
use crate::kernel::{Calendar, Chance, Time};
use crate::wake::{Appointment, Wake};

/// What a service or an actor may touch besides its own state.
pub struct Step<'a> {
    pub now: Time,
    pub era: Era,
    /// The world's chance for what belongs to no actor, such as the random part of object names.
    pub chance: &'a Chance,
    /// What led here; events and appointments of this step name it as their cause.
    pub cause: Option<EventId>,
    pub(crate) journal: &'a mut Journal,
    pub(crate) calendar: &'a mut Calendar<Appointment>,
}

impl Step<'_> {
    pub fn emit(&mut self, what: What) -> EventId {
        self.journal.write(self.now, self.cause, what)
    }

    pub fn schedule(&mut self, at: Time, wake: Wake) {
        self.calendar.schedule(at, Appointment { wake, cause: self.cause });
    }

    /// The same step with another cause: what follows from an event just written.
    pub fn because(&mut self, cause: EventId) -> Step<'_> {
        Step {
            now: self.now,
            era: self.era,
            chance: self.chance,
            cause: Some(cause),
            journal: self.journal,
            calendar: self.calendar,
        }
    }
}

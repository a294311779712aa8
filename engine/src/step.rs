//! One step of a world: the instant, what led to it, and where to write down what follows.

use crate::command::{Action, Principal};
use crate::era::Era;
use crate::event::{EventId, Journal, What};
use crate::kernel::{Calendar, Chance, Time};
use crate::refusal::Refusal;
use crate::security::Security;
use crate::wake::{Appointment, Wake};

/// What a service or an actor may touch besides its own state.
pub struct Step<'a> {
    pub now: Time,
    pub era: Era,
    /// The world's chance for what belongs to no actor, such as the random part of object names.
    pub chance: &'a Chance,
    /// What led here; events and appointments of this step name it as their cause.
    pub cause: Option<EventId>,
    /// Under whose role services are called; `None`: by hand, and the learner may do everything.
    pub(crate) who: Option<&'a Principal>,
    pub(crate) security: &'a mut Security,
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

    /// Every operation of a service asks this before it does anything.
    ///
    /// # Errors
    /// AccessDeniedException.
    pub fn authorize(&mut self, action: Action, on: &str) -> Result<(), Refusal> {
        self.who.map_or(Ok(()), |who| self.security.authorize(who, (action, on), self.now))
    }

    /// Asked of Firehose alone: whether it may take on its role.
    ///
    /// # Errors
    /// AccessDeniedException.
    pub fn assume(&mut self) -> Result<(), Refusal> {
        self.who.map_or(Ok(()), |who| self.security.assume(who, self.now))
    }

    /// What a service does with a key in the name of its caller.
    ///
    /// # Errors
    /// Those of [`Security::use_key`].
    pub fn use_key(&mut self, action: Action, key: &str) -> Result<(), Refusal> {
        self.security.use_key(self.who, (action, key), self.now)
    }

    /// The same step in somebody's name.
    pub(crate) fn by<'b>(&'b mut self, who: &'b Principal) -> Step<'b> {
        Step {
            now: self.now,
            era: self.era,
            chance: self.chance,
            cause: self.cause,
            who: Some(who),
            security: self.security,
            journal: self.journal,
            calendar: self.calendar,
        }
    }

    /// The same step with another cause: what follows from an event just written.
    pub fn because(&mut self, cause: EventId) -> Step<'_> {
        Step {
            now: self.now,
            era: self.era,
            chance: self.chance,
            cause: Some(cause),
            who: self.who,
            security: self.security,
            journal: self.journal,
            calendar: self.calendar,
        }
    }
}

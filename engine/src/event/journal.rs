//! The journal: all events of a world, each with the one that led to it.

use super::{Event, EventId, What};
use crate::kernel::{Log, Time};

/// All events of a world, in order. An event's id is its place.
#[derive(Clone, Debug, Default)]
pub struct Journal(Log<Event>);

impl Journal {
    pub fn write(&mut self, at: Time, cause: Option<EventId>, what: What) -> EventId {
        let id = EventId(self.0.end());
        self.0.push(Event { id, at, cause, what });
        id
    }

    /// Takes back the newest event, which led to nothing.
    pub(crate) fn retract(&mut self) {
        self.0.pop();
    }

    pub fn get(&self, id: EventId) -> Option<&Event> {
        self.0.get(id.0)
    }

    /// How many events there are: the id of the next.
    pub fn end(&self) -> usize {
        self.0.end()
    }

    /// Events from the one numbered `from` on, oldest first.
    pub fn from(&self, from: usize) -> impl DoubleEndedIterator<Item = &Event> {
        self.0.from(from).map(|(_, event)| event)
    }

    /// The events that led to this one, nearest first.
    pub fn causes(&self, id: EventId) -> impl Iterator<Item = &Event> {
        let mut next = self.get(id).and_then(|event| event.cause);
        std::iter::from_fn(move || {
            let event = self.get(next?)?;
            next = event.cause;
            Some(event)
        })
    }
}

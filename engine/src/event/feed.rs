//! What sources that are no SDK producers tell of themselves.

use serde::Serialize;

use crate::names::Name;
use crate::refusal::ErrorName;

/// What became of a source that is no SDK producer.
#[derive(Clone, Debug, Serialize)]
pub enum FeedTells {
    /// Its file was renamed, and a new one begun; the old one has so many lines.
    FileRotated { file: u64, lines: u64 },
    /// The agent's process was killed: so many records of its buffers are gone from memory, and lie in the file.
    Crashed { buffered: u64 },
    /// It was started again, and reads on from its checkpoint, or from where `initialPosition` says.
    Restarted { from: u64, checkpoint: bool },
    /// A buffer was not taken whole; the agent tries again.
    Throttled { records: u64, wait_ms: u64 },
    /// A function was invoked with so many log events.
    Invoked { function: Name, events: u64, bytes: u64 },
    /// A rule could not do its action with so many messages; its error action got them, if there is one.
    ActionFailed { messages: u64, error: ErrorName, told: bool },
    /// What was given up: log events after a day, or at an error that is not tried again.
    GivenUp { events: u64, error: ErrorName },
}

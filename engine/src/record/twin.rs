//! Copies: a record that is put once more is another record of the stream, with a sequence number of its own.
//!
//! Which of them are copies only the world knows; a producer that hears nothing does not.

use serde::Serialize;

use crate::names::Name;

/// Why a record was put again that its stream had already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Again {
    /// No answer came to the call that had it taken.
    Unanswered,
    /// Another entry of the same request was throttled, and the whole request was put again.
    WholeRequest,
    /// An aggregated record went to another shard than its KPL had predicted.
    StaleMap,
    /// An agent was killed before it had written its checkpoint.
    Crash,
}

impl Again {
    pub const ALL: [Again; 4] = [Again::Unanswered, Again::WholeRequest, Again::StaleMap, Again::Crash];

    pub fn says(self) -> &'static str {
        match self {
            Again::Unanswered => "no answer had come, so it was put again",
            Again::WholeRequest => "another entry was throttled, and the whole request was put again",
            Again::StaleMap => "the KPL's shard map was old, so it was put again",
            Again::Crash => "the agent was killed before its checkpoint, and sent it once more",
        }
    }
}

/// What a record is, however often it is put: the one that made it, and its number there. For an agent that is the
/// number of its first line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    pub by: Name,
    pub number: u64,
}

/// Of a record that a source made from something else: its number, and why it is a copy, if it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    pub number: u64,
    pub had: Option<Again>,
}

//! What happens to the batches of an event source mapping.

use serde::Serialize;

use crate::command::FailureDestination;
use crate::kernel::{Span, Time};
use crate::names::{Name, ShardId};

/// How an invocation failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum InvocationError {
    /// The function threw an error.
    Thrown,
    TimedOut,
    /// The event is larger than Lambda takes; the function did not run.
    TooLarge,
    /// Its answer names no record of the batch, or says nothing that can be read: all comes again.
    BadReport,
}

/// Why a mapping gives records up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DiscardCondition {
    RetryAttemptsExhausted,
    RecordAgeExceeded,
}

impl DiscardCondition {
    pub fn word(self) -> &'static str {
        match self {
            DiscardCondition::RetryAttemptsExhausted => "RetryAttemptsExhausted",
            DiscardCondition::RecordAgeExceeded => "RecordAgeExceeded",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum MappingEvent {
    /// An invocation was answered, and all its records are processed.
    Processed {
        reader: Name,
        shard: ShardId,
        invocation: u64,
        records: u64,
        /// Of these, the function had worked on so many in an earlier invocation that failed.
        again: u64,
        took: Span,
    },
    /// An invocation failed as a whole.
    Failed {
        reader: Name,
        shard: ShardId,
        invocation: u64,
        records: u64,
        error: InvocationError,
        /// Failed invocations of this batch, with this one.
        attempts: u64,
        /// When it comes again; `None` if it is halved or given up.
        next: Option<Time>,
        took: Span,
    },
    /// An answer named a failed record: those before it are processed, the others come again.
    PartlyProcessed { reader: Name, shard: ShardId, invocation: u64, records: u64, left: u64, took: Span },
    /// The function has no concurrency left: the batch did not reach it.
    Throttled { reader: Name, shard: ShardId, records: u64, next: Time },
    /// A failed batch was halved.
    Bisected { reader: Name, shard: ShardId, records: [u64; 2] },
    /// Records that the function will not get any more; the destination is told where they are.
    Discarded {
        reader: Name,
        shard: ShardId,
        records: u64,
        condition: DiscardCondition,
        to: Option<FailureDestination>,
    },
    /// The destination on failure did not get the message: the function's role may not send it.
    DestinationFailed { reader: Name, shard: ShardId, records: u64, to: FailureDestination },
    /// Records that fit no pattern: they count as processed, and never reach the function.
    Filtered { reader: Name, shard: ShardId, records: u64 },
    /// The last invocation of a tumbling window was answered: its state ends.
    WindowClosed {
        reader: Name,
        shard: ShardId,
        invocation: u64,
        /// Records that its state knew of.
        records: u64,
        /// Its state had become too large.
        early: bool,
        took: Span,
    },
    /// Records that the function had not processed when they reached the end of retention.
    Expired { reader: Name, shard: ShardId, records: u64 },
}

//! When a reader writes down how far it has come: a record processor of the KCL, or a consumer of one's own.

use std::fmt;

use serde::Serialize;

use crate::kernel::Span;
use crate::kernel::units::print_span;

/// When a record processor writes down how far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Checkpointing {
    /// After each batch.
    Batch,
    /// After a batch, if the last time is as long ago.
    Every(Span),
    /// After each so-manieth record of a shard.
    Records(u64),
    /// Only at the end of a shard, where the KCL insists.
    Never,
}

impl fmt::Display for Checkpointing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Checkpointing::Batch => f.write_str("batch"),
            Checkpointing::Every(span) => write!(f, "every {}", print_span(*span)),
            Checkpointing::Records(records) => write!(f, "every {records} records"),
            Checkpointing::Never => f.write_str("never"),
        }
    }
}

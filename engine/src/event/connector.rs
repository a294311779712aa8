//! What happens in an application of the Connector Library, and to one that counts in windows.

use serde::Serialize;

use super::FiredBy;
use crate::command::Place;
use crate::names::{Name, ShardId};

/// S3's code where the role may not write to the bucket.
pub const ACCESS_DENIED: &str = "AccessDenied";

/// What a table has no capacity for comes back by this name.
pub const UNPROCESSED_ITEMS: &str = "UnprocessedItems";

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ConnectorEvent {
    /// A buffer was written.
    Emitted {
        reader: Name,
        shard: ShardId,
        worker: u32,
        place: Place,
        /// The file's name: the first and the last sequence number in it.
        key: Option<String>,
        records: u64,
        bytes: u64,
        fired_by: FiredBy,
        /// Over a file of the same name.
        over: bool,
        /// The first is 1.
        attempt: u64,
    },
    /// A call of the emitter failed; it is called again after the back-off, or the records are given up.
    EmitFailed {
        reader: Name,
        shard: ShardId,
        worker: u32,
        place: Place,
        records: u64,
        attempt: u64,
        tries: u64,
        /// What is wrong there, [`ACCESS_DENIED`], [`UNPROCESSED_ITEMS`], or another name of an error.
        error: &'static str,
    },
    /// IEmitter.fail(): records that nobody will emit, since the checkpoint goes on.
    GivenUp { reader: Name, shard: ShardId, worker: u32, place: Place, records: u64, tries: u64 },
    /// A buffer in memory is gone with its process or its lease.
    Forgotten { reader: Name, shard: ShardId, worker: u32, records: u64 },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum AnalyticsEvent {
    /// A window has ended.
    WindowClosed {
        reader: Name,
        /// Second of the story at which it ends.
        ends_s: u64,
        /// User records in it, and how many keys they are counted by.
        records: u64,
        keys: u64,
        /// The greatest count, and whose it is.
        most: u64,
        key: String,
        /// Rows that it gives.
        rows: u64,
    },
    /// A count is above the limit.
    AlertBegan { reader: Name, key: String, count: u64, above: u64 },
    /// None is any more.
    AlertEnded { reader: Name },
    /// Rows came whose window had ended: nobody counts them.
    Late { reader: Name, records: u64 },
}

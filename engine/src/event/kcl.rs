//! What happens in a group of KCL workers, and to a table of DynamoDB.

use serde::Serialize;

use crate::command::TableCapacity;
use crate::names::{Name, ShardId};

/// Why a worker works on a lease no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum LeaseLoss {
    /// Another worker has taken it: the row has another counter than it knows.
    Taken,
    /// It could not renew it within failoverTimeMillis.
    Expired,
    /// The row is gone.
    Gone,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum KclEvent {
    WorkerStarted {
        reader: Name,
        worker: u32,
        /// As it signs its leases.
        owner: String,
    },
    /// It crashed, or it was taken away: nobody was told, and its leases stay in its name.
    WorkerEnded {
        reader: Name,
        worker: u32,
        crashed: bool,
    },
    /// It has looked for leases, and there is none for it.
    WorkerIdle {
        reader: Name,
        worker: u32,
    },
    /// Rows for shards that had none.
    LeasesMade {
        reader: Name,
        table: Name,
        leases: u64,
    },
    LeaseTaken {
        reader: Name,
        shard: ShardId,
        worker: u32,
        /// Whose it was.
        from: Option<String>,
        /// It was alive: the other worker had more than its share.
        stolen: bool,
    },
    LeaseLost {
        reader: Name,
        shard: ShardId,
        worker: u32,
        why: LeaseLoss,
    },
    /// A worker has a lease of a shard whose parents are not at SHARD_END.
    WaitsForParent {
        reader: Name,
        shard: ShardId,
        worker: u32,
        parent: ShardId,
    },
    Checkpointed {
        reader: Name,
        shard: ShardId,
        worker: u32,
        /// The index of the first record that a successor would get.
        position: u64,
        /// User records of that one which he would not get.
        within: u64,
        /// SHARD_END.
        ended: bool,
    },
    /// Records that the group had processed before, and has processed once more.
    ReadAgain {
        reader: Name,
        shard: ShardId,
        worker: u32,
        records: u64,
    },
    /// Records that nobody of the group has processed, and nobody will: the lease had no checkpoint but LATEST.
    PassedOver {
        reader: Name,
        shard: ShardId,
        worker: u32,
        records: u64,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum TableEvent {
    Creating {
        table: Name,
        capacity: TableCapacity,
    },
    Updating {
        table: Name,
        capacity: TableCapacity,
    },
    Active {
        table: Name,
        capacity: TableCapacity,
    },
    /// Calls of one worker, made together, for which there was no capacity.
    Throttled {
        table: Name,
        /// The group of workers.
        by: Name,
        operation: &'static str,
        /// What for.
        purpose: &'static str,
        calls: u64,
    },
    /// Calls of one worker, made together, that its role may not make.
    Denied {
        table: Name,
        by: Name,
        operation: &'static str,
        purpose: &'static str,
        calls: u64,
    },
}

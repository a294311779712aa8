//! What happens in a group of KCL workers and to a table of DynamoDB, as one line each.

use super::{MarkerKind, records_of};
use crate::command::TableCapacity;
use crate::event::{KclEvent, LeaseLoss, TableEvent};
use crate::kernel::units::grouped;

pub(super) fn marker(event: &KclEvent) -> Option<MarkerKind> {
    match event {
        KclEvent::WorkerEnded { crashed: true, .. } | KclEvent::PassedOver { .. } => {
            Some(MarkerKind::Failure)
        }
        KclEvent::LeaseLost { .. } => Some(MarkerKind::Refusal),
        KclEvent::WorkerStarted { .. }
        | KclEvent::WorkerEnded { .. }
        | KclEvent::WorkerIdle { .. }
        | KclEvent::LeasesMade { .. }
        | KclEvent::LeaseTaken { .. }
        | KclEvent::WaitsForParent { .. }
        | KclEvent::Checkpointed { .. }
        | KclEvent::ReadAgain { .. } => None,
    }
}

pub(super) fn sentence(event: &KclEvent) -> String {
    match event {
        KclEvent::WorkerStarted { reader, worker, owner } => {
            format!("{reader}: worker {worker} starts as {owner}")
        }
        KclEvent::WorkerEnded { reader, worker, crashed: true } => {
            format!("{reader}: worker {worker} crashes; its leases stay in its name")
        }
        KclEvent::WorkerEnded { reader, worker, crashed: false } => {
            format!("{reader}: worker {worker} is taken away; its leases stay in its name")
        }
        KclEvent::WorkerIdle { reader, worker } => {
            format!("{reader}: worker {worker} is idle: there is no lease for it")
        }
        KclEvent::LeasesMade { reader, table, leases } => {
            let rows =
                if *leases == 1 { "a lease".to_owned() } else { format!("{} leases", grouped(*leases)) };
            format!("{reader} makes {rows} in table {table}")
        }
        KclEvent::LeaseTaken { reader, shard, worker, from, stolen } => {
            let shard = shard.short();
            match (from, stolen) {
                (Some(from), true) => {
                    format!("{reader}: worker {worker} steals the lease of shard {shard} from {from}")
                }
                (Some(from), false) => {
                    format!("{reader}: worker {worker} takes the expired lease of shard {shard} from {from}")
                }
                (None, _) => format!("{reader}: worker {worker} takes the lease of shard {shard}"),
            }
        }
        KclEvent::LeaseLost { reader, shard, worker, why } => {
            let why = match why {
                LeaseLoss::Taken => "another has taken it",
                LeaseLoss::Expired => "it was not renewed in time",
                LeaseLoss::Gone => "its row is gone",
            };
            format!("{reader}: worker {worker} has lost the lease of shard {}: {why}", shard.short())
        }
        KclEvent::WaitsForParent { reader, shard, worker, parent } => format!(
            "{reader}: worker {worker} waits with shard {} until its parent {} is at SHARD_END",
            shard.short(),
            parent.short()
        ),
        KclEvent::Checkpointed { reader, shard, ended: true, .. } => {
            format!("{reader}: shard {} is at SHARD_END", shard.short())
        }
        KclEvent::Checkpointed { reader, shard, position, within: 0, .. } => {
            format!("{reader}: checkpoint of shard {} after {}", shard.short(), records_of(*position))
        }
        KclEvent::Checkpointed { reader, shard, position, within, .. } => format!(
            "{reader}: checkpoint of shard {} after {} and {} of the user records in the next",
            shard.short(),
            records_of(*position),
            grouped(*within)
        ),
        KclEvent::ReadAgain { reader, shard, records, .. } => {
            format!("{reader} processes {} of shard {} once more", records_of(*records), shard.short())
        }
        KclEvent::PassedOver { reader, shard, records, .. } => format!(
            "{reader} passes {} of shard {} over: the lease had no checkpoint but LATEST",
            records_of(*records),
            shard.short()
        ),
    }
}

pub(super) fn table_sentence(event: &TableEvent) -> String {
    match event {
        TableEvent::Creating { table, capacity } => {
            format!("table {table} is CREATING with {}", capacity_words(*capacity))
        }
        TableEvent::Updating { table, capacity } => {
            format!("table {table} is UPDATING to {}", capacity_words(*capacity))
        }
        TableEvent::Active { table, capacity } => {
            format!("table {table} is ACTIVE with {}", capacity_words(*capacity))
        }
        TableEvent::Throttled { table, by, operation, purpose, calls } => {
            let times = if *calls == 1 { String::new() } else { format!("{} times ", grouped(*calls)) };
            format!("table {table} throttles {operation} of {by} {times}{purpose}")
        }
        TableEvent::Denied { table, by, operation, purpose, .. } => {
            format!("{by} may not call {operation} on table {table} {purpose}")
        }
    }
}

fn capacity_words(capacity: TableCapacity) -> String {
    match capacity {
        TableCapacity::Provisioned { read, write } => {
            format!("{} read and {} write units", grouped(read), grouped(write))
        }
        TableCapacity::OnDemand => "on-demand capacity".to_owned(),
    }
}

//! A group of KCL workers and a table of leases, as a learner may look at them.

use serde::Serialize;

use super::{ReaderView, build};
use crate::actors::{Group, Hold, Lease, Stage, Worker};
use crate::command::{Checkpointing, ReadVia, TableCapacity};
use crate::dynamodb::{Meter, Put, Table};
use crate::era::Era;
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::sequence::SequenceNumber;
use crate::world::World;

/// What a KCL application has besides what every reader has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KclView {
    pub table: Name,
    pub workers: Vec<WorkerView>,
    /// Workers that run without a lease.
    pub idle_workers: u64,
    /// `batch`, `never`, `every 5s`.
    pub checkpoint: String,
    #[serde(skip)]
    pub checkpointing: Checkpointing,
    /// µs of work on a record.
    pub work_us: u64,
    pub failover_ms: u64,
    /// Records asked for in one GetRecords.
    pub max_records: u64,
    pub checkpoints: u64,
    pub throttled_checkpoints: u64,
    pub leases_taken: u64,
    pub leases_lost: u64,
    pub expired_iterators: u64,
    /// Records that it has processed once more.
    pub doubled: u64,
    /// Records that it did not process, and never will: their lease began at LATEST once more.
    pub passed_over: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkerView {
    pub number: u32,
    /// As it signs its leases.
    pub owner: String,
    pub running: bool,
    pub leases: Vec<HoldView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HoldView {
    pub shard: ShardId,
    /// `waits for parent`, `begins`, `reads`, `processes`, `emits`, `checkpoints`, `ends`, or `lost`.
    pub stage: &'static str,
    /// The parent that it waits for.
    pub parent: Option<ShardId>,
    /// Records of its batch, and of the pushed events behind that, which wait.
    pub left: u64,
    /// ms since it was renewed.
    pub renewed_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableView {
    pub name: Name,
    /// CREATING, ACTIVE, UPDATING.
    pub status: &'static str,
    /// PROVISIONED, PAY_PER_REQUEST.
    pub billing_mode: &'static str,
    #[serde(skip)]
    pub capacity: TableCapacity,
    pub wcu: u64,
    pub rcu: u64,
    /// Write units over the last second, and whether calls were refused in it.
    pub written_per_s: u64,
    pub throttled_writes_per_s: u64,
    /// Read units over the last second, rounded up.
    pub read_per_s: u64,
    pub throttled_reads_per_s: u64,
    /// Units that it has saved and may spend at once.
    pub saved_writes: u64,
    pub saved_writes_most: u64,
    pub saved_reads: u64,
    /// Units, all in all.
    pub written: u64,
    pub read_units: u64,
    /// Calls.
    pub throttled_writes: u64,
    pub throttled_reads: u64,
    pub leases: Vec<LeaseView>,
    /// What emitters have put into it.
    pub items: u64,
    pub bytes: u64,
    /// The items that were put last, newest first.
    pub newest: Vec<ItemView>,
}

/// An item that an emitter has put.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ItemView {
    pub id: String,
    pub bytes: u64,
    /// Write units that it takes each time that it is put.
    pub units: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeaseView {
    pub shard: ShardId,
    pub owner: Option<String>,
    pub counter: u64,
    /// TRIM_HORIZON, LATEST, AT_TIMESTAMP, SHARD_END, or a sequence number.
    pub checkpoint: String,
    /// checkpointSubSequenceNumber: of the last user record that was processed, in the record of the checkpoint; from 0.
    pub sub: u64,
    /// Records up to its checkpoint, where that is a sequence number.
    pub processed: Option<u64>,
    pub switches: u64,
    pub parents: Vec<ShardId>,
    pub ended: bool,
}

pub(super) fn readers(world: &World) -> impl Iterator<Item = ReaderView> {
    world.actors().groups().map(|group| ReaderView {
        kcl: Some(kcl(group, world.now())),
        connector: super::connector::connector(group, world.now()),
        tool: group.app.tool,
        ..build::one_reader(world, &group.app.reader, (kind(group), polls_every(group)), group.stopped)
    })
}

fn polls_every(group: &Group) -> Option<Span> {
    (group.app.config.via == ReadVia::Polling).then_some(group.app.config.idle)
}

fn kind(group: &Group) -> &'static str {
    if group.app.pipeline.is_some() { "connector" } else { "kcl" }
}

fn kcl(group: &Group, now: Time) -> KclView {
    let (config, tally) = (&group.app.config, group.app.tally);
    let workers: Vec<WorkerView> = group.workers.values().map(|it| worker(it, now)).collect();
    KclView {
        table: group.app.table.clone(),
        idle_workers: workers.iter().filter(|it| it.running && it.leases.is_empty()).count() as u64,
        workers,
        checkpoint: config.checkpoint.to_string(),
        checkpointing: config.checkpoint,
        work_us: config.work.as_micros(),
        failover_ms: config.failover.as_millis(),
        max_records: group.app.reader.limit.unwrap_or(0),
        checkpoints: tally.checkpoints,
        throttled_checkpoints: tally.throttled_checkpoints,
        leases_taken: tally.leases_taken,
        leases_lost: tally.leases_lost,
        expired_iterators: tally.expired_iterators,
        doubled: tally.doubled,
        passed_over: tally.passed_over,
    }
}

fn worker(worker: &Worker, now: Time) -> WorkerView {
    let hold = |(shard, hold): (&ShardId, &Hold)| {
        let stage = hold.run.as_ref().map(|run| run.stage);
        HoldView {
            shard: *shard,
            stage: match stage {
                None => "lost",
                Some(Stage::WaitsForParent(_)) => "waits for parent",
                Some(Stage::Begins) => "begins",
                Some(Stage::Reads) => "reads",
                Some(Stage::Works { .. }) => "processes",
                Some(Stage::Emits(_)) => "emits",
                Some(Stage::Checkpoints { .. }) => "checkpoints",
                Some(Stage::Ends) => "ends",
            },
            parent: if let Some(Stage::WaitsForParent(parent)) = stage { parent } else { None },
            left: hold.run.as_ref().map_or(0, crate::actors::Run::left),
            renewed_ms: now.since(hold.renewed).as_millis(),
        }
    };
    WorkerView {
        number: worker.number,
        owner: worker.owner.clone(),
        running: worker.running,
        leases: worker.holds.iter().map(hold).collect(),
    }
}

pub(super) fn tables(world: &World) -> impl Iterator<Item = TableView> {
    world.dynamodb().iter().map(|it| table(world, it))
}

pub(super) fn table(world: &World, table: &Table) -> TableView {
    let (now, era) = (world.now(), world.era());
    let (rcu, wcu) = table.units(era);
    let rates = |meter: &Meter| (meter.consumed_rate.per_second(now), meter.throttled_rate.per_second(now));
    let ((written_per_s, throttled_writes_per_s), (read_halves, throttled_reads_per_s)) =
        (rates(&table.writes), rates(&table.reads));
    TableView {
        name: table.name.clone(),
        status: table.status.as_str(),
        billing_mode: table.capacity.billing_mode(),
        capacity: table.capacity,
        wcu,
        rcu,
        written_per_s,
        throttled_writes_per_s,
        read_per_s: read_halves.div_ceil(2),
        throttled_reads_per_s,
        saved_writes: table.writes.level(now),
        saved_writes_most: wcu * limits::DDB_BURST.at(era),
        saved_reads: table.reads.level(now) / 2,
        written: table.writes.consumed,
        read_units: table.reads.consumed.div_ceil(2),
        throttled_writes: table.writes.throttled,
        throttled_reads: table.reads.throttled,
        leases: table.items.values().filter_map(Lease::read).map(lease).collect(),
        items: table.data.items,
        bytes: table.data.bytes,
        newest: table.data.newest().map(|put| item(put, era)).collect(),
    }
}

fn item(put: &Put, era: Era) -> ItemView {
    let units = put.bytes.div_ceil(limits::DDB_WRITE_UNIT.at(era)).max(1);
    ItemView { id: put.id.to_string(), bytes: put.bytes, units }
}

fn lease(lease: Lease) -> LeaseView {
    let checkpoint = lease.checkpoint.text().to_owned();
    LeaseView {
        shard: lease.shard,
        ended: lease.has_ended(),
        owner: lease.owner,
        counter: lease.counter,
        // The first record of a shard has the index 1 in its number, so this counts them.
        processed: SequenceNumber::parse(&checkpoint).map(|number| number.index),
        sub: lease.sub,
        checkpoint,
        switches: lease.switches,
        parents: lease.parents,
    }
}

/// How often a group looks for leases to take: a crash is noticed at the second or third such look.
pub fn take_every(kcl: &KclView) -> Span {
    Span::millis((kcl.failover_ms + limits::KCL_EPSILON.by_era[0]) * 2)
}

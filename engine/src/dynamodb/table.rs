//! One table: its items, and the two buckets that its capacity fills.

use std::collections::BTreeMap;

use super::Data;
use crate::command::{Item, TableCapacity, TableDescription, TableKey};
use crate::era::Era;
use crate::kernel::{Bucket, Rate, Time};
use crate::limits::{self, Limit};
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableStatus {
    Creating,
    Active,
    /// Towards this capacity.
    Updating(TableCapacity),
}

impl TableStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            TableStatus::Creating => "CREATING",
            TableStatus::Active => "ACTIVE",
            TableStatus::Updating(_) => "UPDATING",
        }
    }
}

/// What was taken of a capacity, and how often there was none. Reads are counted in half units.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    bucket: Option<Bucket>,
    pub consumed: u64,
    /// Calls.
    pub throttled: u64,
    pub(crate) consumed_rate: Rate,
    pub(crate) throttled_rate: Rate,
}

impl Meter {
    /// Units that are there now.
    pub fn level(&self, now: Time) -> u64 {
        self.bucket.as_ref().map_or(0, |bucket| bucket.level(now))
    }

    fn fill(&mut self, rate: u64, (now, era): (Time, Era)) {
        // Modelling choice: what a new capacity is, it has for one second; what the old one had saved it keeps.
        let kept = self.bucket.as_ref().map_or(rate, |bucket| bucket.level(now));
        let most = rate * limits::DDB_BURST.at(era);
        let mut bucket = Bucket::full(most, rate, now);
        bucket.take(most - kept.min(most), now);
        self.bucket = Some(bucket);
    }

    fn take(&mut self, units: u64, limit: &'static Limit, now: Time) -> Result<(), Refusal> {
        let Some(bucket) = self.bucket.as_mut() else { return Ok(()) };
        if bucket.has(units, now) {
            bucket.take(units, now);
            self.consumed += units;
            self.consumed_rate.add(units, now);
            return Ok(());
        }
        self.throttled += 1;
        self.throttled_rate.add(1, now);
        let text = "The level of configured provisioned throughput for the table was exceeded. Consider increasing your \
                    provisioning level with the UpdateTable API.";
        let (has, asked) = (bucket.level(now), units);
        Err(Refusal::new(ErrorName::ProvisionedThroughputExceededException, text).met(limit, has, asked))
    }
}

#[derive(Clone, Debug)]
pub struct Table {
    pub name: Name,
    pub created: Time,
    pub status: TableStatus,
    /// When CREATING or UPDATING ends.
    pub settles_at: Time,
    pub capacity: TableCapacity,
    pub key: TableKey,
    /// Leases.
    pub items: BTreeMap<String, Item>,
    /// What emitters have put.
    pub data: Data,
    pub writes: Meter,
    /// In half units.
    pub reads: Meter,
}

impl Table {
    pub(super) fn new(
        (name, key): (&Name, TableKey),
        capacity: TableCapacity,
        (created, settles_at): (Time, Time),
    ) -> Table {
        Table {
            name: name.clone(),
            created,
            status: TableStatus::Creating,
            settles_at,
            capacity,
            key,
            items: BTreeMap::new(),
            data: Data::default(),
            writes: Meter::default(),
            reads: Meter::default(),
        }
    }

    pub fn is_creating(&self) -> bool {
        self.status == TableStatus::Creating
    }

    /// Read and write units a second.
    pub fn units(&self, era: Era) -> (u64, u64) {
        match self.capacity {
            TableCapacity::Provisioned { read, write } => (read, write),
            TableCapacity::OnDemand => {
                (limits::DDB_ON_DEMAND_READ.at(era), limits::DDB_ON_DEMAND_WRITE.at(era))
            }
        }
    }

    pub(super) fn settle(&mut self, at: (Time, Era)) {
        match self.status {
            TableStatus::Active => return,
            TableStatus::Creating => {}
            TableStatus::Updating(capacity) => self.capacity = capacity,
        }
        self.status = TableStatus::Active;
        let (read, write) = self.units(at.1);
        self.writes.fill(write, at);
        self.reads.fill(read * 2, at);
    }

    pub(super) fn write(&mut self, step: &Step<'_>, bytes: u64) -> Result<(), Refusal> {
        let units = bytes.div_ceil(limits::DDB_WRITE_UNIT.at(step.era)).max(1);
        self.writes.take(units, &limits::DDB_WRITE_UNIT, step.now)
    }

    pub(super) fn read(&mut self, step: &Step<'_>, bytes: u64, consistent: bool) -> Result<(), Refusal> {
        let each = if consistent { 2 } else { 1 };
        let halves = each * bytes.div_ceil(limits::DDB_READ_UNIT.at(step.era)).max(1);
        self.reads.take(halves, &limits::DDB_READ_UNIT, step.now)
    }

    pub fn describe(&self, era: Era) -> TableDescription {
        TableDescription {
            table: self.name.clone(),
            status: self.status.as_str(),
            created: era.epoch_millis(self.created),
            key: self.key,
            capacity: self.capacity,
            items: self.items.len() as u64 + self.data.items,
            bytes: self.items.values().map(super::weigh).sum::<u64>() + self.data.bytes,
        }
    }
}

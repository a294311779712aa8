//! DynamoDB, as far as an application needs it that keeps its leases there: tables with a capacity of reads and writes
//! each second, and the operations on single items.
//!
//! Promised: capacity to the unit (a write counts each KiB begun, a read each 4 KiB begun, half of that where it need
//! not be consistent), and what is unused is kept for 300 seconds. Absent: other keys than `leaseKey`, indexes,
//! transactions, pages of a Scan, the growth of an on-demand table, DeleteTable.

mod table;

use std::collections::BTreeMap;

pub use table::{Meter, Table, TableStatus};

use crate::command::{Action, Attribute, Item, TableCapacity};
use crate::event::{TableEvent, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::wake::Wake;

/// The one key that a table has here.
pub const KEY: &str = "leaseKey";

#[derive(Clone, Debug, Default)]
pub struct Tables {
    tables: BTreeMap<Name, Table>,
}

impl Tables {
    pub fn iter(&self) -> impl Iterator<Item = &Table> {
        self.tables.values()
    }

    /// # Errors
    /// ResourceNotFoundException.
    pub fn table(&self, name: &Name) -> Result<&Table, Refusal> {
        self.tables.get(name).ok_or_else(|| {
            let text = format!("Requested resource not found: Table: {name} not found");
            Refusal::new(ErrorName::ResourceNotFoundException, text)
        })
    }

    /// CreateTable. It is CREATING for some seconds.
    ///
    /// # Errors
    /// AccessDeniedException; ResourceInUseException if it is there.
    pub fn create(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        capacity: TableCapacity,
    ) -> Result<(), Refusal> {
        step.authorize(Action::CreateTable, name.as_str())?;
        if self.tables.contains_key(name) {
            let text = format!("Table already exists: {name}");
            return Err(Refusal::new(ErrorName::ResourceInUseException, text));
        }
        let settles = step.now + Span::seconds(limits::DDB_TABLE_SETTLES.at(step.era));
        self.tables.insert(name.clone(), Table::new(name, capacity, (step.now, settles)));
        step.emit(What::Table(TableEvent::Creating { table: name.clone(), capacity }));
        step.schedule(settles, Wake::TableSettles { table: name.clone() });
        Ok(())
    }

    /// UpdateTable. The new capacity holds when it is ACTIVE again.
    ///
    /// # Errors
    /// ResourceNotFoundException; ResourceInUseException while it is not ACTIVE; ValidationException if nothing changes.
    pub fn update(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        capacity: TableCapacity,
    ) -> Result<(), Refusal> {
        let table = self.existing(name)?;
        match table.status {
            TableStatus::Active => {}
            TableStatus::Creating | TableStatus::Updating(_) => {
                let doing = if table.status == TableStatus::Creating { "created" } else { "updated" };
                let text = format!(
                    "Attempt to change a resource which is still in use: Table is being {doing}: {name}"
                );
                return Err(Refusal::new(ErrorName::ResourceInUseException, text));
            }
        }
        if table.capacity == capacity {
            return Err(Refusal::new(ErrorName::ValidationException, unchanged(name, capacity)));
        }
        let settles = step.now + Span::seconds(limits::DDB_TABLE_SETTLES.at(step.era));
        (table.status, table.settles_at) = (TableStatus::Updating(capacity), settles);
        step.emit(What::Table(TableEvent::Updating { table: name.clone(), capacity }));
        step.schedule(settles, Wake::TableSettles { table: name.clone() });
        Ok(())
    }

    pub(crate) fn settle(&mut self, step: &mut Step<'_>, name: &Name) {
        let Some(table) = self.tables.get_mut(name).filter(|table| table.settles_at <= step.now) else {
            return;
        };
        let before = table.status;
        table.settle((step.now, step.era));
        if before != table.status {
            step.emit(What::Table(TableEvent::Active { table: name.clone(), capacity: table.capacity }));
        }
    }

    /// PutItem of an item that must not be there yet.
    ///
    /// # Errors
    /// AccessDeniedException; ConditionalCheckFailedException if it is there; see [`Tables::update_item`].
    pub fn put_new(&mut self, step: &mut Step<'_>, name: &Name, item: Item) -> Result<(), Refusal> {
        step.authorize(Action::PutItem, name.as_str())?;
        let Some(Attribute::S(key)) = item.get(KEY).cloned() else {
            return Err(Refusal::new(
                ErrorName::ValidationException,
                "One of the required keys was not given a value",
            ));
        };
        let table = self.serving(name)?;
        let weight = weigh(&item).max(table.items.get(&key).map_or(0, weigh));
        table.write(step, weight)?;
        if table.items.contains_key(&key) {
            return Err(condition_failed());
        }
        table.items.insert(key, item);
        Ok(())
    }

    /// UpdateItem: sets attributes of an item (`None` removes) if one that it has is still what the caller knows.
    ///
    /// # Errors
    /// ConditionalCheckFailedException if it is not, which costs a write too;
    /// AccessDeniedException; ProvisionedThroughputExceededException; ResourceNotFoundException.
    pub fn update_item(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        (key, condition): (&str, (&'static str, &Attribute)),
        set: Vec<(&'static str, Option<Attribute>)>,
    ) -> Result<(), Refusal> {
        step.authorize(Action::UpdateItem, name.as_str())?;
        let table = self.serving(name)?;
        let before = table.items.get(key);
        let mut after = before.cloned().unwrap_or_default();
        for (attribute, value) in set {
            match value {
                Some(value) => drop(after.insert(attribute, value)),
                None => drop(after.remove(attribute)),
            }
        }
        let holds = before.is_some_and(|item| item.get(condition.0) == Some(condition.1));
        // The larger of the item before and after counts.
        let weight = weigh(&after).max(before.map_or(0, weigh));
        table.write(step, weight)?;
        if !holds {
            return Err(condition_failed());
        }
        table.items.insert(key.to_owned(), after);
        Ok(())
    }

    /// DeleteItem.
    ///
    /// # Errors
    /// AccessDeniedException; ProvisionedThroughputExceededException; ResourceNotFoundException.
    pub fn delete_item(&mut self, step: &mut Step<'_>, name: &Name, key: &str) -> Result<(), Refusal> {
        step.authorize(Action::DeleteItem, name.as_str())?;
        let table = self.serving(name)?;
        let weight = table.items.get(key).map_or(0, weigh);
        table.write(step, weight)?;
        table.items.remove(key);
        Ok(())
    }

    /// GetItem: half a unit for each 4 KiB begun, and twice that for a consistent read.
    ///
    /// # Errors
    /// AccessDeniedException; ProvisionedThroughputExceededException; ResourceNotFoundException.
    pub fn get_item(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        (key, consistent): (&str, bool),
    ) -> Result<Option<Item>, Refusal> {
        step.authorize(Action::GetItem, name.as_str())?;
        let table = self.serving(name)?;
        let item = table.items.get(key).cloned();
        table.read(step, item.as_ref().map_or(0, weigh), consistent)?;
        Ok(item)
    }

    /// Scan, not consistent: half a unit for each 4 KiB begun of all items together.
    ///
    /// # Errors
    /// AccessDeniedException; ProvisionedThroughputExceededException; ResourceNotFoundException.
    pub fn scan(&mut self, step: &mut Step<'_>, name: &Name) -> Result<Vec<Item>, Refusal> {
        step.authorize(Action::Scan, name.as_str())?;
        let table = self.serving(name)?;
        let bytes = table.items.values().map(weigh).sum();
        table.read(step, bytes, false)?;
        Ok(table.items.values().cloned().collect())
    }

    fn existing(&mut self, name: &Name) -> Result<&mut Table, Refusal> {
        self.tables.get_mut(name).ok_or_else(not_found)
    }

    /// A table that is CREATING cannot be used yet; one that is UPDATING can.
    fn serving(&mut self, name: &Name) -> Result<&mut Table, Refusal> {
        self.existing(name).and_then(|table| match table.status {
            TableStatus::Creating => Err(not_found()),
            TableStatus::Active | TableStatus::Updating(_) => Ok(table),
        })
    }

    /// The instant from which a table can be used; `None` if it can now, or is not there.
    pub fn ready_at(&self, name: &Name) -> Option<Time> {
        self.tables
            .get(name)
            .filter(|table| table.status == TableStatus::Creating)
            .map(|table| table.settles_at)
    }
}

/// Names and values.
fn weigh(item: &Item) -> u64 {
    item.iter().map(|(name, value)| name.len() as u64 + value.bytes()).sum()
}

fn condition_failed() -> Refusal {
    Refusal::new(ErrorName::ConditionalCheckFailedException, "The conditional request failed")
}

fn not_found() -> Refusal {
    Refusal::new(ErrorName::ResourceNotFoundException, "Requested resource not found")
}

fn unchanged(name: &Name, capacity: TableCapacity) -> String {
    match capacity {
        TableCapacity::Provisioned { read, write } => format!(
            "The provisioned throughput for the table will not change. The requested value equals the current value. \
             Current ReadCapacityUnits provisioned for the table: {read}. Requested ReadCapacityUnits: {read}. Current \
             WriteCapacityUnits provisioned for the table: {write}. Requested WriteCapacityUnits: {write}. Refer to \
             the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
        ),
        TableCapacity::OnDemand => {
            format!("One or more parameter values were invalid: Table {name} is already in PAY_PER_REQUEST")
        }
    }
}

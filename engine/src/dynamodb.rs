//! DynamoDB, as far as applications need it that keep their leases there or put records into it: tables with a capacity
//! of reads and writes each second, the operations on single items, and BatchWriteItem.
//!
//! Promised: capacity to the unit (a write counts each KiB begun, a read each 4 KiB begun, half of that where it need
//! not be consistent), and what is unused is kept for 300 seconds. Absent: other keys than `leaseKey` and `id`,
//! indexes, transactions, the second page of a Scan, the growth of an on-demand table, DeleteTable.

mod data;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use data::{Data, ItemId, Items, Put};
pub use table::{Meter, Table, TableStatus};

use crate::command::{Action, Attribute, Item, TableCapacity, TableKey};
use crate::event::{TableEvent, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::wake::Wake;

/// The key of a table of leases.
pub const KEY: &str = TableKey::Lease.word();

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
        (name, key): (&Name, TableKey),
        capacity: TableCapacity,
    ) -> Result<(), Refusal> {
        step.authorize(Action::CreateTable, name.as_str())?;
        if self.tables.contains_key(name) {
            let text = format!("Table already exists: {name}");
            return Err(Refusal::new(ErrorName::ResourceInUseException, text));
        }
        let settles = step.now + Span::seconds(limits::DDB_TABLE_SETTLES.at(step.era));
        self.tables.insert(name.clone(), Table::new((name, key), capacity, (step.now, settles)));
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
        let table = self.serving(name)?;
        let Some(Attribute::S(key)) = item.get(table.key.word()).cloned() else {
            return Err(Refusal::new(ErrorName::ValidationException, NO_KEY));
        };
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
        let item = match table.key {
            TableKey::Lease => table.items.get(key).cloned(),
            TableKey::Id => table.data.get(key),
        };
        table.read(step, item.as_ref().map_or(0, weigh), consistent)?;
        Ok(item)
    }

    /// Scan, not consistent: half a unit for each 4 KiB begun of all items together. Gives one page of them, and whether
    /// there are more.
    ///
    /// # Errors
    /// AccessDeniedException; ProvisionedThroughputExceededException; ResourceNotFoundException.
    pub fn scan(&mut self, step: &mut Step<'_>, name: &Name) -> Result<(Vec<Item>, bool), Refusal> {
        step.authorize(Action::Scan, name.as_str())?;
        let table = self.serving(name)?;
        let (items, more) = match table.key {
            TableKey::Lease => (table.items.values().cloned().collect(), false),
            TableKey::Id => table.data.page(limits::DDB_PAGE_BYTES.at(step.era)),
        };
        table.read(step, items.iter().map(weigh).sum(), false)?;
        Ok((items, more))
    }

    /// BatchWriteItem of items to put: each counts as a PutItem of its own, and is taken or not by itself. What is not
    /// taken comes back as UnprocessedItems: `None` stands for it, and else whether an item of its key was there.
    ///
    /// # Errors
    /// AccessDeniedException; ValidationException for more than 25 items or none, for two of one key, for one that is too
    /// large, and in a table of another key; ProvisionedThroughputExceededException if there is no capacity for any of
    /// them; ResourceNotFoundException.
    pub fn batch_write(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        puts: &[Put],
    ) -> Result<Vec<Option<bool>>, Refusal> {
        step.authorize(Action::BatchWriteItem, name.as_str())?;
        let invalid = |text: &str| Refusal::new(ErrorName::ValidationException, text);
        let (most, asked) = (limits::DDB_BATCH_ITEMS.at(step.era), puts.len() as u64);
        if asked == 0 || asked > most {
            let text = invalid("Too many items requested for the BatchWriteItem call");
            let text =
                if asked == 0 { invalid("The batch write request list cannot be empty") } else { text };
            return Err(text.met(&limits::DDB_BATCH_ITEMS, most, asked));
        }
        if puts.iter().map(|put| &put.id).collect::<BTreeSet<_>>().len() < puts.len() {
            return Err(invalid("Provided list of item keys contains duplicates"));
        }
        let most = limits::DDB_ITEM_BYTES.at(step.era);
        if let Some(put) = puts.iter().find(|put| put.bytes > most) {
            let text = invalid("Item size has exceeded the maximum allowed size");
            return Err(text.met(&limits::DDB_ITEM_BYTES, most, put.bytes));
        }
        let table = self.serving(name)?;
        if table.key != TableKey::Id {
            return Err(invalid(NO_KEY));
        }
        let mut refusal = None;
        let mut one = |put: &Put| match table.write(step, put.bytes) {
            Ok(()) => Some(table.data.put(put)),
            Err(it) => {
                refusal = Some(it);
                None
            }
        };
        let taken: Vec<Option<bool>> = puts.iter().map(&mut one).collect();
        match refusal {
            Some(refusal) if taken.iter().all(Option::is_none) => Err(refusal),
            _ => Ok(taken),
        }
    }

    /// How items that were taken are made again when somebody looks.
    pub fn keep(&mut self, name: &Name, items: Arc<dyn Items>) {
        if let Some(table) = self.tables.get_mut(name) {
            table.data.keep(items);
        }
    }

    /// # Errors
    /// ValidationException if the key of this table is another one; ResourceNotFoundException.
    pub fn has_key(&self, name: &Name, key: TableKey) -> Result<(), Refusal> {
        if self.tables.get(name).ok_or_else(not_found)?.key == key {
            return Ok(());
        }
        Err(Refusal::new(
            ErrorName::ValidationException,
            "The provided key element does not match the schema",
        ))
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

const NO_KEY: &str = "One of the required keys was not given a value";

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

//! What emitters put into a table: items by the id of a record, each there once however often it is put.
//!
//! An item never changes, because its id and its data are those of one record: so it is enough to know which ids are
//! there, and to keep of each batch how its items are made again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::sync::Arc;

use super::{TableKey, weigh};
use crate::command::{Attribute, Item};
use crate::kernel::{Log, Runs};
use crate::names::Name;

/// The attribute beside the key.
const DATA: &str = "data";
/// Items that a panel shows.
const NEWEST: usize = 6;

/// The primary key of an item.
///
/// Modelling choice: every record has an id of its own in its data, given before the first try; what was put by hand is
/// known by the MD5 of its data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemId {
    /// Who made the record, and its number there.
    Made(Name, u64),
    Md5(u128),
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ItemId::Made(by, number) => write!(f, "{by}-{number}"),
            ItemId::Md5(bits) => write!(f, "{bits:032x}"),
        }
    }
}

/// The id that a key says.
pub(super) fn read(text: &str) -> Option<ItemId> {
    let id = match text.rsplit_once('-') {
        Some((by, number)) => ItemId::Made(Name::parse(by).ok()?, number.parse().ok()?),
        None => ItemId::Md5(u128::from_str_radix(text, 16).ok()?),
    };
    // One way to write it.
    (id.to_string() == text).then_some(id)
}

/// One entry of a BatchWriteItem: an item to put, and what it weighs.
#[derive(Clone, Debug)]
pub struct Put {
    pub id: ItemId,
    /// Names and values of its attributes.
    pub bytes: u64,
}

impl Put {
    pub fn of(id: ItemId, data_bytes: u64) -> Put {
        let bytes = TableKey::Id.word().len() + id.to_string().len() + DATA.len();
        Put { id, bytes: bytes as u64 + data_bytes }
    }
}

/// Tells items one by one: their ids and their data.
pub trait Items: fmt::Debug + Send + Sync {
    fn each(&self, tell: &mut dyn FnMut(&ItemId, Vec<u8>));
}

#[derive(Clone, Debug, Default)]
pub struct Data {
    made: BTreeMap<Name, Runs>,
    others: BTreeSet<u128>,
    pub items: u64,
    pub bytes: u64,
    batches: Log<Arc<dyn Items>>,
    newest: VecDeque<Put>,
}

impl Data {
    /// The items that were put last, newest first.
    pub fn newest(&self) -> impl Iterator<Item = &Put> {
        self.newest.iter()
    }

    fn has(&self, id: &ItemId) -> bool {
        match id {
            ItemId::Made(by, number) => self.made.get(by).is_some_and(|runs| runs.has(*number)),
            ItemId::Md5(bits) => self.others.contains(bits),
        }
    }

    /// An item is put; whether it was there already.
    pub(super) fn put(&mut self, put: &Put) -> bool {
        let new = match &put.id {
            ItemId::Made(by, number) => {
                !self.made.entry(by.clone()).or_default().add(*number..number + 1).is_empty()
            }
            ItemId::Md5(bits) => self.others.insert(*bits),
        };
        if new {
            self.items += 1;
            self.bytes += put.bytes;
        }
        self.newest.retain(|it| it.id != put.id);
        self.newest.push_front(put.clone());
        self.newest.truncate(NEWEST);
        !new
    }

    pub(super) fn keep(&mut self, items: Arc<dyn Items>) {
        self.batches.push(items);
    }

    pub(super) fn get(&self, key: &str) -> Option<Item> {
        let wanted = read(key).filter(|id| self.has(id))?;
        let mut found = None;
        for batch in self.batches.iter().rev() {
            batch.each(&mut |id, data| {
                if *id == wanted {
                    found = Some(item(id, data));
                }
            });
            if found.is_some() {
                break;
            }
        }
        found
    }

    /// Items in the order in which they came first, up to so many bytes of them; and whether there are more.
    pub(super) fn page(&self, most: u64) -> (Vec<Item>, bool) {
        let (mut seen, mut page, mut bytes, mut more) = (BTreeSet::new(), Vec::new(), 0, false);
        for batch in self.batches.iter() {
            batch.each(&mut |id, data| {
                if more || !seen.insert(id.clone()) {
                    return;
                }
                let item = item(id, data);
                // What crosses the limit is the last of the page, as AWS evaluates it.
                more = bytes >= most;
                if !more {
                    bytes += weigh(&item);
                    page.push(item);
                }
            });
            if more {
                break;
            }
        }
        (page, more)
    }
}

fn item(id: &ItemId, data: Vec<u8>) -> Item {
    let data = String::from_utf8(data).map_or_else(|it| Attribute::B(it.into_bytes()), Attribute::S);
    Item::from([(TableKey::Id.word(), Attribute::S(id.to_string())), (DATA, data)])
}

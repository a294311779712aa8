//! The newest aggregated record of a producer, opened: what a reader gets of it, and the user records within.

use crate::aggregate;
use crate::kernel::Time;
use crate::names::{Name, ShardId};
use crate::record::Batch;
use crate::world::World;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedLook {
    pub stream: Name,
    pub shard: ShardId,
    pub arrived: Time,
    /// The key that a plain reader sees.
    pub key: String,
    pub explicit_hash_key: u128,
    pub bytes: u64,
    /// The first bytes of its data, in hexadecimal.
    pub begins: String,
    /// How many user records it holds, and what they have of data together.
    pub user_records: u64,
    pub user_bytes: u64,
    /// The first of them.
    pub rows: Vec<UserRecordLook>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRecordLook {
    pub key: String,
    pub bytes: u64,
    /// What it says, as far as it is shown; bytes that are no UTF-8 show as \u{fffd}.
    pub text: String,
}

/// How many user records are shown, and how much of each.
const ROWS: usize = 40;
const SHOWN: usize = 120;
const BEGINS: usize = 24;
/// How many of the newest batches of a shard are looked at.
const LOOKS_AT: usize = 50;

/// `None` of a producer of which no shard that it writes to holds an aggregated record.
pub fn packed(world: &World, producer: &Name) -> Option<PackedLook> {
    let found = world.streams().iter().flat_map(|stream| {
        stream.shards().iter().filter_map(|shard| {
            let mine =
                |batch: &&Batch| batch.source.packed().is_some() && batch.source.by() == Some(producer);
            let several = |batch: &Batch| (0..batch.len()).rev().find(|i| batch.user_records(*i) > 1);
            let mut newest = shard.newest_first().take(LOOKS_AT).filter(mine);
            newest.find_map(|batch| Some((&stream.name, shard.id, batch, several(batch)?)))
        })
    });
    let (stream, shard, batch, i) = found.max_by_key(|(_, _, batch, _)| batch.arrived)?;
    let data = batch.data(i);
    let inner = aggregate::open(&data)?;
    let row = |record: &aggregate::UserRecord<'_>| UserRecordLook {
        key: record.key.to_owned(),
        bytes: record.data.len() as u64,
        text: String::from_utf8_lossy(&record.data[..record.data.len().min(SHOWN)]).into_owned(),
    };
    Some(PackedLook {
        stream: stream.clone(),
        shard,
        arrived: batch.arrived,
        key: batch.key(i),
        explicit_hash_key: batch.hash(i),
        bytes: data.len() as u64,
        begins: data.iter().take(BEGINS).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "),
        user_records: inner.len() as u64,
        user_bytes: inner.iter().map(|record| record.data.len() as u64).sum(),
        rows: inner.iter().take(ROWS).map(row).collect(),
    })
}

//! Whether a reader gets the records of each key in the order in which they were put.
//!
//! Within a shard it always does. After a reshard it does if it reads parents to their end before their children;
//! one that does not may read a key's newer records from a child, then its older ones from the parent.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::reader::ReaderShard;
use crate::names::ShardId;
use crate::streams::{Slice, Stream};

/// The hash keys of what was read of a shard while a shard that it descends from was not read to its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Order(BTreeMap<ShardId, BTreeSet<u128>>);

impl Order {
    /// Notes what was read of a shard, and gives the indices of the records of which a newer one of the same hash key was
    /// read before. `places` as they were before this read.
    pub fn note(
        &mut self,
        stream: &Stream,
        places: &BTreeMap<ShardId, ReaderShard>,
        (shard, records): (ShardId, Range<u64>),
    ) -> Vec<u64> {
        let remember = is_early(stream, places, shard);
        let newer: Vec<&BTreeSet<u128>> = self
            .0
            .iter()
            .filter(|(child, _)| ancestors(stream, **child).contains(&shard))
            .map(|(_, hashes)| hashes)
            .collect();
        if newer.is_empty() && !remember {
            return Vec::new();
        }
        let (mut late, mut mine) = (Vec::new(), BTreeSet::new());
        let slices = stream.shard(shard).map_or(Vec::new(), |shard| shard.slices(records));
        for Slice { batch, places } in slices {
            for i in places {
                let hash = batch.source.hash(batch.offset(i), &batch.key(i));
                late.extend(newer.iter().any(|hashes| hashes.contains(&hash)).then(|| batch.index(i)));
                mine.insert(hash);
            }
        }
        if remember {
            self.0.entry(shard).or_default().append(&mut mine);
        }
        late
    }

    /// Forgets what can no longer be overtaken.
    pub fn forget(&mut self, stream: &Stream, places: &BTreeMap<ShardId, ReaderShard>) {
        self.0.retain(|shard, _| is_early(stream, places, *shard));
    }
}

/// Whether a shard is read while one that it descends from is not read to its end.
fn is_early(stream: &Stream, places: &BTreeMap<ShardId, ReaderShard>, shard: ShardId) -> bool {
    ancestors(stream, shard).iter().any(|id| places.get(id).is_some_and(|place| !place.finished))
}

/// The shards that a shard descends from.
pub(super) fn ancestors(stream: &Stream, shard: ShardId) -> BTreeSet<ShardId> {
    let (mut found, mut next) = (BTreeSet::new(), vec![shard]);
    while let Some(shard) = next.pop().and_then(|id| stream.shard(id)) {
        let parents = shard.parent.into_iter().chain(shard.adjacent_parent);
        next.extend(parents.filter(|id| found.insert(*id)));
    }
    found
}

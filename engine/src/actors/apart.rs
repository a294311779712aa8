//! What a reader gets that takes aggregated records apart, as the KCL and the de-aggregation modules do.

use std::ops::Range;

use crate::aggregate;
use crate::record::hash_of;
use crate::streams::{Shard, Slice};

/// User records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Apart {
    pub user_records: u64,
    /// In aggregated records of which one user record lies outside the shard: none of such a record is given out, since
    /// the KPL puts them again where they belong (behaviours A13).
    pub not_of_shard: u64,
}

/// Takes the records of a shard apart.
pub(super) fn apart(shard: &Shard, records: Range<u64>) -> Apart {
    // What expired while it was worked on can be looked into no more: the KCL had it whole.
    let expired = records.start..records.end.min(shard.first_index()).max(records.start);
    let mut sum = Apart { user_records: shard.user_records(expired), not_of_shard: 0 };
    for slice in shard.slices(records) {
        for i in slice.places.clone() {
            let hashes = hashes(&slice, i);
            if hashes.iter().all(|hash| shard.range.holds(*hash)) {
                sum.user_records += hashes.len().max(1) as u64;
            } else {
                sum.not_of_shard += hashes.len() as u64;
            }
        }
    }
    sum
}

/// The hash keys of the user records in a record; none of one that is not aggregated.
fn hashes(Slice { batch, .. }: &Slice, i: usize) -> Vec<u128> {
    match batch.source.packed() {
        Some(packed) => {
            let packed = &packed[batch.offset(i) as usize];
            if packed.user_records() == 1 {
                return Vec::new();
            }
            packed.each().map(|(origin, number)| hash_of(&origin.maker.key(number))).collect()
        }
        // Only what came by hand can be aggregated otherwise: what producers make is text.
        None if batch.source.by().is_none() => {
            let data = batch.data(i);
            let found = aggregate::open(&data).unwrap_or_default();
            found.iter().map(aggregate::UserRecord::hash).collect()
        }
        None => Vec::new(),
    }
}

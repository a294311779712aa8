//! The ids of what has been written. Most of them are numbers of one producer without gaps, so runs are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::actors::sink::each;
use crate::hash::md5;
use crate::kernel::Runs;
use crate::names::Name;
use crate::record::{Batch, Origin, hash_of};
use crate::streams::Shard;

#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    made: BTreeMap<Name, Runs>,
    /// MD5 of the data of what was put by hand, or by a source that does not number its records.
    others: BTreeSet<u128>,
}

impl Ids {
    /// Adds what is in records of a shard; gives how much of it was new, and how much was known.
    pub fn add(&mut self, shard: &Shard, records: Range<u64>, apart: bool) -> [u64; 2] {
        let mut counts = [0, 0];
        each(shard, records, |_, batch, i| {
            if apart && !is_of(shard, batch, i) {
                return;
            }
            let mut identities = batch.source.identities(batch.offset(i));
            if identities.is_empty() {
                let new = self.others.insert(md5(&batch.data(i)));
                counts[usize::from(!new)] += 1;
            }
            // Who does not take an aggregated record apart has it as one thing: that of its first user record.
            if !apart {
                identities.truncate(1);
            }
            for identity in identities {
                let number = identity.number;
                let new = self.made.entry(identity.by).or_default().add(number..number + 1);
                counts[usize::from(new.is_empty())] += 1;
            }
        });
        counts
    }
}

/// Whether a reader that takes a record apart gets anything of it: nothing, where a user record lies outside the shard.
fn is_of(shard: &Shard, batch: &Batch, i: usize) -> bool {
    let Some(packed) = batch.source.packed().map(|all| &all[batch.offset(i) as usize]) else { return true };
    let holds = |(origin, number): (&Arc<Origin>, u64)| shard.range.holds(hash_of(&origin.maker.key(number)));
    packed.user_records() == 1 || packed.each().all(holds)
}

//! Records that a producer put again, and that a reader therefore gets after newer ones of their key (behaviours A14).
//!
//! Exactly: a record (or a user record of one) counts if it was put again, the stream did not have it before, and the
//! reader has got, before it, a record of the same producer with the same key that was made later, in the same shard or
//! in one that this descends from.

use std::collections::BTreeMap;
use std::ops::Range;

use super::order::ancestors;
use super::sink::each;
use crate::kernel::Time;
use crate::names::{Name, ShardId};
use crate::record::{Batch, Source};
use crate::streams::{Shard, Stream};

/// What may have been overtaken: of a key of a producer the numbers, each with the place where it lies.
type Wanted = BTreeMap<(Name, String), Vec<(u64, Place)>>;

/// The index of a record, and the place of a user record in it.
type Place = (u64, u64);

/// The indices of the records that come late, among those that a reader gets of a shard now. `begun` says where it
/// began to read each shard. `apart`: it takes aggregated records apart.
pub(super) fn late(
    stream: &Stream,
    shard: &Shard,
    records: Range<u64>,
    (begun, apart): (&BTreeMap<ShardId, u64>, bool),
) -> Vec<u64> {
    if !shard.may_repeat(&records) {
        return Vec::new();
    }
    let (mut wanted, mut since) = (Wanted::new(), None::<Time>);
    each(shard, records.clone(), |index, batch, i| {
        if !batch.source.is_again(batch.offset(i)) || batch.source.had(batch.offset(i)).is_some() {
            return;
        }
        parts(batch, i, apart, |by, key, number, sub, made| {
            since = Some(since.map_or(made, |since| since.min(made)));
            wanted.entry((by.clone(), key)).or_default().push((number, (index, sub)));
        });
    });
    let Some(since) = since else { return Vec::new() };
    let lowest = wanted.values().flatten().map(|(number, _)| *number).min().unwrap_or(0);
    let mut found: Vec<Place> = Vec::new();
    let mut look = |within: &Shard, upto: u64, here: bool| {
        let Some(from) = begun.get(&within.id) else { return };
        let from = within.index_at(since).max(*from);
        each(within, from..upto, |index, batch, i| {
            parts(batch, i, apart, |by, key, number, sub, _| {
                if number <= lowest {
                    return;
                }
                for (old, place) in wanted.get(&(by.clone(), key)).into_iter().flatten() {
                    if *old < number && (!here || (index, sub) < *place) {
                        found.push(*place);
                    }
                }
            });
        });
    };
    look(shard, records.end, true);
    for older in ancestors(stream, shard.id).iter().filter_map(|id| stream.shard(*id)) {
        look(older, older.tip(), false);
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|(index, _)| index).collect()
}

/// What a producer made of a record: by whom, key, number, place in it, and when it was put first.
fn parts(batch: &Batch, i: usize, apart: bool, mut visit: impl FnMut(&Name, String, u64, u64, Time)) {
    let offset = batch.offset(i);
    match &batch.source {
        Source::Made { maker, first } => {
            let number = first + u64::from(offset);
            visit(&maker.by, maker.key(number), number, 0, batch.arrived);
        }
        Source::Again { maker, numbers, made, .. } => {
            let number = numbers[offset as usize];
            visit(&maker.by, maker.key(number), number, 0, *made);
        }
        Source::Packed(records) => {
            let record = &records[offset as usize];
            if apart || record.user_records() == 1 {
                for (sub, (origin, number)) in (0..).zip(record.each()) {
                    let by = &origin.maker.by;
                    visit(by, origin.maker.key(number), number, sub, origin.made_at(number));
                }
            }
        }
        // Lines of an agent come in their order, and what was put by hand has no number.
        Source::Stored(_) | Source::Sent { .. } => {}
    }
}

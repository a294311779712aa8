//! The user records of a shard, one by one, as the KCL and the de-aggregation modules give them out.

use std::borrow::Cow;
use std::sync::Arc;

use crate::aggregate;
use crate::dynamodb::ItemId;
use crate::hash::md5;
use crate::kernel::Time;
use crate::record::{Batch, Origin, hash_of};
use crate::streams::{HashRange, Slice};

/// One of them.
pub(super) struct UserRecord<'a> {
    /// The number of its record in the shard.
    pub index: u64,
    /// Its place in that record.
    pub nth: u64,
    pub arrived: Time,
    of: Of<'a>,
}

enum Of<'a> {
    /// A record that is not aggregated.
    Whole(&'a Batch, usize),
    /// One that a KPL packed.
    Packed(&'a Arc<Origin>, u64),
    /// One out of what somebody aggregated by hand.
    Opened(&'a str, &'a [u8]),
}

impl UserRecord<'_> {
    pub fn key(&self) -> String {
        match self.of {
            Of::Whole(batch, i) => batch.key(i),
            Of::Packed(origin, number) => origin.maker.key(number),
            Of::Opened(key, _) => key.to_owned(),
        }
    }

    pub fn data(&self) -> Cow<'_, [u8]> {
        match self.of {
            Of::Whole(batch, i) => Cow::Owned(batch.data(i)),
            Of::Packed(origin, number) => Cow::Owned(origin.data(number)),
            Of::Opened(_, data) => Cow::Borrowed(data),
        }
    }

    /// What it is, however often it was put: the same id whenever it is read.
    pub fn id(&self) -> ItemId {
        match self.of {
            Of::Whole(batch, i) => match batch.source.identities(batch.offset(i)).into_iter().next() {
                Some(identity) => ItemId::Made(identity.by, identity.number),
                None => ItemId::Md5(md5(&batch.data(i))),
            },
            Of::Packed(origin, number) => ItemId::Made(origin.maker.by.clone(), number),
            Of::Opened(_, data) => ItemId::Md5(md5(data)),
        }
    }

    /// Bytes of data.
    pub fn bytes(&self) -> u64 {
        match self.of {
            Of::Whole(batch, i) => batch.data_len(i),
            Of::Packed(origin, _) => origin.maker.size,
            Of::Opened(_, data) => data.len() as u64,
        }
    }
}

/// Tells each user record of these slices of a shard in order. Of an aggregated record of which one user record lies
/// outside the shard none is given out (behaviours A13).
pub(super) fn each(range: HashRange, slices: &[Slice], mut tell: impl FnMut(&UserRecord<'_>)) {
    for Slice { batch, places } in slices {
        for i in places.clone() {
            one(range, batch, i, &mut tell);
        }
    }
}

fn one(range: HashRange, batch: &Batch, i: usize, tell: &mut impl FnMut(&UserRecord<'_>)) {
    let (index, arrived) = (batch.index(i), batch.arrived);
    let mut whole = || tell(&UserRecord { index, nth: 0, arrived, of: Of::Whole(batch, i) });
    if let Some(packed) = batch.source.packed() {
        let packed = &packed[batch.offset(i) as usize];
        if packed.user_records() == 1 {
            return whole();
        }
        if packed.each().all(|(origin, number)| range.holds(hash_of(&origin.maker.key(number)))) {
            for (nth, (origin, number)) in (0..).zip(packed.each()) {
                tell(&UserRecord { index, nth, arrived, of: Of::Packed(origin, number) });
            }
        }
        return;
    }
    // Only what came by hand can be aggregated otherwise: what producers make is text.
    if batch.source.by().is_some() {
        return whole();
    }
    let data = batch.data(i);
    match aggregate::open(&data) {
        Some(found) if !found.is_empty() => {
            if found.iter().all(|record| range.holds(record.hash())) {
                for (nth, record) in (0..).zip(&found) {
                    tell(&UserRecord { index, nth, arrived, of: Of::Opened(record.key, record.data) });
                }
            }
        }
        Some(_) | None => whole(),
    }
}

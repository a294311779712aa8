//! What a KPL holds: user records, and the records of a stream that it has made of them.

use std::sync::Arc;

use crate::aggregate::Weight;
use crate::kernel::Time;
use crate::names::ShardId;
use crate::record::{Again, Origin, Packed};

/// A user record in the memory of a KPL.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub origin: Arc<Origin>,
    pub number: u64,
    pub hash: u128,
    /// When it should be sent.
    pub deadline: Time,
    /// When it fails.
    pub expires: Time,
    /// Since when it waits for its next try.
    pub since: Time,
    /// Tries that did not succeed.
    pub tried: u64,
    /// Why it would be a copy, if its stream has it already.
    pub had: Option<Again>,
}

impl Held {
    pub fn key(&self) -> String {
        self.origin.maker.key(self.number)
    }

    /// Bytes of data.
    pub fn size(&self) -> u64 {
        self.origin.maker.size
    }
}

/// The user records that wait to be aggregated: those of one predicted shard.
#[derive(Clone, Debug, Default)]
pub struct Filling {
    pub(super) held: Vec<Held>,
    pub(super) weight: Weight,
    /// When the first of them should be sent.
    deadline: Option<Time>,
}

impl Filling {
    pub(super) fn add(&mut self, held: Held, key: &str) {
        self.weight.add(key, held.size());
        self.deadline = Some(self.deadline.map_or(held.deadline, |first| first.min(held.deadline)));
        self.held.push(held);
    }

    /// When the first of them should be sent.
    pub(super) fn deadline(&self) -> Option<Time> {
        self.deadline
    }

    /// Bytes of the record that they would make now: one alone goes as it is.
    pub fn bytes(&self) -> u64 {
        match self.held.as_slice() {
            [] => 0,
            [one] => one.size(),
            _ => self.weight.bytes(),
        }
    }

    pub fn user_records(&self) -> u64 {
        self.held.len() as u64
    }

    /// How many different partition keys they have.
    pub fn keys(&self) -> u64 {
        self.weight.keys() as u64
    }

    /// Makes a record of them, those first that should be sent first.
    pub(super) fn pack(mut self, shard: ShardId) -> Parcel {
        self.held.sort_by_key(|held| held.deadline);
        let bytes = self.bytes();
        Parcel { predicted: Some(shard), aggregator: true, bytes, deadline: Time::START, held: self.held }
    }
}

/// A record of a stream on its way.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    /// At least one.
    pub held: Vec<Held>,
    pub predicted: Option<ShardId>,
    /// It came out of an aggregation buffer.
    pub aggregator: bool,
    /// Of data.
    pub bytes: u64,
    /// When it should be sent, once it waits for collection.
    pub deadline: Time,
}

impl Parcel {
    pub fn alone(held: Held, predicted: Option<ShardId>) -> Parcel {
        Parcel { predicted, aggregator: false, bytes: held.size(), deadline: held.deadline, held: vec![held] }
    }

    pub fn packed(&self) -> Packed {
        let records: Vec<_> = self.held.iter().map(|held| (held.origin.clone(), held.number)).collect();
        let packed = Packed::new(&records, self.held[0].hash, self.bytes);
        if self.held.iter().all(|held| held.tried == 0) {
            return packed;
        }
        let copies = self.held.iter().filter_map(|held| held.had);
        let count = u32::try_from(copies.clone().count()).expect("fewer than 2^32 user records");
        packed.put_again(copies.min().map(|why| (why, count)))
    }

    /// When the first of them fails.
    pub fn expires(&self) -> Time {
        self.held.iter().map(|held| held.expires).min().expect("a parcel has a record")
    }

    /// Of data and key.
    pub fn weighs(&self) -> u64 {
        let key = if let [one] = self.held.as_slice() { one.key().len() as u64 } else { 1 };
        self.bytes + key
    }
}

//! RateLimit: what one process may try of one shard's write limits. It does not see what others send, so it cannot keep
//! a shard from throttling; it bounds how often that happens.

use std::collections::{BTreeMap, BTreeSet};

use super::held::Parcel;
use crate::era::Era;
use crate::kernel::{Bucket, Time};
use crate::limits;

#[derive(Clone, Debug)]
pub(super) struct Limiter {
    records: Bucket,
    bytes: Bucket,
    /// The percentage with which its buckets were made.
    rate_limit: u64,
    /// What must wait: by when it should have been sent, and by when it came.
    queue: BTreeMap<(Time, u64), Parcel>,
    /// Their places by when a record of theirs fails.
    by_expiry: BTreeSet<(Time, (Time, u64))>,
    /// How many have come.
    came: u64,
    /// Records, user records and bytes that wait.
    waiting: [u64; 3],
    /// When it looks again.
    pub looks_at: Option<Time>,
}

impl Limiter {
    pub fn new(rate_limit: u64, now: Time, era: Era) -> Limiter {
        let [records, bytes] = buckets(rate_limit, now, era);
        Limiter {
            records,
            bytes,
            rate_limit,
            queue: BTreeMap::new(),
            by_expiry: BTreeSet::new(),
            came: 0,
            waiting: [0; 3],
            looks_at: None,
        }
    }

    pub fn set(&mut self, rate_limit: u64, now: Time, era: Era) {
        if rate_limit != self.rate_limit {
            [self.records, self.bytes] = buckets(rate_limit, now, era);
            self.rate_limit = rate_limit;
        }
    }

    pub fn put(&mut self, parcel: Parcel) {
        let place = (parcel.held[0].deadline, self.came);
        self.came += 1;
        self.by_expiry.insert((parcel.expires(), place));
        self.count(&parcel, u64::wrapping_add);
        self.queue.insert(place, parcel);
    }

    /// The parcels in which a record has failed.
    pub fn expired(&mut self, now: Time) -> Vec<Parcel> {
        let mut gone = Vec::new();
        while let Some((_, place)) = self.by_expiry.first().filter(|(expires, _)| *expires <= now).copied() {
            gone.extend(self.take(place));
        }
        gone
    }

    /// The next parcel that may go.
    pub fn next(&mut self, now: Time) -> Option<Parcel> {
        let (place, parcel) = self.queue.first_key_value()?;
        let bytes = parcel.bytes.min(self.bytes.capacity());
        if !self.records.has(1, now) || !self.bytes.has(bytes, now) {
            return None;
        }
        self.records.take(1, now);
        self.bytes.take(bytes, now);
        self.take(*place)
    }

    fn take(&mut self, place: (Time, u64)) -> Option<Parcel> {
        let parcel = self.queue.remove(&place)?;
        self.by_expiry.remove(&(parcel.expires(), place));
        self.count(&parcel, u64::wrapping_sub);
        Some(parcel)
    }

    fn count(&mut self, parcel: &Parcel, change: fn(u64, u64) -> u64) {
        let [records, user_records, bytes] = &mut self.waiting;
        *records = change(*records, 1);
        *user_records = change(*user_records, parcel.held.len() as u64);
        *bytes = change(*bytes, parcel.bytes);
    }

    pub fn take_all(&mut self) -> Vec<Parcel> {
        (self.looks_at, self.waiting) = (None, [0; 3]);
        self.by_expiry.clear();
        std::mem::take(&mut self.queue).into_values().collect()
    }

    pub fn waiting(&self) -> [u64; 3] {
        self.waiting
    }
}

/// They hold what a shard takes in a second, and are filled at RateLimit.
fn buckets(rate_limit: u64, now: Time, era: Era) -> [Bucket; 2] {
    [&limits::SHARD_WRITE_RECORDS, &limits::SHARD_WRITE_BYTES].map(|limit| {
        let most = limit.at(era);
        Bucket::full(most, (most * rate_limit / 100).max(1), now)
    })
}

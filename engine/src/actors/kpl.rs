//! The Kinesis Producer Library inside a producer: user records are aggregated for each shard that they are predicted
//! for, held to RateLimit, collected into PutRecords, and put again until they are in the stream or RecordTtl is over.
//!
//! After the library's own source (awslabs/amazon-kinesis-producer). Promised: each user record that it was given is
//! held, put or failed, never two of them and never none. Absent: its native process, the making of connections, and of
//! the network between it and the service all but the time of an answer and what is lost (line.rs).

mod connections;
mod counts;
mod held;
mod limiter;
mod retrier;
mod settings;
mod shards;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

pub use counts::KplCounts;
pub use held::Filling;
pub use settings::KplSettings;

use super::line::Line;
use crate::command::KplSetting;
use crate::era::Era;
use crate::event::KplFailure;
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::record::{Origin, hash_of};
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::Streams;
use crate::wake::Wake;
use connections::Flight;
use held::{Held, Parcel};
use limiter::Limiter;
use shards::ShardMap;

/// Who uses it, and where it puts.
pub(super) struct Around<'s, 'a> {
    pub step: &'s mut Step<'a>,
    pub streams: &'s mut Streams,
    pub by: &'s Name,
    pub stream: &'s Name,
    pub line: &'s mut Line,
}

#[derive(Clone, Debug)]
pub struct Kpl {
    pub settings: KplSettings,
    pub counts: KplCounts,
    map: ShardMap,
    aggregation: BTreeMap<ShardId, Filling>,
    limiters: BTreeMap<ShardId, Limiter>,
    collection: Vec<Parcel>,
    /// Bytes of data and keys in it, and of aggregated records for each shard.
    collected: (u64, BTreeMap<ShardId, u64>),
    /// One for each connection in use.
    flights: Vec<Flight>,
    /// Calls that wait until a connection is free.
    queue: VecDeque<Vec<Parcel>>,
    /// The instant of the next wake.
    appointed: Option<Time>,
}

impl Kpl {
    pub(super) fn new(era: Era) -> Kpl {
        Kpl {
            settings: KplSettings::new(era),
            counts: KplCounts::default(),
            map: ShardMap::default(),
            aggregation: BTreeMap::new(),
            limiters: BTreeMap::new(),
            collection: Vec::new(),
            collected: (0, BTreeMap::new()),
            flights: Vec::new(),
            queue: VecDeque::new(),
            appointed: None,
        }
    }

    pub(super) fn set(&mut self, setting: KplSetting, era: Era) -> Result<(), Refusal> {
        self.settings.take(setting, era)
    }

    /// The producer sends elsewhere from now on: what is held goes there too.
    pub(super) fn move_to(&mut self, around: &mut Around<'_, '_>) {
        let mut held = self.take_waiting();
        held.sort_by_key(|held| held.deadline);
        // The other stream has none of them.
        held.iter_mut().for_each(|held| held.had = None);
        self.map.forget();
        held.into_iter().for_each(|held| self.place(around, held));
        self.act(around);
    }

    /// What waits in its buffers.
    fn take_waiting(&mut self) -> Vec<Held> {
        let filling = std::mem::take(&mut self.aggregation).into_values().flat_map(|filling| filling.held);
        let limited = self.limiters.values_mut().flat_map(Limiter::take_all);
        self.collected = (0, BTreeMap::new());
        let queued = std::mem::take(&mut self.queue).into_iter().flatten();
        let parcels = limited.chain(std::mem::take(&mut self.collection)).chain(queued);
        filling.chain(parcels.flat_map(|parcel| parcel.held)).collect()
    }

    /// UserRecordsPending: user records that are neither put nor failed.
    pub fn pending(&self) -> u64 {
        self.counts.received - self.counts.done()
    }

    /// The aggregation buffers, by predicted shard.
    pub fn aggregation(&self) -> impl Iterator<Item = (ShardId, &Filling)> {
        self.aggregation.iter().map(|(shard, filling)| (*shard, filling))
    }

    /// When an aggregation buffer is packed at the latest.
    pub fn packs_at(&self, filling: &Filling, era: Era) -> Option<Time> {
        filling.deadline().map(|deadline| deadline.back(self.settings.collect_wait(era)))
    }

    /// Records, user records and bytes that RateLimit holds back, by shard.
    pub fn limited(&self) -> impl Iterator<Item = (ShardId, [u64; 3])> {
        self.limiters.iter().map(|(shard, limiter)| (*shard, limiter.waiting()))
    }

    /// Records, user records and bytes that wait for the next PutRecords, and when it is sent at the latest.
    pub fn collection(&self) -> ([u64; 3], Option<Time>) {
        (sums(self.collection.iter()), self.collection_deadline())
    }

    /// Records, user records and bytes of which the answer is under way.
    pub fn in_flight(&self) -> [u64; 3] {
        sums(self.flights.iter().flat_map(|flight| &flight.parcels))
    }

    /// The application hands a user record over.
    pub(super) fn add(&mut self, around: &mut Around<'_, '_>, origin: &Arc<Origin>, number: u64) {
        let made = origin.made_at(number);
        let held = Held {
            hash: hash_of(&origin.maker.key(number)),
            origin: origin.clone(),
            number,
            deadline: made + self.settings.buffered,
            expires: made + self.settings.ttl,
            since: made,
            tried: 0,
            had: None,
        };
        self.counts.received += 1;
        self.counts.received_rate.add(1, around.step.now);
        self.place(around, held);
    }

    /// Finds the buffer of a user record.
    fn place(&mut self, around: &mut Around<'_, '_>, held: Held) {
        if self.settings.aggregation && !self.map.is_known() {
            self.map.ask(around.step, around.streams, around.stream);
        }
        let predicted = self.map.predict(held.hash).filter(|_| self.settings.aggregation);
        let Some(shard) = predicted else {
            return self.collect(around, Parcel::alone(held, None));
        };
        let most = self.settings.aggregate_size;
        if held.size() > most {
            return self.limit(around, Parcel::alone(held, Some(shard)));
        }
        let key = held.key();
        let filling = self.aggregation.entry(shard).or_default();
        if filling.user_records() > 0 && filling.weight.with(&key, held.size()) > most {
            let full = std::mem::take(filling).pack(shard);
            filling.add(held, &key);
            return self.limit(around, full);
        }
        filling.add(held, &key);
        if filling.user_records() >= self.settings.aggregate_count || filling.bytes() >= most {
            let full = std::mem::take(filling).pack(shard);
            self.limit(around, full);
        }
    }

    /// A parcel for a predicted shard: it may go if RateLimit lets it.
    fn limit(&mut self, around: &mut Around<'_, '_>, parcel: Parcel) {
        let (now, era, rate_limit) = (around.step.now, around.step.era, self.settings.rate_limit);
        let Some(shard) = parcel.predicted else { return self.collect(around, parcel) };
        let limiter = self.limiters.entry(shard).or_insert_with(|| Limiter::new(rate_limit, now, era));
        limiter.set(rate_limit, now, era);
        limiter.put(parcel);
        self.drain(around, shard);
    }

    fn drain(&mut self, around: &mut Around<'_, '_>, shard: ShardId) {
        let now = around.step.now;
        let Some(limiter) = self.limiters.get_mut(&shard) else { return };
        let expired = limiter.expired(now);
        let going: Vec<Parcel> = std::iter::from_fn(|| limiter.next(now)).collect();
        let poll = Span::millis(limits::KPL_LIMITER_POLL.at(around.step.era));
        limiter.looks_at = (limiter.waiting()[0] > 0).then_some(now + poll);
        going.into_iter().for_each(|parcel| self.collect(around, parcel));
        // The others of a parcel with an expired record are put again.
        let held = expired.into_iter().flat_map(|parcel| parcel.held);
        self.again(around, held.collect(), KplFailure::Expired);
    }

    /// A parcel waits for others, so that one call takes them all.
    fn collect(&mut self, around: &mut Around<'_, '_>, mut parcel: Parcel) {
        let now = around.step.now;
        let wait = self.settings.collect_wait(around.step.era);
        parcel.deadline = if parcel.aggregator { now + wait } else { parcel.deadline.max(now) };
        let weighs = parcel.weighs();
        if !self.collection.is_empty() && self.collected.0 + weighs > self.settings.collect_size {
            self.send(around);
        }
        self.collected.0 += weighs;
        let mut for_shard = 0;
        if let Some(shard) = parcel.predicted.filter(|_| parcel.aggregator) {
            let bytes = self.collected.1.entry(shard).or_default();
            *bytes += parcel.bytes;
            for_shard = *bytes;
        }
        self.collection.push(parcel);
        if self.collection.len() as u64 >= self.settings.collect_count
            || for_shard >= limits::KPL_COLLECT_SHARD.at(around.step.era)
        {
            self.send(around);
        }
    }

    fn collection_deadline(&self) -> Option<Time> {
        self.collection.iter().map(|parcel| parcel.deadline).min()
    }

    #[inline(never)]
    pub(super) fn wake(&mut self, around: &mut Around<'_, '_>) {
        if self.appointed == Some(around.step.now) {
            self.appointed = None;
            self.act(around);
        }
    }

    /// Does what is due, and appoints the next time.
    pub(super) fn act(&mut self, around: &mut Around<'_, '_>) {
        let (now, era) = (around.step.now, around.step.era);
        while let Some(flight) = self.landed(now) {
            self.answered(around, flight);
            self.send_queued(around);
        }
        let due = |kpl: &Kpl| {
            let is_due = |filling: &Filling| kpl.packs_at(filling, era).is_some_and(|at| at <= now);
            kpl.aggregation.iter().find(|(_, filling)| is_due(filling)).map(|(shard, _)| *shard)
        };
        while let Some(shard) = due(self) {
            let filling = self.aggregation.remove(&shard).unwrap_or_default();
            self.limit(around, filling.pack(shard));
        }
        let looks: Vec<ShardId> = self
            .limiters
            .iter()
            .filter(|(_, l)| l.looks_at.is_some_and(|at| at <= now))
            .map(|(s, _)| *s)
            .collect();
        looks.into_iter().for_each(|shard| self.drain(around, shard));
        if self.collection_deadline().is_some_and(|at| at <= now) {
            self.send(around);
        }
        self.appoint(around);
    }

    fn appoint(&mut self, around: &mut Around<'_, '_>) {
        let era = around.step.era;
        let packs = self.aggregation.values().filter_map(|filling| self.packs_at(filling, era));
        let looks = self.limiters.values().filter_map(|limiter| limiter.looks_at);
        let answers = self.flights.iter().map(|flight| flight.answered).min();
        let next = packs.chain(looks).chain(answers).chain(self.collection_deadline()).min();
        let Some(next) = next.map(|next| next.max(around.step.now)) else { return };
        if self.appointed.is_none_or(|appointed| next < appointed) {
            self.appointed = Some(next);
            around.step.schedule(next, Wake::KplActs { producer: around.by.clone() });
        }
    }
}

/// Records, user records and bytes of data.
fn sums<'a>(parcels: impl Iterator<Item = &'a Parcel>) -> [u64; 3] {
    parcels.fold([0; 3], |[records, user_records, bytes], parcel| {
        [records + 1, user_records + parcel.held.len() as u64, bytes + parcel.bytes]
    })
}

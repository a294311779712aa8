//! The bill: what was used of each thing that has a price, by whom, so far.
//!
//! A fold over events; what costs by the hour is counted whenever it changes, from what the services have then. All
//! quantities are whole numbers, so that a bill is the same however time was cut. Absent: what AWS itself would not
//! put on these lines, free tiers, the calls of monitoring, KMS, and what is got by hand from an on-demand stream.

mod stored;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::Around;
use crate::command::{Command, Kinesis, Place, StreamMode, TableCapacity};
use crate::era::Era;
use crate::event::{
    ConnectorEvent, Event, FeedTells, Folder, InvocationError, MappingEvent, TableEvent, What,
};
use crate::kernel::{Span, Time};
use crate::lambda::blueprints::usually_takes;
use crate::lambda::contract::Fault;
use crate::limits;
use crate::names::{Name, ShardId};
use crate::prices::Item;
use crate::streams::ConsumerStatus;
use stored::{Ages, Stored};

/// Over how long the projection looks back, in seconds.
const WINDOW: u64 = 60;

/// What was used, by item and by who used it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used(BTreeMap<Item, BTreeMap<Name, u128>>);

impl Used {
    fn add(&mut self, item: Item, of: &Name, quantity: u128) {
        if quantity == 0 {
            return;
        }
        let all = self.0.entry(item).or_default();
        match all.get_mut(of) {
            Some(sum) => *sum += quantity,
            None => drop(all.insert(of.clone(), quantity)),
        }
    }

    pub fn of(&self, item: Item, name: &Name) -> u128 {
        self.0.get(&item).and_then(|all| all.get(name)).copied().unwrap_or(0)
    }

    /// In the order of the price table, then by name. Nothing is 0.
    pub fn iter(&self) -> impl Iterator<Item = (Item, &Name, u128)> {
        self.0.iter().flat_map(|(item, all)| all.iter().map(|(name, quantity)| (*item, name, *quantity)))
    }
}

/// What of a stream costs by the hour.
#[derive(Clone, Debug)]
struct StreamGauge {
    created: Time,
    mode: StreamMode,
    shards: u64,
    retention: Span,
    consumers: u64,
    metrics: u64,
    stored: Stored,
}

#[derive(Clone, Debug)]
struct TableGauge {
    capacity: Option<TableCapacity>,
    /// Write units and half read units that it has given so far.
    given: [u64; 2],
}

#[derive(Clone, Copy, Debug)]
struct DeliveryGauge {
    converts: bool,
    partitions: bool,
}

#[derive(Clone, Debug)]
pub struct Bill {
    era: Era,
    used: Used,
    streams: BTreeMap<Name, StreamGauge>,
    deliveries: BTreeMap<Name, DeliveryGauge>,
    tables: BTreeMap<Name, TableGauge>,
    /// When the attempts of invocations began that have not ended.
    runs: BTreeMap<(Name, usize), Time>,
    /// All that costs by the hour is counted up to here.
    counted: Time,
    /// What was used up to each of the last whole seconds, the newest last.
    past: VecDeque<Arc<Used>>,
    /// The second after the newest of them.
    second: u64,
}

impl Bill {
    pub(super) fn new(era: Era) -> Bill {
        Bill {
            era,
            used: Used::default(),
            streams: BTreeMap::new(),
            deliveries: BTreeMap::new(),
            tables: BTreeMap::new(),
            runs: BTreeMap::new(),
            counted: Time::START,
            past: VecDeque::new(),
            second: 0,
        }
    }

    /// What is used up to an instant, at which nothing has happened that was not noted.
    pub fn used(&self, now: Time, around: &Around<'_>) -> Used {
        let mut bill = self.clone();
        bill.count(now, around);
        bill.used
    }

    /// What was used up to a minute ago, to the second, and how long ago that is; since the beginning, while no minute
    /// is over.
    pub fn a_minute_ago(&self, now: Time) -> (Arc<Used>, Span) {
        let then = now.as_seconds().saturating_sub(WINDOW);
        let age = self.second.checked_sub(then + 1).and_then(|age| usize::try_from(age).ok());
        let place = age.and_then(|age| self.past.len().checked_sub(age + 1));
        let used = place.and_then(|place| self.past.get(place)).cloned();
        (used.unwrap_or_default(), now.since(Time::seconds(then)))
    }

    /// Time passes until an instant, and nothing happens before it.
    pub(super) fn pass(&mut self, until: Time, around: &Around<'_>) {
        let now = until.as_seconds();
        // Of a long leap the last minute is enough.
        for second in self.second.max(now.saturating_sub(WINDOW))..=now {
            self.count(Time::seconds(second), around);
            self.past.push_back(Arc::new(self.used.clone()));
            self.second = second + 1;
        }
        while self.past.len() as u64 > WINDOW + 1 {
            self.past.pop_front();
        }
    }

    /// Counts what costs by the hour, as it was since the last time.
    fn count(&mut self, until: Time, around: &Around<'_>) {
        let passed = u128::from(until.since(self.counted).as_micros());
        self.counted = self.counted.max(until);
        let used = &mut self.used;
        for (name, stream) in &mut self.streams {
            let [extended, long] = stream.stored.pass(until, Ages::of(stream.retention, self.era));
            let shards = passed * u128::from(stream.shards);
            match stream.mode {
                StreamMode::Provisioned => {
                    used.add(Item::ShardHours, name, shards);
                    if stream.retention > Span::hours(limits::RETENTION_DEFAULT.at(self.era)) {
                        used.add(Item::ExtendedShardHours, name, shards);
                    }
                    used.add(Item::FanOutHours, name, shards * u128::from(stream.consumers));
                }
                StreamMode::OnDemand => {
                    used.add(Item::OnDemandHours, name, passed);
                    used.add(Item::OnDemandStorage, name, extended);
                }
            }
            used.add(Item::LongTermStorage, name, long);
            used.add(Item::ShardMetrics, name, shards * u128::from(stream.metrics));
        }
        for (name, table) in &mut self.tables {
            let given = around
                .tables
                .table(name)
                .map_or(table.given, |table| [table.writes.consumed, table.reads.consumed]);
            let new = [given[0] - table.given[0], given[1] - table.given[1]];
            table.given = given;
            match table.capacity {
                Some(TableCapacity::Provisioned { read, write }) => {
                    used.add(Item::WriteCapacity, name, passed * u128::from(write));
                    used.add(Item::ReadCapacity, name, passed * u128::from(read));
                }
                Some(TableCapacity::OnDemand) => {
                    used.add(Item::WriteRequests, name, new[0].into());
                    used.add(Item::ReadRequests, name, new[1].into());
                }
                None => {}
            }
        }
    }

    /// Something may have changed that costs by the hour: counts it up to now as it was, and looks anew.
    fn look(&mut self, now: Time, around: &Around<'_>) {
        self.count(now, around);
        let mut was = std::mem::take(&mut self.streams);
        for stream in around.streams.iter() {
            // One of the same name that was deleted has taken its records along.
            let was = was.remove(&stream.name).filter(|was| was.created == stream.created);
            let gauge = StreamGauge {
                created: stream.created,
                mode: stream.mode,
                shards: stream.open_count() as u64,
                retention: stream.retention,
                // One that is DELETING costs no more: that it is gone at last is told by no event.
                consumers: stream
                    .consumers
                    .values()
                    .filter(|it| it.status != ConsumerStatus::Deleting)
                    .count() as u64,
                metrics: stream.metrics.len() as u64,
                stored: was.map_or_else(Stored::default, |was| was.stored),
            };
            self.streams.insert(stream.name.clone(), gauge);
        }
        for delivery in around.firehose.iter() {
            let s3 = &delivery.destination.s3;
            let gauge = DeliveryGauge { converts: s3.conversion.is_some(), partitions: s3.partitioned };
            self.deliveries.insert(delivery.name.clone(), gauge);
        }
        for table in around.tables.iter() {
            // While it is CREATING it has no capacity.
            let capacity = (!table.is_creating()).then_some(table.capacity);
            let given = [table.writes.consumed, table.reads.consumed];
            self.tables.insert(table.name.clone(), TableGauge { capacity, given });
        }
    }

    fn firehose_took(&mut self, name: &Name, billed: u64) {
        self.used.add(Item::FirehoseIn, name, billed.into());
        if self.deliveries.get(name).is_some_and(|it| it.converts) {
            self.used.add(Item::FirehoseConverted, name, billed.into());
        }
    }

    fn is_on_demand(&self, stream: &Name) -> bool {
        self.streams.get(stream).is_some_and(|it| it.mode == StreamMode::OnDemand)
    }

    /// Polling readers took records of a shard, the last of which is the one before `next`.
    fn was_read(
        &mut self,
        (stream, shard): (&Name, ShardId),
        (records, next, bytes): (u64, u64, u64),
        now: Time,
        around: &Around<'_>,
    ) {
        if self.is_on_demand(stream) {
            self.used.add(Item::OnDemandOut, stream, bytes.into());
        }
        let week = Span::hours(limits::LONG_TERM_AFTER.at(self.era));
        if now.since(Time::START) <= week {
            return;
        }
        let shard = around.streams.stream(stream).ok().and_then(|stream| stream.shard(shard));
        let Some(shard) = shard else { return };
        let old = shard.index_at(now.back(week)).min(next);
        let bytes: u64 =
            shard.slices(next.saturating_sub(records)..old).iter().map(|slice| slice.cut().bytes).sum();
        self.used.add(Item::LongTermReads, stream, bytes.into());
    }

    fn ran(&mut self, function: &Name, runs: u64, took: Span) {
        let step = limits::LAMBDA_BILLED.at(self.era);
        let ms = took.as_micros().div_ceil(1_000).next_multiple_of(step) * limits::LAMBDA_MEMORY.at(self.era);
        self.used.add(Item::LambdaRequests, function, runs.into());
        self.used.add(Item::LambdaDuration, function, ms.into());
    }

    /// An attempt of a transform has ended; the next one begins, if there is one.
    fn run_ended(
        &mut self,
        (delivery, function): (&Name, &Name),
        invocation: usize,
        now: Time,
        (code, next): (Option<&str>, Option<Time>),
    ) {
        let key = (delivery.clone(), invocation);
        let Some(began) = self.runs.remove(&key) else { return };
        // Firehose could not invoke it at all.
        let refused = [Fault::Throttled, Fault::AccessDenied, Fault::NoRole, Fault::NotFound];
        let refused = refused.map(|fault| fault.words().0);
        if !code.is_some_and(|code| refused.contains(&code)) {
            self.ran(function, 1, now.since(began));
        }
        self.runs.extend(next.map(|next| (key, next)));
    }

    pub(super) fn note(&mut self, event: &Event, around: &Around<'_>) {
        let now = event.at;
        match &event.what {
            What::RecordsPut { stream, shards, billed, .. } => {
                let (item, quantity) = if self.is_on_demand(stream) {
                    (
                        Item::OnDemandIn,
                        u128::from(billed.kib) * u128::from(limits::ON_DEMAND_BILLED.at(self.era)),
                    )
                } else {
                    (Item::PutUnits, billed.units.into())
                };
                self.used.add(item, stream, quantity);
                if let Some(gauge) = self.streams.get_mut(stream) {
                    gauge.stored.put(now, shards.iter().map(|tally| u64::from(tally.taken_bytes)).sum());
                }
            }
            What::RecordsRead { stream, shard, records, bytes, position, .. } => {
                self.was_read((stream, *shard), (*records, *position, *bytes), now, around);
            }
            What::RecordsPushed { stream, bytes, .. } => {
                let on_demand = self.is_on_demand(stream);
                let item = if on_demand { Item::OnDemandFanOut } else { Item::FanOutReads };
                self.used.add(item, stream, (*bytes).into());
            }
            What::FirehosePut { delivery_stream, billed, .. }
            | What::FirehoseFetched { delivery_stream, billed, .. } => {
                self.firehose_took(delivery_stream, *billed);
            }
            What::ObjectWritten { delivery_stream, folder, bytes, .. } => {
                self.used.add(Item::S3Puts, delivery_stream, 1);
                let partitions = self.deliveries.get(delivery_stream).is_some_and(|it| it.partitions);
                if partitions && *folder == Folder::Data {
                    self.used.add(Item::FirehosePartitioned, delivery_stream, (*bytes).into());
                    self.used.add(Item::FirehoseObjects, delivery_stream, 1);
                }
            }
            What::TransformInvoked { delivery_stream, invocation, .. } => {
                self.runs.insert((delivery_stream.clone(), *invocation), now);
            }
            What::TransformAnswered { delivery_stream, function, invocation, .. } => {
                self.run_ended((delivery_stream, function), *invocation, now, (None, None));
            }
            What::TransformFailed { delivery_stream, function, invocation, code, next, .. } => {
                self.run_ended((delivery_stream, function), *invocation, now, (Some(code), *next));
            }
            // Modelling choice: it takes as long as a transform of as many records.
            What::FeedTold { tells: FeedTells::Invoked { function, events, .. }, .. } => {
                self.ran(function, 1, usually_takes(*events, self.era));
            }
            What::Mapping(
                MappingEvent::Processed { reader, took, .. }
                | MappingEvent::PartlyProcessed { reader, took, .. }
                | MappingEvent::WindowClosed { reader, took, .. }
                | MappingEvent::Failed {
                    reader,
                    took,
                    error: InvocationError::Thrown | InvocationError::TimedOut | InvocationError::BadReport,
                    ..
                },
            ) => self.ran(reader, 1, *took),
            What::Connector(ConnectorEvent::Emitted { reader, place: Place::Bucket(_), .. }) => {
                self.used.add(Item::S3Puts, reader, 1);
            }
            // Of a change of enhanced monitoring there is no other event.
            What::Commanded {
                command:
                    Command::Kinesis(
                        Kinesis::EnableEnhancedMonitoring { .. } | Kinesis::DisableEnhancedMonitoring { .. },
                    ),
            }
            | What::StreamCreating { .. }
            | What::StreamDeleted { .. }
            | What::RetentionSet { .. }
            | What::StreamModeSet { .. }
            | What::OnDemandScaled { .. }
            | What::ConsumerRegistered { .. }
            | What::ConsumerDeregistered { .. }
            | What::ShardSplit { .. }
            | What::ShardsMerged { .. }
            | What::DeliveryStreamCreated { .. }
            | What::DestinationUpdated { .. }
            | What::Table(
                TableEvent::Creating { .. } | TableEvent::Updating { .. } | TableEvent::Active { .. },
            ) => self.look(now, around),
            What::Commanded { .. }
            | What::CommandRefused { .. }
            | What::StreamActive { .. }
            | What::ActorStarted { .. }
            | What::ActorSet { .. }
            | What::ActorStopped { .. }
            | What::Table(TableEvent::Throttled { .. } | TableEvent::Denied { .. })
            | What::StreamUpdating { .. }
            | What::StreamDeleting { .. }
            | What::EncryptionSet { .. }
            | What::ShardCountUpdating { .. }
            | What::ConsumerActive { .. }
            | What::RegistrationRefused { .. }
            | What::Subscribed { .. }
            | What::SubscriptionEnded { .. }
            | What::ReadOutOfOrder { .. }
            | What::Mapping(_)
            | What::Mishap(_)
            | What::Connector(_)
            | What::Analytics(_)
            | What::ReadRefused { .. }
            | What::PutFailed { .. }
            | What::RecordsExpired { .. }
            | What::RecordsResent { .. }
            | What::RetriesSpent { .. }
            | What::FeedTold { .. }
            | What::UserRecordsFailed { .. }
            | What::ShardMapStale { .. }
            | What::BucketCreated { .. }
            | What::DeliveryStreamDeleting { .. }
            | What::DeliveryStreamDeleted { .. }
            | What::RecordsParted { .. }
            | What::RecordsConverted { .. }
            | What::PartitionsActive { .. }
            | What::BufferFlushed { .. }
            | What::Delivered { .. }
            | What::DeliveryFailed { .. }
            | What::CopySkipped { .. }
            | What::Backfilled { .. }
            | What::RecordsLost { .. }
            | What::BufferRaised { .. }
            | What::FaultBegan { .. }
            | What::FaultEnded { .. }
            | What::Kcl(_) => {}
        }
    }
}

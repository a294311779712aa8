//! The world: one value that holds everything. Commands enter, time advances, events are written.
//!
//! It does no I/O and knows no screen. Cloning it is cheap: logs share what is sealed.

use crate::actors::{Actors, Fetcher, Services};
use crate::command::{
    Command, CreateDeliveryStream, Firehose, Kinesis, ObjectSummary, PutApi, PutEntry, RecordRead,
    RecordsRead, Reply, S3, SplitAt,
};
use crate::era::Era;
use crate::event::{EventId, Journal, What};
use crate::firehose::Deliveries;
use crate::kernel::{Calendar, Chance, Digest, Time};
use crate::lambda::Functions;
use crate::meters::Meters;
use crate::names::Name;
use crate::record::{Source, Stored};
use crate::refusal::Refusal;
use crate::step::Step;
use crate::stores::Buckets;
use crate::streams::{Answer, Outcome, Put, ShardIterator, Streams};
use crate::wake::{Appointment, Wake};

/// How an [`World::advance`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The instant that was asked for is reached; nothing is due before or on it.
    Reached,
    /// The number of wakes is spent; time stands at the last one.
    BudgetSpent,
}

#[derive(Clone, Debug)]
pub struct World {
    era: Era,
    seed: u64,
    now: Time,
    /// Wakes done so far: with the instant, the place of an action in the log of a history.
    wakes: u64,
    chance: Chance,
    calendar: Calendar<Appointment>,
    journal: Journal,
    pub(crate) streams: Streams,
    pub(crate) firehose: Deliveries,
    pub(crate) functions: Functions,
    pub(crate) buckets: Buckets,
    pub(crate) actors: Actors,
    meters: Meters,
}

impl World {
    pub fn new(era: Era, seed: u64) -> World {
        World {
            era,
            seed,
            now: Time::START,
            wakes: 0,
            chance: Chance::new(seed, "the world itself"),
            calendar: Calendar::default(),
            journal: Journal::default(),
            streams: Streams::default(),
            firehose: Deliveries::default(),
            functions: Functions::default(),
            buckets: Buckets::default(),
            actors: Actors::default(),
            meters: Meters::default(),
        }
    }

    pub fn era(&self) -> Era {
        self.era
    }
    pub fn seed(&self) -> u64 {
        self.seed
    }
    pub fn now(&self) -> Time {
        self.now
    }
    pub fn wakes(&self) -> u64 {
        self.wakes
    }
    pub fn journal(&self) -> &Journal {
        &self.journal
    }
    pub fn streams(&self) -> &Streams {
        &self.streams
    }
    pub fn firehose(&self) -> &Deliveries {
        &self.firehose
    }
    pub fn functions(&self) -> &Functions {
        &self.functions
    }
    pub fn buckets(&self) -> &Buckets {
        &self.buckets
    }
    pub fn actors(&self) -> &Actors {
        &self.actors
    }
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// The instant of the next wake.
    pub fn next_wake_at(&self) -> Option<Time> {
        self.calendar.next_at()
    }

    /// The hash of the whole journal: equal for equal stories and seeds, native and wasm.
    pub fn digest(&self) -> String {
        let mut digest = Digest::default();
        self.journal.from(0).for_each(|event| digest.add(event));
        digest.finish()
    }

    /// Does a command at the present instant.
    ///
    /// # Errors
    /// A refusal, with AWS's error name; nothing has changed then.
    pub fn apply(&mut self, command: &Command) -> Result<Reply, Refusal> {
        if let Some(reply) = self.look(command) {
            return reply;
        }
        let from = self.journal.end();
        let reply = self.attempt(command)?;
        self.count_from(from);
        Ok(reply)
    }

    /// Refused means unchanged: the command works on a copy, which replaces the world if it succeeds.
    fn attempt(&mut self, command: &Command) -> Result<Reply, Refusal> {
        let mut next = self.clone();
        let reply = next.perform(command)?;
        *self = next;
        Ok(reply)
    }

    /// Whether a command only looks: it changes nothing and is no part of the story.
    pub fn only_looks(command: &Command) -> bool {
        match command {
            Command::Kinesis(call) => match call {
                Kinesis::DescribeStreamSummary { .. } | Kinesis::ListStreams | Kinesis::ListShards { .. } => {
                    true
                }
                Kinesis::CreateStream { .. }
                | Kinesis::PutRecord { .. }
                | Kinesis::PutRecords { .. }
                | Kinesis::GetShardIterator { .. }
                | Kinesis::GetRecords { .. }
                | Kinesis::SplitShard { .. }
                | Kinesis::MergeShards { .. } => false,
            },
            Command::Firehose(call) => match call {
                Firehose::DescribeDeliveryStream { .. } | Firehose::ListDeliveryStreams => true,
                Firehose::CreateDeliveryStream(_)
                | Firehose::PutRecord { .. }
                | Firehose::PutRecordBatch { .. } => false,
            },
            Command::S3(call) => match call {
                S3::ListObjects { .. } | S3::GetObject { .. } => true,
                S3::CreateBucket { .. } => false,
            },
            Command::Actor(_) => false,
        }
    }

    /// A timed line of the story.
    pub fn schedule(&mut self, at: Time, command: Command) {
        self.calendar.schedule(at, Appointment { wake: Wake::Script(Box::new(command)), cause: None });
    }

    /// Lets time pass until an instant, or until `max_wakes` wakes are done.
    pub fn advance(&mut self, until: Time, max_wakes: u64) -> Progress {
        let mut left = max_wakes;
        while self.calendar.next_at().is_some_and(|at| at <= until) {
            if left == 0 {
                return Progress::BudgetSpent;
            }
            left -= 1;
            let (at, due) = self.calendar.take_due(until).expect("a wake is due");
            debug_assert!(at >= self.now, "time never goes back");
            self.now = at;
            self.wakes += 1;
            let from = self.journal.end();
            self.wake(due);
            self.count_from(from);
        }
        self.now = self.now.max(until);
        self.meters.tick(self.now);
        Progress::Reached
    }

    fn count_from(&mut self, from: usize) {
        for event in self.journal.from(from) {
            self.meters.note(event);
        }
    }

    /// Splits the borrow: a step, and the parts that it may change.
    fn parts(&mut self, cause: Option<EventId>) -> Parts<'_> {
        Parts {
            step: Step {
                now: self.now,
                era: self.era,
                chance: &self.chance,
                cause,
                journal: &mut self.journal,
                calendar: &mut self.calendar,
            },
            services: Services {
                streams: &mut self.streams,
                firehose: &mut self.firehose,
                functions: &mut self.functions,
            },
            buckets: &mut self.buckets,
            actors: &mut self.actors,
        }
    }

    fn wake(&mut self, due: Appointment) {
        let Wake::Script(command) = due.wake else {
            return self.wake_service(due.wake, due.cause);
        };
        if let Err(refusal) = self.attempt(&command) {
            let line = command.to_string();
            self.journal.write(
                self.now,
                None,
                What::CommandRefused { line, error: refusal.error, message: refusal.message },
            );
        }
    }

    fn wake_service(&mut self, wake: Wake, cause: Option<EventId>) {
        let Parts { mut step, mut services, buckets, actors } = self.parts(cause);
        let step = &mut step;
        match wake {
            Wake::Script(_) => {}
            Wake::StreamSettles { stream } => services.streams.settle(step, &stream),
            Wake::RetentionEnds { stream } => {
                services.streams.trim(step, &stream, |shard| actors.read_by_all(&stream, shard));
            }
            Wake::ProducerSends { producer, round } => {
                if let Some(producer) = actors.producers.get_mut(&producer) {
                    producer.wake(step, &mut services, round);
                }
            }
            Wake::ConsumerPolls { consumer, round } => {
                if let Some(consumer) = actors.consumers.get_mut(&consumer) {
                    consumer.wake(step, services.streams, round);
                }
            }
            Wake::FirehoseFetches { delivery_stream } => {
                if let Some(fetcher) = actors.fetchers.get_mut(&delivery_stream) {
                    fetcher.wake(step, &mut services);
                }
            }
            Wake::BufferInterval { delivery_stream, buffer, ticket } => {
                services.firehose.interval_ended(step, &delivery_stream, buffer, ticket);
            }
            Wake::TransformAnswers { delivery_stream, invocation } => {
                services.firehose.transform_answers(step, &delivery_stream, invocation, services.functions);
            }
            Wake::ObjectStored { delivery_stream, upload } => {
                services.firehose.object_stored(step, &delivery_stream, upload, buckets);
            }
        }
    }

    /// Answers a command that only looks.
    fn look(&self, command: &Command) -> Option<Result<Reply, Refusal>> {
        if !World::only_looks(command) {
            return None;
        }
        Some(match command {
            Command::Kinesis(Kinesis::DescribeStreamSummary { stream }) => {
                self.streams.stream(stream).map(|stream| Reply::StreamSummary(stream.summary(self.era)))
            }
            Command::Kinesis(Kinesis::ListStreams) => {
                Ok(Reply::StreamNames(self.streams.iter().map(|stream| stream.name.clone()).collect()))
            }
            Command::Kinesis(Kinesis::ListShards { stream }) => self
                .streams
                .stream(stream)
                .map(|stream| Reply::Shards(stream.describe_shards(self.now, self.era))),
            Command::Firehose(Firehose::DescribeDeliveryStream { delivery_stream }) => {
                self.firehose.describe(delivery_stream, self.era).map(Reply::DeliveryStream)
            }
            Command::Firehose(Firehose::ListDeliveryStreams) => {
                Ok(Reply::DeliveryStreamNames(self.firehose.iter().map(|d| d.name.clone()).collect()))
            }
            Command::S3(S3::ListObjects { bucket, prefix, .. }) => {
                self.buckets.bucket(bucket).map(|bucket| {
                    let mut objects: Vec<_> = bucket
                        .objects()
                        .filter(|object| object.key.starts_with(prefix.as_str()))
                        .map(|object| ObjectSummary {
                            key: object.key.clone(),
                            bytes: object.bytes,
                            written: object.written,
                        })
                        .collect();
                    objects.sort_by(|a, b| a.key.cmp(&b.key));
                    Reply::Objects(objects)
                })
            }
            Command::S3(S3::GetObject { bucket, key }) => {
                self.buckets.object(bucket, key).map(|object| Reply::Object(object.content.0.bytes()))
            }
            Command::Kinesis(_) | Command::Firehose(_) | Command::S3(_) | Command::Actor(_) => return None,
        })
    }

    /// Does a command that changes something. On an error the caller throws this world away.
    fn perform(&mut self, command: &Command) -> Result<Reply, Refusal> {
        let cause = self.journal.write(self.now, None, What::Commanded { line: command.to_string() });
        match command {
            Command::Kinesis(call) => self.kinesis(cause, call),
            Command::Firehose(call) => self.firehose_call(cause, call),
            Command::S3(S3::CreateBucket { bucket }) => {
                let Parts { mut step, buckets, .. } = self.parts(Some(cause));
                buckets.create(&mut step, bucket).map(|()| Reply::Done)
            }
            Command::S3(S3::ListObjects { .. } | S3::GetObject { .. }) => Ok(Reply::Done),
            Command::Actor(actor) => {
                let seed = self.seed;
                let Parts { mut step, mut services, actors, .. } = self.parts(Some(cause));
                actors.command(&mut step, &mut services, seed, actor).map(|()| Reply::Done)
            }
        }
    }

    fn kinesis(&mut self, cause: EventId, call: &Kinesis) -> Result<Reply, Refusal> {
        let era = self.era;
        let Parts { mut step, services: Services { streams, .. }, .. } = self.parts(Some(cause));
        let step = &mut step;
        match call {
            Kinesis::CreateStream { stream, shard_count } => {
                streams.create(step, stream, *shard_count).map(|()| Reply::Done)
            }
            Kinesis::PutRecord { stream, record } => {
                let records = std::slice::from_ref(record);
                let mut entries = put_by_hand(streams, step, stream, records, PutApi::PutRecord)?;
                Ok(Reply::RecordPut(entries.remove(0)))
            }
            Kinesis::PutRecords { stream, records } => {
                let entries = put_by_hand(streams, step, stream, records, PutApi::PutRecords)?;
                let failed = entries.iter().filter(|e| matches!(e, PutEntry::Refused { .. })).count();
                Ok(Reply::RecordsPut { failed, entries })
            }
            Kinesis::GetShardIterator { stream, shard, start } => streams
                .shard_iterator(step, stream, *shard, start)
                .map(|iterator| Reply::ShardIterator(iterator.encode())),
            Kinesis::GetRecords { iterator, limit } => {
                let iterator = ShardIterator::decode(iterator)?;
                let answer = streams.get_records(step, &iterator, *limit)?;
                Ok(Reply::Records(records_read(streams, &iterator, &answer, era)))
            }
            Kinesis::SplitShard { stream, shard, at } => {
                let at = match at {
                    SplitAt::HashKey(key) => *key,
                    SplitAt::Midpoint => streams.midpoint(stream, *shard)?,
                };
                streams.split(step, stream, *shard, at).map(|()| Reply::Done)
            }
            Kinesis::MergeShards { stream, shard, adjacent } => {
                streams.merge(step, stream, *shard, *adjacent).map(|()| Reply::Done)
            }
            Kinesis::DescribeStreamSummary { .. } | Kinesis::ListStreams | Kinesis::ListShards { .. } => {
                Ok(Reply::Done)
            }
        }
    }

    fn firehose_call(&mut self, cause: EventId, call: &Firehose) -> Result<Reply, Refusal> {
        let Parts { mut step, services, buckets, actors } = self.parts(Some(cause));
        let step = &mut step;
        match call {
            Firehose::CreateDeliveryStream(ask) => {
                let CreateDeliveryStream { delivery_stream, source, bucket, transform, .. } = ask;
                if let Some(stream) = source {
                    services.streams.stream(stream)?;
                }
                if let Some(function) = transform {
                    services.functions.function(function)?;
                }
                services.firehose.create(step, ask)?;
                // Modelling choice: a bucket that is not there yet is made, so that a story need not say it.
                if !buckets.has(bucket) {
                    buckets.create(step, bucket)?;
                }
                if let Some(stream) = source {
                    let fetcher = Fetcher::start(step, delivery_stream, stream);
                    actors.fetchers.insert(delivery_stream.clone(), fetcher);
                }
                Ok(Reply::DeliveryStreamArn(services.firehose.delivery_stream(delivery_stream)?.arn()))
            }
            Firehose::PutRecord { delivery_stream, data } => {
                let record = Stored { key: String::new(), data: data.clone(), explicit_hash_key: None };
                let source = Source::Stored([record].into());
                let ids = services.firehose.put(step, delivery_stream, &source, 1)?;
                match ids.into_iter().next().flatten() {
                    Some(record_id) => Ok(Reply::FirehosePut { record_id }),
                    None => Err(Refusal::new(
                        crate::refusal::ErrorName::ServiceUnavailableException,
                        "Slow down.",
                    )),
                }
            }
            Firehose::PutRecordBatch { delivery_stream, records } => {
                let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
                let source = Source::Stored(records.clone());
                let record_ids = services.firehose.put(step, delivery_stream, &source, count)?;
                let failed = record_ids.iter().filter(|id| id.is_none()).count();
                Ok(Reply::FirehoseBatch { failed, record_ids })
            }
            Firehose::DescribeDeliveryStream { .. } | Firehose::ListDeliveryStreams => Ok(Reply::Done),
        }
    }
}

struct Parts<'a> {
    step: Step<'a>,
    services: Services<'a>,
    buckets: &'a mut Buckets,
    actors: &'a mut Actors,
}

fn put_by_hand(
    streams: &mut Streams,
    step: &mut Step<'_>,
    stream: &Name,
    records: &[Stored],
    api: PutApi,
) -> Result<Vec<PutEntry>, Refusal> {
    let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
    let put = Put { stream: stream.clone(), api, source: Source::Stored(records.into()), count };
    let outcomes = streams.put(step, &put)?;
    let stream = streams.stream(stream)?;
    let entries = outcomes.into_iter().map(|outcome| match outcome {
        Outcome::Taken { shard, index } => PutEntry::Taken {
            shard,
            sequence_number: stream
                .shard(shard)
                .map_or(String::new(), |s| s.sequence_number(index, step.now, step.era).to_string()),
        },
        Outcome::Refused { shard, .. } => {
            let refusal = crate::streams::rate_exceeded(shard, &stream.name);
            PutEntry::Refused { code: refusal.error.as_str(), message: refusal.message }
        }
    });
    Ok(entries.collect())
}

fn records_read(streams: &Streams, iterator: &ShardIterator, answer: &Answer, era: Era) -> RecordsRead {
    let stream = streams.stream(&iterator.stream).ok();
    let shard = stream.and_then(|stream| stream.shard(iterator.shard));
    let mut records = Vec::new();
    for slice in &answer.slices {
        for i in slice.places.clone() {
            let batch = &slice.batch;
            records.push(RecordRead {
                sequence_number: shard.map_or(String::new(), |shard| {
                    shard.sequence_number(batch.index(i), batch.arrived, era).to_string()
                }),
                arrived: era.epoch_millis(batch.arrived),
                data: batch.data(i),
                partition_key: batch.key(i),
            });
        }
    }
    let child = |id: &crate::names::ShardId| {
        let shard = stream?.shard(*id)?;
        let parents = shard.parent.into_iter().chain(shard.adjacent_parent).collect();
        Some((shard.id, parents, shard.range.start, shard.range.end))
    };
    RecordsRead {
        records,
        next_iterator: answer.next.as_ref().map(ShardIterator::encode),
        millis_behind_latest: answer.behind.as_millis(),
        child_shards: answer.children.iter().filter_map(child).collect(),
    }
}

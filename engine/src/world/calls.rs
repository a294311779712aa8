//! What each command does to the world, or reads from it.

mod kinesis;

use super::{Parts, World};
use crate::actors::{Fetcher, Services};
use crate::command::{
    Actor, Command, CreateDeliveryStream, Destination, Firehose, Kinesis, ObjectSummary, Place, Reply, S3,
};
use crate::event::{EventId, What};
use crate::firehose::DeliveryStream;
use crate::record::{Source, Stored};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::stores::Stores;

impl World {
    /// Whether a command only looks: it changes nothing and is no part of the story.
    pub fn only_looks(command: &Command) -> bool {
        match command {
            Command::Kinesis(call) => call.only_looks(),
            Command::Firehose(call) => match call {
                Firehose::DescribeDeliveryStream { .. } | Firehose::ListDeliveryStreams => true,
                Firehose::CreateDeliveryStream(_)
                | Firehose::DeleteDeliveryStream { .. }
                | Firehose::UpdateDestination(_)
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

    /// Whether a command is refused, if it is, before it changes anything.
    pub(super) fn decides_first(command: &Command) -> bool {
        matches!(
            command,
            Command::Kinesis(
                Kinesis::PutRecord { .. }
                    | Kinesis::PutRecords { .. }
                    | Kinesis::GetShardIterator { .. }
                    | Kinesis::GetRecords { .. }
            )
        )
    }

    /// Answers a command that only looks. How often one may look is counted, and nothing else is changed.
    pub(super) fn look(&mut self, command: &Command) -> Option<Result<Reply, Refusal>> {
        if !World::only_looks(command) {
            return None;
        }
        Some(match command {
            Command::Kinesis(call) => {
                let Parts { mut step, services: Services { streams, .. }, .. } = self.parts(None);
                kinesis::answer(streams, &mut step, call)
            }
            Command::Firehose(Firehose::DescribeDeliveryStream { delivery_stream }) => self
                .firehose
                .describe(delivery_stream, self.era)
                .map(|it| Reply::DeliveryStream(Box::new(it))),
            Command::Firehose(Firehose::ListDeliveryStreams) => {
                Ok(Reply::DeliveryStreamNames(self.firehose.iter().map(|d| d.name.clone()).collect()))
            }
            Command::S3(S3::ListObjects { bucket, prefix, .. }) => {
                self.stores.buckets.bucket(bucket).map(|bucket| {
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
                self.stores.buckets.object(bucket, key).map(|object| Reply::Object(object.content.0.bytes()))
            }
            Command::Firehose(_) | Command::S3(_) | Command::Actor(_) => return None,
        })
    }

    /// Does a command that changes something. On an error the caller throws this world away.
    pub(super) fn perform(&mut self, command: &Command) -> Result<Reply, Refusal> {
        let cause = self.journal.write(self.now, None, What::Commanded { command: command.clone() });
        match command {
            Command::Kinesis(call) => {
                let Parts { mut step, services: Services { streams, .. }, .. } = self.parts(Some(cause));
                kinesis::answer(streams, &mut step, call)
            }
            Command::Firehose(call) => self.firehose_call(cause, call),
            Command::S3(S3::CreateBucket { bucket }) => {
                let Parts { mut step, stores, .. } = self.parts(Some(cause));
                stores.buckets.create(&mut step, bucket).map(|()| Reply::Done)
            }
            Command::S3(S3::ListObjects { .. } | S3::GetObject { .. }) => Ok(Reply::Done),
            Command::Actor(actor) => {
                let seed = self.seed;
                let Parts { mut step, mut services, actors, stores } = self.parts(Some(cause));
                match actor {
                    Actor::Fault { place, trouble, lasting } => {
                        is_there(place, &services, stores)?;
                        stores.faults.begin(&mut step, place, *trouble, *lasting)?;
                        return Ok(Reply::Done);
                    }
                    Actor::Heal { place } => {
                        stores.faults.heal(&mut step, place)?;
                        return Ok(Reply::Done);
                    }
                    Actor::Producer { .. }
                    | Actor::Consumer { .. }
                    | Actor::Function { .. }
                    | Actor::Set { .. }
                    | Actor::Stop { .. } => {}
                }
                actors.command(&mut step, &mut services, seed, actor).map(|()| Reply::Done)
            }
        }
    }

    fn firehose_call(&mut self, cause: EventId, call: &Firehose) -> Result<Reply, Refusal> {
        let Parts { mut step, services, stores, actors } = self.parts(Some(cause));
        let step = &mut step;
        match call {
            Firehose::CreateDeliveryStream(ask) => {
                let CreateDeliveryStream { delivery_stream, source, destination } = ask.as_ref();
                if let Some(stream) = source {
                    services.streams.stream(stream)?;
                }
                known_function(&services, destination)?;
                services.firehose.create(step, ask)?;
                open(step, stores, services.firehose.delivery_stream(delivery_stream)?)?;
                if let Some(stream) = source {
                    let fetcher = Fetcher::start(step, delivery_stream, stream);
                    actors.fetchers.insert(delivery_stream.clone(), fetcher);
                }
                Ok(Reply::DeliveryStreamArn(services.firehose.delivery_stream(delivery_stream)?.arn()))
            }
            Firehose::UpdateDestination(ask) => {
                known_function(&services, &ask.destination)?;
                services.firehose.update(step, ask)?;
                open(step, stores, services.firehose.delivery_stream(&ask.delivery_stream)?)?;
                Ok(Reply::Done)
            }
            Firehose::DeleteDeliveryStream { delivery_stream } => {
                services.firehose.delete(step, delivery_stream)?;
                actors.fetchers.remove(delivery_stream);
                Ok(Reply::Done)
            }
            Firehose::PutRecord { delivery_stream, data } => {
                let record = Stored { key: String::new(), data: data.clone(), explicit_hash_key: None };
                let source = Source::Stored([record].into());
                let ids = services.firehose.put(step, delivery_stream, &source, 1)?;
                match ids.into_iter().next().flatten() {
                    Some(record_id) => Ok(Reply::FirehosePut { record_id }),
                    None => Err(Refusal::new(ErrorName::ServiceUnavailableException, "Slow down.")),
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

fn known_function(services: &Services<'_>, destination: &Destination) -> Result<(), Refusal> {
    match destination.transform() {
        Some(function) => services.functions.function(function).map(drop),
        None => Ok(()),
    }
}

/// Modelling choice: a bucket, a table or a domain that is not there yet is made, so that a story need not say it.
fn open(step: &mut Step<'_>, stores: &mut Stores, delivery: &DeliveryStream) -> Result<(), Refusal> {
    let backup = delivery.destination.backup.as_ref().map(|backup| &backup.bucket);
    for bucket in [&delivery.destination.s3.bucket].into_iter().chain(backup) {
        if !stores.buckets.has(bucket) {
            stores.buckets.create(step, bucket)?;
        }
    }
    match delivery.place() {
        Place::Bucket(_) | Place::Function(_) => {}
        place @ (Place::Cluster(_) | Place::Domain(_) | Place::Collector(_) | Place::Endpoint(_)) => {
            stores.sinks.open(&place);
        }
    }
    Ok(())
}

fn is_there(place: &Place, services: &Services<'_>, stores: &Stores) -> Result<(), Refusal> {
    let there = match place {
        Place::Bucket(name) => stores.buckets.has(name),
        Place::Function(name) => services.functions.has(name),
        Place::Cluster(_) | Place::Domain(_) | Place::Collector(_) | Place::Endpoint(_) => {
            stores.sinks.has(place)
        }
    };
    if there { Ok(()) } else { Err(Refusal::scene(format!("there is no {place}"))) }
}

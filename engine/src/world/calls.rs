//! What each command does to the world, or reads from it.

use super::{Parts, World};
use crate::actors::{Fetcher, Services};
use crate::command::{
    Command, CreateDeliveryStream, Firehose, Kinesis, ObjectSummary, PutApi, PutEntry, RecordRead,
    RecordsRead, Reply, S3, SplitAt,
};
use crate::era::Era;
use crate::event::{EventId, What};
use crate::names::{Name, ShardId};
use crate::record::{Source, Stored};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::streams::{Answer, Outcome, Put, ShardIterator, Streams, rate_exceeded};

impl World {
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

    /// Answers a command that only looks.
    pub(super) fn look(&self, command: &Command) -> Option<Result<Reply, Refusal>> {
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
    pub(super) fn perform(&mut self, command: &Command) -> Result<Reply, Refusal> {
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
            let refusal = rate_exceeded(shard, &stream.name);
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
    let child = |id: &ShardId| {
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

//! What each call of Kinesis Data Streams does, or reads.

use std::sync::Arc;

use crate::command::{Kinesis, PutApi, PutEntry, RecordsRead, Reply, SplitAt};
use crate::era::Era;
use crate::limits;
use crate::names::Name;
use crate::record::{Source, Stored};
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::{Answer, Change, Create, Judged, Put, ShardIterator, Streams};

/// Answers a call.
#[inline(never)]
pub(super) fn answer(streams: &mut Streams, step: &mut Step<'_>, call: &Kinesis) -> Result<Reply, Refusal> {
    let (now, era) = (step.now, step.era);
    let at = (now, era);
    let done = |()| Reply::Done;
    match call {
        Kinesis::DescribeStream { stream, limit, exclusive_start } => {
            streams.charge(at, &limits::RATE_DESCRIBE_STREAM, None)?;
            streams.describe(stream, *limit, *exclusive_start, at).map(Reply::Stream)
        }
        Kinesis::DescribeStreamSummary { stream } => {
            streams.charge(at, &limits::RATE_DESCRIBE_SUMMARY, None)?;
            streams.stream(stream).map(|stream| Reply::StreamSummary(stream.summary(era)))
        }
        Kinesis::ListStreams { limit, exclusive_start, next_token } => {
            streams.charge(at, &limits::RATE_LIST_STREAMS, None)?;
            streams.list(*limit, exclusive_start.as_ref(), next_token.as_deref(), at)
        }
        Kinesis::ListShards(ask) => {
            streams.charge(at, &limits::RATE_LIST_SHARDS, ask.stream.as_ref())?;
            streams.list_shards(ask, at)
        }
        Kinesis::DescribeStreamConsumer(consumer) => {
            streams.charge(at, &limits::RATE_DESCRIBE_CONSUMER, None)?;
            streams.describe_consumer(consumer, now, era).map(Reply::Consumer)
        }
        Kinesis::ListStreamConsumers { stream, max_results, next_token } => {
            streams.charge(at, &limits::RATE_LIST_CONSUMERS, None)?;
            streams.list_consumers(stream, *max_results, next_token.as_deref(), now, era)
        }
        Kinesis::ListTagsForStream { stream, limit, exclusive_start } => {
            streams.charge(at, &limits::RATE_LIST_TAGS, None)?;
            streams.list_tags(stream, *limit, exclusive_start.as_deref())
        }
        Kinesis::DescribeLimits => {
            streams.charge(at, &limits::RATE_DESCRIBE_LIMITS, None)?;
            Ok(streams.describe_limits(era))
        }
        Kinesis::GetResourcePolicy { resource_arn } => streams.policy(resource_arn).map(Reply::Policy),
        Kinesis::CreateStream { stream, shard_count, mode, max_record_kib, tags } => {
            let ask = Create {
                stream,
                shard_count: *shard_count,
                mode: *mode,
                max_record_kib: *max_record_kib,
                tags,
            };
            streams.create(step, &ask).map(done)
        }
        Kinesis::DeleteStream { stream, enforce_consumer_deletion } => {
            streams.delete(step, stream, *enforce_consumer_deletion).map(done)
        }
        Kinesis::PutRecord { stream, record, ordering } => {
            if let Some(number) = ordering {
                streams.ordering_is_possible(stream, number)?;
            }
            let records = Arc::from([record.clone()]);
            let judged = put_by_hand(streams, step, stream, records, PutApi::PutRecord)?;
            let encrypted = streams.stream(stream)?.encryption_key().is_some();
            match judged.answers()[..] {
                [PutEntry::Taken(number)] => Ok(Reply::RecordPut { number, encrypted }),
                _ => unreachable!("a PutRecord that is refused is an error"),
            }
        }
        Kinesis::PutRecords { stream, records } => {
            let judged = put_by_hand(streams, step, stream, records.clone(), PutApi::PutRecords)?;
            let encrypted = streams.stream(stream)?.encryption_key().is_some();
            let (failed, entries) = (judged.failed(), judged.answers());
            Ok(Reply::RecordsPut { stream: stream.clone(), failed, entries, encrypted })
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
            streams.split(step, stream, *shard, at).map(done)
        }
        Kinesis::MergeShards { stream, shard, adjacent } => {
            streams.merge(step, stream, *shard, *adjacent).map(done)
        }
        Kinesis::UpdateShardCount { stream, target } => streams.update_shard_count(step, stream, *target),
        Kinesis::IncreaseStreamRetentionPeriod { stream, hours } => {
            streams.set_retention(step, stream, (Change::Increase, *hours)).map(done)
        }
        Kinesis::DecreaseStreamRetentionPeriod { stream, hours } => {
            streams.set_retention(step, stream, (Change::Decrease, *hours)).map(done)
        }
        Kinesis::RegisterStreamConsumer { stream, consumer } => {
            streams.register_consumer(step, stream, consumer).map(Reply::Consumer)
        }
        Kinesis::DeregisterStreamConsumer(consumer) => streams.deregister_consumer(step, consumer).map(done),
        Kinesis::SubscribeToShard { consumer, shard, start } => streams
            .subscribe(step, consumer, *shard, start)
            .map(|subscription| Reply::Subscribed { subscription }),
        Kinesis::StartStreamEncryption { stream, key } => {
            streams.set_encryption(step, stream, Some(key)).map(done)
        }
        Kinesis::StopStreamEncryption { stream, .. } => streams.set_encryption(step, stream, None).map(done),
        Kinesis::EnableEnhancedMonitoring { stream, metrics } => {
            streams.set_monitoring(step, stream, (Change::Increase, metrics))
        }
        Kinesis::DisableEnhancedMonitoring { stream, metrics } => {
            streams.set_monitoring(step, stream, (Change::Decrease, metrics))
        }
        Kinesis::AddTagsToStream { stream, tags } => streams.add_tags(step, stream, tags).map(done),
        Kinesis::RemoveTagsFromStream { stream, keys } => streams.remove_tags(step, stream, keys).map(done),
        Kinesis::UpdateStreamMode { stream, mode } => streams.update_mode(step, stream, *mode).map(done),
        Kinesis::UpdateMaxRecordSize { stream, kib } => streams.set_max_record(step, stream, *kib).map(done),
        Kinesis::PutResourcePolicy { resource_arn, policy } => {
            streams.put_policy(resource_arn, policy).map(done)
        }
        Kinesis::DeleteResourcePolicy { resource_arn } => streams.delete_policy(resource_arn).map(done),
    }
}

fn put_by_hand(
    streams: &mut Streams,
    step: &mut Step<'_>,
    stream: &Name,
    records: Arc<[Stored]>,
    api: PutApi,
) -> Result<Judged, Refusal> {
    let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
    let put = Put { stream: stream.clone(), api, source: Source::Stored(records), count };
    streams.put(step, &put)
}

fn records_read(streams: &Streams, iterator: &ShardIterator, answer: &Answer, era: Era) -> RecordsRead {
    let stream = streams.stream(&iterator.stream).expect("it has just been read");
    let shard = stream.shard(iterator.shard).expect("it has just been read");
    RecordsRead {
        records: stream.records(shard, &shard.slices(answer.records.clone()), era),
        next_iterator: answer.next.as_ref().map(ShardIterator::encode),
        millis_behind_latest: answer.behind.as_millis(),
        child_shards: stream.child_shards(&answer.children),
    }
}

//! The calls of Kinesis Data Streams as CLI lines.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{Line, is_plain, records_of};
use crate::command::{Consumer, IteratorStart, Kinesis, ListShards, ShardFilter, ShardMetric, SplitAt};
use crate::names::{ACCOUNT, Name, REGION};
use crate::record::Stored;

pub(super) fn line(call: &Kinesis) -> String {
    let of = |operation| Line::of("kinesis", operation);
    let line = match call {
        Kinesis::CreateStream { stream, shard_count, mode, max_record_kib, tags } => {
            let line = of("create-stream").stream(stream).number("shard-count", shard_count.map(u64::from));
            let line = match mode {
                Some(mode) => line.option("stream-mode-details", &format!("StreamMode={}", mode.as_str())),
                None => line,
            };
            let line = line.number("max-record-size-in-ki-b", *max_record_kib);
            if tags.is_empty() { line } else { line.tags(tags) }
        }
        Kinesis::DeleteStream { stream, enforce_consumer_deletion } => {
            let line = of("delete-stream").stream(stream);
            if *enforce_consumer_deletion { line.word("--enforce-consumer-deletion") } else { line }
        }
        Kinesis::DescribeStream { stream, limit, exclusive_start } => of("describe-stream")
            .stream(stream)
            .number("limit", *limit)
            .may("exclusive-start-shard-id", exclusive_start.map(|id| id.to_string())),
        Kinesis::DescribeStreamSummary { stream } => of("describe-stream-summary").stream(stream),
        Kinesis::ListStreams { limit, exclusive_start, next_token } => of("list-streams")
            .number("limit", *limit)
            .may("exclusive-start-stream-name", exclusive_start.as_ref().map(Name::to_string))
            .may("next-token", next_token.clone()),
        Kinesis::ListShards(ask) => list_shards(ask),
        Kinesis::PutRecord { stream, record, ordering } => {
            let line = of("put-record").stream(stream).option("partition-key", &record.key);
            line.may("explicit-hash-key", record.explicit_hash_key.map(|hash| hash.to_string()))
                .option("data", &STANDARD.encode(&record.data))
                .may("sequence-number-for-ordering", ordering.clone())
        }
        Kinesis::PutRecords { stream, records } => {
            records_of(of("put-records").stream(stream), records, put_records_entry)
        }
        Kinesis::GetShardIterator { stream, shard, start } => {
            let line = of("get-shard-iterator").stream(stream).option("shard-id", &shard.to_string());
            let line = line.option("shard-iterator-type", start.type_name());
            match start {
                IteratorStart::TrimHorizon | IteratorStart::Latest => line,
                IteratorStart::AtSequenceNumber(number) | IteratorStart::AfterSequenceNumber(number) => {
                    line.option("starting-sequence-number", number)
                }
                IteratorStart::AtTimestamp(at) => line.option("timestamp", &seconds(*at)),
            }
        }
        Kinesis::GetRecords { iterator, limit } => {
            of("get-records").option("shard-iterator", iterator).number("limit", *limit)
        }
        Kinesis::SplitShard { stream, shard, at } => {
            let at = match at {
                SplitAt::Midpoint => "midpoint".to_owned(),
                SplitAt::HashKey(hash) => hash.to_string(),
            };
            of("split-shard")
                .stream(stream)
                .option("shard-to-split", &shard.to_string())
                .option("new-starting-hash-key", &at)
        }
        Kinesis::MergeShards { stream, shard, adjacent } => of("merge-shards")
            .stream(stream)
            .option("shard-to-merge", &shard.to_string())
            .option("adjacent-shard-to-merge", &adjacent.to_string()),
        Kinesis::UpdateShardCount { stream, target } => of("update-shard-count")
            .stream(stream)
            .option("target-shard-count", &target.to_string())
            .option("scaling-type", "UNIFORM_SCALING"),
        Kinesis::IncreaseStreamRetentionPeriod { stream, hours } => of("increase-stream-retention-period")
            .stream(stream)
            .number("retention-period-hours", Some(*hours)),
        Kinesis::DecreaseStreamRetentionPeriod { stream, hours } => of("decrease-stream-retention-period")
            .stream(stream)
            .number("retention-period-hours", Some(*hours)),
        Kinesis::RegisterStreamConsumer { stream, consumer } => {
            of("register-stream-consumer").stream_arn(stream).option("consumer-name", consumer.as_str())
        }
        Kinesis::DeregisterStreamConsumer(consumer) => of("deregister-stream-consumer").consumer(consumer),
        Kinesis::DescribeStreamConsumer(consumer) => of("describe-stream-consumer").consumer(consumer),
        Kinesis::ListStreamConsumers { stream, max_results, next_token } => of("list-stream-consumers")
            .stream_arn(stream)
            .number("max-results", *max_results)
            .may("next-token", next_token.clone()),
        Kinesis::SubscribeToShard { consumer, shard, start } => {
            let mut position = format!("Type={}", start.type_name());
            match start {
                IteratorStart::TrimHorizon | IteratorStart::Latest => {}
                IteratorStart::AtSequenceNumber(number) | IteratorStart::AfterSequenceNumber(number) => {
                    position += &format!(",SequenceNumber={number}");
                }
                IteratorStart::AtTimestamp(at) => position += &format!(",Timestamp={}", seconds(*at)),
            }
            of("subscribe-to-shard")
                .consumer(consumer)
                .option("shard-id", &shard.to_string())
                .option("starting-position", &position)
        }
        Kinesis::StartStreamEncryption { stream, key } => {
            of("start-stream-encryption").stream(stream).kms(key)
        }
        Kinesis::StopStreamEncryption { stream, key } => of("stop-stream-encryption").stream(stream).kms(key),
        Kinesis::EnableEnhancedMonitoring { stream, metrics } => {
            of("enable-enhanced-monitoring").stream(stream).metrics(metrics)
        }
        Kinesis::DisableEnhancedMonitoring { stream, metrics } => {
            of("disable-enhanced-monitoring").stream(stream).metrics(metrics)
        }
        Kinesis::AddTagsToStream { stream, tags } => of("add-tags-to-stream").stream(stream).tags(tags),
        Kinesis::RemoveTagsFromStream { stream, keys } => {
            let line = Line(format!("{} --tag-keys", of("remove-tags-from-stream").stream(stream).0));
            keys.iter().fold(line, |line, key| line.word(key))
        }
        Kinesis::ListTagsForStream { stream, limit, exclusive_start } => of("list-tags-for-stream")
            .stream(stream)
            .number("limit", *limit)
            .may("exclusive-start-tag-key", exclusive_start.clone()),
        Kinesis::UpdateStreamMode { stream, mode } => of("update-stream-mode")
            .stream_arn(stream)
            .option("stream-mode-details", &format!("StreamMode={}", mode.as_str())),
        Kinesis::UpdateMaxRecordSize { stream, kib } => {
            of("update-max-record-size").stream_arn(stream).number("max-record-size-in-ki-b", Some(*kib))
        }
        Kinesis::DescribeLimits => of("describe-limits"),
        Kinesis::PutResourcePolicy { resource_arn, policy } => {
            of("put-resource-policy").option("resource-arn", resource_arn).option("policy", policy)
        }
        Kinesis::GetResourcePolicy { resource_arn } => {
            of("get-resource-policy").option("resource-arn", resource_arn)
        }
        Kinesis::DeleteResourcePolicy { resource_arn } => {
            of("delete-resource-policy").option("resource-arn", resource_arn)
        }
    };
    line.0
}

fn list_shards(ask: &ListShards) -> Line {
    let line = Line::of("kinesis", "list-shards");
    let line = match &ask.stream {
        Some(stream) => line.stream(stream),
        None => line,
    };
    let filter = ask.filter.map(|filter| match filter {
        ShardFilter::AfterShardId(id) => format!("Type=AFTER_SHARD_ID,ShardId={id}"),
        ShardFilter::AtTrimHorizon => "Type=AT_TRIM_HORIZON".to_owned(),
        ShardFilter::FromTrimHorizon => "Type=FROM_TRIM_HORIZON".to_owned(),
        ShardFilter::AtLatest => "Type=AT_LATEST".to_owned(),
        ShardFilter::AtTimestamp(at) => format!("Type=AT_TIMESTAMP,Timestamp={}", seconds(at)),
        ShardFilter::FromTimestamp(at) => format!("Type=FROM_TIMESTAMP,Timestamp={}", seconds(at)),
    });
    line.may("next-token", ask.next_token.clone())
        .may("exclusive-start-shard-id", ask.exclusive_start.map(|id| id.to_string()))
        .number("max-results", ask.max_results)
        .may("shard-filter", filter)
}

/// Milliseconds of the Unix epoch as the CLI takes them.
pub(super) fn seconds(epoch_millis: u64) -> String {
    format!("{}.{:03}", epoch_millis / 1_000, epoch_millis % 1_000)
}

fn put_records_entry(record: &Stored) -> (Option<String>, serde_json::Value) {
    let data = STANDARD.encode(&record.data);
    let mut long = json!({ "Data": data, "PartitionKey": record.key });
    let mut short = format!("Data={data},PartitionKey={}", record.key);
    if let Some(hash) = record.explicit_hash_key {
        long["ExplicitHashKey"] = json!(hash.to_string());
        short = format!("{short},ExplicitHashKey={hash}");
    }
    (is_plain(&record.key).then_some(short), long)
}

impl Line {
    fn stream(self, name: &Name) -> Line {
        self.option("stream-name", name.as_str())
    }

    fn stream_arn(self, name: &Name) -> Line {
        self.option("stream-arn", &format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"))
    }

    fn consumer(self, consumer: &Consumer) -> Line {
        match consumer.created {
            Some(created) => {
                self.option("consumer-arn", &Consumer::arn(&consumer.stream, &consumer.consumer, created))
            }
            None => self.stream_arn(&consumer.stream).option("consumer-name", consumer.consumer.as_str()),
        }
    }

    pub(super) fn may(self, name: &str, value: Option<String>) -> Line {
        match value {
            Some(value) => self.option(name, &value),
            None => self,
        }
    }

    fn number(self, name: &str, value: Option<u64>) -> Line {
        self.may(name, value.map(|value| value.to_string()))
    }

    fn kms(self, key: &str) -> Line {
        self.option("encryption-type", "KMS").option("key-id", key)
    }

    fn metrics(self, metrics: &[ShardMetric]) -> Line {
        let line = Line(format!("{} --shard-level-metrics", self.0));
        metrics.iter().fold(line, |line, metric| line.word(metric.as_str()))
    }

    /// Tags in shorthand, or as JSON as soon as one has a character that shorthand would read.
    fn tags(self, tags: &[(String, String)]) -> Line {
        if tags.iter().all(|(key, value)| is_plain(key) && is_plain(value)) {
            let words: Vec<_> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
            return self.option("tags", &words.join(","));
        }
        let map: serde_json::Map<_, _> =
            tags.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        self.option("tags", &serde_json::Value::Object(map).to_string())
    }
}

impl IteratorStart {
    /// ShardIteratorType.
    pub fn type_name(&self) -> &'static str {
        match self {
            IteratorStart::TrimHorizon => "TRIM_HORIZON",
            IteratorStart::Latest => "LATEST",
            IteratorStart::AtSequenceNumber(_) => "AT_SEQUENCE_NUMBER",
            IteratorStart::AfterSequenceNumber(_) => "AFTER_SEQUENCE_NUMBER",
            IteratorStart::AtTimestamp(_) => "AT_TIMESTAMP",
        }
    }
}

//! Replies as the bodies of answers: the members of AWS's models, in their order, as far as the engine has them.

use super::delivery_stream::delivery_stream;
use super::{dynamodb, kms, lambda};
use crate::api::wire::Wire;
use crate::command::{
    ChildShard, Command, ConsumerDescription, Dynamodb, Kinesis, PutEntry, RecordRead, RecordsRead, Reply,
    ShardDescription, ShardMetric, StreamDescription, StreamListed, StreamMode, StreamSummary,
};
use crate::era::Era;
use crate::names::Name;
use crate::refusal::Refusal;

pub(super) type Members = Vec<(&'static str, Wire)>;

/// The body of an answer; `None` for an operation without output, whose body is empty, for SubscribeToShard,
/// whose output is an event stream, and for what is no wire call.
pub fn answer(command: &Command, reply: &Reply, era: Era) -> Option<Wire> {
    match (command, reply) {
        // The same reply, but the model names it otherwise, and without the stream.
        (Command::Kinesis(Kinesis::RegisterStreamConsumer { .. }), Reply::Consumer(one)) => {
            Some(Wire::Map(vec![("Consumer", Wire::Map(consumer(one)))]))
        }
        // The same description, but each operation names it otherwise.
        (Command::Dynamodb(Dynamodb::DescribeTable { .. }), Reply::Table(table)) => {
            Some(Wire::Map(vec![("Table", dynamodb::table(table))]))
        }
        (Command::Kms(call), Reply::Key(key)) => Some(Wire::Map(kms::answer(call, key))),
        (Command::Lambda(_), reply) => lambda::answer(reply, era).map(Wire::Map),
        (Command::Kinesis(_) | Command::Firehose(_) | Command::Dynamodb(_) | Command::Kms(_), reply) => {
            members(reply, era).map(Wire::Map)
        }
        (Command::S3(_) | Command::Actor(_) | Command::Answer(_), _) => None,
    }
}

fn members(reply: &Reply, era: Era) -> Option<Members> {
    Some(match reply {
        Reply::Done | Reply::Subscribed { .. } | Reply::Objects(_) | Reply::Object(_) => return None,
        // Each operation of KMS names it otherwise.
        Reply::Key(_) => return None,
        Reply::Mapping(_) | Reply::Mappings(_) | Reply::Function(_) | Reply::Functions(_) => return None,
        Reply::Table(table) => vec![("TableDescription", dynamodb::table(table))],
        Reply::Tables(names) => vec![("TableNames", list(names, |name| Wire::text(name)))],
        Reply::Items { items, more } => dynamodb::items(items, *more),
        Reply::Item(item) => dynamodb::item(item.as_ref()),
        Reply::Buckets(_) | Reply::ObjectPage(_) | Reply::ObjectHead(..) => return None,
        Reply::Stream(description) => vec![("StreamDescription", Wire::Map(stream(description, era)))],
        Reply::StreamSummary(summary) => {
            vec![("StreamDescriptionSummary", Wire::Map(stream_summary(summary, era)))]
        }
        Reply::Streams { streams, next_token } => stream_list(streams, next_token.as_deref(), era),
        Reply::Shards { shards, next_token } => {
            with(vec![("Shards", list(shards, shard))], [("NextToken", next_token.as_ref().map(Wire::text))])
        }
        Reply::RecordPut { number, encrypted } => {
            let members = vec![("ShardId", Wire::text(number.shard)), ("SequenceNumber", Wire::text(number))];
            with(members, [encryption(*encrypted)])
        }
        Reply::RecordsPut { stream, failed, entries, encrypted } => {
            let entries = list(entries, |entry| put_entry(stream, *entry));
            let members = vec![("FailedRecordCount", Wire::number(*failed)), ("Records", entries)];
            with(members, [encryption(*encrypted)])
        }
        Reply::ShardCount { stream, arn, current, target } => {
            let members = vec![
                ("StreamName", Wire::text(stream)),
                ("CurrentShardCount", Wire::number(*current)),
                ("TargetShardCount", Wire::number(*target)),
            ];
            with(members, [("StreamARN", today(era, || Wire::text(arn)))])
        }
        Reply::Consumer(description) => {
            let of = ("StreamARN", Some(Wire::text(&description.stream_arn)));
            vec![("ConsumerDescription", Wire::Map(with(consumer(description), [of])))]
        }
        Reply::Consumers { consumers, next_token } => with(
            vec![("Consumers", list(consumers, |one| Wire::Map(consumer(one))))],
            [("NextToken", next_token.as_ref().map(Wire::text))],
        ),
        Reply::Monitoring { stream, arn, current, desired } => {
            let members = vec![
                ("StreamName", Wire::text(stream)),
                ("CurrentShardLevelMetrics", metrics(current)),
                ("DesiredShardLevelMetrics", metrics(desired)),
            ];
            with(members, [("StreamARN", today(era, || Wire::text(arn)))])
        }
        Reply::Tags { tags, has_more } => {
            let tag = |(key, value): &(String, String)| {
                Wire::Map(vec![("Key", Wire::text(key)), ("Value", Wire::text(value))])
            };
            vec![("Tags", list(tags, tag)), ("HasMoreTags", Wire::Bool(*has_more))]
        }
        Reply::Limits { shard_limit, open_shards, on_demand_streams, on_demand_streams_limit } => with(
            vec![("ShardLimit", Wire::number(*shard_limit)), ("OpenShardCount", Wire::number(*open_shards))],
            [
                ("OnDemandStreamCount", today(era, || Wire::number(*on_demand_streams))),
                ("OnDemandStreamCountLimit", today(era, || Wire::number(*on_demand_streams_limit))),
            ],
        ),
        Reply::Policy(policy) => vec![("Policy", Wire::text(policy))],
        Reply::ShardIterator(iterator) => vec![("ShardIterator", Wire::text(iterator))],
        Reply::Records(read) => records(read, era),
        Reply::DeliveryStreamArn(arn) => vec![("DeliveryStreamARN", Wire::text(arn))],
        Reply::DeliveryStream(description) => {
            vec![("DeliveryStreamDescription", Wire::Map(delivery_stream(description)))]
        }
        Reply::DeliveryStreamNames { names, has_more } => {
            vec![
                ("DeliveryStreamNames", list(names, |name| Wire::text(name))),
                ("HasMoreDeliveryStreams", Wire::Bool(*has_more)),
            ]
        }
        Reply::FirehosePut { record_id, encrypted } => {
            vec![("RecordId", Wire::text(record_id)), ("Encrypted", Wire::Bool(*encrypted))]
        }
        Reply::FirehoseBatch { failed, record_ids, encrypted } => vec![
            ("FailedPutCount", Wire::number(*failed)),
            ("Encrypted", Wire::Bool(*encrypted)),
            ("RequestResponses", list(record_ids, |id| batch_entry(id.as_deref()))),
        ],
    })
}

/// The members, and those of the others that are there.
pub(super) fn with(
    mut members: Members,
    others: impl IntoIterator<Item = (&'static str, Option<Wire>)>,
) -> Members {
    members.extend(others.into_iter().filter_map(|(name, value)| Some((name, value?))));
    members
}

pub(super) fn list<T>(items: &[T], one: impl Fn(&T) -> Wire) -> Wire {
    Wire::List(items.iter().map(one).collect())
}

/// What the wire did not say before capacity modes came, in November 2021.
fn today(era: Era, value: impl FnOnce() -> Wire) -> Option<Wire> {
    (era == Era::Today).then(value)
}

/// Seconds of the Unix epoch as a time.
pub(super) fn at(epoch_seconds: u64) -> Wire {
    Wire::Time(epoch_seconds * 1_000)
}

/// Seen on AWS: what is not encrypted has no EncryptionType (LocalStack's snapshots of August 2022).
fn encryption(encrypted: bool) -> (&'static str, Option<Wire>) {
    ("EncryptionType", encrypted.then(|| Wire::text("KMS")))
}

fn mode(mode: StreamMode) -> Wire {
    Wire::Map(vec![("StreamMode", Wire::text(mode.as_str()))])
}

fn metrics(metrics: &[ShardMetric]) -> Wire {
    list(metrics, |metric| Wire::text(metric.as_str()))
}

fn monitoring(summary: &StreamSummary) -> Wire {
    Wire::List(vec![Wire::Map(vec![("ShardLevelMetrics", metrics(&summary.metrics))])])
}

fn identity(summary: &StreamSummary, era: Era) -> Members {
    let members = vec![
        ("StreamName", Wire::text(&summary.name)),
        ("StreamARN", Wire::text(&summary.arn)),
        ("StreamStatus", Wire::text(summary.status)),
    ];
    with(members, [("StreamModeDetails", today(era, || mode(summary.mode)))])
}

fn settings(summary: &StreamSummary) -> Members {
    let kms = if summary.encryption_key.is_some() { "KMS" } else { "NONE" };
    let members = vec![
        ("RetentionPeriodHours", Wire::number(summary.retention_hours)),
        ("StreamCreationTimestamp", at(summary.created)),
        ("EnhancedMonitoring", monitoring(summary)),
        ("EncryptionType", Wire::text(kms)),
    ];
    with(members, [("KeyId", summary.encryption_key.as_ref().map(Wire::text))])
}

fn stream(description: &StreamDescription, era: Era) -> Members {
    let mut members = identity(&description.summary, era);
    members.push(("Shards", list(&description.shards, shard)));
    members.push(("HasMoreShards", Wire::Bool(description.has_more_shards)));
    members.extend(settings(&description.summary));
    members
}

fn stream_summary(summary: &StreamSummary, era: Era) -> Members {
    let mut members = identity(summary, era);
    members.extend(settings(summary));
    members.push(("OpenShardCount", Wire::number(summary.open_shards)));
    members.push(("ConsumerCount", Wire::number(summary.consumers)));
    with(members, [("MaxRecordSizeInKiB", today(era, || Wire::number(summary.max_record_kib)))])
}

fn stream_list(streams: &[StreamListed], next_token: Option<&str>, era: Era) -> Members {
    let summary = |stream: &StreamListed| {
        Wire::Map(vec![
            ("StreamName", Wire::text(&stream.name)),
            ("StreamARN", Wire::text(&stream.arn)),
            ("StreamStatus", Wire::text(stream.status)),
            ("StreamModeDetails", mode(stream.mode)),
            ("StreamCreationTimestamp", at(stream.created)),
        ])
    };
    let members = vec![
        ("StreamNames", list(streams, |stream| Wire::text(&stream.name))),
        ("HasMoreStreams", Wire::Bool(next_token.is_some())),
    ];
    // Both came in November 2022.
    let token = next_token.filter(|_| era == Era::Today).map(Wire::text);
    with(members, [("NextToken", token), ("StreamSummaries", today(era, || list(streams, summary)))])
}

fn hash_keys(start: u128, end: u128) -> Wire {
    Wire::Map(vec![("StartingHashKey", Wire::text(start)), ("EndingHashKey", Wire::text(end))])
}

fn shard(shard: &ShardDescription) -> Wire {
    let numbers = vec![("StartingSequenceNumber", Wire::text(&shard.starting_sequence_number))];
    let ending = ("EndingSequenceNumber", shard.ending_sequence_number.as_ref().map(Wire::text));
    let members = with(
        vec![("ShardId", Wire::text(shard.id))],
        [
            ("ParentShardId", shard.parent.map(Wire::text)),
            ("AdjacentParentShardId", shard.adjacent_parent.map(Wire::text)),
            ("HashKeyRange", Some(hash_keys(shard.starting_hash_key, shard.ending_hash_key))),
            ("SequenceNumberRange", Some(Wire::Map(with(numbers, [ending])))),
        ],
    );
    Wire::Map(members)
}

/// The two members of a PutRecord's answer, in the other order.
fn put_entry(stream: &Name, entry: PutEntry) -> Wire {
    Wire::Map(match entry {
        PutEntry::Taken(number) => {
            vec![("SequenceNumber", Wire::text(number)), ("ShardId", Wire::text(number.shard))]
        }
        PutEntry::Refused { shard } => {
            let refusal = Refusal::rate_exceeded(shard, stream);
            refused(refusal.error.as_str(), &refusal.message)
        }
    })
}

fn refused(code: &str, message: &str) -> Members {
    vec![("ErrorCode", Wire::text(code)), ("ErrorMessage", Wire::text(message))]
}

/// Behaviours B1.
fn batch_entry(id: Option<&str>) -> Wire {
    Wire::Map(match id {
        Some(id) => vec![("RecordId", Wire::text(id))],
        None => refused("ServiceUnavailableException", "Slow down."),
    })
}

fn consumer(description: &ConsumerDescription) -> Members {
    vec![
        ("ConsumerName", Wire::text(&description.name)),
        ("ConsumerARN", Wire::text(&description.arn)),
        ("ConsumerStatus", Wire::text(description.status)),
        ("ConsumerCreationTimestamp", at(description.created)),
    ]
}

fn records(read: &RecordsRead, era: Era) -> Members {
    let children = child_shards(&read.child_shards, era);
    with(
        vec![("Records", list(&read.records, record))],
        [
            ("NextShardIterator", read.next_iterator.as_ref().map(Wire::text)),
            ("MillisBehindLatest", Some(Wire::number(read.millis_behind_latest))),
            ("ChildShards", children),
        ],
    )
}

pub(super) fn record(record: &RecordRead) -> Wire {
    let members = vec![
        ("SequenceNumber", Wire::text(&record.sequence_number)),
        ("ApproximateArrivalTimestamp", Wire::Time(record.arrived)),
        ("Data", Wire::Blob(record.data.clone())),
        ("PartitionKey", Wire::text(&record.partition_key)),
    ];
    Wire::Map(with(members, [encryption(record.encrypted)]))
}

/// Only at the end of a closed shard. It came in 2020.
pub(super) fn child_shards(children: &[ChildShard], era: Era) -> Option<Wire> {
    let one = |child: &ChildShard| {
        Wire::Map(vec![
            ("ShardId", Wire::text(child.id)),
            ("ParentShards", list(&child.parents, |id| Wire::text(id))),
            ("HashKeyRange", hash_keys(child.starting_hash_key, child.ending_hash_key)),
        ])
    };
    (era != Era::Y2018 && !children.is_empty()).then(|| list(children, one))
}

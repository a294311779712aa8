//! Replies as the AWS CLI prints them: JSON in four spaces, members in the order of AWS's model, times as
//! ISO 8601 in UTC; nothing at all for an operation without output; `s3` as text.

mod shapes;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use self::shapes as out;
use crate::command::{
    Actor, Command, Firehose, ObjectSummary, PutEntry, RecordsRead, Reply, S3, ShardDescription,
    StreamSummary,
};
use crate::era::Era;
use crate::refusal::{ErrorName, Refusal};

/// The API's name of what a command calls; for our own lines, the word they begin with.
pub fn operation(command: &Command) -> &'static str {
    match command {
        Command::Kinesis(call) => call.operation(),
        Command::Firehose(call) => match call {
            Firehose::CreateDeliveryStream(_) => "CreateDeliveryStream",
            Firehose::DescribeDeliveryStream { .. } => "DescribeDeliveryStream",
            Firehose::ListDeliveryStreams => "ListDeliveryStreams",
            Firehose::PutRecord { .. } => "PutRecord",
            Firehose::PutRecordBatch { .. } => "PutRecordBatch",
        },
        Command::S3(call) => match call {
            S3::CreateBucket { .. } => "CreateBucket",
            S3::ListObjects { .. } => "ListObjectsV2",
            S3::GetObject { .. } => "GetObject",
        },
        Command::Actor(actor) => match actor {
            Actor::Producer { .. } => "producer",
            Actor::Consumer { .. } => "consumer",
            Actor::Function { .. } => "function",
            Actor::Set { .. } => "set",
            Actor::Stop { .. } => "stop",
        },
    }
}

/// What the CLI prints when AWS refuses a call; for our own lines just why.
pub fn render_refusal(command: &Command, refusal: &Refusal) -> String {
    match command {
        Command::Actor(_) => refusal.message.clone(),
        // `s3 cp` asks with HeadObject first, whose answer has no text of AWS's.
        Command::S3(S3::GetObject { key, .. })
            if matches!(refusal.error, ErrorName::NoSuchKey | ErrorName::NoSuchBucket) =>
        {
            format!(
                "fatal error: An error occurred (404) when calling the HeadObject operation: Key \"{key}\" does not exist"
            )
        }
        Command::S3(S3::CreateBucket { bucket }) => {
            format!("make_bucket failed: s3://{bucket} {}", error_occurred(operation(command), refusal))
        }
        Command::Kinesis(_) | Command::Firehose(_) | Command::S3(_) => {
            error_occurred(operation(command), refusal)
        }
    }
}

pub(super) fn error_occurred(operation: &str, refusal: &Refusal) -> String {
    let name = refusal.error.as_str();
    format!("An error occurred ({name}) when calling the {operation} operation: {}", refusal.message)
}

/// What the CLI prints for an answer.
pub fn render(command: &Command, reply: &Reply, era: Era) -> String {
    match reply {
        Reply::Done => match command {
            Command::S3(S3::CreateBucket { bucket }) => format!("make_bucket: {bucket}"),
            Command::Kinesis(_) | Command::Firehose(_) | Command::S3(_) | Command::Actor(_) => String::new(),
        },
        Reply::StreamSummary(summary) => json(&stream_summary(summary, era)),
        Reply::Streams { streams, .. } => {
            let names: Vec<_> = streams.iter().map(|stream| stream.name.clone()).collect();
            json(&out::StreamNames { stream_names: &names })
        }
        Reply::Shards { shards, .. } => json(&out::Shards { shards: shards.iter().map(shard).collect() }),
        Reply::RecordPut { entry, .. } => json(&put_entry(entry, true)),
        Reply::RecordsPut { failed, entries, .. } => json(&out::RecordsPut {
            failed_record_count: *failed,
            records: entries.iter().map(|entry| put_entry(entry, false)).collect(),
        }),
        Reply::ShardIterator(iterator) => json(&out::ShardIterator { shard_iterator: iterator }),
        Reply::Records(read) => json(&records(read, era)),
        Reply::Stream(_)
        | Reply::ShardCount { .. }
        | Reply::Consumer(_)
        | Reply::Consumers { .. }
        | Reply::Subscribed { .. }
        | Reply::Monitoring { .. }
        | Reply::Tags { .. }
        | Reply::Limits { .. }
        | Reply::Policy(_) => String::new(),
        Reply::DeliveryStreamArn(arn) => json(&out::DeliveryStreamArn { arn }),
        Reply::DeliveryStream(description) => json(&out::delivery_stream(description)),
        Reply::DeliveryStreamNames(names) => {
            json(&out::DeliveryStreamNames { delivery_stream_names: names, has_more_delivery_streams: false })
        }
        Reply::FirehosePut { record_id } => json(&out::FirehosePut { record_id, encrypted: false }),
        Reply::FirehoseBatch { failed, record_ids } => json(&out::FirehoseBatch {
            failed_put_count: *failed,
            encrypted: false,
            request_responses: record_ids.iter().map(|id| out::FirehoseEntry::of(id.as_deref())).collect(),
        }),
        Reply::Objects(objects) => match command {
            Command::S3(S3::ListObjects { prefix, recursive, .. }) => {
                listing(objects, prefix, *recursive, era)
            }
            Command::Kinesis(_) | Command::Firehose(_) | Command::S3(_) | Command::Actor(_) => {
                listing(objects, "", true, era)
            }
        },
        Reply::Object(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn json<T: Serialize>(value: &T) -> String {
    let mut bytes = Vec::new();
    value
        .serialize(&mut Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b"    ")))
        .expect("replies have only string keys and plain values");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// Milliseconds of the Unix epoch as Python prints them: no fraction if there is none, else six digits.
fn iso(epoch_millis: u64) -> String {
    let seconds = i64::try_from(epoch_millis / 1_000).unwrap_or(i64::MAX);
    let instant = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX);
    let fraction = match epoch_millis % 1_000 {
        0 => String::new(),
        millis => format!(".{millis:03}000"),
    };
    format!("{}{fraction}+00:00", instant.strftime("%Y-%m-%dT%H:%M:%S"))
}

fn stream_summary(summary: &StreamSummary, era: Era) -> out::StreamSummary<'_> {
    out::StreamSummary {
        description: out::StreamDescriptionSummary {
            stream_name: &summary.name,
            stream_arn: &summary.arn,
            stream_status: summary.status,
            // Capacity modes came in November 2021.
            stream_mode_details: (era == Era::Today)
                .then_some(out::StreamMode { stream_mode: "PROVISIONED" }),
            retention_period_hours: summary.retention_hours,
            stream_creation_timestamp: iso(summary.created * 1_000),
            enhanced_monitoring: [out::Monitoring { shard_level_metrics: [] }],
            encryption_type: "NONE",
            open_shard_count: summary.open_shards,
            consumer_count: summary.consumers,
        },
    }
}

fn shard(shard: &ShardDescription) -> out::Shard<'_> {
    out::Shard {
        shard_id: shard.id,
        parent_shard_id: shard.parent,
        adjacent_parent_shard_id: shard.adjacent_parent,
        hash_key_range: out::HashKeyRange::of(shard.starting_hash_key, shard.ending_hash_key),
        sequence_number_range: out::SequenceNumberRange {
            starting_sequence_number: &shard.starting_sequence_number,
            ending_sequence_number: shard.ending_sequence_number.as_deref(),
        },
    }
}

/// PutRecord and PutRecords name the same two members in different order.
fn put_entry(entry: &PutEntry, shard_first: bool) -> out::PutEntry<'_> {
    match entry {
        PutEntry::Taken { shard, sequence_number } if shard_first => {
            out::PutEntry::ShardFirst { shard_id: *shard, sequence_number }
        }
        PutEntry::Taken { shard, sequence_number } => {
            out::PutEntry::NumberFirst { sequence_number, shard_id: *shard }
        }
        PutEntry::Refused { code, message } => {
            out::PutEntry::Refused { error_code: code, error_message: message }
        }
    }
}

fn records(read: &RecordsRead, era: Era) -> out::Records<'_> {
    out::Records {
        records: read
            .records
            .iter()
            .map(|record| out::Record {
                sequence_number: &record.sequence_number,
                approximate_arrival_timestamp: iso(record.arrived),
                data: STANDARD.encode(&record.data),
                partition_key: &record.partition_key,
            })
            .collect(),
        next_shard_iterator: read.next_iterator.as_deref(),
        millis_behind_latest: read.millis_behind_latest,
        // ChildShards came in 2020.
        child_shards: read
            .child_shards
            .iter()
            .filter(|_| era != Era::Y2018)
            .map(|(id, parents, start, end)| out::ChildShard {
                shard_id: *id,
                parent_shards: parents,
                hash_key_range: out::HashKeyRange::of(*start, *end),
            })
            .collect(),
    }
}

/// `aws s3 ls`: folders first, then objects; only a recursive listing shows whole keys.
fn listing(objects: &[ObjectSummary], prefix: &str, recursive: bool, era: Era) -> String {
    let below = prefix.rfind('/').map_or(0, |slash| slash + 1);
    let mut folders: Vec<&str> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for object in objects {
        let name =
            if recursive { object.key.as_str() } else { object.key.get(below..).unwrap_or(&object.key) };
        // The prefix itself may end within a name; the next slash after all of it closes the folder.
        let rest = object.key.get(prefix.len()..).unwrap_or("");
        match rest.find('/') {
            Some(slash) if !recursive => {
                let folder = &object.key[below..=prefix.len() + slash];
                if folders.last() != Some(&folder) {
                    folders.push(folder);
                }
            }
            Some(_) | None => {
                let written = era.format_utc(object.written, "%Y-%m-%d %H:%M:%S");
                lines.push(format!("{written} {:>10} {name}", object.bytes));
            }
        }
    }
    folders.dedup();
    let folders = folders.into_iter().map(|folder| format!("{:>30} {folder}", "PRE"));
    folders.chain(lines).collect::<Vec<_>>().join("\n")
}

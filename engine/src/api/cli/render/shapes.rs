//! The members of AWS's replies, in AWS's order (botocore's service models).

use serde::Serialize;

use crate::command::DeliveryStreamDescription;
use crate::names::{ACCOUNT, Name, REGION, ShardId};
use crate::sequence::SequenceNumber;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamNames<'a> {
    pub stream_names: &'a [Name],
}

#[derive(Serialize)]
pub struct StreamSummary<'a> {
    #[serde(rename = "StreamDescriptionSummary")]
    pub description: StreamDescriptionSummary<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamDescriptionSummary<'a> {
    pub stream_name: &'a Name,
    #[serde(rename = "StreamARN")]
    pub stream_arn: &'a str,
    pub stream_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_mode_details: Option<StreamMode>,
    pub retention_period_hours: u64,
    pub stream_creation_timestamp: String,
    pub enhanced_monitoring: [Monitoring; 1],
    pub encryption_type: &'static str,
    pub open_shard_count: usize,
    pub consumer_count: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamMode {
    pub stream_mode: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Monitoring {
    pub shard_level_metrics: [&'static str; 0],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shards<'a> {
    pub shards: Vec<Shard<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shard<'a> {
    pub shard_id: ShardId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_shard_id: Option<ShardId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjacent_parent_shard_id: Option<ShardId>,
    pub hash_key_range: HashKeyRange,
    pub sequence_number_range: SequenceNumberRange<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HashKeyRange {
    starting_hash_key: String,
    ending_hash_key: String,
}

impl HashKeyRange {
    pub fn of(start: u128, end: u128) -> HashKeyRange {
        HashKeyRange { starting_hash_key: start.to_string(), ending_hash_key: end.to_string() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SequenceNumberRange<'a> {
    pub starting_sequence_number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending_sequence_number: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordsPut<'a> {
    pub failed_record_count: usize,
    pub records: Vec<PutEntry<'a>>,
}

#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "PascalCase")]
pub enum PutEntry<'a> {
    ShardFirst { shard_id: ShardId, sequence_number: &'a SequenceNumber },
    NumberFirst { sequence_number: &'a SequenceNumber, shard_id: ShardId },
    Refused { error_code: &'a str, error_message: &'a str },
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ShardIterator<'a> {
    pub shard_iterator: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Records<'a> {
    pub records: Vec<Record<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_shard_iterator: Option<&'a str>,
    pub millis_behind_latest: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub child_shards: Vec<ChildShard<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Record<'a> {
    pub sequence_number: &'a str,
    pub approximate_arrival_timestamp: String,
    pub data: String,
    pub partition_key: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChildShard<'a> {
    pub shard_id: ShardId,
    pub parent_shards: &'a [ShardId],
    pub hash_key_range: HashKeyRange,
}

#[derive(Serialize)]
pub struct DeliveryStreamArn<'a> {
    #[serde(rename = "DeliveryStreamARN")]
    pub arn: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeliveryStreamNames<'a> {
    pub delivery_stream_names: &'a [Name],
    pub has_more_delivery_streams: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FirehosePut<'a> {
    pub record_id: &'a str,
    pub encrypted: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FirehoseBatch<'a> {
    pub failed_put_count: usize,
    pub encrypted: bool,
    pub request_responses: Vec<FirehoseEntry<'a>>,
}

#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "PascalCase")]
pub enum FirehoseEntry<'a> {
    Taken { record_id: &'a str },
    Refused { error_code: &'static str, error_message: &'static str },
}

impl FirehoseEntry<'_> {
    /// Behaviours B1.
    pub fn of(id: Option<&str>) -> FirehoseEntry<'_> {
        match id {
            Some(record_id) => FirehoseEntry::Taken { record_id },
            None => FirehoseEntry::Refused {
                error_code: "ServiceUnavailableException",
                error_message: "Slow down.",
            },
        }
    }
}

/// DescribeDeliveryStream is deep and read seldom: made as a tree of named members.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeliveryStream<'a> {
    delivery_stream_description: Description<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Description<'a> {
    delivery_stream_name: &'a Name,
    #[serde(rename = "DeliveryStreamARN")]
    arn: &'a str,
    delivery_stream_status: &'static str,
    delivery_stream_type: &'static str,
    version_id: String,
    create_timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source>,
    destinations: [Destination<'a>; 1],
    has_more_destinations: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Source {
    kinesis_stream_source_description: StreamSource,
}

#[derive(Serialize)]
struct StreamSource {
    #[serde(rename = "KinesisStreamARN")]
    arn: String,
    #[serde(rename = "RoleARN")]
    role: String,
    #[serde(rename = "DeliveryStartTimestamp")]
    from: String,
}

#[derive(Serialize)]
struct Destination<'a> {
    #[serde(rename = "DestinationId")]
    id: &'static str,
    #[serde(rename = "S3DestinationDescription")]
    s3: S3<'a>,
    #[serde(rename = "ExtendedS3DestinationDescription")]
    extended: Extended<'a>,
}

#[derive(Serialize, Clone)]
#[serde(rename_all = "PascalCase")]
struct S3<'a> {
    #[serde(rename = "RoleARN")]
    role: String,
    #[serde(rename = "BucketARN")]
    bucket: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    prefix: &'a str,
    buffering_hints: Hints,
    compression_format: &'static str,
    encryption_configuration: Encryption,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Extended<'a> {
    #[serde(flatten)]
    s3: S3<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    processing_configuration: Option<Processing>,
    #[serde(rename = "S3BackupMode")]
    backup: &'static str,
}

#[derive(Serialize, Clone)]
struct Hints {
    #[serde(rename = "SizeInMBs")]
    size: u64,
    #[serde(rename = "IntervalInSeconds")]
    interval: u64,
}

#[derive(Serialize, Clone)]
struct Encryption {
    #[serde(rename = "NoEncryptionConfig")]
    none: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Processing {
    enabled: bool,
    processors: [Processor; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Processor {
    r#type: &'static str,
    parameters: [Parameter; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    parameter_name: &'static str,
    parameter_value: String,
}

pub fn delivery_stream(stream: &DeliveryStreamDescription) -> DeliveryStream<'_> {
    let role = || format!("arn:aws:iam::{ACCOUNT}:role/firehose");
    let created = super::iso(stream.created * 1_000);
    let s3 = S3 {
        role: role(),
        bucket: format!("arn:aws:s3:::{}", stream.bucket),
        prefix: &stream.prefix,
        buffering_hints: Hints { size: stream.size_mib, interval: stream.interval_s },
        compression_format: "UNCOMPRESSED",
        encryption_configuration: Encryption { none: "NoEncryption" },
    };
    DeliveryStream {
        delivery_stream_description: Description {
            delivery_stream_name: &stream.name,
            arn: &stream.arn,
            delivery_stream_status: "ACTIVE",
            delivery_stream_type: if stream.source.is_some() { "KinesisStreamAsSource" } else { "DirectPut" },
            version_id: stream.version.to_string(),
            create_timestamp: created.clone(),
            source: stream.source.as_ref().map(|source| Source {
                kinesis_stream_source_description: StreamSource {
                    arn: format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{source}"),
                    role: role(),
                    from: created,
                },
            }),
            destinations: [Destination {
                id: "destinationId-000000000001",
                s3: s3.clone(),
                extended: Extended {
                    s3,
                    processing_configuration: stream.transform.as_ref().map(|function| Processing {
                        enabled: true,
                        processors: [Processor {
                            r#type: "Lambda",
                            parameters: [Parameter {
                                parameter_name: "LambdaArn",
                                parameter_value: format!(
                                    "arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
                                ),
                            }],
                        }],
                    }),
                    backup: "Disabled",
                },
            }],
            has_more_destinations: false,
        },
    }
}

//! Members that several operations of Kinesis Data Streams have, and their shapes.

use crate::api::model::{
    Bound, Member, Need, Pattern, Shape, Since, came, may, missing, need, pattern, text,
};
use crate::limits;

pub(super) const EVER: Since = Since::EVER;
pub(super) const MODES: Since = Since::today("November 2021");
pub(super) const ARNS: Since = Since::today("November 2022");
pub(super) const POLICIES: Since = Since::today("November 2023");
pub(super) const LARGE_RECORDS: Since = Since::today("October 2025");

pub(super) const NAME: Shape = text(1, 128, Some(Pattern::Name));
pub(super) const STREAM_ARN: Shape = text(1, 2048, Some(Pattern::StreamArn));
pub(super) const RESOURCE_ARN: Shape = text(1, 2048, Some(Pattern::ResourceArn));
pub(super) const TOKEN: Shape = text(1, 1_048_576, None);
pub(super) const TYPES: Shape =
    Shape::Choice(&["AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"]);
pub(super) const METRICS: Shape = Shape::List {
    of: &Shape::Choice(&[
        "IncomingBytes",
        "IncomingRecords",
        "OutgoingBytes",
        "OutgoingRecords",
        "WriteProvisionedThroughputExceeded",
        "ReadProvisionedThroughputExceeded",
        "IteratorAgeMilliseconds",
        "ALL",
    ]),
    least: 1,
    most: Bound::Is(7),
    entry: "",
};
pub(super) const MODE_DETAILS: Shape = Shape::Structure(&[need(
    "StreamMode",
    Shape::Choice(&["PROVISIONED", "ON_DEMAND"]),
    "PROVISIONED or ON_DEMAND",
)]);
pub(super) const DATA_BYTES: Shape = Shape::Blob { most: Bound::Kib(&limits::MAX_RECORD_KIB_MAX) };
pub(super) const KEY_CHARS: Shape =
    Shape::Text { least: 1, most: Bound::Row(&limits::PARTITION_KEY_CHARS), pattern: None };
pub(super) const KIB: Shape = Shape::Integer {
    least: Bound::Row(&limits::MAX_RECORD_KIB_MIN),
    most: Bound::Row(&limits::MAX_RECORD_KIB_MAX),
};
pub(super) const HOURS: Shape = Shape::Integer { least: Bound::Is(1), most: Bound::Is(10_000) };
/// At most 200 in one call; how many a stream may have is a row of the limits.
pub(super) const TAGS: Shape = Shape::Tags { most: Bound::Is(200) };

pub(super) const STREAM: Member = Member { need: Need::OrArn, ..may("StreamName", NAME, "the stream") };
pub(super) const ARN: Member =
    came(ARNS, may("StreamARN", STREAM_ARN, "the stream by its ARN, instead of its name"));
pub(super) const ONLY_ARN: Member = need("StreamARN", STREAM_ARN, "the stream by its ARN");
pub(super) const STREAM_ID: Member = missing("StreamId");
pub(super) const SHARD: Member = need("ShardId", NAME, "the shard, such as shardId-000000000000");
pub(super) const KEY: Member = need("PartitionKey", KEY_CHARS, "the key whose hash finds the shard");
pub(super) const DATA: Member = need("Data", DATA_BYTES, "the payload in base64");
pub(super) const EXPLICIT: Member =
    may("ExplicitHashKey", pattern(Pattern::HashKey), "a hash to use instead of the key's");
pub(super) const ORDERING: Member = may(
    "SequenceNumberForOrdering",
    pattern(Pattern::SequenceNumber),
    "the number that the record before it was given",
);
pub(super) const RECORDS: Member = need(
    "Records",
    Shape::List {
        of: &Shape::Structure(&[DATA, EXPLICIT, KEY]),
        least: 1,
        most: Bound::Row(&limits::PUT_RECORDS_COUNT),
        entry: "com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@2",
    },
    "Data=BASE64,PartitionKey=KEY, once for each record",
);
pub(super) const RESOURCE: Member = need("ResourceARN", RESOURCE_ARN, "the stream or consumer by its ARN");
pub(super) const CONSUMER: Member =
    may("ConsumerName", NAME, "the registered consumer, together with its stream");
pub(super) const CONSUMER_ARN: Shape = text(1, 2048, Some(Pattern::ConsumerArn));
pub(super) const BY_CONSUMER_ARN: Member =
    may("ConsumerARN", CONSUMER_ARN, "the registered consumer by its ARN");
pub(super) const BY_STREAM_ARN: Member =
    may("StreamARN", STREAM_ARN, "the consumer's stream by its ARN, with the consumer's name");
pub(super) const AFTER_SHARD: Member = may("ExclusiveStartShardId", NAME, "only shards after this one");
pub(super) const NEXT: Member = may("NextToken", TOKEN, "what the page before this one gave");
pub(super) const CREATED: Member =
    may("StreamCreationTimestamp", Shape::Time, "taken and not used: a name has one stream here");
pub(super) const ENCRYPTION: Member = need("EncryptionType", Shape::Choice(&["NONE", "KMS"]), "KMS");
pub(super) const KEY_ID: Member =
    need("KeyId", text(1, 2048, None), "the KMS key, such as alias/aws/kinesis");
pub(super) const METRIC_NAMES: Member = need("ShardLevelMetrics", METRICS, "IncomingBytes ... or ALL");
pub(super) const TAG_MAP: Member = need("Tags", TAGS, "KEY=VALUE,KEY=VALUE");
pub(super) const HOUR_COUNT: Member = need("RetentionPeriodHours", HOURS, "for how long records can be read");
pub(super) const MAX_KIB: &str = "the largest record in KiB";

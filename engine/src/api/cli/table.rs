//! Which services, operations and options of the AWS CLI are known, in AWS's spelling.

/// What an option takes, and so how its value is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    StreamName,
    StreamArn,
    DeliveryStreamName,
    ShardId,
    HashKey,
    /// As HashKey, or `midpoint`, which is ours.
    SplitKey,
    SequenceNumber,
    /// Text of at least one character.
    Text,
    /// A whole number of at least 1.
    Count,
    Timestamp,
    Blob,
    /// One of the words.
    Choice(&'static [&'static str]),
    /// A structure, in shorthand or JSON.
    Structure,
    /// Several structures, each a word of its own or one JSON array.
    Structures,
    /// No value.
    Flag,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Opt {
    /// With its two hyphens.
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// For `help`.
    pub about: &'static str,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    pub service: &'static str,
    /// As the CLI writes it.
    pub word: &'static str,
    /// As the API writes it.
    pub name: &'static str,
    /// Words without an option, for `help`; their number is the most that is taken.
    pub paths: &'static [&'static str],
    pub options: &'static [Opt],
    pub about: &'static str,
}

pub(crate) static SERVICES: [(&str, &str); 3] = [
    ("firehose", "Amazon Data Firehose: delivery streams that buffer, transform and write to S3"),
    ("kinesis", "Kinesis Data Streams: streams, shards, records, iterators"),
    ("s3", "look into buckets"),
];

const fn need(name: &'static str, kind: Kind, about: &'static str) -> Opt {
    Opt { name, kind, required: true, about }
}
const fn may(name: &'static str, kind: Kind, about: &'static str) -> Opt {
    Opt { name, kind, required: false, about }
}
const fn op(
    service: &'static str,
    word: &'static str,
    name: &'static str,
    paths: &'static [&'static str],
    options: &'static [Opt],
    about: &'static str,
) -> Operation {
    Operation { service, word, name, paths, options, about }
}

const STREAM: Opt = need("--stream-name", Kind::StreamName, "the stream");
const ARN: Opt = may("--stream-arn", Kind::StreamArn, "the stream by its ARN, instead of --stream-name");
const DELIVERY: Opt = need("--delivery-stream-name", Kind::DeliveryStreamName, "the delivery stream");
const SHARD: Opt = need("--shard-id", Kind::ShardId, "the shard, such as shardId-000000000000");
const TYPES: Kind =
    Kind::Choice(&["AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"]);
const MODE: Opt = may("--stream-mode-details", Kind::Structure, "StreamMode=PROVISIONED");

/// Options that every operation takes. Region, profile and the like change nothing here: there is one
/// account in one region.
pub(crate) static GLOBAL: [Opt; 7] = [
    may("--region", Kind::Text, "taken and not used"),
    may("--profile", Kind::Text, "taken and not used"),
    may("--output", Kind::Choice(&["json"]), "json"),
    may("--no-cli-pager", Kind::Flag, "taken and not used"),
    may(
        "--cli-binary-format",
        Kind::Choice(&["base64", "raw-in-base64-out"]),
        "how --data and Data= are written",
    ),
    may("--endpoint-url", Kind::Text, "taken and not used"),
    may("--no-sign-request", Kind::Flag, "taken and not used"),
];

pub(crate) static OPERATIONS: [Operation; 18] = [
    op("kinesis", "create-stream", "CreateStream", &[], &[STREAM, COUNT, MODE], "make a stream of N shards"),
    op(
        "kinesis",
        "describe-stream-summary",
        "DescribeStreamSummary",
        &[],
        &[STREAM, ARN],
        "status and numbers of a stream",
    ),
    op("kinesis", "get-records", "GetRecords", &[], &[ITERATOR, LIMIT, ARN], "read on from an iterator"),
    op(
        "kinesis",
        "get-shard-iterator",
        "GetShardIterator",
        &[],
        &[STREAM, SHARD, TYPE, FROM, TIMESTAMP, ARN],
        "a place in a shard to read from",
    ),
    op(
        "kinesis",
        "list-shards",
        "ListShards",
        &[],
        &[STREAM, ARN],
        "the shards of a stream, open and closed",
    ),
    op("kinesis", "list-streams", "ListStreams", &[], &[], "the names of all streams"),
    op(
        "kinesis",
        "merge-shards",
        "MergeShards",
        &[],
        &[STREAM, MERGE, ADJACENT, ARN],
        "make one shard of two neighbours",
    ),
    op("kinesis", "put-record", "PutRecord", &[], &[STREAM, KEY, DATA, EXPLICIT, ARN], "put one record"),
    op("kinesis", "put-records", "PutRecords", &[], &[RECORDS, STREAM, ARN], "put up to 500 records"),
    op("kinesis", "split-shard", "SplitShard", &[], &[STREAM, SPLIT, AT, ARN], "make two shards of one"),
    op(
        "firehose",
        "create-delivery-stream",
        "CreateDeliveryStream",
        &[],
        &[DELIVERY, SOURCE_TYPE, SOURCE, EXTENDED],
        "make a delivery stream to S3",
    ),
    op(
        "firehose",
        "describe-delivery-stream",
        "DescribeDeliveryStream",
        &[],
        &[DELIVERY],
        "what a delivery stream is set to",
    ),
    op(
        "firehose",
        "list-delivery-streams",
        "ListDeliveryStreams",
        &[],
        &[],
        "the names of all delivery streams",
    ),
    op("firehose", "put-record", "PutRecord", &[], &[DELIVERY, RECORD], "put one record"),
    op("firehose", "put-record-batch", "PutRecordBatch", &[], &[DELIVERY, RECORDS], "put up to 500 records"),
    op("s3", "cp", "GetObject", &["s3://BUCKET/KEY", "-"], &[], "show an object"),
    op("s3", "ls", "ListObjectsV2", &["s3://BUCKET/PREFIX"], &[RECURSIVE], "list objects"),
    op("s3", "mb", "CreateBucket", &["s3://BUCKET"], &[], "make a bucket"),
];

const COUNT: Opt = may("--shard-count", Kind::Count, "how many shards");
const KEY: Opt = need("--partition-key", Kind::Text, "the key whose hash finds the shard");
const DATA: Opt = need("--data", Kind::Blob, "the payload in base64");
const EXPLICIT: Opt = may("--explicit-hash-key", Kind::HashKey, "a hash to use instead of the key's");
const RECORDS: Opt =
    need("--records", Kind::Structures, "Data=BASE64,PartitionKey=KEY, once for each record");
const RECORD: Opt = need("--record", Kind::Structure, "Data=BASE64");
const ITERATOR: Opt = need("--shard-iterator", Kind::Text, "what get-shard-iterator or get-records gave");
const LIMIT: Opt = may("--limit", Kind::Count, "at most this many records");
const TYPE: Opt = need("--shard-iterator-type", TYPES, "where to begin");
const FROM: Opt =
    may("--starting-sequence-number", Kind::SequenceNumber, "for AT_ and AFTER_SEQUENCE_NUMBER");
const TIMESTAMP: Opt =
    may("--timestamp", Kind::Timestamp, "for AT_TIMESTAMP: ISO 8601 or seconds of the Unix epoch");
const SPLIT: Opt = need("--shard-to-split", Kind::ShardId, "the shard to split");
const AT: Opt =
    need("--new-starting-hash-key", Kind::SplitKey, "first hash of the upper child; here also: midpoint");
const MERGE: Opt = need("--shard-to-merge", Kind::ShardId, "the lower shard");
const ADJACENT: Opt = need("--adjacent-shard-to-merge", Kind::ShardId, "the shard directly above it");
const SOURCE_TYPE: Opt = may(
    "--delivery-stream-type",
    Kind::Choice(&["DirectPut", "KinesisStreamAsSource"]),
    "DirectPut if not said",
);
const SOURCE: Opt =
    may("--kinesis-stream-source-configuration", Kind::Structure, "KinesisStreamARN=ARN,RoleARN=ARN");
const EXTENDED: Opt = need(
    "--extended-s3-destination-configuration",
    Kind::Structure,
    "RoleARN=ARN,BucketARN=ARN,Prefix=TEXT,BufferingHints={SizeInMBs=5,IntervalInSeconds=300},\
     ProcessingConfiguration={...}",
);
const RECURSIVE: Opt = may("--recursive", Kind::Flag, "all of them, not only up to the next slash");

pub(crate) fn operation(service: &str, word: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|op| op.service == service && op.word == word)
}

pub(crate) fn operations_of(service: &str) -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().filter(move |op| op.service == service)
}

impl Operation {
    pub fn option(&self, name: &str) -> Option<&'static Opt> {
        let own: &'static [Opt] = self.options;
        own.iter().chain(GLOBAL.iter()).find(|option| option.name == name)
    }
}

impl Opt {
    /// The parameter's name in the API: `StreamName`.
    pub fn parameter(&self) -> String {
        let parts = self.name.trim_start_matches('-').split('-');
        parts.map(|part| if part == "arn" { "ARN".to_owned() } else { capital(part) }).collect()
    }

    /// The parameter's name in validation errors: `streamName`.
    pub fn field(&self) -> String {
        let name = self.parameter();
        let mut chars = name.chars();
        chars.next().map_or(String::new(), |first| first.to_ascii_lowercase().to_string() + chars.as_str())
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

/// Operations that AWS has and Shardlab has not: named, so that nobody takes them for slips.
pub const NOT_MODELLED: &[(&str, &str)] = &[
    ("kinesis", "add-tags-to-stream"),
    ("kinesis", "decrease-stream-retention-period"),
    ("kinesis", "delete-stream"),
    ("kinesis", "deregister-stream-consumer"),
    ("kinesis", "describe-limits"),
    ("kinesis", "describe-stream"),
    ("kinesis", "describe-stream-consumer"),
    ("kinesis", "disable-enhanced-monitoring"),
    ("kinesis", "enable-enhanced-monitoring"),
    ("kinesis", "increase-stream-retention-period"),
    ("kinesis", "list-stream-consumers"),
    ("kinesis", "list-tags-for-stream"),
    ("kinesis", "register-stream-consumer"),
    ("kinesis", "remove-tags-from-stream"),
    ("kinesis", "start-stream-encryption"),
    ("kinesis", "stop-stream-encryption"),
    ("kinesis", "subscribe-to-shard"),
    ("kinesis", "update-max-record-size"),
    ("kinesis", "update-shard-count"),
    ("kinesis", "update-stream-mode"),
    ("firehose", "delete-delivery-stream"),
    ("firehose", "list-tags-for-delivery-stream"),
    ("firehose", "start-delivery-stream-encryption"),
    ("firehose", "stop-delivery-stream-encryption"),
    ("firehose", "tag-delivery-stream"),
    ("firehose", "untag-delivery-stream"),
    ("firehose", "update-destination"),
    ("s3", "mv"),
    ("s3", "presign"),
    ("s3", "rb"),
    ("s3", "rm"),
    ("s3", "sync"),
    ("s3", "website"),
];

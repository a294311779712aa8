//! The words of AWS and of the product, each in a sentence or two, with the lesson that teaches it.

use super::{Row, Table, row};

pub(super) fn table() -> Table {
    Table {
        id: super::GLOSSARY,
        title: "Glossary",
        about: "Words of AWS, and ours. Numbers are not here: they depend on the era and stand under Limits.",
        heads: &["term", "is"],
        rows: TERMS.iter().map(term).collect(),
    }
}

fn term((name, is, lesson): &(&str, &str, &'static str)) -> Row {
    Row { lesson: (!lesson.is_empty()).then_some(lesson), ..row("term", name, [(*is).to_owned()]) }
}

pub(super) const TERMS: &[(&str, &str, &str)] = &[
    (
        "Aggregation",
        "Several user records packed by the KPL into one record of the stream. Not collection: that is several records in one call.",
        "producer-library",
    ),
    (
        "Backfill",
        "Bringing in by hand what lies in a failure folder: COPY from the manifest, an index request, or putting the records again.",
        "when-a-destination-fails",
    ),
    (
        "Buffer",
        "Where Firehose gathers records until a size or an interval is reached, whichever is first.",
        "firehose-buffers",
    ),
    (
        "Capacity mode",
        "Provisioned: you say how many shards. On-demand: the stream scales by itself.",
        "capacity-modes",
    ),
    (
        "Checkpoint",
        "How far a worker of the KCL has come in a shard, written into the lease table.",
        "client-library",
    ),
    (
        "Closed shard",
        "A shard that was split or merged: it takes no new records, but can be read until its last one has expired.",
        "resharding",
    ),
    (
        "Consumer",
        "Whoever reads a stream: by polling GetRecords, by enhanced fan-out, with the KCL, or a service.",
        "reading",
    ),
    (
        "Delivery stream",
        "What Amazon Data Firehose calls a Firehose stream today: a source, maybe a transform, a buffer and a destination.",
        "loading-firehose",
    ),
    (
        "Direct PUT",
        "Records put into a delivery stream itself, without a stream before it.",
        "loading-firehose",
    ),
    (
        "Duplicate",
        "A record that is there twice: a producer put it again although it had arrived, or a reader read it again.",
        "duplicates",
    ),
    (
        "Dynamic partitioning",
        "Firehose sorts records into prefixes by keys in them, found by jq or by a function.",
        "dynamic-partitioning",
    ),
    (
        "Enhanced fan-out",
        "A registered consumer with a pipe of its own to every shard; records are pushed.",
        "fan-out",
    ),
    ("Era", "Whose limits and names rule here: of 2018, of 2020, or today’s.", ""),
    (
        "ErrorOutputPrefix",
        "Where in the bucket failures go. Needed with expressions in the prefix.",
        "where-failures-lie",
    ),
    (
        "Event source mapping",
        "What polls a stream for a Lambda function and calls it with batches.",
        "lambda-and-others",
    ),
    (
        "Explicit hash key",
        "A number in the place of the MD5 of the partition key: it chooses the shard by itself.",
        "partition-keys",
    ),
    (
        "Failure folder",
        "A folder of the bucket for records that did not arrive, with the error and the data in base64.",
        "where-failures-lie",
    ),
    (
        "FailedRecordCount",
        "How many records of a PutRecords failed. The call itself succeeds all the same.",
        "retries",
    ),
    (
        "Hash key range",
        "The part of the numbers from 0 to 2¹²⁸ − 1 that belongs to a shard.",
        "streams-and-shards",
    ),
    ("Hot shard", "A shard that gets more than its share, mostly because of one busy key.", "partition-keys"),
    ("Iterator", "A place in a shard from which GetRecords reads on; it lives for five minutes.", "reading"),
    ("Iterator age", "How old the last record was that was read: how far a reader is behind.", "reading"),
    (
        "KCL",
        "Kinesis Client Library: shares the shards among workers by leases in a DynamoDB table, and keeps checkpoints.",
        "client-library",
    ),
    ("Kinesis Agent", "A Java program that sends the lines of files.", "kinesis-agent"),
    ("KPL", "Kinesis Producer Library: packs, collects, retries, and counts.", "producer-library"),
    (
        "Lag",
        "The distance between the newest record and the last that was read. On the stage: between the flag and the lane’s left end.",
        "reading",
    ),
    ("LATEST", "Begin to read with what comes from now on.", "reading"),
    ("Lease", "A row of the KCL’s table: which worker has which shard, and how far it is.", "client-library"),
    ("Ledger", "Ours: every record accounted for, in the scene’s lower right corner.", ""),
    ("Merge", "Two neighbouring shards become one.", "resharding"),
    (
        "MillisBehindLatest",
        "How far an answer is behind the newest record of its shard, in milliseconds.",
        "reading",
    ),
    ("On-demand", "A capacity mode in which a stream gets its shards by itself.", "capacity-modes"),
    ("Partition key", "The text whose MD5 chooses the shard of a record.", "partition-keys"),
    (
        "Poison record",
        "A record that a function can never do, and that holds up its shard.",
        "lambda-and-others",
    ),
    ("processing-failed", "The folder of what the transform could not do.", "where-failures-lie"),
    ("ProvisionedThroughputExceededException", "A shard is full.", "write-limits"),
    ("PutRecords", "Up to 500 records in one call; each succeeds or fails by itself.", "write-limits"),
    ("Resharding", "Splitting and merging shards, by hand or by UpdateShardCount.", "resharding"),
    (
        "Retention period",
        "How long a stream keeps a record, whether it was read or not.",
        "retention-and-replay",
    ),
    (
        "Salting",
        "A random part in the key, so that one busy key is spread over several shards.",
        "partition-keys",
    ),
    ("Sequence number", "The place of a record in its shard: it grows, and has gaps.", "streams-and-shards"),
    ("Shard", "A part of a stream with a fixed rate of its own, to write and to read.", "streams-and-shards"),
    ("Split", "One shard becomes two: its range is cut.", "resharding"),
    ("Story", "Ours: the text of a scene. See Lines of a story.", ""),
    (
        "Throttling",
        "Refusing calls or records because a limit is met; whoever calls puts again, later.",
        "write-limits",
    ),
    (
        "Transform",
        "A Lambda function that Firehose calls with each buffer: it answers Ok, Dropped or ProcessingFailed for each record.",
        "lambda-transforms",
    ),
    ("Trim horizon", "The oldest record that a shard still keeps.", "retention-and-replay"),
    ("UpdateShardCount", "Brings a stream to a number of shards of equal ranges, in steps.", "resharding"),
    ("User record", "What you gave to the KPL, before it was packed.", "producer-library"),
    (
        "Zero buffering",
        "A buffer interval of 0 seconds: Firehose delivers as soon as it can.",
        "zero-buffering",
    ),
];

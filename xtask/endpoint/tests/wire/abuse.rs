//! Bodies at random to every operation, for a few seconds: every answer is one, and afterwards all is as before.

use std::time::{Duration, Instant};

use crate::running::start;
use engine::kernel::Chance;
use serde_json::{Map, Value, json};

const LASTS: Duration = Duration::from_secs(3);

/// Every operation of the two services, whether the engine has it or not.
const OPERATIONS: [&str; 47] = [
    "Kinesis_20131202.AddTagsToStream",
    "Kinesis_20131202.CreateStream",
    "Kinesis_20131202.DecreaseStreamRetentionPeriod",
    "Kinesis_20131202.DeleteResourcePolicy",
    "Kinesis_20131202.DeleteStream",
    "Kinesis_20131202.DeregisterStreamConsumer",
    "Kinesis_20131202.DescribeLimits",
    "Kinesis_20131202.DescribeStream",
    "Kinesis_20131202.DescribeStreamConsumer",
    "Kinesis_20131202.DescribeStreamSummary",
    "Kinesis_20131202.DisableEnhancedMonitoring",
    "Kinesis_20131202.EnableEnhancedMonitoring",
    "Kinesis_20131202.GetRecords",
    "Kinesis_20131202.GetResourcePolicy",
    "Kinesis_20131202.GetShardIterator",
    "Kinesis_20131202.IncreaseStreamRetentionPeriod",
    "Kinesis_20131202.ListShards",
    "Kinesis_20131202.ListStreamConsumers",
    "Kinesis_20131202.ListStreams",
    "Kinesis_20131202.ListTagsForStream",
    "Kinesis_20131202.MergeShards",
    "Kinesis_20131202.PutRecord",
    "Kinesis_20131202.PutRecords",
    "Kinesis_20131202.PutResourcePolicy",
    "Kinesis_20131202.RegisterStreamConsumer",
    "Kinesis_20131202.RemoveTagsFromStream",
    "Kinesis_20131202.SplitShard",
    "Kinesis_20131202.StartStreamEncryption",
    "Kinesis_20131202.StopStreamEncryption",
    "Kinesis_20131202.SubscribeToShard",
    "Kinesis_20131202.TagResource",
    "Kinesis_20131202.UpdateMaxRecordSize",
    "Kinesis_20131202.UpdateShardCount",
    "Kinesis_20131202.UpdateStreamMode",
    "Kinesis_20131202.CreateQueue",
    "Firehose_20150804.CreateDeliveryStream",
    "Firehose_20150804.DeleteDeliveryStream",
    "Firehose_20150804.DescribeDeliveryStream",
    "Firehose_20150804.ListDeliveryStreams",
    "Firehose_20150804.ListTagsForDeliveryStream",
    "Firehose_20150804.PutRecord",
    "Firehose_20150804.PutRecordBatch",
    "Firehose_20150804.StartDeliveryStreamEncryption",
    "Firehose_20150804.StopDeliveryStreamEncryption",
    "Firehose_20150804.TagDeliveryStream",
    "Firehose_20150804.UntagDeliveryStream",
    "Firehose_20150804.UpdateDestination",
];

const MEMBERS: [&str; 32] = [
    "StreamName",
    "StreamARN",
    "ShardCount",
    "ShardId",
    "Data",
    "PartitionKey",
    "Records",
    "Limit",
    "ShardIterator",
    "ShardIteratorType",
    "StartingSequenceNumber",
    "Timestamp",
    "NextToken",
    "MaxResults",
    "ShardFilter",
    "Type",
    "ShardToSplit",
    "NewStartingHashKey",
    "ShardToMerge",
    "AdjacentShardToMerge",
    "TargetShardCount",
    "ScalingType",
    "RetentionPeriodHours",
    "Tags",
    "TagKeys",
    "ConsumerName",
    "ConsumerARN",
    "KeyId",
    "ExplicitHashKey",
    "DeliveryStreamName",
    "Record",
    "StreamModeDetails",
];

/// A number below the one given.
type Dice<'a> = &'a mut dyn FnMut(u64) -> u64;

fn pick<'a, T>(dice: Dice<'_>, from: &'a [T]) -> &'a T {
    &from[usize::try_from(dice(from.len() as u64)).unwrap()]
}

fn value(dice: Dice<'_>, depth: u64) -> Value {
    let texts = [
        "abuse",
        "abuse",
        "",
        "x y",
        "shardId-000000000000",
        "arn:aws:kinesis:us-east-1:123456789012:stream/abuse",
        "340282366920938463463374607431768211456",
        "0",
        "-1",
        "TRIM_HORIZON",
        "LATEST",
        "AT_TIMESTAMP",
        "ON_DEMAND",
        "aGVsbG8=",
        "not base64!",
        "\u{0}\u{1F600}",
        "AFTER_SEQUENCE_NUMBER",
        "49590338271490256608559692538361571095921575989136588898",
    ];
    match dice(if depth > 3 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => json!(dice(2) == 0),
        2 => json!(dice(12)),
        3 => json!(u64::MAX - dice(u64::MAX)),
        4 => json!(-1.5e300),
        5 => json!(pick(dice, &texts)),
        6 => (0..dice(4)).map(|_| value(dice, depth + 1)).collect(),
        _ => object(dice, depth + 1),
    }
}

fn object(dice: Dice<'_>, depth: u64) -> Value {
    let members = (0..dice(6)).map(|_| (pick(dice, &MEMBERS).to_string(), value(dice, depth)));
    let mut members: Map<_, _> = members.collect();
    if dice(2) == 0 {
        members.insert("StreamName".to_owned(), json!("abuse"));
    }
    Value::Object(members)
}

#[test]
fn bodies_at_random_are_all_answered() {
    let endpoint = start(1_000.0);
    let body = r#"{"StreamName": "abuse", "ShardCount": 2}"#;
    assert_eq!(endpoint.call("CreateStream", body).0, 200);
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(29_434);
    let chance = Chance::new(seed, "abuse");
    let mut client = endpoint.client();
    let end = Instant::now() + LASTS;
    let mut sent = 0;
    while Instant::now() < end {
        let mut draw = chance.at(sent);
        let dice: Dice<'_> = &mut |below| draw.below(below);
        let target = pick(dice, &OPERATIONS);
        let body = if dice(8) == 0 {
            (0..dice(200)).map(|_| u8::try_from(dice(256)).unwrap()).collect()
        } else {
            object(dice, 0).to_string().into_bytes()
        };
        let kind = *pick(dice, &["application/x-amz-json-1.1", "application/x-amz-cbor-1.1"]);
        let told =
            || format!("call {sent} of seed {seed}: {target} {kind} {}", String::from_utf8_lossy(&body));
        let (status, answer) =
            client.post("/", target, kind, &body).unwrap_or_else(|error| panic!("{error}: {}", told()));
        assert!(status == 200 || status == 400, "{status} {}: {}", String::from_utf8_lossy(&answer), told());
        sent += 1;
    }
    assert!(sent > 500, "only {sent} calls");
    let (status, _) = endpoint.call("ListStreams", "{}");
    assert_eq!(status, 200, "the endpoint still answers");
    endpoint.stop();
}

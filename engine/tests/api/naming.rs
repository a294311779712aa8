//! How a call names its stream, what an era or Shardlab has not, and other readings of a body.

use engine::api::json;
use engine::era::Era;
use serde_json::{Value, json};

use crate::validation::{check, fails, told};

#[test]
fn a_stream_is_named_by_name_or_arn_and_what_names_none_is_refused() {
    const ARN: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/s";
    check("DescribeStream", json!({ "StreamARN": ARN }), "taken");
    check("DescribeStream", json!({"StreamARN": ARN, "StreamName": "s"}), "taken");
    check(
        "DescribeStream",
        json!({"StreamARN": ARN, "StreamName": "t"}),
        "InvalidArgumentException: StreamName t and StreamARN name two different streams.",
    );
    let neither = "InvalidArgumentException: Either StreamName or StreamARN should be provided.";
    check("DescribeStream", json!({}), neither);
    fails(
        "DescribeStream",
        json!({"StreamARN": "s"}),
        &[(
            "'s'",
            "streamARN",
            r"Member must satisfy regular expression pattern: arn:aws.*:kinesis:.*:\d{12}:stream/\S+",
        )],
    );
    check(
        "DescribeStream",
        json!({"StreamARN": format!("{ARN}/x")}),
        "ResourceNotFoundException: Stream s/x under account 123456789012 not found.",
    );
    let by = |body: Value| told("DescribeStreamConsumer", &body, Era::Today);
    assert_eq!(by(json!({"ConsumerARN": format!("{ARN}/consumer/c:1")})), "taken");
    assert_eq!(by(json!({"StreamARN": ARN, "ConsumerName": "c"})), "taken");
    let text = "Either ConsumerARN or both StreamARN and ConsumerName should be provided.";
    assert_eq!(by(json!({ "StreamARN": ARN })), format!("InvalidArgumentException: {text}"));
}

#[test]
fn what_came_later_is_refused_with_its_date() {
    let stream = json!({"StreamName": "s"});
    let arn = json!({"StreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/s"});
    for (operation, body, era, expected) in [
        ("DescribeStream", &stream, Era::Y2018, "taken"),
        (
            "DescribeStream",
            &arn,
            Era::Y2020,
            "InvalidArgumentException: StreamARN is not known in the era 2020: it came in November 2022",
        ),
        (
            "DescribeStream",
            &json!({}),
            Era::Y2018,
            "ValidationException: 1 validation error detected: Value null at 'streamName' failed to satisfy constraint: \
             Member must not be null",
        ),
        (
            "UpdateStreamMode",
            &arn,
            Era::Y2018,
            "UnknownOperationException: UpdateStreamMode is not known in the era 2018: it came in November 2021",
        ),
        (
            "ListShards",
            &json!({"StreamName": "s", "ShardFilter": {"Type": "AT_LATEST"}}),
            Era::Y2018,
            "InvalidArgumentException: ShardFilter is not known in the era 2018: it came in 2020",
        ),
        (
            "ListShards",
            &json!({"StreamName": "s", "ShardFilter": {"Type": "AT_LATEST"}}),
            Era::Y2020,
            "taken",
        ),
        ("ListShards", &json!({"NextToken": "x"}), Era::Y2018, "taken"),
        // Consumers were always named by ARN.
        (
            "RegisterStreamConsumer",
            &json!({"StreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/s", "ConsumerName": "c"}),
            Era::Y2018,
            "taken",
        ),
    ] {
        assert_eq!(told(operation, body, era), expected, "{operation} {body} in {era}");
    }
}

#[test]
fn what_shardlab_has_not_is_said_and_what_aws_has_not_is_ignored() {
    check("DescribeStream", json!({"StreamName": "s", "Colour": "red"}), "taken");
    let not =
        |name: &str| format!("NotModelled: {name} is a parameter of AWS, but Shardlab does not model it yet");
    check("DescribeStream", json!({"StreamName": "s", "StreamId": "x"}), &not("StreamId"));
    let s3 = |more: &str, value: Value| {
        let mut s3 = json!({"RoleARN": "arn:aws:iam::123456789012:role/r", "BucketARN": "arn:aws:s3:::lake"});
        s3[more] = value;
        json!({"DeliveryStreamName": "d", "ExtendedS3DestinationConfiguration": s3})
    };
    const CREATE: &str = "firehose.CreateDeliveryStream";
    check(CREATE, s3("Prefix", json!("x/")), "taken");
    check(CREATE, s3("FileExtension", json!(".json")), "taken");
    check(
        CREATE,
        s3("EncryptionConfiguration", json!({"KMSEncryptionConfig": {}})),
        &not("KMSEncryptionConfig"),
    );
    check(
        CREATE,
        s3("DynamicPartitioningConfiguration", json!({"Enabled": true, "RetryOptions": {}})),
        &not("RetryOptions"),
    );
    let one = "InvalidArgumentException: Exactly one destination configuration is supported for a Firehose";
    check(CREATE, json!({"DeliveryStreamName": "d"}), one);
    check(
        CREATE,
        json!({"DeliveryStreamName": "d", "IcebergDestinationConfiguration": {}}),
        &not("IcebergDestinationConfiguration"),
    );
    let told = |target: &str| json::read(target, &json!({}), Era::Today).unwrap_err().to_string();
    assert_eq!(
        told("Kinesis_20131202.TagResource"),
        "NotModelled: TagResource is an operation of AWS, but Shardlab does not model it yet"
    );
    assert_eq!(
        told("Kinesis_20131202.PutRecrod"),
        "UnknownOperationException: `Kinesis_20131202.PutRecrod` is no operation that is known here"
    );
}

#[test]
fn the_older_s3_destination_is_the_same_delivery_stream_without_a_transform() {
    let s3 = json!({"RoleARN": "arn:aws:iam::123456789012:role/r", "BucketARN": "arn:aws:s3:::lake", "Prefix": "x/",
                    "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 60}});
    let create = |member: &str| {
        let body = json!({"DeliveryStreamName": "d", member: s3});
        json::read("Firehose_20150804.CreateDeliveryStream", &body, Era::Today).unwrap()
    };
    assert_eq!(create("S3DestinationConfiguration"), create("ExtendedS3DestinationConfiguration"));
}

#[test]
fn a_time_is_seconds_with_a_fraction() {
    use engine::command::{Command, IteratorStart, Kinesis};
    for (written, millis) in [
        ("1795269605", 1_795_269_605_000),
        ("1795269605.25", 1_795_269_605_250),
        ("1795269605.007", 1_795_269_605_007),
        ("0.5", 500),
    ] {
        let body = format!(
            r#"{{"StreamName":"s","ShardId":"0","ShardIteratorType":"AT_TIMESTAMP","Timestamp":{written}}}"#
        );
        let command = json::read(
            "Kinesis_20131202.GetShardIterator",
            &serde_json::from_str(&body).unwrap(),
            Era::Today,
        );
        let Ok(Command::Kinesis(Kinesis::GetShardIterator { start, .. })) = command else {
            panic!("{command:?}")
        };
        assert_eq!(start, IteratorStart::AtTimestamp(millis), "{written}");
    }
}

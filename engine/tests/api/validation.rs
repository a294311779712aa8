//! What AWS says before it looks at anything, word for word.

use engine::api::json;
use engine::era::Era;
use engine::refusal::ErrorName;
use serde_json::{Value, json};

const NAME: &str = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";

pub fn told(operation: &str, body: &Value, era: Era) -> String {
    let target = match operation.split_once('.') {
        Some(("firehose", name)) => format!("Firehose_20150804.{name}"),
        _ => format!("Kinesis_20131202.{operation}"),
    };
    json::read(&target, body, era).map_or_else(|refusal| refusal.to_string(), |_| "taken".to_owned())
}

pub fn check(operation: &str, body: Value, expected: &str) {
    assert_eq!(told(operation, &body, Era::Today), expected, "{operation} {body}");
}

/// One or more failed constraints, each `value at 'path': constraint`.
pub fn fails(operation: &str, body: Value, failures: &[(&str, &str, &str)]) {
    let s = if failures.len() == 1 { "" } else { "s" };
    let each: Vec<_> = failures
        .iter()
        .map(|(value, path, rule)| format!("Value {value} at '{path}' failed to satisfy constraint: {rule}"))
        .collect();
    let text =
        format!("ValidationException: {} validation error{s} detected: {}", each.len(), each.join("; "));
    check(operation, body, &text);
}

#[test]
fn all_failures_are_told_at_once() {
    const NULL: &str = "Member must not be null";
    check(
        "PutRecord",
        json!({"StreamName": "a b", "Data": ""}),
        "ValidationException: 2 validation errors detected: Value null at 'partitionKey' failed to satisfy constraint: \
         Member must not be null; Value 'a b' at 'streamName' failed to satisfy constraint: Member must satisfy regular \
         expression pattern: [a-zA-Z0-9_.-]+",
    );
    fails("PutRecord", json!({"StreamName": "s"}), &[("null", "partitionKey", NULL), ("null", "data", NULL)]);
    fails(
        "PutRecord",
        json!({"StreamName": "s", "Data": null, "PartitionKey": "k"}),
        &[("null", "data", NULL)],
    );
    fails(
        "PutRecords",
        json!({"StreamName": "", "Records": []}),
        &[
            ("'[]'", "records", "Member must have length greater than or equal to 1"),
            ("''", "streamName", NAME),
            ("''", "streamName", "Member must have length greater than or equal to 1"),
        ],
    );
    fails(
        "PutRecords",
        json!({"StreamName": "s", "Records": [{"Data": "", "PartitionKey": "k"}, {"Data": "", "ExplicitHashKey": "-1"}]}),
        &[
            (
                "'-1'",
                "records.2.member.explicitHashKey",
                r"Member must satisfy regular expression pattern: 0|([1-9]\d{0,38})",
            ),
            ("null", "records.2.member.partitionKey", NULL),
        ],
    );
    fails(
        "GetShardIterator",
        json!({"StreamName": "s", "ShardId": "0", "ShardIteratorType": "NEWEST"}),
        &[(
            "'NEWEST'",
            "shardIteratorType",
            "Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, \
             TRIM_HORIZON]",
        )],
    );
    // No more than ten.
    let records: Vec<Value> = (0..11).map(|_| json!({"Data": ""})).collect();
    let text = told("PutRecords", &json!({"StreamName": "s", "Records": records}), Era::Today);
    assert!(text.starts_with("ValidationException: 10 validation errors detected: "), "{text}");
    assert!(text.ends_with(
        "at 'records.10.member.partitionKey' failed to satisfy constraint: Member must not be null"
    ));
}

#[test]
fn one_below_at_and_one_above_each_length() {
    let at_least = "Member must have length greater than or equal to 1".to_owned();
    let at_most = |most: usize| format!("Member must have length less than or equal to {most}");
    let put = |key: &str| json!({"StreamName": "s", "Data": "", "PartitionKey": key});
    fails("PutRecord", put(""), &[("''", "partitionKey", &at_least)]);
    check("PutRecord", put("k"), "taken");
    // Characters, not bytes.
    check("PutRecord", put(&"é".repeat(256)), "taken");
    let long = "k".repeat(257);
    fails("PutRecord", put(&long), &[(&format!("'{long}'"), "partitionKey", &at_most(256))]);
    let describe = |name: &str| json!({ "StreamName": name });
    check("DescribeStream", describe(&"a".repeat(128)), "taken");
    let long = "a".repeat(129);
    fails("DescribeStream", describe(&long), &[(&format!("'{long}'"), "streamName", &at_most(128))]);
    let long = "a".repeat(65);
    check("firehose.DescribeDeliveryStream", json!({"DeliveryStreamName": &long[1..]}), "taken");
    fails(
        "firehose.DescribeDeliveryStream",
        json!({ "DeliveryStreamName": long }),
        &[(&format!("'{long}'"), "deliveryStreamName", &at_most(64))],
    );
    let records =
        |n: usize| json!({"StreamName": "s", "Records": vec![json!({"Data": "", "PartitionKey": "k"}); n]});
    check("PutRecords", records(500), "taken");
    let entry = "com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@2";
    let many = format!("'[{}]'", vec![entry; 501].join(", "));
    fails("PutRecords", records(501), &[(&many, "records", &at_most(500))]);
    let iterator = |n: usize| json!({"ShardIterator": "A".repeat(n)});
    check("GetRecords", iterator(512), "taken");
    let long = format!("'{}'", "A".repeat(513));
    fails("GetRecords", iterator(513), &[(&long, "shardIterator", &at_most(512))]);
}

#[test]
fn a_blob_is_told_by_its_length_and_an_era_has_its_own() {
    let put = |bytes: usize| json!({"StreamName": "s", "PartitionKey": "k", "Data": "AAAA".repeat(bytes / 3) + "AA=="});
    // 1 MiB is 3 * 349525 + 1 bytes.
    assert_eq!(told("PutRecord", &put(1_048_576), Era::Y2018), "taken");
    let text = told("PutRecord", &put(1_048_579), Era::Y2018);
    assert_eq!(
        text,
        "ValidationException: 1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=1048579 \
         cap=1048579]' at 'data' failed to satisfy constraint: Member must have length less than or equal to 1048576"
    );
    assert_eq!(told("PutRecord", &put(1_048_579), Era::Today), "taken");
}

#[test]
fn one_below_at_and_one_above_each_range() {
    let at_least = |least: u64| format!("Member must have value greater than or equal to {least}");
    let at_most = |most: u64| format!("Member must have value less than or equal to {most}");
    for (operation, member, rest, least, most) in [
        ("GetRecords", "Limit", json!({"ShardIterator": "A"}), 1, 10_000),
        ("DescribeStream", "Limit", json!({"StreamName": "s"}), 1, 10_000),
        ("ListShards", "MaxResults", json!({"StreamName": "s"}), 1, 10_000),
        ("ListStreams", "Limit", json!({}), 1, 10_000),
        ("ListTagsForStream", "Limit", json!({"StreamName": "s"}), 1, 50),
        ("CreateStream", "ShardCount", json!({"StreamName": "s"}), 1, 2_147_483_647),
        ("CreateStream", "MaxRecordSizeInKiB", json!({"StreamName": "s"}), 1_024, 10_240),
        (
            "UpdateShardCount",
            "TargetShardCount",
            json!({"StreamName": "s", "ScalingType": "UNIFORM_SCALING"}),
            1,
            2_147_483_647,
        ),
        ("IncreaseStreamRetentionPeriod", "RetentionPeriodHours", json!({"StreamName": "s"}), 1, 10_000),
    ] {
        let field = member[..1].to_lowercase() + &member[1..];
        let with = |number: i64| {
            let mut body = rest.clone();
            body[member] = json!(number);
            body
        };
        let (low, high) = (i64::try_from(least).unwrap() - 1, i64::try_from(most).unwrap() + 1);
        fails(operation, with(low), &[(&format!("'{low}'"), &field, &at_least(least))]);
        check(operation, with(low + 1), "taken");
        check(operation, with(high - 1), "taken");
        fails(operation, with(high), &[(&format!("'{high}'"), &field, &at_most(most))]);
    }
}

#[test]
fn what_met_a_limit_names_the_limit() {
    let body = json!({"ShardIterator": "A", "Limit": 10_001});
    let refusal = json::read("Kinesis_20131202.GetRecords", &body, Era::Today).unwrap_err();
    let met = refusal.met.unwrap();
    assert_eq!((met.limit.id, met.allowed, met.asked), ("kds_getrecords_max_records", 10_000, 10_001));
}

#[test]
fn lists_and_maps_of_texts_are_told_whole() {
    let lengths = "[Member must have length less than or equal to 128, Member must have length greater than or equal to 1]";
    fails(
        "RemoveTagsFromStream",
        json!({"StreamName": "s", "TagKeys": ["a", ""]}),
        &[("'[a, ]'", "tagKeys", &format!("Member must satisfy constraint: {lengths}"))],
    );
    fails(
        "AddTagsToStream",
        json!({"StreamName": "s", "Tags": {"": "v"}}),
        &[("'{=v}'", "tags", &format!("Map keys must satisfy constraint: {lengths}"))],
    );
    let values = "[Member must have length less than or equal to 256, Member must have length greater than or equal to 0]";
    let long = "v".repeat(257);
    fails(
        "AddTagsToStream",
        json!({"StreamName": "s", "Tags": {"k": long}}),
        &[(&format!("'{{k={long}}}'"), "tags", &format!("Map value must satisfy constraint: {values}"))],
    );
    fails(
        "EnableEnhancedMonitoring",
        json!({"StreamName": "s", "ShardLevelMetrics": ["ALL", "Heat"]}),
        &[(
            "'[ALL, Heat]'",
            "shardLevelMetrics",
            "Member must satisfy constraint: [Member must satisfy enum value set: [IncomingBytes, IncomingRecords, \
             OutgoingBytes, OutgoingRecords, WriteProvisionedThroughputExceeded, ReadProvisionedThroughputExceeded, \
             IteratorAgeMilliseconds, ALL]]",
        )],
    );
}

#[test]
fn another_json_type_is_a_serialization_exception() {
    let put = |data: Value| json!({"StreamName": "s", "PartitionKey": "k", "Data": data});
    for (operation, body, text) in [
        ("ListStreams", json!([]), "Start of list found where not expected"),
        ("ListStreams", json!("x"), "Expected null"),
        (
            "DescribeStream",
            json!({"StreamName": 1}),
            "class java.math.BigDecimal can not be converted to an String",
        ),
        (
            "DescribeStream",
            json!({"StreamName": true}),
            "class java.lang.Boolean can not be converted to an String",
        ),
        ("DescribeStream", json!({"StreamName": {}}), "Start of structure or map found where not expected."),
        ("DescribeStream", json!({"StreamName": []}), "Start of list found where not expected"),
        (
            "CreateStream",
            json!({"StreamName": "s", "ShardCount": "1"}),
            "class java.lang.String can not be converted to an Integer",
        ),
        (
            "DeleteStream",
            json!({"StreamName": "s", "EnforceConsumerDeletion": "yes"}),
            "'YES' can not be converted to an Boolean",
        ),
        ("PutRecords", json!({"Records": "x"}), "Expected list or null"),
        ("PutRecords", json!({"Records": ["x"]}), "Expected null"),
        ("AddTagsToStream", json!({"Tags": 1}), "Expected map or null"),
        ("PutRecord", put(json!(1)), "class java.math.BigDecimal can not be converted to a Blob"),
        (
            "PutRecord",
            put(json!("abcde")),
            "'abcde' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 bytes but found: 5",
        ),
        (
            "PutRecord",
            put(json!("a*==")),
            "'a*==' can not be converted to a Blob: Invalid Base64 character: '*'",
        ),
        (
            "PutRecord",
            put(json!("aGl=")),
            "'aGl=' can not be converted to a Blob: Invalid last non-pad Base64 character dectected",
        ),
    ] {
        check(operation, body, &format!("SerializationException: {text}"));
    }
    let refusal = json::read("Kinesis_20131202.ListStreams", &json!([]), Era::Today).unwrap_err();
    let (status, body) = json::error(&refusal);
    assert_eq!(status, 400);
    let text = "Start of list found where not expected";
    assert_eq!(body.to_json(), format!(r#"{{"__type":"SerializationException","Message":"{text}"}}"#));
}

#[test]
fn a_mistake_of_the_service_is_the_only_500() {
    use engine::refusal::Refusal;
    let (status, body) = json::error(&Refusal::new(ErrorName::InternalFailure, "No."));
    assert_eq!((status, body.to_json().as_str()), (500, r#"{"__type":"InternalFailure","message":"No."}"#));
}

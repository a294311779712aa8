//! What is offered: the next word, and help with an example that can be typed.

use super::*;

#[test]
fn the_next_word_is_offered() {
    let check = |line: &str, expected: &[&str]| assert_eq!(complete(line), expected, "{line}");
    check("", &["aws"]);
    check("aws ", &["dynamodb", "firehose", "kinesis", "kms", "lambda", "s3", "s3api", "help"]);
    check("aws kinesis put", &["put-record", "put-records", "put-resource-policy"]);
    check("aws kinesis put-record --p", &["--partition-key"]);
    check(
        "aws kinesis create-stream ",
        &["--stream-name", "--shard-count", "--stream-mode-details", "--tags", "--max-record-size-in-ki-b"],
    );
    check("aws kinesis create-stream --stream-name ", &[]);
    check("aws kinesis get-shard-iterator --shard-iterator-type AT", &["AT_TIMESTAMP", "AT_SEQUENCE_NUMBER"]);
    check("aws s3 ls ", &["s3://", "--recursive"]);
    check("aws sqs ", &["help"]);
    check("aws lambda list", &["list-event-source-mappings", "list-functions"]);
}

#[test]
fn what_the_scene_has_is_offered() {
    let names = Names {
        streams: vec![
            ("orders".to_owned(), vec!["shardId-000000000000".to_owned(), "shardId-000000000002".to_owned()]),
            ("clicks".to_owned(), vec!["shardId-000000000001".to_owned()]),
        ],
        delivery_streams: vec!["to-lake".to_owned()],
        tables: vec!["billing".to_owned()],
        buckets: vec!["lake".to_owned()],
        functions: vec![("count".to_owned(), Some("5a1b".to_owned())), ("clean".to_owned(), None)],
    };
    for (line, expected) in [
        ("aws kinesis split-shard --stream-name ", vec!["orders", "clicks"]),
        ("aws kinesis split-shard --stream-name o", vec!["orders"]),
        (
            "aws kinesis split-shard --stream-name orders --shard-to-split ",
            vec!["shardId-000000000000", "shardId-000000000002"],
        ),
        ("aws firehose describe-delivery-stream --delivery-stream-name t", vec!["to-lake"]),
        ("aws dynamodb scan --table-name ", vec!["billing"]),
        ("aws s3api list-objects-v2 --bucket ", vec!["lake"]),
        ("aws lambda get-function-configuration --function-name ", vec!["count", "clean"]),
        ("aws lambda delete-event-source-mapping --uuid ", vec!["5a1b"]),
        ("aws s3 ls s3://l", vec!["s3://lake/"]),
    ] {
        assert_eq!(complete_with(line, &names), expected, "{line}");
    }
}

#[test]
fn an_example_can_be_typed() {
    let mut without = Vec::new();
    for operation in table::SERVICES.iter().flat_map(|(service, _)| table::operations_of(service)) {
        let text = help(&format!("{} {}", operation.service(), operation.word()));
        match text.rsplit_once("\nExample: ") {
            Some((_, line)) => assert!(parse(line).is_ok(), "{line}"),
            None => without.push(operation.word()),
        }
    }
    assert!(without.is_empty(), "{without:?}");
    assert!(help("kinesis split-shard").contains("--stream-name (required)"));
    assert!(help("kinesis split-shard").ends_with(
        "Example: aws kinesis split-shard --stream-name orders --shard-to-split shardId-000000000000 \
         --new-starting-hash-key midpoint"
    ));
}

#[test]
fn every_topic_has_help() {
    assert!(help("").contains("kinesis"));
    assert!(help("kinesis").contains("split-shard"));
    assert!(
        help("kinesis split-shard")
            .starts_with("aws kinesis split-shard --stream-name ... --shard-to-split ...")
    );
    for operation in table::SERVICES.iter().flat_map(|(service, _)| table::operations_of(service)) {
        let line = format!("aws {} {} help", operation.service(), operation.word());
        assert!(told(&line).contains(operation.about()), "{line}");
    }
    assert_eq!(
        help("sqs"),
        "There is no help on `sqs`. Services: dynamodb, firehose, kinesis, kms, lambda, s3, s3api."
    );
}

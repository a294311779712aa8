//! Lines of `aws kinesis`: how they read and print, in which era.

use super::*;

#[test]
fn every_operation_reads_and_prints() {
    for line in [
        "aws kinesis create-stream --stream-name orders --shard-count 2",
        "aws kinesis describe-stream-summary --stream-name orders",
        "aws kinesis list-streams",
        "aws kinesis list-shards --stream-name orders",
        "aws kinesis put-record --stream-name s --partition-key 'user 1' --data aGVsbG8=",
        "aws kinesis put-record --stream-name s --partition-key k --explicit-hash-key 0 --data aGVsbG8=",
        "aws kinesis put-records --stream-name s --records Data=aGk=,PartitionKey=k Data=,PartitionKey=user-1",
        "aws kinesis put-records --stream-name s --records '[{\"Data\":\"aGk=\",\"PartitionKey\":\"a,b\"}]'",
        "aws kinesis get-shard-iterator --stream-name s --shard-id shardId-000000000000 --shard-iterator-type LATEST",
        "aws kinesis get-shard-iterator --stream-name s --shard-id shardId-000000000000 --shard-iterator-type TRIM_HORIZON",
        "aws kinesis get-shard-iterator --stream-name s --shard-id shardId-000000000001 --shard-iterator-type \
         AT_SEQUENCE_NUMBER --starting-sequence-number 49590338271490256608559692538361571095921575989136588898",
        "aws kinesis get-shard-iterator --stream-name s --shard-id shardId-000000000001 --shard-iterator-type \
         AFTER_SEQUENCE_NUMBER --starting-sequence-number 0",
        "aws kinesis get-shard-iterator --stream-name s --shard-id shardId-000000000001 --shard-iterator-type \
         AT_TIMESTAMP --timestamp 1795269605.250",
        "aws kinesis get-records --shard-iterator AAAA --limit 100",
        "aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 --new-starting-hash-key midpoint",
        "aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 --new-starting-hash-key 10",
        "aws kinesis merge-shards --stream-name s --shard-to-merge shardId-000000000001 --adjacent-shard-to-merge \
         shardId-000000000002",
    ] {
        check(line, line);
        assert_eq!(fits(&parse(line).unwrap(), Era::Y2018), Ok(()), "as old as Kinesis: {line}");
    }
}

#[test]
fn what_is_printed_says_nothing_that_an_older_era_does_not_know() {
    const ARN: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/s";
    for line in [
        format!("register-stream-consumer --stream-arn {ARN} --consumer-name c"),
        format!("describe-stream-consumer --consumer-arn {ARN}/consumer/c:1"),
        format!(
            "subscribe-to-shard --consumer-arn {ARN}/consumer/c:1 --shard-id 0 --starting-position Type=LATEST"
        ),
        format!("list-stream-consumers --stream-arn {ARN}"),
        format!("deregister-stream-consumer --stream-arn {ARN} --consumer-name c"),
        "update-shard-count --stream-name s --target-shard-count 2 --scaling-type UNIFORM_SCALING".to_owned(),
        "increase-stream-retention-period --stream-name s --retention-period-hours 48".to_owned(),
        "start-stream-encryption --stream-name s --encryption-type KMS --key-id alias/aws/kinesis".to_owned(),
        "stop-stream-encryption --stream-name s --encryption-type KMS --key-id alias/aws/kinesis".to_owned(),
        "enable-enhanced-monitoring --stream-name s --shard-level-metrics ALL".to_owned(),
        "add-tags-to-stream --stream-name s --tags a=b".to_owned(),
        "delete-stream --stream-name s --enforce-consumer-deletion".to_owned(),
        "describe-limits".to_owned(),
    ] {
        let command = parse(&format!("aws kinesis {line}")).unwrap();
        assert_eq!(fits(&command, Era::Y2018), Ok(()), "{command}");
    }
    let create = "aws kinesis create-stream --stream-name s --shard-count 1 --stream-mode-details StreamMode=PROVISIONED";
    let command = parse(create).unwrap();
    assert_eq!(fits(&command, Era::Today), Ok(()));
    assert_eq!(
        fits(&command, Era::Y2020).map_err(|refusal| refusal.error.as_str()),
        Err("InvalidArgumentException")
    );
}

#[test]
fn one_command_has_several_spellings() {
    let put = "aws kinesis put-record --stream-name s --partition-key k --data aGVsbG8=";
    for line in [
        "aws kinesis put-record --data=aGVsbG8= --partition-key=k --stream-name=s --region eu-west-1",
        "aws --region us-east-1 kinesis --output json put-record --stream-name s --partition-key k --data aGVsbG8",
        "aws kinesis put-record --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/s --partition-key k --data aGVsbG8=",
        "aws kinesis put-record --stream-name s --partition-key k --cli-binary-format raw-in-base64-out --data hello",
    ] {
        let expected = if line.ends_with("aGVsbG8") {
            "98: Invalid base64: \"aGVsbG8\" (to write the data as it is, add --cli-binary-format raw-in-base64-out)"
        } else {
            put
        };
        check(line, expected);
    }
    let from = |t: &str| {
        told(&format!(
            "aws kinesis get-shard-iterator --stream-name s --shard-id 0 --shard-iterator-type AT_TIMESTAMP --timestamp {t}"
        ))
    };
    for text in ["2026-11-21T14:00:05Z", "2026-11-21T14:00:05", "2026-11-21T16:00:05+02:00", "1795269605"] {
        assert!(from(text).ends_with("--timestamp 1795269605.000"), "{}", from(text));
    }
}

#[test]
fn the_options_of_newer_operations_read_like_the_older_ones() {
    let arn = "arn:aws:kinesis:us-east-1:123456789012:stream/s";
    let tags = "aws kinesis add-tags-to-stream --stream-name s --tags";
    for (line, expected) in [
        (format!("{tags} a=1,b=2"), format!("{tags} a=1,b=2")),
        (format!("{tags} '{{\"b\":\"2\",\"a\":\"1\"}}'"), format!("{tags} a=1,b=2")),
        (format!("{tags} a"), "55: Error parsing parameter '--tags': Expected: '=', received: 'EOF'".to_owned()),
        (
            format!("{tags} '[]'"),
            "55: Parameter validation failed: Invalid type for parameter Tags, valid types: map".to_owned(),
        ),
        (
            "aws kinesis remove-tags-from-stream --stream-name s --tag-keys '[\"a\",\"b\"]'".to_owned(),
            "aws kinesis remove-tags-from-stream --stream-name s --tag-keys a b".to_owned(),
        ),
        (
            format!("aws kinesis delete-stream --stream-arn {arn} --no-enforce-consumer-deletion"),
            "aws kinesis delete-stream --stream-name s".to_owned(),
        ),
        (
            "aws kinesis delete-stream --stream-name s --enforce-consumer-deletion --no-enforce-consumer-deletion"
                .to_owned(),
            "aws kinesis delete-stream --stream-name s".to_owned(),
        ),
        (
            "aws kinesis create-stream --stream-name s --stream-mode-details StreamMode=SERVERLESS".to_owned(),
            "65: An error occurred (ValidationException) when calling the CreateStream operation: 1 validation error \
             detected: Value 'SERVERLESS' at 'streamModeDetails.streamMode' failed to satisfy constraint: Member must \
             satisfy enum value set: [PROVISIONED, ON_DEMAND]"
                .to_owned(),
        ),
        (
            "aws kinesis describe-stream --stream-name s --stream-id x".to_owned(),
            "45: --stream-id is an option of aws kinesis describe-stream, but Shardlab does not model it yet".to_owned(),
        ),
        (
            "aws kinesis tag-resource --resource-arn x".to_owned(),
            "13: tag-resource is an operation of aws kinesis, but Shardlab does not model it yet".to_owned(),
        ),
        (
            "aws kinesis put-records --stream-name s --records Data=,PartitionKey=a Data=,PartitionKey=b,ExplicitHashKey=x"
                .to_owned(),
            "72: An error occurred (ValidationException) when calling the PutRecords operation: 1 validation error \
             detected: Value 'x' at 'records.2.member.explicitHashKey' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: 0|([1-9]\\d{0,38})"
                .to_owned(),
        ),
    ] {
        check(&line, &expected);
    }
}

#[test]
fn an_era_knows_no_later_operation() {
    let line = "aws kinesis update-stream-mode --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/s \
                --stream-mode-details StreamMode=ON_DEMAND";
    assert!(parse_in(line, Era::Today).is_ok());
    assert_eq!(
        parse_in(line, Era::Y2020).unwrap_err().to_string(),
        "An error occurred (UnknownOperationException) when calling the UpdateStreamMode operation: UpdateStreamMode is \
         not known in the era 2020: it came in November 2021"
    );
}

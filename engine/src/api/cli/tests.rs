mod buckets;
mod replies;

use super::*;

/// What the CLI makes of a line: the command printed again, or the error with its column.
fn told(line: &str) -> String {
    match parse(line) {
        Ok(command) => command.to_string(),
        Err(CliError::Usage { column, message, near: None }) => format!("{column}: {message}"),
        Err(CliError::Usage { column, message, near: Some(near) }) => {
            format!("{column}: {message} ({near}?)")
        }
        Err(error @ CliError::Aws { column, .. }) => format!("{column}: {error}"),
        Err(CliError::Help(text)) => text,
    }
}

fn check(line: &str, expected: &str) {
    assert_eq!(told(line), expected, "{line}");
    if let Ok(command) = parse(line) {
        assert_eq!(parse(&command.to_string()), Ok(command), "what is printed reads back: {line}");
    }
}

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
        "aws firehose create-delivery-stream --delivery-stream-name d --delivery-stream-type KinesisStreamAsSource \
         --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/s,\
         RoleARN=arn:aws:iam::123456789012:role/firehose --extended-s3-destination-configuration \
         'RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake,Prefix=\"a b,c/\",\
         BufferingHints={SizeInMBs=1,IntervalInSeconds=60},ProcessingConfiguration={Enabled=true,\
         Processors=[{Type=Lambda,Parameters=[{ParameterName=LambdaArn,\
         ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:clean}]}]}'",
        "aws firehose describe-delivery-stream --delivery-stream-name d",
        "aws firehose list-delivery-streams",
        "aws firehose put-record --delivery-stream-name d --record Data=aGk=",
        "aws firehose put-record-batch --delivery-stream-name d --records Data=aGk= Data=aGk=",
        "aws s3 mb s3://lake",
        "aws s3 ls s3://lake",
        "aws s3 ls s3://lake/logs/2026 --recursive",
        "aws s3 cp s3://lake/logs/a-1 -",
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
    let json = r#"aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration '{"BucketARN":"arn:aws:s3:::lake","BufferingHints":{"SizeInMBs":5,"IntervalInSeconds":60}}'"#;
    let short = "aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
                 BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=5,IntervalInSeconds=60}";
    assert_eq!(told(json), told(short));
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
fn what_the_cli_does_not_take_is_told_in_its_words() {
    for (line, expected) in [
        ("", "1: a command begins with `aws`, such as `aws kinesis list-streams`"),
        ("kinesis list-streams", "1: a command begins with `aws`, such as `aws kinesis list-streams`"),
        ("aws", "1: the following arguments are required: command"),
        ("aws kinesi list-streams", "5: argument command: Found invalid choice 'kinesi' (kinesis?)"),
        ("aws sqs list-queues", "5: argument command: Found invalid choice 'sqs'"),
        ("aws kinesis", "5: the following arguments are required: operation"),
        (
            "aws kinesis create-strem",
            "13: argument operation: Found invalid choice 'create-strem' (create-stream?)",
        ),
        ("aws kinesis create-stream --stream-name", "27: argument --stream-name: expected one argument"),
        (
            "aws kinesis create-stream --stream-name -s --shard-count 1",
            "27: argument --stream-name: expected one argument",
        ),
        (
            "aws kinesis create-stream --shard-count 1",
            "13: the following arguments are required: --stream-name",
        ),
        (
            "aws kinesis put-record --stream-name s",
            "13: the following arguments are required: --partition-key, --data",
        ),
        (
            "aws kinesis create-stream --stream-name s --shard-cuont 2",
            "43: Unknown options: --shard-cuont, 2 (--shard-count?)",
        ),
        ("aws kinesis list-streams now", "26: Unknown options: now"),
        (
            "aws kinesis create-stream --stream-name s --shard-count two",
            "57: invalid literal for int() with base 10: 'two'",
        ),
        (
            "aws kinesis create-stream --stream-name s --shard-count 0",
            "57: Parameter validation failed: Invalid value for parameter ShardCount, value: 0, valid min value: 1",
        ),
        (
            "aws kinesis put-record --stream-name s --partition-key '' --data aGk=",
            "56: Parameter validation failed: Invalid length for parameter PartitionKey, value: 0, valid min length: 1",
        ),
        (
            "aws kinesis put-record --stream-name s --partition-key k --data fileb://a.bin",
            "65: Error parsing parameter '--data': there are no files here, so write the value itself",
        ),
        (
            "aws kinesis put-records --stream-name s --records Data=aGk=",
            "51: Parameter validation failed: Missing required parameter in Records[0]: \"PartitionKey\"",
        ),
        (
            "aws kinesis put-records --stream-name s --records Data=aGk=,PartitionKy=k",
            "51: Parameter validation failed: Unknown parameter in Records[0]: \"PartitionKy\", must be one of: Data, \
             ExplicitHashKey, PartitionKey (PartitionKey?)",
        ),
        (
            "aws kinesis put-records --stream-name s --records [{",
            "51: Error parsing parameter '--records': Invalid JSON: EOF while parsing an object at line 1 column 2",
        ),
        (
            "aws kinesis list-streams --output table",
            "26: --output is not simulated here: the output is always JSON",
        ),
        (
            "aws kinesis list-streams --output=text",
            "26: --output is not simulated here: the output is always JSON",
        ),
        (
            "aws kinesis list-streams --query StreamNames[0]",
            "26: --query is not simulated here: the output is always JSON",
        ),
        (
            "aws --output text kinesis list-streams",
            "5: --output is not simulated here: the output is always JSON",
        ),
        (
            "aws --query StreamNames kinesis list-streams",
            "5: --query is not simulated here: the output is always JSON",
        ),
        ("aws kinesis list-streams --output tabel", "35: argument --output: Found invalid choice 'tabel'"),
        ("aws s3 mb lake", "11: usage: aws s3 mb s3://BUCKET. Error: Invalid argument type"),
        ("aws s3 cp s3://lake/k", "8: the following arguments are required: paths"),
        (
            "aws s3 cp s3://lake/k here.txt",
            "23: there are no files here: write `-` to see the object in the terminal",
        ),
        ("aws kinesis list-streams 'a", "26: no closing ' for the one that begins here"),
        (
            "aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
             BucketARN=arn:aws:s3:::l,ProcessingConfiguration={Enabled=true,Processors=[{Type=Decompression}]}",
            "102: Parameter validation failed: a processor of Type Decompression is not known here: write Lambda, \
             RecordDeAggregation, MetadataExtraction or AppendDelimiterToRecord",
        ),
    ] {
        check(line, expected);
    }
}

#[test]
fn what_aws_refuses_unseen_is_told_in_its_words() {
    let iterator = |tail: &str| format!("aws kinesis get-shard-iterator --stream-name s --shard-id 0 {tail}");
    let split = |key: &str| {
        format!("aws kinesis split-shard --stream-name s --shard-to-split 0 --new-starting-hash-key {key}")
    };
    let pattern = "Member must satisfy regular expression pattern";
    for (line, expected) in [
        (
            "aws kinesis create-stream --stream-name 'a b' --shard-count 1".to_owned(),
            format!(
                "41: An error occurred (ValidationException) when calling the CreateStream operation: 1 validation error \
                 detected: Value 'a b' at 'streamName' failed to satisfy constraint: {pattern}: [a-zA-Z0-9_.-]+"
            ),
        ),
        (
            "aws kinesis split-shard --stream-name 'a b' --shard-to-split 0 --new-starting-hash-key 007".to_owned(),
            format!(
                "39: An error occurred (ValidationException) when calling the SplitShard operation: 2 validation errors \
                 detected: Value '007' at 'newStartingHashKey' failed to satisfy constraint: {pattern}: \
                 0|([1-9]\\d{{0,38}}); Value 'a b' at 'streamName' failed to satisfy constraint: {pattern}: [a-zA-Z0-9_.-]+"
            ),
        ),
        (
            iterator("--shard-iterator-type NEWEST"),
            "83: An error occurred (ValidationException) when calling the GetShardIterator operation: 1 validation error \
             detected: Value 'NEWEST' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value \
             set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]"
                .to_owned(),
        ),
        (
            iterator("--shard-iterator-type LATEST --starting-sequence-number 1"),
            "83: An error occurred (InvalidArgumentException) when calling the GetShardIterator operation: Must either \
             specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or \
             LATEST and no StartingSequenceNumber. Request specified LATEST and also a StartingSequenceNumber."
                .to_owned(),
        ),
        (
            iterator("--shard-iterator-type AT_TIMESTAMP"),
            "83: An error occurred (InvalidArgumentException) when calling the GetShardIterator operation: Must specify \
             timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter."
                .to_owned(),
        ),
        (
            "aws kinesis put-record --stream-name s --partition-key k --data aGk= --explicit-hash-key \
             340282366920938463463374607431768211456"
                .to_owned(),
            "90: An error occurred (InvalidArgumentException) when calling the PutRecord operation: Invalid \
             ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was \
             340282366920938463463374607431768211456"
                .to_owned(),
        ),
        (
            split("340282366920938463463374607431768211456"),
            "84: An error occurred (InvalidArgumentException) when calling the SplitShard operation: NewStartingHashKey \
             340282366920938463463374607431768211456 used in SplitShard() on shard shardId-000000000000 in stream s under \
             account 123456789012 is not both greater than one plus the shard's StartingHashKey and less than the shard's \
             EndingHashKey."
                .to_owned(),
        ),
        (
            "aws kinesis merge-shards --stream-name s --shard-to-merge left --adjacent-shard-to-merge 1".to_owned(),
            "59: An error occurred (ResourceNotFoundException) when calling the MergeShards operation: Could not find \
             shard left in stream s under account 123456789012."
                .to_owned(),
        ),
    ] {
        check(&line, &expected);
    }
    assert!(parse(&split("340282366920938463463374607431768211455")).is_ok());
}

#[test]
fn suggestions_stand_below_as_in_the_cli() {
    assert_eq!(
        parse("aws kinesis lst-streams").unwrap_err().to_string(),
        "aws: [ERROR]: argument operation: Found invalid choice 'lst-streams'\n\nMaybe you meant:\n\n  * list-streams"
    );
}

#[test]
fn the_next_word_is_offered() {
    let check = |line: &str, expected: &[&str]| assert_eq!(complete(line), expected, "{line}");
    check("", &["aws"]);
    check("aws ", &["dynamodb", "firehose", "kinesis", "kms", "s3", "s3api", "help"]);
    check("aws kinesis put", &["put-record", "put-records", "put-resource-policy"]);
    check("aws kinesis put-record --p", &["--partition-key"]);
    check(
        "aws kinesis create-stream ",
        &["--stream-name", "--shard-count", "--stream-mode-details", "--tags", "--max-record-size-in-ki-b"],
    );
    check("aws kinesis create-stream --stream-name ", &[]);
    check("aws kinesis get-shard-iterator --shard-iterator-type AT", &["AT_TIMESTAMP", "AT_SEQUENCE_NUMBER"]);
    check("aws s3 ls ", &["s3://", "--recursive"]);
    check("aws lambda ", &["help"]);
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
        "There is no help on `sqs`. Services: dynamodb, firehose, kinesis, kms, s3, s3api."
    );
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

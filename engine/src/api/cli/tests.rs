use super::*;
use crate::era::Era;

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
    }
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
        ("aws kinesis list-streams --output table", "35: argument --output: Found invalid choice 'table'"),
        ("aws s3 mb lake", "11: usage: aws s3 mb s3://BUCKET. Error: Invalid argument type"),
        ("aws s3 cp s3://lake/k", "8: the following arguments are required: paths"),
        (
            "aws s3 cp s3://lake/k here.txt",
            "23: there are no files here: write `-` to see the object in the terminal",
        ),
        ("aws kinesis list-streams 'a", "26: no closing ' for the one that begins here"),
        (
            "aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
             BucketARN=arn:aws:s3:::l,CompressionFormat=GZIP",
            "102: Parameter validation failed: CompressionFormat GZIP is not known here: write UNCOMPRESSED or leave it out",
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
fn replies_print_as_the_cli_prints_them() {
    use crate::command::{ObjectSummary, PutEntry, RecordRead, RecordsRead, Reply, StreamListed, StreamMode};
    use crate::kernel::Time;
    use crate::names::{Name, ShardId};
    use crate::sequence::SequenceNumber;
    let shown = |line: &str, reply: Reply| render(&parse(line).unwrap(), &reply, Era::Today);
    assert_eq!(shown("aws kinesis create-stream --stream-name s --shard-count 1", Reply::Done), "");
    assert_eq!(shown("aws s3 mb s3://lake", Reply::Done), "make_bucket: lake");
    let number = SequenceNumber::parse("49594189147623985939251953501666965394405037144469929986").unwrap();
    let listed = StreamListed {
        name: Name::parse("s").unwrap(),
        arn: "arn".into(),
        status: "ACTIVE",
        mode: StreamMode::Provisioned,
        created: 0,
    };
    let names = Reply::Streams { streams: vec![listed], next_token: None };
    assert_eq!(
        shown("aws kinesis list-streams", names),
        r#"{
    "StreamNames": [
        "s"
    ],
    "StreamSummaries": [
        {
            "StreamName": "s",
            "StreamARN": "arn",
            "StreamStatus": "ACTIVE",
            "StreamModeDetails": {
                "StreamMode": "PROVISIONED"
            },
            "StreamCreationTimestamp": "1970-01-01T00:00:00+00:00"
        }
    ]
}"#
    );
    assert_eq!(
        shown(
            "aws kinesis put-records --stream-name s --records Data=,PartitionKey=a Data=,PartitionKey=b",
            Reply::RecordsPut {
                failed: 1,
                entries: vec![
                    PutEntry::Taken { shard: ShardId(0), sequence_number: number },
                    PutEntry::Refused { code: "InternalFailure", message: "Internal Service Failure".into() },
                ],
                encrypted: false,
            }
        ),
        r#"{
    "FailedRecordCount": 1,
    "Records": [
        {
            "SequenceNumber": "49594189147623985939251953501666965394405037144469929986",
            "ShardId": "shardId-000000000000"
        },
        {
            "ErrorCode": "InternalFailure",
            "ErrorMessage": "Internal Service Failure"
        }
    ]
}"#
    );
    let record = |arrived| RecordRead {
        sequence_number: "49".into(),
        arrived,
        data: b"hi".to_vec(),
        partition_key: "k".into(),
        encrypted: false,
    };
    let read = RecordsRead {
        records: vec![record(1_795_269_600_000), record(1_795_269_600_250)],
        next_iterator: None,
        millis_behind_latest: 0,
        child_shards: vec![],
    };
    let text = shown("aws kinesis get-records --shard-iterator A", Reply::Records(read));
    assert!(text.contains("\"ApproximateArrivalTimestamp\": \"2026-11-21T14:00:00+00:00\""), "{text}");
    assert!(text.contains("\"2026-11-21T14:00:00.250000+00:00\",\n            \"Data\": \"aGk=\""), "{text}");
    assert!(text.ends_with("    ],\n    \"MillisBehindLatest\": 0\n}"), "{text}");
    let object = |key: &str, bytes| ObjectSummary { key: key.into(), bytes, written: Time::seconds(61) };
    let objects = vec![object("logs/2026/a", 5_242_880), object("logs/2026/b", 1), object("top", 7)];
    let shown_all = shown("aws s3 ls s3://lake --recursive", Reply::Objects(objects.clone()));
    assert_eq!(
        shown_all,
        "2026-11-21 14:01:01    5242880 logs/2026/a\n2026-11-21 14:01:01          1 logs/2026/b\n\
         2026-11-21 14:01:01          7 top"
    );
    assert_eq!(
        shown("aws s3 ls s3://lake", Reply::Objects(objects.clone())),
        "                           PRE logs/\n2026-11-21 14:01:01          7 top"
    );
    assert_eq!(
        shown("aws s3 ls s3://lake/logs/", Reply::Objects(objects[..2].to_vec())),
        "                           PRE 2026/"
    );
}

#[test]
fn refusals_print_as_the_cli_prints_them() {
    let shown = |line: &str, refusal: Refusal| render_refusal(&parse(line).unwrap(), &refusal);
    assert_eq!(
        shown(
            "aws kinesis merge-shards --stream-name s --shard-to-merge 0 --adjacent-shard-to-merge 1",
            Refusal::invalid("No.")
        ),
        "An error occurred (InvalidArgumentException) when calling the MergeShards operation: No."
    );
    assert_eq!(
        shown("aws s3 cp s3://lake/k -", Refusal::new(crate::refusal::ErrorName::NoSuchKey, "")),
        "fatal error: An error occurred (404) when calling the HeadObject operation: Key \"k\" does not exist"
    );
}

#[test]
fn the_next_word_is_offered() {
    let check = |line: &str, expected: &[&str]| assert_eq!(complete(line), expected, "{line}");
    check("", &["aws"]);
    check("aws ", &["firehose", "kinesis", "s3", "help"]);
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
    assert_eq!(help("sqs"), "There is no help on `sqs`. Services: firehose, kinesis, s3.");
}

//! What the CLI does not take, and what AWS refuses without looking at anything.

use super::*;

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

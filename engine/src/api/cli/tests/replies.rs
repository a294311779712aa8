//! What the terminal shows for an answer.

use crate::api::cli::{parse, render, render_refusal};
use crate::command::{
    ObjectSummary, PutEntry, RecordRead, RecordsRead, Reply, ShardDescription, StreamDescription,
    StreamListed, StreamMode, StreamSummary,
};
use crate::era::Era;
use crate::kernel::Time;
use crate::names::{Name, ShardId};
use crate::refusal::Refusal;
use crate::sequence::SequenceNumber;

fn number() -> SequenceNumber {
    SequenceNumber::parse("49594189147623985939251953501666965394405037144469929986").unwrap()
}

#[test]
fn replies_print_as_the_cli_prints_them() {
    let shown = |line: &str, reply: Reply| render(&parse(line).unwrap(), &reply, Era::Today);
    assert_eq!(shown("aws kinesis create-stream --stream-name s --shard-count 1", Reply::Done), "");
    assert_eq!(shown("aws s3 mb s3://lake", Reply::Done), "make_bucket: lake");
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
                stream: Name::parse("s").unwrap(),
                failed: 1,
                entries: vec![PutEntry::Taken(number()), PutEntry::Refused { shard: ShardId(0) },],
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
            "ErrorCode": "ProvisionedThroughputExceededException",
            "ErrorMessage": "Rate exceeded for shard shardId-000000000000 in stream s under account 123456789012."
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

fn described(key: Option<&str>, more: bool) -> Reply {
    let summary = StreamSummary {
        name: Name::parse("s").unwrap(),
        arn: "arn".into(),
        status: "ACTIVE",
        mode: StreamMode::OnDemand,
        retention_hours: 24,
        created: 1_795_269_600,
        metrics: vec![],
        encryption_key: key.map(str::to_owned),
        open_shards: 1,
        consumers: 0,
        max_record_kib: 1_024,
    };
    let shard = ShardDescription {
        id: ShardId(2),
        parent: Some(ShardId(0)),
        adjacent_parent: Some(ShardId(1)),
        starting_hash_key: 0,
        ending_hash_key: u128::MAX,
        starting_sequence_number: "49".into(),
        ending_sequence_number: None,
    };
    Reply::Stream(StreamDescription { summary, shards: vec![shard], has_more_shards: more })
}

#[test]
fn a_stream_whose_pages_are_followed_is_shown_in_the_order_of_the_paginator() {
    let shown = |line: &str, reply: &Reply| render(&parse(line).unwrap(), reply, Era::Today);
    let whole = "aws kinesis describe-stream --stream-name s";
    // botocore's paginator leaves StreamModeDetails out, and shows the key that is not there.
    assert_eq!(
        shown(whole, &described(None, false)),
        r#"{
    "StreamDescription": {
        "Shards": [
            {
                "ShardId": "shardId-000000000002",
                "ParentShardId": "shardId-000000000000",
                "AdjacentParentShardId": "shardId-000000000001",
                "HashKeyRange": {
                    "StartingHashKey": "0",
                    "EndingHashKey": "340282366920938463463374607431768211455"
                },
                "SequenceNumberRange": {
                    "StartingSequenceNumber": "49"
                }
            }
        ],
        "StreamARN": "arn",
        "StreamName": "s",
        "StreamStatus": "ACTIVE",
        "RetentionPeriodHours": 24,
        "EnhancedMonitoring": [
            {
                "ShardLevelMetrics": []
            }
        ],
        "EncryptionType": "NONE",
        "KeyId": null,
        "StreamCreationTimestamp": "2026-11-21T14:00:00+00:00"
    }
}"#
    );
    let page = shown(&format!("{whole} --limit 1"), &described(Some("alias/k"), true));
    for part in [
        "\"StreamName\": \"s\",\n        \"StreamARN\"",
        "\"StreamMode\": \"ON_DEMAND\"",
        "\"HasMoreShards\": true",
        "\"EncryptionType\": \"KMS\",\n        \"KeyId\": \"alias/k\"\n",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    // More than the first page is there: then it is shown as a page.
    assert!(shown(whole, &described(None, true)).contains("\"HasMoreShards\": true"));
}

#[test]
fn an_era_is_shown_what_it_knows() {
    let summary = |era| {
        let Reply::Stream(stream) = described(None, false) else { panic!("a stream") };
        let line = "aws kinesis describe-stream-summary --stream-name s";
        render(&parse(line).unwrap(), &Reply::StreamSummary(stream.summary), era)
    };
    for member in ["StreamModeDetails", "MaxRecordSizeInKiB"] {
        assert_eq!(Era::ALL.map(|era| summary(era).contains(member)), [false, false, true], "{member}");
    }
}

#[test]
fn what_is_encrypted_says_so_and_what_is_not_says_nothing() {
    let put = |encrypted| {
        let line = "aws kinesis put-record --stream-name s --partition-key k --data aGk=";
        render(&parse(line).unwrap(), &Reply::RecordPut { number: number(), encrypted }, Era::Today)
    };
    assert_eq!(
        put(true),
        "{\n    \"ShardId\": \"shardId-000000000000\",\n    \"SequenceNumber\": \"49594189147623985939251953501666965394405037144469929986\",\n    \"EncryptionType\": \"KMS\"\n}"
    );
    assert!(!put(false).contains("EncryptionType"));
}

//! What is printed reads back: each command of AWS's services, with each of its optional members, as a CLI line.

use std::collections::BTreeSet;

use engine::api::{cli, model};
use engine::command::{
    Command, Consumer, Dynamodb, FailureDestination, Filter, ItemFailures, IteratorStart, Kinesis, Kms,
    Lambda, ListShards, MappingSetting, S3, ShardFilter, ShardMetric, SplitAt, StartingPosition, StreamMode,
    TableCapacity, TableKey,
};
use engine::kernel::Span;
use engine::names::{Name, ShardId};
use engine::record::Stored;

use crate::shapes::firehose;

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// Texts that a shell, shorthand or JSON might read otherwise.
pub const ODD: [&str; 8] = ["k", "a b", "a,b=c", "-x", "it's", "\"q\" {}[]", "é漢😀", "$HOME #`\\"];

fn starts() -> Vec<IteratorStart> {
    vec![
        IteratorStart::TrimHorizon,
        IteratorStart::Latest,
        IteratorStart::AtSequenceNumber("0".into()),
        IteratorStart::AfterSequenceNumber("49590338271490256608559692538361571095921575989136588898".into()),
        IteratorStart::AtTimestamp(1_795_269_605_250),
        IteratorStart::AtTimestamp(1_795_269_605_007),
    ]
}

pub fn stored(key: &str, data: &[u8], hash: Option<u128>) -> Stored {
    Stored { key: key.into(), data: data.into(), explicit_hash_key: hash }
}

fn tags() -> Vec<Vec<(String, String)>> {
    // A map has an order of its own: by key.
    let plain = vec![("a".to_owned(), "1".to_owned()), ("b".to_owned(), String::new())];
    let mut odd: Vec<_> = ODD.map(|text| (text.to_owned(), text.to_owned())).into();
    odd.sort();
    vec![plain, odd]
}

fn kinesis() -> Vec<Kinesis> {
    let s = || name("s.A-z_0");
    let consumers =
        [Some(1_572_562_800), None].map(|created| Consumer { stream: s(), consumer: name("c"), created });
    let all = ShardMetric::EACH.to_vec();
    let mut calls = vec![
        Kinesis::DescribeStreamSummary { stream: s() },
        Kinesis::DescribeLimits,
        Kinesis::GetRecords { iterator: "AAA/+=".into(), limit: None },
        Kinesis::GetRecords { iterator: "AAA".into(), limit: Some(10_000) },
        Kinesis::SplitShard { stream: s(), shard: ShardId(0), at: SplitAt::Midpoint },
        Kinesis::SplitShard { stream: s(), shard: ShardId(7), at: SplitAt::HashKey(u128::MAX) },
        Kinesis::SplitShard { stream: s(), shard: ShardId(7), at: SplitAt::HashKey(0) },
        Kinesis::MergeShards { stream: s(), shard: ShardId(1), adjacent: ShardId(2) },
        Kinesis::UpdateShardCount { stream: s(), target: 12 },
        Kinesis::IncreaseStreamRetentionPeriod { stream: s(), hours: 8_760 },
        Kinesis::DecreaseStreamRetentionPeriod { stream: s(), hours: 24 },
        Kinesis::RegisterStreamConsumer { stream: s(), consumer: name("c") },
        Kinesis::StartStreamEncryption { stream: s(), key: "alias/aws/kinesis".into() },
        Kinesis::StopStreamEncryption { stream: s(), key: "alias/aws/kinesis".into() },
        Kinesis::EnableEnhancedMonitoring { stream: s(), metrics: vec![ShardMetric::All] },
        Kinesis::EnableEnhancedMonitoring { stream: s(), metrics: all.clone() },
        Kinesis::DisableEnhancedMonitoring { stream: s(), metrics: all },
        Kinesis::RemoveTagsFromStream { stream: s(), keys: vec!["a".into(), "b c".into(), "é".into()] },
        Kinesis::UpdateMaxRecordSize { stream: s(), kib: 10_240 },
    ];
    for flag in [false, true] {
        calls.push(Kinesis::DeleteStream { stream: s(), enforce_consumer_deletion: flag });
    }
    for mode in [StreamMode::Provisioned, StreamMode::OnDemand] {
        calls.push(Kinesis::UpdateStreamMode { stream: s(), mode });
        calls.push(Kinesis::CreateStream {
            stream: s(),
            shard_count: Some(3),
            mode: Some(mode),
            max_record_kib: Some(2_048),
            tags: tags()[0].clone(),
        });
    }
    calls.push(Kinesis::CreateStream {
        stream: s(),
        shard_count: None,
        mode: None,
        max_record_kib: None,
        tags: vec![],
    });
    for tags in tags() {
        calls.push(Kinesis::AddTagsToStream { stream: s(), tags });
    }
    for some in [false, true] {
        let number = some.then_some(17);
        let shard = some.then_some(ShardId(3));
        let token = some.then(|| "c3RyZWFtcw==".to_owned());
        calls.push(Kinesis::DescribeStream { stream: s(), limit: number, exclusive_start: shard });
        calls.push(Kinesis::ListStreams {
            limit: number,
            exclusive_start: some.then(s),
            next_token: token.clone(),
        });
        calls.push(Kinesis::ListTagsForStream {
            stream: s(),
            limit: number,
            exclusive_start: some.then(|| "a b".to_owned()),
        });
        calls.push(Kinesis::ListStreamConsumers {
            stream: s(),
            max_results: number,
            next_token: token.clone(),
        });
        calls.push(Kinesis::ListShards(ListShards {
            stream: (!some).then(s),
            next_token: token,
            exclusive_start: shard,
            max_results: number,
            filter: None,
        }));
    }
    for filter in [
        ShardFilter::AfterShardId(ShardId(4)),
        ShardFilter::AtTrimHorizon,
        ShardFilter::FromTrimHorizon,
        ShardFilter::AtLatest,
        ShardFilter::AtTimestamp(1_795_269_605_250),
        ShardFilter::FromTimestamp(1_795_269_605_000),
    ] {
        calls.push(Kinesis::ListShards(ListShards { filter: Some(filter), ..ListShards::of(s()) }));
    }
    for start in starts() {
        calls.push(Kinesis::GetShardIterator { stream: s(), shard: ShardId(0), start: start.clone() });
        // SubscribeToShard knows a consumer by its ARN alone.
        calls.push(Kinesis::SubscribeToShard { consumer: consumers[0].clone(), shard: ShardId(0), start });
    }
    for consumer in consumers {
        calls.push(Kinesis::DescribeStreamConsumer(consumer.clone()));
        calls.push(Kinesis::DeregisterStreamConsumer(consumer));
    }
    for key in ODD {
        for (hash, ordering) in [(None, None), (Some(u128::MAX), Some("1".to_owned()))] {
            let record = stored(key, b"\x00\xff data", hash);
            calls.push(Kinesis::PutRecord { stream: s(), record, ordering });
        }
        let records = [stored(key, b"", None), stored("plain", b"hi", Some(0))];
        calls.push(Kinesis::PutRecords { stream: s(), records: records.into() });
    }
    let arn = "arn:aws:kinesis:us-east-1:123456789012:stream/s".to_owned();
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}"#.to_owned();
    calls.push(Kinesis::PutResourcePolicy { resource_arn: arn.clone(), policy });
    calls.push(Kinesis::GetResourcePolicy { resource_arn: format!("{arn}/consumer/c:1") });
    calls.push(Kinesis::DeleteResourcePolicy { resource_arn: arn });
    calls
}

fn dynamodb() -> Vec<Dynamodb> {
    let table = || name("app");
    let provisioned = TableCapacity::Provisioned { read: 5, write: 6 };
    vec![
        Dynamodb::CreateTable { table: table(), key: TableKey::Lease, capacity: provisioned },
        Dynamodb::CreateTable { table: table(), key: TableKey::Id, capacity: TableCapacity::OnDemand },
        Dynamodb::DescribeTable { table: table() },
        Dynamodb::ListTables,
        Dynamodb::UpdateTable { table: table(), capacity: TableCapacity::OnDemand },
        Dynamodb::UpdateTable { table: table(), capacity: provisioned },
        Dynamodb::Scan { table: table() },
        Dynamodb::GetItem { table: table(), of: TableKey::Lease, key: ODD[5].to_owned(), consistent: false },
        Dynamodb::GetItem { table: table(), of: TableKey::Id, key: "p-7".to_owned(), consistent: true },
    ]
}

fn kms() -> Vec<Kms> {
    let key = || "alias/orders".to_owned();
    vec![
        Kms::DescribeKey { key: key() },
        Kms::DisableKey { key: key() },
        Kms::EnableKey { key: key() },
        Kms::ScheduleKeyDeletion { key: key(), days: None },
        Kms::ScheduleKeyDeletion { key: key(), days: Some(7) },
        Kms::CancelKeyDeletion { key: key() },
    ]
}

fn lambda() -> Vec<Lambda> {
    let (function, stream, uuid) = (|| name("count"), || name("s"), || "5a1b-7".to_owned());
    // In the order in which a body is read.
    let filter = |key: &str| {
        Filter::parse(&serde_json::json!({ "partitionKey": [key] }).to_string()).expect("a pattern")
    };
    let all = |yes: bool| {
        let number = yes.then_some(60);
        vec![
            MappingSetting::Enabled(yes),
            MappingSetting::BatchSize(7),
            MappingSetting::Filters(if yes { vec![filter(ODD[4]), filter(ODD[5])] } else { vec![] }),
            MappingSetting::Window(Span::seconds(20)),
            MappingSetting::Factor(4),
            MappingSetting::OnFailure(yes.then(|| FailureDestination::Queue(name("dead")))),
            MappingSetting::RecordAge(number.map(Span::seconds)),
            MappingSetting::Bisect(yes),
            MappingSetting::RetryAttempts(number),
            MappingSetting::Tumbling(Span::seconds(if yes { 900 } else { 0 })),
            MappingSetting::ItemFailures(if yes { ItemFailures::Yes } else { ItemFailures::No }),
        ]
    };
    let mut calls = vec![
        Lambda::GetEventSourceMapping { uuid: uuid() },
        Lambda::DeleteEventSourceMapping { uuid: uuid() },
        Lambda::ListFunctions,
        Lambda::GetFunctionConfiguration { function: function() },
        Lambda::ListEventSourceMappings { function: Some(function()), stream: None },
        Lambda::ListEventSourceMappings { function: None, stream: Some(stream()) },
        Lambda::UpdateEventSourceMapping { uuid: uuid(), settings: vec![] },
    ];
    for to in [FailureDestination::Topic(name("t")), FailureDestination::Bucket(name("b"))] {
        let settings = vec![MappingSetting::OnFailure(Some(to))];
        calls.push(Lambda::UpdateEventSourceMapping { uuid: uuid(), settings });
    }
    for from in [
        StartingPosition::TrimHorizon,
        StartingPosition::Latest,
        StartingPosition::AtTimestamp(1_795_269_605_250),
    ] {
        for settings in [vec![], all(false), all(true)] {
            let update = Lambda::UpdateEventSourceMapping { uuid: uuid(), settings: settings.clone() };
            let create =
                Lambda::CreateEventSourceMapping { function: function(), stream: stream(), from, settings };
            calls.extend([create, update]);
        }
    }
    calls
}

fn s3() -> Vec<S3> {
    let bucket = || name("lake");
    vec![
        S3::CreateBucket { bucket: bucket() },
        S3::ListObjects { bucket: bucket(), prefix: String::new(), recursive: false },
        S3::ListObjects { bucket: bucket(), prefix: "a b/".into(), recursive: true },
        S3::GetObject { bucket: bucket(), key: "logs/2026/a b".into() },
    ]
}

pub fn commands() -> Vec<Command> {
    let kinesis = kinesis().into_iter().map(Command::Kinesis);
    kinesis
        .chain(firehose().into_iter().map(Command::Firehose))
        .chain(dynamodb().into_iter().map(Command::Dynamodb))
        .chain(kms().into_iter().map(Command::Kms))
        .chain(lambda().into_iter().map(Command::Lambda))
        .chain(s3().into_iter().map(Command::S3))
        .collect()
}

#[test]
fn every_command_reads_back_from_the_line_it_prints() {
    for command in commands() {
        let line = command.to_string();
        match cli::parse(&line) {
            Ok(read) => assert_eq!(read, command, "{line}"),
            Err(error) => panic!("{line}\n{error}"),
        }
    }
}

#[test]
fn every_operation_of_the_table_is_a_command_a_word_of_the_cli_and_a_topic_of_help() {
    let spoken: BTreeSet<(String, String)> = commands()
        .iter()
        .filter(|command| !matches!(command, Command::S3(_)))
        .map(|command| {
            let line = command.to_string();
            let mut words = line.split(' ').skip(1);
            let service = words.next().unwrap().to_owned();
            // The word and the API's name stand for the same operation.
            let word = words.next().unwrap();
            let operation = model::operations().find(|op| op.service.word() == service && op.word() == word);
            let operation = operation.unwrap_or_else(|| panic!("{line} is in the table"));
            assert_eq!(cli::operation(command), operation.name, "{line}");
            assert!(cli::help(&format!("{service} {word}")).contains(operation.about));
            (service, operation.name.to_owned())
        })
        .collect();
    let table: BTreeSet<(String, String)> =
        model::operations().map(|op| (op.service.word().to_owned(), op.name.to_owned())).collect();
    assert_eq!(spoken, table);
}

#[test]
fn what_is_named_as_not_modelled_is_not_in_the_table() {
    for (service, operation) in model::NOT_MODELLED {
        assert!(
            !model::operations().any(|op| op.service == *service && op.name == *operation),
            "{operation}"
        );
        let line = format!("aws {} {}", service.word(), model::word_of(operation));
        let told = cli::parse(&line).unwrap_err().to_string();
        assert!(told.ends_with("but Shardlab does not model it yet"), "{told}");
    }
}

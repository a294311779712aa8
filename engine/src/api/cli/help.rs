//! What the terminal offers: possible next words, and short help in our own words, with an example that can be typed.

use super::body::takes_midpoint;
use super::table::{self, Operation, Opt};
use super::words;
use crate::api::model::Shape;

/// What there is in a scene, for words that name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Each with its open shards.
    pub streams: Vec<(String, Vec<String>)>,
    pub delivery_streams: Vec<String>,
    pub tables: Vec<String>,
    pub buckets: Vec<String>,
    /// Functions that read a stream, each with the UUID of its mapping while it has one.
    pub functions: Vec<(String, Option<String>)>,
}

impl Names {
    /// What an option may name; `rest` is what the line says already.
    fn of(&self, member: &str, rest: &[&str]) -> Vec<String> {
        match member {
            "StreamName" => self.streams.iter().map(|(name, _)| name.clone()).collect(),
            "ShardId"
            | "ShardToSplit"
            | "ShardToMerge"
            | "AdjacentShardToMerge"
            | "ExclusiveStartShardId" => {
                let said =
                    rest.iter().position(|word| *word == "--stream-name").and_then(|at| rest.get(at + 1));
                let of = self.streams.iter().filter(|(name, _)| said.is_none_or(|said| said == name));
                of.flat_map(|(_, shards)| shards.iter().cloned()).collect()
            }
            "DeliveryStreamName" => self.delivery_streams.clone(),
            "TableName" => self.tables.clone(),
            "Bucket" => self.buckets.clone(),
            "FunctionName" => self.functions.iter().map(|(name, _)| name.clone()).collect(),
            "UUID" => self.functions.iter().filter_map(|(_, uuid)| uuid.clone()).collect(),
            _ => Vec::new(),
        }
    }
}

/// Words that may come next: completions of the last word, or what may follow it when the line ends in a space.
pub fn complete(line: &str) -> Vec<String> {
    complete_with(line, &Names::default())
}

/// The same where there is a scene.
pub fn complete_with(line: &str, names: &Names) -> Vec<String> {
    let Ok(mut words) = words::split(line, 1) else { return Vec::new() };
    let begun = if line.ends_with([' ', '\t']) { None } else { words.pop() };
    let begun = begun.map_or(String::new(), |word| word.text);
    let done: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let candidates: Vec<String> = match done.as_slice() {
        [] => vec!["aws".to_owned()],
        ["aws"] => owned(table::SERVICES.iter().map(|(name, _)| *name).chain(["help"])),
        ["aws", "help", ..] => Vec::new(),
        ["aws", service] => {
            let words = table::operations_of(service).map(Operation::word);
            words.chain(["help".to_owned()]).collect()
        }
        ["aws", service, word, rest @ ..] => {
            table::operation(service, word).map_or_else(Vec::new, |operation| next_of(operation, rest, names))
        }
        _ => Vec::new(),
    };
    candidates.into_iter().filter(|candidate| candidate.starts_with(&begun) && *candidate != begun).collect()
}

fn owned<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    words.map(str::to_owned).collect()
}

/// Options not yet given, those that are needed first; the choices of an option that waits for its value.
fn next_of(operation: Operation, rest: &[&str], names: &Names) -> Vec<String> {
    let waiting = rest.last().and_then(|last| operation.option(last));
    match waiting.map(|option| (option.member, &option.member.shape)) {
        None | Some((_, Shape::Boolean)) => {}
        Some((_, Shape::Choice(choices) | Shape::List { of: Shape::Choice(choices), .. })) => {
            return owned(choices.iter().copied());
        }
        Some((member, _)) if takes_midpoint(member) => return vec!["midpoint".to_owned()],
        Some((member, Shape::Text { .. })) => return names.of(member.name, rest),
        Some((_, Shape::Integer { .. } | Shape::Blob { .. } | Shape::Time)) => return Vec::new(),
        Some((_, Shape::Structure(_) | Shape::List { .. } | Shape::Tags { .. } | Shape::NotModelled)) => {
            return Vec::new();
        }
    }
    let open = operation.options().filter(|option| !rest.contains(&option.word().as_str()));
    let (needed, other): (Vec<_>, Vec<_>) = open.partition(Opt::is_required);
    let mut words: Vec<String> = needed.into_iter().chain(other).map(|option| option.word()).collect();
    if rest.is_empty() {
        let prefixes =
            operation.paths().iter().take(1).map(|path| path.split("BUCKET").next().unwrap_or_default());
        let buckets = names.buckets.iter().map(|bucket| format!("s3://{bucket}/"));
        let paths: Vec<String> = owned(prefixes)
            .into_iter()
            .chain(buckets.filter(|_| operation.least_paths() != 1 || operation.service() != "s3api"))
            .collect();
        let paths = if operation.paths().is_empty() { Vec::new() } else { paths };
        words.splice(0..0, paths);
    }
    words
}

/// Help on nothing in particular (`""`), a service (`kinesis`) or an operation (`kinesis put-record`).
pub fn help(topic: &str) -> String {
    let mut words = topic.split_whitespace().filter(|word| !matches!(*word, "aws" | "help"));
    match (words.next(), words.next()) {
        (None, _) => {
            let rows = table::SERVICES.iter().map(|(name, about)| ((*name).to_owned(), *about));
            format!("aws SERVICE OPERATION --OPTION VALUE\n\n{}\nMore: aws SERVICE help", rows_of(rows))
        }
        (Some(service), None) if table::SERVICES.iter().any(|(name, _)| *name == service) => {
            let rows = table::operations_of(service).map(|operation| (operation.word(), operation.about()));
            format!("aws {service} OPERATION\n\n{}\nMore: aws {service} OPERATION help", rows_of(rows))
        }
        (Some(service), Some(word)) => match table::operation(service, word) {
            Some(operation) => help_on(operation),
            None => unknown(topic),
        },
        (Some(_), None) => unknown(topic),
    }
}

fn help_on(operation: Operation) -> String {
    let mut first = format!("aws {} {}", operation.service(), operation.word());
    for path in operation.paths() {
        first = format!("{first} {path}");
    }
    for option in operation.options().filter(Opt::is_required) {
        first = format!("{first} {} ...", option.word());
    }
    let rows: Vec<(String, &str)> = operation
        .options()
        .map(|option| {
            let mark = if option.is_required() { " (required)" } else { "" };
            (format!("{}{mark}", option.word()), option.member.about)
        })
        .collect();
    let example = example(operation).map_or(String::new(), |line| format!("\nExample: {line}"));
    let text = format!("{first}\n\n{}.\n\n{}{example}", operation.about(), rows_of(rows.into_iter()));
    text.trim_end().to_owned()
}

/// A line with what an operation must have, if one that can be typed comes of it.
fn example(operation: Operation) -> Option<String> {
    let mut line = format!("aws {} {}", operation.service(), operation.word());
    for path in operation.paths().iter().take(operation.least_paths().max(1)) {
        line +=
            &format!(" {}", path.replace("BUCKET", "lake").replace("KEY", "logs/1").replace("PREFIX", ""));
    }
    for option in operation.options().filter(Opt::is_required) {
        line += &format!(" {} {}", option.word(), value(option.member.name, &option.member.shape));
    }
    if let Some((_, more)) = MORE.iter().find(|(name, _)| *name == operation.word()) {
        line += more;
    }
    super::parse(&line).is_ok().then_some(line)
}

/// What an example needs beside what its operation must have: one of several ways to name a thing, or its contents.
const MORE: [(&str, &str); 11] = [
    ("list-shards", " --stream-name orders"),
    ("create-table", " --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=10"),
    ("update-table", " --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=10"),
    ("create-delivery-stream", " --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake"),
    ("update-destination", " --extended-s3-destination-update Prefix=orders/"),
    ("deregister-stream-consumer", CONSUMER),
    ("describe-stream-consumer", CONSUMER),
    ("start-stream-encryption", " --stream-name orders"),
    ("stop-stream-encryption", " --stream-name orders"),
    (
        "create-event-source-mapping",
        " --event-source-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --starting-position LATEST",
    ),
    ("update-max-record-size", " --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders"),
];
const CONSUMER: &str =
    " --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --consumer-name live";

/// A value of an example.
fn value(member: &str, shape: &Shape) -> String {
    let known = [
        ("StreamName", "orders"),
        ("DeliveryStreamName", "to-lake"),
        ("TableName", "leases"),
        ("ConsumerName", "live"),
        ("PartitionKey", "user-1"),
        ("ShardIteratorType", "TRIM_HORIZON"),
        ("NewStartingHashKey", "midpoint"),
        ("AdjacentShardToMerge", "shardId-000000000001"),
        ("StreamARN", "arn:aws:kinesis:us-east-1:123456789012:stream/orders"),
        ("ResourceARN", "arn:aws:kinesis:us-east-1:123456789012:stream/orders"),
        ("ConsumerARN", "arn:aws:kinesis:us-east-1:123456789012:stream/orders/consumer/live:1795269605"),
        ("StreamModeDetails", "StreamMode=ON_DEMAND"),
        ("StartingPosition", "Type=LATEST"),
        ("Record", "Data=aGVsbG8="),
        ("KeyId", "alias/orders"),
        ("EncryptionType", "KMS"),
        ("CurrentDeliveryStreamVersionId", "1"),
        ("DestinationId", "destinationId-000000000001"),
        ("Policy", "{}"),
        ("Bucket", "lake"),
        ("Key", "logs/1"),
        ("ShardIterator", "AAAA"),
        ("RetentionPeriodHours", "48"),
        ("MaxRecordSizeInKiB", "2048"),
        ("FunctionName", "count"),
        ("UUID", "5a1bb2d8-6a9f-4c5e-8d5b-1f0c3e9a7b42"),
    ];
    if member == "Key" && matches!(shape, Shape::Structure(_)) {
        return "'{\"leaseKey\":{\"S\":\"shardId-000000000000\"}}'".to_owned();
    }
    if let Some((_, value)) = known.iter().find(|(name, _)| *name == member) {
        return (*value).to_owned();
    }
    match shape {
        Shape::Choice(choices) | Shape::List { of: Shape::Choice(choices), .. } => choices[0].to_owned(),
        Shape::Integer { .. } => "2".to_owned(),
        Shape::Blob { .. } => "aGVsbG8=".to_owned(),
        Shape::Tags { .. } => "team=blue".to_owned(),
        Shape::Boolean => String::new(),
        Shape::List { of: Shape::Text { .. }, .. } => "team".to_owned(),
        Shape::List { of: Shape::Structure(members), .. }
            if members.len() > 1 && members[0].name == "Data" =>
        {
            "Data=aGVsbG8=,PartitionKey=user-1".to_owned()
        }
        Shape::List { .. } if member == "Tags" => "Key=team,Value=blue".to_owned(),
        Shape::List { .. } => "Data=aGVsbG8=".to_owned(),
        Shape::Text { .. } | Shape::Structure(_) | Shape::Time | Shape::NotModelled => {
            if member.contains("Shard") { "shardId-000000000000".to_owned() } else { "x".to_owned() }
        }
    }
}

fn unknown(topic: &str) -> String {
    format!("There is no help on `{topic}`. Services: dynamodb, firehose, kinesis, kms, lambda, s3, s3api.")
}

fn rows_of<'a>(rows: impl Iterator<Item = (String, &'a str)>) -> String {
    let rows: Vec<_> = rows.collect();
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    rows.iter().map(|(name, about)| format!("  {name:width$}  {about}\n")).collect()
}

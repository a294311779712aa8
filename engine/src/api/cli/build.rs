//! What was given to an operation, as a command.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::CliError;
use super::delivery;
use super::fields::{Fields, structure, structures};
use super::given::{Given, hash_key_pattern};
use super::shorthand::Tree;
use super::words::Word;
use crate::command::{Command, Firehose, IteratorStart, Kinesis, S3, SplitAt};
use crate::names::{ACCOUNT, Name};
use crate::record::Stored;
use crate::refusal::Refusal;

pub(super) fn command(given: &Given) -> Result<Command, CliError> {
    match (given.operation.service, given.operation.word) {
        ("kinesis", word) => kinesis(given, word).map(Command::Kinesis),
        ("firehose", word) => firehose(given, word).map(Command::Firehose),
        ("s3", word) => s3(given, word).map(Command::S3),
        (service, _) => unreachable!("the table has no service {service}"),
    }
}

fn kinesis(given: &Given, word: &str) -> Result<Kinesis, CliError> {
    Ok(match word {
        "create-stream" => Kinesis::CreateStream {
            stream: given.stream()?,
            shard_count: Some(shard_count(given)?),
            mode: None,
            max_record_kib: None,
            tags: Vec::new(),
        },
        "describe-stream-summary" => Kinesis::DescribeStreamSummary { stream: given.stream()? },
        "list-streams" => Kinesis::ListStreams { limit: None, exclusive_start: None, next_token: None },
        "list-shards" => Kinesis::ListShards(crate::command::ListShards::of(given.stream()?)),
        "put-record" => {
            let hash =
                given.word("--explicit-hash-key").map(|word| explicit_hash_key(given, word)).transpose()?;
            let data = given.blob(given.text("--data"), given.column_of("--data"))?;
            let record =
                Stored { key: given.text("--partition-key").to_owned(), data, explicit_hash_key: hash };
            Kinesis::PutRecord { stream: given.stream()?, record, ordering: None }
        }
        "put-records" => {
            let entries = structures(given, "--records")?;
            let records = entries.iter().enumerate().map(|(i, entry)| put_records_entry(given, entry, i));
            Kinesis::PutRecords { stream: given.stream()?, records: records.collect::<Result<_, _>>()? }
        }
        "get-shard-iterator" => {
            let stream = given.stream()?;
            let start = iterator_start(given)?;
            Kinesis::GetShardIterator { shard: given.shard("--shard-id", &stream)?, stream, start }
        }
        "get-records" => Kinesis::GetRecords {
            iterator: given.text("--shard-iterator").to_owned(),
            limit: given.count("--limit"),
        },
        "split-shard" => {
            let stream = given.stream()?;
            let shard = given.shard("--shard-to-split", &stream)?;
            let text = given.text("--new-starting-hash-key");
            let at = match text.parse() {
                _ if text == "midpoint" => SplitAt::Midpoint,
                Ok(hash) => SplitAt::HashKey(hash),
                // 39 digits can say more than 2^128 - 1. Modelling choice: AWS's sentence without the bounds of
                // the shard, which no line knows.
                Err(_) => {
                    let text = format!(
                        "NewStartingHashKey {text} used in SplitShard() on shard {shard} in stream {stream} under \
                         account {ACCOUNT} is not both greater than one plus the shard's StartingHashKey and less than \
                         the shard's EndingHashKey."
                    );
                    return Err(given.aws(given.column_of("--new-starting-hash-key"), Refusal::invalid(text)));
                }
            };
            Kinesis::SplitShard { stream, shard, at }
        }
        "merge-shards" => {
            let stream = given.stream()?;
            let shard = given.shard("--shard-to-merge", &stream)?;
            let adjacent = given.shard("--adjacent-shard-to-merge", &stream)?;
            Kinesis::MergeShards { stream, shard, adjacent }
        }
        word => unreachable!("the table has no kinesis {word}"),
    })
}

fn firehose(given: &Given, word: &str) -> Result<Firehose, CliError> {
    let delivery_stream = || given.name("--delivery-stream-name");
    Ok(match word {
        "create-delivery-stream" => Firehose::CreateDeliveryStream(delivery::create(given)?),
        "describe-delivery-stream" => {
            Firehose::DescribeDeliveryStream { delivery_stream: delivery_stream()? }
        }
        "list-delivery-streams" => Firehose::ListDeliveryStreams,
        "put-record" => {
            let column = given.column_of("--record");
            let tree = structure(given, "--record")?;
            let fields = Fields::of(&tree, "Record", column)?;
            fields.only(&["Data"])?;
            Firehose::PutRecord {
                delivery_stream: delivery_stream()?,
                data: given.blob(fields.needed("Data")?, column)?,
            }
        }
        "put-record-batch" => {
            let entries = structures(given, "--records")?;
            let records = entries.iter().enumerate().map(|(i, (tree, column))| {
                let path = format!("Records[{i}]");
                let fields = Fields::of(tree, &path, *column)?;
                fields.only(&["Data"])?;
                let data = given.blob(fields.needed("Data")?, *column)?;
                Ok(Stored { key: String::new(), data, explicit_hash_key: None })
            });
            let records = records.collect::<Result<_, CliError>>()?;
            Firehose::PutRecordBatch { delivery_stream: delivery_stream()?, records }
        }
        word => unreachable!("the table has no firehose {word}"),
    })
}

fn s3(given: &Given, word: &str) -> Result<S3, CliError> {
    let path = &given.paths[0];
    let Some((bucket, rest)) =
        path.text.strip_prefix("s3://").map(|path| path.split_once('/').unwrap_or((path, "")))
    else {
        let usage =
            format!("usage: aws s3 {word} {}. Error: Invalid argument type", given.operation.paths.join(" "));
        return Err(CliError::usage(path.column, usage));
    };
    let bucket = Name::parse(bucket).map_err(|_| {
        let text = format!(
            "Parameter validation failed: Invalid bucket name \"{bucket}\": Bucket name must match the regex \
             \"^[a-zA-Z0-9.\\-_]{{1,255}}$\""
        );
        CliError::usage(path.column, text)
    })?;
    Ok(match word {
        "mb" => S3::CreateBucket { bucket },
        "ls" => S3::ListObjects { bucket, prefix: rest.to_owned(), recursive: given.flag("--recursive") },
        "cp" => {
            let to = &given.paths[1];
            if to.text != "-" {
                let text = "there are no files here: write `-` to see the object in the terminal";
                return Err(CliError::usage(to.column, text));
            }
            if rest.is_empty() {
                return Err(CliError::usage(path.column, "say which object: aws s3 cp s3://BUCKET/KEY -"));
            }
            S3::GetObject { bucket, key: rest.to_owned() }
        }
        word => unreachable!("the table has no s3 {word}"),
    })
}

fn shard_count(given: &Given) -> Result<u32, CliError> {
    if let Some(word) = given.word("--stream-mode-details") {
        let tree = structure(given, "--stream-mode-details")?;
        let mode = Fields::of(&tree, "StreamModeDetails", word.column)?;
        mode.only(&["StreamMode"])?;
        if mode.needed("StreamMode")? != "PROVISIONED" {
            let text = "on-demand streams are not known here: write StreamMode=PROVISIONED and --shard-count";
            return Err(CliError::usage(word.column, text));
        }
    }
    let Some(word) = given.word("--shard-count") else {
        let text =
            "--shard-count is needed here: without it AWS makes an on-demand stream, which is not known here";
        return Err(CliError::usage(given.column, text));
    };
    word.text.trim().parse().map_err(|_| {
        let bound = "Member must have value less than or equal to 2147483647";
        let text = format!("Value '{}' at 'shardCount' failed to satisfy constraint: {bound}", word.text);
        given.validation(word.column, &[text])
    })
}

fn put_records_entry(given: &Given, (tree, column): &(Tree, usize), i: usize) -> Result<Stored, CliError> {
    let path = format!("Records[{i}]");
    let fields = Fields::of(tree, &path, *column)?;
    fields.only(&["Data", "ExplicitHashKey", "PartitionKey"])?;
    let data = given.blob(fields.needed("Data")?, *column)?;
    let key = fields.needed("PartitionKey")?;
    if key.is_empty() {
        let text = format!(
            "Parameter validation failed: Invalid length for parameter {path}.PartitionKey, value: 0, valid min length: 1"
        );
        return Err(CliError::usage(*column, text));
    }
    let hash = fields.text("ExplicitHashKey")?.map(|text| {
        if let Some(constraint) = hash_key_pattern(text) {
            let at = format!("records.{}.member.explicitHashKey", i + 1);
            let text = format!("Value '{text}' at '{at}' failed to satisfy constraint: {constraint}");
            return Err(given.validation(*column, &[text]));
        }
        let word = Word { text: text.to_owned(), column: *column, quoted: false, raw: String::new() };
        explicit_hash_key(given, &word)
    });
    Ok(Stored { key: key.to_owned(), data, explicit_hash_key: hash.transpose()? })
}

fn explicit_hash_key(given: &Given, word: &Word) -> Result<u128, CliError> {
    word.text.parse().map_err(|_| {
        let text = format!(
            "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {}",
            word.text
        );
        given.aws(word.column, Refusal::invalid(text))
    })
}

fn iterator_start(given: &Given) -> Result<IteratorStart, CliError> {
    let kind = given.text("--shard-iterator-type");
    let number = given.word("--starting-sequence-number").map(|word| word.text.clone());
    let column = given.column_of("--shard-iterator-type");
    let neither_nor = |tail: &str| {
        let text = format!(
            "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) \
             TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified {kind} and {tail}"
        );
        given.aws(column, Refusal::invalid(text))
    };
    match (kind, number) {
        ("AT_SEQUENCE_NUMBER", Some(number)) => Ok(IteratorStart::AtSequenceNumber(number)),
        ("AFTER_SEQUENCE_NUMBER", Some(number)) => Ok(IteratorStart::AfterSequenceNumber(number)),
        ("AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER", None) => {
            Err(neither_nor("no StartingSequenceNumber."))
        }
        ("TRIM_HORIZON" | "LATEST", Some(_)) => Err(neither_nor("also a StartingSequenceNumber.")),
        ("TRIM_HORIZON", None) => Ok(IteratorStart::TrimHorizon),
        ("LATEST", None) => Ok(IteratorStart::Latest),
        _ => match given.word("--timestamp") {
            Some(word) => timestamp(word).map(IteratorStart::AtTimestamp),
            None => {
                let text = "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request \
                            has no timestamp parameter.";
                Err(given.aws(column, Refusal::invalid(text)))
            }
        },
    }
}

/// Milliseconds of the Unix epoch, from its seconds (with a fraction) or ISO 8601; without an offset, UTC.
fn timestamp(word: &Word) -> Result<u64, CliError> {
    let text = word.text.as_str();
    let decimal = || {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return None;
        }
        let millis: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
        whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(millis)
    };
    let iso = || {
        let instant = text.parse::<Timestamp>().ok().or_else(|| {
            let civil = text.parse::<DateTime>().ok()?;
            civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
        });
        u64::try_from(instant?.as_millisecond()).ok()
    };
    decimal().or_else(iso).ok_or_else(|| {
        let text = format!("Invalid timestamp \"{text}\": write seconds of the Unix epoch or ISO 8601, such as 2026-11-21T14:00:30Z");
        CliError::usage(word.column, text)
    })
}

//! "Why was this call refused?", for each call of Data Streams and each error that it answers with.

mod complete;
mod door;
mod firehose;
mod lambda;
mod rows;

use std::collections::BTreeSet;

use engine::api::cli::{self, CliError};
use engine::command::{Command, Reply};
use engine::era::Era;
use engine::kernel::Time;
use engine::sequence::SequenceNumber;
use engine::story::{self, Story};
use engine::why::{self, Why};
use engine::world::World;

const TWO: &str = "aws kinesis create-stream --stream-name s --shard-count 2\n\
    aws kinesis create-stream --stream-name d --stream-mode-details StreamMode=ON_DEMAND\n\
    at 2s aws kinesis register-stream-consumer --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/s --consumer-name c\n\
    at 2s aws kinesis create-stream --stream-name new --shard-count 1\n\
    at 2s aws kinesis register-stream-consumer --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/s --consumer-name young\n\
    at 2s aws kinesis create-stream --stream-name old --shard-count 2\n";

fn world(text: &str, ms: u64) -> World {
    let mut world = story::start(&Story::parse(&format!("seed 1\n{text}")).unwrap()).unwrap();
    world.advance(Time::millis(ms), u64::MAX);
    world
}

/// The line with its short forms written out.
fn line(short: &str) -> String {
    let arn = "arn:aws:kinesis:us-east-1:123456789012:stream/";
    format!("aws kinesis {}", short.replace("ARN/", arn).replace("-S ", "--stream-name "))
}

fn command(short: &str) -> Command {
    cli::parse(&line(short)).unwrap_or_else(|error| panic!("{short}: {error}"))
}

/// Refused, explained, and its fixes are taken.
fn explained(world: &World, command: &Command, error: &str) -> Why {
    let mut world = world.clone();
    let refusal = world.apply(command).expect_err(&command.to_string());
    assert_eq!(refusal.error.as_str(), error, "{command}: {}", refusal.message);
    let why = why::call_refused(&world, command, &refusal);
    assert!((2..=6).contains(&why.sentences.len()), "{command}: {:#?}", why.sentences);
    for fix in &why.fixes {
        let mut next = world.clone();
        for command in &fix.commands {
            next.apply(command).unwrap_or_else(|refusal| panic!("{command}: {refusal}"));
        }
    }
    why
}

/// A call, its error, a part of what is said, and the label of the button.
const REFUSED: [(&str, &str, &str, &str); 47] = [
    ("create-stream -S s --shard-count 1", "ResourceInUseException", "A name belongs to one stream", ""),
    (
        "create-stream -S x --stream-mode-details StreamMode=PROVISIONED",
        "ValidationException",
        "You named no number",
        "",
    ),
    ("create-stream -S x --shard-count 99999", "LimitExceededException", "You asked for", ""),
    ("delete-stream -S x", "ResourceNotFoundException", "Streams that are there: `d`, `new`, `old`, `s`", ""),
    (
        "delete-stream -S s",
        "ResourceInUseException",
        "goes with its registered consumers",
        "Delete it with its consumers",
    ),
    ("describe-stream -S x", "ResourceNotFoundException", "Streams that are there", ""),
    ("describe-stream-summary -S x", "ResourceNotFoundException", "Streams that are there", ""),
    ("list-shards -S x", "ResourceNotFoundException", "Streams that are there", ""),
    ("list-shards --next-token abc", "InvalidArgumentException", "Begin again without a token", ""),
    (
        "list-streams --next-token abc",
        "InvalidArgumentException",
        "Begin again without a token",
        "Begin the list again",
    ),
    (
        "put-record -S x --partition-key k --data eA==",
        "ResourceNotFoundException",
        "Streams that are there",
        "",
    ),
    (
        "put-record -S s --partition-key k --data eA== --sequence-number-for-ordering 17",
        "InvalidArgumentException",
        "SequenceNumberForOrdering is",
        "",
    ),
    (
        "put-records -S x --records PartitionKey=k,Data=eA==",
        "ResourceNotFoundException",
        "Streams that are there",
        "",
    ),
    (
        "get-shard-iterator -S x --shard-id 0 --shard-iterator-type LATEST",
        "ResourceNotFoundException",
        "Streams that are there",
        "",
    ),
    (
        "get-shard-iterator -S s --shard-id 7 --shard-iterator-type LATEST",
        "ResourceNotFoundException",
        "never had a shard 007",
        "",
    ),
    (
        "get-shard-iterator -S s --shard-id 0 --shard-iterator-type AT_SEQUENCE_NUMBER --starting-sequence-number 17",
        "InvalidArgumentException",
        "of this very shard",
        "Begin at the oldest record",
    ),
    (
        "get-shard-iterator -S s --shard-id 0 --shard-iterator-type AT_TIMESTAMP --timestamp 2100-01-01",
        "InvalidArgumentException",
        "an instant that has been",
        "Begin at the oldest record",
    ),
    ("get-records --shard-iterator AAAA", "InvalidArgumentException", "never given out", ""),
    (
        "split-shard -S x --shard-to-split 0 --new-starting-hash-key 5",
        "ResourceNotFoundException",
        "Streams that are there",
        "",
    ),
    (
        "split-shard -S s --shard-to-split 7 --new-starting-hash-key 5",
        "ResourceNotFoundException",
        "Its open shards are 000, 001.",
        "",
    ),
    (
        "split-shard -S s --shard-to-split 0 --new-starting-hash-key 0",
        "InvalidArgumentException",
        "Its midpoint is 8507",
        "Split it at its midpoint",
    ),
    (
        "split-shard -S old --shard-to-split 0 --new-starting-hash-key 5",
        "InvalidArgumentException",
        "belongs to 002 and 003 now",
        "",
    ),
    (
        "split-shard -S d --shard-to-split 0 --new-starting-hash-key 5",
        "ValidationException",
        "In on-demand mode",
        "Switch to provisioned mode",
    ),
    (
        "split-shard -S new --shard-to-split 0 --new-starting-hash-key 5",
        "ResourceInUseException",
        "Now it is CREATING",
        "",
    ),
    (
        "merge-shards -S s --shard-to-merge 1 --adjacent-shard-to-merge 0",
        "InvalidArgumentException",
        "the lower one is named first",
        "Merge 000 with 001",
    ),
    (
        "merge-shards -S s --shard-to-merge 0 --adjacent-shard-to-merge 7",
        "ResourceNotFoundException",
        "never had a shard 007",
        "",
    ),
    (
        "merge-shards -S old --shard-to-merge 1 --adjacent-shard-to-merge 2",
        "InvalidArgumentException",
        "the lower one is named first",
        "Merge 003 with 001",
    ),
    (
        "merge-shards -S old --shard-to-merge 0 --adjacent-shard-to-merge 1",
        "InvalidArgumentException",
        "Only an open shard",
        "",
    ),
    (
        "merge-shards -S d --shard-to-merge 0 --adjacent-shard-to-merge 1",
        "ValidationException",
        "In on-demand mode",
        "Switch to provisioned mode",
    ),
    (
        "update-shard-count -S s --target-shard-count 9 --scaling-type UNIFORM_SCALING",
        "LimitExceededException",
        "You asked for 9",
        "Ask for 4 shards",
    ),
    (
        "update-shard-count -S d --target-shard-count 9 --scaling-type UNIFORM_SCALING",
        "ValidationException",
        "In on-demand mode",
        "Switch to provisioned mode",
    ),
    (
        "update-shard-count -S new --target-shard-count 2 --scaling-type UNIFORM_SCALING",
        "ResourceInUseException",
        "one thing at a time",
        "",
    ),
    (
        "increase-stream-retention-period -S old --retention-period-hours 24",
        "InvalidArgumentException",
        "it is 48 h, you asked for 24",
        "Decrease it to 24 h",
    ),
    (
        "decrease-stream-retention-period -S s --retention-period-hours 48",
        "InvalidArgumentException",
        "it is 24 h, you asked for 48",
        "Increase it to 48 h",
    ),
    (
        "increase-stream-retention-period -S new --retention-period-hours 48",
        "ResourceInUseException",
        "Now it is CREATING",
        "",
    ),
    (
        "register-stream-consumer --stream-arn ARN/s --consumer-name c",
        "ResourceInUseException",
        "`c` is with `s`",
        "",
    ),
    (
        "describe-stream-consumer --stream-arn ARN/s --consumer-name nobody",
        "ResourceNotFoundException",
        "Registered with `s`: `c`, `young`",
        "",
    ),
    (
        "deregister-stream-consumer --stream-arn ARN/s --consumer-name nobody",
        "ResourceNotFoundException",
        "Registered with `s`",
        "",
    ),
    (
        "list-stream-consumers --stream-arn ARN/s --next-token abc",
        "InvalidArgumentException",
        "Begin again without a token",
        "Begin the list again",
    ),
    (
        "start-stream-encryption -S new --encryption-type KMS --key-id alias/aws/kinesis",
        "ResourceInUseException",
        "CREATING",
        "",
    ),
    (
        "stop-stream-encryption -S x --encryption-type KMS --key-id alias/aws/kinesis",
        "ResourceNotFoundException",
        "Streams that are there",
        "",
    ),
    ("enable-enhanced-monitoring -S new --shard-level-metrics ALL", "ResourceInUseException", "CREATING", ""),
    ("add-tags-to-stream -S x --tags a=b", "ResourceNotFoundException", "Streams that are there", ""),
    ("list-tags-for-stream -S x", "ResourceNotFoundException", "Streams that are there", ""),
    (
        "update-stream-mode --stream-arn ARN/new --stream-mode-details StreamMode=ON_DEMAND",
        "ResourceInUseException",
        "CREATING",
        "",
    ),
    (
        "update-max-record-size --stream-arn ARN/x --max-record-size-in-ki-b 2048",
        "ResourceNotFoundException",
        "Streams that are there",
        "",
    ),
    ("get-resource-policy --resource-arn ARN/x", "ResourceNotFoundException", "Streams that are there", ""),
];

#[test]
fn every_refused_call_has_its_rule_and_its_button() {
    let mut world = world(TWO, 20_000);
    for line in [
        "increase-stream-retention-period -S old --retention-period-hours 48",
        "split-shard -S old --shard-to-split 0 --new-starting-hash-key midpoint",
    ] {
        world.apply(&command(line)).unwrap();
    }
    world.advance(Time::seconds(40), u64::MAX);
    let mut seen = BTreeSet::new();
    // One that is still in the making.
    world.apply(&command("delete-stream -S new")).unwrap();
    world.advance(Time::seconds(60), u64::MAX);
    world.apply(&command("create-stream -S new --shard-count 1")).unwrap();
    for (line, error, part, label) in REFUSED {
        let command = command(line);
        if let Command::Kinesis(call) = &command {
            seen.insert(call.operation());
        }
        let why = explained(&world, &command, error);
        let text = why.sentences[1..].join("\n");
        assert!(text.contains(part), "{line}: {part} is missing in\n{text}");
        let labels: Vec<&str> = why.fixes.iter().map(|fix| fix.label.as_str()).collect();
        assert_eq!(labels, if label.is_empty() { vec![] } else { vec![label] }, "{line}");
    }
    assert!(seen.len() >= 27, "{seen:?}");
}

#[test]
fn an_expired_iterator_is_renewed_where_it_stood() {
    let text = "aws kinesis create-stream --stream-name s --shard-count 1\n\
        producer p to s rate 10/s size 100B keys uniform 5\n";
    let mut world = world(text, 20_000);
    let iterator = |world: &mut World, line: &str| {
        let line = cli::render(&command(line), &world.apply(&command(line)).unwrap(), Era::Today);
        line.split('"').nth(3).unwrap().to_owned()
    };
    let old = iterator(&mut world, "get-shard-iterator -S s --shard-id 0 --shard-iterator-type LATEST");
    let ask = |iterator: &str| command(&format!("get-records --shard-iterator {iterator} --limit 1"));
    let first = format!("{:?}", world.apply(&ask(&old)));
    world.advance(Time::seconds(400), u64::MAX);
    let why = explained(&world, &ask(&old), "ExpiredIteratorException");
    assert_eq!(why.fixes[0].label, "Get a new iterator");
    let reply = world.apply(&why.fixes[0].commands[0]).unwrap();
    let Reply::ShardIterator(new) = reply else { panic!("{reply:?}") };
    let Reply::Records(read) = world.apply(&ask(&new)).unwrap() else { panic!("{first}") };
    // The first that came after the old iterator was made, not the oldest.
    let number = SequenceNumber::parse(&read.records[0].sequence_number).unwrap();
    assert!((100..300).contains(&number.index), "{number}");
}

#[test]
fn a_wrong_iterator_leads_to_one_of_the_only_stream() {
    let world = world("aws kinesis create-stream --stream-name s --shard-count 1\n", 4_000);
    let why = explained(&world, &command("get-records --shard-iterator AAAA"), "InvalidArgumentException");
    assert_eq!(why.fixes[0].label, "Get an iterator of shard 000");
}

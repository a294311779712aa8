//! Complete: every error that AWS's model names for an operation of Data Streams is explained, or it is said here why
//! it never comes.

use std::collections::BTreeSet;

use engine::command::{Kinesis, Reply};
use engine::names::Name;
use engine::record::Stored;

use super::rows::{RATE, ROWS, many};
use super::*;

/// What botocore's service model names, without `Exception`. Not here: AccessDenied and the KMS errors, each of which
/// tests/security/reasons.rs explains, and InternalFailure, for AWS makes no mistake of its own here.
const MODEL: [(&str, &str); 32] = [
    ("AddTagsToStream", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("CreateStream", "InvalidArgument LimitExceeded ResourceInUse Validation"),
    ("DecreaseStreamRetentionPeriod", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("DeleteResourcePolicy", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("DeleteStream", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("DeregisterStreamConsumer", "InvalidArgument LimitExceeded ResourceNotFound"),
    ("DescribeLimits", "LimitExceeded"),
    ("DescribeStream", "InvalidArgument LimitExceeded ResourceNotFound"),
    ("DescribeStreamConsumer", "InvalidArgument LimitExceeded ResourceNotFound"),
    ("DescribeStreamSummary", "InvalidArgument LimitExceeded ResourceNotFound"),
    ("DisableEnhancedMonitoring", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("EnableEnhancedMonitoring", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("GetRecords", "ExpiredIterator InvalidArgument ProvisionedThroughputExceeded ResourceNotFound"),
    ("GetResourcePolicy", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("GetShardIterator", "InvalidArgument ProvisionedThroughputExceeded ResourceNotFound"),
    ("IncreaseStreamRetentionPeriod", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("ListShards", "ExpiredNextToken InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("ListStreamConsumers", "ExpiredNextToken InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("ListStreams", "ExpiredNextToken InvalidArgument LimitExceeded"),
    ("ListTagsForStream", "InvalidArgument LimitExceeded ResourceNotFound"),
    ("MergeShards", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound Validation"),
    ("PutRecord", "InvalidArgument ProvisionedThroughputExceeded ResourceNotFound"),
    ("PutRecords", "InvalidArgument ProvisionedThroughputExceeded ResourceNotFound"),
    ("PutResourcePolicy", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("RegisterStreamConsumer", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("RemoveTagsFromStream", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("SplitShard", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound Validation"),
    ("StartStreamEncryption", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("StopStreamEncryption", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("SubscribeToShard", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("UpdateMaxRecordSize", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound Validation"),
    ("UpdateShardCount", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound Validation"),
];
const MODE: (&str, &str) =
    ("UpdateStreamMode", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound Validation");

/// What never comes here, and why.
const NEVER: &[(&str, &str)] = &[
    ("DeleteResourcePolicy InvalidArgument", "an ARN that is none is a ValidationException"),
    ("DeleteResourcePolicy LimitExceeded", "AWS states no rate for policies"),
    ("DeleteResourcePolicy ResourceInUse", "a policy is stored in every status"),
    ("DeregisterStreamConsumer InvalidArgument", "an ARN that is none is a ValidationException"),
    ("DescribeStreamConsumer InvalidArgument", "an ARN that is none is a ValidationException"),
    ("GetResourcePolicy InvalidArgument", "an ARN that is none is a ValidationException"),
    ("GetResourcePolicy LimitExceeded", "AWS states no rate for policies"),
    ("GetResourcePolicy ResourceInUse", "a policy is read in every status"),
    ("ListShards ResourceInUse", "shards are listed in every status"),
    ("ListStreamConsumers ResourceInUse", "consumers are listed in every status"),
    (
        "PutRecords ProvisionedThroughputExceeded",
        "its entries carry it, in an answer of HTTP 200: see tests/why.rs",
    ),
    ("PutResourcePolicy InvalidArgument", "a policy is not read"),
    ("PutResourcePolicy LimitExceeded", "AWS states no rate for policies"),
    ("PutResourcePolicy ResourceInUse", "a policy is stored in every status"),
    ("RegisterStreamConsumer InvalidArgument", "an ARN that is none is a ValidationException"),
    ("RemoveTagsFromStream ResourceInUse", "tags are taken away in every status"),
    ("StopStreamEncryption LimitExceeded", "AWS counts only StartStreamEncryption"),
    ("UpdateMaxRecordSize InvalidArgument", "a size out of bounds is a ValidationException"),
    ("UpdateMaxRecordSize LimitExceeded", "AWS states no rate for it"),
    ("UpdateStreamMode InvalidArgument", "a mode that is none is a ValidationException at the door"),
    ("UpdateStreamMode Validation", "the mode that a stream has already is taken"),
];

/// The operation of a line, and what it is refused for before it is a command.
fn operation(short: &str) -> &'static str {
    cli::operation(&command(short))
}

/// Each row, and the pairs of operation and error that were explained.
fn rows() -> BTreeSet<(&'static str, String)> {
    let mut seen = BTreeSet::new();
    let fresh = many();
    for (lines, times, gap, error, part, label) in ROWS {
        let mut world = fresh.clone();
        for i in 0..times - 1 {
            let line = lines[i % lines.len()].replace("{i}", &i.to_string());
            world.apply(&command(&line)).unwrap_or_else(|refusal| panic!("{line} ({i}): {refusal}"));
            world.advance(world.now() + engine::kernel::Span::seconds(*gap), u64::MAX);
        }
        let last = lines[(times - 1) % lines.len()].replace("{i}", &(times - 1).to_string());
        let why = explained(&world, &command(&last), &format!("{error}Exception"));
        let text = why.sentences[1..].join("\n");
        assert!(text.contains(part), "{last}: {part} is missing in\n{text}");
        let labels: Vec<&str> = why.fixes.iter().map(|fix| fix.label.as_str()).collect();
        assert_eq!(labels, if label.is_empty() { vec![] } else { vec![*label] }, "{last}");
        seen.insert((operation(&last), (*error).to_owned()));
    }
    seen
}

fn token(world: &mut World, line: &str) -> String {
    let reply = world.apply(&command(line)).unwrap();
    let (Reply::Streams { next_token, .. }
    | Reply::Shards { next_token, .. }
    | Reply::Consumers { next_token, .. }) = reply
    else {
        panic!("{line}")
    };
    next_token.expect("there are more")
}

/// What takes more than a line.
fn special() -> BTreeSet<(&'static str, String)> {
    let mut seen = BTreeSet::new();
    let mut see = |world: &World, command: &Command, error: &str, part: &str, label: &str| {
        let why = explained(world, command, &format!("{error}Exception"));
        let text = why.sentences[1..].join("\n");
        assert!(text.contains(part), "{command}: {part} is missing in\n{text}");
        let labels: Vec<&str> = why.fixes.iter().map(|fix| fix.label.as_str()).collect();
        assert_eq!(labels, if label.is_empty() { vec![] } else { vec![label] }, "{command}");
        seen.insert((cli::operation(command), error.to_owned()));
    };
    // Tokens are good for 300 seconds.
    for (first, next, label) in [
        ("list-streams --limit 1", "list-streams", "Begin the list again"),
        ("list-shards -S s --max-results 1", "list-shards", ""),
        (
            "list-stream-consumers --stream-arn ARN/n0 --max-results 1",
            "list-stream-consumers --stream-arn ARN/n0",
            "Begin the list again",
        ),
    ] {
        let mut world = many();
        let token = token(&mut world, first);
        world.advance(world.now() + engine::kernel::Span::seconds(301), u64::MAX);
        let ask = command(&format!("{next} --next-token {token}"));
        see(&world, &ask, "ExpiredNextToken", "Begin the list again without a token", label);
    }
    // Iterators and the shards that they lead to.
    let mut world = many();
    let iterator = |world: &mut World| {
        let ask = command("get-shard-iterator -S s --shard-id 0 --shard-iterator-type LATEST");
        let Ok(Reply::ShardIterator(iterator)) = world.apply(&ask) else { panic!() };
        command(&format!("get-records --shard-iterator {iterator}"))
    };
    let read = iterator(&mut world);
    let mut often = world.clone();
    (0..5).for_each(|_| drop(often.apply(&read).unwrap()));
    see(&often, &read, "ProvisionedThroughputExceeded", "with enhanced fan-out each has", "");
    let mut expired = world.clone();
    expired.advance(expired.now() + engine::kernel::Span::seconds(301), u64::MAX);
    see(&expired, &read, "ExpiredIterator", "Ask GetShardIterator for a new one", "Get a new iterator");
    let mut gone = world.clone();
    gone.apply(&command("delete-stream -S s --enforce-consumer-deletion")).unwrap();
    gone.advance(gone.now() + engine::kernel::Span::seconds(60), u64::MAX);
    see(&gone, &read, "ResourceNotFound", "Streams that are there", "");
    // A batch of 11 MiB.
    let stored = |_| Stored { key: "k".to_owned(), data: vec![b'x'; 1_000_000], explicit_hash_key: None };
    let stream = Name::parse("s").unwrap();
    let large = Command::Kinesis(Kinesis::PutRecords { stream, records: (0..11).map(stored).collect() });
    see(&world, &large, "InvalidArgument", "Cut the request into several calls", "");
    // One tag more than a stream may have.
    let tags: Vec<String> = (0..51).map(|n| format!("t{n}=v")).collect();
    let tags = command(&format!("add-tags-to-stream -S s --tags {}", tags.join(",")));
    see(&world, &tags, "InvalidArgument", "Delete what is no longer needed", "");
    // Subscriptions.
    let subscribe = |consumer: &str, shard: u32, position: &str| {
        let stream = world.streams().stream(&Name::parse("n0").unwrap()).unwrap();
        let made = world.era().epoch_seconds(stream.consumers[consumer].created);
        command(&format!(
            "subscribe-to-shard --consumer-arn ARN/n0/consumer/{consumer}:{made} --shard-id {shard} \
             --starting-position {position}"
        ))
    };
    let twice = subscribe("k0", 0, "Type=LATEST");
    let mut subscribed = world.clone();
    subscribed.apply(&twice).unwrap();
    see(&subscribed, &twice, "ResourceInUse", "Only a later call takes its place", "");
    let later = subscribe("k1", 0, "Type=AT_TIMESTAMP,Timestamp=2100-01-01");
    see(&world, &later, "InvalidArgument", "an instant that has been", "Begin at the oldest record");
    let nowhere = subscribe("k1", 7, "Type=LATEST");
    see(&world, &nowhere, "ResourceNotFound", "never had a shard 007", "");
    // In 2018 a consumer could call once a second for all its shards.
    let story = "era 2018\naws kinesis create-stream --stream-name s --shard-count 2\n\
        at 5s aws kinesis register-stream-consumer --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/s --consumer-name c\n";
    let mut old = super::world(story, 60_000);
    let stream = old.streams().stream(&Name::parse("s").unwrap()).unwrap();
    let made = old.era().epoch_seconds(stream.consumers["c"].created);
    let subscribe = |shard: u32| {
        command(&format!(
            "subscribe-to-shard --consumer-arn ARN/s/consumer/c:{made} --shard-id {shard} --starting-position Type=LATEST"
        ))
    };
    old.apply(&subscribe(0)).unwrap();
    see(&old, &subscribe(1), "LimitExceeded", RATE, "");
    seen
}

/// Lines that are refused before any stream is looked at: with a stream's name and the ARN of another, or with what came
/// after 2018.
fn at_the_door() -> BTreeSet<(&'static str, String)> {
    let mut seen = BTreeSet::new();
    let other = "--stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/other";
    let plain: Vec<&str> = ROWS.iter().map(|row| row.0[0]).chain(REFUSED.iter().map(|row| row.0)).collect();
    let two =
        plain.iter().filter(|short| short.contains("-S ")).map(|short| format!("{} {other}", line(short)));
    let lines = two.map(|line| (line, Era::Today)).chain(plain.iter().map(|short| (line(short), Era::Y2018)));
    for (line, era) in lines {
        let line = line.replace("{i}", "0");
        let Err(CliError::Aws { refusal, operation, .. }) = cli::parse_in(&line, era) else { continue };
        let why = why::line_refused(&line, &refusal);
        assert!((2..=6).contains(&why.sentences.len()), "{line}: {:#?}", why.sentences);
        seen.insert((operation, refusal.error.as_str().replace("Exception", "")));
    }
    seen
}

#[test]
fn every_error_that_aws_names_is_explained_or_never_comes() {
    let mut seen: BTreeSet<(&str, String)> =
        REFUSED.iter().map(|(short, error, ..)| (operation(short), error.replace("Exception", ""))).collect();
    seen.extend(rows());
    seen.extend(special());
    seen.extend(at_the_door());
    let named = MODEL
        .iter()
        .chain([&MODE])
        .flat_map(|(operation, errors)| errors.split(' ').map(move |error| (*operation, error.to_owned())));
    let named: BTreeSet<_> = named.collect();
    let left: Vec<String> =
        named.difference(&seen).map(|(operation, error)| format!("{operation} {error}")).collect();
    let never: Vec<String> = NEVER.iter().map(|(pair, _)| (*pair).to_owned()).collect();
    assert_eq!(left, never);
    // What an operation is refused for is what AWS's model names, or is common to all.
    let common = ["UnknownOperation", "Validation"];
    let more: Vec<_> =
        seen.difference(&named).filter(|(_, error)| !common.contains(&error.as_str())).collect();
    assert_eq!(more, Vec::<&(&str, String)>::new());
}

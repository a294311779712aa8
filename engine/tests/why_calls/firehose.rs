//! The same for Amazon Data Firehose, and for S3.

use engine::command::{
    Buffering, Compression, CreateDeliveryStream, DeliverTo, Destination, DestinationUpdate, Firehose,
    SearchService, SseKey, UpdateDestination,
};
use engine::kernel::Span;
use engine::names::Name;
use engine::record::Stored;

use super::*;

/// As botocore's model names them, without `Exception`; InvalidSource and InvalidKMSResource speak of databases and
/// KMS, which no scene has. Throttling is common to all services.
const MODEL: [(&str, &str); 12] = [
    ("CreateDeliveryStream", "InvalidArgument LimitExceeded ResourceInUse"),
    ("DeleteDeliveryStream", "ResourceInUse ResourceNotFound"),
    ("DescribeDeliveryStream", "ResourceNotFound"),
    ("ListDeliveryStreams", ""),
    ("ListTagsForDeliveryStream", "InvalidArgument LimitExceeded ResourceNotFound"),
    ("PutRecord", "InvalidArgument ResourceNotFound ServiceUnavailable"),
    ("PutRecordBatch", "InvalidArgument ResourceNotFound ServiceUnavailable"),
    ("StartDeliveryStreamEncryption", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("StopDeliveryStreamEncryption", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("TagDeliveryStream", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("UntagDeliveryStream", "InvalidArgument LimitExceeded ResourceInUse ResourceNotFound"),
    ("UpdateDestination", "ConcurrentModification InvalidArgument ResourceInUse ResourceNotFound"),
];

/// What never comes here, and why.
const NEVER: &[(&str, &str)] = &[
    (
        "ListTagsForDeliveryStream InvalidArgument",
        "its values are checked at the door, as ValidationException",
    ),
    (
        "ListTagsForDeliveryStream LimitExceeded",
        "too many calls are a ThrottlingException, as everywhere here",
    ),
    ("TagDeliveryStream InvalidArgument", "its values are checked at the door"),
    ("UntagDeliveryStream InvalidArgument", "its values are checked at the door"),
    ("UntagDeliveryStream LimitExceeded", "there are never too few tags"),
];

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn s3() -> Destination {
    let mut it = Destination::s3(name("lake"));
    it.s3.buffering = Some(Buffering { mib: 1, seconds: 60 });
    it
}

fn redshift() -> Destination {
    let to = DeliverTo::Redshift {
        url: "jdbc:redshift://dwh.x.us-east-1.redshift.amazonaws.com:5439/dev".to_owned(),
        cluster: name("dwh"),
        database: "dev".to_owned(),
        table: "clicks".to_owned(),
        options: "json 'auto'".to_owned(),
        retry: None,
    };
    Destination { to, ..s3() }
}

fn search() -> Destination {
    let to = DeliverTo::OpenSearch {
        service: SearchService::OpenSearch,
        domain: name("logs"),
        index: "clicks".to_owned(),
        rotation: engine::command::IndexRotation::OneDay,
        buffering: Some(Buffering { mib: 1, seconds: 60 }),
        retry: None,
    };
    Destination { to, ..s3() }
}

fn create(of: &str, source: Option<&str>, destination: Destination) -> Command {
    let ask = CreateDeliveryStream::new(name(of), source.map(name), destination);
    Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))
}

fn update(of: &str, version: u32, update: DestinationUpdate) -> Command {
    let ask = UpdateDestination { delivery_stream: name(of), version, update };
    Command::Firehose(Firehose::UpdateDestination(Box::new(ask)))
}

/// `d` writes to S3 by Direct PUT, `r` reads the stream `s`, `w` is in front of Redshift, `o` of OpenSearch.
fn scene() -> World {
    let mut world = world("aws kinesis create-stream --stream-name s --shard-count 1\n", 4_000);
    let mut kept = s3();
    kept.backup = Some(Box::new(kept.s3.clone()));
    for ask in [
        create("d", None, kept),
        create("r", Some("s"), s3()),
        create("w", None, redshift()),
        create("o", None, search()),
    ] {
        world.apply(&ask).unwrap();
    }
    world.advance(Time::seconds(10), u64::MAX);
    world
}

fn line(short: &str) -> Command {
    let line = format!("aws {}", short.replace("-D ", "--delivery-stream-name "));
    cli::parse(&line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn changed(of: fn() -> Destination, change: impl Fn(&mut Destination)) -> Command {
    let mut it = of();
    change(&mut it);
    create("n", None, it)
}

fn tags(count: usize) -> String {
    let tags: Vec<String> = (0..count).map(|n| format!("Key=t{n},Value=v")).collect();
    tags.join(" ")
}

type Row = (Command, &'static str, &'static str, &'static str);

fn rows() -> Vec<Row> {
    let hints = |mib, seconds| Some(Buffering { mib, seconds });
    let stored = |len| Stored { key: String::new(), data: vec![b'x'; len], explicit_hash_key: None };
    let batch = |of: &str, count: usize, len| {
        let records = (0..count).map(|_| stored(len)).collect();
        Command::Firehose(Firehose::PutRecordBatch { delivery_stream: name(of), records })
    };
    let nobody = "Delivery streams that are there: `d`, `o`, `r`, `w`";
    let encrypted = CreateDeliveryStream {
        encryption: Some(SseKey::AwsOwned),
        ..CreateDeliveryStream::new(name("n"), Some(name("s")), s3())
    };
    vec![
        (create("d", None, s3()), "ResourceInUse", "A name belongs to one delivery stream", ""),
        (create("n", Some("x"), s3()), "ResourceNotFound", "Streams that are there: `s`", ""),
        (
            Command::Firehose(Firehose::CreateDeliveryStream(Box::new(encrypted))),
            "InvalidArgument",
            "encrypted there",
            "",
        ),
        (changed(s3, |it| it.s3.buffering = hints(500, 60)), "Validation", "The limit:", "Ask for 128 MiB"),
        (changed(s3, |it| it.s3.buffering = hints(1, 901)), "Validation", "The limit:", "Ask for 900 s"),
        (changed(redshift, |it| retry(it, 7_201)), "Validation", "The limit:", "Ask for 7,200 s"),
        (
            changed(redshift, |it| it.s3.compression = Compression::Zip),
            "InvalidArgument",
            "plain objects and GZIP",
            "Leave objects UNCOMPRESSED",
        ),
        (changed(redshift, |it| it.s3.partitioned = true), "InvalidArgument", "objects that stay in S3", ""),
        (
            changed(s3, |it| it.s3.prefix = "a/!{timestamp:yyyy}/".to_owned()),
            "InvalidArgument",
            "needs an ErrorOutputPrefix",
            "With the ErrorOutputPrefix failed/!{firehose:error-output-type}/",
        ),
        (
            changed(s3, |it| it.s3.error_prefix = Some("bad/!{timestamp:yyyy}/".to_owned())),
            "InvalidArgument",
            "must include",
            "With the ErrorOutputPrefix failed/!{firehose:error-output-type}/",
        ),
        (
            changed(redshift, |it| it.s3.prefix = "!{timestamp:yyyy}/".to_owned()),
            "InvalidArgument",
            "In front of Redshift",
            "",
        ),
        (
            changed(s3, |it| it.s3.time_zone = Some("Mars/Olympus".to_owned())),
            "InvalidArgument",
            "Look at",
            "",
        ),
        (line("firehose delete-delivery-stream -D x"), "ResourceNotFound", nobody, ""),
        (line("firehose describe-delivery-stream -D x"), "ResourceNotFound", nobody, ""),
        (line("firehose list-tags-for-delivery-stream -D x"), "ResourceNotFound", nobody, ""),
        (line("firehose tag-delivery-stream -D x --tags Key=a"), "ResourceNotFound", nobody, ""),
        (line(&format!("firehose tag-delivery-stream -D d --tags {}", tags(50))), "taken", "", ""),
        (line("firehose untag-delivery-stream -D x --tag-keys a"), "ResourceNotFound", nobody, ""),
        (line("firehose start-delivery-stream-encryption -D x"), "ResourceNotFound", nobody, ""),
        (line("firehose stop-delivery-stream-encryption -D x"), "ResourceNotFound", nobody, ""),
        (
            line("firehose start-delivery-stream-encryption -D r"),
            "InvalidArgument",
            "StartStreamEncryption of `s`",
            "Encrypt the stream",
        ),
        (line("firehose stop-delivery-stream-encryption -D r"), "InvalidArgument", "only for Direct PUT", ""),
        (line("firehose put-record -D x --record Data=eA=="), "ResourceNotFound", nobody, ""),
        (line("firehose put-record -D r --record Data=eA=="), "InvalidArgument", "Put the record to `s`", ""),
        (line("firehose put-record-batch -D x --records Data=eA=="), "ResourceNotFound", nobody, ""),
        (
            line("firehose put-record-batch -D r --records Data=eA=="),
            "InvalidArgument",
            "reads the Kinesis",
            "",
        ),
        (batch("d", 5, 1_000_000), "InvalidArgument", "Cut the request into several calls", ""),
        (batch("d", 501, 1), "Validation", "Cut the request into several calls", ""),
        (batch("d", 1, 1_024_001), "Validation", "Put large objects into S3", ""),
        (
            update("d", 7, DestinationUpdate::of_hints(&DeliverTo::S3, Buffering { mib: 2, seconds: 60 })),
            "ConcurrentModification",
            "It is at version 1 now",
            "Change version 1",
        ),
        (
            update("x", 1, DestinationUpdate::of_hints(&DeliverTo::S3, Buffering { mib: 2, seconds: 60 })),
            "ResourceNotFound",
            nobody,
            "",
        ),
        (
            update("d", 1, DestinationUpdate::of_hints(&DeliverTo::S3, Buffering { mib: 200, seconds: 60 })),
            "Validation",
            "at its size or at its interval",
            "Ask for 128 MiB",
        ),
        (
            update("w", 1, DestinationUpdate::of_retry(&redshift().to, Span::seconds(9_999))),
            "Validation",
            "You asked for 9,999",
            "Ask for 7,200 s",
        ),
        (
            update("d", 1, DestinationUpdate { backs_up: Some(false), ..of_nothing() }),
            "InvalidArgument",
            "A backup of the source records stays on",
            "",
        ),
        (
            update("o", 1, of_nothing()),
            "InvalidArgument",
            "From and to OpenSearch there is no change of type",
            "",
        ),
        (
            update("d", 1, DestinationUpdate::of_retry(&redshift().to, Span::seconds(60))),
            "InvalidArgument",
            "all that is required must be said",
            "",
        ),
    ]
}

fn of_nothing() -> DestinationUpdate {
    let mut it = DestinationUpdate::of_hints(&DeliverTo::S3, Buffering { mib: 2, seconds: 60 });
    it.s3.bucket = Some(name("lake"));
    it
}

fn retry(it: &mut Destination, seconds: u64) {
    if let DeliverTo::Redshift { retry, .. } = &mut it.to {
        *retry = Some(Span::seconds(seconds));
    }
}

fn see(world: &World, (command, error, part, label): &Row) -> (&'static str, String) {
    let why = explained(world, command, &format!("{error}Exception"));
    let text = why.sentences[1..].join("\n");
    assert!(text.contains(part), "{command}: {part} is missing in\n{text}");
    let labels: Vec<&str> = why.fixes.iter().map(|fix| fix.label.as_str()).collect();
    assert_eq!(labels, if label.is_empty() { vec![] } else { vec![*label] }, "{command}");
    (cli::operation(command), (*error).to_owned())
}

#[test]
fn every_error_of_firehose_is_explained_or_never_comes() {
    let mut seen = BTreeSet::new();
    let fresh = scene();
    for row in rows() {
        if row.1 == "taken" {
            fresh.clone().apply(&row.0).unwrap();
        } else {
            seen.insert(see(&fresh, &row));
        }
    }
    // Calls of the control plane, five a second of each.
    for short in [
        "describe-delivery-stream -D d",
        "list-delivery-streams",
        "list-tags-for-delivery-stream -D d",
        "tag-delivery-stream -D d --tags Key=a",
        "untag-delivery-stream -D d --tag-keys a",
    ] {
        let mut world = fresh.clone();
        let ask = line(&format!("firehose {short}"));
        (0..5).for_each(|_| drop(world.apply(&ask).unwrap()));
        seen.insert(see(&world, &(ask, "Throttling", "Try again after a wait", "")));
    }
    seen.extend(in_creating_and_in_deleting(&fresh));
    // What Direct PUT takes in a second.
    for (ask, times) in [
        ("put-record -D d --record Data=eA==".to_owned(), 2_000),
        (format!("put-record-batch -D d --records {}", "Data=eA== ".repeat(2)), 2_000),
    ] {
        let mut world = fresh.clone();
        let ask = line(&format!("firehose {ask}"));
        (0..times).for_each(|_| drop(world.apply(&ask).unwrap()));
        seen.insert(see(&world, &(ask, "ServiceUnavailable", "never for the entries of PutRecordBatch", "")));
    }
    // One tag too many, one delivery stream too many, one change of encryption too many.
    let mut world = fresh.clone();
    world.apply(&line(&format!("firehose tag-delivery-stream -D d --tags {}", tags(50)))).unwrap();
    let one = line("firehose tag-delivery-stream -D d --tags Key=one");
    seen.insert(see(&world, &(one, "LimitExceeded", "Delete what is no longer needed", "")));
    let mut world = World::new(Era::Y2020, 1);
    for n in 0..50 {
        world.apply(&create(&format!("n{n}"), None, s3())).unwrap();
        world.advance(world.now() + Span::SECOND, u64::MAX);
    }
    let one = create("one", None, s3());
    seen.insert(see(&world, &(one, "LimitExceeded", "Delete what is no longer needed", "")));
    for [first, second] in [["start", "stop"], ["stop", "start"]] {
        let mut world = fresh.clone();
        let ask = |word: &str| line(&format!("firehose {word}-delivery-stream-encryption -D d"));
        world.apply(&ask("start")).unwrap();
        seen.insert(see(&world, &(ask(first), "ResourceInUse", "first ENABLING ends", "")));
        for n in 0..24 {
            world.advance(world.now() + Span::seconds(10), u64::MAX);
            world.apply(&ask(if n % 2 == 0 { first } else { second })).unwrap();
        }
        world.advance(world.now() + Span::seconds(10), u64::MAX);
        seen.insert(see(&world, &(ask(first), "LimitExceeded", "24 hours old", "")));
    }
    let named: BTreeSet<_> = MODEL
        .iter()
        .flat_map(|(operation, errors)| {
            errors.split_whitespace().map(move |error| (*operation, error.to_owned()))
        })
        .collect();
    let left: Vec<String> =
        named.difference(&seen).map(|(operation, error)| format!("{operation} {error}")).collect();
    let never: Vec<String> = NEVER.iter().map(|(pair, _)| (*pair).to_owned()).collect();
    assert_eq!(left, never);
    let common = ["Validation", "Throttling"];
    let more: Vec<_> =
        seen.difference(&named).filter(|(_, error)| !common.contains(&error.as_str())).collect();
    // A stream or function that is to be read or called may be missing: AWS's model names no error for it.
    assert_eq!(more, [&("CreateDeliveryStream", "ResourceNotFound".to_owned())]);
}

/// `n` has been made half a second ago; then `d` has been deleted a moment ago.
fn in_creating_and_in_deleting(fresh: &World) -> Vec<(&'static str, String)> {
    let hints = || DestinationUpdate::of_hints(&DeliverTo::S3, Buffering { mib: 2, seconds: 60 });
    let mut world = fresh.clone();
    world.apply(&create("n", None, s3())).unwrap();
    world.advance(Time::millis(10_500), u64::MAX);
    let creating = "It is CREATING: until it is ACTIVE it can be neither changed";
    let mut seen = Vec::new();
    for row in [
        (line("firehose delete-delivery-stream -D n"), "ResourceInUse", creating, ""),
        (line("firehose start-delivery-stream-encryption -D n"), "ResourceInUse", creating, ""),
        (line("firehose stop-delivery-stream-encryption -D n"), "ResourceInUse", creating, ""),
        (update("n", 1, hints()), "ResourceInUse", creating, ""),
        (update("n", 1, hints()), "ResourceInUse", "Here that takes 1 s.", ""),
        (
            line("firehose put-record -D n --record Data=eA=="),
            "ResourceNotFound",
            "It is CREATING: a put",
            "",
        ),
        (
            line("firehose put-record-batch -D n --records Data=eA=="),
            "ResourceNotFound",
            "It is CREATING: a put",
            "",
        ),
    ] {
        seen.push(see(&world, &row));
    }
    // Tags are taken in CREATING; in DELETING nothing is changed any more.
    let tag = line("firehose tag-delivery-stream -D n --tags Key=a");
    world.clone().apply(&tag).unwrap();
    world.apply(&line("firehose delete-delivery-stream -D d")).unwrap();
    for ask in [
        line("firehose tag-delivery-stream -D d --tags Key=a"),
        line("firehose untag-delivery-stream -D d --tag-keys a"),
        update("d", 1, hints()),
        create("d", None, s3()),
    ] {
        seen.push(see(&world, &(ask, "ResourceInUse", "It is DELETING: until it is gone", "")));
    }
    seen
}

#[test]
fn what_s3_refuses_leads_to_what_is_there() {
    let mut world = scene();
    world.advance(Time::seconds(100), u64::MAX);
    for (line, part, label) in [
        ("aws s3 ls s3://pond", "Buckets that are there: `lake`", "List what lake has"),
        ("aws s3 cp s3://pond/x -", "Buckets that are there: `lake`", "List what lake has"),
        ("aws s3 cp s3://lake/x -", "S3 has no folders", "List what lake has"),
        ("aws s3 mb s3://lake", "It is there, and yours", ""),
    ] {
        let ask = cli::parse(line).unwrap();
        let refusal = world.apply(&ask).unwrap_err();
        let why = explained(&world, &ask, refusal.error.as_str());
        assert!(why.sentences.join("\n").contains(part), "{line}: {:#?}", why.sentences);
        let labels: Vec<&str> = why.fixes.iter().map(|fix| fix.label.as_str()).collect();
        assert_eq!(labels, if label.is_empty() { vec![] } else { vec![label] }, "{line}");
    }
}

//! "Why?" of any event, record and point of a chart: an answer for each kind, and buttons that do what they say.

#[path = "common/said.rs"]
mod said;

use std::collections::BTreeMap;
use std::path::Path;

use engine::command::{Command, ReadVia};
use engine::event::{Event, TableEvent, What};
use engine::kernel::{Span, Time};
use engine::limits;
use engine::names::{Name, ShardId};
use engine::refusal::ErrorName;
use engine::story::{self, Story};
use engine::streams::Shard;
use engine::view;
use engine::why::{self, Answer, Curve, Fix, Why};
use engine::world::{Progress, World};
use said::says;

fn world(text: &str, seconds: u64) -> World {
    let mut world = story::start(&Story::parse(text).unwrap_or_else(|e| panic!("{e}\n{text}"))).unwrap();
    world.advance(Time::seconds(seconds), u64::MAX);
    world
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// The name of an event's kind, with the kind inside where it holds one.
fn kind(event: &Event) -> String {
    let value = serde_json::to_value(&event.what).unwrap();
    let (kind, inside) = value.as_object().unwrap().iter().next().unwrap();
    let nested = ["Kcl", "Table", "Connector", "Analytics", "Mapping", "Mishap"].contains(&kind.as_str());
    match inside.as_object().and_then(|it| it.keys().next()).filter(|_| nested) {
        Some(inner) => format!("{kind}::{inner}"),
        None => kind.clone(),
    }
}

fn fits(why: &Why) {
    assert!((1..=6).contains(&why.sentences.len()), "{why:#?}");
    assert!(why.sentences.iter().all(|says| says.len() >= 8), "{why:#?}");
    assert!(why.fixes.len() <= 3, "{why:#?}");
}

/// Whether a service said no to somebody of the scene, and would again: then there is something to press. A call that was
/// typed is not among them, which is typed anew in another way, nor what is over: a shard that is closed, a reader that has
/// gone or is pushed to by now.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other kind is a refusal by a service")]
fn goes_on(world: &World, event: &Event) -> bool {
    let actors = world.actors();
    match &event.what {
        // One that is closed refuses nobody any more.
        What::RecordsPut { stream, shards, .. } => {
            let open =
                |id| world.streams().stream(stream).is_ok_and(|it| it.shard(id).is_some_and(Shard::is_open));
            shards
                .iter()
                .filter(|it| it.refused > 0)
                .max_by_key(|it| it.refused)
                .is_some_and(|it| open(it.shard))
        }
        What::ReadRefused { reader, .. } => {
            let polls = actors.consumers().any(|it| &it.name == reader && !it.stopped)
                || actors.mappings().any(|it| &it.name == reader && !it.stopped && it.fan_out.is_none());
            let leases = actors.groups().find(|it| &it.app.name == reader && !it.stopped);
            polls
                || leases.is_some_and(|it| it.app.config.via == ReadVia::Polling && it.app.pipeline.is_none())
        }
        // What is too large is so whoever may put it.
        What::PutFailed { error, .. } if !error.as_str().contains("AccessDenied") => false,
        What::PutFailed { by, .. } => world.journal().from(0).rev().any(|it| {
            let lately = world.now().since(it.at) < Span::seconds(10);
            lately && matches!(&it.what, What::PutFailed { by: again, .. } if again == by)
        }),
        What::RegistrationRefused { limit, .. } => *limit == Some(limits::CONSUMERS.id),
        What::Table(TableEvent::Throttled { .. } | TableEvent::Denied { .. }) => true,
        _ => false,
    }
}

/// All stories of the lessons and labs: what happens in the product.
fn stories(folder: &Path, into: &mut Vec<(String, Story)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            stories(&path, into);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let whole = path.extension().is_some_and(|it| it == "story");
        let parts: Vec<&str> =
            if whole { vec![&text] } else { text.split("```").skip(1).step_by(2).collect() };
        // Behind the fence stands a word.
        let part = |part: &&str| {
            if whole { (*part).to_owned() } else { part.split_once('\n').map_or("", |it| it.1).to_owned() }
        };
        let read = parts.iter().map(part).filter_map(|part| Story::parse(&part).ok());
        into.extend(read.map(|story| (path.display().to_string(), story)));
    }
}

#[test]
fn every_kind_of_event_has_an_answer() {
    let mut all = Vec::new();
    stories(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons/content"), &mut all);
    assert!(all.len() > 20, "{}", all.len());
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut helped: BTreeMap<String, u64> = BTreeMap::new();
    for (file, story) in all.iter().filter(|(_, story)| story.needs().is_empty()) {
        let Ok(mut world) = story::start(story) else { continue };
        // The first minutes of each; what goes on is of the same kinds.
        if world.advance(Time::seconds(120), 8_000) == Progress::NeedsHost {
            continue;
        }
        let mut told: BTreeMap<String, u64> = BTreeMap::new();
        for event in world.journal().from(0) {
            let kind = kind(event);
            // One of each kind in each story is enough; of puts and reads one that went wrong, if one did.
            let wrong = if goes_on(&world, event) { " wrong" } else { "" };
            let n = told.entry(format!("{kind}{wrong}")).or_default();
            *n += 1;
            if *n > 1 {
                continue;
            }
            *seen.entry(kind.clone()).or_default() += 1;
            match why::event(&world, event.id) {
                Some(Answer::Because(why)) => {
                    fits(&why);
                    if goes_on(&world, event) {
                        assert!(!why.fixes.is_empty(), "{file} {kind}: nothing to press: {why:#?}");
                        *helped.entry(kind.clone()).or_default() += 1;
                    }
                }
                Some(Answer::Nothing(says)) => {
                    assert!(kind == "Commanded" && says.len() > 10, "{file} {kind}: {says}")
                }
                None => panic!("{file}: no answer for {kind}"),
            }
        }
    }
    // The match in the engine names each kind; here those that the product's own stories show.
    assert!(seen.len() >= 30, "{}: {seen:?}", seen.len());
    assert!(helped.len() >= 4 && helped.values().sum::<u64>() >= 20, "{helped:?}");
    let world = world("seed 1", 1);
    assert_eq!(why::event(&world, engine::event::EventId(999)), None);
}

#[test]
fn an_event_leads_back_to_the_line_that_caused_it() {
    let world = world(
        "seed 1\naws kinesis create-stream --stream-name orders --shard-count 1\nproducer web to orders rate 5/s\n\
         consumer books reads orders poll 1s",
        12,
    );
    let put = world.journal().from(0).find(|event| matches!(event.what, What::RecordsPut { .. })).unwrap();
    let Some(Answer::Because(why)) = why::event(&world, put.id) else { panic!() };
    assert!(why.sentences.last().unwrap().contains("`producer web to orders"), "{why:#?}");
    let active =
        world.journal().from(0).find(|event| matches!(event.what, What::StreamActive { .. })).unwrap();
    let Some(Answer::Because(why)) = why::event(&world, active.id) else { panic!() };
    assert!(why.sentences.join(" ").contains("create-stream"), "{why:#?}");
}

/// What goes wrong, in which event it shows, which button helps, and how long until that is seen.
struct Row {
    story: &'static str,
    at: u64,
    shows: fn(&What) -> bool,
    fix: &'static str,
    settles: u64,
}

impl Row {
    /// Seconds after the settling in which it would show again.
    fn seen_in(&self) -> u64 {
        self.settles.max(60) * 2
    }
}

const ONE: &str = "seed 7\naws kinesis create-stream --stream-name orders --shard-count 1\n";

fn refused(what: &What) -> bool {
    matches!(what, What::RecordsPut { shards, .. } if shards.iter().any(|it| it.refused > 0))
}

fn expired_iterator(what: &What) -> bool {
    matches!(what, What::ReadRefused { error: ErrorName::ExpiredIteratorException, .. })
}

fn rows() -> Vec<Row> {
    vec![
        Row {
            story: "producer p to orders rate 1600/s size 100B keys \"hot\"",
            at: 12,
            shows: refused,
            fix: "Send",
            settles: 5,
        },
        Row {
            story: "producer p to orders rate 1600/s size 100B keys uniform 500",
            at: 12,
            shows: refused,
            fix: "Split the shard",
            settles: 45,
        },
        Row {
            story: "producer p to orders rate 50/s size 100B keys uniform 9\nconsumer a reads orders poll 200ms\nconsumer b reads orders poll 200ms",
            at: 20,
            shows: |what| matches!(what, What::ReadRefused { .. }),
            fix: "Use enhanced fan-out",
            settles: 20,
        },
        Row {
            story: "producer p to orders rate 50/s size 100B keys uniform 9\nconsumer a reads orders poll 1s\nat 8s deny a kinesis:GetRecords",
            at: 14,
            shows: |what| matches!(what, What::ReadRefused { .. }),
            fix: "Allow kinesis:GetRecords",
            settles: 5,
        },
        // Six mappings ask each shard once a second, which has five calls.
        Row {
            story: "producer p to orders rate 50/s size 100B keys uniform 9\nconsumer f1 reads orders lambda\n\
                consumer f2 reads orders lambda\nconsumer f3 reads orders lambda\nconsumer f4 reads orders lambda\n\
                consumer f5 reads orders lambda\nconsumer f6 reads orders lambda",
            at: 40,
            shows: |what| matches!(what, What::ReadRefused { .. }),
            fix: "Pause f",
            settles: 20,
        },
        Row {
            story: "producer p to orders rate 5/s size 100B keys uniform 9\nconsumer slow reads orders poll 301s",
            at: 400,
            shows: expired_iterator,
            fix: "Poll every 60 s",
            settles: 310,
        },
        Row {
            story: "producer p to orders rate 5/s size 100B keys uniform 9\nconsumer slow reads orders poll 301s",
            at: 400,
            shows: expired_iterator,
            fix: "Use enhanced fan-out",
            settles: 310,
        },
        Row {
            story: "consumer late reads orders poll 1s\nat 20s aws kinesis delete-stream --stream-name orders",
            at: 60,
            shows: |what| matches!(what, What::ReadRefused { .. }),
            fix: "Stop late",
            settles: 2,
        },
        Row {
            story: "producer p to orders rate 5/s size 100B keys uniform 9\nconsumer slow reads orders poll 10s limit 1",
            at: 86_400 + 1_800,
            shows: |what| matches!(what, What::RecordsExpired { unread, .. } if *unread > 0),
            fix: "Keep records for 168 h",
            settles: 10,
        },
        Row {
            story: "producer p to orders rate 300/s size 100B keys uniform 5\nconsumer a reads orders poll 3s limit 400 parents ignored\n\
                at 10s aws kinesis split-shard --stream-name orders --shard-to-split 0 --new-starting-hash-key midpoint",
            at: 50,
            shows: |what| matches!(what, What::ReadOutOfOrder { .. }),
            fix: "Finish parents first",
            settles: 60,
        },
        Row {
            story: "bucket lake\naws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
                BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}\n\
                producer p to firehose d rate 20/s size 100B\nat 5s fault bucket lake unreachable",
            at: 150,
            shows: |what| matches!(what, What::DeliveryFailed { .. }),
            fix: "Heal bucket lake",
            settles: 120,
        },
        Row {
            story: "producer p to orders rate 1100/s size 100B keys uniform 500 retries 3 backoff 1s",
            at: 25,
            shows: |what| matches!(what, What::RecordsResent { .. }),
            fix: "Split the shard",
            settles: 70,
        },
    ]
}

/// The first event that shows it after an instant.
fn first_after<'a>(world: &'a World, row: &Row, after: Time) -> Option<&'a Event> {
    world.journal().from(0).find(|event| event.at > after && (row.shows)(&event.what))
}

fn fix_of(world: &World, row: &Row) -> Fix {
    let newest = world.journal().from(0).rev().find(|event| (row.shows)(&event.what));
    let newest = newest.unwrap_or_else(|| panic!("it does not happen: {}", row.story));
    let Some(Answer::Because(why)) = why::event(world, newest.id) else { panic!("{newest:?}") };
    fits(&why);
    let found = why.fixes.iter().find(|fix| fix.label.starts_with(row.fix));
    found.unwrap_or_else(|| panic!("no `{}` in {why:#?}", row.fix)).clone()
}

#[test]
fn each_button_prevents_what_it_is_offered_for() {
    for row in rows() {
        let before = world(&format!("{ONE}{}", row.story), row.at);
        let fix = fix_of(&before, &row);
        // Played from a moment at which it went wrong: with the fix it is over, without it it goes on.
        let play = |commands: &[Command]| {
            let mut world = before.clone();
            for command in commands {
                world.apply(command).unwrap_or_else(|refusal| panic!("{}: {}", row.story, refusal.message));
            }
            let settled = before.now() + Span::seconds(row.settles);
            world.advance(settled + Span::seconds(row.seen_in()), u64::MAX);
            first_after(&world, &row, settled).map(|event| event.at)
        };
        assert_eq!(play(&fix.commands), None, "`{}` does not help: {}", fix.label, row.story);
        // A split is over by itself; its order goes wrong but once.
        if !row.story.contains("split-shard") {
            assert!(play(&[]).is_some(), "it ends by itself: {}", row.story);
        }
    }
}

/// A stream has twenty places for consumers: the one that finds none may poll.
#[test]
fn who_finds_no_place_as_a_consumer_is_offered_to_poll() {
    let readers = |n: u64| -> String {
        (1..=n).map(|it| format!("consumer c{it} reads orders via fan-out\n")).collect()
    };
    let refusals = |world: &World| -> Vec<Event> {
        // Not those that wait until fewer are CREATING.
        let full = Some(limits::CONSUMERS.id);
        let refused =
            |event: &&Event| matches!(event.what, What::RegistrationRefused { limit, .. } if limit == full);
        world.journal().from(0).filter(refused).cloned().collect()
    };
    let play = |n| world(&format!("{ONE}producer p to orders rate 5/s size 100B\n{}", readers(n)), 20);
    assert!(refusals(&play(20)).is_empty());
    let mut late = play(21);
    let before = refusals(&late);
    let Some(Answer::Because(why)) = why::event(&late, before[0].id) else { panic!("{before:?}") };
    fits(&why);
    assert_eq!(why.fixes.iter().map(|fix| fix.label.as_str()).collect::<Vec<_>>(), ["Let c21 poll"]);
    for command in &why.fixes[0].commands {
        late.apply(command).unwrap();
    }
    late.advance(Time::seconds(60), u64::MAX);
    assert_eq!(refusals(&late).len(), before.len());
    let reads = |event: &Event| matches!(&event.what, What::RecordsRead { reader, records, .. } if reader.as_str() == "c21-polling" && *records > 0);
    assert!(late.journal().from(0).any(reads), "it reads");
}

/// Below and at an iterator's age nothing expires; one second above every second call throws, and the cause is said.
#[test]
fn an_expired_iterator_of_a_polling_consumer_is_explained_by_its_poll() {
    let play = |poll: &str| {
        world(
            &format!("{ONE}producer p to orders rate 5/s size 100B\nconsumer slow reads orders poll {poll}"),
            1_600,
        )
    };
    let read = |world: &World| why::read_refused(world, &name("orders"), ShardId(0), &name("slow"));
    for poll in ["299s", "300s"] {
        assert_eq!(read(&play(poll)), None, "{poll}");
    }
    let mut late = play("301s");
    let times = |world: &World| -> Vec<u64> {
        let events = world.journal().from(0).filter(|event| expired_iterator(&event.what));
        events.map(|event| event.at.as_seconds()).collect()
    };
    // It looks when the stream is ACTIVE, after some seconds: then each second one throws.
    let seen = times(&late);
    assert!(seen.len() == 3 && seen.windows(2).all(|it| it[1] - it[0] == 602), "{seen:?}");
    let why = read(&late).unwrap();
    fits(&why);
    let parts = [
        "ExpiredIteratorException",
        "An iterator is good for 300 s",
        "slow asks every 301s: what one answer gave it is over at its next call, so every second call throws",
        "nothing is lost",
        "`consumer slow reads orders",
    ];
    says(&why, &parts);
    late.apply(&why.fixes[0].commands[0]).unwrap();
    let text = read(&late).unwrap().sentences.join("\n");
    assert!(text.contains("By now slow asks every 1m: soon enough."), "{text}");
}

#[test]
fn a_reader_of_a_deleted_stream_is_told_who_deleted_it_and_what_went_with_it() {
    let text = format!(
        "{ONE}producer p to orders rate 10/s size 100B\nconsumer live reads orders poll 1s\n\
         consumer app reads orders kcl workers 1\nat 20s stop p\nat 30s aws kinesis delete-stream --stream-name orders"
    );
    let mut world = world(&text, 60);
    for reader in ["live", "app"] {
        let why = why::read_refused(&world, &name("orders"), ShardId(0), &name(reader)).unwrap();
        fits(&why);
        let parts = [
            "ResourceNotFoundException",
            "Stream orders was deleted by `aws kinesis delete-stream --stream-name orders`",
            "of which 0 had not been read by every reader",
            "Another stream of that name would be a new one",
        ];
        says(&why, &parts);
        assert_eq!(why.fixes.len(), 1);
        world.apply(&why.fixes[0].commands[0]).unwrap();
    }
    let before = world.journal().from(0).count();
    world.advance(Time::seconds(120), u64::MAX);
    let after = world.journal().from(0).skip(before);
    assert_eq!(after.filter(|event| matches!(event.what, What::ReadRefused { .. })).count(), 0);
}

/// The same question leads to the KCL's own answer where a KCL application asks it.
#[test]
fn a_refused_read_of_the_kcl_names_its_table() {
    let text = format!(
        "{ONE}aws dynamodb create-table --table-name app --attribute-definitions \
         AttributeName=leaseKey,AttributeType=S --key-schema AttributeName=leaseKey,KeyType=HASH \
         --provisioned-throughput ReadCapacityUnits=10,WriteCapacityUnits=1000\n\
         producer p to orders rate 100/s size 100B\n\
         consumer app reads orders kcl workers 1 work 400ms limit 1000"
    );
    let world = world(&text, 1_200);
    let why = why::read_refused(&world, &name("orders"), ShardId(0), &name("app")).unwrap();
    assert_eq!(Some(&why), why::iterator_expired(&world, &name("app"), ShardId(0)).as_ref());
    assert!(why.fixes.iter().any(|fix| fix.label == "Read 150 records at a time"), "{why:#?}");
}

#[test]
fn a_point_of_a_chart_is_explained_by_who_made_it() {
    let text = format!(
        "{ONE}producer loud to orders rate 1500/s size 100B keys \"hot\"\nproducer calm to orders rate 50/s size 100B\nconsumer a reads orders poll 5s"
    );
    let world = world(&text, 20);
    let orders = name("orders");
    let seconds = view::series(&world, &orders, 100);
    let last = seconds.last().unwrap();
    let at = |curve| why::point(&world, &orders, curve, last.at).unwrap();
    let taken = at(Curve::Taken);
    let number = engine::kernel::units::grouped(last.taken);
    assert!(
        taken.sentences[0].contains(&number) && taken.sentences[0].contains("loud"),
        "{taken:#?} {last:?}"
    );
    let bytes = at(Curve::Bytes);
    let number = engine::kernel::units::grouped(last.bytes);
    assert!(last.bytes > 100_000 && bytes.sentences[0].contains(&number), "{bytes:#?} {last:?}");
    assert!(bytes.sentences[2].contains("the other limit first") && !bytes.fixes.is_empty(), "{bytes:#?}");
    let refused = at(Curve::Refused);
    let number = engine::kernel::units::grouped(last.refused);
    assert!(last.refused > 100 && refused.sentences[0].contains(&number), "{refused:#?} {last:?}");
    assert!(!refused.fixes.is_empty());
    let known = seconds.iter().rev().find(|it| it.behind_ms.is_some()).unwrap();
    let age = why::point(&world, &orders, Curve::Age, known.at).unwrap();
    let number = engine::kernel::units::grouped(known.behind_ms.unwrap());
    assert!(age.sentences[0].contains(&number) && age.sentences[1].contains("every 5,000 ms"), "{age:#?}");
    let gap = seconds.iter().find(|it| it.behind_ms.is_none()).unwrap();
    assert!(
        why::point(&world, &orders, Curve::Age, gap.at).unwrap().sentences[0].contains("no age is known")
    );
    let quiet = why::point(&world, &orders, Curve::Refused, 0).unwrap();
    assert!(quiet.sentences[1].contains("nothing to prevent") && quiet.fixes.is_empty());
    for why in [taken, bytes, refused, age, quiet] {
        fits(&why);
    }
    assert_eq!(why::point(&world, &name("none"), Curve::Taken, 3), None);
}

#[test]
fn every_metric_of_a_delivery_stream_says_why() {
    let text = "seed 7\nbucket lake\naws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
        BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}\n\
        producer p to firehose d rate 20/s size 100B\nat 90s fault bucket lake unreachable";
    let world = world(text, 400);
    let all = view::metrics(&world, &name("d"), 60).unwrap();
    assert!(all.len() > 5);
    for metric in &all {
        for (at, _) in &metric.points {
            fits(&why::minute(&world, &name("d"), &metric.name, *at).unwrap());
        }
    }
    let failed = why::minute(&world, &name("d"), "DeliveryToS3.Success", 240).unwrap();
    assert!(
        failed.sentences.join(" ").contains("attempts failed") && !failed.fixes.is_empty(),
        "{failed:#?}"
    );
    assert_eq!(why::minute(&world, &name("d"), "NoSuchMetric", 0), None);
}

/// Objects that arrived and those that hold what failed, of Firehose and of connectors.
#[test]
fn every_object_of_every_lesson_and_lab_says_why_it_is_there() {
    let mut all = Vec::new();
    stories(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons/content"), &mut all);
    let (mut arrived, mut failed, mut fixed) = (0, 0, 0);
    for (file, story) in all.iter().filter(|(_, story)| story.needs().is_empty()) {
        let Ok(mut world) = story::start(story) else { continue };
        if world.advance(Time::seconds(150), 20_000) == Progress::NeedsHost {
            continue;
        }
        for (bucket, object) in
            world.buckets().iter().flat_map(|(name, it)| it.objects().map(move |o| (name, o)))
        {
            let why = why::object(&world, bucket, &object.key);
            let why = why.unwrap_or_else(|| panic!("{file}: {bucket} {}", object.key));
            fits(&why);
            if object.folder.holds_failures() {
                failed += 1
            } else {
                arrived += 1
            }
            if arrived % 5 != 1 {
                continue;
            }
            for fix in why.fixes {
                let mut other = world.clone();
                for command in &fix.commands {
                    other.apply(command).unwrap_or_else(|refusal| panic!("{file}: {}: {refusal}", fix.label));
                }
                fixed += 1;
            }
        }
    }
    assert!(arrived > 20 && failed > 5 && fixed > 5, "{arrived} {failed} {fixed}");
}

const LAKE: &str = "seed 3
aws firehose create-delivery-stream --delivery-stream-name logs --extended-s3-destination-configuration '{\"BucketARN\":\"arn:aws:s3:::lake\",\"RoleARN\":\"arn:aws:iam::123456789012:role/firehose\",\"Prefix\":\"logs/\",\"BufferingHints\":{\"SizeInMBs\":SIZE,\"IntervalInSeconds\":60}}'
producer web to firehose logs rate 40/s size 10000B";

#[test]
fn an_object_says_which_hint_was_met_first_and_what_makes_larger_ones() {
    // 40 records of 10 KB a second are 24 MB a minute: a buffer of 5 MiB is full after 14 s, one of 100 MiB never.
    for (mib, says, label) in [
        ("5", "SizeInMBs, is 5, and was reached before the interval of 60 s was over", "Buffer 20 MiB"),
        (
            "100",
            "IntervalInSeconds is 60, counted from its first record, and 104,857,600 bytes had not come",
            "Wait 900 s",
        ),
    ] {
        let world = world(&LAKE.replace("SIZE", mib), 90);
        let object =
            world.buckets().bucket(&name("lake")).unwrap().objects().next().expect("an object").clone();
        let why = why::object(&world, &name("lake"), &object.key).expect("a reason");
        let text = why.sentences.join("\n");
        for part in [
            says,
            "counted before compression",
            "follows the prefix `logs/`",
            "in UTC",
            "create-delivery-stream",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert_eq!(why.fixes.iter().map(|fix| fix.label.as_str()).collect::<Vec<_>>(), [label]);
        assert!(!why::is_trouble(
            &world,
            world
                .journal()
                .from(0)
                .find(|event| matches!(event.what, What::ObjectWritten { .. }))
                .unwrap()
                .id
        ));
    }
}

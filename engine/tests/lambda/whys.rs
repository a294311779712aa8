//! "Why does this function stand?": for each cause what is said, what is offered, and where each way out leads.

use super::failures::hundred;
use super::said::says;
use super::*;
use engine::why::{self, Why};

/// A way out: its label, whether the shard is free a minute later, and how many of the records are processed then.
type Fix = (&'static str, bool, u64);

struct Row {
    story: fn() -> World,
    /// Second at which it is asked.
    at: u64,
    says: &'static [&'static str],
    fixes: &'static [Fix],
}

/// One record whose event is larger than Lambda takes.
fn too_large() -> World {
    start(
        "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n\
         at 2s aws kinesis update-max-record-size --stream-arn \
         arn:aws:kinesis:us-east-1:123456789012:stream/s --max-record-size-in-ki-b 10240\n\
         producer p to s rate 1/s size 5MB keys uniform 9\n\
         at 8s stop p\nconsumer fn reads s lambda batch-size 1",
    )
}

/// A fault is upon the function from 5 s on.
fn broken(story: fn() -> World, says: &'static [&'static str]) -> Row {
    let fixes = &[
        ("Heal the function", true, 100),
        ("Halve failed batches", false, 0),
        ("Give up after 2 retries", true, 0),
    ];
    Row { story, at: 60, says, fixes }
}

fn rows() -> Vec<Row> {
    vec![
        Row {
            story: || hundred("poison key \"bad\""),
            at: 60,
            says: &[
                "A batch of 100 records of shard 000 failed ",
                " times: function error.",
                "It fails at each record with the key `bad`: a poison record.",
                "Lambda keeps the shard in order, so 0 records wait behind it, for 55s by now.",
                "without end: MaximumRetryAttempts is -1",
            ],
            fixes: &[
                ("Mend the function", true, 100),
                ("Halve failed batches", false, 39),
                ("Give up after 2 retries", true, 0),
            ],
        },
        Row {
            story: || hundred("poison every 40 bisect yes retry-attempts 100 parallelization-factor 2"),
            at: 20,
            says: &[
                "A batch of 1 record of shard 000 failed ",
                "It fails at each 40th record of a shard: poison records.",
                "Lambda keeps the keys of its lane in order",
                "; after 100 retries it is given up.",
            ],
            fixes: &[("Mend the function", true, 100), ("Tell a queue", false, 0)],
        },
        Row {
            story: || hundred("work 30ms"),
            at: 60,
            says: &[
                " times: timed out.",
                "It takes 40ms and 30ms for each record, and its Timeout is 3s.",
                "without end",
            ],
            fixes: &[
                // 3.04 s: twice that in whole seconds.
                ("Give it 8 s", true, 100),
                ("Halve failed batches", true, 100),
                ("Give up after 2 retries", true, 0),
            ],
        },
        Row {
            story: too_large,
            at: 60,
            says: &[
                "A batch of 1 record of shard 000 failed ",
                " times: event too large.",
                "An event has at most 6,291,556 bytes, with the data in base64.",
            ],
            // One record has no halves, and there is nothing to mend in the function.
            fixes: &[("Give up after 2 retries", true, 0), ("Tell a queue", false, 0)],
        },
        Row {
            story: || hundred("concurrency 0 retry-attempts 0"),
            at: 60,
            says: &[
                "The function has no concurrency left: 100 records of shard 000 came ",
                " times and never reached it.",
                "Its reserved concurrency is 0, and each lane of each shard needs one.",
                "Throttled tries do not count as retries.",
            ],
            fixes: &[("Reserve nothing", true, 100)],
        },
        broken(
            || hundred("\nat 5s fault function fn refusing"),
            &[" times: function error.", "A fault is upon the function: refusing."],
        ),
        broken(
            || hundred("\nat 5s fault function fn silent"),
            &[" times: timed out.", "A fault is upon the function: silent."],
        ),
        Row {
            story: || hundred("\nat 5s fault function fn throttling"),
            at: 60,
            says: &["no concurrency left", "A fault is upon the function: throttling."],
            fixes: &[("Heal the function", true, 100)],
        },
        Row {
            story: || {
                let lines = stream(1, 20);
                start(&format!("era 2018\n{lines}at 8s stop p\nconsumer fn reads s lambda poison every 40"))
            },
            at: 60,
            says: &["poison records", "without end"],
            // There is nothing else to set in 2018.
            fixes: &[("Mend the function", true, 0)],
        },
    ]
}

fn asked(world: &World) -> Option<Why> {
    why::held_up(world, &name("fn"))
}

fn apply(world: &mut World, why: &Why, label: &str) {
    let fix = why.fixes.iter().find(|fix| fix.label == label).unwrap_or_else(|| panic!("{label}: {why:#?}"));
    assert!(fix.note.len() > 20, "{label}");
    for command in &fix.commands {
        world.apply(command).unwrap_or_else(|refusal| panic!("{label}: {refusal}"));
    }
}

#[test]
fn each_cause_is_said_and_each_way_out_leads_where_it_says() {
    for row in rows() {
        let mut world = (row.story)();
        let view = at(&mut world, row.at);
        assert!(mapping(&view).blocked > 0, "{:?}", row.says);
        let why = asked(&world).unwrap_or_else(|| panic!("{:?}", row.says));
        assert!((3..=6).contains(&why.sentences.len()), "{why:#?}");
        let text = says(&why, row.says);
        let labels: Vec<&str> = why.fixes.iter().map(|fix| fix.label.as_str()).collect();
        let wanted: Vec<&str> = row.fixes.iter().map(|(label, ..)| *label).collect();
        assert_eq!(labels, wanted, "{text}");
        for (label, free, read) in row.fixes {
            let mut world = world.clone();
            apply(&mut world, &why, label);
            // Back-off waits for a minute at most; two retries later everything has been decided.
            let view = at(&mut world, row.at + 400);
            assert_eq!(mapping(&view).blocked == 0, *free, "{label}: {:?}", mapping(&view));
            let processed = reader(&view, "fn").read;
            let wanted = if *read == 0 { processed } else { *read };
            assert_eq!(processed, wanted, "{label}");
            if *free && *label != "Give up after 2 retries" {
                assert_eq!((mapping(&view).discarded, reader(&view, "fn").lag), (0, 0), "{label}");
            }
            assert_all_there(&view);
        }
    }
}

/// 101 shards with ten lanes each want 1,010 executions at once, and an account has 1,000.
#[test]
fn the_account_has_a_thousand_executions_and_fewer_lanes_fit() {
    let text = "seed 7\naws kinesis create-stream --stream-name s --shard-count 101\n\
        producer p to s rate 20000/s size 100B keys random\nat 8s stop p\n\
        at 10s consumer fn reads s lambda from trim-horizon parallelization-factor 10 duration 30s timeout 60s";
    let mut world = start(text);
    let view = at(&mut world, 30);
    assert!(mapping(&view).throttles > 0 && mapping(&view).blocked > 0, "{:?}", mapping(&view).throttles);
    let why = asked(&world).expect("it is throttled");
    assert!(why.sentences[1].contains("The account has 1,000 concurrent executions."), "{why:#?}");
    assert_eq!(why.fixes.len(), 1, "{why:#?}");
    apply(&mut world, &why, "ParallelizationFactor 9");
    // Lanes that are at work end first.
    at(&mut world, 120);
    let before = mapping(&at(&mut world, 120)).throttles;
    let view = at(&mut world, 300);
    assert_eq!(mapping(&view).throttles, before, "909 lanes fit");
    assert_eq!(reader(&view, "fn").lag, 0);
}

#[test]
fn with_a_hundred_shards_a_thousand_executions_are_enough() {
    let text = "seed 7\naws kinesis create-stream --stream-name s --shard-count 100\n\
        producer p to s rate 20000/s size 100B keys random\nat 8s stop p\n\
        at 10s consumer fn reads s lambda from trim-horizon parallelization-factor 10 duration 30s timeout 60s";
    let mut world = start(text);
    assert_eq!(mapping(&at(&mut world, 60)).throttles, 0);
    assert_eq!(asked(&world), None);
}

#[test]
fn what_was_given_up_is_counted_by_its_reason() {
    for (settings, second, says, labels) in [
        (
            "poison key \"bad\" retry-attempts 1",
            60,
            &[
                "100 records were given up after 1 retry.",
                "No destination on failure is set, so nobody was told which.",
                "its good records too, for it was not halved",
            ][..],
            &["Mend the function", "Halve failed batches", "Tell a queue"][..],
        ),
        (
            "poison key \"bad\" retry-attempts 2 bisect yes on-failure dead",
            60,
            &["1 record was given up after 2 retries.", "Messages in dead say where they are"],
            &["Mend the function"],
        ),
        (
            "poison key \"bad\" record-age 60s retry-attempts 10000",
            70,
            &["100 records were given up when they were older than 1m."],
            &["Tell a queue"],
        ),
    ] {
        let mut world = hundred(settings);
        let view = at(&mut world, second);
        assert_eq!(mapping(&view).blocked, 0, "{settings}");
        let why = asked(&world).unwrap_or_else(|| panic!("{settings}"));
        let text = why.sentences.join("\n");
        for part in says {
            assert!(text.contains(part), "{settings}: {part} is missing in\n{text}");
        }
        let found: Vec<&str> = why.fixes.iter().map(|fix| fix.label.as_str()).collect();
        assert_eq!(found, labels, "{settings}");
    }
}

#[test]
fn what_expired_in_2018_was_never_given_up() {
    let mut world = start(&format!(
        "era 2018\n{}at 30s stop p\nconsumer fn reads s lambda poison every 40",
        stream(1, 20)
    ));
    let view = at(&mut world, 24 * 3_600 + 300);
    assert_eq!((mapping(&view).blocked, mapping(&view).discarded), (0, 0));
    let expired = mapping(&view).expired;
    assert!(expired > 0);
    let why = asked(&world).expect("they expired");
    let expected =
        format!("{expired} records reached the end of retention before the function had processed them.");
    assert_eq!((why.sentences, why.fixes.len()), (vec![expected], 0));
}

#[test]
fn a_function_that_goes_on_has_no_why() {
    let mut world = hundred("");
    assert_eq!(reader(&at(&mut world, 60), "fn").read, 100);
    assert_eq!(asked(&world), None);
    assert_eq!(why::held_up(&world, &name("nobody")), None);
}

//! A phone is told what the picture tells.

use super::super::sample::{HOOK, Plan, view};
use super::*;

#[test]
fn a_phone_is_told_what_the_picture_tells() {
    let cards = cards(&view(HOOK), None);
    let says: Vec<&str> = cards.chips.iter().map(|chip| chip.say.as_str()).collect();
    let flow = [
        "iphone-fleet ✕120/s",
        "clickstream",
        "web-01",
        "orders · 2",
        "billing",
        "to-lake",
        "to-json",
        "lake",
    ];
    assert_eq!(says, flow);
    let [calm, full] = cards.streams[0].lanes.as_slice() else { panic!("two lanes") };
    assert_eq!((calm.state.as_str(), calm.bad), ("160 rec/s · 120 KiB/s", false));
    assert_eq!((full.state.as_str(), full.bad), ("full: 1,000 records/s · ✕ 120/s", true));
    let gauge = &full.gauges[0];
    assert_eq!((gauge.value.as_str(), gauge.fill, gauge.over), ("1,120 / 1,000 rec/s", 100, true));
    let bucket = cards.nodes.last().unwrap();
    assert_eq!(bucket.objects.len(), 2);
    assert_eq!(cards.outside, None);
}

#[test]
fn calls_from_nobody_on_the_stage_have_a_card_too() {
    let view = view(Plan { outside: true, ..HOOK });
    let (says, bad) = cards(&view, None).outside.expect("there are some");
    let outside = view.outside.unwrap();
    assert!(says.contains("put by calls"), "{says}");
    assert_eq!((bad, says.contains("refused/s")), (outside.refused_per_s > 0, outside.refused_per_s > 0));
}

/// The cards of a story at a second of it.
fn told(lines: &str, second: u64) -> Vec<NodeCard> {
    let text = format!("seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n{lines}");
    let story = engine::story::Story::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let mut world = engine::story::start(&story).expect("it starts");
    world.advance(engine::kernel::Time::seconds(second), u64::MAX);
    cards(&engine::view::view(&world), None).nodes
}

/// What the picture shows as a badge, a note or a bar stands in a card too.
#[test]
fn whatever_is_wrong_with_a_source_or_a_reader_is_told_on_its_card() {
    const P: &str = "producer p to s rate 200/s size 100B keys uniform 50\n";
    let poison = "consumer fn reads s lambda poison every 7 from trim-horizon";
    // What a card must say, and whether it is bad.
    for (lines, second, title, says, bad) in [
        ("agent web to s rate 10/s\nat 5s crash web", 9, "web", "✕ down", true),
        ("agent web to s rate 10/s", 9, "web", "10", false),
        ("producer p to s api kpl rate 900/s size 100B", 9, "p", "packed into 1", false),
        ("producer p to s api kpl rate 900/s aggregation off", 9, "p", "KPL · aggregation off", false),
        ("producer p to s rate 9/s\nat 5s deny p kinesis:PutRecords", 9, "p", "kinesis:PutRecords", true),
        ("consumer app reads s kcl workers 2\nat 40s crash app worker 1", 41, "app", "✕ 1 crashed", true),
        ("consumer app reads s kcl workers 2", 60, "app", "1 idle", false),
        (poison, 30, "fn", "✕ held up ", true),
        (&format!("{poison} retry-attempts 0"), 30, "fn", " given up", true),
        (
            "consumer app reads s connector emit bucket lake flush-records 10 from trim-horizon\n\
             fault bucket lake refusing",
            60,
            "app",
            "✕ ",
            true,
        ),
        ("consumer board reads s analytics window 5s above 3", 30, "board", "✕ ", true),
        ("consumer c reads s poll 1s\nat 5s deny c kinesis:GetRecords", 9, "c", "kinesis:GetRecords", true),
    ] {
        let with = if lines.contains(" to s ") { lines.to_owned() } else { format!("{P}{lines}") };
        let cards = told(&with, second);
        let card = cards.iter().find(|card| card.title == title).expect("its card");
        let all = [vec![card.state.clone()], card.lines.clone()].concat().join(" | ");
        assert!(all.contains(says), "{lines}: {says} is missing in {all}");
        assert_eq!(card.bad, bad, "{lines}: {all}");
    }
}

#[test]
fn what_works_inside_is_told_on_the_card() {
    let cards = told("agent web to s rate 10/s\nconsumer app reads s kcl workers 1 from trim-horizon", 60);
    let gauges = |kind: &str| -> Vec<String> {
        let card = cards.iter().find(|card| card.kind == kind).unwrap_or_else(|| panic!("{kind}"));
        card.gauges.iter().map(|it| format!("{} {}", it.label, it.value)).collect()
    };
    let agent = gauges("Agent");
    assert!(agent.len() == 1 && agent[0].contains("read ") && agent[0].ends_with(" lines"), "{agent:?}");
    assert!(gauges("Reader")[0].starts_with("table app "), "{:?}", gauges("Reader"));
    let reader = cards.iter().find(|card| card.kind == "Reader").expect("app");
    assert!(reader.lines.iter().any(|line| line.starts_with("lease …000: worker 1, ")), "{:?}", reader.lines);
}

#[test]
fn partitions_have_the_gauges_of_the_fullest_and_of_the_oldest() {
    let told = |plan: Plan| {
        let cards = cards(&view(plan), None);
        let card = cards.nodes.into_iter().find(|card| card.kind == "Firehose").unwrap();
        let gauges: Vec<String> = card.gauges.iter().map(|gauge| gauge.label.clone()).collect();
        (gauges.join(" "), card.lines.iter().any(|line| line == "137 of 500 partitions"))
    };
    assert_eq!(told(Plan { transform: false, ..HOOK }), ("size interval".to_owned(), false));
    assert_eq!(told(Plan { transform: false, old: true, ..HOOK }), ("fullest oldest".to_owned(), true));
}

#[test]
fn a_closed_shard_says_what_is_left() {
    let cards = cards(&view(Plan { parent: true, ..HOOK }), None);
    let parent = &cards.streams[0].lanes[0];
    assert_eq!(
        (parent.state.as_str(), parent.open, parent.gauges.len()),
        ("closed, 212 left → 001, 002", false, 0)
    );
    assert_eq!(cards.streams[0].note, "2 open shards · UPDATING, 12 s left");
}

#[test]
fn of_two_hundred_shards_the_chosen_and_the_hot_have_cards() {
    let cuts: Vec<u64> = (1..=200).map(|i| i * 5_000).collect();
    let view = view(Plan { cuts: cuts.leak(), ..HOOK });
    let orders = view.streams[0].name.clone();
    let cards = cards(&view, Some((&orders, ShardId(7))));
    let titles: Vec<&str> = cards.streams[0].lanes.iter().map(|lane| lane.title.as_str()).collect();
    assert_eq!(titles, ["shard …007", "shard …037", "shard …061", "shard …199"]);
    assert_eq!(cards.streams[0].crowd, Some(("3 hot, 1 refusing".to_owned(), "bad")));
}

//! Panels as a learner reads them: the words of what is drawn of a world, without a browser. What a component draws
//! by itself (a field with its slider) is not among them.

use engine::kernel::Time;
use engine::story::{self, Story};
use engine::view::{View, newest_pair, view};
use engine::world::World;
use yew::prelude::*;
use yew::virtual_dom::VNode;

use super::{feeds, producer, reader};
use crate::model::Looked;

/// The texts of a part of a page, in order, one for each element that holds text; each with the classes and the words
/// of what it stands in left out.
fn words(html: &Html) -> Vec<String> {
    let mut all = Vec::new();
    collect(html, &mut all);
    all
}

fn collect(html: &Html, all: &mut Vec<String>) {
    match html {
        VNode::VText(text) => all.push(text.text.to_string()),
        VNode::VTag(tag) => {
            let mut inner = Vec::new();
            tag.children().into_iter().for_each(|it| collect(it, &mut inner));
            // A value and the sign before it are one text.
            let joined = matches!(tag.tag(), "b" | "p" | "td" | "h1" | "h2" | "h3" | "button" | "pre");
            if joined { all.push(inner.concat()) } else { all.extend(inner) }
        }
        VNode::VList(list) => list.iter().for_each(|it| collect(it, all)),
        VNode::VComp(_) | VNode::VPortal(_) | VNode::VRef(_) | VNode::VSuspense(_) | VNode::VRaw(_) => {}
    }
}

fn seen(story: &str, second: u64) -> View {
    view(&played(story, second))
}

fn played(story: &str, second: u64) -> World {
    let mut world = story::start(&Story::parse(story).expect("a story")).expect("it starts");
    world.advance(Time::seconds(second), u64::MAX);
    world
}

fn reader_panel(story: &str, second: u64) -> Vec<String> {
    let view = seen(story, second);
    words(&reader::show(&view.readers[0], None, &view, &Callback::noop()))
}

/// The panel of the first producer or source.
fn producer_panel(story: &str, second: u64) -> Vec<String> {
    let world = played(story, second);
    let view = view(&world);
    let found = &view.producers[0];
    let looked = Looked { pair: newest_pair(&world, &found.name), ..Looked::default() };
    words(&match found.kind {
        "producer" => producer::show(found, &looked, &view, &Callback::noop()),
        _ => feeds::show(found, &looked, &view, &Callback::noop()),
    })
}

/// What stands behind a name.
fn value<'a>(words: &'a [String], name: &str) -> &'a str {
    let at = words.iter().position(|word| word == name);
    at.and_then(|at| words.get(at + 1)).unwrap_or_else(|| panic!("no {name} in {words:?}"))
}

const ONE: &str = "aws kinesis create-stream --stream-name s --shard-count 1\n";

#[test]
fn only_what_has_a_limit_is_full() {
    let producer = "producer p to s rate 40/s size 300B keys uniform 50 retries 3 backoff 1s timeout 2s\n";
    let twice = "consumer c reads s poll 1s sink plain\nat 5s fault producer p losing-answers for 5s\n";
    let agent = "agent p to s rate 3000/s buffer-age 1s\n";
    let gone = "iot p to s rate 20/s\nat 5s revoke p kinesis:PutRecord\n";
    let alert = "consumer a reads s analytics window 5s above 10\n";
    let story = |lines: &[&str]| format!("{ONE}{}", lines.concat());
    let twins = producer_panel(&story(&[producer, twice]), 20);
    for name in ["answers lost", "duplicates"] {
        assert!(value(&twins, name).starts_with("✕ "), "{name}: {twins:?}");
    }
    let again = reader_panel(&story(&[producer, twice]), 20);
    assert!(
        value(&again, "there twice").starts_with("✕ ") && !value(&again, "there twice")[3..].contains('✕')
    );
    let refused = producer_panel(&story(&[agent]), 20);
    assert!(value(&refused, "refused").starts_with("✕ "), "{refused:?}");
    let failed = producer_panel(&story(&[gone]), 60);
    assert!(value(&failed, "failed").starts_with("✕ "), "{failed:?}");
    let alert = reader_panel(&story(&[producer, alert]), 30);
    assert!(value(&alert, "alert").starts_with("✕ ") && value(&alert, "alert").ends_with("more than 10"));
    for panel in [twins, again, refused, failed, alert] {
        assert!(panel.iter().all(|word| !word.contains("· full")), "{panel:?}");
    }
}

#[test]
fn how_far_behind_a_reader_is_stands_there_once_or_alike() {
    let story = format!("{ONE}producer p to s rate 900/s size 100B\nconsumer c reads s poll 1s\n");
    let story = format!("{story}at 20s set c limit 100\n");
    for second in [10, 12, 17, 30, 45, 61] {
        let panel = reader_panel(&story, second);
        let stands = value(&panel, "stands").to_owned();
        let count = |name: &str| panel.iter().filter(|word| *word == name).count();
        // The table of its shards has a column of this name.
        assert_eq!(count("behind"), 1 + usize::from(!stands.contains("behind")), "{panel:?}");
        assert_eq!(count("records to read"), usize::from(!stands.contains("unread")), "{panel:?}");
        if let Some((behind, _)) = stands.split_once(" behind") {
            assert!(panel.iter().any(|word| word == behind), "{behind}: {panel:?}");
        }
    }
}

#[test]
fn permissions_are_the_last_of_a_readers_panel() {
    for settings in ["", " kcl", " lambda", " connector emit bucket lake"] {
        let panel = reader_panel(&format!("{ONE}consumer app reads s{settings}\n"), 20);
        let at =
            |name: &str| panel.iter().position(|word| word == name).unwrap_or_else(|| panic!("{panel:?}"));
        assert!(at("Stop") < at("Permissions"), "{settings}: {panel:?}");
    }
}

#[test]
fn a_path_a_group_and_a_topic_keep_their_case() {
    fn as_they_are(html: &Html, all: &mut Vec<String>) {
        match html {
            VNode::VTag(tag) => {
                let class = tag.attributes.iter().find(|(name, _)| *name == "class");
                if class.is_some_and(|(_, class)| class == "kick as-is") {
                    all.push(words(html).concat());
                }
                tag.children().into_iter().for_each(|it| as_they_are(it, all));
            }
            VNode::VList(list) => list.iter().for_each(|it| as_they_are(it, all)),
            VNode::VText(_)
            | VNode::VComp(_)
            | VNode::VPortal(_)
            | VNode::VRef(_)
            | VNode::VSuspense(_)
            | VNode::VRaw(_) => {}
        }
    }
    for (line, says) in [
        ("agent p to s file \"/var/log/Web.log*\"", "/var/log/Web.log*"),
        ("logs p to s group \"/App/orders\"", "/App/orders"),
        ("iot p to s topic \"Plant/{device}\"", "Plant/{device}"),
    ] {
        let view = seen(&format!("{ONE}{line}\n"), 5);
        let mut found = Vec::new();
        as_they_are(
            &feeds::show(&view.producers[0], &Looked::default(), &view, &Callback::noop()),
            &mut found,
        );
        assert!(found.len() == 1 && found[0].starts_with(says), "{line}: {found:?}");
    }
}

#[test]
fn the_newest_twins_are_named_with_two_numbers_and_two_times() {
    let producer = "producer p to s rate 40/s size 300B keys uniform 50 retries 3 backoff 1s timeout 2s\n";
    let agent = "agent p to s rate 40/s buffer-age 1s\nat 6s fault producer p losing-answers for 2s\n";
    let table = [
        (format!("{ONE}{producer}at 5s fault producer p losing-answers for 5s\n"), true),
        (format!("{ONE}{agent}at 9s crash p\nat 10s heal p\n"), true),
        (format!("{ONE}{producer}"), false),
    ];
    for (story, has) in table {
        let panel = producer_panel(&story, 120);
        let at = panel.iter().position(|word| word == "The newest twins");
        assert_eq!(at.is_some(), has, "{story}: {panel:?}");
        let Some(at) = at else { continue };
        let [name, first, copied, copy] = [1, 2, 3, 4].map(|n| panel[at + n].as_str());
        assert_eq!((name, copied), ("first, shard …000", "copy, shard …000"));
        assert!(first.starts_with("496") && copy.starts_with("496") && first != copy, "{first}, {copy}");
        assert!(first.contains(" at ") && copy.contains(" at "), "{first}, {copy}");
    }
}

#[test]
fn what_is_tried_again_may_be_asked_why() {
    for (lines, asks) in [
        ("agent p to s rate 1500/s buffer-age 1s", true),
        ("agent p to s rate 40/s buffer-age 1s", false),
        ("logs p to s rate 40/s\nat 5s revoke p kinesis:PutRecords", true),
        ("logs p to s rate 40/s", false),
        ("iot p to s rate 20/s\nat 5s revoke p kinesis:PutRecord", true),
        ("iot p to s rate 20/s", false),
    ] {
        let panel = producer_panel(&format!("{ONE}{lines}\n"), 20);
        assert_eq!(panel.iter().any(|word| word == "Why was it not taken?"), asks, "{lines}: {panel:?}");
    }
}

#[test]
fn each_panel_of_a_source_names_where_its_numbers_come_from() {
    for line in [
        "agent p to s",
        "logs p to s",
        "iot p to s",
        "producer p to s rate 1/s size 10B",
        "producer p to s api kpl rate 1/s",
    ] {
        let panel = producer_panel(&format!("{ONE}{line}\n"), 5);
        assert!(
            panel.iter().any(|word| word.contains("Source") || word.contains("docs:")),
            "{line}: {panel:?}"
        );
    }
}

/// Leases, their owners and the table's capacity, as a learner compares them.
#[test]
fn a_lease_table_shows_its_meter_and_whose_each_lease_is() {
    let story = format!(
        "seed 5\n{}aws dynamodb create-table --table-name app --provisioned-throughput \
         ReadCapacityUnits=100,WriteCapacityUnits=10\nproducer p to s rate 40/s size 100B\n\
         consumer app reads s kcl workers 1 from trim-horizon poll 200ms\nat 60s crash app worker 1\n",
        ONE.replace("--shard-count 1", "--shard-count 3")
    );
    let panel = reader_panel(&story, 50);
    let (used, of) = value(&panel, "writes").split_once("/s of ").unwrap_or_else(|| panic!("{panel:?}"));
    assert_eq!(of.trim_end_matches(" · full"), "10");
    assert!((1..=15).contains(&used.parse::<u64>().unwrap()), "{used}");
    let row = |panel: &[String], shard: &str| -> Vec<String> {
        let at = panel.iter().position(|word| word == "leaseKey").unwrap();
        let at =
            at + panel[at..].iter().position(|word| word == shard).unwrap_or_else(|| panic!("{panel:?}"));
        panel[at..at + 4].to_vec()
    };
    let [_, owner, counter, checkpoint] = <[String; 4]>::try_from(row(&panel, "…001")).unwrap();
    assert_eq!(owner, "app-1");
    assert!(counter.parse::<u64>().unwrap() > 10, "{counter}: a renewal each 3.3 s");
    assert!(checkpoint.starts_with("after "), "{checkpoint}");
    let panel = reader_panel(&story, 62);
    assert_eq!(row(&panel, "…001")[1], "✕ app-1", "its process is gone, its name stays");
}

/// A table that a connector fills shows what it took, what it weighs, and that it throttles.
#[test]
fn a_connectors_table_shows_its_items_and_what_they_take() {
    let story = format!(
        "seed 5\n{ONE}aws dynamodb create-table --table-name orders --attribute-definitions \
         AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH --provisioned-throughput \
         ReadCapacityUnits=5,WriteCapacityUnits=30\nproducer p to s rate 40/s size 1500B\n\
         consumer app reads s connector emit table orders flush-records 200 from trim-horizon\n"
    );
    let panel = reader_panel(&story, 50);
    let at = panel.iter().position(|word| word == "id of the newest").unwrap_or_else(|| panic!("{panel:?}"));
    let [id, bytes, units] = &panel[at + 3..at + 6] else { panic!("{panel:?}") };
    // `id` and `data`, and the id itself.
    assert!(id.starts_with("p-"), "{id}");
    assert_eq!(*bytes, engine::kernel::units::grouped(1_506 + id.len() as u64));
    assert_eq!(units, "2");
    assert!(value(&panel, "items").contains(" · "), "{panel:?}");
    assert!(panel.iter().any(|word| word == "Why does it throttle?"), "{panel:?}");
}

/// How far an agent has read its file, and how much of that is sent.
#[test]
fn an_agent_says_to_which_line_it_has_read_and_sent() {
    let panel = producer_panel(&format!("{ONE}agent p to s rate 100/s lines csv buffer-age 30s\n"), 18);
    let told = panel.iter().find(|word| word.contains("read to line")).unwrap_or_else(|| panic!("{panel:?}"));
    let numbers: Vec<u64> = told
        .split(|c: char| !c.is_ascii_digit() && c != ',')
        .filter_map(|part| part.replace(',', "").parse().ok())
        .collect();
    let [.., read, sent] = numbers[..] else { panic!("{told}") };
    // Buffers of 500 lines are full after 5 s; the last one is still being filled.
    assert!(read >= 1_700 && sent % 500 == 0 && sent >= 1_000 && sent < read, "{told}");
}

/// The texts of a section of a panel: those behind its heading, up to the next one.
fn section<'a>(panel: &'a [String], heading: &str, next: &str) -> &'a [String] {
    let from =
        panel.iter().position(|word| word == heading).unwrap_or_else(|| panic!("{heading}: {panel:?}"));
    let upto = panel[from..].iter().position(|word| word == next).map_or(panel.len(), |at| from + at);
    &panel[from..upto]
}

fn names_a_source(texts: &[String]) -> bool {
    texts.iter().any(|text| ["Source: ", "Sources: ", "docs: "].iter().any(|word| text.contains(word)))
}

#[test]
fn each_section_of_settings_names_where_its_bounds_come_from() {
    let sections = [
        ("", "Settings", "Begin anew"),
        ("", "Begin anew", "Writes"),
        ("", "Writes", "Stop"),
        (" via fan-out", "Begin anew", "Writes"),
        (" via fan-out", "Writes", "Stop"),
        (" kcl", "Settings", "Writes"),
        (" kcl", "Writes", "Stop"),
        (" lambda", "Settings of the mapping", "Stop"),
        (" connector emit bucket lake", "Writes", "Stop"),
        (" analytics", "Settings", "Stop"),
        (" by spark", "Settings", "Writes"),
        (" by flume", "Settings", "Begin anew"),
    ];
    for (settings, heading, next) in sections {
        let panel = reader_panel(&format!("{ONE}consumer app reads s{settings}\n"), 20);
        let texts = section(&panel, heading, next);
        assert!(names_a_source(texts), "{settings}: {heading}: {texts:?}");
    }
    let connector = reader_panel(&format!("{ONE}consumer app reads s connector emit bucket lake\n"), 20);
    for (at, _) in connector.iter().enumerate().filter(|(_, word)| *word == "Settings") {
        let next = connector[at + 1..].iter().position(|word| word == "Settings" || word == "Writes");
        let texts = &connector[at..at + 1 + next.unwrap_or_else(|| panic!("{connector:?}"))];
        assert!(names_a_source(texts), "{texts:?}");
    }
    let producer = producer_panel(&format!("{ONE}producer p to s rate 1/s size 10B\n"), 5);
    assert!(names_a_source(section(&producer, "Settings", "Sends to")), "{producer:?}");
}

#[test]
fn log_events_keep_the_order_of_aws() {
    let panel = producer_panel(&format!("{ONE}logs p to s rate 40/s lines csv\n"), 20);
    let json = value(&panel, "Unpacked: gunzip");
    let names = [
        "messageType",
        "owner",
        "logGroup",
        "logStream",
        "subscriptionFilters",
        "logEvents",
        "id",
        "timestamp",
        "message\"",
    ];
    let at: Vec<usize> =
        names.iter().map(|name| json.find(name).unwrap_or_else(|| panic!("{name}: {json}"))).collect();
    // `message` begins as `messageType` does.
    assert!(at.is_sorted(), "{names:?} at {at:?}: {json}");
    assert!(json.starts_with("{\n  \"messageType\": \"DATA_MESSAGE\",\n  \"owner\""), "{json}");
}

#[test]
fn a_function_gets_the_same_record_in_its_event() {
    let panel = producer_panel("function f blueprint cloudwatch-logs\nlogs p to function f rate 5/s\n", 20);
    assert!(
        value(&panel, "The event of the function").starts_with("{\"awslogs\":{\"data\":\"H4sI"),
        "{panel:?}"
    );
}

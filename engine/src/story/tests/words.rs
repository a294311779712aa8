//! Conditions in words, and that every field of the view has some.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::kernel::Time;
use crate::story::{self, Story};
use crate::view::json;
use crate::world::{Progress, World};

/// One thing of each kind, a minute and a half old.
const STORY: &str = "aws kinesis create-stream --stream-name orders --shard-count 2
aws kinesis create-stream --stream-name surge --stream-mode-details StreamMode=ON_DEMAND
function to-json blueprint access-log-to-json
aws firehose create-delivery-stream --delivery-stream-name to-lake --delivery-stream-type KinesisStreamAsSource --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60},ProcessingConfiguration={Enabled=true,Processors=[{Type=Lambda,Parameters=[{ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:to-json}]}]}
at 3s producer fleet to orders rate 1400/s size 480B keys \"hot\" payload access-log broken 1%
consumer billing reads orders poll 1s
consumer audit reads orders poll 500ms
at 4s consumer wide reads orders via fan-out
at 80s aws kinesis update-shard-count --stream-name orders --target-shard-count 3 --scaling-type UNIFORM_SCALING";

fn world(until: u64) -> World {
    let story = Story::parse(STORY).unwrap_or_else(|error| panic!("{error}"));
    let mut world = story::start(&story).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(world.advance(Time::seconds(until), u64::MAX), Progress::Reached);
    world
}

#[test]
fn a_learner_reads_words_with_units() {
    let world = world(10);
    for (condition, expected) in [
        ("sum reader[*].refused_calls = 5", "refused calls, all readers together: 0, wanted 5"),
        (
            "max reader[*].poll_ms <= 2s",
            "time between polls, the largest of all readers: 1,000 ms, wanted at most 2,000 ms",
        ),
        (
            "min reader[where kind = \"consumer\"].poll_ms > 2.5",
            "time between polls, the smallest of readers whose kind is consumer: 500 ms, wanted above 2.5 ms",
        ),
        (
            "count shard.orders[where refused_per_s > 0] >= 1",
            "shards of orders with records refused a second: 1, wanted at least 1",
        ),
        (
            "count shard.orders[where open = false] != 0",
            "shards of orders that are not open: 0, wanted anything but 0",
        ),
        ("count reader[where stopped != true] = 4", "4 of 4 readers are not stopped"),
        ("count reader[where lag < 1500] = 4", "4 of 4 readers have below 1,500 records not read yet"),
        ("count shard.orders[where taken = 1] = 2", "0 of 2 shards of orders have 1 record taken"),
        ("count shard.orders[where held = 1] = 4", "0 of 4 shards of orders hold 1 record"),
        ("count shard.orders[where held > 0] = 1", "shards of orders that hold records: 1, wanted 1"),
        ("stream.orders.settles_in_us = none", "time until it is ACTIVE, stream orders: none, wanted none"),
        ("reader.billing-2.read > 5", "reader billing-2 is not there yet"),
        ("count shard.orders[*] = 2", "shards of orders: 2, wanted 2"),
        ("count stream.orders.shards = 2", "shards, stream orders: 2, wanted 2"),
        (
            "count stream.orders.consumers[where status = \"ACTIVE\"] = 5",
            "1 of 5 registered consumers of stream orders have the status ACTIVE",
        ),
        (
            "stream.orders.consumers[0].status = \"CREATING\"",
            "status, first registered consumer of stream orders: ACTIVE, wanted CREATING",
        ),
        ("shard.orders.001.open = true", "open, shard 001 of orders: yes, wanted yes"),
        ("shard.orders.007.held = 0", "records held, shard 007 of orders: there is no shard 007, wanted 0"),
        ("shard.orders.000.to_ppm = 100%", "end of its hash range, shard 000 of orders: 50 %, wanted 100 %"),
        ("stream.orders.retention_h >= 2d", "retention, stream orders: 24 h, wanted at least 48 h"),
        ("stream.orders.encryption != none", "stream orders has no encryption key yet"),
        ("stream.order.refused = 0", "stream order is not there yet"),
        ("stream.orders.status contains \"ACT\"", "status, stream orders: ACTIVE, wanted with ACT in it"),
        ("producer.fleet.size > 1KiB", "size of a record, producer fleet: 480 B, wanted above 1,024 B"),
        (
            "firehose.to-lake.transform_buffer.interval_us < 5m",
            "interval hint, buffer before the transform of delivery stream to-lake: 60 s, wanted below 300 s",
        ),
        (
            "bucket.lake.object[6].fired_by = \"size\"",
            "what fired it, object number 7 of bucket lake: not there yet, wanted size",
        ),
        (
            "count bucket.lake.folder[\"processing-failed\"].record[*] > 100",
            "records of folder processing-failed of bucket lake: 0, wanted above 100",
        ),
        ("ledger.balanced = true", "balanced: yes, wanted yes"),
        (
            "ledger.lost = 1 or ledger.read < 0",
            "records lost: 0, wanted 1; or records read by all: 7,700, wanted below 0",
        ),
        ("time.us >= 10001ms", "time since the beginning: 10 s, wanted at least 10.001 s"),
    ] {
        let judged = story::condition::read(condition, 1)
            .unwrap()
            .judge(&world)
            .unwrap_or_else(|error| panic!("{condition}: {error}"));
        assert_eq!(judged.text.words, expected, "{condition}");
    }
}

#[test]
fn what_holds_is_told_without_what_does_not() {
    let world = world(5);
    let check = |condition: &str, found: &str| {
        let judged = story::condition::read(condition, 1).unwrap().judge(&world).unwrap();
        assert_eq!(judged.found.words, found, "{condition}");
    };
    check(
        "time.s = 4 or time.s = 5 and time.ms > 1",
        "time since the beginning: 5 s; time since the beginning: 5,000 ms",
    );
    check(
        "time.s = 4 or reader.audit.stopped = true",
        "time since the beginning: 5 s; stopped, reader audit: no",
    );
}

/// The fields of a section that have no words. The names of things are no fields.
fn wordless(value: &Json, root: &str, names: bool, missing: &mut BTreeSet<String>) {
    let Json::Object(map) = value else {
        let items = value.as_array().into_iter().flatten();
        items.for_each(|item| wordless(item, root, false, missing));
        return;
    };
    for (field, inner) in map {
        if !names {
            let condition = story::condition::read(&format!("{root}.x.{field} = 1"), 1).unwrap();
            missing.extend(condition.wordless());
        }
        // What a record of a failure has inside is AWS's.
        if field != "record" {
            wordless(inner, root, field == "folder", missing);
        }
    }
}

#[test]
fn every_field_has_words() {
    // While it scales, and with objects in the bucket.
    let world = world(90);
    for root in json::ROOTS {
        let mut missing = BTreeSet::new();
        let section = json::section(&world, root, None).unwrap();
        if matches!(root, "bill" | "ledger" | "time") {
            wordless(&section, root, false, &mut missing);
        } else {
            for entry in section.as_object().unwrap().values() {
                wordless(entry, root, root == "shard", &mut missing);
            }
        }
        assert_eq!(missing, BTreeSet::new(), "{root}");
    }
    let objects = json::section(&world, "bucket", Some("lake")).unwrap()["object"].as_array().unwrap().len();
    assert!(objects > 0, "no object was looked at");
}

#[test]
fn every_field_of_a_connector_and_of_a_window_has_words() {
    let text = "aws kinesis create-stream --stream-name s --shard-count 2\nproducer p to s rate 50/s\n\
                consumer app reads s connector emit bucket lake from trim-horizon\n\
                consumer put reads s connector flush-records 9 emit table orders from trim-horizon\n\
                consumer board reads s analytics count key above 1 rows-to s\n";
    let mut world = story::start(&Story::parse(text).expect("a story")).expect("it starts");
    world.advance(Time::seconds(45), u64::MAX);
    for (root, name) in [("reader", "app"), ("reader", "put"), ("table", "orders"), ("reader", "board")] {
        let mut missing = BTreeSet::new();
        let entry = json::section(&world, root, Some(name)).expect("it is there");
        wordless(&entry, root, false, &mut missing);
        assert_eq!(missing, BTreeSet::new(), "{name}");
    }
}

#[test]
fn every_field_of_a_kcl_application_and_its_table_has_words() {
    let text = "aws kinesis create-stream --stream-name s --shard-count 2\n\
                producer p to s rate 50/s\nconsumer app reads s kcl workers 2 from trim-horizon work 1ms\n";
    let mut world = story::start(&Story::parse(text).expect("a story")).expect("it starts");
    world.advance(Time::seconds(60), u64::MAX);
    for root in ["reader", "table"] {
        let mut missing = BTreeSet::new();
        let entry = json::section(&world, root, Some("app")).expect("it is there");
        wordless(&entry, root, false, &mut missing);
        assert_eq!(missing, BTreeSet::new(), "{root}");
    }
}

#[test]
fn every_field_of_a_mapping_and_its_queue_has_words() {
    let text = "aws kinesis create-stream --stream-name s --shard-count 2\n\
                producer p to s rate 50/s\n\
                consumer fn reads s lambda poison every 30 retry-attempts 0 on-failure dead concurrency 5\n";
    let mut world = story::start(&Story::parse(text).expect("a story")).expect("it starts");
    world.advance(Time::seconds(60), u64::MAX);
    let mut missing = BTreeSet::new();
    let entry = json::section(&world, "reader", Some("fn")).expect("it is there");
    assert!(entry["lambda"]["queue"]["message"][0]["invoke_count"] == 1, "{entry}");
    assert!(entry["lambda"]["event"]["json"].is_string(), "{entry}");
    wordless(&entry, "reader", false, &mut missing);
    assert_eq!(missing, BTreeSet::new());
}

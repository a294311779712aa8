//! Dynamic partitioning by what a function says: a partition is an evaluated prefix (behaviours B6).

use super::objects::{bytes, gzip, keys, put_bytes};
use super::*;
use engine::command::S3Settings;
use engine::event::FiredBy;

/// A delivery stream with partitions by what a function says (checklist W24).
fn partitioned() -> Destination {
    let mut destination = with_function(s3());
    destination.s3 = S3Settings {
        prefix: "data/!{partitionKeyFromLambda:database}/!{partitionKeyFromLambda:table}/".to_owned(),
        error_prefix: Some("error/".to_owned()),
        buffering: Some(Buffering { mib: 64, seconds: 60 }),
        partitioned: true,
        ..destination.s3
    };
    destination
}

#[test]
fn each_partition_has_its_object_and_a_record_without_keys_goes_to_the_error_prefix() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint add-partition-keys");
    create(&mut world, partitioned());
    let record = |database: &str, table: &str| {
        gzip(&format!(
            "{{\"database\":\"{database}\",\"table\":\"{table}\",\"event_timestamp\":1565382027,\"n\":1}}"
        ))
    };
    for (database, table) in [("shop", "orders"), ("shop", "users"), ("shop", "orders")] {
        put_bytes(&mut world, record(database, table));
    }
    let broken = gzip("{\"n\":1}");
    put_bytes(&mut world, broken.clone());
    let end = at(&mut world, 300);
    let keys = keys(&world);
    let under = |prefix: &str| keys.iter().filter(|key| key.starts_with(prefix)).count();
    assert_eq!(
        (under("data/shop/orders/d-"), under("data/shop/users/d-"), under("error/")),
        (1, 1, 1),
        "{keys:?}"
    );
    assert_eq!((end.ledger.delivered, end.ledger.failed), (3, 1));
    let line = String::from_utf8(bytes(&world, "error/")).expect("text");
    let json: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    use base64::Engine as _;
    let raw = json["rawData"].as_str().expect("base64");
    assert_eq!(base64::engine::general_purpose::STANDARD.decode(raw).expect("base64"), broken);
}

#[test]
fn a_partition_that_a_new_prefix_cannot_name_keeps_the_old_one() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint add-partition-keys");
    create(&mut world, partitioned());
    put_bytes(
        &mut world,
        gzip("{\"database\":\"shop\",\"table\":\"orders\",\"event_timestamp\":1565382027}"),
    );
    // The function has answered; the partition is filling.
    at(&mut world, 70);
    line(
        &mut world,
        "aws firehose update-destination --delivery-stream-name d --current-delivery-stream-version-id 1 \
         --destination-id destinationId-000000000001 --extended-s3-destination-update \
         '{\"Prefix\":\"by-shop/!{partitionKeyFromLambda:shop}/\",\"ErrorOutputPrefix\":\"error/\"}'",
    );
    at(&mut world, 300);
    let keys = keys(&world);
    assert!(keys.len() == 1 && keys[0].starts_with("data/shop/orders/d-"), "{keys:?}");
}

/// Partitioned by a prefix of the case, with an interval in seconds.
fn partitioned_by(prefix: &str, seconds: u64) -> Destination {
    let mut destination = partitioned();
    destination.s3.prefix = prefix.to_owned();
    destination.s3.buffering = Some(Buffering { mib: 64, seconds });
    destination
}

#[test]
fn keys_that_the_prefix_does_not_name_make_no_partition() {
    // The function gives year, month, day and hour of each timestamp too (behaviours B6: partition = evaluated prefix).
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint add-partition-keys");
    create(&mut world, partitioned());
    for hour in 0..502 {
        let at = 1_565_382_027 + hour * 3_600;
        put_bytes(
            &mut world,
            gzip(&format!("{{\"database\":\"shop\",\"table\":\"t{}\",\"timestamp\":{at}}}", hour % 2)),
        );
    }
    let end = at(&mut world, 300);
    assert_eq!((end.ledger.delivered, end.ledger.failed), (502, 0));
    let keys = keys(&world);
    let under = |prefix: &str| keys.iter().filter(|key| key.starts_with(prefix)).count();
    assert_eq!((keys.len(), under("data/shop/t0/"), under("data/shop/t1/")), (2, 1, 1), "{keys:?}");
}

#[test]
fn the_hour_in_a_prefix_begins_another_partition() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint add-partition-keys");
    create(&mut world, partitioned_by("!{partitionKeyFromLambda:database}/!{timestamp:HH}/", 900));
    let record = |n: u64| gzip(&format!("{{\"database\":\"shop\",\"n\":{n}}}"));
    for (n, second) in [(1, 3_590), (2, 3_599), (3, 3_600), (4, 3_610)] {
        world.advance(Time::seconds(second), u64::MAX);
        put_bytes(&mut world, record(n));
    }
    at(&mut world, 5_000);
    for (hour, lines) in [("14", [1, 2]), ("15", [3, 4])] {
        let text = object(&world, &format!("shop/{hour}/d-1-2026-11-21-{hour}-"));
        let expected = lines.map(|n| format!("{{\"database\":\"shop\",\"n\":{n}}}\n"));
        assert_eq!(text, expected.concat(), "{hour}");
    }
    assert_eq!(keys(&world).len(), 2);
}

#[test]
fn a_random_string_is_drawn_for_each_object_and_makes_no_partition() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint add-partition-keys");
    create(&mut world, partitioned_by("!{partitionKeyFromLambda:database}/!{firehose:random-string}/", 60));
    for second in [1, 2, 3, 400] {
        world.advance(Time::seconds(second), u64::MAX);
        put_bytes(&mut world, gzip("{\"database\":\"shop\"}"));
    }
    assert_eq!(at(&mut world, 700).ledger.delivered, 4);
    let keys = keys(&world);
    let drawn: Vec<&str> = keys.iter().filter_map(|key| key.split('/').nth(1)).collect();
    assert!(drawn.len() == 2 && drawn[0] != drawn[1] && drawn[0].len() == 11, "{keys:?}");
}

#[test]
fn the_partition_beyond_the_limit_is_refused() {
    // checklist E20: the 501st active partition.
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint add-partition-keys");
    create(&mut world, partitioned());
    for n in 0..502 {
        put_bytes(
            &mut world,
            gzip(&format!("{{\"database\":\"d{n}\",\"table\":\"t\",\"event_timestamp\":1565382027}}")),
        );
    }
    let end = at(&mut world, 300);
    assert_eq!((end.ledger.delivered, end.ledger.failed), (500, 2));
    let line = object(&world, "error/activePartitionExceeded/2026/");
    assert!(line.contains("\"errorCode\":\"DynamicPartitioning.ActivePartitionsLimitExceeded\""), "{line}");
    let metrics = view::metrics(&world, &name("d"), 10).expect("a delivery stream");
    let newest = |name: &str| {
        let metric = metrics.iter().find(|metric| metric.name == name).expect("a metric");
        metric.points.iter().map(|(_, value)| *value).collect::<Vec<_>>()
    };
    // The function is invoked at 60 s, the partitions are delivered at 120 s.
    assert_eq!(newest("PartitionCount")[1..4], [Some(500), Some(500), Some(0)]);
    assert_eq!(newest("PartitionCountExceeded")[1..3], [Some(1), Some(0)]);
    // The partitions end with their delivery: the next ones find room.
    put_bytes(&mut world, gzip("{\"database\":\"x\",\"table\":\"t\",\"event_timestamp\":1565382027}"));
    assert_eq!(at(&mut world, 600).ledger.delivered, 501);
}

#[test]
fn the_view_shows_the_fullest_and_the_oldest_of_the_partitions() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint add-partition-keys");
    create(&mut world, partitioned_by("!{partitionKeyFromLambda:database}/", 300));
    let empty = &at(&mut world, 10).deliveries[0];
    assert_eq!((empty.buffer.bytes, empty.buffer.next), (0, None));
    // Each goes to the function 60 s later, and back in 40 ms and 20 µs for each of them.
    put_bytes(&mut world, gzip("{\"database\":\"a\"}"));
    world.advance(Time::seconds(80), u64::MAX);
    put_bytes(&mut world, gzip("{\"database\":\"b\"}"));
    put_bytes(&mut world, gzip("{\"database\":\"b\"}"));
    let view = at(&mut world, 150);
    let d = &view.deliveries[0];
    assert_eq!((d.buffer.records, d.buffer.bytes), (3, 2 * 17), "all records, and the bytes of `b`");
    assert_eq!(d.buffer.waited_us, 150_000_000 - 70_040_020, "the time of `a`");
    assert_eq!((d.buffer.interval_us, d.buffer.next), (300_000_000, Some(FiredBy::Interval)));
    let partitions = d.partitions.as_ref().expect("it has partitions");
    assert_eq!((partitions.active, partitions.most), (2, 500));
    let view = at(&mut world, 371);
    assert_eq!(view.deliveries[0].partitions.as_ref().map(|it| it.active), Some(1), "`a` is delivered");
    // Without partitions there is nothing to count.
    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    assert_eq!(view::view(&world).deliveries[0].partitions, None);
}

#[test]
fn the_view_says_the_bounds_that_partitions_have() {
    // What is refused below them: bounds.rs.
    for (destination, size, interval) in
        [(s3(), [1, 1, 128], [60, 0, 900]), (partitioned(), [64, 64, 128], [60, 60, 900])]
    {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, "function f blueprint add-partition-keys");
        create(&mut world, destination);
        let hints = at(&mut world, 1).deliveries.remove(0).hints;
        assert_eq!((hints.size, hints.interval), (size, interval));
    }
}

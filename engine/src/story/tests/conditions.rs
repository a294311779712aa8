//! Conditions against a world.

use crate::kernel::Time;
use crate::story::{self, Story};
use crate::world::{Progress, World};

fn world() -> World {
    let story = Story::parse(
        "aws kinesis create-stream --stream-name orders --shard-count 2\n\
         aws kinesis create-stream --stream-name a.b --shard-count 1\n\
         bucket lake\n\
         consumer billing reads orders poll 1s\n\
         consumer audit reads a.b poll 500ms\n\
         at 3s producer fleet to orders rate 1400/s size 500B keys \"hot\"",
    );
    let mut world = story::start(&story.unwrap()).unwrap();
    assert_eq!(world.advance(Time::seconds(10), u64::MAX), Progress::Reached);
    world
}

/// What a condition comes to, as a failed `expect` prints it.
fn told(world: &World, condition: &str) -> String {
    let condition = story::condition::read(condition, 1).unwrap();
    match condition.judge(world) {
        Ok(judged) => format!("{}: {}", if judged.holds { "holds" } else { "fails" }, judged.text.paths),
        Err(message) => format!("error: {message}"),
    }
}

#[test]
fn both_sides_are_told() {
    let world = world();
    for (condition, expected) in [
        ("time.s = 10", "holds: time.s: 10, wanted 10"),
        ("time.s != 10", "fails: time.s: 10, wanted anything but 10"),
        ("time.s < 10", "fails: time.s: 10, wanted < 10"),
        ("time.s <= 10.0", "holds: time.s: 10, wanted <= 10"),
        ("time.s > 9.999999", "holds: time.s: 10, wanted > 9.999999"),
        ("time.ms = 10s", "holds: time.ms: 10000, wanted 10s"),
        ("time.us >= 10001ms", "fails: time.us: 10000000, wanted >= 10001ms"),
        ("producer.fleet.rate = 1400/s", "holds: producer.fleet.rate: 1400, wanted 1400/s"),
        ("producer.fleet.size = 500B", "holds: producer.fleet.size: 500, wanted 500B"),
        ("stream.orders.retention_h = 1d", "holds: stream.orders.retention_h: 24, wanted 1d"),
        ("reader.billing.poll_ms = 1s", "holds: reader.billing.poll_ms: 1000, wanted 1s"),
        (
            "stream[\"a.b\"].status = \"ACTIVE\"",
            "holds: stream[\"a.b\"].status: \"ACTIVE\", wanted \"ACTIVE\"",
        ),
        (
            "stream.orders.status contains \"ACT\"",
            "holds: stream.orders.status: \"ACTIVE\", wanted contains \"ACT\"",
        ),
        ("stream.orders.settles_in_us = none", "holds: stream.orders.settles_in_us: none, wanted none"),
        ("stream.orders.settles_in_us > 0", "fails: stream.orders.settles_in_us: none, wanted > 0"),
        ("ledger.balanced = true", "holds: ledger.balanced: true, wanted true"),
        ("shard.orders.001.open = true", "holds: shard.orders.001.open: true, wanted true"),
        ("max reader[*].poll_ms = 1s", "holds: max reader[*].poll_ms: 1000, wanted 1s"),
        ("min reader[*].poll_ms = 500ms", "holds: min reader[*].poll_ms: 500, wanted 500ms"),
        ("sum reader[*].poll_ms = 1500", "holds: sum reader[*].poll_ms: 1500, wanted 1500"),
        ("count reader[*] = 2", "holds: count reader[*]: 2, wanted 2"),
        ("count stream.orders.shards = 2", "holds: count stream.orders.shards: 2, wanted 2"),
        (
            "count shard.orders[where short = \"001\"] = 1",
            "holds: count shard.orders[where short = \"001\"]: 1, wanted 1",
        ),
        ("count bucket.lake.object[*] = 0", "holds: count bucket.lake.object[*]: 0, wanted 0"),
        (
            "time.s = 1 and time.ms = 10000 or time.us = 5",
            "fails: time.s: 10, wanted 1; or time.us: 10000000, wanted 5",
        ),
        (
            "time.s = 1 or time.s = 10 and time.ms = 10000",
            "holds: time.s: 10, wanted 10; time.ms: 10000, wanted 10000",
        ),
    ] {
        assert_eq!(told(&world, condition), expected, "{condition}");
    }
}

#[test]
fn what_is_not_there_yet_is_no_error() {
    let world = world();
    for (condition, expected) in [
        (
            "stream.order.refused = 0",
            "fails: stream.order.refused: there is no stream `order`; did you mean `orders`?, wanted 0",
        ),
        (
            "stream.nix.refused != 0",
            "holds: stream.nix.refused: there is no stream `nix`, wanted anything but 0",
        ),
        ("shard.orders.007.held = 0", "fails: shard.orders.007.held: there is no shard 007, wanted 0"),
        (
            "bucket.lake.object[0].bytes > 0",
            "fails: bucket.lake.object[0].bytes: not there: bucket.lake.object has 0, wanted > 0",
        ),
        (
            "max bucket.lake.object[*].bytes > 0",
            "fails: max bucket.lake.object[*].bytes: there is nothing yet, wanted > 0",
        ),
        (
            "bucket.lake.object[0].key = none",
            "holds: bucket.lake.object[0].key: not there: bucket.lake.object has 0, wanted none",
        ),
    ] {
        assert_eq!(told(&world, condition), expected, "{condition}");
    }
}

#[test]
fn an_unknown_part_is_named_with_what_is_there() {
    let world = world();
    let text = told(&world, "stream.orders.refusd > 0");
    assert!(text.starts_with("error: `stream.orders` has no `refusd`: it has bytes_per_s, "), "{text}");
    assert!(text.ends_with("; did you mean `refused`?"), "{text}");
    for (condition, expected) in [
        ("time.s.x = 1", "error: `time.s` is 10, and `.x` asks for more"),
        ("stream.orders.name = 5", "error: stream.orders.name: \"orders\" cannot be compared with 5"),
        (
            "stream.orders.open_shards = \"2\"",
            "error: stream.orders.open_shards: 2 is a number, and \"2\" is not",
        ),
        ("sum stream[*].name = 2", "error: sum stream[*].name: \"a.b\" is no number"),
        ("time.s contains 1", "error: time.s: 10 is neither text nor a list, so it contains nothing"),
    ] {
        assert_eq!(told(&world, condition), expected, "{condition}");
    }
}

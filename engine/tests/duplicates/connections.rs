//! MaxConnections bounds the calls of a KPL that nothing else holds.

use engine::event::What;

use super::*;

/// More than a shard takes, and no RateLimit on the way: whoever does not aggregate passes it by.
fn flood(connections: u64) -> World {
    world(&format!(
        "{}at 5s producer p to s api kpl aggregation off rate 2200/s size 100B keys uniform 50 max-connections {connections}",
        stream(1)
    ))
}

/// When each call was made, and with how many records.
fn calls(world: &World) -> Vec<(u64, u64)> {
    let call = |event: &engine::event::Event| {
        let What::RecordsPut { shards, .. } = &event.what else { return None };
        Some((event.at.0, shards.iter().map(|tally| u64::from(tally.taken + tally.refused)).sum()))
    };
    world.journal().from(0).filter_map(call).collect()
}

/// µs until a call of so many records is answered.
fn takes(records: u64) -> u64 {
    (10 + records / 10) * 1_000
}

#[test]
fn no_more_calls_are_under_way_than_there_are_connections() {
    for connections in [1, 3] {
        let mut world = flood(connections);
        let view = at(&mut world, 20);
        let kpl = producer(&view, "p").kpl.clone().unwrap();
        assert_eq!((kpl.max_connections, kpl.connections), (connections, connections), "all are in use");
        assert!(kpl.queued_calls > 0 && kpl.queued.user_records > 0);
        let calls = calls(&world);
        let mut most = 0;
        for (i, (at, _)) in calls.iter().enumerate() {
            let under_way = calls[..=i].iter().rev().take(60).filter(|(then, n)| then + takes(*n) > *at);
            most = most.max(under_way.count() as u64);
        }
        assert_eq!(most, connections);
        // A full call takes 60 ms: each connection puts at most 8,333 records a second.
        let last = calls.iter().filter(|(at, _)| *at > 15_000_000).map(|(_, n)| n).sum::<u64>() / 5;
        assert!(last <= 8_400 * connections && last > 4_000 * connections, "{last}");
        let held = kpl.packing.iter().map(|it| it.user_records).sum::<u64>()
            + kpl.limited.user_records
            + kpl.collection.user_records
            + kpl.queued.user_records
            + kpl.in_flight.user_records;
        assert_eq!(kpl.pending, held, "each user record is in one place");
    }
}

#[test]
fn the_default_is_24_and_there_are_bounds() {
    let mut world = world(&format!("{}producer p to s api kpl", stream(1)));
    let view = at(&mut world, 5);
    assert_eq!(producer(&view, "p").kpl.as_ref().unwrap().max_connections, 24);
    for (count, taken) in [(1, true), (256, true), (257, false)] {
        let set = story::command(&format!("set p max-connections {count}")).unwrap();
        assert_eq!(world.apply(&set).is_ok(), taken, "{count}");
    }
    assert!(story::command("set p max-connections 0").is_err());
}

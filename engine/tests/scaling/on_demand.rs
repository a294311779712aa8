//! Streams on demand: how they begin, when they grow, how far.

use super::*;

/// An on-demand stream, ACTIVE at 2 s, and a producer that sends to it from then on.
fn on_demand(rate: u64, size: u64, keys: &str) -> World {
    let mut world = World::new(Era::Today, 7);
    create(&mut world, "s", None).unwrap();
    let line = format!("producer fleet to s rate {rate}/s size {size}B keys {keys}");
    world.apply(&story::command(&line).unwrap()).unwrap();
    world
}

fn refused_per_s(world: &World) -> u64 {
    view::view(world).streams[0].refused_per_s
}

#[test]
fn it_starts_with_four_shards_and_stays_so_under_half_of_their_limits() {
    let mut world = on_demand(1_800, 100, "random");
    world.advance(Time::seconds(20 * 60), u64::MAX);
    assert_eq!(open_ids(&world).len(), 4);
    let load = view::view(&world).streams[0].on_demand.clone().unwrap();
    assert_eq!(load.capacity_bytes_per_s, 4 * 1_048_576);
    // 100 bytes of data and a key in each.
    assert!((1_800 * 110..1_800 * 140).contains(&load.peak_bytes_per_s), "{load:?}");
    assert_eq!(load.scales_in_us, None);
}

#[test]
fn more_than_double_is_throttled_for_a_quarter_of_an_hour() {
    let mut world = on_demand(6_000, 100, "random");
    world.advance(Time::seconds(120), u64::MAX);
    assert!(refused_per_s(&world) > 1_000, "4 shards take 4,000 records a second");
    let scales_in = view::view(&world).streams[0].on_demand.clone().unwrap().scales_in_us.unwrap();
    let at = world.now() + Span::micros(scales_in);
    assert_eq!(at, Time::seconds(15 * 60), "15 min after the first minute that was too much began");
    world.advance(Time(at.as_micros() - 1), u64::MAX);
    assert_eq!(open_ids(&world).len(), 4);
    world.advance(at, u64::MAX);
    assert_eq!((status(&world), open_ids(&world).len()), ("ACTIVE", 8));
    wait(&mut world, Span::seconds(10));
    assert_eq!(refused_per_s(&world), 0);
    // 6,000/s over 8 shards are still more than half of each: capacity ends at twice the peak.
    world.advance(Time::seconds(31 * 60), u64::MAX);
    assert_eq!(open_ids(&world).len(), 16);
    let grown: Vec<(u32, u32)> = world
        .journal()
        .from(0)
        .filter_map(
            |e| if let What::OnDemandScaled { from, to, .. } = e.what { Some((from, to)) } else { None },
        )
        .collect();
    assert_eq!(grown, [(4, 8), (8, 16)]);
}

#[test]
fn one_hot_key_is_never_helped() {
    let mut world = on_demand(1_500, 100, "\"iphone-16\"");
    world.advance(Time::seconds(50 * 60), u64::MAX);
    assert!(open_ids(&world).len() > 4, "it splits the hot shard");
    assert!(refused_per_s(&world) >= 450, "but one key stays on one shard: {}", refused_per_s(&world));
}

#[test]
fn the_threshold_is_half_of_what_a_shard_takes() {
    // One key is one shard: 500 records a second are not more than 500; nor are 500,000 bytes, key included.
    for (rate, size, shards) in [(500, 100, 4), (510, 100, 5), (100, 4_991, 4), (100, 4_992, 5)] {
        let mut world = on_demand(rate, size, "\"iphone-16\"");
        world.advance(Time::seconds(17 * 60), u64::MAX);
        assert_eq!(open_ids(&world).len(), shards, "{rate}/s of {size} bytes");
    }
}

#[test]
fn the_mode_is_switched_twice_a_day_and_keeps_the_shards() {
    let mut world = world(Era::Today, 3);
    mode(&mut world, StreamMode::OnDemand).unwrap();
    assert_eq!((status(&world), stream(&world).mode), ("UPDATING", StreamMode::Provisioned));
    wait(&mut world, Span::seconds(2));
    assert_eq!((status(&world), stream(&world).mode), ("ACTIVE", StreamMode::OnDemand));
    assert_eq!(open_ids(&world), [0, 1, 2]);
    mode(&mut world, StreamMode::OnDemand).unwrap();
    assert_eq!(status(&world), "ACTIVE", "the mode that it has is no switch");
    mode(&mut world, StreamMode::Provisioned).unwrap();
    wait(&mut world, Span::seconds(2));
    assert_eq!(open_ids(&world), [0, 1, 2]);
    assert_eq!(view::view(&world).streams[0].on_demand, None);
    let text = "Stream s under account 123456789012 has had 2 switches of its capacity mode within the last 24 hours, \
                which is the most that is allowed.";
    check(mode(&mut world, StreamMode::OnDemand), ErrorName::LimitExceededException, text);
    world.advance(Time::seconds(2) + Span::hours(24), u64::MAX);
    mode(&mut world, StreamMode::OnDemand).unwrap();
}

#[test]
fn a_fifty_first_on_demand_stream_is_refused() {
    let mut world = world(Era::Today, 1);
    for i in 0..50 {
        create(&mut world, &format!("od{i}"), None).unwrap();
    }
    let refusal = create(&mut world, "od50", None).unwrap_err();
    assert_eq!(
        (refusal.error, refusal.met.unwrap().limit),
        (ErrorName::LimitExceededException, &limits::ON_DEMAND_STREAMS)
    );
    assert!(mode(&mut world, StreamMode::OnDemand).is_err());
}

#[test]
fn before_its_time_there_is_no_on_demand_mode() {
    for era in [Era::Y2018, Era::Y2020] {
        let refusal = mode(&mut world(era, 1), StreamMode::OnDemand).unwrap_err();
        assert_eq!(refusal.error, ErrorName::UnknownOperationException);
        assert!(refusal.message.contains("November 2021"), "{refusal}");
    }
}

#[test]
fn a_provisioned_stream_makes_no_looks() {
    let mut world = world(Era::Today, 4);
    let before = world.wakes();
    wait(&mut world, Span::hours(24));
    assert_eq!(world.wakes(), before);
}

#[test]
fn it_grows_to_its_ceiling_and_not_beyond() {
    let most = u32::try_from(limits::ON_DEMAND_WRITE.at(Era::Today)).unwrap();
    let mut world = World::new(Era::Today, 7);
    create(&mut world, "s", Some(most - 1)).unwrap();
    wait(&mut world, Span::seconds(60));
    mode(&mut world, StreamMode::OnDemand).unwrap();
    // Two shards are over half of their limit, and there is room for one more.
    for key in ["iphone", "android"] {
        let line = format!("producer {key} to s rate 700/s size 100B keys \"{key}\"");
        world.apply(&story::command(&line).unwrap()).unwrap();
    }
    let at = world.now() + Span::seconds(40 * 60);
    world.advance(at, u64::MAX);
    assert_eq!(stream(&world).open_shards().count(), most as usize);
    assert!(stream(&world).shards().len() < most as usize + 2, "one split");
}

//! Subscriptions: what each pushes, when, and how it ends.

use super::*;

#[test]
fn a_subscription_ends_at_300_s_and_not_before() {
    let mut world = world(Era::Today);
    register(&mut world, "c").unwrap();
    to(&mut world, 10_000);
    let id = subscribe(&mut world, "c").unwrap();
    to(&mut world, 309_999);
    assert_eq!(ends(&world), []);
    to(&mut world, 310_000);
    assert_eq!(ends(&world), [(Time::seconds(310), id, SubscriptionEnd::Expired)]);
    // All the while it said at least every 5 s that it lives.
    let at: Vec<u64> = pushes(&world).iter().map(|push| push.at.as_seconds()).collect();
    assert_eq!(at, (3..62).map(|n| n * 5).collect::<Vec<_>>());
    let refused = subscribe_at(&mut world, "c", 7, IteratorStart::Latest);
    assert_eq!(refused.unwrap_err().error, ErrorName::ResourceNotFoundException);
}

#[test]
fn a_second_subscription_within_five_seconds_is_refused_and_at_five_takes_over() {
    let mut world = world(Era::Today);
    register(&mut world, "c").unwrap();
    register(&mut world, "other").unwrap();
    to(&mut world, 10_000);
    let first = subscribe(&mut world, "c").unwrap();
    subscribe(&mut world, "other").unwrap();
    for millis in [10_000, 11_000, 14_999] {
        to(&mut world, millis);
        check(
            subscribe(&mut world, "c"),
            ErrorName::ResourceInUseException,
            "Another active subscription exists for this consumer",
        );
    }
    to(&mut world, 15_000);
    let second = subscribe(&mut world, "c").unwrap();
    assert_eq!(ends(&world), [(Time::seconds(15), first, SubscriptionEnd::TakenOver)]);
    put(&mut world, 100);
    later(&mut world, 70);
    let last: Vec<u64> = pushes(&world).iter().filter(|p| p.records > 0).map(|p| p.subscription).collect();
    assert_eq!(last.len(), 2);
    assert!(last.contains(&second) && !last.contains(&first));
}

#[test]
fn twenty_consumers_get_forty_mebibytes_a_second_of_one_shard() {
    const RECORD: usize = 1_024;
    let mut world = world(Era::Today);
    for n in 1..=20 {
        register(&mut world, &format!("c{n}")).unwrap();
        later(&mut world, 2_000);
    }
    // A backlog of 25 MiB, put within the shard's write limits.
    for _ in 0..25 * 10 {
        let records =
            vec![Stored { key: "k".to_owned(), data: vec![b'x'; RECORD - 1], explicit_hash_key: None }; 100];
        call(&mut world, Kinesis::PutRecords { stream: name("s"), records: records.into() }).unwrap();
        later(&mut world, 100);
    }
    let begins = world.now();
    for n in 1..=20 {
        subscribe_at(&mut world, &format!("c{n}"), 0, IteratorStart::TrimHorizon).unwrap();
    }
    later(&mut world, 9_999);
    let all = pushes(&world);
    assert_eq!(all.iter().map(|push| push.bytes).sum::<u64>(), 20 * 10 * 2_097_152);
    for id in all.iter().map(|push| push.subscription).take(20) {
        for second in 0..10 {
            let from = begins + engine::kernel::Span::seconds(second);
            let within = all
                .iter()
                .filter(|p| p.subscription == id && p.at >= from && p.at.since(from).as_micros() < 1_000_000);
            assert_eq!(within.map(|p| p.bytes).sum::<u64>(), 2_097_152, "subscription {id}, second {second}");
        }
    }
    // The pipe that polling readers share was not touched.
    let shard = &view::view(&world).streams[0].shards[0];
    assert_eq!((shard.read_calls_per_s, shard.read_bytes_per_s), (0, 0));
    let start = IteratorStart::TrimHorizon;
    let asked = Kinesis::GetShardIterator { stream: name("s"), shard: ShardId(0), start };
    let Reply::ShardIterator(iterator) = call(&mut world, asked).unwrap() else { panic!() };
    for _ in 0..5 {
        call(&mut world, Kinesis::GetRecords { iterator: iterator.clone(), limit: Some(100) }).unwrap();
    }
    let shard = &view::view(&world).streams[0].shards[0];
    assert_eq!((shard.read_calls_per_s, shard.read_bytes_per_s), (5, 5 * 100 * RECORD as u64));
}

#[test]
fn odd_sizes_leave_at_two_mebibytes_a_second_to_the_microsecond() {
    let mut world = world(Era::Today);
    register(&mut world, "c").unwrap();
    for _ in 0..20 {
        later(&mut world, 1_000);
        for _ in 0..9 {
            put(&mut world, 111_113);
        }
    }
    let begins = world.now();
    subscribe_at(&mut world, "c", 0, IteratorStart::TrimHorizon).unwrap();
    later(&mut world, 9_000);
    let all = pushes(&world);
    let mut paid = 0_u64;
    for push in all.iter().filter(|p| p.records > 0) {
        assert_eq!(push.at.since(begins).as_micros(), (paid * 1_000_000).div_ceil(2_097_152));
        paid += push.bytes;
    }
    assert!(paid > 18_000_000, "{paid}");
}

#[test]
fn records_come_seventy_milliseconds_after_they_were_put() {
    let mut world = world(Era::Today);
    register(&mut world, "c").unwrap();
    to(&mut world, 10_000);
    subscribe(&mut world, "c").unwrap();
    to(&mut world, 11_003);
    put(&mut world, 100);
    to(&mut world, 11_072);
    assert_eq!(pushes(&world), []);
    to(&mut world, 11_073);
    let first =
        Pushed { at: Time::millis(11_073), subscription: 1, first: 0, records: 1, bytes: 100, ended: false };
    assert_eq!(pushes(&world), [first]);
    // What is put within 10 ms of a push goes with the next one.
    for millis in [12_000, 12_002, 12_004, 12_011] {
        to(&mut world, millis);
        put(&mut world, 100);
    }
    to(&mut world, 12_500);
    let rest: Vec<_> = pushes(&world)[1..].iter().map(|p| (p.at.as_millis(), p.records)).collect();
    assert_eq!(rest, [(12_070, 1), (12_080, 2), (12_090, 1)]);
    // The records themselves are read from the shard, as long as it keeps them.
    let of = |world: &World| -> Vec<u64> {
        let shard = world.streams().stream(&name("s")).unwrap().shard(ShardId(0)).unwrap();
        let slices = shard.slices(2..4);
        slices.iter().flat_map(|s| s.places.clone().map(|i| s.batch.index(i))).collect()
    };
    assert_eq!(of(&world), [2, 3]);
    world.advance(Time::seconds(24 * 3_600 + 13), u64::MAX);
    assert_eq!(of(&world), Vec::<u64>::new());
}

#[test]
fn all_five_starting_positions() {
    let mut world = world(Era::Today);
    register(&mut world, "c").unwrap();
    to(&mut world, 4_000);
    put(&mut world, 100);
    to(&mut world, 5_000);
    let second = put(&mut world, 100);
    let at = Era::Today.epoch_millis(world.now());
    to(&mut world, 6_000);
    put(&mut world, 100);
    for (start, first) in [
        (IteratorStart::TrimHorizon, 0),
        (IteratorStart::AtSequenceNumber(second.clone()), 1),
        (IteratorStart::AfterSequenceNumber(second), 2),
        (IteratorStart::AtTimestamp(at), 1),
        (IteratorStart::AtTimestamp(at + 1), 2),
        (IteratorStart::Latest, 3),
    ] {
        later(&mut world, 5_000);
        let id = subscribe_at(&mut world, "c", 0, start.clone()).unwrap();
        assert_eq!(world.streams().subscription(&name("s"), id).unwrap().position, first, "{start:?}");
        later(&mut world, 100);
        let came = pushes(&world).iter().filter(|p| p.subscription == id).map(|p| p.records).sum::<u64>();
        assert_eq!(came, 3 - first, "{start:?}");
    }
    later(&mut world, 5_000);
    let future = IteratorStart::AtTimestamp(Era::Today.epoch_millis(world.now()) + 1);
    let refused = subscribe_at(&mut world, "c", 0, future).unwrap_err();
    assert_eq!(refused.error, ErrorName::InvalidArgumentException);
    // Refused means unchanged: the subscription of before lives.
    assert_eq!(world.streams().subscriptions().count(), 1);
}

#[test]
fn a_continuation_number_goes_on_where_a_subscription_stood() {
    let mut world = world(Era::Today);
    register(&mut world, "c").unwrap();
    to(&mut world, 4_000);
    for position in 0..3 {
        let shard = world.streams().stream(&name("s")).unwrap().shard(ShardId(0)).unwrap();
        let number = shard.continuation(position, (world.now(), Era::Today)).to_string();
        later(&mut world, 5_000);
        let id = subscribe_at(&mut world, "c", 0, IteratorStart::AfterSequenceNumber(number)).unwrap();
        assert_eq!(world.streams().subscription(&name("s"), id).unwrap().position, position);
        put(&mut world, 50);
    }
}

#[test]
fn the_end_of_a_closed_shard_ends_its_subscription() {
    let mut world = world(Era::Today);
    register(&mut world, "c").unwrap();
    to(&mut world, 4_000);
    let id = subscribe(&mut world, "c").unwrap();
    call(&mut world, Kinesis::SplitShard { stream: name("s"), shard: ShardId(0), at: SplitAt::Midpoint })
        .unwrap();
    to(&mut world, 33_990);
    put(&mut world, 100);
    to(&mut world, 34_069);
    assert_eq!(ends(&world), []);
    to(&mut world, 34_070);
    assert_eq!(ends(&world), [(Time::millis(34_070), id, SubscriptionEnd::ShardEnded)]);
    let last: Vec<_> = pushes(&world).iter().rev().take(2).map(|p| (p.at, p.records, p.ended)).collect();
    assert_eq!(last, [(Time::millis(34_070), 0, true), (Time::millis(34_060), 1, false)]);
    // At the end of the closed shard there is only its end, and one call a second to hear of it.
    later(&mut world, 5_000);
    let again = subscribe(&mut world, "c").unwrap();
    later(&mut world, 0);
    assert_eq!(ends(&world).last().unwrap().1, again);
    let refusal = subscribe(&mut world, "c").unwrap_err();
    assert_eq!(refusal.error, ErrorName::LimitExceededException);
    assert_eq!(refusal.met.unwrap().limit.id, "efo_subscribe_rate");
    later(&mut world, 1_000);
    subscribe(&mut world, "c").unwrap();
}

#[test]
fn each_step_of_update_shard_count_ends_subscriptions_seventy_milliseconds_later() {
    let mut world = world(Era::Today);
    register(&mut world, "c").unwrap();
    to(&mut world, 4_000);
    subscribe(&mut world, "c").unwrap();
    let begins = world.journal().end();
    call(&mut world, Kinesis::UpdateShardCount { stream: name("s"), target: 2 }).unwrap();
    later(&mut world, 400_000);
    let split = |event: &Event| matches!(event.what, What::ShardSplit { .. }).then_some(event.at);
    let split = world.journal().from(begins).find_map(split).unwrap();
    let ended = (split + engine::kernel::Span::millis(70), 1, SubscriptionEnd::ShardEnded);
    assert_eq!(ends(&world), [ended]);
}

#[test]
fn deregistration_and_deletion_end_subscriptions() {
    let mut world = world(Era::Today);
    register(&mut world, "a").unwrap();
    register(&mut world, "b").unwrap();
    to(&mut world, 4_000);
    let first = subscribe(&mut world, "a").unwrap();
    let second = subscribe(&mut world, "b").unwrap();
    call(&mut world, Kinesis::DeregisterStreamConsumer(who("a"))).unwrap();
    assert_eq!(ends(&world), [(Time::seconds(4), first, SubscriptionEnd::Deleted)]);
    to(&mut world, 6_000);
    let delete = |enforce| Kinesis::DeleteStream { stream: name("s"), enforce_consumer_deletion: enforce };
    assert_eq!(call(&mut world, delete(false)).unwrap_err().error, ErrorName::ResourceInUseException);
    call(&mut world, delete(true)).unwrap();
    assert_eq!(ends(&world)[1..], [(Time::seconds(6), second, SubscriptionEnd::Deleted)]);
    to(&mut world, 8_000);
    assert_eq!(subscribe(&mut world, "b").unwrap_err().error, ErrorName::ResourceNotFoundException);
    assert_eq!(world.streams().subscriptions().count(), 0);
}

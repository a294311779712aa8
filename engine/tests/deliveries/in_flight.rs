//! How many invocations of a transform fly at once, and what waits for one (behaviours B4).

use engine::stores::Origin;
use engine::why;

use super::*;

/// A transform of which each put of a quarter of a megabyte fills the buffer.
fn eager(mut destination: Destination) -> Destination {
    let (function, size) = (name("f"), Some(200));
    destination.processors.push(Processor::Lambda {
        function,
        retries: None,
        size_milli_mib: size,
        interval_s: None,
    });
    destination
}

fn quarter(world: &mut World) {
    let command = Firehose::PutRecord { delivery_stream: name("d"), data: vec![b'a'; 250_000] };
    world.apply(&Command::Firehose(command)).expect("it is taken");
}

/// In flight, at most, and records that wait for one.
fn flying(view: &View) -> (usize, u64, u64) {
    let d = &view.deliveries[0];
    (d.in_flight, d.in_flight_limit, d.held_back)
}

#[test]
fn five_are_in_flight_and_the_sixth_waits_for_one_to_end() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, eager(s3()));
    for _ in 0..5 {
        quarter(&mut world);
    }
    assert_eq!(flying(&view::view(&world)), (5, 5, 0));
    assert_eq!(why::delivery_failed(&world, &name("d")), None);
    world.advance(Time::millis(1), u64::MAX);
    quarter(&mut world);
    let full = view::view(&world);
    assert!(full.ledger.balanced, "{:?}", full.ledger);
    assert_eq!(flying(&full), (5, 5, 1));
    let why = why::delivery_failed(&world, &name("d")).expect("it waits").sentences.join("\n");
    for part in ["1 records in 1 buffers", "5 are in flight, as many as may be: 5 for each open shard"] {
        assert!(why.contains(part), "{part} is missing in\n{why}");
    }
    let road = view::road(&world, &name("d"), Origin { shard: None, index: 5 }).expect("it was taken");
    assert_eq!(
        road.stamps[1].text,
        "It waits until an invocation has ended: 5 are in flight, as many as may be."
    );
    at(&mut world, 1);
    let look = |n| view::look::invocation(&world, &name("d"), n).expect("an invocation");
    assert_eq!(
        look(5).started,
        look(0).answered.expect("it has ended"),
        "the sixth, when the first has ended"
    );
    assert_eq!(flying(&at(&mut world, 200)), (0, 5, 0));
    assert_eq!(view::view(&world).ledger.delivered, 6);
}

#[test]
fn splunk_has_ten() {
    let to = DeliverTo::Splunk {
        url: "https://hec.example.com:8088".to_owned(),
        raw: false,
        collector: name("hec"),
        buffering: None,
        acknowledged_within: None,
        retry: None,
    };
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, eager(Destination { to, ..s3() }));
    for second in 0..3 {
        world.advance(Time::seconds(second), u64::MAX);
        if second == 0 {
            line(&mut world, "fault function f silent");
        }
        for _ in 0..4 {
            quarter(&mut world);
        }
    }
    assert_eq!(flying(&at(&mut world, 3)), (10, 10, 2));
}

#[test]
fn a_slow_function_lets_its_stream_fall_behind_and_more_shards_help() {
    for (shards, most) in [(1, 5), (2, 10)] {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, &format!("aws kinesis create-stream --stream-name s --shard-count {shards}"));
        world.advance(Time::seconds(10), u64::MAX);
        line(&mut world, "function f blueprint pass-through");
        let ask = CreateDeliveryStream::new(name("d"), Some(name("s")), eager(s3()));
        world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
        line(&mut world, "fault function f silent for 4m");
        line(&mut world, "producer p to s rate 900/s size 1kB payload filler");
        let behind = at(&mut world, 200);
        let (in_flight, limit, held_back) = flying(&behind);
        assert_eq!((in_flight, limit), (most, most as u64));
        // What one fetch brought, no more: the rest waits in the stream.
        assert!((1..=3_000).contains(&held_back), "{held_back}");
        let lag = behind.ledger.put - behind.deliveries[0].taken;
        assert!(lag > 100_000, "{lag}");
        line(&mut world, "stop p");
        let end = at(&mut world, 1_500);
        assert_eq!((end.ledger.failed, end.ledger.waiting, flying(&end).2), (0, 0, 0));
        assert_eq!(end.ledger.delivered, end.deliveries[0].taken);
    }
}

#[test]
fn what_waited_for_a_transform_that_was_taken_away_goes_on_as_it_is() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, eager(s3()));
    line(&mut world, "fault function f silent for 1m");
    for _ in 0..5 {
        quarter(&mut world);
    }
    world.advance(Time::seconds(2), u64::MAX);
    quarter(&mut world);
    put(&mut world, "a record that waits in the buffer");
    line(
        &mut world,
        "aws firehose update-destination --delivery-stream-name d --current-delivery-stream-version-id 1 \
         --destination-id destinationId-000000000001 --extended-s3-destination-update \
         '{\"ProcessingConfiguration\":{\"Enabled\":false}}'",
    );
    let after = at(&mut world, 100);
    assert_eq!((after.ledger.delivered, flying(&after).2), (2, 0));
    assert_eq!(at(&mut world, 1_000).ledger.delivered, 7);
}

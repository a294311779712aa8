//! CREATING: what may be done with a delivery stream before it is ACTIVE.

use super::*;

const PUT: &str = "aws firehose put-record --delivery-stream-name d --record Data=YQ==";

#[test]
fn a_delivery_stream_takes_nothing_until_it_is_active() {
    let mut world = World::new(Era::Today, 1);
    world.advance(Time::seconds(10), u64::MAX);
    create(&mut world, s3());
    let new = &view::view(&world).deliveries[0];
    assert_eq!((new.status, new.settles_in_us), ("CREATING", Some(1_000_000)));
    assert!(line_error(&mut world, PUT).starts_with("ResourceNotFoundException: Firehose d under account"));
    for busy in [
        "aws firehose delete-delivery-stream --delivery-stream-name d",
        "aws firehose start-delivery-stream-encryption --delivery-stream-name d",
    ] {
        assert!(line_error(&mut world, busy).starts_with("ResourceInUseException"), "{busy}");
    }
    line(&mut world, "producer p to firehose d rate 10/s");
    world.advance(Time::millis(10_999), u64::MAX);
    assert!(line_error(&mut world, PUT).starts_with("ResourceNotFoundException"));
    assert_eq!(view::view(&world).deliveries[0].taken, 0);
    world.advance(Time::seconds(11), u64::MAX);
    line(&mut world, PUT);
    let active = at(&mut world, 21);
    assert_eq!(active.deliveries[0].status, "ACTIVE");
    assert!((95..=101).contains(&active.deliveries[0].taken), "{}", active.deliveries[0].taken);
    assert_eq!(active.ledger.firehose_refused, 0, "the producer waited");
}

#[test]
fn a_delivery_stream_of_the_first_instant_is_active_at_once() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    line(&mut world, PUT);
    assert_eq!(view::view(&world).deliveries[0].status, "ACTIVE");
}

#[test]
fn a_source_is_read_from_the_instant_of_being_active() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    world.advance(Time::seconds(10), u64::MAX);
    let ask = CreateDeliveryStream::new(name("d"), Some(name("s")), s3());
    world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
    line(&mut world, "aws kinesis put-record --stream-name s --partition-key k --data YQ==");
    world.advance(Time::seconds(11), u64::MAX);
    line(&mut world, "aws kinesis put-record --stream-name s --partition-key k --data Yg==");
    assert_eq!(
        at(&mut world, 20).deliveries[0].taken,
        1,
        "LATEST is where the stream ends when it is ACTIVE"
    );
}

//! DELETING: what was held is thrown away and counted, the name is kept for a while, puts are refused.

use super::*;

const PUT: &str = "aws firehose put-record --delivery-stream-name d --record Data=YQ==";
const DELETE: &str = "aws firehose delete-delivery-stream --delivery-stream-name d";
const DESCRIBE: &str = "aws firehose describe-delivery-stream --delivery-stream-name d";
const CREATE: &str = "aws firehose create-delivery-stream --delivery-stream-name d \
                      --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake";

fn shown(world: &mut World, text: &str) -> String {
    let command = engine::api::cli::parse(text).expect("a line");
    match world.apply(&command) {
        Ok(reply) => engine::api::cli::render(&command, &reply, world.era()),
        Err(refusal) => engine::api::cli::render_refusal(&command, &refusal),
    }
}

#[test]
fn it_keeps_its_name_for_two_seconds_and_nothing_else() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    world.advance(Time::seconds(10), u64::MAX);
    put(&mut world, "a");
    line(&mut world, DELETE);
    let seen = view::view(&world);
    let going = &seen.deliveries[0];
    assert_eq!((going.status, going.settles_in_us, going.buffer.records), ("DELETING", Some(2_000_000), 0));
    assert_eq!((seen.ledger.firehose_lost, seen.ledger.waiting, seen.ledger.balanced), (1, 0, true));
    let last = world.journal().from(0).last().expect("an event");
    assert_eq!(view::sentence(last), "delivery stream d is DELETING: 1 records that it held are lost");

    assert!(shown(&mut world, DESCRIBE).contains("\"DeliveryStreamStatus\": \"DELETING\""));
    assert!(shown(&mut world, "aws firehose list-delivery-streams").contains("\"d\""));
    assert!(line_error(&mut world, PUT).starts_with("ResourceNotFoundException"));
    assert!(line_error(&mut world, CREATE).starts_with("ResourceInUseException: Firehose d under accountId"));
    let busy =
        line_error(&mut world, "aws firehose start-delivery-stream-encryption --delivery-stream-name d");
    assert!(busy.starts_with("ResourceInUseException") && busy.ends_with("it is DELETING."), "{busy}");
    // A second call is taken, and changes nothing.
    line(&mut world, DELETE);

    world.advance(Time::millis(11_999), u64::MAX);
    assert!(shown(&mut world, DESCRIBE).contains("DELETING"));
    assert!(line_error(&mut world, CREATE).starts_with("ResourceInUseException"));
    world.advance(Time::seconds(12), u64::MAX);
    assert!(shown(&mut world, DESCRIBE).contains("ResourceNotFoundException"));
    assert!(view::view(&world).deliveries.is_empty());
    line(&mut world, CREATE);
    assert_eq!(view::view(&world).deliveries[0].status, "CREATING");
}

#[test]
fn what_it_transforms_and_sends_goes_with_it() {
    for seconds in [59_u64, 60, 61, 62, 63, 90, 121, 122, 123, 124] {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, "function f blueprint pass-through");
        create(&mut world, with_function(s3()));
        line(&mut world, "producer p to firehose d rate 100/s");
        world.advance(Time::seconds(seconds), u64::MAX);
        line(&mut world, DELETE);
        let before = view::view(&world);
        assert_eq!(before.ledger.waiting, 0, "{seconds}");
        line(&mut world, "stop p");
        let end = at(&mut world, seconds + 900);
        assert!(end.ledger.balanced && end.deliveries.is_empty(), "{seconds}: {:?}", end.ledger);
        assert_eq!(end.ledger.delivered, before.ledger.delivered, "nothing is written afterwards");
        assert_eq!(end.ledger.delivered + end.ledger.firehose_lost, end.ledger.firehose_put, "{seconds}");
    }
}

#[test]
fn a_source_is_read_no_more() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    let ask = CreateDeliveryStream::new(name("d"), Some(name("s")), s3());
    world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
    line(&mut world, "producer p to s rate 10/s");
    world.advance(Time::seconds(20), u64::MAX);
    line(&mut world, DELETE);
    let taken = view::view(&world).deliveries[0].taken;
    let end = at(&mut world, 21);
    assert_eq!((end.deliveries[0].taken, end.deliveries[0].status), (taken, "DELETING"));
    assert!(end.readers.is_empty(), "{:?}", end.readers);
    assert_eq!(end.ledger.firehose_lost, taken);
}

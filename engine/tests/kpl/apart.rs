//! Who reads aggregated records: a plain SDK, one that takes them apart, and Firehose.

use super::*;

fn reader<'a>(view: &'a View, name: &str) -> &'a view::ReaderView {
    view.readers.iter().find(|reader| reader.name.as_str() == name).expect("a reader")
}

#[test]
fn a_plain_reader_sees_records_of_bytes_and_one_that_takes_them_apart_user_records() {
    let mut world = world(&format!(
        "{}at 10s producer p to s api kpl rate 1000/s size 200B keys uniform 50 payload orders\n\
         at 10s consumer plain reads s poll 1s\nat 10s consumer kcl reads s poll 1s deaggregates yes\n\
         at 10s consumer fan reads s via fan-out deaggregates yes\nat 30s stop p",
        stream(2)
    ));
    let view = at(&mut world, 60_000);
    let put = kpl_put(&world);
    assert!((19_500..=20_000).contains(&put), "{put}");
    let plain = reader(&view, "plain");
    assert_eq!(
        (plain.read, plain.user_read, plain.deaggregates),
        (view.streams[0].taken, view.streams[0].taken, false)
    );
    for who in ["kcl", "fan"] {
        let reader = reader(&view, who);
        assert_eq!((reader.read, reader.user_read, reader.not_of_shard), (plain.read, put, 0), "{who}");
    }
    assert_eq!((view.ledger.put, view.ledger.read, view.ledger.unread), (put, put, 0));
    let (_, batch, i) = records(&world).swap_remove(3);
    assert_eq!(batch.data(i)[..4], [0xf3, 0x89, 0x9a, 0xc2], "what a plain reader sees");
}

/// UserRecordsPut, of a producer that has stopped too.
fn kpl_put(world: &World) -> u64 {
    world.actors().producers().next().expect("a producer").kpl.as_deref().expect("a KPL").counts.put
}

/// Its workers get user records: each takes its time, and what is read twice is a record of the stream.
#[test]
fn kcl_workers_take_records_apart_and_work_on_each_user_record() {
    let mut world = world(&format!(
        "{}consumer app reads s kcl from trim-horizon work 1ms\n\
         at 20s producer p to s api kpl rate 500/s size 200B keys uniform 50 payload orders\n\
         at 40s stop p",
        stream(1)
    ));
    let while_at_work = at(&mut world, 30_000);
    let user_read = reader(&while_at_work, "app").user_read;
    assert!((4_000..=5_000).contains(&user_read), "{user_read}: half of its time is enough");
    let view = at(&mut world, 60_000);
    let (put, app) = (kpl_put(&world), reader(&view, "app"));
    assert!((9_500..=10_000).contains(&put), "{put}");
    assert_eq!((app.read, app.user_read, app.not_of_shard), (view.streams[0].taken, put, 0));
    assert!(app.read * 5 < put, "many user records in each: {}", app.read);
    assert!(app.deaggregates);

    // At 4 ms a user record it does 250 of the 500 a second, however few records of the stream they come in.
    let mut slow = self::world(&format!(
        "{}consumer app reads s kcl from trim-horizon work 4ms\n\
         at 20s producer p to s api kpl rate 500/s size 200B keys uniform 50",
        stream(1)
    ));
    let before = reader(&at(&mut slow, 40_000), "app").user_read;
    let after = reader(&at(&mut slow, 80_000), "app").user_read - before;
    assert!((9_700..=10_100).contains(&after), "{after}");
}

#[test]
fn what_was_aggregated_by_hand_is_taken_apart_too() {
    use base64::Engine as _;
    use engine::aggregate::{UserRecord, seal};
    let mut world = world(&format!("{}consumer kcl reads s poll 1s deaggregates yes", stream(1)));
    at(&mut world, 10_000);
    let one = |key, data| UserRecord { key, explicit_hash_key: None, data };
    let sealed = seal([one("a", b"1".as_slice()), one("b", b"2"), one("a", b"3")]);
    for data in [sealed.as_slice(), b"plain"] {
        let data = base64::engine::general_purpose::STANDARD.encode(data);
        line(&mut world, &format!("aws kinesis put-record --stream-name s --partition-key k --data {data}"));
    }
    let view = at(&mut world, 15_000);
    assert_eq!((reader(&view, "kcl").read, reader(&view, "kcl").user_read), (2, 4));
    assert_eq!(view.ledger.put, 2, "whoever aggregates by hand puts records");
}

#[test]
fn of_a_record_that_straddles_a_split_none_is_given_out_and_all_come_again() {
    let mut world = world(&format!(
        "{}at 10s producer p to s api kpl rate 1000/s size 200B keys uniform 200 payload orders\n\
         at 10s consumer plain reads s poll 1s\nat 10s consumer kcl reads s poll 1s deaggregates yes\n\
         at 20s aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 \
         --new-starting-hash-key 170141183460469231731687303715884105728\nat 70s set p rate 0/s\n\
         bucket lake\n\
         at 5s aws firehose create-delivery-stream --delivery-stream-name d --delivery-stream-type KinesisStreamAsSource \
         --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/s \
         --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={{SizeInMBs=1,IntervalInSeconds=60}}",
        stream(1)
    ));
    let view = at(&mut world, 200_000);
    let kpl = kpl(&view);
    let kcl = reader(&view, "kcl");
    assert!(kpl.doubled > 0, "{kpl:?}");
    assert_eq!((kcl.user_read, kcl.not_of_shard), (kpl.user_records_put, kpl.doubled), "each once");
    // Firehose knows nothing of ranges: it delivers both.
    assert_eq!(view.ledger.delivered, kpl.user_records_put + kpl.doubled);
    assert_eq!(view.ledger.put, kpl.user_records_put + kpl.doubled);
}

#[test]
fn firehose_delivers_user_records() {
    let mut world = world(&format!(
        "{}bucket lake\n\
         at 8s aws firehose create-delivery-stream --delivery-stream-name d --delivery-stream-type KinesisStreamAsSource \
         --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/s \
         --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={{SizeInMBs=1,IntervalInSeconds=60}}\n\
         at 40s producer p to s api kpl rate 200/s size 200B keys uniform 50 payload orders newline\nat 60s set p rate 0/s",
        stream(2)
    ));
    let view = at(&mut world, 200_000);
    let put = kpl(&view).user_records_put;
    assert_eq!((view.ledger.delivered, view.deliveries[0].delivered, view.ledger.waiting), (put, put, 0));
    let bucket = world.buckets().bucket(&view.deliveries[0].bucket).expect("a bucket");
    let lines: usize = bucket
        .objects()
        .map(|object| String::from_utf8(object.content.0.bytes()).expect("text").lines().count())
        .sum();
    assert_eq!(lines as u64, put, "no object holds the bytes of an aggregated record");
}

#[test]
fn retention_counts_user_records() {
    let mut world = world(&format!(
        "{}at 10s producer p to s api kpl rate 1000/s size 100B keys uniform 50\nat 20s set p rate 0/s\n\
         at 15s consumer c reads s poll 1s\nat 18s stop c",
        stream(2)
    ));
    let view = at(&mut world, 30_000);
    let (put, unread) = (view.ledger.put, view.ledger.unread);
    assert!(put > 9_900 && unread > 1_500 && unread < 4_000, "{put} {unread}");
    let view = at(&mut world, 25 * 3_600_000);
    assert_eq!((view.ledger.expired, view.ledger.read), (unread, put - unread));
}

#[test]
fn the_newest_aggregated_record_can_be_looked_into() {
    let mut world = world(&format!(
        "{}at 10s producer p to s api kpl rate 300/s size 200B keys uniform 50 payload orders\nat 10s producer q to s rate 5/s",
        stream(2)
    ));
    let names = ["p", "q"].map(|name| engine::names::Name::parse(name).expect("a name"));
    assert_eq!(view::packed(&world, &names[0]), None);
    at(&mut world, 20_000);
    let look = view::packed(&world, &names[0]).expect("an aggregated record");
    assert!(look.begins.starts_with("f3 89 9a c2 0a "), "{}", look.begins);
    assert_eq!((look.key.as_str(), look.user_bytes), ("a", 200 * look.user_records));
    assert!(look.bytes > look.user_bytes + 20 && look.user_records > 5);
    assert!(
        look.rows
            .iter()
            .all(|row| row.key.starts_with("user-") && row.bytes == 200 && row.text.starts_with('{'))
    );
    assert_eq!(view::packed(&world, &names[1]), None, "the SDK packs nothing");
}

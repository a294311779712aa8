//! The order in which a record is taken apart, transformed, parted and gathered (checklist P01).

use engine::command::{S3Settings, SubRecords};

use super::*;

#[test]
fn parts_come_before_the_transform() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint access-log-to-json");
    let mut destination = s3();
    destination.processors.push(Processor::DeAggregate(SubRecords::Json));
    create(&mut world, with_function(destination));
    put(&mut world, "{\"a\":1}{\"a\":2}{\"a\":3}");
    let end = at(&mut world, 300);
    // The function saw three records, and none of them is an access log.
    let look = view::look::invocation(&world, &name("d"), 0).expect("an invocation");
    assert_eq!((look.records, look.failed), (3, 3));
    let rows = view::look::invocation_rows(&world, &name("d"), 0, 0, 9, None);
    let inputs: Vec<&str> = rows.iter().map(|row| row.input.as_str()).collect();
    assert_eq!(inputs, ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"]);
    assert_eq!(end.ledger.failed, 3);
}

#[test]
fn the_transform_says_the_partition_by_the_hour_of_the_record() {
    // checklist W24, P01.
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint add-partition-keys");
    let mut destination = with_function(s3());
    let key = |key: &str| format!("!{{partitionKeyFromLambda:{key}}}/");
    destination.s3 = S3Settings {
        prefix: format!("data/{}", ["database", "table", "year", "month", "day", "hour"].map(key).concat()),
        error_prefix: Some("error/".to_owned()),
        buffering: Some(Buffering { mib: 64, seconds: 60 }),
        partitioned: true,
        ..destination.s3
    };
    create(&mut world, destination);
    for (table, at) in [("orders", 1_565_382_027), ("orders", 1_565_385_627), ("users", 1_565_382_027)] {
        let text = format!("{{\"database\":\"shop\",\"table\":\"{table}\",\"timestamp\":{at}}}");
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut gzip, text.as_bytes()).expect("a vector takes all");
        let data = gzip.finish().expect("a vector takes all");
        let command = Command::Firehose(Firehose::PutRecord { delivery_stream: name("d"), data });
        world.apply(&command).expect("it is taken");
    }
    assert_eq!(at(&mut world, 300).ledger.delivered, 3);
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let keys: Vec<&str> = bucket.objects().map(|object| object.key.as_str()).collect();
    for table in ["orders/2019/08/09/20", "orders/2019/08/09/21", "users/2019/08/09/20"] {
        let folder = format!("data/shop/{table}/d-");
        assert_eq!(keys.iter().filter(|key| key.starts_with(&folder)).count(), 1, "{folder}: {keys:?}");
    }
}

#[test]
fn five_hundred_parts_are_taken_of_one_record_and_no_more() {
    for (parts, taken) in [(500, 500), (501, 1)] {
        let mut world = World::new(Era::Today, 1);
        let mut destination = s3();
        destination.processors.push(Processor::DeAggregate(SubRecords::Json));
        create(&mut world, destination);
        put(&mut world, &"{\"a\":1}".repeat(parts));
        assert_eq!(at(&mut world, 100).ledger.delivered, taken, "{parts} parts");
    }
}

//! From the record to the buffer: ITransformer, IFilter, IBuffer.

use super::*;
use engine::event::FiredBy;
use engine::sequence::SequenceNumber;

/// S10: 2,500 records of 100 B, of which the filter keeps 60 %.
#[test]
fn s10_fifteen_hundred_of_2500_reach_the_buffer_a_thousand_are_flushed_and_five_hundred_stay() {
    let mut world = stream();
    // In one batch: 1,000 of the first 1,667 are kept.
    put(&mut world, &zeros(1_667, 100));
    line(&mut world, "consumer app reads s connector keep 60% emit bucket lake");
    let now = world.now().as_millis() / 1_000;
    let view = at(&mut world, now + 30);
    assert_eq!((connector(&view, "app").taken, connector(&view, "app").filtered), (1_667, 667));
    assert_eq!((connector(&view, "app").emitted, connector(&view, "app").buffered), (1_000, 0));
    put(&mut world, &zeros(833, 100));
    // No time limit by default: for an hour nothing is flushed.
    let view = at(&mut world, now + 3_600);
    let it = connector(&view, "app");
    assert_eq!((it.taken, it.filtered), (2_500, 1_000), "1,500 reached the buffer");
    assert_eq!((it.emitted, it.buffered), (1_000, 500));
    assert_eq!(reader(&view, "app").read, 2_500);

    let lake = bucket(&view, "lake");
    assert_eq!((lake.objects, lake.bytes, lake.object[0].records), (1, 100_000, 1_000));
    assert_eq!(lake.object[0].fired_by, FiredBy::Count);
    // The file has the name of the first and the last sequence number in it.
    let (first, last) = lake.object[0].key.split_once('-').expect("two numbers");
    let index = |text: &str| SequenceNumber::parse(text).expect("a sequence number").index;
    assert_eq!((index(first), index(last)), (2, 1_667), "the first record of a hundred was not kept");
    assert_eq!(opened(&world, &lake.object[0].key), vec![b'0'; 100_000]);
    // The checkpoint stands behind the batch with which the buffer was full, not behind what was read.
    let table = view.tables.iter().find(|table| table.name.as_str() == "app");
    let table = table.expect("the lease table").leases[0].processed;
    assert_eq!(table, Some(1_667));
}

/// What the buffer holds after so many records in one batch, and what was flushed.
fn after(records: usize, bytes: usize, settings: &str) -> (u64, u64, Option<FiredBy>) {
    let mut world = stream();
    put(&mut world, &zeros(records, bytes));
    line(&mut world, &format!("consumer app reads s connector emit bucket lake {settings}"));
    let now = world.now().as_millis() / 1_000;
    let view = at(&mut world, now + 60);
    let fired = bucket(&view, "lake").object.first().map(|object| object.fired_by);
    (connector(&view, "app").buffered, connector(&view, "app").emitted, fired)
}

#[test]
fn a_buffer_goes_at_its_number_of_records_and_a_whole_batch_goes_in() {
    assert_eq!(after(999, 10, ""), (999, 0, None));
    assert_eq!(after(1_000, 10, ""), (0, 1_000, Some(FiredBy::Count)));
    // It is looked at after each batch, not after each record.
    assert_eq!(after(1_001, 10, ""), (0, 1_001, Some(FiredBy::Count)));
    assert_eq!(after(1_001, 10, "limit 400"), (1_001 - 800 - 201, 1_001, Some(FiredBy::Count)));
    assert_eq!(after(1_001, 10, "limit 500"), (1, 1_000, Some(FiredBy::Count)));
}

#[test]
fn a_buffer_goes_at_its_bytes_of_data() {
    assert_eq!(after(9, 100, "flush-bytes 1kB"), (9, 0, None));
    assert_eq!(after(10, 100, "flush-bytes 1kB"), (0, 10, Some(FiredBy::Size)));
    assert_eq!(after(11, 100, "flush-bytes 1kB"), (0, 11, Some(FiredBy::Size)));
    // Both at once: the number is asked first.
    assert_eq!(after(10, 100, "flush-bytes 1kB flush-records 10"), (0, 10, Some(FiredBy::Count)));
    // 1 MiB if nothing is said: 64 records of 16 KiB.
    assert_eq!(after(63, 16_384, ""), (63, 0, None));
    assert_eq!(after(64, 16_384, ""), (0, 64, Some(FiredBy::Size)));
}

#[test]
fn time_is_looked_at_only_when_records_come() {
    let mut world = stream();
    line(&mut world, "consumer app reads s connector emit bucket lake flush-age 60s");
    at(&mut world, 30);
    put(&mut world, &zeros(3, 100));
    let view = at(&mut world, 600);
    assert_eq!((connector(&view, "app").buffered, bucket(&view, "lake").objects), (3, 0), "nobody looked");
    put(&mut world, &zeros(1, 100));
    let view = at(&mut world, 610);
    let lake = bucket(&view, "lake");
    assert_eq!((connector(&view, "app").buffered, lake.objects, lake.object[0].records), (0, 1, 4));
    assert_eq!(lake.object[0].fired_by, FiredBy::Interval);
    // It counts from the last flush: below a minute after it nothing goes.
    let second = lake.object[0].written.as_seconds();
    at(&mut world, second + 57);
    put(&mut world, &zeros(1, 100));
    assert_eq!(bucket(&at(&mut world, second + 59), "lake").objects, 1);
    at(&mut world, second + 61);
    put(&mut world, &zeros(1, 100));
    assert_eq!(bucket(&at(&mut world, second + 64), "lake").objects, 2);
}

#[test]
fn the_filter_looks_into_the_data_and_the_transformer_makes_lines_of_json() {
    let mut world = stream();
    let texts =
        ["{\"level\": \"error\", \"n\":1}", "{\"level\":\"info\"}", "no json error", "{\"error\":true}"];
    put(&mut world, &texts.map(|text| text.as_bytes().to_vec()));
    line(
        &mut world,
        "consumer app reads s connector transform json keep contains \"error\" flush-records 2 emit bucket lake",
    );
    let view = at(&mut world, 60);
    let it = connector(&view, "app");
    assert_eq!((it.taken, it.unreadable, it.filtered, it.emitted), (4, 1, 1, 2));
    let key = &bucket(&view, "lake").object[0].key;
    let text = String::from_utf8(opened(&world, key)).unwrap();
    assert_eq!(text, "{\"level\":\"error\",\"n\":1}\n{\"error\":true}\n");
    // Another filter is of what comes: what lies in the file stays as it was.
    line(&mut world, "set app keep all");
    assert_eq!(opened(&world, key).len(), text.len());
}

#[test]
fn user_records_of_a_kpl_go_through_one_by_one() {
    let mut world = start(
        "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n\
         at 5s producer p to s api kpl rate 200/s size 60B payload filler keys uniform 40\n\
         at 25s stop p\n\
         consumer app reads s connector keep 50% emit bucket lake flush-records 500",
    );
    let view = at(&mut world, 60);
    let (it, read) = (connector(&view, "app"), reader(&view, "app"));
    assert!(read.read < read.user_read / 5, "packed: {} records, {} user records", read.read, read.user_read);
    assert_eq!(it.taken, read.user_read);
    assert!(it.emitted > 1_000 && it.taken > 3_500);
    let lake = bucket(&view, "lake");
    assert_eq!(lake.bytes, it.emitted * 60);
    let object = &lake.object[0];
    assert_eq!(opened(&world, &object.key).len() as u64, object.records * 60);
}

#[test]
fn at_the_end_of_a_shard_what_is_left_goes_too() {
    let mut world = stream();
    put(&mut world, &zeros(30, 100));
    line(&mut world, "consumer app reads s connector emit bucket lake");
    at(&mut world, 60);
    line(
        &mut world,
        "aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 \
         --new-starting-hash-key 170141183460469231731687303715884105728",
    );
    let view = at(&mut world, 150);
    assert_eq!((connector(&view, "app").buffered, connector(&view, "app").emitted), (0, 30));
    assert_eq!(bucket(&view, "lake").object[0].fired_by, FiredBy::End);
    let table = view.tables.iter().find(|table| table.name.as_str() == "app").unwrap();
    assert!(table.leases.iter().any(|lease| lease.ended));
}

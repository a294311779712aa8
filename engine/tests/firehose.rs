//! Firehose by table: buffers by size and by interval, limits, object names, the transform and its failures.

use engine::command::{Command, Firehose, Reply};
use engine::era::Era;
use engine::kernel::Time;
use engine::names::Name;
use engine::record::Stored;
use engine::story;
use engine::view;
use engine::world::World;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn try_line(world: &mut World, line: &str) -> Result<Reply, String> {
    let command = story::command(line).map_err(|error| error.to_string())?;
    world.apply(&command).map_err(|refusal| refusal.to_string())
}

fn line(world: &mut World, line: &str) -> Reply {
    try_line(world, line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn direct(hints: &str, more: &str) -> String {
    format!(
        "aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
         BucketARN=arn:aws:s3:::lake{hints}{more}"
    )
}

const TRANSFORM: &str = ",ProcessingConfiguration={Enabled=true,Processors=[{Type=Lambda,Parameters=\
    [{ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:to-json}]}]}";

fn objects(world: &World) -> Vec<view::ObjectView> {
    view::view(world).buckets.remove(0).object
}

#[test]
fn what_fires_next_is_told_by_the_pace_and_by_none_at_the_first_record() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, &direct(",BufferingHints={SizeInMBs=1,IntervalInSeconds=60}", ""));
    world.advance(Time::seconds(10), u64::MAX);
    let put = || "aws firehose put-record --delivery-stream-name d --record Data=eA==";
    let next = |world: &World| view::view(world).deliveries.remove(0).buffer.next;
    assert_eq!(next(&world), None);
    line(&mut world, put());
    assert_eq!(next(&world), Some(engine::event::FiredBy::Interval), "one byte, and no time has passed");
    line(&mut world, "producer p to firehose d rate 100/s size 1kB payload filler");
    world.advance(Time::seconds(12), u64::MAX);
    assert_eq!(next(&world), Some(engine::event::FiredBy::Size), "100 kB/s fill 1 MiB in 11 s");
}

#[test]
fn hints_below_at_and_above_their_bounds() {
    // checklist W16
    for (era, size, interval, ok) in [
        (Era::Today, 0, 60, false),
        (Era::Today, 1, 60, true),
        (Era::Today, 128, 60, true),
        (Era::Today, 129, 60, false),
        (Era::Today, 5, 0, true),
        (Era::Y2020, 5, 59, false),
        (Era::Y2020, 5, 60, true),
        (Era::Y2018, 5, 0, false),
        (Era::Today, 5, 900, true),
        (Era::Today, 5, 901, false),
    ] {
        let mut world = World::new(era, 1);
        let hints = format!(",BufferingHints={{SizeInMBs={size},IntervalInSeconds={interval}}}");
        let result = try_line(&mut world, &direct(&hints, ""));
        assert_eq!(result.is_ok(), ok, "{era} {size} MiB {interval} s: {result:?}");
    }
}

#[test]
fn size_or_interval_whichever_comes_first() {
    // checklist W15: 32 MiB or 120 s; 0.5 MiB/s fires at 64 s by size, 0.1 MiB/s at 120 s with 12 MiB by interval.
    for (rate, fired_by, at, bytes) in [(512, "size", 64, 33_554_432), (102, "interval", 120, 12_533_760)] {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, &direct(",BufferingHints={SizeInMBs=32,IntervalInSeconds=120}", ""));
        line(&mut world, &format!("producer p to firehose d rate {rate}/s size 1KiB payload filler"));
        world.advance(Time::seconds(at - 1), u64::MAX);
        assert_eq!(objects(&world).len(), 0, "{fired_by}: too early");
        world.advance(Time::seconds(at + 1), u64::MAX);
        let written = objects(&world);
        assert_eq!((written.len(), written[0].fired_by.word()), (1, fired_by));
        let near = bytes / 50;
        assert!(written[0].bytes.abs_diff(bytes) <= near, "{} B, not near {bytes} B", written[0].bytes);
    }
}

#[test]
fn without_hints_it_is_five_mebibytes_or_five_minutes() {
    // checklist W15: 1 MiB/s fires at 5 s by size, 10 kB/s at 300 s with 3 MB by interval.
    for (rate, fired_by, at, bytes) in [(1_024, "size", 5, 5_242_880), (10, "interval", 300, 3_072_000)] {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, &direct("", ""));
        line(&mut world, &format!("producer p to firehose d rate {rate}/s size 1KiB payload filler"));
        world.advance(Time::seconds(at - 1), u64::MAX);
        assert_eq!(objects(&world).len(), 0, "{fired_by}: too early");
        world.advance(Time::seconds(at + 1), u64::MAX);
        let written = objects(&world);
        assert_eq!((written.len(), written[0].fired_by.word()), (1, fired_by));
        assert!(written[0].bytes.abs_diff(bytes) <= 1_024, "{} B, not {bytes} B", written[0].bytes);
    }
}

#[test]
fn records_are_joined_with_nothing_between_and_named_by_the_oldest() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, &direct(",BufferingHints={SizeInMBs=1,IntervalInSeconds=60}", ",Prefix=legacy"));
    world.advance(Time::seconds(7), u64::MAX);
    for _ in 0..3 {
        line(&mut world, "aws firehose put-record --delivery-stream-name d --record Data=YWJj");
    }
    world.advance(Time::seconds(68), u64::MAX);
    let written = objects(&world);
    assert_eq!((written.len(), written[0].bytes, written[0].fired_by.word()), (1, 9, "interval"));
    let key = &written[0].key;
    assert!(key.starts_with("legacy2026/11/21/14/d-1-2026-11-21-14-00-07-"), "{key}");
    assert_eq!(view::look::object(&world, &name("lake"), key).unwrap().text, "abcabcabc");
}

#[test]
fn one_batch_and_one_record_at_and_above_their_limits() {
    let put = |bytes: usize| {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, &direct("", ""));
        let data = "A".repeat(bytes.div_ceil(3) * 4 - 4 * usize::from(!bytes.is_multiple_of(3)));
        let tail = ["", "AA==", "AAA="][bytes % 3];
        try_line(
            &mut world,
            &format!("aws firehose put-record --delivery-stream-name d --record Data={data}{tail}"),
        )
    };
    // checklist W29
    assert!(put(1_024_000).is_ok());
    assert!(put(1_024_001).unwrap_err().starts_with("ValidationException"));
    // checklist O13: 500 records, 4 MiB.
    let record = |data| Stored { key: String::new(), data, explicit_hash_key: None };
    let batch = |lens: &[usize]| {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, &direct("", ""));
        let records = lens.iter().map(|len| record(vec![b'a'; *len])).collect();
        let call = Firehose::PutRecordBatch { delivery_stream: name("d"), records };
        world.apply(&Command::Firehose(call)).map(drop).map_err(|refusal| refusal.to_string())
    };
    assert_eq!(batch(&[1; 500]), Ok(()));
    assert!(batch(&[1; 501]).unwrap_err().contains("length between 1 and 500"));
    assert_eq!(batch(&[1_000_000, 1_000_000, 1_000_000, 1_000_000, 194_304]), Ok(()));
    let refused = batch(&[1_000_000, 1_000_000, 1_000_000, 1_000_000, 194_305]).unwrap_err();
    assert!(refused.contains("Records size exceeds 4 MB limit"), "{refused}");
}

#[test]
fn a_delivery_stream_that_reads_a_stream_takes_no_direct_put() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    line(
        &mut world,
        "aws firehose create-delivery-stream --delivery-stream-name d --delivery-stream-type KinesisStreamAsSource \
         --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/s \
         --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake",
    );
    let refused = try_line(&mut world, "aws firehose put-record --delivery-stream-name d --record Data=YWJj");
    assert_eq!(
        refused.unwrap_err(),
        "InvalidArgumentException: This operation is not permitted on KinesisStreamAsSource delivery stream type."
    );
}

#[test]
fn the_transform_sends_each_record_its_way() {
    for (era, folder) in [(Era::Y2018, "processing_failed"), (Era::Today, "processing-failed")] {
        let mut world = World::new(era, 4);
        line(&mut world, "function to-json blueprint access-log-to-json");
        line(&mut world, &direct(",BufferingHints={SizeInMBs=1,IntervalInSeconds=60}", TRANSFORM));
        line(
            &mut world,
            "producer p to firehose d rate 50/s size 400B payload access-log healthchecks 10% broken 10%",
        );
        world.advance(Time::seconds(200), u64::MAX);
        let view = view::view(&world);
        let d = &view.deliveries[0];
        assert!(d.ok > 5_000 && d.dropped > 500 && d.failed > 500, "{d:?}");
        assert!(view.ledger.balanced);
        let bucket = name("lake");
        let failed =
            view.buckets[0].object.iter().find(|object| object.key.starts_with(folder)).expect(folder);
        let text = world.buckets().object(&bucket, &failed.key).unwrap().content.0.bytes();
        assert_eq!(text.len() as u64, failed.bytes, "an object has the bytes that it says");
        let lines = String::from_utf8(text).unwrap();
        assert_eq!(lines.lines().count() as u64, failed.records);
        assert!(lines.lines().all(|line| line.contains("Lambda.ProcessingFailedStatus")));
        let good = view.buckets[0].object.iter().find(|object| object.key.starts_with("20")).unwrap();
        let text = world.buckets().object(&bucket, &good.key).unwrap().content.0.bytes();
        assert_eq!(text.len() as u64, good.bytes);
        assert_eq!(String::from_utf8(text).unwrap().lines().count() as u64, good.records);
    }
}

#[test]
fn an_invocation_can_be_opened_record_by_record() {
    let mut world = World::new(Era::Today, 4);
    line(&mut world, "function to-json blueprint access-log-to-json");
    line(&mut world, &direct("", TRANSFORM));
    line(
        &mut world,
        "producer p to firehose d rate 50/s size 400B payload access-log healthchecks 10% broken 10%",
    );
    world.advance(Time::seconds(70), u64::MAX);
    let look = view::look::invocation(&world, &name("d"), 0).unwrap();
    assert_eq!(look.ok + look.dropped + look.failed, look.records);
    let rows = view::look::invocation_rows(&world, &name("d"), 0, 0, usize::MAX, None);
    assert_eq!(rows.len() as u64, look.records);
    let failed = view::look::invocation_rows(&world, &name("d"), 0, 0, usize::MAX, Some("ProcessingFailed"));
    assert_eq!(failed.len() as u64, look.failed);
    assert!(
        failed[0].input.starts_with("\\x1f\\x8b") && failed[0].lands_in.starts_with("processing-failed/")
    );
    // The sizes are those of the JSON itself: the one record that is shown, in place of all.
    let ids: std::collections::BTreeSet<_> = rows.iter().map(|row| row.record_id.clone()).collect();
    assert_eq!(ids.len(), rows.len(), "record ids are unique");
    assert!(look.request_bytes < look.payload_limit && look.response_bytes < look.request_bytes);
}

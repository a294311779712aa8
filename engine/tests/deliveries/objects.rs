//! Objects: their names and their bytes.

use super::*;
use engine::command::{SubRecords, UpdateDestination};

pub(super) fn keys(world: &World) -> Vec<String> {
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    bucket.objects().map(|object| object.key.clone()).collect()
}

pub(super) fn bytes(world: &World, part: &str) -> Vec<u8> {
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let object = bucket.objects().find(|object| object.key.contains(part)).expect(part);
    let bytes = object.content.0.bytes();
    assert_eq!(bytes.len() as u64, object.bytes, "{}", object.key);
    bytes
}

#[test]
fn a_name_says_prefix_hour_stream_version_and_time() {
    // checklist P02: a plain prefix gets no slash; after one UpdateDestination the version is 2.
    let mut world = World::new(Era::Today, 1);
    let mut destination = s3();
    destination.s3.prefix = "legacy".to_owned();
    create(&mut world, destination.clone());
    put(&mut world, "a");
    at(&mut world, 100);
    destination.s3.buffering = Some(HINTS);
    let update = |version| {
        Command::Firehose(Firehose::UpdateDestination(Box::new(UpdateDestination {
            delivery_stream: name("d"),
            version,
            update: (&destination).into(),
        })))
    };
    let refusal = world.apply(&update(2)).expect_err("another version");
    assert_eq!(
        refusal.to_string(),
        "ConcurrentModificationException: Cannot update firehose: d since the current version id: 1 and specified \
         version id: 2 do not match"
    );
    world.apply(&update(1)).expect("it is updated");
    put(&mut world, "b");
    at(&mut world, 300);
    let keys = keys(&world);
    assert!(keys[0].starts_with("legacy2026/11/21/14/d-1-2026-11-21-14-00-00-"), "{keys:?}");
    assert!(keys[1].starts_with("legacy2026/11/21/14/d-2-2026-11-21-14-01-40-"), "{keys:?}");
}

#[test]
fn records_are_joined_and_compressed_as_was_said() {
    // checklist P03, P04
    for (compression, delimiter) in Compression::ALL.into_iter().flat_map(|it| [(it, false), (it, true)]) {
        let mut world = World::new(Era::Today, 1);
        let mut destination = s3();
        destination.s3.compression = compression;
        if delimiter {
            destination.processors.push(Processor::AppendDelimiter);
        }
        create(&mut world, destination);
        for _ in 0..3 {
            put(&mut world, "abc");
        }
        at(&mut world, 100);
        let bytes = bytes(&world, "d-1-");
        let key = keys(&world).swap_remove(0);
        assert!(key.ends_with(compression.extension()), "{key}");
        let plain: &[u8] = if delimiter { b"abc\nabc\nabc" } else { b"abcabcabc" };
        match compression {
            Compression::Uncompressed => assert_eq!(bytes, plain),
            Compression::Gzip => {
                let mut read = Vec::new();
                std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut read)
                    .expect("gzip");
                assert_eq!(read, plain);
            }
            // Their frames are read back beside the code that writes them.
            Compression::Zip | Compression::Snappy | Compression::HadoopSnappy => assert_ne!(bytes, plain),
        }
    }
}

#[test]
fn one_record_with_several_in_it_becomes_as_many() {
    let mut world = World::new(Era::Today, 1);
    let mut destination = s3();
    destination.processors.push(Processor::DeAggregate(SubRecords::Json));
    destination.processors.push(Processor::AppendDelimiter);
    create(&mut world, destination);
    put(&mut world, "{\"a\":1}{\"a\":2}");
    put(&mut world, "{\"a\":3}");
    let end = at(&mut world, 100);
    assert_eq!(end.ledger.delivered, 3);
    assert_eq!(bytes(&world, "d-1-"), b"{\"a\":1}\n{\"a\":2}\n{\"a\":3}");
}

pub(super) fn gzip(text: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut out, text.as_bytes()).expect("a vector takes all");
    out.finish().expect("a vector takes all")
}

pub(super) fn put_bytes(world: &mut World, data: Vec<u8>) {
    let command = Command::Firehose(Firehose::PutRecord { delivery_stream: name("d"), data });
    world.apply(&command).expect("it is taken");
}

#[test]
fn the_answer_that_is_too_large_in_its_four_states() {
    // checklist W21, E13, E14: five records of 1 MB in gzip.
    let text = format!("{{\"id\": 1, \"payload\": \"{}\"}}", "a".repeat(1_000_000));
    assert_eq!(text.len(), 1_000_024);
    let data = gzip(&text);
    assert_eq!(data.len(), 1_031);
    for (function, era, records, delivered, failed, code) in [
        ("size-limit", Era::Y2020, 4, 4, 0, ""),
        ("size-limit", Era::Y2020, 5, 0, 5, "Lambda.FunctionError"),
        ("size-limit-skip", Era::Y2020, 5, 4, 1, "Lambda.MissingRecordId"),
        ("size-limit-drop", Era::Y2020, 5, 0, 5, "Invalid output structure"),
        ("size-limit-reingest", Era::Y2020, 5, 5, 0, ""),
        ("size-limit-reingest", Era::Today, 5, 5, 0, ""),
    ] {
        let mut world = World::new(era, 1);
        line(&mut world, &format!("function f blueprint {function}"));
        create(&mut world, with_function(s3()));
        for _ in 0..records {
            put_bytes(&mut world, data.clone());
        }
        let end = at(&mut world, 600);
        assert_eq!(
            (end.ledger.delivered, end.ledger.failed),
            (delivered, failed),
            "{function} {records} {era}"
        );
        if failed > 0 {
            let lines = object(&world, "processing-failed/");
            assert_eq!(lines.lines().count(), failed as usize);
            assert!(lines.contains(code), "{function}: {}", &lines[..300]);
        }
        if records == 5 && function == "size-limit" {
            let look = view::look::invocation(&world, &name("d"), 0).expect("an invocation");
            assert_eq!((look.response_bytes, look.attempts), (6_667_363, 4));
            assert!(look.log[0].ends_with("Http response code: 413."));
            assert!(look.log[1].contains("(6291556 bytes)"));
        }
        if records == 4 {
            let look = view::look::invocation(&world, &name("d"), 0).expect("an invocation");
            assert_eq!(look.response_bytes, 5_333_893);
        }
    }
}

#[test]
fn e21_a_function_that_may_not_put_loses_what_it_drops() {
    let data = gzip(&format!("{{\"id\": 1, \"payload\": \"{}\"}}", "a".repeat(1_000_000)));
    // The function puts by PutRecord: a right for another operation is none for it.
    for (denied, delivered) in [("", 5), ("firehose:PutRecordBatch", 5), ("firehose:PutRecord", 4)] {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, "function f blueprint size-limit-reingest");
        create(&mut world, with_function(s3()));
        if !denied.is_empty() {
            line(&mut world, &format!("deny f {denied}"));
        }
        for _ in 0..5 {
            put_bytes(&mut world, data.clone());
        }
        let end = at(&mut world, 600);
        assert_eq!(
            (end.ledger.delivered, end.ledger.dropped, end.ledger.failed),
            (delivered, 1, 0),
            "{denied}"
        );
        let role = end.roles.iter().find(|role| role.name.as_str() == "f").expect("its role");
        assert_eq!(role.denied, 5 - delivered);
    }
}

#[test]
fn a_new_interval_holds_for_what_is_filling() {
    for (first, second, written_at) in [(900, 60, 65), (60, 900, 905), (900, 300, 305)] {
        let mut world = World::new(Era::Today, 1);
        let mut destination = s3();
        destination.s3.buffering = Some(Buffering { mib: 5, seconds: first });
        create(&mut world, destination.clone());
        world.advance(Time::seconds(5), u64::MAX);
        put(&mut world, "a");
        world.advance(Time::seconds(10), u64::MAX);
        destination.s3.buffering = Some(Buffering { mib: 5, seconds: second });
        let update =
            UpdateDestination { delivery_stream: name("d"), version: 1, update: (&destination).into() };
        world
            .apply(&Command::Firehose(Firehose::UpdateDestination(Box::new(update))))
            .expect("it is updated");
        assert_eq!(at(&mut world, written_at - 1).deliveries[0].objects, 0, "{first} → {second}");
        assert_eq!(at(&mut world, written_at + 1).deliveries[0].objects, 1, "{first} → {second}");
    }
}

#[test]
fn direct_put_takes_two_thousand_requests_a_second() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    let command = Firehose::PutRecord { delivery_stream: name("d"), data: b"a".to_vec() };
    let command = Command::Firehose(command);
    for n in 1..=2_000 {
        world.apply(&command).unwrap_or_else(|refusal| panic!("request {n}: {refusal}"));
    }
    let refusal = world.apply(&command).expect_err("request 2,001");
    assert_eq!(refusal.to_string(), "ServiceUnavailableException: Slow down.");
    // A producer that sends one record a call meets the same quota.
    line(&mut world, "producer p to firehose d api put-record rate 3000/s size 100B payload filler");
    let end = at(&mut world, 11);
    let refused = end.deliveries[0].refused;
    assert!((9_000..=11_100).contains(&refused), "{refused}");
}

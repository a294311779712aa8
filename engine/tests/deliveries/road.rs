//! The road of a record: from its put to the byte where it lies, or to where it was lost.

use engine::stores::Origin;
use engine::view::{Link, Road};

use super::*;

fn road(world: &World, index: u64) -> Road {
    let road = view::road(world, &name("d"), Origin { shard: None, index }).expect("it was taken");
    let at: Vec<_> = road.stamps.iter().filter_map(|stamp| stamp.at).collect();
    assert!(at.is_sorted(), "{road:#?}");
    road
}

/// Each part is said, in this order.
fn says(road: &Road, parts: &[&str]) {
    let lines: Vec<String> = road
        .stamps
        .iter()
        .map(|it| format!("{} {}", it.at.map_or("now".into(), |at| at.to_string()), it.text))
        .collect();
    let mut rest = lines.iter();
    for part in parts {
        assert!(rest.any(|line| line.contains(part)), "{part} is missing in\n{}", lines.join("\n"));
    }
    assert_eq!(lines.len(), parts.len(), "{}", lines.join("\n"));
}

#[test]
fn a_record_in_an_object_knows_its_bytes() {
    for compression in [Compression::Uncompressed, Compression::Gzip] {
        let mut world = World::new(Era::Today, 1);
        let mut destination = s3();
        destination.s3.compression = compression;
        create(&mut world, destination);
        put(&mut world, "first|");
        world.advance(Time::seconds(10), u64::MAX);
        let command = "aws firehose put-record --delivery-stream-name d --record Data=c2Vjb25k";
        let Reply::FirehosePut { record_id, .. } = line(&mut world, command) else { panic!() };
        says(&road(&world, 1), &["00:00:10.000 Put to d", "now It waits in the buffer of data."]);
        at(&mut world, 100);
        let packed = if compression == Compression::Gzip { "before compression." } else { "-" };
        let it = road(&world, 1);
        let id = format!("RecordId {record_id}.");
        says(&it, &[&id, "flushed by interval with 2 records, 12 B", "It is bytes 6 to 11 of s3://lake/"]);
        assert!(it.stamps[2].text.contains(packed), "{it:#?}");
        assert_eq!(it, view::road_of(&world, &name("d"), &record_id).expect("by its id"));
        let Some(Link::Object { bucket, key }) = &it.stamps[2].link else { panic!("{it:#?}") };
        // Any byte of it leads to it, and the bytes are those.
        for byte in 6..12 {
            assert_eq!(view::road_at(&world, bucket, key, byte).expect("it lies there"), it, "{byte}");
        }
        assert_ne!(view::road_at(&world, bucket, key, 5).expect("the first"), it);
        let plain = world.buckets().object(bucket, key).expect("an object").content.0.plain();
        assert_eq!(&plain[6..12], b"second");
        let look = view::look::object(&world, bucket, key).expect("it opens");
        assert_eq!(look.text, "first|second");
        let lines: Vec<_> =
            look.lines.iter().map(|line| (line.text.as_str(), line.records.as_slice())).collect();
        assert_eq!(lines, [("first|second", [0, 6].as_slice())]);
        assert_eq!(view::road(&world, &name("d"), Origin { shard: None, index: 2 }), None, "never put");
    }
}

#[test]
fn a_delimiter_is_counted() {
    let mut world = World::new(Era::Today, 1);
    let mut destination = s3();
    destination.s3.partitioned = false;
    destination.processors.push(Processor::AppendDelimiter);
    create(&mut world, destination);
    put(&mut world, "one");
    put(&mut world, "two");
    at(&mut world, 100);
    says(&road(&world, 1), &["Put to d", "flushed", "bytes 4 to 6 of"]);
}

#[test]
fn a_transformed_record_has_its_verdict_and_a_dropped_one_ends_there() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint access-log-to-json");
    let mut destination = with_function(s3());
    let mut backup = destination.s3.clone();
    backup.bucket = name("backup");
    backup.buffering = Some(HINTS);
    destination.backup = Some(Box::new(backup));
    create(&mut world, destination);
    put(&mut world, "no access log");
    line(&mut world, "producer p to firehose d rate 10/s size 200B payload access-log healthchecks 50%");
    world.advance(Time::seconds(5), u64::MAX);
    line(&mut world, "stop p");
    at(&mut world, 300);
    let failed = road(&world, 0);
    says(
        &failed,
        &[
            "Put to d",
            "f was invoked (0) with it and 49 others",
            "Its verdict: ProcessingFailed: the text is no access log line.",
            "As it came, it is bytes 0 to 12 of s3://backup/",
            "flushed by interval with 1 record, ",
            "Lambda.ProcessingFailedStatus: ProcessingFailed status set for record (attemptsMade 1).",
        ],
    );
    let ends = |end: &str| {
        (1..40).map(|n| road(&world, n)).find(|it| it.stamps.iter().any(|stamp| stamp.text.contains(end)))
    };
    let dropped = ends("Its verdict: Dropped").expect("half of them are health checks");
    let last = dropped.stamps.iter().rfind(|stamp| !stamp.text.contains("s3://backup/"));
    assert!(last.expect("a stamp").text.contains("nothing is lost"), "{dropped:#?}");
    let ok = ends("Its verdict: Ok").expect("half of them are not");
    assert!(ok.stamps.last().expect("a stamp").text.contains("It is bytes"), "{ok:#?}");
}

#[test]
fn attempts_are_on_it_and_a_manifest_and_the_load_by_hand() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, redshift(Some(300)));
    line(&mut world, "fault cluster dwh maintenance");
    put(&mut world, "{\"a\":1}");
    at(&mut world, 1_000);
    let copied = [
        "Put to d",
        "flushed by interval",
        "It is bytes 0 to 6",
        "Attempt 1 to deliver it to cluster dwh failed: Redshift.ConnectionFailed",
        "Attempt 2 to deliver it to cluster dwh failed",
        "COPY was given up: a manifest names its object",
    ];
    says(&road(&world, 0), &copied);
    line(&mut world, "heal cluster dwh");
    let fix = engine::why::delivery_failed(&world, &name("d")).expect("a reason").fixes.pop().expect("a fix");
    world.apply(&fix.commands[0]).expect("it loads");
    let mut all = copied.to_vec();
    all.push("Brought in by hand");
    says(&road(&world, 0), &all);
    // Two objects side by side, of which the second waits for the COPY of the first.
    let mut world = World::new(Era::Today, 1);
    create(&mut world, redshift(Some(600)));
    line(&mut world, "fault cluster dwh maintenance for 400s");
    put(&mut world, "{\"a\":1}");
    at(&mut world, 70);
    put(&mut world, "{\"a\":2}");
    at(&mut world, 1_000);
    says(
        &road(&world, 1),
        &["Put to d", "flushed", "It is bytes", "COPY loaded it into table clicks of cluster dwh: row 1"],
    );
    says(
        &road(&world, 0),
        &["Put to d", "flushed", "It is bytes", "Attempt 1", "Attempt 2", "COPY loaded it"],
    );
}

#[test]
fn a_lost_record_says_when_and_after_what() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    line(&mut world, "fault bucket lake unreachable for 2d");
    put(&mut world, "a");
    at(&mut world, 90);
    let waiting = road(&world, 0);
    let last = waiting.stamps.last().expect("a stamp");
    assert!(
        last.text.contains("on its way to bucket lake: 3 attempts failed; tried again at"),
        "{waiting:#?}"
    );
    at(&mut world, DAY + 400);
    let lost = road(&world, 0);
    assert_eq!(lost.stamps.last().expect("a stamp").text, "Given up: no bucket took it, so it is lost.");
    assert!(lost.stamps.len() > 200, "every attempt: {}", lost.stamps.len());
}

#[test]
fn through_a_stream_it_arrives_in_a_shard_and_is_fetched() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    world.advance(Time::seconds(10), u64::MAX);
    let mut destination = search(None);
    destination.s3.buffering = Some(HINTS);
    let ask = CreateDeliveryStream::new(name("d"), Some(name("s")), destination);
    world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
    world.advance(Time::millis(20_500), u64::MAX);
    line(&mut world, "aws kinesis put-record --stream-name s --partition-key k --data eyJhIjoxfQ==");
    world.advance(Time::millis(25_500), u64::MAX);
    line(&mut world, "aws kinesis put-record --stream-name s --partition-key k --data eyJhIjoyfQ==");
    at(&mut world, 200);
    let shard = Some(engine::names::ShardId(0));
    for (index, put, fetched) in
        [(0, "00:00:20.500 Arrived", "00:00:21"), (1, "00:00:25.500 Arrived", "00:00:26")]
    {
        let it = view::road(&world, &name("d"), Origin { shard, index }).expect("it was taken");
        let document = format!("Indexed in clicks-2026-11-21 of domain logs: document {}", index + 1);
        says(&it, &[put, fetched, "flushed by interval with 2 records", &document]);
    }
}

#[test]
fn a_record_that_a_domain_refused_has_its_own_flush_and_attempts() {
    let mut world = World::new(Era::Today, 1);
    let mut destination = search(Some(300));
    // Failures wait for five minutes: those of two requests lie in one object.
    destination.s3.buffering = Some(Buffering { mib: 1, seconds: 300 });
    create(&mut world, destination);
    line(&mut world, "fault domain logs unreachable");
    put(&mut world, "{\"a\":1}");
    world.advance(Time::seconds(62), u64::MAX);
    put(&mut world, "{\"a\":2}");
    at(&mut world, 800);
    for (index, put, flushed, first, last) in [
        (0, "00:00:00.000", "00:01:00.000", "00:01:00.100", "00:06:00.100"),
        (1, "00:01:02.000", "00:02:02.000", "00:02:02.100", "00:07:02.100"),
    ] {
        let attempt = |at: &str, n: u32| {
            format!("{at} Attempt {n} to deliver it to domain logs failed: OS.ServiceException")
        };
        says(
            &road(&world, index),
            &[
                &format!("{put} Put to d"),
                &format!("{flushed} Its buffer was flushed by interval with 1 record, 7 B"),
                &attempt(first, 1),
                &attempt(last, 2),
                "00:11:00.100 The buffer of what failed was flushed by interval with 2 records",
                "Failed, it is bytes",
            ],
        );
    }
}

#[test]
fn a_document_that_is_refused_alone_has_both_flushes() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, search(None));
    put(&mut world, "no document");
    put(&mut world, "{\"a\":1}");
    at(&mut world, 300);
    says(
        &road(&world, 0),
        &[
            "Put to d",
            "Its buffer was flushed by interval with 2 records",
            "The buffer of what failed was flushed by interval with 1 record",
            "mapper_parsing_exception",
        ],
    );
}

#[test]
fn what_an_endpoint_found_too_large_is_not_lost_where_there_is_a_copy() {
    for backed_up in [false, true] {
        let mut world = World::new(Era::Today, 1);
        let to = DeliverTo::Http {
            endpoint: name("api"),
            name: None,
            headers: HttpHeaders::default(),
            url: "https://api/x".to_owned(),
            buffering: Some(HINTS),
            retry: None,
        };
        let mut destination = Destination { to, ..s3() };
        destination.s3.buffering = Some(HINTS);
        destination.backup = backed_up.then(|| Box::new(destination.s3.clone()));
        create(&mut world, destination);
        line(&mut world, "fault endpoint api too-large");
        put(&mut world, "event");
        at(&mut world, 200);
        let road = road(&world, 0);
        let last = &road.stamps.iter().rfind(|stamp| stamp.text.contains("Given up")).expect("it was").text;
        let why = engine::why::delivery_failed(&world, &name("d")).expect("a reason").sentences.join("\n");
        if backed_up {
            let key = &view::view(&world).buckets[0].object[0].key;
            let copy = format!("the copy lies in `s3://lake/{key}`.");
            assert!(last.contains("too large for the endpoint") && last.ends_with(&copy), "{last}");
            assert!(why.contains(&copy) && !why.contains("are lost"), "{why}");
        } else {
            assert!(last.ends_with("so it is lost.") && !last.contains("took it"), "{last}");
            assert!(why.contains("they are lost"), "{why}");
        }
    }
}

#[test]
fn what_a_bucket_never_took_is_not_lost_where_another_has_a_copy() {
    let mut world = World::new(Era::Today, 1);
    let mut destination = s3();
    let mut backup = destination.s3.clone();
    (backup.bucket, backup.buffering) = (name("raw"), Some(HINTS));
    destination.backup = Some(Box::new(backup));
    create(&mut world, destination);
    line(&mut world, "fault bucket lake refusing for 2d");
    put(&mut world, "a");
    at(&mut world, DAY + 400);
    let why = engine::why::delivery_failed(&world, &name("d")).expect("a reason").sentences.join("\n");
    assert!(why.contains("not lost: the copy lies in `s3://raw/2026/"), "{why}");
    let road = road(&world, 0);
    let given_up =
        road.stamps.iter().find(|stamp| stamp.text.contains("Given up: no bucket took it. It is not lost"));
    assert!(given_up.is_some_and(|stamp| stamp.link.is_some()), "{road:#?}");
}

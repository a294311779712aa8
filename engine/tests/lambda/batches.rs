//! How many records come in one invocation.

use super::*;

/// 1,000 records lie in one shard when the function comes.
fn thousand(settings: &str) -> World {
    let mut world = start(&stream(1, 100));
    let view = at(&mut world, 12);
    assert_eq!(view.streams[0].taken, 1_000);
    line(&mut world, "stop p");
    line(&mut world, &format!("consumer fn reads s lambda {settings}"));
    world
}

#[test]
fn s11_a_thousand_records_are_ten_batches_of_a_hundred_or_one_of_ten_thousand() {
    for (size, invocations) in
        [("", 10), ("batch-size 100", 10), ("batch-size 10000", 1), ("batch-size 999", 2)]
    {
        let mut world = thousand(size);
        let view = at(&mut world, 20);
        assert_eq!(mapping(&view).invocations, invocations, "{size}");
        assert_eq!((reader(&view, "fn").read, reader(&view, "fn").lag), (1_000, 0));
        assert_eq!(mapping(&view).doubled, 0);
        assert_all_there(&view);
    }
}

#[test]
fn small_batches_make_many_invocations() {
    // Draft 1: 400 records/s, polled once a second.
    for (size, least, most) in [(100, 380, 420), (1_000, 95, 105)] {
        let text = format!("{}consumer fn reads s lambda batch-size {size}\n", stream(1, 400));
        let mut world = start(&text);
        at(&mut world, 20);
        let before = mapping(&view::view(&world)).invocations;
        let view = at(&mut world, 120);
        let invocations = mapping(&view).invocations - before;
        assert!((least..=most).contains(&invocations), "{size}: {invocations}");
        assert!(mapping(&view).iterator_age_ms.is_some_and(|age| age < 2_000), "{:?}", mapping(&view));
        let calls = reader(&view, "fn").calls_per_s;
        assert_eq!(calls, 1);
    }
}

#[test]
fn a_window_fills_the_batch() {
    // Draft 5: 5 records/s.
    let run = |settings: &str| {
        let mut world = start(&format!("{}consumer fn reads s lambda {settings}\n", stream(1, 5)));
        at(&mut world, 200);
        let before = view::view(&world);
        let after = at(&mut world, 400);
        let invocations = mapping(&after).invocations - mapping(&before).invocations;
        let sizes: Vec<u64> = mapping(&after).recent.iter().map(|it| it.records).collect();
        (invocations, sizes)
    };
    let (invocations, sizes) = run("batching-window 20s");
    assert!((9..=11).contains(&invocations), "{invocations}");
    assert!(sizes.iter().all(|records| (95..=100).contains(records)), "{sizes:?}");
    let (invocations, sizes) = run("");
    assert!((195..=205).contains(&invocations), "{invocations}");
    assert!(sizes.iter().all(|records| (4..=6).contains(records)), "{sizes:?}");
    // A full batch does not wait for the end of the window.
    let (invocations, sizes) = run("batching-window 300s batch-size 10");
    assert!((95..=105).contains(&invocations), "{invocations}");
    assert!(sizes.iter().all(|records| *records == 10), "{sizes:?}");
}

#[test]
fn an_event_has_at_most_six_mb() {
    // 10,000 records of 1,000 bytes are more than an event takes.
    let text = "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n\
                producer p to s rate 900/s size 1000B keys uniform 9\nat 20s stop p\n\
                at 21s consumer fn reads s lambda batch-size 10000 work 0ms\n";
    let mut world = start(text);
    let view = at(&mut world, 60);
    let recent = &mapping(&view).recent;
    assert!(mapping(&view).invocations >= 4, "{recent:?}");
    for it in recent {
        let event = view::lambda_event(&world, &name("fn"), it.invocation, u64::MAX).expect("an event");
        assert_eq!(event.json.len() as u64, event.event_bytes);
        assert!(event.event_bytes <= 6_291_556, "{}", event.event_bytes);
    }
    // The first is as full as it may be: one record more would be too much.
    let first = view::lambda_event(&world, &name("fn"), 1, u64::MAX).expect("the first event");
    let each = first.event_bytes / first.records + 1;
    assert!(first.event_bytes + each > 6_291_556, "{} with {} records", first.event_bytes, first.records);
    assert_eq!(reader(&view, "fn").lag, 0);
    assert_all_there(&view);
}

#[test]
fn a_record_that_is_too_large_for_an_event_goes_alone_and_is_given_up() {
    let text = "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n\
                at 2s aws kinesis update-max-record-size --stream-arn \
                arn:aws:kinesis:us-east-1:123456789012:stream/s --max-record-size-in-ki-b 10240\n\
                at 40s producer p to s rate 1/s size 5000000B keys \"k\"\nat 41500ms stop p\n\
                at 42s producer small to s rate 9/s size 10B keys \"k\"\n\
                at 50s consumer fn reads s lambda retry-attempts 0 on-failure dead\n";
    let mut world = start(text);
    let view = at(&mut world, 120);
    let it = mapping(&view);
    assert_eq!((it.discarded, it.errors), (1, 1), "{it:?}");
    assert_eq!(it.queue.as_ref().expect("a queue").message[0].records, 1);
    assert!(reader(&view, "fn").read > 500);
    assert_all_there(&view);
}

#[test]
fn the_event_is_as_aws_writes_it() {
    let text = "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n\
                consumer fn reads s lambda\n\
                at 3s aws kinesis put-record --stream-name s --partition-key k1 --data aGVsbG8=\n";
    let mut world = start(text);
    at(&mut world, 6);
    let event = view::lambda_event(&world, &name("fn"), 1, u64::MAX).expect("an event");
    let json: serde_json::Value = serde_json::from_str(&event.json).expect("JSON");
    let record = &json["Records"][0];
    let number = record["kinesis"]["sequenceNumber"].as_str().expect("a number");
    assert_eq!(number.len(), 56);
    assert_eq!(
        record,
        &serde_json::json!({
            "kinesis": {
                "kinesisSchemaVersion": "1.0", "partitionKey": "k1", "sequenceNumber": number, "data": "aGVsbG8=",
                "approximateArrivalTimestamp": 1_795_269_603.0,
            },
            "eventSource": "aws:kinesis", "eventVersion": "1.0",
            "eventID": format!("shardId-000000000000:{number}"), "eventName": "aws:kinesis:record",
            "invokeIdentityArn": "arn:aws:iam::123456789012:role/fn-role", "awsRegion": "us-east-1",
            "eventSourceARN": "arn:aws:kinesis:us-east-1:123456789012:stream/s",
        })
    );
}

//! Buckets, domains, collectors and endpoints that fail for a time.

use super::*;

#[test]
fn an_unreachable_bucket_is_retried_for_a_day_and_then_records_are_lost() {
    // checklist W19: down 23 h 59 min: delivered; 24 h 01 min: lost.
    for (down, delivered, lost) in [(DAY - 60, 1, 0), (DAY, 1, 0), (DAY + 60, 0, 1)] {
        let mut world = World::new(Era::Today, 1);
        create(&mut world, s3());
        put(&mut world, "a");
        // The buffer's interval ends at 60 s; the first PUT fails 0.1 s later.
        world.advance(Time::millis(60_099), u64::MAX);
        line(&mut world, &format!("fault bucket lake unreachable for {down}s"));
        let early = at(&mut world, 120);
        assert_eq!(early.deliveries[0].retries[0].attempts, 4, "after 0, 5, 15 and 35 s");
        let end = at(&mut world, DAY + 200);
        assert_eq!((end.deliveries[0].delivered, end.deliveries[0].lost), (delivered, lost), "down {down} s");
        assert_eq!((end.ledger.delivered, end.ledger.firehose_lost), (delivered, lost));
        assert_eq!(end.deliveries[0].retries.len(), 0);
    }
}

#[test]
fn with_a_stream_as_source_the_stream_keeps_what_the_bucket_cannot_take() {
    // checklist W19: a stream that keeps its records for 7 days.
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    world.advance(Time::seconds(10), u64::MAX);
    line(
        &mut world,
        "aws kinesis increase-stream-retention-period --stream-name s --retention-period-hours 168",
    );
    let destination = s3();
    let ask = CreateDeliveryStream::new(name("d"), Some(name("s")), destination);
    world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
    world.advance(Time::seconds(20), u64::MAX);
    line(&mut world, "fault bucket lake unreachable for 6d");
    line(&mut world, "aws kinesis put-record --stream-name s --partition-key k --data YQ==");
    let end = at(&mut world, 6 * DAY + 400);
    assert_eq!((end.deliveries[0].delivered, end.deliveries[0].lost), (1, 0));
}

#[test]
fn with_a_stream_as_source_records_are_lost_when_its_retention_ends() {
    // checklist W19: 24 h from the record's arrival, where Direct PUT counts from the first failed attempt.
    for (down, delivered, lost) in [(DAY - 60, 1, 0), (DAY, 1, 0), (DAY + 60, 0, 1)] {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
        let ask = CreateDeliveryStream::new(name("d"), Some(name("s")), {
            let mut destination = s3();
            destination.s3.buffering = Some(HINTS);
            destination
        });
        world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
        world.advance(Time::seconds(20), u64::MAX);
        line(&mut world, "aws kinesis put-record --stream-name s --partition-key k --data YQ==");
        // From the record's arrival on.
        line(&mut world, &format!("fault bucket lake unreachable for {down}s"));
        assert_eq!(at(&mut world, DAY + 19).deliveries[0].lost, 0, "down {down} s");
        let end = at(&mut world, DAY + 400);
        assert_eq!((end.deliveries[0].delivered, end.deliveries[0].lost), (delivered, lost), "down {down} s");
    }
}

#[test]
fn a_buffer_grows_while_delivery_falls_behind_and_shrinks_again() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    line(&mut world, "fault bucket lake refusing for 10m");
    line(&mut world, "producer p to firehose d rate 64/s size 1KiB payload filler");
    let behind = at(&mut world, 300);
    assert!(behind.deliveries[0].buffer.size_limit > 1_048_576);
    assert!(behind.deliveries[0].retries.iter().all(|retry| retry.place.kind() == "bucket"));
    let well = at(&mut world, 1_300);
    assert_eq!(well.deliveries[0].buffer.size_limit, 1_048_576);
    assert_eq!(well.ledger.firehose_lost, 0);
}

#[test]
fn documents_that_cannot_be_indexed_lie_in_the_bucket() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, search(None));
    put(&mut world, "{\"a\":1}");
    put(&mut world, "no document");
    let end = at(&mut world, 200);
    assert_eq!((end.ledger.delivered, end.ledger.failed), (1, 1));
    assert_eq!(end.stores[0].parts[0].name, "clicks-2026-11-21");
    assert_eq!(end.stores[0].records, 1);
    assert!(object(&world, "AmazonOpenSearchService_failed/").contains("mapper_parsing_exception"));
}

#[test]
fn orders_need_no_function_to_become_documents() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, search(None));
    line(&mut world, "producer p to firehose d rate 50/s size 200B payload orders broken 2% newline");
    line(&mut world, "producer q to firehose d rate 10/s payload template '{\"id\":{n},\"by\":\"{a|b}\"}'");
    let end = at(&mut world, 121).ledger;
    assert!(end.delivered > 5_500 && (60..160).contains(&end.failed), "{end:?}");
    let sent = line_error(&mut world, "set p size 60B");
    assert!(sent.contains("too small for this payload: its longest takes 120 bytes"), "{sent}");
}

#[test]
fn a_domain_is_retried_every_five_minutes_for_as_long_as_was_said() {
    // checklist W20: at 7,200 s 24 retries; 0 means none.
    for (retry, attempts) in [(0, 1), (299, 1), (300, 2), (7_200, 25)] {
        let mut world = World::new(Era::Y2020, 1);
        create(&mut world, search(Some(retry)));
        line(&mut world, "fault domain logs unreachable");
        put(&mut world, "{\"a\":1}");
        let end = at(&mut world, 8_000);
        assert_eq!((end.ledger.delivered, end.ledger.failed), (0, 1), "{retry} s");
        let text = object(&world, "elasticsearch_failed/");
        assert!(text.contains(&format!("\"attemptsMade\":{attempts}")), "{retry} s: {text}");
    }
}

#[test]
fn splunk_that_acknowledges_nothing_costs_its_timeout_at_each_attempt() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, splunk(None, Some(Span::seconds(300))));
    line(&mut world, "fault collector hec silent");
    put(&mut world, "event");
    // Flushed at 60 s, unacknowledged at 240 s, again at 540 s, unacknowledged at 720 s.
    assert_eq!(at(&mut world, 241).deliveries[0].retries[0].attempts, 1);
    let end = at(&mut world, 1_000);
    assert_eq!(end.ledger.failed, 1);
    assert!(object(&world, "splunk-failed/").contains("Splunk.AckTimeout"));
}

#[test]
fn what_an_endpoint_finds_too_large_is_lost_at_once() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, http(None));
    line(&mut world, "fault endpoint api too-large for 2m");
    put(&mut world, "event");
    let end = at(&mut world, 100);
    assert_eq!((end.ledger.firehose_lost, end.ledger.failed), (1, 0));
    world.advance(Time::seconds(130), u64::MAX);
    put(&mut world, "event");
    assert_eq!(at(&mut world, 300).ledger.delivered, 1);
}

#[test]
fn a_place_knows_its_troubles_and_who_is_not_there_cannot_fail() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    let mut refused = |line: &str| {
        let command = story::command(line).expect("it reads");
        world.apply(&command).expect_err(line).message
    };
    assert!(refused("fault bucket lake silent").contains("unreachable, refusing"));
    assert!(refused("fault bucket pond unreachable").contains("there is no bucket pond"));
    assert!(refused("heal bucket lake").contains("nothing is wrong"));
}

#[test]
fn each_failure_has_its_line_in_the_error_log() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, with_function(s3()));
    line(&mut world, "fault function f throttling for 62s");
    line(&mut world, "fault bucket lake unreachable for 3m");
    put(&mut world, "a");
    let log = at(&mut world, 400).deliveries[0].errors.clone();
    let said: Vec<_> =
        log.iter().map(|(_, line)| serde_json::from_str::<serde_json::Value>(line).unwrap()).collect();
    let codes: Vec<_> = said.iter().map(|line| line["errorCode"].as_str().unwrap()).collect();
    assert_eq!(codes[..2], ["Lambda.InvokeLimitExceeded"; 2], "two attempts, a second between them");
    assert!(codes.len() > 4 && codes[2..].iter().all(|code| code.starts_with("S3.")), "{codes:?}");
    assert_eq!(said[0]["processor"], "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST");
    assert_eq!(said[2]["processor"], serde_json::Value::Null);
    assert!(
        log[2].1.starts_with(
            "{\"deliveryStreamARN\":\"arn:aws:firehose:us-east-1:123456789012:deliverystream/d\",\
             \"destination\":\"arn:aws:s3:::lake\",\"deliveryStreamVersionId\":1,\"message\":\""
        ),
        "{}",
        log[2].1
    );
}

#[test]
fn records_that_fail_alike_have_one_line() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, search(Some(0)));
    for _ in 0..3 {
        put(&mut world, "no document");
    }
    let log = at(&mut world, 200).deliveries[0].errors.clone();
    assert_eq!(log.len(), 1, "{log:?}");
    assert!(log[0].1.contains("\"destination\":\"arn:aws:es:us-east-1:123456789012:domain/logs\""));
}

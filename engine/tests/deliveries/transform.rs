//! Invocations that fail as a whole, and source backup.

use super::*;

#[test]
fn a_function_that_cannot_be_invoked_is_tried_four_times() {
    // checklist W18: three retries, attemptsMade 4.
    for (trouble, code) in
        [("throttling", "Lambda.InvokeLimitExceeded"), ("refusing", "Lambda.InvokeAccessDenied")]
    {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, "function f blueprint pass-through");
        create(&mut world, with_function(s3()));
        line(&mut world, &format!("fault function f {trouble}"));
        put(&mut world, "hello");
        let end = at(&mut world, 300);
        assert_eq!((end.ledger.delivered, end.ledger.failed), (0, 1));
        let text = object(&world, "processing-failed/");
        assert!(text.contains(code) && text.contains("\"attemptsMade\":4"), "{text}");
        assert!(text.contains("\"rawData\":\"aGVsbG8=\""), "{text}");
    }
}

#[test]
fn a_function_that_is_well_again_in_time_loses_nothing() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, with_function(s3()));
    put(&mut world, "hello");
    world.advance(Time::seconds(59), u64::MAX);
    line(&mut world, "fault function f throttling for 3s");
    let end = at(&mut world, 300);
    assert_eq!((end.ledger.delivered, end.ledger.failed), (1, 0));
}

#[test]
fn a_function_that_does_not_answer_takes_five_minutes_each_time() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, with_function(s3()));
    line(&mut world, "fault function f silent");
    put(&mut world, "hello");
    // Invoked at 60 s; each attempt takes 300 s.
    assert_eq!(at(&mut world, 1_250).deliveries[0].failed, 0);
    let end = at(&mut world, 1_400);
    assert_eq!(end.ledger.failed, 1);
    assert!(object(&world, "processing-failed/").contains("Lambda.FunctionTimedOut"));
}

#[test]
fn a_backup_has_every_record_as_it_came() {
    // checklist F05: count in = count out, untransformed.
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint access-log-to-json");
    let mut destination = with_function(s3());
    let mut backup = destination.s3.clone();
    backup.bucket = name("backup");
    destination.backup = Some(Box::new(backup));
    create(&mut world, destination);
    line(&mut world, "producer p to firehose d rate 100/s payload access-log healthchecks 10% broken 5%");
    world.advance(Time::seconds(30), u64::MAX);
    line(&mut world, "stop p");
    let end = at(&mut world, 400);
    let ledger = &end.ledger;
    assert!(ledger.dropped > 0 && ledger.failed > 0 && ledger.waiting == 0);
    let backup = end.buckets.iter().find(|bucket| bucket.name == name("backup")).expect("a bucket");
    let records: u64 = backup.object.iter().map(|object| object.records).sum();
    assert_eq!(records, ledger.firehose_put);
}

#[test]
fn a_delivery_stream_that_is_deleted_throws_away_what_it_holds() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    put(&mut world, "a");
    let delete = Firehose::DeleteDeliveryStream { delivery_stream: name("d") };
    world.apply(&Command::Firehose(delete)).expect("it goes");
    let end = at(&mut world, 400);
    assert_eq!((end.ledger.firehose_lost, end.ledger.delivered), (1, 0));
    assert!(end.deliveries.is_empty());
}

#[test]
fn many_small_records_never_make_a_request_that_lambda_would_not_take() {
    // 3 MiB of records of 100 B are 7 MB of JSON.
    let mut world = World::new(Era::Y2020, 1);
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, with_function(s3()));
    line(&mut world, "producer p to firehose d rate 4000/s size 100B payload filler");
    world.advance(Time::seconds(20), u64::MAX);
    line(&mut world, "stop p");
    let end = at(&mut world, 300);
    assert_eq!((end.ledger.failed, end.ledger.delivered), (0, end.ledger.firehose_put));
    let largest = (0..end.deliveries[0].invocations)
        .map(|n| view::look::invocation(&world, &name("d"), n).expect("an invocation").request_bytes)
        .max();
    assert!((6_200_000..=6_291_556).contains(&largest.expect("some")), "{largest:?}");
}

#[test]
fn before_its_last_attempt_an_invocation_has_no_verdict() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, with_function(s3()));
    line(&mut world, "fault function f throttling");
    put(&mut world, "hello");
    let row = |world: &World| view::look::invocation_rows(world, &name("d"), 0, 0, 1, None).remove(0);
    for (millis, reason) in [(60_001, "the function works on it"), (60_100, "it is tried again")] {
        world.advance(Time::millis(millis), u64::MAX);
        let row = row(&world);
        assert_eq!((row.verdict, row.reason, row.output), (view::look::WAITS, Some(reason), None));
        assert_eq!(row.lands_in, "nothing yet");
    }
    at(&mut world, 300);
    assert_eq!(row(&world).verdict, "ProcessingFailed");
}

#[test]
fn a_role_that_firehose_may_not_take_on_reaches_neither_function_nor_bucket_nor_stream() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, with_function(s3()));
    line(&mut world, "deny firehose d sts:AssumeRole");
    put(&mut world, "a");
    at(&mut world, 70);
    let why = engine::why::delivery_failed(&world, &name("d")).expect("a reason");
    let text = why.sentences.join("\n");
    assert!(text.contains("Lambda.AssumeRoleAccessDenied") && text.contains("tried 4 times"), "{text}");
    // The bucket does not answer it either, and the fix is the right one for both.
    let view = at(&mut world, 200);
    assert_eq!(view.deliveries[0].retries[0].error, "S3.AccessDenied");
    let why = engine::why::delivery_failed(&world, &name("d")).expect("a reason");
    let allow = why.fixes.iter().flat_map(|fix| &fix.commands).map(ToString::to_string);
    assert!(allow.clone().any(|line| line.starts_with("allow firehose d sts:AssumeRole")), "{why:?}");
    line(&mut world, "allow firehose d sts:AssumeRole");
    put(&mut world, "b");
    let end = at(&mut world, 1_000);
    assert_eq!((end.ledger.delivered, end.ledger.failed), (1, 1));
    let text = object(&world, "processing-failed/");
    assert!(
        text.contains("\"attemptsMade\":4")
            && text.contains("allows Kinesis Data Firehose to assume the role")
    );
    // A right that is missing is named before the role is.
    line(&mut world, "deny firehose d *");
    put(&mut world, "c");
    at(&mut world, 1_065);
    let text = engine::why::delivery_failed(&world, &name("d")).expect("a reason").sentences.join("\n");
    assert!(text.contains("Lambda.InvokeAccessDenied"), "{text}");

    let mut world = World::new(Era::Today, 1);
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    let ask = CreateDeliveryStream::new(name("d"), Some(name("s")), s3());
    world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
    line(&mut world, "producer p to s rate 10/s size 100B");
    assert!(at(&mut world, 30).deliveries[0].taken > 200);
    line(&mut world, "deny firehose d sts:AssumeRole");
    let before = at(&mut world, 32).deliveries[0].taken;
    assert_eq!(at(&mut world, 60).deliveries[0].taken, before, "nothing is read");
    line(&mut world, "allow firehose d sts:AssumeRole");
    assert!(at(&mut world, 90).deliveries[0].taken > before + 300, "the records waited in the stream");
}

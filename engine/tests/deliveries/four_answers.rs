//! Records that did not arrive, by each cause that there is. Of each the lab says which folder has it, why, after how
//! many attempts, and what would have saved it; and the error log has its line.
//!
//! Absent: what needs jq or columns (engine/tools/tests/stories/why.rs), and a function that is not there, which no
//! delivery stream names.

mod cases;

use engine::why::{self, Why};
use serde_json::Value;

use super::*;
use cases::{CASES, Case, PASS, with_f};

fn explained(case: &Case) -> (World, Why) {
    let mut world = World::new(Era::Today, 1);
    let early = |text: &str| text.starts_with("function") || text.starts_with("set");
    let (first, then): (Vec<&str>, Vec<&str>) = case.lines.iter().partition(|text| early(text));
    first.into_iter().for_each(|text| drop(line(&mut world, text)));
    create(&mut world, (case.destination)());
    then.into_iter().for_each(|text| drop(line(&mut world, text)));
    (case.put)(&mut world);
    let end = at(&mut world, case.wait);
    assert_eq!(end.ledger.failed + end.ledger.firehose_lost, case.records, "{}: {:?}", case.what, end.ledger);
    // As the page asks: of the object that has it, or of the delivery stream where there is none.
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let why = match bucket.objects().find(|it| it.folder.failed() || it.folder == Folder::Manifest) {
        Some(object) => why::object_failed(&world, &name("lake"), &object.key),
        None => why::delivery_failed(&world, &name("d")),
    };
    let why = why.unwrap_or_else(|| panic!("{}: nothing is said", case.what));
    (world, why)
}

#[test]
fn each_record_that_did_not_arrive_has_its_four_answers() {
    for case in &CASES {
        let (_, why) = explained(case);
        let text = why.sentences.join("\n");
        for part in [case.folder, case.why, case.attempts, case.saved] {
            assert!(!part.is_empty() && text.contains(part), "{}: {part} is missing in\n{text}", case.what);
        }
    }
}

/// What stands for a destination in its error log.
fn logged(to: &DeliverTo) -> &'static str {
    match to {
        DeliverTo::S3 => "arn:aws:s3:::lake",
        DeliverTo::Redshift { .. } => "jdbc:redshift://dwh.x.us-east-1.redshift.amazonaws.com:5439/dev",
        DeliverTo::OpenSearch { .. } => "arn:aws:es:us-east-1:123456789012:domain/logs",
        DeliverTo::Splunk { .. } => "https://hec.example.com:8088",
        DeliverTo::Http { .. } => "https://api/x",
    }
}

#[test]
fn each_of_them_has_its_line_in_the_error_log() {
    for case in &CASES {
        let (world, _) = explained(case);
        let log = view::view(&world).deliveries[0].errors.clone();
        let (_, last) = log.last().unwrap_or_else(|| panic!("{}: the log is empty", case.what));
        let last: Value = serde_json::from_str(last).expect("JSON");
        let processor = case.log.1.then_some("arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST");
        assert_eq!(last["errorCode"], case.log.0, "{}: {last}", case.what);
        assert_eq!(last["destination"], logged(&(case.destination)().to), "{}", case.what);
        assert_eq!(last["processor"].as_str(), processor, "{}: {last}", case.what);
    }
}

#[test]
fn an_object_with_failures_of_two_kinds_tells_of_both() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, PASS);
    let mut destination = with_f();
    destination.s3.buffering = Some(Buffering { mib: 1, seconds: 300 });
    create(&mut world, destination);
    line(&mut world, "fault function f throttling for 75s");
    put(&mut world, "a");
    world.advance(Time::seconds(80), u64::MAX);
    line(&mut world, "set f answers id-missing");
    put(&mut world, "b");
    put(&mut world, "c");
    at(&mut world, 600);
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let texts: Vec<String> = bucket
        .objects()
        .filter_map(|object| why::object_failed(&world, &name("lake"), &object.key))
        .map(|why| why.sentences.join("\n"))
        .collect();
    let both = |text: &&String| {
        text.contains("Lambda.InvokeLimitExceeded") && text.contains("2 lines say Lambda.MissingRecordId")
    };
    assert!(texts.iter().any(|text| both(&text)), "{texts:#?}");
}

#[test]
fn what_a_deleted_delivery_stream_wrote_is_still_told_and_what_it_held() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, PASS);
    line(&mut world, "set f answers processing-failed");
    create(&mut world, with_f());
    put(&mut world, "a");
    at(&mut world, 400);
    put(&mut world, "b");
    line(&mut world, "aws firehose delete-delivery-stream --delivery-stream-name d");
    let held = why::delivery_failed(&world, &name("d")).expect("it is told").sentences.join("\n");
    for part in [
        "deleted with 1 records",
        "lie in no folder",
        "No further attempt",
        "wait for one buffering interval",
    ] {
        assert!(held.contains(part), "{part} is missing in\n{held}");
    }
    at(&mut world, 500);
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let key = bucket.objects().find(|object| object.folder.failed()).expect("an object").key.clone();
    let why = why::object_failed(&world, &name("lake"), &key).expect("a reason").sentences.join("\n");
    for part in ["not Ok or Dropped", "Tried once", "s3://lake/processing-failed/", "would have saved them"] {
        assert!(why.contains(part), "{part} is missing in\n{why}");
    }
}

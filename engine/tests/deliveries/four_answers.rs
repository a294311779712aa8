//! Ten records that did not arrive. Of each the lab says which folder has it, why, after how many attempts, and what
//! would have saved it.

use engine::why::{self, Why};

use super::*;

/// How a failure is made, and what the four answers have in them.
struct Case {
    what: &'static str,
    lines: &'static [&'static str],
    destination: fn() -> Destination,
    data: &'static str,
    /// Seconds.
    wait: u64,
    folder: &'static str,
    why: &'static str,
    attempts: &'static str,
    saved: &'static str,
}

fn with_f() -> Destination {
    with_function(s3())
}

fn search_once() -> Destination {
    search(Some(0))
}

fn partitioned() -> Destination {
    let mut destination = s3();
    destination.s3.partitioned = true;
    destination.s3.prefix = "!{partitionKeyFromLambda:kind}/".to_owned();
    destination.s3.error_prefix = Some("bad/!{firehose:error-output-type}/".to_owned());
    destination.s3.buffering = Some(Buffering { mib: 64, seconds: 60 });
    with_function(destination)
}

const PASS: &str = "function f blueprint pass-through";

const CASES: [Case; 10] = [
    Case {
        what: "a function that throws",
        lines: &["function f blueprint failing"],
        destination: with_f,
        data: "a",
        wait: 400,
        folder: "s3://lake/processing-failed/",
        why: "Lambda.FunctionError",
        attempts: "tried 4 times",
        saved: "would have saved all others",
    },
    Case {
        what: "a function that says ProcessingFailed",
        lines: &[PASS, "set f answers processing-failed"],
        destination: with_f,
        data: "a",
        wait: 400,
        folder: "s3://lake/processing-failed/",
        why: "not Ok or Dropped",
        attempts: "Tried once",
        saved: "answers Ok or Dropped for each recordId would have saved them",
    },
    Case {
        what: "a function that forgets an id",
        lines: &[PASS, "set f answers id-missing"],
        destination: with_f,
        data: "a",
        wait: 400,
        folder: "s3://lake/processing-failed/",
        why: "errorCode in each line",
        attempts: "Tried once",
        saved: "each recordId would have saved them",
    },
    Case {
        what: "a function that never ends",
        lines: &[PASS, "set f answers times-out"],
        destination: with_f,
        data: "a",
        wait: 2_000,
        folder: "s3://lake/processing-failed/",
        why: "Lambda.FunctionTimedOut",
        attempts: "tried 4 times",
        saved: "within 5 minutes would have saved them",
    },
    Case {
        what: "a function that is throttled",
        lines: &[PASS, "fault function f throttling"],
        destination: with_f,
        data: "a",
        wait: 400,
        folder: "s3://lake/processing-failed/",
        why: "Lambda.InvokeLimitExceeded",
        attempts: "tried 4 times",
        saved: "Reserved concurrency for the function would have saved them",
    },
    Case {
        what: "an answer that is no JSON",
        lines: &[PASS, "set f answers malformed"],
        destination: with_f,
        data: "a",
        wait: 400,
        folder: "s3://lake/processing-failed/",
        why: "`function f` failed as a whole",
        attempts: "tried once",
        saved: "each recordId once",
    },
    Case {
        what: "a record without a partition",
        lines: &[PASS],
        destination: partitioned,
        data: "a",
        wait: 400,
        folder: "s3://lake/bad/",
        why: "no partition was found",
        attempts: "Tried once",
        saved: "would have saved them",
    },
    Case {
        what: "a document that is none",
        lines: &[],
        destination: search_once,
        data: "no JSON",
        wait: 400,
        folder: "s3://lake/AmazonOpenSearchService_failed/",
        why: "a document is one JSON object",
        attempts: "Tried once",
        saved: "makes one JSON object of each record would have saved them",
    },
    Case {
        what: "a domain that is unreachable",
        lines: &["fault domain logs unreachable"],
        destination: search_once,
        data: "{\"a\":1}",
        wait: 400,
        folder: "s3://lake/AmazonOpenSearchService_failed/",
        why: "has been unreachable since",
        attempts: "tried once",
        saved: "Healed before",
    },
    Case {
        what: "a bucket that refuses for longer than a day",
        lines: &["fault bucket lake refusing for 2d"],
        destination: s3,
        data: "a",
        wait: DAY + 400,
        folder: "they are lost",
        why: "`bucket lake` did not take 1 record",
        attempts: "tried ",
        saved: "Heal the bucket within that time",
    },
];

fn failed(case: &Case) -> Why {
    let mut world = World::new(Era::Today, 1);
    for text in case.lines.iter().filter(|text| text.starts_with("function") || text.starts_with("set")) {
        line(&mut world, text);
    }
    create(&mut world, (case.destination)());
    for text in case.lines.iter().filter(|text| text.starts_with("fault")) {
        line(&mut world, text);
    }
    put(&mut world, case.data);
    let end = at(&mut world, case.wait);
    assert_eq!(end.ledger.failed + end.ledger.firehose_lost, 1, "{}: {:?}", case.what, end.ledger);
    // As the page asks: of the object that has it, or of the delivery stream where there is none.
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let why = match bucket.objects().find(|object| object.folder.failed()) {
        Some(object) => why::object_failed(&world, &name("lake"), &object.key),
        None => why::delivery_failed(&world, &name("d")),
    };
    why.unwrap_or_else(|| panic!("{}: nothing is said", case.what))
}

#[test]
fn ten_records_that_did_not_arrive_have_their_four_answers() {
    for case in &CASES {
        let why = failed(case);
        let text = why.sentences.join("\n");
        for part in [case.folder, case.why, case.attempts, case.saved] {
            assert!(text.contains(part), "{}: {part} is missing in\n{text}", case.what);
        }
    }
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

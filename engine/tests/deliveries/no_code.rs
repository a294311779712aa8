//! A function without code: what it answers is a setting, for all records, for some, or for single ones.

use engine::view::look;

use super::*;

/// Ten records that `f`, told to answer so, has judged.
fn judged(answers: &str) -> World {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint pass-through");
    line(&mut world, &format!("set f answers {answers}"));
    create(&mut world, with_function(s3()));
    (0..10).for_each(|i| put(&mut world, &format!("record {i}\n")));
    at(&mut world, 2_000);
    world
}

#[test]
fn a_function_without_code_answers_what_is_said() {
    for (answers, expected, attempts) in [
        ("ok", (10, 0, 0), 1),
        ("dropped every 3", (7, 3, 0), 1),
        ("processing-failed every 5", (8, 0, 2), 1),
        ("drop every 10", (0, 0, 10), 1),
        ("id-missing every 4", (8, 0, 2), 1),
        ("id-doubled every 2", (5, 0, 5), 1),
        ("not-base64 every 10", (0, 0, 10), 1),
        ("id-unknown every 4", (8, 0, 2), 1),
        ("no-data every 10", (9, 0, 1), 1),
        ("malformed", (0, 0, 10), 1),
        ("too-large", (0, 0, 10), 4),
        ("throws", (0, 0, 10), 4),
        ("times-out", (0, 0, 10), 4),
        // Single records, by their number in the event.
        ("ok but 3 dropped", (9, 1, 0), 1),
        ("ok but 1 id-missing 5 dropped 10 processing-failed", (7, 1, 2), 1),
        ("ok but 2 id-doubled 7 id-unknown 8 no-data", (7, 0, 3), 1),
        ("dropped every 3 but 3 ok 4 dropped", (7, 3, 0), 1),
        ("dropped but 10 ok", (1, 9, 0), 1),
        ("ok but 10 drop", (0, 0, 10), 1),
        ("ok but 10 not-base64", (0, 0, 10), 1),
        ("ok but 10 malformed", (0, 0, 10), 1),
        ("ok but 10 too-large", (0, 0, 10), 4),
        ("ok but 10 throws", (0, 0, 10), 4),
        ("ok but 10 times-out", (0, 0, 10), 4),
        // The event has no eleventh record.
        ("ok but 11 throws", (10, 0, 0), 1),
        // Of two that are of whole answers the first in the event counts.
        ("ok but 2 malformed 9 throws", (0, 0, 10), 1),
        ("ok but 2 throws 9 malformed", (0, 0, 10), 4),
        ("throws but 1 malformed", (0, 0, 10), 1),
    ] {
        let mut world = World::new(Era::Today, 1);
        line(&mut world, "function f blueprint pass-through");
        line(&mut world, &format!("set f answers {answers}"));
        create(&mut world, with_function(s3()));
        (0..10).for_each(|i| put(&mut world, &format!("record {i}\n")));
        let end = at(&mut world, 2_000);
        assert_eq!((end.ledger.delivered, end.ledger.dropped, end.ledger.failed), expected, "{answers}");
        let look = look::invocation(&world, &name("d"), 0).expect("it is there");
        assert_eq!(look.attempts, attempts, "{answers}");
        let rows = look::invocation_rows(&world, &name("d"), 0, 0, 50, Some("Dropped"));
        assert_eq!(rows.len() as u64, expected.1, "{answers}");
        let printed = world.functions().function(&name("f")).expect("a function").code.told();
        assert_eq!(printed, format!("no code: {answers}"));
    }
}

#[test]
fn each_record_has_the_verdict_that_its_number_was_given() {
    let world =
        judged("ok but 2 dropped 4 processing-failed 5 id-missing 6 id-unknown 7 id-doubled 8 no-data");
    let rows = look::invocation_rows(&world, &name("d"), 0, 0, 50, None);
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    for (number, verdict, reason) in [
        (1, "Ok", None),
        (2, "Dropped", None),
        (3, "Ok", None),
        (4, "ProcessingFailed", Some("ProcessingFailed status")),
        (5, "ProcessingFailed", Some("record IDs were not returned")),
        (6, "ProcessingFailed", Some("record IDs were not returned")),
        (7, "ProcessingFailed", Some("with the same record ID")),
        (8, "ProcessingFailed", Some("data field cannot be null")),
        (10, "Ok", None),
    ] {
        let row = &rows[number - 1];
        assert_eq!(row.verdict, verdict, "record {number}");
        assert!(row.input.starts_with(&format!("record {}", number - 1)), "{}", row.input);
        match reason {
            Some(part) => {
                assert!(row.reason.is_some_and(|it| it.contains(part)), "{number}: {:?}", row.reason)
            }
            None => assert_eq!(row.reason, None, "record {number}"),
        }
    }
    // Filtered, a row keeps its number.
    let dropped = look::invocation_rows(&world, &name("d"), 0, 0, 50, Some("Dropped"));
    assert_eq!(dropped.iter().map(|row| row.number).collect::<Vec<_>>(), [2]);
}

#[test]
fn what_is_too_large_has_one_byte_more_than_lambda_takes() {
    let look = look::invocation(&judged("ok but 3 too-large"), &name("d"), 0).expect("it is there");
    assert_eq!((look.response_bytes, look.payload_limit), (6_291_557, 6_291_556));
    assert!(look.log[0].ends_with("Http response code: 413."), "{:?}", look.log);
}

#[test]
fn why_tells_what_a_function_without_code_was_told() {
    let world = judged("ok but 3 throws");
    let why = engine::why::delivery_failed(&world, &name("d")).expect("it failed").sentences.join("\n");
    let told = "`f` has no code: it was told to answer `ok but 3 throws`.";
    assert!(why.contains(told), "{told} is missing in\n{why}");
}

#[test]
fn a_list_of_records_has_its_bounds_and_reads_back() {
    let hundred: String = (1..=100).map(|n| format!(" {n} dropped")).collect();
    for good in ["ok", "drop every 3 but 1 ok", "ok but 100000 throws", &format!("ok but{hundred}")] {
        let line = format!("set f answers {good}");
        assert_eq!(story::command(&line).expect(good).to_string(), line);
    }
    // The order in which they are written does not matter, and other settings may follow.
    let command = story::command("set f answers ok but 7 drop 3 ok rate 5/s").expect("a line");
    assert_eq!(command.to_string(), "set f answers ok but 3 ok 7 drop rate 5/s");
    for (bad, column, why) in [
        ("malformed every 2", 30, "of a whole answer"),
        ("throws every 2", 27, "of a whole answer"),
        ("later", 20, "is not an answer"),
        ("ok but", 26, "expected a record’s number in its event, such as 3, but the line ends"),
        ("ok but 0 dropped", 27, "`0` is not a record’s number"),
        ("ok but dropped", 27, "`dropped` is not a record’s number"),
        ("ok but 3", 28, "expected an answer, but the line ends"),
        ("ok but 3 later", 29, "is not an answer"),
        ("ok but 100001 ok", 27, "no event has more than 100000 records"),
        ("ok but 3 ok 3 drop", 32, "record 3 stands here twice"),
        (&format!("ok but{hundred} 101 ok"), 1_119, "at most 100 records"),
    ] {
        let error = story::command(&format!("function f answers {bad}")).expect_err(bad);
        assert!(error.message.contains(why), "{bad}: {error:?}");
        assert_eq!(error.column, column, "{bad}: {error:?}");
    }
}

//! A function of the learner's own: the world asks its host, and what was answered is a part of the log.

use std::cell::RefCell;

use engine::command::{Answer, Outcome, Text, json_text};
use engine::firehose::Call;
use engine::history::History;
use engine::story::Story;
use engine::view::look;
use engine::world::Progress;
use serde_json::{Value, json};

use super::*;

const SOURCE: &str = "exports.handler = async (event) => {\n  \"use strict\"; // \\ é\n  return event;\n};\n";

/// Ten records wait for `f`, which is asked at 60 s.
fn asked(era: Era) -> World {
    let mut world = World::new(era, 1);
    line(&mut world, &format!("function f source {}", json_text(SOURCE)));
    create(&mut world, with_function(s3()));
    for i in 0..10 {
        put(&mut world, &format!("record {i}\n"));
    }
    assert_eq!(world.advance(Time::seconds(90), u64::MAX), Progress::NeedsHost);
    assert_eq!(world.now(), Time(60_040_200), "time stands still at the end of the attempt");
    assert_eq!(world.advance(Time::seconds(90), u64::MAX), Progress::NeedsHost);
    world
}

fn answer(world: &mut World, outcome: Outcome) {
    let answer = world.call().expect("it is asked").answered(outcome);
    world.apply(&Command::Answer(Box::new(answer))).expect("it is taken");
}

/// What a function returns that does this to each record.
fn returned(call: &Call, each: impl Fn(usize, &Value) -> Vec<Value>) -> String {
    let event: Value = serde_json::from_str(&call.event).expect("JSON");
    let records = event["records"].as_array().expect("a list");
    let out: Vec<Value> = records.iter().enumerate().flat_map(|(i, record)| each(i, record)).collect();
    json!({ "records": out }).to_string()
}

fn ok(record: &Value) -> Value {
    json!({ "recordId": record["recordId"], "result": "Ok", "data": record["data"] })
}

fn with(record: &Value, member: &str, value: Value) -> Value {
    let mut answer = ok(record);
    answer[member] = value;
    answer
}

#[test]
fn the_host_is_told_the_whole_event_and_the_source() {
    let world = asked(Era::Today);
    let call = world.call().expect("it is asked");
    assert_eq!((call.source.as_str(), call.invocation, call.attempt), (SOURCE, 1, 1));
    let event: Value = serde_json::from_str(&call.event).expect("JSON");
    assert_eq!(event["records"].as_array().map(Vec::len), Some(10));
    assert_eq!(event["records"][9]["data"], "cmVjb3JkIDkK");
    let look = look::invocation(&world, &name("d"), 0).expect("it is there");
    assert_eq!(call.event.len() as u64, look.request_bytes, "as large as it was counted");
}

/// Each form of an answer, by records: how many are Ok, dropped and failed, and the code of those.
#[test]
fn each_answer_is_judged_as_that_of_a_blueprint() {
    type Each = fn(usize, &Value) -> Vec<Value>;
    type Case = (&'static str, Each, (u64, u64, u64), &'static str);
    let cases: [Case; 8] = [
        ("ok", |_, r| vec![ok(r)], (10, 0, 0), ""),
        (
            "odd dropped",
            |i, r| vec![if !i.is_multiple_of(2) { with(r, "result", json!("Dropped")) } else { ok(r) }],
            (5, 5, 0),
            "",
        ),
        (
            "ProcessingFailed",
            |i, r| vec![if i == 3 { with(r, "result", json!("ProcessingFailed")) } else { ok(r) }],
            (9, 0, 1),
            "Lambda.ProcessingFailedStatus",
        ),
        ("id missing", |i, r| if i == 3 { vec![] } else { vec![ok(r)] }, (9, 0, 1), "Lambda.MissingRecordId"),
        (
            "id doubled",
            |i, r| if i == 3 { vec![ok(r), ok(r)] } else { vec![ok(r)] },
            (9, 0, 1),
            "Lambda.DuplicatedRecordId",
        ),
        (
            "unknown status",
            |i, r| vec![if i == 3 { with(r, "result", json!("Drop")) } else { ok(r) }],
            (0, 0, 10),
            "Lambda.FunctionError",
        ),
        (
            "no base64",
            |i, r| vec![if i == 3 { with(r, "data", json!("?")) } else { ok(r) }],
            (0, 0, 10),
            "Lambda.FunctionError",
        ),
        ("empty list", |_, _| vec![], (0, 0, 10), "Lambda.MissingRecordId"),
    ];
    for (case, each, (sent, dropped, failed), code) in cases {
        let mut world = asked(Era::Today);
        let json = returned(&world.call().expect("asked"), each);
        answer(&mut world, Outcome::returned(&json));
        let end = at(&mut world, 400);
        assert_eq!(
            (end.ledger.delivered, end.ledger.dropped, end.ledger.failed),
            (sent, dropped, failed),
            "{case}"
        );
        let rows = look::invocation_rows(&world, &name("d"), 0, 0, 50, Some("Ok"));
        assert_eq!(rows.len() as u64, sent, "{case}");
        if !code.is_empty() {
            assert!(object(&world, "processing-failed/").contains(&format!("\"{code}\"")), "{case}");
        }
    }
}

#[test]
fn what_fails_as_a_whole_is_asked_four_times_if_it_is_tried_again() {
    let cases = [
        (Era::Today, Outcome::threw("TypeError: x is undefined (line 3)"), 4, "Lambda.FunctionError"),
        (Era::Today, Outcome::TooLarge(7_000_000), 4, "Lambda.FunctionError"),
        (Era::Today, Outcome::TimedOut, 4, "Lambda.FunctionTimedOut"),
        (Era::Today, Outcome::returned("null"), 1, "Lambda.MissingRecordId"),
        (Era::Y2018, Outcome::returned("null"), 4, "Lambda.FunctionError"),
        (Era::Today, Outcome::returned("{\"records\":"), 1, "Lambda.JsonProcessingException"),
    ];
    for (era, outcome, times, code) in cases {
        let mut world = asked(era);
        let mut asked = 0;
        while world.advance(Time::seconds(2_000), u64::MAX) == Progress::NeedsHost {
            asked += 1;
            assert_eq!(world.call().map(|call| call.attempt), Some(asked));
            answer(&mut world, outcome.clone());
        }
        assert_eq!(asked, times, "{outcome:?}");
        let end = at(&mut world, 2_100);
        assert_eq!((end.ledger.delivered, end.ledger.failed), (0, 10), "{outcome:?}");
        let folder = if era == Era::Today { "processing-failed/" } else { "processing_failed/" };
        assert!(object(&world, folder).contains(code), "{outcome:?}");
    }
}

#[test]
fn an_endless_function_takes_five_minutes_of_the_story() {
    let mut world = asked(Era::Today);
    let from = world.now();
    answer(&mut world, Outcome::TimedOut);
    assert_eq!(world.advance(Time::seconds(1_000), u64::MAX), Progress::NeedsHost);
    // 40 ms and 10 times 20 µs of the first attempt are in the 300 s; then 1 s of waiting and the second attempt.
    assert_eq!(world.now().since(from), Span::seconds(301));
    let look = look::invocation(&world, &name("d"), 0).expect("it is there");
    assert_eq!(look.attempts, 1);
}

#[test]
fn what_it_wrote_and_threw_is_in_the_log_of_the_invocation_and_what_it_put_comes_again() {
    let mut world = asked(Era::Today);
    let call = world.call().expect("asked");
    let mut told =
        call.answered(Outcome::returned(&returned(&call, |_, r| vec![with(r, "result", json!("Dropped"))])));
    told.log = Some(Text::of("hello\n10 records"));
    told.puts = Some(Text::of("YWdhaW4K\nbatch YW5k,b3Zlcg=="));
    world.apply(&Command::Answer(Box::new(told))).expect("it is taken");
    let look = look::invocation(&world, &name("d"), 0).expect("it is there");
    assert_eq!(look.log, ["hello", "10 records"]);
    assert_eq!(world.advance(Time::seconds(200), u64::MAX), Progress::NeedsHost);
    let call = world.call().expect("asked");
    assert!(["YWdhaW4K", "YW5k", "b3Zlcg=="].iter().all(|data| call.event.contains(data)), "{}", call.event);
    assert_eq!(call.invocation, 2);
    answer(&mut world, Outcome::threw("Error: enough (line 2)"));
    let look = look::invocation(&world, &name("d"), 1).expect("it is there");
    assert_eq!(look.log, ["ERROR Error: enough (line 2)"]);
}

#[test]
fn its_role_needs_the_right_for_the_call_that_it_makes() {
    for (denied, taken) in
        [("kinesis:PutRecord", 13), ("firehose:PutRecord", 12), ("firehose:PutRecordBatch", 11)]
    {
        let mut world = asked(Era::Today);
        line(&mut world, &format!("deny f {denied}"));
        // It throws after its calls: what it has put is there all the same.
        let mut told = world.call().expect("asked").answered(Outcome::threw("Error: too late"));
        told.puts = Some(Text::of("YWdhaW4K\nbatch YW5k,b3Zlcg=="));
        world.apply(&Command::Answer(Box::new(told))).expect("it is taken");
        assert_eq!(view::view(&world).deliveries[0].taken, taken, "{denied}");
    }
}

#[test]
fn an_answer_that_nobody_asked_for_is_refused() {
    let mut world = asked(Era::Today);
    let call = world.call().expect("asked");
    let refused = |world: &mut World, answer: Answer| {
        world.apply(&Command::Answer(Box::new(answer))).expect_err("refused").message
    };
    let late = Answer { attempt: 2, ..call.answered(Outcome::TimedOut) };
    let why = refused(&mut world, late);
    assert!(why.contains("attempt 2, and what waits is d, invocation 1, attempt 1"), "{why}");
    answer(&mut world, Outcome::returned("{}"));
    let why = refused(&mut world, call.answered(Outcome::TimedOut));
    assert_eq!(why, "nobody waits for an answer to d now");
}

#[test]
fn who_waits_goes_on_when_its_function_answers_by_itself_or_is_gone() {
    let mut world = asked(Era::Today);
    line(&mut world, "set f blueprint pass-through");
    assert_eq!(world.call(), None);
    assert_eq!(at(&mut world, 400).ledger.delivered, 10);

    let mut world = asked(Era::Today);
    line(&mut world, "set f source \"exports.handler = 2\"");
    assert_eq!(
        world.call().map(|call| call.source.as_str().to_owned()),
        Some("exports.handler = 2".to_owned())
    );

    let mut world = asked(Era::Today);
    line(&mut world, "aws firehose delete-delivery-stream --delivery-stream-name d");
    assert_eq!((world.call(), world.advance(Time::seconds(400), u64::MAX)), (None, Progress::Reached));
}

fn story() -> Story {
    let mut destination = with_function(s3());
    destination.s3.buffering = Some(HINTS);
    let ask = CreateDeliveryStream::new(name("d"), None, destination);
    let create = Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)));
    let text = format!(
        "function f source {}\n{create}\nproducer p to firehose d rate 20/s payload access-log broken 9%\nuntil 2m\n",
        json_text(SOURCE)
    );
    let story = Story::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(Story::parse(&story.to_string()).as_ref(), Ok(&story), "it reads back");
    story
}

/// Goes to an instant; whoever is asked drops every third record. Tells how often one was asked.
fn go(history: &mut History, to: Time) -> usize {
    let asked = RefCell::new(0);
    history.seek(to);
    loop {
        match history.advance(to, 13) {
            Progress::Reached => return asked.into_inner(),
            Progress::BudgetSpent => {}
            Progress::NeedsHost => {
                *asked.borrow_mut() += 1;
                let call = history.world().call().expect("asked");
                let third = |i: usize, r: &Value| {
                    vec![if i.is_multiple_of(3) { with(r, "result", json!("Dropped")) } else { ok(r) }]
                };
                let told = call.answered(Outcome::returned(&returned(&call, third)));
                history.act(&Command::Answer(Box::new(told))).expect("it is taken");
            }
        }
    }
}

#[test]
fn replay_seek_and_load_give_the_same_bytes_and_run_nothing() {
    let mut history = History::new(&story()).expect("it begins");
    let end = Time::seconds(300);
    assert_eq!(go(&mut history, end), 4);
    let digest = history.world().digest();
    assert!(view::view(history.world()).ledger.balanced);
    assert_eq!(history.undo_line(), None, "the learner has done nothing");
    assert!(history.undo().is_none());
    for to in [0, 61, 299, 150] {
        assert_eq!(go(&mut history, Time::seconds(to)), 0, "{to} s");
    }
    assert_eq!((go(&mut history, end), history.world().digest()), (0, digest.clone()));
    let saved = history.save();
    let (mut loaded, at) = History::load(&saved).expect("it reads");
    assert_eq!((go(&mut loaded, at), loaded.world().digest()), (0, digest));
    assert_eq!(loaded.save(), saved);
    assert_eq!(loaded.take_complaint(), None);
    // 1,200 records in each of four answers.
    assert!(saved.len() < 4 * 1_200 * 80, "{} bytes", saved.len());
}

#[test]
fn undo_skips_answers_and_a_change_of_the_source_asks_again() {
    let mut history = History::new(&story()).expect("it begins");
    go(&mut history, Time::seconds(100));
    let set = format!("set f source {}", json_text("exports.handler = 2"));
    history.act(&story::command(&set).expect("a line")).expect("it is done");
    assert_eq!(go(&mut history, Time::seconds(200)), 2);
    let acted = history.world().digest();
    assert_eq!(history.undo_line(), Some(set.clone()));
    let undone = history.undo().expect("there is something");
    assert_eq!((undone.line.as_str(), undone.target), (set.as_str(), Time::seconds(200)));
    assert_eq!(go(&mut history, undone.target), 2, "asked anew, but for the answer before it");
    assert_ne!(history.world().digest(), acted);
    let redone = history.redo().expect("it is kept though it was answered meanwhile");
    assert_eq!(go(&mut history, redone.target), 0, "what was answered then is there again");
    assert_eq!(history.world().digest(), acted);
}

#[test]
fn acting_in_the_past_keeps_the_answers_before_and_asks_for_those_behind() {
    let mut history = History::new(&story()).expect("it begins");
    go(&mut history, Time::seconds(200));
    go(&mut history, Time::seconds(70));
    history.act(&story::command("stop p").expect("a line")).expect("it is done");
    assert_eq!(go(&mut history, Time::seconds(200)), 1);
    assert_eq!(history.branches().len(), 1);
}

#[test]
fn natively_a_story_stops_and_says_why() {
    let run = story::run(&story());
    let failure = run.to_string();
    assert!(
        failure.contains("the function `f` is written in JavaScript; only the page runs it"),
        "{failure}"
    );
    let digest = story::digest(&story(), Time::seconds(100));
    assert!(digest.expect_err("nobody runs it").message.contains("only the page runs it"));
}

#[test]
fn a_source_has_a_bound_and_a_function_one_way_to_answer() {
    let long = format!("function f source {}", json_text(&"x".repeat(65_537)));
    assert!(story::command(&long).expect_err("too long").message.contains("at most 65536"));
    for (bad, why) in [
        ("function f source exports", "expected the source as a JSON text"),
        ("function f source \"\\q\"", "this is no JSON text"),
    ] {
        let error = story::command(bad).expect_err(bad);
        assert!(error.message.contains(why), "{bad}: {error}");
    }
    let mut world = World::new(Era::Today, 1);
    let two = story::command("function f blueprint slow source \"x\"").expect("a line");
    assert!(world.apply(&two).expect_err("two").message.contains("not two"));
}

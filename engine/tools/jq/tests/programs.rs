//! What jq expressions answer, and what they may not ask for.

fn run(program: &str, input: &str) -> Result<Vec<String>, String> {
    jq::run(program, input.as_bytes(), 2)
}

fn one(program: &str, input: &str) -> String {
    let answers = run(program, input).unwrap_or_else(|why| panic!("{program}: {why}"));
    assert_eq!(answers.len(), 1, "{program}");
    answers.into_iter().next().expect("one")
}

const RECORD: &str =
    r#"{"customer_id":"1234567890","type":{"device":"mobile"},"event_timestamp":1565382027,"n":2.50}"#;

#[test]
fn fields_and_times_come_out_as_aws_shows_them() {
    // checklist W23
    let program = r#"{customer_id: .customer_id, device: .type.device,
        year: .event_timestamp|strftime("%Y"), month: .event_timestamp|strftime("%m"),
        day: .event_timestamp|strftime("%d"), hour: .event_timestamp|strftime("%H")}"#;
    assert_eq!(
        one(program, RECORD),
        r#"{"customer_id":"1234567890","device":"mobile","year":"2019","month":"08","day":"09","hour":"20"}"#
    );
}

#[test]
fn what_expressions_in_use_ask_for_is_there() {
    for (program, answer) in [
        (".missing", "null"),
        (".type.device | ascii_upcase", "\"MOBILE\""),
        (".customer_id[0:4]", "\"1234\""),
        (".customer_id | test(\"^[0-9]+$\")", "true"),
        (".customer_id | gsub(\"[0-5]\"; \"x\")", "\"xxxxx6789x\""),
        (".customer_id | tonumber % 10", "0"),
        (".event_timestamp | todate", "\"2019-08-09T20:20:27Z\""),
        (".event_timestamp / 3600 | floor", "434828"),
        ("\"2019-08-09T20:20:27Z\" | fromdate", "1565382027"),
        (".event_timestamp | strftime(\"%j %a %B\")", "\"221 Fri August\""),
        ("\"20190809\" | strptime(\"%Y%m%d\") | mktime", "1565308800"),
        (".type | to_entries | map(.key) | join(\",\")", "\"device\""),
        ("if .n > 2 then \"much\" else \"little\" end", "\"much\""),
        (".a // \"none\"", "\"none\""),
        ("[limit(3; repeat(1))] | length", "3"),
        (". as {type: {device: $d}} | $d", "\"mobile\""),
        ("try error(\"x\") catch .", "\"x\""),
        (".customer_id | @base64", "\"MTIzNDU2Nzg5MA==\""),
    ] {
        assert_eq!(one(program, RECORD), answer, "{program}");
    }
}

#[test]
fn a_program_that_answers_without_end_is_cut() {
    assert_eq!(run("repeat(1)", "null").expect("it answers"), ["1", "1"]);
    assert_eq!(run("empty", "null").expect("it answers"), Vec::<String>::new());
}

#[test]
fn nothing_is_there_that_another_machine_would_answer_differently_or_jq_1_6_does_not_know() {
    for name in [
        "now",
        "localtime",
        "strflocaltime(\"%Y\")",
        "env",
        "$ENV",
        "input",
        "inputs",
        "halt",
        "halt_error",
        "debug",
        "stderr",
        "abs",
        "pick(.a)",
        "toarray",
        "trim",
        "ltrim",
        "rtrim",
        "@urid",
    ] {
        let why = jq::check(name).expect_err(name);
        assert!(why.contains("is not known here"), "{name}: {why}");
        assert_eq!(run(name, "null").expect_err(name), why);
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (program, said) in [
        ("{a: .b", "cannot be read at `"),
        (".a |", "cannot be read at `its end`"),
        ("{a: nothing}", "asks for `nothing`"),
    ] {
        let why = jq::check(program).expect_err(program);
        assert!(why.contains(said), "{program}: {why}");
    }
    let why = run(".a", "not JSON").expect_err("no JSON");
    assert!(why.starts_with("the record is not one JSON value: "), "{why}");
    assert!(run(".a", "{}{}").is_err(), "two values are not one");
    assert!(run(".a", "").is_err());
    let why = run(".customer_id.x", RECORD).expect_err("text has no fields");
    assert!(why.contains("cannot index"), "{why}");
}

#[test]
fn every_program_ends() {
    let many = format!("it makes more than {} calls for one record", 50_000);
    for program in [
        "last(repeat(1))",
        "until(false; .)",
        "[range(1000000000)] | length",
        "reduce range(0; 1; 0) as $x (0; .)",
        "[while(true; .)]",
        "def twice(f): f | f; def much(f): twice(twice(twice(twice(f)))); much(much(much(1)))| much(much(.))|until(. < 0; . + 1)",
        "[limit(1000000000; repeat(0))] | length",
        "label $out | foreach repeat(1) as $x (0; . + $x; empty)",
        "(last(repeat(1)))?, last(repeat(2))",
        "1 as [$a] ?// $a | until(false; .)",
    ] {
        let Err(why) = jq::check(program).and_then(|()| run(program, "null").map(|_| String::new())) else {
            panic!("{program} has an answer")
        };
        assert!(why.contains(&many) || why.contains("cannot be read"), "{program}: {why}");
    }
    for (program, name) in
        [("def f: f; f", "f"), (".a | (def g(x): [x, g(x + 1)]; g(1))", "g"), ("def h: def i: h; i; h", "h")]
    {
        let why = jq::check(program).expect_err(program);
        assert!(why.contains(&format!("defines `{name}` by itself")), "{program}: {why}");
    }
    let why = run("\"ab\" * 8388609", "null").expect_err("two bytes more than there may be");
    assert!(why.contains("a text cannot be longer than 16777216 bytes here"), "{why}");
    assert!(run("\"ab\" * 1000000000000000000000", "null").is_err());
    assert_eq!(run("\"ab\" * 8388608 | length", "null").expect("it fits"), ["16777216"]);
}

#[test]
fn what_is_nested_deep_is_built_printed_and_dropped() {
    let deep = run("reduce range(20000) as $x (0; [.])", "null").expect("an answer");
    assert_eq!(deep[0].len(), 40_001);
    // Without a call for each level: the record itself says how often.
    let many = format!("[{}0]", "0,".repeat(99_999));
    assert_eq!(run("reduce .[] as $x (0; [.]) | length", &many).expect("an answer"), ["1"]);
}

#[test]
fn what_ends_is_not_held_up() {
    for (program, answer) in [
        ("[range(10000)] | length", "10000"),
        ("def f(x): x | x; 1 | f(. + 1)", "3"),
        ("[range(5; 0; -2)] | map(. * 2) | add", "18"),
        ("[range(3)], [range(2; 4)] | length", "3"),
        ("[limit(2; range(9))] | first", "0"),
        ("def f: 1; def g: f; g", "1"),
        ("[..] | length", "6"),
        ("[(2, 3) * (5, 7)]", "[10,15,14,21]"),
        ("\"ab\" * 2", "\"abab\""),
        ("{a: {b: 1}} * {a: {c: 2}}", r#"{"a":{"b":1,"c":2}}"#),
        ("[-1 * \"a\"]", "[null]"),
    ] {
        let answers = run(program, RECORD).unwrap_or_else(|why| panic!("{program}: {why}"));
        assert_eq!(answers[0], answer, "{program}");
    }
}

#[test]
fn a_record_is_nested_as_deep_as_jq_reads_it() {
    let nested = |deep: usize| format!("{}{}", "[".repeat(deep), "]".repeat(deep));
    assert_eq!(run("length", &nested(256)).expect("as deep as it may be"), ["1"]);
    assert_eq!(run("length", &nested(257)).expect_err("too deep"), "the record is nested more than 256 deep");
    assert_eq!(run("length", "\"[[\\\"[[\"").expect("a text"), ["5"]);
    assert!(run("length", &"[".repeat(1_000_000)).is_err());
}

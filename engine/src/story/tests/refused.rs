//! Lines that must be refused, and lines that are done many times.

use super::round_trip;
use crate::era::Era;
use crate::story::{Story, run, run_with};

const HEAD: &str = "aws kinesis create-stream --stream-name s --shard-count 1\n";

/// What the transcript says of all lines but the head.
fn told(lines: &str) -> Vec<String> {
    let transcript = run(&round_trip::check(&format!("{HEAD}{lines}\nuntil 20s")));
    let skipped = transcript.entries.iter().skip(1);
    skipped.map(ToString::to_string).collect()
}

fn check(line: &str, expected: &str) {
    let told = told(line);
    assert_eq!(told, [expected], "{line}");
    let fails = ["FAILED", "REFUSED"].iter().any(|word| expected.contains(word));
    let transcript = run(&Story::parse(&format!("{HEAD}{line}\nuntil 20s")).unwrap());
    assert_eq!(transcript.ok(), !fails, "{transcript}");
}

const IN_USE: &str = "Stream s under account 123456789012 already exists.";
const AGAIN: &str = "aws kinesis create-stream --stream-name s --shard-count 1";
const SPLIT: &str = "aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 --new-starting-hash-key midpoint";

#[test]
fn a_refusal_that_is_said_holds_and_another_fails_with_both_sides() {
    for (at, clock) in [("", "00:00:00.000"), ("at 5s ", "00:00:05.000")] {
        check(
            &format!("{at}refused ResourceInUseException {AGAIN}"),
            &format!("{clock} line 2: holds: {AGAIN}: ResourceInUseException: {IN_USE}"),
        );
        check(
            &format!("{at}refused ResourceInUseException \"already exists\" {AGAIN}"),
            &format!("{clock} line 2: holds: {AGAIN}: ResourceInUseException: {IN_USE}"),
        );
        check(
            &format!("{at}refused LimitExceededException {AGAIN}"),
            &format!(
                "{clock} line 2: FAILED: {AGAIN}: ResourceInUseException: {IN_USE}, wanted LimitExceededException"
            ),
        );
        check(
            &format!("{at}refused ResourceInUseException \"too many\" {AGAIN}"),
            &format!(
                "{clock} line 2: FAILED: {AGAIN}: ResourceInUseException: {IN_USE}, wanted \
                 ResourceInUseException with \"too many\""
            ),
        );
        check(
            &format!("{at}refused ResourceInUseException bucket lake"),
            &format!("{clock} line 2: FAILED: aws s3 mb s3://lake: taken, wanted ResourceInUseException"),
        );
    }
}

#[test]
fn what_aws_refuses_without_looking_can_be_expected_too() {
    let line = "aws kinesis create-stream --stream-name é --shard-count 1";
    let why = "1 validation error detected: Value 'é' at 'streamName' failed to satisfy constraint: Member must \
               satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
    check(
        &format!("at 2s refused ValidationException {line}"),
        &format!("00:00:02.000 line 2: holds: {line}: ValidationException: {why}"),
    );
    check(
        &format!("refused NoSuchKey {line}"),
        &format!("00:00:00.000 line 2: FAILED: {line}: ValidationException: {why}, wanted NoSuchKey"),
    );
}

#[test]
fn lines_of_one_instant_are_told_in_their_order() {
    let bad = "refused ValidationException aws kinesis create-stream --stream-name é --shard-count 1";
    for at in ["", "at 2s "] {
        let told = told(&format!("{at}bucket a\n{at}{bad}\n{at}bucket b\n{at}{bad}\n{at}bucket c"));
        let lines: Vec<&str> = told.iter().map(|line| &line[13..19]).collect();
        assert_eq!(lines, ["line 2", "line 3", "line 4", "line 5", "line 6"], "{told:#?}");
    }
}

#[test]
fn a_timed_line_that_is_refused_unsaid_fails_the_story() {
    check(
        &format!("at 5s {AGAIN}"),
        &format!(
            "00:00:05.000 line 2: REFUSED {AGAIN}: An error occurred (ResourceInUseException) when calling the \
             CreateStream operation: {IN_USE}"
        ),
    );
}

#[test]
fn a_refusal_changes_nothing_but_a_line_that_is_taken_does() {
    let lines = format!(
        "at 5s {SPLIT}\nafter 0s refused ResourceInUseException {SPLIT}\nexpect stream.s.status = \"UPDATING\""
    );
    let told = told(&format!("{lines}\nexpect at 6s stream.s.open_shards = 1"));
    assert!(told.iter().skip(1).all(|line| line.contains("holds")) && told.len() == 4, "{told:#?}");
}

#[test]
fn a_command_is_repeated_and_told_once() {
    let made = "aws s3 mb s3://lake";
    let why = "Your previous request to create the named bucket succeeded and you already own it.";
    let [first, second] = told("at 5s repeat 3 bucket lake").try_into().unwrap();
    assert_eq!(first, format!("00:00:05.000 line 2: {made}"));
    assert_eq!(
        second,
        format!(
            "00:00:05.000 line 2: 2 times: REFUSED {made}: make_bucket failed: s3://lake An error occurred \
             (BucketAlreadyOwnedByYou) when calling the CreateBucket operation: {why}"
        )
    );
    assert_eq!(
        told("bucket lake\nrepeat 10000 refused BucketAlreadyOwnedByYou bucket lake")[1],
        format!("00:00:00.000 line 3: 10000 times: holds: {made}: BucketAlreadyOwnedByYou: {why}")
    );
    // Timed lines of one instant are done in order, however often each.
    let put = "aws kinesis put-record --stream-name=s --data=aGk= --partition-key=k";
    let told =
        told(&format!("at 5s repeat 7 {put}\nat 5s stop p\nat 5s repeat 2 {put}\nexpect stream.s.taken = 9"));
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(told[0].contains("7 times: aws kinesis put-record"), "{told:#?}");
    assert!(told[1].contains("REFUSED stop p"), "{told:#?}");
    assert!(told[2].contains("line 4: 2 times: aws kinesis put-record"), "{told:#?}");
    assert!(told[3].contains("holds: stream.s.taken: 9"), "{told:#?}");
}

#[test]
fn what_a_story_says_is_refused_is_passed_over_by_what_is_tried_before() {
    let text =
        format!("{HEAD}at 10s refused ResourceInUseException {AGAIN}\nat 10s refused NoSuchKey {SPLIT}\n");
    let story = round_trip::check(&format!(
        "{text}solution at 5s:\n  bucket lake\n  at 1s refused BucketAlreadyOwnedByYou bucket lake\nsolution at 15s:\n  bucket lake\n"
    ));
    let [before, after] = story.solutions.as_slice() else { panic!("{story}") };
    let before = run_with(&story, before);
    assert!(before.ok() && before.entries.len() == 3, "{before}");
    assert!(!run_with(&story, after).ok());
}

#[test]
fn what_came_after_the_era_is_refused_by_every_operation() {
    const ARN: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/s";
    for (line, error, why) in [
        (
            format!("update-stream-mode --stream-arn {ARN} --stream-mode-details StreamMode=ON_DEMAND"),
            "UnknownOperationException",
            "UpdateStreamMode is not known in the era 2018: it came in November 2021",
        ),
        (
            format!("put-resource-policy --resource-arn {ARN} --policy x"),
            "UnknownOperationException",
            "PutResourcePolicy is not known in the era 2018: it came in November 2023",
        ),
        (
            "create-stream --stream-name t --shard-count 1 --tags a=b".to_owned(),
            "InvalidArgumentException",
            "Tags is not known in the era 2018: it came in November 2024",
        ),
        (
            "create-stream --stream-name t --stream-mode-details StreamMode=ON_DEMAND".to_owned(),
            "InvalidArgumentException",
            "StreamModeDetails is not known in the era 2018: it came in November 2021",
        ),
        (
            "list-shards --stream-name s --shard-filter Type=AT_LATEST".to_owned(),
            "InvalidArgumentException",
            "ShardFilter is not known in the era 2018: it came in 2020",
        ),
    ] {
        for at in ["", "at 5s "] {
            let said = format!("{HEAD}{at}refused {error} \"{why}\" aws kinesis {line}\nuntil 20s");
            let story = Story::parse(&format!("era 2018\n{said}")).unwrap();
            assert!(run(&story).ok(), "{}", run(&story));
            assert!(!run(&story.replayed(Era::Today, 1)).ok(), "{line}");
            let unsaid = Story::parse(&format!("era 2018\n{HEAD}{at}aws kinesis {line}\nuntil 20s")).unwrap();
            let told = run(&unsaid).to_string();
            assert!(told.contains(why) && !run(&unsaid).ok(), "{told}");
        }
    }
}

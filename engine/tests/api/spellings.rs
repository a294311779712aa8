//! One call, written as a line in a scene or in a story, or sent on the wire: it is refused with the same words.

use engine::api::{cli, json};
use engine::era::Era;
use engine::history::History;
use engine::refusal::Refusal;
use engine::story::{self, Story};
use serde_json::{Value, json};

const STREAM: &str = "aws kinesis create-stream --stream-name s --shard-count 1\n";

fn on_the_wire(target: &str, body: &Value) -> Refusal {
    json::read(target, body, Era::Today).expect_err("beyond a limit")
}

fn in_a_scene(line: &str) -> Refusal {
    let mut history = History::new(&Story::parse(STREAM).unwrap()).unwrap();
    match cli::parse(line) {
        Ok(command) => history.act(&command).expect_err("beyond a limit"),
        Err(cli::CliError::Aws { refusal, .. }) => refusal,
        Err(error) => panic!("{line}: {error}"),
    }
}

/// What stands in quotes behind `refused`, from the story's own comparison.
fn in_a_story(line: &str, refusal: &Refusal) {
    let text = refusal.message.replace('\\', "\\\\").replace('"', "\\\"");
    let story = format!("{STREAM}at 2s refused {} \"{text}\" {line}\n", refusal.error.as_str());
    let story = Story::parse(&story).unwrap_or_else(|error| panic!("{story}: {error}"));
    let played = story::run(&story);
    assert!(played.ok(), "{played}");
}

#[test]
fn a_line_is_refused_as_the_call_on_the_wire() {
    let long = "k".repeat(257);
    let kinesis = |name: &str| format!("Kinesis_20131202.{name}");
    let rows = [
        // Before it is asked whether the stream exists.
        (
            format!("aws kinesis put-record --stream-name nowhere --partition-key {long} --data eA=="),
            kinesis("PutRecord"),
            json!({"StreamName": "nowhere", "PartitionKey": long, "Data": "eA=="}),
        ),
        (
            "aws kinesis get-records --shard-iterator AAA --limit 10001".to_owned(),
            kinesis("GetRecords"),
            json!({"ShardIterator": "AAA", "Limit": 10_001}),
        ),
        (
            "aws kinesis list-shards --stream-name nowhere --max-results 10001".to_owned(),
            kinesis("ListShards"),
            json!({"StreamName": "nowhere", "MaxResults": 10_001}),
        ),
        (
            "aws kinesis list-tags-for-stream --stream-name s --limit 51".to_owned(),
            kinesis("ListTagsForStream"),
            json!({"StreamName": "s", "Limit": 51}),
        ),
        (
            format!(
                "aws kinesis put-records --stream-name s --records{}",
                " Data=eA==,PartitionKey=k".repeat(501)
            ),
            kinesis("PutRecords"),
            json!({"StreamName": "s", "Records": vec![json!({"Data": "eA==", "PartitionKey": "k"}); 501]}),
        ),
    ];
    for (line, target, body) in rows {
        let wire = on_the_wire(&target, &body);
        let scene = in_a_scene(&line);
        assert_eq!((scene.error, &scene.message), (wire.error, &wire.message), "{line}");
        assert_eq!(scene.met.map(|met| met.limit.id), wire.met.map(|met| met.limit.id), "{line}");
        in_a_story(&line, &wire);
    }
}

#[test]
fn all_that_is_wrong_with_a_line_is_told_at_once() {
    let key = "k".repeat(257);
    let line = format!(
        "aws kinesis put-record --stream-name s --partition-key {key} --explicit-hash-key 5 --data eA=="
    );
    assert!(in_a_scene(&line).message.starts_with("1 validation error detected: "));
    let line = format!(
        "aws kinesis put-records --stream-name s --records{}",
        format!(" Data=eA==,PartitionKey={key}").repeat(2)
    );
    let told = in_a_scene(&line).message;
    assert!(
        told.starts_with("2 validation errors detected: ") && told.contains("records.2.member.partitionKey"),
        "{told}"
    );
}

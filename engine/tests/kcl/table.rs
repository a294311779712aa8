//! The table of leases as a learner looks into it.

use super::*;
use engine::api::cli::{parse, render, render_refusal};

const KEY: &str = "'{\"leaseKey\":{\"S\":\"shardId-000000000000\"}}'";

#[test]
fn a_lease_is_shown_as_dynamodb_writes_it() {
    let story = "seed 3\naws kinesis create-stream --stream-name s --shard-count 1\nproducer p to s rate 10/s\n\
                 at 5s consumer app reads s kcl workers 1\n";
    let mut world = start(story);
    world.advance(Time::seconds(60), u64::MAX);
    let mut shown = |line: &str| {
        let command = parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        match world.apply(&command) {
            Ok(reply) => render(&command, &reply, world.era()),
            Err(refusal) => render_refusal(&command, &refusal),
        }
    };
    let line = format!("aws dynamodb get-item --table-name app --key {KEY}");
    let one: serde_json::Value = serde_json::from_str(&shown(&line)).unwrap();
    assert_eq!(one["Item"]["leaseKey"]["S"], "shardId-000000000000");
    assert!(one["Item"]["leaseOwner"]["S"].is_string(), "{one}");
    let all: serde_json::Value = serde_json::from_str(&shown("aws dynamodb scan --table-name app")).unwrap();
    assert!(all["Items"].as_array().unwrap().contains(&one["Item"]), "{all}");
    // One that is not there is no answer at all.
    assert_eq!(shown(&line.replace("00000\"", "00007\"")), "");
    assert_eq!(
        shown(&line.replace("app", "none")),
        "An error occurred (ResourceNotFoundException) when calling the GetItem operation: Requested resource not found"
    );
}

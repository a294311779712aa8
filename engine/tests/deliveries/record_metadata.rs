//! kinesisRecordMetadata: what a function is told of records that came from a stream.

use engine::command::json_text;
use engine::view::look;
use engine::world::Progress;
use serde_json::{Value, json};

use super::*;

#[test]
fn the_event_says_what_the_stream_knows_of_each_record() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, &format!("function f source {}", json_text("exports.handler = 1")));
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 2");
    let mut ask = CreateDeliveryStream::new(name("d"), Some(name("s")), with_function(s3()));
    ask.destination.s3.buffering = Some(HINTS);
    world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
    at(&mut world, 10);
    let put = |world: &mut World, key: &str, data: &str| {
        let text = format!("aws kinesis put-record --stream-name s --partition-key '{key}' --data {data}");
        let Reply::RecordPut { number, .. } = line(world, &text) else { panic!("{text}") };
        (number.shard.to_string(), number.to_string())
    };
    let odd = put(&mut world, "a \"quoted\" é", "YQ==");
    let whole = put(&mut world, "k", &kpl::base64(&kpl::aggregated("x", "y")));
    assert_eq!(world.advance(Time::seconds(200), u64::MAX), Progress::NeedsHost);
    let call = world.call().expect("it is asked");
    let event: Value = serde_json::from_str(&call.event).expect("JSON");
    let records = event["records"].as_array().expect("a list");
    let metadata = |of: &(String, String), key: &str, sub: &str, record: &Value| {
        json!({
            "shardId": of.0, "partitionKey": key, "sequenceNumber": of.1, "subsequenceNumber": sub,
            "approximateArrivalTimestamp": record["approximateArrivalTimestamp"],
        })
    };
    let mut found: Vec<(&Value, Value)> = Vec::new();
    for record in records {
        let (of, key, sub) = match record["data"].as_str() {
            Some("YQ==") => (&odd, "a \"quoted\" é", ""),
            Some("eA==") => (&whole, "k", "0"),
            Some("eQ==") => (&whole, "k", "1"),
            other => panic!("{other:?}"),
        };
        found.push((&record["kinesisRecordMetadata"], metadata(of, key, sub, record)));
    }
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|(told, wanted)| *told == wanted), "{found:?}");
    let look = look::invocation(&world, &name("d"), 0).expect("an invocation");
    assert_eq!(look.request_bytes, call.event.len() as u64, "what is counted is what is sent");
}

#[test]
fn a_record_of_direct_put_has_none() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f source \"exports.handler = 1\"");
    create(&mut world, with_function(s3()));
    put(&mut world, "a");
    assert_eq!(world.advance(Time::seconds(90), u64::MAX), Progress::NeedsHost);
    assert!(!world.call().expect("asked").event.contains("kinesisRecordMetadata"));
}

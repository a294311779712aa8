//! Speaking AWS: one table of operations, in three spellings. Replies that a played world gives.

#[path = "api/copy.rs"]
mod copy;
#[path = "api/deliveries.rs"]
mod deliveries;
#[path = "api/naming.rs"]
mod naming;
#[path = "api/round_trip.rs"]
mod round_trip;
#[path = "api/shapes.rs"]
mod shapes;
#[path = "api/spellings.rs"]
mod spellings;
#[path = "api/validation.rs"]
mod validation;

use std::sync::Arc;

use engine::api::json;
use engine::command::{Command, Reply};
use engine::era::Era;
use engine::kernel::{Span, Time};
use engine::refusal::Refusal;
use engine::tools::{Jq, Tools};
use engine::world::World;
use serde_json::{Value, json};

/// A world that is spoken to in JSON alone.
struct Endpoint(World);

/// Reads every program and gives nothing: here it only matters that there is a jq.
#[derive(Debug)]
struct AnyProgram;

impl Jq for AnyProgram {
    fn check(&self, _program: &str) -> Result<(), String> {
        Ok(())
    }

    fn run(&self, _program: &str, _input: &[u8], _most: usize) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }
}

impl Endpoint {
    fn new(era: Era) -> Endpoint {
        Endpoint(World::new(era, 1).with_tools(&Tools::none().with_jq(Arc::new(AnyProgram))))
    }

    fn call(&mut self, operation: &str, body: Value) -> Result<Value, Value> {
        let target = match operation.split_once('.') {
            Some(("firehose", name)) => format!("Firehose_20150804.{name}"),
            _ => format!("Kinesis_20131202.{operation}"),
        };
        let era = self.0.era();
        let answer = json::read(&target, &body, era).and_then(|command| {
            let reply = self.0.apply(&command)?;
            Ok((command, reply))
        });
        match answer {
            Ok((command, reply)) => {
                let wire = json::answer(&command, &reply, era);
                Ok(wire.map_or(Value::Null, |wire| serde_json::from_str(&wire.to_json()).unwrap()))
            }
            Err(refusal) => {
                let (status, body) = json::error(&refusal);
                let mut body: Value = serde_json::from_str(&body.to_json()).unwrap();
                body["status"] = json!(status);
                Err(body)
            }
        }
    }

    fn pass(&mut self, seconds: u64) {
        let until = self.0.now() + Span::seconds(seconds);
        self.0.advance(until, u64::MAX);
    }
}

fn read(operation: &str, body: Value) -> Result<Command, Refusal> {
    json::read(&format!("Kinesis_20131202.{operation}"), &body, Era::Today)
}

#[test]
fn a_stream_lives_its_life_in_wire_calls() {
    let mut aws = Endpoint::new(Era::Today);
    assert_eq!(aws.call("CreateStream", json!({"StreamName": "s", "ShardCount": 1})), Ok(Value::Null));
    aws.pass(60);
    let put = aws.call("PutRecord", json!({"StreamName": "s", "PartitionKey": "k", "Data": "aGk="})).unwrap();
    assert_eq!(put["ShardId"], "shardId-000000000000");
    assert_eq!(put.get("EncryptionType"), None);
    let put = aws.call(
        "PutRecords",
        json!({"StreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/s",
               "Records": [{"Data": "", "PartitionKey": "a"}, {"Data": "aGk=", "PartitionKey": "b", "ExplicitHashKey": "0"}]}),
    );
    assert_eq!(put.unwrap()["FailedRecordCount"], 0);
    let from =
        json!({"StreamName": "s", "ShardId": "shardId-000000000000", "ShardIteratorType": "TRIM_HORIZON"});
    let iterator = aws.call("GetShardIterator", from).unwrap()["ShardIterator"].clone();
    let read = aws.call("GetRecords", json!({"ShardIterator": iterator, "Limit": 2})).unwrap();
    assert_eq!(read["Records"].as_array().unwrap().len(), 2);
    assert_eq!(read["Records"][0]["Data"], "aGk=");
    assert_eq!(read["Records"][0]["ApproximateArrivalTimestamp"], 1_795_269_660);
    assert!(read["NextShardIterator"].is_string());
    let listed = aws.call("ListStreams", json!({})).unwrap();
    assert_eq!(listed["StreamNames"], json!(["s"]));
    assert_eq!(listed["StreamSummaries"][0]["StreamModeDetails"], json!({"StreamMode": "PROVISIONED"}));
    let summary = aws.call("DescribeStreamSummary", json!({"StreamName": "s"})).unwrap();
    assert_eq!(summary["StreamDescriptionSummary"]["OpenShardCount"], 1);
    assert_eq!(summary["StreamDescriptionSummary"]["EncryptionType"], "NONE");
    let refused = aws.call("DescribeStream", json!({"StreamName": "t"})).unwrap_err();
    let expected = json!({"__type": "ResourceNotFoundException", "status": 400,
                          "message": "Stream t under account 123456789012 not found."});
    assert_eq!(refused, expected);
    assert_eq!(aws.0.now(), Time::seconds(60));
}

#[test]
fn the_reply_of_a_registered_consumer_is_named_as_the_model_names_it() {
    use engine::command::ConsumerDescription;
    use engine::names::Name;
    let arn = "arn:aws:kinesis:us-east-1:123456789012:stream/s";
    let reply = Reply::Consumer(ConsumerDescription {
        name: Name::parse("c").unwrap(),
        arn: "c".into(),
        stream_arn: arn.into(),
        status: "CREATING",
        created: 7,
    });
    let asked = json!({"StreamARN": arn, "ConsumerName": "c"});
    let told = |operation: &str| {
        let command = read(operation, asked.clone()).unwrap();
        json::answer(&command, &reply, Era::Today).unwrap().to_json()
    };
    let members =
        r#""ConsumerName":"c","ConsumerARN":"c","ConsumerStatus":"CREATING","ConsumerCreationTimestamp":7"#;
    assert_eq!(told("RegisterStreamConsumer"), format!(r#"{{"Consumer":{{{members}}}}}"#));
    assert_eq!(
        told("DescribeStreamConsumer"),
        format!(r#"{{"ConsumerDescription":{{{members},"StreamARN":"{arn}"}}}}"#)
    );
}

#[test]
fn an_event_pushed_to_a_consumer_shows_its_records_and_where_to_go_on() {
    use engine::event::{Event, EventId, What};
    use engine::names::{Name, ShardId};
    let mut aws = Endpoint::new(Era::Today);
    aws.call("CreateStream", json!({"StreamName": "s", "ShardCount": 1})).unwrap();
    aws.pass(60);
    let mut numbers = Vec::new();
    for key in ["a", "b", "c"] {
        // Two records a call: an event may begin and end within one.
        let entry = json!({"Data": "aGk=", "PartitionKey": key});
        let put = aws.call("PutRecords", json!({"StreamName": "s", "Records": [entry, entry]})).unwrap();
        numbers.extend(put["Records"].as_array().unwrap().iter().map(|put| put["SequenceNumber"].clone()));
        aws.pass(1);
    }
    let pushed = |aws: &Endpoint, (first, records): (u64, u64), ended| {
        let what = What::RecordsPushed {
            stream: Name::parse("s").unwrap(),
            consumer: Name::parse("c").unwrap(),
            shard: ShardId(0),
            subscription: 0,
            first,
            records,
            bytes: 0,
            behind_ms: 5,
            ended,
        };
        let event = Event { id: EventId(0), at: aws.0.now(), cause: None, what };
        let wire = json::pushed(&aws.0, &event).unwrap();
        serde_json::from_str::<Value>(&wire.to_json()).unwrap()
    };
    let event = pushed(&aws, (1, 4), false);
    let found: Vec<_> =
        event["Records"].as_array().unwrap().iter().map(|record| &record["SequenceNumber"]).collect();
    assert_eq!(found, numbers[1..5].iter().collect::<Vec<_>>());
    let keys: Vec<_> =
        event["Records"].as_array().unwrap().iter().map(|record| &record["PartitionKey"]).collect();
    assert_eq!(keys, ["a", "b", "b", "c"]);
    assert_eq!(event["Records"][0]["Data"], "aGk=");
    assert_eq!(event["ContinuationSequenceNumber"], numbers[4]);
    assert_eq!(event["MillisBehindLatest"], 5);
    assert_eq!(event.get("ChildShards"), None);
    // An empty event goes on from the record before it, and in an empty shard from its beginning.
    assert_eq!(pushed(&aws, (6, 0), false)["ContinuationSequenceNumber"], numbers[5]);
    let begin = pushed(&aws, (0, 0), false);
    let shards = aws.call("ListShards", json!({"StreamName": "s"})).unwrap();
    assert_eq!(
        begin["ContinuationSequenceNumber"],
        shards["Shards"][0]["SequenceNumberRange"]["StartingSequenceNumber"]
    );
    let split =
        json!({"StreamName": "s", "ShardToSplit": "shardId-000000000000", "NewStartingHashKey": "10"});
    aws.call("SplitShard", split).unwrap();
    aws.pass(60);
    let last = pushed(&aws, (6, 0), true);
    assert_eq!(last["ContinuationSequenceNumber"], Value::Null);
    assert_eq!(last["ChildShards"][0]["ParentShards"], json!(["shardId-000000000000"]));
    assert_eq!(last["ChildShards"][1]["HashKeyRange"]["StartingHashKey"], "10");
    let other = Event {
        id: EventId(0),
        at: aws.0.now(),
        cause: None,
        what: What::StreamActive { stream: Name::parse("s").unwrap() },
    };
    assert_eq!(json::pushed(&aws.0, &other), None);
}

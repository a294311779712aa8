//! Speaking AWS: one table of operations, in three spellings. Replies that a played world gives.

#[path = "api/round_trip.rs"]
mod round_trip;
#[path = "api/validation.rs"]
mod validation;

use engine::api::json;
use engine::command::{Command, Reply};
use engine::era::Era;
use engine::kernel::{Span, Time};
use engine::refusal::Refusal;
use engine::world::World;
use serde_json::{Value, json};

/// A world that is spoken to in JSON alone.
struct Endpoint(World);

impl Endpoint {
    fn new(era: Era) -> Endpoint {
        Endpoint(World::new(era, 1))
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

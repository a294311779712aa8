//! Each blueprint as a learner reads it, an event for it, and what the engine's own function answers: the client tests
//! run the one on the other in node and compare.
//!
//! Prints a JSON list of `{name, source, event, answer, put_back}`; the answer is null of a function that throws.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::command::Blueprint;
use engine::era::Era;
use engine::lambda::blueprints::EventRecord;
use engine::lambda::contract::{Answered, AnsweredRecord, Back, Invoked, Shape};
use engine::lambda::wire;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

const LINE: &str = "10.0.3.7 - - [21/Nov/2026:14:00:07 +0000]";
const ARN: &str = "arn:aws:firehose:us-east-1:123456789012:deliverystream/clicks";

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(text.as_bytes()).expect("memory takes it");
    packed.finish().expect("memory takes it")
}

/// Records of every kind that some blueprint is for, good ones and bad ones; each blueprint gets them all.
fn records() -> Vec<Vec<u8>> {
    let plain = [
        "".to_owned(),
        "plain text".to_owned(),
        format!("{LINE} \"GET /cart HTTP/1.1\" 200 512 \"-\" \"web/1\""),
        format!("{LINE} \"GET /healthcheck HTTP/1.1\" 200 2 \"-\" \"probe\""),
        format!("{LINE} \"GET /cart HTTP/1.1\" 70000 18446744073 \"-\" \"web/1\""),
        format!("{LINE} \"GET /cart HTTP/1.1\" ok 512"),
        format!("{LINE} \"GET\" 200 512"),
        "TCK,HEALTH,-4.53,5.87".to_owned(),
        "TCK,\"HEALTH, CARE\",\"-4.53 \"\"down\"\"\",5.87\r\nTCK,TECH,1.2,9\n\n".to_owned(),
        "TCK,HEALTH,-4.53".to_owned(),
        "Grüße,ä,ö,ü €".to_owned(),
        "<34>Oct 11 22:14:15 mymachine su[230]: 'su root' failed for lonvick".to_owned(),
        "Oct  1 02:04:05 host cron: done\n".to_owned(),
        "<34>Smarch 11 22:14:15 host su: no such month".to_owned(),
        "{\"database\":\"shop\"}".to_owned(),
    ];
    let packed = [
        "{\"database\":\"shop\",\"table\":\"orders\",\"timestamp\":1565382027}",
        "{\"database\":\"shop\",\"table\":\"orders\",\"timestamp\":1565382027000}\n",
        "{\"database\":\"shop\",\"table\":7,\"timestamp\":\"2019-08-09T20:20:27Z\"}",
        "{\"database\":\"shop\",\"timestamp\":\"2019-08-09 23:20:27\"}",
        "{\"database\":\"shop\",\"timestamp\":\"2019-08-09T23:20:27.123\"}",
        "{\"table\":\"t\",\"timestamp\":\"2019-08-09T22:20:27+02:00\"}",
        "{\"database\":\"shop\",\"table\":true,\"timestamp\":\"soon\"}",
        "{\"database\":null,\"table\":[1],\"timestamp\":1565382027.5}",
        "{\"timestamp\":null}",
        "[]",
        "null",
        "{\"broken\":",
        "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[{\"message\":\"one\"},{\"message\":\"two\"}]}",
        "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[]}",
        "{\"messageType\":\"DATA_MESSAGE\"}",
        "{\"messageType\":\"CONTROL_MESSAGE\",\"logEvents\":[{\"message\":\"checking\"}]}",
        "{\"messageType\":\"CONTROL_MESSAGE\"}",
        "{\"messageType\":\"OTHER\",\"logEvents\":[]}",
    ];
    // Five unpack to more than an answer holds; one is more than that alone.
    let large = ["a".repeat(1_000_000), "b".repeat(5_000_001)].map(|text| gzip(&text));
    let mut all: Vec<Vec<u8>> = plain.map(String::into_bytes).into();
    all.extend(packed.map(gzip));
    all.extend(std::iter::repeat_n(large[0].clone(), 6));
    all.push(large[1].clone());
    all
}

fn answered(record: &AnsweredRecord) -> Value {
    let Back::Bytes(data) = &record.data else { panic!("a blueprint answers with data") };
    json!({"recordId": record.id, "result": record.result, "data": STANDARD.encode(data), "keys": record.keys})
}

fn main() {
    let data = records();
    let ids: Vec<String> = (0..data.len()).map(|n| format!("{n:062}")).collect();
    let records: Vec<EventRecord> =
        ids.iter().zip(&data).map(|(id, data)| EventRecord { id, data }).collect();
    let lines: Vec<String> = records
        .iter()
        .map(|record| wire::event_record(record.id, 1_763_733_600_000, &wire::base64(record.data), None))
        .collect();
    let event = wire::event("invoked", ARN, None, "us-east-1", &lines.join(","));
    let event: Value = serde_json::from_str(&event).expect("an event is JSON");
    let all: Vec<Value> = Blueprint::ALL
        .into_iter()
        .map(|blueprint| {
            let ran = blueprint.run(&records, Era::Today);
            let answer = match ran.invoked {
                Invoked::Answered(Answered { shape: Shape::Records(records), .. }) => {
                    Value::from(records.iter().map(answered).collect::<Vec<_>>())
                }
                Invoked::Answered(_) => panic!("a blueprint answers records"),
                Invoked::Fault(_) => Value::Null,
            };
            let put_back: Vec<String> = ran.put_back.iter().map(|data| STANDARD.encode(data)).collect();
            let (name, source) = (blueprint.word(), blueprint.source());
            json!({"name": name, "source": source, "event": &event, "answer": answer, "put_back": put_back})
        })
        .collect();
    println!("{}", Value::from(all));
}

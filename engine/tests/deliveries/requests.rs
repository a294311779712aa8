//! Requests to an HTTP endpoint as AWS documents them, and the answers that count.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::command::Place;
use engine::record::Stored;
use engine::view::{RequestLook, request};
use serde_json::{Value, json};

use super::*;

fn endpoint(retry: u64) -> Destination {
    let to = DeliverTo::Http {
        url: "https://api.example.com/records?x=1".to_owned(),
        endpoint: name("api"),
        name: None,
        headers: HttpHeaders {
            access_key: Some("k-1".to_owned()),
            attributes: vec![("env".to_owned(), "test \"a\"".to_owned()), ("team".to_owned(), String::new())],
        },
        buffering: Some(HINTS),
        retry: Some(Span::seconds(retry)),
    };
    Destination { to, ..s3() }
}

fn begun(retry: u64) -> World {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, endpoint(retry));
    world
}

fn looked(world: &World) -> Option<RequestLook> {
    request(world, &Place::Endpoint(name("api")))
}

fn header<'a>(look: &'a RequestLook, of: &str) -> &'a str {
    look.headers.iter().find(|(name, _)| *name == of).map_or("", |(_, value)| value)
}

#[test]
fn a_request_has_the_headers_and_the_body_that_aws_documents() {
    let mut world = begun(300);
    assert_eq!(looked(&world), None, "nothing was sent yet");
    ["hello", "", "hello world\n"].into_iter().for_each(|data| put(&mut world, data));
    at(&mut world, 100);
    let look = looked(&world).expect("a request");
    let id = header(&look, "X-Amz-Firehose-Request-Id").to_owned();
    assert_eq!((id.len(), id.as_bytes()[14]), (36, b'4'), "{id} is a version 4 UUID");
    let body =
        world.firehose().delivery_stream(&name("d")).expect("d").requested().expect("one").body(Era::Today);
    assert_eq!(
        look.headers,
        [
            ("Content-Type", "application/json".to_owned()),
            ("Content-Length", body.len().to_string()),
            ("X-Amz-Firehose-Protocol-Version", "1.0".to_owned()),
            ("X-Amz-Firehose-Request-Id", id.clone()),
            (
                "X-Amz-Firehose-Source-Arn",
                "arn:aws:firehose:us-east-1:123456789012:deliverystream/d".to_owned()
            ),
            ("X-Amz-Firehose-Access-Key", "k-1".to_owned()),
            (
                "X-Amz-Firehose-Common-Attributes",
                r#"{"commonAttributes":{"env":"test \"a\"","team":""}}"#.to_owned()
            ),
        ]
    );
    assert_eq!(
        (look.url.as_str(), look.attempt, look.whole),
        ("https://api.example.com/records?x=1", 1, true)
    );
    assert_eq!((look.body.as_str(), look.body_bytes, look.records), (body.as_str(), body.len() as u64, 3));
    let told: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(told["requestId"], id.as_str());
    assert_eq!(told["timestamp"], Era::Today.epoch_millis(look.sent));
    let data: Vec<Vec<u8>> = told["records"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|record| STANDARD.decode(record["data"].as_str().expect("text")).expect("base64"))
        .collect();
    assert_eq!(data, [&b"hello"[..], b"", b"hello world\n"]);
    // The buffer was flushed at 60 s, and the answer came when the request had taken its time.
    let ended = look.ended.expect("answered");
    assert!(look.sent >= Time::seconds(60) && look.sent < ended, "{} {ended}", look.sent);
    let answer = look.answer.expect("an answer");
    assert_eq!((answer.status, answer.content_type), (200, "application/json"));
    let said: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(said, json!({ "requestId": id, "timestamp": Era::Today.epoch_millis(ended) }));
    assert_eq!(look.fault, None);
}

#[test]
fn what_is_long_is_shown_by_its_beginning() {
    let mut world = begun(300);
    (0..7).for_each(|i| put(&mut world, &format!("{i}")));
    at(&mut world, 100);
    let look = looked(&world).expect("a request");
    assert_eq!((look.records, look.whole, look.body.matches("\"data\"").count()), (7, false, 5));
    let mut world = begun(300);
    put(&mut world, &"x".repeat(10_000));
    at(&mut world, 100);
    let look = looked(&world).expect("a request");
    assert_eq!((look.whole, look.body.len()), (false, 2_000));
    assert!(look.body_bytes > 13_336, "{}", look.body_bytes);
}

/// What is wrong at the endpoint; the status of its answer, 0 if none comes; the errorCode; records that fail and that are
/// lost.
#[test]
fn only_a_right_answer_counts() {
    let invalid = "HttpEndpoint.InvalidResponseFromDestination";
    for (trouble, status, code, (failed, lost)) in [
        ("unreachable", 0, "HttpEndpoint.ConnectionFailed", (1, 0)),
        ("refusing", 500, "HttpEndpoint.DestinationException", (1, 0)),
        ("silent", 0, "HttpEndpoint.RequestTimeout", (1, 0)),
        ("too-large", 413, "HttpEndpoint.DestinationException", (0, 1)),
        ("slow", 200, "", (0, 0)),
        ("answers-202", 202, "HttpEndpoint.DestinationException", (1, 0)),
        ("answers-other-id", 200, invalid, (1, 0)),
        ("answers-no-timestamp", 200, invalid, (1, 0)),
        ("answers-text", 200, invalid, (1, 0)),
        ("answers-no-json", 200, invalid, (1, 0)),
        ("answers-too-much", 200, "HttpEndpoint.ResponseTooLarge", (1, 0)),
    ] {
        let mut world = begun(0);
        line(&mut world, &format!("fault endpoint api {trouble}"));
        put(&mut world, "hello");
        let end = at(&mut world, 700);
        let delivered = u64::from(code.is_empty());
        assert_eq!((end.ledger.delivered, end.ledger.failed), (delivered, failed), "{trouble}");
        assert_eq!(end.ledger.firehose_lost, lost, "{trouble}");
        let look = looked(&world).expect("a request");
        assert_eq!(look.answer.map_or(0, |answer| answer.status), status, "{trouble}");
        assert_eq!(look.fault.map_or("", |(code, _)| code), code, "{trouble}");
        if failed > 0 {
            let line: Value =
                serde_json::from_str(object(&world, "http-endpoint-failed/").trim()).expect("JSON");
            assert_eq!(line["errorCode"], code, "{trouble}");
        }
    }
}

#[test]
fn a_request_keeps_its_id_and_says_while_it_waits() {
    let mut world = begun(1_000);
    line(&mut world, "fault endpoint api silent for 200s");
    put(&mut world, "hello");
    at(&mut world, 100);
    let waits = looked(&world).expect("a request");
    assert_eq!((waits.attempt, waits.ended, &waits.answer, &waits.fault), (1, None, &None, &None));
    at(&mut world, 245);
    let timed_out = looked(&world).expect("a request");
    // It was sent when it was: three minutes have passed since.
    assert_eq!((timed_out.attempt, timed_out.sent), (1, waits.sent));
    let waited = timed_out.ended.expect("ended").since(timed_out.sent);
    assert!(waited >= Span::seconds(180) && waited < Span::seconds(182), "{waited:?}");
    assert_eq!(timed_out.fault.map(|(code, _)| code), Some("HttpEndpoint.RequestTimeout"));
    at(&mut world, 900);
    let done = looked(&world).expect("a request");
    assert_eq!(done.attempt, 2);
    assert_eq!(done.answer.map(|answer| answer.status), Some(200));
    assert!(done.sent > timed_out.sent);
    let ids = [&waits.headers, &timed_out.headers, &done.headers].map(|all| all[3].1.clone());
    assert!(ids[0] == ids[1] && ids[1] == ids[2], "{ids:?}");
    put(&mut world, "another");
    at(&mut world, 1_000);
    assert_ne!(
        looked(&world).expect("a request").headers[3].1,
        ids[0],
        "another request has an id of its own"
    );
}

#[test]
fn a_request_has_ten_thousand_records_at_most() {
    for (records, requests) in [(9_999_u64, 1), (10_000, 1), (10_001, 2), (20_001, 3)] {
        let mut world = begun(300);
        for from in (0..records).step_by(500) {
            let of = |i| Stored {
                key: String::new(),
                data: format!("{i}\n").into_bytes(),
                explicit_hash_key: None,
            };
            let records: Vec<Stored> = (from..records.min(from + 500)).map(of).collect();
            let (delivery_stream, records) = (name("d"), records.into());
            let command = Command::Firehose(Firehose::PutRecordBatch { delivery_stream, records });
            world.apply(&command).expect("it is taken");
        }
        let end = at(&mut world, 100);
        assert_eq!(end.ledger.delivered, records);
        let store = &end.stores[0];
        assert_eq!((store.parts[0].loads, store.parts[0].records), (requests, records));
        let bytes: u64 = (0..records).map(|i| format!("{i}\n").len() as u64).sum();
        assert_eq!(store.parts[0].bytes, bytes, "{records} records");
        let last = looked(&world).expect("a request");
        assert_eq!(last.records, records - (requests - 1) * 10_000);
    }
}

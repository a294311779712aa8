//! What is asked in a wrong way is answered clearly, and what is cut off harms nobody else.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use crate::running::{Running, start};
use serde_json::{Value, json};

const JSON: &str = "application/x-amz-json-1.1";

/// Sends the bytes as they are, and reads until the other side closes.
fn raw(endpoint: &Running, bytes: &[u8], then_half_close: bool) -> String {
    let mut stream = TcpStream::connect(endpoint.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(bytes).unwrap();
    if then_half_close {
        stream.shutdown(Shutdown::Write).unwrap();
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn parsed(answer: &[u8]) -> Value {
    serde_json::from_slice(answer).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(answer)))
}

#[test]
fn a_body_that_cannot_be_read_is_a_serialization_exception() {
    let endpoint = start(0.0);
    for body in ["", "{", "[]", "null", "\"text\"", "{\"StreamName\": ", "\u{feff}{}"] {
        let (status, answer) = endpoint.call("DescribeStream", body);
        assert_eq!(status, 400, "{body}: {answer}");
        assert_eq!(parsed(answer.as_bytes())["__type"], "SerializationException", "{body}");
    }
}

#[test]
fn an_unknown_operation_is_named_whatever_the_body() {
    let endpoint = start(0.0);
    for target in ["Kinesis_20131202.Nonsense", "Kinesis_20131202", "", "Other.DescribeStream", "."] {
        for body in ["{}", "{"] {
            let (status, answer) = endpoint.client().post("/", target, JSON, body.as_bytes()).unwrap();
            assert_eq!(status, 400, "{target}");
            assert_eq!(parsed(&answer)["__type"], "UnknownOperationException", "{target} {body}");
        }
    }
}

#[test]
fn another_content_type_is_told_which_ones_are_spoken() {
    let endpoint = start(0.0);
    for kind in ["application/json", "text/plain", "application/x-www-form-urlencoded"] {
        let (status, answer) =
            endpoint.client().post("/", "Kinesis_20131202.ListStreams", kind, b"{}").unwrap();
        assert_eq!(status, 404);
        assert!(String::from_utf8_lossy(&answer).contains("application/x-amz-cbor-1.1"), "{kind}");
    }
}

#[test]
fn other_methods_are_refused_and_a_browser_is_told_what_this_is() {
    let endpoint = start(0.0);
    for method in ["PUT", "DELETE", "HEAD", "OPTIONS"] {
        let answer = raw(
            &endpoint,
            format!("{method} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes(),
            false,
        );
        assert!(answer.starts_with("HTTP/1.1 405"), "{method}: {answer}");
    }
    let answer = raw(&endpoint, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("/_lab/advance"), "{answer}");
}

#[test]
fn a_bucket_is_made_and_listed_by_path_and_what_s3_has_not_is_xml_too() {
    let endpoint = start(0.0);
    let say = |line: &str| {
        raw(&endpoint, format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes(), false)
    };
    assert!(say("PUT /lake").starts_with("HTTP/1.1 200"));
    let listed = say("GET /lake?list-type=2&prefix=a%26b");
    assert!(listed.contains("<Name>lake</Name><Prefix>a&amp;b</Prefix>"), "{listed}");
    assert!(listed.contains("<KeyCount>0</KeyCount>") && listed.contains("x-amz-request-id: "), "{listed}");
    for (line, status, code) in [
        ("GET /pond?list-type=2", 404, "NoSuchBucket"),
        ("GET /lake/none", 404, "NoSuchKey"),
        ("DELETE /lake/none", 501, "NotImplemented"),
        ("GET /lake?acl", 501, "NotImplemented"),
        ("GET /a%20b", 400, "InvalidBucketName"),
    ] {
        let answer = say(line);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{line}: {answer}");
        assert!(answer.contains(&format!("<Code>{code}</Code>")), "{line}: {answer}");
    }
}

#[test]
fn a_body_beyond_the_limit_is_413_whether_its_length_is_said_or_not() {
    let endpoint = start(0.0);
    let body = vec![b' '; endpoint::answer::BODY_MOST];
    assert_eq!(
        endpoint.client().call("ListStreams", &body).unwrap().0,
        400,
        "at the limit it is only no JSON"
    );
    let head = format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nContent-Length: {}\r\n\r\n",
        body.len() + 1
    );
    let mut stream = TcpStream::connect(endpoint.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    // The server may answer and close before it has read all.
    let _ = stream.write_all(&body).and_then(|()| stream.write_all(b" "));
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 413");
}

#[test]
fn a_jump_that_is_no_number_or_too_far_is_refused() {
    let endpoint = start(0.0);
    for body in ["", "{}", r#"{"seconds": -1}"#, r#"{"seconds": "9"}"#, r#"{"seconds": 2592001}"#] {
        let (status, answer) = endpoint.client().post("/_lab/advance", "", JSON, body.as_bytes()).unwrap();
        assert_eq!(status, 400, "{body}: {}", String::from_utf8_lossy(&answer));
    }
    assert_eq!(endpoint.client().post("/_lab/nothing", "", JSON, b"").unwrap().0, 404);
    assert_eq!(endpoint.client().post("/_lab/state", "", JSON, b"").unwrap().0, 405);
}

#[test]
fn virtual_time_runs_by_its_speed_and_jumps() {
    let fast = start(1_000.0);
    let epoch_ms = |endpoint: &Running| {
        let (_, answer) = endpoint.client().post("/_lab/advance", "", JSON, b"{\"seconds\": 0}").unwrap();
        parsed(&answer)["time"]["epoch_ms"].as_u64().unwrap()
    };
    let (begun, before) = (Instant::now(), epoch_ms(&fast));
    std::thread::sleep(Duration::from_millis(50));
    let ran = epoch_ms(&fast) - before;
    let most = u64::try_from(begun.elapsed().as_millis()).unwrap() * 1_000 + 1_000;
    assert!((50_000..=most).contains(&ran), "{ran} ms in at most {most}");
    let still = start(0.0);
    let before = epoch_ms(&still);
    still.advance(301);
    assert_eq!(epoch_ms(&still) - before, 301_000);
}

#[test]
fn half_closed_and_broken_connections_harm_nobody() {
    let endpoint = start(0.0);
    let whole = format!(
        "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: Kinesis_20131202.ListStreams\r\nContent-Type: {JSON}\r\n\
         Content-Length: 2\r\n\r\n{{}}"
    );
    let answer = raw(&endpoint, whole.as_bytes(), true);
    assert!(
        answer.starts_with("HTTP/1.1 200"),
        "a client that sends no more still reads its answer: {answer}"
    );
    for cut in 0..whole.len() {
        let mut stream = TcpStream::connect(endpoint.address).unwrap();
        stream.write_all(&whole.as_bytes()[..cut]).unwrap();
    }
    for bytes in [
        &b"\0\0\0\0"[..],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02",
    ] {
        let mut stream = TcpStream::connect(endpoint.address).unwrap();
        stream.write_all(bytes).unwrap();
    }
    assert_eq!(endpoint.call("ListStreams", "{}").0, 200);
    endpoint.stop();
}

#[test]
fn three_hundred_connections_at_once_are_all_answered() {
    let endpoint = start(0.0);
    let mut clients: Vec<_> = (0..300).map(|_| endpoint.client()).collect();
    for client in &mut clients {
        let (status, answer) = client.call("DescribeStream", b"{\"StreamName\": \"none\"}").unwrap();
        // Time stands still: after ten calls the rate of the account is met, and that is an answer too.
        let name = parsed(&answer)["__type"].as_str().unwrap().to_owned();
        assert!(
            status == 400 && matches!(&*name, "ResourceNotFoundException" | "LimitExceededException"),
            "{name}"
        );
    }
    drop(clients);
    endpoint.stop();
}

#[test]
fn an_operation_without_output_is_answered_with_an_empty_body() {
    let endpoint = start(0.0);
    assert_eq!(
        endpoint.call("CreateStream", r#"{"StreamName": "s", "ShardCount": 1}"#),
        (200, String::new())
    );
    endpoint.advance(5);
    let (status, answer) = endpoint.call("DescribeStreamSummary", r#"{"StreamName": "s"}"#);
    assert_eq!(
        (status, &parsed(answer.as_bytes())["StreamDescriptionSummary"]["StreamStatus"]),
        (200, &json!("ACTIVE"))
    );
}

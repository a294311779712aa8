//! What is told to a page that follows: the whole story, soon, and only to whom it may be told.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::running::{Running, start, start_with};
use endpoint::options::Options;
use engine::kernel::Time;
use engine::tools::Tools;
use engine::watch::{Follower, Gone, Told};

fn told(endpoint: &Running, query: &str) -> Told {
    let (status, answer) = endpoint.client().get(&format!("/_lab/watch?{query}")).unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
    serde_json::from_slice(&answer).unwrap()
}

/// The head of the answer to a request of a page with this origin.
fn head(endpoint: &Running, line: &str, origin: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(endpoint.address).unwrap();
    let length = body.len();
    let asked = format!(
        "{line} HTTP/1.1\r\nHost: x\r\nOrigin: {origin}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    );
    stream.write_all(asked.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split("\r\n\r\n").next().unwrap().to_ascii_lowercase()
}

#[test]
fn who_follows_has_the_same_world() {
    let endpoint = start(50.0);
    endpoint.call("CreateStream", r#"{"StreamName": "orders", "ShardCount": 2}"#);
    endpoint.advance(20);
    let mut client = endpoint.client();
    for n in 0..60 {
        let body = format!(r#"{{"StreamName": "orders", "PartitionKey": "k{n}", "Data": "aGVsbG8="}}"#);
        assert_eq!(client.call("PutRecord", body.as_bytes()).unwrap().0, 200);
        client.call("DescribeStreamSummary", br#"{"StreamName": "orders"}"#).unwrap();
    }
    for (operation, body) in [
        ("PutRecord", r#"{"StreamName": "none", "PartitionKey": "k", "Data": ""}"#),
        ("PutRecord", r#"{"StreamName": "orders"}"#),
        ("Nonsense", "{}"),
        (
            "RegisterStreamConsumer",
            r#"{"StreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/orders", "ConsumerName": "c"}"#,
        ),
    ] {
        endpoint.call(operation, body);
    }
    let story =
        "producer fleet to orders rate 50/s size 100B keys uniform 20\nbucket lake\nconsumer c1 reads orders";
    assert_eq!(client.post("/_lab/story", "", "text/plain", story.as_bytes()).unwrap().0, 200);
    endpoint.advance(30);
    let first = told(&endpoint, "from=0");
    let (mut follower, mut history) = Follower::begin(&first, "there", &Tools::none()).unwrap();
    // Time goes on there meanwhile.
    for _ in 0..4 {
        follower.hear(&told(&endpoint, &format!("from={}&wait=20", follower.heard())));
        loop {
            match follower.go_on(&mut history, Time(u64::MAX), 1_000).unwrap() {
                Gone::Reached => break,
                Gone::BudgetSpent | Gone::Did(_) => {}
            }
        }
    }
    assert_eq!(follower.done(), 1 + 120 + 4 + 3);
    assert!(
        follower.refused() >= 3 && follower.agreed() >= 3,
        "{} {}",
        follower.refused(),
        follower.agreed()
    );
    let records =
        history.world().streams().iter().map(|it| it.shards().iter().map(|shard| shard.tip()).sum::<u64>());
    assert!(records.sum::<u64>() > 60 + 50 * 25);
    endpoint.stop();
}

#[test]
fn a_new_call_is_told_at_once_and_silence_after_the_wait() {
    let endpoint = start(0.0);
    let begun = Instant::now();
    assert_eq!(told(&endpoint, "from=0&wait=300").calls, []);
    assert!(begun.elapsed() >= Duration::from_millis(300));
    let (begun, address) = (Instant::now(), endpoint.address);
    let waits = std::thread::spawn(move || {
        let mut client = endpoint::load::Client::connect(address).unwrap();
        let (_, answer) = client.get("/_lab/watch?from=0&wait=10000").unwrap();
        serde_json::from_slice::<Told>(&answer).unwrap()
    });
    std::thread::sleep(Duration::from_millis(100));
    endpoint.call("ListStreams", "{}");
    assert_eq!(waits.join().unwrap().calls[0].line, "aws kinesis list-streams");
    assert!(begun.elapsed() < Duration::from_secs(5), "it waited in vain");
    for wrong in ["from=-1", "wait=10001", "since=1"] {
        assert_eq!(endpoint.client().get(&format!("/_lab/watch?{wrong}")).unwrap().0, 400, "{wrong}");
    }
    endpoint.stop();
}

#[test]
fn pages_of_this_machine_may_watch_and_others_may_do_nothing() {
    let mut options = Options { watch_from: Some("https://labs.example".to_owned()), ..Options::default() };
    options.speed = 0.0;
    let endpoint = start_with(options);
    let allowed = |origin: &str| {
        let head = head(&endpoint, "GET /_lab/watch?wait=0", origin, "");
        assert!(head.starts_with("http/1.1 200") && head.contains("vary: origin"), "{head}");
        head.contains(&format!("access-control-allow-origin: {origin}"))
    };
    for origin in ["http://127.0.0.1:8080", "http://localhost:3000", "https://labs.example"] {
        assert!(allowed(origin), "{origin}");
    }
    for origin in ["https://example.org", "http://127.0.0.1.example.org", "null"] {
        assert!(!allowed(origin), "{origin}");
    }
    // A text that needs no leave of the browser's would otherwise be taken as a story.
    for (origin, status) in
        [("https://example.org", 403), ("https://labs.example", 403), ("http://localhost:1", 200)]
    {
        for (path, body) in [("/_lab/story", "bucket lake"), ("/_lab/advance", "{\"seconds\": 1}")] {
            let head = head(&endpoint, &format!("POST {path}"), origin, body);
            assert!(head.starts_with(&format!("http/1.1 {status}")), "{origin} {path}: {head}");
            assert!(!head.contains("access-control"), "only watching is for pages: {head}");
        }
    }
    assert_eq!(told(&endpoint, "wait=0").calls.len(), 1, "the bucket");
    endpoint.stop();
}

#[test]
fn a_quota_of_its_own_cannot_be_followed_and_each_run_is_another() {
    let limited = start_with(Options { shard_limit: Some(3), ..Options::default() });
    let (status, answer) = limited.client().get("/_lab/watch?wait=0").unwrap();
    assert_eq!(status, 409);
    assert!(String::from_utf8_lossy(&answer).contains("--shard-limit"));
    let (one, other) = (start(0.0), start(0.0));
    assert_ne!(told(&one, "wait=0").run, told(&other, "wait=0").run);
}

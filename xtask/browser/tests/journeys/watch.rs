//! A script of one's own against a real endpoint, seen on the stage.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::common::Page;
use browser::{Browser, DESKTOP, PHONE, TABLET};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(20);

/// The endpoint's program, ended and waited for at the end.
struct Endpoint {
    child: Child,
    port: u16,
}

impl Endpoint {
    #[track_caller]
    fn start(port: u16) -> Endpoint {
        let program = xtask::endpoint::built("debug/endpoint");
        assert!(program.is_file(), "no endpoint: cargo build -p endpoint --bin endpoint");
        let mut child = Command::new(program)
            .args(["--port", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the endpoint starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("its first line");
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        Endpoint { child, port: port.unwrap_or_else(|| panic!("{line:?} is no address")) }
    }

    /// One call, as an SDK makes it; its answer, and whether it was refused.
    #[track_caller]
    fn call(&self, operation: &str, body: &Value) -> (u16, Value) {
        let (body, target) = (body.to_string(), format!("Kinesis_20131202.{operation}"));
        self.post("/", &target, &body)
    }

    #[track_caller]
    fn post(&self, path: &str, target: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the endpoint listens");
        let length = body.len();
        let asked = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nX-Amz-Target: {target}\r\nContent-Type: application/x-amz-json-1.1\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        stream.write_all(asked.as_bytes()).expect("it is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|it| it.parse().ok()).expect("a status");
        let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// A stream that is ready.
    #[track_caller]
    fn stream(&self, name: &str, shards: u32) {
        let made = self.call("CreateStream", &json!({ "StreamName": name, "ShardCount": shards }));
        assert_eq!(made.0, 200, "{made:?}");
        self.post("/_lab/advance", "", "{\"seconds\": 20}");
    }

    #[track_caller]
    fn put(&self, stream: &str, keys: std::ops::Range<u32>) {
        let records: Vec<Value> =
            keys.map(|key| json!({ "PartitionKey": format!("order-{key}"), "Data": "aGVsbG8=" })).collect();
        let put = self.call("PutRecords", &json!({ "StreamName": stream, "Records": records }));
        assert_eq!((put.0, &put.1["FailedRecordCount"]), (200, &json!(0)), "{put:?}");
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The records that the doors of a stream's shards have taken, as the scene in words tells them.
#[track_caller]
fn says(browser: &Browser, wanted: &str) {
    browser.until_within(PATIENCE, &format!("`{wanted}`"), |browser| match browser.text(".watch") {
        Some(text) if text.contains(wanted) => Ok(()),
        text => Err(format!("{text:?}")),
    });
}

/// Pixels of the canvas of marks that are not empty: records on their way.
fn marks(browser: &Browser) -> u64 {
    let script = "const canvas = document.querySelector('#stage canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let n = 0;
        for (let i = 3; i < data.length; i += 4) if (data[i] > 0) n += 1;
        return n";
    browser.eval(script).as_u64().expect("a number")
}

#[test]
fn a_script_is_seen_on_the_stage_while_it_runs() {
    let endpoint = Endpoint::start(0);
    let page = Page::open(&format!("#/?watch={}", endpoint.port));
    let browser = &page.browser;
    says(browser, "nothing was asked there yet");
    endpoint.stream("orders", 2);
    browser.until_within(PATIENCE, "the stream", |browser| match browser.count("#on-stage-shard-orders-1") {
        1 => Ok(()),
        _ => Err("no lane".to_owned()),
    });
    assert_eq!(marks(browser), 0, "nothing was put yet");
    endpoint.put("orders", 0..40);
    browser.until_within(PATIENCE, "records on the lanes", |browser| match marks(browser) {
        0 => Err("no marks".to_owned()),
        _ => Ok(()),
    });
    says(browser, "2 calls · byte for byte the same world");
    // A key that is missing, and a stream that is not there.
    assert_eq!(endpoint.call("PutRecord", &json!({ "StreamName": "orders" })).0, 400);
    let none = json!({ "StreamName": "none", "PartitionKey": "k", "Data": "aGk=" });
    assert_eq!(endpoint.call("PutRecord", &none).0, 400);
    says(browser, "4 calls, 2 refused");
    browser.wait_for_text("#stage", "your calls");
    let invites = || browser.text("#stage").is_some_and(|text| text.contains("drop a producer here"));
    assert!(!invites(), "nobody can add to an endpoint's world from here");
    endpoint.put("orders", 40..60);
    says(browser, "5 calls");
    browser.wait_for_text("#stage", "60 put");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "watch", |_| {});
    // Time runs there, and here after it.
    let before = page.clock();
    browser.until_within(PATIENCE, "time that goes on", |_| {
        if page.clock() > before + 1_000 { Ok(()) } else { Err(format!("{}", page.clock())) }
    });
    browser.assert_no_problems();
}

#[test]
fn it_is_followed_by_keys_alone_paused_lost_and_found_again_and_then_ones_own() {
    let endpoint = Endpoint::start(0);
    let port = endpoint.port;
    drop(endpoint);
    let page = Page::open("#/");
    let browser = &page.browser;
    page.at_the_first_refusal();
    browser.press("Control+k");
    browser.wait_for("dialog.search #search-words");
    browser.type_text("follow an endpoint");
    browser.wait_for_text("dialog", "Follow an endpoint");
    browser.press("Enter");
    browser.until("the address has the focus", |browser| {
        let id = browser.eval("return document.activeElement.id");
        if id == "watch-address" { Ok(()) } else { Err(format!("{id}")) }
    });
    browser.press("Control+a");
    browser.type_text("example.org:80");
    browser.press("Enter");
    says(browser, "An endpoint on this machine can be followed");
    page.looks(&[&DESKTOP, &PHONE], "watch-form", |_| {});
    browser.click("#watch-address");
    browser.press("Control+a");
    browser.type_text(&port.to_string());
    browser.press("Enter");
    says(browser, &format!("cargo xtask endpoint --port {port}"));
    page.looks(&[&DESKTOP, &PHONE], "watch-not-there", |_| {});

    let endpoint = Endpoint::start(port);
    endpoint.stream("orders", 1);
    endpoint.put("orders", 0..10);
    says(browser, "2 calls · byte for byte");
    // Space pauses; what comes meanwhile waits.
    browser.click("#clock");
    browser.press("Space");
    says(browser, "Paused");
    endpoint.put("orders", 10..20);
    says(browser, "1 more since");
    browser.press("Space");
    says(browser, "3 calls · byte for byte");
    // It cannot be changed, and says so.
    page.press(".dock-tabs, .dock, footer", "Large terminal");
    browser.click("#terminal-in");
    browser.type_text("aws kinesis list-streams");
    browser.press("Enter");
    browser.wait_for_text(".toasts", "This is the world of the endpoint");
    browser.press("Escape");

    drop(endpoint);
    says(browser, "Lost");
    assert!(browser.text("#stage").is_some_and(|text| text.contains("20 put")), "what was seen stays");
    let endpoint = Endpoint::start(port);
    endpoint.stream("others", 1);
    browser.wait_for_text(".toasts", "Another world stands at the endpoint");
    browser.until_within(PATIENCE, "the other stream", |browser| {
        match browser.count("#on-stage-shard-others-0") {
            1 => Ok(()),
            _ => Err("no lane".to_owned()),
        }
    });
    endpoint.put("others", 0..30);
    says(browser, "2 calls · byte for byte");
    page.press(".watch", "Stop following");
    browser.wait_for_text(".toasts", "The scene is yours now");
    // Rewound to before the records, and changed.
    let at = page.clock();
    for _ in 0..12 {
        page.press(".tr", "One second back");
    }
    browser.until("an earlier instant", |_| if page.clock() < at { Ok(()) } else { Err(String::new()) });
    page.press(".pal", "Add a producer");
    browser.wait_for_text("#stage", "producer-1");
    // A reload finds it again.
    browser.until("it is kept", |browser| {
        let kept = browser.eval("return localStorage.getItem('shardlab.v1.scene.playground') ?? ''");
        if kept.as_str().is_some_and(|kept| kept.contains("producer-1")) {
            Ok(())
        } else {
            Err(String::new())
        }
    });
    page.go("#/learn");
    page.go("#/");
    browser.wait_for_text("#stage", "producer-1");
    // A browser says itself that nothing answered.
    let problems = browser.take_problems();
    assert!(
        problems.iter().all(|it| it.contains("ERR_CONNECTION") || it.contains("/_lab/watch")),
        "{problems:?}"
    );
}

/// As it stands in countless tutorials: nothing of it knows that no AWS answers.
const SCRIPT: &str = "
import boto3
kinesis = boto3.client('kinesis')
records = [{'PartitionKey': f'order-{n}', 'Data': b'hello'} for n in range(60)]
print(kinesis.put_records(StreamName='orders', Records=records)['FailedRecordCount'])
";

#[test]
fn the_records_of_a_script_with_boto3_are_seen_on_the_stage() {
    let Some(python) = xtask::clients::installed() else {
        eprintln!(
            "SKIPPED: no boto3 in target/clients/python, which `cargo xtask test --only clients` sets up"
        );
        return;
    };
    let endpoint = Endpoint::start(0);
    endpoint.stream("orders", 2);
    let page = Page::open(&format!("#/?watch={}", endpoint.port));
    let browser = &page.browser;
    browser.until_within(PATIENCE, "the stream", |browser| match browser.count("#on-stage-shard-orders-1") {
        1 => Ok(()),
        _ => Err("no lane".to_owned()),
    });
    assert_eq!(marks(browser), 0, "nothing was put yet");
    let url = format!("http://127.0.0.1:{}", endpoint.port);
    let said = Command::new(python)
        .args(["-c", SCRIPT])
        .envs([("AWS_ENDPOINT_URL", url.as_str()), ("AWS_DEFAULT_REGION", "us-east-1")])
        .envs([("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x"), ("PYTHONDONTWRITEBYTECODE", "1")])
        .env_remove("AWS_PROFILE")
        .stdin(Stdio::null())
        .output()
        .expect("python runs");
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert_eq!((out.trim(), said.status.success()), ("0", true), "{err}");
    browser.until_within(PATIENCE, "its records on the lanes", |browser| match marks(browser) {
        0 => Err("no marks".to_owned()),
        _ => Ok(()),
    });
    says(browser, "2 calls · byte for byte the same world");
    browser.wait_for_text("#stage", "60 put");
    browser.assert_no_problems();
}

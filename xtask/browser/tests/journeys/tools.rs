//! The modules that are loaded when they are first needed: jq and the writer of columns, in a real browser.

use std::time::Duration;

use crate::common::{Page, link};
use browser::Browser;
use engine::history::History;
use engine::kernel::Time;
use engine::names::Name;
use engine::story::Story;

const QUERY: &str = "title By customer\nseed 1\n\
    at 1s aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
    '{\"RoleARN\":\"arn:aws:iam::123456789012:role/firehose\",\"BucketARN\":\"arn:aws:s3:::lake\",\
    \"Prefix\":\"customer=!{partitionKeyFromQuery:customer}/\",\"ErrorOutputPrefix\":\"error/\",\
    \"BufferingHints\":{\"SizeInMBs\":64,\"IntervalInSeconds\":60},\
    \"DynamicPartitioningConfiguration\":{\"Enabled\":true},\
    \"ProcessingConfiguration\":{\"Enabled\":true,\"Processors\":[{\"Type\":\"MetadataExtraction\",\"Parameters\":\
    [{\"ParameterName\":\"MetadataExtractionQuery\",\"ParameterValue\":\"{customer: .customer}\"},\
    {\"ParameterName\":\"JsonParsingEngine\",\"ParameterValue\":\"JQ-1.6\"}]}]}}'\n\
    at 2s aws firehose put-record --delivery-stream-name d --record '{\"Data\":\"eyJjdXN0b21lciI6NDJ9\"}'\n\
    at 2s aws firehose put-record --delivery-stream-name d --record '{\"Data\":\"eyJjdXN0b21lciI6MTd9\"}'\n";

const COLUMNS: &str = "title Columns\nseed 1\n\
    table db.orders columns \"customer bigint\"\n\
    at 1s aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
    '{\"RoleARN\":\"arn:aws:iam::123456789012:role/firehose\",\"BucketARN\":\"arn:aws:s3:::lake\",\
    \"BufferingHints\":{\"SizeInMBs\":64,\"IntervalInSeconds\":60},\
    \"DataFormatConversionConfiguration\":{\"Enabled\":true,\
    \"SchemaConfiguration\":{\"DatabaseName\":\"db\",\"TableName\":\"orders\",\"RoleARN\":\"arn:aws:iam::123456789012:role/firehose\"},\
    \"InputFormatConfiguration\":{\"Deserializer\":{\"OpenXJsonSerDe\":{}}},\
    \"OutputFormatConfiguration\":{\"Serializer\":{\"ParquetSerDe\":{}}}}}'\n\
    at 2s aws firehose put-record --delivery-stream-name d --record '{\"Data\":\"eyJjdXN0b21lciI6NDJ9\"}'\n";

/// What is saved from here on is kept in the page instead.
const KEEP_FILES: &str = "const kept = [];
    let done;
    window.files = new Promise((ready) => { done = ready; });
    const make = URL.createObjectURL;
    const blobs = new Map();
    URL.createObjectURL = (blob) => { const url = make.call(URL, blob); blobs.set(url, blob); return url; };
    HTMLAnchorElement.prototype.click = async function () {
        const bytes = [...new Uint8Array(await blobs.get(this.href).arrayBuffer())];
        kept.push({ name: this.download, bytes });
        done(kept);
    };";

/// Names of the modules that the page has asked for.
fn loaded(browser: &Browser) -> String {
    let script = "return performance.getEntriesByType('resource').map((one) => one.name.split('/').pop())
        .filter((name) => name.endsWith('.wasm')).sort().join(' ')";
    browser.eval(script).as_str().expect("text").to_owned()
}

/// Plays at sixty times until the bucket has objects, and opens it.
#[track_caller]
fn delivered(page: &Page, objects: u64) {
    let browser = &page.browser;
    browser.wait_for("#stage");
    page.press(".tr", "60 times");
    if !page.playing() {
        page.press(".tr", "Play");
    }
    browser.until_within(Duration::from_secs(60), "the objects", |browser| {
        if browser.count("#on-stage-bucket-lake .nt") > 0 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    browser.click("#on-stage-bucket-lake .nt");
    browser.until_within(Duration::from_secs(60), "the objects", |browser| {
        let all = browser.text("#inspector").unwrap_or_default();
        if browser.count("#inspector .tree .log button") >= objects { Ok(()) } else { Err(all) }
    });
    page.press(".tr", "Pause");
}

#[test]
fn jq_is_loaded_when_a_story_needs_it_and_parts_records() {
    let page = Page::open("#/learn");
    assert!(!loaded(&page.browser).contains("jq"), "{}", loaded(&page.browser));
    let page = Page::open(&link(QUERY));
    delivered(&page, 1);
    assert!(loaded(&page.browser).contains("jq"), "{}", loaded(&page.browser));
    page.browser.wait_for_text("#inspector .tree", "customer=42/");
    page.browser.wait_for_text("#inspector .tree", "customer=17/");
    page.browser.screenshot("jq-partitions");
    page.browser.assert_no_problems();
}

#[test]
fn columns_are_loaded_when_a_story_needs_them_and_write_parquet() {
    let page = Page::open(&link(COLUMNS));
    delivered(&page, 1);
    assert!(loaded(&page.browser).contains("columns"), "{}", loaded(&page.browser));
    page.browser.wait_for_text("#inspector .tree", ".parquet");
    page.browser.click("#inspector .tree .log button");
    page.browser.wait_for_text("#inspector .sheet th", "customer");
    page.browser.wait_for_text("#inspector .sheet td", "42");
    // The file itself, written by the module in the page, is the one written natively, which clients/columns.py
    // gives to Apache Arrow.
    page.browser.eval(KEEP_FILES);
    page.press("#inspector", "Save as a file");
    page.browser.wait_for_text(".toasts", "as they lie in the bucket");
    let file = page.browser.eval("return window.files.then((all) => all[0])");
    let bytes: Vec<u8> = serde_json::from_value(file["bytes"].clone()).expect("bytes");
    assert!(file["name"].as_str().is_some_and(|name| name.ends_with(".parquet")), "{}", file["name"]);
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{} bytes", bytes.len());
    let story = Story::parse(COLUMNS).expect("a story");
    let mut native = History::lent(&story, &tools::native()).expect("it begins");
    native.advance(Time::millis(page.clock()), u64::MAX);
    let lake = Name::parse("lake").expect("a name");
    let bucket = native.world().buckets().bucket(&lake).expect("the bucket");
    let object =
        bucket.objects().find(|object| object.key.ends_with(file["name"].as_str().unwrap_or_default()));
    assert_eq!(object.expect("the same name").content.0.bytes(), bytes);
    page.browser.screenshot("parquet-object");
    page.browser.assert_accessible();
    page.browser.assert_no_problems();
}

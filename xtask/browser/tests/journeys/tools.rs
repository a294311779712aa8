//! The modules that are loaded when they are first needed: jq and the writer of columns, in a real browser.

use std::time::Duration;

use crate::common::{Page, link};
use browser::Browser;

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
    page.browser.screenshot("parquet-object");
    page.browser.assert_accessible();
    page.browser.assert_no_problems();
}

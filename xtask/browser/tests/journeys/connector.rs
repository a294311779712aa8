//! A connector, a window and tools of others by hand: put on the stage, a bucket taken away, an alert, a refusal.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};

const STORY: &str = "title Pipelines\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    aws kinesis create-stream --stream-name alerts --shard-count 1\n\
    producer web to orders rate 400/s size 200B keys \"hot\" 50% uniform 20 50%\n\
    aws firehose create-delivery-stream --delivery-stream-name to-lake --delivery-stream-type KinesisStreamAsSource \
    --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders \
    --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake\n";

#[test]
fn a_connector_writes_files_and_gives_up_where_its_bucket_is_gone() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    page.press(".pal", "More to add");
    page.press("dialog", "Connector Library");
    browser.wait_for_text("#inspector h1", "connector-1");
    browser.wait_for_text("#inspector", "3 · IBuffer");
    page.play_until("60 times", "a file", "#inspector", |panel| {
        panel.contains("4 · IEmitter") && !panel.contains("0 in 0 buffers")
    });
    browser.wait_for_text("#on-stage-reader-connector-1", "Connector");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "connector", |_| {});
    page.press("#inspector", "Make bucket lake unreachable");
    browser.wait_for_text("#inspector", "Heal bucket lake");
    page.play_until("60 times", "records given up", "#inspector", |panel| {
        panel.contains("Why were they given up?")
    });
    page.press("#inspector", "Why were they given up?");
    browser.wait_for_text("#inspector .why", "IEmitter.fail()");
    page.looks(&[&DESKTOP, &PHONE], "connector-given-up", |_| {});
    page.press("#inspector .why", "Close");
    page.press("#inspector", "Heal bucket lake");
    page.press("#inspector .chips", "lines of JSON");
    browser.wait_for_text("#inspector", "set connector-1 transform json");
}

#[test]
fn a_window_turns_red_and_its_rows_go_to_a_stream() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    page.press(".pal", "More to add");
    page.press("dialog", "Analytics window");
    browser.wait_for_text("#inspector h1", "analytics-1");
    page.press("#inspector [aria-labelledby=rows-to]", "alerts");
    browser.wait_for_text("#inspector", "set analytics-1 rows-to alerts");
    page.play_until("60 times", "an alert", "#inspector", |panel| panel.contains("Why this alert?"));
    browser.wait_for_text("#on-stage-reader-analytics-1", "alert");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "analytics", |_| {});
    page.press("#inspector", "Why this alert?");
    browser.wait_for_text("#inspector .why", "is more than 100");
    page.press("#inspector .why", "Close");
    page.press("#inspector .chips", "sliding");
    browser.wait_for_text("#inspector", "window 10s sliding");
}

#[test]
fn spark_reads_a_stream_and_is_refused_at_a_firehose() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    page.press(".pal", "More to add");
    page.looks(&[&DESKTOP, &PHONE], "more-tools", |_| {});
    page.press("dialog", "Spark at a Firehose");
    browser.wait_for_text("body", "Nobody reads from a Firehose such as to-lake");
    page.press(".pal", "More to add");
    page.press("dialog", "Spark reads");
    browser.wait_for_text("#inspector h1", "spark-1");
    browser.wait_for_text("#inspector", "APACHE SPARK");
    browser.wait_for_text("#on-stage-reader-spark-1", "Spark");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "spark", |_| {});
}

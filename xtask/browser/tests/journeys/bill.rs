//! The bill in the dock: nothing at first, then its lines, a month, a copy; and charts of those who tell of themselves.

use std::time::Duration;

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};

const STORY: &str = "title Costs\nera 2018\nseed 1\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer fleet to orders api kpl rate 300/s size 512B keys uniform 500 payload orders\n\
    consumer app reads orders kcl workers 2\nuntil 10m\n";

/// A scene after so many seconds of it, standing.
fn scene(story: &str, seconds: u64) -> Page {
    let page = Page::open(&link(story));
    page.browser.wait_for(".dock-tabs");
    if !page.playing() {
        page.press(".tr", "Play");
    }
    page.browser.until_within(Duration::from_secs(120), "so many seconds", |_| {
        if page.clock() > seconds * 1_000 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    page.stop();
    page
}

#[test]
fn nothing_runs_and_nothing_costs() {
    let page = scene("title Nothing\nseed 1\nuntil 1m\n", 1);
    page.press(".dock-tabs", "Bill");
    page.browser.wait_for_text(".dock .bill", "Nothing runs, nothing costs.");
    page.looks(&[&DESKTOP, &PHONE], "bill-empty", |_| {});
    page.browser.assert_no_problems();
}

#[test]
fn the_bill_says_what_costs_and_by_which_rule() {
    let page = scene(STORY, 12);
    let browser = &page.browser;
    page.press(".dock-tabs", "Bill");
    for text in [
        "so far",
        "a month like the first",
        "Amazon Kinesis Data Streams",
        "open shards of provisioned streams · orders",
        "$0.0150 per shard-hour",
        "PUT payload units · orders",
        "Amazon DynamoDB",
        "provisioned write capacity · app",
        "it is billed at these",
    ] {
        browser.wait_for_text(".dock .bill", text);
    }
    browser.click(".dock .bill summary");
    browser.wait_for_text(".dock .bill details[open]", "Source: aws.amazon.com/kinesis/data-streams/faqs");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "bill", |_| {});
    page.press(".dock .bill", "Copy");
    browser.assert_no_problems();
}

#[test]
fn a_kpl_a_group_of_workers_and_a_table_have_charts_by_the_minute() {
    let page = scene(STORY, 62);
    let browser = &page.browser;
    for (of, metric, shot) in [
        ("fleet (KPL)", "UserRecordsPerKinesisRecord", "minutes-kpl"),
        ("app (KCL)", "RecordsProcessed", "minutes-kcl"),
        ("app (table)", "ConsumedWriteCapacityUnits", "minutes-table"),
    ] {
        browser.eval(&format!(
            "(() => {{ const s = document.querySelector('select.which'); s.value = '{of}'; \
             s.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
        ));
        browser.wait_for_text(".dock .mets", metric);
        page.looks(&[&DESKTOP, &PHONE], shot, |_| {});
    }
    browser.assert_no_problems();
}

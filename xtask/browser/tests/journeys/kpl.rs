//! A producer with the KPL by hand: its card, its two buffers, a record opened, its settings, and who takes records apart.

use std::time::Duration;

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};

const STORY: &str = "title Packed\nseed 1\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer fleet to orders api kpl rate 1000/s size 512B keys uniform 500 payload orders buffered 500ms\n\
    consumer plain reads orders poll 1s\nconsumer kcl reads orders poll 1s deaggregates yes\nuntil 10m\n";

/// The scene after some seconds of it, standing.
fn scene() -> Page {
    let page = Page::open(&link(STORY));
    page.browser.wait_for("#on-stage-producer-fleet");
    if !page.playing() {
        page.press(".tr", "Play");
    }
    page.browser.until_within(Duration::from_secs(60), "eight seconds", |_| {
        if page.clock() > 8_000 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    page.stop();
    page
}

#[test]
fn the_buffers_of_the_kpl_are_seen_and_a_record_is_opened() {
    let page = scene();
    let browser = &page.browser;
    browser.wait_for_text("#on-stage-producer-fleet", "packed into 1");
    browser.click("#on-stage-producer-fleet");
    for text in [
        "1 · AGGREGATION",
        "2 · COLLECTION",
        "UserRecordsPerKinesisRecord",
        "NEWEST AGGREGATED RECORD",
        "f3 89 9a c2 0a",
        "user-",
    ] {
        browser.wait_for_text("#inspector", text);
    }
    assert!(browser.count("#inspector .pack svg") >= 1, "a buffer is drawn");
    assert!(browser.count("#inspector .packed tbody tr") >= 20, "user records are listed");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "kpl-panel", |_| {
        browser.eval("document.querySelector('#inspector .kpl')?.scrollIntoView({ block: 'start' })");
    });
    page.looks(&[&DESKTOP, &PHONE], "kpl-record", |_| {
        browser.eval("document.querySelector('#inspector .packed')?.scrollIntoView({ block: 'start' })");
    });
    page.looks(&[&DESKTOP, &PHONE], "kpl-stage", |_| {
        browser.eval("window.scrollTo(0, 0)");
    });
    browser.assert_no_problems();
}

#[test]
fn its_settings_are_lines_and_why_tells_where_the_time_goes() {
    let page = scene();
    let browser = &page.browser;
    browser.click("#on-stage-producer-fleet");
    browser.wait_for_text("#inspector", "RecordMaxBufferedTime");
    page.press("#inspector .kpl", "Why?");
    browser.wait_for_text("aside", "RecordMaxBufferedTime is 500ms, of which the last 50ms");
    page.press("aside .why", "Buffer for 100ms");
    browser.wait_for_text("#inspector pre", "set fleet buffered 100ms");
    browser.click("#rate-limit");
    browser.press("Control+a");
    browser.type_text("80");
    browser.press("Enter");
    browser.wait_for_text("#inspector pre", "set fleet rate-limit 80%");
    page.press("#inspector [aria-labelledby=aggregation]", "off");
    browser.wait_for_text("#inspector", "Off: each user record is a record of the stream");
    page.looks(&[&DESKTOP, &PHONE], "kpl-settings", |_| {
        browser.eval("document.querySelector('#inspector [aria-labelledby=aggregation]')?.scrollIntoView({ block: 'start' })");
    });
    page.press("#inspector [aria-labelledby=api]", "PutRecords");
    browser.wait_for_text("#inspector pre", "set fleet api put-records");
    browser.click("#on-stage-reader-kcl");
    browser.wait_for_text("#inspector", "user records");
    page.press("#inspector [aria-labelledby=apart]", "as bytes");
    browser.wait_for_text("#inspector pre", "set kcl deaggregates no");
    browser.assert_no_problems();
}

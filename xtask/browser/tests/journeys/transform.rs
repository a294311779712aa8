//! Firehose by hand: buffers fill, objects appear, an invocation and a failed record are opened, charts are drawn.

use std::time::Duration;

use crate::common::Page;

/// Skips to the next marker of a kind and waits until the scene stands there.
#[track_caller]
fn skip_to(page: &Page, what: &str, there: &str) {
    if page.browser.count("#markers") == 0 {
        page.browser.click("#markers-open");
    }
    page.press("#markers", what);
    page.browser.until_within(Duration::from_secs(40), what, |browser| {
        if browser.count(there) > 0 && !page.playing() { Ok(()) } else { Err(page.clock().to_string()) }
    });
    page.browser.click("#markers-open");
}

#[test]
fn an_invocation_is_opened_record_by_record() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    browser.click("#on-stage-function-to-json");
    browser.wait_for_text("#inspector", "invocation");
    browser.wait_for_text("#inspector", "ProcessingFailed");
    page.press("#inspector", "ProcessingFailed");
    browser.until("only failed records", |browser| {
        let text = browser.text("#inspector tbody").unwrap_or_default();
        let all_failed = text.contains("✕ ProcessingFailed")
            && !text.contains("● Ok")
            && text.contains("lands in processing-failed/");
        if all_failed { Ok(()) } else { Err(text) }
    });
    browser.screenshot("invocation-1440-light");
    page.press("#inspector", "Event");
    browser.wait_for_text("#inspector", "\"deliveryStreamArn\"");
    browser.wait_for_text("#inspector", "of 6,291,556 B");
    page.press("#inspector", "Response");
    browser.wait_for_text("#inspector", "\"result\":\"");
    browser.assert_accessible();
    browser.assert_no_problems();
}

#[test]
fn objects_appear_by_size_and_by_interval_and_open_to_their_lines() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    skip_to(&page, "▼next flush", "[id^=on-stage-object-lake-2026]");
    browser.click("[id^=on-stage-object-lake-2026]");
    browser.wait_for_text("#inspector", "by size");
    browser.wait_for_text("#inspector", "\"method\":");
    browser.screenshot("object-1440-light");
    skip_to(&page, "⊘next failure", "[id^=on-stage-object-lake-processing-failed]");
    browser.click("[id^=on-stage-object-lake-processing-failed]");
    browser.wait_for_text("#inspector", "by interval");
    browser.wait_for_text("#inspector", "Lambda.ProcessingFailedStatus");
    page.press("#inspector", "Decode rawData");
    browser.wait_for_text("[aria-label='rawData, decoded']", "\\x1f\\x8b");
    browser.screenshot("failed-object-1440-light");
    browser.assert_accessible();
    browser.assert_no_problems();
}

#[test]
fn charts_log_and_calls_tell_the_same_story() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    page.press(".hookq", "Send slower");
    page.press(".tr", "10 times");
    browser.eval("return new Promise((done) => setTimeout(done, 2000))");
    page.press(".tr", "Pause");
    page.press(".dock-tabs", "Charts");
    browser.wait_for(".dock canvas");
    let drawn = browser.eval(
        "const c = document.querySelector('.dock canvas');
        const pixels = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        return new Set(pixels).size",
    );
    assert!(drawn.as_u64() > Some(8), "the chart is empty: {drawn} different values");
    browser.screenshot("charts-1440-light");
    browser.assert_accessible();
    page.press(".dock-tabs", "Event log");
    browser.wait_for_text(".dock", "iphone-fleet");
    browser.screenshot("log-1440-light");
    page.press(".dock-tabs", "API calls");
    browser.wait_for_text(".dock", "set iphone-fleet rate");
    browser.screenshot("calls-1440-light");
    browser.assert_accessible();
    browser.prefer_dark(true);
    browser.eval("return new Promise((done) => setTimeout(done, 400))");
    browser.screenshot("calls-1440-dark");
    browser.assert_accessible();
    browser.assert_no_problems();
}

//! Destinations by hand: made, broken, looked at while they are tried again, given up or healed; failed records opened.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};

const STORY: &str = "title Destinations\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 1\n\
    producer web to orders rate 4/s size 200B payload access-log\n";

/// The stream is there, and nothing moves.
fn scene() -> Page {
    let page = Page::open(&link(STORY));
    page.browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    page
}

/// Light and dark, from a desk to a phone.
fn look(page: &Page, name: &str) {
    page.looks(&[&DESKTOP, &TABLET, &PHONE], name, |_| {});
}

#[test]
fn a_domain_that_stays_broken_is_given_up_and_its_records_lie_in_the_bucket() {
    let page = scene();
    let browser = &page.browser;
    page.press(".pal", "More to add");
    page.press("dialog", "Amazon OpenSearch");
    browser.wait_for_text("#inspector", "OpenSearch: domain-1, index records");
    browser.wait_for_text("#on-stage-bucket-bucket-1", "bucket-1");
    browser.click("#on-stage-domain-domain-1");
    browser.wait_for_text("#inspector h1", "domain-1");
    // Broken for twenty minutes, by keys alone.
    browser.click("#lasting");
    browser.press("Control+a");
    browser.type_text("20");
    browser.press("Enter");
    browser.wait_for_text("#inspector", "✕ unreachable, 20:00 left");
    browser.wait_for_text("#inspector", "fault domain domain-1 unreachable for 20m");
    page.play_until("60 times", "the first failure", "#inspector", |panel| panel.contains("↻1 again in"));
    browser.wait_for_text("#inspector", "OS.ServiceException");
    browser.wait_for_text("#inspector", "the last attempt");
    browser.wait_for_text("#on-stage-delivery-firehose-1", "↻1");
    look(&page, "retry");
    page.press("#inspector", "Why?");
    browser.wait_for_text("#inspector", "RetryOptions.DurationInSeconds is 300");
    browser.wait_for_text("#inspector", "Nothing is lost");
    browser.screenshot("retry-why-1440-light");
    page.press("#inspector .why", "Close");
    page.play_until("60 times", "what was given up", "#inspector", |panel| {
        panel.contains("in failure folders") && !panel.contains("✕ 0 in failure folders")
    });

    browser.click("#on-stage-bucket-bucket-1 .nt");
    browser.wait_for_text("#inspector .tree", "AmazonOpenSearchService_failed/ ✕");
    look(&page, "failed-tree");
    let open = ".tree .log button";
    browser.wait_for(open);
    browser.click(open);
    browser.wait_for_text("#inspector .failed", "OS.ServiceException");
    browser.wait_for_text("#inspector .failed", "attemptsMade");
    page.press("#inspector .failed", "Decode rawData");
    browser.wait_for_text("[aria-label='rawData, decoded']", "HTTP/1.1");
    look(&page, "failed-record");
    page.press("#inspector .failed", "its road");
    browser.wait_for_text("#inspector .road", "OS.ServiceException");
    let road = "document.querySelector('#inspector .road')?.scrollIntoView({ block: 'center' })";
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "road", |_| drop(browser.eval(road)));
    page.press("#inspector", "Why did they not arrive?");
    browser.wait_for_text("#inspector .why", "fits into it");
    page.press("#inspector .why", "Heal domain domain-1");
    browser.wait_for_text("#inspector", "heal domain domain-1");
    browser.assert_no_problems();
}

#[test]
fn a_bucket_that_is_healed_in_time_loses_nothing() {
    let page = scene();
    let browser = &page.browser;
    page.press(".pal", "Add a Firehose");
    browser.wait_for_text("#inspector", "Amazon S3: s3://bucket-1/firehose-1/");
    browser.click("#on-stage-bucket-bucket-1 .nt");
    browser.wait_for_text("#inspector .tree", "firehose-1/");
    // The trouble and its length by keys: the second trouble, the last unit.
    browser.click("#lasting");
    browser.press("Shift+Tab");
    browser.press("ArrowDown");
    browser.press("Tab");
    browser.press("Tab");
    browser.press("End");
    browser.press("Tab");
    browser.press("Enter");
    browser.wait_for_text("#inspector", "✕ refusing until healed");
    browser.wait_for_text("#inspector", "fault bucket bucket-1 refusing");
    // Undo takes it back, redo breaks it again.
    page.press(".tr", "Undo");
    browser.wait_for_text("#inspector", "Break it");
    page.press(".tr", "Redo");
    browser.wait_for_text("#inspector", "✕ refusing until healed");
    browser.click("#on-stage-delivery-firehose-1");
    page.play_until("60 times", "several attempts", "#inspector", |panel| panel.contains("↻4 again in"));
    look(&page, "bucket-broken");
    browser.click("#on-stage-bucket-bucket-1 .nt");
    page.press("#inspector", "Heal");
    browser.wait_for_text("#inspector", "Break it");
    browser.click("#on-stage-delivery-firehose-1");
    page.play_until("60 times", "all delivered", "#inspector", |panel| {
        panel.contains("delivered") && !panel.contains("Tried again") && !panel.contains("Why?")
    });
    // A hint is changed with the version that the stream has.
    browser.click("#hint-interval");
    browser.press("Control+a");
    browser.type_text("120");
    browser.press("Enter");
    browser.wait_for_text("#inspector", "firehose update-destination");
    browser.wait_for_text("#inspector", "--current-delivery-stream-version-id 1");
    page.press("#inspector", "Delete delivery stream");
    browser.wait_for_text("#inspector", "DELETING, 2 s more");
    page.play_until("60 times", "the stage without it", "#on-stage-delivery-firehose-1", str::is_empty);
    browser.assert_no_problems();
}

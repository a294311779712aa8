//! Destinations by hand: made, broken, looked at while they are tried again, given up or healed; failed records opened.

mod common;

use std::time::Duration;

use browser::{Browser, DESKTOP, PHONE, TABLET};
use common::{Page, link};

const STORY: &str = "title Destinations\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 1\n\
    producer web to orders rate 4/s size 200B payload access-log\n";

/// The stream is there, and nothing moves.
fn scene() -> Page {
    let page = Page::open(&link(STORY));
    page.browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    page
}

/// Plays at sixty times until something is so, and stops.
#[track_caller]
fn play_until(page: &Page, what: &str, so: impl Fn(&Browser) -> bool) {
    page.press(".tr", "60 times");
    if !page.playing() {
        page.press(".tr", "Play");
    }
    page.browser.until_within(Duration::from_secs(90), what, |browser| {
        if so(browser) { Ok(()) } else { Err(format!("{} {:?}", page.clock(), browser.text("#inspector"))) }
    });
    page.stop();
}

fn says(browser: &Browser, text: &str) -> bool {
    browser.text("#inspector").is_some_and(|all| all.contains(text))
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
    play_until(&page, "the first failure", |browser| says(browser, "↻1 again in"));
    browser.wait_for_text("#inspector", "OS.ServiceException");
    browser.wait_for_text("#inspector", "gives up in");
    browser.wait_for_text("#on-stage-delivery-firehose-1", "↻1");
    look(&page, "retry");
    page.press("#inspector", "Why?");
    browser.wait_for_text("#inspector", "RetryOptions.DurationInSeconds is 300");
    browser.wait_for_text("#inspector", "Nothing is lost");
    browser.screenshot("retry-why-1440-light");
    page.press("#inspector .why", "Close");
    play_until(&page, "what was given up", |browser| {
        !says(browser, "✕ 0 in failure folders") && says(browser, "in failure folders")
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
    play_until(&page, "several attempts", |browser| says(browser, "↻4 again in"));
    look(&page, "bucket-broken");
    browser.click("#on-stage-bucket-bucket-1 .nt");
    page.press("#inspector", "Heal");
    browser.wait_for_text("#inspector", "Break it");
    browser.click("#on-stage-delivery-firehose-1");
    play_until(&page, "all delivered", |browser| !says(browser, "Tried again") && !says(browser, "Why?"));
    browser.wait_for_text("#inspector", "delivered");
    // A hint is changed with the version that the stream has.
    browser.click("#hint-interval");
    browser.press("Control+a");
    browser.type_text("120");
    browser.press("Enter");
    browser.wait_for_text("#inspector", "firehose update-destination");
    browser.wait_for_text("#inspector", "--current-delivery-stream-version-id 1");
    page.press("#inspector", "Delete delivery stream");
    browser.wait_for_text("#inspector", "DELETING, 2 s more");
    play_until(&page, "the stage without it", |browser| browser.count("#on-stage-delivery-firehose-1") == 0);
    browser.assert_no_problems();
}

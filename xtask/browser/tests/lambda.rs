//! A Lambda function on a stream by hand: put on the stage, held up by a poison record, asked why, and helped.

mod common;

use std::time::Duration;

use browser::{Browser, DESKTOP, PHONE, TABLET};
use common::{Page, link};

const STORY: &str = "title A poison record\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer web to orders rate 40/s size 200B keys uniform 200\n";

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

#[test]
fn a_poison_record_holds_up_its_shard_until_the_batch_is_halved_and_given_up() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    page.press(".pal", "More to add");
    page.press("dialog", "Lambda function");
    browser.wait_for_text("#inspector h1", "function-1");
    play_until(&page, "some invocations", |browser| says(browser, "LAST INVOCATIONS"));
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "lambda", |_| {});
    page.press("#inspector", "Put a poison record");
    play_until(&page, "a batch that is held up", |browser| {
        browser.text("#on-stage-reader-function-1").is_some_and(|card| card.contains("held up"))
    });
    page.looks(&[&DESKTOP, &PHONE], "lambda-held-up", |_| {});
    page.press("#inspector", "Why?");
    browser.wait_for_text("#inspector .why", "MaximumRetryAttempts is -1");
    browser.wait_for_text("#inspector .why", "Halve failed batches");
    browser.screenshot("lambda-why-1440-light");
    page.press("#inspector .why", "Close");
    page.press("#inspector .chips", "halve");
    browser.wait_for_text("#inspector", "set function-1 bisect yes");
    page.press("#inspector .chips", "an SQS queue");
    page.press("#inspector [aria-labelledby=retry-attempts]", "a number");
    play_until(&page, "the message", |browser| says(browser, "1 for 1 record"));
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "lambda-given-up", |_| {});
}

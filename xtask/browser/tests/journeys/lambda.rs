//! A Lambda function on a stream by hand: put on the stage, held up by a poison record, asked why, and helped.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};

const STORY: &str = "title A poison record\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer web to orders rate 40/s size 200B keys uniform 200\n";

const ORDERS: &str = "title Orders\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer web to orders rate 40/s size 200B keys uniform 200 payload orders\n";

#[test]
fn a_poison_record_holds_up_its_shard_until_the_batch_is_halved_and_given_up() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    page.press(".pal", "More to add");
    page.press("dialog", "Lambda function");
    browser.wait_for_text("#inspector h1", "function-1");
    page.play_until("60 times", "some invocations", "#inspector", |panel| panel.contains("LAST INVOCATIONS"));
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "lambda", |_| {});
    page.press("#inspector", "Put a poison record");
    page.play_until("60 times", "a batch that is held up", "#on-stage-reader-function-1", |text| {
        text.contains("held up")
    });
    page.looks(&[&DESKTOP, &PHONE], "lambda-held-up", |_| {});
    page.press("#inspector", "Why?");
    browser.wait_for_text("#inspector .why", "MaximumRetryAttempts is -1");
    browser.wait_for_text("#inspector .why", "Halve failed batches");
    browser.screenshot("lambda-why-1440-light");
    page.press("#inspector .why", "Close");
    page.press("#inspector .chips", "halve");
    browser.wait_for_text("#inspector", "set function-1 bisect yes");
    page.press("#inspector .chips", "SQS: where they are");
    page.press("#inspector [aria-labelledby=retry-attempts]", "a number");
    page.play_until("60 times", "the message", "#inspector", |panel| panel.contains("1 for 1 record"));
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "lambda-given-up", |_| {});
}

#[test]
fn a_mapping_by_awss_own_words_has_windows_patterns_and_a_bucket_and_pauses() {
    let page = Page::open(&link(ORDERS));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    page.typed(
        "aws lambda create-event-source-mapping --function-name count --event-source-arn \
         arn:aws:kinesis:us-east-1:123456789012:stream/orders --starting-position TRIM_HORIZON",
    );
    browser.wait_for_text("#terminal-out", "\"State\": \"Creating\"");
    browser.click("#on-stage-reader-count");
    browser.wait_for_text("#inspector", "Enabled");
    page.press("#inspector .chips", "S3: the records too");
    page.typed(
        "set count tumbling-window 60s window-state 2kB filter-criteria '{\"data\":{\"country\":[\"DE\",\"US\"]}}'",
    );
    browser.wait_for("#inspector #window-state");
    page.play_until("60 times", "a window that has ended", "#inspector", |panel| {
        panel.contains("filtered out") && panel.contains("ends its window")
    });
    let to = |id: &'static str| {
        move |_: &browser::Viewport| {
            browser.eval(&format!("document.querySelector('{id}')?.scrollIntoView({{ block: 'center' }})"));
        }
    };
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "lambda-windows", to(".mapping"));
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "lambda-window-settings", to("#filter-criteria"));
    page.press("#inspector", "Pause the mapping");
    browser.wait_for_text("#inspector", "Disabled");
    page.press("#inspector", "Let it read on");
    browser.wait_for_text("#inspector", "Enabled");
    browser.assert_no_problems();
}

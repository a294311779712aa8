//! The main states of the page that no other journey stops at: each is brought about by hand, looked at in every size and
//! colour, and judged by axe. What is meant must be in sight, and under nothing else.

use std::time::Duration;

use crate::common::{Page, link};
use crate::labs::{open_object, select};
use browser::{Browser, DESKTOP, PHONE, TABLET, Viewport};

const ALL: [&Viewport; 3] = [&DESKTOP, &TABLET, &PHONE];

/// Two shards with one that refuses, and a Firehose that writes an object every few seconds.
const STORY: &str = "title States\nseed 5\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    bucket lake\n\
    aws firehose create-delivery-stream --delivery-stream-name to-lake --delivery-stream-type KinesisStreamAsSource \
    --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders \
    --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}\n\
    producer fleet to orders rate 2400/s size 200B keys \"iphone-16\" 80% uniform 50 20%\n\
    consumer books reads orders poll 1s\n";

/// The middle of `selector` is in sight, and nothing lies over it: fails otherwise.
#[track_caller]
fn in_sight(browser: &Browser, selector: &str) {
    browser.wait_for(selector);
    browser.middle(selector);
}

/// Six pictures of a state, whose sign is this.
#[track_caller]
fn state(page: &Page, name: &str, sign: &str) {
    page.looks(&ALL, &format!("state-{name}"), |_| in_sight(&page.browser, sign));
}

#[track_caller]
fn gone(browser: &Browser, selector: &str) {
    browser.until(&format!("no {selector}"), |browser| match browser.count(selector) {
        0 => Ok(()),
        n => Err(n.to_string()),
    });
}

#[test]
fn the_question_its_why_and_what_opens_over_the_stage() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    state(&page, "hook", ".hookq b");
    page.press(".hookq", "Why?");
    state(&page, "why", "#inspector .why b");
    // What would have prevented it is seen without scrolling.
    let below = browser.eval(
        "const end = document.querySelector('#inspector').getBoundingClientRect().bottom;
        return [...document.querySelectorAll('#inspector .fixes button')]
            .filter((it) => it.getBoundingClientRect().bottom > end).length
            + (document.querySelectorAll('#inspector .fixes button').length >= 3 ? 0 : 100)",
    );
    assert_eq!(below, 0, "fixes below the fold, or fewer than three");
    page.press("#inspector .why", "Close");
    gone(browser, "#inspector .why");

    browser.eval("document.querySelector('#stage').focus()");
    browser.press("?");
    state(&page, "keys", "dialog[open] #stage-popup");
    browser.press("Escape");
    gone(browser, "dialog");
    page.press(".pal", "More to add");
    state(&page, "more", "dialog[open] #stage-popup");
    browser.press("Escape");
    gone(browser, "dialog");
    browser.click_at(page.lane(1));
    browser.press("g");
    browser.wait_for_text("dialog", "shard …000");
    state(&page, "merge", "dialog[open] #stage-popup");
    browser.press("Escape");
    gone(browser, "dialog");
    browser.assert_no_problems();
}

#[test]
fn the_dock_s_tabs_the_markers_and_a_stream_that_is_updated() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#on-stage-producer-fleet");
    page.play_on_past(8_000);
    browser.click("#markers-open");
    browser.wait_for_text("#markers", "refuses records");
    state(&page, "markers", "#markers .btns button");
    browser.press("Escape");
    gone(browser, "#markers");

    page.press(".dock-tabs", "Event log");
    state(&page, "log", ".log-pane .line");
    page.press(".dock-tabs", "Large terminal");
    page.typed("aws kinesis describe-stream-summary --stream-name orders");
    page.typed("aws kinesis split-shard --stream-name none");
    browser.wait_for("#terminal-out .at");
    state(&page, "terminal", "#terminal-in");
    page.typed("aws kinesis update-shard-count --stream-name orders --target-shard-count 4 --scaling-type UNIFORM_SCALING");
    browser.wait_for_text("#on-stage-stream-orders", "UPDATING");
    page.press(".dock-tabs", "API calls");
    page.press(".dock .calls", "Request, reply, copy as");
    browser.wait_for_text(".dock .bodies", "TargetShardCount");
    state(&page, "calls", ".dock .calls .call button");
    page.press(".dock-tabs", "Charts");
    browser.wait_for(".ch canvas");
    page.looks(&ALL, "state-updating", |_| browser.wait_for_text("#stage", "UPDATING"));
    browser.assert_no_problems();
}

#[test]
fn an_object_and_the_envelope_of_a_call() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#on-stage-producer-fleet");
    page.play_until("10 times", "an object", "#stage", |_| browser.count("[id^=on-stage-object-lake-]") > 0);
    select(&page, "bucket", "lake");
    open_object(&page, &[]);
    state(&page, "object", "#inspector .kick");
    select(&page, "producer", "fleet");
    browser.wait_for_text("#inspector .envelope", "FailedRecordCount");
    state(&page, "envelope", "#inspector .envelope .sum");
    browser.assert_no_problems();
}

#[test]
fn an_answered_question_a_page_in_another_and_a_black_wall() {
    let page = Page::open("#/quiz/hot-key-cure");
    let browser = &page.browser;
    browser.wait_for(".q .opt");
    // The question takes the focus itself.
    browser.press("1");
    browser.wait_for(".q .opt.on");
    browser.press("Enter");
    browser.wait_for(".q .opt.right");
    state(&page, "answered", ".q .opt.right");
    assert!(
        browser.text("article .kick").is_some_and(|kick| kick.to_lowercase().contains("question ")),
        "its place"
    );

    page.go("#/learn/partition-keys");
    browser.wait_for_text(".txt", "Your keys decide");
    page.press(".txt", "Next");
    page.press(".txt", "Next");
    page.press(".pred", "None");
    page.press(".pred", "Run it");
    browser.until_within(Duration::from_secs(40), "the engine's answer", |browser| {
        let text = browser.text(".pred").unwrap_or_default();
        if text.contains("otherwise") { Ok(()) } else { Err(text) }
    });
    state(&page, "predicted", ".because .good");

    page.go(&format!("?embed{}", link(STORY)));
    browser.wait_for("#stage [id^=on-stage-stream-]");
    page.play_on_past(6_000);
    assert_eq!(browser.count("header.top, .dock, #inspector"), 0, "stage and time alone");
    state(&page, "embed", ".whole");

    page.go(&format!("?present{}", link(STORY)));
    browser.wait_for(".present .wall svg");
    browser.press("b");
    state(&page, "black", ".present .dark");
    browser.assert_no_problems();
}

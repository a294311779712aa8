//! Sources that are no SDK producers, by hand: an agent that is killed and started again, a log subscription, an IoT
//! rule; their cards and panels are looked at.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};

const STORY: &str = "title Sources\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    agent web to orders rate 40/s process log-to-json COMBINEDAPACHELOG rotate 10s buffer-age 1s\n\
    logs app to orders rate 40/s filter \"ERROR\" log-streams 3\n\
    iot plant to orders rate 20/s key \"${device}\"\n\
    consumer billing reads orders\n";

/// Light and dark, from a desk to a phone.
fn look(page: &Page, name: &str) {
    page.looks(&[&DESKTOP, &TABLET, &PHONE], name, |_| {});
}

#[test]
fn an_agent_is_killed_and_started_again_and_loses_nothing() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    browser.click("#on-stage-producer-web");
    browser.wait_for_text("#inspector h1", "web");
    page.play_past("10 times", 20_000);
    browser.wait_for_text("#inspector", "web.log.1 · rotated");
    browser.wait_for_text("#inspector", "BytesSent");
    browser.wait_for_text("#inspector pre", "HTTP/1.1");
    look(&page, "sources-agent");
    page.press("#inspector", "Kill the agent");
    browser.wait_for_text("#inspector", "The agent's process is down.");
    browser.wait_for_text("#inspector", "crash web");
    let killed = page.clock();
    page.play_past("10 times", killed + 10_000);
    look(&page, "sources-agent-down");
    page.press("#inspector", "Start it again");
    browser.wait_for_text("#inspector", "Kill the agent");
    let healed = page.clock();
    page.play_past("10 times", healed + 5_000);
    browser.assert_no_problems();
    browser.assert_accessible();
}

#[test]
fn a_subscription_and_a_rule_show_what_became_of_an_event_and_of_a_message() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    browser.click("#on-stage-producer-app");
    page.play_past("10 times", 10_000);
    browser.wait_for_text("#inspector", "fit the pattern");
    browser.wait_for_text("#inspector pre", "\"logEvents\"");
    look(&page, "sources-logs");
    browser.click("#on-stage-producer-plant");
    browser.wait_for_text("#inspector", "let through by WHERE");
    look(&page, "sources-iot");
    browser.assert_accessible();
    page.press(".pal", "More to add");
    browser.wait_for_text("dialog", "CloudWatch Logs subscription");
    look(&page, "sources-dialog");
    page.press("dialog", "Kinesis Agent");
    browser.wait_for_text("#inspector h1", "agent-1");
    browser.assert_no_problems();
}

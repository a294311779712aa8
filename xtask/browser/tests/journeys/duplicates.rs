//! Copies by hand: answers are lost by a button, the twins have a second outline, a sink by id takes each once.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};

const STORY: &str = "title Twins\nseed 1\naws kinesis create-stream --stream-name orders --shard-count 1\n\
    producer web to orders rate 40/s size 300B keys uniform 50 payload orders retries 3 backoff 1s timeout 2s\n\
    consumer books reads orders poll 1s sink plain\nuntil 10m\n";

#[test]
fn answers_are_lost_and_an_id_makes_twins_harmless() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#on-stage-producer-web");
    page.play_on_past(6_000);
    browser.click("#on-stage-producer-web");
    browser.wait_for_text("#inspector", "LINE TO THE SERVICE");
    page.press("#inspector .line", "Lose the answers of 5 s");
    browser.wait_for_text("#inspector pre", "fault producer web losing-answers for 5s");
    page.play_on_past(16_000);
    browser.wait_for_text("#inspector", "answers lost");
    browser.wait_for_text("#inspector", "duplicates");
    // The heading is in capitals.
    browser.wait_for_text("#inspector", "THE NEWEST TWINS");
    browser.wait_for_text("#stage", "of them ");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "duplicates-line", |_| {
        browser.eval("document.querySelector('#inspector .line')?.scrollIntoView({ block: 'start' })");
    });
    page.looks(&[&DESKTOP, &PHONE], "duplicates-stage", |_| {
        browser.eval("window.scrollTo(0, 0)");
    });
    page.press("#inspector .line", "Why twins?");
    browser.wait_for_text("aside", "Kinesis looks at no byte of the data");
    page.press("aside .why", "Let books write by id");
    browser.wait_for_text("#inspector pre", "set books sink by-id");
    browser.assert_no_problems();
}

#[test]
fn a_consumer_crashes_and_goes_on_at_its_bookmark() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#on-stage-reader-books");
    page.play_on_past(6_000);
    browser.click("#on-stage-reader-books");
    page.press("#inspector [aria-labelledby=bookmark]", "every 10 s");
    browser.wait_for_text("#inspector pre", "set books checkpoint every 10s");
    page.play_on_past(12_000);
    page.press("#inspector", "Crash");
    browser.wait_for_text("#inspector", "crashed");
    page.looks(&[&DESKTOP, &PHONE], "duplicates-crash", |_| {
        browser.eval("document.querySelector('#inspector [aria-labelledby=bookmark]')?.scrollIntoView({ block: 'start' })");
    });
    page.press("#inspector", "Start it again");
    page.play_on_past(16_000);
    browser.wait_for_text("#inspector", "read once more");
    page.press("#inspector", "Why twice?");
    browser.wait_for_text("aside", "Reading twice makes no records");
    browser.assert_no_problems();
}

//! Readers by hand: what a consumer can be told, pipes of its own, and why a call was refused.

use std::time::Duration;

use crate::common::Page;
use browser::{Browser, DESKTOP, PHONE, TABLET};
use serde_json::json;

/// A lab, stopped near its beginning.
fn lab(id: &str) -> Page {
    let page = Page::open(&format!("#/labs/{id}"));
    page.browser.wait_for("#stage [id^=on-stage-stream-]");
    if page.playing() {
        page.press(".tr", "Pause");
    }
    page
}

#[track_caller]
fn until_met(page: &Page) {
    page.play_until("10 times", "all goals met", "aside.l", |text| text.contains("All goals are met."));
    page.browser.assert_no_problems();
}

/// Types a number into a field and presses Enter; the line that it sent stands below.
#[track_caller]
fn set(browser: &Browser, field: &str, text: &str, line: &str) {
    browser.click(field);
    browser.press("Control+a");
    browser.type_text(text);
    browser.press("Enter");
    browser.wait_for_text("#inspector pre", line);
}

#[test]
fn a_limit_and_a_shorter_poll_solve_ten_megabytes_five_seconds() {
    let page = lab("ten-megabytes-five-seconds");
    let browser = &page.browser;
    page.play_past("10 times", 30_000);
    browser.click("#on-stage-reader-reports");
    browser.wait_for_text("#inspector", "No limit of its own: an answer has up to 10,000 records.");
    set(browser, "#limit", "60", "set reports limit 60");
    browser.wait_for_text("#inspector", "No limit");
    set(browser, "#poll", "500", "set reports poll 500ms");
    browser.screenshot("reader-panel-1440-light");
    browser.assert_accessible();
    until_met(&page);
}

#[test]
fn parents_first_solves_split_and_finish_the_parent() {
    let page = lab("split-and-finish-the-parent");
    let browser = &page.browser;
    page.play_until("10 times", "throttling", ".goal.done", |goal| !goal.is_empty());
    browser.click("#on-stage-reader-tally");
    browser.wait_for_text("#inspector [aria-labelledby=parents] [aria-pressed=true]", "parents ignored");
    page.press("#inspector", "parents first");
    browser.wait_for_text("#inspector [aria-labelledby=parents] [aria-pressed=true]", "parents first");
    browser.eval("document.querySelector('#on-stage-shard-trips-0').focus()");
    browser.press("Enter");
    page.press(".pal", "Split shard 000 at its midpoint");
    until_met(&page);
    assert_eq!(browser.count("aside.l .note.warn"), 0, "no wrong turn is named");
}

#[test]
fn reading_again_from_the_oldest_solves_replay_after_a_bug() {
    let page = lab("replay-after-a-bug");
    let browser = &page.browser;
    page.play_past("10 times", 20_000);
    browser.click("#on-stage-reader-billing");
    page.press("#inspector", "Read again from the oldest");
    browser.wait_for_text("#inspector pre", "set billing from trim-horizon");
    until_met(&page);
}

#[test]
fn a_fan_out_consumer_gets_a_pipe_of_its_own_beside_the_shared_one() {
    let page = lab("five-consumers-one-shard");
    let browser = &page.browser;
    browser.click("[id^=on-stage-stream-]");
    page.press("#inspector", "Add a fan-out consumer");
    browser.wait_for_text("#inspector h1", "fan-out-1");
    page.play_until("10 times", "a subscription", "#inspector", |text| text.contains("s left"));
    assert_eq!(browser.count("#poll"), 0, "nothing polls here");
    browser.wait_for_text("#stage", "own pipe");
    browser.wait_for_text("#stage", "of 5 calls/s");
    browser.wait_for_text("#stage", "✕ …000 full");
    for viewport in [&DESKTOP, &TABLET, &PHONE] {
        browser.viewport(viewport);
        for dark in [false, true] {
            browser.prefer_dark(dark);
            std::thread::sleep(Duration::from_millis(350));
            let colour = if dark { "dark" } else { "light" };
            // Adding it has opened the sheet, where the panel is one.
            if viewport.name != DESKTOP.name && browser.count("#inspector[data-open]") == 0 {
                page.press("header", "Inspector");
                std::thread::sleep(Duration::from_millis(150));
            }
            browser.screenshot(&format!("fan-out-panel-{}-{colour}", viewport.name));
            if viewport.name != DESKTOP.name {
                page.press("#inspector", "Close the inspector");
            }
            std::thread::sleep(Duration::from_millis(150));
            browser.screenshot(&format!("fan-out-{}-{colour}", viewport.name));
        }
    }
    browser.viewport(&DESKTOP);
    browser.assert_accessible();
    browser.assert_no_problems();
}

#[test]
fn a_refused_call_says_why_by_pointer_and_by_key() {
    let page = lab("five-consumers-one-shard");
    let browser = &page.browser;
    // A reader's calls.
    page.play_until("10 times", "a refused call", "#stage", |text| text.contains("calls refused"));
    let refused =
        "const bad = document.querySelector('#stage .node.bad[id^=on-stage-reader-]'); return bad.id";
    let reader = browser.eval(refused);
    browser.click(&format!("#{}", reader.as_str().expect("a reader")));
    page.press("#inspector", "why?");
    browser.wait_for_text(".why", "WHY WAS THIS CALL REFUSED?");
    browser.wait_for_text(".why", "shared by 5 polling consumers");
    browser.screenshot("why-read-1440-light");
    page.press(".why", "Close");
    // A typed one, by pointer.
    page.press(".dock-tabs", "Large terminal");
    browser.click("#terminal-in");
    let stream = browser.eval("return document.querySelector('[id^=on-stage-stream-]').id.slice(16)");
    let stream = stream.as_str().expect("a stream");
    let line = format!(
        "aws kinesis update-shard-count --stream-name {stream} --target-shard-count 9 --scaling-type UNIFORM_SCALING"
    );
    browser.type_text(&line);
    browser.press("Enter");
    browser.wait_for_text("#terminal-out", "LimitExceededException");
    page.press("#terminal-out", "why?");
    browser.wait_for_text(".why", "You asked for 9. Here that allows 2.");
    browser.screenshot("why-call-1440-light");
    page.press(".why", "Close");
    // The same in the list of calls, by key; and its fix.
    page.press(".dock-tabs", "API calls");
    browser.wait_for_text(".calls", "why?");
    let found = browser.eval(
        "const why = [...document.querySelectorAll('.calls button')].find((b) => b.textContent === 'why?');
         why.focus(); return document.activeElement === why",
    );
    assert_eq!(found, json!(true));
    browser.press("Enter");
    browser.wait_for_text(".why", "WHAT WOULD HAVE PREVENTED IT");
    browser.assert_accessible();
    browser.click(".why .fixes button");
    browser.wait_for_text("#inspector pre", "--target-shard-count 2");
    browser.assert_no_problems();
}

//! A solution that is shown, the way to the next lesson, the task on narrow screens, and a goal mended in the past.

use std::time::Duration;

use serde_json::json;

use super::play_to;
use crate::common::Page;

#[test]
fn a_solution_far_away_is_gone_to_and_shown_and_its_outcome_comes() {
    let page = Page::open("#/labs/save-the-night");
    let browser = &page.browser;
    browser.wait_for("aside.l .goal");
    page.press("aside.l", "Show me");
    browser.until("twenty hours", |_| {
        if page.clock() >= 72_000_000 - 20_000 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    assert!(page.clock() < 72_060_000, "it is shown, not passed over: {}", page.clock());
    browser.wait_for_text("#on-stage-stream-orders", "3 d");
    for viewport in [&browser::TABLET, &browser::PHONE, &browser::DESKTOP] {
        browser.viewport(viewport);
        std::thread::sleep(Duration::from_millis(300));
        browser.screenshot(&format!("lab-shown-{}", viewport.name));
    }
    page.press("aside.l", "Run on to");
    browser.until_within(Duration::from_secs(40), "the end of the weekend", |browser| {
        let text = browser.text("aside.l").unwrap_or_default();
        if text.contains("That was the solution") { Ok(()) } else { Err(text) }
    });
    browser.wait_for_text(".hookq.end", "now you");
    assert!(
        !browser.text("body").unwrap_or_default().contains("Well done"),
        "praise for a solution that was shown"
    );
    browser.assert_accessible();
    browser.assert_no_problems();
}

#[test]
fn a_lesson_leads_to_the_next_and_the_last_to_the_list() {
    let page = Page::open("#/learn/streams-and-shards");
    let browser = &page.browser;
    let to_the_end = || {
        browser.wait_for(".txt .btns");
        let more = "return [...document.querySelectorAll('.txt .btns button')].some((b) => b.textContent === 'Next ›')";
        while browser.eval(more) == json!(true) {
            page.press(".txt .btns", "Next ›");
        }
    };
    to_the_end();
    page.press(".onward", "Next lesson: ");
    browser.until("the second lesson", |browser| {
        let hash = browser.eval("return location.hash").to_string();
        if hash.contains("/learn/partition-keys") { Ok(()) } else { Err(hash) }
    });
    page.go("#/learn/what-it-costs");
    browser.wait_for(".txt");
    to_the_end();
    page.press(".onward", "All lessons");
    browser.wait_for_text(".how-far", "read to the end");
    browser.assert_no_problems();
}

#[test]
fn where_there_is_no_column_for_it_the_task_opens_first_and_once() {
    let page = Page::open("");
    let browser = &page.browser;
    for viewport in [&browser::TABLET, &browser::PHONE] {
        browser.viewport(viewport);
        let lab = if viewport.name == browser::PHONE.name { "merge-the-cold" } else { "cool-a-hot-shard" };
        page.go(&format!("#/labs/{lab}"));
        browser.wait_for("aside.l[data-open=true] .goal");
        assert!(!page.playing(), "{}: the scene waits", viewport.name);
        std::thread::sleep(Duration::from_millis(300));
        browser.screenshot(&format!("lab-first-entry-{}", viewport.name));
        browser.assert_accessible();
        page.press("aside.l", "To the scene");
        browser.until("the scene", |browser| {
            let open = browser.count("aside.l[data-open=true]");
            if open == 0 && page.playing() { Ok(()) } else { Err(format!("{open} open")) }
        });
        page.go("#/labs");
        browser.wait_for(".list");
        page.go(&format!("#/labs/{lab}"));
        browser.wait_for("aside.l .goal");
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(browser.count("aside.l[data-open=true]"), 0, "{}: put away once", viewport.name);
    }
    browser.assert_no_problems();
}

#[test]
fn a_broken_goal_is_mended_in_the_past() {
    let page = Page::open("#/labs/save-the-night");
    let browser = &page.browser;
    browser.wait_for("aside.l .goal");
    page.press(".tr", "Pause");
    page.press("aside.l", "Run on to 60 h 1 min");
    browser.until_within(Duration::from_secs(40), "the end without orders", |browser| {
        let text = browser.text("aside.l").unwrap_or_default();
        if text.contains("before it broke") { Ok(()) } else { Err(text) }
    });
    browser.screenshot("lab-broken-1440x900");
    // Back at the beginning of the weekend, where it can still be mended.
    page.press(".tr", "To the start");
    page.press(".tr", "Play");
    play_to(&page, 30);
    let line =
        "aws kinesis increase-stream-retention-period --stream-name orders --retention-period-hours 72";
    page.typed(line);
    browser.wait_for_text("#on-stage-stream-orders", "3 d");
    // On a phone the goals are behind a button, and what was reached is told.
    browser.viewport(&browser::PHONE);
    std::thread::sleep(Duration::from_millis(300));
    page.press(".top", "Goals");
    // The sheet goes by itself when the card comes.
    page.press("aside.l", "Run on to");
    browser.until_within(Duration::from_secs(40), "the way on", |browser| {
        let text = browser.text(".hookq.end").unwrap_or_default();
        if text.contains("Well done") { Ok(()) } else { Err(text) }
    });
    // Nothing lies over it, and it is in sight.
    assert_eq!(browser.count(".toast"), 0);
    let seen = browser.eval(
        "const r = document.querySelector('.hookq.end h2').getBoundingClientRect();
        return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2).closest('.hookq.end') !== null",
    );
    assert_eq!(seen, json!(true), "the heading of the card");
    browser.screenshot("lab-solved-390x844");
    page.press(".hookq.end", "Next lab");
    browser.until("the next lab", |browser| {
        let hash = browser.eval("return location.hash").to_string();
        if hash.contains("/labs/replay-after-a-bug") { Ok(()) } else { Err(hash) }
    });
    browser.assert_no_problems();
}

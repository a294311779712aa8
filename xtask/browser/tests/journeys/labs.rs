//! Every lab as someone solves it who reads only the page: the third hint, done by hand, until "Well done".

use std::time::Duration;

use crate::common::Page;
use browser::Browser;
use serde_json::json;

/// How the third hint is done.
enum By {
    /// The lines that stand in it, typed.
    Lines,
    /// These lines, typed: the hint names one and says which others are like it.
    Typed(&'static [&'static str]),
    /// The buttons that it names.
    Hand(fn(&Page)),
}

/// In the order of the list: a lab, the second of the scene after which its hint is done, and how.
const LABS: [(&str, u64, By); 13] = [
    ("cool-a-hot-shard", 8, By::Hand(salt)),
    ("one-call-for-many", 8, By::Hand(put_records)),
    ("resend-only-what-failed", 20, By::Typed(&AGAIN)),
    ("five-consumers-one-shard", 10, By::Typed(&FIFTHS)),
    ("hear-it-in-time", 6, By::Lines),
    ("ten-megabytes-five-seconds", 22, By::Lines),
    ("split-and-finish-the-parent", 10, By::Lines),
    ("scale-with-one-call", 8, By::Lines),
    ("merge-the-cold", 6, By::Hand(merge)),
    ("on-demand-surge", 120, By::Lines),
    ("save-the-night", 70, By::Lines),
    ("replay-after-a-bug", 20, By::Hand(read_again)),
    ("encrypt-from-here", 8, By::Hand(encrypt)),
];

const AGAIN: [&str; 2] = [
    "set tills retries 5 backoff 1s resend failed",
    "aws kinesis split-shard --stream-name readings --shard-to-split 0 --new-starting-hash-key midpoint",
];

const FIFTHS: [&str; 5] =
    ["set c1 poll 1s", "set c2 poll 1s", "set c3 poll 1s", "set c4 poll 1s", "set c5 poll 1s"];

fn salt(page: &Page) {
    page.browser.click("#on-stage-producer-iphone-fleet");
    page.press("#inspector", "hot key, salted");
    page.browser.wait_for_text("#inspector", "salted 8");
}

fn put_records(page: &Page) {
    page.browser.click("#on-stage-producer-tills");
    page.press("#inspector", "PutRecords, up to 500");
}

fn merge(page: &Page) {
    let lane = page.browser.eval(
        "const r = document.querySelector('#on-stage-shard-rides-3').getBoundingClientRect();
        return [r.x + r.width * 0.6, r.y + r.height * 0.2]",
    );
    page.browser.click_at((lane[0].as_f64().expect("a lane"), lane[1].as_f64().expect("a lane")));
    page.press("body", "Merge shard 003 with a neighbour");
    page.press("dialog", "shard …004");
}

fn read_again(page: &Page) {
    page.browser.click("#on-stage-reader-billing");
    page.press("#inspector", "Read again from the oldest");
}

fn encrypt(page: &Page) {
    page.browser.click("#on-stage-stream-orders");
    page.press("#inspector", "Start encryption");
}

/// The commands in a hint, as they are set on the page.
fn lines_of_hint(browser: &Browser) -> Vec<String> {
    let code = browser.eval(
        "return [...[...document.querySelectorAll('aside.l .hint')].at(-1).querySelectorAll('code')]
            .map((code) => code.textContent)",
    );
    let code: Vec<String> = serde_json::from_value(code).expect("texts");
    let words = ["aws ", "set ", "stop ", "consumer "];
    code.into_iter().filter(|line| words.iter().any(|word| line.starts_with(word))).collect()
}

/// Lets the scene play up to a second of it, and stops.
fn play_to(page: &Page, second: u64) {
    page.press(".tr", if second > 60 { "60 times" } else { "10 times" });
    page.browser.until_within(Duration::from_secs(40), &format!("second {second}"), |_| {
        if page.clock() >= second * 1_000 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    if page.playing() {
        page.press(".tr", "Pause");
    }
}

fn has(page: &Page, button: &str) -> bool {
    page.browser.eval_with(
        "return [...document.querySelectorAll('aside.l button')].some((one) => one.textContent.startsWith(arguments[0]))",
        vec![json!(button)],
    ) == json!(true)
}

#[test]
fn each_lab_is_solved_by_its_third_hint_and_leads_to_the_next() {
    let page = Page::open("#/labs");
    let browser = &page.browser;
    browser.click(".list a.card");
    for (id, second, by) in &LABS {
        browser.until(&format!("the lab {id}"), |browser| {
            let hash = browser.eval("return location.hash").to_string();
            if hash.contains(&format!("/labs/{id}\"")) { Ok(()) } else { Err(hash) }
        });
        browser.wait_for("aside.l .goal");
        play_to(&page, *second);
        assert_eq!(browser.count("aside.l .onward"), 0, "{id}: solved before anything was done");
        for left in [3, 2, 1] {
            page.press("aside.l", &format!("Hint ({left} left)"));
        }
        browser.wait_for_text("aside.l", "Hint 3.");
        match by {
            By::Lines => {
                let lines = lines_of_hint(browser);
                assert!(!lines.is_empty(), "{id}: no line in its third hint");
                lines.iter().for_each(|line| page.typed(line));
            }
            By::Typed(lines) => lines.iter().for_each(|line| page.typed(line)),
            By::Hand(hand) => hand(&page),
        }
        if has(&page, "Run on to") {
            page.press("aside.l", "Run on to");
        } else {
            page.press(".tr", "10 times");
            page.press(".tr", "Play");
        }
        browser.until_within(Duration::from_secs(40), &format!("{id}: the way on"), |browser| {
            let text = browser.text("aside.l").unwrap_or_default();
            if browser.count("aside.l .onward") == 1 { Ok(()) } else { Err(text) }
        });
        browser.wait_for_text("aside.l", "Well done");
        browser.wait_for_text("aside.l .onward", "Questions about this");
        if page.playing() {
            page.press(".tr", "Pause");
        }
        // However far the panel is scrolled, the way on is in sight.
        for top in [0, 10_000] {
            browser
                .eval_with("document.querySelector('aside.l').scrollTo(0, arguments[0])", vec![json!(top)]);
            let seen = browser.eval(
                "const way = document.querySelector('.onward a').getBoundingClientRect(),
                    panel = document.querySelector('aside.l').getBoundingClientRect();
                return way.top >= panel.top && way.bottom <= panel.bottom",
            );
            assert_eq!(seen, json!(true), "{id}, scrolled to {top}");
        }
        browser.screenshot(&format!("lab-{id}-solved"));
        page.press("aside.l .onward", "Next lab");
    }
    page.go("#/labs");
    browser.wait_for_text(".how-far", &format!("{} of", LABS.len()));
    browser.assert_no_problems();
}

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
        let more = "return [...document.querySelectorAll('.txt .btns button')].some((b) => b.textContent.startsWith('Next'))";
        while browser.eval(more) == json!(true) {
            page.press(".txt .btns", "Next");
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

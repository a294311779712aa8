//! The first thread, by hand: a real pointer and a real keyboard in a real browser.

use crate::common::Page;
use browser::Browser;

/// The number that stands before a word in a text: `1,375 rec/s` gives 1375.
fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split(word).next().unwrap_or("");
    let digits: String = before
        .chars()
        .rev()
        .skip_while(|c| c.is_whitespace())
        .take_while(|c| c.is_ascii_digit() || *c == ',')
        .collect();
    digits
        .chars()
        .rev()
        .filter(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .unwrap_or_else(|_| panic!("no number before {word} in {text}"))
}

fn producers(browser: &Browser) -> u64 {
    browser.count("[id^=on-stage-producer-]")
}

fn open_shards(browser: &Browser) -> u64 {
    browser.count("[id^=on-stage-cut-orders-]")
}

#[test]
fn the_scene_runs_refuses_and_asks_what_would_help() {
    let page = Page::open("");
    let browser = &page.browser;
    assert!(page.playing(), "the page opens running");
    page.at_the_first_refusal();
    let at = page.clock();
    assert!((2_000..10_000).contains(&at), "the first refusal within ten seconds, not at {at} ms");
    browser.screenshot("hook-1440-light");
    page.press(".hookq", "Why?");
    browser.wait_for_text("#inspector", "1,000 records each second");
    // The exception's name breaks before its capitals where it must, and nowhere else.
    let name = browser.eval(
        "const why = document.querySelector('#inspector .why');
         return [why.querySelectorAll('wbr').length, why.innerText]",
    );
    assert!(name[0].as_u64() >= Some(3), "{name}");
    assert!(
        name[1].as_str().is_some_and(|text| text.contains("ProvisionedThroughputExceededException")),
        "{name}"
    );
    browser.screenshot("why-1440-light");

    // A split does not help one key, and the card says so with the engine's numbers.
    page.press(".hookq", "Split the shard");
    page.press(".tr", "10 times");
    browser.until_within(std::time::Duration::from_secs(20), "the split", |browser| {
        if open_shards(browser) == 3 { Ok(()) } else { Err(browser.text(".hookq").unwrap_or_default()) }
    });
    browser.wait_for_text(".hookq", "one key");
    browser.screenshot("hook-split-1440-light");

    // Undo takes the split back at the same instant, redo puts it back.
    page.press(".tr", "Pause");
    let at = page.clock();
    browser.press("Control+z");
    let at_that_instant = |shards: u64, what: &str| {
        browser.until(what, |browser| match (open_shards(browser), page.clock()) {
            (n, now) if n == shards && now == at => Ok(()),
            (n, now) => Err(format!("{n} open shards at {now}, wanted {shards} at {at}")),
        });
    };
    at_that_instant(2, "the split undone at the same instant");
    browser.press("Shift+Control+z");
    at_that_instant(3, "the split redone at the same instant");
    browser.press("Control+z");
    at_that_instant(2, "the split undone again");

    // What was hurried for the split goes at its own speed again, and the question can be put away at any time.
    assert!(browser.text(".hookq").unwrap_or_default().contains("Just let me play"));
    // A salted key does help: a while later nothing is refused.
    page.press(".hookq", "Spread the key");
    browser.until_within(std::time::Duration::from_secs(20), "no refusal", |browser| {
        let refused = browser.count("[id^=on-stage-refusals-]");
        if refused == 0 { Ok(()) } else { Err(format!("{refused} doors refuse at {}", page.clock())) }
    });
    browser.wait_for_text(".hookq", "Nothing is refused any more");
    browser.screenshot("hook-spread-1440-light");
    page.press(".hookq", "Try another answer");
    page.at_the_first_refusal();
    page.press(".hookq", "Just let me play");
    browser.until("no card", |browser| match browser.count(".hookq") {
        0 if page.playing() => Ok(()),
        n => Err(format!("{n} cards")),
    });
    browser.assert_no_problems();
}

#[test]
fn a_producer_is_dragged_pressed_and_typed_in() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    assert_eq!(producers(browser), 3);
    browser.drag_at(browser.middle(".pal .chip[aria-label='Add a producer']"), page.lane(0));
    browser.until("a fourth producer", |b| {
        if producers(b) == 4 { Ok(()) } else { Err(producers(b).to_string()) }
    });
    browser.screenshot("dragged-1440-light");
    page.press(".pal", "Add a producer");
    browser.until(
        "a fifth producer",
        |b| if producers(b) == 5 { Ok(()) } else { Err(producers(b).to_string()) },
    );
    browser.eval("document.querySelector('#stage').focus()");
    browser.press("p");
    browser.until(
        "a sixth producer",
        |b| if producers(b) == 6 { Ok(()) } else { Err(producers(b).to_string()) },
    );
    browser.wait_for_text("[aria-live=polite]", "roducer");
    browser.press("Control+z");
    browser.until("five again", |b| if producers(b) == 5 { Ok(()) } else { Err(producers(b).to_string()) });
    browser.assert_no_problems();
}

#[test]
fn rate_size_and_keys_are_changed_with_slider_buttons_and_field() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    browser.click("#on-stage-producer-web-01");
    browser.wait_for("#inspector #rate");
    browser.screenshot("producer-1440-light");
    // The number field.
    browser.click("#rate");
    browser.press("Control+a");
    browser.type_text("250");
    browser.press("Enter");
    browser.wait_for_text("#on-stage-producer-web-01", "250 rec/s");
    // The buttons beside it.
    page.press("#inspector", "Rate: more");
    browser.until("more than 250 rec/s", |browser| {
        let text = browser.text("#on-stage-producer-web-01").unwrap_or_default();
        if number_before(&text, " rec/s") > 250 { Ok(()) } else { Err(text) }
    });
    // Size, by keyboard.
    browser.click("#size");
    browser.press("Control+a");
    browser.type_text("2000");
    browser.press("Enter");
    browser.wait_for_text("#on-stage-producer-web-01", "2");
    // What was done stands there as the line that it is.
    browser.wait_for_text("#inspector", "set web-01 size");
    browser.assert_no_problems();
}

#[test]
fn shards_are_split_and_merged_by_pointer_button_and_key() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    // By dragging the cut handle.
    let at = browser.middle("#on-stage-cut-orders-0 circle.press");
    let there = (at.0, at.1 - 40.0);
    browser.drag_at(at, there);
    browser.wait_for_text("#on-stage-stream-orders", "UPDATING");
    browser.screenshot("updating-1440-light");
    page.press(".tr", "60 times");
    page.press(".tr", "Play");
    browser.until("three open shards", |b| {
        if open_shards(b) == 3 { Ok(()) } else { Err(open_shards(b).to_string()) }
    });
    page.press(".tr", "Pause");
    browser.screenshot("split-1440-light");
    // A merge of the two children by the key G and the list that it opens.
    browser.click_at(page.lane(2));
    browser.press("g");
    browser.wait_for("#stage-popup");
    browser.screenshot("merge-1440-light");
    browser.wait_for_text("dialog", "shard …003");
    browser.press("Enter");
    page.press(".tr", "Play");
    browser.until("two open shards", |b| {
        if open_shards(b) == 2 { Ok(()) } else { Err(open_shards(b).to_string()) }
    });
    page.press(".tr", "Pause");
    // By button.
    browser.click_at(page.lane(1));
    page.press(".pal", "Split shard 001");
    page.press(".tr", "Play");
    browser.until("three open shards", |b| {
        if open_shards(b) == 3 { Ok(()) } else { Err(open_shards(b).to_string()) }
    });
    browser.screenshot("resharded-1440-light");
    browser.assert_no_problems();
}

#[test]
fn time_is_paused_stepped_scrubbed_and_skipped() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    let at = page.clock();
    page.press(".tr", "One second on");
    browser.until("a second later", |_| {
        if page.clock() == at + 1_000 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    page.press(".tr", "One second back");
    browser
        .until("a second back", |_| if page.clock() == at { Ok(()) } else { Err(page.clock().to_string()) });
    page.press(".tr", "One event on");
    browser.until("an event later", |_| {
        let now = page.clock();
        if now > at && now < at + 1_000 { Ok(()) } else { Err(now.to_string()) }
    });
    // Scrub back with the keyboard on the slider.
    browser.eval("document.querySelector('.tr input[type=range]').focus()");
    browser.press("Home");
    browser
        .until("the beginning", |_| if page.clock() < 100 { Ok(()) } else { Err(page.clock().to_string()) });
    browser.press("End");
    browser.until("the end", |_| if page.clock() >= at { Ok(()) } else { Err(page.clock().to_string()) });
    // Skip to the next object and to the next failure.
    page.browser.click("#markers-open");
    page.press("#markers", "▼next flush");
    browser.until_within(std::time::Duration::from_secs(30), "a flush", |browser| {
        if browser.count("[id^=on-stage-object-lake-]") > 0 && !page.playing() {
            Ok(())
        } else {
            Err(page.clock().to_string())
        }
    });
    browser.screenshot("flushed-1440-light");
    browser.assert_no_problems();
}

#[test]
fn a_lane_is_cut_by_keys_and_merged_by_dragging_it_onto_its_neighbour() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    browser.click_at(page.lane(0));
    browser.press("s");
    browser.press("ArrowUp");
    browser.press("ArrowUp");
    browser.press("Enter");
    browser.wait_for_text("#on-stage-stream-orders", "UPDATING");
    page.press(".tr", "60 times");
    page.press(".tr", "Play");
    browser.until("three open shards", |b| {
        if open_shards(b) == 3 { Ok(()) } else { Err(open_shards(b).to_string()) }
    });
    page.press(".tr", "Pause");
    browser.drag_at(page.lane(2), page.lane(3));
    browser.wait_for_text("#on-stage-stream-orders", "UPDATING");
    page.press(".tr", "Play");
    browser.until("two open shards", |b| {
        if open_shards(b) == 2 { Ok(()) } else { Err(open_shards(b).to_string()) }
    });
    browser.assert_no_problems();
}

#[test]
fn the_key_spread_is_chosen_in_the_inspector_and_the_ledger_balances() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    browser.click("#on-stage-producer-iphone-fleet");
    page.press("#inspector", "hot key, salted");
    browser.wait_for_text("#inspector", "salted");
    // It is one of the answers to the scene's question, so the scene plays on.
    browser.until("time goes on", |_| if page.playing() { Ok(()) } else { Err(String::new()) });
    page.press(".tr", "60 times");
    browser.until("no refusal", |browser| {
        let refused = browser.count("[id^=on-stage-refusals-]");
        if refused == 0 && page.clock() > 30_000 {
            Ok(())
        } else {
            Err(format!("{refused} doors refuse at {}", page.clock()))
        }
    });
    page.press(".tr", "Pause");
    let text = browser.eval("return document.querySelector('#stage').textContent").to_string();
    let ledger = text.split("Every record accounted for").nth(1).expect("the ledger").to_owned();
    let sum = ledger.split("to Firehose").next().unwrap_or("");
    let part = |word: &str| if sum.contains(word) { number_before(sum, word) } else { 0 };
    assert_eq!(
        part(" put"),
        part(" read") + part(" unread") + part(" refused") + part(" expired"),
        "{ledger}"
    );
    assert!(part(" put") > 40_000, "{ledger}");
    browser.assert_no_problems();
}

//! Each key of the page's own list, pressed once by a real keyboard; and what is else moved by hand: the timeline, sliders
//! and lists.

use std::time::Duration;

use crate::common::{Page, link};
use browser::{Browser, DESKTOP};
use serde_json::json;

/// Shard 001 of `orders` refuses, and `wide` has more shards than lanes.
const STORY: &str = "title Keys\nseed 5\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    aws kinesis create-stream --stream-name wide --shard-count 20\n\
    producer fleet to orders rate 2400/s size 200B keys \"iphone-16\" 80% uniform 50 20%\n\
    consumer books reads orders poll 1s\n";

fn scene() -> Page {
    let page = Page::open(&link(STORY));
    page.browser.wait_for("#on-stage-producer-fleet");
    page.play_on_past(5_000);
    page
}

/// Waits until `now` gives what is wanted.
#[track_caller]
fn comes(browser: &Browser, what: &str, now: impl Fn() -> (bool, String)) {
    browser.until(what, |_| match now() {
        (true, _) => Ok(()),
        (false, state) => Err(state),
    });
}

/// A letter, while the stage has the focus.
fn letter(browser: &Browser, key: &str) {
    browser.eval("document.querySelector('#stage').focus()");
    browser.press(key);
}

/// A key that puts one more of these on the stage.
#[track_caller]
fn adds(browser: &Browser, key: &str, what: &str) {
    let before = browser.count(what);
    letter(browser, key);
    comes(browser, &format!("{key}: one more {what}"), || {
        let now = browser.count(what);
        (now == before + 1, format!("{now} of {before}"))
    });
}

#[track_caller]
fn opens_and_closes(browser: &Browser, key: &str, what: &str, says: &str) {
    letter(browser, key);
    browser.wait_for_text(what, says);
    browser.press("Escape");
    comes(browser, &format!("Escape closes {what}"), || (browser.count(what) == 0, "it is open".to_owned()));
}

#[track_caller]
fn moves_the_clock(page: &Page, key: &str, so: impl Fn(u64) -> bool) {
    letter(&page.browser, key);
    comes(&page.browser, &format!("{key} moves the clock"), || (so(page.clock()), page.clock().to_string()));
}

fn selected(browser: &Browser) -> String {
    browser.text("#inspector h1").unwrap_or_default()
}

/// Presses what a row of the list names, and sees what it says. A row that is not known here fails.
fn press_row(page: &Page, keys: &str) {
    let browser = &page.browser;
    let producers = || browser.count("[id^=on-stage-producer-]");
    match keys {
        "Tab, Enter" => {
            browser.eval("document.querySelector('#stage').focus()");
            let at =
                || browser.eval("return document.activeElement.id").as_str().unwrap_or_default().to_owned();
            for _ in 0..40 {
                browser.press("Tab");
                if at() == "on-stage-reader-books" {
                    break;
                }
            }
            assert_eq!(at(), "on-stage-reader-books", "Tab goes from thing to thing");
            browser.press("Enter");
            browser.wait_for_text("#inspector h1", "books");
        }
        "P" => adds(browser, "p", "[id^=on-stage-producer-]"),
        "C" | "E" => adds(browser, &keys.to_lowercase(), "[id^=on-stage-reader-]"),
        "F" => adds(browser, "f", "[id^=on-stage-delivery-]"),
        "M" => {
            browser.click("#on-stage-producer-fleet");
            browser.wait_for_text("#inspector h1", "fleet");
            opens_and_closes(browser, "m", "dialog", "Move fleet to…");
        }
        "S" => {
            let updating =
                || browser.text("#on-stage-stream-orders").unwrap_or_default().contains("UPDATING");
            for (end, splits) in [("Escape", false), ("Enter", true)] {
                browser.click_at(page.lane(0));
                browser.press("s");
                comes(browser, "the cut has the focus", || {
                    let id = browser.eval("return document.activeElement.id");
                    (id == "on-stage-cut-orders-0", id.to_string())
                });
                let place = "return document.activeElement.getBoundingClientRect().y";
                let before = browser.eval(place);
                browser.press("ArrowUp");
                comes(browser, "the cut moves", || (browser.eval(place) != before, before.to_string()));
                browser.press(end);
                comes(browser, end, || (updating() == splits, format!("updating: {}", updating())));
            }
            letter(browser, "Control+z");
            comes(browser, "the split undone", || (!updating(), "updating".to_owned()));
        }
        "G" => {
            browser.click_at(page.lane(0));
            opens_and_closes(browser, "g", "dialog", "Merge shard …000 with…");
        }
        "W" => {
            browser.click_at(page.lane(1));
            letter(browser, "w");
            browser.wait_for_text("#inspector .why", "1,000 records");
            page.press("#inspector .why", "Close");
        }
        "H" => {
            browser.click_at(page.lane(0));
            comes(browser, "shard 000", || (selected(browser).contains("000"), selected(browser)));
            letter(browser, "h");
            comes(browser, "the shard that refuses", || {
                (selected(browser).contains("001"), selected(browser))
            });
        }
        "↑ ↓" => {
            page.press("[aria-label='Shards of wide']", "The next shard");
            let first = selected(browser);
            for (key, step) in [("ArrowDown", 1), ("PageDown", 10), ("PageUp", -10), ("ArrowUp", -1)] {
                let place = || {
                    let script =
                        "return +document.querySelector(\"[aria-label='Shards of wide'] input\").value";
                    browser.eval(script).as_i64().unwrap_or_default()
                };
                let before = place();
                browser.eval("document.querySelector('#stage').focus()");
                browser.press(key);
                comes(browser, key, || (place() == before + step, format!("{} from {before}", place())));
            }
            assert_eq!(selected(browser), first, "there and back again");
        }
        "Space" => {
            for plays in [true, false] {
                letter(browser, "Space");
                comes(browser, "Space", || (page.playing() == plays, format!("{}", page.playing())));
            }
        }
        ", ." => {
            let at = page.clock();
            moves_the_clock(page, ".", |now| now > at && now < at + 1_000);
            let at = page.clock();
            moves_the_clock(page, ",", |now| now < at);
        }
        "[ ]" => {
            let at = page.clock();
            moves_the_clock(page, "[", |now| now < at);
            let marker = page.clock();
            moves_the_clock(page, ",", |now| now < marker);
            moves_the_clock(page, "]", |now| now == marker);
        }
        // Each is seen beside the other: what is undone is done again.
        "Ctrl Z" | "Shift Ctrl Z" => {
            adds(browser, "p", "[id^=on-stage-producer-]");
            let (many, at) = (producers(), page.clock());
            for (chord, n) in [("Control+z", many - 1), ("Shift+Control+z", many)] {
                letter(browser, chord);
                comes(browser, chord, || {
                    (producers() == n && page.clock() == at, format!("{} at {}", producers(), page.clock()))
                });
            }
        }
        "/ or Ctrl K" => {
            for key in ["/", "Control+k"] {
                opens_and_closes(browser, key, "dialog.search", "");
            }
        }
        "Esc" => {
            let (from, to) = (browser.middle(".pal .chip[aria-label='Add a producer']"), page.lane(0));
            let before = producers();
            browser.hold_at(from, to);
            browser.press("Escape");
            browser.wait_for_text("[aria-live=polite]", "Let go: nothing changed");
            browser.let_go();
            assert_eq!(producers(), before, "let go, nothing is added");
        }
        "?" => opens_and_closes(browser, "?", "dialog", "Keys"),
        other => panic!("the list names {other:?}, and nothing here presses it"),
    }
}

#[test]
fn each_key_of_the_page_s_list_does_what_stands_beside_it() {
    let page = scene();
    let browser = &page.browser;
    letter(browser, "?");
    browser.wait_for("dialog table");
    let rows = browser.eval(
        "return [...document.querySelectorAll('dialog tr')].map((row) => [...row.cells].map((it) => it.textContent.trim()))",
    );
    browser.press("Escape");
    let rows: Vec<(String, String)> = serde_json::from_value(rows).expect("two cells each");
    assert!(rows.len() > 15, "{rows:?}");
    for (keys, what) in rows.iter().filter(|(keys, _)| !keys.is_empty()) {
        println!("{keys}: {what}");
        press_row(&page, keys);
    }
    browser.assert_no_problems();
}

/// Where a range lies on the screen, and what it covers: left, width, middle, least, most.
fn line_of(browser: &Browser, range: &str) -> [f64; 5] {
    let line = browser.eval_with(
        "const it = document.querySelector(arguments[0]), r = it.getBoundingClientRect();
        return [r.x, r.width, r.y + r.height / 2, +it.min, +it.max]",
        vec![json!(range)],
    );
    serde_json::from_value(line).expect("five numbers")
}

/// Dragged almost to its end, the timeline has room ahead only once it is let go. Then, paused, the marks are drawn anew by
/// the system's theme alone.
#[test]
fn the_timeline_keeps_its_length_under_the_hand_and_the_marks_follow_the_systems_colours() {
    let page = scene();
    let browser = &page.browser;
    let range = ".tr .range";
    let [left, width, y, least, most] = line_of(browser, range);
    let x = |ms: f64| left + width * (ms - least) / (most - least);
    let far = least + (most - least) * 0.95;
    browser.hold_at((x(page.clock() as f64), y), (x(far), y));
    comes(browser, "the far end of the timeline", || {
        let now = page.clock() as f64;
        ((now - far).abs() < (most - least) * 0.03, format!("{now} of {far}"))
    });
    assert_eq!(line_of(browser, range), [left, width, y, least, most], "it grew under the hand");
    browser.let_go();
    comes(browser, "room ahead", || {
        let [.., now] = line_of(browser, range);
        (now > most, format!("{now} of {most}"))
    });

    assert!(!page.playing(), "it is paused: nothing but the theme draws it anew");
    let marks = || browser.eval("return document.querySelector('#stage canvas').toDataURL()");
    let light = marks();
    browser.prefer_dark(true);
    comes(browser, "marks in the colours of the dark", || {
        (marks() != light, "they are those of the light".into())
    });
    // Whatever draws them anew, they are as they were.
    let dark = marks();
    browser.eval(
        "document.documentElement.setAttribute('data-drawn', 'anew');
        return new Promise((done) => setTimeout(done, 300))",
    );
    assert_eq!(marks(), dark);
    browser.assert_no_problems();
}

#[test]
fn the_timeline_is_dragged_a_slider_goes_by_arrows_and_lists_by_the_keyboard() {
    let page = scene();
    let browser = &page.browser;
    let (range, at) = (".tr .range", page.clock());
    let [left, width, y, least, most] = line_of(browser, range);
    let span = most - least;
    let x = |share: f64| left + width * share;
    browser.drag_at((x((at as f64 - least) / span), y), (x(1.0 / 3.0), y));
    comes(browser, "a third of the timeline", || {
        let off = (page.clock() as f64 - (least + span / 3.0)).abs();
        (off < span * 0.03, format!("{} of {span}", page.clock()))
    });
    // The same range again by keys, in its own steps.
    let third = page.clock();
    browser.press("ArrowRight");
    comes(browser, "a step of the range", || (page.clock() == third + 100, page.clock().to_string()));

    browser.click("#on-stage-producer-fleet");
    browser.wait_for("#inspector #rate");
    let rate = || browser.eval("return +document.querySelector('#rate').value").as_u64().unwrap_or_default();
    let before = rate();
    // Where its thumb stands: the middle would set it there.
    browser.eval("document.querySelector('#inspector [aria-label=\"Rate, slider\"]').focus()");
    for (key, more) in [("PageUp", true), ("PageDown", false)] {
        let was = rate();
        browser.press(key);
        comes(browser, key, || {
            (if more { rate() > was } else { rate() < was }, format!("{} from {was}", rate()))
        });
    }
    browser.wait_for_text("#inspector pre", "set fleet rate");
    assert!(rate().abs_diff(before) * 20 < before, "there and back again: {before}, {}", rate());

    // The streams whose charts are shown.
    browser.wait_for(".ch canvas");
    let list = "select.which";
    let shown = || browser.text(".dock").unwrap_or_default();
    let first = browser.eval("return document.querySelector('select.which').value");
    browser.eval_with("document.querySelector(arguments[0]).focus()", vec![json!(list)]);
    browser.press("ArrowDown");
    comes(browser, "another one's charts", || {
        let now = browser.eval("return document.querySelector('select.which').value");
        (now != first && browser.count(".ch canvas, .mets") > 0, format!("{now}: {}", shown()))
    });

    // Kinds of events: by the pointer, and by Tab and Space.
    page.press(".dock-tabs", "Event log");
    let pressed = || browser.text(".log-pane .chips [aria-pressed=true]").unwrap_or_default();
    page.press(".log-pane .chips", "✕");
    comes(browser, "refusals alone", || {
        let lines = browser.eval(
            "return [...document.querySelectorAll('.log-pane .line span')].every((it) => it.textContent.startsWith('✕'))",
        );
        (pressed().starts_with('✕') && lines == json!(true), pressed())
    });
    browser.press("Shift+Tab");
    browser.press("Space");
    comes(browser, "the kind before", || (!pressed().starts_with('✕'), pressed()));

    // Whose limits rule, which begins the scene again once it is confirmed.
    let era = "header.top select";
    browser.eval_with("document.querySelector(arguments[0]).focus()", vec![json!(era)]);
    browser.press("ArrowDown");
    browser.wait_for("dialog[open]");
    page.press("dialog", "Begin again");
    browser.until_within(Duration::from_secs(20), "the era before today's", |browser| {
        let now = browser.eval("return document.querySelector('header.top select').value");
        if now == "2020" && page.clock() < 5_000 { Ok(()) } else { Err(format!("{now} at {}", page.clock())) }
    });
    browser.viewport(&DESKTOP);
    browser.assert_no_problems();
}

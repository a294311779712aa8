//! Without a pointer: from the first question to a split, through a lab, to an answered question. And the scene as text,
//! narrow pages, forced colours, less motion, paper.

use std::time::Duration;

use crate::common::Page;
use browser::{Browser, DESKTOP, PHONE, TABLET, Viewport};
use serde_json::json;

/// What a person would call the thing that has the focus.
fn focused(browser: &Browser) -> String {
    let script = "const it = document.activeElement;
        return (it?.getAttribute('aria-label') || it?.id && document.querySelector(`label[for='${it.id}']`)?.textContent
            || it?.textContent || '').trim().slice(0, 80)";
    browser.eval(script).as_str().unwrap_or_default().to_owned()
}

/// Goes on with Tab until what has the focus begins so.
#[track_caller]
fn tab_to(page: &Page, name: &str) {
    let browser = &page.browser;
    let mut seen = vec![];
    for _ in 0..120 {
        let at = focused(browser);
        if at.starts_with(name) {
            return;
        }
        seen.push(at);
        browser.press("Tab");
    }
    panic!("no Tab leads to {name:?}: {seen:?}");
}

/// The same, and presses it.
#[track_caller]
fn enter(page: &Page, name: &str) {
    tab_to(page, name);
    page.browser.press("Enter");
}

/// Finds it, and opens the first that is found.
fn search(page: &Page, words: &str, first: &str) {
    let browser = &page.browser;
    browser.press("Control+k");
    browser.wait_for("dialog.search");
    browser.type_text(words);
    browser.until("the first that is found", |browser| {
        let text = browser.text(".found-list [aria-selected=true] b").unwrap_or_default();
        if text == first { Ok(()) } else { Err(text) }
    });
    browser.press("Enter");
}

#[test]
fn from_the_first_question_to_an_answer_without_a_pointer() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    enter(&page, "Split the shard");
    browser.until_within(Duration::from_secs(40), "three open shards", |browser| {
        let text = browser.text("#on-stage-stream-orders").unwrap_or_default();
        if text.contains("3 open shards") { Ok(()) } else { Err(text) }
    });
    browser.until_within(Duration::from_secs(40), "what came of it", |browser| {
        let text = browser.text(".hookq").unwrap_or_default();
        if text.contains("one key") { Ok(()) } else { Err(text) }
    });
    search(&page, "cool a hot shard", "Cool a hot shard");
    browser.wait_for("aside.l .goal");
    for left in [3, 2, 1] {
        enter(&page, &format!("Hint ({left} left)"));
    }
    browser.wait_for_text("aside.l", "Hint 3.");
    // The throttling must have been seen.
    browser.until_within(Duration::from_secs(30), "the first refusals", |browser| {
        let text = browser.text("aside.l").unwrap_or_default();
        if text.contains("✓") || page.clock() > 9_000 { Ok(()) } else { Err(text) }
    });
    let lines = browser.eval(
        "return [...[...document.querySelectorAll('aside.l .hint')].at(-1).querySelectorAll('code')].map((it) => it.textContent)",
    );
    let lines: Vec<String> = serde_json::from_value(lines).expect("texts");
    let lines: Vec<&String> =
        lines.iter().filter(|it| it.starts_with("aws ") || it.starts_with("set ")).collect();
    assert!(!lines.is_empty(), "the third hint has lines to type");
    browser.eval("document.activeElement.blur()");
    while browser.eval("return document.activeElement.id") != json!("terminal-in") {
        browser.press("Tab");
    }
    for line in lines {
        browser.type_text(line);
        browser.press("Enter");
        browser.wait_for_text("#terminal-out", line);
    }
    browser.press("Shift+Tab");
    enter(&page, "60 times");
    if !page.playing() {
        enter(&page, "Play");
    }
    browser.until_within(Duration::from_secs(40), "the lab solved", |browser| {
        let text = browser.text(".hookq.end").unwrap_or_default();
        if text.contains("Well done") { Ok(()) } else { Err(text) }
    });
    enter(&page, "Questions about this");
    browser.wait_for(".q .opt");
    // The question takes the focus itself.
    browser.press("1");
    browser.wait_for(".q .opt.on");
    browser.press("Enter");
    browser.wait_for(".q .opt.right");
    browser.press("n");
    browser.until("the next question", |browser| match browser.count(".q .opt.right") {
        0 => Ok(()),
        n => Err(n.to_string()),
    });
    browser.assert_no_problems();
}

#[test]
fn the_scene_can_be_read_as_text_and_goes_on_at_most_once_a_second() {
    let page = Page::open("#/labs/cool-a-hot-shard");
    let browser = &page.browser;
    browser.wait_for("aside.l .goal");
    enter(&page, "Scene as text");
    browser.wait_for_text(".scene-text", "Every record is accounted for.");
    browser.wait_for_text(".scene-text", "records a second");
    // As time plays on the text changes, but no faster than it can be followed.
    let script = "return new Promise((done) => {
        const seen = [], box = document.querySelector('.scene-text p');
        new MutationObserver(() => seen.push(performance.now())).observe(box, { characterData: true, subtree: true, childList: true });
        setTimeout(() => done(seen), 4200) })";
    if !page.playing() {
        page.press(".tr", "Play");
    }
    let seen: Vec<f64> = serde_json::from_value(browser.eval(script)).expect("instants");
    assert!(seen.len() >= 2, "it goes on: {seen:?}");
    assert!(seen.windows(2).all(|two| two[1] - two[0] > 900.0), "once a second at the most: {seen:?}");
    page.stop();
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "scene-text", |viewport| {
        if viewport.name == PHONE.name {
            browser.eval("document.querySelector('.scene-text')?.scrollIntoView()");
        }
    });
    // What is pressed there is selected on the stage.
    page.press(".scene-text", "shard 001");
    browser.wait_for_text("#inspector", "shard");
    browser.assert_no_problems();
}

const NARROW: Viewport = Viewport { name: "320x640", width: 320, height: 640, mobile: true };

const SCREENS: [(&str, &str); 10] = [
    ("playground", "#/"),
    ("learn", "#/learn"),
    ("lesson", "#/learn/partition-keys/3"),
    ("labs", "#/labs"),
    ("lab", "#/labs/cool-a-hot-shard"),
    ("quiz", "#/quiz"),
    ("question", "#/quiz/hot-key-cure"),
    ("disagreements", "#/disagreements"),
    ("reference", "#/reference"),
    ("data", "#/data"),
];

#[test]
fn every_screen_fits_into_320_pixels() {
    let page = Page::open("#/learn");
    let browser = &page.browser;
    browser.viewport(&NARROW);
    for (name, route) in SCREENS {
        page.go(route);
        browser.wait_for("h1");
        browser.eval("return new Promise((done) => setTimeout(done, 300))");
        browser.screenshot(&format!("narrow-{name}"));
        browser.assert_as_wide_as(&NARROW, name);
    }
    browser.press("Control+k");
    browser.wait_for("dialog.search");
    browser.type_text("shard");
    browser.wait_for(".found-list li");
    browser.screenshot("narrow-search");
    browser.assert_as_wide_as(&NARROW, "search");
    browser.assert_no_problems();
}

fn media(browser: &Browser, media: &str, features: serde_json::Value) {
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": media, "features": features }));
    browser.eval("return new Promise((done) => setTimeout(done, 200))");
}

#[test]
fn forced_colours_less_motion_and_paper_are_followed() {
    let page = Page::open("#/data");
    let browser = &page.browser;
    browser.wait_for("#settings");
    media(browser, "", json!([{ "name": "forced-colors", "value": "active" }]));
    for (name, route) in [("data", "#/data"), ("reference", "#/reference/errors"), ("playground", "#/")] {
        page.go(route);
        browser.wait_for("h1");
        browser.screenshot(&format!("forced-{name}"));
    }
    page.go("#/data");
    browser.wait_for("#settings");
    // What is chosen is told by more than its colour.
    let outline =
        "return getComputedStyle(document.querySelector('.chips [aria-pressed=true]')).outlineStyle";
    assert_eq!(browser.eval(outline), json!("solid"));
    media(browser, "", json!([{ "name": "prefers-reduced-motion", "value": "reduce" }]));
    let moves = "return document.getAnimations().length
        + [...document.querySelectorAll('.btn, .pill, .chips button')].filter((it) => parseFloat(getComputedStyle(it).transitionDuration) > 0).length";
    assert_eq!(browser.eval(moves), json!(0));
    page.go("#/reference");
    browser.wait_for(".ref h1");
    media(browser, "print", json!([]));
    let shown = "return ['.toc', '.top .find-it', '#reference-filter'].filter((it) => {
        const found = document.querySelector(it); return found && found.getClientRects().length > 0 })";
    assert_eq!(browser.eval(shown), json!([]), "nothing to press is printed");
    let whole = "const box = document.querySelector('.doc'); return [getComputedStyle(box).overflowY, box.scrollHeight - box.clientHeight < 4]";
    assert_eq!(browser.eval(whole), json!(["visible", true]), "all of it, not one screen of it");
    browser.screenshot("print-reference");
    media(browser, "", json!([]));
    browser.assert_no_problems();
}

#[test]
fn a_letter_of_the_stage_acts_while_nothing_has_the_focus() {
    let page = Page::open("#/");
    let browser = &page.browser;
    let producers = || browser.count("[id^=on-stage-producer-]");
    browser.until("the scene", |_| if producers() == 3 { Ok(()) } else { Err(producers().to_string()) });
    browser.eval("document.activeElement.blur(); return 1");
    browser.press("p");
    browser
        .until("a fourth producer", |_| if producers() == 4 { Ok(()) } else { Err(producers().to_string()) });
    // With the focus on a button it is left alone.
    browser.eval("document.getElementById('play').focus(); return 1");
    browser.press("p");
    browser.press("p");
    browser.wait_for_text("[aria-live=polite]", "roducer");
    assert_eq!(producers(), 4);
    browser.assert_no_problems();
}

/// Who has chosen dark colours gets paper that can be read: dark ink on white.
#[test]
fn paper_is_light_whatever_colours_are_chosen() {
    let page = Page::open("#/data");
    let browser = &page.browser;
    browser.wait_for("#settings");
    page.press("[aria-label=Colours]", "dark");
    browser.until("dark colours", |browser| match browser.attribute("html", "data-theme") {
        Some(theme) if theme == "dark" => Ok(()),
        theme => Err(format!("{theme:?}")),
    });
    media(browser, "print", json!([]));
    for (name, route) in [
        ("reference", "#/reference/errors"),
        ("lesson", "#/learn/partition-keys"),
        ("question", "#/quiz/hot-key-cure"),
        ("learn", "#/learn"),
    ] {
        page.go(route);
        browser.wait_for("h1");
        browser.screenshot(&format!("print-dark-{name}"));
        let pale = browser.eval(
            "const light = (text) => {
                const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
                return a === 0 ? null : 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const ground = (it) => {
                for (let at = it; at; at = at.parentElement) {
                    const found = light(getComputedStyle(at).backgroundColor);
                    if (found !== null) return found;
                }
                return 255;
            };
            const written = [...document.querySelectorAll('#main *')].filter((it) => it.getClientRects().length > 0 && !it.closest('svg')
                && [...it.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
            const bad = written.filter((it) => light(getComputedStyle(it).color) > 150 || ground(it) < 200);
            return [written.length > 10, bad.slice(0, 5).map((it) => it.cloneNode(false).outerHTML.slice(0, 80) + ' ' + it.textContent.slice(0, 40))]",
        );
        assert_eq!(pale, json!([true, []]), "{name}: ink that is light, or a ground that is dark");
        browser.assert_contrast();
    }
    media(browser, "", json!([]));
}

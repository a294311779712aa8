//! The search: opened by a key or a button, gone through by keys, forgiving; and the reference that it leads to.

use crate::common::Page;
use browser::{Browser, DESKTOP, PHONE, TABLET};
use serde_json::json;

fn hash(browser: &Browser) -> String {
    browser.eval("return location.hash").as_str().unwrap_or_default().to_owned()
}

fn chosen(browser: &Browser) -> String {
    browser.text(".found-list [aria-selected=true] b").unwrap_or_default()
}

fn typed(page: &Page, words: &str) {
    page.browser.press("Control+a");
    page.browser.type_text(words);
}

#[test]
fn anything_is_found_by_keys_alone_and_a_slip_is_forgiven() {
    let page = Page::open("#/learn");
    let browser = &page.browser;
    browser.wait_for_text("h1", "Learn");
    browser.press("/");
    browser.wait_for("dialog.search #search-words");
    browser.wait_for_text("dialog.search .count", "things can be found");
    browser.type_text("trim horizon");
    browser.until("the term first", |browser| {
        let first = chosen(browser);
        if first == "Trim horizon" { Ok(()) } else { Err(first) }
    });
    assert!(browser.count(".found-list mark") > 2, "what was looked for is marked");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "search", |_| {});
    // One down and one up again, and it is told to a screen reader which one it is.
    browser.press("ArrowDown");
    browser.until("the second", |browser| {
        let active = browser.attribute("#search-words", "aria-activedescendant");
        if active.as_deref() == Some("found-1") { Ok(()) } else { Err(format!("{active:?}")) }
    });
    browser.press("ArrowUp");
    browser.press("Enter");
    browser.until("the row of the glossary", |browser| {
        let at = hash(browser);
        if at == "#/reference/term-trim-horizon" { Ok(()) } else { Err(at) }
    });
    browser.wait_for_text("tr.found", "The oldest record that a shard still keeps");
    let seen = browser.eval(
        "const row = document.querySelector('tr.found').getBoundingClientRect();
        return row.top >= 0 && row.bottom <= innerHeight && document.activeElement === document.querySelector('tr.found')",
    );
    assert_eq!(seen, json!(true), "in sight, with the focus");
    assert_eq!(browser.count("dialog.search"), 0);

    // A slip, a screen of a lesson, and back to where one was.
    page.press("header", "Search");
    browser.wait_for("dialog.search");
    browser.type_text("reshardign");
    browser.wait_for_text("dialog.search .count", "“reshardign” is read as “resharding”");
    typed(&page, "xyzzyplugh");
    browser.wait_for_text("dialog.search .count", "Nothing has all of these words");
    browser.press("Escape");
    browser.until("closed", |browser| match browser.count("dialog.search") {
        0 => Ok(()),
        n => Err(n.to_string()),
    });
    assert_eq!(hash(browser), "#/reference/term-trim-horizon");
    browser.press("Control+k");
    browser.wait_for("dialog.search");
    browser.type_text("your keys decide");
    browser.until("the lesson", |browser| {
        let first = chosen(browser);
        if first.starts_with("Your keys decide") { Ok(()) } else { Err(first) }
    });
    browser.press("Enter");
    browser.wait_for_text(".txt h1", "Your keys decide");
    browser.assert_no_problems();
}

#[test]
fn on_a_phone_it_is_a_button_and_an_action_acts() {
    let page = Page::open("");
    let browser = &page.browser;
    browser.viewport(&PHONE);
    page.press("header", "Search");
    browser.wait_for("dialog.search");
    // Questions by their stems; and nothing that gives an answer away.
    browser.type_text("least operational overhead");
    browser.wait_for_text(".found-list", "Question");
    typed(&page, "dark");
    browser.wait_for_text(".found-list", "Change the colours");
    browser.click(".found-list li");
    browser.until("light", |browser| {
        let theme = browser.attribute("html", "data-theme");
        if theme.as_deref() == Some("light") { Ok(()) } else { Err(format!("{theme:?}")) }
    });
    browser.assert_no_problems();
}

#[test]
fn the_reference_is_filtered_and_each_section_has_an_address() {
    let page = Page::open("#/reference/errors");
    let browser = &page.browser;
    browser.wait_for_text("#main", "A shard is full");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "reference-errors", |_| {
        browser.eval("document.querySelector('#errors').scrollIntoView()");
    });
    browser.wait_for_text(".bank-tools", "in 13 sections");
    assert_eq!(browser.count(".ref section"), 1, "one at a time");
    browser.click("#reference-filter");
    browser.type_text("iterator five");
    browser.until("fewer", |browser| {
        let left = browser.count(".ref tbody tr");
        if left > 0 && left < 20 && browser.count(".ref section") > 1 {
            Ok(())
        } else {
            Err(left.to_string())
        }
    });
    browser.wait_for_text("#main", "Get a new one AFTER_SEQUENCE_NUMBER");
    typed(&page, "xyzzy");
    browser.wait_for_text("#main", "No row has all of these words");
    browser.assert_accessible();
    page.go("#/reference/story");
    browser.wait_for_text("#story-fault", "fault bucket lake unreachable for 10m");
    page.looks(&[&DESKTOP, &PHONE], "reference-story", |_| {
        browser.eval("document.querySelector('#story').scrollIntoView()");
    });
    page.go("#/reference/glossary");
    browser.wait_for_text("#term-salting", "Lesson:");
    page.looks(&[&DESKTOP, &PHONE], "reference-glossary", |_| {
        browser.eval("document.querySelector('#glossary').scrollIntoView()");
    });
    browser.assert_no_problems();
}

//! Eight services sorted into three speeds: by the pointer, and by keys alone.

use crate::common::Page;
use browser::{Browser, DESKTOP, PHONE, TABLET};
use lessons::sort::Sort;
use serde_json::json;

fn sort() -> Sort {
    let lessons = lessons::lessons().expect("the content tests read every lesson");
    let screens = lessons.into_iter().find(|lesson| lesson.id == "landscape").expect("the lesson").screens;
    screens.into_iter().find_map(|screen| screen.sort).expect("things to sort")
}

/// The lesson on the screen with the boxes.
fn open() -> Page {
    let page = Page::open("#/learn/landscape");
    page.browser.until("the boxes", |browser| {
        if browser.count(".sorting") > 0 {
            return Ok(());
        }
        page.press("#main", "Next");
        Err("another screen".to_owned())
    });
    page
}

/// Marks an element by what it says, for the pointer.
fn mark(browser: &Browser, selector: &str, says: &str) -> String {
    let script = "const [selector, says, name] = arguments;
        document.querySelectorAll(`[data-${name}]`).forEach((e) => e.removeAttribute(`data-${name}`));
        [...document.querySelectorAll(selector)].find((e) => e.textContent.trim().startsWith(says)
            || e.getAttribute('aria-label')?.startsWith(says)).setAttribute(`data-${name}`, '')";
    let name = if selector.contains("box") { "there" } else { "taken" };
    browser.eval_with(script, vec![json!(selector), json!(says), json!(name)]);
    format!("[data-{name}]")
}

#[test]
fn eight_of_eight_by_dragging_score_full_and_a_wrong_box_says_why() {
    let (page, sort) = (open(), sort());
    let browser = &page.browser;
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "sorting", |_| {
        browser.eval("document.querySelector('.sorting').scrollIntoView({ block: 'center' })");
    });
    let drag = |thing: usize, into: usize| {
        let from = mark(browser, ".sorting .grip", &sort.things[thing].name);
        let onto = mark(browser, ".sorting .box", &sort.boxes[into]);
        browser.eval("document.querySelector('.sorting').scrollIntoView({ block: 'center' })");
        browser.drag(&from, &onto);
    };
    for (number, thing) in sort.things.iter().enumerate() {
        drag(number, thing.goes);
        let left = sort.things.len() - number - 1;
        let says = if left == 0 { "All are sorted".to_owned() } else { format!("{left} to sort") };
        browser.wait_for_text(".sorting [role=status]", &says);
    }
    drag(0, (sort.things[0].goes + 1) % 3);
    page.press(".sorting", "Check");
    browser.wait_for_text(".sorting [role=status]", "7 of 8 right.");
    browser.wait_for_text(".sorting .why.er", "✕");
    drag(0, sort.things[0].goes);
    page.press(".sorting", "Check");
    browser.wait_for_text(".sorting [role=status]", "8 of 8 right.");
    page.looks(&[&DESKTOP, &PHONE], "sorted", |_| {
        browser.eval("document.querySelector('.sorting').scrollIntoView({ block: 'start' })");
    });
    browser.assert_no_problems();
}

#[test]
fn keys_alone_sort_them_too() {
    let (page, sort) = (open(), sort());
    let browser = &page.browser;
    for thing in &sort.things {
        let script = "document.querySelector(`select[aria-label='${arguments[0]} is']`).focus()";
        browser.eval_with(script, vec![json!(thing.name)]);
        for _ in 0..=thing.goes {
            browser.press("ArrowDown");
        }
        // Where it was chosen, it goes: the list is made anew in its box.
        let script =
            "return document.querySelector(`select[aria-label='${arguments[0]} is']`)?.selectedIndex";
        browser.until(&thing.name, |browser| {
            let at = browser.eval_with(script, vec![json!(thing.name)]);
            if at == json!(thing.goes + 1) { Ok(()) } else { Err(at.to_string()) }
        });
    }
    page.press(".sorting", "Check");
    browser.wait_for_text(".sorting [role=status]", "8 of 8 right.");
    browser.assert_no_problems();
}

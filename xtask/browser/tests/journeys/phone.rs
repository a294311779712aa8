//! What a phone has no room for: a header in one line, notices above the transport, buttons that stand apart.

use crate::common::{Page, link};
use browser::{PHONE, TABLET};
use serde_json::json;

#[test]
fn the_header_fits_and_a_notice_leaves_the_transport_free() {
    let page = Page::open("#/labs/save-the-night");
    let browser = &page.browser;
    browser.wait_for("aside.l .goal");
    browser.click("#on-stage-stream-orders");
    // From a wide window to a narrow one: what is too wide before the page follows does not count.
    for viewport in [&TABLET, &PHONE] {
        browser.viewport(viewport);
        browser.wait_for_text(".top", "Inspector");
    }
    browser.until("the era in one word", |browser| {
        let said = browser
            .eval("return document.querySelector('.top select').selectedOptions[0].textContent.trim()");
        if said == json!("today") { Ok(()) } else { Err(said.to_string()) }
    });
    browser.assert_as_wide_as(&PHONE, "a lab with something selected");
    let near = browser.eval(
        "const all = [...document.querySelectorAll('.top>*')].map((e) => [e, e.getBoundingClientRect()])
            .filter(([e, r]) => r.width > 0 && !e.matches('.sp'));
         const wrong = all.filter(([e, r]) => r.right > innerWidth - 11 || r.left < 11).map(([e]) => e.outerHTML);
         all.slice(1).forEach(([e, r], i) => { if (r.left - all[i][1].right < 5.5) wrong.push(e.outerHTML); });
         const list = document.querySelector('.top select');
         if (list.scrollWidth > list.clientWidth) wrong.push('the era is cut');
         return wrong",
    );
    assert_eq!(near, json!([]), "each with room around it");
    // What lies over the header goes first.
    browser.press("Escape");
    page.press(".top", "Goals");
    page.press("aside.l", "Show me");
    browser.wait_for(".toasts .toast");
    browser.until("the notice above the transport", |browser| {
        let free = browser.eval(
            "const [a, b] = ['.toasts .toast:last-child', '.bottom .tr'].map((s) => document.querySelector(s)?.getBoundingClientRect());
             return a && b && a.height > 20 && a.bottom <= b.top && a.top > 0 ? true : JSON.stringify([a, b])",
        );
        if free == json!(true) { Ok(()) } else { Err(free.to_string()) }
    });
    browser.screenshot("notice-390x844");
    browser.assert_no_problems();
}

#[test]
fn the_buttons_of_a_crowd_stand_apart() {
    let page = Page::open("");
    let browser = &page.browser;
    page.go(&link(
        "title Fifty shards\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 50\n\
         producer taxis to orders  rate 900/s  size 120B  keys uniform 4000\n",
    ));
    browser.viewport(&PHONE);
    browser.wait_for(".cards .nth input");
    let gaps = browser.eval(
        "const all = [...document.querySelector('.cards .acts').children].map((e) => e.getBoundingClientRect());
         return all.slice(1).map((r, i) => r.left - all[i].right)",
    );
    let gaps: Vec<f64> =
        gaps.as_array().expect("gaps").iter().filter_map(serde_json::Value::as_f64).collect();
    assert!(gaps.len() == 2 && gaps.iter().all(|gap| *gap >= 5.5), "{gaps:?}");
    browser.screenshot("crowd-buttons-390x844");
    browser.assert_no_problems();
}

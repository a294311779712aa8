//! Where the notes disagree: found from the lessons, answered in each era, and run.

use std::time::Duration;

use crate::common::Page;
use browser::{DESKTOP, PHONE, TABLET};

#[test]
fn a_learner_decides_sees_what_is_so_in_two_eras_and_lets_it_run() {
    let page = Page::open("#/learn");
    let browser = &page.browser;
    page.press("#main", "Where the notes disagree");
    browser.wait_for_text("#main h1", "Where the notes disagree");
    assert_eq!(browser.count(".clash"), 18);
    assert_eq!(browser.count(".clash .so"), 0, "nothing is given away");
    page.looks(&[DESKTOP, TABLET, PHONE].each_ref(), "disagreements", |viewport| {
        browser.assert_as_wide_as(viewport, "disagreements");
    });
    browser.eval("window.scrollTo(0, 0)");
    page.press(".chips", "2018");
    page.press(".clash", "Show what is so in 2018: The number of fan-out consumers");
    browser.wait_for_text("#fan-out-consumers .so", "5 registered");
    page.press("#fan-out-consumers", "Let it run");
    browser.until_within(Duration::from_secs(20), "a refused sixth", |browser| {
        match browser.text(".clash .runs").unwrap_or_default() {
            text if text.contains("c5") => Ok(()),
            text => Err(text),
        }
    });
    page.looks(&[DESKTOP, TABLET, PHONE].each_ref(), "disagreements-run", |viewport| {
        browser.assert_as_wide_as(viewport, "a run");
        browser.eval("document.querySelector('#fan-out-consumers').scrollIntoView()");
    });
    // Another year, another answer: what runs belongs to the year that was chosen.
    page.press(".chips", "2020");
    browser.wait_for_text("#fan-out-consumers .so", "20");
    assert_eq!(browser.count(".clash .runs"), 0);
    page.press("#main", "Show all answers");
    assert_eq!(browser.count(".clash .so"), 18);
    browser.eval("window.scrollTo(0, 0)");
    page.looks(&[DESKTOP, TABLET, PHONE].each_ref(), "disagreements-all", |_| {});
    page.press("#main", "Hide all answers");
    assert_eq!(browser.count(".clash .so"), 0);
    browser.assert_no_problems();
}

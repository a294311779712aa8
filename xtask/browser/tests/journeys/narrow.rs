//! 320 pixels, as at a zoom of 400 %: what opens over the stage and below it, beside the screens of keyboard.rs.

use crate::common::{Page, link};
use browser::{Browser, Viewport};
use serde_json::json;

const NARROW: Viewport = Viewport { name: "320x640", width: 320, height: 640, mobile: true };

const STORY: &str = "title Narrow\nseed 5\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    bucket lake\n\
    aws firehose create-delivery-stream --delivery-stream-name to-lake --delivery-stream-type KinesisStreamAsSource \
    --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders \
    --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake\n\
    producer fleet to orders rate 2400/s size 200B keys \"iphone-16\" 80% uniform 50 20%\n\
    consumer books reads orders poll 1s\n";

/// Nothing needs to be scrolled sideways, and nothing is cut off: but for what scrolls within itself, such as a table,
/// a picture or a text of fixed lines.
#[track_caller]
fn fits(browser: &Browser, what: &str) {
    browser.screenshot(&format!("narrow-{what}"));
    browser.assert_as_wide_as(&NARROW, what);
    let out = browser.eval(
        "const own = (it) => {
            for (let at = it; at && at !== document.body; at = at.parentElement) {
                const style = getComputedStyle(at);
                if (at !== it && /auto|scroll/.test(style.overflowX) && at.scrollWidth > at.clientWidth) return true;
                if (style.clipPath !== 'none' || at.classList.contains('sr') || at.closest('svg, canvas')) return true;
            }
            return false;
        };
        return [...document.querySelectorAll('body *')].filter((it) => {
            const box = it.getBoundingClientRect();
            return box.width > 0 && box.height > 0 && (box.right > 321 || box.left < -1) && getComputedStyle(it).visibility !== 'hidden' && !own(it);
        }).slice(0, 6).map((it) => it.cloneNode(false).outerHTML.slice(0, 120) + ' ' + it.textContent.slice(0, 40))",
    );
    assert_eq!(out, json!([]), "{what}: beyond 320 pixels");
}

#[track_caller]
fn closed(browser: &Browser, what: &str) {
    browser.press("Escape");
    browser.until(&format!("{what} is closed"), |browser| match browser.count(what) {
        0 => Ok(()),
        n => Err(n.to_string()),
    });
}

/// What the menu of a narrow page has.
#[track_caller]
fn from_the_menu(page: &Page, name: &str) {
    page.press("header.top", "Menu");
    page.press("#menu", name);
}

#[test]
fn dialogs_the_dock_and_two_worlds_fit_into_320_pixels() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#on-stage-producer-fleet");
    page.play_on_past(5_000);
    browser.viewport(&NARROW);
    browser.wait_for("#stage .chips, #stage [aria-label]");

    for (key, name) in [("?", "keys"), ("g", "merge")] {
        browser.eval("document.querySelector('#stage').focus()");
        browser.press(key);
        browser.wait_for("dialog[open] #stage-popup");
        fits(browser, name);
        closed(browser, "dialog");
    }
    from_the_menu(&page, "Share…");
    browser.wait_for("#share");
    fits(browser, "share");
    browser.press("Escape");
    from_the_menu(&page, "Copy as…");
    browser.wait_for("dialog[open] pre");
    fits(browser, "copy-scene");
    closed(browser, "dialog");

    for tab in ["Charts", "Log", "Calls", "Bill", "Terminal", "Text"] {
        page.press(".dock-tabs [role=tablist]", tab);
        browser.wait_for(".dock");
        fits(browser, &format!("dock-{}", tab.to_lowercase()));
    }
    browser.click("#markers-open");
    browser.wait_for("#markers");
    fits(browser, "markers");
    closed(browser, "#markers");

    browser.click("#forks-open");
    browser.wait_for("#forks");
    fits(browser, "forks");
    page.press("#forks", "Compare two worlds…");
    browser.wait_for("#knob-text");
    fits(browser, "knob");
    page.press(".dlg.knob", "Play both");
    browser.wait_for(".world + .world .scene-in");
    fits(browser, "worlds");
    page.press(".strip", "Close the comparison");
    browser.wait_for("#forks-open");

    // The dock leaves little of the stage here: its tab closes it.
    page.press(".dock-tabs [role=tablist]", "Text");
    page.press("#stage", "shard …001");
    page.press("#inspector", "Newest record");
    browser.wait_for_text(".passport", "sequence number");
    browser.eval("document.querySelector('.passport').scrollIntoView({ block: 'start' })");
    fits(browser, "passport");
    page.press(".passport", "Close");
    closed(browser, "#inspector[data-open]");
    // A lab's solution is what was done.
    page.press(".pal", "Producer");
    browser.wait_for("[id^=on-stage-producer-producer]");
    closed(browser, "#inspector[data-open]");
    from_the_menu(&page, "Share…");
    page.press("#share", "Turn this into a lab");
    browser.wait_for("dialog.make-lab[open] .foot");
    fits(browser, "make-lab");
    closed(browser, "dialog");

    page.go(&format!("?present{}", link(STORY)));
    browser.wait_for(".present .wall svg");
    fits(browser, "present");
    let footer = browser.eval(
        "return document.querySelector('.present footer').getBoundingClientRect().bottom <= innerHeight + 1",
    );
    assert_eq!(footer, json!(true), "the footer of the picture for a room is in the window");

    page.go(&format!("?embed{}", link(STORY)));
    browser.wait_for(".whole");
    fits(browser, "embed");
    browser.assert_no_problems();
}

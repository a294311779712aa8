//! A scene and a lesson in front of a room, by clicker and by pointer.

use std::time::Duration;

use crate::common::{Page, link};
use browser::{Browser, DESKTOP, Viewport};

const HALL: Viewport = Viewport { name: "1920x1080", width: 1920, height: 1080, mobile: false };
const OLD: Viewport = Viewport { name: "1024x768", width: 1024, height: 768, mobile: false };

const STORY: &str = "title One key fills one shard\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer web to orders rate 400/s size 200B keys uniform 500\nsay at 4s \"Two shards share the records.\"\n\
    at 8s set web rate 1800/s keys \"iphone-16\" 80% uniform 500 20%\n\
    at 14s predict \"Will shard 001 refuse records?\" judged at 16s\n  option \"yes\" when stream.orders.refused > 0\n  \
    option \"no\" when stream.orders.refused = 0\nsay at 20s \"More shards would not help one key.\"\n";

fn at(browser: &Browser) -> String {
    browser.text(".present .at").unwrap_or_default()
}

#[track_caller]
fn comes(browser: &Browser, progress: &str, says: &str) {
    browser.until_within(Duration::from_secs(20), &format!("{progress}: {says}"), |browser| {
        let (now, text) = (at(browser), browser.text(".present .says").unwrap_or_default());
        if now.starts_with(progress) && text.contains(says) { Ok(()) } else { Err(format!("{now}: {text}")) }
    });
}

/// Everything lies within the window, and no letter is smaller than a fiftieth of its height or so.
#[track_caller]
fn fits_a_room(browser: &Browser) {
    let found = browser.eval(
        "const [w, h] = [innerWidth, innerHeight];
        const bad = [];
        if (document.scrollingElement.scrollHeight > h + 1) bad.push('it scrolls');
        for (const one of document.querySelectorAll('.present h1, .present .say, .present li, .present button, .present .wall svg')) {
            const box = one.getBoundingClientRect();
            if (box.left < -1 || box.top < -1 || box.right > w + 1 || box.bottom > h + 1)
                bad.push(one.className.baseVal ?? one.textContent);
        }
        for (const one of document.querySelectorAll('.present .say, .present h1, .present li'))
            if (parseFloat(getComputedStyle(one).fontSize) < h / 50) bad.push('small: ' + one.textContent);
        const svg = document.querySelector('.present .wall svg');
        if (svg) {
            const scale = svg.getScreenCTM().a;
            const least = Math.min(...[...svg.querySelectorAll('text')].map((it) => parseFloat(getComputedStyle(it).fontSize) * scale));
            if (least < h / 75) bad.push('small in the picture: ' + least);
        }
        return bad.join(' | ')",
    );
    assert_eq!(found, "", "{found}");
}

#[test]
fn a_clicker_goes_from_beat_to_beat_of_a_scene() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    browser.press("F8");
    browser.wait_for(".present");
    assert_eq!(browser.count(".dock, .tr, header.top"), 0);
    browser.press("PageDown");
    comes(browser, "1 of", "Two shards share the records.");
    // The refusal that nobody announced is a beat too, when it comes; then the question, and what came of it.
    browser.press("PageDown");
    browser.until_within(Duration::from_secs(20), "a throttle", |browser| {
        let says = browser.text(".present .says").unwrap_or_default();
        if says.contains('✕') { Ok(()) } else { Err(says) }
    });
    browser.press("ArrowRight");
    comes(browser, "3 of 5", "Will shard 001 refuse records?");
    assert_eq!(browser.count(".present li.right"), 0, "the answer is not given away");
    for viewport in [&HALL, &OLD] {
        browser.viewport(viewport);
        browser.eval("return new Promise((done) => setTimeout(done, 300))");
        fits_a_room(browser);
    }
    page.looks(&[&HALL, &OLD], "present-question", |_| {});
    browser.press("Space");
    comes(browser, "4 of 5", "✓ yes");
    browser.press("PageUp");
    comes(browser, "3 of 5", "Will shard 001");
    browser.press("b");
    browser.wait_for(".present .dark");
    browser.screenshot("present-black-1440-light");
    browser.press("PageDown");
    browser.until("light again", |browser| {
        if browser.count(".present .dark") == 0 { Ok(()) } else { Err(at(browser)) }
    });
    comes(browser, "3 of 5", "Will shard 001");
    page.press(".present footer", "Next");
    comes(browser, "4 of 5", "✓ yes");
    page.looks(&[&HALL, &OLD], "present-answer", |_| {});
    browser.viewport(&DESKTOP);
    browser.press("Escape");
    browser.wait_for(".tr");
    assert_eq!(browser.count(".present"), 0);
    assert!(!page.playing());
    browser.assert_no_problems();
}

#[test]
fn a_lesson_is_shown_screen_by_screen_with_its_figures_large() {
    let page = Page::open("#/learn/partition-keys");
    let browser = &page.browser;
    browser.wait_for(".txt");
    page.press(".txt", "Present");
    browser.wait_for_text(".present h1", "Your keys decide");
    browser.wait_for(".present .wall svg");
    for viewport in [&HALL, &OLD] {
        browser.viewport(viewport);
        browser.eval("return new Promise((done) => setTimeout(done, 300))");
        fits_a_room(browser);
    }
    page.looks(&[&HALL, &OLD], "present-lesson", |_| {});
    browser.press("PageDown");
    browser.press("PageDown");
    comes(browser, "3 of", "How many records");
    browser.press("PageDown");
    browser.until_within(Duration::from_secs(40), "the answer", |browser| {
        let text = browser.text(".present .says").unwrap_or_default();
        if text.contains("✓ Nearly as many") { Ok(()) } else { Err(text) }
    });
    fits_a_room(browser);
    browser.screenshot("present-lesson-answer-1440-light");
    browser.press("Escape");
    browser.wait_for(".txt");
    browser.assert_no_problems();
}

#[test]
fn an_address_opens_a_scene_for_a_room() {
    let page = Page::open(&format!("{}?present", link(STORY)));
    let browser = &page.browser;
    browser.wait_for(".present .wall svg");
    browser.wait_for_text(".present h1", "One key fills one shard");
    assert_eq!(browser.text(".present .at").as_deref(), Some("0 of 4"));
    browser.press("Escape");
    browser.wait_for("#stage");
    browser.assert_no_problems();
}

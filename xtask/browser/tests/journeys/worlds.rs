//! Time by hand: steps, skips, branches with names, and two worlds side by side.

use std::time::Duration;

use crate::common::{Page, link};
use browser::{Browser, DESKTOP, PHONE, TABLET, Viewport};

const STORY: &str = "title Worlds\nseed 5\naws kinesis create-stream --stream-name orders --shard-count 1\n\
    bucket lake\n\
    aws firehose create-delivery-stream --delivery-stream-name to-lake --delivery-stream-type KinesisStreamAsSource \
    --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders \
    --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}\n\
    producer fleet to orders rate 1400/s size 200B keys \"iphone-16\" 80% uniform 50 20%\n\
    consumer books reads orders poll 1s\n";

fn scene() -> Page {
    let page = Page::open(&link(STORY));
    page.browser.wait_for("#on-stage-producer-fleet");
    page.stop();
    page
}

#[track_caller]
fn until_clock(page: &Page, what: &str, so: impl Fn(u64) -> bool) -> u64 {
    let mut at = 0;
    page.browser.until_within(Duration::from_secs(30), what, |_| {
        let now = page.clock();
        let there = so(now) && page.browser.count(".tr .reach") == 0;
        if there { Ok(()) } else { Err(now.to_string()) }
    });
    page.browser.until("time stands", |_| {
        let now = page.clock();
        let stands = std::mem::replace(&mut at, now) == now;
        if stands { Ok(()) } else { Err(now.to_string()) }
    });
    at
}

fn to(browser: &Browser, ms: u64) {
    let script = "const range = document.querySelector('.tr .range');
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(range, arguments[0]);
        range.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    browser.eval_with(script, vec![serde_json::json!(ms.to_string())]);
}

#[test]
fn time_goes_by_events_and_seconds_and_to_the_next_trouble_and_back() {
    let page = scene();
    let browser = &page.browser;
    let start = page.clock();
    page.press(".tr", "One event on");
    let event = until_clock(&page, "an event later", |now| now > start);
    page.press(".tr", "One event back");
    until_clock(&page, "before it", |now| now < event);
    page.press(".tr", "One second on");
    let second = until_clock(&page, "a second later", |now| now >= start + 900);
    page.press(".tr", "One second back");
    until_clock(&page, "a second before", |now| now + 1_000 == second);
    page.browser.click("#markers-open");
    page.press("#markers", "✕");
    let throttle = until_clock(&page, "the first throttle", |now| now > second);
    browser.wait_for_text("#markers", "refuses records");
    page.press("#markers .btns", "▼");
    until_clock(&page, "the next flush", |now| now > throttle);
    browser.press("Escape");
    // Speeds that cannot be reached are told with what is.
    page.press(".tr", "3600 times");
    page.press(".tr", "Play");
    let script = "return document.querySelector('.tr .reach')?.textContent ?? ''";
    browser.until_within(Duration::from_secs(30), "what speed is reached", |browser| {
        let says = browser.eval(script).as_str().unwrap_or_default().to_owned();
        if says.contains("3600× wanted") && says.contains("reached") { Ok(()) } else { Err(says) }
    });
    page.stop();
    to(browser, 12_000);
    until_clock(&page, "twelve seconds", |now| now == 12_000);
    browser.assert_no_problems();
}

#[test]
fn acting_in_the_past_keeps_both_branches_with_names() {
    let page = scene();
    let browser = &page.browser;
    page.play_on_past(9_000);
    browser.click("#on-stage-producer-fleet");
    browser.wait_for_text("#inspector h1", "fleet");
    page.press("#inspector", "Stop");
    browser.wait_for_text("#inspector pre", "stop fleet");
    page.play_on_past(12_000);
    to(browser, 6_000);
    until_clock(&page, "six seconds", |now| now == 6_000);
    browser.click("#on-stage-reader-books");
    browser.wait_for_text("#inspector h1", "books");
    page.press("#inspector", "Stop");
    browser.wait_for_text("#inspector pre", "stop books");
    browser.click("#forks-open");
    browser.wait_for("#fork-0");
    let name = |id: &str| {
        browser
            .eval(&format!("return document.querySelector('{id}').value"))
            .as_str()
            .unwrap_or("")
            .to_owned()
    };
    assert!(name("#fork-now").contains("at 6.0 s: stop books"), "{}", name("#fork-now"));
    assert!(name("#fork-0").contains("stop fleet"), "{}", name("#fork-0"));
    browser.click("#fork-0");
    browser.press("Control+a");
    browser.type_text("without the fleet");
    browser.press("Enter");
    browser.until("the name", |_| {
        if name("#fork-0") == "without the fleet" { Ok(()) } else { Err(name("#fork-0")) }
    });
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "branches", |_| {
        browser.until(
            "the list",
            |browser| if browser.count("#forks") == 1 { Ok(()) } else { Err(String::new()) },
        );
    });
    page.press("#forks", "Switch");
    browser.until("it plays", |_| {
        if name("#fork-now") == "without the fleet" { Ok(()) } else { Err(name("#fork-now")) }
    });
    // Both are there after a reload, which happens when the scene is saved.
    browser.until_within(Duration::from_secs(10), "saved", |browser| {
        let kept = browser.eval("return localStorage.getItem('shardlab.v1.scene.playground') ?? ''");
        let kept = kept.as_str().unwrap_or_default().to_owned();
        if kept.contains("without the fleet") && kept.contains("branches") { Ok(()) } else { Err(kept) }
    });
    page.go("#/");
    browser.eval("location.reload()");
    page.ready();
    browser.wait_for("#forks-open");
    browser.click("#forks-open");
    browser.wait_for("#fork-0");
    browser.until("the name after a reload", |_| {
        if name("#fork-now") == "without the fleet" { Ok(()) } else { Err(name("#fork-now")) }
    });
    page.press("#forks", "Delete");
    browser.until(
        "one branch",
        |browser| if browser.count("#fork-0") == 0 { Ok(()) } else { Err(String::new()) },
    );
    browser.assert_no_problems();
}

/// Neither world is cut: no stage scrolls, and gauges, flags and the ledger of both lie in the window.
#[track_caller]
fn whole_side_by_side(browser: &Browser, viewport: &Viewport) {
    let script = "return [...document.querySelectorAll('.world')].flatMap((world) => {
        const room = world.querySelector('.figure-box');
        const cut = ['.scene .gbg', '.flag .cloth', '.ledger-box text'].flatMap((what) => {
            const all = [...world.querySelectorAll(what)];
            const seen = (it) => {
                const at = it.getBoundingClientRect(), within = room.getBoundingClientRect();
                return at.height > 0 && at.top >= within.top && at.bottom <= within.bottom + 1 && at.right <= innerWidth;
            };
            return all.length > 0 && all.every(seen) ? [] : [what + ' of ' + all.length];
        });
        return room.scrollHeight > room.clientHeight + 1
            ? [...cut, room.scrollHeight + ' in ' + room.clientHeight] : cut })";
    browser.until(&format!("two whole worlds, {}", viewport.name), |browser| {
        let cut = browser.eval(script);
        if cut == serde_json::json!([]) { Ok(()) } else { Err(cut.to_string()) }
    });
    let lines = browser.eval("return document.querySelector('.strip-said').getBoundingClientRect().height");
    assert!(lines.as_f64() < Some(44.0), "the strip's heading has more than a line: {lines}");
}

/// On a phone they stand below each other, as high as they are, and the page scrolls.
#[track_caller]
fn whole_below_each_other(browser: &Browser) {
    let script = "const [one, two] = [...document.querySelectorAll('.world')];
        const whole = (world) => {
            const room = world.querySelector('.figure-box'), inside = world.querySelector('.scene-in');
            return room.scrollHeight <= room.clientHeight + 1
                && inside.getBoundingClientRect().bottom <= world.getBoundingClientRect().bottom + 1;
        };
        const below = one.getBoundingClientRect().bottom <= two.getBoundingClientRect().top + 1;
        return [whole(one), whole(two), below, document.documentElement.scrollHeight > innerHeight]";
    browser.until("two whole worlds on a phone", |browser| {
        let said = browser.eval(script);
        if said == serde_json::json!([true, true, true, true]) { Ok(()) } else { Err(said.to_string()) }
    });
}

#[test]
fn two_worlds_play_side_by_side_and_the_changed_one_is_kept() {
    let page = scene();
    let browser = &page.browser;
    page.play_on_past(5_000);
    browser.click("#forks-open");
    page.press("#forks", "Compare two worlds…");
    browser.wait_for_text(".dlg.knob", "one knob changed");
    browser.wait_for_text(".dlg.knob", "fleet · rate 1400/s");
    browser.click("#knob-text");
    browser.press("Control+a");
    browser.type_text("fast");
    page.looks(&[&DESKTOP, &PHONE], "worlds-question", |_| {});
    page.press(".dlg.knob", "Play both");
    browser.wait_for_text(".dlg.knob [role=alert]", "fast");
    browser.click("#knob-text");
    browser.press("Control+a");
    browser.type_text("700/s");
    browser.press("Enter");
    browser.wait_for_text(".strip", "fleet: rate 1400/s → 700/s");
    page.press(".tr", "10 times");
    browser.until_within(Duration::from_secs(60), "a difference", |browser| {
        let says = browser.text(".strip").unwrap_or_default();
        if says.contains("records refused") { Ok(()) } else { Err(says) }
    });
    page.play_on_past(20_000);
    assert_eq!(browser.count(".world .scene-in"), 2, "two stages");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "worlds", |viewport| {
        if viewport.mobile { whole_below_each_other(browser) } else { whole_side_by_side(browser, viewport) }
    });
    browser.viewport(&PHONE);
    browser.eval("document.querySelectorAll('.world')[1].scrollIntoView()");
    browser.screenshot("worlds-second-390x844-light");
    page.press(".strip", "Keep this one");
    browser.wait_for("#on-stage-producer-fleet");
    browser.viewport(&DESKTOP);
    browser.wait_for("#stage .pal");
    browser.click("#on-stage-producer-fleet");
    let rate = |of: &str| {
        browser.until_within(Duration::from_secs(10), "the rate", |browser| {
            let says = browser.eval(
                "return [...document.querySelectorAll('#inspector input')].map((it) => it.value).join(' ')",
            );
            let says = says.as_str().unwrap_or_default().to_owned();
            if says.split(' ').any(|it| it == of) { Ok(()) } else { Err(says) }
        });
    };
    rate("700");
    page.press(".tr", "Undo: keep");
    rate("1400");
    page.press(".tr", "Redo: keep");
    rate("700");
    browser.assert_no_problems();
}

#[test]
fn without_a_difference_the_strip_says_so() {
    let page = scene();
    let browser = &page.browser;
    browser.click("#forks-open");
    page.press("#forks", "Compare two worlds…");
    browser.wait_for("#knob-text");
    // The value is the one that it has: nothing is changed.
    page.press(".dlg.knob", "Play both");
    browser.wait_for_text("#no-difference", "No difference in any of");
    page.play_on_past(15_000);
    browser.wait_for_text("#no-difference", "No difference in any of");
    page.press(".strip", "Close the comparison");
    browser.wait_for("#on-stage-producer-fleet");
    browser.assert_no_problems();
}

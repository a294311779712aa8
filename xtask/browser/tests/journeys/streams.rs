//! Streams on the stage, from one shard to two hundred, by hand: pointer, buttons and keys.

use std::time::Duration;

use crate::common::{Page, link};
use browser::{Browser, DESKTOP, PHONE, TABLET};
use serde_json::json;

/// So many shards, evenly loaded but for one hot key, with two readers.
fn crowd(shards: u32) -> String {
    format!(
        "title {shards} shards\nseed 7\naws kinesis create-stream --stream-name orders --shard-count {shards}\n\
         producer taxis to orders  rate {}/s  size 120B  keys uniform 4000\n\
         producer fleet to orders  rate 1300/s  size 200B  keys \"iphone-16\"\n\
         consumer billing reads orders  poll 1s\nconsumer audit reads orders  poll 3s\n",
        (shards * 120).min(6_000)
    )
}

/// Plays until there is something to see, and stops.
fn play(page: &Page, seconds: u64) {
    let begun = page.clock();
    page.browser.until_within(Duration::from_secs(60), "time to go by", |_| {
        if page.clock() >= begun + seconds * 1_000 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    if page.playing() {
        page.press(".tr", "Pause");
    }
}

/// No text of the stage is cut off by its own picture, and no two lie on each other.
#[track_caller]
fn assert_texts_are_apart(browser: &Browser, what: &str) {
    let found = browser.eval(
        "const shown = [...document.querySelectorAll('.scene-in svg.scene text')]
            .filter((t) => t.textContent.trim() && getComputedStyle(t).opacity !== '0');
        const boxes = shown.map((t) => [t.textContent, t.getBoundingClientRect()]);
        const meet = [];
        for (let i = 0; i < boxes.length; i++) for (let j = 0; j < i; j++) {
            const [a, p] = boxes[i], [b, q] = boxes[j];
            const w = Math.min(p.right, q.right) - Math.max(p.left, q.left);
            const h = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
            if (w > 1 && h > 4) meet.push(a + ' / ' + b);
        }
        for (const [a, p] of boxes) {
            const r = document.querySelector('.scene-in').getBoundingClientRect();
            if (p.left < r.left - 1 || p.right > r.right + 1) meet.push('cut: ' + a);
        }
        return meet",
    );
    assert_eq!(found, json!([]), "{what}");
}

/// The lane of the full shard and the ledger end within the stage: nobody has to scroll to see them.
#[track_caller]
fn assert_in_sight(browser: &Browser, what: &str) {
    let script = "const room = document.querySelector('.scene-box').getBoundingClientRect();
        const all = (s) => [...document.querySelectorAll('.scene-in ' + s)];
        const low = [...all('.lane.hot'), ...all('.ledger-box')].map((e) => [e.getAttribute('class'), e.getBoundingClientRect()]);
        const full = all('.lane.hot').length ? [] : ['no full lane'];
        return full.concat(low.filter(([, r]) => r.bottom > room.bottom + 1 || r.top < room.top - 1)
            .map(([c, r]) => `${c} to ${r.bottom} of ${room.bottom}`))";
    assert_eq!(browser.eval(script), json!([]), "{what}");
}

#[test]
fn from_one_to_two_hundred_shards_on_every_size_in_both_colours() {
    let page = Page::open("");
    let browser = &page.browser;
    for shards in [1, 8, 50, 200] {
        browser.viewport(&DESKTOP);
        browser.prefer_dark(false);
        page.go(&link(&crowd(shards)));
        browser.wait_for("#on-stage-stream-orders");
        play(&page, 6);
        for viewport in [&DESKTOP, &TABLET, &PHONE] {
            browser.viewport(viewport);
            for dark in [false, true] {
                browser.prefer_dark(dark);
                std::thread::sleep(Duration::from_millis(350));
                let colour = if dark { "dark" } else { "light" };
                let name = format!("shards-{shards}-{}-{colour}", viewport.name);
                browser.screenshot(&name);
                assert_texts_are_apart(browser, &name);
                if !viewport.mobile {
                    assert_in_sight(browser, &name);
                }
            }
        }
    }
    browser.assert_no_problems();
}

#[test]
fn two_hundred_shards_are_gone_through_by_pointer_button_number_and_key() {
    let page = Page::open("");
    let browser = &page.browser;
    page.go(&link(&crowd(200)));
    browser.wait_for(".map[role=slider]");
    play(&page, 5);
    let now = || browser.attribute(".map[role=slider]", "aria-valuenow").and_then(|n| n.parse::<u32>().ok());
    let at = |n: u32| {
        browser.until(&format!("shard {n} of 200"), |_| {
            if now() == Some(n) { Ok(()) } else { Err(format!("{:?}", now())) }
        });
    };
    // By number.
    browser.click(".nth input");
    browser.press("Control+a");
    browser.type_text("120");
    browser.press("Enter");
    at(120);
    browser.wait_for("#on-stage-shard-orders-119");
    // By button.
    page.press(".pal", "The next shard");
    at(121);
    // By key: the stage has the focus.
    browser.eval("document.querySelector('#stage').focus()");
    browser.press("ArrowUp");
    at(120);
    browser.press("PageDown");
    at(130);
    // By pointer: the lowest stripe is the last shard.
    let script = "const r = document.querySelector('.map rect').getBoundingClientRect(); return [r.x + r.width / 2, r.bottom - 2]";
    let place = browser.eval(script);
    browser.eval("document.querySelector('.scene-box').scrollTo(0, 1e6)");
    let place = if place[1].as_f64() > Some(600.0) { browser.eval(script) } else { place };
    browser.click_at((place[0].as_f64().expect("a place"), place[1].as_f64().expect("a place")));
    browser.until("one of the last shards", |_| {
        if now() > Some(195) { Ok(()) } else { Err(format!("{:?}", now())) }
    });
    // To the hottest: it is the one that refuses.
    browser.eval("document.querySelector('#stage').focus()");
    browser.press("h");
    browser.wait_for("[id^=on-stage-refusals-orders-]");
    browser.wait_for_text("#on-stage-stream-orders", "200 open shards");
    browser.assert_accessible();
    browser.assert_no_problems();
}

#[test]
fn the_last_call_of_a_producer_is_an_envelope() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    browser.click("#on-stage-producer-iphone-fleet");
    browser.wait_for_text(".envelope", "HTTP 200, FailedRecordCount");
    let slots = browser.attribute(".envelope .taken", "d").unwrap_or_default().matches('M').count()
        + browser.attribute(".envelope .refused", "d").unwrap_or_default().matches('M').count();
    let sum = browser.text(".envelope .sum").unwrap_or_default();
    let told: usize = sum
        .split(|c: char| !c.is_ascii_digit() && c != ',')
        .filter_map(|part| part.replace(',', "").parse::<usize>().ok())
        .sum();
    assert_eq!(slots, told, "a slot for each entry: {sum}");
    browser.screenshot("envelope-1440-light");
    // Its row leads to the shard.
    page.press(".envelope", "…001");
    browser.wait_for_text("#inspector", "shard …001");
    browser.assert_no_problems();
}

#[test]
fn a_parent_is_hatched_says_what_is_left_and_becomes_a_strip() {
    let page = Page::open("");
    let browser = &page.browser;
    let story = "title Reshard\nseed 3\naws kinesis create-stream --stream-name orders --shard-count 2\n\
        producer taxis to orders  rate 200/s  size 200B  keys uniform 500\n\
        consumer slow reads orders  poll 120s\n\
        at 12s aws kinesis split-shard --stream-name orders --shard-to-split shardId-000000000000 --new-starting-hash-key midpoint\n";
    page.go(&link(story));
    browser.wait_for("#on-stage-stream-orders");
    page.press(".tr", "10 times");
    browser.until_within(Duration::from_secs(60), "the split", |browser| {
        if browser.count("[id^=on-stage-cut-orders-]") == 3 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    page.press(".tr", "Pause");
    // Beside the parent stands what is left to read of it: as many as its label says.
    let said = browser.eval(
        "const texts = [...document.querySelectorAll('#stage .door text')].map((t) => t.textContent);
         const at = texts.indexOf('closed');
         const label = document.querySelector('#on-stage-shard-orders-0').getAttribute('aria-description');
         return [texts[at], texts[at + 1], /closed, (\\d[\\d,]*) records left/.exec(label)?.[1]]",
    );
    let left = said[2].as_str().unwrap_or_else(|| panic!("{said}"));
    assert_eq!(said, json!(["closed", format!("{left} left"), left]));
    assert!(left.len() > 2, "thousands are left: {left}");
    assert!(browser.count("#stage .lin") >= 2, "lines from the parent to both children");
    for viewport in [&DESKTOP, &TABLET, &PHONE] {
        browser.viewport(viewport);
        std::thread::sleep(Duration::from_millis(300));
        browser.screenshot(&format!("split-drains-{}", viewport.name));
    }
    browser.wait_for_text(".cards", " left → 002, 003");
    browser.viewport(&DESKTOP);
    page.press(".tr", "60 times");
    page.press(".tr", "Play");
    browser.until_within(Duration::from_secs(60), "the parent read to its end", |browser| {
        if browser.count(".lane.slim") == 1 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    page.press(".tr", "Pause");
    browser.wait_for_text(".lane.slim", "all read");
    browser.screenshot("split-read-1440x900");
    // It never refused anything: nobody can ask why it did.
    browser.click("#on-stage-shard-orders-0");
    browser.wait_for_text("#inspector", "closed: takes nothing more");
    let panel = browser.text("#inspector").unwrap_or_default();
    assert!(!panel.contains("Why refused?"), "{panel}");
    browser.assert_no_problems();
}

/// A calm stream with a reader, selected.
fn calm(shards: u32) -> Page {
    let page = Page::open("");
    let story = format!(
        "title Calm\nseed 5\naws kinesis create-stream --stream-name orders --shard-count {shards}\n\
         producer taxis to orders  rate 300/s  size 200B  keys uniform 500\n\
         consumer billing reads orders  poll 1s\n"
    );
    page.go(&link(&story));
    page.browser.wait_for("#on-stage-stream-orders");
    page.browser.click("#on-stage-stream-orders");
    page.browser.wait_for_text("#inspector", "largest record");
    page
}

/// Types a number into a field of the inspector and presses Enter.
fn type_in(browser: &Browser, field: &str, text: &str) {
    browser.click(field);
    browser.press("Control+a");
    browser.type_text(text);
}

#[test]
fn a_shard_count_is_updated_step_by_step_and_counted() {
    let page = calm(2);
    let browser = &page.browser;
    type_in(browser, "#shard-count", "9");
    browser.wait_for_text("#shard-count-says", "from 1 to 4");
    assert!(browser.count("#inspector form:has(#shard-count) button:disabled") == 1, "nine is above double");
    type_in(browser, "#shard-count", "4");
    browser.press("Enter");
    browser.wait_for_text(".scaling", "to 4 shards");
    browser.wait_for_text("#on-stage-stream-orders", "UPDATING");
    browser.wait_for_text("#inspector", "1 of 10 in 24 h, next free in");
    browser.wait_for_text("#inspector", "update-shard-count");
    // Both splits run at once.
    assert_eq!((browser.count(".scaling li.now"), browser.count(".scaling li.mut")), (2, 0));
    browser.screenshot("scaling-1440x900-light");
    assert_texts_are_apart(browser, "while it scales");
    page.press(".tr", "10 times");
    if !page.playing() {
        page.press(".tr", "Play");
    }
    browser.until_within(Duration::from_secs(60), "four open shards", |browser| {
        if browser.count("[id^=on-stage-cut-orders-]") == 4 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    page.press(".tr", "Pause");
    browser.screenshot("scaled-1440x900-light");
    browser.assert_no_problems();
}

#[test]
fn retention_encryption_mode_and_deletion_are_calls_of_the_stream() {
    let page = calm(1);
    let browser = &page.browser;
    page.press(".tr", "10 times");
    let active = |what: &str| {
        browser.until_within(Duration::from_secs(40), what, |browser| {
            let text = browser.text("#inspector").unwrap_or_default();
            if text.contains("ACTIVE") { Ok(()) } else { Err(page.clock().to_string()) }
        });
    };
    active("the stream to be ACTIVE");
    type_in(browser, "#retention", "48");
    browser.press("Enter");
    browser.wait_for_text("#on-stage-stream-orders", "2 d");
    active("retention changed");
    page.press("#inspector", "Start encryption");
    browser.until_within(Duration::from_secs(40), "the lock", |browser| {
        if browser.count("#stage .lock") == 1 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    active("encryption on");
    browser.until_within(Duration::from_secs(40), "the switch to be possible", |browser| {
        let possible = browser.eval(
            "return [...document.querySelectorAll('#inspector button:not(:disabled)')]
                .some((b) => b.textContent.includes('Switch to on-demand') && b.ariaDisabled !== 'true');",
        );
        if possible == json!(true) { Ok(()) } else { Err(page.clock().to_string()) }
    });
    page.press("#inspector", "Switch to on-demand");
    browser.until_within(Duration::from_secs(60), "on-demand", |browser| {
        let text = browser.text("#stage").unwrap_or_default();
        if text.contains("on-demand") { Ok(()) } else { Err(page.clock().to_string()) }
    });
    page.press(".tr", "Pause");
    browser.wait_for_text("#inspector", "highest minute so far");
    for viewport in [&DESKTOP, &TABLET, &PHONE] {
        browser.viewport(viewport);
        std::thread::sleep(Duration::from_millis(300));
        browser.screenshot(&format!("on-demand-{}", viewport.name));
        assert_texts_are_apart(browser, viewport.name);
    }
    browser.viewport(&DESKTOP);
    browser.assert_accessible();
    active("on-demand for good");
    page.press("#inspector", "Delete stream");
    browser.wait_for_text("#stage", "DELETING");
    browser.screenshot("deleting-1440x900");
    browser.assert_no_problems();
}

#[test]
fn a_question_is_answered_by_keys_and_the_bank_keeps_count() {
    let page = Page::open("#/quiz");
    let browser = &page.browser;
    browser.wait_for("ol.bank a");
    for viewport in [&DESKTOP, &TABLET, &PHONE] {
        browser.viewport(viewport);
        std::thread::sleep(Duration::from_millis(200));
        browser.screenshot(&format!("bank-{}", viewport.name));
    }
    browser.viewport(&DESKTOP);
    browser.assert_accessible();
    browser.click("ol.bank a");
    browser.wait_for(".q");
    browser.press("1");
    browser.wait_for(".q .opt.on");
    browser.screenshot("question-keys-1440x900");
    let select = browser.count(".q input[type=checkbox]");
    if select > 0 {
        browser.press("2");
    }
    browser.press("Enter");
    browser.wait_for_text(".q", "reason stands below it");
    let before = browser.text("article h1").unwrap_or_default();
    browser.press("Enter");
    browser.until("the next question", |browser| {
        let now = browser.text("article h1").unwrap_or_default();
        let place = browser.text("article .kick").unwrap_or_default().to_lowercase();
        if now != before && place.contains("question 2 of") { Ok(()) } else { Err(format!("{now}, {place}")) }
    });
    browser.press("p");
    browser.wait_for_text("article h1", &before);
    page.go("#/quiz");
    browser.wait_for_text(".how-far", "1 of ");
    page.press(".bank-tools", "2018");
    browser.wait_for("[aria-label=Era] [aria-pressed=true]");
    browser.assert_no_problems();
}

#[test]
fn lessons_and_labs_say_how_far_one_is() {
    let page = Page::open("#/learn/partition-keys");
    let browser = &page.browser;
    browser.wait_for_text(".txt", "Your keys decide");
    page.press(".txt", "Next");
    page.go("#/learn");
    browser.wait_for_text(".list", "2 of");
    browser.screenshot("learn-1440x900");
    page.go("#/labs/cool-a-hot-shard");
    browser.wait_for("#stage");
    page.go("#/labs");
    browser.wait_for_text(".list", "begun");
    browser.screenshot("labs-1440x900");
    browser.assert_no_problems();
}

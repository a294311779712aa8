//! "Why?" from every thing: a mark's passport and its twins, each line of the log, a point of a chart.

use crate::common::{Page, link};
use browser::{Browser, DESKTOP, PHONE, TABLET};

const STORY: &str = "title Why\nseed 1\naws kinesis create-stream --stream-name orders --shard-count 1\n\
    producer web to orders rate 40/s size 300B keys uniform 50 payload orders retries 3 backoff 1s timeout 2s\n\
    producer loud to orders rate 1300/s size 100B keys \"hot\"\n\
    consumer books reads orders poll 1s\n\
    at 6s fault producer web losing-answers for 2s\nat 14s set loud rate 1/s\nuntil 10m\n";

#[test]
fn a_record_shows_its_passport_and_what_a_lost_answer_made_of_it() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#on-stage-producer-web");
    page.play_on_past(16_000);
    browser.click("#on-stage-reader-books");
    browser.wait_for_text("#inspector h1", "books");
    // From the shard's panel, for keys and fingers.
    browser.eval("document.querySelector('#on-stage-shard-orders-0').focus()");
    browser.press("Enter");
    page.press("#inspector", "Newest record");
    browser.wait_for_text(".passport", "of web");
    browser.wait_for_text(".passport", "taken by shard 000");
    browser.wait_for_text(".passport", "sequence number");
    page.press(".passport", "Why is it here?");
    browser.wait_for_text("#inspector .why", "The MD5 of");
    browser.wait_for_text("#inspector .why", "producer web to orders");
    page.press("#inspector .why", "Close");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "passport", |_| {
        browser.eval("document.querySelector('.passport')?.scrollIntoView({ block: 'start' })");
    });
    // Its numbers are of the instant that is shown.
    let before = browser.text(".passport small").expect("when");
    page.press(".tr", "One second on");
    browser.until("looked at again", |browser| {
        let now = browser.text(".passport small").unwrap_or_default();
        if now != before { Ok(()) } else { Err(now) }
    });
    page.press(".passport", "Close");

    // A mark on the lane, with the pointer: any near the middle of the lane.
    let script = "const lane = document.querySelector('#on-stage-shard-orders-0');
        const r = lane.getBoundingClientRect();
        const c = document.querySelector('canvas.scene-marks');
        const o = c.getBoundingClientRect(), k = c.width / o.width, pen = c.getContext('2d');
        for (let x = r.x + r.width * 0.9; x > r.x + r.width * 0.3; x -= 2)
            for (let y = r.y + 4; y < r.y + r.height - 4; y += 2) {
                const top = document.elementFromPoint(x, y);
                if (!top || !lane.contains(top)) continue;
                if (pen.getImageData((x - o.x) * k, (y - o.y) * k, 1, 1).data[3] > 120) return [x, y];
            }
        return null";
    let place = browser.eval(script);
    assert!(place.is_array(), "no mark in sight");
    browser.click_at((place[0].as_f64().expect("x"), place[1].as_f64().expect("y")));
    browser.wait_for_text(".passport", "taken by shard 000");
    browser.wait_for_text("#inspector h1", "shard");
    page.press(".passport", "Close");

    // What the record of a lost answer became.
    page.press(".dock-tabs", "Event log");
    page.press(".log-pane .chips", "✕");
    browser.wait_for(".log-pane .line");
    page.press(".log-pane .line", "Why? web → orders: 0 taken");
    browser.wait_for_text("#inspector .why", "1,000 records");
    browser.assert_no_problems();
}

#[test]
fn each_line_of_the_log_and_each_point_of_a_chart_says_why() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#on-stage-producer-web");
    page.play_on_past(12_000);
    page.press(".dock-tabs", "Event log");
    browser.wait_for(".log-pane .line");
    for kind in ["Commands", "Resharding", "Puts", "Reads"] {
        let script = "const chip = [...document.querySelectorAll('.log-pane .chips button')].find((it) => it.textContent.includes(arguments[0]));
            chip?.click(); return !!chip";
        browser.eval_with(script, vec![serde_json::json!(kind)]);
        browser.until("a line", |browser| {
            if browser.count(".log-pane .ask") > 0 { Ok(()) } else { Err(kind.to_owned()) }
        });
        browser.click(".log-pane .line .ask");
        browser.until("an answer", |browser| {
            let says = browser.text("#inspector").unwrap_or_default();
            if says.contains("did this happen")
                || says.contains("DID THIS HAPPEN")
                || says.contains("nothing led to it")
            {
                Ok(())
            } else {
                Err(says)
            }
        });
    }
    page.looks(&[&DESKTOP, &PHONE], "why-event", |_| {});
    page.press("#inspector .why", "A record of it");
    browser.wait_for_text(".passport", "partition key");
    page.press(".passport", "Close");
    page.press(".dock-tabs", "Charts");
    browser.wait_for(".ch canvas");
    page.press(".ch", "Why this value of WriteProvisionedThroughputExceeded?");
    browser.wait_for_text("#inspector .why", "WriteProvisionedThroughputExceeded of orders");
    browser.wait_for_text("#inspector .why", "were refused: loud");
    // A point with the pointer: seconds ago.
    let script = "const r = document.querySelector('.ch canvas').getBoundingClientRect(); return [r.x + r.width * 0.24, r.y + r.height / 2]";
    let place = browser.eval(script);
    browser.click_at((place[0].as_f64().expect("x"), place[1].as_f64().expect("y")));
    browser.wait_for_text("#inspector .why", "IncomingRecords of orders");
    page.looks(&[&DESKTOP], "why-point", |_| {});
    page.press("#inspector .why", "Send");
    browser.wait_for_text("#inspector pre", "set loud rate");
    browser.assert_no_problems();
}

#[test]
fn the_log_is_searched_by_words_and_by_what_is_selected_with_keys_alone() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#on-stage-producer-web");
    page.play_on_past(12_000);
    page.press(".dock-tabs", "Event log");
    browser.wait_for(".log-pane .line");
    let lines = |what: &str, so: &dyn Fn(&[String]) -> bool| {
        browser.until(what, |browser| {
            let script = "return [...document.querySelectorAll('.log-pane .line > button:first-child')].map((it) => it.textContent)";
            let all: Vec<String> = serde_json::from_value(browser.eval(script)).expect("texts");
            if so(&all) { Ok(()) } else { Err(format!("{all:?}")) }
        });
    };
    let all_have = |all: &[String], word: &str| !all.is_empty() && all.iter().all(|it| it.contains(word));
    browser.eval("document.querySelector('#log-search').focus()");
    browser.type_text("LOUD refused");
    lines("refused records of loud", &|all| all_have(all, "loud →") && all_have(all, "refused"));
    browser.press("Control+a");
    browser.type_text("books 00:00:09");
    lines("what books did in a second", &|all| all_have(all, "books") && all_have(all, "00:00:09"));
    browser.press("Control+a");
    browser.type_text("no such thing");
    browser.wait_for_text(
        ".log-pane .log",
        "No event with “no such thing” so far. Let time go on, or look at more:",
    );
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "log-empty", |_| {});
    // From the field to the button by keys.
    browser.eval("document.querySelector('.log-pane .log .btn').focus()");
    browser.press("Enter");
    lines("all of them", &|all| {
        all.iter().any(|it| it.contains("web →")) && all.iter().any(|it| it.contains("loud →"))
    });
    assert_eq!(browser.eval("return document.querySelector('#log-search').value"), "");
    // Of what is selected: nothing is yet.
    assert_eq!(browser.count(".log-pane .of-selected:disabled"), 1);
    browser.eval("document.querySelector('#on-stage-reader-books').focus()");
    browser.press("Enter");
    browser.wait_for_text(".log-pane .of-selected", "Only of books");
    browser.eval("document.querySelector('.log-pane .of-selected').focus()");
    browser.press("Enter");
    lines("of books alone", &|all| all_have(all, "books"));
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "log-of-one", |_| {});
    browser.eval("document.querySelector('#on-stage-producer-loud').focus()");
    browser.press("Enter");
    lines("of loud, which is selected now", &|all| all_have(all, "loud"));
    browser.assert_no_problems();
}

/// Answers are lost for a minute, so each call of that time is made again, between two new ones.
const TWICE: &str = "title Twice\nseed 1\naws kinesis create-stream --stream-name orders --shard-count 1\n\
    producer web to orders rate 40/s size 300B keys uniform 50 payload orders retries 3 backoff 1050ms timeout 2s\n\
    at 6s fault producer web losing-answers for 60s\nuntil 10m\n";

/// What the passport calls the record, and its number in the shard.
fn of_passport(browser: &Browser) -> (String, String) {
    let script = "const all = [...document.querySelectorAll('.passport .kv')];
        const number = all.find((kv) => kv.firstElementChild.textContent === 'sequence number');
        return [document.querySelector('.passport p b')?.textContent ?? '', number?.querySelector('b').textContent ?? '']";
    serde_json::from_value(browser.eval(script)).expect("two texts")
}

#[test]
fn a_twin_leads_to_the_other_and_back() {
    let page = Page::open(&link(TWICE));
    let browser = &page.browser;
    browser.wait_for("#on-stage-producer-web");
    page.play_on_past(10_500);
    page.press(".dock-tabs", "Event log");
    page.press(".log-pane .chips", "→ Puts");
    browser.wait_for(".log-pane .line");
    // Among the newest answers are such to new calls, and such to calls that were made again.
    let answers = "[...document.querySelectorAll('.log-pane .line')].filter((it) => it.textContent.includes('web → orders'))";
    let lines = browser.eval(&format!("return {answers}.length")).as_u64().unwrap_or_default();
    let found = (0..lines.min(8)).any(|nth| {
        let script = format!(
            "document.querySelectorAll('[data-asked]').forEach((it) => it.removeAttribute('data-asked'));
            {answers}[arguments[0]].querySelector('.ask').setAttribute('data-asked', '')"
        );
        browser.eval_with(&script, vec![nth.into()]);
        browser.click("[data-asked]");
        browser.wait_for("#inspector .why");
        page.press("#inspector .why", "A record of it");
        browser.wait_for_text(".passport", "sequence number");
        let twice = browser.count(".passport .twins button") > 0;
        if !twice {
            page.press(".passport", "Close");
            browser.until("no passport", |browser| match browser.count(".passport") {
                0 => Ok(()),
                n => Err(n.to_string()),
            });
        }
        twice
    });
    assert!(found, "none of the newest calls was made again: {:?}", browser.text(".log-pane .log"));
    let first = of_passport(browser);
    assert!(!first.0.is_empty() && !first.1.is_empty(), "{first:?}");
    page.looks(&[&DESKTOP, &PHONE], "passport-twins", |_| {
        browser.middle(".passport .twins button");
    });
    browser.click(".passport .twins button");
    let other = browser.until("the other's passport", |browser| {
        let now = of_passport(browser);
        if now.1 != first.1 { Ok(now) } else { Err(format!("{now:?}")) }
    });
    assert_eq!(other.0, first.0, "the same record");
    assert!(!other.1.is_empty(), "with a number of its own: {other:?}");
    browser.click(".passport .twins button");
    browser.until("back at the first", |browser| {
        let now = of_passport(browser);
        if now == first { Ok(()) } else { Err(format!("{now:?}, not {first:?}")) }
    });
    browser.assert_no_problems();
}

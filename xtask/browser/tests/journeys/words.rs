//! What the page says beside its pictures: charts that name their stream, the limits of the chosen era, goals in words,
//! and the palette's two kinds of consumer.

use std::time::Duration;

use crate::common::Page;
use browser::{DESKTOP, PHONE, TABLET};
use serde_json::json;

/// Two streams: `clicks` refuses some, `orders` is quiet.
const TWO: &str = "title Two streams
seed 3
aws kinesis create-stream --stream-name clicks --shard-count 2
aws kinesis create-stream --stream-name orders --shard-count 1
producer web to clicks rate 1400/s size 100B keys \"hot\"
producer shop to orders rate 90/s size 100B
consumer c reads clicks poll 1s
";

/// Whether a chart has the red of limits in a column at these heights, which are shares of the scale from 0 at its foot;
/// the margins are those of the page's dock/chart.rs, in CSS pixels.
const PIXELS: &str = "const [name, shares, column] = arguments;
    const canvas = document.querySelector(`.ch[aria-label^='${name}'] canvas`);
    const k = canvas.width / canvas.clientWidth, pen = canvas.getContext('2d');
    const high = canvas.clientHeight - 6 - 19;
    const near = (share) => [-1, 0, 1].some((by) => {
        const y = (6 + high * (1 - share)) * k + by, x = canvas.width * column;
        const at = pen.getImageData(Math.round(x), Math.round(y), 1, 1).data;
        return at[0] - at[1] > 50 && at[0] - at[2] > 50;
    });
    return shares.map(near)";

#[test]
fn a_chart_draws_its_limit_at_its_height_and_says_that_one_shard_is_full() {
    let page = Page::open(&crate::common::link(TWO));
    let browser = &page.browser;
    browser.wait_for("#on-stage-stream-orders");
    page.play_on_past(9_000);
    browser.wait_for_text(".ch[aria-label^='IncomingRecords'] h2", "1 of 2 shards full");
    // Two shards take 2,000 records a second: the scale ends at 3,000. In bytes they take 2,097,152 of 3,000,000.
    let limit = 2_097_152.0 / 3_000_000.0;
    for (name, shares) in
        [("IncomingRecords", [2.0 / 3.0, 0.55, 0.8]), ("IncomingBytes", [limit, limit - 0.15, limit + 0.15])]
    {
        let drawn = browser.eval_with(PIXELS, vec![json!(name), json!(shares), json!(0.85)]);
        assert_eq!(drawn, json!([true, false, false]), "{name}: at the limit, below it, above it");
    }
    // A canvas is as high as its chart: there is no empty strip below the axis.
    let empty = browser.eval(
        "return [...document.querySelectorAll('.ch')].map((it) =>
            it.getBoundingClientRect().bottom - it.querySelector('canvas').getBoundingClientRect().bottom)
            .filter((rest) => rest > 12)",
    );
    assert_eq!(empty, json!([]), "pixels of nothing");
    // All of its shards full, or none: the line says it.
    browser.click("#on-stage-producer-shop");
    browser.wait_for_text(".ch .of", "orders");
    assert_eq!(browser.text(".ch[aria-label^='IncomingRecords'] h2").as_deref(), Some("IncomingRecords"));
    browser.assert_no_problems();
}

#[test]
fn charts_name_their_stream_and_follow_what_is_selected() {
    let page = Page::open(&crate::common::link(TWO));
    let browser = &page.browser;
    browser.wait_for("#on-stage-stream-orders");
    browser.until_within(Duration::from_secs(30), "some seconds", |_| {
        if page.clock() > 9_000 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    page.press(".tr", "Pause");
    let shown = |stream: &str| {
        browser.until(stream, |browser| {
            let script = "return [...document.querySelectorAll('.ch')].map((c) =>
                [c.querySelector('.of').textContent, c.getAttribute('aria-label')])";
            let found = browser.eval(script);
            let right = found.as_array().is_some_and(|all| {
                all.len() == 4
                    && all.iter().all(|one| {
                        one[0] == stream
                            && one[1].as_str().is_some_and(|it| it.ends_with(&format!(" of {stream}")))
                    })
            });
            if right { Ok(()) } else { Err(found.to_string()) }
        });
    };
    shown("clicks");
    // The value says for which second it is: the one that runs is not over.
    let second = page.clock() / 1_000 - 1;
    let values =
        browser.eval("return [...document.querySelectorAll('.ch .v')].map((v) => v.textContent).join(' ')");
    let says = format!("/s in 0:{second:02}");
    assert!(values.as_str().is_some_and(|values| values.contains(&says)), "{values}, wanted {says}");
    // By pointer on the stage, then by keys in the list.
    browser.click("#on-stage-producer-shop");
    shown("orders");
    browser.eval("document.querySelector('.which').focus()");
    browser.press("ArrowUp");
    shown("clicks");
    assert_eq!(browser.eval("return document.querySelector('.which').value"), json!("clicks"));
    browser.assert_accessible();
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "charts", |viewport| {
        if viewport.name != DESKTOP.name && browser.count("#inspector[data-open]") > 0 {
            page.press("#inspector", "Close the inspector");
            std::thread::sleep(Duration::from_millis(150));
        }
        if viewport.name == PHONE.name {
            // A phone has its own dock from the start; the story begins again.
            browser.eval("location.reload()");
            page.ready();
            browser.wait_for("#on-stage-stream-orders");
        }
        if browser.count(".ch") == 0 {
            page.press(".dock-tabs", "Charts");
            browser.wait_for_text(".ch .v", "/s in 0:0");
            std::thread::sleep(Duration::from_millis(300));
        }
        let cut = browser.eval(
            "return [...document.querySelectorAll('.ch .v, .dock-tabs')].filter((e) => e.getClientRects().length
                && e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)",
        );
        assert_eq!(cut, json!([]), "{}", viewport.name);
    });
    // The small terminal leads to the large one.
    page.press(".dock .term", "Larger");
    browser.wait_for(".dock.tall .term");
    assert_eq!(browser.count(".which"), 0, "no charts, no list of streams");
    browser.assert_no_problems();
}

#[test]
fn the_reference_shows_the_chosen_era_without_scrolling() {
    let page = Page::open("#/reference");
    let browser = &page.browser;
    browser.wait_for(".eras table");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "eras", |_| {});
    browser.viewport(&PHONE);
    for (chip, head) in [("2018", "2018"), ("2020", "2020"), ("today", "today")] {
        page.press("[aria-label=Era]", chip);
        browser.until(chip, |browser| {
            let script = "const box = document.querySelector('.eras').getBoundingClientRect();
                const seen = [...document.querySelectorAll('.eras tbody .of-era')].filter((e) => {
                    const r = e.getBoundingClientRect();
                    return r.width > 0 && r.left >= box.left && r.right <= box.right + 0.5;
                });
                const rows = document.querySelectorAll('.eras tbody tr').length;
                const chosen = document.querySelector('[aria-label=Era] [aria-pressed=true]')?.textContent ?? '';
                return [rows > 0 && seen.length === rows, chosen, seen.length]";
            let found = browser.eval(script);
            let says = found[1].as_str().unwrap_or_default();
            if found[0] == json!(true) && says.starts_with(head) { Ok(()) } else { Err(found.to_string()) }
        });
    }
    browser.assert_accessible();
    // With room for them the eras stand beside each other.
    browser.viewport(&DESKTOP);
    let columns = browser.eval(
        "return [...document.querySelectorAll('.eras thead .of-era')].filter((e) => e.getClientRects().length).length",
    );
    assert_eq!(columns, json!(3));
    browser.assert_no_problems();
}

#[test]
fn a_goal_that_broke_says_so_in_words() {
    let page = Page::open("#/labs/hear-it-in-time");
    let browser = &page.browser;
    browser.wait_for(".goal");
    page.press(".tr", "10 times");
    if !page.playing() {
        page.press(".tr", "Play");
    }
    browser.until_within(Duration::from_secs(60), "something under a goal", |browser| {
        let text = browser.text("aside.l").unwrap_or_default();
        if text.contains("wanted") { Ok(()) } else { Err(text) }
    });
    let text = browser.text("aside.l").unwrap_or_default();
    assert!(!text.contains("_ms") && !text.contains("[*]") && !text.contains("reader."), "{text}");
    browser.screenshot("goals-in-words-1440-light");
    browser.assert_no_problems();
}

#[test]
fn a_fan_out_consumer_comes_from_the_palette_by_drag_by_button_and_by_key() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    let there = |n: u32| {
        browser.wait_for(&format!("#on-stage-reader-fan-out-{n}"));
        browser.wait_for_text("#inspector h1", &format!("fan-out-{n}"));
    };
    page.press(".pal", "Add a fan-out consumer");
    there(1);
    browser.eval("document.querySelector('#stage').focus()");
    browser.press("e");
    there(2);
    let onto = page.lane(0);
    let chip = browser.eval(
        "const r = document.querySelector('.pal [aria-label=\"Add a fan-out consumer\"]').getBoundingClientRect();
         return [r.x + r.width / 2, r.y + r.height / 2]",
    );
    let from = (chip[0].as_f64().expect("a chip"), chip[1].as_f64().expect("a chip"));
    browser.drag_at(from, onto);
    there(3);
    page.press(".tr", "Play");
    // A shard has one pipe for each: the tube names the fullest of the two.
    browser.until_within(Duration::from_secs(30), "the fullest pipe", |browser| {
        let text = browser.eval("return document.querySelector('#stage').textContent").to_string();
        if text.contains("fullest") { Ok(()) } else { Err(text) }
    });
    page.press(".tr", "Pause");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "own-pipes", |viewport| {
        if viewport.name != DESKTOP.name && browser.count("#inspector[data-open]") > 0 {
            page.press("#inspector", "Close the inspector");
            std::thread::sleep(Duration::from_millis(150));
        }
    });
    browser.assert_accessible();
    browser.assert_no_problems();
}

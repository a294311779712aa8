//! Each setting of a source or a reader that has a control of its own: it is used once by pointer and keyboard, its line
//! is told, and the engine has taken it.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET, Viewport};
use serde_json::json;

const STORY: &str = "title Controls\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    aws kinesis create-stream --stream-name other --shard-count 1\n\
    agent web to orders rate 40/s buffer-age 1s\nlogs app to orders rate 20/s\niot plant to orders rate 20/s\n";

const READERS: &str = "title Readers\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    aws kinesis create-stream --stream-name other --shard-count 1\nbucket lake\n\
    producer shop to orders rate 100/s size 200B keys uniform 50\n\
    consumer poller reads orders\nconsumer billing reads orders kcl from trim-horizon\n\
    consumer window reads orders analytics\nconsumer count reads orders lambda from trim-horizon\n\
    consumer pipe reads orders connector emit bucket lake\n";

/// Writes a field anew and lets go of it.
#[track_caller]
fn write(page: &Page, field: &str, text: &str) {
    page.browser.eval_with(
        "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })",
        vec![json!(field)],
    );
    page.browser.click(field);
    page.browser.press("Control+a");
    page.browser.type_text(text);
    page.browser.press("Tab");
}

/// Chooses an option of a list, as a keyboard does.
#[track_caller]
fn choose(page: &Page, list: &str, option: &str) {
    let script = "const list = document.querySelector(arguments[0]);
        list.selectedIndex = [...list.options].findIndex((it) => it.text === arguments[1]);
        list.dispatchEvent(new Event('change', { bubbles: true }));
        return list.selectedIndex";
    let chosen = page.browser.eval_with(script, vec![json!(list), json!(option)]);
    assert!(chosen.as_i64().is_some_and(|at| at >= 0), "{list} has no {option}");
}

/// The panel tells the line, and a field has what the engine has now.
#[track_caller]
fn told(page: &Page, line: &str) {
    page.browser.wait_for_text("#inspector", line);
}

#[track_caller]
fn holds(page: &Page, field: &str, value: &str) {
    page.browser.until(&format!("{value} in {field}"), |browser| {
        let script = "return document.querySelector(arguments[0])?.value";
        let now = browser.eval_with(script, vec![json!(field)]);
        if now == json!(value) { Ok(()) } else { Err(now.to_string()) }
    });
}

fn to<'a>(page: &'a Page, field: &'a str) -> impl Fn(&Viewport) + 'a {
    move |_| {
        let script = "document.querySelector(arguments[0])?.scrollIntoView({ block: 'center' })";
        page.browser.eval_with(script, vec![json!(field)]);
    }
}

#[test]
fn what_a_source_can_be_told_is_told_by_its_panel() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    browser.click("#on-stage-producer-web");
    browser.wait_for_text("#inspector h1", "web");
    write(&page, "#rotate", "64KiB");
    told(&page, "set web rotate 64KiB");
    holds(&page, "#rotate", "64KiB");
    write(&page, "#multiline", "\"2026-\"");
    told(&page, "set web multiline \"2026-\"");
    holds(&page, "#multiline", "\"2026-\"");
    // What cannot be read is said at the field, and changes nothing.
    write(&page, "#rotate", "often");
    let said = browser.eval("return document.querySelector('#rotate').validationMessage");
    assert!(said.as_str().is_some_and(|text| text.contains("no rotation")), "{said}");
    write(&page, "#rotate", "10m");
    told(&page, "set web rotate 10m");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "controls-agent", to(&page, "#rotate"));
    write(&page, "#flow", "host web-2 file \"/var/log/pay.log*\" existing 500");
    browser.wait_for("#on-stage-producer-agent-1");
    browser.click("#on-stage-producer-agent-1");
    browser.wait_for_text("#inspector", "/var/log/pay.log* · on web-2");
    browser.wait_for_text("#inspector", "500 lines");
    browser.click("#on-stage-producer-app");
    browser.wait_for_text("#inspector h1", "app");
    write(&page, "#group", "/shop/checkout");
    told(&page, "set app group \"/shop/checkout\"");
    browser.wait_for_text("#inspector h2.as-is", "/shop/checkout");
    browser.click("#on-stage-producer-plant");
    browser.wait_for_text("#inspector h1", "plant");
    write(&page, "#topic", "factory/{device}/data");
    told(&page, "set plant topic \"factory/{device}/data\"");
    browser.wait_for_text("#inspector h2.as-is", "factory/{device}/data");
    choose(&page, "#error-to", "other");
    told(&page, "set plant error-to other");
    browser.wait_for_text("#inspector", "other · 0");
    browser.assert_no_problems();
}

/// The panel is drawn several times a second meanwhile, and a hand is slow.
#[test]
fn what_is_typed_stays_while_time_plays() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    browser.click("#on-stage-producer-web");
    browser.wait_for_text("#inspector h1", "web");
    for (field, halves, line) in [
        ("#rotate", ["64K", "iB"], "set web rotate 64KiB"),
        ("#buffer-records", ["4", "2"], "set web buffer-records 42"),
    ] {
        browser.eval_with(
            "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })",
            vec![json!(field)],
        );
        browser.click(field);
        browser.press("Control+a");
        let mut typed = String::new();
        for half in halves {
            browser.type_text(half);
            typed += half;
            let from = page.clock();
            browser.until("time goes on", |_| {
                if page.clock() > from + 700 { Ok(()) } else { Err(page.clock().to_string()) }
            });
            let has =
                browser.eval_with("return document.querySelector(arguments[0]).value", vec![json!(field)]);
            assert_eq!(has, json!(typed), "{field}");
        }
        browser.press("Tab");
        told(&page, line);
    }
    assert!(page.playing(), "time went on all the while");
    browser.assert_no_problems();
}

#[test]
fn what_a_reader_can_be_told_is_told_by_its_panel() {
    let page = Page::open(&link(READERS));
    let browser = &page.browser;
    browser.wait_for("#on-stage-reader-pipe");
    page.stop();
    browser.click("#on-stage-reader-billing");
    browser.wait_for_text("#inspector h1", "billing");
    page.press("#inspector .chips", "SubscribeToShard");
    told(&page, "set billing via fan-out");
    page.play_until("10 times", "a subscription", "#inspector", |text| text.contains("s left"));
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "kcl-fan-out", to(&page, "#retrieval"));
    browser.wait_for_text("#inspector", "stays registered, and billed");
    page.press("#inspector .chips", "every 100 records");
    told(&page, "set billing checkpoint every 100 records");
    write(&page, "#checkpoint-words", "every 7s");
    told(&page, "set billing checkpoint every 7s");
    page.press("#inspector .chips", "GetRecords: polling");
    told(&page, "set billing via polling");
    browser.wait_for("#idle");
    browser.click("#on-stage-reader-window");
    browser.wait_for_text("#inspector h1", "window");
    write(&page, "#limit", "500");
    told(&page, "set window limit 500");
    holds(&page, "#limit", "500");
    write(&page, "#from-time", "2s");
    told(&page, "set window from at-timestamp 2s");
    page.press("#inspector", "Read again from the oldest");
    told(&page, "set window from trim-horizon");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "controls-analytics", to(&page, "#limit"));
    browser.click("#on-stage-reader-poller");
    browser.wait_for_text("#inspector h1", "poller");
    write(&page, "#sink-words", "files 50");
    told(&page, "set poller sink files 50");
    write(&page, "#bookmark-words", "every 250 records");
    told(&page, "set poller checkpoint every 250 records");
    choose(&page, "#reads", "other");
    told(&page, "set poller reads other");
    browser.click("#on-stage-reader-count");
    browser.wait_for_text("#inspector h1", "count");
    write(&page, "#pattern-1", "{\"partitionKey\":[\"a\"]}");
    told(&page, "set count filter-criteria");
    write(&page, "#pattern-2", "{\"partitionKey\":[\"b\"]}");
    told(&page, "or '{\"partitionKey\":[\"b\"]}'");
    holds(&page, "#pattern-1", "{\"partitionKey\":[\"a\"]}");
    browser.wait_for("#pattern-3");
    write(&page, "#poison-words", "key \"user-7\"");
    told(&page, "set count poison key \"user-7\"");
    write(&page, "#on-failure-words", "sns alarms");
    told(&page, "set count on-failure sns alarms");
    write(&page, "#lambda-duration", "55");
    told(&page, "set count duration 55ms");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "controls-lambda", to(&page, "#pattern-2"));
    browser.click("#on-stage-reader-pipe");
    browser.wait_for_text("#inspector h1", "pipe");
    write(&page, "#keep-words", "25%");
    told(&page, "set pipe keep 25%");
    write(&page, "#emit-words", "cluster dwh");
    told(&page, "set pipe emit cluster dwh");
    browser.wait_for_text("#inspector", "to cluster dwh");
    write(&page, "#through", "lake");
    told(&page, "set pipe through lake");
    holds(&page, "#through", "lake");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "controls-connector", to(&page, "#through"));
    write(&page, "#emit-words", "table orders-by-id");
    told(&page, "set pipe emit table orders-by-id");
    write(&page, "#emit-items", "25");
    told(&page, "set pipe emit-items 25");
    write(&page, "#flush-records", "200");
    told(&page, "set pipe flush-records 200");
    page.play_until("10 times", "items that came back", "#inspector", |text| {
        text.contains("Why does it throttle?")
    });
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "connector-table", to(&page, "#inspector table.grid"));
    page.press("#inspector", "150 WCU");
    browser.wait_for_text("#inspector", "orders-by-id · UPDATING");
    page.play_until("10 times", "what the button asked for", "#inspector", |text| {
        text.contains("150 WCU, 1 RCU")
    });
    browser.click("#on-stage-table-orders-by-id");
    browser.wait_for_text("#inspector h1", "orders-by-id");
    browser.wait_for_text("#inspector", "Connector pipe");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "connector-table-store", to(&page, "#inspector table.grid"));
    browser.assert_no_problems();
}

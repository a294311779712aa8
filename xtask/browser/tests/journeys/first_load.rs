//! What the first page loads, and what it can do before the rest is there.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::common::Page;
use browser::{Browser, DESKTOP, PHONE, dist, serve};

/// Each function that was called, by the hash of its name: the page counts in `cargo xtask first-load` alone.
fn called(browser: &Browser) -> BTreeSet<String> {
    let script = "return Object.keys(window.called).filter((name) => name.startsWith('called_')
        && window.called[name].value).map((name) => name.split('_')[1])";
    let list = browser.eval(script);
    list.as_array().expect("a list").iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
}

#[test]
#[ignore = "cargo xtask first-load runs it, on a page that counts"]
fn the_first_scene_names_what_it_calls() {
    let server = serve(&dist(), "");
    let mut all = BTreeSet::new();
    for viewport in [&PHONE, &DESKTOP] {
        let browser = Browser::start();
        browser.viewport(viewport);
        browser.open(&server.url());
        browser.until_within(
            std::time::Duration::from_secs(60),
            "the first refusal",
            |browser| match browser.text(".hookq") {
                Some(text)
                    if text.contains("is full") && browser.attribute("#play", "aria-label").is_some() =>
                {
                    Ok(())
                }
                text => Err(format!("{text:?}")),
            },
        );
        // What timers do, such as saving, comes some seconds after.
        let begun = browser.eval("return performance.now()").as_f64().expect("a time");
        browser.until("the timers", |browser| {
            let now = browser.eval("return performance.now()").as_f64().expect("a time");
            if now > begun + 5_000.0 { Ok(()) } else { Err(format!("{now}")) }
        });
        all.extend(called(&browser));
    }
    assert!(all.len() > 500, "{} functions", all.len());
    let mut text =
        "# The functions that the first scene calls, as hashes of their names (split-wasm, names.rs).\n\
        # Written by `cargo xtask first-load`.\n"
            .to_owned();
    for line in all.iter().collect::<Vec<_>>().chunks(12) {
        let words: Vec<&str> = line.iter().map(|word| word.as_str()).collect();
        let _ = writeln!(text, "{}", words.join(" "));
    }
    let list = std::env::var("SHARDLAB_LIST").expect("where to write the list");
    std::fs::write(&list, text).expect("the list");
}

/// The second module comes behind the first picture, and the first scene does not wait for it.
#[test]
fn the_first_scene_plays_without_the_second_module() {
    let page = Page::open("#/");
    page.at_the_first_refusal();
    let at_once = page.browser.eval("return performance.getEntriesByName('second-module-at-once').length");
    assert_eq!(at_once, 0, "the list of the first load is old: cargo xtask first-load");
    page.browser.until("the second module", |browser| {
        let script =
            "return performance.getEntriesByType('resource').some((it) => it.name.endsWith('later_bg.wasm'))";
        if browser.eval(script) == true { Ok(()) } else { Err("not asked for yet".to_owned()) }
    });
    page.browser.assert_no_problems();
}

/// Neither a freeze nor a fault: what is done too early is kept, or said to be impossible now, and the scene plays on.
#[test]
fn what_is_done_before_the_second_module_is_there_is_done_when_it_comes() {
    let site = crate::offline::copy("second-module-away");
    let (there, away) = (site.join("pkg/later_bg.wasm"), site.join("away.wasm"));
    std::fs::rename(&there, &away).expect("taken away");
    let server = serve(&site, "");
    let browser = Browser::start();
    browser.viewport(&DESKTOP);
    browser.open(&server.url());
    browser.wait_for("#main[tabindex]");
    let to_learn = "#app .nav-main a[href='#/learn']";
    browser.click(to_learn);
    browser.until("why nothing happens", |browser| match browser.text(".kept-back") {
        Some(text) if text.contains("could not be loaded") => Ok(()),
        text => Err(format!("{text:?}")),
    });
    browser.screenshot("first-load-held");
    browser.until("the scene plays on to its question", |browser| match browser.text(".hookq .r") {
        Some(text) if text.contains("Split the shard") => Ok(()),
        text => Err(format!("{text:?}")),
    });
    let at_once = "return performance.getEntriesByName('second-module-at-once').length";
    assert_eq!(browser.eval(at_once), 0, "nothing that is done goes past what keeps it");
    std::fs::rename(&away, &there).expect("brought back");
    browser.click(to_learn);
    browser.wait_for(".list a.card");
    assert_eq!(browser.count(".kept-back"), 0, "nothing is left to say");
    browser.click(".list a.card");
    browser.wait_for("#screen");
}

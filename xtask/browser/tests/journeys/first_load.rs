//! What the first page loads, and what it can do before the rest is there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::json;

use browser::{Browser, DESKTOP, PHONE, TABLET, Viewport, dist, serve};
use xtask::first_load::{BEHIND, WASM, rest};

/// For each function by the hash of its name and the number of its constructs: the points that were reached, 32 a word.
type Reached = BTreeMap<(String, String), Vec<u32>>;

/// What was reached on this page, which counts in `cargo xtask first-load` alone: `called_NAME_STRUCTURE_PLACE_WORD`.
fn add_reached(browser: &Browser, all: &mut Reached) {
    let script = "return Object.keys(window.called).filter((name) => name.startsWith('called_')
        && window.called[name].value).map((name) => [...name.split('_').slice(1), window.called[name].value >>> 0])";
    let list = browser.eval(script);
    for one in list.as_array().expect("a list") {
        let text = |at: usize| one[at].as_str().expect("a word").to_owned();
        let word: usize = text(3).parse().expect("which word");
        let words = all.entry((text(0), text(1))).or_default();
        words.resize(words.len().max(word + 1), 0);
        words[word] |= u32::try_from(one[4].as_u64().expect("a number")).expect("of 32 bits");
    }
}

/// The first scene up to its first refusal, and some seconds more: what timers do, such as saving, comes then.
fn play_the_first_scene(url: &str, (viewport, dark, slower): (&Viewport, bool, u32)) -> Browser {
    let browser = Browser::start();
    browser.viewport(viewport);
    browser.prefer_dark(dark);
    browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": slower }));
    browser.open(url);
    browser.until_within(Duration::from_secs(120), "the first refusal", |browser| {
        match browser.text(".hookq") {
            Some(text) if text.contains("is full") && browser.attribute("#play", "aria-label").is_some() => {
                Ok(())
            }
            text => Err(format!("{text:?}")),
        }
    });
    let begun = browser.eval("return performance.now()").as_f64().expect("a time");
    browser.until("the timers", |browser| {
        let now = browser.eval("return performance.now()").as_f64().expect("a time");
        if now > begun + 5_000.0 { Ok(()) } else { Err(format!("{now}")) }
    });
    browser
}

#[test]
#[ignore = "cargo xtask first-load runs it, on a page that counts"]
fn the_first_scene_names_what_it_calls() {
    let server = serve(&dist(), "");
    let mut all = Reached::new();
    // One play alone misses what another one meets: a slow machine, a narrow page.
    let plays = [
        (&DESKTOP, false, 1),
        (&DESKTOP, false, 1),
        (&DESKTOP, false, 2),
        (&DESKTOP, true, 4),
        (&TABLET, true, 1),
        (&TABLET, false, 3),
        (&PHONE, false, 1),
        (&PHONE, true, 4),
    ];
    for play in plays {
        add_reached(&play_the_first_scene(&server.url(), play), &mut all);
    }
    assert!(all.len() > 500, "{} functions", all.len());
    let mut text = "# The functions that the first scene calls: the hash of the name, a number of its constructs, and the points\n\
        # that were reached, 32 a word (split-wasm, names.rs). Written by `cargo xtask first-load`.\n"
        .to_owned();
    for ((name, structure), words) in &all {
        let _ = write!(text, "{name} {structure}");
        for word in words {
            let _ = write!(text, " {word:x}");
        }
        text.push('\n');
    }
    let list = std::env::var("SHARDLAB_LIST").expect("where to write the list");
    std::fs::write(&list, text).expect("the list");
}

/// What the page has asked for, in this order, by its address within the site; without the sign of its tab, which the
/// browser fetches when it likes.
fn asked_for(browser: &Browser) -> Vec<String> {
    let script = "const site = new URL('./', location).href;
        return performance.getEntriesByType('resource').toSorted((a, b) => a.startTime - b.startTime)
            .map((it) => it.name.replace(site, '')).filter((it) => it !== 'icon.svg')";
    serde_json::from_value(browser.eval(script)).expect("names")
}

/// What `cargo xtask dist` weighs is what a browser asks for: up to the second module nothing else, and all of it.
#[test]
fn the_first_load_is_what_is_weighed() {
    let page = crate::common::Page::open("");
    page.at_the_first_refusal();
    let all = asked_for(&page.browser);
    let behind = all.iter().position(|it| BEHIND.contains(&it.as_str())).expect("the second module");
    let first = &all[..behind];
    let rest = rest(&dist()).expect("the site");
    let weighed = |it: &&String| it.as_str() == WASM || rest.contains(it);
    let other: Vec<_> = first.iter().filter(|it| !weighed(it)).collect();
    assert!(other.is_empty(), "the first load has {other:?}, which first_load.rs does not weigh");
    // The page itself is no resource of it.
    let needed = rest.iter().map(String::as_str).chain([WASM]).filter(|it| *it != "index.html");
    let missing: Vec<_> = needed.filter(|it| !all.iter().any(|name| name == it)).collect();
    assert!(missing.is_empty(), "first_load.rs weighs {missing:?}, which is not loaded: {all:?}");
    let late: Vec<_> =
        all[behind..].iter().filter(|it| !weighed(it) && !BEHIND.contains(&it.as_str())).collect();
    assert!(late.is_empty(), "up to the first refusal {late:?} is loaded too");
}

const AT_ONCE: &str = "return performance.getEntriesByName('second-module-at-once').length";

/// The second module comes behind the first picture, and the first scene does not wait for it: on no screen, however
/// slow, does anything ask for it at once, though it never comes.
#[test]
fn the_first_scene_plays_without_the_second_module() {
    let site = crate::offline::copy("second-module-never");
    std::fs::remove_file(site.join("pkg/later_bg.wasm")).expect("taken away");
    let server = serve(&site, "");
    for play in [(&DESKTOP, false, 1), (&PHONE, true, 3), (&TABLET, false, 2)] {
        let browser = play_the_first_scene(&server.url(), play);
        assert_eq!(browser.eval(AT_ONCE), 0, "the list of the first load is old: cargo xtask first-load");
        let script =
            "return performance.getEntriesByType('resource').some((it) => it.name.endsWith('later_bg.wasm'))";
        assert_eq!(browser.eval(script), true, "it is asked for behind the first picture");
    }
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
    assert_eq!(browser.eval(AT_ONCE), 0, "nothing that is done goes past what keeps it");
    std::fs::rename(&away, &there).expect("brought back");
    browser.click(to_learn);
    browser.wait_for(".list a.card");
    assert_eq!(browser.count(".kept-back"), 0, "nothing is left to say");
    browser.click(".list a.card");
    browser.wait_for("#screen");
}

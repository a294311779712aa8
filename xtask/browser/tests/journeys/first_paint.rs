//! What stands there before any code runs, and stays if none can: the first scene as a picture with real text.

use crate::common::Page;
use browser::{Browser, DESKTOP, PHONE, TABLET, Viewport};
use serde_json::json;

/// The scene, its question, and where else one can go, in sight without the program.
#[track_caller]
fn has_the_scene(browser: &Browser, viewport: &Viewport) {
    let said = browser.text("#main").unwrap_or_default();
    let all = [
        "is full, because one key sends most of the traffic",
        "What would help?",
        "Records flow from left to right.",
    ];
    // A phone has no room for the promise above.
    for wanted in &all[..if viewport.mobile { 2 } else { 3 }] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let shown = browser.eval(
        "const seen = (it) => it.getClientRects().length > 0;
        const pictures = [...document.querySelectorAll('svg.scene[role=img]')].filter(seen);
        return [pictures.length > 0, pictures.every((it) => it.getAttribute('aria-label').length > 40),
            pictures.flatMap((it) => [...it.querySelectorAll('text')]).filter(seen).length > 5]",
    );
    assert_eq!(
        shown,
        json!([true, true, true]),
        "pictures in sight, each with words, and with text of their own"
    );
    let links = browser.eval(
        "const seen = (it) => {
            const at = it.getBoundingClientRect();
            const top = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
            return at.height >= 24 && (top === it || it.contains(top));
        };
        return [...document.querySelectorAll('header.top a[href]')].filter(seen).map((it) => [it.textContent, it.getAttribute('href')])",
    );
    for (name, route) in [
        ("Playground", "#/"),
        ("Learn", "#/learn"),
        ("Labs", "#/labs"),
        ("Quiz", "#/quiz"),
        ("Reference", "#/reference"),
    ] {
        let there = links.as_array().is_some_and(|all| all.contains(&json!([name, route])));
        assert!(there, "{name} at {route}: {links}");
    }
}

/// A site whose program never comes.
fn without_the_module(name: &str) -> Page {
    let site = crate::offline::copy(name);
    std::fs::remove_file(site.join("pkg/web_bg.wasm")).expect("taken away");
    Page::of(&site)
}

#[test]
fn without_its_module_the_page_shows_the_scene_and_says_why_it_stands() {
    let page = without_the_module("no-module");
    let browser = &page.browser;
    page.open_file("");
    browser.wait_for_text("[role=alert]", "The engine could not be loaded. Please reload the page");
    assert_eq!(browser.count("#main[tabindex]"), 0, "the program is not there");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "first-paint", |viewport| {
        browser.assert_as_wide_as(viewport, "first paint");
        has_the_scene(browser, viewport);
    });
    // The missing file, told by the browser and by the page.
    let problems = browser.take_problems();
    assert!(
        problems.iter().all(|it| it.contains("web_bg.wasm") || it.contains("WebAssembly")),
        "{problems:?}"
    );
}

#[test]
fn without_scripts_the_scene_stands_and_says_what_it_needs() {
    let page = without_the_module("no-script");
    let browser = &page.browser;
    browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    for viewport in [&DESKTOP, &TABLET, &PHONE] {
        browser.viewport(viewport);
        page.open_file("");
        browser.wait_for_text(".first-note", "Shardlab needs JavaScript and WebAssembly.");
        has_the_scene(browser, viewport);
        let loading = browser.eval("return document.querySelector('.loading').getClientRects().length");
        assert_eq!(loading, 0, "nothing is being loaded");
        browser.assert_as_wide_as(viewport, "without scripts");
        browser.screenshot(&format!("no-script-{}-light", viewport.name));
    }
}

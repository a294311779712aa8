//! "Your data": what is kept goes out into a file, is erased, and comes back; settings are followed.

use crate::common::Page;
use browser::{DESKTOP, PHONE, TABLET};
use serde_json::json;

const KEYS: &str = "return Object.keys(localStorage).filter((key) => key.startsWith('shardlab.')).sort()";

/// Chooses a file in the field.
fn choose(page: &Page, name: &str, text: &str) {
    let browser = &page.browser;
    let path = std::env::temp_dir().join(format!("{}-{name}", std::process::id()));
    std::fs::write(&path, text).expect("a file is written");
    page.choose("#import-file", &path);
    browser.wait_for("#import");
    let _ = std::fs::remove_file(&path);
}

fn used() -> Page {
    let page = Page::open("");
    let browser = &page.browser;
    browser.wait_for("#play");
    // Not while the page is there: it keeps its own when it is left.
    page.open_file("style.css");
    browser.eval(
        "localStorage['shardlab.v1.progress'] = JSON.stringify({ version: 1, answers: { 'hot-key-cure': [1] },
            lessons: { 'partition-keys': 1 }, labs: ['merge-the-cold'] })",
    );
    page.go("#/data");
    browser.wait_for_text("#main", "1 answer, 0 predictions, 1 lesson begun");
    // The file that was open alone has no icon.
    browser.take_problems();
    page
}

#[test]
fn all_is_listed_exported_erased_undone_and_imported() {
    let page = used();
    let browser = &page.browser;
    // Each key that the browser holds stands there, with its size, and no other.
    let listed = browser
        .eval("return [...document.querySelectorAll('.kept td.mono')].map((it) => it.textContent).sort()");
    assert_eq!(listed, browser.eval(KEYS));
    assert!(listed.as_array().is_some_and(|all| all.len() >= 2), "{listed}");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "data", |_| {});

    // The file that goes out, caught on its way.
    browser.eval(
        "const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blob.text().then((text) => { window.__file = text }); return make(blob) }",
    );
    page.press("#main", "Export all to a file");
    let file = browser.until("the file", |browser| {
        let text = browser.eval("return window.__file || ''").as_str().unwrap_or_default().to_owned();
        if text.contains("hot-key-cure") { Ok(text) } else { Err(text) }
    });

    page.press("#main", "Erase all…");
    browser.wait_for_text("dialog", "Erase everything");
    browser.assert_accessible();
    page.press("dialog", "Erase all");
    browser.wait_for_text("#main", "Nothing. Answer a question");
    browser.until("an empty store", |browser| {
        let keys = browser.eval(KEYS);
        if keys == json!([]) { Ok(()) } else { Err(keys.to_string()) }
    });
    browser.screenshot("data-empty-1440-light");
    page.press("#main", "Undo the last change");
    browser.wait_for_text("#main", "1 answer, 0 predictions");

    // A reload after erasing brings nothing back; the file does.
    page.press("#main", "Erase all…");
    page.press("dialog", "Erase all");
    browser.wait_for_text("#main", "Nothing. Answer a question");
    browser.eval("location.reload()");
    page.ready();
    browser.wait_for_text("#main", "Nothing. Answer a question");
    choose(&page, "bad.json", "{\"format\":\"other\",\"version\":1,\"saved\":{}}");
    browser.wait_for_text("#import", "It says that it is “other”");
    page.press("#import", "Close");
    let spoiled = file.replace("\"saved\": {", "\"saved\": {\n    \"evil\": \"x\",");
    choose(&page, "all.json", &spoiled);
    browser.wait_for_text("#import", "evil");
    browser.wait_for_text("#import", "is added");
    page.looks(&[&DESKTOP, &PHONE], "data-import", |_| {
        browser.eval("document.querySelector('#import').scrollIntoView()");
    });
    page.press("#import", "Join with what is here");
    browser.wait_for_text("#main", "1 answer, 0 predictions");
    page.go("#/labs/merge-the-cold");
    page.go("#/labs");
    browser.wait_for_text("#main", "✓ all goals met");
    browser.assert_no_problems();
}

#[test]
fn settings_are_followed_and_kept() {
    let page = Page::open("#/data");
    let browser = &page.browser;
    let root = |name: &str| browser.attribute("html", name);
    browser.wait_for("#settings");
    page.press("[aria-label=Motion]", "less");
    page.press("[aria-label=Contrast]", "more");
    page.press("[aria-label=Colours]", "dark");
    browser.click("#single-keys");
    browser.until("all of it", |_| {
        let all = ["data-motion", "data-contrast", "data-theme", "data-keys"].map(root);
        if all.iter().all(Option::is_some) { Ok(()) } else { Err(format!("{all:?}")) }
    });
    browser.screenshot("data-contrast-1440-dark");
    browser.assert_accessible();
    browser.eval("document.activeElement.blur()");
    browser.press("/");
    browser.press("Control+k");
    browser.wait_for("dialog.search");
    assert_eq!(browser.eval("return document.querySelector('#search-words').value"), json!(""));
    browser.eval("location.reload()");
    page.ready();
    browser.wait_for("#settings");
    assert_eq!(root("data-contrast").as_deref(), Some("more"));
    assert_eq!(browser.count("#single-keys:checked"), 0);
    browser.assert_no_problems();
}

#[test]
fn what_is_broken_is_moved_aside_and_said() {
    let page = used();
    let browser = &page.browser;
    page.open_file("style.css");
    browser.eval("localStorage['shardlab.v1.progress'] = '{\"version\":1,\"answers\":{\"hot-key-cure\":[1'");
    page.go("#/data");
    browser.wait_for_text(".toasts", "it is kept as shardlab.broken.1");
    browser.take_problems();
    browser.wait_for_text("#main", "Moved aside: it could not be read");
    let aside = browser.eval("return localStorage['shardlab.broken.1']").to_string();
    assert!(aside.contains("hot-key-cure"), "{aside}");
    browser.assert_accessible();
    page.press(".kept tr:last-child", "Erase");
    browser.until("one less", |browser| {
        let keys = browser.eval(KEYS).to_string();
        if keys.contains("broken") { Err(keys) } else { Ok(()) }
    });
    browser.assert_no_problems();
}

/// A scene and an own lab that cannot be read: the text is kept as it was, it is said, and nothing else is lost.
#[test]
fn a_broken_scene_or_own_lab_is_kept_aside_and_costs_no_other() {
    const SCENE: &str = "shardlab.v1.scene.playground";
    const LAB: &str = "shardlab.v1.lab.own";
    const PROGRESS: &str = "shardlab.v1.progress";
    let page = Page::open("#/?seed=7");
    let browser = &page.browser;
    let item = |key: &str| {
        let text = browser.eval_with("return localStorage[arguments[0]] ?? ''", vec![json!(key)]);
        text.as_str().unwrap_or_default().to_owned()
    };
    page.stop();
    page.press(".pal", "Add a producer");
    browser.until("the scene is kept", |_| {
        let kept = item(SCENE);
        if kept.contains("producer-1") { Ok(()) } else { Err(kept) }
    });
    page.open_file("style.css");
    let lab = xtask::root::root().join("lessons/content/labs/cool-a-hot-shard.md");
    let lab = std::fs::read_to_string(lab).expect("a lab");
    let whole = [
        (SCENE, item(SCENE)),
        (LAB, lab),
        (PROGRESS, r#"{"version":1,"answers":{"hot-key-cure":[1]}}"#.to_owned()),
    ];
    let half = |text: &str| text.chars().take(text.chars().count() / 2).collect::<String>();
    let scene = &whole[0].1;
    let broken = [
        (SCENE, "#/", half(scene), "shardlab.broken.1"),
        (SCENE, "#/", "hello".to_owned(), "shardlab.broken.1"),
        (SCENE, "#/", scene.replacen("\"version\":1", "\"version\":9", 1), "of version 9"),
        (LAB, "#/data", "title: x".to_owned(), "own lab"),
        (LAB, "#/data", String::new(), "own lab"),
    ];
    for (key, route, text, says) in broken {
        assert!(whole.iter().all(|(_, good)| *good != text), "{key} is broken");
        page.open_file("style.css");
        browser.eval("localStorage.clear()");
        for (name, good) in &whole {
            let text = if *name == key { &text } else { good };
            browser.eval_with("localStorage[arguments[0]] = arguments[1]", vec![json!(name), json!(text)]);
        }
        page.go(route);
        browser.until(&format!("what is said of {key}"), |browser| {
            let said = browser.text("body").unwrap_or_default();
            if said.contains(says) { Ok(()) } else { Err(said) }
        });
        assert_eq!(item("shardlab.broken.1"), text, "{key}: the text itself is kept");
        for (name, good) in whole.iter().filter(|(name, _)| *name != key) {
            assert_eq!(item(name), *good, "{key} is broken, and {name} is lost");
        }
        browser.assert_accessible();
    }
    // The file that was open alone has no icon.
    browser.take_problems();
}

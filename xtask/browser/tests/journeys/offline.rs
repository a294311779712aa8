//! Without a network the page that was opened once plays; a newer build waits until it is asked for.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use browser::{Browser, DESKTOP, dist, serve};
use serde_json::json;
use xtask::root::at;

/// The service worker has kept the first load: it fetches some megabytes behind the first picture.
const KEPT: Duration = Duration::from_secs(40);

#[track_caller]
fn drawn(browser: &Browser) {
    browser.wait_for("#main[tabindex]");
}

#[track_caller]
fn kept(browser: &Browser) {
    browser.until_within(KEPT, "a worker that answers for the network", |browser| {
        let script = "return navigator.serviceWorker.controller ? true : 'none yet'";
        let there = browser.eval(script);
        if there == json!(true) { Ok(()) } else { Err(there.to_string()) }
    });
}

/// A site of its own, which a test may change.
pub fn copy(name: &str) -> PathBuf {
    let to = at("target/tmp").join(name);
    let _ = fs::remove_dir_all(&to);
    for file in xtask::files::below(&dist()).expect("the site") {
        let path = to.join(&file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::copy(dist().join(&file), path).expect("a copy");
    }
    to
}

/// Another build of it: another title, and the worker that belongs to it.
fn build_again(site: &Path) {
    let change = |file: &str, from: &str, to: &str| {
        let text = fs::read_to_string(site.join(file)).expect("a text");
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(site.join(file), text.replace(from, to)).expect("written");
    };
    change("index.html", "<html lang=\"en\">", "<html lang=\"en\" data-build=\"second\">");
    change("sw.js", "const VERSION = '", "const VERSION = 'second");
}

fn build(browser: &Browser) -> Option<String> {
    browser.attribute("html", "data-build")
}

#[test]
fn without_a_network_the_playground_plays_and_a_lesson_opens() {
    let server = serve(&dist(), "/some/path");
    let browser = Browser::start();
    browser.open(&server.url());
    drawn(&browser);
    kept(&browser);
    // What a browser asks before it offers to install a page.
    let manifest = browser.devtools("Page.getAppManifest", json!({}));
    assert_eq!(manifest["errors"], json!([]), "{manifest}");
    assert!(manifest["data"].as_str().is_some_and(|text| text.contains("\"Shardlab\"")), "{manifest}");
    let cannot = browser.devtools("Page.getInstallabilityErrors", json!({}));
    assert_eq!(cannot["installabilityErrors"], json!([]), "{cannot}");
    let url = server.url();
    drop(server);
    browser.open(&url);
    drawn(&browser);
    browser.until_within(Duration::from_secs(25), "time that goes on", |browser| {
        match browser.text("#clock") {
            Some(clock) if clock.as_str() > "00:00:01" => Ok(()),
            clock => Err(format!("{clock:?}")),
        }
    });
    browser.eval("location.hash = '#/learn'");
    browser.wait_for(".list a.card");
    browser.click(".list a.card");
    browser.wait_for("#screen");
}

#[test]
fn the_page_s_own_files_are_erased_when_it_is_told_to() {
    let server = serve(&dist(), "");
    let browser = Browser::start();
    browser.open(&server.url());
    drawn(&browser);
    kept(&browser);
    let caches = "return caches.keys().then((names) => names.length)";
    assert!(browser.eval(caches).as_u64().is_some_and(|n| n > 0), "the files are kept");
    browser.eval("location.hash = '#/data'");
    browser.wait_for("#files");
    browser.click("section[aria-labelledby=files] .btn");
    browser.wait_for_text(".toasts", "The page's own files are erased");
    assert_eq!(browser.eval(caches), json!(0));
    // What is still asked for comes from the network, and is not kept behind one's back.
    browser.eval("return fetch('./style.css').then((answer) => answer.status)");
    assert_eq!(browser.eval(caches), json!(0));
    drop(server);
    let offline = "return fetch('./index.html').then(() => 'there', () => 'not there')";
    assert_eq!(browser.eval(offline), json!("not there"), "nothing answers for the network any more");
}

#[test]
fn a_newer_build_waits_until_it_is_asked_for() {
    let site = copy("offline-newer");
    let server = serve(&site, "");
    let browser = Browser::start();
    browser.open(&server.url());
    drawn(&browser);
    kept(&browser);
    build_again(&site);
    browser.open(&server.url());
    drawn(&browser);
    assert_eq!(build(&browser), None, "the build that is kept, as a whole");
    browser.until_within(KEPT, "the message", |browser| match browser.text(".toasts") {
        Some(text) if text.contains("A new version is ready") => Ok(()),
        text => Err(format!("{text:?}")),
    });
    assert_eq!(build(&browser), None, "nothing is swapped under a page that runs");
    browser.eval(
        "[...document.querySelectorAll('.toast button')].find((b) => b.textContent === 'Reload').click()",
    );
    browser.until_within(KEPT, "the second build", |browser| match build(browser).as_deref() {
        Some("second") => Ok(()),
        other => Err(format!("{other:?}")),
    });
    drawn(&browser);
}

/// Presses "Reload" in the message, as a hand does.
#[track_caller]
fn reload(browser: &Browser) {
    browser.until_within(KEPT, "the message of a newer build", |browser| {
        let script = "const one = [...document.querySelectorAll('.toast button')].find((it) => it.textContent === 'Reload');
            one?.setAttribute('data-reload', ''); return !!one";
        if browser.eval(script) == json!(true) { Ok(()) } else { Err(format!("{:?}", browser.text(".toasts"))) }
    });
    browser.click("[data-reload]");
}

#[test]
fn under_a_running_lab_nothing_is_swapped_until_no_other_window_is_open() {
    let site = copy("offline-lab");
    let server = serve(&site, "");
    let browser = Browser::start();
    browser.viewport(&DESKTOP);
    browser.open(&server.url());
    drawn(&browser);
    kept(&browser);
    let lab = format!("{}#/labs/cool-a-hot-shard", server.url());
    browser.open(&lab);
    let browser = &browser;
    browser.wait_for("aside.l .goal");
    browser.wait_for("#terminal-in");
    browser.click("#terminal-in");
    browser.type_text("consumer extra reads orders poll 1s");
    browser.press("Enter");
    browser.wait_for("#on-stage-reader-extra");
    build_again(&site);
    // As a browser does by itself, once a day and when a page of it is opened.
    browser.eval("navigator.serviceWorker.getRegistration().then((it) => it.update())");
    browser.open_second(&lab);
    browser.until_within(KEPT, "the message", |browser| match browser.text(".toasts") {
        Some(text) if text.contains("A new version is ready. Your scene is kept") => Ok(()),
        text => Err(format!("{text:?}")),
    });
    let clock = || browser.text("#clock").unwrap_or_default();
    let before = clock();
    browser.until("time that goes on under it", |_| if clock() > before { Ok(()) } else { Err(clock()) });
    assert_eq!((build(browser), browser.count("#on-stage-reader-extra")), (None, 1), "the build that runs");

    reload(browser);
    browser.wait_for_text("body > [role=alert]", "The page is open in another tab or window too");
    assert_eq!(build(browser), None, "nothing is swapped while a second window has the page open");
    browser.screenshot("offline-elsewhere-1440-light");
    browser.assert_accessible();
    browser.close_others();
    let before = clock();
    reload(browser);
    browser.until_within(KEPT, "the second build", |browser| match build(browser).as_deref() {
        Some("second") => Ok(()),
        other => Err(format!("{other:?}")),
    });
    // The lab is where it was, with what was done in it.
    browser.wait_for("#on-stage-reader-extra");
    browser.until("the lab's instant", |_| {
        if clock() >= before { Ok(()) } else { Err(format!("{}, {before}", clock())) }
    });
}

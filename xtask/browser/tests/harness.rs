//! The harness on a page whose faults we know: what it claims to see, it sees; what it claims to do, the page
//! notices. Each guard is shown failing here, so that its silence on the real page means something.

use browser::{Browser, DESKTOP, PHONE, serve};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use xtask::command::descendants;
use xtask::root::at;
use xtask::server::Server;

const PAGE: &str = r##"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>harness</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<style>
  body { margin: 0; color: #111; background: #fff; height: 100vh }
  @media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } }
</style></head>
<body><main><h1>Harness</h1>
<svg width="300" height="120" role="img" aria-label="two boxes">
  <rect id="from" x="10" y="10" width="40" height="40"/><rect id="onto" x="210" y="60" width="40" height="40"/>
</svg>
<p id="heard">nothing</p><label>name <input id="name"></label>
<button id="under">under</button>
</main><script>
  const heard = document.getElementById('heard');
  let moves = 0, taken = null;
  addEventListener('pointerdown', (e) => { taken = e.target.id; moves = 0; });
  addEventListener('pointermove', () => moves++);
  addEventListener('pointerup', (e) => { heard.textContent = `${taken} to ${e.target.id}, ${moves} moves, trusted ${e.isTrusted}`; });
  addEventListener('keydown', (e) => { heard.textContent = (e.ctrlKey ? 'Control+' : '') + (e.shiftKey ? 'Shift+' : '') + e.key; });
</script></body></html>"##;

/// The page with `extra` at the end of its body, and a browser that has it open.
fn open(name: &str, extra: &str) -> (Browser, Server) {
    let folder = at("target/tmp/harness").join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("index.html"), PAGE.replace("</body>", &format!("{extra}</body>"))).unwrap();
    let server = serve(&folder, "");
    let browser = Browser::start();
    browser.open(&server.url());
    (browser, server)
}

/// What a closure's panic said.
fn panic_of(work: impl FnOnce()) -> String {
    let hook = catch_unwind(AssertUnwindSafe(work)).expect_err("it should have panicked");
    hook.downcast_ref::<String>()
        .cloned()
        .or(hook.downcast_ref::<&str>().map(|text| text.to_string()))
        .unwrap()
}

#[test]
fn a_drag_is_a_real_pointers() {
    let (browser, _server) = open("drag", "");
    browser.drag("#from", "#onto");
    let heard = browser.text("#heard").unwrap();
    assert!(heard.starts_with("from to onto, ") && heard.ends_with("trusted true"), "{heard}");
    let moves: u32 = heard.split(' ').nth(3).unwrap().parse().unwrap();
    assert!(moves >= 5, "{heard}");
    browser.click("#under");
    browser.wait_for_text("#heard", "under to under");
}

#[test]
fn keys_arrive_with_their_modifiers() {
    let (browser, _server) = open("keys", "");
    for chord in ["Control+z", "Shift+Tab", "ArrowRight", "Escape", "a"] {
        browser.press(chord);
        assert_eq!(browser.text("#heard").as_deref(), Some(chord));
    }
    browser.click("#name");
    browser.type_text("Ana 1,000/s");
    assert_eq!(browser.eval("return document.getElementById('name').value"), "Ana 1,000/s");
}

#[test]
fn sizes_and_colours_are_what_was_asked_for() {
    let (browser, server) = open("sizes", "");
    for (viewport, dark) in [(DESKTOP, false), (PHONE, true)] {
        browser.viewport(&viewport);
        browser.prefer_dark(dark);
        // Both must outlive a page: the tests set them once and go through several.
        browser.open(&server.url());
        let script = "return [innerWidth, innerHeight, getComputedStyle(document.body).backgroundColor]";
        let colour = if dark { "rgb(17, 17, 17)" } else { "rgb(255, 255, 255)" };
        assert_eq!(browser.eval(script), serde_json::json!([viewport.width, viewport.height, colour]));
        let png = fs::read(browser.screenshot(&format!("harness-{}", viewport.name))).unwrap();
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let size = [&png[16..20], &png[20..24]].map(|four| u32::from_be_bytes(four.try_into().unwrap()));
        assert_eq!(size, [viewport.width, viewport.height]);
    }
}

/// A picture in the middle of a fade cannot be read; one that waits for what never ends is never taken.
#[test]
fn a_picture_waits_until_what_fades_in_is_there() {
    let fade = "<p id=\"fade\">there</p><p id=\"breathes\">on</p><p id=\"held\">held</p><script>
        const from = (id, timing) => document.getElementById(id).animate([{ opacity: 0 }, { opacity: 1 }], timing);
        window.fade = () => from('fade', 1200);
        from('breathes', { duration: 300, iterations: Infinity });
        from('held', 300).pause();
        window.fade()</script>";
    let (browser, _server) = open("fade", fade);
    browser.eval("fade()");
    browser.screenshot("harness-fade");
    let opacity = "return getComputedStyle(document.getElementById('fade')).opacity";
    assert_eq!(browser.eval(opacity), "1");
    browser.eval("document.getElementById('fade').animate([{ opacity: 0 }, { opacity: 1 }], 60_000)");
    let why = panic_of(|| {
        browser.screenshot("harness-fade");
    });
    assert!(why.contains("it still moves") && why.contains("<p id=\\\"fade\\\">"), "{why}");
}

#[test]
fn a_quiet_page_has_no_problems() {
    let (browser, _server) = open("quiet", "<script>console.warn('a warning is no problem')</script>");
    browser.assert_no_problems();
}

#[test]
fn every_kind_of_complaint_is_seen() {
    for (name, extra, wanted) in [
        ("error", "<script>console.error('spoilt', 1)</script>", "console.error: spoilt 1"),
        ("throw", "<script>throw new Error('thrown')</script>", "exception: Error: thrown"),
        (
            "reject",
            "<script>Promise.reject(new Error('refused'))</script>",
            "refused promise: Error: refused",
        ),
        ("load", "<img alt=\"\" src=\"missing.png\">", "missing.png"),
        (
            "policy",
            "<script>
               document.head.insertAdjacentHTML('beforeend',
                 `<meta http-equiv=\"Content-Security-Policy\" content=\"img-src 'none'\">`);
               document.body.insertAdjacentHTML('beforeend', '<img alt=\"\" src=\"x.png\">');
             </script>",
            "policy violation: img-src",
        ),
        (
            "worker",
            "<script>new Worker(URL.createObjectURL(new Blob(['console.error(\"from afar\")'])))</script>",
            "from afar",
        ),
    ] {
        let (browser, _server) = open(name, extra);
        let mut all = Vec::new();
        browser.until(wanted, |page| {
            all.extend(page.take_problems());
            if all.iter().any(|line| line.contains(wanted)) { Ok(()) } else { Err(format!("{all:?}")) }
        });
    }
}

#[test]
fn axe_finds_a_button_without_a_name_and_nothing_else() {
    let (browser, _server) = open("axe-bad", "<main><button id=\"mute\"></button></main>");
    let violations = browser.violations();
    assert!(
        violations.iter().any(|line| line.starts_with("button-name") && line.contains("#mute")),
        "{violations:?}"
    );
    let (browser, _server) = open("axe-good", "");
    browser.assert_accessible();
}

#[test]
fn what_cannot_be_touched_is_not() {
    let cover = "<div id=\"cover\" style=\"position:fixed;inset:0\"></div>";
    let (browser, _server) = open("covered", cover);
    let why = panic_of(|| browser.click("#under"));
    assert!(why.contains("covered by <div id=\"cover\""), "{why}");
    let why = panic_of(|| browser.click("#nowhere"));
    assert!(why.contains("#nowhere: there is none"), "{why}");
}

#[test]
fn a_wait_ends_and_shows_the_last_state() {
    let (browser, _server) = open("wait", "");
    let begun = Instant::now();
    let why = panic_of(|| {
        browser.until_within(Duration::from_millis(300), "three moves", |page| {
            Err::<(), _>(page.text("#heard").unwrap_or_default())
        });
    });
    assert!(why.contains("three moves") && why.contains("last state: nothing"), "{why}");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

/// The trap that once cost a CI run: a test panics, and its driver and browser stay.
#[cfg(target_os = "linux")]
#[test]
fn nothing_outlives_a_panic() {
    let mut family = Vec::new();
    panic_of(|| {
        let (browser, _server) = open("panic", "");
        family = descendants(browser.driver_id());
        assert!(!family.is_empty(), "the browser is the driver's child");
        family.push(browser.driver_id());
        panic!("as a failing test would");
    });
    all_gone(&family);
    // What a failing test leaves on purpose, and this one must not: a reader would look for the fault.
    fs::remove_file(at("artefacts/screenshots/failed-nothing_outlives_a_panic.png"))
        .expect("a picture was left");
}

/// Nor a driver that is killed, as at the end of a test's time.
#[cfg(target_os = "linux")]
#[test]
fn the_browser_goes_with_a_killed_driver() {
    let (browser, _server) = open("killed", "");
    let driver = browser.driver_id();
    let family = descendants(driver);
    let kill = std::process::Command::new("sh").args(["-c", &format!("kill -9 {driver}")]).status();
    assert!(kill.unwrap().success());
    all_gone(&family);
}

#[cfg(target_os = "linux")]
fn all_gone(family: &[u32]) {
    // A process that has ended but was not waited for has no command line any more.
    let alive = |id: &u32| fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| !line.is_empty());
    let end = Instant::now() + Duration::from_secs(5);
    while let Some(id) = family.iter().find(|id| alive(id)) {
        assert!(Instant::now() < end, "process {id} of {family:?} is still there");
        std::thread::sleep(Duration::from_millis(20));
    }
}

//! A function of the learner's own, by hand: written, tried, used; ended when it does not end; held in its sandbox.

use std::time::Duration;

use crate::common::{Page, link};
use browser::{Browser, DESKTOP, PHONE, TABLET};

const STORY: &str = "title Own code\nseed 7\nfunction f blueprint pass-through\n\
    aws firehose create-delivery-stream --delivery-stream-name logs --extended-s3-destination-configuration \
    'RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,\
    IntervalInSeconds=60},ProcessingConfiguration={Enabled=true,Processors=[{Type=Lambda,Parameters=[\
    {ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:f}]}]}'\n\
    producer web to firehose logs rate 1/s payload access-log\n";

/// The function is selected, and nothing moves.
fn scene() -> Page {
    let page = Page::open(&link(STORY));
    page.browser.wait_for("#on-stage-function-f");
    page.stop();
    select(&page);
    page
}

fn select(page: &Page) {
    page.browser.click("#on-stage-function-f");
    page.browser.wait_for("#inspector textarea");
}

/// Plays at sixty times until the inspector says something, and stops.
#[track_caller]
fn play_until(page: &Page, text: &str) {
    page.play_until("60 times", text, "#inspector", |panel| panel.contains(text));
}

#[track_caller]
fn wait(page: &Page, text: &str) {
    page.browser.until_within(Duration::from_secs(60), text, |browser| {
        if says(browser, text) {
            Ok(())
        } else {
            Err(format!("{} {:?}", page.clock(), browser.text("#inspector")))
        }
    });
}

fn says(browser: &Browser, text: &str) -> bool {
    browser.text("#inspector").is_some_and(|all| all.contains(text))
}

/// Writes lines in place of all that is in the editor, as hands would.
fn write(page: &Page, lines: &[&str]) {
    let browser = &page.browser;
    browser.click("#inspector textarea");
    browser.press("Control+a");
    for (i, line) in lines.iter().enumerate() {
        if i > 0 {
            browser.press("Enter");
        }
        browser.type_text(line);
    }
}

fn text(page: &Page) -> String {
    let value = page.browser.eval("return document.querySelector('#inspector textarea').value");
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_editor_can_be_larger_and_what_is_not_used_survives_a_reload() {
    let page = scene();
    let browser = &page.browser;
    write(&page, &["// half a thought"]);
    let height = || {
        browser
            .eval("return document.querySelector('#inspector textarea').getBoundingClientRect().height")
            .as_f64()
    };
    let before = height().expect("a height");
    page.press("#inspector .editor", "Larger");
    browser.wait_for("dialog.editor:modal");
    assert!(height().expect("a height") > before + 200.0, "{before} {:?}", height());
    assert_eq!(text(&page), "// half a thought");
    look(&page, "editor-large");
    browser.press("Escape");
    browser.wait_for("dialog.editor:not(:modal)");
    assert_eq!(text(&page), "// half a thought", "the text is where it was");
    page.press("#inspector .editor", "Larger");
    browser.wait_for("dialog.editor:modal");
    page.press("#inspector .editor", "Smaller");
    browser.wait_for("dialog.editor:not(:modal)");
    browser.eval("location.reload()");
    page.ready();
    browser.wait_for("#on-stage-function-f");
    select(&page);
    assert_eq!(text(&page), "// half a thought", "a draft is kept");
    page.press("#inspector", "Throw the changes away");
    assert!(text(&page).contains("handler"), "{}", text(&page));
    browser.assert_no_problems();
}

#[test]
fn what_came_of_a_run_goes_with_what_was_selected() {
    let page = scene();
    let browser = &page.browser;
    page.press("#inspector", "Run on the last invocation");
    browser.wait_for_text("#inspector", "It was not invoked yet");
    browser.click("#on-stage-delivery-logs");
    browser.wait_for_text("#inspector h1", "logs");
    select(&page);
    assert!(!says(browser, "It was not invoked yet"), "{:?}", browser.text("#inspector"));
    browser.assert_no_problems();
}

/// Light and dark, from a desk to a phone.
fn look(page: &Page, name: &str) {
    let code = "document.querySelector('#inspector textarea, #inspector table')?.scrollIntoView({ block: 'center' })";
    page.looks(&[&DESKTOP, &TABLET, &PHONE], name, |_| drop(page.browser.eval(code)));
}

const DROPS_ODD: [&str; 6] = [
    "exports.handler = async (event) => {",
    "const zlib = require('zlib');",
    "const same = zlib.gunzipSync(zlib.gzipSync('as it was')).toString();",
    "console.log(event.records.length, 'records', same);",
    "return { records: event.records.map((r, i) => ({ ...r, result: i % 2 ? 'Dropped' : 'Ok' })) };",
    "};",
];

#[test]
fn a_function_that_drops_odd_records_is_written_used_and_kept() {
    let page = scene();
    let browser = &page.browser;
    assert!(text(&page).contains("Every record goes on as it came."), "the blueprint is there to be read");
    page.press("#inspector", "Run on the last invocation");
    browser.wait_for_text("#inspector", "It was not invoked yet");
    write(&page, &DROPS_ODD);
    assert_eq!(text(&page), DROPS_ODD.join("\n"));
    page.press("#inspector", "Use this code");
    browser.wait_for_text("#inspector", "own code");
    play_until(&page, "Last invocation by logs");
    play_until(&page, "invocations\n1");
    play_until(&page, "invocations\n2");
    wait(&page, "ProcessingFailed\n0");
    look(&page, "own-function");
    page.press("#inspector", "Run on the last invocation");
    browser.wait_for_text(".tried", "Dropped, 0 ProcessingFailed");
    browser.wait_for_text(".tried", "records as it was");
    look(&page, "own-function-tried");
    page.press("#inspector", "Last invocation by logs");
    browser.wait_for_text("#inspector", "◐ Dropped");
    browser.wait_for_text("#inspector", "● Ok");
    browser.wait_for_text("#inspector [aria-label=Log]", "records as it was");
    look(&page, "own-function-invocation");
    browser.eval("return new Promise((done) => setTimeout(done, 1500))");
    let clock = page.clock();
    browser.eval("location.reload()");
    page.ready();
    browser.wait_for("#on-stage-function-f");
    browser.until("the instant of before", |_| {
        if page.clock() == clock { Ok(()) } else { Err(page.clock().to_string()) }
    });
    // One that was invoked opens its last invocation first.
    browser.click("#on-stage-function-f");
    page.press("#inspector", "Code of f");
    browser.wait_for("#inspector textarea");
    assert_eq!(text(&page), DROPS_ODD.join("\n"));
    assert!(!says(browser, "Dropped\n0"), "what was dropped is there again");
    browser.assert_no_problems();
}

#[test]
fn an_endless_loop_is_ended_and_shows_as_a_timeout() {
    let page = scene();
    let browser = &page.browser;
    write(&page, &["exports.handler = async () => { for (;;) {} };"]);
    page.press("#inspector", "Use this code");
    page.press(".tr", "60 times");
    page.press(".tr", "Play");
    browser.until_within(Duration::from_secs(30), "that it runs", |browser| match browser.text(".tr") {
        Some(text) if text.contains("Your function f runs …") => Ok(()),
        text => Err(format!("{text:?}")),
    });
    browser.until_within(Duration::from_secs(60), "the last invocation", |browser| {
        if browser.count("#inspector .btns") > 0 && says(browser, "Last invocation by logs") {
            Ok(())
        } else {
            Err(String::new())
        }
    });
    page.press("#inspector", "Last invocation by logs");
    page.stop();
    browser.wait_for_text("#inspector [aria-label=Log]", "ended after 2 seconds of real time");
    browser.screenshot("own-function-endless");
    browser.assert_accessible();
    browser.assert_no_problems();
}

#[test]
fn a_slip_names_its_line_and_the_editor_is_left_by_escape_and_tab() {
    let page = scene();
    let browser = &page.browser;
    play_until(&page, "invocations\n1");
    wait(&page, "Last invocation by logs");
    write(&page, &["exports.handler = async (event) => {", "const 2x = 1;", "return event;", "};"]);
    page.press("#inspector", "Run on the last invocation");
    browser.wait_for_text(".tried", "SyntaxError");
    browser.wait_for_text(".tried", "line 2");
    assert_eq!(browser.text(".gutter .er").as_deref().map(str::trim), Some("2"));
    browser.screenshot("own-function-slip");
    write(&page, &["exports.handler = async (event) => {", "event = undefined;", "", "event.records;", "};"]);
    page.press("#inspector", "Run on the last invocation");
    browser.wait_for_text(".tried", "TypeError");
    browser.wait_for_text(".tried", "line 4");
    write(&page, &["a"]);
    browser.press("Tab");
    browser.type_text("b");
    assert_eq!(text(&page), "a  b");
    browser.press("Control+z");
    assert_ne!(text(&page), "a  b", "the browser's own undo");
    browser.press("Escape");
    assert_eq!(browser.count("#inspector textarea"), 1, "Escape lets go of the text alone");
    browser.press("Tab");
    assert_eq!(browser.eval("return document.activeElement.tagName"), "BUTTON");
    browser.assert_accessible();
    browser.assert_no_problems();
}

/// Ways out, each told with what came of it.
const WAYS_OUT: [&str; 17] = [
    "exports.handler = async (event) => {",
    "const P = WorkerGlobalScope.prototype;",
    "let policy; addEventListener('securitypolicyviolation', (e) => { policy = e.effectiveDirective; });",
    "const ways = {",
    "fetch: () => fetch('./index.html'),",
    "proto: () => Object.getPrototypeOf(Object.getPrototypeOf(self)).fetch?.call(self, location.origin) ?? P.fetch.call(self, 'https://example.com/'),",
    "import: () => import('data:text/javascript,1'),",
    "scripts: () => importScripts('data:text/javascript,1'),",
    "xhr: () => new Promise((a, b) => { const x = new XMLHttpRequest(); x.open('GET', 'https://example.com/'); x.onload = a; x.onerror = b; x.send(); }),",
    "socket: () => new Promise((a, b) => { const s = new WebSocket('wss://example.com/'); s.onopen = a; s.onerror = b; }),",
    "events: () => new Promise((a, b) => { const s = new EventSource('https://example.com/'); s.onopen = a; s.onerror = b; }),",
    "worker: () => new Promise((a, b) => { const w = new Worker('data:text/javascript,postMessage(1)'); w.onmessage = a; w.onerror = b; }),",
    "db: () => new Promise((a, b) => { const r = indexedDB.open('x'); r.onsuccess = a; r.onerror = b; }),",
    "code: () => { eval('1'); },",
    "}; for (const [k, f] of Object.entries(ways)) { policy = ''; let said = 'shut'; try { await f(); said = 'OPEN'; } catch (e) {}",
    "await new Promise((done) => setTimeout(done, 30)); console.log(k, said, policy); }",
    "return event; };",
];

#[test]
fn a_function_has_no_network_no_storage_and_no_modules() {
    let page = scene();
    let browser = &page.browser;
    play_until(&page, "invocations\n1");
    wait(&page, "Last invocation by logs");
    write(&page, &WAYS_OUT);
    page.press("#inspector", "Run on the last invocation");
    browser.wait_for_text(".tried pre", "code shut");
    let log = browser.text(".tried pre").unwrap_or_default();
    // Behind each the part of the policy that shut it; the others are not there at all.
    let told: Vec<&str> = log.lines().map(str::trim_end).collect();
    assert_eq!(
        told,
        [
            "fetch shut",
            "proto shut",
            "import shut script-src-elem",
            "scripts shut script-src-elem",
            "xhr shut connect-src",
            "socket shut connect-src",
            "events shut connect-src",
            "worker shut worker-src",
            "db shut",
            "code shut script-src",
        ]
    );
}

#[test]
fn a_function_without_code_is_set_by_a_click() {
    let page = scene();
    let browser = &page.browser;
    page.press("#inspector", "id missing");
    browser.wait_for_text("#inspector", "no code: id-missing");
    page.press("#inspector", "For every n-th record: more");
    browser.wait_for_text("#inspector", "no code: id-missing every 2");
    play_until(&page, "Last invocation by logs");
    play_until(&page, "invocations\n1");
    browser.until("failed records", |browser| match browser.text("#inspector") {
        Some(panel) if panel.contains("ProcessingFailed") && !panel.contains("ProcessingFailed\n0") => Ok(()),
        panel => Err(format!("{panel:?}")),
    });
    browser.screenshot("own-function-no-code");
    browser.assert_accessible();
    browser.assert_no_problems();
}

/// Chooses an option of the select with this label by its beginning, as a keyboard does.
#[track_caller]
fn choose(page: &Page, label: &str, option: &str) {
    let browser = &page.browser;
    browser.eval(&format!("document.querySelector('select[aria-label=\"{label}\"]').focus()"));
    browser.type_text(option);
    browser.press("Tab");
}

#[test]
fn single_records_have_answers_of_their_own_by_panel_terminal_and_table() {
    let page = scene();
    let browser = &page.browser;
    page.press("#inspector", "Ok");
    browser.wait_for_text("#inspector", "no code: ok");
    // The panel: a number, a form, a button; a number that no event has is not taken.
    for (number, form, says) in [
        ("3", "Dropped", "no code: ok but 3 dropped"),
        ("5", "id unknown", "no code: ok but 3 dropped 5 id-unknown"),
    ] {
        browser.click("#answers-record");
        browser.press("Control+a");
        browser.type_text(number);
        choose(&page, "Its answer", form);
        page.press("#inspector", "Answer so");
        browser.wait_for_text("#inspector", says);
    }
    browser.click("#answers-record");
    browser.press("Control+a");
    browser.type_text("0");
    browser.wait_for_text("#answers-record-says", "A whole number from 1 to 100,000.");
    page.press("#inspector", "Remove record 5");
    browser.wait_for_text("#inspector", "record 3: Dropped");
    assert!(!says(browser, "record 5"), "{:?}", browser.text("#inspector"));
    look(&page, "own-function-single");
    // The terminal takes what the story would write.
    page.press(".dock-tabs, .dock, footer", "Large terminal");
    page.typed("set f answers ok but 3 dropped 4 id-doubled");
    browser.wait_for_text("#inspector", "record 4: id doubled");
    // The table of an invocation: a row is chosen for the next one.
    play_until(&page, "Last invocation by logs");
    page.press("#inspector", "Last invocation by logs");
    browser.wait_for_text("#inspector", "invocation 1");
    choose(&page, "From now on record 1 is answered with", "always throws");
    browser.eval("document.querySelector('#inspector table').scrollIntoView()");
    browser.screenshot("own-function-rows");
    browser.assert_accessible();
    page.press("#inspector", "Code of f");
    browser.wait_for_text("#inspector", "no code: ok but 1 throws 3 dropped 4 id-doubled");
    browser.assert_no_problems();
}

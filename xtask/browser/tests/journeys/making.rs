//! A scene of the playground becomes a lab by hand: written, proved, saved, opened from its file and solved.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};
use serde_json::json;

const STORY: &str = "title A hot key\nseed 29434\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer fleet to orders rate 1400/s size 480B keys \"iphone-16\" 80% uniform 500 20%\n\
    consumer billing reads orders poll 1s\n";
const SALT: &str = "set fleet keys \"iphone-16\" 80% salted 8 uniform 500 20%";

fn field(page: &Page, id: &str, text: &str) {
    page.browser.click(&format!("#{id}"));
    page.browser.press("Control+a");
    page.browser.type_text(text);
}

fn play_to(page: &Page, second: u64) {
    page.play_past("10 times", second * 1_000);
    page.stop();
}

#[test]
fn what_was_done_in_a_scene_becomes_a_lab_that_others_solve() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    browser.eval(
        "window.kept = [];
        const make = URL.createObjectURL.bind(URL);
        URL.createObjectURL = (blob) => { window.kept.push(blob); return make(blob) };",
    );
    // Nothing is done yet, so there is nothing to solve.
    page.press("header", "Share…");
    page.press("#share", "Turn this into a lab…");
    browser.wait_for_text(".toasts", "The solution of a lab is what you do");

    play_to(&page, 8);
    page.typed(SALT);
    play_to(&page, 40);
    page.press("header", "Share…");
    page.press("#share", "Turn this into a lab…");
    browser.wait_for("dialog.make-lab[open]");
    browser.until("goals that it proposes", |browser| {
        let asks = browser.count(".goals-made .tag.asks");
        if asks > 0 { Ok(()) } else { Err(browser.text("dialog.make-lab").unwrap_or_default()) }
    });
    page.press("dialog.make-lab", "Save as file");
    browser.wait_for_text("dialog.make-lab [role=alert]", "The task is empty.");
    field(&page, "lab-title", "Cool the fleet");
    field(&page, "lab-task", "One shard refuses what the other could take. Stop that.");
    field(&page, "lab-hint-0", "Look at the keys.");
    field(&page, "lab-hint-1", "Select the fleet.");
    let third = browser.eval("return document.querySelector('#lab-hint-2').value");
    assert_eq!(third, json!(format!("Type in the terminal: `{SALT}`.")));
    page.press("dialog.make-lab", "Prove it");
    browser.wait_for_text(".findings", "The start does not meet the goals.");
    browser.wait_for_text(".findings", "The solution meets all of them.");
    browser.wait_for_text(".findings .mut", "two wrong turns");
    assert_eq!(browser.count(".findings .er"), 0);
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "make-lab", |_| {});

    page.press("dialog.make-lab", "Save as file");
    let text = browser.until("the file", |browser| {
        let text = browser.eval("return window.kept.length ? window.kept.at(-1).text() : null");
        text.as_str().map(str::to_owned).ok_or_else(|| text.to_string())
    });
    let lab = lessons::lab(&lessons::Document::parse("labs/cool-the-fleet.md", &text).expect("a document"));
    assert_eq!(lab.expect("a lab").title, "Cool the fleet", "{text}");
    browser.press("Escape");
    browser.until("no dialog", |browser| match browser.count("dialog.make-lab") {
        0 => Ok(()),
        n => Err(n.to_string()),
    });

    // Somebody else opens the file.
    let file = std::env::temp_dir().join(format!("cool-the-fleet-{}.md", std::process::id()));
    std::fs::write(&file, &text).expect("a file");
    page.press("header", "Share…");
    page.choose("#open-file", &file);
    browser.wait_for_text("aside.l h1", "Cool the fleet");
    browser.wait_for_text("aside.l", "One shard refuses");
    play_to(&page, 8);
    page.typed(SALT);
    page.play_past("10 times", 70_000);
    browser.wait_for_text("aside.l", "Well done");
    page.stop();
    page.looks(&[&DESKTOP, &PHONE], "own-lab", |_| {});
    // It is in the list, and there after a reload.
    page.go("#/labs");
    browser.wait_for_text("main", "Your own lab");
    browser.eval("location.reload()");
    browser.wait_for_text("main", "Cool the fleet");
    page.go("#/data");
    browser.wait_for_text("main", "“Cool the fleet”");
    std::fs::remove_file(&file).expect("it goes");
    browser.assert_accessible();
    browser.assert_no_problems();
}

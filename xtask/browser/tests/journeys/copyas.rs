//! Copying by hand: the last call and the scene in the words of others, calls with their bodies, and a terminal that
//! knows the scene.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};

const STORY: &str = "title Orders\nseed 7\nbucket lake\n\
    aws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer web to orders rate 4/s size 200B payload access-log\n";

fn scene() -> Page {
    let page = Page::open(&link(STORY));
    page.browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    page
}

#[test]
fn a_call_is_typed_with_completion_and_copied_as_boto3() {
    let page = scene();
    let browser = &page.browser;
    page.press(".dock-tabs, .dock, footer", "Large terminal");
    browser.click("#terminal-in");
    let typed = |what: &str| {
        browser.until("the completed line", |browser| {
            let value = browser.eval("return document.querySelector('#terminal-in').value");
            let value = value.as_str().unwrap_or_default().to_owned();
            if value == what { Ok(()) } else { Err(value) }
        });
    };
    browser.type_text("aws kinesis list-shards --stream-name o");
    browser.press("Tab");
    typed("aws kinesis list-shards --stream-name orders ");
    browser.press("Enter");
    browser.wait_for_text("#inspector .copy-as", "aws kinesis list-shards");
    browser.click("#terminal-in");
    browser.type_text("aws kinesis list-");
    // The first Tab shows them all and takes the first; each further one the next.
    browser.press("Tab");
    browser.wait_for_text("#terminal-out", "list-tags-for-stream");
    let first = browser.eval("return document.querySelector('#terminal-in').value");
    browser.press("Tab");
    browser.until("the next", |browser| {
        let next = browser.eval("return document.querySelector('#terminal-in').value");
        let said = next.as_str().unwrap_or_default().to_owned();
        if next != first && said.starts_with("aws kinesis list-") { Ok(()) } else { Err(said) }
    });
    browser.press("Control+a");
    browser.type_text("list-sh");
    browser.press("Control+r");
    typed("aws kinesis list-shards --stream-name orders");
    browser.press("Control+a");
    browser.type_text("aws kinesis split-shard help");
    browser.press("Enter");
    browser.wait_for_text("#terminal-out", "--shard-to-split (required)");
    browser.wait_for_text("#terminal-out", "Example: aws kinesis split-shard");

    page.press("#inspector .copy-as", "boto3");
    browser.wait_for_text("#inspector .copy-as pre", "kinesis.list_shards(StreamName=\"orders\")");
    page.press("#inspector .copy-as", "CloudFormation");
    browser.wait_for_text("#inspector .copy-as pre", "# ListShards reads");
    page.press("#inspector", "All calls");
    page.press(".calls", "Request, reply, copy as");
    browser.wait_for_text(".calls .bodies", "\"StreamName\": \"orders\"");
    browser.wait_for_text(".calls .bodies", "\"Shards\": [");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "copy-call", |_| {});
    browser.assert_no_problems();
}

#[test]
fn the_scene_is_copied_by_keys_alone() {
    let page = scene();
    let browser = &page.browser;
    browser.eval(
        "[...document.querySelectorAll('header button')]
            .find((b) => b.textContent === 'Copy as…' && b.getClientRects().length > 0).focus()",
    );
    browser.press("Enter");
    browser.wait_for_text(
        "dialog.copy-scene pre",
        "aws kinesis create-stream --stream-name orders --shard-count 2",
    );
    browser.press("Tab");
    browser.press("Enter");
    browser
        .wait_for_text("dialog.copy-scene pre", "kinesis.create_stream(StreamName=\"orders\", ShardCount=2)");
    browser.press("Tab");
    browser.press("Enter");
    browser.wait_for_text("dialog.copy-scene pre", "Type: AWS::Kinesis::Stream");
    browser.wait_for_text("dialog.copy-scene", "Download scene.yaml");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "copy-scene", |_| {});
    browser.press("Escape");
    browser.until("a closed dialog", |browser| {
        let open = browser.eval("return document.querySelector('dialog.copy-scene') !== null");
        if open == false { Ok(()) } else { Err("it is open".to_owned()) }
    });
    browser.assert_no_problems();
}

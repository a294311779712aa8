//! Permissions by hand: a card says what is not allowed, the panel shows the role, "Why?" finds the statement, and a key
//! is disabled and enabled.

use std::time::Duration;

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE};

const STORY: &str = "title Not allowed\nseed 1\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer shop to orders rate 100/s size 512B keys uniform 500 api put-records\n\
    consumer billing reads orders from trim-horizon\n\
    at 5s aws kinesis start-stream-encryption --stream-name orders --encryption-type KMS --key-id alias/orders\n\
    at 12s revoke shop kms:GenerateDataKey\nuntil 10m\n";

/// The scene after some seconds of it, standing.
fn scene() -> Page {
    let page = Page::open(&link(STORY));
    page.browser.wait_for("#on-stage-producer-shop");
    if !page.playing() {
        page.press(".tr", "Play");
    }
    page.browser.until_within(Duration::from_secs(60), "fifteen seconds", |_| {
        if page.clock() > 15_000 { Ok(()) } else { Err(page.clock().to_string()) }
    });
    page.stop();
    page
}

#[test]
fn who_may_not_encrypt_is_seen_explained_and_allowed_again() {
    let page = scene();
    let browser = &page.browser;
    browser.wait_for_text("#on-stage-producer-shop", "kms:GenerateDataKey");
    browser.click("#on-stage-producer-shop");
    for text in
        ["PERMISSIONS", "shop/shop", "kinesis:PutRecords", "kms:GenerateDataKey", "HTTPS: encrypted with TLS"]
    {
        browser.wait_for_text("#inspector", text);
    }
    page.looks(&[&DESKTOP, &PHONE], "permissions", |_| {
        browser.eval("document.querySelector('#inspector .permissions')?.scrollIntoView({ block: 'start' })");
    });
    page.press("#inspector .permissions", "Why was it denied?");
    browser.wait_for_text("aside", "no statement of its policy allows it");
    page.press("aside .why", "Allow kms:GenerateDataKey");
    browser.wait_for_text("#inspector pre", "allow shop kms:GenerateDataKey on alias/orders");
    page.press("#inspector .permissions", "Deny");
    browser.wait_for_text("#inspector pre", "deny shop kinesis:PutRecords on orders");
    page.press("#inspector [aria-labelledby=road]", "VPC endpoint");
    browser.wait_for_text("#inspector pre", "set shop vpc-endpoint yes");
    browser.assert_no_problems();
}

#[test]
fn a_key_is_disabled_and_enabled_in_the_panel_of_its_stream() {
    let page = scene();
    let browser = &page.browser;
    browser.click("#on-stage-stream-orders");
    browser.wait_for_text("#inspector .keys", "alias/orders");
    page.looks(&[&DESKTOP, &PHONE], "keys", |_| {
        browser.eval("document.querySelector('#inspector .keys')?.scrollIntoView({ block: 'start' })");
    });
    page.press("#inspector .keys", "Disable the key");
    browser.wait_for_text("#inspector pre", "aws kms disable-key");
    browser.wait_for_text("#inspector .keys", "Disabled");
    page.press("#inspector .keys", "Enable the key");
    browser.wait_for_text("#inspector .keys", "Enabled");
    browser.assert_no_problems();
}

//! A KCL application by hand: put on the stage, its workers crashed and added, its lease table starved and fed.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};

const STORY: &str = "title Leases\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 4\n\
    producer web to orders rate 300/s size 200B keys uniform 200\n";

const STARVED: &str = "title A starved table\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 12\n\
    aws dynamodb create-table --table-name billing --provisioned-throughput ReadCapacityUnits=50,WriteCapacityUnits=2\n\
    producer web to orders rate 600/s size 200B keys uniform 200\n\
    consumer billing reads orders kcl workers 3 from trim-horizon checkpoint batch\n";

#[test]
fn a_crashed_worker_leaves_its_leases_and_another_takes_them_with_twins() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    page.press(".pal", "More to add");
    page.press("dialog", "KCL application");
    browser.wait_for_text("#inspector h1", "kcl-app-1");
    browser.wait_for_text("#inspector", "worker 2");
    page.play_until("60 times", "two leases each", "#on-stage-reader-kcl-app-1", |text| {
        text.contains("2 workers, 4 leases")
    });
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "kcl", |_| {});
    page.press("#inspector .chips", "never");
    browser.wait_for_text("#inspector", "set kcl-app-1 checkpoint never");
    page.play_until("60 times", "records without a checkpoint", "#inspector", |panel| {
        panel.contains("records/s") && !panel.contains("0 · 0 records/s")
    });
    page.press("#inspector", "Crash worker 1");
    browser.wait_for_text("#on-stage-reader-kcl-app-1", "1 crashed");
    page.play_until("60 times", "the twins", "#inspector", |panel| panel.contains("Why twice?"));
    page.press("#inspector", "Why twice?");
    browser.wait_for_text("#inspector .why", "at least once");
    page.looks(&[&DESKTOP, &PHONE], "kcl-crash", |_| {});
    page.press("#inspector .why", "Close");
    page.press("#inspector", "Start again: worker 1");
    page.press("#inspector", "One more worker");
    browser.wait_for_text("#inspector", "set kcl-app-1 workers 3");
    browser.wait_for_text("#inspector", "worker 3");
}

#[test]
fn a_starved_lease_table_says_why_and_how_much_it_needs() {
    let page = Page::open(&link(STARVED));
    let browser = &page.browser;
    browser.wait_for("#on-stage-reader-billing");
    page.stop();
    browser.click("#on-stage-reader-billing");
    browser.wait_for_text("#inspector h1", "billing");
    page.play_until("60 times", "throttled checkpoints", "#inspector", |panel| {
        panel.contains("Why was a lease lost?")
    });
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "kcl-starved", |_| {});
    page.press("#inspector", "Why does it throttle?");
    browser.wait_for_text("#inspector .why", "ProvisionedThroughputExceededException");
    browser.wait_for_text("#inspector .why", "Give it");
    browser.screenshot("kcl-starved-why-1440-light");
    page.press("#inspector .why", "Close");
    page.press("#inspector", "150 WCU");
    page.play_until("60 times", "the new capacity", "#inspector", |panel| panel.contains("150 WCU, 50 RCU"));
}

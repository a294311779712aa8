//! The Firehose project, task by task.

use super::By::{Every, Hand, Lines};
use super::{
    Row, enter, enter_every, lab, lines_in, lines_of_hint, open_object, play_to, row, select, solve,
};
use crate::common::Page;

const BUCKET: &str = "kinesisfirehose-demo";

const LABS: [Row; 5] = [
    lab("project-0-a-bucket-and-a-first-object", 10, Every(1)).then(hello),
    // 20 lines a second, 60 s of them in an object.
    lab("project-1-generated-data-in-the-bucket", 30, Lines).then(|page| {
        select(page, "bucket", BUCKET);
        open_object(page, &["raw/"]);
        assert_eq!(row(page, "records"), "1,200");
    }),
    lab("project-2-partitions-by-jq", 30, Hand(with_the_lines_of_the_task)).then(by_jq),
    lab("project-3-partitions-by-lambda", 30, Hand(with_the_lines_of_the_task)).then(by_lambda),
    lab("project-4-the-size-limit", 100, Hand(step_by_step)),
];

/// The line of the hint, and then those that stand in the task.
fn with_the_lines_of_the_task(page: &Page) {
    enter_every(page, 1, &lines_of_hint(&page.browser));
    enter_every(page, 1, &lines_in(&page.browser, "aside.l > p"));
}

fn hello(page: &Page) {
    select(page, "bucket", BUCKET);
    page.browser.click(".tree .log button");
    page.browser.wait_for_text("#inspector pre", "hello");
    assert_eq!([row(page, "size"), row(page, "records")], ["5 B", "1"]);
}

/// Each click lies in the folder that its own device and time name.
fn by_jq(page: &Page) {
    let browser = &page.browser;
    select(page, "bucket", BUCKET);
    open_object(page, &["data/", "device=mobile/", "year=2019/", "month=08/", "day=09/", "hour=20/"]);
    browser.wait_for_text("#inspector", "\"event_timestamp\":1565382027");
    assert_eq!(row(page, "records"), "1");
    browser.screenshot("lab-project-2-object");
    for device in ["mobile", "desktop", "tablet"] {
        select(page, "bucket", BUCKET);
        open_object(page, &["data/", &format!("device={device}/"), "year=2026/"]);
        let lines = browser.eval(
            "return [...document.querySelectorAll('#inspector pre')].map((line) => line.textContent.trim())",
        );
        let lines: Vec<String> = serde_json::from_value(lines).expect("lines");
        let clicks: Vec<&String> = lines.iter().filter(|line| line.starts_with("{\"customer_id\"")).collect();
        assert!(!clicks.is_empty(), "{lines:?}");
        let own = format!("\"type\":{{\"device\":\"{device}\"}}");
        assert!(clicks.iter().all(|click| click.contains(&own)), "{device}: {clicks:?}");
    }
}

fn by_lambda(page: &Page) {
    let browser = &page.browser;
    for (table, hour, says) in
        [("orders/", "20/", "2019-08-09T20:20:27Z"), ("users/", "21/", "2019-08-09T21:05:")]
    {
        select(page, "bucket", BUCKET);
        open_object(page, &["data/", "shop/", table, "2019/", "08/", "09/", hour]);
        browser.wait_for_text("#inspector pre", says);
        assert_eq!(row(page, "records"), "1");
    }
    select(page, "bucket", BUCKET);
    open_object(page, &["error/", "processing-failed/"]);
    browser.wait_for_text("#inspector .failed", "DynamicPartitioning.MetadataExtractionFailed");
    browser.wait_for_text("#inspector .failed", "`database`");
    page.press("#inspector .failed", "Decode rawData");
    // As it came: gzip.
    browser.wait_for_text("[aria-label='rawData, decoded']", "\\x1f\\x8b\\x08");
}

/// Behind each step what the failure folder says, and how often the function was asked: an error of its own is tried
/// again three times, an answer that Firehose cannot take is not.
const STEPS: [(u64, u64, &str); 3] = [
    (3, 4, "it returned an error result"),
    (7, 1, "Lambda.MissingRecordId"),
    (11, 1, "Invalid output structure"),
];

fn step_by_step(page: &Page) {
    for ((minute, attempts, says), line) in STEPS.into_iter().zip(lines_of_hint(&page.browser)) {
        play_to(page, minute * 60);
        select(page, "bucket", BUCKET);
        open_object(page, &["processing-failed/"]);
        page.browser.wait_for_text("#inspector .failed", says);
        page.browser.wait_for_text("#inspector .failed", &format!("attemptsMade\n{attempts}\n"));
        enter(page, &line);
    }
}

#[test]
fn each_task_of_the_project_is_done_by_its_third_hint_and_leads_to_the_next() {
    let page = Page::open("#/labs/project-0-a-bucket-and-a-first-object");
    solve(&page, &LABS);
}

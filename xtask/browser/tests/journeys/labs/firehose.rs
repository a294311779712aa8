//! The labs of Amazon Data Firehose.

use super::By::{Every, Hand, Lines};
use super::{Row, enter, figures, lab, lines_of_hint, number, open_object, row, select, solve};
use crate::common::Page;

const LABS: [Row; 12] = [
    lab("thirty-two-not-twelve", 100, Hand(figures::thirty_two)),
    lab("latest-means-now", 60, Lines).then(|page| all_of(page, "shop", "lake")),
    lab("a-slash-in-the-prefix", 90, Lines).then(|page| {
        lies_in(page, "lake", "▸ orders2026/");
        lies_in(page, "lake", "▾ orders/");
    }),
    lab("keep-what-came", 30, Lines).then(|page| all_of(page, "web", "raw")),
    lab("gzip-for-redshift", 90, Lines).then(unpacked),
    // Five orders a second from second 3 to minute 140.
    lab("redshift-sleeps", 560, Hand(figures::maintenance)).then(|page| {
        select(page, "cluster", "dwh");
        assert!(("41,980"..="41,985").contains(&row(page, "rows").as_str()), "{}", row(page, "rows"));
    }),
    lab("documents-refused", 130, Hand(read_why)).then(|page| {
        select(page, "domain", "logs");
        assert!(number(&row(page, "documents")) >= 2_000, "{}", row(page, "documents"));
    }),
    lab("splunk-says-nothing", 120, Hand(figures::silence)),
    lab("a-bucket-down-for-a-day", 100, Every(3)).then(|page| all_of(page, "shop", "lake")),
    lab("six-megabytes-back", 62, Hand(figures::six_megabytes)).then(figures::four_at_a_time),
    lab("dropped-not-drop", 150, Hand(drop_is_no_word)),
    // Ten digits, ten partitions.
    lab("the-501st-partition", 60, Lines).then(|page| {
        page.browser.wait_for_text("#on-stage-delivery-by-customer", "10 of 500 partitions");
    }),
];

#[track_caller]
fn lies_in(page: &Page, name: &str, says: &str) {
    select(page, "bucket", name);
    page.browser.wait_for_text("#inspector .tree", says);
}

/// The whole bucket, in one folder of its year, has as many records as the producer has sent.
fn all_of(page: &Page, producer: &str, name: &str) {
    select(page, "producer", producer);
    let sent = row(page, "sent");
    let sent = sent.split(' ').next().expect("a number");
    lies_in(page, name, &format!("· {sent} records"));
}

/// The newest object is small, and opens to its lines.
fn unpacked(page: &Page) {
    select(page, "bucket", "stage");
    page.browser.click("#inspector .tree .log button");
    page.browser.wait_for_text("#inspector", "packed by");
    page.browser.wait_for_text("#inspector", "HTTP/1.1");
    assert_eq!(row(page, "records"), "1,200", "a minute's");
    let size = row(page, "size");
    let kib: f64 = size.split(' ').next().expect("a number").parse().expect("KiB");
    assert!(size.contains("KiB") && kib * 1_024.0 < 200_000.0, "{size}");
}

/// What the task asks first: the code and the message in the failure folder.
fn read_why(page: &Page) {
    select(page, "bucket", "lake");
    page.browser.click(".tree .log button");
    page.browser.wait_for_text("#inspector .failed", "mapper_parsing_exception");
    page.browser.screenshot("lab-documents-refused");
    lines_of_hint(&page.browser).iter().for_each(|line| enter(page, line));
}

fn drop_is_no_word(page: &Page) {
    select(page, "bucket", "lake");
    open_object(page, &["processing-failed/"]);
    page.browser
        .wait_for_text("#inspector .failed", "valid result status of Dropped, Ok, or ProcessingFailed");
    figures::reingest(page);
}

#[test]
fn each_lab_of_firehose_is_solved_by_its_third_hint_and_leads_to_the_next() {
    let page = Page::open("#/labs/thirty-two-not-twelve");
    solve(&page, &LABS);
}

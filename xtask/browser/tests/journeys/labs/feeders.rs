//! The labs of producers and consumers, and of costs.

use super::By::{Hand, Lines};
use super::{Row, enter, lab, lines_of_hint, play_to, select, solve};
use crate::common::Page;

const LABS: [Row; 11] = [
    lab("each-at-its-speed", 15, Hand(one_after_the_other)),
    lab("pack-and-stay-on-one-shard", 10, Hand(kpl)),
    lab("one-error-one-record", 10, Lines),
    lab("a-key-for-each-device", 10, Lines),
    lab("feed-the-lease-table", 60, Lines),
    lab("a-poison-record", 90, Lines),
    lab("back-at-the-bookmark", 35, Lines),
    lab("the-answer-that-never-came", 10, Hand(by_id)),
    lab("may-not-encrypt", 20, Hand(allow)),
    lab("least-privilege", 20, Hand(allow_one_by_one)),
    lab("halve-the-bill", 10, Lines),
];

/// The report is to begin at 60 s.
fn one_after_the_other(page: &Page) {
    let lines = lines_of_hint(&page.browser);
    enter(page, &lines[0]);
    enter(page, &lines[1]);
    play_to(page, 61);
    enter(page, &lines[2]);
}

fn kpl(page: &Page) {
    select(page, "producer", "gateway");
    page.press("#inspector", "KPL: packs user records");
}

fn by_id(page: &Page) {
    select(page, "reader", "books");
    page.press("#inspector", "by id");
    page.press("#inspector", "Read again from the oldest");
}

fn allow(page: &Page) {
    select(page, "producer", "shop");
    page.press("#inspector .permissions", "Allow kms:GenerateDataKey");
}

/// What it needs, and in which order it finds out.
const NEEDED: [&str; 7] = [
    "kinesis:ListShards",
    "dynamodb:Scan",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:GetItem",
    "kinesis:GetShardIterator",
    "kinesis:GetRecords",
];

fn allow_one_by_one(page: &Page) {
    select(page, "reader", "app");
    for action in NEEDED {
        page.press("#inspector .permissions", &format!("Allow {action}"));
    }
}

#[test]
fn each_lab_of_producers_and_consumers_is_solved_by_its_third_hint_and_leads_to_the_next() {
    let page = Page::open("#/labs/each-at-its-speed");
    solve(&page, &LABS);
}

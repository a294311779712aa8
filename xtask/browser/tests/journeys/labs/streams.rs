//! The labs of Data Streams.

use super::By::{Hand, Lines, Typed};
use super::{Row, lab, solve};
use crate::common::Page;

const LABS: [Row; 13] = [
    lab("cool-a-hot-shard", 8, Hand(salt)),
    lab("one-call-for-many", 8, Hand(put_records)),
    lab("resend-only-what-failed", 20, Typed(&AGAIN)),
    lab("five-consumers-one-shard", 10, Typed(&FIFTHS)),
    lab("hear-it-in-time", 6, Lines),
    lab("ten-megabytes-five-seconds", 22, Lines),
    lab("split-and-finish-the-parent", 10, Lines),
    lab("scale-with-one-call", 8, Lines),
    lab("merge-the-cold", 6, Hand(merge)),
    lab("on-demand-surge", 120, Lines),
    lab("save-the-night", 70, Lines),
    lab("replay-after-a-bug", 20, Hand(read_again)),
    lab("encrypt-from-here", 8, Hand(encrypt)),
];

const AGAIN: [&str; 2] = [
    "set tills retries 5 backoff 1s resend failed",
    "aws kinesis split-shard --stream-name readings --shard-to-split 0 --new-starting-hash-key midpoint",
];

const FIFTHS: [&str; 5] =
    ["set c1 poll 1s", "set c2 poll 1s", "set c3 poll 1s", "set c4 poll 1s", "set c5 poll 1s"];

fn salt(page: &Page) {
    page.browser.click("#on-stage-producer-iphone-fleet");
    page.press("#inspector", "hot key, salted");
    page.browser.wait_for_text("#inspector", "salted 8");
}

fn put_records(page: &Page) {
    page.browser.click("#on-stage-producer-tills");
    page.press("#inspector", "PutRecords, up to 500");
}

fn merge(page: &Page) {
    let lane = page.browser.eval(
        "const r = document.querySelector('#on-stage-shard-rides-3').getBoundingClientRect();
        return [r.x + r.width * 0.6, r.y + r.height * 0.2]",
    );
    page.browser.click_at((lane[0].as_f64().expect("a lane"), lane[1].as_f64().expect("a lane")));
    page.press("body", "Merge shard 003 with a neighbour");
    page.press("dialog", "shard …004");
}

fn read_again(page: &Page) {
    page.browser.click("#on-stage-reader-billing");
    page.press("#inspector", "Read again from the oldest");
}

fn encrypt(page: &Page) {
    page.browser.click("#on-stage-stream-orders");
    page.press("#inspector", "Start encryption");
}

#[test]
fn each_lab_of_streams_is_solved_by_its_third_hint_and_leads_to_the_next() {
    let page = Page::open("#/labs");
    page.browser.click(".list a.card");
    solve(&page, &LABS);
}

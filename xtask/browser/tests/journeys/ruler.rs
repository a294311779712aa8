//! The hash ruler beside the stage: keys of one's own land, and a shard is cut there by hand.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};

const FOUR: &str = "title Four shards\nseed 5\naws kinesis create-stream --stream-name orders --shard-count 4\n\
    producer taxis to orders  rate 300/s  size 200B  keys uniform 500\n\
    consumer billing reads orders  poll 1s\n";

/// The first digits of user-1's MD5, by another program's reckoning.
const USER_1: &str = "d6d7";

#[test]
fn a_key_lands_on_its_shard_and_the_cut_goes_by_pointer_button_field_and_key() {
    let page = Page::open("");
    let browser = &page.browser;
    page.go(&link(FOUR));
    browser.wait_for("#on-stage-stream-orders");
    page.play_past("10 times", 3_000);
    browser.click("#on-stage-stream-orders");
    browser.wait_for("#inspector .ruler");
    browser.click("#ruler-key");
    browser.type_text("user-1");
    browser.press("Enter");
    browser.until("user-1 on its shard", |browser| {
        let row = browser.text("#inspector .ruler tbody tr").unwrap_or_default();
        let told = ["user-1", USER_1, "shard …003"].iter().all(|part| row.contains(part));
        if told { Ok(()) } else { Err(row) }
    });
    assert_eq!(browser.count("#inspector .ruler .pin"), 1);

    // Where the cut stands: its first digits as a number, and the shard.
    let cut = || {
        let says = browser.attribute("#inspector .knob", "aria-valuetext").unwrap_or_default();
        let digits =
            u32::from_str_radix(says.get(..4).unwrap_or(""), 16).unwrap_or_else(|_| panic!("{says}"));
        let shard =
            says.split("in shard ").nth(1).and_then(|rest| rest.get(..3)).unwrap_or_default().to_owned();
        (digits, shard)
    };
    let stands = |what: &str, so: &dyn Fn(u32, &str) -> bool| {
        browser.until(what, |_| {
            let (digits, shard) = cut();
            if so(digits, &shard) { Ok(digits) } else { Err(format!("{digits:04x} in {shard}")) }
        })
    };
    stands("the middle of the widest", &|digits, shard| (digits, shard) == (0x2000, "000"));
    // By pointer.
    let from = browser.middle("#inspector .knob");
    let place = "const r = document.querySelector('#inspector .track').getBoundingClientRect(); return r.x + r.width * 0.6";
    let x = browser.eval(place).as_f64().expect("a place");
    browser.drag_at(from, (x, from.1));
    let at = stands("dragged to six tenths", &|digits, shard| {
        (0x9800..0x9b00).contains(&digits) && shard == "002"
    });
    // By button.
    page.press("#inspector .ruler", "Cut: higher");
    stands("a step higher", &|digits, _| digits.abs_diff(at + 0x100) <= 1);
    page.press("#inspector .ruler", "Cut: lower");
    stands("a step lower", &|digits, _| digits.abs_diff(at) <= 1);
    // By field: a partition key is hashed.
    browser.click("#ruler-cut");
    browser.press("Control+a");
    browser.type_text("user-1");
    browser.press("Enter");
    stands("where user-1 lies", &|digits, shard| format!("{digits:04x}") == USER_1 && shard == "003");
    // By key; the ends are not beyond what a split takes.
    browser.eval("document.querySelector('#inspector .knob').focus()");
    browser.press("Home");
    stands("the lower end", &|digits, shard| (digits, shard) == (0, "000"));
    browser.press("End");
    stands("the upper end", &|digits, shard| (digits, shard) == (0xffff, "003"));
    browser.press("PageUp");
    browser.press("ArrowLeft");
    stands("a page and a step before it", &|digits, shard| {
        (0xee00..=0xef00).contains(&digits) && shard == "003"
    });
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "ruler", |viewport| {
        if viewport.width < 1_100 && browser.count("aside.i[data-open=true]") == 0 {
            page.press(".top", "Inspector");
        }
        browser.eval("document.querySelector('#inspector .ruler').scrollIntoView({ block: 'center', behavior: 'instant' })");
    });
    // And it is cut.
    browser.eval("document.querySelector('#inspector .knob').focus()");
    browser.press("Enter");
    browser.wait_for_text("#on-stage-stream-orders", "UPDATING");
    browser.wait_for_text("#inspector", "split-shard");
    page.play_until("10 times", "five open shards", "#on-stage-stream-orders", |text| {
        text.contains("5 open shards")
    });
    browser.assert_no_problems();
}

//! Whom a producer sends to is changed by hand: dragged, chosen from a list, or with a key.

use crate::common::{Page, link};

#[test]
fn a_producer_sends_elsewhere_by_drag_by_list_and_by_key() {
    let page = Page::open("");
    let browser = &page.browser;
    page.go(&link(
        "title Two streams\nseed 3\naws kinesis create-stream --stream-name orders --shard-count 1\n\
         aws kinesis create-stream --stream-name returns --shard-count 1\n\
         producer web to orders  rate 100/s  size 200B  keys uniform 100\n",
    ));
    browser.wait_for("#on-stage-producer-web");
    page.play_past("10 times", 4_000);
    let sends_to = |to: &str| {
        browser.until(&format!("web sends to {to}"), |browser| {
            let label = browser.attribute("#on-stage-producer-web", "aria-description").unwrap_or_default();
            if label.starts_with(&format!("Producer web to {to},")) { Ok(()) } else { Err(label) }
        });
    };
    sends_to("orders");
    browser.drag("#on-stage-producer-web", "#on-stage-stream-returns");
    sends_to("returns");
    browser.wait_for_text("[aria-live=polite]", "web now sends to returns");
    // It stays where it is when it is let go beside everything.
    let at = browser.middle("#on-stage-producer-web");
    browser.drag_at(at, (at.0, at.1 + 260.0));
    sends_to("returns");
    // From the list: where it sends already cannot be chosen.
    browser.click("#on-stage-producer-web");
    page.press(".pal", "Move to…");
    browser.wait_for("dialog button:disabled");
    browser.wait_for_text("dialog button:disabled", "returns (it sends there now)");
    browser.screenshot("move-to-1440-light");
    browser.assert_accessible();
    page.press("dialog", "orders");
    sends_to("orders");
    // By keys alone: the first that can be chosen has the focus.
    browser.click("#on-stage-producer-web");
    browser.press("m");
    browser.wait_for_text("dialog button:disabled", "orders (it sends there now)");
    browser.press("Enter");
    sends_to("returns");
    browser.wait_for_text("#inspector", "set web to returns");
    browser.press("Control+z");
    sends_to("orders");
    browser.assert_no_problems();
}

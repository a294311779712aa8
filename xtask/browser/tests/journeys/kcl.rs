//! A KCL application by hand: put on the stage, its workers crashed and added, its lease table starved and fed.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};
use serde_json::json;
use std::time::Duration;

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

/// The numbers behind a name in the panel: `6 · 2`.
#[track_caller]
fn numbers(page: &Page, name: &str) -> [u64; 2] {
    let script = "const all = [...document.querySelectorAll('#inspector .kv')];
        return all.find((kv) => kv.firstElementChild.textContent === arguments[0])?.querySelector('b').textContent";
    let text = page.browser.eval_with(script, vec![json!(name)]);
    let text = text.as_str().unwrap_or_else(|| panic!("no `{name}` in the panel")).replace([',', '✕'], "");
    let number =
        |part: &str| part.trim().trim_end_matches("/s").parse().unwrap_or_else(|_| panic!("{name}: {text}"));
    let (first, second) = text.split_once('·').unwrap_or_else(|| panic!("{name}: {text}"));
    [number(first), number(second)]
}

/// Records that nobody has read yet, of all shards: the sum of its table.
#[track_caller]
fn unread(page: &Page) -> u64 {
    let script = "const table = [...document.querySelectorAll('#inspector table')]
            .find((it) => it.querySelector('th')?.textContent === 'shard');
        return [...table.querySelectorAll('tbody td:nth-child(2)')].map((td) => td.textContent)";
    let cells: Vec<String> = serde_json::from_value(page.browser.eval(script)).expect("a table");
    assert_eq!(cells.len(), 4, "{cells:?}");
    cells.iter().map(|cell| cell.replace(',', "").parse::<u64>().expect("a number")).sum()
}

/// A second application of two workers, its panel open, each with its share; nothing moves.
fn at_work() -> Page {
    let page = Page::open(&link(&format!("{STORY}{WORKERS}")));
    let browser = &page.browser;
    browser.wait_for("#on-stage-reader-billing");
    page.stop();
    browser.click("#on-stage-reader-billing");
    browser.wait_for_text("#inspector h1", "billing");
    page.play_until("60 times", "two leases each", "#on-stage-reader-billing", |text| {
        text.contains("2 workers, 4 leases")
    });
    page
}

const WORKERS: &str = "consumer billing reads orders kcl workers 2 from trim-horizon checkpoint batch\n";

#[test]
fn a_lease_table_starved_by_its_button_loses_leases_until_it_is_fed() {
    let page = at_work();
    let browser = &page.browser;
    let leases = || numbers(&page, "leases taken · lost");
    page.play_past("60 times", page.clock() + 40_000);
    let [taken, lost] = leases();
    page.press("#inspector", "Starve it: 1 WCU");
    page.play_until("60 times", "a table that is full", "#inspector", |panel| {
        panel.contains("1 WCU") && panel.contains("of 1 · full") && panel.contains("saved units\n0 of 300")
    });
    // The newest loss may be a lease that was stolen to share them out: until one is lost for a late renewal.
    browser.until_within(Duration::from_secs(60), "a renewal that is too late", |browser| {
        page.play_past("60 times", page.clock() + 15_000);
        let now = leases();
        if now[0] == taken || now[1] == lost {
            return Err(format!("{now:?}"));
        }
        page.press("#inspector", "Why was a lease lost?");
        browser.wait_for_text("#inspector .why", "its lease is lost");
        let why = browser.text("#inspector .why").unwrap_or_default();
        if why.contains("It could not renew the lease for 10s (failoverTimeMillis)") {
            Ok(())
        } else {
            Err(why)
        }
    });
    browser.wait_for_text("#inspector .why", "The writes for that were throttled");
    browser.screenshot("kcl-starved-by-button");
    page.press("#inspector .why", "Close");
    page.press("#inspector", "150 WCU");
    page.play_past("60 times", page.clock() + 90_000);
    browser.wait_for_text("#inspector", "150 WCU, 100 RCU");
    let (healed, throttled) = (leases(), numbers(&page, "calls throttled")[0]);
    assert!(healed[1] > lost && throttled > 0, "{healed:?}, {throttled} throttled");
    page.play_past("60 times", page.clock() + 90_000);
    assert_eq!(
        (leases(), numbers(&page, "calls throttled")),
        (healed, [throttled, 0]),
        "nothing is lost any more"
    );
    // Some seconds' of 300 records each.
    assert!(unread(&page) < 1_500, "{}", unread(&page));
    browser.assert_no_problems();
}

#[test]
fn a_slow_processor_falls_behind_and_catches_up_when_it_is_quick_again() {
    let page = at_work();
    page.play_past("10 times", page.clock() + 30_000);
    assert!(unread(&page) < 1_500, "some seconds' of 300 records each: {}", unread(&page));
    // A shard's worker does 50 records a second, and 75 come: 100 a second of all four stay behind.
    set_work(&page, 20);
    page.play_past("10 times", page.clock() + 20_000);
    let (begun, first) = (page.clock(), unread(&page));
    page.play_past("10 times", begun + 40_000);
    let (now, behind) = (page.clock(), unread(&page));
    let a_second = behind.saturating_sub(first) * 1_000 / (now - begun);
    assert!((80..=120).contains(&a_second), "{first} at {begun}, {behind} at {now}: {a_second} a second");
    page.browser.screenshot("kcl-slow");
    // 200 a second of 75 that come: what has gathered is gone in less than a minute.
    set_work(&page, 5);
    page.play_past("10 times", now + 60_000);
    assert!(unread(&page) < 1_500, "{behind}, and then {}", unread(&page));
    page.browser.assert_no_problems();
}

/// Types the time that each record takes into its field.
fn set_work(page: &Page, ms: u64) {
    page.browser.click("#work");
    page.browser.press("Control+a");
    page.browser.type_text(&ms.to_string());
    page.browser.press("Enter");
    page.browser.wait_for_text("#inspector", &format!("set billing work {ms}ms"));
}

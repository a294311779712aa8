//! The figures that a lab shows while it is under way, against numbers that follow from its story.

use super::{enter, lines_of_hint, number, one_second_on, play_to, row, select};
use crate::common::Page;

/// Records a second and bytes of each, of the sensors.
const PER_SECOND: u64 = 10;
const EACH: u64 = 10_000;
const MIB: u64 = 1_048_576;

/// MiB as the panel writes them: cut after two places, no zero at the end.
fn mib(bytes: u64) -> String {
    let text = format!("{}.{:02}", bytes / MIB, bytes % MIB * 100 / MIB);
    format!("{} MiB", text.trim_end_matches('0').trim_end_matches('.'))
}

/// To the next flush, and back to the last record before it.
#[track_caller]
fn just_before_a_flush(page: &Page) {
    page.browser.click("#markers-open");
    let objects = row(page, "objects");
    page.press("#markers", "▼next flush");
    page.browser.until_within(std::time::Duration::from_secs(30), "the flush", |_| {
        let now = row(page, "objects");
        if now != objects && !page.playing() {
            Ok(())
        } else {
            Err(format!("{now} objects at {}", page.clock()))
        }
    });
    page.browser.click("#markers-open");
    for _ in 0..4 {
        page.press(".tr", "One event back");
        // It is gone to from an earlier state, which may be shown on the way.
        let mut last = None;
        page.browser.until("the event before", |_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            let now = (page.clock(), row(page, "objects"), row(page, "size"));
            let settled = now.1 == objects && last.as_ref() == Some(&now);
            last = Some(now);
            if settled { Ok(()) } else { Err(format!("{last:?}")) }
        });
        if row(page, "size").contains("MiB of") {
            return;
        }
    }
    panic!("no full buffer: {:?}", page.browser.text("#inspector"));
}

/// What the panel and the card say of both gauges.
#[track_caller]
fn assert_gauges(page: &Page, records: u64, of: [&str; 2], interval: &str, fires: &str) {
    let bytes = records * EACH;
    assert_eq!(row(page, "size"), format!("{} of 32 MiB", mib(bytes)));
    // From the first record to the last of them.
    let seconds = (records - 1) / PER_SECOND;
    assert_eq!(row(page, "interval"), format!("{} min {} s of {interval}", seconds / 60, seconds % 60));
    let panel = page.browser.text("#inspector").expect("the panel");
    assert!(panel.contains(&format!("BUFFER · FIRES NEXT BY {}", fires.to_uppercase())), "{panel}");
    let card = page.browser.attribute("#on-stage-delivery-to-lake", "aria-description").unwrap_or_default();
    let says = format!(
        "buffer holds {} of {} MiB and has waited {seconds} of {} seconds, next: by {fires}",
        tenths(bytes),
        of[0],
        of[1]
    );
    assert!(card.contains(&says), "{says}: {card}");
}

/// MiB as the card writes them: rounded to one place.
fn tenths(bytes: u64) -> String {
    let text = format!("{:.1}", bytes as f64 / MIB as f64);
    text.trim_end_matches(".0").to_owned()
}

/// The first buffer is cut by the interval with 12 MB in it, the next one by the size.
pub fn thirty_two(page: &Page) {
    select(page, "delivery", "to-lake");
    just_before_a_flush(page);
    let of_interval = 120 * PER_SECOND;
    assert_gauges(page, of_interval, ["32", "120"], "2 min", "interval");
    page.browser.screenshot("lab-gauges-interval");
    page.press(".tr", "One second on");
    page.browser.wait_for_text(
        "#inspector .log",
        &format!("1,200 records · {} · by interval", mib(of_interval * EACH)),
    );
    lines_of_hint(&page.browser).iter().for_each(|line| enter(page, line));
    // The record that does not fit any more: 32 MiB are not a whole number of records.
    let of_size = (32 * MIB).div_ceil(EACH);
    just_before_a_flush(page);
    assert_gauges(page, of_size - 1, ["32", "900"], "15 min", "size");
    page.browser.screenshot("lab-gauges-size");
    page.press(".tr", "One second on");
    page.browser
        .wait_for_text("#inspector .log", &format!("3,356 records · {} · by size", mib(of_size * EACH)));
}

/// A countdown such as `4:27` in seconds.
fn seconds_of(countdown: &str) -> u64 {
    countdown.split(':').fold(0, |all, part| all * 60 + part.parse::<u64>().expect("a countdown"))
}

/// Of the first line under "Tried again": attempts, seconds to the next one, minutes until it is given up.
#[track_caller]
fn retry(page: &Page) -> (u64, u64, u64) {
    let text = page.browser.text("#inspector .retries tbody tr").unwrap_or_default();
    let word = |after: &str| {
        let rest = text.split_once(after).unwrap_or_else(|| panic!("no `{after}` in {text:?}")).1;
        rest.split_whitespace().next().expect("a word").to_owned()
    };
    (
        word("↻").parse().expect("attempts"),
        seconds_of(&word("again in ")),
        word("gives up in ").parse().expect("minutes"),
    )
}

/// When the first attempt failed, in ms, by the oldest line of the error log.
#[track_caller]
fn first_failure(page: &Page) -> u64 {
    let script = "return [...document.querySelectorAll('#inspector')].flatMap((e) => e.innerText.match(/^\\d\\d:\\d\\d:\\d\\d\\.\\d{3}$/gm) ?? []).at(-1)";
    let text = page.browser.eval(script);
    let text = text.as_str().unwrap_or_else(|| panic!("no error: {:?}", page.browser.text("#inspector")));
    let (hms, ms) = text.split_once('.').expect("ms");
    seconds_of(hms) * 1_000 + ms.parse::<u64>().expect("ms")
}

/// Each figure of a retry follows from the first failure: the next attempt after `every` s, the end after `until` s.
#[track_caller]
fn assert_countdown(page: &Page, failed: u64, every: u64, until: u64) -> u64 {
    let now = page.clock();
    let (attempts, again, gives_up) = retry(page);
    let passed = now - failed;
    assert_eq!(attempts, 1 + passed / (every * 1_000), "attempts at {now}, first failure {failed}");
    let due = failed + attempts * every * 1_000;
    // A second that has begun counts as whole.
    assert_eq!(again, (due - now).div_ceil(1_000), "the countdown at {now}, first failure {failed}");
    let left = (failed + until * 1_000 - now) as f64 / 60_000.0;
    assert_eq!(gives_up, left.round() as u64, "minutes until it is given up at {now}");
    attempts
}

/// COPY is tried every five minutes, and given up after the hint's two hours.
pub fn maintenance(page: &Page) {
    lines_of_hint(&page.browser).iter().for_each(|line| enter(page, line));
    select(page, "delivery", "to-dwh");
    play_to(page, 670);
    // The first object behind minute 10 is written within a minute, and copied some seconds later.
    let failed = first_failure(page);
    assert!((600_000..670_000).contains(&failed), "{failed}");
    // Five orders a second, a minute's.
    page.browser.wait_for_text("#inspector .retries", "300 records to cluster dwh");
    assert_eq!(assert_countdown(page, failed, 300, 7_200), 1);
    page.browser.screenshot("lab-countdown");
    play_to(page, 940);
    assert_eq!(assert_countdown(page, failed, 300, 7_200), 2);
}

/// Of an attempt at the collector 180 s go by until it has failed, and 300 s more until the next.
pub fn silence(page: &Page) {
    lines_of_hint(&page.browser).iter().for_each(|line| enter(page, line));
    select(page, "delivery", "to-splunk");
    play_to(page, 550);
    let failed = first_failure(page);
    assert!(
        (480_000..550_000).contains(&failed),
        "{failed}: sent within a minute behind minute 5, 180 s long"
    );
    assert_eq!(assert_countdown(page, failed, 300, 3_600), 1);
    play_to(page, failed / 1_000 + 310);
    page.browser.wait_for_text("#inspector .retries tbody tr", "↻1 trying now");
    play_to(page, failed / 1_000 + 490);
    let (attempts, again, _) = retry(page);
    let due = failed + 2 * 300_000 + 180_000;
    assert_eq!((attempts, again), (2, (due - page.clock()).div_ceil(1_000)));
}

/// What an answer of so many unpacked records weighs: base64 of 1,000,024 bytes each, and JSON around it.
fn answer_of(records: u64) -> u64 {
    let around = format!(r#"{{"recordId":"{}","result":"Ok","data":""}}"#, "0".repeat(62)).len() as u64;
    let whole = r#"{"records":[]}"#.len() as u64;
    whole + records * (around + 1_000_024_u64.div_ceil(3) * 4) + (records - 1)
}

fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let at = |i: usize| if i > 0 && (digits.len() - i).is_multiple_of(3) { "," } else { "" };
    digits.chars().enumerate().map(|(i, digit)| format!("{}{digit}", at(i))).collect()
}

/// Eight records are too much for an answer, and the same four times: once, and three retries a second apart.
pub fn six_megabytes(page: &Page) {
    let browser = &page.browser;
    select(page, "delivery", "to-lake");
    assert!(page.clock() < 70_000, "{}", page.clock());
    while page.clock() < 70_100 {
        one_second_on(page);
    }
    select(page, "function", "unpack");
    browser.wait_for_text("#inspector h1", "unpack · invocation 1");
    assert_eq!(row(page, "started"), "00:01:10.000", "60 s behind the first record");
    let mut waited = 0;
    for _ in 0..5 {
        let (now, shown) = (page.clock(), row(page, "attempts"));
        let attempts = number(shown.trim_start_matches('↻'));
        // One begins at second 70, and each of three more a second behind the one that failed, which takes some ms.
        let begun = |ms: u64| 1 + (ms.saturating_sub(70_000) / 1_000).min(3);
        assert!((begun(now - 150)..=begun(now)).contains(&attempts), "{shown} at {now}");
        assert!(attempts == 4 || shown.ends_with(" again in 0:01"), "{shown} at {now}");
        waited += u32::from(attempts < 4);
        one_second_on(page);
    }
    assert!(waited >= 2, "the counter is seen at work");
    assert_eq!(row(page, "attempts"), "4", "the first, and three retries");
    page.press("#inspector", "Event");
    let request = row(page, "payload");
    // Base64 of eight times 1,031 bytes, and JSON around it.
    let data = 8 * 1_031_u64.div_ceil(3) * 4;
    let bytes = number(&request);
    assert!((data..data + 8 * 200).contains(&bytes), "{request}: {data} of them are data");
    page.press("#inspector", "Response");
    assert_eq!(row(page, "payload"), format!("{} of 6,291,556 B · full", grouped(answer_of(8))));
    browser.screenshot("lab-payload");
    reingest(page);
}

/// The blueprint that the hint names, by its button behind the last invocation.
pub fn reingest(page: &Page) {
    select(page, "function", "unpack");
    page.press("#inspector", "Code of unpack");
    page.press("#inspector [aria-label=Blueprint]", "size-limit-reingest");
    page.browser.wait_for_text("#inspector", "set unpack blueprint size-limit-reingest");
}

/// Four of the eight have gone, and fit.
pub fn four_at_a_time(page: &Page) {
    select(page, "function", "unpack");
    page.press("#inspector", "Response");
    assert_eq!(row(page, "payload"), format!("{} of 6,291,556 B", grouped(answer_of(4))));
    select(page, "bucket", "lake");
    page.browser.wait_for_text("#inspector .tree", "· 12 records");
}

//! What the stage and its panels say of a delivery stream in words and numbers: its gauges, the verdicts, payload and
//! attempts of an invocation, a retry's countdown, the folders, and the road of a record to its bytes. Each number is held against
//! the same story played natively up to the instant that the page shows.

use std::time::Duration;

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};
use engine::history::History;
use engine::kernel::Time;
use engine::kernel::units::grouped;
use engine::names::Name;
use engine::story::Story;
use engine::view::look::{self, InvocationLook, InvocationRow};
use engine::view::{self, BufferView, DeliveryView};
use engine::world::World;

const STORY: &str = "title Figures\nseed 7\nfunction f blueprint access-log-to-json\n\
    aws firehose create-delivery-stream --delivery-stream-name logs --extended-s3-destination-configuration \
    'RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,\
    IntervalInSeconds=60},ProcessingConfiguration={Enabled=true,Processors=[{Type=Lambda,Parameters=[\
    {ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:f}]}]}'\n\
    producer web to firehose logs rate 80/s size 1000B payload access-log healthchecks 10% broken 10%\n";

const CARD: &str = "#on-stage-delivery-logs";

fn scene() -> Page {
    let page = Page::open(&link(STORY));
    page.browser.wait_for(CARD);
    page.stop();
    page
}

/// The same story at the instant that the page shows, with lines that were typed there.
fn native(page: &Page, typed: &str) -> World {
    let story = Story::parse(&format!("{STORY}{typed}")).expect("a story");
    let mut history = History::new(&story).expect("it begins");
    history.advance(Time::millis(page.clock()), u64::MAX);
    history.world().clone()
}

fn delivery(world: &World) -> DeliveryView {
    view::view(world).deliveries.remove(0)
}

fn logs() -> Name {
    Name::parse("logs").expect("a name")
}

/// MiB with at most one decimal, as a card has them.
fn mib(bytes: u64) -> String {
    let text = format!("{:.1}", bytes as f64 / 1_048_576.0);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// The row of a panel that begins with a name.
#[track_caller]
fn row(page: &Page, name: &str) -> String {
    let script = "const rows = [...document.querySelectorAll('#inspector .kv')];
        return rows.find((row) => row.firstChild.textContent === arguments[0])?.lastChild.textContent ?? ''";
    page.browser.eval_with(script, vec![serde_json::json!(name)]).as_str().unwrap_or_default().to_owned()
}

/// Both gauges and which of them comes first, on the card and in the panel.
#[track_caller]
fn assert_gauges(page: &Page, heading: &str, buffer: &BufferView) {
    let fires = buffer.next.expect("something waits").word();
    let (size, time) = (
        format!("{} / {} MiB", mib(buffer.bytes), mib(buffer.size_limit)),
        format!("{} / {} s", buffer.waited_us / 1_000_000, buffer.interval_us / 1_000_000),
    );
    page.browser.wait_for_text("#inspector", &format!("{heading} · fires next by {fires}").to_uppercase());
    let panel = page.browser.text("#inspector").expect("the panel");
    for part in [format!("of {} MiB", mib(buffer.size_limit)), "of 1 min".to_owned()] {
        assert!(panel.contains(&part), "{part}: {panel}");
    }
    let card = page.browser.text(CARD).expect("the card");
    assert!(card.contains(&size), "{size}: {card}");
    if heading == "Buffer" {
        assert!(card.contains(&time), "{time}: {card}");
        assert!(card.contains(&format!("next: by {fires}")), "{card}");
    }
    // A meter says the same to who does not see it.
    let meter = |gauge: &str| {
        let of = |value: &str| {
            let selector = format!("#inspector [role=meter][aria-label='{heading}: {gauge}']");
            page.browser.attribute(&selector, value).and_then(|text| text.parse::<u64>().ok())
        };
        (of("aria-valuenow"), of("aria-valuemax"))
    };
    assert_eq!(meter("size"), (Some(buffer.bytes), Some(buffer.size_limit)), "{heading}");
    // The clock of the page is read in whole milliseconds.
    let (waited, of) = meter("interval");
    assert_eq!(of, Some(buffer.interval_us), "{heading}");
    assert!(
        waited.is_some_and(|us| us.abs_diff(buffer.waited_us) < 1_000),
        "{heading}: {waited:?} {buffer:?}"
    );
}

fn looked(world: &World, n: usize) -> (InvocationLook, Vec<InvocationRow>) {
    let look = look::invocation(world, &logs(), n).expect("an invocation");
    (look, look::invocation_rows(world, &logs(), n, 0, usize::MAX, None))
}

/// The beginning of a text, as a table shows it.
fn beginning(text: &str) -> String {
    text.chars().take(40).collect()
}

#[test]
fn gauges_verdicts_payload_and_attempts_are_those_of_the_engine() {
    let page = scene();
    let browser = &page.browser;
    // Before the transform.
    page.play_past("10 times", 8_000);
    browser.click(CARD);
    let waits = delivery(&native(&page, "")).transform_buffer.expect("it has a function");
    assert!(waits.bytes > 0, "{waits:?}");
    browser.wait_for_text(CARD, "before λ");
    assert_gauges(&page, "Before the transform", &waits);
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "gauges", |_| {});

    // By size after some thirteen seconds: one mebibyte of 80 kB a second. Then its answers wait for the bucket.
    page.play_until("10 times", "an invocation", "#inspector", |panel| panel.contains("Open an invocation"));
    page.play_past("10 times", page.clock() + 2_000);
    let world = native(&page, "");
    assert_gauges(&page, "Buffer", &delivery(&world).buffer);
    let function = view::view(&world).functions.remove(0);
    let card = browser.text("#on-stage-function-f").expect("the function");
    for part in [
        format!("✓ {} Ok", grouped(function.ok)),
        format!("◐ {} Dropped", grouped(function.dropped)),
        format!("✕ {} Processing", grouped(function.failed)),
    ] {
        assert!(function.dropped > 0 && function.failed > 0 && card.contains(&part), "{part}: {card}");
    }

    // The table of verdicts: in, out, verdict, reason, and where the record goes.
    browser.click("#on-stage-function-f");
    browser.wait_for_text("#inspector", "logs, by size");
    let newest = delivery(&world).last_invocation.expect("an invocation");
    let (look, rows) = looked(&world, newest);
    browser.wait_for_text("#inspector .chips", &format!("All {}", grouped(look.records)));
    for (verdict, n) in [("Ok", look.ok), ("Dropped", look.dropped), ("ProcessingFailed", look.failed)] {
        page.press("#inspector .chips", &format!("{verdict} {}", grouped(n)));
        let first = rows.iter().find(|row| row.verdict == verdict).expect("a row");
        let mut parts = vec![
            format!("{}. ", grouped(first.number)),
            verdict.to_owned(),
            beginning(&first.input),
            format!("lands in {}", first.lands_in),
        ];
        parts.extend(first.output.as_deref().map(|out| format!("→ {}", beginning(out))));
        parts.extend(first.reason.map(str::to_owned));
        assert_eq!(first.output.is_some(), verdict == "Ok", "{first:?}");
        assert_eq!(first.reason.is_some(), verdict != "Ok", "{first:?}");
        browser.until(verdict, |browser| {
            let text = browser.text("#inspector tbody tr").unwrap_or_default();
            match parts.iter().find(|part| !text.contains(part.as_str())) {
                None => Ok(()),
                Some(part) => Err(format!("no {part:?} in {text:?}")),
            }
        });
    }
    // The meter of the payload: the event, and the answer.
    for (tab, bytes) in [("Event", look.request_bytes), ("Response", look.response_bytes)] {
        page.press("#inspector [role=tablist]", tab);
        browser.wait_for_text("#inspector", &format!("{} of 6,291,556 B", grouped(bytes)));
        let meter = browser.attribute("#inspector [role=meter][aria-label=payload]", "aria-valuenow");
        assert_eq!(meter, Some(bytes.to_string()), "{tab}");
    }

    // The counter of attempts.
    page.typed("fault function f throttling");
    let typed = format!("at {}ms fault function f throttling\n", page.clock());
    browser.click(CARD);
    let before = delivery(&native(&page, &typed)).invocations;
    page.play_until("10 times", "a newer invocation", "#inspector", |panel| {
        panel.contains("of 5 in flight") && !panel.contains("0 of 5 in flight")
    });
    // The four attempts take three seconds: second by second one of the next invocations is met between two.
    browser.click("#on-stage-function-f");
    browser.until_within(Duration::from_secs(60), "an attempt that is made again", |browser| {
        let text = browser.text("#inspector").unwrap_or_default();
        if text.contains("again in") {
            return Ok(());
        }
        page.press(".tr", "One second on");
        browser.click("#on-stage-function-f");
        Err(text)
    });
    let last = delivery(&native(&page, &typed)).last_invocation.expect("an invocation");
    let (look, _) = looked(&native(&page, &typed), last);
    assert!(last >= before && (1..4).contains(&look.attempts), "{last} {look:?}");
    assert_eq!(row(&page, "attempts"), format!("↻{} again in 0:01", look.attempts));
    page.press("#inspector [role=tablist]", "Results");
    browser.wait_for_text("#inspector tbody tr", "no verdict yet");
    page.play_past("10 times", page.clock() + 10_000);
    let (look, _) = looked(&native(&page, &typed), last);
    assert_eq!((look.attempts, row(&page, "attempts").as_str()), (4, "4"));
    browser.wait_for_text("#inspector", "✕ Lambda.InvokeLimitExceeded: ");
    browser.wait_for_text("#inspector tbody tr", "lands in processing-failed/");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "attempts", |_| {});
    browser.assert_no_problems();
}

/// Seconds of `m:ss`.
fn seconds(clock: &str) -> u64 {
    let parts: Vec<u64> = clock.split(':').map(|part| part.trim().parse().expect("a countdown")).collect();
    parts.iter().fold(0, |sum, part| sum * 60 + part)
}

/// The seconds behind `before` in a text.
#[track_caller]
fn countdown(text: &str, before: &str) -> u64 {
    let (_, behind) = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in {text:?}"));
    seconds(behind.split(|c: char| !(c.is_ascii_digit() || c == ':')).next().expect("a countdown"))
}

/// The folder of failures in the open tree: its text, whether it is grey, and its colour.
fn folder(page: &Page) -> (String, bool, String) {
    let script = "const one = [...document.querySelectorAll('#inspector .tree button')]
            .find((it) => it.textContent.includes('processing-failed/'));
        return one ? [one.innerText, one.classList.contains('mut'), getComputedStyle(one).color] : ['', false, '']";
    let found = page.browser.eval(script);
    let text = |n: usize| found[n].as_str().unwrap_or_default().to_owned();
    (text(0), found[1] == true, text(2))
}

#[test]
fn a_countdown_a_switch_folders_and_roads_say_what_becomes_of_each_record() {
    let page = scene();
    let browser = &page.browser;
    browser.click("#on-stage-bucket-lake .nt");
    browser.wait_for_text("#inspector .tree", "processing-failed/");
    // Grey, and says so, before anything has failed.
    let (text, grey, before) = folder(&page);
    assert!(grey && text.contains("nothing has failed"), "{text:?}");
    assert_eq!(browser.count("#on-stage-bucket-lake"), 1);
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "nothing-failed", |_| {});

    // The switch: the card of the bucket says what is wrong and for how long still.
    browser.click("#lasting");
    browser.press("Control+a");
    browser.type_text("5");
    browser.press("Enter");
    browser.wait_for_text("#inspector", "✕ unreachable, 5:00 left");
    browser.wait_for_text("#on-stage-bucket-lake", "✕ unreachable");
    // The countdown to the next attempt goes with the clock.
    browser.click(CARD);
    page.play_until("60 times", "an attempt a minute off", "#inspector .retries", |told| {
        told.contains("again in") && countdown(told, " again in ") >= 60
    });
    let retries = || {
        let told = browser.text("#inspector .retries").expect("the retries");
        (countdown(&told, "↻"), countdown(&told, " again in "))
    };
    let ((attempts, left), at) = (retries(), page.clock());
    assert!(attempts > 3 && left <= 300, "five minutes at the most: {left}");
    page.play_past("10 times", at + 20_000);
    let ((same, now), passed) = (retries(), page.clock() - at);
    let expected = left - passed / 1_000;
    assert!(same == attempts && now.abs_diff(expected) <= 1, "{left} s, and {passed} ms later {now} s");
    browser.wait_for_text(CARD, &format!("↻{attempts}"));

    // All arrives when the five minutes are over.
    page.play_until("60 times", "no retries", "#inspector", |panel| {
        !panel.contains("again in") && !panel.contains("trying now") && !panel.contains("buffer is empty")
    });
    browser.click("#on-stage-bucket-lake .nt");
    browser.until("the folder in use", |_| {
        let (text, grey, after) = folder(&page);
        let used = !grey && after != before && text.contains("✕") && text.contains("object");
        if used && !text.contains("nothing has failed") {
            Ok(())
        } else {
            Err(format!("{text:?} {grey} {after}"))
        }
    });

    // An object of data opens to its lines; the roads of its first two records meet at one byte.
    browser.click("#inspector .tree .log button");
    browser.wait_for_text("#inspector pre", "\"response\":");
    let press_road = |nth: u64| {
        let script = "document.querySelectorAll('[data-road]').forEach((it) => it.removeAttribute('data-road'));
            document.querySelectorAll('#inspector .roads button')[arguments[0]].setAttribute('data-road', '')";
        browser.eval_with(script, vec![serde_json::json!(nth)]);
        browser.click("[data-road]");
    };
    let road = |nth: u64| {
        press_road(nth);
        browser.wait_for_text("#inspector .road", "It is bytes ");
        let text = browser.text("#inspector .road").expect("a road");
        press_road(nth);
        browser.until("no road", |browser| match browser.count("#inspector .road") {
            0 => Ok(()),
            n => Err(n.to_string()),
        });
        let (_, behind) = text.split_once("It is bytes ").expect("its bytes");
        let (range, object) = behind.split_once(" of s3://lake/").expect("its object");
        let (from, to) = range.split_once(" to ").expect("a range");
        let number = |text: &str| text.replace(',', "").parse::<u64>().expect("a number");
        for step in ["Put to logs", "f was invoked", "Its verdict: Ok", "Its buffer was flushed by"] {
            assert!(text.contains(step), "{step}: {text}");
        }
        (number(from), number(to), object.split(['.', ' ', '\n']).next().unwrap_or_default().to_owned())
    };
    let (first, second) = (road(0), road(1));
    assert_eq!((first.0, second.0), (0, first.1 + 1), "{first:?} {second:?}");
    assert!(second.1 > second.0 && first.2 == second.2, "{first:?} {second:?}");
    let shown = browser.text("#inspector pre").expect("the first line");
    assert_eq!(first.1 + 1, shown.trim_end().len() as u64 + 1, "the line and its end: {shown:?}");
    browser.assert_no_problems();
}

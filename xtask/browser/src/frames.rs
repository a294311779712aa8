//! How smoothly the built page plays, for `cargo xtask bench`: the longest task while the first scene plays at 60 times,
//! and the frames a second of a stream with 200 shards. Prints one JSON object.

use std::thread;
use std::time::Duration;

use browser::{Browser, DESKTOP, dist, link, serve};
use serde_json::{Value, json};

/// Real time that is looked at, after the first, in which the page is still being made.
const LOOKED_AT: Duration = Duration::from_secs(12);
const WARM: Duration = Duration::from_secs(3);

/// 50,000 records a second, four readers.
const MANY: &str = "title Two hundred shards\nseed 7\n\
    aws kinesis create-stream --stream-name orders --shard-count 200\n\
    producer fleet to orders rate 50000/s size 300B keys uniform 100000\n\
    consumer c1..c4 reads orders poll 1s\n";

/// Notes tasks and frames from now on.
const LOOK: &str = "
    window.tasks = [];
    window.frames = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: 'longtask' });
    const frame = (at) => { frames.push(at); requestAnimationFrame(frame); };
    requestAnimationFrame(frame)";

/// What was noted.
const TELL: &str = "
    const gaps = frames.slice(1).map((at, i) => at - frames[i]);
    return {
        tasks_over_50_ms: tasks.length,
        longest_task_ms: Math.max(0, ...tasks),
        frames_per_s: gaps.length * 1000 / (frames.at(-1) - frames[0]),
        slowest_frame_ms: Math.max(...gaps),
    }";

fn main() {
    let server = serve(&dist(), "");
    let look = |story: &str, speed: &str| -> Value {
        let browser = Browser::start();
        browser.viewport(&DESKTOP);
        browser.open(&format!("{}{}?speed={speed}", server.url(), link(story)));
        browser.wait_for("#stage [id^=on-stage-stream-]");
        browser.until_within(Duration::from_secs(20), "that it plays", |browser| {
            let says = browser.attribute("#play", "aria-label").unwrap_or_default();
            if says == "Pause" {
                return Ok(());
            }
            browser.click("#play");
            Err(says)
        });
        thread::sleep(WARM);
        browser.eval(LOOK);
        thread::sleep(LOOKED_AT);
        let seen = browser.eval(TELL);
        assert_eq!(
            browser.attribute("#play", "aria-label").as_deref(),
            Some("Pause"),
            "it has stopped: {seen}"
        );
        seen
    };
    let hook = lessons::hook().expect("the content tests read it").to_string();
    println!("{}", json!({ "hook": look(&hook, "60"), "shards": look(MANY, "1") }));
}

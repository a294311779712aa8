//! The figures of the engine alone.

use std::cell::RefCell;
use std::time::Duration;

use bench::path::{Load, bare, held, whole};
use bench::seek;
use engine::kernel::Time;
use serde_json::json;

use crate::figure::{Wanted, in_turn, median, print, rounded, tell, time};
use crate::memory::counted;

const ROUNDS: usize = 9;
/// PutRecords of 500.
pub const CALLS: u32 = 400;

/// The whole path beside the bare loop, for keys that never come twice and for a thousand.
pub fn path() {
    for (name, distinct, least) in [("path, distinct keys", 0, 0.8), ("path, 1,000 keys", 1_000, 4.0)] {
        let load = Load::new(CALLS, distinct, 4);
        let [loops, path] =
            in_turn(ROUNDS, load.records(), [&mut || time(|| bare(&load)), &mut || time(|| whole(&load))]);
        let sides = json!({
            "unit": "ns/record",
            "put_admit_store_read": rounded(path),
            "bare_loop_of_the_same_md5": rounded(loops),
        });
        print(name, loops / path, Wanted::AtLeast(least), sides);
    }
}

/// What a record costs where shards are many.
pub fn shards() {
    let loads = [1, 10, 100, 1_000].map(|shards| Load::new(CALLS, 0, shards));
    let [one, ten, hundred, thousand] = in_turn(
        ROUNDS,
        loads[0].records(),
        [
            &mut || time(|| whole(&loads[0])),
            &mut || time(|| whole(&loads[1])),
            &mut || time(|| whole(&loads[2])),
            &mut || time(|| whole(&loads[3])),
        ],
    );
    let all = [one, ten, hundred, thousand];
    let (least, most) = (all.into_iter().fold(f64::MAX, f64::min), all.into_iter().fold(0.0, f64::max));
    let sides = json!({
        "unit": "ns/record",
        "1": rounded(one),
        "10": rounded(ten),
        "100": rounded(hundred),
        "1000": rounded(thousand),
    });
    print("a record at 1 to 1,000 shards, dearest ÷ cheapest", most / least, Wanted::AtMost(1.5), sides);
}

/// What a retained record takes: put by hand with all its bytes, and made by a producer.
pub fn memory() {
    let ((load, by_hand), bytes) = counted(|| {
        let load = Load::new(CALLS, 0, 4);
        let done = whole(&load);
        (load, done)
    });
    let records = held(&by_hand.world, "s");
    drop((load, by_hand));
    let (made, made_bytes) = counted(|| seek::play_for(60));
    let made_records = held(made.world(), "orders");
    let per = |bytes: usize, records: u64| rounded(bytes as f64 / records as f64);
    let numbers = json!({
        "unit": "bytes/record, journal and meters included",
        "put_by_hand_100_bytes_each": per(bytes, records),
        "made_by_producers_with_snapshots": per(made_bytes, made_records),
        "records": [records, made_records],
    });
    tell("memory per retained record", numbers);
}

/// Seeking to instants all over an hour, beside playing it.
pub fn seek() {
    let history = RefCell::new(None);
    let [played] = in_turn(3, 1, [&mut || time(|| history.replace(Some(seek::play())))]);
    let mut history = history.into_inner().expect("it was played");
    let (mut worst, mut all) = (Duration::ZERO, Vec::new());
    // To and fro, each place far from the one before; seeking is short, so the best of five counts.
    let places = (0..41_u64).map(|n| n * 1_471 % seek::SECONDS);
    for to in places {
        let took = (0..5).map(|_| {
            seek::seek(&mut history, Time::seconds((to + 1_801) % seek::SECONDS));
            time(|| seek::seek(&mut history, Time::seconds(to)))
        });
        let took = took.min().unwrap_or_default();
        worst = worst.max(took);
        all.push(took.as_nanos() as f64);
    }
    let worst = worst.as_nanos() as f64;
    let sides = json!({
        "unit": "ms",
        "worst_seek": rounded(worst / 1e6),
        "median_seek": rounded(median(all) / 1e6),
        "hour_played": rounded(played / 1e6),
    });
    print("worst seek ÷ playing an hour", worst / played, Wanted::AtMost(0.01), sides);
}

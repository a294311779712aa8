//! What its lines may say: one below, at and above each bound.

use super::*;
use engine::history::History;

#[test]
fn settings_below_at_and_above_their_bounds() {
    let rows = [
        ("flush-records 0", "it is 1 to 1000000"),
        ("flush-records 1", ""),
        ("flush-records 1000000", ""),
        ("flush-records 1000001", "it is 1 to 1000000"),
        ("flush-bytes 0B", "it is 1 to 134217728"),
        ("flush-bytes 128MiB", ""),
        ("flush-bytes 1B", ""),
        ("flush-bytes 134217729B", "it is 1 to 134217728"),
        ("flush-age 0ms", "it is 1 to 86400000"),
        ("flush-age 1ms", ""),
        ("flush-age 24h", ""),
        ("flush-age 86400001ms", "it is 1 to 86400000"),
        ("flush-age never", ""),
        ("emit-tries 0", "it is 1 to 100"),
        ("emit-tries 1", ""),
        ("emit-tries 100", ""),
        ("emit-tries 101", "it is 1 to 100"),
        ("emit-backoff 0ms", ""),
        ("emit-backoff 10m", ""),
        ("emit-backoff 600001ms", "it is 0 to 600000"),
        ("emit domain search", ""),
        ("emit cluster dwh", ""),
        ("through staging", ""),
        ("emit collector splunk", "S3Emitter"),
        ("keep 0%", ""),
        ("keep 100%", ""),
        ("transform json", ""),
        ("poll 200ms", ""),
        ("workers 3", ""),
    ];
    let mut world = stream();
    line(&mut world, "consumer app reads s connector emit bucket lake");
    for (setting, wrong) in rows {
        let said = format!("set app {setting}");
        if wrong.is_empty() {
            line(&mut world, &said);
        } else {
            let text = refused(&mut world, &said);
            assert!(text.contains(wrong), "{said}: {text}");
        }
    }
}

#[test]
fn a_pipeline_needs_an_emitter_and_a_connector() {
    let mut world = stream();
    assert!(refused(&mut world, "consumer app reads s connector").contains("needs an emitter"));
    assert!(refused(&mut world, "consumer app reads s emit bucket lake").contains("Connector Library"));
    line(&mut world, "consumer app reads s kcl");
    assert!(refused(&mut world, "set app keep 50%").contains("Connector Library"));
    line(&mut world, "consumer poller reads s");
    assert!(refused(&mut world, "set poller keep 50%").contains("keep"));
}

#[test]
fn its_defaults_are_those_of_the_library() {
    let mut world = stream();
    line(&mut world, "consumer app reads s connector emit bucket lake");
    let view = at(&mut world, 20);
    let (it, kcl) = (connector(&view, "app"), reader(&view, "app").kcl.as_ref().unwrap());
    assert_eq!((it.flush_records, it.flush_bytes, it.flush_age_ms), (1_000, 1_048_576, None));
    assert_eq!((it.tries, it.backoff_ms), (3, 10_000));
    assert_eq!((kcl.failover_ms, reader(&view, "app").poll_ms, kcl.max_records), (30_000, 1_000, 10_000));
    assert_eq!(reader(&view, "app").kind, "connector");
}

/// With a fault on the bucket, a crash and what lies in memory meanwhile.
const TEXT: &str = "seed 11\naws kinesis create-stream --stream-name s --shard-count 2\n\
     producer p to s rate 150/s size 200B payload orders keys uniform 40\n\
     consumer app reads s connector workers 2 keep 70% transform json flush-records 400 flush-age 9s emit bucket lake \
     emit-tries 2 emit-backoff 3s from trim-horizon\n\
     at 40s fault bucket lake refusing for 20s\nat 70s crash app worker 1\nat 85s heal app worker 1\n\
     at 90s deny app s3:PutObject\nat 100s allow app s3:PutObject\n";

#[test]
fn the_same_story_gives_the_same_journal_in_slices_after_seeking_and_saved() {
    let story = Story::parse(TEXT).unwrap_or_else(|error| panic!("{error}"));
    let mut straight = start(TEXT);
    let view = at(&mut straight, 160);
    let it = connector(&view, "app");
    assert!(it.emitted > 1_000 && it.given_up > 0 && it.filtered > 1_000, "{it:?}");
    assert!(reader(&view, "app").kcl.as_ref().unwrap().leases_taken > 2, "somebody took a lease of the dead");
    let mut sliced = start(TEXT);
    for step in 1..=640 {
        sliced.advance(Time::millis(step * 250), 29);
        sliced.advance(Time::millis(step * 250), u64::MAX);
    }
    assert_eq!(straight.digest(), sliced.digest());
    let mut history = History::new(&story).expect("it starts");
    for to in [160, 45, 101, 72, 160] {
        history.seek(Time::seconds(to));
        history.advance(Time::seconds(to), u64::MAX);
    }
    assert_eq!(history.world().digest(), straight.digest());
    // In the middle of an emission.
    let mut history = History::new(&story).expect("it starts");
    history.advance(Time::millis(43_100), u64::MAX);
    let (mut loaded, now) = History::load(&history.save()).expect("it was saved");
    loaded.advance(now, u64::MAX);
    loaded.advance(Time::seconds(160), u64::MAX);
    assert_eq!(loaded.world().digest(), straight.digest());
    assert_eq!(view::view(loaded.world()), view);
}

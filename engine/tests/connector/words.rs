//! What its lines may say: one below, at and above each bound.

use super::*;

#[test]
fn settings_below_at_and_above_their_bounds() {
    let rows = [
        ("flush-records 0", "it is 1 to 1000000"),
        ("flush-records 1", ""),
        ("flush-records 1000000", ""),
        ("flush-records 1000001", "it is 1 to 1000000"),
        ("flush-bytes 0B", "it is 1 to 134217728"),
        ("flush-bytes 128MiB", ""),
        ("flush-bytes 129MiB", "it is 1 to 134217728"),
        ("flush-age 0ms", "it is 1 to 86400000"),
        ("flush-age 24h", ""),
        ("flush-age 25h", "it is 1 to 86400000"),
        ("flush-age never", ""),
        ("emit-tries 0", "it is 1 to 100"),
        ("emit-tries 100", ""),
        ("emit-tries 101", "it is 1 to 100"),
        ("emit-backoff 0ms", ""),
        ("emit-backoff 10m", ""),
        ("emit-backoff 11m", "it is 0 to 600000"),
        ("emit domain search", ""),
        ("emit cluster dwh", "S3Emitter"),
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

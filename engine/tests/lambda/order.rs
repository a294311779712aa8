//! Several batches of a shard at once: each key stays in order.

use std::collections::BTreeMap;

use super::*;
use engine::event::{MappingEvent, What};

/// For each invocation, when it ended, and the records with their keys in its event.
fn invocations(world: &World) -> Vec<(u64, Vec<(String, String)>)> {
    let view = view::view(world);
    let mut all = Vec::new();
    for it in mapping(&view).recent.iter().rev() {
        let event = view::lambda_event(world, &name("fn"), it.invocation, u64::MAX).expect("an event");
        let json: serde_json::Value = serde_json::from_str(&event.json).expect("JSON");
        let text = |it: &serde_json::Value, of: &str| it["kinesis"][of].as_str().expect("a text").to_owned();
        let records = json["Records"].as_array().expect("records");
        let records = records.iter().map(|it| (text(it, "partitionKey"), text(it, "sequenceNumber")));
        all.push((it.invocation, records.collect()));
    }
    all
}

#[test]
fn slow_work_needs_several_batches_at_once() {
    // Draft 6: 60 records/s of 40 ms each are 2.4 s of work in a second.
    let run = |factor: u64| {
        let text = format!(
            "{}consumer fn reads s lambda work 40ms timeout 60s parallelization-factor {factor}\n",
            stream(1, 60)
        );
        let mut world = start(&text);
        let view = at(&mut world, 120);
        assert_all_there(&view);
        (reader(&view, "fn").behind_ms, mapping(&view).running)
    };
    assert!(run(1).0 > 60_000, "{:?}", run(1));
    let (behind, running) = run(4);
    assert!(behind < 5_000, "{behind}");
    assert!((2..=4).contains(&running), "{running}");
}

#[test]
fn the_lanes_of_a_factor_of_ten_keep_each_key_in_order() {
    let text = "seed 3\naws kinesis create-stream --stream-name s --shard-count 1\n\
                producer p to s rate 200/s size 50B keys uniform 40\n\
                consumer fn reads s lambda parallelization-factor 10 batch-size 7 work 3ms\n";
    let mut world = start(text);
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    let (mut seen, mut records, mut most) = (0, 0, 0);
    for tenth in 0..=300 {
        let view = at_time(&mut world, Time::millis(100 * tenth));
        most = most.max(mapping(&view).running);
        let new: Vec<_> = invocations(&world).into_iter().filter(|(number, _)| *number > seen).collect();
        for (number, batch) in new {
            assert_eq!(number, seen + 1, "an invocation was missed");
            seen = number;
            assert!(batch.len() <= 7);
            records += batch.len() as u64;
            for (key, number) in batch {
                let before = last.insert(key.clone(), number.clone());
                assert!(before.is_none_or(|before| before < number), "{key}");
            }
        }
    }
    assert!(most > 3, "at most {most} ran at once");
    let view = at(&mut world, 30);
    let it = mapping(&view);
    let working: u64 = it.lanes.iter().map(|lane| lane.batch).sum();
    assert_eq!(records, reader(&view, "fn").read + working);
    assert!(records > 5_000, "{records}");
    assert_eq!((it.doubled, reader(&view, "fn").out_of_order), (0, 0));
}

#[test]
fn a_failing_lane_holds_up_its_keys_alone() {
    let text = format!(
        "{}consumer fn reads s lambda poison key \"bad\" parallelization-factor 10\nat 10s {}\n",
        stream(1, 100),
        put("bad")
    );
    let mut world = start(&text);
    let view = at(&mut world, 60);
    assert_eq!(mapping(&view).blocked, 1);
    let (read, taken) = (reader(&view, "fn").read, view.streams[0].taken);
    // One of ten lanes stands since second 10.
    assert!(read > taken * 8 / 10 && read < taken * 95 / 100, "{read} of {taken}");
    // What counts as read by all ends before the poison record.
    assert!(reader(&view, "fn").lag > taken * 7 / 10, "{}", reader(&view, "fn").lag);
}

#[test]
fn another_factor_at_work_loses_and_doubles_nothing() {
    let text = format!("{}consumer fn reads s lambda batch-size 10 work 5ms\n", stream(2, 150));
    let mut world = start(&text);
    for (second, factor) in [(5, 10), (9, 3), (13, 1), (17, 7), (21, 1)] {
        at(&mut world, second);
        line(&mut world, &format!("set fn parallelization-factor {factor}"));
        assert_eq!(mapping(&view::view(&world)).parallelization_factor, factor);
    }
    at(&mut world, 40);
    line(&mut world, "stop p");
    let view = at(&mut world, 60);
    assert_eq!(mapping(&view).lanes.len(), 2);
    assert_eq!((reader(&view, "fn").read, reader(&view, "fn").lag), (view.streams[0].taken, 0));
    assert_eq!((mapping(&view).doubled, reader(&view, "fn").out_of_order), (0, 0));
    // The accounts of the journal say the same.
    let processed = |event: &engine::event::Event| {
        if let What::Mapping(MappingEvent::Processed { records, .. }) = &event.what { *records } else { 0 }
    };
    assert_eq!(world.journal().from(0).map(processed).sum::<u64>(), view.streams[0].taken);
}

//! Tumbling windows: the state that a function gets back, and the last invocation of each window.

use super::*;

fn recent(view: &View) -> Vec<(u64, u64, &'static str)> {
    mapping(view).recent.iter().map(|it| (it.invocation, it.records, it.result)).collect()
}

fn event(world: &World, invocation: u64) -> serde_json::Value {
    let event = view::lambda_event(world, &name("fn"), invocation, u64::MAX).expect("the event");
    let json: serde_json::Value = serde_json::from_str(&event.json).expect("JSON");
    assert_eq!(json["Records"].as_array().map_or(0, Vec::len) as u64, event.records);
    json
}

#[test]
fn each_window_ends_with_one_more_invocation_and_its_state() {
    // 10 records/s of one shard in windows of 30 s. The story begins at 14:00:00.
    let mut world = start(&format!("{}consumer fn reads s lambda tumbling-window 30s\n", stream(1, 10)));
    let view = at(&mut world, 28);
    let open = lane(&view, 0).clone();
    assert_eq!(mapping(&view).windows, 0);
    assert_eq!(open.window_records, reader(&view, "fn").read);
    assert!(open.window_ends_in_ms.is_some_and(|ms| (1_999..=2_000).contains(&ms)), "{open:?}");
    let view = at(&mut world, 32);
    assert_eq!((mapping(&view).windows, mapping(&view).windows_early), (1, 0));
    let closed =
        mapping(&view).recent.iter().find(|it| it.result == "OK, ends its window").expect("the last one");
    let json = event(&world, closed.invocation);
    assert_eq!(json["isFinalInvokeForWindow"], true);
    assert_eq!(json["isWindowTerminatedEarly"], false);
    assert_eq!(json["window"]["start"], "2026-11-21T14:00:00Z");
    assert_eq!(json["window"]["end"], "2026-11-21T14:00:30Z");
    assert_eq!((json["shardId"].as_str(), closed.records), (Some("shardId-000000000000"), 0));
    assert_eq!(json["eventSourceARN"], "arn:aws:kinesis:us-east-1:123456789012:stream/s");
    let counted = json["state"]["records"].as_u64().expect("a number");
    // What arrived before 14:00:30, and nothing else.
    let shard = world.streams().stream(&name("s")).expect("s").shards()[0].index_at(Time::seconds(30));
    assert_eq!(counted, shard);
    // The next invocation begins with an empty state, and the ones before gave theirs back.
    let next = event(&world, closed.invocation + 1);
    assert_eq!((&next["state"], &next["isFinalInvokeForWindow"]), (&serde_json::json!({}), &false.into()));
    assert_eq!(next["window"]["start"], "2026-11-21T14:00:30Z");
    let view = at(&mut world, 305);
    assert_eq!(mapping(&view).windows, 10);
    assert_all_there(&view);
    assert_eq!(mapping(&view).doubled, 0);
}

#[test]
fn what_a_function_returns_comes_back_with_the_next_batch() {
    let mut world =
        start(&format!("{}consumer fn reads s lambda tumbling-window 60s batch-size 5\n", stream(1, 20)));
    let view = at(&mut world, 20);
    let numbers: Vec<u64> = mapping(&view).recent.iter().map(|it| it.invocation).collect();
    let first = *numbers.last().expect("one");
    for number in first..numbers[0] {
        let one = mapping(&view).recent.iter().find(|it| it.invocation == number).expect("it");
        let Some(answer) = &one.answer else { continue };
        let answer: serde_json::Value = serde_json::from_str(answer).expect("JSON");
        assert_eq!(event(&world, number + 1)["state"], answer["state"], "{number}");
    }
    assert!(numbers.len() > 10);
}

#[test]
fn a_batch_is_of_one_window() {
    // The function begins when records of three windows lie there.
    let mut world = start(&format!(
        "{}at 65s consumer fn reads s lambda tumbling-window 30s batch-size 10000\n",
        stream(1, 10)
    ));
    let view = at(&mut world, 68);
    let told: Vec<(u64, &str)> =
        mapping(&view).recent.iter().rev().map(|it| (it.records, it.result)).take(4).collect();
    assert_eq!([told[1], told[3]], [(0, "OK, ends its window"); 2], "{told:?}");
    assert!(told[0].0 > 250 && told[2].0 > 290 && told[2].0 <= 300, "{told:?}");
    assert_eq!(mapping(&view).windows, 2);
}

#[test]
fn a_state_of_more_than_a_megabyte_ends_its_window_early() {
    // Each record adds 10 kB: 104 of them are 1,040,000 bytes and some, 105 too many.
    for (records, early) in [(104, 0), (105, 1)] {
        let mut text = "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n".to_owned();
        for n in 0..records {
            text += &format!("at {}ms {}\n", 5_000 + n, put(&format!("k{n}")));
        }
        text += "at 10s consumer fn reads s lambda tumbling-window 900s window-state 10kB batch-size 1000\n";
        let mut world = start(&text);
        let view = at(&mut world, 20);
        assert_eq!(mapping(&view).windows_early, early, "{records}: {:?}", recent(&view));
        assert_eq!(reader(&view, "fn").read, records);
        if early == 1 {
            let closing = mapping(&view).recent.iter().find(|it| it.records == 0).expect("it");
            assert_eq!(closing.result, "OK, ends its window early");
            let json = event(&world, closing.invocation);
            assert_eq!(
                (&json["isWindowTerminatedEarly"], &json["isFinalInvokeForWindow"]),
                (&true.into(), &true.into())
            );
            assert_eq!(lane(&view, 0).window_ends_in_ms, None);
        } else {
            assert_eq!(lane(&view, 0).window_records, records);
            assert!(lane(&view, 0).state_bytes <= 1_048_576);
        }
    }
}

#[test]
fn a_failed_last_invocation_comes_again_with_the_same_state() {
    let mut world = start(&format!("{}consumer fn reads s lambda tumbling-window 30s\n", stream(1, 10)));
    at(&mut world, 29);
    line(&mut world, "stop p");
    // All records are processed by then.
    at_time(&mut world, Time::millis(30_500));
    line(&mut world, "fault function fn refusing for 10s");
    let view = at(&mut world, 39);
    assert_eq!(mapping(&view).windows, 0);
    assert!(mapping(&view).errors >= 2, "{:?}", recent(&view));
    let view = at(&mut world, 60);
    assert_eq!(mapping(&view).windows, 1, "{:?}", recent(&view));
    let closed = &mapping(&view).recent[0];
    assert!(closed.attempt > 2, "{closed:?}");
    assert_eq!(event(&world, closed.invocation)["state"]["records"], reader(&view, "fn").read);
}

#[test]
fn a_closed_shard_ends_its_windows_and_its_children_begin_anew() {
    let mut world = start(&format!(
        "{}consumer fn reads s lambda tumbling-window 900s\nat 40s aws kinesis split-shard --stream-name s \
         --shard-to-split shardId-000000000000 --new-starting-hash-key midpoint\n",
        stream(1, 50)
    ));
    let view = at(&mut world, 120);
    assert_eq!(mapping(&view).windows, 1);
    assert!(lane(&view, 0).window_ends_in_ms.is_none());
    for child in [1, 2] {
        let it = lane(&view, child);
        assert!(it.window_records > 500, "{it:?}");
        let all = reader(&view, "fn").read;
        assert!(it.window_records < all / 2, "{it:?} of {all}");
    }
    assert_all_there(&view);
}

#[test]
fn windows_are_found_in_a_saved_scene_and_told_the_same_however_they_are_cut() {
    let text = format!(
        "{}consumer fn reads s lambda tumbling-window 20s window-state 30kB parallelization-factor 2 poison every 97 \
         item-failures yes retry-attempts 1 on-failure sns alarms\n",
        stream(2, 60)
    );
    let mut whole = start(&text);
    whole.advance(Time::seconds(70), u64::MAX);
    let mut cut = start(&text);
    for step in 0..700 {
        cut.advance(Time::millis(step * 100), 23);
        cut.advance(Time::millis(step * 100), u64::MAX);
    }
    cut.advance(Time::seconds(70), u64::MAX);
    assert_eq!(whole.digest(), cut.digest());
    let view = view::view(&whole);
    let it = mapping(&view);
    assert!(it.windows_early > 0 && it.discarded > 0, "{it:?}");
    assert_all_there(&view);
}

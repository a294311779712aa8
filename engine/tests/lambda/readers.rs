//! A mapping among the readers of a stream.

use super::*;

#[test]
fn an_aggregated_record_is_one_record_unless_the_function_takes_it_apart() {
    // Draft 8: 100-byte user records, packed for a second.
    let run = |apart: &str| {
        let text = format!(
            "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n\
             producer p to s api kpl rate 500/s size 100B keys uniform 100 buffered 1000ms\n\
             consumer fn reads s lambda deaggregates {apart}\nat 60s stop p\n"
        );
        let mut world = start(&text);
        let view = at(&mut world, 70);
        (reader(&view, "fn").read, reader(&view, "fn").user_read, mapping(&view).last_duration_us)
    };
    let (records, as_bytes, _) = run("no");
    assert_eq!(records, as_bytes);
    let (same, user_records, _) = run("yes");
    assert_eq!(records, same);
    assert!(user_records > 50 * records, "{user_records} in {records}");
}

#[test]
fn the_sixth_poller_is_one_too_many_and_a_fan_out_consumer_is_not() {
    // Draft 9.
    let run = |via: &str| {
        let text = format!(
            "{}consumer c1..c5 reads s poll 1s\nconsumer fn reads s lambda via {via}\n",
            stream(1, 50)
        );
        let mut world = start(&text);
        let view = at(&mut world, 120);
        let refused: u64 = view.readers.iter().map(|it| it.refused_calls).sum();
        assert!(reader(&view, "fn").lag < 1_000 && reader(&view, "fn").read > 4_000);
        assert_all_there(&view);
        (refused, reader(&view, "fn").refused_calls)
    };
    assert!(run("polling").0 > 20, "{:?}", run("polling"));
    let (all, own) = run("fan-out");
    assert_eq!(own, 0);
    // Five pollers at exactly five calls a second rest after at most some drift.
    assert!(all < 20, "{all}");
}

#[test]
fn a_fan_out_mapping_is_registered_reads_all_and_deregisters() {
    let mut world =
        start(&format!("{}consumer fn reads s lambda via fan-out batch-size 10\n", stream(2, 300)));
    let view = at(&mut world, 60);
    assert_eq!(view.streams[0].consumers[0].name.as_str(), "fn");
    assert!(reader(&view, "fn").lag < 400, "{}", reader(&view, "fn").lag);
    assert_all_there(&view);
    line(&mut world, "stop p");
    // Over the 300 s of a subscription.
    let view = at(&mut world, 700);
    assert_eq!((reader(&view, "fn").lag, reader(&view, "fn").read), (0, view.streams[0].taken));
    line(&mut world, "stop fn");
    let view = at(&mut world, 800);
    assert!(view.streams[0].consumers.is_empty());
}

#[test]
fn a_held_up_fan_out_mapping_takes_no_more_than_it_may_keep() {
    let text = format!("{}consumer fn reads s lambda via fan-out concurrency 0\n", stream(1, 900));
    let mut world = start(&text);
    let view = at(&mut world, 60);
    let waiting = lane(&view, 0).waiting + lane(&view, 0).batch;
    assert!((10_000..12_000).contains(&waiting), "{waiting}");
    line(&mut world, "set fn concurrency none batch-size 1000");
    line(&mut world, "stop p");
    let view = at(&mut world, 200);
    assert_eq!((reader(&view, "fn").lag, mapping(&view).doubled), (0, 0));
    assert_eq!(reader(&view, "fn").read, view.streams[0].taken);
}

#[test]
fn a_held_up_polling_mapping_reads_ahead_so_far_and_outlives_its_iterator() {
    let text = format!("{}consumer fn reads s lambda concurrency 0\n", stream(1, 400));
    let mut world = start(&text);
    let view = at(&mut world, 500);
    let waiting = lane(&view, 0).waiting + lane(&view, 0).batch;
    assert!((10_000..20_000).contains(&waiting), "{waiting}");
    assert_eq!(reader(&view, "fn").calls_per_s, 0);
    line(&mut world, "stop p");
    line(&mut world, "set fn concurrency none batch-size 10000");
    let view = at(&mut world, 700);
    assert_eq!((reader(&view, "fn").lag, reader(&view, "fn").read), (0, view.streams[0].taken));
    assert_eq!(reader(&view, "fn").refused_calls, 0);
}

#[test]
fn children_wait_until_their_parents_are_processed() {
    for via in ["polling", "fan-out"] {
        let text = format!(
            "{}consumer fn reads s lambda work 5ms via {via} from trim-horizon\n\
             at 30s aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 \
             --new-starting-hash-key midpoint\nat 90s stop p\n",
            stream(1, 250)
        );
        let mut world = start(&text);
        // It works on 200 records a second at most, so the parent is not done when its children begin.
        let view = at(&mut world, 65);
        let places = &reader(&view, "fn").shards;
        assert!(places.iter().all(|it| it.shard.0 == 0), "{via}: {places:?}");
        let view = at(&mut world, 300);
        let fun = reader(&view, "fn");
        assert_eq!((fun.lag, fun.out_of_order, fun.read), (0, 0, view.streams[0].taken), "{via}");
        assert_eq!(fun.shards.iter().filter(|it| it.finished).count(), 1);
        assert_eq!(mapping(&view).doubled, 0);
    }
}

#[test]
fn latest_passes_over_what_was_there_and_a_new_stream_is_read_anew() {
    let text = format!("{}at 20s consumer fn reads s lambda from latest\n", stream(1, 100));
    let mut world = start(&text);
    let view = at(&mut world, 40);
    let read = reader(&view, "fn").read;
    assert!((1_850..=2_000).contains(&read), "{read}");
    line(&mut world, "stop p");
    line(&mut world, "aws kinesis delete-stream --stream-name s");
    at(&mut world, 100);
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    at(&mut world, 150);
    for _ in 0..3 {
        line(&mut world, &put("k"));
    }
    let before = reader(&view::view(&world), "fn").read;
    let view = at(&mut world, 160);
    assert_eq!(reader(&view, "fn").read, before + 3);
}

#[test]
fn nobody_reads_from_a_firehose_and_a_name_is_taken_once() {
    let mut world = start(&format!("{}consumer fn reads s lambda\n", stream(1, 1)));
    assert!(refused(&mut world, "consumer fn reads s lambda").contains("taken"));
    assert!(refused(&mut world, "consumer other reads nothing lambda").contains("not found"));
}

//! What is throttled, what expires, what RateLimit holds back, and what a reshard does to the map of the shards.

use engine::event::KplFailure;

use super::*;

/// What the KPL failed, in all, and why.
fn failed(world: &World, reason: KplFailure) -> u64 {
    let one = |event: &Event| {
        if let What::UserRecordsFailed { records, why, .. } = &event.what
            && *why == reason
        {
            return *records;
        }
        0
    };
    world.journal().from(0).map(one).sum()
}

/// 2 MB/s of 1,000-byte records for one shard, which takes half of it.
fn too_much(settings: &str) -> World {
    world(&format!(
        "{}at 10s producer p to s api kpl rate 2000/s size 1000B keys uniform 50 payload filler {settings}",
        stream(1)
    ))
}

#[test]
fn what_is_throttled_is_put_again_until_its_time_is_over() {
    let mut world = too_much("");
    let view = at(&mut world, 30_000);
    assert_eq!(kpl(&view).expired, 0, "RecordTtl is 30 s");
    assert!(kpl(&view).all_errors > 0 && kpl(&view).pending > 15_000, "{:?}", kpl(&view));
    let view = at(&mut world, 90_000);
    assert!(kpl(&view).expired > 20_000, "{:?}", kpl(&view));
    assert_eq!(kpl(&view).expired, failed(&world, KplFailure::Expired));
    assert!(kpl(&view).retries_per_record_x100 > 0);
    // Half of what comes fits: the shard is busy all the time.
    let bytes = view.streams[0].shards[0].bytes_per_s;
    assert!((950_000..=1_100_000).contains(&bytes), "{bytes}");
    // None of them waited longer than RecordTtl and the time of a try.
    assert!(kpl(&view).buffering_most_us <= 30_100_000, "{}", kpl(&view).buffering_most_us);
}

#[test]
fn record_ttl_is_the_longest_wait() {
    let mut world = too_much("ttl 2s");
    let view = at(&mut world, 60_000);
    assert!(kpl(&view).expired > 30_000, "{:?}", kpl(&view));
    // 2 s of what comes, and no more.
    assert!(kpl(&view).pending <= 2_000 * 3, "{}", kpl(&view).pending);
    for (_, batch, i) in records(&world) {
        let packed = &batch.source.packed().expect("packed")[batch.offset(i) as usize];
        let oldest = packed.each().map(|(origin, number)| origin.made_at(number)).min().expect("one");
        assert!(millis(batch.arrived.since(oldest)) <= 2_100);
    }
}

#[test]
fn fail_if_throttled_tries_once() {
    let mut world = too_much("fail-if-throttled yes rate-limit 400%");
    let view = at(&mut world, 40_000);
    assert!(kpl(&view).throttled > 20_000 && kpl(&view).expired == 0, "{:?}", kpl(&view));
    assert_eq!(
        (kpl(&view).throttled, 0),
        (failed(&world, KplFailure::Throttled), kpl(&view).retries_per_record_x100)
    );
    assert!(kpl(&view).pending < 1_000);
}

/// What was tried on the stream in each whole second from the twentieth on, in KiB.
fn tried(world: &World) -> Vec<u64> {
    let mut seconds = [0; 20];
    for event in world.journal().from(0) {
        let What::RecordsPut { shards, .. } = &event.what else { continue };
        if let Some(sum) = seconds.get_mut((event.at.as_seconds() as usize).wrapping_sub(20)) {
            *sum += shards.iter().map(|t| u64::from(t.taken_bytes) + t.refused_bytes()).sum::<u64>();
        }
    }
    seconds.map(|bytes| bytes / 1_024).to_vec()
}

#[test]
fn rate_limit_bounds_what_one_process_tries() {
    for (percent, most) in [(150, 1_536), (100, 1_024), (50, 512)] {
        let mut world = world(&format!(
            "{}at 10s producer p to s api kpl rate 5000/s size 1000B keys uniform 50 payload filler rate-limit {percent}%",
            stream(1)
        ));
        let view = at(&mut world, 40_000);
        let tried = tried(&world);
        // An aggregated record of 50 KiB may fall on either side of a second.
        assert!(tried.iter().all(|kib| kib.abs_diff(most) <= 110), "{percent} %: {tried:?}");
        assert!(kpl(&view).limited.user_records > 10_000, "{:?}", kpl(&view).limited);
        // At 100 % a few are still refused: the shard counts keys and whole KiB, the library does not.
        let errors = kpl(&view).all_errors;
        assert!(if percent < 100 { errors == 0 } else { errors > 0 }, "{percent} %: {errors}");
        assert!(percent > 100 || errors < 20, "{percent} %: {errors}");
    }
}

#[test]
fn two_processes_at_150_percent_each_throttle_a_shard_that_one_leaves_in_peace() {
    let lines = |n: u32| {
        let producer = |i| {
            format!(
                "at 10s producer p{i} to s api kpl rate 600/s size 1000B keys uniform 50 payload filler\n"
            )
        };
        format!("{}{}", stream(1), (0..n).map(producer).collect::<String>())
    };
    let mut one = world(&lines(1));
    assert_eq!(kpl(&at(&mut one, 40_000)).all_errors, 0);
    let mut two = world(&lines(2));
    assert!(kpl(&at(&mut two, 40_000)).all_errors > 10);
}

#[test]
fn a_stream_that_goes_takes_the_records_with_it_when_their_time_is_over() {
    let mut world = world(&format!(
        "{}at 10s producer p to s api kpl rate 100/s size 100B ttl 3s\nat 20s aws kinesis delete-stream --stream-name s",
        stream(1)
    ));
    let view = at(&mut world, 40_000);
    assert!(kpl(&view).expired > 1_400 && kpl(&view).pending < 500, "{:?}", kpl(&view));
    assert!(kpl(&view).all_errors > 100);
}

#[test]
fn who_stops_loses_what_is_in_its_memory() {
    let mut world = world(&format!(
        "{}at 10s producer p to s api kpl buffered 5s rate 100/s size 100B\nat 13s stop p",
        stream(1)
    ));
    let view = at(&mut world, 60_000);
    let (kpl, producer) =
        (world.actors().producers().next().unwrap().kpl.as_deref().unwrap(), &view.producers[0]);
    assert!(producer.kpl.is_some() && kpl.pending() == 0);
    assert!((280..=300).contains(&kpl.counts.stopped), "{}", kpl.counts.stopped);
    assert_eq!(failed(&world, KplFailure::Stopped), kpl.counts.stopped);
    assert_eq!(view.ledger.put, 0);
}

#[test]
fn a_setting_holds_from_the_next_record_and_nothing_is_lost() {
    let mut world = world(&format!(
        "{}aws kinesis create-stream --stream-name t --shard-count 3\n\
         at 10s producer p to s api kpl buffered 2s rate 500/s size 100B keys uniform 20\n\
         at 12s set p size 300B\nat 13s set p aggregation off\nat 14s set p to t aggregation on\n\
         at 16s set p api put-records\nat 18s set p api kpl rate 0/s",
        stream(2)
    ));
    let view = at(&mut world, 30_000);
    let kpl = kpl(&view);
    assert_eq!((kpl.pending, kpl.expired, kpl.lost), (0, 0, 0));
    assert!((2_900..=3_000).contains(&kpl.user_records_put), "{}", kpl.user_records_put);
    let by_sdk = 1_000;
    assert!(view.ledger.put.abs_diff(kpl.user_records_put + by_sdk) <= 60, "{}", view.ledger.put);
}

#[test]
fn a_new_stream_is_waited_for() {
    let mut world = world(&format!("{}producer p to s api kpl rate 100/s size 100B", stream(2)));
    let view = at(&mut world, 10_000);
    assert_eq!((kpl(&view).all_errors, kpl(&view).expired), (0, 0));
    assert!(kpl(&view).user_records_per_record_x100 > 200, "its map is known before the first record");
}

#[test]
fn after_a_split_the_map_is_old_once() {
    let mut world = world(&format!(
        "{}at 10s producer p to s api kpl rate 1000/s size 100B keys uniform 200 payload filler\n\
         at 20s aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 \
         --new-starting-hash-key 170141183460469231731687303715884105728",
        stream(1)
    ));
    let view = at(&mut world, 80_000);
    let stale: Vec<u64> =
        world
            .journal()
            .from(0)
            .filter_map(|event| {
                if let What::ShardMapStale { records, .. } = &event.what { Some(*records) } else { None }
            })
            .collect();
    assert!(!stale.is_empty() && stale.len() <= 6, "{stale:?}");
    assert_eq!(kpl(&view).doubled, stale.iter().sum::<u64>());
    let put: u64 = records(&world).iter().map(|(_, batch, i)| batch.user_records(*i)).sum();
    let under_way = kpl(&view).in_flight.user_records;
    assert_eq!(
        put,
        kpl(&view).user_records_put + kpl(&view).doubled + under_way,
        "what was put again is there twice"
    );
}

#[test]
fn why_tells_of_time_limit_and_failures() {
    let name = engine::names::Name::parse("p").expect("a name");
    let mut slow =
        world(&format!("{}at 10s producer p to s api kpl rate 20/s size 100B buffered 200ms", stream(1)));
    at(&mut slow, 20_000);
    let why = engine::why::kpl(&slow, &name).expect("it uses the KPL");
    assert_eq!(why.sentences.len(), 1, "{:?}", why.sentences);
    assert!(
        why.sentences[0].contains("RecordMaxBufferedTime is 200ms, of which the last 40ms"),
        "{}",
        why.sentences[0]
    );
    let labels: Vec<&str> = why.fixes.iter().map(|fix| fix.label.as_str()).collect();
    assert_eq!(labels, ["Buffer for 40ms", "Use the SDK"]);
    for fix in &why.fixes {
        let mut copy = slow.clone();
        fix.commands.iter().for_each(|command| drop(copy.apply(command).expect("a fix can be done")));
    }
    let mut busy = too_much("ttl 2s");
    at(&mut busy, 40_000);
    let why = engine::why::kpl(&busy, &name).expect("it uses the KPL");
    let text = why.sentences.join(" ");
    assert!(text.contains("user records failed with Expired") && text.contains("RecordTtl, 2s."), "{text}");
    assert!(text.contains("RateLimit is 150 %: p may try 1,500 records and 1,536 KiB a second"), "{text}");
    assert!(why.sentences.len() <= 6);
    let shard = engine::names::ShardId(0);
    let refused =
        engine::why::refused(&busy, &engine::names::Name::parse("s").unwrap(), shard).expect("it refused");
    assert!(
        refused.sentences.iter().any(|text| text.starts_with("Its KPL may try 150 %")),
        "{:?}",
        refused.sentences
    );
}

//! Retention, encryption, tags, metrics, record size.

use super::*;

fn retain(world: &mut World, longer: bool, hours: u64) -> Answer {
    let stream = name("s");
    call(
        world,
        if longer {
            Kinesis::IncreaseStreamRetentionPeriod { stream, hours }
        } else {
            Kinesis::DecreaseStreamRetentionPeriod { stream, hours }
        },
    )
}

#[test]
fn retention_has_bounds_by_era() {
    for (era, most) in [(Era::Y2018, 168), (Era::Y2020, 8_760), (Era::Today, 8_760)] {
        retain(&mut world(era, 1), true, most - 1).unwrap();
        retain(&mut world(era, 1), true, most).unwrap();
        let text = format!(
            "Maximum allowed retention period is {most} hours. Requested retention period ({} hours) is too long.",
            most + 1
        );
        check(retain(&mut world(era, 1), true, most + 1), ErrorName::InvalidArgumentException, &text);
        let text = "Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.";
        check(retain(&mut world(era, 1), false, 23), ErrorName::InvalidArgumentException, text);
    }
    let mut world = world(Era::Today, 1);
    retain(&mut world, true, 48).unwrap();
    retain(&mut world, true, 48).unwrap();
    retain(&mut world, false, 48).unwrap();
    let text = "Requested retention period (47 hours) for stream s can not be shorter than existing retention period \
                (48 hours). Use DecreaseRetentionPeriod API.";
    check(retain(&mut world, true, 47), ErrorName::InvalidArgumentException, text);
    let text = "Requested retention period (49 hours) for stream s can not be longer than existing retention period \
                (48 hours). Use IncreaseRetentionPeriod API.";
    wait(&mut world, Span::seconds(1));
    check(retain(&mut world, false, 49), ErrorName::InvalidArgumentException, text);
}

#[test]
fn a_decrease_hides_old_records_at_once_and_an_increase_brings_none_back() {
    let mut world = world(Era::Today, 1);
    retain(&mut world, true, 48).unwrap();
    put(&mut world, "old", 1).unwrap();
    wait(&mut world, Span::hours(24));
    put(&mut world, "young", 1).unwrap();
    wait(&mut world, Span::hours(1));
    let keys = |world: &mut World| -> Vec<String> {
        read(world).iter().map(|record| record.partition_key.clone()).collect()
    };
    assert_eq!(keys(&mut world), ["old", "young"]);
    retain(&mut world, false, 24).unwrap();
    wait(&mut world, Span::micros(0));
    assert_eq!(keys(&mut world), ["young"]);
    retain(&mut world, true, 48).unwrap();
    wait(&mut world, Span::seconds(1));
    assert_eq!(keys(&mut world), ["young"]);
}

#[test]
fn a_record_lives_as_long_as_its_retention() {
    for hours in [24, 168, 8_760] {
        let mut world = world(Era::Today, 1);
        retain(&mut world, true, hours).unwrap();
        put(&mut world, "a", 1).unwrap();
        wait(&mut world, Span::micros(Span::hours(hours).as_micros() - 1));
        assert_eq!(read(&mut world).len(), 1, "a microsecond before {hours} h");
        wait(&mut world, Span::micros(1));
        assert_eq!(read(&mut world).len(), 0, "{hours} h");
    }
}

// Encryption, tags, monitoring, record size: O11, W29.

fn encrypt(world: &mut World, key: Option<&str>) -> Answer {
    let stream = name("s");
    let answer = call(
        world,
        match key {
            Some(key) => Kinesis::StartStreamEncryption { stream, key: key.to_owned() },
            None => Kinesis::StopStreamEncryption { stream, key: "alias/aws/kinesis".to_owned() },
        },
    );
    if answer.is_ok() {
        assert_eq!(status(world), "UPDATING");
        wait(world, Span::seconds(5));
        assert_eq!(status(world), "ACTIVE");
    }
    answer
}

#[test]
fn a_twenty_sixth_key_in_24_hours_is_refused_and_stops_have_a_count_of_their_own() {
    let mut world = world(Era::Today, 1);
    let first = world.now();
    let refused = |world: &mut World, key: Option<&str>| {
        let refusal = encrypt(world, key).unwrap_err();
        assert_eq!(
            (refusal.error, refusal.met.unwrap().limit),
            (ErrorName::LimitExceededException, &limits::KEY_CHANGES_DAY)
        );
    };
    for i in 0..24 {
        encrypt(&mut world, Some(&format!("alias/k{i}"))).unwrap();
        encrypt(&mut world, None).unwrap();
    }
    encrypt(&mut world, Some("alias/k24")).unwrap();
    refused(&mut world, Some("alias/k25"));
    encrypt(&mut world, None).unwrap();
    refused(&mut world, Some("alias/k25"));
    world.advance(Time((first + Span::hours(24)).as_micros() - 1), u64::MAX);
    refused(&mut world, Some("alias/k25"));
    world.advance(first + Span::hours(24), u64::MAX);
    encrypt(&mut world, Some("alias/k25")).unwrap();
    encrypt(&mut world, None).unwrap();
}

#[test]
fn only_records_put_after_the_change_are_encrypted() {
    let mut world = world(Era::Today, 1);
    let encrypted = |answer: Answer| {
        let Ok(Reply::RecordPut { encrypted, .. }) = answer else { panic!("{answer:?}") };
        encrypted
    };
    assert!(!encrypted(put(&mut world, "before", 1)));
    let key = "alias/aws/kinesis".to_owned();
    call(&mut world, Kinesis::StartStreamEncryption { stream: name("s"), key }).unwrap();
    assert!(!encrypted(put(&mut world, "meanwhile", 1)), "UPDATING");
    wait(&mut world, Span::seconds(5));
    assert!(encrypted(put(&mut world, "after", 1)));
    wait(&mut world, Span::seconds(1));
    encrypt(&mut world, None).unwrap();
    assert!(!encrypted(put(&mut world, "again", 1)));
    let seen: Vec<bool> = read(&mut world).iter().map(|record| record.encrypted).collect();
    assert_eq!(seen, [false, false, true, false]);
}

#[test]
fn a_shard_tells_how_many_of_its_records_are_encrypted() {
    let mut world = world(Era::Today, 1);
    let told = |world: &World| {
        let shard = &engine::view::view(world).streams[0].shards[0];
        (shard.held, shard.encrypted)
    };
    let puts = |world: &mut World, n: usize| (0..n).for_each(|_| drop(put(world, "k", 1).unwrap()));
    let start = |world: &mut World, key: &str| {
        let start = Kinesis::StartStreamEncryption { stream: name("s"), key: key.to_owned() };
        call(world, start).unwrap();
        wait(world, Span::seconds(6));
    };
    puts(&mut world, 2);
    assert_eq!(told(&world), (2, 0));
    start(&mut world, "alias/a");
    puts(&mut world, 3);
    assert_eq!(told(&world), (5, 3));
    start(&mut world, "alias/b");
    puts(&mut world, 4);
    wait(&mut world, Span::seconds(1));
    encrypt(&mut world, None).unwrap();
    wait(&mut world, Span::seconds(6));
    puts(&mut world, 5);
    assert_eq!(told(&world), (14, 7));
    // The plain ones fall off first.
    let at = world.now() + Span::hours(24);
    world.advance(Time(at.as_micros() - 7_000_000), u64::MAX);
    assert_eq!(told(&world), (5, 0));
}

fn tag(world: &mut World, keys: std::ops::Range<u32>) -> Answer {
    let tags = keys.map(|i| (format!("k{i:02}"), "v".to_owned())).collect();
    call(world, Kinesis::AddTagsToStream { stream: name("s"), tags })
}

#[test]
fn fifty_tags_and_not_one_more() {
    let mut world = world(Era::Today, 1);
    tag(&mut world, 0..49).unwrap();
    tag(&mut world, 49..50).unwrap();
    let refusal = tag(&mut world, 50..51).unwrap_err();
    assert_eq!(
        (refusal.error, refusal.met.unwrap().limit),
        (ErrorName::InvalidArgumentException, &limits::TAGS)
    );
    tag(&mut world, 10..20).unwrap();
    let keys = vec!["k00".to_owned(), "none".to_owned()];
    call(&mut world, Kinesis::RemoveTagsFromStream { stream: name("s"), keys }).unwrap();
    tag(&mut world, 50..51).unwrap();
    let list = Kinesis::ListTagsForStream {
        stream: name("s"),
        limit: Some(2),
        exclusive_start: Some("k47".to_owned()),
    };
    let Ok(Reply::Tags { tags, has_more }) = call(&mut world, list) else { panic!() };
    assert_eq!((tags[0].0.as_str(), tags[1].0.as_str(), has_more), ("k48", "k49", true));
}

#[test]
fn shard_level_metrics_are_added_and_taken_away() {
    let mut world = world(Era::Today, 1);
    let mut change = |on: bool, metrics: &[ShardMetric]| {
        let (stream, metrics) = (name("s"), metrics.to_vec());
        let ask = if on {
            Kinesis::EnableEnhancedMonitoring { stream, metrics }
        } else {
            Kinesis::DisableEnhancedMonitoring { stream, metrics }
        };
        let Ok(Reply::Monitoring { current, desired, .. }) = call(&mut world, ask) else { panic!() };
        (current.len(), desired.len())
    };
    assert_eq!(change(true, &[ShardMetric::IncomingBytes, ShardMetric::OutgoingBytes]), (0, 2));
    assert_eq!(change(true, &[ShardMetric::All]), (2, 7));
    assert_eq!(change(false, &[ShardMetric::IncomingBytes]), (7, 6));
    assert_eq!(change(false, &[ShardMetric::All]), (6, 0));
}

#[test]
fn the_largest_record_is_set_between_one_and_ten_mebibytes() {
    let set =
        |world: &mut World, kib: u64| call(world, Kinesis::UpdateMaxRecordSize { stream: name("s"), kib });
    for (kib, fits) in [(1_023, false), (1_024, true), (10_240, true), (10_241, false)] {
        let answer = set(&mut world(Era::Today, 1), kib);
        assert_eq!(answer.is_ok(), fits, "{kib} KiB");
        if let Err(refusal) = answer {
            assert_eq!(refusal.error, ErrorName::ValidationException);
        }
    }
    // The key has 1 byte.
    for (era, kib, largest) in [
        (Era::Y2018, 1_024, 1_048_576),
        (Era::Today, 1_024, 1_048_576),
        (Era::Today, 2_048, 2_097_152),
        (Era::Today, 10_240, 10_485_760),
    ] {
        let with_size = || {
            let mut world = world(era, 1);
            if kib > 1_024 {
                set(&mut world, kib).unwrap();
            }
            world
        };
        let too_large = put(&mut with_size(), "k", largest).unwrap_err();
        assert_eq!(too_large.error, ErrorName::ValidationException, "{largest} bytes and a key in {era}");
        put(&mut with_size(), "k", largest - 1).unwrap();
    }
}

// Rates of the control plane.

//! "Why did it not arrive?": what failed, since when, how often it was tried, what ended that, where the records are.

use engine::why::{self, Why};

use super::*;

/// A domain that is retried for `retry` seconds and unreachable from 30 s on, until `until` if it is healed.
fn broken(retry: u64, until: Option<u64>) -> World {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, search(Some(retry)));
    put(&mut world, "{\"a\":1}");
    put(&mut world, "{\"a\":2}");
    world.advance(Time::seconds(30), u64::MAX);
    line(&mut world, "fault domain logs unreachable");
    if let Some(until) = until {
        world.advance(Time::seconds(until), u64::MAX);
        line(&mut world, "heal domain logs");
    }
    world
}

fn failed(world: &World) -> Why {
    let why = why::delivery_failed(world, &name("d")).expect("something failed");
    assert!(why.sentences.len() <= 6, "{:#?}", why.sentences);
    why
}

fn has(why: &Why, parts: &[&str]) {
    let text = why.sentences.join("\n");
    parts.iter().for_each(|part| assert!(text.contains(part), "{part} is missing in\n{text}"));
}

/// The key of the first object whose name has `part` in it.
fn key(world: &World, part: &str) -> String {
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    bucket.objects().find(|object| object.key.contains(part)).expect("an object").key.clone()
}

#[test]
fn while_it_is_tried_nothing_is_lost_and_healing_is_offered() {
    let mut world = broken(600, None);
    assert_eq!(why::delivery_failed(&world, &name("d")), None);
    let view = at(&mut world, 100);
    let retry = &view.deliveries[0].retries[0];
    let why = failed(&world);
    has(
        &why,
        &["`domain logs` did not take 2 records: OS.ServiceException", "since 00:00:30.000, and still is"],
    );
    has(&why, &["tried once, at 00:01:00", "the next attempt is at 00:06:00", "is 600: it is tried until"]);
    has(&why, &["Nothing is lost"]);
    // The view counts down to the same instants.
    assert_eq!(retry.error, "OS.ServiceException");
    let (next, until) = (retry.next_in_us.expect("it waits"), retry.retries_for_us.expect("it ends"));
    assert_eq!((next + retry.failing_us, until + retry.failing_us), (300_000_000, 600_000_000));
    for fix in &why.fixes[..1] {
        fix.commands.iter().for_each(|command| drop(world.apply(command).expect(&fix.label)));
    }
    let well = at(&mut world, 500);
    assert_eq!((well.ledger.delivered, well.ledger.failed), (2, 0));
}

#[test]
fn given_up_it_says_which_setting_ended_it_and_what_would_have_outlasted_the_trouble() {
    let mut world = broken(300, Some(1_000));
    at(&mut world, 1_200);
    let why = failed(&world);
    has(&why, &["from 00:00:30.000 to 00:16:40.000", "tried 2 times", "DurationInSeconds is 300"]);
    has(
        &why,
        &["AmazonOpenSearchService_failed/2026/11/21/14/`", "duration of 1,200 s would have outlasted it"],
    );
    // It is true: with that duration everything arrives.
    let mut other = broken(1_200, Some(1_000));
    assert_eq!(at(&mut other, 1_400).ledger.delivered, 2);
    let mut shorter = broken(900, Some(1_000));
    assert_eq!(at(&mut shorter, 1_400).ledger.failed, 2);
    // The fix sets the longest retry.
    let longer = why.fixes.iter().find(|fix| fix.label == "Retry for 7,200 s").expect("a fix");
    longer.commands.iter().for_each(|command| drop(world.apply(command).expect("it is taken")));
    assert_eq!(view::view(&world).deliveries[0].retry_us, Some(7_200_000_000));
}

#[test]
fn an_object_in_a_failure_folder_knows_why_it_lies_there() {
    let mut world = broken(0, Some(200));
    put(&mut world, "no document");
    at(&mut world, 500);
    let key = |part| key(&world, part);
    let first = why::object_failed(&world, &name("lake"), &key("_failed/")).expect("a reason");
    has(&first, &["OS.ServiceException", "tried once", "DurationInSeconds is 0", "rawData"]);
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let last = bucket.objects().last().expect("an object").key.clone();
    let second = why::object_failed(&world, &name("lake"), &last).expect("a reason");
    has(&second, &["not these documents", "No retry would help"]);
    assert_eq!(why::object_failed(&world, &name("lake"), "no-such-key"), None);
}

#[test]
fn redshift_keeps_the_data_and_a_bucket_that_nobody_heals_loses_it() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, redshift(Some(0)));
    line(&mut world, "fault cluster dwh maintenance for 10m");
    put(&mut world, "{\"a\":1}");
    at(&mut world, 400);
    has(&failed(&world), &["`cluster dwh`", "a manifest under `errors/manifests/` names it"]);
    let manifest = key(&world, "errors/");
    let why = why::object_failed(&world, &name("lake"), &manifest).expect("a reason");
    has(&why, &["this manifest names its object"]);
    assert_eq!(view::view(&world).buckets[0].failure_folders[0].path, "errors/manifests/");

    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    line(&mut world, "fault bucket lake refusing for 2d");
    put(&mut world, "a");
    at(&mut world, DAY + 400);
    let why = failed(&world);
    has(&why, &["S3 is tried for 1d, which cannot be set", "they are lost"]);
    assert_eq!(why.fixes.len(), 1);
}

#[test]
fn a_function_that_throws_is_told_with_its_retries() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "function f blueprint pass-through");
    create(&mut world, with_function(s3()));
    line(&mut world, "fault function f throttling");
    put(&mut world, "a");
    at(&mut world, 400);
    let why = failed(&world);
    has(&why, &["`function f` failed as a whole with 1 record", "tried 4 times", "NumberOfRetries is 3"]);
    has(&why, &["s3://lake/processing-failed/"]);
    assert_eq!(why.fixes[0].label, "Heal function f");
}

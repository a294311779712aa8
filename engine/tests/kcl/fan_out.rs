//! A group that reads by enhanced fan-out: one registered consumer, a subscription for each lease, and what that costs.

use super::*;
use engine::event::{SubscriptionEnd, What};
use engine::history::History;
use engine::why;
use engine::world::Progress;

/// The ends of subscriptions so far, with the second.
fn ends(world: &World) -> Vec<(u64, SubscriptionEnd)> {
    let ended = |event: &engine::event::Event| {
        let What::SubscriptionEnded { why, .. } = &event.what else { return None };
        Some((event.at.as_seconds(), *why))
    };
    world.journal().from(0).filter_map(ended).collect()
}

fn subscribed(world: &World) -> usize {
    world.journal().from(0).filter(|event| matches!(event.what, What::Subscribed { .. })).count()
}

/// Bytes that were pushed, and of those records that were put.
fn pushed(world: &World) -> u64 {
    let bytes = |event: &engine::event::Event| {
        if let What::RecordsPushed { bytes, .. } = &event.what { *bytes } else { 0 }
    };
    world.journal().from(0).map(bytes).sum()
}

/// What a line of the bill counts, in its own units; 0 without one.
fn billed(world: &World, item: &str) -> u64 {
    view::bill(world).lines.iter().filter(|line| line.id == item).map(|line| line.counted).sum()
}

#[test]
fn an_application_has_one_consumer_and_each_lease_a_subscription() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl via fan-out workers 2 from trim-horizon\n\
         consumer c1..c5 reads s from latest poll 1s",
        stream(4, 800)
    ));
    let view = at(&mut world, 60);
    let registered: Vec<&str> = view.streams[0].consumers.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(registered, ["app"], "one for the application, not one for each worker");
    let app = reader(&view, "app");
    assert_eq!(app.via, engine::command::ReadVia::FanOut);
    assert_eq!(app.shards.iter().filter(|it| it.subscription_left_us.is_some()).count(), 4);
    assert_eq!(leases(&view, "app").iter().sum::<usize>(), 4);
    // Five who poll once a second have all five calls of each shard, as if the application were not there.
    assert_eq!((1..=5).map(|n| reader(&view, &format!("c{n}")).refused_calls).sum::<u64>(), 0);
    for shard in &view.streams[0].shards {
        assert_eq!(shard.read_calls_per_s, 5, "{}", shard.short);
    }
    // 70 ms of 800 records a second, and what comes in one push.
    assert!(app.lag < 200 && app.behind_ms < 400, "{} unread, {} ms", app.lag, app.behind_ms);
    let polls = start(&format!("{}consumer app reads s kcl workers 2 from trim-horizon", stream(4, 800)));
    let slow = at(&mut { polls }, 60);
    assert!(reader(&slow, "app").behind_ms > app.behind_ms, "GetRecords each 1.5 s is later");
    assert!(reader(&slow, "app").shards.iter().all(|it| it.subscription_left_us.is_none()));
}

#[test]
fn a_subscription_of_300_s_is_followed_by_another_and_nothing_is_missed_or_doubled() {
    let mut world =
        start(&format!("{}consumer app reads s kcl via fan-out from trim-horizon", stream(2, 300)));
    at(&mut world, 200);
    assert_eq!(subscribed(&world), 2);
    let view = at(&mut world, 700);
    // The first ones begin once the table and the consumer are ACTIVE, some seconds in.
    let expired: Vec<u64> = ends(&world).iter().map(|(second, _)| *second).collect();
    assert!(ends(&world).iter().all(|(_, why)| *why == SubscriptionEnd::Expired));
    assert_eq!(expired.len(), 4, "{expired:?}");
    assert!((300..=320).contains(&expired[0]) && expired[2] == expired[0] + 300, "{expired:?}");
    assert_eq!(subscribed(&world), 6);
    let (app, group) = (reader(&view, "app"), kcl(&view, "app"));
    assert_eq!((group.doubled, group.passed_over, app.out_of_order, app.refused_calls), (0, 0, 0, 0));
    assert!(view.streams[0].taken - app.read < 100, "{} of {}", app.read, view.streams[0].taken);
    assert_eq!(group.expired_iterators, 0, "it has no iterators");
}

#[test]
fn after_a_crash_the_next_worker_subscribes_at_the_checkpoint() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl via fan-out workers 2 from trim-horizon checkpoint every 20s\nat 100s stop p",
        stream(2, 150)
    ));
    at(&mut world, 70);
    // The second worker has stolen one of the two leases, and the first has hung up at its next renewal.
    let stolen = ends(&world);
    line(&mut world, "crash app worker 1");
    assert_eq!(
        ends(&world)[stolen.len()..],
        [(70, SubscriptionEnd::Closed)],
        "its connection goes with its process"
    );
    let before = pushed(&world);
    let view = at(&mut world, 73);
    let per_s = (pushed(&world) - before) / 3;
    assert!((5_000..=11_000).contains(&per_s), "one shard of two is pushed: {per_s} bytes a second");
    assert_eq!(leases(&view, "app"), [0, 1]);
    let view = at(&mut world, 160);
    let (app, group) = (reader(&view, "app"), kcl(&view, "app"));
    assert_eq!(leases(&view, "app"), [0, 2]);
    assert_eq!((app.lag, app.read), (0, view.streams[0].taken + group.doubled));
    // 75 records a second of the shard, and up to 20 s since its checkpoint.
    assert!((1..=1_600).contains(&group.doubled), "{}", group.doubled);
    assert_eq!((group.passed_over, app.out_of_order), (0, 0));
}

#[test]
fn a_stolen_lease_is_read_by_its_new_owner() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl via fan-out from trim-horizon\nat 30s set app workers 2\nat 90s stop p",
        stream(4, 200)
    ));
    let view = at(&mut world, 120);
    assert_eq!(leases(&view, "app"), [2, 2]);
    let (app, group) = (reader(&view, "app"), kcl(&view, "app"));
    assert_eq!((app.lag, app.read), (0, view.streams[0].taken + group.doubled));
    assert_eq!(app.shards.iter().filter(|it| it.subscription_left_us.is_some()).count(), 4);
    // Until it notices, at its next renewal 3.3 s later at most, the loser processes too: 50 a second of each shard.
    assert!(group.doubled <= 2 * 4 * 50, "{}", group.doubled);
}

#[test]
fn what_waits_for_a_slow_processor_is_bounded_and_pushed_once() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl via fan-out from trim-horizon work 20ms\nat 60s stop p",
        stream(1, 200)
    ));
    let mut most = 0;
    for second in 20..=60 {
        let view = at(&mut world, second);
        most = most.max(kcl(&view, "app").workers[0].leases[0].left);
    }
    // 50 a second of 200 are processed; at most ten events wait behind the one at work.
    let view = at(&mut world, 60);
    assert!(reader(&view, "app").lag > 6_000, "{}", reader(&view, "app").lag);
    let closed = ends(&world).iter().filter(|(_, why)| *why == SubscriptionEnd::Closed).count();
    assert!(closed >= 1, "it takes no more for a while");
    let view = at(&mut world, 500);
    let (app, group) = (reader(&view, "app"), kcl(&view, "app"));
    assert_eq!((app.lag, group.doubled), (0, 0));
    assert_eq!(pushed(&world), put(&world), "no byte is billed twice");
    assert!(most > 0);
}

/// Bytes of all that was put, with their keys.
fn put(world: &World) -> u64 {
    let bytes = |event: &engine::event::Event| {
        let What::RecordsPut { shards, .. } = &event.what else { return 0 };
        shards.iter().map(|tally| u64::from(tally.taken_bytes)).sum()
    };
    world.journal().from(0).map(bytes).sum()
}

#[test]
fn fan_out_is_billed_by_consumer_shard_hour_and_by_gigabyte() {
    let lines = |via: &str| format!("{}consumer app reads s kcl {via} from trim-horizon", stream(2, 300));
    let mut polls = start(&lines("via polling"));
    at(&mut polls, 600);
    assert_eq!((billed(&polls, "kds-fan-out-hours"), billed(&polls, "kds-fan-out-reads")), (0, 0));
    let mut world = start(&lines("via fan-out"));
    at(&mut world, 600);
    assert_eq!(billed(&world, "kds-fan-out-reads"), pushed(&world));
    let hours = billed(&world, "kds-fan-out-hours");
    assert!(hours > 0, "two shards for almost ten minutes");
    line(&mut world, "stop app");
    let stopped = pushed(&world);
    at(&mut world, 1_200);
    assert_eq!(pushed(&world), stopped, "nobody is subscribed");
    let more = billed(&world, "kds-fan-out-hours") - hours;
    assert!(more.abs_diff(hours) * 50 < hours, "the KCL does not deregister: {hours} and {more}");
    line(
        &mut world,
        "aws kinesis deregister-stream-consumer --stream-arn \
         arn:aws:kinesis:us-east-1:123456789012:stream/s --consumer-name app",
    );
    at(&mut world, 1_210);
    let gone = billed(&world, "kds-fan-out-hours");
    at(&mut world, 1_500);
    assert_eq!(billed(&world, "kds-fan-out-hours"), gone);
}

#[test]
fn children_wait_for_their_parents_here_too() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl via fan-out workers 2 from trim-horizon work 2ms\n\
         at 20s aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 \
         --new-starting-hash-key midpoint\nat 120s stop p",
        stream(1, 400).replace("keys uniform 1000", "keys uniform 20")
    ));
    let view = at(&mut world, 300);
    let app = reader(&view, "app");
    assert_eq!((app.lag, app.out_of_order, kcl(&view, "app").passed_over), (0, 0, 0));
    assert_eq!(app.read, view.streams[0].taken + kcl(&view, "app").doubled);
    let ended: Vec<bool> = table(&view, "app").leases.iter().map(|it| it.ended).collect();
    assert_eq!(ended, [true, false, false]);
    assert!(ends(&world).iter().any(|(_, why)| *why == SubscriptionEnd::ShardEnded));
}

#[test]
fn an_application_at_work_may_change_to_fan_out_and_back() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl workers 1 from trim-horizon\nat 40s set app via fan-out\n\
         at 80s set app via polling\nat 120s set app via fan-out\nat 121s set app via polling\nat 150s stop p",
        stream(3, 300)
    ));
    let calls = |world: &World| {
        world.journal().from(0).filter(|event| matches!(event.what, What::RecordsRead { .. })).count()
    };
    at(&mut world, 42);
    let before = calls(&world);
    at(&mut world, 79);
    assert_eq!(calls(&world), before, "it calls GetRecords no more");
    at(&mut world, 125);
    let before = calls(&world);
    at(&mut world, 140);
    let made = calls(&world) - before;
    assert!((27..=33).contains(&made), "10 answers of each of 3 shards in 15 s, each once: {made}");
    let view = at(&mut world, 170);
    let (app, group) = (reader(&view, "app"), kcl(&view, "app"));
    assert_eq!((app.lag, group.doubled, group.passed_over), (0, 0, 0));
    assert_eq!(app.read, view.streams[0].taken);
    assert!(ends(&world).iter().all(|(_, why)| *why == SubscriptionEnd::Closed));
}

/// Ten in the group of pollers: a throttled application of the KCL is told the way out, and it leads out.
#[test]
fn a_throttled_application_is_told_of_fan_out_and_it_leads_out() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl from trim-horizon poll 200ms\nconsumer c1..c5 reads s poll 200ms",
        stream(1, 100)
    ));
    let view = at(&mut world, 60);
    assert!(reader(&view, "app").refused_calls > 0, "five calls a second are not enough for six");
    let why = why::read_refused(&world, &name("s"), ShardId(0), &name("app")).expect("it was refused");
    said::says(&why, &["GetRecords of app", "6 polling consumers"]);
    let fix = why.fixes.iter().find(|it| it.label == "Read by enhanced fan-out").expect("the way out");
    for command in &fix.commands {
        world.apply(command).expect("it may");
    }
    let before = at(&mut world, 70);
    let view = at(&mut world, 130);
    assert_eq!(reader(&view, "app").refused_calls, reader(&before, "app").refused_calls);
    assert!(reader(&view, "app").lag < 60, "{}", reader(&view, "app").lag);
    let again =
        why::read_refused(&world, &name("s"), ShardId(0), &name("c1")).expect("they are still six to five");
    said::says(&again, &["5 polling consumers"]);
}

#[test]
fn what_it_may_not_do_is_said_and_made_up_for() {
    for (action, what) in [
        ("kinesis:SubscribeToShard", "SubscribeToShard of app"),
        ("kinesis:RegisterStreamConsumer", "RegisterStreamConsumer"),
        ("kinesis:DescribeStreamConsumer", "DescribeStreamConsumer"),
    ] {
        let mut world = start(&format!(
            "{}consumer app reads s kcl via fan-out from trim-horizon\ndeny app {action}\nat 60s stop p",
            stream(1, 100)
        ));
        let view = at(&mut world, 50);
        let app = reader(&view, "app");
        assert_eq!((app.read, app.not_allowed.as_deref()), (0, Some(action)), "{action}");
        assert!(app.refused_calls > 10, "{action}: {}", app.refused_calls);
        line(&mut world, &format!("allow app {action}"));
        let view = at(&mut world, 120);
        assert_eq!(reader(&view, "app").lag, 0, "{action}: {what}");
        assert_eq!(reader(&view, "app").read, view.streams[0].taken, "{action}");
    }
}

#[test]
fn another_stream_of_the_name_is_begun_anew() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl via fan-out from trim-horizon\n\
         at 30s aws kinesis delete-stream --stream-name s --enforce-consumer-deletion\n\
         at 60s aws kinesis create-stream --stream-name s --shard-count 1\nat 120s stop p",
        stream(1, 100)
    ));
    assert!(reader(&at(&mut world, 29), "app").read > 2_000);
    let view = at(&mut world, 180);
    let registered: Vec<&str> = view.streams[0].consumers.iter().map(|it| it.status).collect();
    assert_eq!(registered, ["ACTIVE"]);
    assert_eq!(reader(&view, "app").shards[0].lag, 0);
    assert!(reader(&view, "app").shards[0].subscription_left_us.is_some());
}

#[test]
fn what_is_built_on_an_older_kcl_polls() {
    let mut world = start(&format!("{}bucket lake", stream(1, 10)));
    at(&mut world, 5);
    for settings in ["connector emit bucket lake via fan-out", "by spark via fan-out"] {
        let text = refused(&mut world, &format!("consumer old reads s {settings}"));
        assert!(text.contains("KCL 1, which only calls GetRecords"), "{settings}: {text}");
        assert!(text.contains("`consumer old reads s kcl via fan-out`"), "{settings}: {text}");
    }
    line(&mut world, "consumer old reads s connector emit bucket lake");
    assert!(refused(&mut world, "set old via fan-out").contains("KCL 1"));
    line(&mut world, "consumer app reads s kcl via polling");
    line(&mut world, "set app via fan-out");
}

#[test]
fn the_same_story_gives_the_same_journal_in_slices_and_when_saved() {
    let text = &format!(
        "{}consumer app reads s kcl via fan-out workers 2 checkpoint every 5s work 2ms from trim-horizon\n\
         at 30s crash app worker 1\nat 50s heal app worker 1\nat 60s set app workers 3\n\
         at 70s aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000001 \
         --new-starting-hash-key midpoint\nat 90s set app via polling\nat 100s set app via fan-out\n",
        stream(3, 300)
    );
    let story = Story::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let mut straight = story::start(&story).expect("it starts");
    straight.advance(Time::seconds(130), u64::MAX);
    let mut sliced = story::start(&story).expect("it starts");
    while sliced.advance(Time::seconds(130), 7) == Progress::BudgetSpent {}
    assert_eq!(straight.digest(), sliced.digest(), "in slices");
    let mut history = History::new(&story).expect("it starts");
    for to in [130, 31, 95, 130] {
        history.seek(Time::seconds(to));
        history.advance(Time::seconds(to), u64::MAX);
    }
    assert_eq!(history.world().digest(), straight.digest(), "after seeking");
    let (mut loaded, now) = History::load(&history.save()).expect("it was saved");
    loaded.advance(now, u64::MAX);
    assert_eq!(loaded.world().digest(), straight.digest(), "saved and loaded");
}

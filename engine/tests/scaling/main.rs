//! UpdateShardCount and on-demand mode: what they refuse, the way they take, and how long.

use engine::command::{Command, IteratorStart, Kinesis, Reply, SplitAt, StreamMode};
use engine::era::Era;
use engine::event::What;
use engine::kernel::{Span, Time};
use engine::limits;
use engine::names::{Name, ShardId};
use engine::record::Stored;
use engine::refusal::{ErrorName, Refusal};
use engine::story;
use engine::streams::{HashRange, Shard, Stream};
use engine::view;
use engine::world::World;

mod on_demand;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn create(world: &mut World, stream: &str, shards: Option<u32>) -> Result<Reply, Refusal> {
    let reply = world.apply(&Command::Kinesis(Kinesis::CreateStream {
        stream: name(stream),
        shard_count: shards,
        mode: None,
        max_record_kib: None,
        tags: Vec::new(),
    }));
    wait(world, Span::seconds(2));
    reply
}

/// A world with an ACTIVE stream `s`, at 2 s.
fn world(era: Era, shards: u32) -> World {
    let mut world = World::new(era, 1);
    create(&mut world, "s", Some(shards)).unwrap();
    world
}

fn wait(world: &mut World, span: Span) {
    world.advance(world.now() + span, u64::MAX);
}

fn update(world: &mut World, target: u32) -> Result<Reply, Refusal> {
    world.apply(&Command::Kinesis(Kinesis::UpdateShardCount { stream: name("s"), target }))
}

fn mode(world: &mut World, mode: StreamMode) -> Result<Reply, Refusal> {
    world.apply(&Command::Kinesis(Kinesis::UpdateStreamMode { stream: name("s"), mode }))
}

fn split(world: &mut World, shard: u32) -> Result<Reply, Refusal> {
    let (stream, shard) = (name("s"), ShardId(shard));
    world.apply(&Command::Kinesis(Kinesis::SplitShard { stream, shard, at: SplitAt::Midpoint }))
}

fn put(world: &mut World, key: &str) -> Reply {
    let record = Stored { key: key.to_owned(), data: vec![b'x'; 10], explicit_hash_key: None };
    world.apply(&Command::Kinesis(Kinesis::PutRecord { stream: name("s"), record, ordering: None })).unwrap()
}

fn stream(world: &World) -> &Stream {
    world.streams().stream(&name("s")).unwrap()
}

fn status(world: &World) -> &'static str {
    stream(world).status.as_str()
}

fn open_ids(world: &World) -> Vec<u32> {
    let mut open: Vec<&Shard> = stream(world).open_shards().collect();
    open.sort_by_key(|shard| shard.range.start);
    open.iter().map(|shard| shard.id.0).collect()
}

fn open_ranges(world: &World) -> Vec<HashRange> {
    let mut open: Vec<HashRange> = stream(world).open_shards().map(|shard| shard.range).collect();
    open.sort_by_key(|range| range.start);
    open
}

fn check(result: Result<Reply, Refusal>, error: ErrorName, message: &str) {
    let refusal = result.unwrap_err();
    assert_eq!((refusal.error, refusal.message.as_str()), (error, message));
}

/// A call and its plan, until ACTIVE.
fn scaled(era: Era, from: u32, to: u32) -> World {
    let mut world = world(era, from);
    update(&mut world, to).unwrap();
    let ends = view::view(&world).streams[0].settles_in_us.unwrap();
    wait(&mut world, Span::micros(ends));
    assert_eq!(status(&world), "ACTIVE");
    world
}

#[test]
fn totals_are_those_of_real_streams() {
    // behaviours A8: open and closed shards after one call.
    for (from, to, total) in [(2, 4, 6), (4, 5, 15), (4, 2, 6), (4, 3, 11)] {
        let world = scaled(Era::Today, from, to);
        assert_eq!(stream(&world).shards().len(), total, "{from} to {to}");
        assert_eq!(open_ranges(&world), HashRange::even(to), "{from} to {to}");
    }
    assert_eq!(open_ids(&scaled(Era::Today, 4, 3)), [6, 9, 10]);
}

#[test]
fn families_are_those_of_splits_and_merges() {
    let world = scaled(Era::Today, 4, 3);
    let family = |id: u32| {
        let shard = stream(&world).shard(ShardId(id)).unwrap();
        let children: Vec<u32> = shard.children.iter().map(|id| id.0).collect();
        (shard.parent.map(|id| id.0), shard.adjacent_parent.map(|id| id.0), children)
    };
    // 1 is cut at a third; 0 and the lower part become 6; and so on to the right.
    assert_eq!(family(0), (None, None, vec![6]));
    assert_eq!(family(1), (None, None, vec![4, 5]));
    assert_eq!(family(4), (Some(1), None, vec![6]));
    assert_eq!(family(5), (Some(1), None, vec![9]));
    assert_eq!(family(6), (Some(0), Some(4), vec![]));
    assert_eq!(family(7), (Some(2), None, vec![9]));
    assert_eq!(family(9), (Some(5), Some(7), vec![]));
    assert_eq!(family(10), (Some(8), Some(3), vec![]));
}

#[test]
fn any_allowed_target_ends_in_even_ranges() {
    for (from, to) in [(1, 2), (3, 6), (6, 3), (5, 3), (7, 10), (10, 13), (13, 7), (100, 125), (9, 9)] {
        let world = {
            let mut world = world(Era::Today, from);
            update(&mut world, to).unwrap();
            wait(&mut world, Span::hours(1));
            world
        };
        assert_eq!(status(&world), "ACTIVE", "{from} to {to}");
        let open = open_ranges(&world);
        assert_eq!(open.len(), to as usize, "{from} to {to}");
        for (range, even) in open.iter().zip(HashRange::even(to)) {
            // A border of before may stay where rounding had put it.
            assert!(range.start.abs_diff(even.start) < 1 << 32, "{from} to {to}: {range:?}, {even:?}");
        }
    }
}

#[test]
fn an_uneven_stream_is_made_even_by_its_own_count() {
    let mut world = world(Era::Today, 2);
    split(&mut world, 0).unwrap();
    wait(&mut world, Span::seconds(30));
    assert_ne!(open_ranges(&world), HashRange::even(3));
    update(&mut world, 3).unwrap();
    assert_eq!(status(&world), "UPDATING");
    wait(&mut world, Span::hours(1));
    assert_eq!(open_ranges(&world), HashRange::even(3));
    let calls = view::view(&world).streams[0].count_updates_24h;
    update(&mut world, 3).unwrap();
    assert_eq!(status(&world), "ACTIVE", "nothing is left to do");
    assert_eq!(view::view(&world).streams[0].count_updates_24h, calls + 1);
}

#[test]
fn double_and_half_are_the_bounds() {
    let double = "UpdateShardCount cannot scale up over double your current open shard count. Current open shard \
                  count: 4 Target shard count: 9";
    check(update(&mut world(Era::Today, 4), 9), ErrorName::LimitExceededException, double);
    let half = "UpdateShardCount cannot scale down below half your current open shard count. Current open shard \
                count: 8 Target shard count: 3";
    check(update(&mut world(Era::Today, 8), 3), ErrorName::LimitExceededException, half);
    let table = [(4, 7, true), (4, 8, true), (4, 9, false), (8, 5, true), (8, 4, true), (8, 3, false)];
    // Half of 5 is 2.5: 3 is the least.
    for (from, to, fits) in table.into_iter().chain([(5, 3, true), (5, 2, false), (1, 1, true)]) {
        for era in Era::ALL {
            assert_eq!(update(&mut world(era, from), to).is_ok(), fits, "{from} to {to} in {era}");
        }
    }
    let zero = "1 validation error detected: Value '0' at 'targetShardCount' failed to satisfy constraint: Member must \
                have value greater than or equal to 1";
    check(update(&mut world(Era::Today, 1), 0), ErrorName::ValidationException, zero);
}

#[test]
fn the_answer_names_both_counts() {
    let reply = update(&mut world(Era::Today, 4), 8).unwrap();
    let arn = "arn:aws:kinesis:us-east-1:123456789012:stream/s".to_owned();
    assert_eq!(reply, Reply::ShardCount { stream: name("s"), arn, current: 4, target: 8 });
}

#[test]
fn calls_are_counted_over_24_hours() {
    for (era, most) in [(Era::Y2018, 2), (Era::Y2020, 10), (Era::Today, 10)] {
        let mut world = world(era, 2);
        let first = world.now();
        for call in 0..most {
            update(&mut world, if call % 2 == 0 { 3 } else { 2 })
                .unwrap_or_else(|refusal| panic!("call {call} in {era}: {refusal}"));
            wait(&mut world, Span::hours(1));
        }
        let next = if most % 2 == 0 { 3 } else { 2 };
        let text = format!(
            "Stream s under account 123456789012 has had {most} calls of UpdateShardCount within the last 24 hours, \
             which is the most that is allowed."
        );
        check(update(&mut world, next), ErrorName::LimitExceededException, &text);
        let seen = &view::view(&world).streams[0];
        assert_eq!((seen.count_updates_24h, seen.count_updates_most), (most, most), "{era}");
        let free = first + Span::hours(24);
        assert_eq!(seen.count_update_free_in_us, Some(free.since(world.now()).as_micros()));
        world.advance(Time(free.as_micros() - 1), u64::MAX);
        assert!(update(&mut world, next).is_err(), "a microsecond before 24 hours in {era}");
        world.advance(free, u64::MAX);
        update(&mut world, next).unwrap();
    }
}

#[test]
fn a_refused_call_is_not_counted() {
    let mut world = world(Era::Y2018, 4);
    for _ in 0..5 {
        assert!(update(&mut world, 9).is_err());
    }
    assert_eq!(view::view(&world).streams[0].count_updates_24h, 0);
}

#[test]
fn the_call_and_the_account_have_a_largest_number() {
    let text = "Target shard count or number of open shards cannot be greater than 500. Current open shard count: 400 \
                Target shard count: 501";
    check(update(&mut world(Era::Y2018, 400), 501), ErrorName::LimitExceededException, text);
    update(&mut world(Era::Y2018, 400), 500).unwrap();
    update(&mut world(Era::Today, 400), 600).unwrap();
    let refusal = update(&mut world(Era::Today, 6_000), 10_001).unwrap_err();
    assert_eq!(refusal.met.unwrap().limit, &limits::COUNT_MOST);
    update(&mut world(Era::Today, 6_000), 10_000).unwrap();

    // 400 and 100 of another stream are the account's 500.
    let mut world = world(Era::Y2018, 300);
    create(&mut world, "other", Some(100)).unwrap();
    let refusal = update(&mut world, 401).unwrap_err();
    assert!(
        refusal.message.starts_with(
            "This request would exceed the shard limit for the account 123456789012 in us-east-1. Current shard count \
             for the account: 400. Limit: 500. Number of additional shards that would have resulted from this request: \
             101."
        ),
        "{refusal}"
    );
    update(&mut world, 400).unwrap();
}

#[test]
fn above_the_largest_number_a_stream_may_only_go_below_it() {
    // 10,500 shards are more than UpdateShardCount reaches today, but not more than CreateStream.
    let refusal = update(&mut world(Era::Today, 10_500), 10_000).unwrap_err();
    assert_eq!(
        (refusal.error, refusal.message.as_str()),
        (
            ErrorName::LimitExceededException,
            "A stream with more than 10000 open shards can only be scaled down to fewer than 10000 shards. Current open \
             shard count: 10500 Target shard count: 10000"
        )
    );
    update(&mut world(Era::Today, 10_500), 9_999).unwrap();
}

#[test]
fn it_needs_an_active_provisioned_stream() {
    let mut world = world(Era::Today, 2);
    update(&mut world, 4).unwrap();
    let text = "Stream s under account 123456789012 not ACTIVE, instead in state UPDATING";
    check(update(&mut world, 3), ErrorName::ResourceInUseException, text);
    check(split(&mut world, 0), ErrorName::ResourceInUseException, text);
    wait(&mut world, Span::hours(1));
    mode(&mut world, StreamMode::OnDemand).unwrap();
    wait(&mut world, Span::hours(1));
    let text = "Request is invalid. Stream s under account 123456789012 is in On-Demand mode.";
    check(update(&mut world, 3), ErrorName::ValidationException, text);
    check(split(&mut world, 2), ErrorName::ValidationException, text);
}

#[test]
fn ten_calls_a_second_and_not_one_more() {
    let mut world = World::new(Era::Today, 1);
    for i in 0..3 {
        for j in 0..4 {
            create(&mut world, &format!("s{i}-{j}"), Some(1)).unwrap();
        }
    }
    let calls: Vec<bool> = (0..11)
        .map(|i| {
            let stream = name(&format!("s{}-{}", i / 4, i % 4));
            world.apply(&Command::Kinesis(Kinesis::UpdateShardCount { stream, target: 2 })).is_ok()
        })
        .collect();
    assert_eq!(calls, [vec![true; 10], vec![false]].concat());
}

#[test]
fn one_step_after_the_other_and_data_flows() {
    let mut world = world(Era::Y2018, 2);
    put(&mut world, "a");
    update(&mut world, 4).unwrap();
    let begun = world.now();
    assert_eq!((status(&world), open_ids(&world)), ("UPDATING", vec![0, 1]));
    let seen = |world: &World| {
        let scaling = view::view(world).streams[0].scaling.clone().unwrap();
        let steps: Vec<(String, bool)> =
            scaling.steps.into_iter().map(|step| (step.text, step.done)).collect();
        (steps, scaling.ends_in_us.unwrap())
    };
    let (low, high) = ("split 000 at its middle → 002 + 003", "split 001 at its middle → 004 + 005");
    assert_eq!(seen(&world), (vec![(low.into(), false), (high.into(), false)], 60_000_000));
    wait(&mut world, Span::micros(29_999_999));
    assert_eq!(open_ids(&world), [0, 1]);
    wait(&mut world, Span::micros(1));
    assert_eq!((status(&world), open_ids(&world)), ("UPDATING", vec![2, 3, 1]));
    assert_eq!(seen(&world), (vec![(low.into(), true), (high.into(), false)], 30_000_000));
    // `a` lies in the first eighth of the ring.
    let Reply::RecordPut { number, .. } = put(&mut world, "a") else { panic!() };
    assert_eq!(number.shard, ShardId(2));
    wait(&mut world, Span::seconds(30));
    assert_eq!((status(&world), open_ids(&world)), ("ACTIVE", vec![2, 3, 4, 5]));
    assert_eq!(view::view(&world).streams[0].scaling, None);
    let splits: Vec<Time> =
        world.journal().from(0).filter(|e| matches!(e.what, What::ShardSplit { .. })).map(|e| e.at).collect();
    assert_eq!(splits, [begun + Span::seconds(30), begun + Span::seconds(60)]);
    // The closed parent is read to its end.
    let start = IteratorStart::TrimHorizon;
    let ask = Kinesis::GetShardIterator { stream: name("s"), shard: ShardId(0), start };
    let Ok(Reply::ShardIterator(iterator)) = world.apply(&Command::Kinesis(ask)) else { panic!() };
    let Ok(Reply::Records(read)) =
        world.apply(&Command::Kinesis(Kinesis::GetRecords { iterator, limit: None }))
    else {
        panic!()
    };
    assert_eq!(read.records.len(), 1);
}

/// Each of the notes' steps waits for the one before it; today all splits of a doubling run at once, and
/// a merge waits for what it merges.
#[test]
fn the_steps_that_run_are_told_wave_by_wave() {
    let signs = |world: &World| -> String {
        let Some(scaling) = &view::view(world).streams[0].scaling else { return "–".to_owned() };
        let sign = |step: &view::ScalingStepView| match (step.done, step.running) {
            (true, false) => '✓',
            (false, true) => '▸',
            (false, false) => '○',
            (true, true) => panic!("done and running: {step:?}"),
        };
        scaling.steps.iter().map(sign).collect()
    };
    for (era, from, to, waves) in [
        (Era::Y2018, 2, 4, vec!["▸○", "✓▸", "–"]),
        (Era::Today, 2, 4, vec!["▸▸", "–"]),
        (Era::Today, 4, 8, vec!["▸▸▸▸", "–"]),
        (Era::Today, 3, 5, vec!["▸▸○○○○", "✓✓▸▸▸○", "✓✓✓✓✓▸", "–"]),
    ] {
        let mut world = world(era, from);
        update(&mut world, to).unwrap();
        let mut seen = vec![];
        while seen.last().is_none_or(|last| last != "–") {
            seen.push(signs(&world));
            wait(&mut world, Span::seconds(30));
        }
        assert_eq!(seen, waves, "{era:?}: {from} to {to}");
    }
}

#[test]
fn a_split_of_a_plan_takes_as_long_as_one_by_hand_in_every_era() {
    for era in Era::ALL {
        let settles = |change: fn(&mut World)| {
            let mut world = world(era, 1);
            change(&mut world);
            view::view(&world).streams[0].settles_in_us
        };
        let by_hand = settles(|world| drop(split(world, 0)));
        assert_eq!(settles(|world| drop(update(world, 2))), by_hand, "{era}");
        assert_eq!(by_hand, Some(30_000_000));
    }
}

#[test]
fn splits_of_the_plan_name_the_call_as_their_cause() {
    let world = scaled(Era::Today, 2, 4);
    let split = world.journal().from(0).find(|e| matches!(e.what, What::ShardSplit { .. })).unwrap();
    let causes: Vec<&What> = world.journal().causes(split.id).map(|event| &event.what).collect();
    assert!(matches!(
        causes.as_slice(),
        [What::ShardCountUpdating { from: 2, target: 4, .. }, What::Commanded { .. }]
    ));
}

#[test]
fn doubling_takes_as_long_as_its_splits() {
    // Today they run at the same time, each as long as a split by hand.
    // 1,000 shards in the notes' era would take 1,000 × 30 s = 8.33 h: 250 take a quarter of it.
    for (era, from, seconds) in [(Era::Y2018, 250, 7_500), (Era::Y2020, 250, 7_500), (Era::Today, 1_000, 30)]
    {
        let mut world = world(era, from);
        update(&mut world, 2 * from).unwrap();
        wait(&mut world, Span::micros(seconds * 1_000_000 - 1));
        assert_eq!(status(&world), "UPDATING", "{era}");
        wait(&mut world, Span::micros(1));
        assert_eq!((status(&world), open_ids(&world).len()), ("ACTIVE", 2 * from as usize), "{era}");
    }
}

#[test]
fn a_deleted_stream_forgets_its_plan() {
    let mut world = world(Era::Today, 2);
    update(&mut world, 4).unwrap();
    let delete = Kinesis::DeleteStream { stream: name("s"), enforce_consumer_deletion: false };
    world.apply(&Command::Kinesis(delete)).unwrap();
    wait(&mut world, Span::seconds(1));
    assert_eq!(open_ids(&world), [0, 1]);
    wait(&mut world, Span::seconds(1));
    create(&mut world, "s", Some(3)).unwrap();
    wait(&mut world, Span::hours(1));
    assert_eq!((status(&world), open_ids(&world)), ("ACTIVE", vec![0, 1, 2]));
}

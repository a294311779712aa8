//! The control plane of data streams by table: one below, at, and one above each limit, with AWS's texts.

use engine::command::{
    Command, IteratorStart, Kinesis, ListShards, RecordRead, Reply, ShardFilter, ShardMetric, SplitAt,
    StreamDescription,
};
use engine::era::Era;
use engine::kernel::{Span, Time};
use engine::limits::{self, Limit};
use engine::names::{Name, ShardId};
use engine::record::Stored;
use engine::refusal::{ErrorName, Refusal};
use engine::streams::Shard;
use engine::world::World;

type Answer = Result<Reply, Refusal>;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn call(world: &mut World, call: Kinesis) -> Answer {
    world.apply(&Command::Kinesis(call))
}

fn create(stream: &str, shards: u32) -> Kinesis {
    let (stream, shard_count) = (name(stream), Some(shards));
    Kinesis::CreateStream { stream, shard_count, mode: None, max_record_kib: None, tags: Vec::new() }
}

/// A world with an ACTIVE stream `s`, at 2 s.
fn world(era: Era, shards: u32) -> World {
    let mut world = World::new(era, 1);
    call(&mut world, create("s", shards)).unwrap();
    wait(&mut world, Span::seconds(2));
    world
}

fn wait(world: &mut World, span: Span) {
    world.advance(world.now() + span, u64::MAX);
}

fn check(answer: Answer, error: ErrorName, message: &str) {
    let refusal = answer.unwrap_err();
    assert_eq!((refusal.error, refusal.message.as_str()), (error, message));
}

fn status(world: &World) -> &'static str {
    world.streams().stream(&name("s")).map_or("gone", |stream| stream.status.as_str())
}

fn split(world: &mut World, shard: u32, at: u128) -> Answer {
    call(world, Kinesis::SplitShard { stream: name("s"), shard: ShardId(shard), at: SplitAt::HashKey(at) })
}

fn merge(world: &mut World, shard: u32, adjacent: u32) -> Answer {
    let (shard, adjacent) = (ShardId(shard), ShardId(adjacent));
    call(world, Kinesis::MergeShards { stream: name("s"), shard, adjacent })
}

fn open(world: &World) -> Vec<(u32, u128, u128)> {
    let mut open: Vec<&Shard> = world.streams().stream(&name("s")).unwrap().open_shards().collect();
    open.sort_by_key(|shard| shard.range.start);
    open.iter().map(|shard| (shard.id.0, shard.range.start, shard.range.end)).collect()
}

fn open_ids(world: &World) -> Vec<u32> {
    open(world).iter().map(|(id, _, _)| *id).collect()
}

fn midpoint(world: &World, shard: u32) -> u128 {
    world.streams().midpoint(&name("s"), ShardId(shard)).unwrap()
}

/// Splits a shard in its middle and waits until ACTIVE.
fn halve(world: &mut World, shard: u32) {
    let at = midpoint(world, shard);
    split(world, shard, at).unwrap();
    wait(world, Span::seconds(30));
}

fn put(world: &mut World, key: &str, data: usize) -> Answer {
    let record = Stored { key: key.to_owned(), data: vec![b'x'; data], explicit_hash_key: None };
    call(world, Kinesis::PutRecord { stream: name("s"), record, ordering: None })
}

/// All that shard 0 holds.
fn read(world: &mut World) -> Vec<RecordRead> {
    let start = IteratorStart::TrimHorizon;
    let ask = Kinesis::GetShardIterator { stream: name("s"), shard: ShardId(0), start };
    let Ok(Reply::ShardIterator(iterator)) = call(world, ask) else { panic!() };
    let Ok(Reply::Records(read)) = call(world, Kinesis::GetRecords { iterator, limit: None }) else {
        panic!()
    };
    read.records
}

fn describe(world: &mut World, limit: Option<u64>, after: Option<u32>) -> StreamDescription {
    let ask = Kinesis::DescribeStream { stream: name("s"), limit, exclusive_start: after.map(ShardId) };
    let Ok(Reply::Stream(description)) = call(world, ask) else { panic!() };
    description
}

fn listed(world: &mut World, ask: ListShards) -> (Vec<u32>, Option<String>) {
    let answer = call(world, Kinesis::ListShards(ask));
    let Ok(Reply::Shards { shards, next_token }) = answer else { panic!("{answer:?}") };
    (shards.iter().map(|shard| shard.id.0).collect(), next_token)
}

fn filtered(world: &mut World, filter: ShardFilter) -> Vec<u32> {
    listed(world, ListShards { filter: Some(filter), ..ListShards::of(name("s")) }).0
}

// Life of a stream: O01, DeleteStream.

#[test]
fn a_sixth_stream_in_creating_is_refused() {
    let mut world = World::new(Era::Today, 1);
    for i in 0..4 {
        call(&mut world, create(&format!("s{i}"), 1)).unwrap();
    }
    wait(&mut world, Span::seconds(1));
    call(&mut world, create("s4", 1)).unwrap();
    let refusal = call(&mut world, create("s5", 1)).unwrap_err();
    assert_eq!(refusal.error, ErrorName::LimitExceededException);
    assert_eq!(refusal.met.unwrap().limit, &limits::STREAMS_CREATING);
    wait(&mut world, Span::seconds(1));
    call(&mut world, create("s5", 1)).unwrap();
}

#[test]
fn creating_shows_no_shards_and_takes_no_records() {
    let mut world = World::new(Era::Today, 1);
    call(&mut world, create("s", 2)).unwrap();
    let seen = describe(&mut world, None, None);
    assert_eq!((seen.summary.status, seen.shards.len(), seen.summary.open_shards), ("CREATING", 0, 0));
    let text = "Stream s under account 123456789012 not found.";
    check(put(&mut world, "a", 1), ErrorName::ResourceNotFoundException, text);
    let text = "Stream s under account 123456789012 not ACTIVE, instead in state CREATING";
    check(split(&mut world, 0, 9), ErrorName::ResourceInUseException, text);
    let text = "Stream s under account 123456789012 already exists.";
    check(call(&mut world, create("s", 1)), ErrorName::ResourceInUseException, text);
    wait(&mut world, Span::seconds(2));
    let seen = describe(&mut world, None, None);
    assert_eq!((seen.summary.status, seen.shards.len(), seen.summary.open_shards), ("ACTIVE", 2, 2));
}

#[test]
fn a_stream_is_deleting_and_then_gone_and_its_name_is_free() {
    let delete = || Kinesis::DeleteStream { stream: name("s"), enforce_consumer_deletion: false };
    for wait_before in [0, 2] {
        let mut world = World::new(Era::Today, 1);
        call(&mut world, create("s", 1)).unwrap();
        wait(&mut world, Span::seconds(wait_before));
        call(&mut world, delete()).unwrap();
        assert_eq!(status(&world), "DELETING");
        call(&mut world, delete()).unwrap();
        assert!(call(&mut world, create("s", 1)).is_err(), "the name is taken while DELETING");
        wait(&mut world, Span::micros(1_999_999));
        assert_eq!(status(&world), "DELETING");
        wait(&mut world, Span::micros(1));
        assert_eq!(status(&world), "gone");
        let text = "Stream s under account 123456789012 not found.";
        check(call(&mut world, delete()), ErrorName::ResourceNotFoundException, text);
        call(&mut world, create("s", 3)).unwrap();
        wait(&mut world, Span::seconds(2));
        assert_eq!((status(&world), open_ids(&world)), ("ACTIVE", vec![0, 1, 2]));
    }
}

#[test]
fn an_updating_stream_may_be_deleted() {
    let mut world = world(Era::Today, 1);
    let at = midpoint(&world, 0);
    split(&mut world, 0, at).unwrap();
    call(&mut world, Kinesis::DeleteStream { stream: name("s"), enforce_consumer_deletion: false }).unwrap();
    wait(&mut world, Span::seconds(2));
    assert_eq!(status(&world), "gone");
    wait(&mut world, Span::seconds(60));
}

// Resharding: O07, O08, W10, W11, W12, E06, E07.

#[test]
fn a_split_lies_between_start_plus_one_and_end() {
    let end = u128::MAX;
    for (at, fits) in [(0, false), (1, false), (2, true), (end - 1, true), (end, false)] {
        let mut world = world(Era::Today, 1);
        let answer = split(&mut world, 0, at);
        if fits {
            answer.unwrap();
            wait(&mut world, Span::seconds(30));
            assert_eq!(open(&world), [(1, 0, at - 1), (2, at, end)]);
        } else {
            let text = format!(
                "NewStartingHashKey {at} used in SplitShard() on shard shardId-000000000000 in stream s under account \
                 123456789012 is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's \
                 EndingHashKey 340282366920938463463374607431768211455."
            );
            check(answer, ErrorName::InvalidArgumentException, &text);
        }
    }
}

/// Shards with the ranges of AWS's own example: 276..381, 382..454, 455..560.
fn example() -> World {
    let mut world = world(Era::Today, 1);
    for (shard, at) in [(0, 276), (2, 382), (4, 455), (6, 561)] {
        split(&mut world, shard, at).unwrap();
        wait(&mut world, Span::seconds(30));
    }
    assert_eq!(open(&world)[1..4], [(3, 276, 381), (5, 382, 454), (7, 455, 560)]);
    world
}

#[test]
fn only_neighbours_are_merged_the_lower_first() {
    let mut world = example();
    let not_adjacent = |a: u32, b: u32| {
        format!(
            "Shards shardId-{a:012} and shardId-{b:012} in stream s under account 123456789012 are not an adjacent pair \
             of shards eligible for merging"
        )
    };
    for (a, b) in [(3, 7), (5, 3), (3, 3)] {
        check(merge(&mut world, a, b), ErrorName::InvalidArgumentException, &not_adjacent(a, b));
    }
    let text = "Could not find shard shardId-000000000099 in stream s under account 123456789012.";
    check(merge(&mut world, 3, 99), ErrorName::ResourceNotFoundException, text);
    merge(&mut world, 3, 5).unwrap();
    wait(&mut world, Span::seconds(30));
    assert_eq!(open(&world)[1..3], [(9, 276, 454), (7, 455, 560)]);
    let child = describe(&mut world, None, Some(8)).shards[0].clone();
    assert_eq!((child.parent, child.adjacent_parent), (Some(ShardId(3)), Some(ShardId(5))));
}

#[test]
fn the_diagrams_of_the_notes_come_out() {
    // The notes count from 1: [1][2][3], split 2, [1][4][5][3], merge 1 and 4, [6][5][3].
    let mut world = world(Era::Today, 3);
    halve(&mut world, 1);
    assert_eq!(open_ids(&world), [0, 3, 4, 2]);
    let low = open(&world)[0].1;
    let high = open(&world)[1].2;
    merge(&mut world, 0, 3).unwrap();
    let text = "Stream s under account 123456789012 not ACTIVE, instead in state UPDATING";
    check(split(&mut world, 2, u128::MAX - 9), ErrorName::ResourceInUseException, text);
    wait(&mut world, Span::seconds(30));
    assert_eq!(open_ids(&world), [5, 4, 2]);
    assert_eq!((open(&world)[0].1, open(&world)[0].2), (low, high));
    // The parents stay, closed, until their records would have expired.
    let closed = |world: &mut World| -> Vec<u32> {
        let shards = describe(world, None, None).shards;
        shards.iter().filter(|s| s.ending_sequence_number.is_some()).map(|s| s.id.0).collect()
    };
    assert_eq!(closed(&mut world), [0, 1, 3]);
    world.advance(Time::seconds(32) + Span::hours(24), u64::MAX);
    assert_eq!(closed(&mut world), [0, 3], "1 was closed 30 s before the others");
    wait(&mut world, Span::seconds(30));
    assert_eq!(closed(&mut world), [0; 0]);
}

#[test]
fn a_closed_shard_is_split_and_merged_no_more() {
    let mut world = world(Era::Today, 2);
    halve(&mut world, 0);
    let text = "Shard shardId-000000000000 in stream s under account 123456789012 has already been merged or split, and \
                thus is not eligible for merging or splitting.";
    check(split(&mut world, 0, 99), ErrorName::InvalidArgumentException, text);
    check(merge(&mut world, 0, 1), ErrorName::InvalidArgumentException, text);
}

#[test]
fn the_course_code_halves_only_a_shard_that_starts_at_zero() {
    let key = u128::MAX / 2;
    assert_eq!(key, 170_141_183_460_469_231_731_687_303_715_884_105_727);
    let mut lone = world(Era::Today, 1);
    split(&mut lone, 0, key).unwrap();
    wait(&mut lone, Span::seconds(30));
    let sizes: Vec<u128> = open(&lone).iter().map(|(_, start, end)| end - start + 1).collect();
    assert_eq!(sizes, [key, key + 2], "the halves differ by 2");
    // A second run: the same shard is closed by now.
    assert!(split(&mut lone, 0, key).unwrap_err().message.contains("has already been merged or split"));
    // On the upper of two shards the formula gives a key below its start.
    let mut two = world(Era::Today, 2);
    let refusal = split(&mut two, 1, key).unwrap_err();
    assert_eq!(refusal.error, ErrorName::InvalidArgumentException);
    assert!(refusal.message.contains("StartingHashKey 170141183460469231731687303715884105728"), "{refusal}");
}

#[test]
fn a_split_needs_room_in_the_account() {
    let mut full = world(Era::Y2018, 500);
    let refusal = split(&mut full, 0, 99).unwrap_err();
    assert_eq!(
        (refusal.error, refusal.met.unwrap().limit),
        (ErrorName::LimitExceededException, &limits::SHARDS_ACCOUNT)
    );
    split(&mut world(Era::Y2018, 499), 0, 99).unwrap();
}

// Looking: O04, pages, filters, tokens.

#[test]
fn describe_stream_gives_a_hundred_shards_a_page() {
    for (shards, more) in [(99, false), (100, false), (101, true)] {
        let mut world = world(Era::Today, shards);
        let page = describe(&mut world, None, None);
        assert_eq!((page.shards.len(), page.has_more_shards), (shards.min(100) as usize, more), "{shards}");
        assert_eq!(describe(&mut world, Some(1_000), None).shards.len(), shards.min(100) as usize);
    }
    let mut world = world(Era::Today, 3);
    let page = describe(&mut world, Some(2), Some(0));
    assert_eq!(
        (page.shards.iter().map(|s| s.id.0).collect::<Vec<_>>(), page.has_more_shards),
        (vec![1, 2], false)
    );
    assert!(describe(&mut world, Some(1), Some(0)).has_more_shards);
}

#[test]
fn a_described_shard_has_its_ranges() {
    let mut world = world(Era::Today, 2);
    halve(&mut world, 1);
    let shards = describe(&mut world, None, None).shards;
    assert_eq!(shards.len(), 4, "the closed parent is listed");
    assert_eq!(shards[0].starting_hash_key, 0);
    assert_eq!(shards[0].ending_hash_key + 1, shards[1].starting_hash_key);
    assert_eq!(
        shards.iter().map(|s| s.ending_sequence_number.is_some()).collect::<Vec<_>>(),
        [false, true, false, false]
    );
    assert_eq!(shards[2].parent, Some(ShardId(1)));
    assert_eq!(shards[0].starting_sequence_number.len(), 56);
}

#[test]
fn list_shards_gives_a_thousand_a_page_and_a_token_for_300_s() {
    let mut world = world(Era::Today, 1_001);
    let (first, token) = listed(&mut world, ListShards::of(name("s")));
    assert_eq!((first.len(), first[999]), (1_000, 999));
    let token = token.unwrap();
    let next = |token: &str| ListShards {
        stream: None,
        next_token: Some(token.to_owned()),
        exclusive_start: None,
        max_results: None,
        filter: None,
    };
    assert_eq!(listed(&mut world, next(&token)), (vec![1_000], None));
    wait(&mut world, Span::seconds(300));
    assert_eq!(listed(&mut world, next(&token)), (vec![1_000], None));
    wait(&mut world, Span::micros(1));
    let answer = call(&mut world, Kinesis::ListShards(next(&token)));
    assert_eq!(answer.unwrap_err().error, ErrorName::ExpiredNextTokenException);

    let mut both = next(&token);
    both.stream = Some(name("s"));
    let text = "NextToken and StreamName cannot be provided together.";
    check(call(&mut world, Kinesis::ListShards(both)), ErrorName::InvalidArgumentException, text);
    let mut neither = next(&token);
    neither.next_token = None;
    let text = "Either NextToken or StreamName should be provided.";
    check(call(&mut world, Kinesis::ListShards(neither)), ErrorName::InvalidArgumentException, text);
    let mut filter = next(&token);
    filter.filter = Some(ShardFilter::AtLatest);
    let text = "NextToken and ShardFilter cannot be provided together.";
    check(call(&mut world, Kinesis::ListShards(filter)), ErrorName::InvalidArgumentException, text);
    let answer = call(&mut world, Kinesis::ListShards(next("rubbish")));
    assert_eq!(answer.unwrap_err().error, ErrorName::InvalidArgumentException);
}

#[test]
fn a_token_keeps_filter_and_place() {
    let mut world = world(Era::Today, 3);
    halve(&mut world, 0);
    let ask = |stream, next_token| ListShards {
        stream,
        next_token,
        exclusive_start: None,
        max_results: Some(2),
        filter: None,
    };
    let first = ListShards { filter: Some(ShardFilter::AtLatest), ..ask(Some(name("s")), None) };
    let (ids, token) = listed(&mut world, first);
    assert_eq!(ids, [1, 2]);
    assert_eq!(listed(&mut world, ask(None, token)), (vec![3, 4], None), "0 is closed and stays out");
    let after = ListShards { exclusive_start: Some(ShardId(1)), ..ask(Some(name("s")), None) };
    assert_eq!(listed(&mut world, after).0, [2, 3]);
}

#[test]
fn each_filter_lists_what_aws_says() {
    // 0 and 1 from 0 s; 0 is split at 32 s into 2 and 3; 3 at 62 s into 4 and 5.
    let mut world = world(Era::Today, 2);
    halve(&mut world, 0);
    halve(&mut world, 3);
    let at = |seconds: u64| Era::Today.epoch_millis(Time::seconds(seconds));
    assert_eq!(filtered(&mut world, ShardFilter::AfterShardId(ShardId(2))), [3, 4, 5]);
    assert_eq!(filtered(&mut world, ShardFilter::AtLatest), [1, 2, 4, 5]);
    assert_eq!(filtered(&mut world, ShardFilter::FromTrimHorizon), [0, 1, 2, 3, 4, 5]);
    assert_eq!(filtered(&mut world, ShardFilter::AtTrimHorizon), [0, 1]);
    assert_eq!(filtered(&mut world, ShardFilter::AtTimestamp(at(31))), [0, 1]);
    assert_eq!(filtered(&mut world, ShardFilter::AtTimestamp(at(40))), [1, 2, 3]);
    assert_eq!(filtered(&mut world, ShardFilter::FromTimestamp(at(40))), [1, 2, 3, 4, 5]);
    assert_eq!(filtered(&mut world, ShardFilter::FromTimestamp(at(63))), [1, 2, 4, 5]);
    // A day after the first split, what was closed then is gone.
    world.advance(Time::seconds(32) + Span::hours(24), u64::MAX);
    assert_eq!(filtered(&mut world, ShardFilter::FromTrimHorizon), [1, 2, 3, 4, 5]);
    assert_eq!(filtered(&mut world, ShardFilter::AtTrimHorizon), [1, 2, 3]);
}

#[test]
fn list_streams_goes_by_name_and_page() {
    let mut world = World::new(Era::Today, 1);
    for stream in ["c", "a", "d", "b"] {
        call(&mut world, create(stream, 1)).unwrap();
    }
    wait(&mut world, Span::seconds(2));
    let mut list = |limit, exclusive_start: Option<&str>, next_token| {
        let exclusive_start = exclusive_start.map(name);
        let answer = call(&mut world, Kinesis::ListStreams { limit, exclusive_start, next_token });
        let Ok(Reply::Streams { streams, next_token }) = answer else { panic!("{answer:?}") };
        let names: Vec<String> = streams.iter().map(|stream| stream.name.to_string()).collect();
        (names.concat(), next_token)
    };
    assert_eq!(list(None, None, None), ("abcd".to_owned(), None));
    let (page, token) = list(Some(3), None, None);
    assert_eq!(page, "abc");
    assert_eq!(list(Some(3), None, token), ("d".to_owned(), None));
    assert_eq!(list(Some(4), None, None).1, None);
    assert_eq!(list(None, Some("b"), None).0, "cd");
}

// Retention: O10, W28.

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
    for (era, kib, largest) in
        [(Era::Y2018, 1_024, 1_048_576), (Era::Today, 1_024, 1_048_576), (Era::Today, 2_048, 2_097_152)]
    {
        let with_size = || {
            let mut world = world(era, 1);
            if kib > 1_024 {
                set(&mut world, kib).unwrap();
            }
            world
        };
        let too_large = put(&mut with_size(), "k", largest).unwrap_err();
        assert_eq!(too_large.error, ErrorName::ValidationException, "{largest} bytes and a key in {era}");
        if kib == 1_024 {
            put(&mut with_size(), "k", largest - 1).unwrap();
        }
    }
}

// Rates of the control plane.

/// The largest number of calls that pass at one instant, and the refusal of the next.
fn calls_that_pass(world: &mut World, limit: &'static Limit, ask: impl Fn(u64) -> Kinesis) {
    let most = limit.at(world.era());
    for i in 0..most {
        let answer = call(world, ask(i));
        // A call may be refused for another reason than its rate.
        let met = answer.as_ref().err().and_then(|refusal| refusal.met).map(|met| met.limit.id);
        assert_ne!(met, Some(limit.id), "call {i} of {most}: {answer:?}");
    }
    let refusal = call(world, ask(most)).unwrap_err();
    assert_eq!(refusal.error, ErrorName::LimitExceededException, "{}", limit.id);
    assert_eq!(refusal.met.unwrap().limit.id, limit.id);
    // One token comes back after the most-th part of a second.
    let part = Span::micros(1_000_000 / most);
    wait(world, Span::micros(part.as_micros() - 1));
    assert_eq!(call(world, ask(most)).unwrap_err().met.map(|met| met.limit.id), Some(limit.id));
    wait(world, Span::micros(2));
    let met = call(world, ask(most)).err().and_then(|refusal| refusal.met).map(|met| met.limit.id);
    assert_ne!(met, Some(limit.id));
}

#[test]
fn looking_has_its_rates() {
    for era in Era::ALL {
        let stream = || name("s");
        let describe = |_| Kinesis::DescribeStream { stream: name("s"), limit: None, exclusive_start: None };
        calls_that_pass(&mut world(era, 1), &limits::RATE_DESCRIBE_STREAM, describe);
        calls_that_pass(&mut world(era, 1), &limits::RATE_DESCRIBE_SUMMARY, |_| {
            Kinesis::DescribeStreamSummary { stream: stream() }
        });
        calls_that_pass(&mut world(era, 1), &limits::RATE_LIST_STREAMS, |_| Kinesis::ListStreams {
            limit: None,
            exclusive_start: None,
            next_token: None,
        });
        calls_that_pass(&mut world(era, 1), &limits::RATE_LIST_SHARDS, |_| {
            Kinesis::ListShards(ListShards::of(stream()))
        });
        calls_that_pass(&mut world(era, 1), &limits::RATE_LIST_TAGS, |_| Kinesis::ListTagsForStream {
            stream: stream(),
            limit: None,
            exclusive_start: None,
        });
        calls_that_pass(&mut world(era, 1), &limits::RATE_DESCRIBE_LIMITS, |_| Kinesis::DescribeLimits);
    }
}

#[test]
fn changing_has_its_rates() {
    let stream = || name("s");
    for era in Era::ALL {
        calls_that_pass(&mut world(era, 1), &limits::RATE_TAG, |_| Kinesis::AddTagsToStream {
            stream: stream(),
            tags: Vec::new(),
        });
        calls_that_pass(&mut world(era, 1), &limits::RATE_UNTAG, |_| Kinesis::RemoveTagsFromStream {
            stream: stream(),
            keys: Vec::new(),
        });
        calls_that_pass(&mut World::new(era, 1), &limits::RATE_CREATE_STREAM, |i| {
            create(&format!("s{i}"), 1)
        });
    }
    for era in [Era::Y2020, Era::Today] {
        calls_that_pass(&mut world(era, 1), &limits::RATE_RETENTION, |i| {
            Kinesis::IncreaseStreamRetentionPeriod { stream: stream(), hours: 25 + i }
        });
        calls_that_pass(&mut world(era, 1), &limits::RATE_MONITORING, |_| {
            Kinesis::EnableEnhancedMonitoring { stream: stream(), metrics: vec![ShardMetric::All] }
        });
    }
}

/// A world with as many ACTIVE streams `s0`, `s1`, … of two shards.
fn many(count: u64) -> World {
    let mut world = World::new(Era::Today, 1);
    for i in 0..count {
        call(&mut world, create(&format!("s{i}"), 2)).unwrap();
        wait(&mut world, Span::seconds(2));
    }
    world
}

#[test]
fn resharding_and_deleting_have_their_rates() {
    let stream = |i: u64| name(&format!("s{i}"));
    calls_that_pass(&mut many(6), &limits::RATE_DELETE_STREAM, |i| Kinesis::DeleteStream {
        stream: stream(i),
        enforce_consumer_deletion: false,
    });
    calls_that_pass(&mut many(6), &limits::RATE_SPLIT, |i| Kinesis::SplitShard {
        stream: stream(i),
        shard: ShardId(0),
        at: SplitAt::Midpoint,
    });
    calls_that_pass(&mut many(6), &limits::RATE_MERGE, |i| Kinesis::MergeShards {
        stream: stream(i),
        shard: ShardId(0),
        adjacent: ShardId(1),
    });
}

#[test]
fn a_rate_of_a_stream_leaves_other_streams_alone() {
    let mut world = many(2);
    let raise = |stream: &str, hours| Kinesis::IncreaseStreamRetentionPeriod { stream: name(stream), hours };
    for i in 0..5 {
        call(&mut world, raise("s0", 25 + i)).unwrap();
    }
    assert!(call(&mut world, raise("s0", 40)).is_err());
    call(&mut world, raise("s1", 40)).unwrap();
}

// A name that is used again.

#[test]
fn what_was_held_of_a_deleted_stream_is_worth_nothing_for_the_next_of_its_name() {
    let mut world = world(Era::Today, 1);
    let line = "consumer billing reads s poll 1s";
    world.apply(&engine::story::command(line).unwrap()).unwrap();
    for _ in 0..5 {
        put(&mut world, "a", 1).unwrap();
    }
    wait(&mut world, Span::seconds(2));
    let start = IteratorStart::Latest;
    let ask = Kinesis::GetShardIterator { stream: name("s"), shard: ShardId(0), start };
    let Ok(Reply::ShardIterator(iterator)) = call(&mut world, ask) else { panic!() };
    call(&mut world, Kinesis::DeleteStream { stream: name("s"), enforce_consumer_deletion: true }).unwrap();
    wait(&mut world, Span::seconds(3));
    call(&mut world, create("s", 1)).unwrap();
    wait(&mut world, Span::seconds(3));
    put(&mut world, "a", 1).unwrap();
    let answer = call(&mut world, Kinesis::GetRecords { iterator, limit: None });
    check(answer, ErrorName::InvalidArgumentException, "Invalid ShardIterator.");
    wait(&mut world, Span::seconds(2));
    let seen = engine::view::view(&world);
    assert_eq!((seen.readers[0].read, seen.readers[0].lag), (6, 0), "the consumer reads the new stream too");
    assert!(seen.ledger.balanced, "{:?}", seen.ledger);
}

//! What the calls that look give: pages, filters, tokens.

use super::*;

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

//! How often each call of the control plane may be made.

use super::*;

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
fn five_registrations_a_second_over_all_streams() {
    // Two a stream: so it is the rate that is met, not the number of consumers in CREATING.
    calls_that_pass(&mut many(3), &limits::RATE_REGISTER, |i| Kinesis::RegisterStreamConsumer {
        stream: name(&format!("s{}", i % 3)),
        consumer: name(&format!("c{i}")),
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

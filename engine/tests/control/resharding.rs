//! SplitShard and MergeShards: bounds, neighbours, the diagrams, the course's code.

use super::*;

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

//! After a reshard: parents to their end first, children by rows of their own.

use super::*;
use engine::event::{KclEvent, What};

#[test]
fn no_record_of_a_child_comes_before_its_parents_end() {
    let mut world = start(&format!(
        "{}consumer careful reads s kcl workers 1 from trim-horizon work 2ms\n\
         consumer hasty reads s parents ignored poll 5s\n\
         at 20s aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 \
         --new-starting-hash-key midpoint",
        stream(1, 400).replace("keys uniform 1000", "keys uniform 20")
    ));
    // 500 a second are what it can; at first it has a backlog of some seconds.
    let mut waited = false;
    for tenth in 200..=1_200_u64 {
        let view = at_time(&mut world, Time::millis(tenth * 100));
        let read = reader(&view, "careful");
        let parent_done = table(&view, "careful").leases.iter().any(|it| it.shard == ShardId(0) && it.ended);
        let of_children: u64 = read
            .shards
            .iter()
            .filter(|it| it.shard != ShardId(0))
            .map(|it| {
                let shard =
                    view.streams[0].shards.iter().find(|shard| shard.id == it.shard).expect("a shard");
                shard.taken - it.lag
            })
            .sum();
        assert!(parent_done || of_children == 0, "at {tenth} tenths: {of_children}");
        waited |= !parent_done && view.streams[0].shards.len() == 3;
    }
    assert!(waited, "there was a time in which children had to wait");
    let view = at(&mut world, 240);
    assert_eq!(reader(&view, "careful").out_of_order, 0);
    assert_eq!(table(&view, "careful").leases.len(), 3, "two rows more");
    assert!(reader(&view, "careful").lag < 1_000, "{}", reader(&view, "careful").lag);
    let parents = |id: usize| table(&view, "careful").leases[id].parents.clone();
    assert_eq!((parents(1), parents(2)), (vec![ShardId(0)], vec![ShardId(0)]));
}

#[test]
fn a_child_of_two_waits_for_both_and_says_for_whom() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl workers 2 from trim-horizon\n\
         at 60s aws kinesis merge-shards --stream-name s --shard-to-merge shardId-000000000000 \
         --adjacent-shard-to-merge shardId-000000000001",
        stream(2, 100)
    ));
    // One of the two is read by a worker that stands still.
    let view = at(&mut world, 59);
    let slow = kcl(&view, "app").workers[0].leases[0].shard;
    line(&mut world, "crash app worker 1");
    let view = at(&mut world, 100);
    let merged = table(&view, "app").leases.iter().find(|it| it.shard == ShardId(2)).expect("the child");
    assert_eq!(merged.parents, [ShardId(0), ShardId(1)]);
    if !table(&view, "app").leases.iter().any(|it| it.shard == slow && it.ended) {
        let why = engine::why::waits_for_parent(&world, &name("app"), ShardId(2)).expect("it waits");
        assert!(why.sentences[0].contains(&slow.short()), "{:?}", why.sentences);
    }
    let view = at(&mut world, 200);
    assert!(table(&view, "app").leases.iter().filter(|it| it.ended).count() == 2);
    assert!(reader(&view, "app").lag < 300, "{}", reader(&view, "app").lag);
    assert_eq!(engine::why::waits_for_parent(&world, &name("app"), ShardId(2)), None);
}

#[test]
fn a_worker_with_a_child_waits_while_another_has_the_parent() {
    // The shard's end is far: each record takes its time.
    let mut world = start(
        "seed 3\naws kinesis create-stream --stream-name s --shard-count 2\n\
         producer p to s rate 400/s size 50B keys uniform 500\n\
         consumer app reads s kcl workers 2 from trim-horizon work 20ms limit 100\n\
         at 30s aws kinesis merge-shards --stream-name s --shard-to-merge shardId-000000000000 \
         --adjacent-shard-to-merge shardId-000000000001\nat 62s stop p",
    );
    let mut waits = Vec::new();
    for second in 62..=400 {
        let view = at(&mut world, second);
        for worker in &kcl(&view, "app").workers {
            waits
                .extend(worker.leases.iter().filter(|it| it.stage == "waits for parent").map(|it| it.parent));
        }
    }
    let view = at(&mut world, 500);
    assert!(waits.iter().all(|parent| parent.is_some_and(|id| id < ShardId(2))), "{waits:?}");
    assert!(!waits.is_empty(), "one of the parents ended before the other");
    assert_eq!(reader(&view, "app").out_of_order, 0);
}

/// One shard, which is split at a second, with so many workers and records a second.
fn split_at(second: u64, (workers, rate): (u64, u64)) -> World {
    start(&format!(
        "{}consumer app reads s kcl workers {workers} from trim-horizon\n\
         at {second}s aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 \
         --new-starting-hash-key midpoint",
        stream(1, rate)
    ))
}

#[test]
fn a_row_goes_with_its_shard() {
    let mut world = split_at(20, (1, 1));
    let view = at(&mut world, 3_600);
    assert_eq!(table(&view, "app").leases.len(), 3);
    let view = at(&mut world, 25 * 3_600);
    let shards: Vec<ShardId> = table(&view, "app").leases.iter().map(|lease| lease.shard).collect();
    assert_eq!(shards, [ShardId(1), ShardId(2)]);
}

/// A split: rows for the children come when the parent is processed to its end, within a minute of their being there, and
/// somebody takes them at the next look (fact 121).
#[test]
fn new_shards_have_their_leases_within_a_minute() {
    let mut world = split_at(50, (2, 100));
    let (mut opened, mut rows, mut owned) = (None, None, None);
    for tenth in 500..=2_000_u64 {
        let view = at_time(&mut world, Time::millis(tenth * 100));
        let leases = &table(&view, "app").leases;
        if view.streams[0].shards.len() == 3 {
            opened.get_or_insert(tenth);
        } else {
            assert_eq!(leases.len(), 1, "at {tenth} tenths");
        }
        if leases.len() == 3 {
            rows.get_or_insert(tenth);
            if leases.iter().filter(|it| it.shard != ShardId(0)).all(|it| it.owner.is_some()) {
                owned.get_or_insert(tenth);
            }
        }
    }
    let (opened, rows, owned) = (opened.unwrap(), rows.unwrap(), owned.unwrap());
    assert!(rows >= opened && rows - opened <= 600, "children at {opened} tenths, rows at {rows}");
    // Both workers look for leases each 20.05 s.
    assert!(owned >= rows && owned - rows <= 402, "rows at {rows} tenths, owners at {owned}");
}

/// Shards without a family in the table are found by the shard sync alone, which the leader does each 60 s.
#[test]
fn shard_sync_comes_once_a_minute_and_finds_shards_that_nobody_knew() {
    let mut world = start(&format!(
        "{}consumer app reads s kcl workers 2 from trim-horizon\n\
         at 130s aws kinesis delete-stream --stream-name s\n\
         at 150s aws kinesis create-stream --stream-name s --shard-count 3",
        stream(1, 1)
    ));
    let mut opened = None;
    for second in 151..=240 {
        let view = at(&mut world, second);
        if view.streams.first().is_some_and(|it| it.status == "ACTIVE") {
            opened.get_or_insert(second);
        }
    }
    let made: Vec<(u64, u64)> = world
        .journal()
        .from(0)
        .filter_map(|event| {
            let What::Kcl(KclEvent::LeasesMade { leases, .. }) = &event.what else { return None };
            Some((event.at.as_millis(), *leases))
        })
        .collect();
    let [(first, 1), (second, 2)] = made[..] else { panic!("{made:?}") };
    assert_eq!((second - first) % 60_000, 0, "{made:?}");
    let opened = opened.expect("it is ACTIVE again") * 1_000;
    assert!(second + 1_000 >= opened && second <= opened + 60_000, "ACTIVE by {opened} ms, {made:?}");
}

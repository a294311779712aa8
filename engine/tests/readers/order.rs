//! Each record once and in order: over renewals, reshards, replay; and who gets keys out of order.

use super::*;

/// Splits or merges by chance, now and then; what is refused is refused.
fn reshard_at_random(world: &mut World, chance: &Chance, until: u64) {
    let mut n = 0;
    while world.now() < Time::seconds(until) {
        n += 1;
        let mut draw = chance.at(n);
        let next = world.now().as_seconds() + 5 + draw.below(40);
        to(world, next.min(until));
        let mut open: Vec<(ShardId, u128)> =
            stream(world).open_shards().map(|shard| (shard.id, shard.range.start)).collect();
        open.sort_by_key(|(_, start)| *start);
        let place = usize::try_from(draw.below(open.len() as u64)).unwrap();
        let ask = if draw.below(2) == 0 || place + 1 == open.len() {
            Kinesis::SplitShard { stream: name("orders"), shard: open[place].0, at: SplitAt::Midpoint }
        } else {
            Kinesis::MergeShards { stream: name("orders"), shard: open[place].0, adjacent: open[place + 1].0 }
        };
        drop(world.apply(&Command::Kinesis(ask)));
    }
}

#[test]
fn nothing_is_lost_or_doubled_over_renewals_reshards_and_seeds() {
    let seed = test_seed();
    for case in 0..6 {
        let mut world = start(&format!(
            "title t\nseed {case}\naws kinesis create-stream --stream-name orders --shard-count 2\n\
             producer p to orders rate {}/s size 300B keys uniform 40\n\
             consumer fast reads orders  via fan-out\n\
             consumer wild reads orders  via fan-out  parents ignored\n\
             consumer slow reads orders  poll 700ms\n\
             consumer rash reads orders  poll 900ms  limit 150  parents ignored",
            20 + case * 30
        ));
        reshard_at_random(&mut world, &Chance::new(seed, &format!("reshards {case}")), 700);
        // Two that come when all has been cut and joined again and again, and go through it step by step.
        line(&mut world, "consumer late reads orders  poll 1s  limit 400");
        line(&mut world, "consumer later reads orders  via fan-out");
        line(&mut world, "stop p");
        to(&mut world, 1_200);
        assert!(stream(&world).shards().len() > 10);
        for who in ["fast", "wild", "slow", "rash", "late", "later"] {
            complete(&world, who);
            assert_eq!(reader(&world, who).read, put(&world), "{who}");
            let counted = reader(&world, who).out_of_order;
            assert_eq!(counted, out_of_order(&world, who), "{who}, case {case}");
        }
        // Parents first: never.
        for who in ["fast", "slow", "late", "later"] {
            assert_eq!(reader(&world, who).out_of_order, 0, "{who}, case {case}");
        }
        assert!(view::view(&world).ledger.balanced);
        assert_eq!(view::view(&world).ledger.unread, 0);
    }
}

/// Counted another way: of each hash key the newest shard that was read. Shards that held a key one after the
/// other have growing numbers.
fn out_of_order(world: &World, who: &str) -> u64 {
    let mut hashes: BTreeMap<(ShardId, u64), u128> = BTreeMap::new();
    for shard in stream(world).shards() {
        for batch in shard.newest_first() {
            for i in 0..batch.len() {
                hashes.insert((shard.id, batch.index(i)), engine::record::hash_of(&batch.key(i)));
            }
        }
    }
    let (mut newest, mut late) = (BTreeMap::new(), 0);
    for (_, shard, first, records) in got(world, who) {
        for index in first..first + records {
            let newest = newest.entry(hashes[&(shard, index)]).or_insert(shard);
            late += u64::from(*newest > shard);
            *newest = shard.max(*newest);
        }
    }
    late
}

const BEHIND: &str = "title t\naws kinesis create-stream --stream-name orders --shard-count 1\n\
    producer p to orders rate 200/s size 100B keys uniform 20\n\
    at 20s aws kinesis split-shard --stream-name orders --shard-to-split shardId-000000000000 \
    --new-starting-hash-key midpoint\n";

#[test]
fn a_reader_that_ignores_parents_gets_keys_out_of_order_after_a_reshard() {
    // E10: both are far behind when the shard is split, for they read 150 of 200 records a second.
    let mut world = start(&format!(
        "{BEHIND}consumer careful reads orders  poll 1s  limit 150\n\
         consumer rash reads orders  poll 1s  limit 150  parents ignored"
    ));
    to(&mut world, 50);
    assert_eq!(reader(&world, "rash").out_of_order, 0);
    to(&mut world, 120);
    let rash = reader(&world, "rash");
    assert!(rash.out_of_order > 1_000, "{}", rash.out_of_order);
    assert_eq!(rash.out_of_order, out_of_order(&world, "rash"));
    assert_eq!(reader(&world, "careful").out_of_order, 0);
    let told = |event: &Event| {
        let What::ReadOutOfOrder { records, shard, .. } = event.what else { return None };
        assert_eq!(shard, ShardId(0), "the parent's records come late");
        Some(records)
    };
    assert_eq!(world.journal().from(0).filter_map(told).sum::<u64>(), rash.out_of_order);
    // Told to finish parents first in time, it does.
    let mut world =
        start(&format!("{BEHIND}consumer rash reads orders  poll 1s  limit 150  parents ignored"));
    to(&mut world, 45);
    line(&mut world, "set rash parents first");
    to(&mut world, 120);
    assert_eq!(reader(&world, "rash").out_of_order, 0);
}

#[test]
fn replay_gives_the_same_records_in_the_same_order_of_each_shard() {
    for via in ["poll 500ms", "via fan-out"] {
        let mut world = start(&format!("{BEHIND}consumer c reads orders  {via}"));
        to(&mut world, 60);
        line(&mut world, "stop p");
        to(&mut world, 70);
        let sequence = |world: &World, from: usize| {
            let mut of: BTreeMap<ShardId, Vec<String>> = BTreeMap::new();
            for (_, id, first, records) in &got(world, "c")[from..] {
                let shard = stream(world).shard(*id).unwrap();
                for index in *first..first + records {
                    let arrived = shard.arrival_of(index).unwrap();
                    let number = shard.sequence_number(index, arrived, world.era());
                    of.entry(*id).or_default().push(number.to_string());
                }
            }
            of
        };
        let (first, reads) = (sequence(&world, 0), got(&world, "c").len());
        assert_eq!(first.values().map(|numbers| numbers.len() as u64).sum::<u64>(), put(&world));
        line(&mut world, "set c from trim-horizon");
        to(&mut world, 100);
        assert_eq!(sequence(&world, reads), first, "{via}");
        assert_eq!(reader(&world, "c").read, 2 * put(&world));
        assert_eq!(reader(&world, "c").lag, 0);
        // And from the tip nothing comes again.
        line(&mut world, "set c from latest");
        to(&mut world, 130);
        assert_eq!(reader(&world, "c").read, 2 * put(&world), "{via}");
    }
}

#[test]
fn what_waits_in_children_is_unread_too() {
    let mut world = start(
        "seed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
         producer web to orders rate 500/s size 100B keys uniform 200\nconsumer slow reads orders poll 500ms limit 100\n\
         at 12s aws kinesis split-shard --stream-name orders --shard-to-split 0 --new-starting-hash-key midpoint\n\
         at 60s aws kinesis merge-shards --stream-name orders --shard-to-merge 2 --adjacent-shard-to-merge 3\n",
    );
    for second in 1..=150 {
        to(&mut world, second);
        let view = view::view(&world);
        let reader = &view.readers[0];
        assert_eq!(reader.lag, view.ledger.unread, "at {second} s");
        let oldest = (reader.lag > 5_000).then_some(1_000);
        assert!(oldest.is_none_or(|least| reader.behind_ms >= least), "{second} s: {} ms", reader.behind_ms);
    }
    assert!(stream(&world).shards().len() == 5, "split and merged");
}

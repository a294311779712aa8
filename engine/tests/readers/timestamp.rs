//! Readers that begin at a time of the story, and limits that are taken back.

use super::*;

/// Each record of each shard that arrived at or after an instant once and in order, and none of before.
fn complete_from(world: &World, who: &str, from: Time) {
    let mut next: BTreeMap<ShardId, u64> = BTreeMap::new();
    for (at, id, first, records) in got(world, who) {
        let shard = stream(world).shard(id).unwrap();
        let next = next.entry(id).or_insert_with(|| shard.index_at(from));
        assert_eq!(*next, first, "{who} at {at}, {id}");
        *next += records;
    }
    for shard in stream(world).shards() {
        let read = next.get(&shard.id).copied().unwrap_or_else(|| shard.index_at(from));
        assert_eq!(read, shard.tip(), "{who}, {}", shard.id);
    }
}

#[test]
fn a_reader_from_a_timestamp_gets_what_arrived_since_and_nothing_of_before() {
    // Shards 0 and 1; 0 is split at 100 s into 2 and 3, which are merged into 4 at 200 s.
    for from in [0, 1, 50, 130, 131, 180, 231, 260, 299] {
        let mut world = start(
            "title t\naws kinesis create-stream --stream-name orders --shard-count 2\n\
             producer p to orders rate 40/s size 100B keys uniform 60\n\
             at 100s aws kinesis split-shard --stream-name orders --shard-to-split 0 --new-starting-hash-key midpoint\n\
             at 200s aws kinesis merge-shards --stream-name orders --shard-to-merge 2 --adjacent-shard-to-merge 3",
        );
        to(&mut world, 300);
        let all = ["slow", "fast", "rash", "wild"];
        for who in all {
            let via = if who == "fast" || who == "wild" { "via fan-out" } else { "poll 1s" };
            let parents = if who == "rash" || who == "wild" { "ignored" } else { "first" };
            let text =
                format!("consumer {who} reads orders  from at-timestamp {from}s  {via}  parents {parents}");
            line(&mut world, &text);
        }
        to(&mut world, 330);
        line(&mut world, "stop p");
        to(&mut world, 360);
        for who in all {
            complete_from(&world, who, Time::seconds(from));
            assert_eq!(reader(&world, who).lag, 0, "{who} from {from} s");
        }
        for who in ["slow", "fast"] {
            assert_eq!(reader(&world, who).out_of_order, 0, "{who} from {from} s");
        }
        // At 299 s shards 1 and 4 are open: it asks no others.
        if from == 299 {
            assert!(all.iter().all(|who| reader(&world, who).shards.len() == 2));
        }
        assert!(view::view(&world).ledger.balanced);
    }
}

#[test]
fn a_timestamp_that_has_not_come_is_refused_until_it_has() {
    let mut world = start(
        "title t\naws kinesis create-stream --stream-name orders --shard-count 1\n\
         producer p to orders rate 40/s size 100B keys uniform 60\n\
         consumer early reads orders  from at-timestamp 80s\n\
         at 20s aws kinesis split-shard --stream-name orders --shard-to-split 0 --new-starting-hash-key midpoint",
    );
    to(&mut world, 79);
    let early = reader(&world, "early");
    assert_eq!((early.read, early.refused_calls, early.lag), (0, 78, 0));
    let error = |event: &Event| {
        let What::ReadRefused { error, .. } = event.what else { return None };
        Some(error)
    };
    assert!(world.journal().from(0).filter_map(error).all(|e| e == ErrorName::InvalidArgumentException));
    to(&mut world, 100);
    line(&mut world, "stop p");
    to(&mut world, 110);
    complete_from(&world, "early", Time::seconds(80));
    // Said to a reader at work, it is replay.
    line(&mut world, "set early from at-timestamp 30s");
    let read = reader(&world, "early").read;
    to(&mut world, 130);
    let since = stream(&world).shards().iter().map(|shard| shard.tip() - shard.index_at(Time::seconds(30)));
    assert_eq!(reader(&world, "early").read - read, since.sum::<u64>());
}

#[test]
fn a_limit_is_taken_back_and_a_poll_has_a_least() {
    let mut world = start(
        "title t\naws kinesis create-stream --stream-name orders --shard-count 1\n\
         producer p to orders rate 500/s size 100B\nconsumer c reads orders  limit 10",
    );
    to(&mut world, 20);
    assert_eq!(reader(&world, "c").records_per_s, 10);
    line(&mut world, "set c limit none");
    to(&mut world, 30);
    assert_eq!((reader(&world, "c").records_per_s, reader(&world, "c").behind_ms / 1_000), (500, 0));
    line(&mut world, "set c poll 10ms");
    let refusal = world.apply(&story::command("set c poll 9ms").unwrap()).unwrap_err();
    assert_eq!(refusal.message, "poll at least 10 ms apart, such as `poll 200ms`");
    let met = refusal.met.unwrap();
    assert_eq!((met.limit.id, met.allowed, met.asked), ("consumer_poll_least_ms", 10, 9));
}

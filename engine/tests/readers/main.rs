//! Readers at work: what each gets, when, and in which order; polling against fan-out.

#[path = "../common/mod.rs"]
mod common;

use common::test_seed;
use std::collections::BTreeMap;

use engine::command::{Command, Consumer, IteratorStart, Kinesis, SplitAt};
use engine::event::{Event, What};
use engine::kernel::{Chance, Time};
use engine::names::{Name, ShardId};
use engine::refusal::ErrorName;
use engine::story::{self, Story};
use engine::streams::Stream;
use engine::view::{self, ReaderView};
use engine::world::{Progress, World};

mod order;
mod pace;
mod timestamp;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn start(text: &str) -> World {
    story::start(&Story::parse(text).unwrap_or_else(|error| panic!("{error}"))).unwrap()
}

fn to(world: &mut World, seconds: u64) {
    world.advance(Time::seconds(seconds), u64::MAX);
}

/// Does one line of a story now.
fn line(world: &mut World, text: &str) {
    let command = story::command(text).unwrap_or_else(|error| panic!("{error}"));
    world.apply(&command).unwrap_or_else(|error| panic!("{text}: {error}"));
}

fn reader(world: &World, who: &str) -> ReaderView {
    view::view(world).readers.into_iter().find(|reader| reader.name.as_str() == who).unwrap()
}

fn stream(world: &World) -> &Stream {
    world.streams().stream(&name("orders")).unwrap()
}

fn put(world: &World) -> u64 {
    stream(world).shards().iter().map(engine::streams::Shard::tip).sum()
}

/// What a reader got, in its order: when, of which shard, from which index on, how many.
fn got(world: &World, who: &str) -> Vec<(Time, ShardId, u64, u64)> {
    let of = |event: &Event| {
        if let What::RecordsRead { reader, shard, records, position, .. } = &event.what {
            (reader.as_str() == who).then_some((event.at, *shard, position - records, *records))
        } else if let What::RecordsPushed { consumer, shard, first, records, .. } = &event.what {
            (consumer.as_str() == who && *records > 0).then_some((event.at, *shard, *first, *records))
        } else {
            None
        }
    };
    world.journal().from(0).filter_map(of).collect()
}

/// µs from the arrival of each record until the reader got it.
fn ages(world: &World, who: &str) -> Vec<u64> {
    let mut ages = Vec::new();
    for (at, shard, first, records) in got(world, who) {
        let shard = stream(world).shard(shard).unwrap();
        ages.extend((first..first + records).map(|i| at.since(shard.arrival_of(i).unwrap()).as_micros()));
    }
    ages
}

/// Each record of each shard once, in order.
fn complete(world: &World, who: &str) {
    let mut next: BTreeMap<ShardId, u64> = BTreeMap::new();
    for (at, shard, first, records) in got(world, who) {
        let next = next.entry(shard).or_default();
        assert_eq!(*next, first, "{who} at {at}, {shard}");
        *next += records;
    }
    for shard in stream(world).shards() {
        assert_eq!(next.get(&shard.id).copied().unwrap_or(0), shard.tip(), "{who}, {}", shard.id);
    }
}

#[test]
fn polling_consumers_share_five_calls_and_two_mebibytes_a_second() {
    // W01: with 1 KiB records, 409 of them in each of the five calls a second stay below 2 MiB/s.
    for (consumers, calls_in_30_s) in [(1, 150), (2, 75), (3, 50), (5, 30), (10, 15)] {
        for extra in [0, 1] {
            let mut world = start(
                "title t\naws kinesis create-stream --stream-name orders --shard-count 1\n\
                 producer p to orders rate 1000/s size 1023B keys \"k\"",
            );
            to(&mut world, 100);
            for n in 1..=consumers + extra {
                let text = format!("consumer c{n} reads orders  poll {}ms  limit 409", consumers * 200);
                line(&mut world, &text);
                let next = world.now() + engine::kernel::Span::millis(200);
                world.advance(next, u64::MAX);
            }
            let before: Vec<_> = view::view(&world).readers;
            let until = world.now() + engine::kernel::Span::seconds(30);
            world.advance(until, u64::MAX);
            let after = view::view(&world).readers;
            if extra == 1 {
                assert!(after.iter().any(|reader| reader.refused_calls > 0), "{consumers} and one more");
                continue;
            }
            for (before, after) in before.iter().zip(&after) {
                assert_eq!(after.refused_calls, 0, "{consumers}");
                // The backlog is large, so each call is full: 409 KiB, 2045 KiB/s shared.
                let bytes = (after.read - before.read) * 1_024;
                assert_eq!(bytes, calls_in_30_s * 409 * 1_024, "{consumers}");
            }
            let shard = &view::view(&world).streams[0].shards[0];
            assert_eq!((shard.read_calls_per_s, shard.read_bytes_per_s), (5, 5 * 409 * 1_024));
        }
    }
}

#[test]
fn fan_out_takes_seventy_milliseconds_whatever_the_number_and_polling_takes_longer_the_more_there_are() {
    for (consumers, poll_ms) in [(1, 200), (5, 1_000)] {
        let mut world = start(
            "title t\naws kinesis create-stream --stream-name orders --shard-count 1\n\
             producer p to orders rate 50/s size 100B keys random api put-record",
        );
        to(&mut world, 10);
        for n in 1..=consumers {
            line(&mut world, &format!("consumer fast{n} reads orders  via fan-out  from latest"));
            line(&mut world, &format!("consumer slow{n} reads orders  poll {poll_ms}ms  from latest"));
            let next = world.now() + engine::kernel::Span::millis(200);
            world.advance(next, u64::MAX);
        }
        to(&mut world, 30);
        for n in 1..=consumers {
            let fast = ages(&world, &format!("fast{n}"));
            assert!(fast.len() > 700 && fast.iter().all(|age| *age == 70_000), "{consumers}: {fast:?}");
            let slow = ages(&world, &format!("slow{n}"));
            let (least, most) = (slow.iter().min().unwrap(), slow.iter().max().unwrap());
            let bound = poll_ms * 1_000;
            assert!(*least <= 20_000 && bound - 20_000 <= *most && *most <= bound, "{least} {most}");
            assert_eq!(reader(&world, &format!("slow{n}")).refused_calls, 0);
        }
    }
}

#[test]
fn a_fan_out_reader_registers_subscribes_renews_and_deregisters() {
    let mut world = start(
        "title t\naws kinesis create-stream --stream-name orders --shard-count 2\n\
         producer p to orders rate 20/s size 100B keys random\n\
         consumer fast reads orders  via fan-out",
    );
    to(&mut world, 3);
    assert_eq!(view::view(&world).streams[0].consumers[0].status, "CREATING");
    to(&mut world, 304);
    let fast = reader(&world, "fast");
    assert_eq!((fast.kind, fast.poll_ms, fast.calls_per_s), ("fan-out", 0, 2), "two renewals at 304 s");
    assert!(fast.shards.iter().all(|shard| shard.subscription_left_us == Some(300_000_000)));
    to(&mut world, 700);
    line(&mut world, "stop p");
    to(&mut world, 701);
    complete(&world, "fast");
    assert_eq!(reader(&world, "fast").read, put(&world));
    assert_eq!(reader(&world, "fast").refused_calls, 0);
    let ledger = view::view(&world).ledger;
    assert_eq!((ledger.unread, ledger.read), (0, put(&world)));
    line(&mut world, "stop fast");
    assert_eq!(view::view(&world).streams[0].consumers[0].status, "DELETING");
    to(&mut world, 703);
    assert!(view::view(&world).streams[0].consumers.is_empty());
    assert_eq!(world.streams().subscriptions().count(), 0);
}

#[test]
fn a_reader_whose_stream_is_deleted_hears_of_it_at_each_try() {
    for via in ["poll 2s", "via fan-out"] {
        let mut world = start(&format!(
            "title t\naws kinesis create-stream --stream-name orders --shard-count 3\n\
             producer p to orders rate 100/s size 100B keys random\nconsumer c reads orders  {via}"
        ));
        to(&mut world, 10);
        let delete = Kinesis::DeleteStream { stream: name("orders"), enforce_consumer_deletion: true };
        world.apply(&Command::Kinesis(delete)).unwrap();
        to(&mut world, 12);
        let from = world.journal().end();
        to(&mut world, 32);
        let refused = |event: &Event| {
            let What::ReadRefused { error, .. } = event.what else { return None };
            assert_eq!(error, ErrorName::ResourceNotFoundException);
            Some(event.at)
        };
        let tries = world.journal().from(from).filter_map(refused).count();
        assert_eq!(tries, if via == "poll 2s" { 10 } else { 20 });
        // A stream of the same name is another stream: it is read from its start.
        line(&mut world, "stop p");
        line(&mut world, "aws kinesis create-stream --stream-name orders --shard-count 1");
        assert_eq!(reader(&world, "c").shards.len(), 0, "{via}: it stands nowhere in it yet");
        line(&mut world, "producer q to orders rate 100/s size 100B keys random");
        to(&mut world, 60);
        line(&mut world, "stop q");
        to(&mut world, 70);
        assert!(put(&world) > 2_000);
        assert_eq!(reader(&world, "c").lag, 0, "{via}");
        assert_eq!(reader(&world, "c").shards.len(), 1);
    }
}

#[test]
fn a_consumer_that_somebody_else_takes_over_or_deregisters() {
    let mut world = start(
        "title t\naws kinesis create-stream --stream-name orders --shard-count 1\n\
         producer p to orders rate 100/s size 100B keys random api put-record\n\
         consumer c reads orders  via fan-out",
    );
    to(&mut world, 20);
    let who = Consumer { stream: name("orders"), consumer: name("c"), created: None };
    let ask =
        Kinesis::SubscribeToShard { consumer: who.clone(), shard: ShardId(0), start: IteratorStart::Latest };
    world.apply(&Command::Kinesis(ask)).unwrap();
    let read = reader(&world, "c").read;
    to(&mut world, 24);
    assert_eq!(reader(&world, "c").read, read, "the records go to the one that took over");
    assert_eq!(reader(&world, "c").refused_calls, 5);
    to(&mut world, 26);
    let lag = reader(&world, "c").lag;
    assert!(lag <= 8, "{lag}: it took the shard back after 5 s; only 70 to 80 ms are on their way");
    world.apply(&Command::Kinesis(Kinesis::DeregisterStreamConsumer(who))).unwrap();
    to(&mut world, 40);
    assert!(reader(&world, "c").lag > 1_000);
    assert!(reader(&world, "c").refused_calls > 15);
    line(&mut world, "stop c");
}

#[test]
fn what_a_running_consumer_cannot_be_set_to() {
    let mut world = start(
        "title t\naws kinesis create-stream --stream-name orders --shard-count 1\n\
         aws kinesis create-stream --stream-name other --shard-count 1\n\
         consumer slow reads orders\nconsumer fast reads orders  via fan-out",
    );
    to(&mut world, 10);
    for (text, message) in [
        ("set slow via fan-out", "consumer slow polls: stop it and add another with `via fan-out`"),
        (
            "set fast via polling",
            "consumer fast is registered with orders for fan-out: stop it and add another with `via polling`",
        ),
        (
            "set fast reads other",
            "consumer fast is registered with orders for fan-out: stop it and add another with `reads other`",
        ),
        (
            "set fast poll 1s",
            "fan-out consumer fast has no setting `poll`: it knows from, parents, deaggregates",
        ),
    ] {
        let command = story::command(text).unwrap();
        let refusal = world.apply(&command).unwrap_err();
        assert_eq!((refusal.error, refusal.message.as_str()), (ErrorName::SceneError, message), "{text}");
    }
    line(&mut world, "set fast parents ignored from latest");
    line(&mut world, "set slow via polling parents ignored");
}

#[test]
fn twenty_readers_come_in_as_their_registrations_are_granted_and_the_sixth_of_2018_never() {
    for (era, registered) in [("2018", 5), ("2020", 20)] {
        let mut world = start(&format!(
            "title t\nera {era}\naws kinesis create-stream --stream-name orders --shard-count 1\n\
             producer p to orders rate 100/s size 100B keys random\n\
             consumer c1..c20 reads orders  via fan-out"
        ));
        to(&mut world, 30);
        let consumers = view::view(&world).streams[0].consumers.clone();
        assert_eq!(consumers.iter().filter(|c| c.status == "ACTIVE").count(), registered, "{era}");
        let refused = |event: &Event| {
            let What::RegistrationRefused { limit, .. } = &event.what else { return None };
            *limit
        };
        let last = world.journal().from(0).filter_map(refused).next_back().unwrap();
        let expected = if era == "2018" { "efo_consumers_per_stream" } else { "efo_creating_max" };
        assert_eq!(last, expected);
        assert_eq!(world.streams().subscriptions().count(), registered);
    }
}

#[test]
fn slices_of_any_size_give_the_same_journal() {
    const STORY: &str = "title t\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
        producer p to orders rate 700/s size 900B keys uniform 50 api put-record\n\
        consumer fast reads orders  via fan-out\n\
        consumer rash reads orders  via fan-out from latest parents ignored\n\
        consumer slow reads orders  poll 300ms limit 50 parents ignored\n\
        at 8s aws kinesis split-shard --stream-name orders --shard-to-split shardId-000000000001 \
        --new-starting-hash-key midpoint\n\
        at 40s set fast from trim-horizon\nat 45s stop rash\n";
    let end = Time::seconds(60);
    let mut straight = start(STORY);
    straight.advance(end, u64::MAX);
    let chance = Chance::new(test_seed(), "slices");
    let (mut world, mut n) = (start(STORY), 0);
    while world.now() < end {
        n += 1;
        let mut draw = chance.at(n);
        let until = Time((world.now().as_micros() + draw.below(400_000) + 1).min(end.as_micros()));
        while world.advance(until, draw.below(7)) == Progress::BudgetSpent {}
        assert!(n % 50 > 0 || view::view(&world).ledger.balanced);
    }
    assert_eq!(world.digest(), straight.digest());
    assert!(reader(&world, "slow").out_of_order > 0);
}

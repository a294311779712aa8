//! The same story and seed give the same journal, byte for byte: twice, in slices, and after seeking.

mod common;

use common::test_seed;
use engine::history::History;
use engine::kernel::{Chance, Time};
use engine::story::{self, Story};
use engine::world::Progress;

const STORY: &str = r#"
title Everything at once
seed 29434
aws kinesis create-stream --stream-name orders --shard-count 2
function to-json blueprint access-log-to-json
aws firehose create-delivery-stream --delivery-stream-name lake --delivery-stream-type KinesisStreamAsSource --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60},ProcessingConfiguration={Enabled=true,Processors=[{Type=Lambda,Parameters=[{ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:to-json}]}]}
producer fleet to orders rate 1400/s size 480B keys "iphone-16" 80% uniform 500 20% payload access-log healthchecks 3% broken 1%
producer web to orders rate 60/s size 400B keys random
consumer billing reads orders poll 1s
consumer audit reads orders poll 300ms from latest
at 9s set fleet rate 900/s
at 12s aws kinesis split-shard --stream-name orders --shard-to-split shardId-000000000001 --new-starting-hash-key midpoint
at 20s set fleet keys "iphone-16" 80% salted 8 uniform 500 20%
"#;

const END: Time = Time::seconds(75);

fn parsed() -> Story {
    Story::parse(STORY).unwrap_or_else(|error| panic!("{error}"))
}

fn straight() -> String {
    let mut world = story::start(&parsed()).unwrap();
    assert_eq!(world.advance(END, u64::MAX), Progress::Reached);
    world.digest()
}

#[test]
fn the_same_seed_twice_gives_the_same_journal_and_another_seed_another() {
    assert_eq!(straight(), straight());
    let mut other = story::start(&parsed().replayed(engine::era::Era::Today, 5)).unwrap();
    other.advance(END, u64::MAX);
    assert_ne!(other.digest(), straight());
}

#[test]
fn slices_of_any_size_give_the_same_journal() {
    let seed = test_seed();
    let chance = Chance::new(seed, "slices");
    let mut world = story::start(&parsed()).unwrap();
    let mut n = 0;
    while world.now() < END {
        n += 1;
        let mut draw = chance.at(n);
        let until = Time((world.now().as_micros() + draw.below(400_000) + 1).min(END.as_micros()));
        while world.advance(until, draw.below(7)) == Progress::BudgetSpent {}
    }
    assert_eq!(world.digest(), straight());
}

#[test]
fn seeking_to_and_fro_gives_the_same_journal() {
    let seed = test_seed();
    let chance = Chance::new(seed, "seeks");
    let mut history = History::new(&parsed()).unwrap();
    for n in 0..25 {
        let to = Time(chance.at(n).below(END.as_micros()));
        history.seek(to);
        while history.advance(to, 50) == Progress::BudgetSpent {}
        assert_eq!(history.now(), to);
    }
    history.seek(END);
    history.advance(END, u64::MAX);
    assert_eq!(history.world().digest(), straight());
}

#[test]
fn the_ledger_balances_at_every_tenth_of_a_second() {
    let mut world = story::start(&parsed()).unwrap();
    for tenth in 1..=END.as_micros() / 100_000 {
        world.advance(Time::millis(tenth * 100), u64::MAX);
        let ledger = engine::view::view(&world).ledger;
        assert!(ledger.balanced, "at {}: {ledger:?}", world.now());
        assert_eq!(
            ledger.put,
            ledger.refused + ledger.unread + ledger.read + ledger.expired,
            "at {}",
            world.now()
        );
    }
    let ledger = engine::view::view(&world).ledger;
    assert!(
        ledger.refused > 0 && ledger.delivered > 0 && ledger.failed > 0 && ledger.dropped > 0,
        "{ledger:?}"
    );
}

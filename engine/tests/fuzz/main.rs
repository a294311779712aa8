//! Random commands, often bad ones, with random waits between them: whatever is asked, nothing panics, every record
//! is accounted for, open shards cover each hash key once, and what is refused changes nothing.
//!
//! 20,000 commands in the ordinary test. `SHARDLAB_FUZZ=1000000 cargo test -p engine --test fuzz` tries a million in
//! some ten minutes, with the checks for overflow that a release leaves out; `SHARDLAB_SEED` takes a printed seed back.

mod calls;
#[path = "../common/mod.rs"]
mod common;
mod lines;

use calls::{Known, name, pick, small};
use common::test_seed;
use engine::command::{Actor, Backfill, Command, Firehose, S3};
use engine::era::Era;
use engine::event::{Folder, What};
use engine::kernel::{Chance, Draw, Span};
use engine::story;
use engine::view;
use engine::world::World;

/// A world forgets nothing, so each lives for so many commands.
const COMMANDS_EACH: u64 = 500;
/// What a wait may cost: a long one ends early where much happens.
const WAKES: u64 = 60;

/// The same with a manifest that is there, if there is one.
fn with_a_manifest(world: &World, command: Command) -> Command {
    let Command::Actor(Actor::Backfill(Backfill::Load { bucket, cluster, table, .. })) = &command else {
        return command;
    };
    let there = world.buckets().bucket(bucket).ok().and_then(|it| {
        it.objects().rev().find(|object| object.folder == Folder::Manifest).map(|object| object.key.clone())
    });
    let Some(manifest) = there else { return command };
    let (bucket, cluster, table) = (bucket.clone(), cluster.clone(), table.clone());
    Command::Actor(Actor::Backfill(Backfill::Load { bucket, manifest, cluster, table }))
}

fn command(draw: &mut Draw, known: &Known) -> Command {
    match draw.below(20) {
        0 | 1 => lines::one(draw),
        3 => Command::Firehose(Firehose::PutRecordBatch {
            delivery_stream: pick(draw, "d", 3),
            records: vec![small(draw); [0, 1, 4, 501][draw.below(4) as usize]].into(),
        }),
        2 if draw.below(2) == 0 => Command::S3(S3::GetObject { bucket: name("lake"), key: "k".to_owned() }),
        2 => Command::S3(S3::CreateBucket { bucket: pick(draw, "b", 2) }),
        _ => Command::Kinesis(calls::kinesis(draw, known)),
    }
}

/// Says where it was when the engine panics.
struct Place {
    seed: u64,
    n: u64,
    command: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("SHARDLAB_SEED={} command {}: {}", self.seed, self.n, self.command);
        }
    }
}

fn holds(world: &World) {
    let ledger = view::json::section(world, "ledger", None).unwrap();
    assert_eq!(ledger["balanced"], true, "{ledger}");
    let of = |account: &str| ledger[account].as_u64().unwrap();
    assert_eq!(of("put"), of("refused") + of("unread") + of("read") + of("expired"), "{ledger}");
    for stream in world.streams().iter() {
        let mut open: Vec<(u128, u128)> =
            stream.open_shards().map(|s| (s.range.start, s.range.end)).collect();
        open.sort_unstable();
        assert_eq!((open[0].0, open[open.len() - 1].1), (0, u128::MAX), "{}", stream.name);
        assert!(open.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0), "{}: {open:?}", stream.name);
    }
}

/// Records that a domain and a cluster did not take: something to bring in.
fn fail_some(world: &mut World) {
    let s3 = "S3Configuration={RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake,\
              BufferingHints={SizeInMBs=1,IntervalInSeconds=60}}";
    let search = format!(
        "elasticsearch-destination-configuration DomainARN=arn:aws:es:us-east-1:123456789012:domain/logs,IndexName=clicks,\
         BufferingHints={{SizeInMBs=1,IntervalInSeconds=60}},RetryOptions={{DurationInSeconds=0}},{s3}"
    );
    let redshift = format!(
        "redshift-destination-configuration ClusterJDBCURL=jdbc:redshift://dwh.x1.us-east-1.redshift.amazonaws.com:5439/dev,\
         CopyCommand={{DataTableName=clicks}},RetryOptions={{DurationInSeconds=0}},{s3}"
    );
    let make = |name: &str, to: &str| {
        format!("aws firehose create-delivery-stream --delivery-stream-name {name} --{to}")
    };
    let lines = [
        make("search", &search),
        make("table", &redshift),
        "fault domain logs refusing for 10m".to_owned(),
        "fault cluster dwh maintenance for 10m".to_owned(),
        "aws firehose put-record --delivery-stream-name search --record Data=eyJhIjoxfQ==".to_owned(),
        "aws firehose put-record --delivery-stream-name search --record Data=bm8=".to_owned(),
        "aws firehose put-record --delivery-stream-name table --record Data=eyJhIjoxfQ==".to_owned(),
    ];
    for line in lines {
        let command = story::command(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
        world.apply(&command).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
    }
    world.advance(world.now() + Span::seconds(700), u64::MAX);
}

/// How many commands were taken, how many refused, and how often something was brought in.
fn play(seed: u64, commands: u64) -> (u64, u64, u64) {
    let chance = Chance::new(seed, "commands");
    let era = Era::ALL[chance.at(u64::MAX).below(3) as usize];
    let mut world = World::new(era, seed);
    let mut known =
        Known { iterator: "x".to_owned(), token: "x".to_owned(), number: "1".to_owned(), millis: 0 };
    if seed.is_multiple_of(4) {
        fail_some(&mut world);
    }
    let mut place = Place { seed, n: 0, command: String::new() };
    let (mut taken, mut refused) = (0, 0);
    for n in 0..commands {
        let mut draw = chance.at(n);
        known.millis = era.epoch_millis(world.now());
        let command = with_a_manifest(&world, command(&mut draw, &known));
        (place.n, place.command) = (n, command.to_string());
        let looks = World::only_looks(&command);
        // Writing the whole world down is slow: a sample will do.
        let before = (draw.below(100) == 0).then(|| format!("{world:?}"));
        let digest = (draw.below(50) == 0).then(|| world.digest());
        let answer = world.apply(&command);
        if let Some(digest) = digest.filter(|_| answer.is_err() || looks) {
            assert_eq!(digest, world.digest(), "{command} was refused or only looked");
        }
        match answer {
            Ok(reply) => {
                taken += 1;
                known.learn(&reply);
            }
            Err(refusal) => {
                refused += 1;
                assert!(!refusal.message.is_empty());
                // How often one may look is counted, refused or not.
                if let Some(before) = before.filter(|_| !looks) {
                    assert!(before == format!("{world:?}"), "{command} was refused and changed the world");
                }
            }
        }
        let wait = match draw.below(100) {
            0 => Span::hours(draw.below(30)),
            1..=4 => Span::seconds(draw.below(400)),
            5..=60 => Span::micros(draw.below(900_000)),
            _ => Span::micros(0),
        };
        world.advance(world.now() + wait, WAKES);
        holds(&world);
        if n % 100 == 0 {
            let seen = view::view(&world);
            assert_eq!(seen.streams.len(), world.streams().iter().count());
        }
    }
    let brought_in =
        world.journal().from(0).filter(|event| matches!(event.what, What::Backfilled { .. })).count();
    (taken, refused, brought_in as u64)
}

#[test]
fn nothing_that_is_asked_breaks_a_world() {
    let seed = test_seed();
    let all = std::env::var("SHARDLAB_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000_u64);
    let (mut taken, mut refused, mut brought_in) = (0, 0, 0);
    for world in 0..all.div_ceil(COMMANDS_EACH) {
        let (more, fewer, brought) = play(seed.wrapping_add(world), COMMANDS_EACH.min(all));
        (taken, refused, brought_in) = (taken + more, refused + fewer, brought_in + brought);
    }
    println!("{taken} commands were taken, {refused} refused; {brought_in} times something was brought in");
    assert!(brought_in > 0 || all < 10_000, "backfills find something");
    assert!(
        taken * 10 > all && refused * 10 > all,
        "both are tried: {taken} taken, {refused} refused of {all}"
    );
}

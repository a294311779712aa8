//! The worked examples and sums of the study notes, with the numbers written there.
//!
//! A test bears the number of its item. items.rs says which test shows each of the others.

mod firehose;
mod items;
mod streams;

use engine::command::{Command, Kinesis, Reply};
use engine::era::Era;
use engine::kernel::{Span, Time};
use engine::names::Name;
use engine::record::Stored;
use engine::story::{self, Story};
use engine::view::{self, View};
use engine::world::World;

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn start(text: &str) -> World {
    let story = Story::parse(text).unwrap_or_else(|error| panic!("{error}"));
    story::start(&story).expect("it starts")
}

/// A world with an ACTIVE stream `s`, at 2 s.
fn stream(era: Era, shards: u32) -> World {
    let mut world = World::new(era, 1);
    line(&mut world, &format!("aws kinesis create-stream --stream-name s --shard-count {shards}"));
    world.advance(Time::seconds(2), u64::MAX);
    world
}

fn try_line(world: &mut World, line: &str) -> Result<Reply, String> {
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    world.apply(&command).map_err(|refusal| refusal.to_string())
}

fn line(world: &mut World, line: &str) -> Reply {
    try_line(world, line).unwrap_or_else(|refusal| panic!("{line}: {refusal}"))
}

fn wait(world: &mut World, span: Span) {
    let until = world.now() + span;
    world.advance(until, u64::MAX);
}

fn at(world: &mut World, seconds: u64) -> View {
    world.advance(Time::seconds(seconds), u64::MAX);
    let view = view::view(world);
    assert!(view.ledger.balanced, "at {seconds} s: {:?}", view.ledger);
    view
}

/// PutRecords of records that go to the given hash keys. Gives how many were refused.
fn put_to(world: &mut World, hashes: &[u128], bytes: usize) -> usize {
    let record =
        |hash: &u128| Stored { key: "k".to_owned(), data: vec![b'x'; bytes], explicit_hash_key: Some(*hash) };
    let records: Vec<Stored> = hashes.iter().map(record).collect();
    let command = Command::Kinesis(Kinesis::PutRecords { stream: name("s"), records: records.into() });
    match world.apply(&command) {
        Ok(Reply::RecordsPut { failed, .. }) => failed,
        other => panic!("{other:?}"),
    }
}

fn put(world: &mut World, key: &str) -> (u32, String) {
    let record = Stored { key: key.to_owned(), data: b"hello".to_vec(), explicit_hash_key: None };
    let command = Command::Kinesis(Kinesis::PutRecord { stream: name("s"), record, ordering: None });
    match world.apply(&command) {
        Ok(Reply::RecordPut { number, .. }) => (number.shard.0, number.to_string()),
        other => panic!("{other:?}"),
    }
}

/// First and last hash key of each open shard.
fn ranges(world: &World) -> Vec<(u128, u128)> {
    let stream = world.streams().stream(&name("s")).expect("a stream");
    stream.open_shards().map(|shard| (shard.range.start, shard.range.end)).collect()
}

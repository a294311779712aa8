//! The control plane of data streams by table: one below, at, and one above each limit, with AWS's texts.

mod lifecycle;
mod listing;
mod rates;
mod resharding;
mod settings;

use engine::command::{
    Command, IteratorStart, Kinesis, ListShards, RecordRead, Reply, ShardFilter, ShardMetric, SplitAt,
    StreamDescription,
};
use engine::era::Era;
use engine::kernel::{Span, Time};
use engine::limits::{self, Limit};
use engine::names::{Name, ShardId};
use engine::record::Stored;
use engine::refusal::{ErrorName, Refusal};
use engine::streams::Shard;
use engine::world::World;

type Answer = Result<Reply, Refusal>;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn call(world: &mut World, call: Kinesis) -> Answer {
    world.apply(&Command::Kinesis(call))
}

fn create(stream: &str, shards: u32) -> Kinesis {
    let (stream, shard_count) = (name(stream), Some(shards));
    Kinesis::CreateStream { stream, shard_count, mode: None, max_record_kib: None, tags: Vec::new() }
}

/// A world with an ACTIVE stream `s`, at 2 s.
fn world(era: Era, shards: u32) -> World {
    let mut world = World::new(era, 1);
    call(&mut world, create("s", shards)).unwrap();
    wait(&mut world, Span::seconds(2));
    world
}

fn wait(world: &mut World, span: Span) {
    world.advance(world.now() + span, u64::MAX);
}

fn check(answer: Answer, error: ErrorName, message: &str) {
    let refusal = answer.unwrap_err();
    assert_eq!((refusal.error, refusal.message.as_str()), (error, message));
}

fn status(world: &World) -> &'static str {
    world.streams().stream(&name("s")).map_or("gone", |stream| stream.status.as_str())
}

fn split(world: &mut World, shard: u32, at: u128) -> Answer {
    call(world, Kinesis::SplitShard { stream: name("s"), shard: ShardId(shard), at: SplitAt::HashKey(at) })
}

fn merge(world: &mut World, shard: u32, adjacent: u32) -> Answer {
    let (shard, adjacent) = (ShardId(shard), ShardId(adjacent));
    call(world, Kinesis::MergeShards { stream: name("s"), shard, adjacent })
}

fn open(world: &World) -> Vec<(u32, u128, u128)> {
    let mut open: Vec<&Shard> = world.streams().stream(&name("s")).unwrap().open_shards().collect();
    open.sort_by_key(|shard| shard.range.start);
    open.iter().map(|shard| (shard.id.0, shard.range.start, shard.range.end)).collect()
}

fn open_ids(world: &World) -> Vec<u32> {
    open(world).iter().map(|(id, _, _)| *id).collect()
}

fn midpoint(world: &World, shard: u32) -> u128 {
    world.streams().midpoint(&name("s"), ShardId(shard)).unwrap()
}

/// Splits a shard in its middle and waits until ACTIVE.
fn halve(world: &mut World, shard: u32) {
    let at = midpoint(world, shard);
    split(world, shard, at).unwrap();
    wait(world, Span::seconds(30));
}

fn put(world: &mut World, key: &str, data: usize) -> Answer {
    let record = Stored { key: key.to_owned(), data: vec![b'x'; data], explicit_hash_key: None };
    call(world, Kinesis::PutRecord { stream: name("s"), record, ordering: None })
}

/// All that shard 0 holds.
fn read(world: &mut World) -> Vec<RecordRead> {
    let start = IteratorStart::TrimHorizon;
    let ask = Kinesis::GetShardIterator { stream: name("s"), shard: ShardId(0), start };
    let Ok(Reply::ShardIterator(iterator)) = call(world, ask) else { panic!() };
    let Ok(Reply::Records(read)) = call(world, Kinesis::GetRecords { iterator, limit: None }) else {
        panic!()
    };
    read.records
}

fn describe(world: &mut World, limit: Option<u64>, after: Option<u32>) -> StreamDescription {
    let ask = Kinesis::DescribeStream { stream: name("s"), limit, exclusive_start: after.map(ShardId) };
    let Ok(Reply::Stream(description)) = call(world, ask) else { panic!() };
    description
}

fn listed(world: &mut World, ask: ListShards) -> (Vec<u32>, Option<String>) {
    let answer = call(world, Kinesis::ListShards(ask));
    let Ok(Reply::Shards { shards, next_token }) = answer else { panic!("{answer:?}") };
    (shards.iter().map(|shard| shard.id.0).collect(), next_token)
}

fn filtered(world: &mut World, filter: ShardFilter) -> Vec<u32> {
    listed(world, ListShards { filter: Some(filter), ..ListShards::of(name("s")) }).0
}

// Life of a stream: O01, DeleteStream.

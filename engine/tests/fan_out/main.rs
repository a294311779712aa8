//! Enhanced fan-out by table: registered consumers, subscriptions, and what each of them gets and when.

use engine::command::{Command, Consumer, ConsumerDescription, IteratorStart, Kinesis, Reply, SplitAt};
use engine::era::Era;
use engine::event::{Event, SubscriptionEnd, What};
use engine::kernel::Time;
use engine::names::{Name, ShardId};
use engine::record::Stored;
use engine::refusal::{ErrorName, Refusal};
use engine::view;
use engine::world::World;

mod pushes;
mod registration;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A world with an ACTIVE stream `s` of one shard, at 2 s.
fn world(era: Era) -> World {
    let mut world = World::new(era, 1);
    let create = Kinesis::CreateStream {
        stream: name("s"),
        shard_count: Some(1),
        mode: None,
        max_record_kib: None,
        tags: Vec::new(),
    };
    world.apply(&Command::Kinesis(create)).unwrap();
    to(&mut world, 2_000);
    world
}

fn to(world: &mut World, millis: u64) {
    world.advance(Time::millis(millis), u64::MAX);
}

fn later(world: &mut World, millis: u64) {
    let at = world.now().as_millis() + millis;
    to(world, at);
}

fn call(world: &mut World, call: Kinesis) -> Result<Reply, Refusal> {
    world.apply(&Command::Kinesis(call))
}

fn register(world: &mut World, consumer: &str) -> Result<Reply, Refusal> {
    call(world, Kinesis::RegisterStreamConsumer { stream: name("s"), consumer: name(consumer) })
}

fn who(consumer: &str) -> Consumer {
    Consumer { stream: name("s"), consumer: name(consumer), created: None }
}

fn describe(world: &mut World, consumer: &str) -> Result<ConsumerDescription, Refusal> {
    let reply = call(world, Kinesis::DescribeStreamConsumer(who(consumer)))?;
    let Reply::Consumer(described) = reply else { panic!("{reply:?}") };
    Ok(described)
}

fn subscribe_at(world: &mut World, consumer: &str, shard: u32, start: IteratorStart) -> Result<u64, Refusal> {
    let ask = Kinesis::SubscribeToShard { consumer: who(consumer), shard: ShardId(shard), start };
    let reply = call(world, ask)?;
    let Reply::Subscribed { subscription } = reply else { panic!("{reply:?}") };
    Ok(subscription)
}

fn subscribe(world: &mut World, consumer: &str) -> Result<u64, Refusal> {
    subscribe_at(world, consumer, 0, IteratorStart::Latest)
}

/// One record of `bytes` with its key.
fn put(world: &mut World, bytes: usize) -> String {
    let record = Stored { key: "k".to_owned(), data: vec![b'x'; bytes - 1], explicit_hash_key: None };
    let reply = call(world, Kinesis::PutRecord { stream: name("s"), record, ordering: None }).unwrap();
    let Reply::RecordPut { number, .. } = reply else { panic!("{reply:?}") };
    number.to_string()
}

fn check<T: std::fmt::Debug>(result: Result<T, Refusal>, error: ErrorName, message: &str) {
    let refusal = result.unwrap_err();
    assert_eq!((refusal.error, refusal.message.as_str()), (error, message));
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pushed {
    at: Time,
    subscription: u64,
    first: u64,
    records: u64,
    bytes: u64,
    ended: bool,
}

fn pushes(world: &World) -> Vec<Pushed> {
    let of = |event: &Event| {
        let What::RecordsPushed { subscription, first, records, bytes, ended, .. } = event.what else {
            return None;
        };
        Some(Pushed { at: event.at, subscription, first, records, bytes, ended })
    };
    world.journal().from(0).filter_map(of).collect()
}

fn ends(world: &World) -> Vec<(Time, u64, SubscriptionEnd)> {
    let of = |event: &Event| {
        let What::SubscriptionEnded { subscription, why, .. } = event.what else { return None };
        Some((event.at, subscription, why))
    };
    world.journal().from(0).filter_map(of).collect()
}

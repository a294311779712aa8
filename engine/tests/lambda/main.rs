//! A Lambda function that reads a stream by an event source mapping: stories with their numbers.

#[path = "../common/said.rs"]
mod said;
mod api;
mod batches;
mod destinations;
mod failures;
mod filters;
mod order;
mod readers;
mod shared;
mod whys;
mod windows;
mod words;

use engine::kernel::Time;
use engine::names::Name;
use engine::story::{self, Story};
use engine::view::{self, LaneView, MappingView, ReaderView, View};
use engine::world::World;

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn start(text: &str) -> World {
    let story = Story::parse(text).unwrap_or_else(|error| panic!("{error}"));
    story::start(&story).unwrap_or_else(|error| panic!("{error}"))
}

fn line(world: &mut World, line: &str) {
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    world.apply(&command).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
}

fn refused(world: &mut World, line: &str) -> String {
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    world.apply(&command).expect_err(line).to_string()
}

/// The view at a second of the story; the accounts must balance.
fn at(world: &mut World, seconds: u64) -> View {
    at_time(world, Time::seconds(seconds))
}

fn at_time(world: &mut World, time: Time) -> View {
    world.advance(time, u64::MAX);
    let view = view::view(world);
    assert!(view.ledger.balanced, "at {time:?}: {:?}", view.ledger);
    view
}

fn reader<'a>(view: &'a View, who: &str) -> &'a ReaderView {
    view.readers.iter().find(|it| it.name.as_str() == who).expect("the reader")
}

fn mapping(view: &View) -> &MappingView {
    reader(view, "fn").lambda.as_ref().expect("an event source mapping")
}

fn lane(view: &View, shard: u32) -> &LaneView {
    mapping(view).lanes.iter().find(|it| it.shard.0 == shard).expect("the lane")
}

/// Every record that was taken is processed, given up, expired, or still to be read: none twice, none never.
fn assert_all_there(view: &View) {
    let (fun, taken) = (reader(view, "fn"), view.streams[0].taken);
    let it = mapping(view);
    let waiting: u64 = it.lanes.iter().map(|lane| lane.batch + lane.waiting).sum();
    let unread: u64 = taken - fun.read - it.discarded - it.expired;
    assert!(waiting <= unread, "{waiting} wait of {unread}");
    // With one lane for each shard nothing is processed before what lies before it.
    if it.parallelization_factor == 1 {
        assert_eq!(fun.lag, unread, "{fun:?}");
    }
}

/// A stream `s` with a producer `p`.
fn stream(shards: u32, rate: u64) -> String {
    format!(
        "seed 7\naws kinesis create-stream --stream-name s --shard-count {shards}\n\
         producer p to s rate {rate}/s size 100B keys uniform 1000\n"
    )
}

fn put(key: &str) -> String {
    format!("aws kinesis put-record --stream-name s --partition-key {key} --data eA==")
}

//! A group of KCL workers and its lease table: stories with their numbers.

#[path = "../common/said.rs"]
mod said;
mod capacity;
mod failover;
mod fan_out;
mod parents;
mod sharing;
mod table;
mod whys;
mod words;

use engine::kernel::Time;
use engine::names::{Name, ShardId};
use engine::story::{self, Story};
use engine::view::{self, KclView, ReaderView, TableView, View};
use engine::world::World;

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn start(text: &str) -> World {
    let story = Story::parse(text).unwrap_or_else(|error| panic!("{error}"));
    story::start(&story).expect("it starts")
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

fn kcl<'a>(view: &'a View, who: &str) -> &'a KclView {
    reader(view, who).kcl.as_ref().expect("a group of workers")
}

fn table<'a>(view: &'a View, who: &str) -> &'a TableView {
    view.tables.iter().find(|it| it.name.as_str() == who).expect("the table")
}

/// How many leases each worker has, by number.
fn leases(view: &View, who: &str) -> Vec<usize> {
    kcl(view, who).workers.iter().map(|worker| worker.leases.len()).collect()
}

/// A stream `s` with a producer `p`.
fn stream(shards: u32, rate: u64) -> String {
    format!(
        "seed 7\naws kinesis create-stream --stream-name s --shard-count {shards}\n\
         producer p to s rate {rate}/s size 100B keys uniform 1000\n"
    )
}

/// No lease is worked on by two workers, except that one whose lease was stolen notices it at its next renewal.
fn at_most_one_works(world: &World, shards: u32) -> usize {
    let group = world.actors().groups().next().expect("a group");
    (0..shards).map(|id| group.works_on(ShardId(id), world.now()).count()).max().unwrap_or(0)
}

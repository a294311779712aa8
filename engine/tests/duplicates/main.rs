//! Copies: answers that never come, readers that go on from a bookmark, and what an idempotent sink makes of both.

mod answers;
mod connections;
mod library;
mod order;
mod sinks;
mod twins;
mod words;

use std::collections::BTreeSet;

use engine::kernel::Time;
use engine::names::Name;
use engine::record::{Batch, Identity};
use engine::story::{self, Story};
use engine::view::{self, BookmarksView, LineView, ProducerView, ReaderSinkView, ReaderView, View};
use engine::world::World;

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn world(text: &str) -> World {
    let story = Story::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    story::start(&story).unwrap_or_else(|refusal| panic!("{refusal}"))
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
    world.advance(Time::seconds(seconds), u64::MAX);
    let view = view::view(world);
    assert!(view.ledger.balanced, "at {seconds} s: {:?}", view.ledger);
    view
}

fn producer<'a>(view: &'a View, who: &str) -> &'a ProducerView {
    view.producers.iter().find(|it| it.name.as_str() == who).expect("the producer")
}

fn wire(view: &View, who: &str) -> LineView {
    producer(view, who).line.expect("it has a line of its own")
}

fn reader<'a>(view: &'a View, who: &str) -> &'a ReaderView {
    view.readers.iter().find(|it| it.name.as_str() == who).expect("the reader")
}

fn sink<'a>(view: &'a View, who: &str) -> &'a ReaderSinkView {
    reader(view, who).sink.as_ref().expect("it writes")
}

fn bookmarks<'a>(view: &'a View, who: &str) -> &'a BookmarksView {
    reader(view, who).bookmarks.as_ref().expect("it notes its place")
}

/// Every record that stream `s` holds, with its shard and index.
fn records(world: &World) -> Vec<(engine::names::ShardId, u64, Batch, usize)> {
    let stream = world.streams().stream(&name("s")).expect("the stream");
    let mut all = Vec::new();
    for shard in stream.shards() {
        for slice in shard.slices(0..shard.tip()) {
            for i in slice.places.clone() {
                all.push((shard.id, slice.batch.index(i), slice.batch.clone(), i));
            }
        }
    }
    all
}

/// What stream `s` holds: how many user records, and how many different ones.
fn held(world: &World) -> (u64, u64) {
    let all: Vec<Identity> = records(world)
        .iter()
        .flat_map(|(_, _, batch, i)| batch.source.identities(batch.offset(*i)))
        .collect();
    let different: BTreeSet<&Identity> = all.iter().collect();
    (all.len() as u64, different.len() as u64)
}

fn stream(shards: u32) -> String {
    format!("seed 7\naws kinesis create-stream --stream-name s --shard-count {shards}\n")
}

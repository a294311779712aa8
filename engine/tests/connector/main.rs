//! Applications of the Kinesis Connector Library: stories with their numbers.

mod emitter;
mod items;
mod pipeline;
mod redshift;
mod tools;
mod words;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::kernel::Time;
use engine::names::Name;
use engine::story::{self, Story};
use engine::view::{self, BucketView, ConnectorView, ReaderView, View};
use engine::world::World;

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

/// The view at a millisecond of the story. The accounts must balance: the ledger's, and each connector's own.
fn at_ms(world: &mut World, ms: u64) -> View {
    world.advance(Time::millis(ms), u64::MAX);
    let view = view::view(world);
    assert!(view.ledger.balanced, "at {ms} ms: {:?}", view.ledger);
    for it in view.readers.iter().filter_map(|reader| reader.connector.as_ref()) {
        let sum = it.unreadable + it.filtered + it.buffered + it.emitted + it.given_up + it.forgotten;
        assert_eq!(it.taken, sum, "at {ms} ms: {it:?}");
    }
    view
}

fn at(world: &mut World, seconds: u64) -> View {
    at_ms(world, seconds * 1_000)
}

fn reader<'a>(view: &'a View, who: &str) -> &'a ReaderView {
    view.readers.iter().find(|it| it.name.as_str() == who).expect("the reader")
}

fn connector<'a>(view: &'a View, who: &str) -> &'a ConnectorView {
    reader(view, who).connector.as_ref().expect("a connector")
}

fn bucket<'a>(view: &'a View, name: &str) -> &'a BucketView {
    view.buckets.iter().find(|it| it.name.as_str() == name).expect("the bucket")
}

fn opened(world: &World, key: &str) -> Vec<u8> {
    let bucket = Name::parse("lake").expect("a name");
    world.buckets().object(&bucket, key).expect("the object").content.0.bytes()
}

/// A stream `s` of one shard, which is there from 5 s on.
fn stream() -> World {
    let mut world = start("seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n");
    at(&mut world, 5);
    world
}

/// Puts records, 900 a second at most, and 900 kB.
fn put(world: &mut World, data: &[Vec<u8>]) {
    let at_once = 900.min(900_000 / data[0].len());
    for (i, data) in data.iter().enumerate() {
        if i % at_once == at_once - 1 {
            let next = world.now().as_millis() + 1_000;
            world.advance(Time::millis(next), u64::MAX);
        }
        let data = STANDARD.encode(data);
        line(world, &format!("aws kinesis put-record --stream-name s --partition-key k --data {data}"));
    }
}

fn zeros(records: usize, bytes: usize) -> Vec<Vec<u8>> {
    vec![vec![b'0'; bytes]; records]
}

//! Whole stories with the real tools: partitions by jq, and objects of columns.

mod conversion;
mod partitions;
mod why;

use engine::command::{
    Buffering, Command, CreateDeliveryStream, Destination, Firehose, Processor, Reply, S3Settings,
};
use engine::era::Era;
use engine::kernel::Time;
use engine::names::Name;
use engine::story;
use engine::view::{self, View};
use engine::world::World;

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn world() -> World {
    World::new(Era::Today, 1).with_tools(&tools::native())
}

fn line(world: &mut World, line: &str) -> Reply {
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    world.apply(&command).unwrap_or_else(|refusal| panic!("{line}: {refusal}"))
}

/// Objects into `lake`, failures below `error/`, with hints of 64 MiB and 60 s.
fn destination(s3: impl FnOnce(&mut S3Settings), processors: Vec<Processor>) -> Destination {
    let mut destination = Destination { processors, ..Destination::s3(name("lake")) };
    destination.s3.error_prefix = Some("error/".to_owned());
    destination.s3.buffering = Some(Buffering { mib: 64, seconds: 60 });
    s3(&mut destination.s3);
    destination
}

fn create(destination: Destination) -> Command {
    let ask = CreateDeliveryStream::new(name("d"), None, destination);
    Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))
}

fn put(world: &mut World, data: impl AsRef<[u8]>) {
    let data = data.as_ref().to_vec();
    let command = Command::Firehose(Firehose::PutRecord { delivery_stream: name("d"), data });
    world.apply(&command).expect("it is taken");
}

fn at(world: &mut World, seconds: u64) -> View {
    world.advance(Time::seconds(seconds), u64::MAX);
    let view = view::view(world);
    assert!(view.ledger.balanced, "at {seconds} s: {:?}", view.ledger);
    view
}

/// Name and bytes of the objects, in the order of their names.
fn objects(world: &World) -> Vec<(String, Vec<u8>)> {
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let mut objects: Vec<_> =
        bucket.objects().map(|object| (object.key.clone(), object.content.0.bytes())).collect();
    for (object, (key, bytes)) in bucket.objects().zip(&objects) {
        assert_eq!(object.bytes, bytes.len() as u64, "{key}");
    }
    objects.sort();
    objects
}

/// The lines of the failure folder as JSON.
fn failures(world: &World) -> Vec<serde_json::Value> {
    let failed = objects(world).into_iter().filter(|(key, _)| key.starts_with("error/"));
    let text: Vec<u8> = failed.flat_map(|(_, bytes)| bytes).collect();
    let text = String::from_utf8(text).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

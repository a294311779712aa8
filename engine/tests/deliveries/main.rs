//! Where Firehose delivers, what happens when a destination fails, and that every record has an account.

mod backfill;
mod creating;
mod deleting;
mod bounds;
mod faults;
mod four_answers;
mod in_flight;
mod kpl;
mod metrics;
mod no_code;
mod objects;
mod own_function;
mod order;
mod partitions;
mod places;
mod record_metadata;
mod redshift;
mod requests;
mod road;
mod slow;
mod transform;
mod why;

use engine::command::{
    Buffering, Command, Compression, CreateDeliveryStream, DeliverTo, Destination, Firehose, HttpHeaders,
    IndexRotation, Processor, Reply, SearchService,
};
use engine::era::Era;
use engine::event::{Folder, What};
use engine::kernel::{Span, Time};
use engine::names::Name;
use engine::story;
use engine::view::{self, View};
use engine::world::World;

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn line(world: &mut World, line: &str) -> Reply {
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    world.apply(&command).unwrap_or_else(|refusal| panic!("{line}: {refusal}"))
}

fn line_error(world: &mut World, line: &str) -> String {
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    world.apply(&command).expect_err("it is refused").to_string()
}

/// A delivery stream `d` by Direct PUT, with hints of 1 MiB and 60 s.
fn create(world: &mut World, destination: Destination) {
    try_create(world, destination).expect("it is made");
}

fn try_create(world: &mut World, mut destination: Destination) -> Result<Reply, String> {
    destination.s3.buffering.get_or_insert(Buffering { mib: 1, seconds: 60 });
    let ask = CreateDeliveryStream::new(name("d"), None, destination);
    let command = Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)));
    world.apply(&command).map_err(|refusal| refusal.to_string())
}

fn s3() -> Destination {
    Destination::s3(name("lake"))
}

fn redshift(retry: Option<u64>) -> Destination {
    let to = DeliverTo::Redshift {
        url: "jdbc:redshift://dwh.x.us-east-1.redshift.amazonaws.com:5439/dev".to_owned(),
        cluster: name("dwh"),
        database: "dev".to_owned(),
        table: "clicks".to_owned(),
        options: "json 'auto'".to_owned(),
        retry: retry.map(Span::seconds),
    };
    Destination { to, ..s3() }
}

const HINTS: Buffering = Buffering { mib: 1, seconds: 60 };

fn search(retry: Option<u64>) -> Destination {
    let to = DeliverTo::OpenSearch {
        service: SearchService::OpenSearch,
        domain: name("logs"),
        index: "clicks".to_owned(),
        rotation: IndexRotation::OneDay,
        buffering: Some(HINTS),
        retry: retry.map(Span::seconds),
    };
    Destination { to, ..s3() }
}

fn splunk(acknowledged_within: Option<Span>, retry: Option<Span>) -> Destination {
    let to = DeliverTo::Splunk {
        url: "https://hec.example.com:8088".to_owned(),
        raw: false,
        collector: name("hec"),
        buffering: None,
        acknowledged_within,
        retry,
    };
    Destination { to, ..s3() }
}

fn http(retry: Option<Span>) -> Destination {
    let to = DeliverTo::Http {
        endpoint: name("api"),
        name: None,
        headers: HttpHeaders::default(),
        url: "https://api/x".to_owned(),
        buffering: Some(HINTS),
        retry,
    };
    Destination { to, ..s3() }
}

fn with_function(mut destination: Destination) -> Destination {
    let function = name("f");
    destination.processors.push(Processor::Lambda {
        function,
        retries: None,
        size_milli_mib: None,
        interval_s: None,
    });
    destination
}

fn put(world: &mut World, data: &str) {
    let data = data.as_bytes().to_vec();
    let command = Command::Firehose(Firehose::PutRecord { delivery_stream: name("d"), data });
    world.apply(&command).expect("it is taken");
}

fn at(world: &mut World, seconds: u64) -> View {
    world.advance(Time::seconds(seconds), u64::MAX);
    let view = view::view(world);
    assert!(view.ledger.balanced, "at {seconds} s: {:?}", view.ledger);
    view
}

/// The text of an object whose name has `part` in it.
fn object(world: &World, part: &str) -> String {
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let object = bucket.objects().find(|object| object.key.contains(part));
    let object = object.unwrap_or_else(|| panic!("no object with {part}"));
    String::from_utf8(object.content.0.bytes()).expect("text")
}

const DAY: u64 = 86_400;

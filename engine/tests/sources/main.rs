//! Agents, log subscriptions and IoT rules at work: what they make of lines, log events and messages, and that each is
//! sent once, whatever happens meanwhile.

use std::collections::BTreeMap;
use std::io::Read as _;

use engine::command::Reply;
use engine::kernel::{Span, Time};
use engine::names::Name;
use engine::story::{self, Story};
use engine::view::{self, AgentView, IotView, LogsView, ProducerView};
use engine::world::World;

use held::held;

#[path = "../common/held.rs"]
mod held;
mod agent;
mod crash;
mod iot;
mod logs;
mod story_lines;
mod whys;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn start(text: &str) -> World {
    story::start(&Story::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))).unwrap()
}

fn at(world: &mut World, ms: u64) {
    world.advance(Time::millis(ms), u64::MAX);
}

fn try_line(world: &mut World, line: &str) -> Result<Reply, String> {
    let command = story::command(line).map_err(|error| error.to_string())?;
    world.apply(&command).map_err(|refusal| refusal.to_string())
}

fn line(world: &mut World, line: &str) -> Reply {
    try_line(world, line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn source(world: &World, who: &str) -> ProducerView {
    view::view(world).producers.into_iter().find(|it| it.name.as_str() == who).unwrap()
}

fn agent(world: &World, who: &str) -> AgentView {
    *source(world, who).agent.unwrap()
}

fn logs(world: &World, who: &str) -> LogsView {
    *source(world, who).logs.unwrap()
}

fn iot(world: &World, who: &str) -> IotView {
    *source(world, who).iot.unwrap()
}

fn texts(world: &World, stream: &str) -> Vec<String> {
    held(world, stream).into_iter().map(|(.., data)| String::from_utf8(data).unwrap()).collect()
}

/// How often each text is there.
fn counted(texts: &[String]) -> BTreeMap<&str, usize> {
    let mut sums = BTreeMap::new();
    texts.iter().for_each(|text| *sums.entry(text.as_str()).or_default() += 1);
    sums
}

fn gunzip(data: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(data).read_to_string(&mut text).unwrap();
    text
}

/// The bytes of all objects of a bucket under the data prefix, in their order.
fn objects(world: &World, bucket: &str) -> Vec<u8> {
    let bucket = world.buckets().bucket(&name(bucket)).unwrap();
    bucket.objects().flat_map(|object| object.content.0.bytes()).collect()
}

/// Each line of the file has one account, and the services' ledger balances.
fn balances(world: &World, who: &str) {
    let it = agent(world, who);
    let sum = it.skipped + it.filtered + it.unread + it.buffered + it.lines_sent;
    assert_eq!(it.written + it.repeated + it.repeats_due, sum, "at {:?}: {it:?}", world.now());
    assert!(view::view(world).ledger.balanced, "at {:?}", world.now());
}

const DELIVERY: &str = "aws firehose create-delivery-stream --delivery-stream-name d \
     --extended-s3-destination-configuration \
     BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}";

fn secs(n: u64) -> Span {
    Span::seconds(n)
}

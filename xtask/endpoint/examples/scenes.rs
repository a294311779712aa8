//! Every scene, lab and figure as scripts and as a template, for others' tools to try.
//!
//! `scenes FOLDER` writes `N.sh`, `N.py`, `N.yaml`, and `N.json`: its name, its era, and what must be there when the
//! script has run.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, error, fs};

use engine::api::copy::{Form, scene};
use engine::api::json;
use engine::command::{Command, Firehose, Lambda, StreamMode};
use engine::kernel::Time;
use engine::limits;
use engine::story::{self, Story};
use engine::world::World;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn error::Error>> {
    let folder = env::args().nth(1).ok_or("scenes FOLDER")?;
    fs::create_dir_all(&folder)?;
    let mut seen: Vec<String> = Vec::new();
    for (name, story, world) in worlds()? {
        let texts = Form::ALL.map(|form| scene(&world, &story.title, form));
        // Figures of a lesson often begin alike.
        if seen.contains(&texts[1]) {
            continue;
        }
        seen.push(texts[1].clone());
        let stem = Path::new(&folder).join(format!("{:03}", seen.len()));
        for (form, text) in Form::ALL.into_iter().zip(&texts) {
            let end = form.file().rsplit('.').next().unwrap_or_default();
            fs::write(stem.with_extension(end), text)?;
        }
        let wanted = json!({ "name": name, "era": story.era.name(), "wanted": wanted(world) });
        fs::write(stem.with_extension("json"), wanted.to_string())?;
    }
    println!("{}", seen.len());
    Ok(())
}

/// Each story as it begins; and some seconds later, where something that CloudFormation knows is there only then.
fn worlds() -> Result<Worlds, Box<dyn error::Error>> {
    let mut all = Vec::new();
    for (name, story) in stories()? {
        let mut world = story::start_lent(&story, &tools::native())?;
        let made = |world: &World| {
            let template = scene(world, "", Form::CloudFormation);
            LATER.into_iter().filter(|kind| template.contains(kind)).count()
        };
        let first = made(&world);
        all.push((name.clone(), story.clone(), world.clone()));
        world.advance(Time::seconds(LATER_S), u64::MAX);
        if made(&world) > first {
            all.push((format!("{name} after {LATER_S} s"), story, world));
        }
    }
    Ok(all)
}

/// Types of which stories make most after their beginning.
const LATER: [&str; 4] = [
    "AWS::Kinesis::StreamConsumer",
    "AWS::Lambda::EventSourceMapping",
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
];
const LATER_S: u64 = 8;

type Stories = Vec<(String, Story)>;
type Worlds = Vec<(String, Story, World)>;

fn stories() -> Result<Stories, lessons::document::Mistake> {
    let mut all: Stories = lessons::scenes()?.into_iter().map(|it| (it.id, it.story)).collect();
    all.extend(lessons::labs()?.into_iter().map(|it| (format!("lab {}", it.id), it.story)));
    for lesson in lessons::lessons()? {
        for (screen, place) in lesson.screens.into_iter().zip(1..) {
            all.extend(screen.figure.map(|story| (format!("{} {place}", lesson.id), story)));
        }
    }
    all.extend(OWN.map(|(name, text)| (name.to_owned(), Story::parse(text).expect("a story"))));
    Ok(all)
}

/// What no scene of the lab has.
const OWN: [(&str, &str); 4] = [
    (
        "mappings, one of them with fan-out",
        "bucket lost\naws kinesis create-stream --stream-name s --shard-count 1\n\
         consumer f reads s  lambda  batch-size 7  batching-window 3s  bisect yes  retry-attempts 2  on-failure s3 lost\n\
         consumer g reads s  lambda  via fan-out\n",
    ),
    (
        "a key that is disabled",
        "aws kinesis create-stream --stream-name s --shard-count 1\nat 2s aws kinesis start-stream-encryption \
         --stream-name s --encryption-type KMS --key-id alias/k\nat 6s aws kms disable-key --key-id alias/k\n",
    ),
    (
        "a role that Firehose may not take on",
        "aws firehose create-delivery-stream --delivery-stream-name d --s3-destination-configuration \
         RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake\ndeny firehose d sts:AssumeRole\n",
    ),
    (
        "an HTTP endpoint with headers",
        "aws firehose create-delivery-stream --delivery-stream-name d --http-endpoint-destination-configuration \
         'EndpointConfiguration={Url=https://api.example.com/in,AccessKey=k-1},RequestConfiguration={CommonAttributes=[\
         {AttributeName=env,AttributeValue=test},{AttributeName=team,AttributeValue=}]},S3Configuration={\
         RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake}'\n",
    ),
];

/// What a mapping has anew each time it is made.
const ANEW: [&str; 6] = [
    "UUID",
    "EventSourceMappingArn",
    "State",
    "StateTransitionReason",
    "LastModified",
    "LastProcessingResult",
];

/// As Lambda lists them, without what a new one has anew. One with fan-out is a comment of a script.
fn mappings(world: &mut World) -> Vec<Value> {
    let era = world.era();
    let command = Command::Lambda(Lambda::ListEventSourceMappings { function: None, stream: None });
    let reply = world.apply(&command).ok().and_then(|reply| json::answer(&command, &reply, era));
    let answer: Value = reply.and_then(|wire| serde_json::from_str(&wire.to_json()).ok()).unwrap_or_default();
    let all = answer["EventSourceMappings"].as_array().cloned().unwrap_or_default();
    let pushed: Vec<String> = world
        .actors()
        .mappings()
        .filter(|it| it.fan_out.is_some())
        .map(|it| format!(":function:{}", it.function()))
        .collect();
    let is_call =
        |it: &Value| !it["FunctionArn"].as_str().is_some_and(|arn| pushed.iter().any(|it| arn.ends_with(it)));
    let mut all: Vec<Value> = all.into_iter().filter(is_call).collect();
    for one in &mut all {
        for anew in ANEW {
            one.as_object_mut().and_then(|it| it.remove(anew));
        }
    }
    all
}

fn wanted(mut world: World) -> Value {
    let stream = |it: &engine::streams::Stream| {
        let metrics: Vec<_> = it.metrics.iter().map(|metric| metric.as_str()).collect();
        // Readers with fan-out register themselves when they begin.
        let actors = world.actors();
        let readers = actors.fan_outs().chain(actors.mappings().filter_map(|it| it.fan_out.as_ref()));
        let readers = readers.filter(|reader| reader.reader.stream == it.name);
        let mut consumers: BTreeSet<_> = it.consumers.keys().collect();
        for reader in readers {
            // The sixth of 2018 is refused.
            if (consumers.len() as u64) < limits::CONSUMERS.at(world.era()) {
                consumers.insert(&reader.name);
            }
        }
        json!({
            "name": it.name,
            "shards": it.open_count(),
            "hours": it.retention.as_seconds() / 3_600,
            "on_demand": it.mode == StreamMode::OnDemand,
            "key": it.next_key(),
            "metrics": metrics,
            "consumers": consumers,
        })
    };
    let streams: Vec<_> = world.streams().iter().map(stream).collect();
    let buckets: Vec<_> = world.buckets().iter().map(|(name, _)| name.to_string()).collect();
    let tables: Vec<_> = world.dynamodb().iter().map(|it| it.name.to_string()).collect();
    let names: Vec<_> = world.firehose().iter().map(|it| it.name.clone()).collect();
    let era = world.era();
    let mut deliveries = serde_json::Map::new();
    for name in names {
        let command = Command::Firehose(Firehose::DescribeDeliveryStream { delivery_stream: name.clone() });
        let reply = world.apply(&command).ok().and_then(|reply| json::answer(&command, &reply, era));
        let answer: Value =
            reply.and_then(|wire| serde_json::from_str(&wire.to_json()).ok()).unwrap_or_default();
        deliveries.insert(name.to_string(), answer["DeliveryStreamDescription"]["Destinations"].clone());
    }
    let mut mappings = mappings(&mut world);
    mappings.sort_by_key(Value::to_string);
    json!({
        "streams": streams,
        "buckets": buckets,
        "tables": tables,
        "deliveries": deliveries,
        "mappings": mappings,
    })
}

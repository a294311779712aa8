//! A whole scene as the calls that make it anew, in an order in which each finds what it needs.
//!
//! Promised: streams with their open shards, mode, retention, encryption, metrics, tags and consumers; delivery streams
//! as they are set now; buckets, tables, event source mappings; a first batch of each producer; at the end, keys that are
//! disabled. What has no equal in AWS is a note. Absent: records, objects and leases that are there already, resource
//! policies, and ranges of shards that are not equal (a note says so).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::mapping;
use super::node::Members;
use crate::actors::{Mapping, Producer, Reader};
use crate::command::{
    Command, CreateDeliveryStream, Dynamodb, Firehose, Kinesis, Kms, PutApi, ReadVia, S3, ShardMetric,
    SseKey, StreamMode, Table, TableCapacity, TableKey, Target,
};
use crate::dynamodb::TableStatus;
use crate::era::Era;
use crate::kernel::Span;
use crate::lambda::{Code, Function};
use crate::limits;
use crate::names::Name;
use crate::record::Stored;
use crate::security::MANAGED;
use crate::streams::{Pending, Stream};
use crate::view::{self, KeyView, RoleView};
use crate::world::World;

/// What a scene consists of.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// A call that any of AWS's tools can make.
    Call(Command),
    /// A stream, a delivery stream or a table must be ACTIVE before it goes on.
    Active(Active),
    /// CreateEventSourceMapping: there must be a function.
    Mapping {
        function: Name,
        stream: Name,
        fan_out: bool,
        members: Members,
    },
    /// A function, which somebody must upload.
    Function(Function),
    Glue(Table),
    /// A customer's key of KMS.
    Key(String),
    Role(Box<RoleView>),
    /// The first records of a producer.
    Puts(Box<Puts>),
    Note(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Active {
    Stream(Name),
    Consumer(Name, Name),
    DeliveryStream(Name),
    Table(Name),
}

#[derive(Clone, Debug)]
pub(super) struct Puts {
    /// The producer in words.
    pub about: String,
    pub command: Command,
    /// Its first record alone; `None` if that is too long for a line of a shell.
    pub first: Option<Command>,
    /// What makes a key, in Python.
    pub key: String,
    pub rate: u64,
}

/// Records of a first batch, and the bytes of data that it may hold.
const FIRST: u64 = 3;
const FIRST_BYTES: u64 = 1 << 19;
/// Bytes that a line of a shell may carry.
const LINE_BYTES: usize = 4_096;

/// All of a scene. A world is never empty: what is empty is the list.
pub(super) fn items(world: &World) -> Vec<Item> {
    let mut items = Vec::new();
    for (bucket, _) in world.buckets().iter() {
        items.push(Item::Call(Command::S3(S3::CreateBucket { bucket: bucket.clone() })));
    }
    items.extend(world.stores().catalog.iter().cloned().map(Item::Glue));
    items.extend(world.functions().iter().cloned().map(Item::Function));
    let view = view::view(world);
    let mut keys: Vec<String> = Vec::new();
    for stream in &view.streams {
        if let Ok(stream) = world.streams().stream(&stream.name) {
            keys.extend(stream.next_key().filter(|key| *key != MANAGED).map(str::to_owned));
        }
    }
    for delivery in world.firehose().iter() {
        if let Some((_, SseKey::Customer(key))) = delivery.encryption.status(world.now()) {
            keys.push(key);
        }
    }
    keys.sort_unstable();
    keys.dedup();
    items.extend(keys.into_iter().map(Item::Key));
    for stream in &view.streams {
        if let Ok(stream) = world.streams().stream(&stream.name) {
            of_stream(stream, world, &mut items);
        }
    }
    for table in world.dynamodb().iter() {
        let capacity = match table.status {
            TableStatus::Updating(capacity) => capacity,
            TableStatus::Creating | TableStatus::Active => table.capacity,
        };
        items.push(of_table(&table.name, table.key, capacity));
        items.push(Item::Active(Active::Table(table.name.clone())));
    }
    items.extend(
        view.roles.iter().filter(|it| !it.permissions.is_empty()).cloned().map(Box::new).map(Item::Role),
    );
    for delivery in world.firehose().iter() {
        let create = CreateDeliveryStream {
            delivery_stream: delivery.name.clone(),
            source: delivery.source.clone(),
            destination: delivery.destination.as_ref().clone(),
            tags: delivery.tags.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
            encryption: delivery
                .encryption
                .status(world.now())
                .filter(|(status, _)| status.starts_with("ENABL"))
                .map(|(_, key)| key),
        };
        items.push(Item::Call(Command::Firehose(Firehose::CreateDeliveryStream(Box::new(create)))));
        items.push(Item::Active(Active::DeliveryStream(delivery.name.clone())));
    }
    of_actors(world, &mut items);
    view.keys.iter().filter(|key| !key.managed).for_each(|key| of_key(key, &mut items));
    items
}

/// What has become of a customer's key. It stands last: with it gone, nothing before it could be done.
fn of_key(key: &KeyView, items: &mut Vec<Item>) {
    let name = || key.name.clone();
    let days = key.deleted_in_us.map(|us| Span(us).as_seconds().div_ceil(86_400));
    let call = match (key.state, days) {
        ("Disabled", _) => Kms::DisableKey { key: name() },
        ("PendingDeletion", Some(days)) => {
            let least = limits::KMS_WINDOW_LEAST.at(Era::Today);
            Kms::ScheduleKeyDeletion { key: name(), days: Some(days.max(least)) }
        }
        ("Deleted", _) => return items.push(Item::Note(format!("{} is deleted in the scene", key.name))),
        _ => return,
    };
    if key.name.starts_with("alias/") {
        items.push(Item::Note(
            "KMS takes the key's id in the place of its alias, which Shardlab takes:".into(),
        ));
    }
    items.push(Item::Call(Command::Kms(call)));
}

fn of_table(name: &Name, key: TableKey, capacity: TableCapacity) -> Item {
    Item::Call(Command::Dynamodb(Dynamodb::CreateTable { table: name.clone(), key, capacity }))
}

fn of_stream(stream: &Stream, world: &World, items: &mut Vec<Item>) {
    let era = world.era();
    let name = || stream.name.clone();
    let active = Item::Active(Active::Stream(name()));
    let mode = if let Some(Pending::Mode(mode)) = stream.pending { mode } else { stream.mode };
    let open = stream.scaling.as_ref().map_or(stream.open_count(), |scaling| scaling.target as usize);
    let on_demand = mode == StreamMode::OnDemand;
    let least = limits::MAX_RECORD_KIB_MIN.at(era);
    let create = Kinesis::CreateStream {
        stream: name(),
        shard_count: (!on_demand).then(|| u32::try_from(open).unwrap_or(u32::MAX)),
        mode: on_demand.then_some(mode),
        max_record_kib: Some(stream.max_record_kib).filter(|kib| *kib != least),
        tags: Vec::new(),
    };
    if !is_even(stream) {
        items.push(Item::Note(format!(
            "{} was resharded: the ranges of its {open} open shards are not those with which a new stream begins",
            stream.name
        )));
    }
    items.extend([Item::Call(Command::Kinesis(create)), active.clone()]);
    let mut then = |call: Kinesis| items.extend([Item::Call(Command::Kinesis(call)), active.clone()]);
    let hours = stream.retention.as_seconds() / 3_600;
    if hours != limits::RETENTION_DEFAULT.at(era) {
        then(Kinesis::IncreaseStreamRetentionPeriod { stream: name(), hours });
    }
    if let Some(key) = stream.next_key() {
        then(Kinesis::StartStreamEncryption { stream: name(), key: key.to_owned() });
    }
    if !stream.metrics.is_empty() {
        let metrics: Vec<ShardMetric> = stream.metrics.iter().copied().collect();
        then(Kinesis::EnableEnhancedMonitoring { stream: name(), metrics });
    }
    if !stream.tags.is_empty() {
        let tags = stream.tags.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        then(Kinesis::AddTagsToStream { stream: name(), tags });
    }
    let actors = world.actors();
    let readers = actors.fan_outs().chain(actors.mappings().filter_map(|it| it.fan_out.as_ref()));
    let readers = readers.filter(|it| it.reader.stream == stream.name).map(|it| &it.name);
    let mut consumers: BTreeSet<&Name> = stream.consumers.keys().collect();
    // One that is refused in the scene is not registered anew.
    for reader in readers {
        if (consumers.len() as u64) < limits::CONSUMERS.at(era) {
            consumers.insert(reader);
        }
    }
    for consumer in consumers {
        let call = Kinesis::RegisterStreamConsumer { stream: name(), consumer: consumer.clone() };
        items.push(Item::Call(Command::Kinesis(call)));
        items.push(Item::Active(Active::Consumer(name(), consumer.clone())));
    }
}

/// Whether its open shards have the ranges of a stream that is made with as many.
fn is_even(stream: &Stream) -> bool {
    let open: Vec<_> = stream.open_shards().map(|shard| shard.range.start).collect();
    let mut sorted = open.clone();
    sorted.sort_unstable();
    let even = crate::streams::HashRange::even(u32::try_from(open.len()).unwrap_or(1));
    stream.scaling.is_some() || sorted.into_iter().eq(even.into_iter().map(|range| range.start))
}

fn of_actors(world: &World, items: &mut Vec<Item>) {
    let actors = world.actors();
    items.extend(actors.mappings().filter(|it| !it.stopped).map(|it| of_mapping(it, world.era())));
    for producer in actors.producers().filter(|it| !it.stopped) {
        items.push(puts(producer, world));
    }
    let mut note = |text: String| items.push(Item::Note(text));
    for feed in actors.feeds().filter(|it| !it.stopped) {
        note(format!(
            "{} {} to {}: it runs outside of Kinesis, {}/s; set it up where it runs",
            feed.work.kind().word(),
            feed.name,
            feed.to,
            feed.rate
        ));
    }
    let reads = |it: &Reader, how: &str| format!("{} reads {}: {how}", it.who, it.stream);
    for it in actors.consumers().filter(|it| !it.stopped) {
        let every = crate::kernel::units::print_span(it.poll);
        note(reads(&it.reader, &format!("a program of your own calls GetRecords every {every}")));
    }
    for it in actors.fan_outs().filter(|it| !it.stopped) {
        note(reads(&it.reader, "a program of your own calls SubscribeToShard as the registered consumer"));
    }
    for it in actors.groups().filter(|it| !it.stopped) {
        let (workers, table) = (it.workers.len(), &it.app.table);
        let pushed = match it.app.config.via {
            ReadVia::Polling => "",
            ReadVia::FanOut => ", and registers its consumer",
        };
        let how = format!(
            "an application of the KCL with {workers} workers, which makes its table {table} itself{pushed}"
        );
        note(reads(&it.app.reader, &how));
    }
    for it in actors.analytics().filter(|it| !it.stopped) {
        note(reads(&it.reader, "an application that counts in windows"));
    }
    for (place, fault) in world.stores().faults.iter() {
        note(format!("a fault of the scene ({place}: {:?}) has no equal in AWS", fault.trouble));
    }
}

fn of_mapping(it: &Mapping, era: Era) -> Item {
    Item::Mapping {
        function: it.function().clone(),
        stream: it.reader.stream.clone(),
        fan_out: it.fan_out.is_some(),
        members: mapping::of_config(&it.config, it.reader.from, era),
    }
}

fn puts(producer: &Producer, world: &World) -> Item {
    let maker = producer.maker();
    let era = world.era();
    let about = format!(
        "{} to {}: {}/s, records of {}, keys {}, {}",
        producer.name,
        producer.to,
        producer.rate,
        crate::kernel::units::print_size(maker.size),
        maker.keys,
        producer.api.word()
    );
    let count = (FIRST_BYTES / maker.size.max(1)).clamp(1, FIRST);
    let most = match &producer.to {
        Target::Stream(name) => {
            world.streams().stream(name).map_or(limits::MAX_RECORD_KIB_MIN.at(era), |it| it.max_record_kib)
                * 1_024
        }
        Target::Firehose(_) | Target::Function(_) => limits::FIREHOSE_RECORD_BYTES.at(era),
    };
    let record = |n| Stored { key: maker.key(n), data: maker.data(n, world.now()), explicit_hash_key: None };
    let records: Arc<[Stored]> = (0..count).map(record).collect();
    if records.iter().any(|it| it.data.len() as u64 + it.key.len() as u64 > most) {
        return Item::Note(format!("{about}: each of its records is too large, and refused"));
    }
    let call = |records: Arc<[Stored]>| match (&producer.to, producer.api) {
        (Target::Stream(stream), PutApi::PutRecord) => {
            let record = records[0].clone();
            Some(Command::Kinesis(Kinesis::PutRecord { stream: stream.clone(), record, ordering: None }))
        }
        (Target::Stream(stream), PutApi::PutRecords | PutApi::Kpl) => {
            Some(Command::Kinesis(Kinesis::PutRecords { stream: stream.clone(), records }))
        }
        (Target::Firehose(name), PutApi::PutRecord) => {
            let data = records[0].data.clone();
            Some(Command::Firehose(Firehose::PutRecord { delivery_stream: name.clone(), data }))
        }
        (Target::Firehose(name), PutApi::PutRecords | PutApi::Kpl) => {
            Some(Command::Firehose(Firehose::PutRecordBatch { delivery_stream: name.clone(), records }))
        }
        (Target::Function(_), _) => None,
    };
    let short = records[0].data.len() <= LINE_BYTES;
    let first = short.then(|| call(records[..1].into())).flatten();
    let Some(command) = call(records) else { return Item::Note(about) };
    let key = super::keys::python(&maker.keys);
    Item::Puts(Box::new(Puts { about, command, first, key, rate: producer.rate }))
}

/// What a function does, as a line of ours says it.
pub(super) fn code(function: &Function) -> String {
    match &function.code {
        Code::Blueprint(blueprint) => format!("blueprint {}", blueprint.word()),
        Code::Verdicts(verdicts) => format!("answers {verdicts}"),
        Code::Own(source) => format!("source {}", crate::command::json_text(source.as_str())),
    }
}

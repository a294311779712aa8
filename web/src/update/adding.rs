//! What a palette button makes when nothing more is said: names, targets and settings that fit the scene.

use engine::command::feed::{LogFormat, Process, Rotate};
use engine::command::{
    Actor, Buffering, Command, CreateDeliveryStream, DeliverTo, Destination, FeedKind, FeedSetting, Firehose,
    HttpHeaders, IndexRotation, Kinesis, MappingSetting, PutApi, ReadFrom, ReadVia, S3, SearchService,
    Setting, SplitAt, Target,
};
use engine::era::Era;
use engine::kernel::Span;
use engine::keys::{KeySource, Keys};
use engine::names::{Name, ShardId};
use engine::view::View;

use crate::scene::DeliverKind;

/// A producer of even keys, to the first stream or else the first delivery stream with Direct PUT.
#[inline(never)]
pub fn producer(view: &View, to: Option<Target>) -> Result<Command, String> {
    let stream = || view.streams.first().map(|stream| Target::Stream(stream.name.clone()));
    let direct = || view.deliveries.iter().find(|delivery| delivery.source.is_none());
    let to = to.or_else(stream).or_else(|| direct().map(|delivery| Target::Firehose(delivery.name.clone())));
    let to = to.ok_or("A producer needs a stream to send to: make one in the terminal first.")?;
    let settings = vec![
        Setting::Rate(200),
        Setting::Size(500),
        Setting::Keys(Keys::only(KeySource::Uniform(100))),
        Setting::Api(PutApi::PutRecords),
    ];
    Ok(Command::Actor(Actor::Producer { name: free(view, "producer"), to, settings }))
}

/// A source that is no SDK producer, to the first stream or else the first delivery stream with Direct PUT.
#[inline(never)]
pub fn source(view: &View, kind: FeedKind) -> Result<Command, String> {
    let stream = || view.streams.first().map(|stream| Target::Stream(stream.name.clone()));
    let direct = || view.deliveries.iter().find(|delivery| delivery.source.is_none());
    let to = stream().or_else(|| direct().map(|delivery| Target::Firehose(delivery.name.clone())));
    let to = to.ok_or("A source needs a stream to send to: make one in the terminal first.")?;
    let (stem, rate, mut settings) = match kind {
        // A buffer of a second, so that the first records are soon to be seen; AWS's own is a minute.
        FeedKind::Agent => (
            "agent",
            40,
            vec![
                FeedSetting::Rotate(Rotate::Every(Span::seconds(60))),
                FeedSetting::Process(Process::LogToJson(LogFormat::CombinedApache)),
                FeedSetting::BufferAge(Span::SECOND),
            ],
        ),
        FeedKind::Logs => ("logs", 40, vec![FeedSetting::LogStreams(3)]),
        FeedKind::Iot => ("iot", 20, vec![]),
    };
    let mut all = vec![Setting::Rate(rate)];
    all.extend(settings.drain(..).map(Setting::Feed));
    Ok(Command::Actor(Actor::Feed { name: free(view, stem), kind, to, settings: all }))
}

/// The stream that a new reader reads: the first into which somebody puts, so that there is something to see.
#[inline(never)]
pub fn to_read(view: &View) -> Option<Name> {
    let fed = |name: &Name| view.producers.iter().any(|it| it.to == Target::Stream(name.clone()));
    let mut streams = view.streams.iter().map(|stream| &stream.name);
    streams.clone().find(|name| fed(name)).or_else(|| streams.next()).cloned()
}

/// A consumer: one that polls each second, or one with pipes of its own.
#[inline(never)]
pub fn consumer(view: &View, reads: Option<Name>, via: ReadVia) -> Result<Command, String> {
    let first = || to_read(view);
    let reads =
        reads.or_else(first).ok_or("A consumer needs a stream to read: make one in the terminal first.")?;
    let (stem, setting) = match via {
        ReadVia::Polling => ("consumer", Setting::Poll(Span::SECOND)),
        ReadVia::FanOut => ("fan-out", Setting::Via(via)),
    };
    Ok(Command::Actor(Actor::Consumer { name: free(view, stem), reads, settings: vec![setting] }))
}

/// A KCL application of two workers, with a table of its own name, from the oldest record.
#[inline(never)]
pub fn group(view: &View, reads: Option<Name>) -> Result<Command, String> {
    let first = || to_read(view);
    let reads = reads
        .or_else(first)
        .ok_or("A KCL application needs a stream to read: make one in the terminal first.")?;
    let settings = vec![Setting::Kcl, Setting::Workers(2), Setting::From(ReadFrom::TrimHorizon)];
    Ok(Command::Actor(Actor::Consumer { name: free(view, "kcl-app"), reads, settings }))
}

/// A Lambda function that reads from the oldest record on, by an event source mapping with its defaults.
#[inline(never)]
pub fn function(view: &View, reads: Option<Name>) -> Result<Command, String> {
    let first = || to_read(view);
    let reads = reads
        .or_else(first)
        .ok_or("A Lambda function needs a stream to read: make one in the terminal first.")?;
    let settings = vec![Setting::Mapping(MappingSetting::Lambda), Setting::From(ReadFrom::TrimHorizon)];
    Ok(Command::Actor(Actor::Consumer { name: free(view, "function"), reads, settings }))
}

/// A delivery stream from a stream to a bucket, which is made if there is none, or with that bucket to another store.
#[inline(never)]
pub fn firehose(view: &View, source: Option<Name>, to: DeliverKind) -> Result<Vec<Command>, String> {
    let first = || to_read(view);
    let mut commands = Vec::new();
    let bucket = match view.buckets.first() {
        Some(bucket) => bucket.name.clone(),
        None => {
            let bucket = free(view, "bucket");
            commands.push(Command::S3(S3::CreateBucket { bucket: bucket.clone() }));
            bucket
        }
    };
    let delivery_stream = free(view, "firehose");
    let mut destination = Destination::s3(bucket);
    destination.s3.prefix = format!("{delivery_stream}/");
    destination.to = deliver_to(view, to);
    destination.s3.buffering = Some(HINTS);
    let ask = CreateDeliveryStream::new(delivery_stream, source.or_else(first), destination);
    commands.push(Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask))));
    Ok(commands)
}

const HINTS: Buffering = Buffering { mib: 1, seconds: 60 };

/// The destination with names that nothing in the scene has.
#[inline(never)]
fn deliver_to(view: &View, kind: DeliverKind) -> DeliverTo {
    match kind {
        DeliverKind::S3 => DeliverTo::S3,
        DeliverKind::Redshift => {
            let (cluster, database) = (free(view, "cluster"), "dev".to_owned());
            DeliverTo::Redshift {
                url: format!("jdbc:redshift://{cluster}.x.us-east-1.redshift.amazonaws.com:5439/{database}"),
                cluster,
                database,
                table: "records".to_owned(),
                options: "json 'auto'".to_owned(),
                retry: None,
            }
        }
        DeliverKind::OpenSearch => DeliverTo::OpenSearch {
            service: match view.era {
                Era::Y2018 | Era::Y2020 => SearchService::Elasticsearch,
                Era::Today => SearchService::OpenSearch,
            },
            domain: free(view, "domain"),
            index: "records".to_owned(),
            rotation: IndexRotation::OneDay,
            buffering: Some(HINTS),
            retry: None,
        },
        // Splunk's hints are the same in two eras, and cannot be 1 MiB there.
        DeliverKind::Splunk => {
            let collector = free(view, "collector");
            DeliverTo::Splunk {
                url: format!("https://{collector}.example.com:8088"),
                collector,
                raw: true,
                buffering: None,
                acknowledged_within: None,
                retry: None,
            }
        }
        DeliverKind::Http => {
            let endpoint = free(view, "endpoint");
            let url = format!("https://{endpoint}.example.com/records");
            DeliverTo::Http {
                endpoint,
                url,
                name: None,
                headers: HttpHeaders::default(),
                buffering: Some(HINTS),
                retry: None,
            }
        }
    }
}

#[inline(never)]
pub fn split(stream: Name, shard: ShardId, at: SplitAt) -> Command {
    Command::Kinesis(Kinesis::SplitShard { stream, shard, at })
}

#[inline(never)]
pub fn merge(stream: Name, lower: ShardId, upper: ShardId) -> Command {
    Command::Kinesis(Kinesis::MergeShards { stream, shard: lower, adjacent: upper })
}

#[inline(never)]
pub fn set(name: &Name, setting: Setting) -> Command {
    Command::Actor(Actor::Set { name: name.clone(), settings: vec![setting] })
}

/// `producer-1`, or the next number that nothing in the scene has.
#[inline(never)]
pub fn free(view: &View, stem: &str) -> Name {
    let taken = |name: &str| {
        view.producers.iter().any(|producer| producer.name.as_str() == name)
            || view.readers.iter().any(|reader| reader.name.as_str() == name)
            || view.deliveries.iter().any(|delivery| delivery.name.as_str() == name)
            || view.stores.iter().any(|store| store.name.as_str() == name)
            || view.tables.iter().any(|table| table.name.as_str() == name)
            || view.buckets.iter().any(|bucket| bucket.name.as_str() == name)
            || view.streams.iter().flat_map(|it| &it.consumers).any(|consumer| consumer.name.as_str() == name)
    };
    let name = (1..)
        .map(|n| format!("{stem}-{n}"))
        .find(|name| !taken(name))
        .expect("there are more numbers than names");
    Name::parse(&name).expect("letters, a hyphen and digits")
}

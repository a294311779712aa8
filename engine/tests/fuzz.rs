//! Random commands, often bad ones, with random waits between them: whatever is asked, nothing panics, every record
//! is accounted for, open shards cover each hash key once, and what is refused changes nothing.
//!
//! 20,000 commands in the ordinary test. `SHARDLAB_FUZZ=1000000 cargo test --release -p engine --test fuzz` tries a
//! million; `SHARDLAB_SEED` takes a printed seed back.

mod common;

use common::test_seed;
use engine::command::{
    Actor, Backfill, Command, Consumer, Firehose, IteratorStart, Kinesis, ListShards, PutEntry, Reply, S3,
    ShardFilter, ShardMetric, SplitAt, StreamMode,
};
use engine::era::Era;
use engine::event::{Folder, What};
use engine::kernel::{Chance, Draw, Span};
use engine::names::{Name, ShardId};
use engine::record::Stored;
use engine::story;
use engine::view;
use engine::world::World;

/// A world forgets nothing, so each lives for so many commands.
const COMMANDS_EACH: u64 = 500;
/// What a wait may cost: a long one ends early where much happens.
const WAKES: u64 = 60;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// One of a few names, so that commands meet.
fn pick(draw: &mut Draw, prefix: &str, of: u64) -> Name {
    name(&format!("{prefix}{}", draw.below(of)))
}

fn stream(draw: &mut Draw) -> Name {
    pick(draw, "s", 5)
}

fn shard(draw: &mut Draw) -> ShardId {
    let bad = draw.below(30) == 0;
    ShardId(if bad { u32::MAX } else { u32::try_from(draw.below(12)).unwrap() })
}

/// A number near a bound that some call has, or any.
fn number(draw: &mut Draw) -> u64 {
    const NEAR: [u64; 20] =
        [0, 1, 2, 3, 5, 10, 23, 24, 25, 48, 100, 167, 168, 169, 1_023, 1_024, 8_760, 8_761, 10_241, u64::MAX];
    if draw.below(20) == 0 {
        return draw.bits();
    }
    NEAR[usize::try_from(draw.below(NEAR.len() as u64)).unwrap()]
}

fn maybe<T>(draw: &mut Draw, make: impl FnOnce(&mut Draw) -> T) -> Option<T> {
    (draw.below(2) == 0).then(|| make(draw))
}

fn hash(draw: &mut Draw) -> u128 {
    match draw.below(6) {
        0 => 0,
        1 => 1,
        2 => u128::MAX,
        3 => 1 << 127,
        _ => draw.bits128(),
    }
}

fn record(draw: &mut Draw) -> Stored {
    let key = match draw.below(20) {
        0 => String::new(),
        1 => "é".repeat(257),
        n => format!("key-{n}"),
    };
    let bytes = if draw.below(40) == 0 { 1_048_577 } else { [0, 1, 100, 3_000][draw.below(4) as usize] };
    let data = vec![b'x'; bytes];
    Stored { key, data, explicit_hash_key: (draw.below(4) == 0).then(|| hash(draw)) }
}

fn small(draw: &mut Draw) -> Stored {
    Stored { data: vec![b'x'; 50], ..record(draw) }
}

fn start(draw: &mut Draw, known: &Known) -> IteratorStart {
    match draw.below(6) {
        0 => IteratorStart::Latest,
        1 => IteratorStart::AtSequenceNumber(known.number.clone()),
        2 => IteratorStart::AfterSequenceNumber(known.number.clone()),
        3 => IteratorStart::AtTimestamp(known.millis.wrapping_add(draw.below(20_000)).wrapping_sub(10_000)),
        4 => IteratorStart::AtTimestamp(number(draw)),
        _ => IteratorStart::TrimHorizon,
    }
}

fn filter(draw: &mut Draw, known: &Known) -> ShardFilter {
    match draw.below(6) {
        0 => ShardFilter::AfterShardId(shard(draw)),
        1 => ShardFilter::AtTrimHorizon,
        2 => ShardFilter::FromTrimHorizon,
        3 => ShardFilter::AtLatest,
        4 => ShardFilter::AtTimestamp(known.millis),
        _ => ShardFilter::FromTimestamp(number(draw)),
    }
}

fn consumer(draw: &mut Draw) -> Consumer {
    Consumer { stream: stream(draw), consumer: pick(draw, "c", 3), created: maybe(draw, number) }
}

/// What answers have told, for later commands.
struct Known {
    iterator: String,
    token: String,
    number: String,
    /// Milliseconds of the Unix epoch, now.
    millis: u64,
}

impl Known {
    fn learn(&mut self, reply: &Reply) {
        let text = format!("{reply:?}");
        let digits = text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 56);
        if let Some(digits) = digits {
            digits.clone_into(&mut self.number);
        }
        if let Reply::RecordPut { entry: PutEntry::Taken { sequence_number, .. }, .. } = reply {
            self.number = sequence_number.to_string();
        } else if let Reply::ShardIterator(iterator) = reply {
            self.iterator.clone_from(iterator);
        } else if let Reply::Records(read) = reply {
            if let Some(next) = &read.next_iterator {
                self.iterator.clone_from(next);
            }
        } else if let Reply::Shards { next_token: Some(token), .. }
        | Reply::Streams { next_token: Some(token), .. } = reply
        {
            self.token.clone_from(token);
        }
    }
}

fn kinesis(draw: &mut Draw, known: &Known) -> Kinesis {
    let name = stream(draw);
    let metrics = |draw: &mut Draw| {
        (0..draw.below(3)).map(|_| ShardMetric::EACH[draw.below(7) as usize]).collect::<Vec<_>>()
    };
    let arn = format!("arn:aws:kinesis:us-east-1:123456789012:stream/{name}");
    match draw.below(43) {
        0..=3 => Kinesis::CreateStream {
            stream: name,
            shard_count: maybe(draw, |draw| [0, 1, 2, 3, 4, 5, 20_001][draw.below(7) as usize]),
            mode: maybe(draw, mode),
            max_record_kib: (draw.below(5) == 0).then(|| number(draw)),
            tags: tags(draw),
        },
        4 => Kinesis::DeleteStream { stream: name, enforce_consumer_deletion: draw.below(2) == 0 },
        5 => Kinesis::DescribeStream {
            stream: name,
            limit: maybe(draw, number),
            exclusive_start: maybe(draw, shard),
        },
        6 => Kinesis::DescribeStreamSummary { stream: name },
        7 => Kinesis::ListStreams {
            limit: maybe(draw, number),
            exclusive_start: maybe(draw, stream),
            next_token: maybe(draw, |_| known.token.clone()),
        },
        8 | 9 => Kinesis::ListShards(ListShards {
            stream: maybe(draw, stream),
            next_token: maybe(draw, |_| known.token.clone()),
            exclusive_start: maybe(draw, shard),
            max_results: maybe(draw, number),
            filter: maybe(draw, |draw| filter(draw, known)),
        }),
        10..=12 => Kinesis::PutRecord {
            stream: name,
            record: record(draw),
            ordering: (draw.below(5) == 0).then(|| known.number.clone()),
        },
        13..=15 => {
            let count = [0, 1, 5, 500, 501][draw.below(5) as usize];
            Kinesis::PutRecords { stream: name, records: vec![small(draw); count].into() }
        }
        16 | 17 => Kinesis::GetShardIterator { stream: name, shard: shard(draw), start: start(draw, known) },
        18..=20 => {
            let iterator = if draw.below(10) == 0 { "rubbish".to_owned() } else { known.iterator.clone() };
            Kinesis::GetRecords { iterator, limit: maybe(draw, number) }
        }
        21 | 22 => {
            let at = if draw.below(2) == 0 { SplitAt::Midpoint } else { SplitAt::HashKey(hash(draw)) };
            Kinesis::SplitShard { stream: name, shard: shard(draw), at }
        }
        23 | 24 => Kinesis::MergeShards { stream: name, shard: shard(draw), adjacent: shard(draw) },
        25 | 26 => Kinesis::UpdateShardCount {
            stream: name,
            target: u32::try_from(number(draw)).unwrap_or(u32::MAX),
        },
        27 => Kinesis::IncreaseStreamRetentionPeriod { stream: name, hours: number(draw) },
        28 => Kinesis::DecreaseStreamRetentionPeriod { stream: name, hours: number(draw) },
        29 => Kinesis::RegisterStreamConsumer { stream: name, consumer: pick(draw, "c", 3) },
        30 => Kinesis::DeregisterStreamConsumer(consumer(draw)),
        31 => Kinesis::DescribeStreamConsumer(consumer(draw)),
        32 => Kinesis::ListStreamConsumers {
            stream: name,
            max_results: maybe(draw, number),
            next_token: maybe(draw, |_| known.token.clone()),
        },
        33 => Kinesis::SubscribeToShard {
            consumer: consumer(draw),
            shard: shard(draw),
            start: start(draw, known),
        },
        34 => {
            let key = ["alias/aws/kinesis", "alias/k"][draw.below(2) as usize].to_owned();
            Kinesis::StartStreamEncryption { stream: name, key }
        }
        35 => Kinesis::StopStreamEncryption { stream: name, key: "alias/aws/kinesis".to_owned() },
        36 if draw.below(2) == 0 => {
            Kinesis::EnableEnhancedMonitoring { stream: name, metrics: metrics(draw) }
        }
        36 => Kinesis::DisableEnhancedMonitoring { stream: name, metrics: vec![ShardMetric::All] },
        37 => Kinesis::AddTagsToStream { stream: name, tags: tags(draw) },
        38 if draw.below(2) == 0 => {
            Kinesis::RemoveTagsFromStream { stream: name, keys: vec!["t1".to_owned()] }
        }
        38 => Kinesis::ListTagsForStream {
            stream: name,
            limit: maybe(draw, number),
            exclusive_start: maybe(draw, |_| "t2".to_owned()),
        },
        39 => Kinesis::UpdateStreamMode { stream: name, mode: mode(draw) },
        40 => Kinesis::UpdateMaxRecordSize { stream: name, kib: number(draw) },
        41 if draw.below(2) == 0 => Kinesis::DescribeLimits,
        41 => Kinesis::PutResourcePolicy { resource_arn: arn, policy: "{}".to_owned() },
        _ if draw.below(2) == 0 => Kinesis::GetResourcePolicy { resource_arn: arn },
        _ => Kinesis::DeleteResourcePolicy { resource_arn: arn },
    }
}

fn mode(draw: &mut Draw) -> StreamMode {
    if draw.below(2) == 0 { StreamMode::OnDemand } else { StreamMode::Provisioned }
}

fn tags(draw: &mut Draw) -> Vec<(String, String)> {
    let count = if draw.below(40) == 0 { 51 } else { draw.below(3) };
    (0..count).map(|i| (format!("t{i}"), "v".to_owned())).collect()
}

/// A line of ours or of Firehose, as a story writes it.
fn line(draw: &mut Draw) -> String {
    let (stream, n, other) = (stream(draw), draw.below(3), draw.below(3));
    let rate = [0, 1, 40, 1_500, 3_000_000][draw.below(5) as usize];
    let worker = 1 + draw.below(4);
    match draw.below(54) {
        13..=15 => format!(
            "consumer r{n} reads {stream} kcl workers {worker} table app{other} checkpoint {} work {other}ms from {}",
            ["batch", "never", "every 3s"][n as usize],
            ["latest", "trim-horizon", "at-timestamp 5s"][other as usize]
        ),
        16 => format!("set r{n} workers {worker} failover {}s", [1, 10, 300][other as usize]),
        17 | 18 => format!("crash r{n} worker {worker}"),
        19 => format!("heal r{n} worker {worker}"),
        37 | 38 => format!(
            "{} {} {}",
            ["allow", "deny", "revoke"][n as usize],
            ["p0", "r1", "a0", "r0", "firehose d0"][draw.below(5) as usize],
            ["kinesis:*", "*", "kms:Decrypt on alias/k", "dynamodb:*", "kms:GenerateDataKey", "s3:PutObject"]
                [draw.below(6) as usize]
        ),
        39 => format!(
            "aws kms {} --key-id alias/{}",
            ["disable-key", "enable-key", "schedule-key-deletion", "cancel-key-deletion"]
                [draw.below(4) as usize],
            ["k", "k", "aws/kinesis"][other as usize]
        ),
        40 => ["fault key k throttling", "heal key k", "fault key k throttling for 9s"][other as usize]
            .to_owned(),
        20 => format!(
            "aws dynamodb create-table --table-name app{other} --provisioned-throughput \
             ReadCapacityUnits=5,WriteCapacityUnits={worker}"
        ),
        21 => format!(
            "aws dynamodb update-table --table-name app{other} --provisioned-throughput \
             ReadCapacityUnits=5,WriteCapacityUnits={worker}"
        ),
        22 => format!("aws dynamodb update-table --table-name app{other} --billing-mode PAY_PER_REQUEST"),
        23 => format!("aws dynamodb scan --table-name app{other}"),
        29 => format!(
            "agent a{n} to {stream} rate {}/s lines csv rotate 1s initial start-of-file buffer-age 1s",
            [0, 9, 40][n as usize]
        ),
        30 => format!(
            "agent a{n} to firehose d{other} host h rate 20/s lines stack-traces multiline \"2\" existing 9"
        ),
        31 => format!("logs l{n} to {stream} rate 9/s filter \"ERROR\" log-streams 2"),
        32 => format!(
            "iot i{n} to {stream} rate 9/s error-to firehose d{other} sql \"SELECT * FROM '#' WHERE celsius > 20\""
        ),
        33 => format!("{} a{n}", ["crash", "heal", "rotate"][other as usize]),
        34 => {
            format!("set a{n} process csv-to-json \"a,b\" buffer-records {}", [1, 500, 501][other as usize])
        }
        35 => format!(
            "producer p{n} to {stream} api kpl rate {rate}/s size 300B keys uniform 90 buffered {}ms aggregation {} ttl 2s",
            [1, 100, 5_000][other as usize],
            ["on", "off", "on"][n as usize]
        ),
        36 => [
            format!("set p{n} api kpl to {stream} rate-limit 40% aggregate-size 64B"),
            format!("set p{n} aggregation off collect-count 1"),
            format!("set r{n} deaggregates yes"),
        ][other as usize]
            .clone(),
        46 => format!(
            "consumer r{n} reads {stream} lambda batch-size {} poison {} from {} via {}",
            [1, 100, 10_000][n as usize],
            ["none", "every 7", "key \"hot\""][other as usize],
            ["trim-horizon", "latest", "at-timestamp 5s"][n as usize],
            ["polling", "fan-out"][draw.below(2) as usize],
        ),
        47 => [
            format!("set r{n} parallelization-factor {worker} batching-window {other}s concurrency {other}"),
            format!("set r{n} retry-attempts {other} on-failure q{other} bisect yes"),
            format!("set r{n} item-failures yes record-age 60s work 5ms timeout 1s"),
        ][draw.below(3) as usize]
            .clone(),
        48 => format!("fault function r{n} {}", ["refusing", "throttling", "silent"][other as usize]),
        49 => format!("heal function r{n}"),
        41 => format!(
            "fault producer {} losing-{} every {worker} for {}s",
            [format!("p{n}"), format!("a{n}"), format!("l{n}")][other as usize],
            ["answers", "requests"][worker as usize % 2],
            [1, 5, 30][n as usize]
        ),
        42 => format!(
            "set p{n} retries {worker} backoff 500ms timeout {}ms resend {}",
            [100, 3_000, 50][other as usize],
            ["failed", "all"][worker as usize % 2]
        ),
        43 => format!("{} r{n}", ["crash", "heal", "crash"][other as usize]),
        44 => format!("set r{n} sink {}", ["plain", "by-id", "files 70"][other as usize]),
        45 => format!("set r{n} checkpoint {}", ["batch", "every 3s", "every 90 records"][other as usize]),
        50 => format!(
            "consumer r{n} reads {stream} connector workers {worker} emit {} keep {} flush-records {} limit 40 failover 2s",
            ["bucket lake", "domain logs", "bucket other"][other as usize],
            ["all", "30%", "contains \"GET\""][n as usize],
            [1, 50, 1_000][other as usize]
        ),
        51 => format!(
            "set r{n} {}",
            [
                "flush-age 2s transform json",
                "emit-tries 1 emit-backoff 1s emit bucket lake",
                "keep 50% checkpoint never"
            ][other as usize]
        ),
        52 => format!(
            "consumer r{n} reads {stream} analytics window {worker}s{} count {} above {} rows-to {stream}",
            ["", " sliding", ""][other as usize],
            ["all", "key", "key"][n as usize],
            ["never", "3", "40"][other as usize]
        ),
        53 => [
            format!("consumer r{n} reads {stream} by spark workers {worker}"),
            format!("producer p{n} to {stream} by kafka-connect rate {rate}/s size 100B payload filler"),
            format!("set r{n} window 2s row-time arrival count all limit 5"),
        ][other as usize]
            .clone(),
        0 | 1 => format!(
            "producer p{n} to {stream} rate {rate}/s size 300B keys random payload access-log broken 5%"
        ),
        2 => format!("producer p{n} to {stream} rate 20/s size 2000B keys \"hot\" 80% uniform 9 20%"),
        3 => format!("producer p{n} to firehose d{other} rate 30/s size 100B"),
        4 => format!("consumer r{n} reads {stream} poll {}ms", [100, 1_000, 9_000][other as usize]),
        5 => format!("consumer r{n} reads {stream} poll 500ms from latest"),
        6 => format!("set p{n} rate {rate}/s"),
        7 => format!("set r{n} poll 2s"),
        8 => format!("stop p{n}"),
        9 => format!("stop r{n}"),
        10 => "function f blueprint access-log-to-json".to_owned(),
        11 => format!(
            "aws firehose create-delivery-stream --delivery-stream-name d{n} --delivery-stream-type \
             KinesisStreamAsSource --kinesis-stream-source-configuration \
             KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/{stream} \
             --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints=\
             {{SizeInMBs=1,IntervalInSeconds=60}},ProcessingConfiguration={{Enabled=true,Processors=[{{Type=Lambda,\
             Parameters=[{{ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:f}}]}}]}}"
        ),
        24 => format!("aws firehose delete-delivery-stream --delivery-stream-name d{n}"),
        25 => backfill(draw, n),
        26 => match other {
            0 => "fault domain logs refusing for 20s".to_owned(),
            1 => "fault cluster dwh maintenance for 40s".to_owned(),
            _ => "function f answers processing-failed every 3".to_owned(),
        },
        27 => format!(
            "aws firehose create-delivery-stream --delivery-stream-name d{n} \
             --amazonopensearchservice-destination-configuration \
             DomainARN=arn:aws:es:us-east-1:123456789012:domain/logs,IndexName=clicks,BufferingHints=\
             {{SizeInMBs=1,IntervalInSeconds=0}},RetryOptions={{DurationInSeconds=0}},S3Configuration=\
             {{BucketARN=arn:aws:s3:::lake,BufferingHints={{SizeInMBs=1,IntervalInSeconds=0}}}}"
        ),
        28 => format!(
            "aws firehose create-delivery-stream --delivery-stream-name d{n} --redshift-destination-configuration \
             ClusterJDBCURL=jdbc:redshift://dwh.x1.us-east-1.redshift.amazonaws.com:5439/dev,CopyCommand=\
             {{DataTableName=clicks}},RetryOptions={{DurationInSeconds=0}},S3Configuration=\
             {{BucketARN=arn:aws:s3:::lake,BufferingHints={{SizeInMBs=1,IntervalInSeconds=0}}}}"
        ),
        _ => format!(
            "aws firehose create-delivery-stream --delivery-stream-name d{n} --delivery-stream-type DirectPut \
             --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake"
        ),
    }
}

/// What failed is brought in, from where it lies or from where nothing does.
fn backfill(draw: &mut Draw, n: u64) -> String {
    let part =
        ["", "AmazonOpenSearchService_failed/", "processing-failed/", "nowhere/"][draw.below(4) as usize];
    match draw.below(3) {
        0 => "load manifest lake/errors/manifests/none into dwh clicks".to_owned(),
        1 => format!("reindex lake/{part} into logs clicks"),
        _ => format!("reingest lake/{part} into d{n}"),
    }
}

/// The same with a manifest that is there, if there is one.
fn with_a_manifest(world: &World, command: Command) -> Command {
    let Command::Actor(Actor::Backfill(Backfill::Load { bucket, cluster, table, .. })) = &command else {
        return command;
    };
    let there = world.buckets().bucket(bucket).ok().and_then(|it| {
        it.objects().rev().find(|object| object.folder == Folder::Manifest).map(|object| object.key.clone())
    });
    let Some(manifest) = there else { return command };
    let (bucket, cluster, table) = (bucket.clone(), cluster.clone(), table.clone());
    Command::Actor(Actor::Backfill(Backfill::Load { bucket, manifest, cluster, table }))
}

fn command(draw: &mut Draw, known: &Known) -> Command {
    match draw.below(20) {
        0 => {
            let line = line(draw);
            story::command(&line).unwrap_or_else(|error| panic!("{line}: {error}"))
        }
        1 => Command::Firehose(Firehose::PutRecordBatch {
            delivery_stream: pick(draw, "d", 3),
            records: vec![small(draw); [0, 1, 4, 501][draw.below(4) as usize]].into(),
        }),
        4 => {
            let n = draw.below(3);
            let line = backfill(draw, n);
            story::command(&line).unwrap_or_else(|error| panic!("{line}: {error}"))
        }
        3 => {
            let line = [
                "aws s3 ls",
                "aws s3api list-buckets",
                "aws s3api list-objects-v2 --bucket lake --max-keys 2",
            ];
            story::command(line[draw.below(3) as usize]).expect("a line")
        }
        2 if draw.below(2) == 0 => Command::S3(S3::GetObject { bucket: name("lake"), key: "k".to_owned() }),
        2 => Command::S3(S3::CreateBucket { bucket: pick(draw, "b", 2) }),
        _ => Command::Kinesis(kinesis(draw, known)),
    }
}

/// Says where it was when the engine panics.
struct Place {
    seed: u64,
    n: u64,
    command: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("SHARDLAB_SEED={} command {}: {}", self.seed, self.n, self.command);
        }
    }
}

fn holds(world: &World) {
    let ledger = view::json::section(world, "ledger", None).unwrap();
    assert_eq!(ledger["balanced"], true, "{ledger}");
    let of = |account: &str| ledger[account].as_u64().unwrap();
    assert_eq!(of("put"), of("refused") + of("unread") + of("read") + of("expired"), "{ledger}");
    for stream in world.streams().iter() {
        let mut open: Vec<(u128, u128)> =
            stream.open_shards().map(|s| (s.range.start, s.range.end)).collect();
        open.sort_unstable();
        assert_eq!((open[0].0, open[open.len() - 1].1), (0, u128::MAX), "{}", stream.name);
        assert!(open.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0), "{}: {open:?}", stream.name);
    }
}

/// Records that a domain and a cluster did not take: something to bring in.
fn fail_some(world: &mut World) {
    let s3 = "S3Configuration={RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake,\
              BufferingHints={SizeInMBs=1,IntervalInSeconds=60}}";
    let search = format!(
        "elasticsearch-destination-configuration DomainARN=arn:aws:es:us-east-1:123456789012:domain/logs,IndexName=clicks,\
         BufferingHints={{SizeInMBs=1,IntervalInSeconds=60}},RetryOptions={{DurationInSeconds=0}},{s3}"
    );
    let redshift = format!(
        "redshift-destination-configuration ClusterJDBCURL=jdbc:redshift://dwh.x1.us-east-1.redshift.amazonaws.com:5439/dev,\
         CopyCommand={{DataTableName=clicks}},RetryOptions={{DurationInSeconds=0}},{s3}"
    );
    let make = |name: &str, to: &str| {
        format!("aws firehose create-delivery-stream --delivery-stream-name {name} --{to}")
    };
    let lines = [
        make("search", &search),
        make("table", &redshift),
        "fault domain logs refusing for 10m".to_owned(),
        "fault cluster dwh maintenance for 10m".to_owned(),
        "aws firehose put-record --delivery-stream-name search --record Data=eyJhIjoxfQ==".to_owned(),
        "aws firehose put-record --delivery-stream-name search --record Data=bm8=".to_owned(),
        "aws firehose put-record --delivery-stream-name table --record Data=eyJhIjoxfQ==".to_owned(),
    ];
    for line in lines {
        let command = story::command(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
        world.apply(&command).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
    }
    world.advance(world.now() + Span::seconds(700), u64::MAX);
}

/// How many commands were taken, how many refused, and how often something was brought in.
fn play(seed: u64, commands: u64) -> (u64, u64, u64) {
    let chance = Chance::new(seed, "commands");
    let era = Era::ALL[chance.at(u64::MAX).below(3) as usize];
    let mut world = World::new(era, seed);
    let mut known =
        Known { iterator: "x".to_owned(), token: "x".to_owned(), number: "1".to_owned(), millis: 0 };
    if seed.is_multiple_of(4) {
        fail_some(&mut world);
    }
    let mut place = Place { seed, n: 0, command: String::new() };
    let (mut taken, mut refused) = (0, 0);
    for n in 0..commands {
        let mut draw = chance.at(n);
        known.millis = era.epoch_millis(world.now());
        let command = with_a_manifest(&world, command(&mut draw, &known));
        (place.n, place.command) = (n, command.to_string());
        let looks = World::only_looks(&command);
        // Writing the whole world down is slow: a sample will do.
        let before = (draw.below(100) == 0).then(|| format!("{world:?}"));
        let digest = (draw.below(50) == 0).then(|| world.digest());
        let answer = world.apply(&command);
        if let Some(digest) = digest.filter(|_| answer.is_err() || looks) {
            assert_eq!(digest, world.digest(), "{command} was refused or only looked");
        }
        match answer {
            Ok(reply) => {
                taken += 1;
                known.learn(&reply);
            }
            Err(refusal) => {
                refused += 1;
                assert!(!refusal.message.is_empty());
                // How often one may look is counted, refused or not.
                if let Some(before) = before.filter(|_| !looks) {
                    assert!(before == format!("{world:?}"), "{command} was refused and changed the world");
                }
            }
        }
        let wait = match draw.below(100) {
            0 => Span::hours(draw.below(30)),
            1..=4 => Span::seconds(draw.below(400)),
            5..=60 => Span::micros(draw.below(900_000)),
            _ => Span::micros(0),
        };
        world.advance(world.now() + wait, WAKES);
        holds(&world);
        if n % 100 == 0 {
            let seen = view::view(&world);
            assert_eq!(seen.streams.len(), world.streams().iter().count());
        }
    }
    let brought_in =
        world.journal().from(0).filter(|event| matches!(event.what, What::Backfilled { .. })).count();
    (taken, refused, brought_in as u64)
}

#[test]
fn nothing_that_is_asked_breaks_a_world() {
    let seed = test_seed();
    let all = std::env::var("SHARDLAB_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000_u64);
    let (mut taken, mut refused, mut brought_in) = (0, 0, 0);
    for world in 0..all.div_ceil(COMMANDS_EACH) {
        let (more, fewer, brought) = play(seed.wrapping_add(world), COMMANDS_EACH.min(all));
        (taken, refused, brought_in) = (taken + more, refused + fewer, brought_in + brought);
    }
    println!("{taken} commands were taken, {refused} refused; {brought_in} times something was brought in");
    assert!(brought_in > 0 || all < 10_000, "backfills find something");
    assert!(
        taken * 10 > all && refused * 10 > all,
        "both are tried: {taken} taken, {refused} refused of {all}"
    );
}

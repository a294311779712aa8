//! Calls of Kinesis Data Streams, with what answers have told, and with numbers near the bounds that some call has.

use engine::command::{
    Consumer, IteratorStart, Kinesis, ListShards, Reply, ShardFilter, ShardMetric, SplitAt, StreamMode,
};
use engine::kernel::Draw;
use engine::names::{Name, ShardId};
use engine::record::Stored;

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// One of a few names, so that commands meet.
pub fn pick(draw: &mut Draw, prefix: &str, of: u64) -> Name {
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
pub fn number(draw: &mut Draw) -> u64 {
    const NEAR: [u64; 20] =
        [0, 1, 2, 3, 5, 10, 23, 24, 25, 48, 100, 167, 168, 169, 1_023, 1_024, 8_760, 8_761, 10_241, u64::MAX];
    if draw.below(20) == 0 {
        return draw.bits();
    }
    NEAR[usize::try_from(draw.below(NEAR.len() as u64)).unwrap()]
}

pub fn maybe<T>(draw: &mut Draw, make: impl FnOnce(&mut Draw) -> T) -> Option<T> {
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

pub fn small(draw: &mut Draw) -> Stored {
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
pub struct Known {
    pub iterator: String,
    pub token: String,
    pub number: String,
    /// Milliseconds of the Unix epoch, now.
    pub millis: u64,
}

impl Known {
    pub fn learn(&mut self, reply: &Reply) {
        let text = format!("{reply:?}");
        let digits = text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 56);
        if let Some(digits) = digits {
            digits.clone_into(&mut self.number);
        }
        if let Reply::RecordPut { number, .. } = reply {
            self.number = number.to_string();
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

pub fn kinesis(draw: &mut Draw, known: &Known) -> Kinesis {
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

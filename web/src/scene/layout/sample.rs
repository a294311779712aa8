//! Views made up for tests: as many of everything as asked for, with names and numbers that strain the layout.

pub mod actors;
mod deliveries;
mod marks;

use engine::command::{Blueprint, ParentOrder, PutApi, ReadFrom, ReadVia, Resend, StreamMode, Target};
use engine::era::Era;
use engine::event::Folder;
use engine::kernel::Time;
use engine::names::{Name, ShardId};
use engine::view::*;

use deliveries::{delivery, faults, object, store, store_view};
pub use marks::marks;

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// How many of what.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub producers: usize,
    /// Ends of the open shards' ranges in parts of a million; the last is a million.
    pub cuts: &'static [u64],
    /// With one closed parent of the first two shards.
    pub parent: bool,
    pub readers: usize,
    /// So many of them are pushed to, the last ones.
    pub fan: usize,
    pub transform: bool,
    /// The first delivery stream delivers to a store of this kind, which is broken.
    pub store: Option<&'static str>,
    pub deliveries: usize,
    pub objects: usize,
    pub hot: bool,
    /// The oldest records are about to expire, and the first reader has lost some.
    pub old: bool,
    /// Encrypted, and its shard count is being changed, or it is on-demand.
    pub dressed: bool,
    /// Calls of nobody on the stage.
    pub outside: bool,
    pub long_names: bool,
    /// The senders and readers are everyone who writes and reads, from this one on, in the place of SDK producers and
    /// polling or fan-out readers.
    pub actors: Option<usize>,
}

pub const HOOK: Plan = Plan {
    producers: 3,
    cuts: &[500_000, 1_000_000],
    parent: false,
    readers: 1,
    fan: 0,
    transform: true,
    store: None,
    deliveries: 1,
    objects: 2,
    hot: true,
    old: false,
    dressed: false,
    outside: false,
    long_names: false,
    actors: None,
};

/// `plain`, or the `i`-th actor from the plan's first on.
fn actor<T>(first: Option<usize>, i: usize, of: fn(usize, T) -> T, plain: T) -> T {
    match first {
        Some(first) => of(first + i, plain),
        None => plain,
    }
}

fn named(plan: Plan, short: &str, i: usize) -> Name {
    let long = if plan.long_names { "-of-the-whole-north-western-region" } else { "" };
    let number = if i == 0 { String::new() } else { format!("-{i}") };
    name(&format!("{short}{number}{long}"))
}

pub fn view(plan: Plan) -> View {
    let stream = named(plan, "orders", 0);
    let sources = ["iphone-fleet", "clickstream", "web-01", "meters", "taxis", "orders-app"];
    let producers = (0..plan.producers).map(|i| {
        actor(
            plan.actors,
            i,
            actors::sender,
            ProducerView {
                name: named(plan, sources[i % 6], i / 6),
                kind: "producer",
                to: Target::Stream(stream.clone()),
                rate: [1_400, 180, 60, 999_999, 25, 400][i % 6],
                size: [500, 512, 400, 1_048_576, 51_200, 90][i % 6],
                keys: "\"iphone-16\" 80% uniform 500 20%".to_owned(),
                hot_key: (i % 2 == 0).then(|| ("iphone-15".to_owned(), 800_000)),
                api: PutApi::PutRecords,
                payload: "text".to_owned(),
                retries: 0,
                backoff_us: 100_000,
                resend: Resend::Failed,
                resending: 0,
                resent: 0,
                given_up: 0,
                doubled: 0,
                line: None,
                stopped: i == 4,
                not_allowed: None,
                sent: 5_600,
                refused: 120,
                sent_per_s: 1_400,
                refused_per_s: if plan.hot && i == 0 { 120 } else { 0 },
                bytes_per_s: 700_000,
                agent: None,
                logs: None,
                iot: None,
                kpl: None,
                tool: None,
            },
        )
    });
    let streams = vec![stream_view(plan, &stream)];
    let shards: Vec<ShardId> = streams[0].shards.iter().map(|shard| shard.id).collect();
    let reader = |name: Name, kind: &'static str, i: usize| ReaderView {
        name,
        stream: stream.clone(),
        kind,
        via: if kind == "fan-out" { ReadVia::FanOut } else { ReadVia::Polling },
        poll_ms: if kind == "fan-out" { 0 } else { 1_000 },
        from: ReadFrom::TrimHorizon,
        parents: ParentOrder::First,
        stopped: false,
        not_allowed: None,
        decrypts: false,
        unreadable: 0,
        read: 12_345,
        out_of_order: 0,
        doubled: 0,
        deaggregates: false,
        user_read: 12_345,
        user_records_per_s: 1_160,
        not_of_shard: 0,
        records_per_s: 1_160,
        bytes_per_s: 600_000,
        calls_per_s: 4,
        refused_calls: 0,
        refused_calls_per_s: if i == 5 { 12 } else { 0 },
        lag: 812 * i as u64,
        behind_ms: [900, 26_140, 70, 0, 3_000_000, 8_000][i % 6],
        shards: shards
            .iter()
            .map(|shard| ReaderShardView {
                shard: *shard,
                lag: 12,
                behind_ms: [if plan.old { 86_000_000 } else { 900 }, 7_140, 70, 0, 3_000_000, 4_000][i % 6]
                    + 311 * u64::from(shard.0),
                lost: if plan.old && i == 0 { 212 } else { 0 },
                finished: false,
                subscription_left_us: (kind == "fan-out" && i != 4).then_some(271_000_000),
                bytes_per_s: 200_000 + 240_000 * u64::from(shard.0),
            })
            .collect(),
        sink: None,
        bookmarks: None,
        kcl: None,
        lambda: None,
        connector: None,
        analytics: None,
        tool: None,
    };
    let own = ["billing", "fraud", "search", "audit", "mirror", "alerts"];
    let mut readers: Vec<ReaderView> = (0..plan.readers)
        .map(|i| {
            let kind = if i + plan.fan >= plan.readers { "fan-out" } else { "consumer" };
            actor(plan.actors, i, actors::reader, reader(named(plan, own[i % 6], i / 6), kind, i))
        })
        .collect();
    readers.extend((0..plan.deliveries).map(|i| reader(named(plan, "to-lake", i), "firehose", 0)));
    let function = named(plan, "to-json", 0);
    let bucket = named(plan, "lake", 0);
    View {
        outside: plan.outside.then(|| OutsideView {
            to: vec![Target::Stream(stream.clone())],
            sent: 1_204,
            refused: 36,
            sent_per_s: 120,
            refused_per_s: if plan.hot { 3 } else { 0 },
        }),
        now: Time(4_120_000),
        utc: "14:00:04".to_owned(),
        era: Era::Today,
        seed: 29_434,
        producers: producers.collect(),
        streams,
        readers,
        deliveries: (0..plan.deliveries).map(|i| delivery(plan, i, &stream, &bucket, &function)).collect(),
        stores: store(plan).map(|place| store_view(plan, place)).into_iter().collect(),
        faults: faults(plan),
        tables: plan.actors.map_or(vec![], |_| actors::tables()),
        roles: vec![],
        keys: vec![],
        functions: vec![FunctionView {
            name: function,
            blueprint: Some(Blueprint::AccessLogToJson),
            answers: None,
            source: None,
            invocations: 14,
            ok: 12_487,
            dropped: 9,
            failed: 41_904,
        }]
        .into_iter()
        .filter(|_| plan.transform)
        .collect(),
        buckets: vec![BucketView {
            name: bucket,
            objects: plan.objects as u64,
            bytes: 12_345_678,
            object: (0..plan.objects).map(|i| object(plan, i)).collect(),
            failure_folders: store(plan)
                .map(|_| FailureFolderView {
                    folder: Folder::OpenSearchFailed,
                    path: "to-lake/AmazonOpenSearchService_failed/".to_owned(),
                })
                .into_iter()
                .collect(),
        }]
        .into_iter()
        .filter(|_| plan.deliveries > 0)
        .collect(),
        ledger: LedgerView {
            doubled: 0,
            put: 8_412_345,
            refused: 365_120,
            unread: 12_500,
            read: 8_034_713,
            expired: 12,
            firehose_put: 8_034_713,
            firehose_refused: 0,
            waiting: 34_713,
            delivered: 7_900_000,
            dropped: 60_000,
            failed: 40_000,
            backfilled: 0,
            lost: 0,
            firehose_lost: 0,
            balanced: true,
        },
    }
}

fn stream_view(plan: Plan, stream: &Name) -> StreamView {
    let ends = plan.cuts.iter().copied();
    let mut from = 0;
    let mut shards = vec![];
    let first = u32::from(plan.parent);
    for (i, to) in ends.enumerate() {
        let hot = plan.hot && i + 1 == plan.cuts.len();
        let mut it = shard(first + i as u32, from, to, hot);
        if plan.old {
            it.oldest_ms = Some(86_340_000);
        }
        if plan.cuts.len() > 8 && !hot {
            // A profile with two hot ones, so that stripes have something to tell.
            let load = [37, 61].iter().any(|n| i % 100 == *n % plan.cuts.len()) && i < 100;
            it.offered_per_s = if load { 900 } else { (i as u64 * 137) % 640 };
        }
        if plan.parent && i < 2 {
            it.parents = vec![ShardId(0)];
        }
        shards.push(it);
        from = to;
    }
    if plan.parent {
        let to = plan.cuts.get(1).copied().unwrap_or(1_000_000);
        let mut parent = shard(0, 0, to, false);
        parent.open = false;
        parent.unread = 212;
        parent.children = shards.iter().take(2).map(|shard| shard.id).collect();
        parent.expires_in_us = Some(82_800_000_000);
        shards.insert(0, parent);
    }
    StreamView {
        name: stream.clone(),
        status: if plan.parent { "UPDATING" } else { "ACTIVE" },
        settles_in_us: plan.parent.then_some(12_300_000),
        retention_h: 24,
        mode: StreamMode::Provisioned,
        encryption: plan.dressed.then(|| "alias/aws/kinesis".to_owned()),
        key_state: plan.dressed.then_some("Enabled"),
        max_record_kib: 1_024,
        scaling: (plan.dressed && plan.parent).then(|| ScalingView {
            target: 16,
            steps: (0..8)
                .map(|i| ScalingStepView {
                    text: format!("split 00{i} at its middle"),
                    done: i < 3,
                    running: i == 3,
                })
                .collect(),
            ends_in_us: Some(240_000_000),
        }),
        count_updates_24h: 0,
        count_updates_most: 10,
        count_update_free_in_us: None,
        on_demand: (plan.dressed && !plan.parent).then_some(OnDemandView {
            capacity_bytes_per_s: 4_194_304,
            peak_bytes_per_s: 3_250_000,
            scales_in_us: Some(12_000_000),
        }),
        open_shards: plan.cuts.len(),
        doubled: 0,
        taken: 8_000_000,
        refused: 365_120,
        taken_per_s: 1_280,
        refused_per_s: 120,
        bytes_per_s: 640_000,
        shards,
        consumers: vec![],
    }
}

fn shard(id: u32, from: u64, to: u64, hot: bool) -> ShardView {
    // u128::MAX for the end of the space, without running over.
    let key =
        |ppm: u64| if ppm == 0 { 0 } else { (u128::MAX / 1_000_000 + 1).saturating_mul(u128::from(ppm)) };
    let (start, end) = (key(from), if to == 1_000_000 { u128::MAX } else { key(to) - 1 });
    let hex = |key: u128| format!("{key:032x}")[..4].to_owned();
    ShardView {
        id: ShardId(id),
        short: ShardId(id).short(),
        open: true,
        start: start.to_string(),
        end: end.to_string(),
        start_hex: hex(start),
        end_hex: hex(end),
        from_ppm: from,
        to_ppm: to,
        parents: vec![],
        children: vec![],
        held: 4_000,
        encrypted: 0,
        taken: 4_000,
        refused: 120,
        offered_per_s: if hot { 1_120 } else { 160 },
        records_per_s: if hot { 1_000 } else { 160 },
        refused_per_s: if hot { 120 } else { 0 },
        offered_bytes_per_s: if hot { 691_200 } else { 122_880 },
        bytes_per_s: 122_880,
        limit_records_per_s: 1_000,
        limit_bytes_per_s: 1_048_576,
        reserve_records: 500,
        reserve_bytes: 500_000,
        binding: hot.then_some("records"),
        read_calls_per_s: 2,
        read_bytes_per_s: 240_000,
        unread: 12,
        expires_in_us: None,
        newest_ms: Some(20),
        oldest_ms: Some(3_600_000),
    }
}

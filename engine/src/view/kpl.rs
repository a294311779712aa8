//! A producer's KPL as a learner may look at it: what its buffers hold, what it has packed, and its metrics by the
//! names that CloudWatch has for them.

use serde::Serialize;

use crate::actors::{Kpl, KplSettings, Producer};
use crate::command::PutApi;
use crate::limits::{self, Limit};
use crate::names::ShardId;
use crate::world::World;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KplView {
    pub aggregation: bool,
    /// RecordMaxBufferedTime.
    pub buffered_us: u64,
    /// AggregationMaxSize.
    pub aggregate_size: u64,
    pub aggregate_count: u64,
    pub collect_count: u64,
    /// CollectionMaxSize.
    pub collect_size: u64,
    /// RecordTtl.
    pub ttl_us: u64,
    /// RateLimit, percent of a shard's limits.
    pub rate_limit: u64,
    pub fail_if_throttled: bool,
    /// MaxConnections, and how many of them have a call under way.
    pub max_connections: u64,
    pub connections: u64,
    /// What waits for a connection, and in how many calls.
    pub queued: ParcelsView,
    pub queued_calls: u64,
    /// UserRecordsReceived: `pending + user_records_put + expired + throttled + lost`.
    pub received: u64,
    pub received_per_s: u64,
    /// UserRecordsPending.
    pub pending: u64,
    pub user_records_put: u64,
    pub put_per_s: u64,
    /// UserRecordExpired.
    pub expired: u64,
    /// Failed at once: FailIfThrottled.
    pub throttled: u64,
    /// In its memory when its process ended.
    pub lost: u64,
    pub kinesis_records_put: u64,
    /// KinesisRecordsDataPut.
    pub kinesis_bytes_put: u64,
    pub all_errors: u64,
    /// PutRecords calls.
    pub requests: u64,
    /// UserRecordsPerKinesisRecord in hundredths, over all that was sent.
    pub user_records_per_record_x100: u64,
    /// KinesisRecordsPerPutRecordsRequest in hundredths.
    pub records_per_request_x100: u64,
    /// RetriesPerRecord in hundredths, over the user records that are done.
    pub retries_per_record_x100: u64,
    /// BufferingTime, its mean and its longest.
    pub buffering_us: u64,
    pub buffering_most_us: u64,
    /// RequestTime, its mean.
    pub request_us: u64,
    /// User records that the stream has once more: after an answer that was lost, or since a shard was not the one that
    /// was predicted.
    pub doubled: u64,
    /// The aggregation buffers, by predicted shard.
    pub packing: Vec<FillingView>,
    /// What RateLimit holds back.
    pub limited: ParcelsView,
    /// What waits for the next PutRecords.
    pub collection: ParcelsView,
    /// What was sent and is not answered yet.
    pub in_flight: ParcelsView,
    #[serde(skip)]
    pub bounds: KplBounds,
}

/// Between what its settings may be set: least and most, or the most alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KplBounds {
    pub buffered_ms: (u64, u64),
    pub aggregate_size: (u64, u64),
    pub aggregate_count: u64,
    pub collect_count: u64,
    pub collect_size: (u64, u64),
    pub ttl_ms: (u64, u64),
    pub rate_limit: u64,
    pub max_connections: u64,
}

/// One aggregation buffer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FillingView {
    pub shard: ShardId,
    pub user_records: u64,
    /// Different partition keys.
    pub keys: u64,
    /// Of the record that they would make now.
    pub bytes: u64,
    /// µs until it is packed at the latest.
    pub packs_in_us: u64,
}

/// Records of a stream that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct ParcelsView {
    pub records: u64,
    pub user_records: u64,
    pub bytes: u64,
    /// µs until they go, where that is known.
    pub leaves_in_us: Option<u64>,
}

impl ParcelsView {
    pub fn is_empty(&self) -> bool {
        self.records == 0
    }

    fn of([records, user_records, bytes]: [u64; 3]) -> ParcelsView {
        ParcelsView { records, user_records, bytes, leaves_in_us: None }
    }
}

/// `None` of a producer without a KPL, and of one that gave it up and has nothing in it any more.
pub(super) fn kpl(world: &World, producer: &Producer) -> Option<KplView> {
    let kpl = producer.kpl.as_deref()?;
    (producer.api == PutApi::Kpl || kpl.pending() > 0).then(|| look(world, kpl))
}

fn look(world: &World, kpl: &Kpl) -> KplView {
    let (now, era) = (world.now(), world.era());
    let KplSettings {
        aggregation,
        buffered,
        aggregate_size,
        aggregate_count,
        collect_count,
        collect_size,
        ttl,
        rate_limit,
        fail_if_throttled,
        max_connections,
        request_timeout: _,
    } = kpl.settings;
    let counts = &kpl.counts;
    let at = |limit: &Limit| limit.at(era);
    let filling = kpl.aggregation().filter(|(_, filling)| filling.user_records() > 0);
    let filling = filling.map(|(shard, filling)| FillingView {
        shard,
        user_records: filling.user_records(),
        keys: filling.keys(),
        bytes: filling.bytes(),
        packs_in_us: kpl.packs_at(filling, era).map_or(0, |at| at.since(now).as_micros()),
    });
    let limited = kpl.limited().fold([0; 3], |sum, (_, more)| std::array::from_fn(|i| sum[i] + more[i]));
    let (collection, leaves) = kpl.collection();
    KplView {
        aggregation,
        buffered_us: buffered.as_micros(),
        aggregate_size,
        aggregate_count,
        collect_count,
        collect_size,
        ttl_us: ttl.as_micros(),
        rate_limit,
        fail_if_throttled,
        max_connections,
        connections: kpl.connections(),
        queued: ParcelsView::of(kpl.queued().0),
        queued_calls: kpl.queued().1,
        received: counts.received,
        received_per_s: counts.received_rate.per_second(now),
        pending: kpl.pending(),
        user_records_put: counts.put,
        put_per_s: counts.put_rate.per_second(now),
        expired: counts.expired,
        throttled: counts.throttled,
        lost: counts.stopped,
        kinesis_records_put: counts.kinesis_put,
        kinesis_bytes_put: counts.kinesis_bytes,
        all_errors: counts.errors,
        requests: counts.requests,
        user_records_per_record_x100: mean(counts.user_sent * 100, counts.sent),
        records_per_request_x100: mean(counts.sent * 100, counts.requests),
        retries_per_record_x100: mean(counts.retries * 100, counts.done()),
        buffering_us: mean(counts.buffering.as_micros(), counts.tries),
        buffering_most_us: counts.buffering_most.as_micros(),
        request_us: mean(counts.request_time.as_micros(), counts.requests),
        doubled: counts.doubled,
        packing: filling.collect(),
        limited: ParcelsView::of(limited),
        collection: ParcelsView {
            leaves_in_us: leaves.map(|at| at.since(now).as_micros()),
            ..ParcelsView::of(collection)
        },
        in_flight: ParcelsView::of(kpl.in_flight()),
        bounds: KplBounds {
            buffered_ms: (1, at(&limits::KPL_BUFFERED_MAX) * 1_000),
            aggregate_size: (at(&limits::KPL_AGGREGATE_SIZE_MIN), at(&limits::KPL_AGGREGATE_SIZE_MAX)),
            aggregate_count: at(&limits::KPL_AGGREGATE_COUNT),
            collect_count: at(&limits::KPL_COLLECT_COUNT),
            collect_size: (at(&limits::KPL_COLLECT_SIZE_MIN), at(&limits::PUT_RECORDS_BYTES)),
            ttl_ms: (at(&limits::KPL_TTL_MIN), at(&limits::KPL_TTL_MAX) * 1_000),
            rate_limit: at(&limits::KPL_RATE_LIMIT_MAX),
            max_connections: at(&limits::KPL_MAX_CONNECTIONS_MOST),
        },
    }
}

fn mean(sum: u64, of: u64) -> u64 {
    (sum + of / 2).checked_div(of).unwrap_or(0)
}

//! The world as a learner may look at it: what the stage draws, what inspectors list, what goals ask.
//!
//! One typed tree, made anew from the world each time; [`json::section`] is the same tree as JSON, by name,
//! for conditions such as `stream.orders.refused > 0`. Nothing here changes the world.

mod build;
mod capacity;
mod delivery;
pub mod json;
mod last_put;
pub mod look;
pub mod marks;
mod metrics;
mod road;
mod timeline;

pub use build::view;
pub use last_put::{PutLook, PutShard, last_put};
pub use marks::{LaneMarks, Mark, marks, marks_of};
pub use metrics::{Metric, metrics};
pub use road::{Link, Road, Stamp, road, road_at, road_of};
pub use timeline::{Marker, MarkerKind, markers, sentence, series};

use serde::Serialize;

use crate::command::{
    Blueprint, Destination, ParentOrder, Place, PutApi, ReadFrom, ReadVia, Resend, Source, StreamMode,
    Target, Trouble,
};
use crate::era::Era;
use crate::event::{FiredBy, Folder};
use crate::kernel::Time;
use crate::names::{Name, ShardId};

/// Everything at one instant. All rates are per second over the last second, exact to a tenth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct View {
    /// µs since the story began.
    pub now: Time,
    /// `14:03:12`.
    pub utc: String,
    pub era: Era,
    pub seed: u64,
    pub producers: Vec<ProducerView>,
    /// Oldest first.
    pub streams: Vec<StreamView>,
    pub readers: Vec<ReaderView>,
    pub deliveries: Vec<DeliveryView>,
    /// What takes records and is no bucket.
    pub stores: Vec<StoreView>,
    pub faults: Vec<FaultView>,
    pub functions: Vec<FunctionView>,
    pub buckets: Vec<BucketView>,
    pub ledger: LedgerView,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProducerView {
    pub name: Name,
    pub to: Target,
    /// As set, records per second.
    pub rate: u64,
    /// As set, bytes of data in a record.
    pub size: u64,
    /// As the story writes it: `"iphone-16" 80% uniform 500 20%`.
    pub keys: String,
    /// The fixed key with the largest share, and that share in parts of a million.
    pub hot_key: Option<(String, u64)>,
    pub api: PutApi,
    pub payload: String,
    /// How often it puts again what was throttled; 0: never.
    pub retries: u64,
    /// µs before the first retry; before each further one twice as long.
    pub backoff_us: u64,
    pub resend: Resend,
    /// Records that wait for their next try.
    pub resending: u64,
    /// Records put once more, each time counted.
    pub resent: u64,
    /// Records that were still refused at the last retry.
    pub given_up: u64,
    /// Records that a stream holds once more than it should.
    pub doubled: u64,
    pub stopped: bool,
    pub sent: u64,
    pub refused: u64,
    pub sent_per_s: u64,
    pub refused_per_s: u64,
    /// Data and keys.
    pub bytes_per_s: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StreamView {
    pub name: Name,
    /// CREATING, ACTIVE, UPDATING.
    pub status: &'static str,
    /// µs until CREATING or UPDATING ends.
    pub settles_in_us: Option<u64>,
    pub retention_h: u64,
    /// PROVISIONED, ON_DEMAND.
    pub mode: StreamMode,
    /// The key with which new records are encrypted.
    pub encryption: Option<String>,
    pub max_record_kib: u64,
    /// UpdateShardCount at work.
    pub scaling: Option<ScalingView>,
    /// Calls of UpdateShardCount that count now, how many are allowed, and µs until the oldest counts no more.
    pub count_updates_24h: u64,
    pub count_updates_most: u64,
    pub count_update_free_in_us: Option<u64>,
    /// Only of an on-demand stream.
    pub on_demand: Option<OnDemandView>,
    pub open_shards: usize,
    /// Records taken since the beginning.
    pub taken: u64,
    pub refused: u64,
    pub taken_per_s: u64,
    pub refused_per_s: u64,
    pub bytes_per_s: u64,
    /// Open and closed shards that have not expired, in order of their hash ranges, parents first.
    pub shards: Vec<ShardView>,
    /// Registered for enhanced fan-out, by name.
    pub consumers: Vec<StreamConsumerView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StreamConsumerView {
    pub name: Name,
    pub arn: String,
    /// CREATING, ACTIVE, DELETING.
    pub status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScalingView {
    pub target: u32,
    /// In the order in which they are done, one at a time.
    pub steps: Vec<ScalingStepView>,
    /// µs until the last is done.
    pub ends_in_us: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScalingStepView {
    /// `split 002 at its middle → 005 + 006`.
    pub text: String,
    pub done: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OnDemandView {
    /// What its open shards take together.
    pub capacity_bytes_per_s: u64,
    /// The highest mean of a full minute.
    pub peak_bytes_per_s: u64,
    /// µs until it splits the shards that took too much, if some did.
    pub scales_in_us: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShardView {
    pub id: ShardId,
    /// `001`.
    pub short: String,
    pub open: bool,
    /// Decimal, as the API writes it.
    pub start: String,
    pub end: String,
    /// First four hexadecimal digits of start and end: `8000`, `ffff`.
    pub start_hex: String,
    pub end_hex: String,
    /// Start and end as parts of a million of the hash-key space.
    pub from_ppm: u64,
    pub to_ppm: u64,
    pub parents: Vec<ShardId>,
    pub children: Vec<ShardId>,
    /// Records it holds, and how many of them are encrypted.
    pub held: u64,
    pub encrypted: u64,
    pub taken: u64,
    pub refused: u64,
    pub offered_per_s: u64,
    pub records_per_s: u64,
    pub refused_per_s: u64,
    pub offered_bytes_per_s: u64,
    pub bytes_per_s: u64,
    pub limit_records_per_s: u64,
    pub limit_bytes_per_s: u64,
    /// What its two write buckets hold: while it is offered more than its limits, it lives on this.
    pub reserve_records: u64,
    pub reserve_bytes: u64,
    /// `records` or `bytes`: the limit that refused in the last second.
    pub binding: Option<&'static str>,
    /// What polling readers, and only they, took of it: they share 5 calls and 2 MiB a second.
    pub read_calls_per_s: u64,
    pub read_bytes_per_s: u64,
    /// Records that some reader has not read yet.
    pub unread: u64,
    /// µs until a closed shard expires.
    pub expires_in_us: Option<u64>,
    /// Age of the newest record it holds.
    pub newest_ms: Option<u64>,
    /// Age of the oldest record it holds: at the stream's retention it expires.
    pub oldest_ms: Option<u64>,
}

/// A polling consumer, a fan-out consumer, or a Firehose as reader of a stream.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReaderView {
    pub name: Name,
    pub stream: Name,
    /// `consumer`, `fan-out` or `firehose`.
    pub kind: &'static str,
    /// How it gets its records.
    pub via: ReadVia,
    /// 0 of one that does not poll.
    pub poll_ms: u64,
    pub from: ReadFrom,
    pub parents: ParentOrder,
    pub stopped: bool,
    pub read: u64,
    /// Records that it got after newer ones of the same key.
    pub out_of_order: u64,
    pub records_per_s: u64,
    pub bytes_per_s: u64,
    pub calls_per_s: u64,
    pub refused_calls: u64,
    pub refused_calls_per_s: u64,
    /// Records that it has not read yet, over its shards.
    pub lag: u64,
    /// Age of the oldest record that it has not read yet; 0 when it has read all.
    pub behind_ms: u64,
    pub shards: Vec<ReaderShardView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReaderShardView {
    pub shard: ShardId,
    pub lag: u64,
    pub behind_ms: u64,
    /// Records that expired since its last call, before it had read them.
    pub lost: u64,
    /// It has read a closed shard to its end.
    pub finished: bool,
    /// µs until its subscription ends; `None` of one that polls or is not subscribed.
    pub subscription_left_us: Option<u64>,
    /// What it got of this shard.
    pub bytes_per_s: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeliveryView {
    pub name: Name,
    /// CREATING, ACTIVE.
    pub status: &'static str,
    /// µs until CREATING ends.
    pub settles_in_us: Option<u64>,
    pub source: Option<Name>,
    pub bucket: Name,
    pub prefix: String,
    pub version: u32,
    /// What waits to become an object of data.
    pub buffer: BufferView,
    /// What waits for the transform, if there is one.
    pub transform_buffer: Option<BufferView>,
    /// What waits to become an object under `processing-failed/`.
    pub failed_buffer: BufferView,
    pub function: Option<Name>,
    /// Records taken from the stream or put directly.
    pub taken: u64,
    pub refused: u64,
    pub invocations: usize,
    pub in_flight: usize,
    pub uploading: usize,
    pub ok: u64,
    pub dropped: u64,
    pub failed: u64,
    pub objects: u64,
    pub last_invocation: Option<usize>,
    /// S3, Redshift, OpenSearch, Splunk or HttpEndpoint.
    pub destination: &'static str,
    /// Data of the records taken, in bytes.
    pub taken_bytes: u64,
    /// What AWS bills of it: each record as whole steps of 5 KB.
    pub billed_bytes: u64,
    /// Records that the destination has.
    pub delivered: u64,
    /// Records in failure folders, or in objects that Redshift did not copy.
    pub in_failure_folders: u64,
    /// Those of them that were brought in by hand, and are counted there no more.
    pub backfilled: u64,
    /// Records that wait to be written to a failure folder, or are on their way there.
    pub failures_waiting: u64,
    /// Records given up after the last retry.
    pub lost: u64,
    /// What failed and is tried again, oldest first.
    pub retries: Vec<RetryView>,
    /// Where its data goes.
    pub place: Place,
    /// µs for which what failed there is tried again; `None` of S3, where it cannot be set.
    pub retry_us: Option<u64>,
    /// The newest lines of its error log, oldest first: when, and the JSON.
    #[serde(skip)]
    pub errors: Vec<(Time, String)>,
    #[serde(skip)]
    pub hints: HintsView,
    /// All that it is set to, for whoever changes a part of it.
    #[serde(skip)]
    pub settings: Box<Destination>,
}

/// The buffering hints of data, and between what they may be set.
#[derive(Clone, Debug, PartialEq)]
pub struct HintsView {
    /// MiB: as set, least, most.
    pub size: [u64; 3],
    /// Seconds: as set, least, most.
    pub interval: [u64; 3],
    /// Where the two greatest come from.
    pub sources: [&'static str; 2],
}

/// Something on its way that has failed at least once.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RetryView {
    /// `put`, `copy` or `send`.
    pub stage: &'static str,
    pub folder: Folder,
    pub place: Place,
    pub records: u64,
    pub attempts: u32,
    /// µs since the first failure.
    pub failing_us: u64,
    /// µs until the next attempt; `None` while one is made.
    pub next_in_us: Option<u64>,
    /// µs after which no attempt begins any more.
    pub retries_for_us: u64,
    /// errorCode of the last attempt.
    pub error: String,
}

/// A Redshift cluster, an OpenSearch domain, a Splunk collector or an HTTP endpoint.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoreView {
    pub name: Name,
    /// `cluster`, `domain`, `collector` or `endpoint`.
    pub kind: &'static str,
    pub place: Place,
    pub records: u64,
    /// Its tables or indexes.
    pub parts: Vec<SinkView>,
    /// What is wrong with it now.
    pub trouble: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SinkView {
    pub name: String,
    pub records: u64,
    pub bytes: u64,
    pub loads: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FaultView {
    pub place: Place,
    pub trouble: Trouble,
    /// µs until it ends by itself; `None` until somebody heals it.
    pub left_us: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BufferView {
    pub records: u64,
    pub bytes: u64,
    pub size_limit: u64,
    /// µs since its first record came; 0 when empty.
    pub waited_us: u64,
    pub interval_us: u64,
    /// Which hint will fire first if the last second goes on; `None` when empty.
    pub next: Option<FiredBy>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunctionView {
    pub name: Name,
    /// One of these three says what it does.
    pub blueprint: Option<Blueprint>,
    pub answers: Option<String>,
    pub source: Option<Source>,
    pub invocations: u64,
    pub ok: u64,
    pub dropped: u64,
    pub failed: u64,
}

impl FunctionView {
    /// A few words for what it does.
    pub fn does(&self) -> String {
        match (self.blueprint, &self.answers) {
            (Some(blueprint), _) => blueprint.word().to_owned(),
            (None, Some(answers)) => format!("no code: {answers}"),
            (None, None) => "own code".to_owned(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BucketView {
    pub name: Name,
    pub objects: u64,
    pub bytes: u64,
    /// Newest last.
    pub object: Vec<ObjectView>,
    /// Where what fails would lie, by the delivery streams that write here: there before anything has failed.
    pub failure_folders: Vec<FailureFolderView>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FailureFolderView {
    pub folder: Folder,
    /// Up to its date: `to-search/AmazonOpenSearchService_failed/`.
    pub path: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObjectView {
    pub key: String,
    pub bytes: u64,
    pub records: u64,
    /// µs since the story began.
    pub written: Time,
    pub fired_by: FiredBy,
    pub folder: Folder,
}

/// Every user record has exactly one account in each service that took it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LedgerView {
    /// Put to streams: `refused + unread + read + expired`.
    pub put: u64,
    pub refused: u64,
    /// In a stream, and some reader has not read it.
    pub unread: u64,
    /// Read by every reader of its stream; also where a stream has no reader, never.
    pub read: u64,
    /// Fell off the trim horizon before every reader had read it.
    pub expired: u64,
    /// Taken by Firehose: `waiting + delivered + dropped + failed + backfilled + firehose_lost`.
    pub firehose_put: u64,
    /// Direct PUT records that Firehose refused.
    pub firehose_refused: u64,
    /// In its buffers, in a transform, or on their way to S3.
    pub waiting: u64,
    pub delivered: u64,
    pub dropped: u64,
    /// In objects of failure folders, or in objects that Redshift did not copy.
    pub failed: u64,
    /// Brought in by hand from there: loaded, indexed, or put again (which counts as another put).
    pub backfilled: u64,
    /// Gone without anybody having been told: expired before they were read.
    pub lost: u64,
    /// Given up by Firehose after its last retry, or deleted with the delivery stream.
    pub firehose_lost: u64,
    pub balanced: bool,
}

#[cfg(test)]
mod tests {
    #[test]
    fn streams_stand_in_the_order_in_which_they_were_made() {
        let aws =
            |at, name| format!("at {at}s aws kinesis create-stream --stream-name {name} --shard-count 1\n");
        let text = format!("seed 1\n{}{}", aws(1, "zebra"), aws(2, "ant"));
        let mut world = crate::story::start(&crate::story::Story::parse(&text).unwrap()).unwrap();
        world.advance(crate::kernel::Time::seconds(3), u64::MAX);
        let names = super::view(&world).streams.into_iter().map(|it| it.name.to_string());
        assert_eq!(names.collect::<Vec<_>>(), ["zebra", "ant"]);
    }
}

//! The world as a learner may look at it: what the stage draws, what inspectors list, what goals ask.
//!
//! One typed tree, made anew from the world each time; [`json::section`] is the same tree as JSON, by name,
//! for conditions such as `stream.orders.refused > 0`. Nothing here changes the world.

mod bill;
mod build;
mod capacity;
mod connector;
mod delivery;
mod duplicates;
mod feeds;
pub mod json;
mod kcl;
mod kpl;
mod last_put;
pub mod look;
mod mapping;
pub mod marks;
mod metrics;
mod of_deliveries;
mod of_stores;
mod of_streams;
mod outside;
mod packed;
mod passport;
mod request;
mod road;
mod roles;
mod timeline;

pub use bill::{BillLineView, BillServiceView, BillView, bill, month_hours};
pub use build::{ledger, view};
pub use connector::{AnalyticsView, ConnectorView, CountView, PipeView};
pub use duplicates::{BookmarksView, LineView, ReaderSinkView, Twin, newest_pair, twins};
pub use feeds::{AgentView, IotView, LogFileView, LogsView};
pub use kcl::{HoldView, ItemView, KclView, LeaseView, TableView, WorkerView, take_every};
pub use kpl::{FillingView, KplBounds, KplView, ParcelsView};
pub use last_put::{PutLook, PutShard, last_put};
pub use mapping::{EventView, InvocationView, LaneView, MappingView, MessageView, QueueView, lambda_event};
pub use marks::{LaneMarks, Mark, MarkOf, marks, marks_of};
pub use metrics::{HUNDREDTHS, JQ_DURATION, Metric, Teller, metrics, tellers, told};
pub use of_deliveries::{BufferView, DeliveryView, FunctionView, HintsView, PartitionsView, RetryView};
pub use of_stores::{BucketView, FailureFolderView, ObjectView, SinkView, StoreView};
pub use of_streams::{OnDemandView, ScalingStepView, ScalingView, ShardView, StreamConsumerView, StreamView};
pub use outside::OutsideView;
pub use packed::{PackedLook, UserRecordLook, packed};
pub use passport::{Passport, TwinLook, Which, passport};
pub(crate) use passport::{put_of, stored as stored_record};
pub use request::{RequestLook, request};
pub use road::{Link, Road, Stamp, road, road_at, road_of};
pub use roles::{KeyView, PermissionView, RoleView};
pub use timeline::{Marker, MarkerKind, markers, sentence, series};

use serde::Serialize;

use crate::command::{ParentOrder, Place, PutApi, ReadFrom, ReadVia, Resend, Target, Tool, Trouble};
use crate::era::Era;
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
    /// Who is no actor of the scene, and puts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside: Option<OutsideView>,
    /// Oldest first.
    pub streams: Vec<StreamView>,
    pub readers: Vec<ReaderView>,
    pub deliveries: Vec<DeliveryView>,
    /// What takes records and is no bucket.
    pub stores: Vec<StoreView>,
    pub faults: Vec<FaultView>,
    pub functions: Vec<FunctionView>,
    pub buckets: Vec<BucketView>,
    /// Of DynamoDB, with leases of KCL applications.
    pub tables: Vec<TableView>,
    /// Of everybody who calls a service.
    pub roles: Vec<RoleView>,
    /// Of KMS, with which streams encrypt or did.
    pub keys: Vec<KeyView>,
    pub ledger: LedgerView,
}

/// The tables alone.
pub fn tables_of(world: &crate::world::World) -> Vec<TableView> {
    kcl::tables(world).collect()
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProducerView {
    pub name: Name,
    /// `producer`; `agent`, `logs` or `iot`, and then it has a part of its own below.
    pub kind: &'static str,
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
    /// What it hears of the services; `None` of a managed service.
    pub line: Option<LineView>,
    pub stopped: bool,
    /// What its role may not do, or the key that does not work, since it asked last: `kms:GenerateDataKey`.
    pub not_allowed: Option<String>,
    pub sent: u64,
    pub refused: u64,
    pub sent_per_s: u64,
    pub refused_per_s: u64,
    /// Data and keys.
    pub bytes_per_s: u64,
    pub agent: Option<Box<AgentView>>,
    pub logs: Option<Box<LogsView>>,
    pub iot: Option<Box<IotView>>,
    /// Of one that uses the KPL: there all counts above are of records of the stream, each of which may hold many user
    /// records.
    pub kpl: Option<KplView>,
    /// The tool of others that it is.
    pub tool: Option<Tool>,
}

/// A polling consumer, a fan-out consumer, a group of KCL workers, a Lambda function, or a Firehose as reader of a
/// stream.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReaderView {
    pub name: Name,
    pub stream: Name,
    /// `consumer`, `fan-out`, `kcl`, `connector`, `analytics`, `lambda` or `firehose`.
    pub kind: &'static str,
    /// How it gets its records.
    pub via: ReadVia,
    /// 0 of one that does not poll.
    pub poll_ms: u64,
    pub from: ReadFrom,
    pub parents: ParentOrder,
    pub stopped: bool,
    /// What its role may not do, or the key that does not work, since it asked last: `kms:Decrypt`.
    pub not_allowed: Option<String>,
    pub read: u64,
    /// Whether it takes aggregated records apart.
    pub deaggregates: bool,
    /// Records as its application sees them: user records, if it takes aggregated records apart.
    pub user_read: u64,
    pub user_records_per_s: u64,
    /// User records of aggregated records that it passed over, since one of them lay outside the shard.
    pub not_of_shard: u64,
    /// Whether it has the key with which producers encrypt what they put.
    pub decrypts: bool,
    /// Records that it got and could not read, since a producer had encrypted them.
    pub unreadable: u64,
    /// Records that it got after newer ones of the same key: of a child before its parent, or put again by their
    /// producer.
    pub out_of_order: u64,
    /// Records that it has got once more.
    pub doubled: u64,
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
    /// Where it writes, if that is said.
    pub sink: Option<ReaderSinkView>,
    /// Of a polling consumer.
    pub bookmarks: Option<BookmarksView>,
    /// Of a group of KCL workers.
    pub kcl: Option<KclView>,
    /// Of a Lambda function with its event source mapping.
    pub lambda: Option<Box<MappingView>>,
    /// Of an application of the Connector Library, which is a group of KCL workers too.
    pub connector: Option<ConnectorView>,
    /// Of an application that counts in windows.
    pub analytics: Option<AnalyticsView>,
    /// The tool of others that it is.
    pub tool: Option<Tool>,
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
pub struct FaultView {
    pub place: Place,
    pub trouble: Trouble,
    /// Of a producer's calls each so-manieth is lost.
    pub every: u64,
    /// µs until it ends by itself; `None` until somebody heals it.
    pub left_us: Option<u64>,
}

/// Every user record has exactly one account in each service that took it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LedgerView {
    /// Put to streams: `refused + unread + read + expired`.
    pub put: u64,
    pub refused: u64,
    /// Of what is in a stream, or was: copies of what the stream had already.
    pub doubled: u64,
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

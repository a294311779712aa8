//! What happened: one entry of the journal each, with the event that led to it.

mod connector;
mod feed;
mod folder;
mod journal;
mod kcl;
mod mapping;
mod mishap;
mod reason;
mod tally;

use serde::{Serialize, Serializer};

use crate::command::{Command, Place, PutApi, StreamMode, Target, Trouble};
use crate::kernel::Time;
use crate::names::{Name, ShardId};
use crate::refusal::ErrorName;

pub use connector::{ACCESS_DENIED, AnalyticsEvent, ConnectorEvent, UNPROCESSED_ITEMS};
pub use feed::FeedTells;
pub use folder::{Folder, Out};
pub use journal::Journal;
pub use kcl::{KclEvent, LeaseLoss, TableEvent};
pub use mapping::{DiscardCondition, InvocationError, MappingEvent};
pub use mishap::Mishap;
pub use reason::{FiredBy, KplFailure, SubscriptionEnd};
pub use tally::{PutBilled, PutTally, Refusals};

/// The number of an event in its world's journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EventId(pub usize);

#[derive(Clone, Debug, Serialize)]
pub struct Event {
    pub id: EventId,
    pub at: Time,
    /// The event without which this one would not have happened; `None` for a command.
    pub cause: Option<EventId>,
    pub what: What,
}

#[derive(Clone, Debug, Serialize)]
pub enum What {
    /// A command, told in the story's own words.
    Commanded {
        #[serde(rename = "line", serialize_with = "as_line")]
        command: Command,
    },
    /// A command of the script that was refused when its time came.
    CommandRefused {
        line: String,
        error: ErrorName,
        message: String,
    },

    StreamCreating {
        stream: Name,
        shards: u32,
    },
    StreamUpdating {
        stream: Name,
    },
    StreamActive {
        stream: Name,
    },
    StreamDeleting {
        stream: Name,
    },
    /// The stream is gone, and with it the records that it held; `unread` of them before every reader had read them.
    /// `user_records` are the same two counted in user records, where a KPL packed some.
    StreamDeleted {
        stream: Name,
        records: u64,
        unread: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        user_records: Option<[u64; 2]>,
    },
    RetentionSet {
        stream: Name,
        hours: u64,
    },
    /// From now on records are encrypted with this key, or not at all.
    EncryptionSet {
        stream: Name,
        key: Option<String>,
    },
    StreamModeSet {
        stream: Name,
        mode: StreamMode,
    },
    /// UpdateShardCount began; its splits and merges follow.
    ShardCountUpdating {
        stream: Name,
        from: u32,
        target: u32,
    },
    /// An on-demand stream grew by itself.
    OnDemandScaled {
        stream: Name,
        from: u32,
        to: u32,
    },
    ConsumerRegistered {
        stream: Name,
        consumer: Name,
    },
    ConsumerActive {
        stream: Name,
        consumer: Name,
    },
    ConsumerDeregistered {
        stream: Name,
        consumer: Name,
    },
    /// A fan-out reader could not register; it tries again.
    RegistrationRefused {
        stream: Name,
        consumer: Name,
        error: ErrorName,
        limit: Option<&'static str>,
        message: String,
    },
    Subscribed {
        stream: Name,
        consumer: Name,
        shard: ShardId,
        subscription: u64,
    },
    SubscriptionEnded {
        stream: Name,
        consumer: Name,
        shard: ShardId,
        subscription: u64,
        why: SubscriptionEnd,
    },
    /// One SubscribeToShardEvent: the records from index `first` on. Also sent empty, so that the consumer knows
    /// that the connection lives.
    RecordsPushed {
        stream: Name,
        consumer: Name,
        shard: ShardId,
        subscription: u64,
        first: u64,
        records: u64,
        bytes: u64,
        behind_ms: u64,
        /// It has reached the end of a closed shard: the event names the children.
        ended: bool,
    },
    /// A reader that does not finish parents first got records of keys of which it has read newer ones.
    ReadOutOfOrder {
        stream: Name,
        shard: ShardId,
        reader: Name,
        records: u64,
    },
    ShardSplit {
        stream: Name,
        parent: ShardId,
        children: [ShardId; 2],
    },
    ShardsMerged {
        stream: Name,
        parents: [ShardId; 2],
        child: ShardId,
    },
    /// One PutRecord or PutRecords call.
    RecordsPut {
        stream: Name,
        by: Option<Name>,
        api: PutApi,
        shards: Vec<PutTally>,
        billed: PutBilled,
        /// How many user records were taken, and refused, where a KPL packed them.
        #[serde(skip_serializing_if = "Option::is_none")]
        user_records: Option<Box<[u64; 2]>>,
        /// User records that were taken though the stream had them already.
        #[serde(skip_serializing_if = "is_zero")]
        doubled: u32,
    },
    RecordsRead {
        stream: Name,
        shard: ShardId,
        reader: Name,
        records: u64,
        bytes: u64,
        position: u64,
        behind_ms: u64,
    },
    ReadRefused {
        stream: Name,
        shard: ShardId,
        reader: Name,
        error: ErrorName,
        limit: Option<&'static str>,
    },
    /// A producer's call that failed as a whole.
    PutFailed {
        by: Name,
        to: Target,
        records: u64,
        error: ErrorName,
        message: String,
    },
    /// Records that reached the end of retention; `unread` of them before every reader had read them.
    RecordsExpired {
        stream: Name,
        shard: ShardId,
        records: u64,
        unread: u64,
        first_kept: u64,
        /// The same two counted in user records, where a KPL packed some.
        #[serde(skip_serializing_if = "Option::is_none")]
        user_records: Option<[u64; 2]>,
    },

    /// A producer puts records again that were throttled.
    RecordsResent {
        by: Name,
        records: u64,
        /// The first is 1.
        retry: u64,
    },
    /// A producer gives records up that were throttled at the last retry too.
    RetriesSpent {
        by: Name,
        records: u64,
        retries: u64,
    },

    /// An agent, a log subscription or an IoT rule tells of itself.
    FeedTold {
        by: Name,
        tells: FeedTells,
    },
    /// A KPL gives user records up: the application is told so.
    UserRecordsFailed {
        by: Name,
        records: u64,
        why: KplFailure,
    },
    /// A KPL sees that aggregated records went to another shard than it had predicted: its map of the shards is old.
    /// It asks for a new one, and puts these user records again.
    ShardMapStale {
        by: Name,
        stream: Name,
        /// Where it had thought that they would go.
        predicted: ShardId,
        records: u64,
    },

    ActorStarted {
        name: Name,
        kind: &'static str,
    },
    ActorSet {
        name: Name,
    },
    ActorStopped {
        name: Name,
    },

    BucketCreated {
        bucket: Name,
    },
    DeliveryStreamCreated {
        delivery_stream: Name,
    },
    DestinationUpdated {
        delivery_stream: Name,
        version: u32,
    },
    /// It goes, and the records that it had not delivered yet are gone at once.
    DeliveryStreamDeleting {
        delivery_stream: Name,
        records: u64,
    },
    DeliveryStreamDeleted {
        delivery_stream: Name,
    },
    /// Direct PUT: one PutRecord or PutRecordBatch call.
    FirehosePut {
        delivery_stream: Name,
        by: Option<Name>,
        taken: u64,
        refused: u64,
        bytes: u64,
        /// Each record taken as whole steps of 5 KB.
        billed: u64,
    },
    /// Records fetched from the source stream.
    FirehoseFetched {
        delivery_stream: Name,
        shard: ShardId,
        records: u64,
        bytes: u64,
        /// Each record as whole steps of 5 KB.
        billed: u64,
    },
    /// Records that held several became as many.
    RecordsParted {
        delivery_stream: Name,
        records: u64,
        into: u64,
    },
    /// Records of a buffer were made rows of a table, or not.
    RecordsConverted {
        delivery_stream: Name,
        converted: u64,
        failed: u64,
    },
    /// Another number of partitions is active now, or records (`beyond`) were of one too many.
    PartitionsActive {
        delivery_stream: Name,
        active: u64,
        beyond: u64,
    },
    TransformInvoked {
        delivery_stream: Name,
        function: Name,
        invocation: usize,
        records: u64,
        request_bytes: u64,
        fired_by: FiredBy,
    },
    TransformAnswered {
        delivery_stream: Name,
        function: Name,
        invocation: usize,
        ok: u64,
        /// Of the data that came back with Ok.
        ok_bytes: u64,
        dropped: u64,
        failed: u64,
        response_bytes: u64,
    },
    /// An invocation failed as a whole; another attempt follows, or all its records go to `processing-failed`.
    TransformFailed {
        delivery_stream: Name,
        function: Name,
        invocation: usize,
        attempts: u32,
        code: &'static str,
        next: Option<Time>,
    },
    BufferFlushed {
        delivery_stream: Name,
        folder: Folder,
        records: u64,
        bytes: u64,
        fired_by: FiredBy,
    },
    ObjectWritten {
        delivery_stream: Name,
        bucket: Name,
        key: String,
        folder: Folder,
        /// It waits for Redshift's COPY, so its records are not delivered yet.
        staged: bool,
        records: u64,
        bytes: u64,
        fired_by: FiredBy,
    },
    /// A destination that is no bucket has taken records.
    Delivered {
        delivery_stream: Name,
        place: Place,
        records: u64,
        bytes: u64,
        /// Documents that it did not take.
        refused: u64,
        attempts: u32,
    },
    /// An attempt to deliver failed; another one follows, or the records go where failures go.
    DeliveryFailed {
        delivery_stream: Name,
        place: Place,
        folder: Folder,
        records: u64,
        attempts: u32,
        code: String,
        message: String,
        next: Option<Time>,
    },
    /// Redshift did not copy an object within its retries: a manifest names it.
    CopySkipped {
        delivery_stream: Name,
        records: u64,
    },
    /// Somebody brought in by hand what could not be delivered.
    Backfilled {
        /// Which had not delivered them.
        delivery_stream: Name,
        /// `load`, `reindex` or `reingest`.
        way: &'static str,
        /// The cluster, the domain or the delivery stream.
        into: Name,
        /// Those that are no longer among the failed.
        records: u64,
        /// Those that had been brought in before.
        again: u64,
        /// Those that failed again, and lie where they lay.
        failed: u64,
    },
    /// No bucket took them within a day, or within the source stream's retention.
    RecordsLost {
        delivery_stream: Name,
        records: u64,
    },
    /// Delivery falls behind, so the buffer of data grows.
    BufferRaised {
        delivery_stream: Name,
        size: u64,
    },
    FaultBegan {
        place: Place,
        trouble: Trouble,
    },
    FaultEnded {
        place: Place,
    },
    Kcl(KclEvent),
    Table(TableEvent),
    Connector(ConnectorEvent),
    Analytics(AnalyticsEvent),
    /// An event source mapping invokes its function.
    Mapping(MappingEvent),
    Mishap(Mishap),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

// Hundreds of records make a long line, which nobody may ever ask for.
fn as_line<S: Serializer>(command: &Command, s: S) -> Result<S::Ok, S::Error> {
    s.collect_str(command)
}

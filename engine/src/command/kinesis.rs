//! Calls of Kinesis Data Streams and what they answer, with AWS's nouns.
//!
//! A stream is named by its name alone: an ARN is read into it where a call comes in.

use std::sync::Arc;

use serde::Serialize;

use crate::names::{ACCOUNT, Name, REGION, ShardId};
use crate::record::Stored;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kinesis {
    CreateStream {
        stream: Name,
        /// `None` is on-demand, unless the mode says otherwise.
        shard_count: Option<u32>,
        mode: Option<StreamMode>,
        max_record_kib: Option<u64>,
        tags: Vec<(String, String)>,
    },
    DeleteStream {
        stream: Name,
        /// Deletes it although consumers are registered.
        enforce_consumer_deletion: bool,
    },
    DescribeStream {
        stream: Name,
        limit: Option<u64>,
        exclusive_start: Option<ShardId>,
    },
    DescribeStreamSummary {
        stream: Name,
    },
    ListStreams {
        limit: Option<u64>,
        exclusive_start: Option<Name>,
        next_token: Option<String>,
    },
    ListShards(ListShards),
    PutRecord {
        stream: Name,
        record: Stored,
        /// SequenceNumberForOrdering.
        ordering: Option<String>,
    },
    PutRecords {
        stream: Name,
        records: Arc<[Stored]>,
    },
    GetShardIterator {
        stream: Name,
        shard: ShardId,
        start: IteratorStart,
    },
    GetRecords {
        iterator: String,
        limit: Option<u64>,
    },
    SplitShard {
        stream: Name,
        shard: ShardId,
        at: SplitAt,
    },
    MergeShards {
        stream: Name,
        shard: ShardId,
        adjacent: ShardId,
    },
    UpdateShardCount {
        stream: Name,
        target: u32,
    },
    IncreaseStreamRetentionPeriod {
        stream: Name,
        hours: u64,
    },
    DecreaseStreamRetentionPeriod {
        stream: Name,
        hours: u64,
    },
    RegisterStreamConsumer {
        stream: Name,
        consumer: Name,
    },
    DeregisterStreamConsumer(Consumer),
    DescribeStreamConsumer(Consumer),
    ListStreamConsumers {
        stream: Name,
        max_results: Option<u64>,
        next_token: Option<String>,
    },
    SubscribeToShard {
        consumer: Consumer,
        shard: ShardId,
        start: IteratorStart,
    },
    StartStreamEncryption {
        stream: Name,
        key: String,
    },
    StopStreamEncryption {
        stream: Name,
        key: String,
    },
    /// Shard-level metrics; [`ShardMetric::All`] is all of them.
    EnableEnhancedMonitoring {
        stream: Name,
        metrics: Vec<ShardMetric>,
    },
    DisableEnhancedMonitoring {
        stream: Name,
        metrics: Vec<ShardMetric>,
    },
    AddTagsToStream {
        stream: Name,
        tags: Vec<(String, String)>,
    },
    RemoveTagsFromStream {
        stream: Name,
        keys: Vec<String>,
    },
    ListTagsForStream {
        stream: Name,
        limit: Option<u64>,
        exclusive_start: Option<String>,
    },
    UpdateStreamMode {
        stream: Name,
        mode: StreamMode,
    },
    UpdateMaxRecordSize {
        stream: Name,
        kib: u64,
    },
    DescribeLimits,
    /// The policy is stored and given back as it is; nothing is decided by it yet.
    PutResourcePolicy {
        resource_arn: String,
        policy: String,
    },
    GetResourcePolicy {
        resource_arn: String,
    },
    DeleteResourcePolicy {
        resource_arn: String,
    },
}

impl Kinesis {
    /// Whether the call changes nothing but the count of how often one looked.
    pub fn only_looks(&self) -> bool {
        match self {
            Kinesis::DescribeStream { .. }
            | Kinesis::DescribeStreamSummary { .. }
            | Kinesis::ListStreams { .. }
            | Kinesis::ListShards(_)
            | Kinesis::DescribeStreamConsumer(_)
            | Kinesis::ListStreamConsumers { .. }
            | Kinesis::ListTagsForStream { .. }
            | Kinesis::DescribeLimits
            | Kinesis::GetResourcePolicy { .. } => true,
            Kinesis::CreateStream { .. }
            | Kinesis::DeleteStream { .. }
            | Kinesis::PutRecord { .. }
            | Kinesis::PutRecords { .. }
            | Kinesis::GetShardIterator { .. }
            | Kinesis::GetRecords { .. }
            | Kinesis::SplitShard { .. }
            | Kinesis::MergeShards { .. }
            | Kinesis::UpdateShardCount { .. }
            | Kinesis::IncreaseStreamRetentionPeriod { .. }
            | Kinesis::DecreaseStreamRetentionPeriod { .. }
            | Kinesis::RegisterStreamConsumer { .. }
            | Kinesis::DeregisterStreamConsumer(_)
            | Kinesis::SubscribeToShard { .. }
            | Kinesis::StartStreamEncryption { .. }
            | Kinesis::StopStreamEncryption { .. }
            | Kinesis::EnableEnhancedMonitoring { .. }
            | Kinesis::DisableEnhancedMonitoring { .. }
            | Kinesis::AddTagsToStream { .. }
            | Kinesis::RemoveTagsFromStream { .. }
            | Kinesis::UpdateStreamMode { .. }
            | Kinesis::UpdateMaxRecordSize { .. }
            | Kinesis::PutResourcePolicy { .. }
            | Kinesis::DeleteResourcePolicy { .. } => false,
        }
    }

    /// The operation's name in the API.
    pub fn operation(&self) -> &'static str {
        match self {
            Kinesis::CreateStream { .. } => "CreateStream",
            Kinesis::DeleteStream { .. } => "DeleteStream",
            Kinesis::DescribeStream { .. } => "DescribeStream",
            Kinesis::DescribeStreamSummary { .. } => "DescribeStreamSummary",
            Kinesis::ListStreams { .. } => "ListStreams",
            Kinesis::ListShards(_) => "ListShards",
            Kinesis::PutRecord { .. } => "PutRecord",
            Kinesis::PutRecords { .. } => "PutRecords",
            Kinesis::GetShardIterator { .. } => "GetShardIterator",
            Kinesis::GetRecords { .. } => "GetRecords",
            Kinesis::SplitShard { .. } => "SplitShard",
            Kinesis::MergeShards { .. } => "MergeShards",
            Kinesis::UpdateShardCount { .. } => "UpdateShardCount",
            Kinesis::IncreaseStreamRetentionPeriod { .. } => "IncreaseStreamRetentionPeriod",
            Kinesis::DecreaseStreamRetentionPeriod { .. } => "DecreaseStreamRetentionPeriod",
            Kinesis::RegisterStreamConsumer { .. } => "RegisterStreamConsumer",
            Kinesis::DeregisterStreamConsumer(_) => "DeregisterStreamConsumer",
            Kinesis::DescribeStreamConsumer(_) => "DescribeStreamConsumer",
            Kinesis::ListStreamConsumers { .. } => "ListStreamConsumers",
            Kinesis::SubscribeToShard { .. } => "SubscribeToShard",
            Kinesis::StartStreamEncryption { .. } => "StartStreamEncryption",
            Kinesis::StopStreamEncryption { .. } => "StopStreamEncryption",
            Kinesis::EnableEnhancedMonitoring { .. } => "EnableEnhancedMonitoring",
            Kinesis::DisableEnhancedMonitoring { .. } => "DisableEnhancedMonitoring",
            Kinesis::AddTagsToStream { .. } => "AddTagsToStream",
            Kinesis::RemoveTagsFromStream { .. } => "RemoveTagsFromStream",
            Kinesis::ListTagsForStream { .. } => "ListTagsForStream",
            Kinesis::UpdateStreamMode { .. } => "UpdateStreamMode",
            Kinesis::UpdateMaxRecordSize { .. } => "UpdateMaxRecordSize",
            Kinesis::DescribeLimits => "DescribeLimits",
            Kinesis::PutResourcePolicy { .. } => "PutResourcePolicy",
            Kinesis::GetResourcePolicy { .. } => "GetResourcePolicy",
            Kinesis::DeleteResourcePolicy { .. } => "DeleteResourcePolicy",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListShards {
    /// `None` when the next token stands for it.
    pub stream: Option<Name>,
    pub next_token: Option<String>,
    pub exclusive_start: Option<ShardId>,
    pub max_results: Option<u64>,
    pub filter: Option<ShardFilter>,
}

impl ListShards {
    /// All shards of a stream that have not expired.
    pub fn of(stream: Name) -> ListShards {
        let stream = Some(stream);
        ListShards { stream, next_token: None, exclusive_start: None, max_results: None, filter: None }
    }
}

/// ShardFilter (behaviours A9). Timestamps are milliseconds of the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShardFilter {
    AfterShardId(ShardId),
    AtTrimHorizon,
    FromTrimHorizon,
    AtLatest,
    AtTimestamp(u64),
    FromTimestamp(u64),
}

/// A registered consumer of a stream. Its ARN names the second of its registration too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumer {
    pub stream: Name,
    pub consumer: Name,
    /// Seconds of the Unix epoch; `None` when it was named by stream and name.
    pub created: Option<u64>,
}

impl Consumer {
    /// Reads `arn:aws:kinesis:R:N:stream/S/consumer/C:1572562800`; `None` if it has another form.
    pub fn of_arn(arn: &str) -> Option<Consumer> {
        let (head, rest) = arn.split_once(":stream/")?;
        let (stream, rest) = rest.split_once("/consumer/")?;
        let (consumer, created) = rest.split_once(':')?;
        if !head.starts_with("arn:aws") || !head.contains(":kinesis:") {
            return None;
        }
        Some(Consumer {
            stream: Name::parse(stream).ok()?,
            consumer: Name::parse(consumer).ok()?,
            created: Some(created.parse().ok()?),
        })
    }

    pub fn arn(stream: &Name, consumer: &Name, created: u64) -> String {
        format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{stream}/consumer/{consumer}:{created}")
    }
}

/// StreamMode: who decides on the number of shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum StreamMode {
    #[serde(rename = "PROVISIONED")]
    Provisioned,
    #[serde(rename = "ON_DEMAND")]
    OnDemand,
}

impl StreamMode {
    pub fn as_str(self) -> &'static str {
        match self {
            StreamMode::Provisioned => "PROVISIONED",
            StreamMode::OnDemand => "ON_DEMAND",
        }
    }
}

/// MetricsName of enhanced (shard-level) monitoring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum ShardMetric {
    IncomingBytes,
    IncomingRecords,
    OutgoingBytes,
    OutgoingRecords,
    WriteProvisionedThroughputExceeded,
    ReadProvisionedThroughputExceeded,
    IteratorAgeMilliseconds,
    #[serde(rename = "ALL")]
    All,
}

impl ShardMetric {
    /// Each single metric, in AWS's order.
    pub const EACH: [ShardMetric; 7] = [
        ShardMetric::IncomingBytes,
        ShardMetric::IncomingRecords,
        ShardMetric::OutgoingBytes,
        ShardMetric::OutgoingRecords,
        ShardMetric::WriteProvisionedThroughputExceeded,
        ShardMetric::ReadProvisionedThroughputExceeded,
        ShardMetric::IteratorAgeMilliseconds,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ShardMetric::IncomingBytes => "IncomingBytes",
            ShardMetric::IncomingRecords => "IncomingRecords",
            ShardMetric::OutgoingBytes => "OutgoingBytes",
            ShardMetric::OutgoingRecords => "OutgoingRecords",
            ShardMetric::WriteProvisionedThroughputExceeded => "WriteProvisionedThroughputExceeded",
            ShardMetric::ReadProvisionedThroughputExceeded => "ReadProvisionedThroughputExceeded",
            ShardMetric::IteratorAgeMilliseconds => "IteratorAgeMilliseconds",
            ShardMetric::All => "ALL",
        }
    }
}

/// Where SplitShard cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitAt {
    /// The middle of the shard's range, whatever it is when the call comes. Ours, not AWS's: a story written
    /// by hand says `--new-starting-hash-key midpoint` instead of 39 digits.
    Midpoint,
    /// NewStartingHashKey.
    HashKey(u128),
}

/// ShardIteratorType with what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IteratorStart {
    TrimHorizon,
    Latest,
    AtSequenceNumber(String),
    AfterSequenceNumber(String),
    /// Milliseconds of the Unix epoch.
    AtTimestamp(u64),
}

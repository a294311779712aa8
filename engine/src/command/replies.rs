//! What calls of Kinesis Data Streams answer, with AWS's nouns.

use super::kinesis::{ShardMetric, StreamMode};
use crate::names::{Name, ShardId};
use crate::sequence::SequenceNumber;

/// What DescribeStreamSummary says, and the head of DescribeStream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamSummary {
    pub name: Name,
    pub arn: String,
    pub status: &'static str,
    pub mode: StreamMode,
    pub retention_hours: u64,
    /// Seconds of the Unix epoch.
    pub created: u64,
    pub metrics: Vec<ShardMetric>,
    /// The id of the KMS key, if it encrypts.
    pub encryption_key: Option<String>,
    pub open_shards: usize,
    pub consumers: usize,
    pub max_record_kib: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamDescription {
    pub summary: StreamSummary,
    pub shards: Vec<ShardDescription>,
    pub has_more_shards: bool,
}

/// One of ListStreams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamListed {
    pub name: Name,
    pub arn: String,
    pub status: &'static str,
    pub mode: StreamMode,
    /// Seconds of the Unix epoch.
    pub created: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardDescription {
    pub id: ShardId,
    pub parent: Option<ShardId>,
    pub adjacent_parent: Option<ShardId>,
    pub starting_hash_key: u128,
    pub ending_hash_key: u128,
    pub starting_sequence_number: String,
    /// Only of closed shards.
    pub ending_sequence_number: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerDescription {
    pub name: Name,
    pub arn: String,
    pub stream_arn: String,
    /// CREATING, ACTIVE, DELETING.
    pub status: &'static str,
    /// Seconds of the Unix epoch.
    pub created: u64,
}

/// One entry of a PutRecords answer. A call has up to 500 of them, so what a refusal says is made when it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutEntry {
    Taken(SequenceNumber),
    /// ProvisionedThroughputExceededException.
    Refused {
        shard: ShardId,
    },
}

impl PutEntry {
    /// The number of a record that was taken.
    pub fn taken(self) -> Option<SequenceNumber> {
        match self {
            PutEntry::Taken(number) => Some(number),
            PutEntry::Refused { .. } => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordsRead {
    pub records: Vec<RecordRead>,
    pub next_iterator: Option<String>,
    pub millis_behind_latest: u64,
    /// Only at the end of a closed shard.
    pub child_shards: Vec<ChildShard>,
}

/// A child of a closed shard, as a reader is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildShard {
    pub id: ShardId,
    pub parents: Vec<ShardId>,
    pub starting_hash_key: u128,
    pub ending_hash_key: u128,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRead {
    pub sequence_number: String,
    /// Milliseconds of the Unix epoch.
    pub arrived: u64,
    pub data: Vec<u8>,
    pub partition_key: String,
    /// It was put while the stream encrypted.
    pub encrypted: bool,
}

//! Why a subscription ended, and which hint emptied a buffer.

use serde::{Serialize, Serializer};

use crate::refusal::ErrorName;

/// Why a subscription ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum SubscriptionEnd {
    /// Its 300 seconds are over.
    Expired,
    /// A later SubscribeToShard of the same consumer took the shard.
    TakenOver,
    /// The shard was closed and is read to its end.
    ShardEnded,
    /// The consumer or its stream was deleted.
    Deleted,
    /// Its consumer closed the connection.
    Closed,
    /// What is to be pushed next cannot be decrypted, by what KMS says to it.
    Kms(ErrorName),
}

/// Why a KPL gave user records up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum KplFailure {
    /// They were not in the stream within RecordTtl.
    Expired,
    /// They were throttled, and FailIfThrottled is on.
    Throttled,
    /// The process ended with them in its memory.
    Stopped,
}

/// Which buffer hint was met first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FiredBy {
    Size,
    Interval,
    /// The number of records: of the Connector Library alone.
    Count,
    /// A shard ended: of the Connector Library alone.
    End,
}

impl FiredBy {
    pub fn word(self) -> &'static str {
        match self {
            FiredBy::Size => "size",
            FiredBy::Interval => "interval",
            FiredBy::Count => "count",
            FiredBy::End => "end of shard",
        }
    }
}

impl Serialize for FiredBy {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.word())
    }
}

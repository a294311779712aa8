//! What is said of a consumer that is an application of the Kinesis Connector Library.

use std::fmt;

use serde::Serialize;

use super::Place;
use crate::kernel::Span;
use crate::kernel::units::{print_share, print_size, print_span};
use crate::names::Name;

/// ITransformer: what a record becomes on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Transform {
    /// The bytes of the record as they are.
    Bytes,
    /// A JSON object, written as one line; what is none is logged and passed over.
    Json,
}

impl Transform {
    pub const ALL: [Transform; 2] = [Transform::Bytes, Transform::Json];

    pub fn word(self) -> &'static str {
        match self {
            Transform::Bytes => "bytes",
            Transform::Json => "json",
        }
    }
}

/// IFilter: which records stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// AllPassFilter.
    All,
    /// A share in parts of a million, evenly by the records' numbers in the shard: the same ones whenever they are read.
    Share(u64),
    /// Those whose data has this text in it.
    Contains(String),
}

/// One setting of its pipeline. Two of the names are those of its KinesisConnector.properties, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectorSetting {
    /// A consumer is an application of the library.
    On,
    Transform(Transform),
    Keep(Keep),
    /// bufferRecordCountLimit.
    FlushRecords(u64),
    /// bufferByteSizeLimit.
    FlushBytes(u64),
    /// bufferMillisecondsLimit; `None`: never by time.
    FlushAge(Option<Span>),
    /// IEmitter: where the buffer goes.
    Emit(Place),
    /// s3Bucket: where RedshiftBasicEmitter puts the file that it then copies.
    Through(Name),
    /// Items that DynamoDBEmitter puts with one BatchWriteItem.
    EmitItems(u64),
    /// retryLimit: how often the emitter is called with a buffer.
    EmitTries(u64),
    /// backoffInterval, after each call that failed.
    EmitBackoff(Span),
}

impl ConnectorSetting {
    pub const WORDS: [&str; 11] = [
        "connector",
        "transform",
        "keep",
        "flush-records",
        "flush-bytes",
        "flush-age",
        "emit",
        "through",
        "emit-items",
        "emit-tries",
        "emit-backoff",
    ];

    pub fn word(&self) -> &'static str {
        match self {
            ConnectorSetting::On => "connector",
            ConnectorSetting::Transform(_) => "transform",
            ConnectorSetting::Keep(_) => "keep",
            ConnectorSetting::FlushRecords(_) => "flush-records",
            ConnectorSetting::FlushBytes(_) => "flush-bytes",
            ConnectorSetting::FlushAge(_) => "flush-age",
            ConnectorSetting::Emit(_) => "emit",
            ConnectorSetting::Through(_) => "through",
            ConnectorSetting::EmitItems(_) => "emit-items",
            ConnectorSetting::EmitTries(_) => "emit-tries",
            ConnectorSetting::EmitBackoff(_) => "emit-backoff",
        }
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Keep::All => f.write_str("all"),
            Keep::Share(parts) => f.write_str(&print_share(*parts)),
            Keep::Contains(text) => write!(f, "contains {}", super::json_text(text)),
        }
    }
}

/// What stands behind the word; nothing behind `connector`.
impl fmt::Display for ConnectorSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConnectorSetting::On => Ok(()),
            ConnectorSetting::Transform(transform) => f.write_str(transform.word()),
            ConnectorSetting::Keep(keep) => write!(f, "{keep}"),
            ConnectorSetting::FlushRecords(count)
            | ConnectorSetting::EmitItems(count)
            | ConnectorSetting::EmitTries(count) => write!(f, "{count}"),
            ConnectorSetting::FlushBytes(bytes) => f.write_str(&print_size(*bytes)),
            ConnectorSetting::FlushAge(None) => f.write_str("never"),
            ConnectorSetting::FlushAge(Some(span)) | ConnectorSetting::EmitBackoff(span) => {
                f.write_str(&print_span(*span))
            }
            ConnectorSetting::Emit(place) => write!(f, "{place}"),
            ConnectorSetting::Through(bucket) => write!(f, "{bucket}"),
        }
    }
}

//! Backfill: what could not be delivered is brought in later, by hand.
//!
//! Absent: AWS's own calls for this (a COPY over the Redshift Data API, OpenSearch's bulk API, a script that reads S3):
//! each is one short line of our own that says what such a script does.

use std::fmt;

use super::print::quote;
use crate::names::Name;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backfill {
    /// COPY of exactly the objects that a manifest lists.
    Load { bucket: Name, manifest: String, cluster: Name, table: String },
    /// The documents that were not indexed, from the lines of `…_failed/`, under the ids that they had.
    Reindex { bucket: Name, prefix: String, domain: Name, index: String },
    /// The records of any failure folder, by PutRecordBatch.
    Reingest { bucket: Name, prefix: String, delivery_stream: Name },
}

impl Backfill {
    /// The word with which a line begins.
    pub fn word(&self) -> &'static str {
        match self {
            Backfill::Load { .. } => "load",
            Backfill::Reindex { .. } => "reindex",
            Backfill::Reingest { .. } => "reingest",
        }
    }
}

impl fmt::Display for Backfill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = |bucket: &Name, rest: &str| quote(&format!("{bucket}/{rest}"));
        match self {
            Backfill::Load { bucket, manifest, cluster, table } => {
                write!(f, "load manifest {} into {cluster} {}", path(bucket, manifest), quote(table))
            }
            Backfill::Reindex { bucket, prefix, domain, index } => {
                write!(f, "reindex {} into {domain} {}", path(bucket, prefix), quote(index))
            }
            Backfill::Reingest { bucket, prefix, delivery_stream } => {
                write!(f, "reingest {} into {delivery_stream}", path(bucket, prefix))
            }
        }
    }
}

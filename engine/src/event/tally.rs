//! What one call did on one shard: counts, and the refused records themselves.

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use crate::names::ShardId;
use crate::record::Batch;

/// What one call did on one shard.
///
/// The journal holds one for each record where shards are many, so it is kept small: a call has at most 500 records
/// and 10 MiB.
#[derive(Clone, Debug)]
pub struct PutTally {
    pub shard: ShardId,
    pub taken: u32,
    /// Data and keys.
    pub taken_bytes: u32,
    pub refused: u32,
    /// `None` if none was refused.
    pub refusals: Option<Box<Refusals>>,
}

/// How the bill counts what one call put, all its shards together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PutBilled {
    /// PUT payload units: the data of each record taken, as whole 25 KB.
    pub units: u32,
    /// The same as whole KiB, as on-demand streams are billed.
    pub kib: u32,
}

/// What one shard refused of one call.
#[derive(Clone, Debug)]
pub struct Refusals {
    /// The limit that the first refused record met.
    pub limit: &'static str,
    /// The refused records themselves, for whoever asks why.
    pub batch: Batch,
}

impl PutTally {
    /// Data and keys of what was refused.
    pub fn refused_bytes(&self) -> u64 {
        self.refusals.as_ref().map_or(0, |refusals| refusals.batch.bytes)
    }

    /// The limit that the first refused record met.
    pub fn limit(&self) -> Option<&'static str> {
        self.refusals.as_ref().map(|refusals| refusals.limit)
    }
}

/// All counts, but not the refused records.
impl Serialize for PutTally {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut tally = s.serialize_struct("PutTally", 6)?;
        tally.serialize_field("shard", &self.shard)?;
        tally.serialize_field("taken", &self.taken)?;
        tally.serialize_field("taken_bytes", &self.taken_bytes)?;
        tally.serialize_field("refused", &self.refused)?;
        tally.serialize_field("refused_bytes", &self.refused_bytes())?;
        tally.serialize_field("limit", &self.limit())?;
        tally.end()
    }
}

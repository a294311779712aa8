//! What is seen of a delivery stream: its buffers, its transform, and what is tried again.

use serde::Serialize;

use crate::command::{Blueprint, Destination, Place, Source, Verdicts};
use crate::event::{FiredBy, Folder};
use crate::kernel::Time;
use crate::names::Name;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeliveryView {
    pub name: Name,
    /// CREATING, ACTIVE, DELETING.
    pub status: &'static str,
    /// µs until CREATING or DELETING ends.
    pub settles_in_us: Option<u64>,
    pub source: Option<Name>,
    pub bucket: Name,
    pub prefix: String,
    pub version: u32,
    /// What waits to become an object of data. With partitions each has a buffer: these are the records of all, the bytes
    /// of the fullest, the time of the one that has waited longest, and the hint that fires first.
    pub buffer: BufferView,
    /// With dynamic partitioning.
    pub partitions: Option<PartitionsView>,
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
    /// As many as may be in flight at once.
    pub in_flight_limit: u64,
    /// Records in buffers that were flushed, while they wait for an invocation to end.
    pub held_back: u64,
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

/// Partitions with records in their buffer or on their way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartitionsView {
    pub active: u64,
    /// As many as may be active at once.
    pub most: u64,
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
    /// µs after which no attempt begins any more; `None` of what is tried for ever.
    pub retries_for_us: Option<u64>,
    /// errorCode of the last attempt.
    pub error: String,
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
    pub answers: Option<Verdicts>,
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

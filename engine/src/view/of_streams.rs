//! What is seen of a stream: its shards, its consumers, and how it scales.

use serde::Serialize;

use crate::command::StreamMode;
use crate::names::{Name, ShardId};

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
    /// Of that key: Enabled, Disabled, PendingDeletion, Deleted.
    pub key_state: Option<&'static str>,
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
    /// Of the taken, in user records: copies of what it had already.
    pub doubled: u64,
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
    /// In the order of the plan; those that do not wait for one another run at the same time.
    pub steps: Vec<ScalingStepView>,
    /// µs until the last is done.
    pub ends_in_us: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScalingStepView {
    /// `split 002 at its middle → 005 + 006`.
    pub text: String,
    pub done: bool,
    /// It is being done: every step of a wave is, at the same time.
    pub running: bool,
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

//! A stream: its shards, its status, its retention.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::fan_out::{StreamConsumer, Subscription};
use super::on_demand::Load;
use super::scaling::Scaling;
use super::shard::{HashRange, Shard};
use crate::command::{ShardMetric, StreamMode};
use crate::era::Era;
use crate::event::What;
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{ACCOUNT, Name, REGION, ShardId};
use crate::step::Step;
use crate::wake::Wake;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Status {
    #[serde(rename = "CREATING")]
    Creating,
    #[serde(rename = "ACTIVE")]
    Active,
    #[serde(rename = "UPDATING")]
    Updating,
    #[serde(rename = "DELETING")]
    Deleting,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Creating => "CREATING",
            Status::Active => "ACTIVE",
            Status::Updating => "UPDATING",
            Status::Deleting => "DELETING",
        }
    }
}

/// What UPDATING waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pending {
    Split {
        shard: ShardId,
        at: u128,
    },
    Merge {
        shard: ShardId,
        adjacent: ShardId,
    },
    /// Encryption with a key, or none.
    Encrypt(Option<String>),
    Mode(StreamMode),
}

#[derive(Clone, Debug)]
pub struct Stream {
    pub name: Name,
    pub status: Status,
    pub created: Time,
    pub retention: Span,
    pub mode: StreamMode,
    /// MaxRecordSizeInKiB.
    pub max_record_kib: u64,
    /// Since when records are encrypted with which key, oldest first; at first they are not.
    pub(crate) encryption: Vec<(Time, Option<String>)>,
    /// When keys were applied, and when encryption was stopped, in the last 24 hours: each has a limit of its own.
    pub(crate) key_changes: [Vec<Time>; 2],
    /// Enhanced (shard-level) monitoring.
    pub metrics: BTreeSet<ShardMetric>,
    pub tags: BTreeMap<String, String>,
    pub consumers: BTreeMap<Name, StreamConsumer>,
    /// By number; only those that live.
    pub(super) subscriptions: BTreeMap<u64, Subscription>,
    /// When CREATING or UPDATING ends.
    pub settles_at: Option<Time>,
    pub(crate) shards: Vec<Shard>,
    /// The end of each open shard's range, and its place, by range.
    open: Vec<(u128, usize)>,
    pub(crate) pending: Option<Pending>,
    /// UpdateShardCount at work.
    pub scaling: Option<Scaling>,
    /// When UpdateShardCount was called in the last 24 hours.
    pub(super) count_updates: Vec<Time>,
    /// When UpdateStreamMode was called in the last 24 hours.
    pub(super) mode_switches: Vec<Time>,
    /// What an on-demand stream knows of its load.
    pub load: Load,
    /// Whether an appointment for the end of retention is in the calendar.
    pub(super) trim_due: bool,
}

impl Stream {
    pub(crate) fn new(name: Name, shards: u32, now: Time, era: Era) -> Stream {
        let ranges = HashRange::even(shards);
        let mut stream = Stream {
            name,
            status: Status::Creating,
            open: Vec::new(),
            created: now,
            retention: Span::hours(limits::RETENTION_DEFAULT.at(era)),
            mode: StreamMode::Provisioned,
            max_record_kib: limits::MAX_RECORD_KIB_MIN.at(era),
            encryption: Vec::new(),
            key_changes: [Vec::new(), Vec::new()],
            metrics: BTreeSet::new(),
            tags: BTreeMap::new(),
            consumers: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            settles_at: Some(now + Span::millis(limits::CREATE_TAKES.at(era))),
            shards: (0..).zip(ranges).map(|(id, range)| Shard::new(ShardId(id), range, now, era)).collect(),
            pending: None,
            scaling: None,
            count_updates: Vec::new(),
            mode_switches: Vec::new(),
            load: Load::default(),
            trim_due: false,
        };
        stream.find_open_shards();
        stream
    }

    pub fn arn(&self) -> String {
        format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{}", self.name)
    }

    /// All shards that were ever made, by number; closed ones too.
    pub fn shards(&self) -> &[Shard] {
        &self.shards
    }

    pub fn open_shards(&self) -> impl Iterator<Item = &Shard> {
        self.shards.iter().filter(|shard| shard.is_open())
    }

    /// How many shards are open, without looking at each.
    pub fn open_count(&self) -> usize {
        self.open.len()
    }

    pub fn shard(&self, id: ShardId) -> Option<&Shard> {
        self.shards.get(id.index())
    }

    /// Where the open shard is whose range holds a hash key: open shards always cover the whole ring.
    pub(crate) fn open_shard_for(&self, hash: u128) -> usize {
        // In a stream whose shards are all of one size this is the place; elsewhere it is only a guess.
        // The upper 32 bits are enough for it, and 64-bit numbers are multiplied by the processor itself everywhere.
        let upper = u64::try_from(hash >> 96).expect("32 bits");
        let guess =
            usize::try_from((upper * self.open.len() as u64) >> 32).expect("a place among the open shards");
        let begins = guess.checked_sub(1).is_none_or(|before| self.open[before].0 < hash);
        if begins && hash <= self.open[guess].0 {
            return self.open[guess].1;
        }
        self.open[self.open.partition_point(|(end, _)| *end < hash)].1
    }

    /// To be called whenever shards were opened or closed.
    pub(super) fn find_open_shards(&mut self) {
        let open = self.shards.iter().enumerate().filter(|(_, shard)| shard.is_open());
        self.open = open.map(|(place, shard)| (shard.range.end, place)).collect();
        self.open.sort_unstable();
    }

    pub fn is_closed_and_expired(&self, shard: &Shard, now: Time) -> bool {
        shard.closed.is_some_and(|closed| closed + self.retention <= now)
    }

    /// The key with which records that arrive now are encrypted.
    pub fn encryption_key(&self) -> Option<&str> {
        self.encryption.last().and_then(|(_, key)| key.as_deref())
    }

    /// The key with which it encrypts when the change at work is done.
    pub fn next_key(&self) -> Option<&str> {
        if let Some(Pending::Encrypt(key)) = &self.pending { key.as_deref() } else { self.encryption_key() }
    }

    /// The keys with which any of its records may be encrypted, oldest first.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        for key in self.encryption.iter().filter_map(|(_, key)| key.as_deref()) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// Whether a record that arrived at an instant was encrypted.
    pub fn encrypted_at(&self, arrived: Time) -> bool {
        let since = self.encryption.iter().rev().find(|(since, _)| *since <= arrived);
        since.is_some_and(|(_, key)| key.is_some())
    }

    /// How many of the records that a shard holds are encrypted.
    pub fn encrypted_in(&self, shard: &Shard) -> u64 {
        let ends = self.encryption.iter().skip(1).map(|(at, _)| shard.index_at(*at)).chain([shard.tip()]);
        let keyed = self.encryption.iter().zip(ends).filter(|((_, key), _)| key.is_some());
        keyed.map(|((since, _), end)| end - shard.index_at(*since)).sum()
    }

    /// Makes sure that the end of retention of the oldest record has an appointment.
    pub(crate) fn expect_trim(&mut self, step: &mut Step<'_>) {
        if self.trim_due {
            return;
        }
        let Some(oldest) = self.shards.iter().filter_map(Shard::oldest_arrival).min() else { return };
        self.trim_due = true;
        let ends = (oldest + self.retention).max(step.now);
        step.schedule(ends, Wake::RetentionEnds { stream: self.name.clone() });
    }

    #[inline(never)]
    pub(crate) fn trim(&mut self, step: &mut Step<'_>, read_by_all: impl Fn(&Shard) -> u64) {
        self.trim_due = false;
        let horizon = step.now.back(self.retention);
        for shard in &mut self.shards {
            let first = shard.first_index();
            let read = read_by_all(shard).max(first);
            let records = shard.trim(horizon);
            if records > 0 {
                let gone = [
                    shard.user_records(first..shard.first_index()),
                    shard.user_records(read..shard.first_index()),
                ];
                step.emit(What::RecordsExpired {
                    stream: self.name.clone(),
                    shard: shard.id,
                    records,
                    unread: shard.first_index().saturating_sub(read),
                    first_kept: shard.first_index(),
                    user_records: (gone[0] > records).then_some(gone),
                });
            }
        }
        self.expect_trim(step);
    }
}

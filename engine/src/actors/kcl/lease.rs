//! A lease as a row of the table.

use super::Extended;
use crate::command::{Attribute, Item};
use crate::dynamodb::KEY;
use crate::names::ShardId;
use crate::sequence::SequenceNumber;
use crate::streams::Shard;

pub(super) const OWNER: &str = "leaseOwner";
pub(super) const COUNTER: &str = "leaseCounter";
pub(super) const CHECKPOINT: &str = "checkpoint";
pub(super) const SUB: &str = "checkpointSubSequenceNumber";
pub(super) const SWITCHES: &str = "ownerSwitchesSinceCheckpoint";
pub(super) const CHILDREN: &str = "childShardIds";
const PARENTS: &str = "parentShardId";
const FROM: &str = "startingHashKey";
const TO: &str = "endingHashKey";

/// How far a shard has been processed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checkpoint {
    TrimHorizon,
    Latest,
    AtTimestamp,
    /// The sequence number of the last record that was processed.
    After(String),
    ShardEnd,
}

impl Checkpoint {
    /// As the row says it.
    pub fn text(&self) -> &str {
        match self {
            Checkpoint::TrimHorizon => "TRIM_HORIZON",
            Checkpoint::Latest => "LATEST",
            Checkpoint::AtTimestamp => "AT_TIMESTAMP",
            Checkpoint::After(number) => number,
            Checkpoint::ShardEnd => "SHARD_END",
        }
    }

    fn read(text: &str) -> Checkpoint {
        let known =
            [Checkpoint::TrimHorizon, Checkpoint::Latest, Checkpoint::AtTimestamp, Checkpoint::ShardEnd];
        known.into_iter().find(|it| it.text() == text).unwrap_or_else(|| Checkpoint::After(text.to_owned()))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub shard: ShardId,
    pub owner: Option<String>,
    pub counter: u64,
    pub checkpoint: Checkpoint,
    /// Of the last user record that was processed, in the record of the checkpoint; from 0.
    pub sub: u64,
    pub switches: u64,
    pub parents: Vec<ShardId>,
}

impl Lease {
    pub fn read(item: &Item) -> Option<Lease> {
        let text = |name: &str| match item.get(name) {
            Some(Attribute::S(text)) => Some(text.as_str()),
            Some(Attribute::N(_) | Attribute::B(_) | Attribute::Ss(_)) | None => None,
        };
        let number = |name: &str| match item.get(name) {
            Some(Attribute::N(number)) => *number,
            Some(Attribute::S(_) | Attribute::B(_) | Attribute::Ss(_)) | None => 0,
        };
        let parents = match item.get(PARENTS) {
            Some(Attribute::Ss(ids)) => ids.iter().filter_map(|id| ShardId::parse(id)).collect(),
            Some(Attribute::S(_) | Attribute::N(_) | Attribute::B(_)) | None => Vec::new(),
        };
        Some(Lease {
            shard: ShardId::parse(text(KEY)?)?,
            owner: text(OWNER).map(str::to_owned),
            counter: number(COUNTER),
            checkpoint: Checkpoint::read(text(CHECKPOINT)?),
            sub: number(SUB),
            switches: number(SWITCHES),
            parents,
        })
    }

    /// The row of a shard that nobody has yet.
    pub fn of(shard: &Shard, checkpoint: &Checkpoint) -> Item {
        let text = |text: &str| Attribute::S(text.to_owned());
        let mut item = Item::from([
            (KEY, Attribute::S(shard.id.to_string())),
            (COUNTER, Attribute::N(0)),
            (CHECKPOINT, text(checkpoint.text())),
            (SUB, Attribute::N(0)),
            (SWITCHES, Attribute::N(0)),
            (FROM, Attribute::S(shard.range.start.to_string())),
            (TO, Attribute::S(shard.range.end.to_string())),
        ]);
        let parents: Vec<String> =
            shard.parent.into_iter().chain(shard.adjacent_parent).map(|id| id.to_string()).collect();
        if !parents.is_empty() {
            item.insert(PARENTS, Attribute::Ss(parents));
        }
        item
    }

    /// The place of its checkpoint, if that is within a record.
    pub(super) fn within(&self, shard: &Shard) -> Option<Extended> {
        let index = SequenceNumber::parse(self.checkpoint.text())?.index.checked_sub(1)?;
        let sub = self.sub + 1;
        (sub < shard.user_records(index..index + 1)).then_some(Extended { index, sub })
    }

    pub fn has_ended(&self) -> bool {
        self.checkpoint == Checkpoint::ShardEnd
    }
}

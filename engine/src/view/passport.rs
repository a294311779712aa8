//! The passport of one record: what it is, every stamp from its first put to where it ended, and its twins.
//!
//! Promised: for any record that a shard holds, that was refused at its door, or that a delivery stream took by Direct
//! PUT. Absent: records that have expired, of which nothing is left; the order of one read among others of its instant.

mod stamps;
mod which;

use super::duplicates::{Twin, same};
use super::road::{Road, Stamp, road};
use crate::event::{EventId, PutTally, What};
use crate::kernel::Time;
use crate::kernel::units::grouped;
use crate::names::{Name, ShardId};
use crate::record::{Again, Batch, Identity};
use crate::stores::Origin;
use crate::world::World;

pub(crate) use stamps::put_of;
pub use which::Which;

/// One record, looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passport {
    /// [`Which::Stored`], [`Which::Refused`] or [`Which::Direct`].
    pub of: Which,
    pub title: String,
    /// When it was looked at.
    pub at: Time,
    /// Name and value: who made it, key, hash key, sequence number, size.
    pub facts: Vec<(&'static str, String)>,
    /// In the order of time.
    pub stamps: Vec<Stamp>,
    /// Where it is, or where it ended, in a sentence.
    pub ended: String,
    /// Records of the stream that are the same, oldest first, without this one.
    pub twins: Vec<TwinLook>,
}

/// A record that is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwinLook {
    pub of: Which,
    pub at: Time,
    pub says: String,
}

/// One record of a batch.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    pub batch: &'a Batch,
    pub nth: usize,
}

impl Found<'_> {
    fn offset(&self) -> u32 {
        self.batch.offset(self.nth)
    }
    pub fn identities(&self) -> Vec<Identity> {
        self.batch.source.identities(self.offset())
    }
    pub fn had(&self) -> Option<Again> {
        self.batch.source.had(self.offset())
    }
    pub fn key(&self) -> String {
        self.batch.key(self.nth)
    }
}

/// The record of this index in a shard, while it is there.
pub(crate) fn stored<'a>(world: &'a World, stream: &Name, shard: ShardId, index: u64) -> Option<Found<'a>> {
    let batch = world.streams().stream(stream).ok()?.shard(shard)?.batch_of(index)?;
    let nth = (0..batch.len()).find(|i| batch.index(*i) == index)?;
    Some(Found { batch, nth })
}

/// The n-th record that a shard refused of a call.
pub(crate) fn refused(
    world: &World,
    event: EventId,
    shard: ShardId,
    nth: usize,
) -> Option<(&Name, Found<'_>)> {
    let What::RecordsPut { stream, shards, .. } = &world.journal().get(event)?.what else { return None };
    let tally = |tally: &&PutTally| tally.shard == shard;
    let batch = &shards.iter().find(tally)?.refusals.as_deref()?.batch;
    (nth < batch.len()).then_some((stream, Found { batch, nth }))
}

/// The passport of a record; `None` of one that is not there, or not any more.
pub fn passport(world: &World, which: &Which) -> Option<Passport> {
    let which = which.resolved(world)?;
    match &which {
        Which::Stored { stream, shard, index } => of_stored(world, stream, *shard, *index),
        Which::Refused { event, shard, nth } => of_refused(world, *event, *shard, *nth),
        Which::Direct { delivery, index } => of_direct(world, delivery, *index),
        Which::AtByte { .. }
        | Which::ByRecordId { .. }
        | Which::OfEvent(_)
        | Which::Newest { .. }
        | Which::Oldest { .. }
        | Which::NextOf { .. } => None,
    }
}

fn title(found: Found<'_>) -> String {
    match found.identities().as_slice() {
        [] => "A record put by hand".to_owned(),
        [one] => format!("Record {} of {}", grouped(one.number + 1), one.by),
        [first, .., last] => {
            format!(
                "User records {} to {} of {}",
                grouped(first.number + 1),
                grouped(last.number + 1),
                first.by
            )
        }
    }
}

fn facts(world: &World, stream: &Name, shard: ShardId, found: Found<'_>) -> Vec<(&'static str, String)> {
    let batch = found.batch;
    let mut all = vec![
        ("made by", batch.source.by().map_or("hand".to_owned(), ToString::to_string)),
        ("partition key", found.key()),
        ("hash key", batch.hash(found.nth).to_string()),
    ];
    if let Some(range) = world.streams().stream(stream).ok().and_then(|it| Some(it.shard(shard)?.range)) {
        all.push(("its shard has", format!("{} to {}", range.start, range.end)));
    }
    all.push(("data", format!("{} B", grouped(batch.data_len(found.nth)))));
    if batch.user_records(found.nth) > 1 {
        all.push(("user records in it", grouped(batch.user_records(found.nth))));
    }
    all
}

fn of_stored(world: &World, stream: &Name, shard: ShardId, index: u64) -> Option<Passport> {
    let found = stored(world, stream, shard, index)?;
    let log = world.streams().stream(stream).ok()?.shard(shard)?;
    let number = log.sequence_number(index, found.batch.arrived, world.era());
    let mut facts = facts(world, stream, shard, found);
    facts.insert(3, ("sequence number", number.to_string()));
    facts.insert(4, ("place", format!("record {} of {stream} shard {}", grouped(index), shard.short())));
    let identities = found.identities();
    let mut all = stamps::tries(world, stream, &identities, found.batch.arrived);
    all.push(stamps::taken(world, stream, shard, found));
    all.extend(stamps::reads(world, stream, log, index));
    let roads = stamps::roads(world, stream, shard, index);
    all.extend(roads.iter().flat_map(|road| road.stamps.iter().cloned()));
    let unread = stamps::unread(world, stream, log, index);
    all.sort_by_key(|stamp| stamp.at.map_or(u64::MAX, |at| at.0));
    let me = |twin: &Twin| (twin.shard, twin.index) == (shard, index);
    let twins = same(world, stream, &identities);
    let twins = twins.iter().filter(|twin| !me(twin)).map(|twin| twin_look(stream, twin)).collect();
    Some(Passport {
        of: Which::Stored { stream: stream.clone(), shard, index },
        title: title(found),
        at: world.now(),
        facts,
        stamps: all,
        ended: format!("It lies in shard {} until retention ends. {unread}", shard.short()),
        twins,
    })
}

fn of_refused(world: &World, event: EventId, shard: ShardId, nth: usize) -> Option<Passport> {
    let (stream, found) = refused(world, event, shard, nth)?;
    let identities = found.identities();
    let mut all = stamps::tries(world, stream, &identities, Time(u64::MAX));
    let twins = same(world, stream, &identities);
    all.extend(twins.iter().map(|twin| stamps::later(stream, twin)));
    all.sort_by_key(|stamp| stamp.at.map_or(u64::MAX, |at| at.0));
    let ended = match twins.first() {
        Some(twin) => format!("Put again, it was taken by shard {}.", twin.shard.short()),
        None => stamps::gone(world, found),
    };
    Some(Passport {
        of: Which::Refused { event, shard, nth },
        title: format!("{}, refused", title(found)),
        at: world.now(),
        facts: facts(world, stream, shard, found),
        stamps: all,
        ended,
        twins: twins.iter().map(|twin| twin_look(stream, twin)).collect(),
    })
}

fn of_direct(world: &World, delivery: &Name, index: u64) -> Option<Passport> {
    let Road { title, stamps } = road(world, delivery, Origin { shard: None, index })?;
    let last = stamps.last().map_or(String::new(), |stamp| stamp.text.clone());
    Some(Passport {
        of: Which::Direct { delivery: delivery.clone(), index },
        title,
        at: world.now(),
        facts: vec![("taken by", delivery.to_string()), ("its number there", grouped(index))],
        stamps,
        ended: last,
        twins: Vec::new(),
    })
}

fn twin_look(stream: &Name, twin: &Twin) -> TwinLook {
    let why = twin.had.map_or("the first", Again::says);
    let common = if twin.common > 1 {
        format!(", {} user records of it", grouped(twin.common))
    } else {
        String::new()
    };
    TwinLook {
        of: Which::Stored { stream: stream.clone(), shard: twin.shard, index: twin.index },
        at: twin.arrived,
        says: format!("record {} of shard {}{common}: {why}", grouped(twin.index), twin.shard.short()),
    }
}

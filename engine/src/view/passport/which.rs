//! Of which record a passport is asked: from wherever a learner may see it.

use crate::event::{EventId, What};
use crate::names::{Name, ShardId};
use crate::sequence::SequenceNumber;
use crate::stores::Origin;
use crate::world::World;

/// A record, by whatever is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By its number within its shard.
    Stored {
        stream: Name,
        shard: ShardId,
        index: u64,
    },
    /// The n-th that a shard refused of the call of this event.
    Refused {
        event: EventId,
        shard: ShardId,
        nth: usize,
    },
    /// By its number in a delivery stream that takes Direct PUT.
    Direct {
        delivery: Name,
        index: u64,
    },
    /// The one that covers a byte of an object, before compression.
    AtByte {
        bucket: Name,
        key: String,
        byte: u64,
    },
    /// By the recordId of a transform's event.
    ByRecordId {
        delivery: Name,
        id: String,
    },
    /// The first that an event is about.
    OfEvent(EventId),
    Newest {
        stream: Name,
        shard: ShardId,
    },
    Oldest {
        stream: Name,
        shard: ShardId,
    },
    /// The one that a reader will read next in a shard.
    NextOf {
        reader: Name,
        shard: ShardId,
    },
}

impl Which {
    /// The same record by its place.
    pub(super) fn resolved(&self, world: &World) -> Option<Which> {
        match self {
            Which::Stored { .. } | Which::Refused { .. } | Which::Direct { .. } => Some(self.clone()),
            Which::AtByte { bucket, key, byte } => {
                let object = world.buckets().object(bucket, key).ok()?;
                let record = object.content.0.records(byte.saturating_add(1)).pop()?;
                of_origin(world, &object.delivery_stream, record.origin)
            }
            Which::ByRecordId { delivery, id } => {
                let number = SequenceNumber::parse(id.get(..56)?)?;
                let stream = world.firehose().delivery_stream(delivery).ok()?;
                let shard = stream.source.as_ref().map(|_| number.shard);
                of_origin(world, delivery, Origin { shard, index: number.index.checked_sub(1)? })
            }
            Which::OfEvent(id) => of_event(world, *id),
            Which::Newest { stream, shard } => {
                let log = world.streams().stream(stream).ok()?.shard(*shard)?;
                Some(Which::Stored {
                    stream: stream.clone(),
                    shard: *shard,
                    index: log.tip().checked_sub(1)?,
                })
            }
            Which::Oldest { stream, shard } => {
                let log = world.streams().stream(stream).ok()?.shard(*shard)?;
                Some(Which::Stored { stream: stream.clone(), shard: *shard, index: log.first_index() })
            }
            Which::NextOf { reader, shard } => {
                let streams = world.streams().iter();
                let mut readers =
                    streams.flat_map(|it| world.actors().readers_of(&it.name).map(move |of| (it, of)));
                let (stream, of) = readers.find(|(_, of)| of.who == *reader)?;
                let log = stream.shard(*shard)?;
                let index = of.stands_at(log).max(log.first_index());
                (index < log.tip()).then(|| Which::Stored {
                    stream: stream.name.clone(),
                    shard: *shard,
                    index,
                })
            }
        }
    }
}

fn of_origin(world: &World, delivery: &Name, origin: Origin) -> Option<Which> {
    let stream = world.firehose().even_leaving(delivery).ok()?;
    match (origin.shard, &stream.source) {
        (Some(shard), Some(source)) => {
            Some(Which::Stored { stream: source.clone(), shard, index: origin.index })
        }
        (_, _) => Some(Which::Direct { delivery: delivery.clone(), index: origin.index }),
    }
}

/// Of a call that was refused in part the first that was refused, else the first that was taken or read.
fn of_event(world: &World, id: EventId) -> Option<Which> {
    let event = world.journal().get(id)?;
    if let What::RecordsPut { stream, shards, .. } = &event.what {
        if let Some(tally) = shards.iter().find(|tally| tally.refused > 0) {
            return Some(Which::Refused { event: id, shard: tally.shard, nth: 0 });
        }
        let shard = shards.iter().find(|tally| tally.taken > 0)?.shard;
        let log = world.streams().stream(stream).ok()?.shard(shard)?;
        // Each call that a shard took of is one batch: as many of this instant are newer as calls came after.
        let took = |what: &What| {
            matches!(what, What::RecordsPut { stream: to, shards, .. }
                if to == stream && shards.iter().any(|it| it.shard == shard && it.taken > 0))
        };
        let then = world.journal().from(id.0 + 1).take_while(|later| later.at == event.at);
        let newer = then.filter(|later| took(&later.what)).count();
        let batch = log.newest_first().skip_while(|batch| batch.arrived > event.at).nth(newer)?;
        let index = batch.index(0);
        return (batch.arrived == event.at).then(|| Which::Stored { stream: stream.clone(), shard, index });
    }
    if let What::RecordsRead { stream, shard, records, position, .. } = &event.what {
        let log = world.streams().stream(stream).ok()?.shard(*shard)?;
        let index = super::stamps::read_range(log, *records, *position).start;
        return (*records > 0).then(|| Which::Stored { stream: stream.clone(), shard: *shard, index });
    }
    let What::RecordsPushed { stream, shard, first, records, .. } = &event.what else { return None };
    (*records > 0).then(|| Which::Stored { stream: stream.clone(), shard: *shard, index: *first })
}

//! What SubscribeToShard pushes: events of the journal as AWS's SubscribeToShardEvent.

use super::answer::{child_shards, record};
use crate::api::wire::Wire;
use crate::command::RecordRead;
use crate::era::Era;
use crate::event::{Event, What};
use crate::kernel::Time;
use crate::names::ShardId;
use crate::streams::{Shard, Stream};
use crate::world::World;

/// The SubscribeToShardEvent of a [`What::RecordsPushed`]; `None` for another event, or when the stream is gone.
///
/// The records are looked up in the shard, so the event should be fetched before they expire.
pub fn pushed(world: &World, event: &Event) -> Option<Wire> {
    // One of the hundred kinds of events matters here; a new kind never will.
    let What::RecordsPushed { stream, shard, first, records, behind_ms, ended, .. } = &event.what else {
        return None;
    };
    let era = world.era();
    let stream = world.streams().stream(stream).ok()?;
    let shard = stream.shard(*shard)?;
    let found: Vec<Wire> = read(stream, shard, (*first, *records), era).iter().map(record).collect();
    let next = first + records;
    let continuation = if *ended {
        // At the end of a closed shard there is nothing to continue from (behaviours A10).
        Wire::Null
    } else {
        Wire::text(continuation(shard, next, event.at, era))
    };
    let mut members = vec![
        ("Records", Wire::List(found)),
        ("ContinuationSequenceNumber", continuation),
        ("MillisBehindLatest", Wire::number(*behind_ms)),
    ];
    if *ended {
        let children: Vec<(ShardId, Vec<ShardId>, u128, u128)> = shard
            .children
            .iter()
            .filter_map(|id| stream.shard(*id))
            .map(|child| {
                let parents = child.parent.into_iter().chain(child.adjacent_parent).collect();
                (child.id, parents, child.range.start, child.range.end)
            })
            .collect();
        let children =
            children.iter().map(|(id, parents, start, end)| (*id, parents.as_slice(), *start, *end));
        members.extend(child_shards(children, era).map(|children| ("ChildShards", children)));
    }
    Some(Wire::Map(members))
}

/// Records of a shard by their index: the first and how many.
fn read(stream: &Stream, shard: &Shard, (first, records): (u64, u64), era: Era) -> Vec<RecordRead> {
    let end = first + records;
    let mut found = Vec::new();
    let place = shard.log.partition_point(|batch| batch.first_index + batch.len() as u64 <= first);
    for (_, batch) in shard.log.from(place) {
        if batch.first_index >= end {
            break;
        }
        for i in (0..batch.len()).filter(|i| (first..end).contains(&batch.index(*i))) {
            found.push(RecordRead {
                sequence_number: shard.sequence_number(batch.index(i), batch.arrived, era).to_string(),
                arrived: era.epoch_millis(batch.arrived),
                data: batch.data(i),
                partition_key: batch.key(i),
                encrypted: stream.encrypted_at(batch.arrived),
            });
        }
    }
    found
}

/// The number of the last record before index `next`; a shard's starting number if there was none.
fn continuation(shard: &Shard, next: u64, now: Time, era: Era) -> String {
    match next.checked_sub(1) {
        None => shard.starting_sequence_number(era).to_string(),
        Some(last) => {
            let arrived = shard.arrival_of(last).unwrap_or(now);
            shard.sequence_number(last, arrived, era).to_string()
        }
    }
}

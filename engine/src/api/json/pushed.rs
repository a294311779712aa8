//! What SubscribeToShard pushes: events of the journal as AWS's SubscribeToShardEvent.

use super::answer::{child_shards, record};
use crate::api::wire::Wire;
use crate::event::{Event, What};
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
    let found = stream.records(shard, &shard.slices(*first..*first + *records), era);
    let continuation = if *ended {
        // At the end of a closed shard there is nothing to continue from (behaviours A10).
        Wire::Null
    } else {
        Wire::text(shard.continuation(first + records, (event.at, era)))
    };
    let mut members = vec![
        ("Records", Wire::List(found.iter().map(record).collect())),
        ("ContinuationSequenceNumber", continuation),
        ("MillisBehindLatest", Wire::number(*behind_ms)),
    ];
    if *ended {
        let children = child_shards(&stream.child_shards(&shard.children), era);
        members.extend(children.map(|children| ("ChildShards", children)));
    }
    Some(Wire::Map(members))
}

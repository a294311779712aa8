//! What lies in a stream.

use engine::kernel::Time;
use engine::names::Name;
use engine::world::World;

/// When each record came, its key and its data, in the order of arrival.
pub fn held(world: &World, stream: &str) -> Vec<(Time, String, Vec<u8>)> {
    let stream = world.streams().stream(&Name::parse(stream).unwrap()).unwrap();
    let batches = stream.shards().iter().flat_map(|shard| shard.newest_first());
    let mut records: Vec<_> = batches
        .flat_map(|batch| (0..batch.len()).map(|i| (batch.arrived, batch.key(i), batch.data(i))))
        .collect();
    records.sort_by_key(|record| record.0);
    records
}

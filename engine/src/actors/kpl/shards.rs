//! The KPL's map of the shards: asked for once, and again when a record went elsewhere than it said.

use crate::command::Action;
use crate::names::{Name, ShardId};
use crate::step::Step;
use crate::streams::{Status, Streams};

#[derive(Clone, Debug, Default)]
pub(super) struct ShardMap {
    /// The end of each open shard's range, by range; nothing until the stream is there.
    ends: Vec<(u128, ShardId)>,
}

impl ShardMap {
    /// What ListShards says. Modelling choice: the answer is there at once. Who may not list them knows none.
    pub fn ask(&mut self, step: &mut Step<'_>, streams: &Streams, stream: &Name) {
        self.ends.clear();
        if step.authorize(Action::ListShards, stream.as_str()).is_ok()
            && let Ok(stream) = streams.stream(stream)
            && stream.status != Status::Creating
        {
            self.ends = stream.open_shards().map(|shard| (shard.range.end, shard.id)).collect();
            self.ends.sort_unstable();
        }
    }

    pub fn forget(&mut self) {
        self.ends.clear();
    }

    pub fn is_known(&self) -> bool {
        !self.ends.is_empty()
    }

    /// Where a record of a hash key will go, if the map is right.
    pub fn predict(&self, hash: u128) -> Option<ShardId> {
        self.ends.get(self.ends.partition_point(|(end, _)| *end < hash)).map(|(_, shard)| *shard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_range_belongs_to_it() {
        let map = ShardMap { ends: vec![(9, ShardId(3)), (u128::MAX, ShardId(5))] };
        assert_eq!(
            [0, 9, 10, u128::MAX].map(|hash| map.predict(hash).map(|shard| shard.0)),
            [3, 3, 5, 5].map(Some)
        );
        assert_eq!(ShardMap::default().predict(7), None);
    }
}

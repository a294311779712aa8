//! The cut on the hash ruler: in which open shard it lies, and where it may stand. Pure.

use engine::names::ShardId;
use engine::view::StreamView;

use crate::scene::Step;

/// A place at which a shard may be split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    pub shard: ShardId,
    pub short: String,
    pub at: u128,
}

impl Cut {
    /// `9a3c…`
    pub fn hex(&self) -> String {
        format!("{:04x}…", self.at >> 112)
    }

    /// As a share of the ring.
    pub fn share(&self) -> f64 {
        self.at as f64 / u128::MAX as f64
    }
}

/// The range of a shard, as numbers.
fn range(start: &str, end: &str) -> Option<(u128, u128)> {
    Some((start.parse().ok()?, end.parse().ok()?))
}

/// The cut nearest to a hash key that SplitShard takes: above the shard's first key but one, below its last.
pub fn settled(stream: &StreamView, at: u128) -> Option<Cut> {
    let mut open = stream.shards.iter().filter(|shard| shard.open);
    open.find_map(|shard| {
        let (start, end) = range(&shard.start, &shard.end)?;
        let (first, last) = (start.checked_add(2)?, end.checked_sub(1)?);
        let mine = start <= at && at <= end && first <= last;
        mine.then(|| Cut { shard: shard.id, short: shard.short.clone(), at: at.clamp(first, last) })
    })
}

/// Before anybody has moved it: the middle of the widest open shard.
pub fn first(stream: &StreamView) -> Option<Cut> {
    let open = stream.shards.iter().filter(|shard| shard.open);
    let ranges = open.filter_map(|shard| range(&shard.start, &shard.end));
    let widest = ranges.reduce(|a, b| if b.1 - b.0 > a.1 - a.0 { b } else { a })?;
    settled(stream, widest.0 + (widest.1 - widest.0) / 2 + 1)
}

/// The hash key at a share of the ring.
pub fn at(share: f64) -> u128 {
    (share.clamp(0.0, 1.0) * u128::MAX as f64) as u128
}

/// A step along the ring: 1/256 of it, a page 1/16.
pub fn moved(at: u128, step: Step) -> u128 {
    let by = |part: u32, n: i8| {
        let width = u128::MAX >> part;
        if n < 0 { at.saturating_sub(width) } else { at.saturating_add(width) }
    };
    match step {
        Step::By(n) => by(8, n),
        Step::ByPage(n) => by(4, n),
        Step::ToStart => 0,
        Step::ToEnd => u128::MAX,
    }
}

/// What was typed: a hash key in decimal, or a partition key.
pub fn typed(text: &str) -> Option<u128> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.parse().unwrap_or_else(|_| engine::record::hash_of(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::command::{Command, Kinesis, SplitAt};
    use engine::kernel::Time;
    use engine::story::{self, Story};

    fn world() -> engine::world::World {
        let text = "seed 1\naws kinesis create-stream --stream-name s --shard-count 4\n";
        let mut world = story::start(&Story::parse(text).unwrap()).unwrap();
        world.advance(Time::seconds(60), u64::MAX);
        world
    }

    /// Wherever the cut is dragged to, also onto a border, the engine splits there, and the shard that was named.
    #[test]
    fn each_place_can_be_cut() {
        let world = world();
        let view = engine::view::view(&world);
        let stream = &view.streams[0];
        let quarter = 1_u128 << 126;
        let places = [0, 1, 2, quarter - 1, quarter, quarter + 1, 3 * quarter, u128::MAX - 1, u128::MAX];
        for place in places.into_iter().chain([0.0, 0.3, 0.5, 1.0].map(at)) {
            let cut = settled(stream, place).unwrap();
            let by = SplitAt::HashKey(cut.at);
            let split = Command::Kinesis(Kinesis::SplitShard {
                stream: stream.name.clone(),
                shard: cut.shard,
                at: by,
            });
            assert!(world.clone().apply(&split).is_ok(), "{place}: {cut:?}");
            assert_eq!(u128::from(cut.shard.0), (place / quarter).min(3), "{place}");
        }
    }

    #[test]
    fn it_begins_in_the_widest_shard_and_goes_over_borders() {
        let view = engine::view::view(&world());
        let stream = &view.streams[0];
        let cut = first(stream).unwrap();
        assert_eq!((cut.short.as_str(), cut.hex().as_str()), ("000", "2000…"));
        let next =
            settled(stream, moved(moved(moved(cut.at, Step::ByPage(1)), Step::ByPage(1)), Step::By(1)));
        assert_eq!(next.map(|cut| cut.short), Some("001".to_owned()));
        let ends =
            [Step::ToStart, Step::ToEnd].map(|step| settled(stream, moved(cut.at, step)).unwrap().short);
        assert_eq!(ends, ["000", "003"]);
        assert!((cut.share() - 0.125).abs() < 1e-9 && at(cut.share()).abs_diff(cut.at) < 1 << 80);
    }

    #[test]
    fn a_number_is_a_hash_key_and_anything_else_is_hashed() {
        assert_eq!((typed(" 500 "), typed("")), (Some(500), None));
        assert_eq!(typed("user-1"), Some(engine::record::hash_of("user-1")));
    }
}

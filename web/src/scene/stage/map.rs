//! Going through the shards of a crowded stream: by press, arrow, number, or straight to the hottest.

use engine::names::{Name, ShardId};
use engine::view::View;
use yew::prelude::*;

use super::{Stage, shard_of};
use crate::scene::keys::Step;
use crate::scene::layout::{Map, Spot, loads};
use crate::scene::{Selection, StageAction};

/// The open shard that is nearest to a limit, refusing ones first; none if nothing is offered to any.
pub fn hottest(view: &View) -> Option<(Name, ShardId)> {
    let shards =
        view.streams.iter().flat_map(|stream| stream.shards.iter().map(move |shard| (stream, shard)));
    let loaded = shards.filter(|(_, shard)| shard.open && loads(shard) > 0.0);
    let most = loaded.reduce(|a, b| {
        let (x, y) = ((a.1.refused_per_s, loads(a.1)), (b.1.refused_per_s, loads(b.1)));
        if y > x { b } else { a }
    });
    most.map(|(stream, shard)| (stream.name.clone(), shard.id))
}

/// The place that a step leads to, of `n`.
pub fn stepped(at: usize, step: Step, n: usize) -> usize {
    let by = |d: isize| at.saturating_add_signed(d);
    let to = match step {
        Step::By(d) => by(isize::from(d)),
        Step::ByPage(d) => by(10 * isize::from(d)),
        Step::ToStart => 0,
        Step::ToEnd => n,
    };
    to.min(n.saturating_sub(1))
}

impl Stage {
    fn map(&self, stream: &Name) -> Option<&Map> {
        self.picture.maps.iter().find(|map| map.stream == *stream)
    }

    pub(super) fn go_to_shard(&mut self, ctx: &Context<Stage>, stream: &Name, place: usize) {
        let spot = self.map(stream).and_then(|map| map.shards.get(place)).cloned();
        let Some(Spot { shard, say, .. }) = spot else { return };
        self.act(ctx, StageAction::Select(Selection::Shard(stream.clone(), shard)));
        self.act(ctx, StageAction::Say(say));
    }

    /// An arrow: to a neighbour of the shard whose lane is open.
    pub(super) fn step_shard(&mut self, ctx: &Context<Stage>, step: Step) -> bool {
        let stream = shard_of(&ctx.props().selection).map(|(stream, _)| stream);
        let found = match stream {
            Some(stream) => self.map(stream),
            None => self.picture.maps.first(),
        };
        let Some(map) = found else { return false };
        let (stream, to) = (map.stream.clone(), stepped(map.place(), step, map.shards.len()));
        self.go_to_shard(ctx, &stream, to);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::layout::Rect;
    use crate::scene::layout::sample::{HOOK, name, view};

    #[test]
    fn steps_stay_among_the_shards() {
        assert_eq!(stepped(0, Step::By(-1), 200), 0);
        assert_eq!(stepped(5, Step::By(1), 200), 6);
        assert_eq!(stepped(195, Step::ByPage(1), 200), 199);
        assert_eq!([stepped(7, Step::ToStart, 200), stepped(7, Step::ToEnd, 200)], [0, 199]);
    }

    #[test]
    fn a_press_finds_the_nearest_stripe() {
        let spot = |n: u32| Spot { shard: ShardId(n), y: 10.0 + 2.0 * f64::from(n), say: String::new() };
        let at = Rect::new(0.0, 9.0, 100.0, 40.0);
        let map = Map { stream: name("orders"), at, opened: ShardId(3), shards: (0..20).map(spot).collect() };
        assert_eq!([0.0, 0.5, 0.51, 1.0].map(|share| map.nearest(share)), [0, 9, 10, 19].map(Some));
        assert_eq!(map.place(), 3);
    }

    #[test]
    fn the_hottest_refuses() {
        let mut view = view(HOOK);
        assert_eq!(hottest(&view).map(|(_, shard)| shard.0), Some(1));
        for shard in &mut view.streams[0].shards {
            (shard.offered_per_s, shard.offered_bytes_per_s, shard.refused_per_s) = (0, 0, 0);
        }
        assert_eq!(hottest(&view), None);
    }
}

//! From the world's view to shapes: a pure function, tested without a browser.
//!
//! Promised: no text meets another or leaves the frame; lanes are as high as their share of the hash keys (with
//! a least height); every number comes from the view. Absent: the browser, state, and anything that moves by
//! itself: the same view gives the same picture.

mod block;
mod bucket;
mod build;
pub mod cards;
mod cut;
pub mod delivery;
mod door;
pub mod face;
mod functions;
mod feeds;
mod flags;
pub mod glyphs;
mod inside;
mod lane;
mod lanes;
mod ledger;
mod lineage;
mod narrow;
pub mod numbers;
mod outside;
mod pipes;
mod producers;
mod readers;
pub mod retry;
#[cfg(test)]
pub mod sample;
pub mod shape;
mod slim;
pub mod store;
mod stream;
mod stripes;
#[cfg(test)]
mod tests;
mod tree;
mod wide;
mod windows;
mod wires;
mod workers;
pub mod write;

use engine::names::{Name, ShardId};
use engine::view::View;
use engine::view::marks::LaneMarks;

pub use cut::{CutBy, cut};
pub use door::{load as loads, whole_kib};
pub use lanes::{crowded, opened};
pub use readers::standing;
pub use shape::{Drop, DropOn, Group, Hit, Lane, Map, Picture, Rect, Shape, Size, Spot, hex4};

/// What the picture is made for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame<'a> {
    /// The width is kept; the height is kept if what must be shown fits into it.
    pub size: Size,
    /// The length of a lane in µs.
    pub window_us: u64,
    /// With what the learner's own calls are, and the ledger.
    pub live: bool,
    /// One of two worlds that share a page: with the ledger, and as low as it can be.
    pub pair: bool,
    /// With an empty place for one more producer.
    pub place: bool,
    /// The shard whose lane is opened where a stream has too many for a lane each.
    pub chosen: Option<(&'a Name, ShardId)>,
}

/// How much height there is for what could be lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    Ample,
    Tight,
    /// Two pictures share the height of one.
    Low,
}

/// Below this the columns do not fit beside each other and the picture goes from top to bottom.
const COLUMNS_FROM: f64 = 724.0;
/// Below this the stage is a list of cards, see [`cards`]; figures in lessons stay pictures.
pub const CARDS_BELOW: f64 = 560.0;

/// No picture is narrower: what is smaller than any phone scrolls.
const LEAST_WIDE: f64 = 300.0;

/// The whole stage.
pub fn layout(view: &View, marks: &[LaneMarks], mut frame: Frame<'_>) -> Picture {
    frame.size.width = frame.size.width.max(LEAST_WIDE);
    if frame.size.width >= COLUMNS_FROM {
        wide::draw(view, marks, frame)
    } else {
        narrow::draw(view, marks, frame)
    }
}

/// One shard's lane with its door, for the cards of a phone. Empty if there is no such shard.
pub fn one_lane(
    view: &View,
    marks: &[LaneMarks],
    stream: &Name,
    shard: ShardId,
    mut frame: Frame<'_>,
) -> Picture {
    frame.size.width = frame.size.width.max(LEAST_WIDE - 50.0);
    let mut picture = Picture::new();
    picture.size = frame.size;
    let found = view.streams.iter().find(|it| it.name == *stream);
    let shard = found.and_then(|stream| Some((stream, stream.shards.iter().find(|it| it.id == shard)?)));
    if let Some((stream, shard)) = shard {
        let around = stream::Around {
            producers: &view.producers,
            readers: &view.readers,
            marks,
            window_us: frame.window_us,
            chosen: frame.chosen,
            pack: lanes::Pack::Roomy,
        };
        let at = Rect::new(0.0, 0.0, frame.size.width, frame.size.height);
        stream::alone(stream, shard, at, &around, &mut picture);
    }
    picture
}

/// All shards of a crowded stream as stripes, for a phone. Empty if a lane each has room.
pub fn one_map(view: &View, stream: &Name, mut frame: Frame<'_>) -> Picture {
    frame.size.width = frame.size.width.max(LEAST_WIDE - 50.0);
    let mut picture = Picture::new();
    picture.size = frame.size;
    let found = view.streams.iter().find(|it| it.name == *stream);
    if let Some(stream) = found.filter(|it| crowded(&it.shards)) {
        let around = stream::Around {
            producers: &view.producers,
            readers: &view.readers,
            marks: &[],
            window_us: frame.window_us,
            chosen: frame.chosen,
            pack: lanes::Pack::Roomy,
        };
        let at = Rect::new(0.0, 0.0, frame.size.width, frame.size.height);
        stream::map(stream, at, &around, &mut picture);
    }
    picture
}

/// The open neighbours of a lane that it may be merged with: below and above it in hash keys.
pub fn neighbours<'a>(lanes: &'a [Lane], lane: &Lane) -> [Option<&'a Lane>; 2] {
    let open = |it: &&Lane| it.open && it.stream == lane.stream;
    let below = lanes.iter().filter(open).find(|it| it.end.checked_add(1) == Some(lane.start));
    let above = lanes.iter().filter(open).find(|it| lane.end.checked_add(1) == Some(it.start));
    [below, above]
}

/// Whether two lanes may be merged: the lower and the upper, or why not.
///
/// # Errors
/// A sentence for the learner.
pub fn mergeable(a: &Lane, b: &Lane) -> Result<(ShardId, ShardId), String> {
    if let Some(why) = a.busy.as_ref().or(b.busy.as_ref()) {
        return Err(why.clone());
    }
    if a.stream != b.stream {
        return Err("Shards of two streams cannot be merged".to_owned());
    }
    if a.end.checked_add(1) == Some(b.start) {
        Ok((a.shard, b.shard))
    } else if b.end.checked_add(1) == Some(a.start) {
        Ok((b.shard, a.shard))
    } else {
        Err(format!("Shards {} and {} are not neighbours: their hash keys do not touch", a.short, b.short))
    }
}

//! What a picture is made of: a few kinds of shapes, and groups that can be pressed. Nothing here knows a browser.

use engine::command::Place;
use engine::names::{Name, ShardId};

use super::face::Face;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// In CSS pixels, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Rect {
    pub fn new(x: f64, y: f64, w: f64, h: f64) -> Rect {
        Rect { x, y, w, h }
    }
    pub fn right(&self) -> f64 {
        self.x + self.w
    }
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }
    pub fn mid_x(&self) -> f64 {
        self.x + self.w / 2.0
    }
    pub fn mid_y(&self) -> f64 {
        self.y + self.h / 2.0
    }
    /// Larger by `d` on every side; smaller for a negative `d`.
    pub fn grown(&self, d: f64) -> Rect {
        Rect::new(self.x - d, self.y - d, self.w + 2.0 * d, self.h + 2.0 * d)
    }
    pub fn holds(&self, x: f64, y: f64) -> bool {
        (self.x..=self.right()).contains(&x) && (self.y..=self.bottom()).contains(&y)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// SVG's word; none for its default.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Anchor::Start => None,
            Anchor::Middle => Some("middle"),
            Anchor::End => Some("end"),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    pub x: f64,
    /// Of the base line.
    pub y: f64,
    pub anchor: Anchor,
    pub face: Face,
    /// A class beside the face's own: `bad`, `warn`, `good`, `mut`, `new`, `dim`; or none.
    pub tone: &'static str,
    pub say: String,
    /// The whole text, if `say` is a shortened one.
    pub whole: Option<String>,
}

impl Text {
    /// The room it takes, by the widest of the faces it may be drawn in. For tests: who draws asks
    /// [`width`](super::face::width) before it makes a text.
    #[cfg(test)]
    pub fn room(&self) -> Rect {
        let w = super::face::width(self.face, &self.say);
        let x = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - w / 2.0,
            Anchor::End => self.x - w,
        };
        let size = self.face.size();
        Rect::new(x, self.y - size * 0.78, w, size)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Rect { at: Rect, radius: f64, class: &'static str },
    Circle { x: f64, y: f64, r: f64, class: &'static str },
    Path { d: String, class: &'static str },
    Text(Text),
    Group(Group),
}

/// Shapes that belong together. With a hit it is a button.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub hit: Option<Hit>,
    pub class: String,
    /// What a screen reader says of it.
    pub label: String,
    /// What the pointer finds out by waiting.
    pub title: Option<String>,
    pub shapes: Vec<Shape>,
}

/// What was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    Producer(Name),
    Stream(Name),
    Shard(Name, ShardId),
    Refusals(Name, ShardId),
    Reader(Name),
    Delivery(Name),
    /// With the delivery stream that uses it, and its last invocation.
    Function {
        name: Name,
        used: Option<(Name, Option<usize>)>,
    },
    Bucket(Name),
    /// A cluster, a domain, a collector or an endpoint.
    Store(Place),
    Object {
        bucket: Name,
        key: String,
    },
    /// The empty place for one more producer.
    Ghost,
}

/// Where a thing may be dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Drop {
    pub at: Rect,
    pub on: DropOn,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DropOn {
    Stream(Name),
    Delivery(Name),
}

/// One shard's lane, for those who draw marks on it, cut it or drag it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    pub stream: Name,
    pub shard: ShardId,
    pub short: String,
    pub open: bool,
    pub hot: bool,
    /// A stripe or a slim strip: it has no cut.
    pub thin: bool,
    /// The whole tape.
    pub tape: Rect,
    /// Where marks are: its left edge is now, its top the lowest hash key.
    pub body: Rect,
    /// Where refused marks bounce off.
    pub strip: Rect,
    pub start: u128,
    pub end: u128,
    /// A reshard goes on, or the shard is closed: no cut and no merge now.
    pub busy: Option<String>,
}

impl Lane {
    /// The y of a hash key.
    pub fn y_of(&self, key: u128) -> f64 {
        let whole = (self.end - self.start) as f64;
        self.body.y + self.body.h * ((key.saturating_sub(self.start)) as f64 / whole.max(1.0))
    }

    /// The hash key at a height, such that both sides of a cut there keep at least one key more than their first.
    pub fn key_at(&self, y: f64) -> u128 {
        let share = ((y - self.body.y) / self.body.h.max(1.0)).clamp(0.0, 1.0);
        let span = self.end - self.start;
        // In steps of 1/4096, finer than a hand can aim: the middle of a range stays a round hexadecimal number.
        let at =
            self.start.saturating_add((span / 4096 + 1).saturating_mul((share * 4096.0).round() as u128));
        at.clamp(self.start + 2, self.end.saturating_sub(1).max(self.start + 2))
    }

    pub fn midpoint(&self) -> u128 {
        self.start + (self.end - self.start) / 2 + 1
    }
}

/// Where the stripes of a crowded stream are: one place to press, and to go through with the arrows.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    pub stream: Name,
    pub at: Rect,
    /// The shard whose lane is opened among them.
    pub opened: ShardId,
    /// All shards that are drawn, in order of their hash keys.
    pub shards: Vec<Spot>,
}

/// A shard on a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    pub shard: ShardId,
    /// The middle of its row.
    pub y: f64,
    /// The shard in a sentence.
    pub say: String,
}

impl Map {
    /// The place of the shard whose lane is open.
    pub fn place(&self) -> usize {
        self.shards.iter().position(|spot| spot.shard == self.opened).unwrap_or(0)
    }

    /// The place of the shard that is nearest to a height, given as a share of the map's own.
    pub fn nearest(&self, share: f64) -> Option<usize> {
        let y = self.at.y + self.at.h * share;
        let far = |i: &usize| (self.shards[*i].y - y).abs();
        (0..self.shards.len()).min_by(|a, b| far(a).total_cmp(&far(b)))
    }
}

/// All that is drawn, in two layers with the marks between.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub size: Size,
    pub back: Vec<Shape>,
    pub front: Vec<Shape>,
    pub lanes: Vec<Lane>,
    pub drops: Vec<Drop>,
    pub maps: Vec<Map>,
}

impl Picture {
    pub fn new() -> Picture {
        let size = Size { width: 0.0, height: 0.0 };
        Picture { size, back: vec![], front: vec![], lanes: vec![], drops: vec![], maps: vec![] }
    }
}

/// The first four digits of a hash key, as the lanes show them.
pub fn hex4(key: u128) -> String {
    let digits = format!("{key:032x}");
    if key == 0 { "0".to_owned() } else { format!("{}…", &digits[..4]) }
}

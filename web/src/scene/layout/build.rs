//! Short ways to make shapes, used by all that draw.

use super::face::{Face, fit};
use super::shape::{Anchor, Group, Hit, Rect, Shape, Text};

pub fn rect(at: Rect, radius: f64, class: &'static str) -> Shape {
    Shape::Rect { at, radius, class }
}

pub fn path(d: String, class: &'static str) -> Shape {
    Shape::Path { d, class }
}

/// A text that is known to fit, or a pair from [`super::face`] with its whole.
pub fn text(x: f64, y: f64, face: Face, say: impl Into<Say>) -> Shape {
    toned(x, y, face, Anchor::Start, "", say)
}

pub fn text_end(x: f64, y: f64, face: Face, say: impl Into<Say>) -> Shape {
    toned(x, y, face, Anchor::End, "", say)
}

pub fn toned(x: f64, y: f64, face: Face, anchor: Anchor, tone: &'static str, say: impl Into<Say>) -> Shape {
    let Say(say, whole) = say.into();
    Shape::Text(Text { x, y, anchor, face, tone, say, whole })
}

/// A text cut to the room it has.
pub fn fitted(x: f64, y: f64, face: Face, room: f64, say: &str) -> Shape {
    text(x, y, face, fit(face, say, room))
}

/// What a text says, and the whole if it is a shortened one.
pub struct Say(String, Option<String>);

impl From<&str> for Say {
    fn from(say: &str) -> Say {
        Say(say.to_owned(), None)
    }
}
impl From<String> for Say {
    fn from(say: String) -> Say {
        Say(say, None)
    }
}
impl From<(String, Option<String>)> for Say {
    fn from((say, whole): (String, Option<String>)) -> Say {
        Say(say, whole)
    }
}

/// A button: `label` is what a screen reader says, `title` what waiting shows.
pub fn button(
    hit: Hit,
    class: impl Into<String>,
    label: String,
    title: Option<String>,
    shapes: Vec<Shape>,
) -> Shape {
    Shape::Group(Group { hit: Some(hit), class: class.into(), label, title, shapes })
}

/// Shapes that belong together and are not pressed.
pub fn group(class: impl Into<String>, shapes: Vec<Shape>) -> Shape {
    Shape::Group(Group { hit: None, class: class.into(), label: String::new(), title: None, shapes })
}

/// A bar that is filled to `share`, and red with hatching when `over`.
pub fn bar(at: Rect, share: f64, class: &'static str) -> [Shape; 2] {
    let r = at.h / 2.0;
    let filled = (at.w * share.clamp(0.0, 1.0)).max(if share > 0.0 { at.h } else { 0.0 });
    [rect(at, r, "gbg"), rect(Rect { w: filled, ..at }, r, class)]
}

/// A pill of words at the upper right edge of a node: what is wrong, in words. It hangs over the edge.
pub fn badge(node: Rect, say: &str) -> Vec<Shape> {
    let room = node.w - 24.0;
    let (say, whole) = fit(Face::Badge, say, room);
    let w = super::face::width(Face::Badge, &say) + 16.0;
    let at = Rect::new(node.right() - w - 4.0, node.y - 8.0, w, 16.0);
    vec![rect(at, 8.0, "bdg"), toned(at.mid_x(), at.y + 11.5, Face::Badge, Anchor::Middle, "", (say, whole))]
}

/// The 26 × 26 tile of a node with its picture.
pub fn icon(x: f64, y: f64, kind: Icon) -> Vec<Shape> {
    let tile = rect(Rect::new(x, y, 26.0, 26.0), 7.0, "nic");
    // Drawn in a square of 16 around the middle of the tile.
    let d = kind.path();
    let moved = d.split(' ').map(|word| match word.split_once(',') {
        Some((dx, dy)) => {
            let number = |t: &str| t.parse::<f64>().expect("the paths below are numbers");
            format!("{},{}", x + 5.0 + number(dx), y + 5.0 + number(dy))
        }
        None => word.to_owned(),
    });
    vec![tile, path(moved.collect::<Vec<_>>().join(" "), "nicon")]
}

#[derive(Clone, Copy, Debug)]
pub enum Icon {
    Producer,
    Reader,
    Firehose,
    Function,
    Bucket,
    Store,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            // Two arrows to the right.
            Icon::Producer => "M 1,5 L 14,5 M 11,2 L 14,5 L 11,8 M 1,11 L 14,11 M 11,8 L 14,11 L 11,14",
            // An open book.
            Icon::Reader => "M 8,4 L 2,2 L 2,12 L 8,14 L 14,12 L 14,2 L 8,4 L 8,14",
            // A funnel.
            Icon::Firehose => "M 1,2 L 15,2 L 10,8 L 10,14 L 6,12 L 6,8 L 1,2",
            // A lambda.
            Icon::Function => "M 3,2 L 6,2 L 13,14 M 8,6 L 3,14",
            // A chest of two drawers.
            Icon::Store => "M 2,2 L 14,2 L 14,14 L 2,14 L 2,2 M 2,8 L 14,8 M 6,5 L 10,5 M 6,11 L 10,11",
            // A bucket.
            Icon::Bucket => "M 1,3 L 15,3 L 13,14 L 3,14 L 1,3 M 4,7 L 12,7",
        }
    }
}

/// A wire that leaves to the right and arrives from the left.
pub fn wire(from: (f64, f64), to: (f64, f64), class: &'static str) -> Shape {
    let bend = ((to.0 - from.0) * 0.55).max(10.0);
    let (x1, x2) = (from.0 + bend, to.0 - bend);
    let d = format!(
        "M{:.1} {:.1} C{x1:.1} {:.1} {x2:.1} {:.1} {:.1} {:.1}",
        from.0, from.1, from.1, to.1, to.0, to.1
    );
    path(d, class)
}

/// A straight wire.
pub fn line(from: (f64, f64), to: (f64, f64), class: &'static str) -> Shape {
    path(format!("M{:.1} {:.1} L{:.1} {:.1}", from.0, from.1, to.0, to.1), class)
}

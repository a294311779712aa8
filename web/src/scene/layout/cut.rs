//! The cut of a lane: where a split would be, with the handle that moves it.

use super::build::{path, rect, text};
use super::face::{Face, width};
use super::shape::{Lane, Rect, Shape, hex4};

/// Who holds the cut of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutBy {
    /// Nobody yet: its tip says how.
    Nobody,
    Hand,
    Keys,
}

/// The cut on a lane at a hash key: its line, its handle, and, if there is room, what it would do.
pub fn cut(lane: &Lane, at: u128, by: CutBy) -> Vec<Shape> {
    let y = lane.y_of(at);
    let line = path(format!("M{:.1} {y:.1} H{:.1}", lane.tape.x - 3.0, lane.tape.right() + 3.0), "cutline");
    let handle = Shape::Circle { x: lane.tape.x, y, r: 7.0, class: "cutknob" };
    let target = Shape::Circle { x: lane.tape.x, y, r: 13.0, class: "press" };
    let mut shapes = vec![line];
    if lane.body.h >= 22.0 {
        let hex = hex4(at);
        let long = match by {
            CutBy::Nobody => format!("✂ drag: split at {hex} or press S"),
            CutBy::Hand => format!("✂ let go: split at {hex}"),
            CutBy::Keys => format!("✂ arrows move, Enter splits at {hex}"),
        };
        let wordings = [long, format!("✂ split at {hex}"), hex];
        let room = lane.tape.w - 40.0;
        let (say, _) = super::face::first_that_fits(Face::Tip, &wordings, room);
        let w = width(Face::Tip, &say) + 16.0;
        let top = if y + 22.0 <= lane.body.bottom() { y + 4.0 } else { (y - 22.0).max(lane.body.y) };
        let tip = Rect::new(lane.tape.x + 16.0, top, w, 18.0);
        shapes.push(rect(tip, 9.0, "tipbg"));
        shapes.push(text(tip.x + 8.0, tip.y + 13.0, Face::Tip, say));
    }
    shapes.extend([handle, target]);
    shapes
}

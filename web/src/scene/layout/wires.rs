//! The lines between columns. Many of them become one bus, else nobody could follow any.

use super::build::{path, wire};
use super::shape::{Rect, Shape};

/// More wires than this are gathered.
const MOST: usize = 12;

/// From each producer to each open shard of its stream: the key decides which.
pub fn to_doors(from: &[Rect], stream: Rect, doors: &[f64]) -> Vec<Shape> {
    let end = stream.x + 7.0;
    if from.len() * doors.len() <= MOST {
        let each = from
            .iter()
            .flat_map(|card| doors.iter().map(|y| wire((card.right(), card.mid_y()), (end, *y), "wire")));
        return each.collect();
    }
    let x = stream.x - 11.0;
    let (Some(top), Some(bottom)) = (doors.first(), doors.last()) else { return vec![] };
    let mut made = vec![path(format!("M{x:.1} {top:.1} V{bottom:.1}"), "wire bus")];
    made.extend(doors.iter().map(|y| path(format!("M{x:.1} {y:.1} H{end:.1}"), "wire")));
    made.extend(from.iter().map(|card| {
        let y = card.mid_y().clamp(*top, bottom.max(*top));
        wire((card.right(), card.mid_y()), (x, y), "wire")
    }));
    made
}

/// From a producer to a delivery stream, in a scene without streams.
pub fn direct(from: Rect, to: Rect) -> Shape {
    wire((from.right(), from.mid_y()), (to.x - 3.0, to.mid_y()), "wire arrow")
}

/// From a producer past the streams to a delivery stream: direct PUT goes below them.
pub fn below(from: Rect, streams: Rect, to: Rect) -> Shape {
    let (x1, x2) = (streams.x - 8.0, streams.right() + 8.0);
    let y = streams.bottom() + 7.0;
    let (a, b) = (from.mid_y(), to.mid_y());
    let d = format!(
        "M{:.1} {a:.1} C{x1:.1} {a:.1} {:.1} {y:.1} {:.1} {y:.1} H{:.1} C{:.1} {y:.1} {:.1} {b:.1} {:.1} {b:.1}",
        from.right(),
        x1 - 8.0,
        x1 + 14.0,
        x2 - 14.0,
        x2 + 4.0,
        to.x - 12.0,
        to.x - 3.0
    );
    path(d, "wire arrow")
}

/// From a stream's box to a reader or a delivery stream on its right.
pub fn from_stream(stream: Rect, to: Rect, class: &'static str) -> Shape {
    let low = stream.y + 40.0;
    let y = to.mid_y().clamp(low, (stream.bottom() - 24.0).max(low));
    wire((stream.right(), y), (to.x - 2.0, to.mid_y()), class)
}

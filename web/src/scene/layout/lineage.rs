//! Who came from whom: dotted lines from each closed shard to its children, on the right of the lanes.

use engine::view::StreamView;

use super::build::path;
use super::shape::{Lane, Shape};

/// Lines from the right edge of the lanes; `lanes` are those of this stream that are drawn.
pub fn lines(stream: &StreamView, lanes: &[Lane], edge: f64) -> Vec<Shape> {
    let mid = |id| lanes.iter().find(|lane| lane.shard == id).map(|lane| lane.tape.mid_y());
    let mut made = vec![];
    let mut rank = 0;
    for parent in &stream.shards {
        let Some(a) = mid(parent.id) else { continue };
        let children: Vec<f64> = parent.children.iter().filter_map(|id| mid(*id)).collect();
        if children.is_empty() {
            continue;
        }
        let x = edge + 8.0 + 3.0 * f64::from(rank % 3);
        rank += 1;
        for b in children {
            let d = format!(
                "M{:.1} {a:.1} C{x:.1} {a:.1} {x:.1} {a:.1} {x:.1} {:.1} L{x:.1} {:.1} C{x:.1} {b:.1} {x:.1} {b:.1} {:.1} {b:.1}",
                edge + 1.0,
                a + (b - a) * 0.12,
                b - (b - a) * 0.12,
                edge + 3.0
            );
            made.push(path(d, "lin"));
            // An arrow's head at the child: records of the parent come first.
            made.push(path(format!("M{:.1} {:.1} l-4 3.5 l4 3.5", edge + 6.0, b - 3.5), "linhead"));
        }
    }
    made
}

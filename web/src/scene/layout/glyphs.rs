//! Where each record mark stands: colour and shape by its key, never by hue alone.

use engine::view::MarkOf;
use engine::view::marks::{LaneMarks, Mark};

use super::shape::{Lane, Rect};

/// One sign on the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    pub x: f64,
    pub y: f64,
    pub kind: Kind,
    /// 1 is full.
    pub strength: f64,
    /// A dot on a stripe that is too thin for its shape.
    pub dot: bool,
    /// Its stream had it already: it has a second outline.
    pub copy: bool,
    /// Which record it is; none of a sign that is no record.
    pub of: Option<MarkOf>,
}

/// Six shapes for keys, and the cross of a refused record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As the engine numbers them: fixed keys from 0, others by their hash.
    Key(u8),
    Refused,
}

/// Half the size of a mark.
pub const REACH: f64 = 3.6;
/// What is lower has no room for the shape of a key, only for a dot.
const LEAST: f64 = 2.0 * REACH + 3.0;
/// A refused record is seen for this long, µs: as long as the engine gives it.
const BOUNCE: f64 = 900_000.0;

/// How far from the middle of a copy its second outline runs.
pub const RING: f64 = 5.2;

/// The outline of a mark, as the canvas draws it too.
pub fn outline(glyph: &Glyph) -> String {
    let Glyph { x, y, .. } = *glyph;
    if glyph.dot {
        return format!("M{:.1} {:.1}h2v1.6h-2z", x - 1.0, y - 0.8);
    }
    let r = REACH;
    match glyph.kind {
        Kind::Key(0) => {
            format!("M{:.1} {y:.1}a{q} {q} 0 1 0 {p} 0a{q} {q} 0 1 0 -{p} 0z", x - 3.2, q = 3.2, p = 6.4)
        }
        Kind::Key(1) => format!("M{:.1} {:.1}h5.8v5.8h-5.8z", x - 2.9, y - 2.9),
        Kind::Key(2) => format!("M{x:.1} {:.1}l{r} 6.4h-{}z", y - 3.6, 2.0 * r),
        Kind::Key(3) => format!("M{:.1} {:.1}h{}l-{r} 6.4z", x - r, y - 2.8, 2.0 * r),
        Kind::Key(4) => format!("M{x:.1} {:.1}l3.9 3.9l-3.9 3.9l-3.9 -3.9z", y - 3.9),
        Kind::Key(_) => {
            format!("M{:.1} {:.1}h5a1.7 1.7 0 1 1 0 3.4h-5a1.7 1.7 0 1 1 0 -3.4z", x - 2.5, y - 1.7)
        }
        Kind::Refused => format!("M{:.1} {:.1}l6 6m0 -6l-6 6", x - 3.0, y - 3.0),
    }
}

/// All marks of all lanes, oldest first.
pub fn glyphs(lanes: &[Lane], marks: &[LaneMarks], window_us: u64) -> Vec<Glyph> {
    let mut made = vec![];
    for lane in lanes {
        let Some(here) = marks.iter().find(|it| it.stream == lane.stream && it.shard == lane.shard) else {
            continue;
        };
        if lane.body.h > 0.0 {
            made.extend(here.marks.iter().filter_map(|mark| taken(mark, lane.body, window_us)));
        }
        made.extend(here.refused.iter().filter_map(|mark| refused(mark, lane)));
    }
    made
}

/// How near a press must be to mean a mark, in pixels.
const NEAR: f64 = 6.0;

/// The record whose sign is nearest to a place, if one is near.
pub fn record_at(glyphs: &[Glyph], x: f64, y: f64) -> Option<MarkOf> {
    let far = |glyph: &Glyph| (glyph.x - x).hypot(glyph.y - y);
    let near = glyphs.iter().filter(|glyph| glyph.of.is_some() && far(glyph) <= NEAR);
    near.min_by(|a, b| far(a).total_cmp(&far(b)))?.of
}

fn taken(mark: &Mark, body: Rect, window_us: u64) -> Option<Glyph> {
    let share = mark.age_us as f64 / window_us.max(1) as f64;
    let dot = body.h < LEAST;
    // A dot keeps to its stripe, whatever its height.
    let body = if dot { Rect { y: body.mid_y(), h: 0.0, ..body } } else { body.grown(-REACH - 0.5) };
    let fading = ((1.0 - share) * 12.0).clamp(0.25, 1.0);
    (share <= 1.0).then(|| Glyph {
        x: body.x + body.w * share,
        y: height(mark, body),
        kind: Kind::Key(mark.key_class.min(5)),
        strength: fading,
        dot,
        copy: mark.copy,
        of: Some(mark.of),
    })
}

/// The place of the key's hash, and a little beside it, so that one key is a line in which records can be told
/// apart.
fn height(mark: &Mark, body: Rect) -> f64 {
    if body.h <= 1.0 {
        return body.mid_y();
    }
    let at = body.y + body.h * mark.height_ppm as f64 / 1e6;
    let beside = (mark.offset_ppm as f64 / 1e6 - 0.5) * 12.0;
    (at + beside).clamp(body.y, body.bottom())
}

/// It reaches the door, is thrown back and fades.
fn refused(mark: &Mark, lane: &Lane) -> Option<Glyph> {
    let age = mark.age_us as f64 / BOUNCE;
    let strip = lane.strip.grown(-REACH);
    // Fast at first; each begins a little further out than the others, so that one call's are told apart.
    let begins = 0.55 * (mark.offset_ppm % 1_000) as f64 / 1e3;
    let out = begins + (1.0 - begins) * (1.0 - (1.0 - age).powi(2));
    let bounce = 8.0 * (age * std::f64::consts::PI).sin();
    (age <= 1.0).then(|| Glyph {
        x: strip.right() - strip.w * out,
        y: height(mark, lane.body.grown(-REACH))
            + if mark.offset_ppm.is_multiple_of(2) { bounce } else { -bounce },
        kind: Kind::Refused,
        strength: 1.0 - 0.7 * age,
        dot: false,
        copy: false,
        of: Some(mark.of),
    })
}

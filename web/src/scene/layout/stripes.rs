//! Many shards: a stripe each, with its heat as length, colour and hatching, around the one lane that is opened.
//!
//! All stripes of one heat are one path, so that two hundred shards cost the browser no more than two.

use std::fmt::Write;

use engine::view::{ReaderView, ShardView, StreamView};

use super::build::{path, toned};
use super::door::{self, Heat};
use super::face::{Face, first_that_fits};
use super::flags;
use super::lane::{self, Column, STRIP};
use super::lanes::{Row, Show, opened};
use super::numbers::{count, short};
use super::shape::{Anchor, Lane, Map, Picture, Rect, Spot};
use super::stream::Around;

/// Room for a label such as `✕017`.
const LABEL: f64 = 32.0;
/// Labels stand no nearer than this.
const APART: f64 = 12.5;
/// From this height on a stripe says its number.
const SAYS: f64 = 24.0;
/// From this height on a stripe has marks, and its heat stays behind them.
const TALL: f64 = 10.0;
/// What is hot is seen, however thin its stripe is.
const SEEN: f64 = 4.0;

/// Draws the stripes among `rows`, and returns where wires to them end: at the first and the last.
pub fn draw(
    stream: &StreamView,
    rows: &[Row],
    tapes: Rect,
    column: Column,
    around: &Around,
    picture: &mut Picture,
) -> Vec<f64> {
    let stripes: Vec<Stripe> = rows
        .iter()
        .filter(|row| row.show == Show::Stripe)
        .map(|row| {
            let shard = &stream.shards[row.shard];
            // A gap between stripes where they can spare it.
            let gap = if row.h >= 12.0 { 3.0 } else { (row.h - 3.0).clamp(0.0, 1.0) };
            let tape = Rect::new(tapes.x, tapes.y + row.y + gap / 2.0, tapes.w, row.h - gap);
            Stripe { shard, heat: shard.open.then(|| door::heat(shard)), tape }
        })
        .collect();
    let (Some(first), Some(last)) = (stripes.first(), stripes.last()) else { return vec![] };
    let bars = Rect::new(column.x + LABEL, 0.0, column.w - LABEL, 0.0);
    // The hot ones last: they lie over their neighbours.
    for kind in [
        None,
        Some(Heat::Idle),
        Some(Heat::Low),
        Some(Heat::Half),
        Some(Heat::High),
        Some(Heat::Hot),
        Some(Heat::Refusing),
    ] {
        let [mut ground, mut thin, mut tall, mut filled] = [const { String::new() }; 4];
        for stripe in stripes.iter().filter(|stripe| stripe.heat == kind) {
            let seen = if kind >= Some(Heat::Hot) { SEEN } else { 0.0 };
            put(&mut ground, stripe.tape);
            put(if stripe.tape.h < TALL { &mut thin } else { &mut tall }, stripe.at_least(seen, 1.0));
            let bar = stripe.at_least(seen.max(1.2), 0.6);
            let (h, y) = (bar.h.min(5.0), if stripe.says() { bar.mid_y() + 7.0 } else { bar.mid_y() });
            let w = bars.w * door::load(stripe.shard).min(1.0);
            if kind.is_some() && w > 0.0 {
                put(&mut filled, Rect::new(bars.x, y - h / 2.0, w.max(1.0), h));
            }
        }
        let [of_thin, of_tall] = heat_class(kind);
        for (d, class) in [(ground, "tapes"), (thin, of_thin), (tall, of_tall), (filled, bar_class(kind))] {
            if !d.is_empty() {
                picture.back.push(path(d, class));
            }
        }
    }
    // The limit: where every bar would be full.
    let limit = format!("M{x:.1} {:.1} V{:.1}", first.tape.y, last.tape.bottom(), x = bars.right() + 1.5);
    picture.back.push(path(limit, "limit"));
    labels(&stripes, tapes, column, picture);
    for (place, reader) in around.readers.iter().filter(|reader| reader.stream == stream.name).enumerate() {
        tide(reader, place, rows, &stripes, around.window_us, picture);
    }
    for stripe in &stripes {
        let Stripe { shard, tape, .. } = stripe;
        let strip = Rect::new(tape.x - STRIP + 3.0, tape.y, STRIP - 8.0, tape.h);
        picture.lanes.push(Lane { tape: *tape, body: *tape, strip, ..lane::known(stream, shard) });
    }
    if let Some(opened) = opened(&stream.shards, around.chosen_of(stream)) {
        let at = Rect::new(column.x - 4.0, tapes.y, tapes.right() - column.x + 4.0, tapes.h);
        let spot = |row: &Row| {
            let shard = &stream.shards[row.shard];
            Spot { shard: shard.id, y: tapes.y + row.y + row.h / 2.0, say: door::spoken(shard) }
        };
        let shards = rows.iter().map(spot).collect();
        picture.maps.push(Map { stream: stream.name.clone(), at, opened, shards });
    }
    let ends = [first, last].into_iter().filter(|stripe| stripe.shard.open);
    ends.map(|stripe| stripe.tape.mid_y()).collect()
}

struct Stripe<'a> {
    shard: &'a ShardView,
    /// None: it is closed.
    heat: Option<Heat>,
    tape: Rect,
}

impl Stripe<'_> {
    /// A part of the tape's height, around its middle, but not less than `least`.
    fn at_least(&self, least: f64, part: f64) -> Rect {
        let h = (self.tape.h * part).max(least);
        Rect { y: self.tape.mid_y() - h / 2.0, h, ..self.tape }
    }

    fn says(&self) -> bool {
        self.tape.h >= SAYS
    }
}

fn put(d: &mut String, at: Rect) {
    let _ = write!(d, "M{:.1} {:.2}h{:.1}v{:.2}h-{:.1}z", at.x, at.y, at.w, at.h, at.w);
}

/// Behind nothing, and behind marks.
fn heat_class(heat: Option<Heat>) -> [&'static str; 2] {
    match heat {
        None => ["hatched", "hatched"],
        Some(Heat::Idle) => ["heat h0", "heat h0"],
        Some(Heat::Low) => ["heat h1", "heat h0"],
        Some(Heat::Half) => ["heat h2", "heat h1"],
        Some(Heat::High) => ["heat h3", "heat h1"],
        Some(Heat::Hot) => ["heat h4", "heat h4t"],
        Some(Heat::Refusing) => ["heat h5", "heat h5t"],
    }
}

fn bar_class(heat: Option<Heat>) -> &'static str {
    match heat {
        Some(Heat::Refusing) => "g over",
        Some(Heat::Hot) => "g warn",
        None | Some(Heat::Idle | Heat::Low | Heat::Half | Heat::High) => "g ok",
    }
}

/// Names first for those that matter, then for as many others as have room; numbers where a stripe has the height.
fn labels(stripes: &[Stripe], tapes: Rect, column: Column, picture: &mut Picture) {
    let mut order: Vec<usize> = (0..stripes.len()).collect();
    // The first and the last name the ends; then the hot ones, hottest first; then evenly.
    let even = |i: usize| (i + 1).trailing_zeros();
    order.sort_by_key(|i| {
        let rank = match stripes[*i].heat {
            _ if *i == 0 || *i + 1 == stripes.len() => 0,
            Some(Heat::Refusing) => 1,
            Some(Heat::Hot) => 2,
            None => 3,
            Some(Heat::Idle | Heat::Low | Heat::Half | Heat::High) => 4,
        };
        (rank, u32::MAX - even(*i), *i)
    });
    let mut taken: Vec<f64> = vec![];
    for i in order {
        let Stripe { shard, heat, tape } = &stripes[i];
        let y = tape.mid_y().clamp(tapes.y + 5.0, (tapes.bottom() - 5.0).max(tapes.y + 5.0));
        if taken.iter().any(|other| (other - y).abs() < APART) {
            continue;
        }
        taken.push(y);
        let (sign, tone) = match heat {
            Some(Heat::Refusing) => ("✕", "bad"),
            Some(Heat::Hot) => ("▲", "warn"),
            None | Some(Heat::Idle | Heat::Low | Heat::Half | Heat::High) => ("…", ""),
        };
        let say = first_that_fits(
            Face::Gauge,
            &[format!("{sign}{}", shard.short), shard.short.clone()],
            LABEL - 2.0,
        );
        picture.front.push(toned(column.x, y + 3.5, Face::Gauge, Anchor::Start, tone, say));
    }
    for Stripe { shard, heat, tape } in stripes.iter().filter(|stripe| stripe.says()) {
        let (wordings, tone) = match heat {
            Some(Heat::Refusing) => (
                [format!("✕ {}/s", count(shard.refused_per_s)), format!("✕{}/s", short(shard.refused_per_s))],
                "bad",
            ),
            Some(Heat::Hot) => (door::nearer(shard), "warn"),
            Some(Heat::Idle | Heat::Low | Heat::Half | Heat::High) => (door::nearer(shard), ""),
            None => ([format!("{} left", count(shard.unread)), short(shard.unread)], ""),
        };
        let say = first_that_fits(Face::Gauge, &wordings, column.w - LABEL);
        picture.front.push(toned(
            column.x + column.w,
            tape.mid_y() + 2.5,
            Face::Gauge,
            Anchor::End,
            tone,
            say,
        ));
    }
}

/// How far a reader has come on all stripes: one line down the stream, broken where the opened lane has its flag.
fn tide(
    reader: &ReaderView,
    place: usize,
    rows: &[Row],
    stripes: &[Stripe],
    window_us: u64,
    picture: &mut Picture,
) {
    let mut d = String::new();
    let mut drawn = stripes.iter();
    let mut pen = 'M';
    for row in rows {
        if row.show != Show::Stripe {
            pen = 'M';
            continue;
        }
        let Some(Stripe { shard, tape, .. }) = drawn.next() else { break };
        let at = reader.shards.iter().find(|at| at.shard == shard.id && !at.finished);
        let Some(at) = at else {
            pen = 'M';
            continue;
        };
        let x = flags::place(at.behind_ms * 1_000, window_us, *tape).0;
        let _ = write!(d, "{pen}{x:.1} {:.1}V{:.1}", tape.y, tape.bottom());
        pen = 'L';
    }
    if !d.is_empty() {
        picture.back.push(path(d, flags::POLES[place % 6 + 1]));
    }
}

//! Readers as flags on a lane, each at the record it has reached: lag is a distance.

use engine::names::Name;
use engine::view::{ReaderShardView, ReaderView, ShardView, StreamView};

use super::build::{path, rect, toned};
use super::face::{Face, fit, width};
use super::numbers::{short, time};
use super::shape::{Anchor, Group, Hit, Rect, Shape};

/// The row at the foot of a lane in which the flags' names stand.
pub const ROW: f64 = 17.0;
const HIGH: f64 = 14.0;
/// Flags nearer than this share a cloth, each with a pole of its own.
const TOGETHER: f64 = 32.0;

struct Pole {
    name: Name,
    firehose: bool,
    colour: usize,
    x: f64,
    behind_us: u64,
    /// What matters more than its name: it waits for something that is older than the lane is long, comes near the
    /// end of retention, or has lost records there.
    late: Option<String>,
    /// Records expired before it had read them.
    fallen: bool,
}

/// The flags on one lane; colours go by the order of the stream's readers.
pub fn flags(
    stream: &StreamView,
    shard: &ShardView,
    readers: &[ReaderView],
    body: Rect,
    tape: Rect,
    window_us: u64,
) -> Vec<Shape> {
    let mine = readers.iter().filter(|reader| reader.stream == stream.name).enumerate();
    let mut poles: Vec<Pole> = mine
        .filter_map(|(place, reader)| {
            let at = reader.shards.iter().find(|at| at.shard == shard.id && !at.finished)?;
            let behind_us = at.behind_ms * 1_000;
            let (mut x, beyond) = self::place(behind_us, window_us, body);
            // All that was left to it has expired: it stands at the horizon, not at now.
            if at.lost > 0 && at.lag == 0 {
                x = body.right() - 1.5;
            }
            let (name, firehose) = (reader.name.clone(), reader.kind == "firehose");
            let late = fate(at, stream.retention_h).or_else(|| beyond.then(|| time(behind_us)));
            Some(Pole { name, firehose, colour: place % 6 + 1, x, behind_us, late, fallen: at.lost > 0 })
        })
        .collect();
    poles.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut flags: Vec<Vec<Pole>> = vec![];
    for pole in poles {
        match flags.last_mut() {
            Some(flag) if pole.x - flag[0].x < TOGETHER => flag.push(pole),
            Some(_) | None => flags.push(vec![pole]),
        }
    }
    draw(&flags, body, tape)
}

/// What becomes of a reader near the end of retention: records are lost, or will be soon.
fn fate(at: &ReaderShardView, retention_h: u64) -> Option<String> {
    let retention_ms = retention_h * 3_600_000;
    if at.lost > 0 {
        return Some(format!("lost {}", short(at.lost)));
    }
    let left = retention_ms.saturating_sub(at.behind_ms);
    (at.lag > 0 && at.behind_ms * 10 >= retention_ms * 9)
        .then(|| format!("{} to the edge", time(left * 1_000)))
}

/// The x of what is so far behind, and whether that is further than the lane is long.
pub fn place(behind_us: u64, window_us: u64, body: Rect) -> (f64, bool) {
    let share = behind_us as f64 / window_us.max(1) as f64;
    ((body.x + body.w * share.min(1.0)).clamp(body.x + 1.5, body.right() - 1.5), share > 1.0)
}

fn draw(flags: &[Vec<Pole>], body: Rect, tape: Rect) -> Vec<Shape> {
    let foot = tape.bottom() - HIGH - 2.0;
    let least = width(Face::Flag, "mm…") + 8.0;
    let mut made = vec![];
    // From the right, so that each knows how far its cloth may stretch: to the next one's left edge.
    let mut limit = tape.right() - 3.0;
    for flag in flags.iter().rev() {
        let colour = if let [one] = flag.as_slice() { one.colour } else { 0 };
        let mut shapes: Vec<Shape> = vec![];
        for pole in flag {
            let (top, x) = (body.y - 1.0, pole.x);
            // Who has lost records leans over the edge.
            let over = if pole.fallen { 4.0 } else { 0.0 };
            let d = format!("M{:.1} {top:.1} L{x:.1} {:.1}", x + over, foot + HIGH);
            shapes.push(path(d, POLES[pole.colour]));
        }
        let worst =
            flag.iter().filter(|pole| pole.late.is_some()).max_by_key(|pole| (pole.fallen, pole.behind_us));
        // What is told follows the name of whom it is true.
        let others = flag.iter().filter(|pole| worst.is_none_or(|worst| worst.name != pole.name));
        let names: Vec<&str> = worst.into_iter().chain(others).map(|pole| pole.name.as_str()).collect();
        let late = worst.and_then(|pole| pole.late.clone());
        // Turned to the left when there is no room on the right, further if it has something to tell; without a
        // cloth when there is none at all.
        let wanted =
            if late.is_some() { width(Face::Flag, &all(&names, late.as_deref())) + 8.0 } else { least };
        let left = flag[0].x.min(limit - wanted.clamp(least, tape.w * 0.66)).max(tape.x + 3.0);
        if limit - left >= least {
            let label = label(&names, late, limit - left - 8.0);
            let at = Rect::new(left, foot, width(Face::Flag, &label) + 8.0, HIGH);
            shapes.push(rect(at, 2.5, "cloth"));
            shapes.push(toned(at.x + 4.0, at.y + 10.5, Face::Flag, Anchor::Start, "", label));
            limit = left - 3.0;
        }
        let all = flag.iter().map(|pole| {
            let late = pole.late.as_ref().map_or(String::new(), |late| format!(", {late}"));
            format!("{}: {} behind{late}", pole.name, time(pole.behind_us))
        });
        let first = flag[0].name.clone();
        made.push(Shape::Group(Group {
            hit: Some(if flag[0].firehose { Hit::Delivery(first) } else { Hit::Reader(first) }),
            class: format!(
                "flag c{colour}{}",
                if flag.iter().any(|pole| pole.fallen) { " fallen" } else { "" }
            ),
            label: String::new(),
            title: Some(all.collect::<Vec<_>>().join("\n")),
            shapes,
        }));
    }
    made.reverse();
    made
}

pub const POLES: [&str; 7] = ["pole c0", "pole c1", "pole c2", "pole c3", "pole c4", "pole c5", "pole c6"];

/// All names, and what is to be told of them.
fn all(names: &[&str], late: Option<&str>) -> String {
    let (Some(late), Some((worst, others))) = (late, names.split_first()) else { return names.join(", ") };
    let others = others.iter().map(|name| format!(" {name}")).collect::<String>();
    format!("{worst} {late} ▸{others}")
}

fn label(names: &[&str], late: Option<String>, room: f64) -> String {
    let all = all(names, late.as_deref());
    let late = late.map_or(String::new(), |late| format!(" {late} ▸"));
    if width(Face::Flag, &all) <= room {
        return all;
    }
    let more = if names.len() > 1 { format!(" +{}", names.len() - 1) } else { String::new() };
    // What is to be told goes before the other names.
    let tails = [format!("{more}{late}"), late, more];
    let fits = |tail: &&String| width(Face::Flag, &format!("mm…{tail}")) <= room;
    let tail = tails.iter().find(fits).map_or("", String::as_str);
    let for_name = room - width(Face::Flag, tail);
    format!("{}{tail}", fit(Face::Flag, names.first().unwrap_or(&""), for_name).0)
}

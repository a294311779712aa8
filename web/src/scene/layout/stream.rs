//! A data stream: a box with one lane for each shard, the doors on its left, lineage on its right.

use engine::names::{Name, ShardId};
use engine::view::marks::LaneMarks;
use engine::view::{ProducerView, ReaderView, ShardView, StreamView};

use super::build::{button, fitted, path, rect, text, text_end, toned};
use super::face::{Face, fit, width};
use super::lane::{self, Column};
use super::lanes::{self, Pack, Show};
use super::numbers::{count, many, mib, time};
use super::shape::{Anchor, Drop, DropOn, Hit, Picture, Rect};
use super::{door, lineage, slim, stripes};

/// Above the lanes: the name, and the axis of time.
const HEAD: f64 = 54.0;
/// One line more.
const DRESS: f64 = 18.0;
const FOOT: f64 = 12.0;
const LEFT: f64 = 12.0;
/// Where lineage runs.
const RIGHT: f64 = 18.0;

/// The height of its head: a line more if it is more than shards.
#[inline(never)]
fn head_of(stream: &StreamView) -> f64 {
    if dress(stream).is_some() { HEAD + DRESS } else { HEAD }
}

/// Encryption, on-demand mode and a change of the shard count: from the longest wording to the shortest.
#[inline(never)]
pub fn dress(stream: &StreamView) -> Option<[String; 3]> {
    let mut parts: Vec<[String; 3]> = vec![];
    if let Some(key) = &stream.encryption {
        parts.push([format!("encrypted with {key}"), "encrypted".to_owned(), "encrypted".to_owned()]);
    }
    if let Some(it) = &stream.scaling {
        let (done, n) = (it.steps.iter().filter(|step| step.done).count(), it.steps.len());
        let left = it.ends_in_us.map_or(String::new(), |us| format!(", {} left", time(us)));
        let to = it.target;
        parts.push([
            format!("UpdateShardCount to {to}: {done} of {n} steps{left}"),
            format!("to {to} shards: {done} of {n}{left}"),
            format!("→ {to}: {done}/{n}"),
        ]);
    }
    if let Some(it) = &stream.on_demand {
        let (now, capacity) = (mib(stream.bytes_per_s), mib(it.capacity_bytes_per_s));
        let soon = it.scales_in_us.map_or(String::new(), |us| format!(", splits in {}", time(us)));
        parts.push([
            format!("on-demand, scales to twice its peak: {now} of {capacity} MiB/s{soon}"),
            format!("on-demand {now}/{capacity} MiB/s{soon}"),
            format!("on-demand{soon}"),
        ]);
    }
    let level = |n: usize| parts.iter().map(|part| part[n].as_str()).collect::<Vec<_>>().join(" · ");
    (!parts.is_empty()).then(|| [level(0), level(1), level(2)])
}

/// The least height of the box.
#[inline(never)]
pub fn least(stream: &StreamView, pack: Pack) -> f64 {
    head_of(stream) + lanes::least(&stream.shards, pack).max(40.0) + FOOT
}

/// The height of a box in which open lanes are as high as `lane`.
#[inline(never)]
pub fn wished(stream: &StreamView, lane: f64) -> f64 {
    head_of(stream) + lanes::wished(&stream.shards, lane).max(40.0) + FOOT
}

/// What a stream needs beside itself to be drawn.
pub struct Around<'a> {
    pub producers: &'a [ProducerView],
    pub readers: &'a [ReaderView],
    pub marks: &'a [LaneMarks],
    pub window_us: u64,
    /// The shard whose lane is opened where there are too many for a lane each.
    pub chosen: Option<(&'a Name, ShardId)>,
    pub pack: Pack,
}

impl Around<'_> {
    #[inline(never)]
    pub fn chosen_of(&self, stream: &StreamView) -> Option<ShardId> {
        self.chosen.filter(|(name, _)| **name == stream.name).map(|(_, shard)| shard)
    }
}

/// The doors' width: as wide as naming the limits needs, if the box has that to spare.
#[inline(never)]
fn door_width(at: Rect) -> f64 {
    if at.w - LEFT - lane::STRIP - RIGHT - door::WITH_LIMITS >= 180.0 { door::WITH_LIMITS } else { 70.0 }
}

/// Draws the stream into `at`, and returns the middle of each open lane's door, for wires.
#[inline(never)]
pub fn draw(stream: &StreamView, at: Rect, around: &Around, picture: &mut Picture) -> Vec<f64> {
    picture.back.push(rect(at, 14.0, "stream"));
    picture.drops.push(Drop { at, on: DropOn::Stream(stream.name.clone()) });
    let gauges = door_width(at);
    let left = at.x + LEFT + gauges + lane::STRIP;
    head(stream, at, left, around, picture);
    let top = head_of(stream);
    let tapes = Rect::new(left, at.y + top, at.right() - RIGHT - left, at.h - top - FOOT);
    if stream.shards.is_empty() {
        let say = format!("{}: no shard yet", stream.status);
        picture.front.push(fitted(at.x + LEFT, at.y + top + 24.0, Face::Ghost, at.w - 2.0 * LEFT, &say));
        return vec![at.mid_y()];
    }
    let column = Column { x: at.x + LEFT, w: gauges };
    let rows = lanes::rows(&stream.shards, around.chosen_of(stream), tapes.h, around.pack);
    let first = picture.lanes.len();
    let mut doors = vec![];
    for row in &rows {
        let shard = &stream.shards[row.shard];
        let tape = Rect::new(tapes.x, tapes.y + row.y, tapes.w, row.h);
        match row.show {
            Show::Lane => lane::draw(stream, shard, tape, column, around, picture),
            Show::Slim => slim::draw(stream, shard, tape, column, picture),
            // All together below: many shapes would be slow.
            Show::Stripe => continue,
        }
        if shard.open {
            doors.push(tape.mid_y());
        }
    }
    doors.extend(stripes::draw(stream, &rows, tapes, column, around, picture));
    let lines = lineage::lines(stream, &picture.lanes[first..], at.right() - RIGHT);
    picture.back.extend(lines);
    doors.sort_by(f64::total_cmp);
    doors
}

/// One shard alone, for a phone: its lane and its door, without a box.
#[inline(never)]
pub fn alone(stream: &StreamView, shard: &ShardView, at: Rect, around: &Around, picture: &mut Picture) {
    let gauges = if at.w >= 330.0 { door::WITH_LIMITS } else { 70.0 };
    let left = at.x + 2.0 + gauges + lane::STRIP;
    let tape = Rect::new(left, at.y + 5.0, at.right() - 6.0 - left, at.h - 10.0);
    lane::draw(stream, shard, tape, Column { x: at.x + 2.0, w: gauges }, around, picture);
}

/// All shards as stripes, for a phone, whose lanes are cards of their own.
#[inline(never)]
pub fn map(stream: &StreamView, at: Rect, around: &Around, picture: &mut Picture) {
    let gauges = if at.w >= 330.0 { door::WITH_LIMITS } else { 70.0 };
    let tapes =
        Rect::new(at.x + gauges + lane::STRIP, at.y + 6.0, at.w - gauges - lane::STRIP - 2.0, at.h - 12.0);
    let rows = lanes::stripes(&stream.shards, tapes.h);
    stripes::draw(stream, &rows, tapes, Column { x: at.x, w: gauges }, around, picture);
}

#[inline(never)]
fn head(stream: &StreamView, at: Rect, left: f64, around: &Around, picture: &mut Picture) {
    let mut room = at.w - 32.0;
    let sample = sample(stream, around.marks);
    let mut y_note = at.y + 24.0;
    if let Some(say) = &sample {
        room -= width(Face::Axis, say) + 12.0;
    }
    let (title, whole) = fit(Face::StreamTitle, stream.name.as_str(), room.min(at.w * 0.5));
    let after = at.x + 16.0 + width(Face::StreamTitle, &title) + 8.0;
    let load = how_many(stream, around.pack);
    let open = many(stream.open_shards as u64, "open shard");
    let kept = time(stream.retention_h * 3_600_000_000);
    let (notes, tone) = match (stream.status, stream.settles_in_us) {
        ("ACTIVE", _) => {
            let say = [format!("{load} · keeps records {kept}"), format!("{load} · {kept}"), load.clone()];
            (say.into_iter().chain([open.clone()]).collect(), "")
        }
        (status, Some(us)) => {
            let left = time(us);
            let say = vec![
                format!("{status}, {left} left · {load}"),
                format!("{status}, {left} left · {open}"),
                format!("{status}, {left} left"),
                format!("{status} {left}"),
            ];
            (say, "warn")
        }
        (status, None) => (vec![format!("{status} · {open}"), status.to_owned()], "warn"),
    };
    let note_room = at.x + 10.0 + room - after;
    let label = format!(
        "Stream {}, {}, {open}: takes {} records a second, refuses {}",
        stream.name,
        stream.status,
        count(stream.taken_per_s),
        count(stream.refused_per_s)
    );
    let mut shapes = vec![
        rect(Rect::new(at.x + 8.0, at.y + 6.0, room + 14.0, 26.0), 7.0, "press"),
        text(at.x + 16.0, at.y + 24.0, Face::StreamTitle, (title, whole)),
    ];
    if note_room > 50.0 {
        // A chip has room around its words.
        let inset = if tone == "warn" { 6.0 } else { 0.0 };
        let said = super::face::first_that_fits(Face::StreamNote, &notes, note_room - 2.0 * inset);
        // CREATING, UPDATING, DELETING: a chip that is not overlooked.
        if tone == "warn" {
            let w = width(Face::StreamNote, &said.0) + 12.0;
            shapes.push(rect(Rect::new(after, at.y + 11.0, w, 18.0), 9.0, "chip-bg"));
        }
        shapes.push(toned(after + inset, y_note, Face::StreamNote, Anchor::Start, tone, said));
    }
    picture.front.push(button(
        Hit::Stream(stream.name.clone()),
        "head",
        label,
        notes.into_iter().next(),
        shapes,
    ));
    if let Some(say) = sample {
        picture.front.push(toned(at.right() - 16.0, y_note, Face::Axis, Anchor::End, "", say));
    }
    if let Some(wordings) = dress(stream) {
        let y = at.y + 43.0;
        let lock = if stream.encryption.is_some() { 14.0 } else { 0.0 };
        if lock > 0.0 {
            let x = at.x + 16.0;
            picture.front.push(path(
                format!("M{x:.1} {:.1}h9v6.5h-9z m2 0v-2.4a2.5 2.5 0 0 1 5 0v2.4", y - 5.0),
                "lock",
            ));
        }
        let say = super::face::first_that_fits(Face::StreamNote, &wordings, at.w - 32.0 - lock);
        picture.front.push(toned(at.x + 16.0 + lock, y, Face::StreamNote, Anchor::Start, "", say));
    }
    y_note = at.y + head_of(stream) - 7.0;
    let right = at.right() - RIGHT;
    if let Some((say, tone)) = heat_of_all(stream, around.pack) {
        let room = left - at.x - 22.0;
        let say = fit(Face::Axis, &say, room);
        picture.front.push(toned(at.x + 16.0, y_note, Face::Axis, Anchor::Start, tone, say));
    }
    picture.front.push(text(left, y_note, Face::Axis, "now"));
    let ago = time(around.window_us);
    let wordings = if lane::to_the_horizon(stream, around) {
        [format!("trim horizon, {ago} ago"), format!("horizon {ago}"), ago]
    } else {
        [format!("{ago} ago → trim horizon"), format!("{ago} ago →"), format!("{ago} →")]
    };
    let room = right - left - width(Face::Axis, "now") - 10.0;
    picture.front.push(text_end(
        right,
        y_note,
        Face::Axis,
        super::face::first_that_fits(Face::Axis, &wordings, room),
    ));
}

/// Where shards are many: how many of them are hot, in words, and with what tone.
#[inline(never)]
pub fn heat_of_all(stream: &StreamView, pack: Pack) -> Option<(String, &'static str)> {
    if !lanes::crowd(&stream.shards, pack) {
        return None;
    }
    let heats = || stream.shards.iter().filter(|shard| shard.open).map(door::heat);
    let refusing = heats().filter(|heat| *heat == door::Heat::Refusing).count();
    let hot = heats().filter(|heat| *heat >= door::Heat::Hot).count();
    let tone = match (hot, refusing) {
        (0, _) => "",
        (_, 0) => "warn",
        (_, _) => "bad",
    };
    Some((format!("{hot} hot, {refusing} refusing"), tone))
}

/// How many open shards there are, and how many closed ones are not drawn.
#[inline(never)]
pub fn how_many(stream: &StreamView, pack: Pack) -> String {
    let open = many(stream.open_shards as u64, "open shard");
    match lanes::left_out(&stream.shards, None, pack) {
        0 => open,
        n => format!("{open} + {n} closed"),
    }
}

/// `1 mark = 50 records`, if marks stand for more than one anywhere in the stream.
#[inline(never)]
fn sample(stream: &StreamView, marks: &[LaneMarks]) -> Option<String> {
    let mine = || marks.iter().filter(|lane| lane.stream == stream.name).map(|lane| lane.one_mark_is);
    let (least, most) = (mine().min()?, mine().max()?);
    match (least, most) {
        (_, 0 | 1) => None,
        (a, b) if a == b => Some(format!("1 mark = {} records", count(a))),
        (a, b) => Some(format!("1 mark = {}–{} records", count(a), count(b))),
    }
}

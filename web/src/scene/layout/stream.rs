//! A data stream: a box with one lane for each shard, the doors on its left, lineage on its right.

use engine::view::marks::LaneMarks;
use engine::view::{ReaderView, ShardView, StreamView};

use super::build::{button, fitted, group, path, rect, text, text_end, toned};
use super::face::{Face, fit, width};
use super::numbers::{count, many, time};
use super::shape::{Anchor, Drop, DropOn, Hit, Lane, Picture, Rect, Shape, hex4};
use super::{door, flags, lanes};

/// Above the lanes: the name, and the axis of time.
const HEAD: f64 = 54.0;
const FOOT: f64 = 12.0;
const LEFT: f64 = 12.0;
/// Between the gauges and the lanes: where refused records bounce.
const STRIP: f64 = 26.0;
/// Where lineage runs.
const RIGHT: f64 = 18.0;
/// The lane's own head, with its name and range.
const LANE_HEAD: f64 = 18.0;

/// The least height of the box.
pub fn least(stream: &StreamView) -> f64 {
    HEAD + lanes::least(&stream.shards).max(40.0) + FOOT
}

/// What a stream needs beside itself to be drawn.
pub struct Around<'a> {
    pub readers: &'a [ReaderView],
    pub marks: &'a [LaneMarks],
    pub window_us: u64,
}

/// The doors' width: as wide as naming the limits needs, if the box has that to spare.
fn door_width(at: Rect) -> f64 {
    if at.w - LEFT - STRIP - RIGHT - door::WITH_LIMITS >= 180.0 { door::WITH_LIMITS } else { 70.0 }
}

/// Draws the stream into `at`, and returns the middle of each open lane's door, for wires.
pub fn draw(stream: &StreamView, at: Rect, around: &Around, picture: &mut Picture) -> Vec<f64> {
    picture.back.push(rect(at, 14.0, "stream"));
    picture.drops.push(Drop { at, on: DropOn::Stream(stream.name.clone()) });
    let gauges = door_width(at);
    let left = at.x + LEFT + gauges + STRIP;
    head(stream, at, left, around, picture);
    let tapes = Rect::new(left, at.y + HEAD, at.right() - RIGHT - left, at.h - HEAD - FOOT);
    if stream.shards.is_empty() {
        let say = format!("{}: no shard yet", stream.status);
        picture.front.push(fitted(at.x + LEFT, at.y + HEAD + 24.0, Face::Ghost, at.w - 2.0 * LEFT, &say));
        return vec![at.mid_y()];
    }
    let heights = lanes::heights(&stream.shards, tapes.h);
    let mut y = tapes.y;
    let mut doors = vec![];
    let first = picture.lanes.len();
    for (shard, h) in stream.shards.iter().zip(heights) {
        let tape = Rect::new(tapes.x, y, tapes.w, h);
        y += h + lanes::GAP;
        lane(stream, shard, tape, at.x + LEFT, gauges, around, picture);
        if shard.open {
            doors.push(tape.mid_y());
        }
    }
    lineage(stream, first, at, picture);
    doors
}

/// One shard alone, for a phone: its lane and its door, without a box.
pub fn alone(stream: &StreamView, shard: &ShardView, at: Rect, around: &Around, picture: &mut Picture) {
    let gauges = if at.w >= 330.0 { door::WITH_LIMITS } else { 70.0 };
    let left = at.x + 2.0 + gauges + STRIP;
    let tape = Rect::new(left, at.y + 5.0, at.right() - 6.0 - left, at.h - 10.0);
    lane(stream, shard, tape, at.x + 2.0, gauges, around, picture);
}

fn head(stream: &StreamView, at: Rect, left: f64, around: &Around, picture: &mut Picture) {
    let mut room = at.w - 32.0;
    let sample = sample(stream, around.marks);
    let mut y_note = at.y + 24.0;
    if let Some(say) = &sample {
        room -= width(Face::Axis, say) + 12.0;
    }
    let (title, whole) = fit(Face::StreamTitle, stream.name.as_str(), room.min(at.w * 0.5));
    let after = at.x + 16.0 + width(Face::StreamTitle, &title) + 8.0;
    let open = many(stream.open_shards as u64, "open shard");
    let kept = time(stream.retention_h * 3_600_000_000);
    let (notes, tone) = match (stream.status, stream.settles_in_us) {
        ("ACTIVE", _) => {
            (vec![format!("{open} · keeps records {kept}"), format!("{open} · {kept}"), open.clone()], "")
        }
        (status, Some(us)) => {
            let left = time(us);
            let say = vec![
                format!("{status}, {left} left · {open}"),
                format!("{status}, {left} left"),
                format!("{status} {left}"),
            ];
            (say, "warn")
        }
        (status, None) => (vec![format!("{status} · {open}"), status.to_owned()], "warn"),
    };
    let note_room = at.x + 16.0 + room - after;
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
        shapes.push(toned(
            after,
            y_note,
            Face::StreamNote,
            Anchor::Start,
            tone,
            super::face::first_that_fits(Face::StreamNote, &notes, note_room),
        ));
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
    y_note = at.y + HEAD - 7.0;
    let right = at.right() - RIGHT;
    picture.front.push(text(left, y_note, Face::Axis, "now"));
    let ago = time(around.window_us);
    let wordings = [format!("{ago} ago → trim horizon"), format!("{ago} ago →"), format!("{ago} →")];
    let room = right - left - width(Face::Axis, "now") - 10.0;
    picture.front.push(text_end(
        right,
        y_note,
        Face::Axis,
        super::face::first_that_fits(Face::Axis, &wordings, room),
    ));
}

/// `1 mark = 50 records`, if marks stand for more than one anywhere in the stream.
fn sample(stream: &StreamView, marks: &[LaneMarks]) -> Option<String> {
    let mine = || marks.iter().filter(|lane| lane.stream == stream.name).map(|lane| lane.one_mark_is);
    let (least, most) = (mine().min()?, mine().max()?);
    match (least, most) {
        (_, 0 | 1) => None,
        (a, b) if a == b => Some(format!("1 mark = {} records", count(a))),
        (a, b) => Some(format!("1 mark = {}–{} records", count(a), count(b))),
    }
}

fn lane(
    stream: &StreamView,
    shard: &ShardView,
    tape: Rect,
    x: f64,
    gauges: f64,
    around: &Around,
    picture: &mut Picture,
) {
    let hot = shard.refused_per_s > 0;
    let foot = flags::ROW;
    let body = Rect::new(tape.x, tape.y + LANE_HEAD, tape.w, tape.h - LANE_HEAD - foot);
    picture.back.push(rect(tape, 6.0, "tape"));
    if !shard.open {
        let hatch = Rect::new(tape.x, tape.y + LANE_HEAD, tape.w, tape.h - LANE_HEAD);
        picture.back.push(rect(hatch, 6.0, "hatched"));
    }
    for n in 1..6 {
        let x = tape.x + tape.w * f64::from(n) / 6.0;
        picture.back.push(path(format!("M{x:.1} {:.1} V{:.1}", body.y, tape.bottom()), "tick"));
    }
    if hot {
        picture.back.push(rect(tape.grown(3.5), 9.0, "hotring"));
    }

    let name = format!("shard …{}", shard.short);
    let name_w = width(Face::LaneName, &name);
    let mut shapes = vec![rect(tape, 6.0, "press"), text(tape.x + 8.0, tape.y + 13.0, Face::LaneName, name)];
    let mut room = tape.w - 16.0 - name_w - 10.0;
    let range = format!("{} – {}", short_hex(&shard.start_hex), short_hex(&shard.end_hex));
    let fate = shard.expires_in_us.map(|us| format!("{range} · gone in {}", time(us)));
    let wordings: Vec<String> =
        fate.into_iter().chain([range.clone(), short_hex(&shard.start_hex)]).collect();
    if let Some(say) = wordings.iter().find(|say| width(Face::LaneRange, say) <= room) {
        shapes.push(text_end(tape.right() - 8.0, tape.y + 13.0, Face::LaneRange, say.clone()));
        room -= width(Face::LaneRange, say) + 10.0;
    }
    // That it is full is said in its head, or, if that has no room, at its door.
    let full = door::binding_words(shard).unwrap_or_else(|| "full".to_owned());
    let full = [full, "full".to_owned()].into_iter().find(|say| hot && width(Face::LaneName, say) <= room);
    let said = full.is_some();
    if let Some(say) = full {
        shapes.push(toned(
            tape.x + 8.0 + name_w + 10.0,
            tape.y + 13.0,
            Face::LaneName,
            Anchor::Start,
            "bad",
            say,
        ));
    }
    let class = match (shard.open, hot) {
        (false, _) => "lane closed",
        (true, true) => "lane hot",
        (true, false) => "lane",
    };
    let hit = Hit::Shard(stream.name.clone(), shard.id);
    let title = format!("{}\n{range}", shard.id);
    picture.front.push(button(hit, class, door::spoken(shard), Some(title), shapes));
    let door = if shard.open {
        door::open(shard, x, gauges, tape, said)
    } else {
        door::closed(shard, x, gauges, tape)
    };
    picture.front.push(group("door", door));

    let strip = Rect::new(tape.x - STRIP + 3.0, tape.y, STRIP - 8.0, tape.h);
    if hot {
        refusals(stream, shard, x, gauges, tape, picture);
    }
    picture.front.extend(flags::flags(stream, shard, around.readers, body, tape, around.window_us));
    let busy = match (shard.open, stream.status, stream.settles_in_us) {
        (false, ..) => {
            Some(format!("Shard {} is closed: it can be neither split nor merged again", shard.short))
        }
        (true, "ACTIVE", _) => None,
        (true, status, us) => Some(format!("{} is {status}: wait {}", stream.name, time(us.unwrap_or(0)))),
    };
    picture.lanes.push(Lane {
        stream: stream.name.clone(),
        shard: shard.id,
        short: shard.short.clone(),
        open: shard.open,
        hot,
        tape,
        body,
        strip,
        start: shard.start.parse().unwrap_or(0),
        end: shard.end.parse().unwrap_or(u128::MAX),
        busy,
    });
}

/// The button over the bouncing marks and their number: why?
fn refusals(stream: &StreamView, shard: &ShardView, x: f64, gauges: f64, tape: Rect, picture: &mut Picture) {
    let at = Rect::new(x - 4.0, tape.mid_y() + 12.0, gauges + 8.0, 24.0);
    let n = count(shard.refused_per_s);
    let what = format!("ProvisionedThroughputExceededException: {n} records refused in the last second");
    let hit = Hit::Refusals(stream.name.clone(), shard.id);
    let label = format!("Why does shard {} refuse {n} records a second?", shard.short);
    picture.front.push(button(
        hit,
        "refusals",
        label,
        Some(format!("{what}. Press to ask why.")),
        vec![rect(at, 6.0, "press")],
    ));
}

fn short_hex(four: &str) -> String {
    match four.trim_start_matches('0') {
        "" => "0".to_owned(),
        _ => format!("{four}…"),
    }
}

/// Dotted lines from each closed shard to its children.
fn lineage(stream: &StreamView, first: usize, at: Rect, picture: &mut Picture) {
    let mids: Vec<f64> = picture.lanes[first..].iter().map(|lane| lane.tape.mid_y()).collect();
    let edge = at.right() - RIGHT;
    let mut rank = 0;
    for (i, parent) in stream.shards.iter().enumerate() {
        let children: Vec<usize> = parent
            .children
            .iter()
            .filter_map(|id| stream.shards.iter().position(|shard| shard.id == *id))
            .collect();
        if children.is_empty() {
            continue;
        }
        let x = edge + 8.0 + 3.0 * f64::from(rank % 3);
        rank += 1;
        for child in children {
            let (a, b) = (mids[i], mids[child]);
            let d = format!(
                "M{:.1} {a:.1} C{x:.1} {a:.1} {x:.1} {a:.1} {x:.1} {:.1} L{x:.1} {:.1} C{x:.1} {b:.1} {x:.1} {b:.1} {:.1} {b:.1}",
                edge + 1.0,
                a + (b - a) * 0.12,
                b - (b - a) * 0.12,
                edge + 3.0
            );
            picture.back.push(path(d, "lin"));
        }
    }
}

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

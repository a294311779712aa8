//! One shard as a lane: its tape with its door on the left, its readers' flags, and its sentence.

use std::fmt::Write;

use engine::names::Name;
use engine::view::{ReaderView, ShardView, StreamView};

use super::build::{button, group, path, rect, text, toned};
use super::face::{Face, width};
use super::numbers::{count, time};
use super::shape::{Anchor, Hit, Lane, Picture, Rect};
use super::stream::Around;
use super::{door, flags, lanes};

/// Between the gauges and the tape: where refused records bounce.
pub const STRIP: f64 = 26.0;
/// The lane's own head, with its name and range.
const HEAD: f64 = 18.0;
/// The same of a lane that is as low as it can be.
const LOW_HEAD: f64 = 15.0;

/// Where the doors of a stream stand.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub x: f64,
    pub w: f64,
}

#[inline(never)]
pub fn draw(
    stream: &StreamView,
    shard: &ShardView,
    tape: Rect,
    column: Column,
    around: &Around,
    picture: &mut Picture,
) {
    let Column { x, w: gauges } = column;
    let hot = shard.refused_per_s > 0;
    // Where nobody reads, the marks have the whole lane.
    let read = around.readers.iter().any(|reader| reader.stream == stream.name);
    let foot = if read { flags::ROW } else { 4.0 };
    let head = if tape.h < lanes::LEAST { LOW_HEAD } else { HEAD };
    let body = Rect::new(tape.x, tape.y + head, tape.w, tape.h - head - foot);
    picture.back.push(rect(tape, 6.0, "tape"));
    if !shard.open {
        let hatch = Rect::new(tape.x, tape.y + head, tape.w, tape.h - head);
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
    let edge = edge(stream, shard);
    let mut wordings = vec![range.clone(), short_hex(&shard.start_hex)];
    if let Some((oldest, kept)) = &edge {
        // The end of the tape is where records expire.
        wordings.splice(0..0, [format!("oldest {oldest} of {kept}"), format!("{oldest} of {kept}")]);
    }
    let fallen = fallen(shard, &stream.name, around.readers);
    if fallen > 0 {
        let n = count(fallen);
        let told =
            edge.as_ref().map(|(oldest, kept)| format!("{n} expired unread · oldest {oldest} of {kept}"));
        wordings
            .splice(0..0, told.into_iter().chain([format!("{n} expired unread"), format!("{n} expired")]));
    }
    if edge.is_some() || fallen > 0 || to_the_horizon(stream, around) {
        picture.back.push(path(torn(body), "torn"));
    }
    let tone = match (fallen, &edge) {
        (1.., _) => "bad",
        (0, Some(_)) => "warn",
        (0, None) => "",
    };
    if let Some(say) = wordings.iter().find(|say| width(Face::LaneRange, say) <= room) {
        shapes.push(toned(
            tape.right() - 8.0,
            tape.y + 13.0,
            Face::LaneRange,
            Anchor::End,
            tone,
            say.clone(),
        ));
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
        door::open(shard, door::whole_kib(&stream.name, around.producers), (x, gauges), tape, said)
    } else {
        door::closed(shard, x, gauges, tape)
    };
    picture.front.push(group("door", door));

    let strip = Rect::new(tape.x - STRIP + 3.0, tape.y, STRIP - 8.0, tape.h);
    if hot {
        refusals(stream, shard, x, gauges, tape, picture);
    }
    picture.front.extend(flags::flags(stream, shard, around.readers, body, tape, around.window_us));
    picture.lanes.push(Lane { tape, body, strip, thin: false, ..known(stream, shard) });
}

/// Whether the lane is as long as records are kept: its right end is the trim horizon then.
#[inline(never)]
pub fn to_the_horizon(stream: &StreamView, around: &Around) -> bool {
    around.window_us >= stream.retention_h * 3_600_000_000
}

/// Records that fell off the trim horizon before the reader that lost most had read them; where nobody reads, all
/// that fell off.
#[inline(never)]
fn fallen(shard: &ShardView, stream: &Name, readers: &[ReaderView]) -> u64 {
    let mut mine = readers.iter().filter(|reader| reader.stream == *stream).peekable();
    if mine.peek().is_none() {
        return shard.taken.saturating_sub(shard.held);
    }
    let places = mine.flat_map(|reader| reader.shards.iter().filter(|at| at.shard == shard.id));
    places.map(|at| at.lost).max().unwrap_or(0)
}

/// The age of its oldest record and the retention, in words, once records are about to expire.
#[inline(never)]
fn edge(stream: &StreamView, shard: &ShardView) -> Option<(String, String)> {
    let kept = stream.retention_h * 3_600_000;
    let oldest = shard.oldest_ms.filter(|oldest| oldest * 100 >= kept * 95)?;
    Some((precise(oldest), time(kept * 1_000)))
}

/// Hours with two decimals: near the edge minutes count.
#[inline(never)]
fn precise(ms: u64) -> String {
    format!("{}.{:02} h", ms / 3_600_000, ms % 3_600_000 / 36_000)
}

/// The torn right edge of a tape whose oldest records expire.
#[inline(never)]
fn torn(body: Rect) -> String {
    let mut d = format!("M{:.1} {:.1}", body.right(), body.y);
    let teeth = (body.h / 6.0).floor().max(1.0) as u32;
    let h = body.h / f64::from(teeth);
    for _ in 0..teeth {
        let _ = write!(d, "l-5 {:.2}l5 {:.2}", h / 2.0, h / 2.0);
    }
    d + "z"
}

/// What is known of a lane before it has a place.
#[inline(never)]
pub fn known(stream: &StreamView, shard: &ShardView) -> Lane {
    let busy = match (shard.open, stream.status, stream.settles_in_us) {
        (false, ..) => {
            Some(format!("Shard {} is closed: it can be neither split nor merged again", shard.short))
        }
        (true, "ACTIVE", _) => None,
        (true, status, us) => Some(format!("{} is {status}: wait {}", stream.name, time(us.unwrap_or(0)))),
    };
    let nowhere = Rect::default();
    Lane {
        stream: stream.name.clone(),
        shard: shard.id,
        short: shard.short.clone(),
        open: shard.open,
        hot: shard.refused_per_s > 0,
        thin: true,
        tape: nowhere,
        body: nowhere,
        strip: nowhere,
        start: shard.start.parse().unwrap_or(0),
        end: shard.end.parse().unwrap_or(u128::MAX),
        busy,
    }
}

/// The button over the bouncing marks and their number: why?
#[inline(never)]
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

#[inline(never)]
pub fn short_hex(four: &str) -> String {
    match four.trim_start_matches('0') {
        "" => "0".to_owned(),
        _ => format!("{four}…"),
    }
}

#[cfg(test)]
mod tests {
    use engine::history::History;
    use engine::kernel::{Span, Time};
    use engine::view::marks::marks;
    use engine::view::view;

    use super::super::layout;
    use super::super::tests::texts;
    use super::super::{Frame, Size};
    use crate::scene::window_us;

    const NIGHT: &str = "seed 7\naws kinesis create-stream --stream-name orders --shard-count 1\n\
        producer shop to orders rate 20/s size 500B keys uniform 100\nconsumer billing reads orders poll 1s\n\
        at 1m stop billing\nat 5m stop shop";

    /// The length of the lanes, how many marks they have, and all that is said.
    fn at(history: &mut History, hours: u64, seconds: u64) -> (u64, usize, String) {
        let until = Time::seconds(hours * 3_600 + seconds);
        while history.advance(until, 1_000_000) != engine::world::Progress::Reached {}
        let view = view(history.world());
        let window_us = window_us(1, &view);
        let marks = marks(history.world(), Span::micros(window_us), 45);
        let frame = Frame {
            size: Size { width: 1240.0, height: 560.0 },
            window_us,
            live: true,
            pair: false,
            place: true,
            chosen: None,
        };
        let says: Vec<String> = texts(&layout(&view, &marks, frame)).into_iter().map(|it| it.say).collect();
        (window_us / 1_000_000, marks.iter().map(|lane| lane.marks.len()).sum(), says.join("\n"))
    }

    #[test]
    fn a_lane_is_as_long_as_it_takes_to_show_what_it_keeps() {
        let story = engine::story::Story::parse(NIGHT).unwrap();
        let mut history = History::new(&story).unwrap();
        let (window, drawn, says) = at(&mut history, 0, 200);
        assert_eq!((window, drawn > 10, says.contains("5 s ago → trim horizon")), (5, true, true), "{says}");
        let (window, drawn, says) = at(&mut history, 0, 900);
        assert_eq!(
            (window, drawn > 10, says.contains("2 h ago → trim horizon")),
            (7_200, true, true),
            "{says}"
        );
        let (window, drawn, says) = at(&mut history, 20, 0);
        assert_eq!(
            (window, drawn > 10, says.contains("trim horizon, 24 h ago")),
            (86_400, true, true),
            "{says}"
        );
        assert!(!says.contains("expired unread") && says.contains("unread"), "{says}");
        // All have expired: the lane says so, and the reader does not say that it has read everything.
        let (window, drawn, says) = at(&mut history, 30, 0);
        assert_eq!((window, drawn), (86_400, 0));
        assert!(
            says.contains("expired unread") && says.contains("lost") && !says.contains("read everything"),
            "{says}"
        );
    }
}

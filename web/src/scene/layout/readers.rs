//! Those who read a stream by polling: one card each.

use engine::command::{ReadFrom, ReadVia};
use engine::view::ReaderView;

use super::build::{Icon, badge, button, fitted, icon, rect, text};
use super::face::{Face, first_that_fits};
use super::functions;
use super::inside::Inside;
use super::numbers::{calls, count, short, time};
use super::shape::{Hit, Rect, Shape};
use super::{windows, workers};

pub const TALL: f64 = 84.0;
pub const COMPACT: f64 = 50.0;
/// A reader this far behind is warned about.
const LATE_MS: u64 = 10_000;

/// A reader's card; `colour` is that of its flags. What works inside it is drawn below its lines, from [`TALL`] on.
#[inline(never)]
pub fn card(reader: &ReaderView, inside: Option<&Inside>, colour: usize, at: Rect) -> Shape {
    let room = at.w - 22.0;
    let behind = time(reader.behind_ms * 1_000);
    let start = match reader.from {
        ReadFrom::TrimHorizon => "from trim horizon".to_owned(),
        ReadFrom::Latest => "from latest".to_owned(),
        ReadFrom::AtTimestamp(at) => format!("from {}", time(at.as_micros())),
    };
    let every = time(reader.poll_ms * 1_000);
    let pushed = reader.via == ReadVia::FanOut;
    let lambda = reader.lambda.as_deref();
    let ends = reader.shards.iter().filter_map(|at| at.subscription_left_us).min();
    let left = ends.map_or("not subscribed".to_owned(), |us| format!("{} s left", us.div_ceil(1_000_000)));
    let group = reader.kcl.as_ref();
    let own = windows::own(reader).filter(|_| !reader.stopped);
    let note = if reader.stopped {
        "stopped".to_owned()
    } else if let Some(lambda) = lambda {
        functions::notes(lambda, reader.via)[0].clone()
    } else if let Some(own) = &own {
        own.notes[0].clone()
    } else if let Some(kcl) = group {
        workers::notes(kcl, reader.poll_ms)[0].clone()
    } else if pushed {
        format!("enhanced fan-out · a pipe of its own out of each shard · {left}")
    } else {
        format!("polling consumer · GetRecords every {every} · {start}")
    };
    let notes = if let Some(lambda) = lambda.filter(|_| !reader.stopped) {
        functions::notes(lambda, reader.via)
    } else if let Some(kcl) = group.filter(|_| pushed && own.is_none() && !reader.stopped) {
        pushed_group(kcl, &left)
    } else if pushed && !reader.stopped {
        [note.clone(), format!("fan-out, own pipes · {left}"), format!("fan-out · {left}")]
    } else if let Some(own) = &own {
        own.notes.clone()
    } else if let Some(kcl) = group.filter(|_| !reader.stopped) {
        workers::notes(kcl, reader.poll_ms)
    } else {
        [note.clone(), format!("polls every {every} · {start}"), format!("polls every {every}")]
    };
    let lag = standing(reader);
    let lost = lost(reader);
    let twice = group
        .and_then(workers::twins)
        .or(lambda.and_then(functions::twins))
        .map_or(String::new(), |twins| format!(" · {twins}"));
    let reads = [
        format!("{} rec/s in {}{twice}", count(reader.records_per_s), calls(reader.calls_per_s)),
        format!("{} rec/s{twice}", short(reader.records_per_s)),
        format!("{} rec/s · {}", short(reader.records_per_s), calls(reader.calls_per_s)),
        format!("{} rec/s", short(reader.records_per_s)),
    ];
    let reads = match &own {
        Some(own) if !own.numbers.is_empty() => own.numbers.clone(),
        Some(_) | None => reads.to_vec(),
    };
    let mut shapes = vec![rect(at, 10.0, "nbg"), stripe(at, colour)];
    shapes.extend(icon(at.x + 10.0, at.y + 10.0, Icon::Reader));
    let name = reader.name.as_str();
    if at.h < TALL {
        shapes.push(fitted(at.x + 44.0, at.y + 20.0, Face::NodeTitle, at.w - 54.0, name));
        shapes.push(text(
            at.x + 44.0,
            at.y + 37.0,
            Face::Line,
            first_that_fits(Face::Line, &lag, room - 32.0),
        ));
    } else {
        shapes.push(fitted(at.x + 44.0, at.y + 22.0, Face::NodeTitle, at.w - 54.0, name));
        shapes.push(text(
            at.x + 44.0,
            at.y + 35.0,
            Face::NodeNote,
            first_that_fits(Face::NodeNote, &notes, at.w - 54.0),
        ));
        shapes.push(text(at.x + 12.0, at.y + 55.0, Face::Line, first_that_fits(Face::Line, &lag, room)));
        shapes.push(text(at.x + 12.0, at.y + 71.0, Face::Line, first_that_fits(Face::Line, &reads, room)));
        shapes.extend(inside.map(|inside| inside.draw(at, at.y + TALL)));
    }
    let mut label = format!(
        "Reader {name} of {}, {note}: {}, {} calls a second",
        reader.stream,
        lag[0],
        count(reader.calls_per_s)
    );
    if let Some(inside) = inside {
        label.push_str(&format!("; {}", inside.told()));
    }
    let mut class = "node";
    if reader.refused_calls_per_s > 0 {
        class = "node bad";
        let n = count(reader.refused_calls_per_s);
        let denied = reader.not_allowed.as_ref().map(|it| format!("✕ {it}"));
        shapes.extend(badge(at, &denied.unwrap_or_else(|| format!("{n} calls refused/s"))));
        if let Some(it) = &reader.not_allowed {
            label.push_str(&format!(", not allowed: {it}"));
        }
        label.push_str(&format!(", {n} calls refused a second"));
    } else if lost > 0 {
        class = "node bad";
        shapes.extend(badge(at, &format!("{} lost", short(lost))));
    } else if let Some(words) = warning(reader, own.as_ref()) {
        // An alert is what it is there for.
        class = if lambda.is_some() || reader.analytics.is_some() { "node bad" } else { "node warnc" };
        label.push_str(&format!(", {words}"));
        shapes.extend(badge(at, &words));
    } else if reader.behind_ms >= LATE_MS {
        class = "node warnc";
        shapes.extend(badge(at, &format!("{behind} behind")));
    } else if reader.stopped {
        class = "node off";
    }
    button(Hit::Reader(reader.name.clone()), class, label, None, shapes)
}

/// A KCL application with pipes of its own.
#[inline(never)]
fn pushed_group(kcl: &engine::view::KclView, left: &str) -> [String; 3] {
    let [long, _, short] = workers::notes(kcl, 0);
    [format!("{long} · {left}"), format!("{short} · fan-out, {left}"), format!("KCL fan-out · {left}")]
}

/// What is wrong with its function, its window, its pipeline or its workers, in few words.
#[inline(never)]
pub fn warning(reader: &ReaderView, own: Option<&windows::Own>) -> Option<String> {
    let lambda = reader.lambda.as_deref().filter(|_| !reader.stopped);
    lambda.and_then(functions::warning).or_else(|| match own {
        Some(own) => own.warning.clone(),
        None => reader.kcl.as_ref().filter(|_| !reader.stopped).and_then(workers::warning),
    })
}

/// Records that expired before it had read them.
#[inline(never)]
fn lost(reader: &ReaderView) -> u64 {
    reader.shards.iter().map(|at| at.lost).sum()
}

/// How far it has come, from the longest wording to the shortest.
#[inline(never)]
pub fn standing(reader: &ReaderView) -> Vec<String> {
    let behind = time(reader.behind_ms * 1_000);
    let (lost, unread) = (lost(reader), reader.lag);
    let say = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
    if reader.bookmarks.as_ref().is_some_and(|marks| marks.crashed) {
        return vec![format!("✕ crashed · {} unread", short(unread)), "✕ crashed".to_owned()];
    }
    // It has no place in any shard yet.
    if reader.shards.is_empty() {
        return match (reader.stopped, reader.via == ReadVia::FanOut) {
            (true, _) => say(&["stopped before it began"]),
            (false, true) => say(&["not started: not subscribed", "not started"]),
            (false, false) => say(&["not started"]),
        };
    }
    match (lost, unread) {
        (1.., _) => vec![
            format!("{} lost · {} unread", count(lost), count(unread)),
            format!("{} lost · {} unread", short(lost), short(unread)),
            format!("{} lost", short(lost)),
        ],
        (0, 1..) => vec![
            format!("{behind} behind · {} unread", count(unread)),
            format!("{behind} · {} unread", short(unread)),
            format!("{behind} behind"),
        ],
        (0, 0) if reader.stopped => {
            vec![format!("stopped at {} read", short(reader.read)), "stopped".to_owned()]
        }
        // While records come, what is unread changes at every instant.
        (0, 0) if reader.records_per_s > 0 => say(&["keeps up: 0 unread now", "0 unread"]),
        (0, 0) if reader.read == 0 => say(&["nothing to read yet"]),
        (0, 0) => say(&["has read everything", "all read"]),
    }
}

/// The colour of a reader's flags, on its card.
#[inline(never)]
pub fn stripe(at: Rect, colour: usize) -> Shape {
    rect(Rect::new(at.x - 0.5, at.y + 12.0, 3.5, at.h - 24.0), 1.5, COLOURS[colour % 7])
}

/// The number of a reader's colour: its place among the readers of its stream.
#[inline(never)]
pub fn colour(readers: &[ReaderView], reader: &ReaderView) -> usize {
    let mates = readers.iter().filter(|it| it.stream == reader.stream);
    mates.map(|it| &it.name).position(|name| *name == reader.name).unwrap_or(0) % 6 + 1
}

const COLOURS: [&str; 7] = ["f0", "f1", "f2", "f3", "f4", "f5", "f6"];

#[cfg(test)]
mod tests {
    use super::super::sample::{HOOK, Plan, view};
    use super::*;

    #[test]
    fn only_who_has_read_everything_says_so() {
        let mut reader = view(Plan { readers: 2, fan: 1, ..HOOK }).readers.remove(1);
        let says = |reader: &ReaderView| standing(reader).swap_remove(0);
        assert!(says(&reader).ends_with("behind · 812 unread"), "{}", says(&reader));
        reader.lag = 0;
        assert_eq!(says(&reader), "keeps up: 0 unread now");
        reader.records_per_s = 0;
        assert_eq!(says(&reader), "has read everything");
        reader.stopped = true;
        assert_eq!(says(&reader), "stopped at 12.3k read");
        reader.shards[0].lost = 4_820;
        assert_eq!(says(&reader), "4,820 lost · 0 unread");
        reader.shards.clear();
        assert_eq!(says(&reader), "stopped before it began");
        reader.stopped = false;
        assert_eq!(says(&reader), "not started: not subscribed");
    }
}

//! The ways out of a stream as tubes: one that all who poll share, and one of its own for each fan-out reader.
//!
//! Drawn where a stream has a lane for each shard and at least one fan-out reader. The shared tube is that of one
//! shard: the chosen one, or the one that is polled most. A reader's own tube is its fullest pipe; out of several
//! shards it names the one. Absent: Firehose's wire, which does not join the shared tube; what
//! it reads is in the tube's numbers.

use engine::command::ReadVia;
use engine::era::Era;
use engine::limits::{FAN_OUT_BYTES, SHARD_READ_BYTES, SHARD_READ_CALLS};
use engine::names::ShardId;
use engine::view::{ReaderView, ShardView, StreamView, View};

use super::build::{bar, group, path, rect, toned, wire};
use super::face::{Face, first_that_fits, fit};
use super::lanes;
use super::numbers::{kib, mib};
use super::shape::{Anchor, Rect, Shape};
use super::wires;

/// The thickness of a tube.
const THICK: f64 = 10.0;
/// Its length beside the cards.
const LONG: f64 = 84.0;
/// Before it, from the stream; and behind a shared one, for the wires to its readers.
const BEFORE: f64 = 10.0;
const BEHIND: f64 = 16.0;
/// A row of the strip.
const ROW: f64 = 22.0;

/// One way out, with its fill.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipe {
    /// `shared …001`, `own pipe`; from the longest wording to the shortest.
    pub label: Vec<String>,
    /// What is said of it when it is full: `…001`, `pipe`.
    pub which: String,
    /// From the longest wording to the shortest.
    pub bytes: Vec<String>,
    /// Only of a shared one.
    pub calls: Option<String>,
    /// Of its bytes a second, as told: the calls of a shared one are told in words only.
    pub share: f64,
    /// It gives no more: by calls or by bytes.
    pub full: bool,
}

/// Whether tubes are drawn for a stream.
pub fn piped(stream: &StreamView, readers: &[ReaderView]) -> bool {
    let pushed = |it: &ReaderView| it.stream == stream.name && own(it);
    !lanes::crowded(&stream.shards) && readers.iter().any(pushed)
}

/// Whether a reader of the view is of a stream with tubes.
pub fn has_tube(view: &View, reader: &ReaderView) -> bool {
    let stream = view.streams.iter().find(|it| it.name == reader.stream);
    !reader.stopped && stream.is_some_and(|it| piped(it, &view.readers))
}

fn own(reader: &ReaderView) -> bool {
    reader.via == ReadVia::FanOut && !reader.stopped
}

/// The shard whose shared pipe is shown.
pub fn shown(stream: &StreamView, chosen: Option<ShardId>) -> Option<&ShardView> {
    let chosen = stream.shards.iter().find(|it| Some(it.id) == chosen);
    let busy = |it: &&ShardView| (it.read_bytes_per_s, it.read_calls_per_s, std::cmp::Reverse(it.id));
    chosen.or_else(|| stream.shards.iter().max_by_key(busy))
}

/// What all who poll a shard share; `readers` are all of the view.
pub fn shared(stream: &StreamView, shard: &ShardView, readers: &[ReaderView], era: Era) -> Pipe {
    let (most, calls) = (SHARD_READ_BYTES.at(era), SHARD_READ_CALLS.at(era));
    let pollers = readers.iter().filter(|it| it.stream == stream.name && !own(it));
    let refused = pollers.map(|it| it.refused_calls_per_s).sum::<u64>() > 0;
    let full = shard.read_bytes_per_s > most || (refused && shard.read_calls_per_s >= calls);
    Pipe {
        label: vec![format!("shared …{}", shard.short)],
        which: format!("…{}", shard.short),
        bytes: wordings(shard.read_bytes_per_s, most),
        calls: Some(format!("{} of {calls} calls/s", shard.read_calls_per_s)),
        share: shard.read_bytes_per_s as f64 / most.max(1) as f64,
        full,
    }
}

/// The fullest of a fan-out reader's own pipes, of which one comes out of each shard that it is subscribed to.
pub fn of_its_own(reader: &ReaderView, era: Era) -> Pipe {
    let pipes = || reader.shards.iter().filter(|it| it.subscription_left_us.is_some());
    let most = FAN_OUT_BYTES.at(era);
    let fullest = pipes().max_by_key(|it| (it.bytes_per_s, std::cmp::Reverse(it.shard)));
    let (label, which) = match (fullest, pipes().count()) {
        (None, _) => (vec!["not subscribed".to_owned()], "pipe".to_owned()),
        (Some(_), 1) => (vec!["own pipe".to_owned()], "pipe".to_owned()),
        (Some(it), n) => {
            let short = it.shard.short();
            let label = vec![
                format!("own pipes, fullest of {n}: shard {short}"),
                format!("fullest: shard {short}"),
                format!("fullest: …{short}"),
            ];
            (label, format!("…{short}"))
        }
    };
    let has = fullest.map_or(0, |it| it.bytes_per_s);
    Pipe {
        label,
        which,
        bytes: wordings(has, most),
        calls: None,
        share: has as f64 / most as f64,
        full: has >= most,
    }
}

fn wordings(has: u64, most: u64) -> Vec<String> {
    // Below a tenth of a MiB the short number would be none.
    if has > 0 && has < 104_858 {
        return vec![format!("{} KiB/s of {} MiB/s", kib(has), mib(most)), format!("{} KiB/s", kib(has))];
    }
    let (has, most) = (mib(has), mib(most));
    vec![format!("{has} of {most} MiB/s"), format!("{has}/{most} MiB/s"), format!("{has} MiB/s")]
}

/// How far cards stand from their column's left edge for tubes to have room, where the gap before it is so wide.
pub fn set_back(gap: f64) -> f64 {
    BEFORE + LONG + BEHIND - gap
}

/// The tubes between a stream and the cards of its readers, which are set back.
pub fn tubes(
    stream: &StreamView,
    at: Rect,
    chosen: Option<ShardId>,
    cards: &[(&ReaderView, Rect)],
    view: &View,
) -> Vec<Shape> {
    let (readers, era) = (&view.readers, view.era);
    let mut shapes = vec![];
    let x = at.right() + BEFORE;
    let wires_in = |y: f64| wires::from_stream(at, Rect::new(x + 2.0, y, 0.0, 0.0), "wire");
    for (reader, card) in cards.iter().filter(|(it, _)| own(it)) {
        let tube = Rect::new(x, card.mid_y() - THICK / 2.0, card.x - x - 2.0, THICK);
        shapes.push(wires_in(card.mid_y()));
        shapes.push(drawn(&of_its_own(reader, era), tube, LONG));
    }
    let pollers = || cards.iter().filter(|(it, _)| !own(it)).map(|(_, card)| card);
    if let (Some(first), Some(last), Some(shard)) =
        (pollers().next(), pollers().next_back(), shown(stream, chosen))
    {
        let y = (first.mid_y() + last.mid_y()) / 2.0;
        let tube = Rect::new(x, y - THICK / 2.0, LONG, THICK);
        shapes.push(wires_in(y));
        shapes.extend(pollers().map(|card| wire((tube.right(), y), (card.x - 2.0, card.mid_y()), "wire")));
        shapes.push(drawn(&shared(stream, shard, readers, era), tube, LONG));
    }
    shapes
}

/// A tube with its words above and below it.
fn drawn(pipe: &Pipe, tube: Rect, room: f64) -> Shape {
    let mut shapes = tube_of(pipe, tube);
    let mut say =
        |y: f64, tone, said| shapes.push(toned(tube.x, y, Face::NodeNote, Anchor::Start, tone, said));
    let tone = if pipe.full { "bad" } else { "" };
    let full = [format!("✕ {} full", pipe.which), "✕ full".to_owned()];
    let wordings = if pipe.full {
        pipe.label.iter().map(|label| format!("✕ full, {label}")).chain(full).collect()
    } else {
        pipe.label.clone()
    };
    say(tube.y - 4.0, tone, first_that_fits(Face::NodeNote, &wordings, room));
    say(tube.bottom() + 11.0, "", first_that_fits(Face::NodeNote, &pipe.bytes, room));
    if let Some(calls) = &pipe.calls {
        say(tube.bottom() + 23.0, "", fit(Face::NodeNote, calls, room));
    }
    group("pipe", shapes)
}

fn tube_of(pipe: &Pipe, tube: Rect) -> Vec<Shape> {
    let class = match pipe.share {
        _ if pipe.full => "g over",
        share if share > 0.8 => "g warn",
        _ => "g ok2",
    };
    let mut shapes = bar(tube, pipe.share.min(1.0), class).to_vec();
    shapes.push(rect(tube, tube.h / 2.0, "tube"));
    // Its mouths.
    let (l, r, top, low) = (tube.x + 3.0, tube.right() - 3.0, tube.y - 2.0, tube.bottom() + 2.0);
    shapes.push(path(format!("M{l:.1} {top:.1} V{low:.1} M{r:.1} {top:.1} V{low:.1}"), "tube"));
    shapes
}

/// A stream's tubes below each other, where readers do not stand beside it.
fn rows(stream: &StreamView, chosen: Option<ShardId>, view: &View) -> Vec<(Vec<String>, Pipe)> {
    let mine = || view.readers.iter().filter(|it| it.stream == stream.name && !it.stopped);
    let names: Vec<&str> = mine().filter(|it| !own(it)).map(|it| it.name.as_str()).collect();
    let first = shown(stream, chosen).filter(|_| !names.is_empty()).map(|shard| {
        let pipe = shared(stream, shard, &view.readers, view.era);
        (vec![format!("{}: {}", pipe.label[0], names.join(", "))], pipe)
    });
    let own = mine().filter(|it| own(it)).map(|it| {
        let pipe = of_its_own(it, view.era);
        (pipe.label.iter().map(|label| format!("{}: {label}", it.name)).collect(), pipe)
    });
    first.into_iter().chain(own).collect()
}

/// The height of a stream's tubes as a strip; none if it has no tubes.
pub fn strip_height(stream: &StreamView, view: &View) -> f64 {
    if !piped(stream, &view.readers) {
        return 0.0;
    }
    rows(stream, None, view).len() as f64 * ROW
}

/// The tubes as a strip from left to right: who, the tube, how much.
pub fn strip(stream: &StreamView, chosen: Option<ShardId>, view: &View, at: Rect) -> Vec<Shape> {
    let (name, tube) = (at.w * 0.36, at.w * 0.3);
    let each = rows(stream, chosen, view).into_iter().enumerate().flat_map(|(i, (label, pipe))| {
        let y = at.y + i as f64 * ROW;
        let mut shapes = tube_of(&pipe, Rect::new(at.x + name, y + (ROW - THICK) / 2.0, tube, THICK));
        let full = if pipe.full { "✕ full, " } else { "" };
        let label: Vec<String> = label.iter().map(|label| format!("{full}{label}")).collect();
        let tone = if pipe.full { "bad" } else { "" };
        let said = first_that_fits(Face::NodeNote, &label, name - 8.0);
        shapes.push(toned(at.x, y + 15.0, Face::NodeNote, Anchor::Start, tone, said));
        let calls = pipe.calls.iter().map(|calls| format!("{} · {calls}", pipe.bytes[0]));
        let says: Vec<String> = calls.chain(pipe.bytes.clone()).collect();
        let said = first_that_fits(Face::NodeNote, &says, at.w - name - tube - 10.0);
        shapes.push(toned(at.right(), y + 15.0, Face::NodeNote, Anchor::End, "", said));
        shapes
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::sample::{HOOK, Plan, view};
    use super::super::tests::{CUTS, even, frame, texts};
    use super::*;

    #[test]
    fn tubes_stand_where_a_fan_out_reader_is_and_shards_have_lanes() {
        let says = |plan: Plan, width| {
            let picture = layout(&view(plan), &[], frame(width, 570.0, true));
            texts(&picture).into_iter().map(|text| text.say).collect::<Vec<_>>().join("\n")
        };
        for width in [1120.0, 840.0, 640.0] {
            let with = says(Plan { readers: 3, fan: 1, ..HOOK }, width);
            assert!(with.contains("shared …") && with.contains("…001"), "{with}");
            assert!(with.contains("fullest") && !with.contains("of 4 MiB/s"), "{width} {with}");
            assert!(with.contains("0.2 of 2 MiB/s") && with.contains("0.4 of 2 MiB/s"), "{width} {with}");
            let without = says(Plan { readers: 3, ..HOOK }, width);
            let crowd = says(Plan { readers: 3, fan: 1, cuts: even(50), ..HOOK }, width);
            assert!(!without.contains("own pipe") && !crowd.contains("shared …"), "{without}\n{crowd}");
        }
    }

    #[test]
    fn an_own_tube_is_the_fullest_pipe_not_the_sum_of_them() {
        let mut reader = view(Plan { readers: 2, fan: 1, cuts: CUTS[3], ..HOOK }).readers.remove(1);
        reader.shards.iter_mut().for_each(|it| it.bytes_per_s = 100_000);
        reader.shards[2].bytes_per_s = 2_097_152;
        let pipe = of_its_own(&reader, Era::Today);
        assert!(pipe.full && pipe.share == 1.0 && pipe.bytes[0] == "2 of 2 MiB/s", "{pipe:?}");
        assert_eq!((pipe.which.as_str(), pipe.label[0].contains("shard 002")), ("…002", true), "{pipe:?}");
        // A pipe that has ended is none.
        reader.shards[2].subscription_left_us = None;
        assert!(!of_its_own(&reader, Era::Today).full);
        reader.shards.truncate(1);
        assert_eq!(of_its_own(&reader, Era::Today).label, ["own pipe"]);
        reader.shards.clear();
        assert_eq!(of_its_own(&reader, Era::Today).label, ["not subscribed"]);
    }

    #[test]
    fn the_shared_tube_is_that_of_the_chosen_shard_or_of_the_one_that_is_polled_most() {
        let mut view = view(Plan { readers: 2, fan: 1, cuts: CUTS[3], ..HOOK });
        let mut stream = view.streams.remove(0);
        stream.shards[2].read_bytes_per_s = 2_300_000;
        let pipe = |stream: &StreamView, chosen, readers: &[ReaderView]| {
            shared(stream, shown(stream, chosen).expect("a shard"), readers, Era::Today)
        };
        let most = pipe(&stream, None, &view.readers);
        assert_eq!(
            (most.label[0].as_str(), most.full, most.bytes[0].as_str()),
            ("shared …002", true, "2.2 of 2 MiB/s")
        );
        let chosen = |stream: &StreamView, readers: &[ReaderView]| pipe(stream, Some(ShardId(1)), readers);
        assert!(!chosen(&stream, &view.readers).full);
        // Five calls are full only to whom a sixth was refused; the fill is that of the bytes, as told.
        stream.shards[1].read_calls_per_s = 5;
        let five = chosen(&stream, &view.readers);
        assert!(!five.full && five.share < 0.2, "{five:?}");
        view.readers[0].refused_calls_per_s = 3;
        assert!(chosen(&stream, &view.readers).full);
    }
}

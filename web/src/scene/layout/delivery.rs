//! A Firehose delivery stream with its two gauges, and the function that transforms for it.

use engine::event::FiredBy;
use engine::view::{BufferView, DeliveryView, FaultView, FunctionView, PartitionsView};

use super::build::{Icon, bar, button, fitted, icon, rect, text, text_end, toned};
use super::face::{Face, first_that_fits, width};
use super::numbers::{count, mib, short};
use super::shape::{Anchor, Hit, Rect, Shape};
use super::{Room, retry};

/// The height of a delivery stream's card: three gauges with a transform, else two.
pub fn height(delivery: &DeliveryView, room: Room) -> f64 {
    let gauges = if delivery.transform_buffer.is_some() { 3.0 } else { 2.0 };
    match room {
        Room::Ample => 78.0 + AMPLE * gauges,
        Room::Tight => 72.0 + TIGHT * gauges,
        Room::Low => 60.0 + TIGHT * gauges,
    }
}

/// The height of a function's card.
pub fn function_height(room: Room) -> f64 {
    match room {
        Room::Ample => 108.0,
        Room::Tight | Room::Low => 98.0,
    }
}

/// From one gauge to the next.
const AMPLE: f64 = 30.0;
const TIGHT: f64 = 26.0;

/// The card; `colour` is that of its flags on the stream it reads.
pub fn card(delivery: &DeliveryView, colour: Option<usize>, at: Rect) -> Shape {
    let (x, room) = (at.x + 12.0, at.w - 24.0);
    let name = delivery.name.as_str();
    let mut shapes = vec![rect(at, 10.0, "nbg")];
    if let Some(colour) = colour {
        shapes.push(super::readers::stripe(at, colour));
    }
    shapes.extend(icon(at.x + 10.0, at.y + 10.0, Icon::Firehose));
    shapes.push(fitted(at.x + 44.0, at.y + 22.0, Face::NodeTitle, at.w - 52.0, name));
    let note = if delivery.source.is_some() { "Firehose" } else { "Firehose · direct" };
    shapes.push(fitted(at.x + 44.0, at.y + 35.0, Face::NodeNote, at.w - 52.0, note));
    let tight = at.h < height(delivery, Room::Ample);
    let pitch = if tight { TIGHT } else { AMPLE };
    let mut y = at.y + if tight { 54.0 } else { 58.0 };
    if let Some(buffer) = &delivery.transform_buffer {
        shapes.extend(gauge(
            x,
            y,
            room,
            &["before λ", "pre-λ", "λ"],
            &size_wordings(buffer),
            size_share(buffer),
            "g ok2",
        ));
        y += pitch;
    }
    let buffer = &delivery.buffer;
    let [size, interval] = labels(delivery);
    shapes.extend(gauge(x, y, room, size, &size_wordings(buffer), size_share(buffer), "g ok"));
    let (waited, hint) = (buffer.waited_us / 1_000_000, buffer.interval_us / 1_000_000);
    let times = [format!("{} / {} s", count(waited), count(hint)), format!("{waited}/{hint} s")];
    let share = buffer.waited_us as f64 / buffer.interval_us.max(1) as f64;
    shapes.extend(gauge(x, y + pitch, room, interval, &times, share, "g ok2"));
    let mut next = next(delivery);
    if let Some(partitions) = &delivery.partitions {
        next = with_partitions(partitions, &next);
    }
    let retried = retry::next_anywhere(delivery);
    let tone = if retried.is_some() { "warn" } else { "" };
    if let Some(retried) = retried {
        let again = retry::again(retried);
        next = vec![format!("{} · {}", again[0], retry::gives_up(retried)[0])];
        next.extend(again);
    }
    let foot = at.bottom() - if tight { 9.0 } else { 11.0 };
    shapes.push(toned(x, foot, Face::Line, Anchor::Start, tone, first_that_fits(Face::Line, &next, room)));
    let mut label = format!(
        "Firehose {name} to {}: buffer holds {} of {} MiB and has waited {waited} of {hint} seconds, {}; {} records in, {} objects",
        delivery.place,
        mib(buffer.bytes),
        mib(buffer.size_limit),
        next.first().map_or("", String::as_str),
        count(delivery.taken),
        count(delivery.objects),
    );
    let mut class = "node";
    if delivery.refused > 0 {
        class = "node bad";
        let n = short(delivery.refused);
        shapes.extend(super::build::badge(at, &format!("{n} refused")));
        label.push_str(&format!(", {n} records refused"));
    } else if delivery.lost > 0 {
        class = "node bad";
        let n = short(delivery.lost);
        shapes.extend(super::build::badge(at, &format!("✕ {n} lost")));
        label.push_str(&format!(", {n} records lost"));
    } else if retried.is_some() {
        class = "node warnc";
    }
    button(Hit::Delivery(delivery.name.clone()), class, label, None, shapes)
}

/// What the two gauges show, longest wording first. Of partitions each has a buffer.
fn labels(delivery: &DeliveryView) -> [&'static [&'static str]; 2] {
    if delivery.partitions.is_some() {
        [&["fullest"], &["oldest"]]
    } else {
        [&["size"], &["interval", "time"]]
    }
}

/// How many partitions are active, longest wording first.
#[inline(never)]
pub fn partitions(it: &PartitionsView) -> [String; 3] {
    let (active, most) = (count(it.active), count(it.most));
    [
        format!("{active} of {most} partitions"),
        format!("{active}/{most} partitions"),
        format!("{active}/{most}"),
    ]
}

#[inline(never)]
fn with_partitions(it: &PartitionsView, next: &[String]) -> Vec<String> {
    let wordings = partitions(it);
    let both = next.iter().map(|next| format!("{} · {next}", wordings[0])).collect::<Vec<_>>();
    both.into_iter().chain(wordings).collect()
}

/// What happens next, longest wording first.
fn next(delivery: &DeliveryView) -> Vec<String> {
    if delivery.uploading > 0 {
        return vec![format!("uploading {}", delivery.uploading), "uploading".to_owned()];
    }
    match delivery.buffer.next {
        Some(FiredBy::Size) => vec!["next: by size".to_owned(), "by size".to_owned()],
        Some(FiredBy::Interval) => vec!["next: by interval".to_owned(), "by interval".to_owned()],
        // Of a connector alone.
        Some(by @ (FiredBy::Count | FiredBy::End)) => vec![format!("next: by {}", by.word())],
        None => vec!["buffer is empty".to_owned(), "empty".to_owned()],
    }
}

fn size_wordings(buffer: &BufferView) -> [String; 3] {
    let (has, limit) = (mib(buffer.bytes), mib(buffer.size_limit));
    [format!("{has} / {limit} MiB"), format!("{has}/{limit} MiB"), format!("{has}/{limit}")]
}

fn size_share(buffer: &BufferView) -> f64 {
    buffer.bytes as f64 / buffer.size_limit.max(1) as f64
}

/// A label, a value and a bar; `y` is the base line of the text.
fn gauge(
    x: f64,
    y: f64,
    room: f64,
    labels: &[&str],
    values: &[String],
    share: f64,
    class: &'static str,
) -> Vec<Shape> {
    let longest = labels.last().map_or(0.0, |label| width(Face::Gauge, label)) + 6.0;
    let (value, whole) = first_that_fits(Face::Gauge, values, room - longest);
    let left = room - width(Face::Gauge, &value) - 6.0;
    let (label, _) = first_that_fits(Face::Gauge, labels, left);
    let mut shapes = vec![text(x, y, Face::Gauge, label), text_end(x + room, y, Face::Gauge, (value, whole))];
    shapes.extend(bar(Rect::new(x, y + 4.0, room, 7.0), share, class));
    shapes
}

/// The function's card. `delivery` uses it; a press opens its last invocation.
pub fn function(
    function: &FunctionView,
    delivery: Option<&DeliveryView>,
    fault: Option<&FaultView>,
    at: Rect,
) -> Shape {
    let (x, room) = (at.x + 12.0, at.w - 24.0);
    let name = function.name.as_str();
    let mut shapes = vec![rect(at, 10.0, "nbg")];
    shapes.extend(icon(at.x + 10.0, at.y + 10.0, Icon::Function));
    shapes.push(fitted(at.x + 44.0, at.y + 22.0, Face::NodeTitle, at.w - 52.0, name));
    let blueprint = function.does();
    let busy = delivery.is_some_and(|delivery| delivery.in_flight > 0);
    let (class, tone, notes) = match fault {
        Some(fault) => ("node bad", "er", retry::trouble(fault)),
        None if busy => (
            "node",
            "",
            ["transform Lambda · running", "Lambda · running", "running"].map(str::to_owned).to_vec(),
        ),
        None => ("node", "", ["transform Lambda", "Lambda"].map(str::to_owned).to_vec()),
    };
    let note = first_that_fits(Face::NodeNote, &notes, at.w - 52.0);
    shapes.push(toned(at.x + 44.0, at.y + 35.0, Face::NodeNote, Anchor::Start, tone, note));
    let rows = [("✓", "ok", "Ok", function.ok), ("◐", "dr", "Dropped", function.dropped)];
    let tight = at.h < function_height(Room::Ample);
    let pitch = if tight { 14.0 } else { 16.0 };
    let mut y = at.y + if tight { 52.0 } else { 57.0 };
    for (glyph, tone, word, n) in rows {
        let wordings = [format!("{glyph} {} {word}", count(n)), format!("{glyph} {} {word}", short(n))];
        let say = first_that_fits(Face::Line, &wordings, room);
        shapes.push(toned(x, y, Face::Line, Anchor::Start, if n == 0 { "mut" } else { tone }, say));
        y += pitch;
    }
    let tone = if function.failed == 0 { "mut" } else { "er" };
    let one = format!("✕ {} ProcessingFailed", count(function.failed));
    let n = short(function.failed);
    let two = [(Face::Line, format!("✕ {n} Processing-")), (Face::Line, "  Failed".to_owned())];
    // The verdict's name is never cut: in a narrow card it is smaller.
    let narrow = [(Face::Line, format!("✕ {n}")), (Face::TreeNote, "ProcessingFailed".to_owned())];
    let lines = if width(Face::Line, &one) <= room {
        vec![(Face::Line, one)]
    } else if width(Face::Line, &two[0].1) <= room {
        two.to_vec()
    } else {
        narrow.to_vec()
    };
    for (face, line) in lines {
        shapes.push(toned(x, y, face, Anchor::Start, tone, super::face::fit(face, &line, room)));
        y += 13.0;
    }
    let last = delivery.and_then(|delivery| delivery.last_invocation);
    let opens = if last.is_some() { ". Opens the last invocation" } else { "" };
    let label = format!(
        "Function {name}, {blueprint}: {} invocations, {} Ok, {} Dropped, {} ProcessingFailed{opens}",
        count(function.invocations),
        count(function.ok),
        count(function.dropped),
        count(function.failed)
    );
    let used = delivery.map(|delivery| (delivery.name.clone(), last));
    let label = match fault {
        Some(_) => format!("{label}. {}", notes[0]),
        None => label,
    };
    button(Hit::Function { name: function.name.clone(), used }, class, label, None, shapes)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{HOOK, Plan, view};
    use super::*;

    /// The texts of the first card at its full size.
    fn told(plan: Plan) -> Vec<String> {
        let delivery = &view(plan).deliveries[0];
        let at = Rect::new(0.0, 0.0, 400.0, height(delivery, Room::Ample));
        let Shape::Group(group) = card(delivery, None, at) else { panic!("a button") };
        let text = |shape: &Shape| if let Shape::Text(text) = shape { Some(text.say.clone()) } else { None };
        group.shapes.iter().filter_map(text).collect()
    }

    #[test]
    fn the_gauges_are_those_of_the_buffer_or_of_the_fullest_and_the_oldest_partition() {
        let plain = told(Plan { transform: false, ..HOOK });
        for part in ["size", "3.5 / 5 MiB", "interval", "24 / 60 s", "next: by interval"] {
            assert!(plain.iter().any(|text| text == part), "{part}: {plain:?}");
        }
        let parted = told(Plan { transform: false, old: true, ..HOOK });
        for part in ["fullest", "oldest", "137 of 500 partitions · next: by interval"] {
            assert!(parted.iter().any(|text| text == part), "{part}: {parted:?}");
        }
    }

    #[test]
    fn where_there_is_no_room_the_count_of_partitions_stays() {
        let next = with_partitions(&PartitionsView { active: 37, most: 500 }, &["next: by size".to_owned()]);
        assert_eq!(
            next,
            ["37 of 500 partitions · next: by size", "37 of 500 partitions", "37/500 partitions", "37/500"]
        );
    }
}

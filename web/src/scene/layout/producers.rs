//! Those who send: one card each, and an empty place for one more.

use std::collections::BTreeMap;

use engine::command::PutApi;
use engine::view::marks::numbered;
use engine::view::{KplView, LogFileView, ProducerView};

use super::build::{Icon, badge, bar, button, fitted, icon, rect, text, toned};
use super::face::{Face, first_that_fits};
use super::feeds;
use super::glyphs::{Glyph, Kind, outline};
use super::numbers::{bytes, count, share, short};
use super::shape::{Anchor, Group, Hit, Rect, Shape};

pub const TALL: f64 = 84.0;
pub const COMPACT: f64 = 50.0;
pub const GHOST: f64 = 52.0;

/// The signs of fixed keys, as the marks on the lanes have them.
#[inline(never)]
pub fn signs(producers: &[ProducerView]) -> BTreeMap<&str, u8> {
    numbered(producers.iter().filter_map(|it| it.hot_key.as_ref().map(|(key, _)| key.as_str())))
}

/// The mark of a producer's fixed key, so that its records are known on the lanes.
#[inline(never)]
fn sign(producer: &ProducerView, signs: &BTreeMap<&str, u8>, x: f64, y: f64) -> Option<Shape> {
    const CLASSES: [&str; 6] = ["m m0", "m m1", "m m2", "m m3", "m m4", "m m5"];
    let (key, _) = producer.hot_key.as_ref()?;
    let n = *signs.get(key.as_str())?;
    let glyph = Glyph { x, y, kind: Kind::Key(n), strength: 1.0, dot: false, copy: false, of: None };
    Some(Shape::Path { d: outline(&glyph), class: CLASSES[usize::from(n) % 6] })
}

/// A producer's card; at [`COMPACT`] height it keeps its name and its rate.
#[inline(never)]
pub fn card(producer: &ProducerView, signs: &BTreeMap<&str, u8>, at: Rect) -> Shape {
    let room = at.w - 22.0;
    let api = match producer.api {
        PutApi::PutRecord => "PutRecord",
        PutApi::PutRecords => "PutRecords",
        PutApi::Kpl => "KPL",
    };
    let own = feeds::words(producer);
    let note = match &producer.kpl {
        _ if producer.stopped => "stopped".to_owned(),
        Some(kpl) => packing(kpl),
        None => own.as_ref().map_or_else(|| format!("SDK · {api}"), |own| own.kind.to_owned()),
    };
    let note = match producer.tool.filter(|_| !producer.stopped) {
        Some(tool) => format!("{} · {note}", tool.facts().name),
        None => note,
    };
    let (rate, size) = (producer.rate, bytes(producer.size));
    let rates = [
        format!("{} rec/s × {size}", count(rate)),
        format!("{}/s × {size}", count(rate)),
        format!("{}/s × {size}", short(rate)),
        format!("{} rec/s", short(rate)),
    ];
    let rates = own.as_ref().map_or(rates.to_vec(), |own| own.rates.clone());
    let rate = first_that_fits(Face::Line, &rates, if at.h < TALL { room - 32.0 } else { room });
    let keys = match &producer.hot_key {
        Some((key, part)) => vec![
            format!("key: {key} ({})", share(*part)),
            format!("key {key} {}", share(*part)),
            format!("{key} {}", share(*part)),
            key.clone(),
        ],
        None => vec![format!("keys: {}", producer.keys), producer.keys.clone()],
    };
    let keys = own.as_ref().map_or(keys, |own| own.state.clone());
    let mut shapes = vec![rect(at, 10.0, "nbg")];
    shapes.extend(icon(at.x + 10.0, at.y + 10.0, Icon::Producer));
    let name = producer.name.as_str();
    if at.h < TALL {
        shapes.push(fitted(at.x + 44.0, at.y + 20.0, Face::NodeTitle, at.w - 54.0, name));
        shapes.push(text(at.x + 44.0, at.y + 37.0, Face::Line, rate));
        shapes.extend(sign(producer, signs, at.right() - 11.0, at.y + 33.0));
    } else {
        shapes.push(fitted(at.x + 44.0, at.y + 22.0, Face::NodeTitle, at.w - 54.0, name));
        shapes.push(text(
            at.x + 44.0,
            at.y + 35.0,
            Face::NodeNote,
            first_that_fits(
                Face::NodeNote,
                &[
                    note.as_str(),
                    if producer.stopped { "stopped" } else { own.as_ref().map_or(api, |own| own.short) },
                ],
                at.w - 54.0,
            ),
        ));
        shapes.push(text(at.x + 12.0, at.y + 55.0, Face::Line, rate));
        let room = if producer.hot_key.is_some() { room - 12.0 } else { room };
        shapes.push(text(at.x + 12.0, at.y + 71.0, Face::Line, first_that_fits(Face::Line, &keys, room)));
        shapes.extend(sign(producer, signs, at.right() - 12.0, at.y + 67.0));
        shapes.extend(
            producer.agent.as_deref().and_then(feeds::file).map(|it| read(it, at)).into_iter().flatten(),
        );
        shapes.extend(
            producer
                .kpl
                .as_ref()
                .filter(|_| !producer.stopped)
                .map(|kpl| buffers(kpl, at))
                .into_iter()
                .flatten(),
        );
    }
    let mut label = match &own {
        Some(own) => format!("{} {name} to {}: {}", own.kind, producer.to.name(), own.told()),
        None => format!(
            "Producer {name} to {}, {}: {} records a second of {}, {}",
            producer.to.name(),
            note,
            count(producer.rate),
            bytes(producer.size),
            keys.first().map_or("", String::as_str)
        ),
    };
    let mut class = "node";
    if own.as_ref().is_some_and(|own| own.down) {
        class = "node bad";
        shapes.extend(badge(at, "down"));
    } else if producer.refused_per_s > 0 {
        class = "node bad";
        let n = count(producer.refused_per_s);
        let denied = producer.not_allowed.as_ref().map(|it| format!("✕ {it}"));
        shapes.extend(badge(at, &denied.unwrap_or_else(|| format!("{n} refused/s"))));
        if let Some(it) = &producer.not_allowed {
            label.push_str(&format!(", not allowed: {it}"));
        }
        label.push_str(&format!(", {n} refused a second"));
    } else if producer.stopped {
        class = "node off";
    }
    button(Hit::Producer(producer.name.clone()), class, label, None, shapes)
}

/// How well its KPL packs.
#[inline(never)]
pub fn packing(kpl: &KplView) -> String {
    if !kpl.aggregation {
        return "KPL · aggregation off".to_owned();
    }
    let (whole, tenth) = (kpl.user_records_per_record_x100 / 100, kpl.user_records_per_record_x100 / 10 % 10);
    format!("KPL · {}.{tenth} packed into 1", count(whole))
}

/// How full the two buffers of its KPL are, along the lower edge: the fullest record, and the next PutRecords.
#[inline(never)]
fn buffers(kpl: &KplView, at: Rect) -> Vec<Shape> {
    let fullest = kpl.packing.iter().map(|filling| filling.bytes).max().unwrap_or(0);
    let part = |of: u64, most: u64| of as f64 / most.max(1) as f64;
    let wide = (at.w - 28.0) / 2.0;
    let y = at.bottom() - 8.0;
    let left = Rect::new(at.x + 12.0, y, wide, 4.0);
    let right = Rect::new(at.x + 16.0 + wide, y, wide, 4.0);
    let class = if kpl.limited.is_empty() { "g ok" } else { "g over" };
    let first = bar(left, part(fullest, kpl.aggregate_size), class);
    first.into_iter().chain(bar(right, part(kpl.collection.records, kpl.collect_count), "g ok2")).collect()
}

/// The file of its agent along the lower edge: all that is written, what the agent has read of it, and in front of that
/// what was sent and will not be read again.
#[inline(never)]
fn read(file: &LogFileView, at: Rect) -> Vec<Shape> {
    let part = |of: u64| of as f64 / file.lines.max(1) as f64;
    let line = Rect::new(at.x + 12.0, at.bottom() - 8.0, at.w - 24.0, 4.0);
    let [_, sent] = bar(line, part(file.lines_kept), "g ok");
    let [whole, read] = bar(line, part(file.lines_read), "g ok2");
    vec![whole, read, sent]
}

/// Where one more could stand.
#[inline(never)]
pub fn ghost(at: Rect) -> Shape {
    let words = |y: f64, say: &'static str| toned(at.mid_x(), y, Face::Ghost, Anchor::Middle, "", say);
    Shape::Group(Group {
        hit: Some(Hit::Ghost),
        class: "ghost".to_owned(),
        label: "Add a producer".to_owned(),
        title: None,
        shapes: vec![
            rect(at, 10.0, "ghostbg"),
            words(at.mid_y() - 4.0, "drop a producer here"),
            words(at.mid_y() + 12.0, "or press P"),
        ],
    })
}

//! The door of a shard: two gauges, each against its limit, and what it refuses.

use engine::command::{PutApi, Target};
use engine::names::Name;
use engine::view::{ProducerView, ShardView};

use super::build::{bar, text_end, toned};
use super::face::{Face, first_that_fits};
use super::numbers::{count, kib, short, time};
use super::shape::{Anchor, Rect, Shape};

/// The least width in which a gauge names its limit beside its value.
pub const WITH_LIMITS: f64 = 106.0;
const HIGH: f64 = 46.0;

/// Whether the bytes that a stream counts are more than were sent: each PutRecord counts as whole KiB.
pub fn whole_kib(stream: &Name, producers: &[ProducerView]) -> bool {
    let to = |it: &ProducerView| matches!(&it.to, Target::Stream(name) if name == stream);
    let rounded = |it: &&ProducerView| {
        to(it)
            && it.api == PutApi::PutRecord
            && it.sent_per_s > 0
            && (it.iot.is_some() || !it.size.is_multiple_of(1_024))
    };
    producers.iter().any(|it| rounded(&it))
}

/// Gauges for an open shard, in a column `x..x + w` beside a lane, whose head may have said that it is full; above
/// them that bytes are `rounded`, once that is near a limit.
pub fn open(shard: &ShardView, rounded: bool, (x, w): (f64, f64), lane: Rect, said_full: bool) -> Vec<Shape> {
    let top = lane.mid_y() - HIGH / 2.0;
    let mut shapes = vec![];
    if rounded && ratio(shard.offered_bytes_per_s, shard.limit_bytes_per_s) > 0.8 && lane.h >= HIGH + 28.0 {
        for (line, y) in
            [(["each PutRecord", "a PutRecord"], -14.0), (["counts whole KiB", "is whole KiB"], -3.0)]
        {
            let say = first_that_fits(Face::Gauge, &line, w);
            shapes.push(text_end(x + w, top + y, Face::Gauge, say));
        }
    }
    let rows = [
        Gauge {
            value: kib(shard.offered_bytes_per_s),
            limit: kib(shard.limit_bytes_per_s),
            unit: "KiB/s",
            share: ratio(shard.offered_bytes_per_s, shard.limit_bytes_per_s),
            binding: shard.binding == Some("bytes"),
        },
        Gauge {
            value: count(shard.offered_per_s),
            limit: count(shard.limit_records_per_s),
            unit: "rec/s",
            share: ratio(shard.offered_per_s, shard.limit_records_per_s),
            binding: shard.binding == Some("records"),
        },
    ];
    for (i, gauge) in rows.iter().enumerate() {
        shapes.extend(gauge.draw(x, top + 17.0 * i as f64, w));
    }
    if shard.refused_per_s > 0 {
        let n = shard.refused_per_s;
        let full = if said_full { "" } else { "full " };
        let wordings = [
            format!("{full}✕ {} refused/s", count(n)),
            format!("{full}✕ {}/s", count(n)),
            format!("{full}✕{}/s", short(n)),
            format!("✕ {}/s", short(n)),
        ];
        let say = first_that_fits(Face::Gauge, &wordings, w);
        shapes.push(toned(x + w, top + 44.0, Face::Gauge, Anchor::End, "bad", say));
    } else if let Some(reserve) = living_on(shard) {
        let wordings = [format!("reserve {reserve}"), reserve];
        let say = first_that_fits(Face::Gauge, &wordings, w);
        shapes.push(toned(x + w, top + 44.0, Face::Gauge, Anchor::End, "warn", say));
    }
    shapes
}

/// What is left of the second's worth that a shard saves: shown while it is offered more than its limits and yet
/// takes everything.
fn living_on(shard: &ShardView) -> Option<String> {
    if shard.offered_per_s > shard.limit_records_per_s {
        Some(format!("{} rec", count(shard.reserve_records)))
    } else if shard.offered_bytes_per_s > shard.limit_bytes_per_s {
        Some(format!("{} KiB", kib(shard.reserve_bytes)))
    } else {
        None
    }
}

/// What stands beside a closed shard.
pub fn closed(shard: &ShardView, x: f64, w: f64, lane: Rect) -> Vec<Shape> {
    let left = match shard.unread {
        0 => "all read".to_owned(),
        n => format!("{} left", count(n)),
    };
    let y = lane.mid_y();
    let mut shapes = vec![
        text_end(x + w, y - 8.0, Face::Gauge, "closed"),
        text_end(x + w, y + 5.0, Face::Gauge, first_that_fits(Face::Gauge, &[left], w)),
    ];
    if let Some(us) = shard.expires_in_us {
        let wordings = [format!("expires in {}", time(us)), format!("gone in {}", time(us)), time(us)];
        shapes.push(text_end(x + w, y + 18.0, Face::Gauge, first_that_fits(Face::Gauge, &wordings, w)));
    }
    shapes
}

struct Gauge {
    value: String,
    limit: String,
    unit: &'static str,
    /// Of the limit; above 1 it uses its reserve, and then refuses.
    share: f64,
    binding: bool,
}

impl Gauge {
    fn draw(&self, x: f64, top: f64, w: f64) -> Vec<Shape> {
        // More than the limit is no refusal yet: a shard has a second's worth in reserve.
        let over = self.binding;
        let Gauge { value, limit, unit, .. } = self;
        let wordings = [format!("{value}/{limit} {unit}"), format!("{value} {unit}"), value.clone()];
        let say = first_that_fits(Face::Gauge, &wordings, w);
        let tone = match (over, self.share > 1.0) {
            (true, _) => "bad",
            (false, true) => "warn",
            (false, false) => "",
        };
        let label = toned(x + w, top + 8.0, Face::Gauge, Anchor::End, tone, say);
        let class = match (over, self.share > 0.8) {
            (true, _) => "g over",
            (false, true) => "g warn",
            (false, false) => "g ok",
        };
        let mut shapes = vec![label];
        shapes.extend(bar(
            Rect::new(x, top + 10.5, w, 5.0),
            if over { 1.0 } else { self.share.min(1.0) },
            class,
        ));
        shapes
    }
}

/// How near a shard is to its nearer limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heat {
    Idle,
    Low,
    Half,
    High,
    /// From four fifths of a limit on.
    Hot,
    Refusing,
}

pub fn heat(shard: &ShardView) -> Heat {
    let share = load(shard);
    if shard.refused_per_s > 0 {
        Heat::Refusing
    } else if share >= 0.8 {
        Heat::Hot
    } else if share >= 0.5 {
        Heat::High
    } else if share >= 0.2 {
        Heat::Half
    } else if share > 0.0 {
        Heat::Low
    } else {
        Heat::Idle
    }
}

/// What is offered, as a share of the limit that is nearer.
pub fn load(shard: &ShardView) -> f64 {
    let records = ratio(shard.offered_per_s, shard.limit_records_per_s);
    records.max(ratio(shard.offered_bytes_per_s, shard.limit_bytes_per_s))
}

/// The gauge of the nearer limit in words, long and short.
pub fn nearer(shard: &ShardView) -> [String; 2] {
    let records = ratio(shard.offered_per_s, shard.limit_records_per_s);
    if ratio(shard.offered_bytes_per_s, shard.limit_bytes_per_s) > records {
        let value = kib(shard.offered_bytes_per_s);
        return [format!("{value}/{} KiB/s", kib(shard.limit_bytes_per_s)), format!("{value} KiB/s")];
    }
    let value = count(shard.offered_per_s);
    [format!("{value}/{} rec/s", count(shard.limit_records_per_s)), format!("{value} rec/s")]
}

fn ratio(value: u64, limit: u64) -> f64 {
    value as f64 / limit.max(1) as f64
}

/// Which limit refuses, in words.
pub fn binding_words(shard: &ShardView) -> Option<String> {
    match shard.binding? {
        "bytes" => Some(format!("full: {} KiB/s", kib(shard.limit_bytes_per_s))),
        _ => Some(format!("full: {} records/s", count(shard.limit_records_per_s))),
    }
}

/// The whole lane in one sentence, for those who hear it.
pub fn spoken(shard: &ShardView) -> String {
    let range = format!("Shard {}, hash keys {} to {}", shard.short, shard.start_hex, shard.end_hex);
    if !shard.open {
        return format!("{range}, closed, {} records left to read", count(shard.unread));
    }
    let mut say = format!(
        "{range}: {} of {} records a second, {} of {} KiB a second",
        count(shard.offered_per_s),
        count(shard.limit_records_per_s),
        kib(shard.offered_bytes_per_s),
        kib(shard.limit_bytes_per_s),
    );
    if shard.refused_per_s > 0 {
        let limit = match shard.binding {
            Some("bytes") => "the byte limit",
            Some(_) => "the record limit",
            None => "its limit",
        };
        say.push_str(&format!(", full: {limit} refuses {} records a second", count(shard.refused_per_s)));
    }
    say
}

//! Numbers and events in words. Pure; every number comes from the engine.

mod events;
mod spans;

use engine::kernel::Time;
use engine::kernel::units::{grouped, print_share};
use engine::names::ShardId;
use engine::view::MarkerKind;

pub use events::{kind, why};
pub use spans::{Span, plain, spans};

/// `1 record`, `1,200 records`.
pub fn count(n: u64, one: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{} {one}{s}", grouped(n))
}

/// A value with its unit as a metric names it: `1 record`, `5 records`, `300 /s`.
pub fn measured(n: u64, unit: &str) -> String {
    if unit == engine::view::HUNDREDTHS {
        return hundredths(n / 100, n % 100);
    }
    let unit = unit.strip_suffix('s').filter(|one| n == 1 && one.len() > 1).unwrap_or(unit);
    format!("{} {unit}", grouped(n))
}

/// `260/s`
pub fn per_s(n: u64) -> String {
    format!("{}/s", grouped(n))
}

/// Bytes in the unit in which limits are written: `1,400 B`, `0.67 MiB`, `38.2 KiB`.
pub fn bytes(n: u64) -> String {
    match n {
        0..10_000 => format!("{} B", grouped(n)),
        10_000..1_048_576 => format!("{} KiB", tenths(n * 10 / 1_024)),
        _ => format!("{} MiB", hundredths(n / 1_048_576, n % 1_048_576 * 100 / 1_048_576)),
    }
}

fn tenths(n: u64) -> String {
    if n.is_multiple_of(10) { grouped(n / 10) } else { format!("{}.{}", grouped(n / 10), n % 10) }
}

fn hundredths(whole: u64, part: u64) -> String {
    let text = format!("{}.{part:02}", grouped(whole));
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share in parts of a million: `80 %`.
pub fn share(ppm: u64) -> String {
    print_share(ppm).replace('%', " %")
}

/// A length of time in ms: `300 ms`, `26.1 s`, `3 min 5 s`, `2 h 10 min`.
pub fn span_ms(ms: u64) -> String {
    let s = ms / 1_000;
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{} s", tenths(ms / 100)),
        60_000..3_600_000 => format!("{} min {} s", s / 60, s % 60),
        _ => format!("{} h {} min", s / 3_600, s / 60 % 60),
    }
}

/// `shard …001`
pub fn shard(id: ShardId) -> String {
    format!("shard …{}", id.short())
}

/// `Shard …001`
pub fn the_shard(id: ShardId) -> String {
    format!("Shard …{}", id.short())
}

/// The day of a scene by the calendar of UTC, the first is 1: every story begins at two in the afternoon.
pub fn day(now: Time) -> u64 {
    (now.as_millis() / 1_000 + 14 * 3_600) / 86_400 + 1
}

/// An instant for ears and short labels: `4.1 s`, `1 min 7 s`.
pub fn spoken(at: Time) -> String {
    span_ms(at.as_millis())
}

pub fn marker_name(kind: MarkerKind) -> &'static str {
    match kind {
        MarkerKind::Refusal => "throttle",
        MarkerKind::Reshard => "split or merge",
        MarkerKind::Flush => "flush",
        MarkerKind::Failure => "failure",
        MarkerKind::Action => "action",
    }
}

pub fn marker_glyph(kind: MarkerKind) -> &'static str {
    match kind {
        MarkerKind::Refusal => "✕",
        MarkerKind::Reshard => "✂",
        MarkerKind::Flush => "▼",
        MarkerKind::Failure => "⊘",
        MarkerKind::Action => "●",
    }
}

/// The classes that colour a marker; its glyph says the same.
pub fn marker_class(kind: MarkerKind) -> &'static str {
    match kind {
        MarkerKind::Refusal => "ev refusal",
        MarkerKind::Reshard => "ev reshard",
        MarkerKind::Flush => "ev flush",
        MarkerKind::Failure => "ev failure",
        MarkerKind::Action => "ev action",
    }
}

/// The first characters of a long text.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_carry_their_unit() {
        assert_eq!(count(1, "record"), "1 record");
        assert_eq!(count(1_200, "record"), "1,200 records");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_400), "1,400 B");
        assert_eq!(bytes(9_999), "9,999 B");
        assert_eq!(bytes(10_240), "10 KiB");
        assert_eq!(bytes(39_117), "38.2 KiB");
        assert_eq!(bytes(1_048_576), "1 MiB");
        assert_eq!(bytes(702_545 * 2), "1.33 MiB");
        assert_eq!(share(800_000), "80 %");
    }

    #[test]
    fn spans_read_as_people_say_them() {
        for (ms, text) in
            [(0, "0 ms"), (4_120, "4.1 s"), (5_000, "5 s"), (67_420, "1 min 7 s"), (7_800_000, "2 h 10 min")]
        {
            assert_eq!(span_ms(ms), text);
        }
    }

    #[test]
    fn a_long_text_is_cut_with_a_sign() {
        assert_eq!(cut("short", 9), "short");
        assert_eq!(cut("äöüäöüäöü!", 9), "äöüäöüäö…");
    }
}

//! Numbers and events in words. Pure; every number comes from the engine.

mod events;
mod scene;
mod spans;

use engine::kernel::Time;
use engine::kernel::units::{grouped, print_share};
use engine::names::ShardId;
use engine::view::MarkerKind;

pub use events::{kind, why};
pub use scene::{Actor, groups, summary};
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

/// A text in the parts between which it may be broken: a long name, such as an exception's, before its capitals.
pub fn syllables(text: &str) -> Vec<&str> {
    const LONG: usize = 18;
    let signs = text.as_bytes();
    let letters = |it: &&u8| it.is_ascii_alphanumeric();
    let word = |at: usize| {
        signs[..at].iter().rev().take_while(letters).count() + signs[at..].iter().take_while(letters).count()
    };
    let (mut parts, mut from) = (vec![], 0);
    for at in 1..signs.len() {
        if signs[at].is_ascii_uppercase() && signs[at - 1].is_ascii_lowercase() && word(at) >= LONG {
            parts.push(&text[from..at]);
            from = at;
        }
    }
    parts.push(&text[from..]);
    parts
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
        60_000..3_600_000 => with_rest(s / 60, "min", s % 60, "s"),
        _ => with_rest(s / 3_600, "h", s / 60 % 60, "min"),
    }
}

/// `2 min 5 s`, and where nothing is left `2 min`.
fn with_rest(whole: u64, unit: &str, rest: u64, of: &str) -> String {
    if rest == 0 { format!("{whole} {unit}") } else { format!("{whole} {unit} {rest} {of}") }
}

/// A refusal that a line of ours gave, as a sentence of its own. One that begins with a name keeps its letter.
pub fn sentence(text: &str, is_name: impl Fn(&str) -> bool) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let mut letters = text.chars();
    let begins = match letters.next() {
        Some(letter) if !is_name(first) => letter.to_uppercase().chain(letters).collect(),
        Some(_) | None => text.to_owned(),
    };
    if begins.ends_with(['.', '!', '?', '…', ':']) { begins } else { format!("{begins}.") }
}

/// JSON on lines of its own, its members in the order in which they came.
pub fn indented(json: &str) -> String {
    let (mut out, mut depth) = (String::new(), 0_usize);
    let (mut in_text, mut escaped) = (false, false);
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    let mut letters = json.chars().filter(|c| *c != '\n').peekable();
    while let Some(c) = letters.next() {
        if in_text {
            in_text = escaped || c != '"';
            escaped = !escaped && c == '\\';
            out.push(c);
            continue;
        }
        match c {
            '{' | '[' => {
                out.push(c);
                if let Some(end) = letters.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            ' ' => {}
            _ => {
                in_text = c == '"';
                out.push(c);
            }
        }
    }
    out
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
        for (ms, text) in [
            (0, "0 ms"),
            (4_120, "4.1 s"),
            (5_000, "5 s"),
            (60_000, "1 min"),
            (67_420, "1 min 7 s"),
            (600_999, "10 min"),
            (7_200_000, "2 h"),
            (7_800_000, "2 h 10 min"),
        ] {
            assert_eq!(span_ms(ms), text);
        }
    }

    #[test]
    fn a_long_name_breaks_before_its_capitals_only() {
        let text = "ProvisionedThroughputExceededException: Rate exceeded for ShardId in PutRecords…";
        let parts =
            ["Provisioned", "Throughput", "Exceeded", "Exception: Rate exceeded for ShardId in PutRecords…"];
        assert_eq!(syllables(text), parts);
        assert_eq!(syllables("äÖ UTC"), ["äÖ UTC"]);
        assert_eq!(syllables(""), [""]);
    }

    #[test]
    fn a_refusal_is_a_sentence_and_a_name_keeps_its_letter() {
        let is_name = |word: &str| word == "billing";
        for (text, says) in [
            ("nobody reads from a Firehose; or read it", "Nobody reads from a Firehose; or read it."),
            ("billing reads orders already", "billing reads orders already."),
            ("ValidationException: 1 validation error.", "ValidationException: 1 validation error."),
            ("`x` is no topic", "`x` is no topic."),
            ("", "."),
        ] {
            assert_eq!(sentence(text, is_name), says);
        }
    }

    #[test]
    fn indented_json_keeps_its_order_and_what_it_says() {
        for (json, says) in [
            ("{\"b\":1,\"a\":[]}", "{\n  \"b\": 1,\n  \"a\": []\n}"),
            ("{\"m\":\"x, {y}: \\\"z\\\\\"}", "{\n  \"m\": \"x, {y}: \\\"z\\\\\"\n}"),
            ("[{\"k\": {}}, 2]", "[\n  {\n    \"k\": {}\n  },\n  2\n]"),
        ] {
            assert_eq!(indented(json), says);
            let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
            assert_eq!(read(&indented(json)), read(json));
        }
    }

    #[test]
    fn a_long_text_is_cut_with_a_sign() {
        assert_eq!(cut("short", 9), "short");
        assert_eq!(cut("äöüäöüäöü!", 9), "äöüäöüäö…");
    }
}

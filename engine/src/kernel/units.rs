//! Quantities as a learner writes them: `250ms`, `10s`, `24h`; `500B`, `1kB`, `1MiB`; `1400/s`; `80%`.
//!
//! Units are never optional. Reading what was printed gives the same value.

use super::Span;

const SPANS: [(&str, u64); 6] = [
    ("us", 1),
    ("ms", 1_000),
    ("s", 1_000_000),
    ("m", 60_000_000),
    ("h", 3_600_000_000),
    ("d", 86_400_000_000),
];
const SIZES: [(&str, u64); 5] =
    [("B", 1), ("kB", 1_000), ("KiB", 1_024), ("MB", 1_000_000), ("MiB", 1_048_576)];

/// Reads a length of time, such as `250ms` or `24h`.
///
/// # Errors
/// A sentence that says what was expected.
pub fn span(text: &str) -> Result<Span, String> {
    quantity(text, &SPANS).map(Span::micros).ok_or_else(|| {
        format!("`{text}` is not a time: write a whole number with ms, s, m, h or d, such as 250ms or 10s")
    })
}

/// Reads a size in bytes, such as `500B` or `1MiB`.
///
/// # Errors
/// A sentence that says what was expected.
pub fn size(text: &str) -> Result<u64, String> {
    quantity(text, &SIZES).ok_or_else(|| {
        format!(
            "`{text}` is not a size: write a whole number with B, kB, KiB, MB or MiB, such as 500B or 1MiB"
        )
    })
}

/// Reads a rate per second, such as `1400/s`.
///
/// # Errors
/// A sentence that says what was expected.
pub fn rate(text: &str) -> Result<u64, String> {
    text.strip_suffix("/s")
        .and_then(whole)
        .ok_or_else(|| format!("`{text}` is not a rate: write a whole number with /s, such as 1400/s"))
}

/// Reads a share as parts of a million, such as `80%` or `0.5%`.
///
/// # Errors
/// A sentence that says what was expected.
pub fn share(text: &str) -> Result<u64, String> {
    let parse = || {
        let digits = text.strip_suffix('%')?;
        let (int, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if fraction.len() > 4 || (digits.contains('.') && fraction.is_empty()) {
            return None;
        }
        let fraction = whole(&format!("{fraction:0<4}"))?;
        let parts = whole(int)?.checked_mul(10_000)?.checked_add(fraction)?;
        (parts <= 1_000_000).then_some(parts)
    };
    parse().ok_or_else(|| format!("`{text}` is not a share: write 0% to 100%, such as 80% or 0.5%"))
}

/// Reads an amount of money in nano-dollars, such as `$15` or `$0.25`.
///
/// # Errors
/// A sentence that says what was expected.
pub fn dollars(text: &str) -> Result<u64, String> {
    let parse = || {
        let digits = text.strip_prefix('$')?;
        let (int, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if fraction.len() > 9 || (digits.contains('.') && fraction.is_empty()) {
            return None;
        }
        whole(int)?.checked_mul(1_000_000_000)?.checked_add(whole(&format!("{fraction:0<9}"))?)
    };
    parse()
        .ok_or_else(|| format!("`{text}` is no amount of money: write $ and a number, such as $15 or $0.25"))
}

/// Prints nano-dollars with all their places, so that it reads back: `$0.000014`.
pub fn print_dollars(nano: u64) -> String {
    let text = format!("${}.{:09}", nano / 1_000_000_000, nano % 1_000_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Prints nano-dollars for a person: cents from a dollar on, below that as many places as say something: `$10.95`,
/// `$0.0025`, `$0.000014`.
pub fn money(nano: u64) -> String {
    let places = match nano {
        0 => return "$0".to_owned(),
        995_000_000.. => 2,
        10_000_000.. => 4,
        10_000.. => 6,
        _ => 9,
    };
    let step = 10_u64.pow(9 - places);
    let rounded = nano.saturating_add(step / 2) / step;
    let (one, width) = (10_u64.pow(places), places as usize);
    format!("${}.{:0width$}", grouped(rounded / one), rounded % one)
}

/// Prints a length of time in the largest unit that keeps it whole.
pub fn print_span(span: Span) -> String {
    print(span.as_micros(), &SPANS)
}

/// Prints a size in the largest unit that keeps it whole.
pub fn print_size(bytes: u64) -> String {
    print(bytes, &SIZES)
}

/// A share for a person: `80 %`.
pub fn spoken_share(parts: u64) -> String {
    print_share(parts).replace('%', " %")
}

/// Prints parts of a million as a percentage.
pub fn print_share(parts: u64) -> String {
    let text = format!("{}.{:04}", parts / 10_000, parts % 10_000);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Groups the digits of a number by thousands: `1,048,576`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn quantity(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let at = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(at);
    let factor = units.iter().find(|(name, _)| *name == unit)?.1;
    whole(number)?.checked_mul(factor)
}

fn whole(digits: &str) -> Option<u64> {
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
}

fn print(n: u64, units: &[(&str, u64)]) -> String {
    let (name, factor) = units
        .iter()
        .rev()
        .find(|(_, factor)| n != 0 && n.is_multiple_of(*factor))
        .copied()
        .unwrap_or(if units[0].0 == "us" { units[2] } else { units[0] });
    format!("{}{name}", n / factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_back() {
        for text in ["250ms", "10s", "5m", "23h", "7d", "1us", "90s", "0s"] {
            assert_eq!(print_span(span(text).unwrap()), text);
        }
        for text in ["500B", "40kB", "1MiB", "3KiB", "0B", "2MB"] {
            assert_eq!(print_size(size(text).unwrap()), text);
        }
        for text in ["$15", "$0.25", "$0", "$0.000000014", "$1.5"] {
            assert_eq!(print_dollars(dollars(text).unwrap()), text);
        }
        for text in ["80%", "0.5%", "100%", "0%", "12.3456%"] {
            assert_eq!(print_share(share(text).unwrap()), text);
        }
    }

    #[test]
    fn a_unit_is_never_optional_and_a_slip_is_named() {
        for bad in ["10", "s", "ten s", "1.5s", "-1s", "10 s", "99999999999999999999s", "1ks"] {
            assert!(span(bad).unwrap_err().contains(bad));
        }
        for bad in ["500", "500b", "1kb", "B", ""] {
            assert!(size(bad).is_err());
        }
        for bad in ["101%", "80", "1.%", "-1%", "1.23456%"] {
            assert!(share(bad).is_err());
        }
        for bad in ["15", "$", "$.5", "$1.", "$0.0000000001", "$-1", "$1,000", "15$"] {
            assert!(dollars(bad).is_err(), "{bad}");
        }
        for bad in ["1400", "1.5/s", "/s", "1400/m"] {
            assert!(rate(bad).is_err());
        }
    }

    #[test]
    fn money_has_the_places_that_say_something() {
        for (nano, text) in [
            (0, "$0"),
            (14, "$0.000000014"),
            (9_999, "$0.000009999"),
            (10_000, "$0.000010"),
            (250_000, "$0.000250"),
            (15_000_000, "$0.0150"),
            (994_999_999, "$0.9950"),
            (995_000_000, "$1.00"),
            (10_950_000_000, "$10.95"),
            (1_234_567_890_000, "$1,234.57"),
        ] {
            assert_eq!(money(nano), text);
        }
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_048_576), "1,048,576");
    }
}

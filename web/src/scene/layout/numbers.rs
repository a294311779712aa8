//! Numbers as a learner reads them: with commas and units, and short.

/// `1,120`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 object`, `2,000 objects`.
pub fn many(n: u64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{} {what}s", count(n)) }
}

/// `9,999`, `12.3k`, `4.56M`.
pub fn short(n: u64) -> String {
    match n {
        0..=9_999 => count(n),
        10_000..=999_949 => format!("{}k", trimmed(n as f64 / 1e3, 1)),
        _ => format!("{}M", trimmed(n as f64 / 1e6, 2)),
    }
}

/// Without the zeros at the end: `3.5`, `5`.
fn trimmed(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

const KIB: f64 = 1024.0;

/// `1 call/s`, `8 calls/s`.
pub fn calls(n: u64) -> String {
    format!("{}/s", many(n, "call"))
}

/// `1,400 B`, `38.2 KiB`, `3.5 MiB`: what has four digits keeps them, so that a size reads as it was set.
pub fn bytes(n: u64) -> String {
    if n < 10_000 {
        return format!("{} B", count(n));
    }
    let n = n as f64;
    if n < KIB * KIB {
        format!("{} KiB", trimmed(n / KIB, 1))
    } else if n < KIB * KIB * KIB {
        format!("{} MiB", trimmed(n / KIB / KIB, 1))
    } else {
        format!("{} GiB", trimmed(n / KIB / KIB / KIB, 2))
    }
}

/// Whole KiB with commas: `675`.
pub fn kib(n: u64) -> String {
    count((n as f64 / KIB).round() as u64)
}

/// MiB with at most one decimal, without the unit.
pub fn mib(n: u64) -> String {
    trimmed(n as f64 / KIB / KIB, 1)
}

/// A countdown: `0:09`, `4:12`, `1:02:03`. Begun seconds count as whole, so that it ends at none.
pub fn clock(us: u64) -> String {
    let s = us.div_ceil(1_000_000);
    match s {
        0..3_600 => format!("{}:{:02}", s / 60, s % 60),
        _ => format!("{}:{:02}:{:02}", s / 3_600, s / 60 % 60, s % 60),
    }
}

/// `70 ms`, `0.9 s`, `26 s`, `3 min`, `2 h`, `2.5 d`, `12 d`.
pub fn time(us: u64) -> String {
    let s = us as f64 / 1e6;
    match us {
        0 => "0 s".to_owned(),
        1..=99_999 => format!("{} ms", trimmed(us as f64 / 1e3, 0)),
        100_000..=9_949_999 => format!("{} s", trimmed(s, 1)),
        9_950_000..=119_499_999 => format!("{s:.0} s"),
        119_500_000..=7_199_999_999 => format!("{:.0} min", s / 60.0),
        7_200_000_000..=172_799_999_999 => format!("{:.0} h", s / 3_600.0),
        // Whole days would bring what is half a day before an edge to the edge.
        172_800_000_000..=859_679_999_999 => format!("{} d", trimmed(s / 86_400.0, 1)),
        _ => format!("{:.0} d", s / 86_400.0),
    }
}

/// Parts of a million as per cent: `80 %`.
pub fn share(ppm: u64) -> String {
    format!("{} %", trimmed(ppm as f64 / 1e4, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            [count(0), count(999), count(1_000), count(1_234_567)],
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(
            [short(9_999), short(10_000), short(999_949), short(1_000_000)],
            ["9,999", "10k", "999.9k", "1M"]
        );
        assert_eq!(
            [bytes(500), bytes(1_400), bytes(39_117), bytes(3_670_016)],
            ["500 B", "1,400 B", "38.2 KiB", "3.5 MiB"]
        );
        assert_eq!(
            [time(0), time(70_000), time(900_000), time(26_140_000)],
            ["0 s", "70 ms", "0.9 s", "26 s"]
        );
        assert_eq!([time(60_000_000), time(600_000_000), time(86_400_000_000)], ["60 s", "10 min", "24 h"]);
        let hours = |h: u64| time(h * 3_600_000_000);
        assert_eq!([hours(60), hours(72), hours(168), hours(238)], ["2.5 d", "3 d", "7 d", "9.9 d"]);
        assert_eq!([hours(239), hours(365 * 24)], ["10 d", "365 d"]);
        assert_eq!(share(800_000), "80 %");
        assert_eq!(kib(1_048_576), "1,024");
    }
}

//! Java's DateTimeFormatter patterns, as far as an S3 prefix needs them: `yyyy/MM/dd/'hour='HH`.
//!
//! English names; weeks are those of the US, as everywhere in Firehose (they begin on Sunday, week 1 is the one of
//! 1 January). Absent: `z` in words, `O`, `p` (padding), `B`, `v`, `g`, and the reserved `{`, `}`, `#`.

use std::fmt::Write;

use jiff::Zoned;
use jiff::civil::Date;

/// A pattern, read and found right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Field { letter: char, count: usize },
}

impl Pattern {
    /// # Errors
    /// A sentence that names the letter and its place, counted in characters from 1.
    pub fn parse(text: &str) -> Result<Pattern, String> {
        let chars: Vec<char> = text.chars().collect();
        let mut parts = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let (part, next) = match chars[at] {
                '\'' => quoted(&chars, at)?,
                '{' | '}' | '#' => {
                    return Err(format!("`{}` at place {} is reserved in a date pattern", chars[at], at + 1));
                }
                // An optional section: an instant has all fields, so it is always printed.
                '[' | ']' => (Part::Text(String::new()), at + 1),
                letter if letter.is_ascii_alphabetic() => {
                    let count = chars[at..].iter().take_while(|c| **c == letter).count();
                    if !knows(letter, count) {
                        let field: String = chars[at..at + count].iter().collect();
                        return Err(format!("`{field}` at place {} is no field of a date pattern", at + 1));
                    }
                    (Part::Field { letter, count }, at + count)
                }
                other => (Part::Text(other.to_string()), at + 1),
            };
            parts.push(part);
            at = next;
        }
        Ok(Pattern(parts))
    }

    /// `zone` is the name of the instant's zone, for `VV`.
    pub fn format(&self, at: &Zoned, zone: &str) -> String {
        let mut out = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Field { letter: 'V', .. } => out.push_str(zone),
                Part::Field { letter, count } => field(&mut out, *letter, *count, at),
            }
        }
        out
    }
}

/// Text in single quotes; two of them in a row are one.
fn quoted(chars: &[char], start: usize) -> Result<(Part, usize), String> {
    if chars.get(start + 1) == Some(&'\'') {
        return Ok((Part::Text("'".into()), start + 2));
    }
    let mut text = String::new();
    let mut at = start + 1;
    while let Some(c) = chars.get(at) {
        match (c, chars.get(at + 1)) {
            ('\'', Some('\'')) => {
                text.push('\'');
                at += 2;
            }
            ('\'', _) => return Ok((Part::Text(text), at + 1)),
            (c, _) => {
                text.push(*c);
                at += 1;
            }
        }
    }
    Err(format!("the quote at place {} is never closed", start + 1))
}

/// How often Java lets a letter stand in a row.
fn knows(letter: char, count: usize) -> bool {
    match letter {
        'u' | 'y' | 'Y' | 'A' | 'n' | 'N' => count <= 19,
        'S' => count <= 9,
        'D' => count <= 3,
        'M' | 'L' | 'E' | 'Q' | 'q' | 'G' | 'X' | 'x' => count <= 5,
        'e' | 'c' => count <= 5,
        'd' | 'h' | 'H' | 'k' | 'K' | 'm' | 's' | 'w' => count <= 2,
        'V' => count == 2,
        'W' | 'F' | 'a' => count == 1,
        'Z' => count <= 3 || count == 5,
        _ => false,
    }
}

fn field(out: &mut String, letter: char, count: usize, at: &Zoned) {
    let date = at.date();
    let hour = i64::from(at.hour());
    let past_midnight = (hour * 60 + i64::from(at.minute())) * 60 + i64::from(at.second());
    match letter {
        'u' | 'y' => year(out, i64::from(at.year()), count),
        'Y' => year(out, week(date).0, count),
        'w' => number(out, week(date).1, count),
        'W' => {
            let first = i64::from(date.first_of_month().weekday().to_sunday_zero_offset());
            number(out, (i64::from(date.day()) - 1 + first) / 7 + 1, 1);
        }
        'F' => number(out, (i64::from(date.day()) - 1) / 7 + 1, 1),
        'M' | 'L' => word(out, at, count, i64::from(at.month()), ["%b", "%B"]),
        'e' | 'c' => {
            let day = i64::from(date.weekday().to_sunday_zero_offset()) + 1;
            word(out, at, count, day, ["%a", "%A"]);
        }
        'E' => word(out, at, count.max(3), 0, ["%a", "%A"]),
        'Q' | 'q' => {
            let quarter = (i64::from(at.month()) - 1) / 3 + 1;
            let ordinal = ["1st", "2nd", "3rd", "4th"][usize::try_from(quarter - 1).unwrap_or(0)];
            match count {
                3 => print(out, format_args!("Q{quarter}")),
                4 => print(out, format_args!("{ordinal} quarter")),
                5 => number(out, quarter, 1),
                _ => number(out, quarter, count),
            }
        }
        'G' => out.push_str(match count {
            4 => "Anno Domini",
            5 => "A",
            _ => "AD",
        }),
        'D' => number(out, i64::from(date.day_of_year()), count),
        'd' => number(out, i64::from(at.day()), count),
        'H' => number(out, hour, count),
        'k' => number(out, if hour == 0 { 24 } else { hour }, count),
        'K' => number(out, hour % 12, count),
        'h' => number(out, if hour % 12 == 0 { 12 } else { hour % 12 }, count),
        'm' => number(out, i64::from(at.minute()), count),
        's' => number(out, i64::from(at.second()), count),
        // Firehose's times in names have whole seconds (shown by a capture of 2026).
        'S' => out.push_str(&"0".repeat(count)),
        'n' => number(out, 0, count),
        'A' => number(out, past_midnight * 1_000, count),
        'N' => number(out, past_midnight * 1_000_000_000, count),
        'a' => out.push_str(if hour < 12 { "AM" } else { "PM" }),
        'X' | 'x' if letter == 'X' && at.offset().seconds() == 0 => out.push('Z'),
        'X' | 'x' if count == 1 && at.offset().seconds() % 3_600 == 0 => {
            print(out, format_args!("{:+03}", at.offset().seconds() / 3_600));
        }
        'X' | 'x' => offset(out, at, count == 3 || count == 5),
        'Z' if count == 5 && at.offset().seconds() == 0 => out.push('Z'),
        'Z' => offset(out, at, count == 5),
        // `knows` lets nothing else in.
        other => out.push(other),
    }
}

fn print(out: &mut String, what: std::fmt::Arguments<'_>) {
    out.write_fmt(what).expect("a string takes all text");
}

fn number(out: &mut String, n: i64, width: usize) {
    print(out, format_args!("{n:0width$}"));
}

/// Two letters are the last two digits.
fn year(out: &mut String, year: i64, count: usize) {
    if count == 2 { number(out, year % 100, 2) } else { number(out, year, count) }
}

/// One or two letters are the number, three the short name, four the long one, five its first letter.
fn word(out: &mut String, at: &Zoned, count: usize, n: i64, [short, long]: [&str; 2]) {
    match count {
        1 | 2 => number(out, n, count),
        3 => print(out, format_args!("{}", at.strftime(short))),
        4 => print(out, format_args!("{}", at.strftime(long))),
        _ => out.extend(at.strftime(long).to_string().chars().take(1)),
    }
}

fn offset(out: &mut String, at: &Zoned, colon: bool) {
    let seconds = at.offset().seconds();
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    let colon = if colon { ":" } else { "" };
    print(out, format_args!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60));
}

/// Year and number of a US week: its Saturday decides to which year it belongs.
pub fn week(date: Date) -> (i64, i64) {
    let to_saturday = i64::from(6 - date.weekday().to_sunday_zero_offset());
    let saturday = date.saturating_add(jiff::Span::new().days(to_saturday));
    (i64::from(saturday.year()), (i64::from(saturday.day_of_year()) + 6) / 7)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::firehose::zone::zone;

    fn check(pattern: &str, expected: &str) {
        let at = date(2018, 8, 7).at(20, 5, 9, 0).to_zoned(TimeZone::UTC).unwrap();
        assert_eq!(Pattern::parse(pattern).unwrap().format(&at, "UTC"), expected, "{pattern}");
    }

    #[test]
    fn every_field_prints_as_java_does() {
        for (pattern, expected) in [
            ("yyyy/MM/dd/HH/", "2018/08/07/20/"),
            ("yy u y yyyyyy", "18 2018 2018 002018"),
            ("M MM MMM MMMM MMMMM L", "8 08 Aug August A 8"),
            ("d dd D DDD", "7 07 219 219"),
            ("E EE EEE EEEE EEEEE e eee c", "Tue Tue Tue Tuesday T 3 Tue 3"),
            ("H h K k hh a", "20 8 8 20 08 PM"),
            ("m mm s ss SSS", "5 05 9 09 000"),
            ("A N n", "72309000 72309000000000 0"),
            ("Q QQ QQQ QQQQ", "3 03 Q3 3rd quarter"),
            ("Y-'W'ww W F G", "2018-W32 2 1 AD"),
            ("X XX XXX x xx xxx Z ZZZZZ VV", "Z Z Z +00 +0000 +00:00 +0000 Z UTC"),
            ("'year='yyyy'/month='MM", "year=2018/month=08"),
            ("h 'o''clock' ''", "8 o'clock '"),
            ("[yyyy][-MM]", "2018-08"),
            ("yyyy年", "2018年"),
        ] {
            check(pattern, expected);
        }
    }

    #[test]
    fn offsets_follow_the_zone_and_midnight_has_its_hours() {
        let utc = date(2026, 11, 21).at(18, 30, 0, 0).to_zoned(TimeZone::UTC).unwrap();
        let at = |name| utc.with_time_zone(zone(Some(name)).unwrap());
        let print = |pattern, name| Pattern::parse(pattern).unwrap().format(&at(name), name);
        assert_eq!(
            print("dd HH k K h a X XXX Z VV", "Asia/Kolkata"),
            "22 00 24 0 12 AM +0530 +05:30 +0530 Asia/Kolkata"
        );
        assert_eq!(print("HH X x", "America/New_York"), "13 -05 -05");
    }

    #[test]
    fn what_java_refuses_is_refused_with_its_place() {
        for (pattern, said) in [
            ("yyyy/bb", "`bb` at place 6"),
            ("ddd", "`ddd` at place 1"),
            ("HH:MMMMMM", "`MMMMMM` at place 4"),
            ("yyyy'open", "the quote at place 5 is never closed"),
            ("yyyy{", "`{` at place 5 is reserved"),
            ("V", "`V` at place 1"),
        ] {
            let error = Pattern::parse(pattern).unwrap_err();
            assert!(error.contains(said), "{pattern}: {error}");
        }
    }

    #[test]
    fn a_week_belongs_to_the_year_of_its_saturday() {
        assert_eq!(week(date(2016, 2, 25)), (2016, 9));
        assert_eq!(week(date(2018, 12, 29)), (2018, 52));
        assert_eq!(week(date(2018, 12, 30)), (2019, 1));
        assert_eq!(week(date(2022, 1, 1)), (2022, 1));
    }
}

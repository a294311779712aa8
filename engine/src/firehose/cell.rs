//! One value of a JSON record as a cell of a column: a text that says it in the column's own terms.
//!
//! As the OpenX SerDe reads them: numbers may stand in quotes, anything may become a string, and a timestamp is
//! `2019-08-09 20:20:27.5`, `2019-08-09T20:20:27.5Z`, or seconds or (from 13 digits on) milliseconds since 1970.
//! Modelling choice: what Hive would cut or round (1.5 for an int, a third digit for cents) does not fit.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::command::ColumnType;

/// The cell; `None` for null.
///
/// # Errors
/// If the value does not fit.
pub(super) fn cell(value: &str, kind: ColumnType) -> Result<Option<String>, ()> {
    if value == "null" {
        return Ok(None);
    }
    let quoted = value.starts_with('"');
    let text: String = if quoted { serde_json::from_str(value).map_err(|_| ())? } else { value.to_owned() };
    let whole = |least: i64, most: i64| {
        let number = text.parse::<i64>().ok().filter(|number| (least..=most).contains(number));
        number.map(|number| number.to_string())
    };
    let fits = match kind {
        ColumnType::String => Some(text),
        ColumnType::Boolean => matches!(text.as_str(), "true" | "false").then_some(text),
        ColumnType::TinyInt => whole(i8::MIN.into(), i8::MAX.into()),
        ColumnType::SmallInt => whole(i16::MIN.into(), i16::MAX.into()),
        ColumnType::Int => whole(i32::MIN.into(), i32::MAX.into()),
        ColumnType::BigInt => whole(i64::MIN, i64::MAX),
        ColumnType::Float | ColumnType::Double => {
            serde_json::from_str::<serde_json::Number>(&text).is_ok().then_some(text)
        }
        ColumnType::Timestamp => timestamp(&text).map(|millis| millis.to_string()),
        ColumnType::Date if quoted => date(&text).map(|days| days.to_string()),
        ColumnType::Date => None,
        ColumnType::Decimal { precision, scale } => unscaled(&text, precision, scale),
    };
    fits.map(Some).ok_or(())
}

/// Milliseconds since 1970.
fn timestamp(text: &str) -> Option<i64> {
    if text.contains(':') {
        let bare = text.strip_suffix('Z').unwrap_or(text);
        let at: DateTime = bare.parse().ok()?;
        return at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp().as_millisecond());
    }
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let number: i64 = seconds.parse().ok()?;
    if fraction.is_empty() && !text.contains('.') {
        const MILLIS: usize = 13;
        return if text.len() >= MILLIS { Some(number) } else { number.checked_mul(1_000) };
    }
    let digits = fraction.bytes().all(|digit| digit.is_ascii_digit()) && !fraction.is_empty();
    let millis: i64 = digits.then(|| format!("{fraction}00"))?.get(..3)?.parse().ok()?;
    number.checked_mul(1_000)?.checked_add(if seconds.starts_with('-') { -millis } else { millis })
}

/// Days since 1970.
fn date(text: &str) -> Option<i32> {
    let date: Date = text.parse().ok()?;
    let days = date.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24;
    i32::try_from(days).ok()
}

/// The digits of a decimal number without its point: `12.5` with two digits behind the point is 1250.
fn unscaled(text: &str, precision: u8, scale: u8) -> Option<String> {
    let (sign, bare) = text.strip_prefix('-').map_or(("", text), |bare| ("-", bare));
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, ""));
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > usize::from(scale) {
        return None;
    }
    let all = format!("{whole}{fraction:0<width$}", width = usize::from(scale));
    let all = all.trim_start_matches('0');
    if all.len() > usize::from(precision) {
        return None;
    }
    Some(if all.is_empty() { "0".to_owned() } else { format!("{sign}{all}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fit_their_columns_or_not() {
        for (kind, value, expected) in [
            ("string", "\"a\\\"b\\u00fc\"", Some("a\"bü")),
            ("string", "1.50", Some("1.50")),
            ("string", "{\"a\": [1]}", Some("{\"a\": [1]}")),
            ("boolean", "true", Some("true")),
            ("boolean", "\"false\"", Some("false")),
            ("boolean", "1", None),
            ("tinyint", "-128", Some("-128")),
            ("tinyint", "128", None),
            ("smallint", "32767", Some("32767")),
            ("smallint", "32768", None),
            ("int", "\"-5\"", Some("-5")),
            ("int", "1.0", None),
            ("int", "1e3", None),
            ("int", "\"\"", None),
            ("int", "2147483647", Some("2147483647")),
            ("int", "-2147483649", None),
            ("bigint", "9223372036854775807", Some("9223372036854775807")),
            ("bigint", "9223372036854775808", None),
            ("float", "1e3", Some("1e3")),
            ("double", "-0.1", Some("-0.1")),
            ("double", "\"2.5\"", Some("2.5")),
            ("double", "1e999", None),
            ("double", "\"x\"", None),
            ("double", "[1]", None),
            ("timestamp", "\"2019-08-09 20:20:27\"", Some("1565382027000")),
            ("timestamp", "\"2019-08-09T20:20:27.5Z\"", Some("1565382027500")),
            ("timestamp", "1565382027", Some("1565382027000")),
            ("timestamp", "1565382027123", Some("1565382027123")),
            ("timestamp", "1565382027.1239", Some("1565382027123")),
            ("timestamp", "1565382027.", None),
            ("timestamp", "\"yesterday\"", None),
            ("timestamp", "\"2019-13-09 20:20:27\"", None),
            ("date", "\"2019-08-09\"", Some("18117")),
            ("date", "\"1969-12-31\"", Some("-1")),
            ("date", "20190809", None),
            ("decimal(5,2)", "12.5", Some("1250")),
            ("decimal(5,2)", "\"-0.05\"", Some("-5")),
            ("decimal(5,2)", "999.99", Some("99999")),
            ("decimal(5,2)", "1000", None),
            ("decimal(5,2)", "0.005", None),
            ("decimal(5,2)", "1e2", None),
            ("decimal(5,2)", "-0.00", Some("0")),
        ] {
            let kind = ColumnType::parse(kind).expect("a type");
            let found = cell(value, kind);
            assert_eq!(found, expected.map(|text| Some(text.to_owned())).ok_or(()), "{kind} {value}");
        }
        assert_eq!(cell("null", ColumnType::Int), Ok(None));
    }
}

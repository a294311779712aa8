//! The blueprint that unpacks gzip JSON and says to which partition it belongs: its `database`, its `table`, and the
//! UTC hour of its `timestamp` (seconds or milliseconds of the Unix epoch, or a date and time as text).
//!
//! A key that it does not find it leaves out; Firehose then finds no partition for the record.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::gunzip::gunzip;

const NOT_JSON: &str = "the data is not gzip of JSON";

fn read(data: &[u8]) -> Result<(Vec<u8>, Value), &'static str> {
    let text = gunzip(data)?;
    match serde_json::from_slice(&text) {
        Ok(Value::Null) | Err(_) => Err(NOT_JSON),
        Ok(json) => Ok((text, json)),
    }
}

/// The JSON, with a line feed behind it.
pub(super) fn line(data: &[u8]) -> Result<Vec<u8>, &'static str> {
    let (mut text, _) = read(data)?;
    if !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    Ok(text)
}

pub(super) fn keys(data: &[u8]) -> BTreeMap<String, String> {
    let Ok((_, json)) = read(data) else { return BTreeMap::new() };
    let mut keys = BTreeMap::new();
    for name in ["database", "table"] {
        match json.get(name) {
            Some(Value::String(value)) => keys.insert(name.to_owned(), value.clone()),
            Some(Value::Number(value)) => keys.insert(name.to_owned(), value.to_string()),
            Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => None,
        };
    }
    if let Some(at) = json.get("timestamp").and_then(instant) {
        let at = at.to_zoned(TimeZone::UTC);
        for (name, format) in [("year", "%Y"), ("month", "%m"), ("day", "%d"), ("hour", "%H")] {
            keys.insert(name.to_owned(), at.strftime(format).to_string());
        }
    }
    keys
}

fn instant(value: &Value) -> Option<Timestamp> {
    match value {
        // Above this, seconds would lie beyond the year 5000.
        Value::Number(n) => match n.as_i64()? {
            millis if millis.unsigned_abs() > 100_000_000_000 => Timestamp::from_millisecond(millis).ok(),
            seconds => Timestamp::from_second(seconds).ok(),
        },
        Value::String(text) => {
            let in_utc = |text: &str| text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
            text.parse().ok().or_else(|| in_utc(text).map(|at| at.timestamp()))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lambda::blueprints::tests::gzip;

    fn check(json: &str, expected: &str) {
        let keys = keys(&gzip(json));
        let words: Vec<_> = keys.iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(words.join(" "), expected, "{json}");
    }

    #[test]
    fn a_record_has_its_partition() {
        let all = "database=shop day=09 hour=20 month=08 table=orders year=2019";
        check("{\"database\":\"shop\",\"table\":\"orders\",\"timestamp\":1565382027}", all);
        check("{\"database\":\"shop\",\"table\":\"orders\",\"timestamp\":1565382027000}", all);
        check("{\"database\":\"shop\",\"table\":\"orders\",\"timestamp\":\"2019-08-09T20:20:27Z\"}", all);
        check("{\"database\":\"shop\",\"table\":\"orders\",\"timestamp\":\"2019-08-09 20:20:27\"}", all);
        check(
            "{\"database\":\"shop\",\"timestamp\":\"2019-08-09T22:20:27+02:00\"}",
            "database=shop day=09 hour=20 month=08 year=2019",
        );
        check("{\"table\":7,\"timestamp\":\"soon\"}", "table=7");
        check("[]", "");
    }

    #[test]
    fn its_line_is_the_json_that_was_packed() {
        assert_eq!(line(&gzip("{\"a\":1}")), Ok(b"{\"a\":1}\n".to_vec()));
        assert_eq!(line(&gzip("{\"a\":1}\n")), Ok(b"{\"a\":1}\n".to_vec()));
        assert_eq!(line(&gzip("{\"a\":")), Err(NOT_JSON));
        assert_eq!(line(b"{\"a\":1}"), Err("the data is not gzip"));
    }
}

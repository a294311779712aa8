//! A line that Firehose wrote about a failed record, read; and the objects that a manifest names. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::prose;

/// One failed record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The fields but rawData: name and value, times with their clock.
    pub fields: Vec<(String, String)>,
    /// Base64.
    pub raw: String,
}

/// The line of a failed record; `None` of any other.
pub fn failed(line: &str) -> Option<Failed> {
    let value: Value = serde_json::from_str(line).ok()?;
    let raw = value.get("rawData")?.as_str()?.to_owned();
    let field = |(name, value): (&String, &Value)| {
        let say = match (value.as_u64(), value.as_str()) {
            (Some(ms), _) if name.ends_with("Timestamp") => format!("{} UTC ({ms})", clock(ms)),
            (_, Some(text)) => text.to_owned(),
            (_, None) => value.to_string(),
        };
        (name.clone(), say)
    };
    let fields = value.as_object()?.iter().filter(|(name, _)| *name != "rawData").map(field).collect();
    Some(Failed { fields, raw })
}

/// The time of day of epoch milliseconds.
fn clock(ms: u64) -> String {
    let s = ms / 1_000 % 86_400;
    format!("{:02}:{:02}:{:02}", s / 3_600, s / 60 % 60, s % 60)
}

/// Bucket and key of each object that a manifest names; `None` of what is no manifest.
pub fn manifest(text: &str) -> Option<Vec<(String, String)>> {
    let value: Value = serde_json::from_str(text).ok()?;
    let entries = value.get("entries")?.as_array()?;
    let of = |entry: &Value| {
        let (bucket, key) = entry.get("url")?.as_str()?.strip_prefix("s3://")?.split_once('/')?;
        Some((bucket.to_owned(), key.to_owned()))
    };
    Some(entries.iter().filter_map(of).collect())
}

/// What rawData holds: a note on what kind of bytes, and the bytes as text, or as hexadecimal.
pub fn decoded(raw: &str) -> (String, String) {
    let bytes = match STANDARD.decode(raw) {
        Ok(bytes) => bytes,
        Err(error) => return (format!("not base64: {error}"), String::new()),
    };
    let size = prose::count(bytes.len() as u64, "byte");
    match String::from_utf8(bytes) {
        Ok(text) => (size, text),
        Err(error) => {
            let bytes = error.into_bytes();
            let kind = if bytes.starts_with(&[0x1f, 0x8b]) { "gzip" } else { "not valid UTF-8" };
            let hex: String = bytes.iter().take(400).map(|byte| format!("\\x{byte:02x}")).collect();
            (format!("{size}, {kind}"), format!("{hex}{}", if bytes.len() > 400 { "…" } else { "" }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_record_is_read_with_its_times() {
        let line = r#"{"attemptsMade":2,"arrivalTimestamp":1542808800000,"errorCode":"x","rawData":"H4sI"}"#;
        let record = failed(line).unwrap();
        assert_eq!(record.raw, "H4sI");
        let says: Vec<String> = record.fields.iter().map(|(name, say)| format!("{name}={say}")).collect();
        let times = "arrivalTimestamp=14:00:00 UTC (1542808800000)";
        assert_eq!(says, [times, "attemptsMade=2", "errorCode=x"]);
        assert_eq!(failed("{\"a\":1}"), None);
        assert_eq!(failed("GET /"), None);
    }

    #[test]
    fn raw_data_is_decoded_and_bytes_are_shown_as_such() {
        assert_eq!(decoded("H4sI"), ("3 bytes, gzip".to_owned(), "\\x1f\\x8b\\x08".to_owned()));
        assert_eq!(decoded("/w=="), ("1 byte, not valid UTF-8".to_owned(), "\\xff".to_owned()));
        assert_eq!(decoded("R0VUIC8="), ("5 bytes".to_owned(), "GET /".to_owned()));
        assert!(decoded("%").0.contains("not base64"));
    }

    #[test]
    fn a_manifest_names_objects() {
        let text = r#"{"entries":[{"url":"s3://lake/a/b","mandatory":true}]}"#;
        assert_eq!(manifest(text), Some(vec![("lake".to_owned(), "a/b".to_owned())]));
        assert_eq!(manifest("{\"a\":1}"), None);
    }
}

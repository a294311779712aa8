//! What lies in failure folders, read again: lines with their `rawData`, manifests with their objects; and which of
//! them were brought in already.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Content, Lies, Object, Origin, Recipe};
use crate::kernel::Time;
use crate::names::Name;

/// Lines of failure objects, and whole objects that a manifest lists (their line is 0), that were brought in.
#[derive(Clone, Debug, Default)]
pub struct Settled(
    BTreeMap<(Name, String), Arc<BTreeMap<u32, Time>>>,
    /// How many lines of an object were refused when it was last brought in.
    BTreeMap<(Name, String), u64>,
);

impl Settled {
    /// Notes that one was brought in; whether that was the first time.
    pub(crate) fn note(&mut self, bucket: &Name, (key, line): (&str, u32), now: Time) -> bool {
        let lines = self.0.entry((bucket.clone(), key.to_owned())).or_default();
        !lines.contains_key(&line) && Arc::make_mut(lines).insert(line, now).is_none()
    }

    /// Notes how many lines of an object were refused again.
    pub(crate) fn refuse(&mut self, bucket: &Name, key: &str, lines: u64) {
        self.1.insert((bucket.clone(), key.to_owned()), lines);
    }

    /// How many lines of an object were refused when it was last brought in.
    pub fn refused(&self, bucket: &Name, key: &str) -> u64 {
        self.1.get(&(bucket.clone(), key.to_owned())).copied().unwrap_or(0)
    }

    /// When one was brought in for the first time.
    pub fn at(&self, bucket: &Name, key: &str, line: u32) -> Option<Time> {
        self.0.get(&(bucket.clone(), key.to_owned()))?.get(&line).copied()
    }

    /// How many lines of an object were brought in.
    pub fn count(&self, bucket: &Name, key: &str) -> u64 {
        self.0.get(&(bucket.clone(), key.to_owned())).map_or(0, |lines| lines.len() as u64)
    }
}

/// A line of a failure folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedLine {
    /// Counted from 0.
    pub line: u32,
    /// The record as it came.
    pub data: Vec<u8>,
    /// esIndexName, of a document.
    pub index: Option<String>,
}

/// Code, message and attempts of the line of a failed record: ` errorCode: errorMessage (attemptsMade 4).`
pub fn failed_line(object: &Object, lies: &Lies) -> Option<String> {
    let bytes = object.content.0.plain();
    let line = bytes.split(|byte| *byte == b'\n').nth(usize::try_from(lies.nth).ok()?)?;
    let value: Value = serde_json::from_slice(line).ok()?;
    let text = |names: [&str; 2]| names.iter().find_map(|name| value.get(*name)?.as_str());
    let code = text(["errorCode", "lastErrorCode"])?;
    let message = text(["errorMessage", "lastErrorMessage"]).unwrap_or("");
    Some(format!(" {code}: {message} (attemptsMade {}).", value.get("attemptsMade")?))
}

/// errorCode and errorMessage of the lines of an object in a failure folder, and how many lines say so, the most first.
pub fn failed_codes(object: &Object) -> Vec<(String, String, u64)> {
    let bytes = object.content.0.plain();
    let mut codes: BTreeMap<(String, String), u64> = BTreeMap::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let Ok(value) = serde_json::from_slice::<Value>(line) else { continue };
        // A line of a conversion says `last` before both.
        let text = |names: [&str; 2]| names.iter().find_map(|name| value.get(*name)?.as_str());
        let Some(code) = text(["errorCode", "lastErrorCode"]) else { continue };
        let message = text(["errorMessage", "lastErrorMessage"]).unwrap_or_default();
        *codes.entry((code.to_owned(), message.to_owned())).or_default() += 1;
    }
    let mut all: Vec<_> = codes.into_iter().map(|((code, message), lines)| (code, message, lines)).collect();
    all.sort_by_key(|(_, _, lines)| std::cmp::Reverse(*lines));
    all
}

/// attemptsMade of the first line of an object in a failure folder.
pub fn attempts_made(object: &Object) -> Option<u64> {
    let bytes = object.content.0.plain();
    let line = bytes.split(|byte| *byte == b'\n').next()?;
    let value: Value = serde_json::from_slice(line).ok()?;
    let made = value.get("attemptsMade")?;
    // Older lines have it as text.
    made.as_u64().or_else(|| made.as_str()?.parse().ok())
}

/// The lines of an object in a failure folder, unpacked; what is no such line is left out.
pub fn failed_lines(object: &Object) -> Vec<FailedLine> {
    let bytes = object.content.0.plain();
    let read = |(line, text): (u32, &[u8])| {
        let value: Value = serde_json::from_slice(text).ok()?;
        let data = STANDARD.decode(value.get("rawData")?.as_str()?).ok()?;
        let index = value.get("esIndexName").and_then(Value::as_str).map(str::to_owned);
        Some(FailedLine { line, data, index })
    };
    (0..).zip(bytes.split(|byte| *byte == b'\n')).filter_map(read).collect()
}

/// An object that a manifest lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub bucket: Name,
    pub key: String,
    /// COPY fails if it is not there.
    pub mandatory: bool,
}

/// What a manifest lists; `None` of what is no manifest. `mandatory` is false where it is not said (the Redshift
/// guide).
pub fn listed(object: &Object) -> Option<Vec<Listed>> {
    let value: Value = serde_json::from_slice(&object.content.0.plain()).ok()?;
    let entry = |entry: &Value| {
        let (bucket, key) = entry.get("url")?.as_str()?.strip_prefix("s3://")?.split_once('/')?;
        let mandatory = entry.get("mandatory").and_then(Value::as_bool).unwrap_or(false);
        Some(Listed { bucket: Name::parse(bucket).ok()?, key: key.to_owned(), mandatory })
    };
    value.get("entries")?.as_array()?.iter().map(entry).collect()
}

/// The bytes of an object as COPY unpacks them.
#[derive(Debug)]
struct Unpacked(Content);

impl Recipe for Unpacked {
    fn bytes(&self) -> Vec<u8> {
        self.0.0.plain()
    }

    fn records(&self, until: u64) -> Vec<Lies> {
        self.0.0.records(until)
    }

    fn find(&self, record: Origin) -> Vec<Lies> {
        self.0.0.find(record)
    }
}

/// The same content without its compression.
pub fn unpacked(content: &Content) -> Content {
    Content(Arc::new(Unpacked(content.clone())))
}

/// Records joined by line feeds, as a bulk request has its documents.
#[derive(Debug)]
struct Lines(Vec<Vec<u8>>);

impl Recipe for Lines {
    fn bytes(&self) -> Vec<u8> {
        self.0.join(&b'\n')
    }
}

pub fn lines(records: Vec<Vec<u8>>) -> Content {
    Content(Arc::new(Lines(records)))
}

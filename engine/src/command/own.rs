//! A function of the learner's own: its source, and what it answered when the host ran it.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::packed::Text;
use crate::limits;
use crate::names::Name;

/// JavaScript for Node.js, with `exports.handler`. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source(Arc<str>);

impl Source {
    /// # Errors
    /// A sentence, if it is longer than a function of the lab may be.
    pub fn parse(text: &str) -> Result<Source, String> {
        // Modelling choice: one bound for all eras.
        let most = limits::LAMBDA_SOURCE.by_era[0];
        if text.len() as u64 > most {
            return Err(format!("the source has {} bytes, and at most {most} are kept", text.len()));
        }
        Ok(Source(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

/// What a host tells of one attempt to run a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub delivery_stream: Name,
    /// Counted from 1, as lines say it.
    pub invocation: u64,
    pub attempt: u64,
    pub outcome: Outcome,
    /// What it wrote with `console.log`.
    pub log: Option<Text>,
    /// The calls with which it put records into the delivery stream again, a line each: a PutRecord is the data in
    /// base64, a PutRecordBatch is `batch ` and the data of its records with commas between.
    pub puts: Option<Text>,
}

impl Answer {
    /// Begins a line of `puts` that is a PutRecordBatch.
    pub const BATCH: &str = "batch ";
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The JSON that it returned.
    Returned(Text),
    /// The JSON was longer than an answer may be, in bytes; nobody needs it.
    TooLarge(u64),
    /// The error that it threw; also one that was found before it ran.
    Threw(Text),
    /// It was ended, because it did not come to an end.
    TimedOut,
}

impl Outcome {
    pub fn returned(json: &str) -> Outcome {
        let most = limits::LAMBDA_PAYLOAD.by_era.into_iter().max().unwrap_or_default();
        let bytes = json.len() as u64;
        if bytes > most { Outcome::TooLarge(bytes) } else { Outcome::Returned(Text::of(json)) }
    }

    pub fn threw(error: &str) -> Outcome {
        Outcome::Threw(Text::of(error))
    }
}

/// A text as JSON in one line, which also a shell's reader takes.
pub fn json_text(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    // JSON lets them stand; a line of a story does not.
    let escape = |c: char| format!("\\u{:04x}", u32::from(c));
    json.chars().map(|c| if c.is_control() { escape(c) } else { c.to_string() }).collect()
}

fn write_text(f: &mut fmt::Formatter<'_>, word: &str, text: &Text) -> fmt::Result {
    match text.packed() {
        Some(packed) => write!(f, " {word} packed \"{packed}\""),
        None => write!(f, " {word} {}", json_text(&text.text())),
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Answer { delivery_stream, invocation, attempt, outcome, log, puts } = self;
        write!(f, "answer {delivery_stream} invocation {invocation} attempt {attempt}")?;
        match outcome {
            Outcome::Returned(json) => write_text(f, "returned", json)?,
            Outcome::TooLarge(bytes) => write!(f, " too-large {bytes}")?,
            Outcome::Threw(error) => write_text(f, "threw", error)?,
            Outcome::TimedOut => f.write_str(" timed-out")?,
        }
        log.iter().try_for_each(|log| write_text(f, "log", log))?;
        puts.iter().try_for_each(|puts| write_text(f, "puts", puts))
    }
}

//! Commands as lines: AWS's calls as one exact AWS CLI line each, our own actors as stories write them.
//!
//! What is printed reads back as the same command, and an AWS line may be pasted into a real terminal (with
//! a real account's ARNs). Quoting is a shell's: without it bash would expand the braces of a structure.

mod destination;
mod dynamodb;
mod firehose;
mod kinesis;
mod kms;
mod lambda;

use std::fmt;

use super::{Answer, Command, ReadFrom, S3, S3Api};
use crate::kernel::Time;
use crate::kernel::units::print_span;
use crate::names::{ACCOUNT, Name};
use crate::record::Stored;

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Kinesis(call) => f.write_str(&kinesis::line(call)),
            Command::Firehose(call) => f.write_str(&firehose::line(call)),
            Command::Dynamodb(call) => f.write_str(&dynamodb::line(call)),
            Command::Kms(call) => f.write_str(&kms::line(call)),
            Command::Lambda(call) => f.write_str(&lambda::line(call)),
            Command::S3(call) => f.write_str(&s3(call)),
            Command::Actor(actor) => write!(f, "{actor}"),
            Command::Answer(answer) => write!(f, "{answer}"),
        }
    }
}

/// Characters of a line that a person still reads.
const TOLD: usize = 160;

impl Command {
    /// Its line for people: the end of a long one, such as a function's source, is left out.
    pub fn told(&self) -> String {
        if let Command::Answer(answer) = self {
            let Answer { delivery_stream, invocation, attempt, .. } = &**answer;
            return format!(
                "the function answered {delivery_stream}: invocation {invocation}, attempt {attempt}"
            );
        }
        let line = self.to_string();
        match line.char_indices().nth(TOLD) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }
}

/// As a line says it.
impl fmt::Display for ReadFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadFrom::TrimHorizon => f.write_str("trim-horizon"),
            ReadFrom::Latest => f.write_str("latest"),
            ReadFrom::AtTimestamp(at) => write!(f, "at-timestamp {}", print_span(at.since(Time::START))),
        }
    }
}

/// A line that grows by options.
struct Line(String);

impl Line {
    fn of(service: &str, operation: &str) -> Line {
        Line(format!("aws {service} {operation}"))
    }

    fn option(mut self, name: &str, value: &str) -> Line {
        // A value that looks like an option must be tied to its own.
        let gap = if value.starts_with('-') { '=' } else { ' ' };
        self.0 = format!("{} --{name}{gap}{}", self.0, quote(value));
        self
    }

    fn delivery_stream(self, name: &Name) -> Line {
        self.option("delivery-stream-name", name.as_str())
    }

    fn word(mut self, word: &str) -> Line {
        self.0 = format!("{} {}", self.0, quote(word));
        self
    }
}

fn s3(call: &S3) -> String {
    let line = match call {
        S3::ListBuckets => Line::of("s3", "ls"),
        S3::Api(call) => s3api(call),
        S3::CreateBucket { bucket } => Line::of("s3", "mb").word(&format!("s3://{bucket}")),
        S3::ListObjects { bucket, prefix, recursive } => {
            let slash = if prefix.is_empty() { "" } else { "/" };
            let line = Line::of("s3", "ls").word(&format!("s3://{bucket}{slash}{prefix}"));
            if *recursive { line.word("--recursive") } else { line }
        }
        S3::GetObject { bucket, key } => Line::of("s3", "cp").word(&format!("s3://{bucket}/{key}")).word("-"),
    };
    line.0
}

fn s3api(call: &S3Api) -> Line {
    let given = |line: Line, name: &str, value: &str| {
        if value.is_empty() { line } else { line.option(name, value) }
    };
    let of = |operation: &str, bucket: &Name| Line::of("s3api", operation).option("bucket", bucket.as_str());
    match call {
        S3Api::CreateBucket { bucket } => of("create-bucket", bucket),
        S3Api::ListBuckets => Line::of("s3api", "list-buckets"),
        S3Api::ListObjectsV2 { bucket, prefix, delimiter, start_after, max_keys } => {
            let line = given(of("list-objects-v2", bucket), "prefix", prefix);
            let line = given(given(line, "delimiter", delimiter), "start-after", start_after);
            given(line, "max-keys", &max_keys.map_or(String::new(), |most| most.to_string()))
        }
        S3Api::GetObject { bucket, key } => of("get-object", bucket).option("key", key).word("/dev/stdout"),
        S3Api::HeadObject { bucket, key } => of("head-object", bucket).option("key", key),
    }
}

/// A list of records in shorthand, or as JSON as soon as one key has a character that shorthand would read.
fn records_of(
    line: Line,
    records: &[Stored],
    entry: impl Fn(&Stored) -> (Option<String>, serde_json::Value),
) -> Line {
    let (short, long): (Vec<_>, Vec<_>) = records.iter().map(entry).unzip();
    match short.into_iter().collect::<Option<Vec<_>>>() {
        Some(words) if !words.is_empty() => {
            words.iter().fold(Line(format!("{} --records", line.0)), |line, word| line.word(word))
        }
        Some(_) | None => line.option("records", &serde_json::Value::Array(long).to_string()),
    }
}

/// A real line needs a role, which a scene need not name: Firehose's own.
fn role() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/firehose")
}

/// Text that shorthand syntax takes as it is.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_.:/#@!+-".contains(c))
}

fn shorthand_text(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { crate::keys::quoted(text) }
}

/// A shell's quoting, where a shell needs it: within single quotes everything but one is plain. (The crate shlex would
/// quote every `=` of base64, and change its quotes at each backslash.)
pub(crate) fn quote(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.:/@+,=-".contains(c);
    if !text.is_empty() && !text.starts_with('=') && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

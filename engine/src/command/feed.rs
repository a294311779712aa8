//! What may be said of a source that is no SDK producer: an agent, a log subscription, a rule of IoT Core.

mod compare;
mod filter;
mod sql;

use std::fmt;

use serde::Serialize;

pub use filter::Filter;
pub use sql::{KeyTemplate, Message, Sql};

use super::Target;
use crate::kernel::{Span, units};
use crate::keys::quoted;
use crate::names::Name;
use crate::payload::Lines;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum FeedKind {
    /// The Kinesis Agent on a host: one flow of its configuration.
    Agent,
    /// A subscription filter of a log group of CloudWatch Logs.
    Logs,
    /// A rule of AWS IoT Core.
    Iot,
}

impl FeedKind {
    pub const ALL: [FeedKind; 3] = [FeedKind::Agent, FeedKind::Logs, FeedKind::Iot];

    pub fn word(self) -> &'static str {
        match self {
            FeedKind::Agent => "agent",
            FeedKind::Logs => "logs",
            FeedKind::Iot => "iot",
        }
    }

    pub fn noun(self) -> &'static str {
        match self {
            FeedKind::Agent => "agent",
            FeedKind::Logs => "log subscription",
            FeedKind::Iot => "IoT rule",
        }
    }

    /// With its article.
    pub fn whose(self) -> &'static str {
        match self {
            FeedKind::Agent => "an agent",
            FeedKind::Logs => "a log subscription",
            FeedKind::Iot => "an IoT rule",
        }
    }
}

/// What is done to a source besides setting it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum FeedAct {
    /// The agent's process is killed; the application goes on writing its file.
    Crash,
    /// The agent is started again.
    Heal,
    /// The log file is renamed and a new one begun.
    Rotate,
}

impl FeedAct {
    pub fn word(self) -> &'static str {
        match self {
            FeedAct::Crash => "crash",
            FeedAct::Heal => "heal",
            FeedAct::Rotate => "rotate",
        }
    }
}

/// When a log file is renamed and a new one begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotate {
    Never,
    Every(Span),
    /// Bytes.
    At(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initial {
    StartOfFile,
    EndOfFile,
}

impl Initial {
    pub fn word(self) -> &'static str {
        match self {
            Initial::StartOfFile => "start-of-file",
            Initial::EndOfFile => "end-of-file",
        }
    }
}

/// The agent's `partitionKeyOption`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartitionBy {
    Random,
    /// The MD5 of the data.
    Deterministic,
}

impl PartitionBy {
    pub fn word(self) -> &'static str {
        match self {
            PartitionBy::Random => "random",
            PartitionBy::Deterministic => "deterministic",
        }
    }
}

/// `logFormat` of LOGTOJSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    CommonApache,
    CombinedApache,
    ApacheError,
    Syslog,
    Rfc3339Syslog,
}

impl LogFormat {
    pub const ALL: [LogFormat; 5] = [
        LogFormat::CommonApache,
        LogFormat::CombinedApache,
        LogFormat::ApacheError,
        LogFormat::Syslog,
        LogFormat::Rfc3339Syslog,
    ];

    /// As agent.json writes it.
    pub fn word(self) -> &'static str {
        match self {
            LogFormat::CommonApache => "COMMONAPACHELOG",
            LogFormat::CombinedApache => "COMBINEDAPACHELOG",
            LogFormat::ApacheError => "APACHEERRORLOG",
            LogFormat::Syslog => "SYSLOG",
            LogFormat::Rfc3339Syslog => "RFC3339SYSLOG",
        }
    }
}

/// One of the agent's `dataProcessingOptions`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Process {
    None,
    SingleLine,
    CsvToJson { names: Vec<String>, delimiter: String },
    LogToJson(LogFormat),
}

/// How a subscription spreads over the shards of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    ByLogStream,
    Random,
}

impl Distribution {
    pub fn word(self) -> &'static str {
        match self {
            Distribution::ByLogStream => "by-log-stream",
            Distribution::Random => "random",
        }
    }
}

/// What an IoT rule puts behind each record for Firehose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    None,
    Newline,
    Tab,
    CarriageReturn,
    Comma,
}

impl Separator {
    pub const ALL: [Separator; 5] =
        [Separator::None, Separator::Newline, Separator::Tab, Separator::CarriageReturn, Separator::Comma];

    pub fn word(self) -> &'static str {
        match self {
            Separator::None => "none",
            Separator::Newline => "newline",
            Separator::Tab => "tab",
            Separator::CarriageReturn => "windows-newline",
            Separator::Comma => "comma",
        }
    }

    pub fn bytes(self) -> &'static [u8] {
        match self {
            Separator::None => b"",
            Separator::Newline => b"\n",
            Separator::Tab => b"\t",
            Separator::CarriageReturn => b"\r\n",
            Separator::Comma => b",",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedSetting {
    Lines(Lines),
    // Of an agent.
    /// The machine, and so the process, to which this flow belongs.
    Host(Name),
    /// filePattern.
    File(String),
    /// Lines that were in the file before the agent came.
    Existing(u64),
    Rotate(Rotate),
    Initial(Initial),
    Process(Process),
    /// multiLineStartPattern: a record begins with a line that begins so; `None`: each line is a record.
    /// Modelling choice: a beginning, not a regular expression.
    MultiLine(Option<String>),
    Partition(PartitionBy),
    BufferAge(Span),
    BufferRecords(u64),
    BufferBytes(u64),
    // Of a log subscription.
    Group(String),
    LogStreams(u64),
    Filter(Filter),
    Distribution(Distribution),
    // Of an IoT rule.
    Devices(u64),
    Topic(String),
    Sql(Sql),
    Key(KeyTemplate),
    Separator(Separator),
    /// The error action.
    ErrorTo(Target),
}

impl FeedSetting {
    pub fn word(&self) -> &'static str {
        match self {
            FeedSetting::Lines(_) => "lines",
            FeedSetting::Host(_) => "host",
            FeedSetting::File(_) => "file",
            FeedSetting::Existing(_) => "existing",
            FeedSetting::Rotate(_) => "rotate",
            FeedSetting::Initial(_) => "initial",
            FeedSetting::Process(_) => "process",
            FeedSetting::MultiLine(_) => "multiline",
            FeedSetting::Partition(_) => "partition",
            FeedSetting::BufferAge(_) => "buffer-age",
            FeedSetting::BufferRecords(_) => "buffer-records",
            FeedSetting::BufferBytes(_) => "buffer-bytes",
            FeedSetting::Group(_) => "group",
            FeedSetting::LogStreams(_) => "log-streams",
            FeedSetting::Filter(_) => "filter",
            FeedSetting::Distribution(_) => "distribution",
            FeedSetting::Devices(_) => "devices",
            FeedSetting::Topic(_) => "topic",
            FeedSetting::Sql(_) => "sql",
            FeedSetting::Key(_) => "key",
            FeedSetting::Separator(_) => "separator",
            FeedSetting::ErrorTo(_) => "error-to",
        }
    }
}

impl fmt::Display for Rotate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rotate::Never => f.write_str("never"),
            Rotate::Every(span) => f.write_str(&units::print_span(*span)),
            Rotate::At(bytes) => f.write_str(&units::print_size(*bytes)),
        }
    }
}

/// As stories write it: `csv-to-json "a,b" delimiter ";"`.
impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Process::None => f.write_str("none"),
            Process::SingleLine => f.write_str("single-line"),
            Process::CsvToJson { names, delimiter } => {
                write!(f, "csv-to-json {}", quoted(&names.join(",")))?;
                if delimiter == "," { Ok(()) } else { write!(f, " delimiter {}", quoted(delimiter)) }
            }
            Process::LogToJson(format) => write!(f, "log-to-json {}", format.word()),
        }
    }
}

impl fmt::Display for FeedSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FeedSetting::Lines(lines) => write!(f, "{lines}"),
            FeedSetting::Host(name) => write!(f, "{name}"),
            FeedSetting::File(text) | FeedSetting::Group(text) | FeedSetting::Topic(text) => {
                f.write_str(&quoted(text))
            }
            FeedSetting::Existing(n)
            | FeedSetting::BufferRecords(n)
            | FeedSetting::LogStreams(n)
            | FeedSetting::Devices(n) => write!(f, "{n}"),
            FeedSetting::Rotate(rotate) => write!(f, "{rotate}"),
            FeedSetting::Initial(initial) => f.write_str(initial.word()),
            FeedSetting::Process(process) => write!(f, "{process}"),
            FeedSetting::MultiLine(None) => f.write_str("none"),
            FeedSetting::MultiLine(Some(text)) => f.write_str(&quoted(text)),
            FeedSetting::Partition(by) => f.write_str(by.word()),
            FeedSetting::BufferAge(span) => f.write_str(&units::print_span(*span)),
            FeedSetting::BufferBytes(bytes) => f.write_str(&units::print_size(*bytes)),
            FeedSetting::Filter(filter) => write!(f, "{filter}"),
            FeedSetting::Distribution(distribution) => f.write_str(distribution.word()),
            FeedSetting::Sql(sql) => write!(f, "{sql}"),
            FeedSetting::Key(key) => write!(f, "{key}"),
            FeedSetting::Separator(separator) => f.write_str(separator.word()),
            FeedSetting::ErrorTo(target) => write!(f, "{target}"),
        }
    }
}

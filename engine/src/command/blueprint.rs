//! The transform functions that come with the lab.

use serde::{Serialize, Serializer};

/// Transform functions written in Rust; `lambda::source` has each as a learner would write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blueprint {
    /// Answers every record unchanged, Ok.
    PassThrough,
    /// A line of an access log becomes JSON; health checks are Dropped; what is no line is ProcessingFailed.
    AccessLogToJson,
    /// Lines of four columns become JSON.
    CsvToJson,
    /// Lines of syslog (RFC 3164) become JSON.
    SyslogToJson,
    /// What a log subscription sends, gzip with many messages in it, becomes one line for each message.
    CloudWatchLogs,
    /// Gzip JSON becomes JSON, with metadata.partitionKeys of its database, table and hour.
    AddPartitionKeys,
    /// Gzip becomes what it was, which can be more than an answer holds.
    SizeLimit(SizeLimit),
    /// Throws an error, always.
    Failing,
    /// Answers as pass-through does, after six minutes.
    Slow,
}

/// What the function does with records that no longer fit its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeLimit {
    /// Nothing: it answers with them.
    Unaware,
    /// Leaves them out of its answer.
    Skip,
    /// Answers `Drop`, which is no status.
    Drop,
    /// Answers Dropped and puts them into the delivery stream again.
    ReIngest,
}

impl Blueprint {
    pub const ALL: [Blueprint; 12] = [
        Blueprint::PassThrough,
        Blueprint::AccessLogToJson,
        Blueprint::CsvToJson,
        Blueprint::SyslogToJson,
        Blueprint::CloudWatchLogs,
        Blueprint::AddPartitionKeys,
        Blueprint::SizeLimit(SizeLimit::Unaware),
        Blueprint::SizeLimit(SizeLimit::Skip),
        Blueprint::SizeLimit(SizeLimit::Drop),
        Blueprint::SizeLimit(SizeLimit::ReIngest),
        Blueprint::Failing,
        Blueprint::Slow,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Blueprint::PassThrough => "pass-through",
            Blueprint::AccessLogToJson => "access-log-to-json",
            Blueprint::CsvToJson => "csv-to-json",
            Blueprint::SyslogToJson => "syslog-to-json",
            Blueprint::CloudWatchLogs => "cloudwatch-logs",
            Blueprint::AddPartitionKeys => "add-partition-keys",
            Blueprint::SizeLimit(SizeLimit::Unaware) => "size-limit",
            Blueprint::SizeLimit(SizeLimit::Skip) => "size-limit-skip",
            Blueprint::SizeLimit(SizeLimit::Drop) => "size-limit-drop",
            Blueprint::SizeLimit(SizeLimit::ReIngest) => "size-limit-reingest",
            Blueprint::Failing => "failing",
            Blueprint::Slow => "slow",
        }
    }
}

impl Serialize for Blueprint {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.word())
    }
}

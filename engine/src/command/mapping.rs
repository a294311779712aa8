//! What is said of an event source mapping that invokes a function with batches of a stream, and of that function.
//!
//! The words are AWS's options, without `maximum` before them and `in seconds` behind.

mod filter;

use std::fmt;

use serde::Serialize;

pub use filter::{Filter, Filtered};

use crate::kernel::Span;
use crate::kernel::units::{print_size, print_span};
use crate::keys::quoted;
use crate::names::{ACCOUNT, Name, REGION};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MappingSetting {
    /// A consumer is an event source mapping with its function.
    Lambda,
    /// Enabled: one that is not reads nothing, and goes on later where it was.
    Enabled(bool),
    /// BatchSize, records.
    BatchSize(u64),
    /// MaximumBatchingWindowInSeconds.
    Window(Span),
    /// ParallelizationFactor.
    Factor(u64),
    /// BisectBatchOnFunctionError.
    Bisect(bool),
    /// MaximumRetryAttempts; `None` is AWS's -1: without end.
    RetryAttempts(Option<u64>),
    /// MaximumRecordAgeInSeconds; `None` is AWS's -1: as old as the stream keeps them.
    RecordAge(Option<Span>),
    /// TumblingWindowInSeconds; no time: there are none.
    Tumbling(Span),
    /// Bytes that the function keeps of each record in the state of a window.
    WindowState(u64),
    /// FilterCriteria: records that fit none of them do not reach the function; without any all do.
    Filters(Vec<Filter>),
    /// DestinationConfig.OnFailure.
    OnFailure(Option<FailureDestination>),
    /// FunctionResponseTypes, and what the function answers then.
    ItemFailures(ItemFailures),
    /// How long an invocation takes without any record.
    Duration(Span),
    /// The function of another mapping, which it invokes too; without it, one of its own name.
    Function(Name),
    /// Reserved concurrency; `None`: it has that of the account.
    Concurrency(Option<u64>),
    Poison(Poison),
}

/// Who is told of what a mapping gives up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum FailureDestination {
    /// Of SQS.
    Queue(Name),
    /// Of SNS.
    Topic(Name),
    /// Of S3: it gets the records too.
    Bucket(Name),
}

impl FailureDestination {
    pub fn name(&self) -> &Name {
        match self {
            FailureDestination::Queue(name)
            | FailureDestination::Topic(name)
            | FailureDestination::Bucket(name) => name,
        }
    }

    /// `SQS queue`.
    pub fn kind(&self) -> &'static str {
        match self {
            FailureDestination::Queue(_) => "SQS queue",
            FailureDestination::Topic(_) => "SNS topic",
            FailureDestination::Bucket(_) => "S3 bucket",
        }
    }

    pub fn arn(&self) -> String {
        match self {
            FailureDestination::Queue(name) => format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"),
            FailureDestination::Topic(name) => format!("arn:aws:sns:{REGION}:{ACCOUNT}:{name}"),
            FailureDestination::Bucket(name) => format!("arn:aws:s3:::{name}"),
        }
    }

    /// `None` of an ARN of another service.
    pub fn of_arn(arn: &str) -> Option<FailureDestination> {
        let mut parts = arn.splitn(6, ':').skip(2);
        let service = parts.next()?;
        let name = Name::parse(parts.nth(2)?).ok()?;
        match service {
            "sqs" => Some(FailureDestination::Queue(name)),
            "sns" => Some(FailureDestination::Topic(name)),
            "s3" => Some(FailureDestination::Bucket(name)),
            _ => None,
        }
    }
}

/// As a line says it: a bare name is a queue.
impl fmt::Display for FailureDestination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FailureDestination::Queue(name) => write!(f, "{name}"),
            FailureDestination::Topic(name) => write!(f, "sns {name}"),
            FailureDestination::Bucket(name) => write!(f, "s3 {name}"),
        }
    }
}

/// What a function answers when it meets a poison record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemFailures {
    /// FunctionResponseTypes is empty: the function throws.
    No,
    /// ReportBatchItemFailures, and the function names the record.
    Yes,
    /// It names a sequence number that is not in the batch.
    UnknownId,
    EmptyId,
    NullId,
    /// It writes the key of the identifier wrong.
    BadKey,
    /// ReportBatchItemFailures, but the function throws all the same.
    Throws,
}

/// The records at which the function fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Poison {
    None,
    /// Those with this partition key.
    Key(String),
    /// Each so many-th record of a shard.
    Every(u64),
}

impl MappingSetting {
    pub const WORDS: [&str; 17] = [
        "lambda",
        "enabled",
        "batch-size",
        "batching-window",
        "parallelization-factor",
        "bisect",
        "retry-attempts",
        "record-age",
        "tumbling-window",
        "window-state",
        "filter-criteria",
        "on-failure",
        "item-failures",
        "duration",
        "function",
        "concurrency",
        "poison",
    ];

    pub fn word(&self) -> &'static str {
        match self {
            MappingSetting::Lambda => "lambda",
            MappingSetting::Enabled(_) => "enabled",
            MappingSetting::BatchSize(_) => "batch-size",
            MappingSetting::Window(_) => "batching-window",
            MappingSetting::Factor(_) => "parallelization-factor",
            MappingSetting::Bisect(_) => "bisect",
            MappingSetting::RetryAttempts(_) => "retry-attempts",
            MappingSetting::RecordAge(_) => "record-age",
            MappingSetting::Tumbling(_) => "tumbling-window",
            MappingSetting::WindowState(_) => "window-state",
            MappingSetting::Filters(_) => "filter-criteria",
            MappingSetting::OnFailure(_) => "on-failure",
            MappingSetting::ItemFailures(_) => "item-failures",
            MappingSetting::Duration(_) => "duration",
            MappingSetting::Function(_) => "function",
            MappingSetting::Concurrency(_) => "concurrency",
            MappingSetting::Poison(_) => "poison",
        }
    }
}

impl ItemFailures {
    pub const ALL: [ItemFailures; 7] = [
        ItemFailures::No,
        ItemFailures::Yes,
        ItemFailures::UnknownId,
        ItemFailures::EmptyId,
        ItemFailures::NullId,
        ItemFailures::BadKey,
        ItemFailures::Throws,
    ];

    pub fn word(self) -> &'static str {
        match self {
            ItemFailures::No => "no",
            ItemFailures::Yes => "yes",
            ItemFailures::UnknownId => "unknown-id",
            ItemFailures::EmptyId => "empty-id",
            ItemFailures::NullId => "null-id",
            ItemFailures::BadKey => "bad-key",
            ItemFailures::Throws => "throws",
        }
    }
}

impl fmt::Display for Poison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Poison::None => f.write_str("none"),
            Poison::Key(key) => write!(f, "key {}", quoted(key)),
            Poison::Every(n) => write!(f, "every {n}"),
        }
    }
}

/// What stands behind the word; nothing behind `lambda`.
impl fmt::Display for MappingSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MappingSetting::Lambda => Ok(()),
            MappingSetting::BatchSize(n) | MappingSetting::Factor(n) => write!(f, "{n}"),
            MappingSetting::Bisect(yes) | MappingSetting::Enabled(yes) => {
                f.write_str(if *yes { "yes" } else { "no" })
            }
            MappingSetting::RetryAttempts(None) | MappingSetting::RecordAge(None) => f.write_str("-1"),
            MappingSetting::RetryAttempts(Some(n)) | MappingSetting::Concurrency(Some(n)) => {
                write!(f, "{n}")
            }
            MappingSetting::WindowState(bytes) => f.write_str(&print_size(*bytes)),
            MappingSetting::Filters(all) if all.is_empty() => f.write_str("none"),
            MappingSetting::Filters(all) => {
                let all: Vec<String> = all.iter().map(|one| super::quote(one.as_str())).collect();
                f.write_str(&all.join(" or "))
            }
            MappingSetting::Window(span)
            | MappingSetting::Tumbling(span)
            | MappingSetting::RecordAge(Some(span))
            | MappingSetting::Duration(span) => f.write_str(&print_span(*span)),
            MappingSetting::OnFailure(Some(to)) => write!(f, "{to}"),
            MappingSetting::OnFailure(None) | MappingSetting::Concurrency(None) => f.write_str("none"),
            MappingSetting::Function(name) => write!(f, "{name}"),
            MappingSetting::ItemFailures(how) => f.write_str(how.word()),
            MappingSetting::Poison(poison) => write!(f, "{poison}"),
        }
    }
}

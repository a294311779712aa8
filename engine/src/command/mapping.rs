//! What is said of an event source mapping that invokes a function with batches of a stream, and of that function.
//!
//! The words are AWS's options, without `maximum` before them and `in seconds` behind.

use std::fmt;

use crate::kernel::Span;
use crate::kernel::units::print_span;
use crate::keys::quoted;
use crate::names::Name;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MappingSetting {
    /// A consumer is an event source mapping with its function.
    Lambda,
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
    /// DestinationConfig.OnFailure: an SQS queue.
    OnFailure(Option<Name>),
    /// FunctionResponseTypes, and what the function answers then.
    ItemFailures(ItemFailures),
    /// How long an invocation takes without any record.
    Duration(Span),
    /// Reserved concurrency; `None`: it has that of the account.
    Concurrency(Option<u64>),
    Poison(Poison),
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
    pub const WORDS: [&str; 12] = [
        "lambda",
        "batch-size",
        "batching-window",
        "parallelization-factor",
        "bisect",
        "retry-attempts",
        "record-age",
        "on-failure",
        "item-failures",
        "duration",
        "concurrency",
        "poison",
    ];

    pub fn word(&self) -> &'static str {
        match self {
            MappingSetting::Lambda => "lambda",
            MappingSetting::BatchSize(_) => "batch-size",
            MappingSetting::Window(_) => "batching-window",
            MappingSetting::Factor(_) => "parallelization-factor",
            MappingSetting::Bisect(_) => "bisect",
            MappingSetting::RetryAttempts(_) => "retry-attempts",
            MappingSetting::RecordAge(_) => "record-age",
            MappingSetting::OnFailure(_) => "on-failure",
            MappingSetting::ItemFailures(_) => "item-failures",
            MappingSetting::Duration(_) => "duration",
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
            MappingSetting::Bisect(yes) => f.write_str(if *yes { "yes" } else { "no" }),
            MappingSetting::RetryAttempts(None) | MappingSetting::RecordAge(None) => f.write_str("-1"),
            MappingSetting::RetryAttempts(Some(n)) | MappingSetting::Concurrency(Some(n)) => {
                write!(f, "{n}")
            }
            MappingSetting::Window(span)
            | MappingSetting::RecordAge(Some(span))
            | MappingSetting::Duration(span) => f.write_str(&print_span(*span)),
            MappingSetting::OnFailure(Some(queue)) => write!(f, "{queue}"),
            MappingSetting::OnFailure(None) | MappingSetting::Concurrency(None) => f.write_str("none"),
            MappingSetting::ItemFailures(how) => f.write_str(how.word()),
            MappingSetting::Poison(poison) => write!(f, "{poison}"),
        }
    }
}

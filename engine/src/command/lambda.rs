//! Calls of Lambda and what they answer, as far as functions that read a stream are looked after by hand.

use super::MappingSetting;
use crate::names::{ACCOUNT, Name, REGION};

/// What says more of a function (its time, its concurrency, its poison) has a line of its own: `consumer … lambda`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lambda {
    CreateEventSourceMapping {
        function: Name,
        stream: Name,
        from: StartingPosition,
        /// What is said, in the order of AWS's model.
        settings: Vec<MappingSetting>,
    },
    GetEventSourceMapping {
        uuid: String,
    },
    /// Those of a function, of a stream, of both; or all.
    ListEventSourceMappings {
        function: Option<Name>,
        stream: Option<Name>,
    },
    UpdateEventSourceMapping {
        uuid: String,
        settings: Vec<MappingSetting>,
    },
    DeleteEventSourceMapping {
        uuid: String,
    },
    ListFunctions,
    GetFunctionConfiguration {
        function: Name,
    },
}

impl Lambda {
    /// As the API writes it.
    pub fn operation(&self) -> &'static str {
        match self {
            Lambda::CreateEventSourceMapping { .. } => "CreateEventSourceMapping",
            Lambda::GetEventSourceMapping { .. } => "GetEventSourceMapping",
            Lambda::ListEventSourceMappings { .. } => "ListEventSourceMappings",
            Lambda::UpdateEventSourceMapping { .. } => "UpdateEventSourceMapping",
            Lambda::DeleteEventSourceMapping { .. } => "DeleteEventSourceMapping",
            Lambda::ListFunctions => "ListFunctions",
            Lambda::GetFunctionConfiguration { .. } => "GetFunctionConfiguration",
        }
    }

    pub fn only_looks(&self) -> bool {
        match self {
            Lambda::GetEventSourceMapping { .. }
            | Lambda::ListEventSourceMappings { .. }
            | Lambda::ListFunctions
            | Lambda::GetFunctionConfiguration { .. } => true,
            Lambda::CreateEventSourceMapping { .. }
            | Lambda::UpdateEventSourceMapping { .. }
            | Lambda::DeleteEventSourceMapping { .. } => false,
        }
    }
}

/// Where a mapping begins in each shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartingPosition {
    TrimHorizon,
    Latest,
    /// Milliseconds of the Unix epoch.
    AtTimestamp(u64),
}

impl StartingPosition {
    /// As the API writes it.
    pub fn word(self) -> &'static str {
        match self {
            StartingPosition::TrimHorizon => "TRIM_HORIZON",
            StartingPosition::Latest => "LATEST",
            StartingPosition::AtTimestamp(_) => "AT_TIMESTAMP",
        }
    }
}

/// An event source mapping as each of its operations answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingDescription {
    pub uuid: String,
    pub function: Name,
    pub stream: Name,
    pub from: StartingPosition,
    pub batch_size: u64,
    pub window_s: u64,
    pub factor: u64,
    /// The ARN of a destination.
    pub on_failure: Option<String>,
    /// `None`: without end.
    pub record_age_s: Option<u64>,
    pub bisect: bool,
    pub retry_attempts: Option<u64>,
    pub tumbling_s: u64,
    /// Patterns of FilterCriteria.
    pub filters: Vec<String>,
    /// FunctionResponseTypes has ReportBatchItemFailures.
    pub reports: bool,
    /// Milliseconds of the Unix epoch.
    pub modified: u64,
    pub last_processing_result: &'static str,
    /// Creating, Updating and Deleting in the answer of the call itself; Enabled or Disabled afterwards.
    pub state: &'static str,
}

impl MappingDescription {
    pub fn arn(&self) -> String {
        format!("arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:{}", self.uuid)
    }

    pub fn stream_arn(&self) -> String {
        stream_arn(&self.stream)
    }
}

pub fn stream_arn(stream: &Name) -> String {
    format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{stream}")
}

/// A function as ListFunctions tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionDescription {
    pub function: Name,
    /// In words: what it does here.
    pub about: String,
    /// Seconds; `None`: nothing is said of it, as of a transform, to which Firehose gives up to 300.
    pub timeout_s: Option<u64>,
    /// MB.
    pub memory: u64,
}

impl FunctionDescription {
    pub fn arn(&self) -> String {
        format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{}", self.function)
    }
}

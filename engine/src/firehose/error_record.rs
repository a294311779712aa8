//! The lines of failure folders: one JSON object for each record that could not be transformed, converted, put into
//! its partition or delivered; and the manifest of what Redshift did not copy. Absent: Iceberg.

use serde::Serialize;

use super::piece::Failure;
use crate::era::Era;
use crate::event::Folder;
use crate::kernel::Time;
use crate::lambda::wire::base64;
use crate::names::{ACCOUNT, REGION};

/// A folder's name in 2018, 2020 and today, and what `!{firehose:error-output-type}` says in the same eras.
struct Row {
    folder: [&'static str; 3],
    output: [&'static str; 3],
}

const fn same(name: &'static str) -> [&'static str; 3] {
    [name, name, name]
}

/// Names changed with the eras (checklist F01, F02, limits.md 15).
///
/// Modelling choice: where AWS's guide has an underscore and its API a hyphen in the same month, the folder has the
/// underscore and the error-output-type the hyphen. A record without its partition goes where a failed transform
/// goes. Before custom prefixes (2019) nothing said error-output-type; 2018 has the words of the first.
fn row(folder: Folder) -> Row {
    let both = |name| Row { folder: same(name), output: same(name) };
    match folder {
        Folder::Data | Folder::Backup => both(""),
        Folder::ProcessingFailed | Folder::PartitionFailed => Row {
            folder: ["processing_failed", "processing-failed", "processing-failed"],
            output: same("processing-failed"),
        },
        Folder::FormatConversionFailed => both("format-conversion-failed"),
        Folder::PartitionExceeded => both(ACTIVE_PARTITION_EXCEEDED),
        Folder::OpenSearchFailed => Row {
            folder: ["elasticsearch_failed", "elasticsearch_failed", "AmazonOpenSearchService_failed"],
            output: ["elasticsearch-failed", "elasticsearch-failed", "AmazonOpenSearchService-failed"],
        },
        Folder::SplunkFailed => both("splunk-failed"),
        Folder::HttpFailed => both("http-endpoint-failed"),
        Folder::Manifest => Row { folder: ["errors", "errors", "errors/manifests"], output: same("") },
    }
}

/// The folder of what failed, below a prefix without expressions.
pub fn failure_folder(folder: Folder, era: Era) -> &'static str {
    row(folder).folder[era.index()]
}

/// What `!{firehose:error-output-type}` says for it.
pub fn error_output_type(folder: Folder, era: Era) -> &'static str {
    row(folder).output[era.index()]
}

/// The folder, and the error-output-type, of records over the limit of active partitions (behaviours B6).
const ACTIVE_PARTITION_EXCEEDED: &str = "activePartitionExceeded";

/// errorCode and errorMessage of such a record (the message as a bucket of 2022 shows it).
pub const TOO_MANY_PARTITIONS: &str = "DynamicPartitioning.ActivePartitionsLimitExceeded";
pub const TOO_MANY_PARTITIONS_SAID: &str =
    "The number of active partitions has exceeded the configured limit";

/// errorCode of a record for which no partition was found, by a jq expression or by a function's partitionKeys. The
/// message is what `Prefixes::prefix` or the expression says.
pub const NO_PARTITION: &str = "DynamicPartitioning.MetadataExtractionFailed";

/// Why a record could not become a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRow {
    NotJson,
    /// A value does not fit its column.
    Mismatch,
    Empty,
    /// A number or text where an object should be.
    Primitive,
}

impl NoRow {
    /// Code and message, as probes of 2026 show them; of a mismatch AWS says the value too.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            NoRow::NotJson => ("DataFormatConversion.ParseError", "Encountered malformed JSON."),
            NoRow::Mismatch => ("DataFormatConversion.MalformedData", "Data does not match the schema."),
            NoRow::Empty => {
                ("DataFormatConversion.MalformedData", "The record was empty or contained only whitespace.")
            }
            NoRow::Primitive => (
                "DataFormatConversion.MalformedData",
                "The input JSON contained a primitive at the top level. The top level must be an object or array.",
            ),
        }
    }
}

/// What the lines of all folders say.
#[derive(Clone, Copy, Debug)]
pub struct Failed<'a> {
    pub era: Era,
    /// `Lambda.FunctionError`, `Splunk.AckTimeout`; of a document the HTTP status.
    pub code: &'a str,
    pub message: &'a str,
    pub attempts: u32,
    pub arrived: Time,
    /// When the last attempt ended.
    pub ended: Time,
    /// The record as it came.
    pub data: &'a [u8],
}

/// What the lines of one kind of failure say besides.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    /// The function's ARN, without a version.
    Transform {
        function_arn: &'a str,
    },
    /// A record without its partition: `DynamicPartitioning.…`.
    Partition,
    Conversion {
        sequence: Option<&'a str>,
        database: &'a str,
        table: &'a str,
    },
    /// A document for OpenSearch or Elasticsearch.
    Document {
        id: &'a str,
        index: &'a str,
        type_name: &'a str,
    },
    Splunk {
        sequence: &'a str,
    },
    Http {
        sequence: &'a str,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    attempts_made: u32,
    arrival_timestamp: u64,
    error_code: &'a str,
    error_message: &'a str,
    attempt_ending_timestamp: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Transform<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    raw_data: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lambda_arn: Option<String>,
}

/// The order and names of a capture of 2026.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TransformToday<'a> {
    raw_data: String,
    error_code: &'a str,
    error_message: &'a str,
    attempts_made: u32,
    arrival_timestamp: u64,
    attempt_ending_timestamp: u64,
    #[serde(rename = "lambdaARN", skip_serializing_if = "Option::is_none")]
    lambda_arn: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Conversion<'a> {
    attempts_made: u32,
    arrival_timestamp: u64,
    last_error_code: &'a str,
    last_error_message: &'a str,
    attempt_ending_timestamp: u64,
    raw_data: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_sequence_number: Option<u64>,
    data_catalog_table: Table<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Table<'a> {
    catalog_id: &'a str,
    database_name: &'a str,
    table_name: &'a str,
    region: &'a str,
    version_id: &'a str,
    catalog_arn: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    es_document_id: &'a str,
    es_index_name: &'a str,
    es_type_name: &'a str,
    raw_data: String,
}

#[derive(Serialize)]
struct Splunk<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    #[serde(rename = "rawData")]
    raw_data: String,
    #[serde(rename = "EventId")]
    event_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Http<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    raw_data: String,
    subsequence_number: u64,
    data_id: String,
}

/// The line of a record that came to a failure. `id` is its record id.
///
/// Modelling choice: Firehose makes ids of documents itself, and AWS does not say how; ours are the record ids.
pub fn failure_line(era: Era, failure: &Failure, arrived: Time, id: &str, data: &[u8]) -> String {
    let Failure { folder, code, message, attempts, ended, by, cause: _ } = failure;
    let about = match folder {
        Folder::ProcessingFailed => About::Transform { function_arn: by },
        Folder::FormatConversionFailed => {
            let (database, table) = by.split_once('.').unwrap_or(("", by));
            About::Conversion { sequence: Some(id), database, table }
        }
        Folder::OpenSearchFailed => About::Document { id, index: by, type_name: "" },
        Folder::SplunkFailed => About::Splunk { sequence: id },
        Folder::HttpFailed => About::Http { sequence: id },
        Folder::PartitionFailed
        | Folder::PartitionExceeded
        | Folder::Data
        | Folder::Backup
        | Folder::Manifest => About::Partition,
    };
    error_line(&Failed { era, code, message, attempts: *attempts, arrived, ended: *ended, data }, &about)
}

/// The line of a record that failed, with its line feed.
pub fn error_line(failed: &Failed<'_>, about: &About<'_>) -> String {
    let head = Head {
        attempts_made: failed.attempts,
        arrival_timestamp: failed.era.epoch_millis(failed.arrived),
        error_code: failed.code,
        error_message: failed.message,
        attempt_ending_timestamp: failed.era.epoch_millis(failed.ended),
    };
    let raw_data = base64(failed.data);
    match *about {
        About::Transform { function_arn } => transform_line(failed.era, head, raw_data, Some(function_arn)),
        About::Partition => transform_line(failed.era, head, raw_data, None),
        About::Conversion { sequence, database, table } => {
            conversion_line(head, raw_data, sequence, [database, table])
        }
        About::Document { id, index, type_name } => line(&Document {
            head,
            es_document_id: id,
            es_index_name: index,
            es_type_name: type_name,
            raw_data,
        }),
        About::Splunk { sequence } => line(&Splunk { head, raw_data, event_id: format!("{sequence}.0") }),
        About::Http { sequence } => {
            line(&Http { head, raw_data, subsequence_number: 0, data_id: format!("{sequence}.0") })
        }
    }
}

/// 2018 and 2020 have the order and names of real files of 2019 and 2023, today those of a capture of 2026.
fn transform_line(era: Era, head: Head<'_>, raw_data: String, arn: Option<&str>) -> String {
    match era {
        Era::Y2018 | Era::Y2020 => {
            let lambda_arn = arn.map(|arn| format!("{arn}:$LATEST"));
            line(&Transform { head, raw_data, lambda_arn })
        }
        Era::Today => line(&TransformToday {
            raw_data,
            error_code: head.error_code,
            error_message: head.error_message,
            attempts_made: head.attempts_made,
            arrival_timestamp: head.arrival_timestamp,
            attempt_ending_timestamp: head.attempt_ending_timestamp,
            lambda_arn: arn,
        }),
    }
}

/// Modelling choice: AWS's page says ErrorCode and ErrorMessage; the guide of 2023 and what lies in real buckets of
/// 2026 say lastErrorCode and lastErrorMessage, and so do we.
fn conversion_line(head: Head<'_>, raw_data: String, sequence: Option<&str>, table: [&str; 2]) -> String {
    line(&Conversion {
        attempts_made: head.attempts_made,
        arrival_timestamp: head.arrival_timestamp,
        last_error_code: head.error_code,
        last_error_message: head.error_message,
        attempt_ending_timestamp: head.attempt_ending_timestamp,
        raw_data,
        sequence_number: sequence,
        sub_sequence_number: sequence.map(|_| 0),
        data_catalog_table: Table {
            catalog_id: ACCOUNT,
            database_name: table[0],
            table_name: table[1],
            region: REGION,
            version_id: "LATEST",
            catalog_arn: format!("arn:aws:glue:{REGION}:{ACCOUNT}:catalog"),
        },
    })
}

fn line(what: &impl Serialize) -> String {
    let mut text = serde_json::to_string(what).expect("plain fields become JSON");
    text.push('\n');
    text
}

/// The manifest of what COPY did not load, for a COPY by hand.
pub fn manifest<'a>(bucket: &str, keys: impl IntoIterator<Item = &'a str>) -> String {
    #[derive(Serialize)]
    struct Entry {
        url: String,
        mandatory: bool,
    }
    #[derive(Serialize)]
    struct Manifest {
        entries: Vec<Entry>,
    }
    let entry = |key| Entry { url: format!("s3://{bucket}/{key}"), mandatory: true };
    let manifest = Manifest { entries: keys.into_iter().map(entry).collect() };
    serde_json::to_string(&manifest).expect("plain fields become JSON")
}

#[cfg(test)]
mod tests;

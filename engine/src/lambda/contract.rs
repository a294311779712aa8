//! What Firehose makes of an invocation of its transform (behaviours B4): a verdict for each record, or one for all.
//!
//! Absent: the roads that records go then, and the time between attempts. Sources of texts and of what is retried:
//! AWS's guide, real error files of 2019, 2021, 2022 and 2023, and two captures of 2026.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::wire::{base64, base64_len};
use crate::era::Era;
use crate::kernel::Span;
use crate::limits;

/// How an invocation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invoked {
    Answered(Answered),
    Fault(Fault),
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Size of the answer's JSON in bytes.
    pub bytes: u64,
    pub shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    NotJson,
    /// JSON without a list of records in it.
    NoRecords,
    Records(Vec<AnsweredRecord>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredRecord {
    pub id: String,
    /// `Ok`, `Dropped`, `ProcessingFailed`, or whatever the function wrote.
    pub result: String,
    pub data: Back,
    /// `metadata.partitionKeys`.
    pub keys: BTreeMap<String, String>,
}

/// The data of an answered record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Back {
    Missing,
    NotBase64,
    Bytes(Vec<u8>),
}

/// What Firehose makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// In the order of the event's records.
    Records(Vec<Judged>),
    /// All records of the invocation.
    Batch(Fault),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    Ok { data: Vec<u8>, keys: BTreeMap<String, String> },
    Dropped,
    Failed(RecordFault),
}

/// Why one record failed. None of these is retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordFault {
    ProcessingFailed,
    MissingId,
    DuplicatedId,
    NoData,
}

/// Why a whole invocation failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The function threw an error.
    Thrown,
    /// Its answer is larger than Lambda lets through: 413.
    TooLarge,
    TimedOut,
    Throttled,
    AccessDenied,
    /// Firehose may not take on its role.
    NoRole,
    /// There is no such function.
    NotFound,
    /// What it answered is no JSON.
    NotJson,
    /// The answer is JSON, but not of the shape that Firehose asks for.
    BadStructure,
}

impl RecordFault {
    /// errorCode and errorMessage, as AWS's table of log messages spells them; some write `Ids`.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            RecordFault::ProcessingFailed => {
                ("Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record")
            }
            RecordFault::MissingId => (
                "Lambda.MissingRecordId",
                "One or more record IDs were not returned. Ensure that the Lambda function returns all received \
                 record IDs.",
            ),
            RecordFault::DuplicatedId => (
                "Lambda.DuplicatedRecordId",
                "Multiple records were returned with the same record ID. Ensure that the Lambda function returns \
                 unique record IDs for each record.",
            ),
            RecordFault::NoData => (
                "Lambda.InvalidReturnFormat",
                "The data field cannot be null when the SourceType is DirectPut or KinesisStreamAsSource and \
                 processing result is Ok. The value field cannot be null when the SourceType is MSKAsSource and \
                 processing result is Ok.",
            ),
        }
    }
}

impl Fault {
    pub const ALL: [Fault; 9] = [
        Fault::Thrown,
        Fault::TooLarge,
        Fault::TimedOut,
        Fault::Throttled,
        Fault::AccessDenied,
        Fault::NoRole,
        Fault::NotFound,
        Fault::NotJson,
        Fault::BadStructure,
    ];

    /// errorCode and errorMessage.
    ///
    /// Modelling choice: one capture of 2026 shows Lambda.FunctionError for a function that timed out; a real file of
    /// 2022 has a code of its own for it, which tells a learner more. It is in no text of 2018, and used there too.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Fault::Thrown | Fault::TooLarge => (
                "Lambda.FunctionError",
                "The Lambda function was successfully invoked but it returned an error result.",
            ),
            Fault::TimedOut => (
                "Lambda.FunctionTimedOut",
                "The Lambda function invocation timed out. Increase the Timeout setting in the Lambda function.",
            ),
            Fault::Throttled => (
                "Lambda.InvokeLimitExceeded",
                "The Lambda concurrent execution limit is exceeded. Increase the concurrent execution limit.",
            ),
            Fault::AccessDenied => (
                "Lambda.InvokeAccessDenied",
                "Access was denied. Ensure that the access policy allows access to the Lambda function.",
            ),
            Fault::NoRole => (
                "Lambda.AssumeRoleAccessDenied",
                "Access was denied. Ensure that the trust policy for the provided IAM role allows Kinesis Data Firehose to \
                 assume the role.",
            ),
            Fault::NotFound => (
                "Lambda.ResourceNotFound",
                "The specified Lambda function does not exist. Use a different function that does exist.",
            ),
            Fault::NotJson => (
                "Lambda.JsonProcessingException",
                "There was an error parsing returned records from the Lambda function. Ensure that the returned \
                 records follow the status model required by Kinesis Data Firehose.",
            ),
            Fault::BadStructure => (
                "Lambda.FunctionError",
                "Invalid output structure. Check your function and make sure the output is in required format. In \
                 addition to that, make sure the processed records contain valid result status of Dropped, Ok, or \
                 ProcessingFailed.",
            ),
        }
    }

    /// Whether Firehose invokes again: after every failed invocation; after a malformed answer only up to 2023, where
    /// a real file shows four attempts. Today a reply that arrives is final (a probe of 2026).
    pub fn retried(self, era: Era) -> bool {
        match self {
            Fault::Thrown
            | Fault::TooLarge
            | Fault::TimedOut
            | Fault::Throttled
            | Fault::AccessDenied
            | Fault::NoRole
            | Fault::NotFound => true,
            Fault::NotJson | Fault::BadStructure => match era {
                Era::Y2018 | Era::Y2020 => true,
                Era::Today => false,
            },
        }
    }

    /// What the function's own log says, if it says anything: the lines of a 413 and of a timeout.
    pub fn log_lines(self, era: Era) -> Vec<String> {
        let (cap, wait) = (limits::LAMBDA_PAYLOAD.at(era), limits::LAMBDA_TIMEOUT.at(era));
        match self {
            Fault::TooLarge => vec![
                "LAMBDA_RUNTIME Failed to post handler success response. Http response code: 413.".to_owned(),
                format!("Exceeded maximum allowed payload size ({cap} bytes)."),
            ],
            Fault::TimedOut => vec![format!("Task timed out after {wait}.00 seconds")],
            Fault::Thrown
            | Fault::Throttled
            | Fault::AccessDenied
            | Fault::NoRole
            | Fault::NotFound
            | Fault::NotJson
            | Fault::BadStructure => Vec::new(),
        }
    }
}

/// Reads a function's answer. What of it is wrong is kept, for `judge`.
pub fn read(text: &str) -> Answered {
    let shape = match serde_json::from_str::<Value>(text) {
        Err(_) => Shape::NotJson,
        Ok(json) => match json.get("records").and_then(Value::as_array) {
            None => Shape::NoRecords,
            Some(records) => Shape::Records(records.iter().map(read_record).collect()),
        },
    };
    Answered { bytes: text.len() as u64, shape }
}

/// What has no id or status is read as if they were empty, which fits no record and is no status.
fn read_record(json: &Value) -> AnsweredRecord {
    let text = |name| json.get(name).and_then(Value::as_str);
    let data = match json.get("data") {
        None | Some(Value::Null) => Back::Missing,
        Some(Value::String(data)) => STANDARD.decode(data).map_or(Back::NotBase64, Back::Bytes),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => Back::NotBase64,
    };
    let keys = json.pointer("/metadata/partitionKeys").and_then(Value::as_object);
    let keys = keys.into_iter().flatten().map(|(key, value)| (key.clone(), key_text(value))).collect();
    let text = |name| text(name).unwrap_or_default().to_owned();
    AnsweredRecord { id: text("recordId"), result: text("result"), data, keys }
}

/// Modelling choice: a partition key that is a number or a truth value is taken as its text; any other is as empty,
/// which no prefix takes.
fn key_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// The JSON of an answer, as a function of the lab writes it.
pub fn write(records: &[AnsweredRecord]) -> String {
    let record = |record: &AnsweredRecord| match &record.data {
        Back::Missing | Back::NotBase64 => written(record, ""),
        Back::Bytes(data) => written(record, &base64(data)),
    };
    let records: Vec<String> = records.iter().map(record).collect();
    format!("{{\"records\":[{}]}}", records.join(","))
}

fn written(record: &AnsweredRecord, data: &str) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    let mut out = format!("{{\"recordId\":{},\"result\":{}", quoted(&record.id), quoted(&record.result));
    match &record.data {
        Back::Missing => {}
        Back::NotBase64 => out.push_str(",\"data\":\"?\""),
        Back::Bytes(_) => out.push_str(&format!(",\"data\":\"{data}\"")),
    }
    if !record.keys.is_empty() {
        let keys = serde_json::to_string(&record.keys).expect("texts become JSON");
        out.push_str(&format!(",\"metadata\":{{\"partitionKeys\":{keys}}}"));
    }
    out + "}"
}

impl Answered {
    /// An answer that a function of the lab wrote. Its size is counted, its data is not written out.
    pub fn of(records: Vec<AnsweredRecord>) -> Answered {
        let len = |record: &AnsweredRecord| {
            let data = match &record.data {
                Back::Missing | Back::NotBase64 => 0,
                Back::Bytes(data) => base64_len(data.len() as u64),
            };
            written(record, "").len() as u64 + data
        };
        let commas = records.len().saturating_sub(1) as u64;
        let bytes = write(&[]).len() as u64 + commas + records.iter().map(len).sum::<u64>();
        Answered { bytes, shape: Shape::Records(records) }
    }
}

/// An invocation that would take longer than Firehose waits ends there.
pub fn within(invoked: Invoked, takes: Span, era: Era) -> (Invoked, Span) {
    let most = Span::seconds(limits::LAMBDA_TIMEOUT.at(era));
    if takes > most { (Invoked::Fault(Fault::TimedOut), most) } else { (invoked, takes) }
}

/// The verdicts over the records of an event, whose ids are `ids`.
pub fn judge(ids: &[String], invoked: Invoked, era: Era) -> Judgement {
    let answered = match invoked {
        Invoked::Fault(fault) => return Judgement::Batch(fault),
        Invoked::Answered(answered) => answered,
    };
    if answered.bytes > limits::LAMBDA_PAYLOAD.at(era) {
        return Judgement::Batch(Fault::TooLarge);
    }
    let records = match (answered.shape, era) {
        (Shape::NotJson, _) => return Judgement::Batch(Fault::NotJson),
        (Shape::NoRecords, Era::Y2018 | Era::Y2020) => return Judgement::Batch(Fault::BadStructure),
        // As if the list were empty (a probe of 2026).
        (Shape::NoRecords, Era::Today) => Vec::new(),
        (Shape::Records(records), _) => records,
    };
    if records.iter().any(|record| is_malformed(record, era)) {
        return Judgement::Batch(Fault::BadStructure);
    }
    let mut by_id: BTreeMap<String, Vec<AnsweredRecord>> = BTreeMap::new();
    for record in records {
        // An id that the event did not have lies here and is never asked for.
        by_id.entry(record.id.clone()).or_default().push(record);
    }
    let judged = ids.iter().map(|id| match by_id.remove(id) {
        None => Judged::Failed(RecordFault::MissingId),
        Some(mut answers) => match answers.pop() {
            Some(answer) if answers.is_empty() => judge_record(answer),
            Some(_) | None => Judged::Failed(RecordFault::DuplicatedId),
        },
    });
    Judgement::Records(judged.collect())
}

/// One record with an unknown status, such as `Drop`, or with data that is no base64 spoils the whole answer. An Ok
/// without data does so up to 2023; today it is that record's own failure (a probe of 2026).
fn is_malformed(record: &AnsweredRecord, era: Era) -> bool {
    let unknown = !["Ok", "Dropped", "ProcessingFailed"].contains(&record.result.as_str());
    let no_data = record.result == "Ok" && record.data == Back::Missing;
    unknown || record.data == Back::NotBase64 || no_data && era != Era::Today
}

fn judge_record(answer: AnsweredRecord) -> Judged {
    match (answer.result.as_str(), answer.data) {
        ("Ok", Back::Bytes(data)) => Judged::Ok { data, keys: answer.keys },
        ("Ok", Back::Missing | Back::NotBase64) => Judged::Failed(RecordFault::NoData),
        ("Dropped", _) => Judged::Dropped,
        (_, _) => Judged::Failed(RecordFault::ProcessingFailed),
    }
}

#[cfg(test)]
mod tests;

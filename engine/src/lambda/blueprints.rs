//! The transform functions that come with the lab: in Rust as they run, in JavaScript as a learner reads them.
//!
//! Absent: everything that a function could do outside its event, but for putting records back.

mod access_log;
mod cloudwatch_logs;
mod csv;
mod gunzip;
mod partition_keys;
mod size_limit;
mod syslog;

use std::collections::BTreeMap;

use super::Verdict;
use super::contract::{Answered, AnsweredRecord, Back, Fault, Invoked};
use crate::command::{Blueprint, SizeLimit};
use crate::era::Era;
use crate::kernel::Span;
use crate::limits;

const NOT_TEXT: &str = "the data is not UTF-8 text (gzip?)";

/// A record of the event.
#[derive(Clone, Copy, Debug)]
pub struct EventRecord<'a> {
    pub id: &'a str,
    pub data: &'a [u8],
}

/// What an invocation came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    pub invoked: Invoked,
    /// The data of the records that the function puts into the delivery stream again, one PutRecord each.
    pub put_back: Vec<Vec<u8>>,
    /// How long it works if nobody stops it.
    pub takes: Span,
}

/// What the slow function waits before it answers: a minute longer than Firehose does.
pub(super) const SLOW: Span = Span::seconds(360);

/// Modelling choice: the time a function takes is 40 ms and 20 µs a record; it is never measured.
pub fn usually_takes(records: u64, era: Era) -> Span {
    Span::millis(limits::LAMBDA_TAKES.at(era)) + Span::micros(limits::LAMBDA_TAKES_RECORD.at(era)) * records
}

impl Blueprint {
    /// Invokes the function with the records of an event.
    pub fn run(self, records: &[EventRecord<'_>], era: Era) -> Ran {
        let takes = usually_takes(records.len() as u64, era);
        let answered = |answers| Invoked::Answered(Answered::of(answers));
        let (invoked, put_back, takes) = match self {
            Blueprint::Failing => (Invoked::Fault(Fault::Thrown), Vec::new(), takes),
            Blueprint::SizeLimit(state) => {
                let (answers, put_back) = size_limit::run(state, records);
                (answered(answers), put_back, takes)
            }
            Blueprint::Slow => (answered(self.answers(records)), Vec::new(), SLOW),
            Blueprint::PassThrough
            | Blueprint::AccessLogToJson
            | Blueprint::CsvToJson
            | Blueprint::SyslogToJson
            | Blueprint::CloudWatchLogs
            | Blueprint::AddPartitionKeys => (answered(self.answers(records)), Vec::new(), takes),
        };
        Ran { invoked, put_back, takes }
    }

    fn answers(self, records: &[EventRecord<'_>]) -> Vec<AnsweredRecord> {
        let one = |record: &EventRecord<'_>| {
            let keys = self.partition_keys(record.data);
            answer(record, self.answer(record.data), keys)
        };
        records.iter().map(one).collect()
    }

    /// What the function answers for a record's data, whatever else is in the event.
    ///
    /// Of a size-limit function this is the answer for a record that fits; the failing one never answers.
    pub fn answer(self, data: &[u8]) -> Verdict {
        match self {
            Blueprint::PassThrough | Blueprint::Slow => Verdict::Ok(data.to_vec()),
            Blueprint::AccessLogToJson => access_log::answer(data),
            Blueprint::CsvToJson => verdict(csv::to_json(data)),
            Blueprint::SyslogToJson => verdict(syslog::to_json(data)),
            Blueprint::CloudWatchLogs => cloudwatch_logs::answer(data),
            Blueprint::AddPartitionKeys => verdict(partition_keys::line(data)),
            Blueprint::SizeLimit(_) => verdict(gunzip::gunzip(data)),
            Blueprint::Failing => Verdict::ProcessingFailed,
        }
    }

    /// Whether its answer for a record depends on the record alone.
    pub fn is_per_record(self) -> bool {
        match self {
            Blueprint::PassThrough
            | Blueprint::AccessLogToJson
            | Blueprint::CsvToJson
            | Blueprint::SyslogToJson
            | Blueprint::CloudWatchLogs
            | Blueprint::AddPartitionKeys
            | Blueprint::Slow
            | Blueprint::SizeLimit(SizeLimit::Unaware) => true,
            Blueprint::SizeLimit(SizeLimit::Skip | SizeLimit::Drop | SizeLimit::ReIngest)
            | Blueprint::Failing => false,
        }
    }

    /// The metadata.partitionKeys that it answers for a record's data.
    pub fn partition_keys(self, data: &[u8]) -> BTreeMap<String, String> {
        match self {
            Blueprint::AddPartitionKeys => partition_keys::keys(data),
            Blueprint::PassThrough
            | Blueprint::AccessLogToJson
            | Blueprint::CsvToJson
            | Blueprint::SyslogToJson
            | Blueprint::CloudWatchLogs
            | Blueprint::SizeLimit(_)
            | Blueprint::Failing
            | Blueprint::Slow => BTreeMap::new(),
        }
    }

    /// Why it did not answer Ok, in the function's own words; `None` if it did.
    pub fn reason(self, data: &[u8]) -> Option<&'static str> {
        match self {
            Blueprint::PassThrough | Blueprint::Slow => None,
            Blueprint::AccessLogToJson => access_log::reason(data),
            Blueprint::CsvToJson => csv::to_json(data).err(),
            Blueprint::SyslogToJson => syslog::to_json(data).err(),
            Blueprint::CloudWatchLogs => cloudwatch_logs::reason(data),
            Blueprint::AddPartitionKeys => partition_keys::line(data).err(),
            Blueprint::SizeLimit(_) => gunzip::gunzip(data).err(),
            Blueprint::Failing => Some("the function throws an error at every invocation"),
        }
    }

    /// The function as a learner would write it, in JavaScript for Node.js.
    pub fn source(self) -> &'static str {
        match self {
            Blueprint::PassThrough => include_str!("blueprints/pass-through.js"),
            Blueprint::AccessLogToJson => include_str!("blueprints/access-log-to-json.js"),
            Blueprint::CsvToJson => include_str!("blueprints/csv-to-json.js"),
            Blueprint::SyslogToJson => include_str!("blueprints/syslog-to-json.js"),
            Blueprint::CloudWatchLogs => include_str!("blueprints/cloudwatch-logs.js"),
            Blueprint::AddPartitionKeys => include_str!("blueprints/add-partition-keys.js"),
            Blueprint::SizeLimit(SizeLimit::Unaware) => include_str!("blueprints/size-limit.js"),
            Blueprint::SizeLimit(SizeLimit::Skip) => include_str!("blueprints/size-limit-skip.js"),
            Blueprint::SizeLimit(SizeLimit::Drop) => include_str!("blueprints/size-limit-drop.js"),
            Blueprint::SizeLimit(SizeLimit::ReIngest) => include_str!("blueprints/size-limit-reingest.js"),
            Blueprint::Failing => include_str!("blueprints/failing.js"),
            Blueprint::Slow => include_str!("blueprints/slow.js"),
        }
    }
}

fn verdict(made: Result<Vec<u8>, &'static str>) -> Verdict {
    made.map_or(Verdict::ProcessingFailed, Verdict::Ok)
}

/// A record that failed goes back as it came; a dropped one needs no data.
fn answer(record: &EventRecord<'_>, verdict: Verdict, keys: BTreeMap<String, String>) -> AnsweredRecord {
    let result = verdict.word().to_owned();
    let data = match verdict {
        Verdict::Ok(data) => data,
        Verdict::Dropped => Vec::new(),
        Verdict::ProcessingFailed => record.data.to_vec(),
    };
    AnsweredRecord { id: record.id.to_owned(), result, data: Back::Bytes(data), keys }
}

#[cfg(test)]
mod tests;

//! The blueprint that unpacks gzip until its answer is too large, in the four states of the project's last task.

use std::collections::BTreeMap;

use super::gunzip::gunzip;
use super::{EventRecord, answer, verdict};
use crate::command::SizeLimit;
use crate::lambda::Verdict;
use crate::lambda::contract::{AnsweredRecord, Back};

/// What the function lets into one answer, counted before base64, which makes four bytes of three: 5 MB become 6.7 MB
/// in the worst case, and four records of 1 MB become 5.3.
const BUDGET: usize = 5_000_000;

/// The answers, and the data of the records that are put back.
pub(super) fn run(state: SizeLimit, records: &[EventRecord<'_>]) -> (Vec<AnsweredRecord>, Vec<Vec<u8>>) {
    let (mut answers, mut put_back, mut total) = (Vec::new(), Vec::new(), 0);
    for record in records {
        let made = gunzip(record.data);
        let size = made.as_ref().map_or(0, Vec::len);
        if state == SizeLimit::Unaware || total + size <= BUDGET {
            total += size;
            answers.push(answer(record, verdict(made), BTreeMap::new()));
            continue;
        }
        match state {
            SizeLimit::Unaware | SizeLimit::Skip => {}
            SizeLimit::Drop => answers.push(without_data(record, "Drop")),
            // What is too large alone would come back for ever.
            SizeLimit::ReIngest if size > BUDGET => {
                answers.push(answer(record, Verdict::ProcessingFailed, BTreeMap::new()));
            }
            SizeLimit::ReIngest => {
                answers.push(without_data(record, "Dropped"));
                put_back.push(record.data.to_vec());
            }
        }
    }
    (answers, put_back)
}

fn without_data(record: &EventRecord<'_>, result: &str) -> AnsweredRecord {
    AnsweredRecord {
        id: record.id.to_owned(),
        result: result.to_owned(),
        data: Back::Bytes(Vec::new()),
        keys: BTreeMap::new(),
    }
}

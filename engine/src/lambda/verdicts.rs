//! What a function without code answers.

use std::collections::BTreeMap;

use super::blueprints::{EventRecord, Ran, SLOW, usually_takes};
use super::contract::{Answered, AnsweredRecord, Back, Fault, Invoked, Shape};
use crate::command::{Form, Verdicts};
use crate::era::Era;
use crate::limits;

/// An answer that is no JSON: the error page of a service that it asked, say.
const NO_JSON: u64 = 14;
/// Put before a record's id, it makes one that no event has.
const UNKNOWN: &str = "unknown-";

impl Verdicts {
    #[inline(never)]
    pub fn run(&self, records: &[EventRecord<'_>], era: Era) -> Ran {
        let forms = || (1..=records.len() as u64).map(|number| self.of_record(number));
        let usual = usually_takes(records.len() as u64, era);
        let answered = || {
            let answers = forms().zip(records).flat_map(|(form, record)| answer(form, record));
            Answered::of(answers.collect())
        };
        let (invoked, takes) = match forms().find(|form| !form.is_of_records()) {
            Some(Form::Malformed) => {
                (Invoked::Answered(Answered { bytes: NO_JSON, shape: Shape::NotJson }), usual)
            }
            Some(Form::TooLarge) => {
                let bytes = limits::LAMBDA_PAYLOAD.at(era) + 1;
                (Invoked::Answered(Answered { bytes, ..answered() }), usual)
            }
            Some(Form::Throws) => (Invoked::Fault(Fault::Thrown), usual),
            Some(Form::TimesOut) => (Invoked::Answered(answered()), SLOW),
            Some(
                Form::Ok
                | Form::Dropped
                | Form::ProcessingFailed
                | Form::Drop
                | Form::IdMissing
                | Form::IdDoubled
                | Form::IdUnknown
                | Form::NotBase64
                | Form::NoData,
            )
            | None => (Invoked::Answered(answered()), usual),
        };
        Ran { invoked, put_back: Vec::new(), takes }
    }
}

/// What it answers for a record: one record, none or two.
fn answer(form: Form, record: &EventRecord<'_>) -> Vec<AnsweredRecord> {
    let of = |result: &str, data: Back| AnsweredRecord {
        id: record.id.to_owned(),
        result: result.to_owned(),
        data,
        keys: BTreeMap::new(),
    };
    let same = || Back::Bytes(record.data.to_vec());
    match form {
        Form::Ok | Form::Malformed | Form::TooLarge | Form::Throws | Form::TimesOut => vec![of("Ok", same())],
        Form::Dropped => vec![of("Dropped", Back::Bytes(Vec::new()))],
        Form::ProcessingFailed => vec![of("ProcessingFailed", same())],
        Form::Drop => vec![of("Drop", same())],
        Form::IdMissing => vec![],
        Form::IdDoubled => vec![of("Ok", same()), of("Ok", same())],
        Form::IdUnknown => vec![AnsweredRecord { id: format!("{UNKNOWN}{}", record.id), ..of("Ok", same()) }],
        Form::NotBase64 => vec![of("Ok", Back::NotBase64)],
        Form::NoData => vec![of("Ok", Back::Missing)],
    }
}

//! What a function without code answers.

use std::collections::BTreeMap;

use super::blueprints::{EventRecord, Ran, SLOW, usually_takes};
use super::contract::{Answered, AnsweredRecord, Back, Invoked, Shape};
use crate::command::{Form, Verdicts};
use crate::era::Era;

/// An answer that is no JSON: the error page of a service that it asked, say.
const NO_JSON: u64 = 14;

impl Verdicts {
    pub fn run(self, records: &[EventRecord<'_>], era: Era) -> Ran {
        let takes = if self.form == Form::TimesOut { SLOW } else { usually_takes(records.len() as u64, era) };
        let answered = match self.form {
            Form::Malformed => Answered { bytes: NO_JSON, shape: Shape::NotJson },
            Form::Ok
            | Form::Dropped
            | Form::ProcessingFailed
            | Form::Drop
            | Form::IdMissing
            | Form::IdDoubled
            | Form::NotBase64
            | Form::TimesOut => {
                let answer = |(place, record): (usize, &EventRecord<'_>)| self.answer(place, record);
                Answered::of(records.iter().enumerate().flat_map(answer).collect())
            }
        };
        Ran { invoked: Invoked::Answered(answered), put_back: Vec::new(), takes }
    }

    /// What it answers for the record at a place of the event: one record, none or two.
    fn answer(self, place: usize, record: &EventRecord<'_>) -> Vec<AnsweredRecord> {
        let is_meant = (place as u64 + 1).is_multiple_of(self.every.max(1));
        let of = |result: &str, data: Back| AnsweredRecord {
            id: record.id.to_owned(),
            result: result.to_owned(),
            data,
            keys: BTreeMap::new(),
        };
        let same = || Back::Bytes(record.data.to_vec());
        match if is_meant { self.form } else { Form::Ok } {
            Form::Ok | Form::Malformed | Form::TimesOut => vec![of("Ok", same())],
            Form::Dropped => vec![of("Dropped", Back::Bytes(Vec::new()))],
            Form::ProcessingFailed => vec![of("ProcessingFailed", same())],
            Form::Drop => vec![of("Drop", same())],
            Form::IdMissing => vec![],
            Form::IdDoubled => vec![of("Ok", same()), of("Ok", same())],
            Form::NotBase64 => vec![of("Ok", Back::NotBase64)],
        }
    }
}

//! A function without code: it answers what it is told to, for every record, for some, or for single ones.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// What it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Ok,
    Dropped,
    ProcessingFailed,
    /// `Drop`, which is no status.
    Drop,
    /// The record is left out.
    IdMissing,
    /// The record is answered twice.
    IdDoubled,
    /// It is answered under an id that the event did not have.
    IdUnknown,
    /// Ok, with data that is no base64.
    NotBase64,
    /// Ok, without data.
    NoData,
    /// The answer as a whole is no JSON.
    Malformed,
    /// The answer has one byte more than Lambda lets through: 413.
    TooLarge,
    /// No answer: the function throws an error.
    Throws,
    /// No answer at all.
    TimesOut,
}

impl Form {
    pub const ALL: [Form; 13] = [
        Form::Ok,
        Form::Dropped,
        Form::ProcessingFailed,
        Form::Drop,
        Form::IdMissing,
        Form::IdDoubled,
        Form::IdUnknown,
        Form::NotBase64,
        Form::NoData,
        Form::Malformed,
        Form::TooLarge,
        Form::Throws,
        Form::TimesOut,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Form::Ok => "ok",
            Form::Dropped => "dropped",
            Form::ProcessingFailed => "processing-failed",
            Form::Drop => "drop",
            Form::IdMissing => "id-missing",
            Form::IdDoubled => "id-doubled",
            Form::IdUnknown => "id-unknown",
            Form::NotBase64 => "not-base64",
            Form::NoData => "no-data",
            Form::Malformed => "malformed",
            Form::TooLarge => "too-large",
            Form::Throws => "throws",
            Form::TimesOut => "times-out",
        }
    }

    /// Whether it is of single records; the others are of an answer as a whole.
    pub fn is_of_records(self) -> bool {
        match self {
            Form::Ok
            | Form::Dropped
            | Form::ProcessingFailed
            | Form::Drop
            | Form::IdMissing
            | Form::IdDoubled
            | Form::IdUnknown
            | Form::NotBase64
            | Form::NoData => true,
            Form::Malformed | Form::TooLarge | Form::Throws | Form::TimesOut => false,
        }
    }
}

/// A form for each `every`-th record of an event, and one of their own for single records; the others are answered Ok,
/// unchanged. A form of whole answers stands for the whole answer to an event that has the record; of several the first
/// in the event counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicts {
    pub form: Form,
    /// At least 1; 1 if the form is of whole answers.
    pub every: u64,
    /// By the record's number in its event, counted from 1.
    pub but: BTreeMap<u64, Form>,
}

impl Verdicts {
    /// The largest number of a record: no event of 6 MB has as many.
    pub const LAST_RECORD: u64 = 100_000;
    /// Records at most that have a form of their own.
    pub const MOST_RECORDS: usize = 100;

    /// One form for all records.
    pub fn all(form: Form) -> Verdicts {
        Verdicts { form, every: 1, but: BTreeMap::new() }
    }

    /// The form for a record's number in its event.
    pub fn of_record(&self, number: u64) -> Form {
        let by_rule = if number.is_multiple_of(self.every.max(1)) { self.form } else { Form::Ok };
        self.but.get(&number).copied().unwrap_or(by_rule)
    }
}

impl fmt::Display for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.form.word())?;
        if self.every > 1 {
            write!(f, " every {}", self.every)?;
        }
        if !self.but.is_empty() {
            f.write_str(" but")?;
        }
        self.but.iter().try_for_each(|(number, form)| write!(f, " {number} {}", form.word()))
    }
}

/// As a story writes it.
impl Serialize for Verdicts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

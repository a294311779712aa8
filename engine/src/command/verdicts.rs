//! A function without code: it answers what it is told to, for every record or for some.

use std::fmt;

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
    /// Ok, with data that is no base64.
    NotBase64,
    /// The answer as a whole is no JSON.
    Malformed,
    /// No answer at all.
    TimesOut,
}

impl Form {
    pub const ALL: [Form; 9] = [
        Form::Ok,
        Form::Dropped,
        Form::ProcessingFailed,
        Form::Drop,
        Form::IdMissing,
        Form::IdDoubled,
        Form::NotBase64,
        Form::Malformed,
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
            Form::NotBase64 => "not-base64",
            Form::Malformed => "malformed",
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
            | Form::NotBase64 => true,
            Form::Malformed | Form::TimesOut => false,
        }
    }
}

/// A form for each `every`-th record of an event; the others are answered Ok, unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdicts {
    pub form: Form,
    /// At least 1.
    pub every: u64,
}

impl fmt::Display for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.form.word())?;
        if self.every > 1 { write!(f, " every {}", self.every) } else { Ok(()) }
    }
}

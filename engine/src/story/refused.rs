//! Lines that must be refused: `refused ERRORNAME "part of the message" COMMAND`.

use std::fmt;

use super::condition::Said;
use super::cursor::Cursor;
use super::read::{commands_after, slip_of};
use super::run::Happened;
use crate::api::cli::words::Slip;
use crate::api::cli::{self, CliError};
use crate::command::Command;
use crate::keys::quoted;
use crate::refusal::{ErrorName, Refusal};

/// A command, and how it must be refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub error: ErrorName,
    /// What the message must contain, if that is said.
    pub part: Option<String>,
    pub tried: Tried,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    Command(Command),
    /// An `aws` line that AWS refuses without looking at anything, such as one with a name of bad letters.
    AtTheDoor {
        line: String,
        refusal: Refusal,
    },
}

/// What stands behind `refused`; a range of names makes several.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Vec<Refused>, Slip> {
    let names = ErrorName::ALL.map(|error| (error.as_str(), error));
    let error = cursor.choice("the name of an error", &names)?;
    let part = match cursor.peek() {
        Some(word) if word.quoted => Some(cursor.quoted("a part of the message")?),
        Some(_) | None => None,
    };
    let all = if cursor.sees("aws") {
        let words = cursor.rest();
        let line = words.iter().map(|word| word.raw.as_str()).collect::<Vec<_>>().join(" ");
        match cli::parse_words(words) {
            Ok(command) => vec![Tried::Command(command)],
            Err(CliError::Aws { refusal, .. }) => vec![Tried::AtTheDoor { line, refusal }],
            Err(error @ (CliError::Usage { .. } | CliError::Help(_))) => return Err(slip_of(error)),
        }
    } else {
        let word = cursor.next("a command")?;
        commands_after(&word, cursor, &["aws"])?.into_iter().map(Tried::Command).collect()
    };
    Ok(all.into_iter().map(|tried| Refused { error, part: part.clone(), tried }).collect())
}

impl Refused {
    /// What is tried, if it can be tried at all.
    pub fn command(&self) -> Option<&Command> {
        match &self.tried {
            Tried::Command(command) => Some(command),
            Tried::AtTheDoor { .. } => None,
        }
    }

    /// What came of it, with both sides; `None`: the command was taken.
    pub(super) fn judge(&self, came: Option<(ErrorName, &str)>) -> Happened {
        let (line, error) = (&self.tried, self.error.as_str());
        let wanted = match &self.part {
            None => error.to_owned(),
            Some(part) => format!("{error} with {}", quoted(part)),
        };
        let Some((found, message)) = came else {
            return Happened::Failed(Said::plain(format!("{line}: taken, wanted {wanted}")));
        };
        let told = format!("{line}: {}: {message}", found.as_str());
        if found == self.error && self.part.as_ref().is_none_or(|part| message.contains(part.as_str())) {
            Happened::Held(Said::plain(told))
        } else {
            Happened::Failed(Said::plain(format!("{told}, wanted {wanted}")))
        }
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tried::Command(command) => write!(f, "{command}"),
            Tried::AtTheDoor { line, .. } => f.write_str(line),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused {} ", self.error.as_str())?;
        if let Some(part) = &self.part {
            write!(f, "{} ", quoted(part))?;
        }
        write!(f, "{}", self.tried)
    }
}

//! The AWS CLI: one line in, a [`Command`] out; a [`Reply`] in, the text out that the CLI would print.
//!
//! Options and their checks are read from the one table of operations, and the body they make goes the way of every
//! wire call. Version 2 is followed: data in base64, times as ISO 8601, errors in its words. Five liberties, each
//! said in `help`: `--new-starting-hash-key midpoint`; a RoleARN may be left out, and the key of a
//! table; there is a `subscribe-to-shard`; a function is made by the mapping that names it first.
//! Absent: following pages, `--query`, files, other output than JSON.

mod body;
mod given;
mod help;
mod render;
mod s3;
mod s3api;
pub(crate) mod shorthand;
mod table;
pub(crate) mod words;

use std::fmt;

pub(crate) use body::request;
pub use help::{Names, complete, complete_with, help};
pub use render::{operation, render, render_refusal};
pub use s3api::token;

use self::given::Given;
use self::table::Operation;
use self::words::{Slip, Word, nearest};
use crate::api::json::Judged;
use crate::command::{Command, S3};
use crate::era::Era;
use crate::refusal::Refusal;

#[cfg(doc)]
use crate::command::Reply;

/// Why a line is no command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CliError {
    /// The CLI does not take it.
    Usage {
        /// Of the word that is wrong, counted from 1.
        column: usize,
        message: String,
        /// A word that may have been meant.
        near: Option<String>,
    },
    /// The CLI takes it, and AWS refuses it without looking at anything.
    Aws { column: usize, operation: &'static str, refusal: Refusal },
    /// The line asks for help; here it is.
    Help(String),
}

impl CliError {
    fn usage(column: usize, message: impl Into<String>) -> CliError {
        CliError::Usage { column, message: message.into(), near: None }
    }
}

impl From<Slip> for CliError {
    fn from(slip: Slip) -> CliError {
        CliError::usage(slip.column, slip.message)
    }
}

/// As the terminal shows it.
impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CliError::Usage { message, near, .. } => {
                write!(f, "aws: [ERROR]: {message}")?;
                match near {
                    Some(word) => write!(f, "\n\nMaybe you meant:\n\n  * {word}"),
                    None => Ok(()),
                }
            }
            CliError::Aws { operation, refusal, .. } => {
                f.write_str(&render::error_occurred(operation, refusal))
            }
            CliError::Help(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for CliError {}

/// Reads a line such as `aws kinesis list-streams`, with all that AWS has today.
///
/// # Errors
/// See [`CliError`].
pub fn parse(line: &str) -> Result<Command, CliError> {
    parse_in(line, Era::Today)
}

/// The same in an era: what came later is refused with its date.
///
/// # Errors
/// See [`CliError`].
pub fn parse_in(line: &str, era: Era) -> Result<Command, CliError> {
    parse_words_in(words::split(line, 1)?, era, Judged::AllButLimits)
}

/// The same for a line already split, for stories in which it stands behind other words.
pub(crate) fn parse_words(words: Vec<Word>) -> Result<Command, CliError> {
    parse_words_in(words, Era::Today, Judged::AllButLimits)
}

/// Whether an era takes all that a command says, whatever the state of things, as each wire call is judged before
/// anything is looked at; our own lines it always takes.
///
/// # Errors
/// As the CLI is refused by that era: UnknownOperationException for an operation that came later,
/// InvalidArgumentException for a parameter that did, ValidationException with all constraints that are not met. A
/// stream named by its ARN is named by its name here.
pub fn fits(command: &Command, era: Era) -> Result<(), Refusal> {
    match command {
        Command::Actor(_) | Command::S3(_) | Command::Answer(_) => Ok(()),
        // A command is printed with what it says and nothing else.
        Command::Kinesis(_)
        | Command::Firehose(_)
        | Command::Dynamodb(_)
        | Command::Kms(_)
        | Command::Lambda(_) => {
            let line = words::split(&command.to_string(), 1).map_err(CliError::from);
            match line.and_then(|words| parse_words_in(words, era, Judged::All)) {
                Ok(_) | Err(CliError::Usage { .. } | CliError::Help(_)) => Ok(()),
                Err(CliError::Aws { refusal, .. }) => Err(refusal),
            }
        }
    }
}

fn parse_words_in(words: Vec<Word>, era: Era, judged: Judged) -> Result<Command, CliError> {
    let given = given(words)?;
    match given.operation {
        Operation::Aws(operation) => body::command(&given, operation, era, judged),
        Operation::S3(operation) if operation.service == "s3api" => {
            s3api::command(&given).map(|call| Command::S3(S3::Api(call)))
        }
        Operation::S3(_) => s3::command(&given).map(Command::S3),
    }
}

/// The words of a line, sorted under the operation that it names.
fn given(words: Vec<Word>) -> Result<Given, CliError> {
    let mut words = words.into_iter();
    let end = 1;
    match words.next() {
        Some(first) if first.text == "aws" => {}
        first => {
            let column = first.map_or(end, |word| word.column);
            return Err(CliError::usage(
                column,
                "a command begins with `aws`, such as `aws kinesis list-streams`",
            ));
        }
    }
    only_json(words.as_slice())?;
    // Global options may stand before the service and before the operation.
    let (mut heads, mut rest): (Vec<Word>, Vec<Word>) = (Vec::new(), Vec::new());
    while let Some(word) = words.next() {
        let is_option = word.text.starts_with("--");
        let takes_value = is_option && !word.text.contains('=') && table::is_global_with_value(&word.text);
        if heads.len() < 2 && !is_option {
            heads.push(word);
        } else {
            rest.push(word);
        }
        if takes_value {
            rest.extend(words.next());
        }
    }
    let mut heads = heads.into_iter();
    let service =
        heads.next().ok_or_else(|| CliError::usage(end, "the following arguments are required: command"))?;
    if service.text == "help" {
        return Err(CliError::Help(help("")));
    }
    if !table::SERVICES.iter().any(|(name, _)| *name == service.text) {
        return Err(invalid_choice("command", &service, table::SERVICES.iter().map(|(name, _)| *name)));
    }
    let Some(word) = heads.next() else {
        return Err(CliError::usage(service.column, "the following arguments are required: operation"));
    };
    if word.text == "help" {
        return Err(CliError::Help(help(&service.text)));
    }
    let Some(operation) = table::operation(&service.text, &word.text) else {
        if table::is_not_modelled(&service.text, &word.text) {
            let text = format!(
                "{} is an operation of aws {}, but Shardlab does not model it yet",
                word.text, service.text
            );
            return Err(CliError::usage(word.column, text));
        }
        let known: Vec<_> = table::operations_of(&service.text).map(Operation::word).collect();
        return Err(invalid_choice("operation", &word, known.iter().map(String::as_str)));
    };
    if rest.first().is_some_and(|word| word.text == "help") {
        return Err(CliError::Help(help(&format!("{} {}", operation.service(), operation.word()))));
    }
    Given::read(operation, word.column, rest)
}

/// How AWS's CLI can write an answer, besides JSON.
const OTHER_OUTPUTS: [&str; 5] = ["table", "text", "yaml", "yaml-stream", "off"];

/// Refuses `--query`, and each `--output` that AWS's CLI has and this one has not.
fn only_json(words: &[Word]) -> Result<(), CliError> {
    for (at, word) in words.iter().enumerate() {
        let (name, tied) =
            word.text.split_once('=').map_or((word.text.as_str(), None), |(n, v)| (n, Some(v)));
        let value = tied.or_else(|| words.get(at + 1).map(|next| next.text.as_str()));
        if name == "--query" || (name == "--output" && value.is_some_and(|it| OTHER_OUTPUTS.contains(&it))) {
            let text = format!("{name} is not simulated here: the output is always JSON");
            return Err(CliError::usage(word.column, text));
        }
    }
    Ok(())
}

fn invalid_choice<'a>(what: &str, word: &Word, known: impl Iterator<Item = &'a str>) -> CliError {
    CliError::Usage {
        column: word.column,
        message: format!("argument {what}: Found invalid choice '{}'", word.text),
        near: nearest(&word.text, known).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests;

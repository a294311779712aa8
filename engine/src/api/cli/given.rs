//! The words of a line sorted under an operation's options, with the checks that the CLI makes of the line itself.

use super::CliError;
use super::table::{Operation, Opt};
use super::words::{Word, nearest};
use crate::api::json::{Fault, Place};
use crate::api::model::{Need, Shape};
use crate::refusal::ErrorName;

/// What was given to one operation.
#[derive(Debug)]
pub(super) struct Given {
    pub operation: Operation,
    /// Of the operation's word: where something is missing.
    pub column: usize,
    options: Vec<(Opt, Vec<Word>)>,
    pub paths: Vec<Word>,
}

impl Given {
    /// # Errors
    /// In the order in which the CLI finds them: an option without value, what is missing, what is unknown.
    pub fn read(operation: Operation, column: usize, words: Vec<Word>) -> Result<Given, CliError> {
        let mut given = Given { operation, column, options: Vec::new(), paths: Vec::new() };
        let mut unknown: Vec<Word> = Vec::new();
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.next() {
            let (name, tied) = match word.text.split_once('=') {
                Some((name, value)) if word.text.starts_with("--") => {
                    (name.to_owned(), Some(value.to_owned()))
                }
                Some(_) | None => (word.text.clone(), None),
            };
            if !name.starts_with("--") {
                let room = given.paths.len() < operation.paths().len();
                if room {
                    given.paths.push(word)
                } else {
                    unknown.push(word)
                }
                continue;
            }
            let Some(option) = operation.option(&name) else {
                unknown.push(word);
                continue;
            };
            let mut values: Vec<Word> = tied.map(|text| Word { text, ..word.clone() }).into_iter().collect();
            let most = option.most_values();
            while values.len() < most {
                match words.next_if(|next| !looks_like_an_option(&next.text)) {
                    Some(value) => values.push(value),
                    None => break,
                }
            }
            if values.is_empty() && most > 0 {
                let how_many = if most == 1 { "one argument" } else { "at least one argument" };
                return Err(CliError::usage(word.column, format!("argument {name}: expected {how_many}")));
            }
            if !option.member.is_modelled() {
                let text = format!(
                    "{name} is an option of aws {} {}, but Shardlab does not model it yet",
                    operation.service(),
                    operation.word()
                );
                return Err(CliError::usage(word.column, text));
            }
            // A flag has its own place only.
            let values = if most == 0 { vec![word] } else { values };
            given.options.push((option, values));
        }
        given.nothing_missing()?;
        given.nothing_unknown(&unknown)?;
        given.possible()?;
        Ok(given)
    }

    fn nothing_missing(&self) -> Result<(), CliError> {
        let by_arn = self.has("StreamARN");
        let missing = self.operation.options().filter(|option| match option.member.need {
            Need::No => false,
            Need::Yes => !self.has(option.member.name),
            Need::OrArn => !by_arn && !self.has(option.member.name),
        });
        let missing: Vec<_> = missing.map(|option| option.word()).collect();
        if !missing.is_empty() {
            let text = format!("the following arguments are required: {}", missing.join(", "));
            return Err(CliError::usage(self.column, text));
        }
        if self.paths.len() < self.operation.least_paths() {
            let what = if self.operation.service() == "s3api" { "outfile" } else { "paths" };
            return Err(CliError::usage(
                self.column,
                format!("the following arguments are required: {what}"),
            ));
        }
        Ok(())
    }

    fn nothing_unknown(&self, unknown: &[Word]) -> Result<(), CliError> {
        let Some(first) = unknown.first() else { return Ok(()) };
        let all: Vec<_> = unknown.iter().map(|word| word.text.as_str()).collect();
        let name = first.text.split('=').next().unwrap_or_default();
        let known: Vec<_> = self.operation.options().map(|option| option.word()).collect();
        let near = nearest(name, known.iter().map(String::as_str));
        Err(CliError::Usage {
            column: first.column,
            message: format!("Unknown options: {}", all.join(", ")),
            near: near.map(str::to_owned),
        })
    }

    /// What no option takes, and the choices of those that every operation takes.
    fn possible(&self) -> Result<(), CliError> {
        for (option, values) in &self.options {
            let Some(word) = values.last() else { continue };
            if word.text.starts_with("file://") || word.text.starts_with("fileb://") {
                let text = format!(
                    "Error parsing parameter '{}': there are no files here, so write the value itself",
                    option.word()
                );
                return Err(CliError::usage(word.column, text));
            }
            if let Shape::Choice(choices) = option.member.shape
                && option.global
                && !choices.contains(&word.text.as_str())
            {
                let text = format!("argument {}: Found invalid choice '{}'", option.word(), word.text);
                return Err(CliError::usage(word.column, text));
            }
        }
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        self.options.iter().any(|(option, _)| option.member.name == name && !option.negated)
    }

    /// The options that are members of the call, with their words; of one given twice the last, as the CLI takes it.
    pub fn members(&self) -> impl Iterator<Item = &(Opt, Vec<Word>)> {
        self.options.iter().enumerate().filter_map(|(i, given)| {
            let again = self.options[i + 1..].iter().any(|(later, _)| later.member == given.0.member);
            (!given.0.global && !again).then_some(given)
        })
    }

    fn words(&self, name: &str) -> &[Word] {
        let last = self.options.iter().rev().find(|(option, _)| option.member.name == name);
        last.map_or(&[], |(_, values)| values)
    }

    /// The last word given to an option.
    pub fn text(&self, name: &str) -> &str {
        self.words(name).last().map_or("", |word| &word.text)
    }

    /// Where the last word given to an option stands, or the operation's word.
    pub fn column_of(&self, name: &str) -> usize {
        self.words(name).last().map_or(self.column, |word| word.column)
    }

    pub fn flag(&self, name: &str) -> bool {
        self.has(name)
    }

    pub fn is_raw(&self) -> bool {
        self.text("CliBinaryFormat") == "raw-in-base64-out"
    }

    /// What the body of the call is refused for, at the first word that is to blame. `columns` are those of the
    /// items of lists.
    pub fn fault(&self, fault: Fault, columns: impl Fn(&Place) -> Option<usize>) -> CliError {
        let of = |place: &Place| {
            columns(place).or_else(|| self.words(place.member).last().map(|word| word.column))
        };
        let column = fault.at.iter().filter_map(of).min().unwrap_or(self.column);
        if fault.refusal.error == ErrorName::NotModelled {
            let text = format!("Parameter validation failed: {}", fault.refusal.message);
            return CliError::usage(column, text);
        }
        CliError::Aws { column, operation: self.operation.name(), refusal: fault.refusal }
    }
}

/// Python's rule: a hyphen and more, unless it is a negative number or has a space in it.
fn looks_like_an_option(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or_default();
    let is_number = rest.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    !rest.is_empty() && !is_number && !text.contains(' ')
}

//! Walks over the words of a line and says what was expected where.

use crate::api::cli::words::{Slip, Word, nearest, split};
use crate::kernel::{Time, units};
use crate::names::Name;

pub(super) struct Cursor<'a> {
    line: &'a str,
    words: Vec<Word>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(line: &'a str) -> Result<Cursor<'a>, Slip> {
        Ok(Cursor { line, words: split(line, 1)?, at: 0 })
    }

    /// The column of the next word, or of the end of the line.
    pub fn column(&self) -> usize {
        self.peek().map_or_else(|| self.line.trim_end().chars().count() + 1, |word| word.column)
    }

    pub fn peek(&self) -> Option<&Word> {
        self.words.get(self.at)
    }

    /// How many words there still are.
    pub fn left(&self) -> usize {
        self.words.len() - self.at
    }

    /// Whether the next word is this one, bare.
    pub fn sees(&self, text: &str) -> bool {
        self.peek().is_some_and(|word| !word.quoted && word.text == text)
    }

    /// Whether a word that stands so many after the next is this one.
    pub fn sees_after(&self, words: usize, text: &str) -> bool {
        self.words.get(self.at + words).is_some_and(|word| !word.quoted && word.text == text)
    }

    /// Whether there is a word so many after the next.
    pub fn sees_any_after(&self, words: usize) -> bool {
        self.words.len() > self.at + words
    }

    pub fn take(&mut self, text: &str) -> bool {
        let found = self.sees(text);
        self.at += usize::from(found);
        found
    }

    /// The next word, whatever it is.
    pub fn next(&mut self, expected: &str) -> Result<Word, Slip> {
        let word = self.peek().cloned().ok_or_else(|| self.missing(expected))?;
        self.at += 1;
        Ok(word)
    }

    pub fn missing(&self, expected: &str) -> Slip {
        let what = self.peek().map_or("the line ends".to_owned(), |word| format!("found `{}`", word.raw));
        Slip::new(self.column(), format!("expected {expected}, but {what}"))
    }

    pub fn keyword(&mut self, text: &str) -> Result<(), Slip> {
        if self.take(text) {
            return Ok(());
        }
        let near = self.peek().and_then(|word| nearest(&word.text, [text]));
        let slip = self.missing(&format!("`{text}`"));
        Err(Slip { message: hinted(slip.message, near), ..slip })
    }

    pub fn name(&mut self, what: &str) -> Result<Name, Slip> {
        let word = self.next(what)?;
        Name::parse(&word.text).map_err(|message| Slip::new(word.column, message))
    }

    /// A quantity with a unit.
    pub fn quantity<T>(&mut self, what: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<T, Slip> {
        let word = self.next(what)?;
        read(&word.text).map_err(|message| Slip::new(word.column, message))
    }

    pub fn time(&mut self) -> Result<Time, Slip> {
        self.quantity("a time such as 10s", units::span).map(|span| Time(span.as_micros()))
    }

    /// A whole number, at least 1.
    pub fn count(&mut self, what: &str) -> Result<u64, Slip> {
        self.quantity(what, |text| match text.parse() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(format!("`{text}` is not {what}")),
        })
    }

    /// Text in quotes.
    pub fn quoted(&mut self, what: &str) -> Result<String, Slip> {
        match self.peek() {
            Some(word) if word.quoted => self.next(what).map(|word| word.text),
            Some(_) | None => Err(self.missing(&format!("{what} in quotes"))),
        }
    }

    /// A text as JSON writes it: on one line, with `\n` for its line feeds.
    pub fn json_text(&mut self, what: &str) -> Result<String, Slip> {
        match self.peek() {
            Some(word) if word.raw.starts_with('"') => {
                let word = self.next(what)?;
                serde_json::from_str(&word.raw)
                    .map_err(|error| Slip::new(word.column, format!("this is no JSON text: {error}")))
            }
            Some(_) | None => Err(self.missing(what)),
        }
    }

    /// One of the words, with what it stands for.
    pub fn choice<T: Copy>(&mut self, what: &str, choices: &[(&str, T)]) -> Result<T, Slip> {
        let word = self.next(what)?;
        if let Some((_, value)) = choices.iter().find(|(text, _)| *text == word.text) {
            return Ok(*value);
        }
        let known: Vec<_> = choices.iter().map(|(text, _)| *text).collect();
        let message = format!("`{}` is not {what}: write {}", word.text, listed(&known));
        Err(Slip::new(word.column, hinted(message, nearest(&word.text, known))))
    }

    /// What is left of the words, for the AWS CLI.
    pub fn rest(&mut self) -> Vec<Word> {
        self.words.split_off(self.at)
    }

    /// What is left of the line as it was written, with its first column.
    pub fn rest_text(&mut self) -> (&'a str, usize) {
        let column = self.column();
        self.at = self.words.len();
        let start = self.line.char_indices().nth(column - 1).map_or(self.line.len(), |(at, _)| at);
        (&self.line[start..], column)
    }

    pub fn end(&self) -> Result<(), Slip> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.missing("the end of the line")),
        }
    }
}

/// `a, b or c`.
pub(super) fn listed(words: &[&str]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

pub(super) fn hinted(message: String, near: Option<&str>) -> String {
    match near {
        Some(word) => format!("{message}; did you mean `{word}`?"),
        None => message,
    }
}

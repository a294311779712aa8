//! Records as a learner writes them: a text in which `{n}`, `{time}`, `{1..600}` and `{mobile|desktop}` stand for what
//! differs from record to record.
//!
//! A `{` before anything but a letter or a digit is only a brace, so JSON needs no escapes. Absent: a line feed within.

use std::fmt;

use crate::era::Era;
use crate::kernel::{Draw, Time};

/// A template that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
    /// A line feed ends each record.
    pub newline: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The record's number, from 0.
    Number,
    /// When it was made, in seconds of the Unix epoch.
    Time,
    /// A number by chance, both ends possible.
    Between(u64, u64),
    /// One of the words by chance.
    OneOf(Vec<String>),
}

/// What is wrong with a template, and before how many of its characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTemplate {
    pub at: usize,
    pub message: String,
}

impl Template {
    /// # Errors
    /// A placeholder that is not known or has no end, and where it stands.
    pub fn parse(text: &str) -> Result<Template, BadTemplate> {
        let bad = |rest: &str, message: String| {
            let before = &text[..text.len() - rest.len()];
            Err(BadTemplate { at: before.chars().count(), message })
        };
        let (mut parts, mut plain, mut rest) = (Vec::new(), String::new(), text);
        while let Some(c) = rest.chars().next() {
            let inside =
                rest.strip_prefix('{').filter(|it| it.starts_with(|c: char| c.is_ascii_alphanumeric()));
            let Some(inside) = inside else {
                plain.push(c);
                rest = &rest[c.len_utf8()..];
                continue;
            };
            let Some((word, behind)) = inside.split_once('}') else {
                return bad(rest, "a placeholder begins here and has no `}`".to_owned());
            };
            let Some(part) = Part::of(word) else {
                let known =
                    "{n}, {time}, a number by chance such as {1..600}, or one of several such as {red|blue}";
                return bad(rest, format!("`{{{word}}}` is no placeholder: write {known}"));
            };
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(part);
            rest = behind;
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        if parts.is_empty() {
            return bad("", "a template must not be empty".to_owned());
        }
        Ok(Template { text: text.to_owned(), parts, newline: false })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the longest record that it can make.
    pub fn least(&self) -> u64 {
        let longest: usize = self.parts.iter().map(Part::longest).sum();
        (longest + usize::from(self.newline)) as u64
    }

    pub(super) fn bytes(
        &self,
        number: u64,
        (era, made): (Era, Time),
        size: usize,
        draw: &mut Draw,
    ) -> Vec<u8> {
        let mut text = String::with_capacity(size);
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Number => text.push_str(&number.to_string()),
                Part::Time => text.push_str(&era.epoch_seconds(made).to_string()),
                Part::Between(low, high) => {
                    let span = (high - low).saturating_add(1);
                    text.push_str(&(low + draw.below(span)).to_string());
                }
                Part::OneOf(words) => {
                    let which = usize::try_from(draw.below(words.len() as u64)).expect("a small number");
                    text.push_str(&words[which]);
                }
            }
        }
        super::filled(text, size, self.newline)
    }
}

impl Part {
    fn of(word: &str) -> Option<Part> {
        match word {
            "n" => return Some(Part::Number),
            "time" => return Some(Part::Time),
            _ => {}
        }
        if let Some((low, high)) = word.split_once("..") {
            let (low, high) = (low.parse().ok()?, high.parse().ok()?);
            return (low <= high).then_some(Part::Between(low, high));
        }
        word.contains('|').then(|| Part::OneOf(word.split('|').map(str::to_owned).collect()))
    }

    fn longest(&self) -> usize {
        /// Of the greatest number there is.
        const DIGITS: usize = 20;
        match self {
            Part::Text(plain) => plain.len(),
            Part::Number | Part::Time => DIGITS,
            Part::Between(_, high) => high.to_string().len(),
            Part::OneOf(words) => words.iter().map(String::len).max().unwrap_or(0),
        }
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Single quotes, so that those of JSON stay as they are.
        let text = match self.text.contains('\'') {
            true => crate::keys::quoted(&self.text),
            false => format!("'{}'", self.text),
        };
        write!(f, "template {text}{}", if self.newline { " newline" } else { "" })
    }
}

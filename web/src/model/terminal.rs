//! The terminal of the dock: its lines, its input and its history, and how they are kept.
//!
//! Absent in what is kept: the answers to "why?", which belong to the instant at which they were given.

use engine::why::Why;
use serde::{Deserialize, Serialize};

/// A line of the terminal, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printed {
    Typed(String),
    Answer(String),
    Failed(String),
    /// A refusal of which more can be said.
    Refused(String, Why),
}

/// As many lines as are kept.
const KEPT: usize = 400;

/// As many lines are kept beyond a reload, and of each so many characters.
const SAVED: usize = 60;
const SAVED_CHARS: usize = 2_000;

#[derive(Serialize, Deserialize)]
struct Saved {
    printed: Vec<(Kind, String)>,
    history: Vec<String>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Kind {
    Typed,
    Answer,
    Failed,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terminal {
    pub printed: Vec<Printed>,
    pub input: String,
    /// What was typed, oldest first.
    pub history: Vec<String>,
    /// The entry of the history that the input shows.
    at: Option<usize>,
    /// The words that Tab goes through, what stands before them, and which of them is shown.
    cycle: Option<(String, Vec<String>, usize)>,
    /// What Ctrl+R looks for.
    needle: Option<String>,
}

impl Terminal {
    /// The learner has typed.
    pub fn input(&mut self, text: String) {
        self.input = text;
        (self.cycle, self.needle) = (None, None);
    }

    /// The next older line of the history that contains what was typed.
    pub fn search(&mut self) {
        let needle = self.needle.get_or_insert_with(|| self.input.clone()).clone();
        let before = self.at.unwrap_or(self.history.len());
        if let Some(at) =
            self.history[..before.min(self.history.len())].iter().rposition(|line| line.contains(&needle))
        {
            self.input.clone_from(&self.history[at]);
            self.at = Some(at);
        }
    }

    /// The newest lines as text for the browser's storage.
    pub fn save(&self) -> String {
        let newest = self.printed.iter().skip(self.printed.len().saturating_sub(SAVED));
        let printed = newest.map(|line| {
            let (kind, text) = match line {
                Printed::Typed(text) => (Kind::Typed, text),
                Printed::Answer(text) => (Kind::Answer, text),
                Printed::Failed(text) | Printed::Refused(text, _) => (Kind::Failed, text),
            };
            (kind, crate::prose::cut(text, SAVED_CHARS))
        });
        let history = self.history.iter().skip(self.history.len().saturating_sub(SAVED)).cloned();
        let saved = Saved { printed: printed.collect(), history: history.collect() };
        serde_json::to_string(&saved).expect("plain fields become JSON")
    }

    /// What [`save`](Terminal::save) wrote; `None` if it is something else.
    pub fn read(text: &str) -> Option<Terminal> {
        let saved: Saved = serde_json::from_str(text).ok()?;
        let line = |(kind, text)| match kind {
            Kind::Typed => Printed::Typed(text),
            Kind::Answer => Printed::Answer(text),
            Kind::Failed => Printed::Failed(text),
        };
        let printed = saved.printed.into_iter().map(line).collect();
        Some(Terminal { printed, history: saved.history, ..Terminal::default() })
    }

    pub fn print(&mut self, line: Printed) {
        self.printed.push(line);
        let over = self.printed.len().saturating_sub(KEPT);
        self.printed.drain(..over);
    }

    /// Takes the input as a line to carry out; `None` if it is empty.
    pub fn enter(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.input).trim().to_owned();
        (self.at, self.cycle, self.needle) = (None, None, None);
        if line.is_empty() {
            return None;
        }
        if self.history.last() != Some(&line) {
            self.history.push(line.clone());
        }
        self.print(Printed::Typed(line.clone()));
        Some(line)
    }

    pub fn older(&mut self) {
        let at = self.at.unwrap_or(self.history.len()).saturating_sub(1);
        if let Some(line) = self.history.get(at) {
            self.input.clone_from(line);
            self.at = Some(at);
        }
    }

    pub fn newer(&mut self) {
        let Some(at) = self.at else { return };
        match self.history.get(at + 1) {
            Some(line) => {
                self.input.clone_from(line);
                self.at = Some(at + 1);
            }
            None => {
                self.input.clear();
                self.at = None;
            }
        }
    }

    /// Completes the last word: the one possible word, or what all of them begin with. Several are printed, and from
    /// then on gone through, one after the other.
    pub fn complete(&mut self, words: &[String]) {
        if let Some((stem, words, at)) = &mut self.cycle {
            *at = (*at + 1) % words.len().max(1);
            self.input = format!("{stem}{}", words[*at]);
            return;
        }
        let begun = self.input.rsplit(' ').next().unwrap_or("").len();
        let stem = self.input[..self.input.len() - begun].to_owned();
        match words {
            [] => {}
            [only] => self.input = format!("{stem}{only} "),
            several => {
                let common = common_start(several);
                if common.len() > begun {
                    self.input = format!("{stem}{common}");
                } else {
                    self.print(Printed::Answer(several.join("  ")));
                    self.input = format!("{stem}{}", several[0]);
                    self.cycle = Some((stem, several.to_vec(), 0));
                }
            }
        }
    }
}

fn common_start(words: &[String]) -> String {
    let first = words.first().map_or("", String::as_str);
    let same = |i: usize, c: char| words.iter().all(|word| word.chars().nth(i) == Some(c));
    first.chars().enumerate().take_while(|(i, c)| same(*i, *c)).map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(lines: &[&str]) -> Terminal {
        let mut terminal = Terminal::default();
        for line in lines {
            terminal.input = (*line).to_owned();
            terminal.enter();
        }
        terminal
    }

    #[test]
    fn the_history_is_walked_both_ways() {
        let mut terminal = typed(&["one", "two", "two", "  "]);
        assert_eq!(terminal.history, ["one", "two"]);
        terminal.older();
        assert_eq!(terminal.input, "two");
        terminal.older();
        terminal.older();
        assert_eq!(terminal.input, "one");
        terminal.newer();
        assert_eq!(terminal.input, "two");
        terminal.newer();
        assert_eq!(terminal.input, "");
    }

    #[test]
    fn a_word_is_completed_as_far_as_it_is_certain() {
        let mut terminal = Terminal { input: "aws kinesis pu".into(), ..Terminal::default() };
        terminal.complete(&["put-record".into(), "put-records".into()]);
        assert_eq!(terminal.input, "aws kinesis put-record");
        terminal.complete(&["put-record".into(), "put-records".into()]);
        assert_eq!(terminal.printed, [Printed::Answer("put-record  put-records".into())]);
        assert_eq!(terminal.input, "aws kinesis put-record");
        for word in ["put-records", "put-record", "put-records"] {
            terminal.complete(&[]);
            assert_eq!(terminal.input, format!("aws kinesis {word}"), "Tab goes round");
        }
        terminal.input("aws kinesis put-records".into());
        terminal.complete(&["put-records".into()]);
        assert_eq!(terminal.input, "aws kinesis put-records ");
    }

    #[test]
    fn the_history_is_searched_backwards() {
        let mut terminal =
            typed(&["aws kinesis list-streams", "aws s3 ls", "aws kinesis list-shards", "help"]);
        terminal.input("kinesis".into());
        let mut found = Vec::new();
        for _ in 0..3 {
            terminal.search();
            found.push(terminal.input.clone());
        }
        let oldest = "aws kinesis list-streams";
        assert_eq!(found, ["aws kinesis list-shards", oldest, oldest]);
    }

    #[test]
    fn old_lines_go() {
        let mut terminal = Terminal::default();
        for n in 0..500 {
            terminal.print(Printed::Answer(n.to_string()));
        }
        assert_eq!(terminal.printed.len(), KEPT);
        assert_eq!(terminal.printed.first(), Some(&Printed::Answer("100".into())));
    }
}

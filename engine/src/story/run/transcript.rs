//! What came of playing a story.

use std::fmt;

use super::super::condition::Said;
use super::super::goals::GoalState;
use super::super::{Error, Place};
use crate::kernel::Time;

/// What happened, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    pub entries: Vec<Entry>,
    /// The sentence of each goal and how it ended. A story may be right and its goals not met: a lab begins so.
    pub goals: Vec<(String, GoalState)>,
    pub ended: Time,
    /// The ledger, if there are records that it cannot account for at the end.
    pub unbalanced: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub at: Time,
    /// Which line of the story; 0 for none.
    pub place: Place,
    /// How often, one right after the other.
    pub times: u32,
    pub what: Happened,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    Done(String),
    /// A line of the script that was refused when its time came: the story fails.
    Refused {
        line: String,
        why: String,
    },
    Said(String),
    /// An `expect` with both sides, or a refusal that was wanted.
    Held(Said),
    /// An `expect` or `refused` with both sides, or why the story could not be played: it fails.
    Failed(Said),
    /// The option that came true.
    Answered {
        question: String,
        answer: String,
    },
}

impl Transcript {
    pub(super) fn add(&mut self, at: Time, place: Place, what: Happened) {
        match self.entries.last_mut() {
            Some(last) if (last.at, last.place.0, &last.what) == (at, place.0, &what) => last.times += 1,
            _ => self.entries.push(Entry { at, place, times: 1, what }),
        }
    }

    /// Where its line stands among the lines of its instant: what never reaches the world is judged after them.
    pub(super) fn add_in_line(&mut self, at: Time, place: Place, what: Happened) {
        let later = |entry: &&Entry| entry.at == at && entry.place.0 > place.0;
        let after = self.entries.iter().rev().take_while(later).count();
        let later = self.entries.split_off(self.entries.len() - after);
        self.add(at, place, what);
        self.entries.extend(later);
    }

    pub(super) fn failed_to_start(error: &Error) -> Transcript {
        let mut transcript = Transcript::default();
        transcript.add(Time::START, Place(error.line), Happened::Failed(Said::plain(error.message.clone())));
        transcript
    }

    /// Every command was taken, or refused where that was wanted; every `expect` held, every question
    /// has one answer.
    pub fn ok(&self) -> bool {
        !self.entries.iter().any(|entry| entry.what.is_failure())
    }

    /// Whether every goal is met; true if there is none.
    pub fn goals_met(&self) -> bool {
        self.goals.iter().all(|(_, state)| matches!(state, GoalState::Met { .. }))
    }

    /// What made it fail, each on a line.
    pub fn failures(&self) -> Vec<String> {
        self.entries.iter().filter(|entry| entry.what.is_failure()).map(ToString::to_string).collect()
    }
}

impl Happened {
    fn is_failure(&self) -> bool {
        match self {
            Happened::Refused { .. } | Happened::Failed(_) => true,
            Happened::Done(_) | Happened::Said(_) | Happened::Held(_) | Happened::Answered { .. } => false,
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}: ", self.at, self.place.0)?;
        if self.times > 1 {
            write!(f, "{} times: ", self.times)?;
        }
        match &self.what {
            Happened::Done(line) => f.write_str(line),
            Happened::Refused { line, why } => write!(f, "REFUSED {line}: {why}"),
            Happened::Said(text) => write!(f, "“{text}”"),
            Happened::Held(said) => write!(f, "holds: {}", said.paths),
            Happened::Failed(said) => write!(f, "FAILED: {}", said.paths),
            Happened::Answered { question, answer } => write!(f, "{question} {answer}"),
        }
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.iter().try_for_each(|entry| writeln!(f, "{entry}"))?;
        for (goal, state) in &self.goals {
            match state {
                GoalState::NotYet { found, progress } => {
                    write!(f, "{} goal not met: {goal} ({}", self.ended, found.paths)?;
                    match progress {
                        Some((done, total)) => {
                            writeln!(f, "; held {} of {} s)", done / 1_000_000, total / 1_000_000)?
                        }
                        None => f.write_str(")\n")?,
                    }
                }
                GoalState::Met { at } => writeln!(f, "{at} goal met: {goal}")?,
                GoalState::Broken { at, by } => writeln!(f, "{at} goal BROKEN: {goal} ({})", by.paths)?,
            }
        }
        writeln!(f, "{} {}", self.ended, if self.ok() { "ok" } else { "not ok" })
    }
}

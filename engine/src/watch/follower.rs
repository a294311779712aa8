//! Does what another world was told in a history of one's own.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;

use super::{Asked, Fingerprint, Told, VERSION};
use crate::command::{Command, Reply};
use crate::era::Era;
use crate::history::History;
use crate::kernel::Time;
use crate::refusal::Refusal;
use crate::story::{self, Story};
use crate::tools::{self, Tool, Tools};
use crate::world::Progress;

/// Events that are read at one time for the digest.
const EVENTS_MOST: usize = 5_000;
/// How much of a line is quoted.
const QUOTED: usize = 120;

/// Why the two worlds are not the same, with the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs(pub String);

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One call as it was done here.
#[derive(Clone, Debug)]
pub struct Done {
    pub at: Time,
    pub asked: Asked,
    /// The command with what came of it; `None` of what could not be read there.
    pub call: Option<(Command, Result<Reply, Refusal>)>,
}

/// How [`Follower::go_on`] ended.
#[derive(Clone, Debug)]
pub enum Gone {
    /// The instant that was wished, or all that is known, is reached.
    Reached,
    BudgetSpent,
    /// Calls of one place were done.
    Did(Vec<Done>),
}

/// What is told and not done yet.
#[derive(Clone, Debug)]
enum Next {
    /// With its number.
    Call(usize, Asked),
    Check {
        at: Time,
        wakes: u64,
        digest: String,
    },
}

#[derive(Clone, Debug)]
pub struct Follower {
    run: String,
    waiting: VecDeque<Next>,
    /// Calls that were heard of; that were done; that were refused among those.
    heard: usize,
    done: usize,
    refused: u64,
    /// Calls that there are in all.
    all: usize,
    /// How far the other world is, as far as is known.
    now: Time,
    fingerprint: Fingerprint,
    /// Digests that agreed.
    agreed: u64,
}

impl Follower {
    /// Begins to follow: the history stands where the first call is, or where the other world is.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn begin(told: &Told, title: &str, tools: &Tools) -> Result<(Follower, History), String> {
        if told.watch != VERSION {
            return Err(format!(
                "it speaks version {} of watching, and this page version {VERSION}",
                told.watch
            ));
        }
        let era = Era::parse(&told.era).ok_or_else(|| format!("it names an era `{}`", told.era))?;
        if told.from != 0 {
            return Err(format!("it begins with call {} in the place of call 0", told.from));
        }
        let mut story = Story::default().replayed(era, told.seed);
        title.clone_into(&mut story.title);
        let mut history = History::lent(&story, tools).map_err(|error| error.to_string())?;
        let first = told.calls.first().map_or(told.now_us, |first| first.at_us);
        history.skip_to(Time(first));
        let mut follower = Follower {
            run: told.run.clone(),
            waiting: VecDeque::new(),
            heard: 0,
            done: 0,
            refused: 0,
            all: 0,
            now: history.now(),
            fingerprint: Fingerprint::default(),
            agreed: 0,
        };
        follower.hear(told);
        Ok((follower, history))
    }

    /// Whether this is told of another world, such as after a restart.
    pub fn is_of_another(&self, told: &Told) -> bool {
        told.run != self.run || told.all < self.heard
    }

    /// Takes what is told; calls that were heard of before are passed over.
    pub fn hear(&mut self, told: &Told) {
        for (number, asked) in (told.from..).zip(&told.calls) {
            if number == self.heard {
                self.waiting.push_back(Next::Call(number, asked.clone()));
                self.heard += 1;
            }
        }
        self.all = self.all.max(told.all);
        if self.heard == told.from + told.calls.len() {
            self.now = self.now.max(Time(told.now_us));
            if let Some(digest) = &told.digest {
                let (at, wakes) = (Time(told.now_us), told.wakes);
                // One at a time is enough, and the newest tells most.
                if matches!(self.waiting.back(), Some(Next::Check { .. })) {
                    self.waiting.pop_back();
                }
                self.waiting.push_back(Next::Check { at, wakes, digest: digest.clone() });
            }
        }
    }

    /// The number of the call that is to be told next.
    pub fn heard(&self) -> usize {
        self.heard
    }
    pub fn done(&self) -> usize {
        self.done
    }
    pub fn refused(&self) -> u64 {
        self.refused
    }
    pub fn all(&self) -> usize {
        self.all
    }
    /// How far the other world is, as far as is known.
    pub fn now(&self) -> Time {
        self.now
    }
    /// How often the digests of both journals were compared, and agreed.
    pub fn agreed(&self) -> u64 {
        self.agreed
    }

    /// What a host must lend for what waits.
    pub fn needs(&self) -> BTreeSet<Tool> {
        let lines = self.waiting.iter().filter_map(|next| match next {
            Next::Call(_, asked) => Some(&asked.line),
            Next::Check { .. } => None,
        });
        lines.filter_map(|line| story::command(line).ok()).flat_map(|it| tools::needs(&it)).collect()
    }

    /// Lets time pass in the history, at most until an instant and `max_wakes` wakes, and does what is next if its place
    /// is reached. What was played already and left by a seek is played again first.
    ///
    /// # Errors
    /// Where and how the two worlds differ. Nothing more can be followed then.
    pub fn go_on(&mut self, history: &mut History, until: Time, max_wakes: u64) -> Result<Gone, Differs> {
        let end = history.end();
        if history.now() < end || history.done() < history.actions().len() {
            let progress = history.advance(end.min(until), max_wakes);
            return Ok(if progress == Progress::Reached && until <= end {
                Gone::Reached
            } else {
                Gone::BudgetSpent
            });
        }
        let Some((at, wakes)) = self.waiting.front().map(Next::place) else {
            return Ok(moved(self.advance(history, until.min(self.now), max_wakes)));
        };
        if at > until {
            return Ok(moved(self.advance(history, until, max_wakes)));
        }
        let here = (history.now(), history.world().wakes());
        if here != (at, wakes) {
            let left = wakes.checked_sub(here.1).filter(|_| here.0 <= at);
            let Some(left) = left else { return Err(self.misplaced(here)) };
            let progress = self.advance(history, at, left.min(max_wakes));
            let now = (history.now(), history.world().wakes());
            // Nothing more is due by then, or something is due that was not due there.
            let settled = progress == Progress::Reached || left == 0;
            return if settled && now != (at, wakes) {
                Err(self.misplaced(now))
            } else {
                Ok(Gone::BudgetSpent)
            };
        }
        let mut done = Vec::new();
        while self.waiting.front().is_some_and(|next| next.place() == (at, wakes)) {
            match self.waiting.pop_front() {
                Some(Next::Call(number, asked)) => done.push(self.do_it(history, at, number, asked)?),
                Some(Next::Check { digest, .. }) => {
                    if !self.fingerprint.read(history.world().journal(), EVENTS_MOST) {
                        self.waiting.push_front(Next::Check { at, wakes, digest });
                        break;
                    }
                    if self.fingerprint.told() != digest {
                        return Err(Differs(format!(
                            "After {} calls, at {at}, the journal here is not the journal there.",
                            self.done
                        )));
                    }
                    self.agreed += 1;
                }
                None => break,
            }
        }
        Ok(if done.is_empty() { Gone::BudgetSpent } else { Gone::Did(done) })
    }

    /// Beyond what was played already.
    fn advance(&mut self, history: &mut History, until: Time, max_wakes: u64) -> Progress {
        let progress = history.advance(until, max_wakes);
        self.fingerprint.read(history.world().journal(), EVENTS_MOST);
        progress
    }

    fn do_it(
        &mut self,
        history: &mut History,
        at: Time,
        number: usize,
        asked: Asked,
    ) -> Result<Done, Differs> {
        self.done = number + 1;
        self.refused += u64::from(asked.refused.is_some());
        if asked.line.starts_with('#') {
            return Ok(Done { at, asked, call: None });
        }
        let differs = |why: String| {
            let quoted: String = asked.line.chars().take(QUOTED).collect();
            Differs(format!("Call {} at {at}, `{quoted}`: {why}.", number + 1))
        };
        let command = story::command(&asked.line)
            .map_err(|error| differs(format!("it cannot be read here: {}", error.message)))?;
        let answer = history.act(&command);
        let there = asked.refused.as_ref().map(|refused| (refused.error.as_str(), refused.message.as_str()));
        let here = answer.as_ref().err().map(|refusal| (refusal.error.as_str(), refusal.message.as_str()));
        if there != here {
            let told = |it: Option<(&str, &str)>| {
                it.map_or("it was done".to_owned(), |(error, message)| format!("{error}: {message}"))
            };
            return Err(differs(format!("there {}; here {}", told(there), told(here))));
        }
        Ok(Done { at, asked, call: Some((command, answer)) })
    }

    fn misplaced(&self, (now, wakes): (Time, u64)) -> Differs {
        let (at, wanted) = self.waiting.front().map_or((now, wakes), Next::place);
        Differs(format!(
            "After {} calls, at {at}: there {wanted} things had happened by themselves, here {wakes}.",
            self.done
        ))
    }
}

impl Next {
    fn place(&self) -> (Time, u64) {
        match self {
            Next::Call(_, asked) => (Time(asked.at_us), asked.wakes),
            Next::Check { at, wakes, .. } => (*at, *wakes),
        }
    }
}

fn moved(progress: Progress) -> Gone {
    if progress == Progress::Reached { Gone::Reached } else { Gone::BudgetSpent }
}

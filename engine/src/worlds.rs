//! Two worlds: the same scene with the same seed, one knob changed, played in step.
//!
//! Promised: both are made in the same way from the same lines, so without a changed knob no number ever differs. Both
//! stand at the same instant after each [`Worlds::advance`] that is not cut short; the numbers are compared at each
//! whole second, so the second at which two parted is the same at any speed. Absent: scenes that invoke a function of
//! the learner's own, whose answers only a host has.

mod knob;
mod numbers;

use std::collections::VecDeque;

use crate::command::{Actor, Command, Setting};
use crate::history::{Action, History};
use crate::kernel::{Span, Time};
use crate::story::{Statement, Story};
use crate::tools::Tools;
use crate::world::{Progress, World};

pub use knob::{Knob, SceneLine, lines};
pub use numbers::{Measure, Unit};

use numbers::{MEASURES, measured};

/// How often the numbers are compared.
const LOOK_EVERY: Span = Span::SECOND;

/// A number of both worlds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub measure: Measure,
    /// As it is now in the scene as it is, and in the changed one.
    pub values: [u64; 2],
    /// The first whole second at which they differed.
    pub parted: Time,
}

/// A world, and what is still to be done in it.
#[derive(Clone, Debug)]
struct Side {
    history: History,
    ahead: VecDeque<(Time, Command)>,
    /// Lines that are no longer taken in it: what was asked, and AWS's answer.
    refused: Vec<String>,
}

impl Side {
    fn new(history: History, done: &[(Time, Command)]) -> Side {
        Side { history, ahead: done.iter().cloned().collect(), refused: Vec::new() }
    }

    /// Each action is done when all that is due at its instant has happened.
    fn advance(&mut self, until: Time, max_wakes: u64) -> Progress {
        loop {
            let next = self.ahead.front().map(|(at, _)| *at);
            let target = next.map_or(until, |at| until.min(at)).max(self.history.now());
            let progress = self.history.advance(target, max_wakes);
            if progress != Progress::Reached {
                return progress;
            }
            if next.is_none_or(|at| at > self.history.now()) {
                return Progress::Reached;
            }
            if let Some((at, command)) = self.ahead.pop_front()
                && let Err(refusal) = self.history.act(&command)
            {
                let answer = format!("{}: {}", refusal.error.as_str(), refusal.message);
                self.refused.push(format!("`{}` at {at}: {answer}", command.told()));
            }
        }
    }
}

#[derive(Clone, Debug)]
pub struct Worlds {
    sides: [Side; 2],
    /// What was changed, in words.
    knob: String,
    /// Where they part.
    from: Time,
    /// Up to here the numbers were compared.
    looked: Time,
    parted: [Option<Time>; MEASURES.len()],
}

impl Worlds {
    /// Both from the start of the scene.
    ///
    /// # Errors
    /// A sentence: what of the knob cannot be, or which line of the beginning is refused then.
    pub fn from_start(history: &History, knob: &Knob, tools: &Tools) -> Result<Worlds, String> {
        let (story, done) = scene(history);
        playable(&story, &done)?;
        let (changed, then) = knob.turned(history, &story, &done)?;
        playable(&changed, &then)?;
        let begin = |story: &Story| {
            History::lent(story, tools)
                .map_err(|error| format!("The scene cannot begin so: {}", error.message))
        };
        let sides = [Side::new(begin(&story)?, &done), Side::new(begin(&changed)?, &then)];
        Ok(Worlds::new(sides, knob.says(history, &story, &done), Time::START))
    }

    /// Both from the present instant on. What lies ahead in the scene's branch is done in both.
    ///
    /// # Errors
    /// As [`Worlds::from_start`]; also a knob that would change what has been.
    pub fn from_now(history: &History, knob: &Knob) -> Result<Worlds, String> {
        let (story, done) = scene(history);
        playable(&story, &done)?;
        let command = knob.now(&story, &done)?;
        let now = history.now();
        let ahead: Vec<(Time, Command)> = done.iter().filter(|(at, _)| *at > now).cloned().collect();
        let mut first = history.clone();
        first.cut();
        let mut second = first.clone();
        if let Some(command) = command {
            second.act(&command).map_err(|refusal| {
                format!("That is refused now. {}: {}", refusal.error.as_str(), refusal.message)
            })?;
        }
        let sides = [Side::new(first, &ahead), Side::new(second, &ahead)];
        Ok(Worlds::new(sides, knob.says(history, &story, &done), now))
    }

    fn new(sides: [Side; 2], knob: String, from: Time) -> Worlds {
        let looked = Time::seconds(from.as_seconds());
        Worlds { sides, knob, from, looked, parted: [None; MEASURES.len()] }
    }

    /// What was changed: `fleet: rate 1400/s → 700/s`.
    pub fn knob(&self) -> &str {
        &self.knob
    }
    pub fn from(&self) -> Time {
        self.from
    }
    /// Both have come so far.
    pub fn now(&self) -> Time {
        self.sides[0].history.now().min(self.sides[1].history.now())
    }
    /// The furthest instant to which both were played.
    pub fn end(&self) -> Time {
        self.sides[0].history.end().min(self.sides[1].history.end()).max(self.now())
    }
    /// The scene as it is, and the changed one.
    pub fn worlds(&self) -> [&World; 2] {
        self.sides.each_ref().map(|side| side.history.world())
    }
    /// Lines that the changed world no longer takes.
    pub fn refused(&self) -> &[String] {
        &self.sides[1].refused
    }
    /// The changed scene.
    pub fn changed(self) -> History {
        let [_, second] = self.sides;
        second.history
    }

    /// The instant at which something happens next in either.
    pub fn next_wake_at(&self) -> Option<Time> {
        let one = |side: &Side| {
            side.history.next_wake_at().into_iter().chain(side.ahead.front().map(|(at, _)| *at)).min()
        };
        self.sides.iter().filter_map(one).min()
    }

    /// To the nearest snapshots at or before an instant, never before they part; advance from there.
    pub fn seek(&mut self, to: Time) {
        let to = to.max(self.from);
        self.sides.iter_mut().for_each(|side| side.history.seek(to));
    }

    /// Lets time pass in both, in step from second to second, until an instant or until one of them has spent
    /// `max_wakes` wakes: ask again then.
    pub fn advance(&mut self, until: Time, max_wakes: u64) -> Progress {
        loop {
            let next = self.looked + LOOK_EVERY;
            // A snapshot of one may lie further back than that of the other.
            let step = (self.now() + LOOK_EVERY).min(next.max(self.now()));
            let target = until.min(if self.now() < self.looked { step } else { next });
            for side in &mut self.sides {
                let progress = side.advance(target, max_wakes);
                if progress != Progress::Reached {
                    return progress;
                }
            }
            if target == next {
                self.look();
            }
            if self.now() >= until {
                return Progress::Reached;
            }
        }
    }

    fn look(&mut self) {
        self.looked += LOOK_EVERY;
        let [first, second] = self.worlds().map(measured);
        for (place, parted) in self.parted.iter_mut().enumerate() {
            if parted.is_none() && first[place] != second[place] {
                *parted = Some(self.looked);
            }
        }
    }

    /// The numbers that have parted by now, those that differ most first.
    pub fn differences(&self) -> Vec<Difference> {
        let now = self.now();
        let [first, second] = self.worlds().map(measured);
        let parted = |place: usize| self.parted[place].filter(|at| *at <= now);
        let one = |place: usize| {
            let values = [first[place], second[place]];
            // Within the second that runs nobody has looked yet.
            let at = parted(place).or((values[0] != values[1]).then_some(now))?;
            Some(Difference { measure: MEASURES[place], values, parted: at })
        };
        let mut all: Vec<Difference> = (0..MEASURES.len()).filter_map(one).collect();
        all.sort_by_key(|it| std::cmp::Reverse(apart(it.values)));
        all
    }

    /// How many numbers are compared.
    pub fn compared() -> usize {
        MEASURES.len()
    }
}

/// How far two numbers lie apart, in parts of a million of the larger.
fn apart([one, other]: [u64; 2]) -> u128 {
    u128::from(one.abs_diff(other)) * 1_000_000 / u128::from(one.max(other).max(1))
}

/// What a history is made of: its story, and what the learner did when.
fn scene(history: &History) -> (Story, Vec<(Time, Command)>) {
    (history.story().clone(), done(history.actions()))
}

fn done(actions: &[Action]) -> Vec<(Time, Command)> {
    let own = actions.iter().filter(|action| !matches!(action.command, Command::Answer(_)));
    own.map(|action| (action.at, action.command.clone())).collect()
}

/// # Errors
/// Two worlds would each have to ask a host.
fn playable(story: &Story, done: &[(Time, Command)]) -> Result<(), String> {
    let of_story = story.lines.iter().filter_map(|line| match &line.what {
        Statement::Do(command) => Some(command),
        Statement::Refused(_)
        | Statement::Expect(_)
        | Statement::Predict(_)
        | Statement::Say(_)
        | Statement::Comment(_) => None,
    });
    let mut all = of_story.chain(done.iter().map(|(_, command)| command));
    let own = all.find_map(|command| {
        let Command::Actor(Actor::Function { name, settings } | Actor::Set { name, settings }) = command
        else {
            return None;
        };
        settings.iter().any(|it| matches!(it, Setting::Source(_))).then_some(name)
    });
    match own {
        Some(name) => Err(format!(
            "Function {name} is your own code, and its sandbox answers one world at a time: a scene with it cannot be \
             compared. Give it a blueprint, or leave it out."
        )),
        None => Ok(()),
    }
}

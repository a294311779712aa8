//! What a lab asks, and how far it is.

use super::condition::{Condition, Said, Sections};
use crate::kernel::{Span, Time};
use crate::world::World;

/// Goals look at the world at every multiple of this and nowhere between, so that the verdict does not depend on how
/// a run is cut into frames.
pub const GRID: Span = Span::millis(100);

/// Of the way to a goal's own instant, so much passes until it is looked at again: nothing is decided before, only
/// told, and a goal of days does not cost a look every tenth of a second.
const OF_THE_WAY: u64 = 64;

/// One goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    pub text: String,
    pub rule: Rule,
    pub condition: Condition,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Met when it first holds.
    Reach,
    /// The same, but no later than this.
    Within(Time),
    /// Met when it has held so long without a break.
    Hold(Span),
    /// Broken when it holds.
    Never,
    /// Judged once.
    At(Time),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoalState {
    /// What was found last, and for `hold` how long it has held, of how long it must, in µs.
    NotYet {
        found: Said,
        progress: Option<(u64, u64)>,
    },
    Met {
        at: Time,
    },
    Broken {
        at: Time,
        by: Said,
    },
}

/// The goals of a story on their way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goals {
    goals: Vec<Tracked>,
    /// When the world was last looked at, in steps of the grid; none before the first look.
    looked: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Tracked {
    goal: Goal,
    state: GoalState,
    /// Since when it has held without a break.
    since: Option<Time>,
}

impl Goals {
    pub fn new(goals: &[Goal]) -> Goals {
        let begin = |goal: &Goal| Tracked {
            goal: goal.clone(),
            state: GoalState::NotYet { found: Said::default(), progress: None },
            since: None,
        };
        Goals { goals: goals.iter().map(begin).collect(), looked: None }
    }

    /// The instant of the next check; never, when all is decided.
    pub fn next_check(&self) -> Time {
        let Some(looked) = self.looked else { return Time::START };
        let step = self.goals.iter().filter_map(|tracked| tracked.next_step(looked)).min();
        step.map_or(Time(u64::MAX), |step| Time(step * GRID.as_micros()))
    }

    /// Looks at the world as it is now. To be called at each [`Goals::next_check`].
    pub fn check(&mut self, world: &World) {
        let now = world.now();
        self.looked = Some(now.as_micros() / GRID.as_micros());
        let sections = Sections::of(world);
        for tracked in &mut self.goals {
            tracked.check(&sections, now);
        }
        let mut others = self.goals.iter().filter(|tracked| tracked.goal.rule != Rule::Never).peekable();
        if others.peek().is_some() && others.all(|tracked| matches!(tracked.state, GoalState::Met { .. })) {
            self.finish(now);
        }
    }

    /// The end: what should never happen has not.
    pub fn finish(&mut self, now: Time) {
        for tracked in self.goals.iter_mut().filter(|tracked| tracked.goal.rule == Rule::Never) {
            // Only with a `since` has it been judged without an error; an unknown path must not pass for a success.
            if matches!(tracked.state, GoalState::NotYet { .. }) && tracked.since.is_some() {
                tracked.state = GoalState::Met { at: now };
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Goal, &GoalState)> {
        self.goals.iter().map(|tracked| (&tracked.goal, &tracked.state))
    }

    pub fn is_empty(&self) -> bool {
        self.goals.is_empty()
    }

    /// Whether every goal is met.
    pub fn all_met(&self) -> bool {
        self.goals.iter().all(|tracked| matches!(tracked.state, GoalState::Met { .. }))
    }
}

impl Tracked {
    /// The next step of the grid at which it is looked at; none once it is decided.
    fn next_step(&self, looked: u64) -> Option<u64> {
        match (&self.state, self.goal.rule) {
            (GoalState::Met { .. } | GoalState::Broken { .. }, _) => None,
            (GoalState::NotYet { .. }, Rule::At(time)) => {
                let left = time.as_micros().div_ceil(GRID.as_micros()).saturating_sub(looked);
                Some(looked + (left / OF_THE_WAY).max(1))
            }
            (GoalState::NotYet { .. }, Rule::Reach | Rule::Within(_) | Rule::Hold(_) | Rule::Never) => {
                Some(looked + 1)
            }
        }
    }

    fn check(&mut self, sections: &Sections<'_>, now: Time) {
        if !matches!(self.state, GoalState::NotYet { .. }) {
            return;
        }
        let (holds, found) = match self.goal.condition.judge_in(sections) {
            // What must never hold is not wanted: it is told without its other side.
            Ok(judged) if self.goal.rule == Rule::Never => (Some(judged.holds), judged.found),
            Ok(judged) => (Some(judged.holds), judged.text),
            Err(message) => (None, Said::plain(message)),
        };
        let not_yet = |progress| GoalState::NotYet { found: found.clone(), progress };
        self.state = match (self.goal.rule, holds) {
            (Rule::Reach, Some(true)) => GoalState::Met { at: now },
            (Rule::Reach, Some(false) | None) => not_yet(None),
            (Rule::Within(_), Some(true)) => GoalState::Met { at: now },
            (Rule::Within(end), Some(false) | None) if now >= end => GoalState::Broken { at: now, by: found },
            (Rule::Within(_), Some(false) | None) => not_yet(None),
            (Rule::Hold(span), Some(true)) => {
                let held = now.since(*self.since.get_or_insert(now));
                if held >= span {
                    GoalState::Met { at: now }
                } else {
                    not_yet(Some((held.as_micros(), span.as_micros())))
                }
            }
            (Rule::Hold(span), Some(false) | None) => {
                self.since = None;
                not_yet(Some((0, span.as_micros())))
            }
            (Rule::Never, Some(true)) => GoalState::Broken { at: now, by: found },
            (Rule::Never, Some(false)) => {
                self.since.get_or_insert(now);
                not_yet(None)
            }
            (Rule::Never, None) => {
                self.since = None;
                not_yet(None)
            }
            (Rule::At(time), Some(true)) if now >= time => GoalState::Met { at: now },
            (Rule::At(time), Some(false) | None) if now >= time => GoalState::Broken { at: now, by: found },
            (Rule::At(_), Some(_) | None) => not_yet(None),
        };
    }
}

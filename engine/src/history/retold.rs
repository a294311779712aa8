//! A history as a story: what the learner did becomes lines with times, so that somebody else can play it.
//!
//! Absent: branches that were left, what was undone, and answers of the learner's own functions, which run anew.

use super::{Action, History};
use crate::command::Command;
use crate::kernel::{Span, Time};
use crate::story::{Line, Place, Statement, Story, When};

impl History {
    /// The story with all actions of this branch as lines behind its own.
    ///
    /// A line comes before all else that is due at its instant. So an action that came behind something of its instant
    /// stands a microsecond later: what it found is there when it is done again.
    pub fn retold(&self) -> Story {
        let mut story = self.story.clone();
        let mut past = self.clone();
        let mut last = Time::START;
        for action in self.actions.iter().filter(|it| !matches!(it.command, Command::Answer(_))) {
            last = last.max(past.line_at(action));
            story.lines.push(Line {
                place: Place::default(),
                when: When::At(last),
                at: Some(last),
                times: 1,
                what: Statement::Do(action.command.clone()),
            });
        }
        story
    }

    /// The instant at which a line does what the action did.
    fn line_at(&mut self, action: &Action) -> Time {
        if action.wakes > self.wakes_before(action.at) { action.at + Span::micros(1) } else { action.at }
    }

    /// How many wakes were done before an instant.
    fn wakes_before(&mut self, at: Time) -> u64 {
        let Some(before) = at.as_micros().checked_sub(1).map(Time) else { return 0 };
        self.seek(before);
        self.advance(before, u64::MAX);
        self.present.world.wakes()
    }
}

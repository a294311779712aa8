//! A history as a story: what the learner did becomes lines with times, so that somebody else can play it.
//!
//! Absent: what was undone, and answers of the learner's own functions, which run anew.

use super::{Action, History};
use crate::command::Command;
use crate::kernel::{Span, Time};
use crate::story::{Branch, Line, Place, Statement, Story, When};

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

    /// The same as a lab without goals: what stood before the learner's action `first` (from 0) is its scene, what was
    /// done from there on its solution. Each branch that has the same before and something else behind it is a wrong
    /// turn, in the order of [`History::branches`], of which nothing is said yet.
    ///
    /// # Errors
    /// If the learner has not done so much: then there is no solution.
    pub fn as_lab(&self, first: usize) -> Result<Story, String> {
        let scene = self.story.lines.len() + first;
        let mut story = self.retold();
        let Some(solution) = branch(story.lines.split_off(scene.min(story.lines.len()))) else {
            return Err("nothing is done from there on, so there is no solution".to_owned());
        };
        let turns = (0..self.branches.len()).filter_map(|index| {
            let mut other = self.clone();
            other.switch(index)?;
            let mut lines = other.retold().lines;
            let turn =
                (lines.len() > scene && lines[..scene] == story.lines[..]).then(|| lines.split_off(scene));
            turn.and_then(branch)
        });
        story.wrong_turns =
            turns.filter(|turn| turn.lines != solution.lines || turn.from != solution.from).collect();
        story.solutions = vec![solution];
        Ok(story.with_goals(vec![]))
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

/// Lines that were done, as a branch: their times count from the first of them.
fn branch(mut lines: Vec<Line>) -> Option<Branch> {
    let from = lines.first()?.at.unwrap_or_default();
    for line in &mut lines {
        let after = Time::START + line.at.unwrap_or_default().since(from);
        line.at = (after > Time::START).then_some(after);
        line.when = line.at.map_or(When::Unsaid, When::At);
    }
    Some(Branch { place: Place::default(), from, says: String::new(), lines })
}

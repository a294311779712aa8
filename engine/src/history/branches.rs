//! Branches: futures that were left by acting in the past. Nothing is asked and nothing is lost: both are kept.
//!
//! A branch goes by the name that the learner gave it; without one by the first thing in it that no other branch begins
//! with: its time and its line.

use super::{Action, History};
use crate::command::Command;
use crate::kernel::Time;
use crate::kernel::units::grouped;

/// A future that was left: its actions, and how far it had come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// As the learner called it.
    pub named: Option<String>,
    pub actions: Vec<Action>,
    pub until: Time,
}

/// A branch in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchTold {
    pub name: String,
    /// Its place in [`History::branches`]; `None` of the one that plays.
    pub index: Option<usize>,
    /// What the learner did in it; answers of functions are not counted.
    pub actions: u64,
    pub until: Time,
    /// How it differs from the one that plays; empty of that one.
    pub differs: String,
}

/// `12.3 s`
fn seconds(at: Time) -> String {
    let tenths = at.as_millis() / 100;
    format!("{}.{} s", grouped(tenths / 10), tenths % 10)
}

fn shared(one: &[Action], other: &[Action]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

/// What the learner did among these.
fn own(actions: &[Action]) -> impl Iterator<Item = &Action> {
    actions.iter().filter(|action| !matches!(action.command, Command::Answer(_)))
}

fn called(actions: &[Action], others: &[&[Action]]) -> String {
    let same = others.iter().map(|other| shared(actions, other)).max().unwrap_or(0);
    match own(&actions[same..]).next() {
        Some(action) => format!("at {}: {}", seconds(action.at), action.command.told()),
        None => match own(&actions[..same]).last() {
            Some(last) => format!("after {}: nothing more done", seconds(last.at)),
            None => "nothing done".to_owned(),
        },
    }
}

fn counted(n: usize) -> String {
    if n == 1 { "1 action".to_owned() } else { format!("{} actions", grouped(n as u64)) }
}

fn differs(branch: &[Action], plays: &[Action]) -> String {
    let same = shared(branch, plays);
    let (mine, missing) = (own(&branch[same..]).count(), own(&plays[same..]).count());
    let from = branch.get(same).into_iter().chain(plays.get(same)).map(|action| action.at).min();
    let parts = match (mine, missing) {
        (0, 0) => return "the same actions".to_owned(),
        (0, missing) => format!("without {} of this branch", counted(missing)),
        (mine, 0) => format!("{} more than this branch", counted(mine)),
        (mine, missing) => {
            format!("{} of its own, without {} of this branch", counted(mine), counted(missing))
        }
    };
    format!("from {} on: {parts}", seconds(from.unwrap_or_default()))
}

impl History {
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The branch that plays first, then the others as they lie in [`History::branches`].
    pub fn told_branches(&self) -> Vec<BranchTold> {
        let others = |index: Option<usize>| {
            let rest = self.branches.iter().enumerate().filter(move |(at, _)| Some(*at) != index);
            rest.map(|(_, branch)| branch.actions.as_slice())
        };
        let plays: Vec<&[Action]> = others(None).collect();
        let first = BranchTold {
            name: self.name.clone().unwrap_or_else(|| called(&self.actions, &plays)),
            index: None,
            actions: own(&self.actions).count() as u64,
            until: self.end.max(self.now()),
            differs: String::new(),
        };
        let told = |(index, branch): (usize, &Branch)| {
            let all: Vec<&[Action]> = others(Some(index)).chain([self.actions.as_slice()]).collect();
            BranchTold {
                name: branch.named.clone().unwrap_or_else(|| called(&branch.actions, &all)),
                index: Some(index),
                actions: own(&branch.actions).count() as u64,
                until: branch.until,
                differs: differs(&branch.actions, &self.actions),
            }
        };
        std::iter::once(first).chain(self.branches.iter().enumerate().map(told)).collect()
    }

    /// Gives a branch a name; `None` names the one that plays, and an empty text takes the name back.
    pub fn name_branch(&mut self, index: Option<usize>, name: &str) {
        let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        match index {
            None => self.name = name,
            Some(index) => {
                if let Some(branch) = self.branches.get_mut(index) {
                    branch.named = name;
                }
            }
        }
    }

    /// Nothing was ever played or done beyond the present instant.
    pub(crate) fn cut(&mut self) {
        self.branches.clear();
        self.undone.clear();
        self.actions.truncate(self.present.done);
        let (place, done) = (self.present.place(), self.present.done);
        self.snapshots.retain(|moment| moment.place() <= place && moment.done <= done);
        self.end = self.now();
    }

    /// Forgets a branch that does not play.
    pub fn delete_branch(&mut self, index: usize) {
        if index < self.branches.len() {
            self.branches.remove(index);
        }
    }

    /// Something is done at the present instant: what had been played beyond it is kept, with actions or without.
    pub(super) fn fork(&mut self, command: &Command) {
        let plain = self.ahead().is_none() && self.end > self.now();
        if plain && !matches!(command, Command::Answer(_)) {
            self.keep_branch();
            self.name = None;
        }
        self.leave_future();
    }

    pub(super) fn keep_branch(&mut self) {
        let (named, until) = (self.name.clone(), self.end);
        match self.branches.iter_mut().find(|branch| branch.actions == self.actions) {
            Some(branch) => {
                branch.until = branch.until.max(until);
                branch.named = branch.named.take().or(named);
            }
            None => self.branches.push(Branch { named, actions: self.actions.clone(), until }),
        }
    }

    /// What plays has become what a branch was: it is one, and not two.
    pub(super) fn absorb(&mut self) {
        if let Some(at) = self.branches.iter().position(|branch| branch.actions == self.actions) {
            let branch = self.branches.remove(at);
            self.end = self.end.max(branch.until);
            self.name = self.name.take().or(branch.named);
        }
    }

    /// Goes over to another branch; this one is kept. Advance to the returned instant afterwards.
    pub fn switch(&mut self, index: usize) -> Option<Time> {
        if index >= self.branches.len() {
            return None;
        }
        let target = self.now();
        let other = self.branches.remove(index);
        let same = shared(&self.actions, &other.actions);
        let parts =
            self.actions.get(same).into_iter().chain(other.actions.get(same)).map(Action::place).min();
        self.keep_branch();
        self.snapshots
            .retain(|moment| moment.done <= same && parts.is_none_or(|place| moment.place() <= place));
        self.actions = other.actions;
        self.end = other.until;
        self.name = other.named;
        self.undone.clear();
        self.back_to_last_snapshot();
        Some(target.min(other.until))
    }
}

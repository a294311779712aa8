//! A history as text: the story, the actions with their places, and the instant of the present.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Action, Branch, History};
use crate::kernel::Time;
use crate::story::{self, Story};
use crate::tools::{self, Tool, Tools};

/// The version of the form; an older one is migrated here when there is one.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    shardlab: u32,
    story: String,
    now_us: u64,
    end_us: u64,
    actions: Vec<SavedAction>,
    /// As the learner called the branch that plays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    branches: Vec<SavedBranch>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedBranch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    until_us: u64,
    actions: Vec<SavedAction>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedAction {
    wakes: u64,
    at_us: u64,
    line: String,
}

fn saved(actions: &[Action]) -> Vec<SavedAction> {
    let one = |action: &Action| SavedAction {
        wakes: action.wakes,
        at_us: action.at.as_micros(),
        line: action.command.to_string(),
    };
    actions.iter().map(one).collect()
}

/// `of` says whose they are, where something is wrong.
fn read(actions: Vec<SavedAction>, of: &str) -> Result<Vec<Action>, String> {
    let mut all: Vec<Action> = Vec::with_capacity(actions.len());
    for (number, action) in (1..).zip(actions) {
        let command = story::command(&action.line)
            .map_err(|error| format!("action {number} of {of}, `{}`: {error}", action.line))?;
        let action = Action { wakes: action.wakes, at: Time(action.at_us), command };
        if all.last().is_some_and(|last| last.place() > action.place()) {
            return Err(format!("action {number} of {of} lies before the one above it"));
        }
        all.push(action);
    }
    Ok(all)
}

impl History {
    /// The story, what was done, and where the learner is.
    pub fn save(&self) -> String {
        let saved = Saved {
            shardlab: VERSION,
            story: self.story.to_string(),
            now_us: self.now().as_micros(),
            end_us: self.end.as_micros(),
            actions: saved(&self.actions),
            name: self.name.clone(),
            branches: self
                .branches
                .iter()
                .map(|branch| SavedBranch {
                    name: branch.named.clone(),
                    until_us: branch.until.as_micros(),
                    actions: saved(&branch.actions),
                })
                .collect(),
        };
        serde_json::to_string(&saved).expect("plain values become JSON")
    }

    /// Reads a saved text. The history stands at the beginning: advance to the instant that is given with it,
    /// and ask [`History::take_complaint`] then.
    ///
    /// # Errors
    /// A sentence that names the place and the reason.
    pub fn load(text: &str) -> Result<(History, Time), String> {
        History::load_lent(text, &Tools::none())
    }

    /// What must be lent before a saved text is loaded; nothing for one that cannot be read.
    pub fn needs(text: &str) -> BTreeSet<Tool> {
        let Ok(saved) = serde_json::from_str::<Saved>(text) else { return BTreeSet::new() };
        let story = Story::parse(&saved.story).map(|story| story.needs()).unwrap_or_default();
        let of_branches = saved.branches.iter().flat_map(|branch| &branch.actions);
        let actions =
            saved.actions.iter().chain(of_branches).filter_map(|action| story::command(&action.line).ok());
        story.into_iter().chain(actions.flat_map(|command| tools::needs(&command))).collect()
    }

    /// [`History::load`] with tools.
    ///
    /// # Errors
    /// As [`History::load`].
    pub fn load_lent(text: &str, tools: &Tools) -> Result<(History, Time), String> {
        let saved: Saved =
            serde_json::from_str(text).map_err(|error| format!("the saved state cannot be read: {error}"))?;
        if saved.shardlab != VERSION {
            return Err(format!(
                "the saved state has version {}, and this page reads version {VERSION}",
                saved.shardlab
            ));
        }
        let story =
            Story::parse(&saved.story).map_err(|error| format!("the story of the saved state, {error}"))?;
        let mut history =
            History::lent(&story, tools).map_err(|error| format!("the story of the saved state, {error}"))?;
        history.actions = read(saved.actions, "the saved state")?;
        for (number, branch) in (1..).zip(saved.branches) {
            let actions = read(branch.actions, &format!("branch {number} of the saved state"))?;
            history.branches.push(Branch { named: branch.name, actions, until: Time(branch.until_us) });
        }
        history.name = saved.name;
        history.skip_idle_beginning();
        history.end = Time(saved.end_us.max(saved.now_us));
        Ok((history, Time(saved.now_us)))
    }
}

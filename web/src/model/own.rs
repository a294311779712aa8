//! A function of the learner's own, as the page edits it and its sandbox runs it.

use std::collections::BTreeMap;

use engine::command::Outcome;
use engine::names::Name;
use engine::view::look::Trial;
use serde::{Deserialize, Serialize};

use super::Place;

/// What the editors hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    /// What was written and is not in use yet; the browser keeps it.
    pub drafts: Drafts,
    /// The editor has most of the window.
    pub large: bool,
    /// The function that is being tried.
    pub trying: Option<Name>,
    pub tried: Option<Tried>,
}

/// By place, then by function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Drafts(BTreeMap<String, BTreeMap<String, String>>);

impl Drafts {
    /// Where the browser keeps them.
    pub const KEY: &str = "shardlab.v1.drafts";

    /// How many functions have one.
    pub fn count(&self) -> usize {
        self.0.values().map(BTreeMap::len).sum()
    }

    pub fn of(&self, place: &Place, function: &Name) -> Option<&str> {
        self.0.get(&place.word())?.get(function.as_str()).map(String::as_str)
    }

    pub fn write(&mut self, place: &Place, function: &Name, text: String) {
        self.0.entry(place.word()).or_default().insert(function.to_string(), text);
    }

    pub fn forget(&mut self, place: &Place, function: &Name) {
        if let Some(of_place) = self.0.get_mut(&place.word()) {
            of_place.remove(function.as_str());
        }
        self.0.retain(|_, of_place| !of_place.is_empty());
    }
}

/// What the sandbox is asked to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its answer names it.
    pub ticket: u64,
    pub source: String,
    /// JSON.
    pub event: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    pub ticket: u64,
    /// Or why the sandbox could not run it.
    pub outcome: Result<Outcome, String>,
    /// Where it threw.
    pub line: Option<u32>,
    pub log: String,
    /// What it put into the delivery stream again, in base64, a line each.
    pub puts: String,
}

/// A function, tried on an invocation that was; the scene knows nothing of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    pub function: Name,
    /// The text that was tried.
    pub source: String,
    /// What went wrong with the whole, in one sentence.
    pub error: Option<String>,
    pub line: Option<u32>,
    pub log: Vec<String>,
    /// How Firehose would judge it.
    pub trial: Option<Trial>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnMsg {
    Draft(Name, String),
    /// The draft is thrown away.
    Forget(Name),
    /// The text becomes the function's code.
    Use(Name, String),
    /// Run it on the last invocation, beside the scene.
    Try(Name, String),
    /// The editor takes most of the window, or goes back to its panel.
    Large(bool),
}

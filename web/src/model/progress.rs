//! What the learner has done so far; kept in the browser.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    pub version: u32,
    /// Question to the option chosen first.
    pub answers: BTreeMap<String, usize>,
    /// Lesson screen (`lesson/2`) to the option predicted.
    pub predictions: BTreeMap<String, usize>,
    /// Labs whose goals were all met.
    pub labs: BTreeSet<String>,
}

impl Default for Progress {
    fn default() -> Progress {
        Progress { version: 1, answers: BTreeMap::new(), predictions: BTreeMap::new(), labs: BTreeSet::new() }
    }
}

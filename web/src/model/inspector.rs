//! What of the selected thing is open.

use std::collections::{BTreeMap, BTreeSet};

use engine::names::Name;
use engine::view::Road;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Results,
    Event,
    Response,
}

impl Tab {
    pub const ALL: [Tab; 3] = [Tab::Results, Tab::Event, Tab::Response];

    pub fn name(self) -> &'static str {
        match self {
            Tab::Results => "Results",
            Tab::Event => "Event",
            Tab::Response => "Response",
        }
    }
}

/// Rows of an invocation on one page of its table.
pub const ROWS: usize = 50;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspector {
    /// An invocation of the selected delivery stream's transform.
    pub invocation: Option<(Name, usize)>,
    pub tab: Tab,
    pub verdict: Option<&'static str>,
    pub page: usize,
    /// Lines of the open object whose `rawData` is decoded.
    pub decoded: BTreeSet<usize>,
    /// The road of a record of the open object: its byte, and what happened to it when that was asked.
    pub road: Option<(u64, Road)>,
    /// Folders of which older objects are shown: how many hundreds more.
    pub older: BTreeMap<String, usize>,
    /// Folders of the selected bucket that were opened or closed by hand.
    pub folders: BTreeMap<String, bool>,
}

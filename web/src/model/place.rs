//! Where a scene plays, and what the browser keeps of each place's terminal.

use std::collections::BTreeMap;

use super::Terminal;

/// Which scene the page's one driver plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Playground,
    Lab(String),
}

impl Place {
    /// Where the browser keeps the terminal's lines of this place.
    pub fn terminal_key(&self) -> String {
        format!("{TERMINALS}{}", self.word())
    }

    /// `playground`, or `lab.` and the lab's id.
    pub fn word(&self) -> String {
        match self {
            Place::Playground => "playground".to_owned(),
            Place::Lab(id) => format!("lab.{id}"),
        }
    }
}

/// The keys of all terminals begin with this.
const TERMINALS: &str = "shardlab.v1.terminal.";

/// The terminals that the browser has kept, by their keys. What cannot be read is left out: it costs some lines.
pub fn kept_terminals(store: &BTreeMap<String, String>) -> BTreeMap<String, Terminal> {
    let ours = store.iter().filter(|(key, _)| key.starts_with(TERMINALS));
    ours.filter_map(|(key, text)| Some((key.clone(), Terminal::read(text)?))).collect()
}

//! What the browser keeps for the learner: each key, what it is, whether it can be read, and how it goes into a file
//! and comes back.
//!
//! Nothing that cannot be read is thrown away: it is moved aside under a name of its own. No browser here.

mod import;
mod salvage;

use std::collections::BTreeMap;

pub use import::{Change, FILE_MOST, Import, export, import};
pub use salvage::{Mended, mend};

use crate::content;
use crate::driver::Driver;
use crate::model::{Drafts, Prefs, Progress, Terminal};
use crate::share::check;
use crate::shell::{BEFORE, BROKEN, QUESTION, Saved};
use crate::update::{OWN_LAB_KEY, PREFS_KEY, PROGRESS_KEY};

/// All that is kept, by key.
pub type Store = BTreeMap<String, String>;

const SCENE: &str = "shardlab.v1.scene.";
const TERMINAL: &str = "shardlab.v1.terminal.";

/// What a key is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Prefs,
    Progress,
    Drafts,
    /// The scene of the playground, of a lab, or one from before.
    Scene(String),
    Terminal(String),
    /// The lab that was made, or opened from a file.
    OwnLab,
    /// Moved aside, because it could not be read.
    Broken,
}

/// One thing that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub key: String,
    pub what: String,
    /// What is in it, or why it cannot be read.
    pub says: Result<String, String>,
    pub bytes: usize,
}

/// `None` for a key that this page does not write.
pub fn kind(key: &str) -> Option<Kind> {
    match key {
        PREFS_KEY => Some(Kind::Prefs),
        PROGRESS_KEY => Some(Kind::Progress),
        Drafts::KEY => Some(Kind::Drafts),
        OWN_LAB_KEY => Some(Kind::OwnLab),
        BEFORE => Some(Kind::Scene("before".to_owned())),
        QUESTION => Some(Kind::Scene("question".to_owned())),
        _ => {
            let place = |of: &str| key.strip_prefix(of).filter(|it| is_place(it)).map(str::to_owned);
            let aside = key.strip_prefix(BROKEN).and_then(|rest| rest.strip_prefix('.'));
            let broken = aside.filter(|n| n.parse::<u32>().is_ok()).map(|_| Kind::Broken);
            place(SCENE).map(Kind::Scene).or_else(|| place(TERMINAL).map(Kind::Terminal)).or(broken)
        }
    }
}

fn is_place(word: &str) -> bool {
    word == "playground" || word.strip_prefix("lab.").is_some_and(|id| !id.is_empty())
}

fn place_says(place: &str) -> String {
    match place.strip_prefix("lab.") {
        Some(id) => {
            let title = content::lab(id).map_or(id, |lab| lab.title.as_str());
            format!("the lab “{title}”")
        }
        None => "the playground".to_owned(),
    }
}

impl Kind {
    pub fn what(&self) -> String {
        match self {
            Kind::Prefs => "Settings".to_owned(),
            Kind::Progress => "Progress".to_owned(),
            Kind::Drafts => "Drafts of your functions".to_owned(),
            Kind::Scene(place) => match place.as_str() {
                "before" => "The scene before the last link or file".to_owned(),
                "question" => "The first scene, as it asks its question".to_owned(),
                place => format!("Scene of {}", place_says(place)),
            },
            Kind::Terminal(place) => format!("Terminal of {}", place_says(place)),
            Kind::OwnLab => "Your own lab".to_owned(),
            Kind::Broken => "Moved aside: it could not be read".to_owned(),
        }
    }

    /// What is in it.
    ///
    /// # Errors
    /// Why it cannot be read whole.
    pub fn read(&self, text: &str) -> Result<String, String> {
        let json = |error: serde_json::Error| error.to_string();
        match self {
            Kind::Prefs => {
                let prefs: Prefs = serde_json::from_str(text).map_err(json)?;
                known("settings", prefs.version)?;
                Ok(format!("Colours: {}; layout of the dock; filters of the quiz", prefs.theme.name()))
            }
            Kind::Progress => {
                let progress: Progress = serde_json::from_str(text).map_err(json)?;
                known("progress", progress.version)?;
                Ok(progress_says(&progress))
            }
            Kind::Drafts => {
                let drafts: Drafts = serde_json::from_str(text).map_err(json)?;
                Ok(counted(drafts.count(), "function"))
            }
            Kind::Scene(_) => {
                let saved = Saved::read(text)?;
                Ok(match Driver::read(&saved.history)? {
                    Some((title, at, did)) => {
                        format!("“{title}” at {at}, {} done in it", counted(did, "thing"))
                    }
                    None => "A scene that needs a tool".to_owned(),
                })
            }
            Kind::Terminal(_) => {
                let terminal = Terminal::read(text).ok_or("it is no list of lines")?;
                Ok(counted(terminal.printed.len(), "line"))
            }
            Kind::OwnLab => {
                let lab = check::lab(OWN_LAB_KEY, text.as_bytes())?;
                Ok(format!("“{}”, {}", lab.title, counted(lab.story.goals().len(), "goal")))
            }
            Kind::Broken => Ok("As it was; nothing reads it".to_owned()),
        }
    }
}

/// # Errors
/// A version that this page does not know.
fn known(what: &str, version: u32) -> Result<(), String> {
    if version == 1 { Ok(()) } else { Err(format!("{what} of version {version}, this page reads version 1")) }
}

pub fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn progress_says(it: &Progress) -> String {
    [
        counted(it.answers.len(), "answer"),
        counted(it.predictions.len(), "prediction"),
        format!("{} begun", counted(it.lessons.len(), "lesson")),
        format!("{} begun, {} solved", counted(it.begun.len(), "lab"), it.labs.len()),
    ]
    .join(", ")
}

/// The lab of one's own becomes a lab of the page, if there is one that can be read; [`mend`] says it of one that cannot.
#[inline(never)]
pub fn own_lab(store: &Store) {
    let lab = store.get(OWN_LAB_KEY).and_then(|text| check::lab(OWN_LAB_KEY, text.as_bytes()).ok());
    content::set_own(lab);
}

/// All that is kept, what matters most first.
pub fn items(store: &Store) -> Vec<Item> {
    let mut all: Vec<(u8, Item)> = store
        .iter()
        .map(|(key, text)| {
            let kind = kind(key);
            let rank = match &kind {
                Some(Kind::Progress) => 0,
                Some(Kind::Prefs) => 1,
                Some(Kind::Drafts) => 2,
                Some(Kind::OwnLab) => 3,
                Some(Kind::Scene(_)) => 4,
                Some(Kind::Terminal(_)) => 5,
                Some(Kind::Broken) => 6,
                None => 7,
            };
            let (what, says) = match kind {
                Some(kind) => (kind.what(), kind.read(text)),
                None => ("Not known to this page".to_owned(), Err("another version wrote it".to_owned())),
            };
            // Browsers count a key too, and two bytes for each sign.
            let bytes = (key.encode_utf16().count() + text.encode_utf16().count()) * 2;
            (rank, Item { key: key.clone(), what, says, bytes })
        })
        .collect();
    all.sort_by(|(a, one), (b, other)| (a, &one.key).cmp(&(b, &other.key)));
    all.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests;

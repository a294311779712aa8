//! All that is kept, as one file, and such a file on its way back: checked, versioned, and never taken half.

use serde::{Deserialize, Serialize};

use super::{Store, counted, kind};
use crate::model::Progress;
use crate::update::PROGRESS_KEY;

/// Bytes of a file that is read: more than a browser keeps for one page.
pub const FILE_MOST: usize = 12 * 1024 * 1024;
const FORMAT: &str = "shardlab-data";

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    version: u32,
    saved: Store,
}

/// What a file would bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    pub name: String,
    pub saved: Store,
    /// What of it cannot be read: its key, and why.
    pub refused: Vec<(String, String)>,
}

/// What becomes of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    New,
    Same,
    /// As it is here.
    Stays,
    /// As it is in the file.
    Replaced,
    /// Both together: what the file adds.
    Joined(String),
    /// It is not in the file.
    Erased,
}

/// All of it as the text of a file, keys in order.
pub fn export(store: &Store) -> String {
    let file = File { format: FORMAT.to_owned(), version: 1, saved: store.clone() };
    serde_json::to_string_pretty(&file).expect("texts become JSON")
}

/// Reads a file and checks each part of it.
///
/// # Errors
/// Why nothing of it can be taken.
pub fn import(name: &str, bytes: &[u8]) -> Result<Import, String> {
    if bytes.len() > FILE_MOST {
        return Err(format!("It has more than {} MiB.", FILE_MOST / 1024 / 1024));
    }
    let file: File = serde_json::from_slice(bytes)
        .map_err(|error| format!("It is no file that this page has exported: {error}."))?;
    if file.format != FORMAT {
        return Err(format!("It says that it is “{}”, not “{FORMAT}”.", crate::prose::cut(&file.format, 40)));
    }
    if file.version != 1 {
        return Err(format!(
            "It is of version {}, and this page reads version 1. Reload the page: there may be a newer one.",
            file.version
        ));
    }
    let mut read = Import { name: name.to_owned(), ..Import::default() };
    for (key, text) in file.saved {
        let says = match kind(&key) {
            Some(kind) => kind.read(&text).map(drop),
            None => Err("this page does not write such a key".to_owned()),
        };
        match says {
            Ok(()) => drop(read.saved.insert(key, text)),
            Err(why) => read.refused.push((key, why)),
        }
    }
    Ok(read)
}

impl Import {
    /// What would be kept afterwards.
    pub fn result(&self, store: &Store, merge: bool) -> Store {
        if !merge {
            return self.saved.clone();
        }
        let mut all = self.saved.clone();
        all.extend(store.clone());
        if let Some((_, text)) = self.joined(store) {
            all.insert(PROGRESS_KEY.to_owned(), text);
        }
        all
    }

    /// What becomes of each key, here or in the file.
    pub fn changes(&self, store: &Store, merge: bool) -> Vec<(String, Change)> {
        let keys = store.keys().chain(self.saved.keys().filter(|key| !store.contains_key(*key)));
        let change = |key: &String| match (store.get(key), self.saved.get(key)) {
            (Some(here), Some(there)) if here == there => Change::Same,
            (Some(_), Some(_)) if !merge => Change::Replaced,
            (Some(_), Some(_)) => match self.joined(store).filter(|_| key == PROGRESS_KEY) {
                Some((adds, _)) => Change::Joined(adds),
                None => Change::Stays,
            },
            (Some(_), None) if merge => Change::Stays,
            (Some(_), None) => Change::Erased,
            (None, _) => Change::New,
        };
        keys.map(|key| (key.clone(), change(key))).collect()
    }

    /// The progress of both, and what the file adds to it.
    fn joined(&self, store: &Store) -> Option<(String, String)> {
        let read = |store: &Store| serde_json::from_str::<Progress>(store.get(PROGRESS_KEY)?).ok();
        let (here, there) = (read(store)?, read(&self.saved)?);
        let both = here.clone().joined(there);
        let adds = [
            counted(both.answers.len() - here.answers.len(), "answer"),
            counted(both.predictions.len() - here.predictions.len(), "prediction"),
            counted(both.lessons.len() - here.lessons.len(), "lesson"),
            counted(both.labs.len() - here.labs.len(), "solved lab"),
        ];
        let text = serde_json::to_string(&both).expect("plain fields become JSON");
        Some((format!("adds {}", adds.join(", ")), text))
    }
}

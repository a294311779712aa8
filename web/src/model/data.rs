//! The page "Your data": what is asked of what is kept, and the file that waits for a yes.

use crate::kept::{Import, Store};

use super::{Contrast, Motion};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    /// A file that was read: what it brings, or why nothing of it.
    pub file: Option<Result<Import, String>>,
    /// What was kept before the last import or erasing, until the page is left.
    pub before: Option<Store>,
    /// What could not be read when the page was opened: keys with their new texts, and what is said.
    pub mended: Vec<(String, Option<String>)>,
    pub mended_says: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataMsg {
    Export,
    /// A file was chosen: its name, and what it holds or why that cannot be read.
    Brought(String, Result<Vec<u8>, String>),
    /// Takes the file: together with what is here, or in its place.
    Take {
        merge: bool,
    },
    /// Puts the file away.
    Leave,
    Erase(String),
    EraseAll,
    /// The page's own files, which the service worker keeps.
    EraseFiles,
    FilesErased,
    Undo,
    /// What was broken is moved aside, and that is said.
    Mend,
    Motion(Motion),
    Contrast(Contrast),
    StartSpeed(u32),
    SingleKeys(bool),
}

/// What the keeper of it all is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataAsk {
    Export,
    Take {
        file: Import,
        merge: bool,
    },
    /// These keys, or all.
    Erase(Option<String>),
    Undo(Store),
}

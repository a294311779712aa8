//! The keeper of all that is kept: exports it, changes it as a whole, and lets go of the scene that lies in it.

use crate::kept::{self, Store, counted};
use crate::model::{DataAsk, Told};

use super::Shell;

impl Shell {
    pub(super) fn keep(&mut self, ask: DataAsk) -> Vec<Told> {
        match ask {
            DataAsk::Export => vec![Told::Exported(kept::export(&self.store))],
            DataAsk::Take { file, merge } => {
                let says = if merge { "The file is joined with" } else { "The file takes the place of" };
                let after = file.result(&self.store, merge);
                self.put(after, format!("{says} what was here."), true)
            }
            DataAsk::Erase(None) => {
                let n = counted(self.store.len(), "entry").replace("entrys", "entries");
                self.put(Store::new(), format!("Erased: {n}. This browser keeps nothing of yours now."), true)
            }
            DataAsk::Erase(Some(key)) => {
                let mut after = self.store.clone();
                after.remove(&key);
                self.put(after, format!("Erased: {key}."), true)
            }
            DataAsk::Undo(before) => self.put(before, "It is as it was before.".to_owned(), false),
        }
    }

    /// All of it as it is to be. The open scene is let go: it would write itself over what was brought or erased.
    fn put(&mut self, after: Store, says: String, undo: bool) -> Vec<Told> {
        let mut changes: Vec<(String, Option<String>)> = self
            .store
            .keys()
            .filter(|key| !after.contains_key(*key))
            .map(|key| (key.clone(), None))
            .collect();
        let other = after.iter().filter(|(key, text)| self.store.get(*key) != Some(*text));
        changes.extend(other.map(|(key, text)| (key.clone(), Some(text.clone()))));
        let before = undo.then(|| self.store.clone());
        self.driver = None;
        vec![Told::KeptAnew { before, after, changes, says }]
    }
}

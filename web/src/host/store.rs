//! What the browser keeps for us: `localStorage`, keys that begin with `shardlab.`.

use std::collections::BTreeMap;

use web_sys::Storage;

use super::window;

/// Everything of ours that is kept. Empty where the browser keeps nothing (a private window may refuse).
pub fn kept() -> BTreeMap<String, String> {
    let Some(storage) = storage() else { return BTreeMap::new() };
    let count = storage.length().unwrap_or(0);
    let keys = (0..count).filter_map(|i| storage.key(i).ok().flatten());
    let ours = keys.filter(|key| key.starts_with("shardlab."));
    ours.filter_map(|key| storage.get_item(&key).ok().flatten().map(|text| (key, text))).collect()
}

/// `false`: the browser does not keep it (its storage is full or switched off).
pub(super) fn store(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

pub(super) fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

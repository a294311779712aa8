//! What cannot be read whole: what of it can is taken over, and the text itself is moved aside.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Store;
use crate::model::{Drafts, Prefs, Progress, Terminal};
use crate::share::check;
use crate::shell::BROKEN;
use crate::update::{OWN_LAB_KEY, PREFS_KEY, PROGRESS_KEY};

/// What was kept, as far as it can be read, and what must be kept otherwise from now on.
#[derive(Debug, Default)]
pub struct Mended {
    pub prefs: Prefs,
    pub progress: Progress,
    pub drafts: Drafts,
    /// Keys with their new texts; none takes the key away.
    pub changes: Vec<(String, Option<String>)>,
    /// What is said of each that was moved aside.
    pub says: Vec<String>,
}

/// Reads what is kept beside scenes, which are read when they are opened.
pub fn mend(store: &Store) -> Mended {
    let mut mended = Mended::default();
    let mut taken = store.clone();
    mended.prefs = one(&mut taken, PREFS_KEY, "settings", &mut mended);
    mended.progress = one(&mut taken, PROGRESS_KEY, "progress", &mut mended);
    mended.drafts = one(&mut taken, Drafts::KEY, "drafts", &mut mended);
    // A later version may mean something else by the same fields; what is read goes on as this one.
    mended.prefs.version = 1;
    mended.progress.version = 1;
    for (key, text) in store.iter().filter(|(key, _)| key.starts_with(super::TERMINAL)) {
        if Terminal::read(text).is_none() {
            aside(&mut taken, key, text, "terminal", &mut mended);
            mended.changes.push((key.clone(), None));
        }
    }
    if let Some(text) =
        store.get(OWN_LAB_KEY).filter(|text| check::lab(OWN_LAB_KEY, text.as_bytes()).is_err())
    {
        aside(&mut taken, OWN_LAB_KEY, text, "own lab", &mut mended);
        mended.changes.push((OWN_LAB_KEY.to_owned(), None));
    }
    mended
}

fn one<T>(store: &mut Store, key: &str, what: &str, mended: &mut Mended) -> T
where
    T: Default + Serialize + DeserializeOwned,
{
    let Some(text) = store.get(key).cloned() else { return T::default() };
    let (read, whole) = salvage(&text);
    if !whole {
        aside(store, key, &text, what, mended);
        let text = serde_json::to_string(&read).expect("plain fields become JSON");
        mended.changes.push((key.to_owned(), Some(text)));
    }
    read
}

/// Keeps the text under the next free name.
fn aside(store: &mut Store, key: &str, text: &str, what: &str, mended: &mut Mended) {
    let free = (1..).map(|n| format!("{BROKEN}.{n}")).find(|name| !store.contains_key(name));
    let free = free.expect("there are more numbers than keys");
    mended.says.push(format!("Not all of your {what} ({key}) could be read; it is kept as {free}."));
    store.insert(free.clone(), text.to_owned());
    mended.changes.push((free, Some(text.to_owned())));
}

/// As much as can be read: field by field, and in a field entry by entry. `false`: not all of it could.
fn salvage<T>(text: &str) -> (T, bool)
where
    T: Default + Serialize + DeserializeOwned,
{
    let newer = |value: &Value| value.get("version").is_some_and(|version| version.as_u64() != Some(1));
    if let Ok(read) = serde_json::from_str::<T>(text) {
        let whole = !serde_json::from_str::<Value>(text).is_ok_and(|value| newer(&value));
        return (read, whole);
    }
    let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(text) else { return (T::default(), false) };
    let Ok(Value::Object(mut good)) = serde_json::to_value(T::default()) else {
        return (T::default(), false);
    };
    let reads = |all: &Map<String, Value>| serde_json::from_value::<T>(Value::Object(all.clone())).is_ok();
    for (name, value) in fields {
        let mut tried = good.clone();
        tried.insert(name.clone(), value.clone());
        if reads(&tried) {
            good = tried;
        } else if let (Value::Object(entries), Some(Value::Object(_)) | None) = (value, good.get(&name)) {
            for (entry, value) in entries {
                let mut tried = good.clone();
                let field = tried.entry(name.clone()).or_insert_with(|| Value::Object(Map::new()));
                field.as_object_mut().expect("it is one").insert(entry, value);
                if reads(&tried) {
                    good = tried;
                }
            }
        }
    }
    (serde_json::from_value(Value::Object(good)).unwrap_or_default(), false)
}

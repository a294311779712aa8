//! Content that is fetched when a page first needs it, and what follows when it is there, or is not; and newer builds of
//! the page itself.

use super::{host, routing, say};
use crate::content::{self, Part};
use crate::model::{Effect, Getting, Model, Msg, Task};

/// Asks for what the page needs now or leads to, if it is neither there nor asked for: a search needs all there is.
#[inline(never)]
pub(super) fn fetch(model: &mut Model) -> Vec<Effect> {
    let of_page = [content::needed(&model.route), content::useful(&model.route)];
    let parts = if model.finding { Part::ALL.map(Some) } else { of_page }.into_iter().flatten();
    let open = |part: &Part| !content::is_there(*part) && model.fetching.get(part) != Some(&Getting::Asked);
    let parts: Vec<Part> = parts.filter(open).collect();
    model.fetching.extend(parts.iter().map(|part| (*part, Getting::Asked)));
    parts.into_iter().map(|part| host(Task::Fetch(part))).collect()
}

#[inline(never)]
pub(super) fn fetched(model: &mut Model, part: Part, text: Result<String, String>) -> Vec<Effect> {
    let other = |why| format!("it is of another build than this page ({why}): reload the page");
    match text.and_then(|text| content::put(part, &text).map_err(other)) {
        Ok(()) => {
            model.fetching.remove(&part);
            let waited = content::needed(&model.route) == Some(part);
            if waited { routing::arrived(model) } else { vec![] }
        }
        Err(why) => {
            model.fetching.insert(part, Getting::Failed(why));
            let waits = content::missing(&model.route) == Some(part);
            if waits { say(model, format!("The {part} could not be loaded.")) } else { vec![] }
        }
    }
}

/// It stays until it is answered: nothing else tells of it.
#[inline(never)]
pub(super) fn new_version(model: &mut Model) -> Vec<Effect> {
    let text = "A new version is ready. Your scene is kept when the page is loaded again.".to_owned();
    model.notices.toast(text.clone(), Some(("Reload".to_owned(), Msg::TakeVersion)));
    say(model, text)
}

//! From page to page: what a new address opens.

use super::{engine, fetching, host, presenting, tasks, toast, watching};
use crate::content;
use crate::model::{Ask, Effect, Model, Place, Presenting, Problem, Task, TimeMsg};
use crate::route::{self, Route};
use crate::share::link;

#[inline(never)]
pub(super) fn routed(model: &mut Model, route: Route) -> Vec<Effect> {
    let before = std::mem::replace(&mut model.route, route.clone());
    model.sheet = None;
    model.sharing.open = false;
    model.presenting = None;
    model.marker_list = false;
    model.notices.toasts.clear();
    let mut effects = vec![host(Task::Title(route.title().to_owned()))];
    effects.extend(fetching::fetch(model));
    effects.extend(arrived(model));
    for wrong in std::mem::take(&mut model.misread) {
        effects.extend(toast(model, wrong, None));
    }
    // A question takes the focus itself, for its keys.
    if before != route && !matches!(route, Route::Question(_)) {
        // A page that changes under a screen reader must be found again: its heading, or the stage.
        effects.push(host(Task::Focus("main")));
    }
    effects
}

/// Opens what the address names, as far as it is there: once more when it was fetched.
#[inline(never)]
pub(super) fn arrived(model: &mut Model) -> Vec<Effect> {
    let route = model.route.clone();
    if model.switches.present && presenting::can_be_shown(&route) {
        model.presenting = Some(Presenting::default());
    }
    let mut effects = Vec::new();
    match &route {
        Route::Playground => {
            effects.extend(open(model, Place::Playground));
            effects.extend(watching::switched(model));
        }
        Route::Lab(id) => {
            if content::lab(id).is_some() {
                effects.extend(open(model, Place::Lab(id.clone())));
                tasks::show(model);
            }
        }
        Route::Story(encoded) => effects.extend(from_link(model, route::story_text(encoded))),
        Route::Shared(packed) => effects.extend(from_link(model, link::unpack(packed))),
        Route::Learn
        | Route::Lesson(..)
        | Route::Labs
        | Route::Quiz
        | Route::Question(_)
        | Route::Disagreements
        | Route::Reference(_)
        | Route::Data => {
            effects.push(engine(Ask::Time(TimeMsg::Pause)));
        }
        Route::Unknown(_) => {}
    }
    effects
}

/// The story of a link, or why there is none.
#[inline(never)]
fn from_link(model: &mut Model, story: Result<String, String>) -> Vec<Effect> {
    match story {
        Ok(story) => vec![engine(Ask::Save), engine(Ask::Story(story))],
        Err(text) => {
            let title = "This story link cannot be opened".to_owned();
            model.notices.problem = Some(Problem { title, text, broken: None });
            vec![]
        }
    }
}

/// The scene of a place, unless it is open already.
#[inline(never)]
fn open(model: &Model, place: Place) -> Vec<Effect> {
    if model.place == place && model.facts.view.is_some() {
        return vec![];
    }
    vec![engine(Ask::Save), engine(Ask::Open { place, afresh: false })]
}

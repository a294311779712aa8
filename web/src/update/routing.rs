//! From page to page: what a new address opens.

use super::{engine, host, tasks};
use crate::content;
use crate::model::{Ask, Effect, Model, Place, Problem, Task, TimeMsg};
use crate::route::{self, Route};

pub(super) fn routed(model: &mut Model, route: Route) -> Vec<Effect> {
    let before = std::mem::replace(&mut model.route, route.clone());
    model.sheet = None;
    model.marker_list = false;
    model.notices.toasts.clear();
    let mut effects = vec![host(Task::Title(route.title().to_owned()))];
    match &route {
        Route::Playground => effects.extend(open(model, Place::Playground)),
        Route::Lab(id) => {
            if content::lab(id).is_some() {
                effects.extend(open(model, Place::Lab(id.clone())));
                tasks::show(model);
            }
        }
        Route::Story(encoded) => match route::story_text(encoded) {
            Ok(story) => effects.push(engine(Ask::Story(story))),
            Err(why) => {
                let title = "This story link cannot be opened".to_owned();
                model.notices.problem = Some(Problem { title, text: why, broken: None });
            }
        },
        Route::Learn
        | Route::Lesson(_)
        | Route::Labs
        | Route::Quiz
        | Route::Question(_)
        | Route::Disagreements
        | Route::Reference => {
            effects.push(engine(Ask::Time(TimeMsg::Pause)));
        }
        Route::Unknown(_) => {}
    }
    // A question takes the focus itself, for its keys.
    if before != route && !matches!(route, Route::Question(_)) {
        // A page that changes under a screen reader must be found again: its heading, or the stage.
        effects.push(host(Task::Focus("main")));
    }
    effects
}

/// The scene of a place, unless it is open already.
fn open(model: &Model, place: Place) -> Vec<Effect> {
    if model.place == place && model.facts.view.is_some() {
        return vec![];
    }
    vec![engine(Ask::Save), engine(Ask::Open { place, afresh: false })]
}

//! A page whose content is not there yet.

use super::*;
use crate::content::{Part, tests::take_away};
use crate::model::Getting;

fn fetches(tasks: &[Task]) -> Vec<Part> {
    tasks.iter().filter_map(|task| if let Task::Fetch(part) = task { Some(*part) } else { None }).collect()
}

fn as_json(files: &lessons::Files) -> String {
    serde_json::to_string(&files.texts().collect::<BTreeMap<_, _>>()).expect("texts")
}

#[test]
fn a_lab_opens_when_its_text_has_come_and_again_says_what_went_wrong() {
    take_away(Part::Lessons);
    take_away(Part::Quiz);
    let mut shell = opened("");
    let to_lab = Msg::Routed(Route::parse("#/labs/cool-a-hot-shard"));
    assert_eq!(fetches(&shell.dispatch(to_lab.clone())), [Part::Lessons, Part::Quiz]);
    assert_eq!(fetches(&shell.dispatch(to_lab)), [], "asked once");
    assert_eq!(shell.model.place, Place::Playground, "nothing to open yet");

    shell.dispatch(Msg::Fetched(Part::Lessons, Err("the network does not answer".to_owned())));
    let failed = Getting::Failed("the network does not answer".to_owned());
    assert_eq!(shell.model.fetching.get(&Part::Lessons), Some(&failed));
    assert_eq!(fetches(&shell.dispatch(Msg::FetchAgain)), [Part::Lessons]);

    shell.dispatch(Msg::Fetched(Part::Lessons, Ok(as_json(&lessons::files()))));
    assert_eq!(shell.model.place, Place::Lab("cool-a-hot-shard".to_owned()));
    assert!(!shell.model.fetching.contains_key(&Part::Lessons));

    // What comes while a lab plays changes nothing of it.
    let before = shell.model.clone();
    shell.dispatch(Msg::Fetched(Part::Quiz, Ok(as_json(&quiz::files()))));
    assert_eq!(
        (&shell.model.place, shell.model.facts.goals.len()),
        (&before.place, before.facts.goals.len())
    );
    assert!(shell.model.fetching.is_empty());
}

#[test]
fn the_playground_fetches_nothing() {
    take_away(Part::Lessons);
    let mut shell = Shell::new(BTreeMap::new());
    assert_eq!(fetches(&shell.dispatch(Msg::Routed(Route::Playground))), []);
    assert!(shell.driver.is_some());
}

#[test]
fn a_new_version_waits_until_it_is_asked_for_and_the_scene_is_saved() {
    let mut shell = opened("");
    let before = shell.model.notices.toasts.len();
    let tasks = shell.dispatch(Msg::NewVersion);
    assert!(!tasks.contains(&Task::TakeVersion), "never by itself");
    assert!(
        !tasks
            .iter()
            .any(|task| matches!(task, Task::After { msg, .. } if matches!(**msg, Msg::ToastEnds(_))))
    );
    let button = shell.model.notices.toasts[before].button.clone().expect("a button");
    let tasks = shell.dispatch(button.1);
    // The page is loaded anew when all of these are carried out, not before.
    assert!(tasks.contains(&Task::TakeVersion));
    assert!(tasks.iter().any(|task| matches!(task, Task::Store { .. })));
}

#[test]
fn what_is_to_be_shown_to_a_room_is_shown_when_its_text_has_come() {
    take_away(Part::Lessons);
    let mut shell = opened("");
    Rc::make_mut(&mut shell.model).switches.present = true;
    shell.dispatch(Msg::Routed(Route::parse("#/labs/cool-a-hot-shard")));
    assert!(shell.model.presenting.is_none(), "nothing to show yet");
    shell.dispatch(Msg::Fetched(Part::Lessons, Ok(as_json(&lessons::files()))));
    assert!(shell.model.presenting.is_some());
}

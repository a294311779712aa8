//! What is kept, as a whole: out, in, erased, undone; and a scene that is let go does not write itself back.

use super::*;
use crate::model::{Asking, DataMsg};
use crate::update::{PREFS_KEY, PROGRESS_KEY};

/// A shell that has played a little and answered a question.
fn used() -> Shell {
    let mut shell = Shell::new(BTreeMap::new());
    shell.dispatch(Msg::Routed(Route::Playground));
    shell.dispatch(Msg::Learn(crate::model::LearnMsg::Answered {
        question: "hot-key-cure".to_owned(),
        options: vec![1],
    }));
    shell.dispatch(Msg::SaveNow);
    shell
}

fn exported(shell: &mut Shell) -> String {
    let tasks = shell.dispatch(Msg::Data(DataMsg::Export));
    let file = tasks.into_iter().find_map(|task| {
        if let Task::Download { name, bytes } = task {
            (name == "shardlab-data.json").then(|| String::from_utf8(bytes).expect("text"))
        } else {
            None
        }
    });
    file.expect("a file")
}

fn brought(shell: &mut Shell, text: &str) {
    shell.dispatch(Msg::Data(DataMsg::Brought("x.json".to_owned(), Ok(text.as_bytes().to_vec()))));
}

#[test]
fn all_is_erased_after_one_question_and_nothing_writes_itself_back() {
    let mut shell = used();
    assert!(shell.kept().len() >= 2, "{:?}", shell.kept().keys());
    shell.dispatch(Msg::Routed(Route::Data));
    shell.dispatch(Msg::Data(DataMsg::EraseAll));
    assert_eq!(shell.model.notices.asking, Some(Asking::EraseAll));
    shell.dispatch(Msg::Confirm(false));
    assert!(!shell.kept().is_empty(), "no was said");
    shell.dispatch(Msg::Data(DataMsg::EraseAll));
    let removed = shell.dispatch(Msg::Confirm(true));
    let removed = removed.iter().filter(|task| matches!(task, Task::Remove { .. })).count();
    assert!(removed >= 2);
    shell.dispatch(Msg::SaveNow);
    assert!(shell.kept().is_empty(), "{:?}", shell.kept().keys());
    assert!(shell.model.progress.answers.is_empty());
    // And it comes back.
    shell.dispatch(Msg::Data(DataMsg::Undo));
    assert!(shell.kept().contains_key(PROGRESS_KEY) && shell.model.progress.answers.len() == 1);
    // The playground opens again, as it was.
    shell.dispatch(Msg::Routed(Route::Playground));
    assert!(shell.now().is_some());
}

#[test]
fn one_thing_is_erased_and_all_else_stays() {
    let mut shell = used();
    shell.dispatch(Msg::Theme);
    let before = shell.kept().len();
    shell.dispatch(Msg::Data(DataMsg::Erase(PREFS_KEY.to_owned())));
    assert_eq!(shell.kept().len(), before - 1);
    assert_eq!(shell.model.prefs, crate::model::Prefs::default());
    assert_eq!(shell.model.progress.answers.len(), 1);
}

#[test]
fn a_file_goes_out_and_comes_into_another_browser() {
    let file = exported(&mut used());
    let mut other = Shell::new(BTreeMap::new());
    other.dispatch(Msg::Routed(Route::Data));
    brought(&mut other, &file);
    assert!(other.kept().is_empty(), "not before it is chosen");
    other.dispatch(Msg::Data(DataMsg::Take { merge: false }));
    assert_eq!(other.model.progress.answers["hot-key-cure"], [1]);
    assert_eq!(exported(&mut other), file);
    // A file that is none changes nothing, and says why.
    brought(&mut other, "{");
    assert!(other.model.data.file.as_ref().is_some_and(Result::is_err));
    other.dispatch(Msg::Data(DataMsg::Take { merge: false }));
    assert_eq!(exported(&mut other), file);
}

#[test]
fn what_was_broken_is_kept_aside_when_the_page_opens() {
    let mut shell = Shell::new(BTreeMap::from([(PROGRESS_KEY.to_owned(), "{\"answers\":".to_owned())]));
    shell.dispatch(Msg::Routed(Route::Learn));
    shell.dispatch(Msg::Data(DataMsg::Mend));
    assert_eq!(shell.kept()["shardlab.broken.1"], "{\"answers\":");
    assert!(shell.model.notices.toasts.iter().any(|toast| toast.text.contains("shardlab.broken.1")));
    shell.dispatch(Msg::Data(DataMsg::Mend));
    assert_eq!(shell.model.notices.toasts.len(), 1, "said once");
}

#[test]
fn scenes_begin_at_the_speed_of_the_settings_but_the_first() {
    let mut shell = Shell::new(BTreeMap::new());
    shell.dispatch(Msg::Data(DataMsg::StartSpeed(60)));
    shell.dispatch(Msg::Routed(Route::Playground));
    assert_eq!(shell.model.facts.clock.speed, 1, "its question comes after seconds");
    shell.dispatch(Msg::Routed(Route::Lab("merge-the-cold".to_owned())));
    assert_eq!(shell.model.facts.clock.speed, 60);
}

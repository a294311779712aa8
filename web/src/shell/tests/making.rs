//! A scene becomes a lab: drafted, proved, saved, opened again and played.

use super::*;
use crate::content;
use crate::model::{Finding, GoalDraft, LabForm, Making, MakingMsg, OWN_LAB, ShareMsg};
use crate::update::OWN_LAB_KEY;
use lessons::proposed::Use;

const SALT: &str = "set iphone-fleet keys \"iphone-16\" 80% salted 8 uniform 500 20%";

fn line(shell: &mut Shell, text: &str) {
    let command = engine::story::command(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    shell.dispatch(Msg::Act(vec![command]));
}

fn making(shell: &Shell) -> &Making {
    shell.model.making.as_deref().expect("the dialog is open")
}

fn form(shell: &mut Shell, change: impl FnOnce(&mut LabForm)) {
    let mut form = making(shell).form.clone();
    change(&mut form);
    shell.dispatch(Msg::Making(MakingMsg::Form(form)));
}

/// A hot shard that was cooled at 10 s; in another branch the fleet was stopped.
fn solved() -> Shell {
    let story = "title Mine\nseed 29434\naws kinesis create-stream --stream-name orders --shard-count 2\n\
        producer iphone-fleet to orders rate 1400/s size 480B keys \"iphone-16\" 80% uniform 500 20%\n\
        consumer billing reads orders poll 1s\n";
    let mut shell = opened(&crate::route::story_link(story).hash());
    go(&mut shell, Time::seconds(11));
    line(&mut shell, "stop iphone-fleet");
    go(&mut shell, Time::seconds(40));
    go(&mut shell, Time::seconds(10));
    line(&mut shell, SALT);
    go(&mut shell, Time::seconds(50));
    shell
}

fn filled(shell: &mut Shell) {
    form(shell, |form| {
        form.title = "Cool mine".to_owned();
        form.task = "One shard refuses.\n\nStop that.".to_owned();
        form.hints = ["Look at the keys.", "Select the fleet.", "Salt them."].map(str::to_owned);
    });
}

fn download(tasks: Vec<Task>) -> (String, String) {
    let file = tasks.into_iter().find_map(|task| {
        let Task::Download { name, bytes } = task else { return None };
        Some((name, String::from_utf8(bytes).expect("text")))
    });
    file.expect("a file")
}

#[test]
fn goals_are_proposed_by_what_the_engine_finds_and_the_lab_is_proved() {
    let mut shell = solved();
    shell.dispatch(Msg::Making(MakingMsg::Open));
    assert!(shell.busy() && making(&shell).work.is_some());
    frames(&mut shell, 10_000);
    let found = |shell: &Shell, text: &str| {
        let goals = &making(shell).form.goals;
        goals.iter().find(|goal| goal.line.contains(text)).map(|goal| (goal.found, goal.chosen))
    };
    assert_eq!(found(&shell, "refuses nothing"), Some((Some(Use::Asks), true)));
    assert_eq!(found(&shell, "sends no less"), Some((Some(Use::Guards), true)));
    assert_eq!(found(&shell, "orders refuses records"), Some((Some(Use::Guards), false)));
    assert_eq!(making(&shell).form.goals.last(), Some(&GoalDraft { chosen: true, ..GoalDraft::default() }));
    // What is missing is said, one thing after the other.
    for (part, says) in [("title", "The task is empty."), ("task", "Hint 1 is empty.")] {
        shell.dispatch(Msg::Making(MakingMsg::Prove));
        assert_eq!(making(&shell).error.as_deref(), Some(says), "{part}");
        form(&mut shell, |form| form.task = "One shard refuses.".to_owned());
    }
    filled(&mut shell);
    form(&mut shell, |form| {
        form.goals.last_mut().expect("a line").line = "goal \"x\" nothing here".to_owned()
    });
    shell.dispatch(Msg::Making(MakingMsg::Save));
    let error = making(&shell).error.clone().expect("an error");
    assert!(error.starts_with("In the goal `goal \"x\" nothing here`: column"), "{error}");
    form(&mut shell, |form| {
        form.goals.iter_mut().filter(|it| it.line.contains("nothing here")).for_each(|it| it.chosen = false)
    });
    form(&mut shell, |form| form.says[0] = "Nobody is heard any more.".to_owned());
    shell.dispatch(Msg::Making(MakingMsg::Prove));
    frames(&mut shell, 10_000);
    let findings = &making(&shell).findings;
    assert!(!findings.iter().any(|it| matches!(it, Finding::Wrong(_))), "{findings:?}");
    let advice = |it: &Finding| matches!(it, Finding::Advice(text) if text.contains("two wrong turns"));
    assert!(findings.iter().any(advice), "{findings:?}");
    // A goal that the start meets too, alone, is none.
    form(&mut shell, |form| {
        form.goals.iter_mut().for_each(|it| it.chosen = it.line.contains("refuses records"))
    });
    assert!(making(&shell).findings.is_empty(), "what was found was of another lab");
    shell.dispatch(Msg::Making(MakingMsg::Prove));
    frames(&mut shell, 10_000);
    let Finding::Wrong(first) = &making(&shell).findings[0] else { panic!("{:?}", making(&shell).findings) };
    assert!(first.starts_with("Not so: The start does not meet the goals. (seed 29434"), "{first}");
}

#[test]
fn the_file_is_a_lab_that_is_opened_and_solved_and_kept() {
    let mut shell = solved();
    shell.dispatch(Msg::Making(MakingMsg::Open));
    frames(&mut shell, 10_000);
    filled(&mut shell);
    let (name, text) = download(shell.dispatch(Msg::Making(MakingMsg::Save)));
    assert_eq!(name, "cool-mine.md");
    let lab = lessons::lab(&lessons::Document::parse(&name, &text).expect("a document")).expect("a lab");
    assert!(
        lessons::proof::lab(&lab, &engine::tools::Tools::none())
            .iter()
            .all(|why| why.contains("two or more"))
    );

    let mut other = opened("#/labs");
    let tasks = other.dispatch(Msg::Share(ShareMsg::Brought(name, Ok(text.clone().into_bytes()))));
    assert!(tasks.contains(&Task::Go(Route::Lab(OWN_LAB.to_owned()))), "{tasks:?}");
    other.dispatch(Msg::Routed(Route::Lab(OWN_LAB.to_owned())));
    assert_eq!(other.model.title, "Cool mine");
    go(&mut other, Time::seconds(12));
    line(&mut other, SALT);
    go(&mut other, Time::seconds(75));
    assert!(
        other.model.facts.goals.iter().all(|goal| goal.state == Goal::Met),
        "{:?}",
        other.model.facts.goals
    );
    // After a reload it is there; a broken one is moved aside.
    let kept = other.kept().clone();
    content::set_own(None);
    let again = Shell::new(kept.clone());
    assert_eq!(content::own_lab().map(|lab| lab.title.as_str()), Some("Cool mine"));
    drop(again);
    let broken = BTreeMap::from([(OWN_LAB_KEY.to_owned(), "title: x".to_owned())]);
    let shell = Shell::new(broken);
    assert!(content::own_lab().is_none());
    assert!(shell.model.data.mended_says[0].contains("own lab"), "{:?}", shell.model.data.mended_says);
}

#[test]
fn a_file_that_is_no_lab_is_refused_with_its_place() {
    let mut shell = opened("");
    for (text, says) in [("title: x\n", "the section `## Task` is missing"), ("what\n", "line 1")] {
        shell.dispatch(Msg::Share(ShareMsg::Brought("my.md".to_owned(), Ok(text.as_bytes().to_vec()))));
        let problem = shell.model.notices.problem.clone().expect("it is said");
        assert!(problem.title.contains("my.md") && problem.text.contains(says), "{problem:?}");
    }
}

#[test]
fn a_scene_in_which_nothing_was_done_is_no_lab_yet() {
    let mut shell = opened("");
    shell.dispatch(Msg::Making(MakingMsg::Open));
    assert!(shell.model.making.is_none());
    assert!(shell.model.notices.toasts.iter().any(|toast| toast.text.contains("The solution of a lab")));
}

//! A lab from its first entry to its end.

use super::*;
use crate::model::{Sheet, Width};

const LAB: &str = "#/labs/cool-a-hot-shard";

fn at(width: Width, store: BTreeMap<String, String>) -> Shell {
    let mut shell = Shell::new(store);
    shell.dispatch(Msg::Width(width));
    shell.dispatch(Msg::Routed(Route::parse(LAB)));
    shell
}

#[test]
fn where_the_task_has_no_column_it_opens_at_first_entry_and_time_waits_for_it() {
    for width in [Width::Phone, Width::Narrow] {
        let mut shell = at(width, BTreeMap::new());
        assert_eq!(shell.model.sheet, Some(Sheet::Left), "{width:?}");
        assert!(!shell.model.facts.clock.playing, "nothing happens behind the task");
        // Not closed: it is there again after a reload.
        assert_eq!(at(width, shell.store.clone()).model.sheet, Some(Sheet::Left));

        shell.dispatch(Msg::Sheet(None));
        assert!(shell.model.facts.clock.playing, "{width:?}");
        shell.dispatch(Msg::Routed(Route::Labs));
        shell.dispatch(Msg::Routed(Route::parse(LAB)));
        assert_eq!(shell.model.sheet, None, "closed is closed");
        let again = at(width, shell.store.clone());
        assert_eq!(again.model.sheet, None, "after a reload too");
        // Another lab has a task of its own.
        shell.dispatch(Msg::Routed(Route::parse("#/labs/merge-the-cold")));
        assert_eq!(shell.model.sheet, Some(Sheet::Left));
        shell.dispatch(Msg::Escape);
        shell.dispatch(Msg::Routed(Route::parse(LAB)));
        shell.dispatch(Msg::Routed(Route::parse("#/labs/merge-the-cold")));
        assert_eq!(shell.model.sheet, None);
    }
    let wide = at(Width::Wide, BTreeMap::new());
    assert_eq!((wide.model.sheet, wide.model.facts.clock.playing), (None, true));
}

/// Solves the lab by the solution's own commands, as if they were the learner's.
fn solve(shell: &mut Shell) {
    let lab = crate::content::lab("cool-a-hot-shard").expect("a lab");
    let solution = &lab.story.solutions[0];
    shell.dispatch(Msg::Time(TimeMsg::Pause));
    for line in &solution.lines {
        if let engine::story::Statement::Do(command) = &line.what {
            go(shell, line.at.unwrap_or(Time::START) + solution.from.since(Time::START));
            shell.dispatch(Msg::Act(vec![command.clone()]));
        }
    }
    go(shell, lab.story.until.unwrap_or(Time::seconds(120)));
}

fn solved(shell: &Shell) -> Option<crate::solved::Card> {
    crate::solved::card(&shell.model)
}

#[test]
fn a_solved_lab_says_what_was_reached_and_leads_on() {
    for width in [Width::Phone, Width::Narrow, Width::Wide] {
        let mut shell = at(width, BTreeMap::new());
        assert_eq!(solved(&shell), None);
        solve(&mut shell);
        let card = solved(&shell).expect("the goals are met");
        assert!(card.own && card.headline.starts_with("Solved"), "{card:?}");
        assert_eq!(card.reached.len(), shell.model.facts.goals.len());
        let next = crate::content::next_lab("cool-a-hot-shard").expect("a next one");
        assert_eq!(card.next, Some(next.id.as_str()));
        assert_eq!(shell.model.sheet, None, "nothing lies over the card");
        assert!(shell.model.notices.toasts.is_empty(), "{:?}", shell.model.notices.toasts);
        shell.dispatch(Msg::Lab(LabMsg::CloseCard));
        assert_eq!(solved(&shell), None);
        // It comes again with the next time that they are met.
        shell.dispatch(Msg::Time(TimeMsg::ToStart));
        frames(&mut shell, 1_000);
        go(&mut shell, Time::seconds(120));
        assert!(solved(&shell).is_some());
    }
}

#[test]
fn a_solution_that_was_shown_is_no_merit_even_after_a_reload() {
    let mut shell = at(Width::Wide, BTreeMap::new());
    shell.dispatch(Msg::Lab(LabMsg::ShowMe));
    frames(&mut shell, 8_000);
    let card = solved(&shell).expect("the goals are met");
    assert_eq!((card.own, card.headline.as_str()), (false, "That was the solution: now you."));
    shell.dispatch(Msg::SaveNow);

    let mut again = at(Width::Wide, shell.store.clone());
    frames(&mut again, 8_000);
    assert!(!solved(&again).expect("they are met").own);
    assert!(!again.model.progress.labs.contains("cool-a-hot-shard"));
    again.dispatch(Msg::Lab(LabMsg::Reset));
    assert_eq!(solved(&again), None);
    solve(&mut again);
    assert!(solved(&again).expect("solved").own);
    assert!(again.model.progress.labs.contains("cool-a-hot-shard"));
}

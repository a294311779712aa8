//! Two worlds, branches and passports as messages.

use super::*;
use crate::model::{Draft, KnobKind, Of, WorldsMsg};
use engine::view::Which;

fn ask(shell: &mut Shell, change: impl Fn(&mut Draft)) {
    shell.dispatch(Msg::Worlds(WorldsMsg::Ask(None)));
    let mut draft = shell.model.worlds.draft.clone().expect("the question");
    draft = crate::update::filled(draft, &shell.model.facts.scene);
    change(&mut draft);
    shell.dispatch(Msg::Worlds(WorldsMsg::Draft(draft)));
    shell.dispatch(Msg::Worlds(WorldsMsg::Begin));
}

#[test]
fn the_question_knows_the_settings_and_what_comes_of_it_is_told() {
    let mut shell = opened("");
    shell.dispatch(Msg::Time(TimeMsg::Pause));
    go(&mut shell, Time::seconds(4));
    ask(&mut shell, |draft| {
        assert_eq!((draft.kind, draft.word.is_empty()), (KnobKind::Setting, false));
        draft.text = "nonsense".to_owned();
    });
    assert!(
        shell.model.worlds.error.as_ref().is_some_and(|why| why.contains("column")),
        "{:?}",
        shell.model.worlds
    );
    ask(&mut shell, |draft| {
        // The first setting of the hook is of its function: the fleet's rate comes later.
        (draft.line, draft.word, draft.text) = (3, "rate".to_owned(), "100/s".to_owned());
    });
    assert_eq!(shell.model.worlds.draft, None, "{:?}", shell.model.worlds.error);
    let pair = shell.model.facts.pair.clone().expect("two worlds");
    assert!(pair.knob.contains("→ 100/s"), "{}", pair.knob);
    frames(&mut shell, 900);
    let pair = shell.model.facts.pair.clone().expect("two worlds");
    assert!(!pair.differences.is_empty());
    assert!(shell.other().is_some());
    shell.dispatch(Msg::Worlds(WorldsMsg::Keep));
    assert_eq!(shell.model.facts.pair, None);
    assert!(
        shell.model.facts.clock.undo.as_ref().is_some_and(|line| line.contains("keep")),
        "{:?}",
        shell.model.facts.clock.undo
    );
    shell.dispatch(Msg::Time(TimeMsg::Undo));
    frames(&mut shell, 400);
    assert_eq!(shell.model.facts.clock.undo, None);
}

#[test]
fn branches_are_named_switched_and_deleted() {
    let mut shell = opened("");
    shell.dispatch(Msg::Time(TimeMsg::Pause));
    go(&mut shell, Time::seconds(9));
    go(&mut shell, Time::seconds(3));
    shell.dispatch(Msg::Stage(StageAction::AddProducer { to: None }));
    assert_eq!(shell.model.facts.branches.len(), 2, "{:?}", shell.model.facts.branches);
    shell.dispatch(Msg::Worlds(WorldsMsg::NameBranch(Some(0), "as it was".to_owned())));
    assert_eq!(shell.model.facts.branches[1].name, "as it was");
    shell.dispatch(Msg::Time(TimeMsg::Switch(0)));
    frames(&mut shell, 400);
    assert_eq!(shell.model.facts.branches[0].name, "as it was");
    shell.dispatch(Msg::Worlds(WorldsMsg::DeleteBranch(0)));
    assert_eq!(shell.model.facts.branches.len(), 1);
}

#[test]
fn a_passport_follows_the_clock_while_time_stands() {
    let mut shell = opened("");
    shell.dispatch(Msg::Time(TimeMsg::Pause));
    go(&mut shell, Time::seconds(9));
    let stream = engine::names::Name::parse("orders").expect("a name");
    let which = Which::Oldest { stream, shard: engine::names::ShardId(1) };
    shell.dispatch(Msg::Passport(Some(which)));
    let first = shell.model.passport.clone().expect("a passport");
    assert_eq!(first.at, Time::seconds(9));
    go(&mut shell, Time::seconds(12));
    frames(&mut shell, 20);
    assert_eq!(shell.model.passport.as_ref().map(|it| it.at), Some(Time::seconds(12)));
    shell.dispatch(Msg::Escape);
    shell.dispatch(Msg::Escape);
    assert_eq!(shell.model.passport, None);
    let event = shell.model.facts.log.first().expect("a line").id;
    shell.dispatch(Msg::Why(Of::Event(event)));
    assert!(shell.model.why.is_some());
}

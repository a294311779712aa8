//! What failed is brought in from the page; and lines that the terminal does not read.

use engine::event::Folder;

use super::*;

/// A delivery stream in front of a domain that is unreachable: one document that was not indexed, in a packed object.
fn not_indexed() -> Shell {
    let mut shell = opened("");
    shell.dispatch(Msg::Time(TimeMsg::Pause));
    go(&mut shell, Time::seconds(5));
    shell.dispatch(Msg::Stage(StageAction::AddFirehose { source: None, to: DeliverKind::OpenSearch }));
    let name = engine::names::Name::parse("firehose-1").expect("a name");
    let view = shell.model.facts.view.clone().expect("a view");
    let made = view.deliveries.iter().find(|it| it.name == name).expect("it is there");
    let fault =
        Actor::Fault { place: made.place.clone(), trouble: made.place.knows()[0], every: 1, lasting: None };
    shell.dispatch(Msg::Act(vec![Command::Actor(fault)]));
    // Nothing else is on its way.
    for producer in &view.producers {
        shell.dispatch(Msg::Act(vec![Command::Actor(Actor::Stop { name: producer.name.clone() })]));
    }
    // Firehose reads from LATEST on: what comes after its first call.
    go(&mut shell, Time::seconds(8));
    let line = "aws kinesis put-record --stream-name orders --partition-key a --data eyJhIjoxfQ==";
    shell.dispatch(Msg::Terminal(TerminalMsg::Input(line.to_owned())));
    shell.dispatch(Msg::Terminal(TerminalMsg::Enter));
    let put = shell.model.calls.last().expect("a call");
    assert!(!put.refused, "{}", put.answer);
    go(&mut shell, Time::seconds(3_000));
    shell.dispatch(Msg::Act(vec![Command::Actor(Actor::Heal { place: made.place.clone() })]));
    shell
}

#[test]
fn a_failed_object_is_brought_in_by_its_button_and_undone() {
    let mut shell = not_indexed();
    let view = shell.model.facts.view.clone().expect("a view");
    let (bucket, object) = view
        .buckets
        .iter()
        .find_map(|it| {
            Some((
                it.name.clone(),
                it.object.iter().find(|object| object.folder == Folder::OpenSearchFailed)?,
            ))
        })
        .expect("a failure object");
    let key = object.key.clone();
    shell.dispatch(Msg::Inspect(InspectMsg::Select(Selection::Object { bucket, key })));
    let look = shell.model.facts.looked.object.clone().expect("it is open");
    assert!(look.truncated || look.lines.len() as u64 == look.records, "a line for each record");
    assert!(look.lines.iter().all(|line| line.records.len() == 1), "{:?}", look.lines);
    // Its road, as a snapshot.
    shell.dispatch(Msg::Inspect(InspectMsg::Road(Some(0))));
    let (byte, road) = shell.model.inspector.road.clone().expect("a road");
    assert!(byte == 0 && road.stamps.len() > 3, "{road:#?}");
    shell.dispatch(Msg::Inspect(InspectMsg::Road(None)));
    assert_eq!(shell.model.inspector.road, None);
    // The button, and undo.
    let fix = shell.model.facts.looked.backfill.clone().expect("a button");
    assert_eq!(fix.label, "Index again");
    let failed = |shell: &Shell| {
        let ledger = &shell.model.facts.view.as_ref().expect("a view").ledger;
        (ledger.failed, ledger.backfilled)
    };
    let (before, _) = failed(&shell);
    shell.dispatch(Msg::Act(fix.commands.clone()));
    let (left, brought_in) = failed(&shell);
    assert!(brought_in > 0 && left + brought_in == before, "{left} + {brought_in} of {before}");
    assert_eq!(shell.model.facts.looked.object.as_ref().expect("it is open").backfilled, brought_in);
    shell.dispatch(Msg::Time(TimeMsg::Undo));
    frames(&mut shell, 10_000);
    assert_eq!((failed(&shell), shell.model.facts.looked.backfill.clone()), ((before, 0), Some(fix)));
}

#[test]
fn what_the_terminal_does_not_read_has_its_why_with_what_was_meant() {
    let mut shell = opened("");
    let mut typed = |line: &str| {
        shell.dispatch(Msg::Terminal(TerminalMsg::Input(line.to_owned())));
        shell.dispatch(Msg::Terminal(TerminalMsg::Enter));
        shell.model.terminal.printed.last().cloned().expect("an answer")
    };
    let Printed::Refused(_, why) = typed("aws kinesis lst-streams") else { panic!() };
    assert_eq!(why.fixes[0].commands[0].to_string(), "aws kinesis list-streams");
    assert!(matches!(typed("stpo web-01"), Printed::Refused(..)));
    assert!(!matches!(typed("help"), Printed::Refused(..)));
}

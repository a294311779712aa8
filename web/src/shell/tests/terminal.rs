//! What the terminal remembers, and for whom.

use super::*;

fn line(shell: &mut Shell, line: &str) {
    shell.dispatch(Msg::Terminal(TerminalMsg::Input(line.to_owned())));
    shell.dispatch(Msg::Terminal(TerminalMsg::Enter));
}

fn says(shell: &Shell, word: &str) -> bool {
    shell.model.terminal.printed.iter().any(|line| match line {
        Printed::Typed(text) | Printed::Answer(text) | Printed::Failed(text) | Printed::Refused(text, _) => {
            text.contains(word)
        }
    })
}

#[test]
fn each_lab_has_a_terminal_of_its_own() {
    let mut shell = opened("#/labs/cool-a-hot-shard");
    line(&mut shell, "aws kinesis list-streams");
    assert!(says(&shell, "orders"));
    shell.dispatch(Msg::Routed(Route::parse("#/labs/merge-the-cold")));
    assert_eq!(shell.model.terminal.printed, []);
    line(&mut shell, "aws kinesis list-streams");
    assert!(says(&shell, "rides"));
    shell.dispatch(Msg::Routed(Route::Playground));
    assert_eq!(shell.model.terminal.printed, []);
    shell.dispatch(Msg::Routed(Route::parse("#/labs/cool-a-hot-shard")));
    assert!(says(&shell, "orders") && !says(&shell, "rides"), "{:?}", shell.model.terminal.printed);
    // From its start it says so, below what was said before.
    shell.dispatch(Msg::Lab(LabMsg::Reset));
    assert!(says(&shell, "from its start"));
}

#[test]
fn what_was_typed_and_answered_is_there_after_a_reload() {
    for place in ["", "#/labs/cool-a-hot-shard"] {
        let mut shell = opened(place);
        line(&mut shell, "aws kinesis list-streams");
        line(&mut shell, "aws kinesis create-stream --stream-name orders --shard-count 1");
        shell.dispatch(Msg::SaveNow);
        let mut again = Shell::new(shell.store.clone());
        again.dispatch(Msg::Routed(Route::parse(place)));
        assert!(says(&again, "\"orders\"") && says(&again, "ResourceInUseException"), "{place}");
        assert_eq!(again.model.terminal.history, shell.model.terminal.history);
        line(&mut again, "clear");
        let cleared = Shell::new(again.store.clone());
        assert!(!says(&cleared, "orders"));
    }
}

//! The first scene's question, as a learner goes through it.

use super::*;
use crate::hook::{Attempt, Choice, card};

fn headline(shell: &Shell) -> String {
    let view = shell.model.facts.view.clone().expect("a view");
    card(&shell.model.hook, &view).map_or(String::new(), |card| card.headline)
}

#[test]
fn the_first_scene_runs_and_asks_at_the_first_refusal() {
    let mut shell = opened("");
    assert!(shell.busy(), "it runs at once");
    frames(&mut shell, 4_000);
    assert!(!shell.model.facts.clock.playing);
    assert_eq!(headline(&shell), "Shard …001 is full, because one key sends most of the traffic.");
    assert!(shell.model.notices.spoken.contains("Paused at the first refusal"));
}

#[test]
fn beside_a_second_stream_the_card_names_its_own() {
    let mut shell = opened("");
    frames(&mut shell, 4_000);
    let line = "aws kinesis create-stream --stream-name other --shard-count 2".to_owned();
    shell.dispatch(Msg::Terminal(TerminalMsg::Input(line)));
    shell.dispatch(Msg::Terminal(TerminalMsg::Enter));
    assert_eq!(headline(&shell), "Shard …001 of orders is full, because one key sends most of the traffic.");
}

/// The picture that stands there before the engine is of this instant: the same words, so that nothing jumps.
#[test]
fn the_first_paint_says_what_the_first_refusal_says() {
    let mut shell = opened("");
    frames(&mut shell, 4_000);
    let view = shell.model.facts.view.clone().expect("a view");
    let card = card(&shell.model.hook, &view).expect("a card");
    let paint = include_str!("../../../../index.html");
    let words = format!("<p><b>{}</b> {}</p>", card.headline, card.text);
    assert!(paint.contains(&words), "{words}");
}

/// The learner splits by hand, past the card: then a child is full, and the card names it.
#[test]
fn after_a_split_by_hand_the_card_names_the_shard_that_is_full_now() {
    let mut shell = opened("");
    frames(&mut shell, 4_000);
    assert!(headline(&shell).starts_with("Shard …001 is full"), "{}", headline(&shell));
    let line = "aws kinesis split-shard --stream-name orders --shard-to-split shardId-000000000001 \
                --new-starting-hash-key 200000000000000000000000000000000000000"
        .to_owned();
    shell.dispatch(Msg::Terminal(TerminalMsg::Input(line)));
    shell.dispatch(Msg::Terminal(TerminalMsg::Enter));
    shell.dispatch(Msg::Time(TimeMsg::Speed(10)));
    shell.dispatch(Msg::Time(TimeMsg::Play));
    frames(&mut shell, 600);
    let view = shell.model.facts.view.clone().expect("a view");
    let full = crate::hook::full(&view, &view.streams[0].name).expect("a child refuses").short();
    assert_ne!(full, "001");
    assert!(headline(&shell).starts_with(&format!("Shard …{full} is full")), "{}", headline(&shell));
}

#[test]
fn splitting_does_not_divide_a_key_and_the_card_says_so() {
    let mut shell = opened("");
    frames(&mut shell, 4_000);
    shell.dispatch(Msg::Hook(Choice::Try(Attempt::Split)));
    assert_eq!(headline(&shell), "Splitting.");
    assert!(shell.model.calls[0].request.starts_with("aws kinesis split-shard --stream-name orders"));
    let mut told = Vec::new();
    for _ in 0..60 {
        frames(&mut shell, 10);
        told.push(headline(&shell));
    }
    told.dedup();
    // The children begin with a second's worth in reserve: that is quiet, and no cure.
    assert!(told.iter().any(|says| says == "Quiet, but not for long."), "{told:?}");
    assert!(!told.iter().any(|says| says.starts_with("Nothing is refused")), "{told:?}");
    let says = headline(&shell);
    assert!(says.starts_with("Still ") && says.ends_with("refused: one key has one hash."), "{says}");
}

#[test]
fn spreading_and_slowing_help() {
    for attempt in [Attempt::Spread, Attempt::Slower] {
        let mut shell = opened("");
        frames(&mut shell, 4_000);
        shell.dispatch(Msg::Hook(Choice::Try(attempt)));
        frames(&mut shell, 400);
        assert!(
            headline(&shell).starts_with("Nothing is refused any more"),
            "{attempt:?}: {} {:?}",
            headline(&shell),
            shell.model.calls
        );
        shell.dispatch(Msg::Hook(Choice::Play));
        assert_eq!(shell.model.hook, Hook::Off);
    }
}

fn buttons(shell: &Shell) -> Vec<Choice> {
    let view = shell.model.facts.view.clone().expect("a view");
    card(&shell.model.hook, &view).map_or(vec![], |card| card.buttons)
}

#[test]
fn the_question_can_be_closed_at_any_time() {
    for attempt in [None, Some(Attempt::Split), Some(Attempt::Spread), Some(Attempt::Slower)] {
        let mut shell = opened("");
        frames(&mut shell, 4_000);
        if let Some(attempt) = attempt {
            shell.dispatch(Msg::Hook(Choice::Try(attempt)));
        }
        for _ in 0..60 {
            assert_eq!(buttons(&shell).last(), Some(&Choice::Play), "{attempt:?}: {}", headline(&shell));
            frames(&mut shell, 10);
        }
        shell.dispatch(Msg::Hook(Choice::Play));
        assert_eq!((shell.model.hook.clone(), headline(&shell)), (Hook::Off, String::new()));
        assert!(shell.model.facts.clock.playing);
        let (actions, speed) = (shell.model.calls.len(), shell.model.facts.clock.speed);
        frames(&mut shell, 400);
        assert_eq!((shell.model.calls.len(), shell.model.facts.clock.speed), (actions, speed));
        assert_eq!(speed, 1, "{attempt:?}");
    }
}

#[test]
fn a_split_is_waited_for_quickly_and_then_time_has_its_own_speed_again() {
    let mut shell = opened("");
    frames(&mut shell, 4_000);
    shell.dispatch(Msg::Hook(Choice::Try(Attempt::Split)));
    assert_eq!(shell.model.facts.clock.speed, 10);
    frames(&mut shell, 600);
    assert!(headline(&shell).starts_with("Still "), "{}", headline(&shell));
    assert_eq!(shell.model.facts.clock.speed, 1);

    // Who has chosen a speed meanwhile keeps it.
    let mut shell = opened("");
    frames(&mut shell, 4_000);
    shell.dispatch(Msg::Hook(Choice::Try(Attempt::Split)));
    shell.dispatch(Msg::Time(TimeMsg::Speed(60)));
    frames(&mut shell, 600);
    assert_eq!(shell.model.facts.clock.speed, 60);
}

#[test]
fn each_answer_can_be_tried_from_the_same_instant() {
    let mut shell = opened("");
    frames(&mut shell, 4_000);
    let asked = shell.model.facts.clock.now;
    for attempt in [Attempt::Slower, Attempt::Spread] {
        shell.dispatch(Msg::Hook(Choice::Try(attempt)));
        frames(&mut shell, 400);
        assert_eq!(buttons(&shell), [Choice::Again, Choice::Play], "{attempt:?}");
        shell.dispatch(Msg::Hook(Choice::Again));
        frames(&mut shell, 1_000);
        let clock = &shell.model.facts.clock;
        assert_eq!((clock.now, clock.playing, clock.undo.clone()), (asked, false, None));
        assert!(headline(&shell).contains("is full, because"), "{}", headline(&shell));
    }
}

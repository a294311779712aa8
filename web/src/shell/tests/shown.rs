//! A scene in front of a room, and in another page.

use super::*;
use crate::model::{BeatKind, Heard, PresentMsg};
use crate::switches::Switches;

const STORY: &str = "title One key\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer web to orders rate 400/s size 200B keys uniform 500\nsay at 4s \"Two shards.\"\n\
    at 8s set web rate 1800/s keys \"iphone-16\" 80% uniform 500 20%\n\
    at 14s predict \"Will it refuse?\" judged at 16s\n  option \"no\" when stream.orders.refused = 0\n  \
    option \"yes\" when stream.orders.refused > 0\nsay at 20s \"More would not help.\"\n";

fn scene(query: &str, story: &str) -> Shell {
    let mut shell = Shell::new(BTreeMap::new());
    shell.dispatch(Msg::Switched(Switches::read(query, "").0, vec![]));
    shell.dispatch(Msg::Routed(crate::route::story_link(story)));
    shell
}

fn present(shell: &mut Shell, msg: PresentMsg) {
    shell.dispatch(Msg::Present(msg));
    frames(shell, 10_000);
}

fn now(shell: &Shell) -> Time {
    shell.model.facts.clock.now
}

/// The number of the beat and how many there are.
fn beat(shell: &Shell) -> (usize, usize, String) {
    let beats = &shell.model.facts.beats;
    let (number, beat) = crate::update::beat_shown(beats, now(shell)).expect("a beat");
    (number, beats.len(), beat.text.clone())
}

#[test]
fn time_goes_from_beat_to_beat_and_an_answer_is_known_when_it_is_reached() {
    let mut shell = scene("", STORY);
    present(&mut shell, PresentMsg::Open);
    assert!(!shell.model.facts.clock.playing, "a room is not played at before it is asked");
    present(&mut shell, PresentMsg::Next);
    assert_eq!((now(&shell), beat(&shell)), (Time::seconds(4), (1, 4, "Two shards.".to_owned())));
    // The first refusal is a beat that nobody knew of before it came.
    present(&mut shell, PresentMsg::Next);
    let (number, all, _) = beat(&shell);
    assert_eq!((number, all), (2, 5));
    assert!(now(&shell) > Time::seconds(8) && now(&shell) < Time::seconds(14), "{}", now(&shell));
    present(&mut shell, PresentMsg::Next);
    assert_eq!((now(&shell), beat(&shell)), (Time::seconds(14), (3, 5, "Will it refuse?".to_owned())));
    assert_eq!(shell.model.presenting.as_ref().expect("shown").answer, None);
    present(&mut shell, PresentMsg::Next);
    assert_eq!(shell.model.presenting.as_ref().expect("shown").answer, Some((Time::seconds(16), 1)));
    assert!(matches!(shell.model.facts.beats[3].kind, BeatKind::Answered(_)));
    present(&mut shell, PresentMsg::Back);
    assert_eq!(now(&shell), Time::seconds(14));
    // In the dark one key makes light and moves nothing.
    present(&mut shell, PresentMsg::Black);
    present(&mut shell, PresentMsg::Next);
    assert_eq!(now(&shell), Time::seconds(14));
    // Twice in a hurry: at once there.
    shell.dispatch(Msg::Present(PresentMsg::Next));
    shell.dispatch(Msg::Present(PresentMsg::Next));
    frames(&mut shell, 10_000);
    assert_eq!(now(&shell), Time::seconds(16));
    let speed = shell.model.facts.clock.speed;
    present(&mut shell, PresentMsg::Leave);
    assert!(shell.model.presenting.is_none() && !shell.model.facts.clock.playing && speed >= 1);
}

#[test]
fn a_lesson_has_a_step_for_each_screen_and_one_for_each_answer() {
    let lesson =
        crate::content::lessons().iter().find(|it| it.screens.iter().any(|it| it.options().is_some()));
    let lesson = lesson.expect("a lesson that asks");
    let steps = crate::update::lesson_steps(lesson);
    let asked = lesson.screens.iter().filter(|screen| screen.options().is_some()).count();
    assert_eq!(steps.len(), lesson.screens.len() + asked);
    let mut shell = opened(&format!("#/learn/{}", lesson.id));
    present(&mut shell, PresentMsg::Open);
    for _ in 0..steps.len() + 3 {
        present(&mut shell, PresentMsg::Next);
    }
    assert_eq!(shell.model.presenting.as_ref().expect("shown").step, steps.len() - 1);
    shell.dispatch(Msg::Escape);
    assert!(shell.model.presenting.is_none());
    // There is nothing to show of a list.
    shell.dispatch(Msg::Routed(Route::Labs));
    present(&mut shell, PresentMsg::Open);
    assert!(shell.model.presenting.is_none());
}

/// What was told to the page around this one.
fn told(tasks: &[Task]) -> Vec<serde_json::Value> {
    let posts =
        tasks.iter().filter_map(|task| if let Task::Post { text, .. } = task { Some(text) } else { None });
    posts.map(|text| serde_json::from_str(text).expect("JSON")).collect()
}

fn heard(shell: &mut Shell, text: &str) -> Vec<serde_json::Value> {
    let heard = Heard { origin: "https://class.example".to_owned(), text: Ok(text.to_owned()) };
    told(&shell.dispatch(Msg::Heard(heard)))
}

#[test]
fn the_page_around_moves_time_and_is_told_and_what_it_says_wrongly_is_answered() {
    let mut shell = Shell::new(BTreeMap::new());
    shell.dispatch(Msg::Switched(Switches::read("?embed", "").0, vec![]));
    let events = told(&shell.dispatch(Msg::Routed(crate::route::story_link(STORY))));
    let ready = events.iter().find(|it| it["event"] == "ready").expect("it is told");
    assert_eq!(
        (&ready["title"], &ready["seed"], &ready["shardlab"]),
        (&"One key".into(), &7.into(), &1.into())
    );
    let events = heard(&mut shell, r#"{"shardlab":1,"do":"pause"}"#);
    assert!(events.iter().any(|it| it["event"] == "time" && it["playing"] == false), "{events:?}");
    heard(&mut shell, r#"{"shardlab":1,"do":"seek","ms":9000}"#);
    frames(&mut shell, 10_000);
    assert_eq!(now(&shell), Time::seconds(9));
    heard(&mut shell, r#"{"shardlab":1,"do":"speed","value":10}"#);
    assert_eq!(shell.model.facts.clock.speed, 10);
    heard(&mut shell, r#"{"shardlab":1,"do":"play"}"#);
    let mut events = vec![];
    for _ in 0..200 {
        events.extend(told(&shell.frame(16.0, &|| 0.0)));
    }
    assert!(events.iter().any(|it| it["event"] == "event" && it["kind"] == "throttle"), "{events:?}");
    for wrong in ["{", "7", r#"{"shardlab":1,"do":"load","story":"producer p to s rate 5"}"#] {
        let events = heard(&mut shell, wrong);
        let error = events.iter().find(|it| it["event"] == "error").expect("an answer");
        assert_eq!(error["from"], "https://class.example");
    }
    assert_eq!(shell.model.title, "One key", "nothing of it was done");
    // Without the switch nobody is heard and nobody is told.
    let mut usual = scene("", STORY);
    assert_eq!(heard(&mut usual, r#"{"shardlab":1,"do":"seek","ms":9000}"#), Vec::<serde_json::Value>::new());
    frames(&mut usual, 3);
    assert!(now(&usual) < Time::seconds(9));
}

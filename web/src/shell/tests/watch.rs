use engine::era::Era;
use engine::kernel::Span;
use engine::watch::{Before, Log};
use engine::world::World;

use super::*;
use crate::model::{WatchMsg, WatchState};
use crate::switches::Switches;

/// What an endpoint does, without a wire.
struct Endpoint {
    world: World,
    log: Log,
    run: &'static str,
}

impl Endpoint {
    fn new(run: &'static str) -> Endpoint {
        let mut world = World::new(Era::Today, 7);
        world.advance(Time::seconds(90_000), u64::MAX);
        Endpoint { world, log: Log::default(), run }
    }

    fn ask(&mut self, line: &str) {
        let command = engine::story::command(line).expect("a line");
        let before = Before::of(&self.world);
        let answer = self.world.apply(&command);
        self.log.note(before, &command, answer.as_ref().err(), &self.world);
    }

    fn pass(&mut self, span: Span) {
        self.world.advance(self.world.now() + span, u64::MAX);
    }

    /// Answers what the page asks, if it asks anything.
    fn answer(&mut self, shell: &mut Shell, tasks: &[Task]) -> Vec<Task> {
        let asked = tasks.iter().rev().find_map(|task| {
            if let Task::Watch { url, ticket } = task { Some((url.clone(), *ticket)) } else { None }
        });
        let Some((url, ticket)) = asked else { return vec![] };
        let from =
            url.split("from=").nth(1).and_then(|it| it.split('&').next()).and_then(|it| it.parse().ok());
        let told = self.log.told(&self.world, self.run, from.expect("a number"));
        let text = serde_json::to_string(&told).expect("JSON");
        shell.dispatch(Msg::Watch(WatchMsg::Answered(ticket, Ok(text))))
    }
}

fn follow(shell: &mut Shell, endpoint: &mut Endpoint) -> Vec<Task> {
    let asked = shell.dispatch(Msg::Watch(WatchMsg::Follow));
    assert_eq!(shell.model.watching.state, WatchState::Asking);
    endpoint.answer(shell, &asked)
}

fn some(shell: &mut Shell, frames: usize) {
    for _ in 0..frames {
        shell.frame(16.0, &|| 0.0);
    }
}

fn digest(shell: &Shell) -> String {
    shell.driver.as_ref().expect("a scene").world().digest()
}

const STREAM: &str = "aws kinesis create-stream --stream-name orders --shard-count 2";
const PUT: &str = "aws kinesis put-record --stream-name orders --partition-key k --data Zm9v";

#[test]
fn the_page_has_the_world_of_the_endpoint_and_no_more_of_it_than_there_is() {
    let mut shell = opened("");
    frames(&mut shell, 10);
    let mut there = Endpoint::new("a");
    there.ask(STREAM);
    there.pass(Span::seconds(20));
    (0..20).for_each(|_| there.ask(PUT));
    there.ask("aws kinesis put-record --stream-name none --partition-key k --data Zm9v");
    let mut asked = follow(&mut shell, &mut there);
    assert_eq!(shell.model.watching.state, WatchState::Following);
    some(&mut shell, 60);
    assert_eq!(digest(&shell), there.world.digest());
    let told = shell.model.facts.followed.clone().expect("followed");
    assert_eq!((told.calls, told.refused, told.agreed, told.reading), (22, 1, 1, false));
    assert_eq!(shell.model.calls.len(), 22, "they are listed");
    assert!(shell.model.calls.last().expect("a call").refused);
    assert!(shell.model.notices.toasts.is_empty(), "{:?}", shell.model.notices.toasts);
    let outside = shell.now().expect("a scene").view.outside.clone().expect("calls from outside");
    assert_eq!((outside.sent, outside.to.len()), (20, 1));
    // It goes no further by itself, and on when there is more.
    let at = |shell: &Shell| shell.driver.as_ref().expect("a scene").now();
    let stands = at(&shell);
    assert_eq!(stands, there.world.now());
    some(&mut shell, 60);
    assert_eq!(at(&shell), stands);
    there.pass(Span::seconds(1));
    there.ask(PUT);
    asked = there.answer(&mut shell, &asked);
    some(&mut shell, 6);
    assert!(at(&shell) > stands && at(&shell) < there.world.now(), "it moves, and does not jump");
    some(&mut shell, 200);
    assert_eq!(digest(&shell), there.world.digest());
    assert!(!asked.is_empty());
    // No instant lies before the first call or after the last.
    for (to, wanted) in [(Time::START, Time::seconds(90_000)), (Time::seconds(100_000), there.world.now())] {
        go(&mut shell, to);
        assert_eq!(at(&shell), wanted);
    }
    assert_eq!(shell.model.facts.clock.begins, Time::seconds(90_000));
}

#[test]
fn nothing_can_be_changed_while_it_follows_and_all_when_it_has_stopped() {
    let mut shell = opened("");
    frames(&mut shell, 10);
    let mut there = Endpoint::new("a");
    there.ask(STREAM);
    there.pass(Span::seconds(20));
    let asked = follow(&mut shell, &mut there);
    some(&mut shell, 30);
    let calls = shell.model.calls.len();
    let line = |text: &str| Msg::Act(vec![engine::story::command(text).expect("a line")]);
    for msg in [line(PUT), line("aws kinesis list-streams"), Msg::Restart, Msg::Time(TimeMsg::Undo)] {
        let before = shell.model.notices.toasts.len();
        shell.dispatch(Msg::CloseToast(0));
        let tasks = shell.dispatch(msg.clone());
        assert!(shell.model.notices.toasts.len() >= before, "{msg:?}: {tasks:?}");
        assert_eq!((shell.model.calls.len(), digest(&shell)), (calls, there.world.digest()), "{msg:?}");
    }
    assert!(
        shell
            .dispatch(Msg::SaveNow)
            .iter()
            .all(|task| !matches!(task, Task::Store { key, .. } if key.contains("scene")))
    );
    shell.dispatch(Msg::Watch(WatchMsg::Stop));
    assert_eq!((&shell.model.watching.state, shell.model.watching.open), (&WatchState::Off, false));
    let late = there.answer(&mut shell, &asked);
    assert!(late.is_empty() && shell.model.facts.followed.is_none(), "an answer that comes too late");
    shell.dispatch(line(PUT));
    assert_eq!(shell.model.calls.len(), calls + 1);
    let saved = shell.dispatch(Msg::SaveNow);
    let text = saved.iter().find_map(|task| {
        let Task::Store { key, text } = task else { return None };
        (*key == scene_key(&Place::Playground)).then(|| text.clone())
    });
    // A reload goes on with it.
    let mut again = Shell::new([(scene_key(&Place::Playground), text.expect("it is kept"))].into());
    again.dispatch(Msg::Routed(Route::Playground));
    frames(&mut again, 1_000);
    assert_eq!(digest(&again), digest(&shell));
    shell.dispatch(Msg::Time(TimeMsg::Undo));
    frames(&mut shell, 1_000);
    assert_eq!(digest(&shell), there.world.digest());
}

#[test]
fn what_was_there_before_can_be_brought_back() {
    let mut shell = opened("");
    frames(&mut shell, 10);
    shell.dispatch(Msg::Stage(StageAction::AddProducer { to: None }));
    let is_mine = |shell: &Shell| {
        let view = shell.now().expect("a scene").view;
        view.producers.iter().any(|it| it.name.as_str() == "producer-1")
    };
    assert!(is_mine(&shell));
    let mut there = Endpoint::new("a");
    follow(&mut shell, &mut there);
    assert!(!is_mine(&shell));
    shell.dispatch(Msg::BringBack);
    shell.dispatch(Msg::Time(TimeMsg::Pause));
    frames(&mut shell, 1_000);
    assert!(is_mine(&shell));
    assert_eq!(shell.model.watching.state, WatchState::Off, "the endpoint is not asked any more");
}

#[test]
fn an_endpoint_that_goes_and_comes_again_is_followed_anew() {
    let mut shell = opened("");
    frames(&mut shell, 10);
    let mut there = Endpoint::new("a");
    there.ask(STREAM);
    let asked = follow(&mut shell, &mut there);
    some(&mut shell, 30);
    let ticket = shell.model.watching.ticket;
    let tasks = shell.dispatch(Msg::Watch(WatchMsg::Answered(ticket, Err("nothing".to_owned()))));
    assert_eq!(shell.model.watching.state, WatchState::Lost("nothing".to_owned()));
    let again = Msg::Watch(WatchMsg::Again(ticket));
    assert!(tasks.iter().any(|task| matches!(task, Task::After { msg, .. } if **msg == again)), "{tasks:?}");
    assert_eq!(digest(&shell), there.world.digest(), "what was seen stays");
    drop(asked);
    let mut other = Endpoint::new("b");
    other.ask("aws kinesis create-stream --stream-name other --shard-count 1");
    let mut asked = shell.dispatch(again);
    for _ in 0..2 {
        asked = other.answer(&mut shell, &asked);
    }
    some(&mut shell, 30);
    assert_eq!((&shell.model.watching.state, digest(&shell)), (&WatchState::Following, other.world.digest()));
    // An answer that is none of an endpoint's.
    let ticket = shell.model.watching.ticket;
    shell.dispatch(Msg::Watch(WatchMsg::Answered(ticket, Ok("<html>".to_owned()))));
    assert!(matches!(&shell.model.watching.state, WatchState::Lost(why) if why.contains("cannot be read")));
}

#[test]
fn a_story_that_the_page_cannot_reproduce_is_an_error_with_its_place() {
    let mut shell = opened("");
    frames(&mut shell, 10);
    let mut there = Endpoint::new("a");
    there.ask(STREAM);
    there.pass(Span::seconds(20));
    there.ask(PUT);
    let asked = shell.dispatch(Msg::Watch(WatchMsg::Follow));
    let ticket = shell.model.watching.ticket;
    assert!(!asked.is_empty());
    let mut told = there.log.told(&there.world, "a", 0);
    told.calls[1].line = PUT.replace("Zm9v", "Zm9vYmFy");
    let text = serde_json::to_string(&told).expect("JSON");
    shell.dispatch(Msg::Watch(WatchMsg::Answered(ticket, Ok(text))));
    some(&mut shell, 30);
    let state = shell.model.watching.state.clone();
    assert!(
        matches!(&state, WatchState::Differs(why) if why.starts_with("After 2 calls, at 25:00:20")),
        "{state:?}"
    );
    assert!(!shell.busy());
}

#[test]
fn an_address_can_name_the_port_once() {
    let mut shell = Shell::new(BTreeMap::new());
    let (switches, wrong) = Switches::read("?watch=4568", "");
    assert_eq!(wrong, Vec::<String>::new());
    shell.dispatch(Msg::Switched(switches, wrong));
    let tasks = shell.dispatch(Msg::Routed(Route::Playground));
    let asks = |tasks: &[Task]| {
        tasks.iter().any(|task| matches!(task, Task::Watch { url, .. } if url.starts_with("http://127.0.0.1:4568/_lab/watch?from=0")))
    };
    assert!(asks(&tasks), "{tasks:?}");
    shell.dispatch(Msg::Watch(WatchMsg::Stop));
    shell.dispatch(Msg::Routed(Route::Learn));
    assert!(!asks(&shell.dispatch(Msg::Routed(Route::Playground))), "it was stopped");
    shell.dispatch(Msg::Watch(WatchMsg::Address("example.org:80".to_owned())));
    assert!(!asks(&shell.dispatch(Msg::Watch(WatchMsg::Follow))));
    assert!(shell.model.watching.error.is_some());
}

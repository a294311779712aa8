use std::collections::BTreeMap;

use engine::command::json_text;
use engine::names::Name;

use super::*;
use crate::model::{Msg, OwnMsg, TimeMsg};
use crate::route::{Route, story_link};

const STORY: &str = "title Own\nfunction f source \"exports.handler = 1\"\n\
    aws firehose create-delivery-stream --delivery-stream-name logs --extended-s3-destination-configuration \
    'RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,\
    IntervalInSeconds=60},ProcessingConfiguration={Enabled=true,Processors=[{Type=Lambda,Parameters=[\
    {ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:f}]}]}'\n\
    producer web to firehose logs rate 1/s payload access-log\n";

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

/// A shell on the story, playing at sixty times.
fn playing() -> Shell {
    let mut shell = Shell::new(BTreeMap::new());
    shell.dispatch(Msg::Routed(story_link(STORY)));
    assert_eq!(shell.model.title, "Own");
    shell.dispatch(Msg::Time(TimeMsg::Speed(60)));
    shell.dispatch(Msg::Time(TimeMsg::Play));
    shell
}

fn runs(tasks: &[Task]) -> Vec<Run> {
    tasks.iter().filter_map(|task| if let Task::Run(run) = task { Some(run.clone()) } else { None }).collect()
}

/// Frames of 16 ms until the sandbox is asked.
fn until_asked(shell: &mut Shell) -> Run {
    for _ in 0..2_000 {
        let asked = runs(&shell.frame(16.0, &|| 0.0));
        if let [run] = asked.as_slice() {
            return run.clone();
        }
    }
    panic!("nobody asked, at {:?}", shell.model.facts.clock.now);
}

fn ran(run: &Run, outcome: Result<Outcome, String>) -> Msg {
    Msg::Ran(Ran { ticket: run.ticket, outcome, line: Some(3), log: "hello".to_owned(), puts: String::new() })
}

#[test]
fn time_stands_still_until_the_sandbox_has_answered_and_frames_go_on() {
    let mut shell = playing();
    let run = until_asked(&mut shell);
    assert_eq!(run.source, "exports.handler = 1");
    assert!(run.event.contains("\"invocationId\""));
    let at = shell.driver.as_ref().expect("a driver").now();
    for _ in 0..10 {
        assert_eq!(runs(&shell.frame(16.0, &|| 0.0)), [], "it is asked once");
    }
    assert_eq!(shell.now().expect("a scene").clock.work, None, "too soon to say");
    for _ in 0..12 {
        shell.frame(16.0, &|| 0.0);
    }
    let clock = shell.now().expect("a scene").clock;
    assert_eq!(
        (clock.now, clock.work.map(|work| work.says)),
        (at, Some("Your function f runs …".to_owned()))
    );
    shell.dispatch(ran(&run, Ok(Outcome::threw("Error: no"))));
    shell.frame(16.0, &|| 0.0);
    let clock = shell.now().expect("a scene").clock;
    assert!(clock.now > at && clock.playing && clock.work.is_none());
    assert_eq!(clock.undo, None, "an answer is no doing of the learner's");
    let look = look::invocation(shell.driver.as_ref().expect("a driver").world(), &name("logs"), 0);
    assert_eq!(look.expect("an invocation").log, ["hello", "ERROR Error: no (line 3)"]);
}

#[test]
fn an_answer_that_comes_too_late_is_dropped_and_the_new_code_is_run() {
    let mut shell = playing();
    let first = until_asked(&mut shell);
    let tasks = shell.dispatch(Msg::Own(OwnMsg::Use(name("f"), "exports.handler = 2".to_owned())));
    let [second] = runs(&tasks).try_into().expect("it is asked anew");
    assert_eq!(second.source, "exports.handler = 2");
    let at = shell.driver.as_ref().expect("a driver").now();
    shell.dispatch(ran(&first, Ok(Outcome::TimedOut)));
    shell.frame(16.0, &|| 0.0);
    assert_eq!(shell.driver.as_ref().expect("a driver").now(), at, "the second is still awaited");
    shell.dispatch(ran(&second, Ok(Outcome::returned("{}"))));
    shell.frame(16.0, &|| 0.0);
    assert!(shell.driver.as_ref().expect("a driver").now() > at);
}

#[test]
fn a_sandbox_that_does_not_work_pauses_and_is_asked_again_by_playing() {
    let mut shell = playing();
    let run = until_asked(&mut shell);
    shell.dispatch(ran(&run, Err("its sandbox did not load".to_owned())));
    let clock = shell.now().expect("a scene").clock;
    assert!(!clock.playing);
    assert!(shell.model.notices.toasts.iter().any(|toast| toast.text.contains("its sandbox did not load")));
    let tasks = shell.dispatch(Msg::Time(TimeMsg::Play));
    assert_eq!(runs(&tasks).len(), 1);
}

#[test]
fn trying_changes_nothing_in_the_scene() {
    let mut shell = playing();
    let source = "exports.handler = (event) => event".to_owned();
    shell.dispatch(Msg::Own(OwnMsg::Try(name("f"), source.clone())));
    assert!(
        shell
            .model
            .own
            .tried
            .as_ref()
            .and_then(|tried| tried.error.clone())
            .expect("why")
            .contains("not invoked yet")
    );
    let run = until_asked(&mut shell);
    shell.dispatch(Msg::Time(TimeMsg::Pause));
    shell.dispatch(ran(&run, Ok(Outcome::returned("{}"))));
    let driver = shell.driver.as_ref().expect("a driver");
    let before = (driver.now(), driver.history().actions().len());
    let tasks = shell.dispatch(Msg::Own(OwnMsg::Try(name("f"), source.clone())));
    let [run] = runs(&tasks).try_into().expect("it is run");
    assert_eq!((run.source.as_str(), shell.model.own.trying.as_ref()), (source.as_str(), Some(&name("f"))));
    let drops = run.event.replace("\"approximateArrivalTimestamp\"", "\"result\":\"Dropped\",\"x\"");
    shell.dispatch(ran(&run, Ok(Outcome::returned(&drops))));
    let trial = shell.model.own.tried.clone().and_then(|tried| tried.trial).expect("a trial");
    assert!(trial.dropped > 50 && trial.ok + trial.failed == 0, "{trial:?}");
    let driver = shell.driver.as_ref().expect("a driver");
    assert_eq!((driver.now(), driver.history().actions().len()), before);
}

#[test]
fn a_saved_scene_comes_back_with_its_code_and_runs_nothing_again() {
    let mut shell = playing();
    let run = until_asked(&mut shell);
    shell.dispatch(ran(&run, Ok(Outcome::returned("{}"))));
    let source = "exports.handler = async () => {\n  // é \"quoted\" \\\n};\n";
    assert!(json_text(source).len() > source.len());
    shell.dispatch(Msg::Own(OwnMsg::Use(name("f"), source.to_owned())));
    shell.frame(16.0, &|| 0.0);
    shell.dispatch(Msg::Time(TimeMsg::Pause));
    let at = shell.driver.as_ref().expect("a driver").now();
    shell.dispatch(Msg::SaveNow);
    let mut again = Shell::new(shell.store.clone());
    again.dispatch(Msg::Routed(Route::Playground));
    for _ in 0..2_000 {
        let tasks = again.frame(16.0, &|| 0.0);
        assert_eq!(runs(&tasks), []);
    }
    let driver = again.driver.as_ref().expect("a driver");
    assert_eq!(driver.now(), at);
    let function = driver.world().functions().function(&name("f")).expect("a function");
    assert_eq!(function.code.source().map(Source::as_str), Some(source));
    assert_eq!(driver.history().undo_line().map(|line| line.starts_with("set f source ")), Some(true));
}

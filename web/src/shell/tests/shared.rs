//! What goes out of the page comes in again, a locked page changes nothing, and what stands in another page keeps nothing.

use super::*;
use crate::model::{ShareMsg, What};
use crate::share::link;
use crate::switches::Switches;

fn switched(shell: &mut Shell, query: &str) {
    let (switches, wrong) = Switches::read(query, "");
    shell.dispatch(Msg::Switched(switches, wrong));
}

/// A shell at an address with switches.
fn opened_with(query: &str, hash: &str) -> Shell {
    let mut shell = Shell::new(BTreeMap::new());
    switched(&mut shell, query);
    shell.dispatch(Msg::Routed(Route::parse(hash)));
    shell
}

fn link_of(tasks: &[Task]) -> String {
    let link = tasks.iter().find_map(|task| if let Task::CopyLink(hash) = task { Some(hash) } else { None });
    link.unwrap_or_else(|| panic!("{tasks:?}")).clone()
}

fn one_stream() -> String {
    format!("#/s/{}", link::pack("title Mine\naws kinesis create-stream --stream-name s --shard-count 1\n"))
}

#[test]
fn a_link_carries_what_was_done_and_opens_at_its_instant() {
    let mut shell = opened("");
    shell.dispatch(Msg::Time(TimeMsg::Pause));
    go(&mut shell, Time(3_456_789));
    let set = "set web-01 rate 77/s";
    shell.dispatch(Msg::Act(vec![engine::story::command(set).expect("a line")]));
    go(&mut shell, Time(5_000_001));
    shell.dispatch(Msg::Share(ShareMsg::AtInstant(true)));
    let hash = link_of(&shell.dispatch(Msg::Share(ShareMsg::Send(What::Link))));
    assert!(hash.ends_with("?at=5000001us") && hash.len() < link::MOST, "{hash}");
    let there = shell.now().expect("a scene").view;

    let mut other = Shell::new(BTreeMap::new());
    let (switches, wrong) = Switches::read("", &hash);
    other.dispatch(Msg::Switched(switches, wrong));
    other.dispatch(Msg::Routed(Route::parse(&hash)));
    frames(&mut other, 10_000);
    assert!(!other.model.facts.clock.playing);
    assert_eq!(other.model.facts.clock.now, Time(5_000_001));
    assert_eq!(other.now().expect("a scene").view, there);
    let text = other.driver.as_ref().expect("a driver").history().story().to_string();
    assert!(text.contains(&format!("at 3456789us {set}")), "{text}");
}

#[test]
fn a_scene_too_large_for_a_link_is_offered_as_a_file() {
    let mut shell = opened("");
    shell.dispatch(Msg::Time(TimeMsg::Pause));
    // Text that cannot be made smaller.
    let mut state = 7_u64;
    for n in 0..60 {
        let mut noise = String::new();
        for _ in 0..152 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            noise.push(char::from(b'a' + u8::try_from((state >> 40) % 26).expect("a letter")));
        }
        let line = format!("aws kinesis put-record --stream-name orders --partition-key {n} --data {noise}");
        shell.dispatch(Msg::Act(vec![engine::story::command(&line).expect("a line")]));
    }
    let tasks = shell.dispatch(Msg::Share(ShareMsg::Send(What::Link)));
    assert!(!tasks.iter().any(|task| matches!(task, Task::CopyLink(_))), "{tasks:?}");
    let toast = shell.model.notices.toasts.last().expect("it is said").clone();
    assert!(toast.text.contains("more than 8,192 get lost"), "{}", toast.text);
    let (_, save) = toast.button.expect("the way out");
    let tasks = shell.dispatch(save);
    let Some(Task::Download { name, bytes }) =
        tasks.iter().find(|task| matches!(task, Task::Download { .. }))
    else {
        panic!("{tasks:?}")
    };
    assert!(name.ends_with(".story") && bytes.len() > 9_000, "{name}");
    // And the file brings it all back, in another browser.
    let mut other = opened("");
    let brought = ShareMsg::Brought(name.clone(), Ok(bytes.clone()));
    other.dispatch(Msg::Share(brought));
    assert_eq!(other.driver.as_ref().expect("a driver").history().story().to_string().as_bytes(), bytes);
}

#[test]
fn a_file_keeps_the_scene_that_was_there_and_a_bad_one_changes_nothing() {
    let mut shell = opened("");
    shell.dispatch(Msg::Stage(StageAction::AddProducer { to: None }));
    let brought = |bytes: &[u8]| Msg::Share(ShareMsg::Brought("my.story".into(), Ok(bytes.to_vec())));
    shell.dispatch(brought(b"title Bad\nproducer p to s rate 5\n"));
    let problem = shell.model.notices.problem.clone().expect("a problem");
    assert_eq!(problem.title, "my.story cannot be opened");
    assert!(problem.text.contains("line 2"), "{}", problem.text);
    assert_eq!(shell.driver.as_ref().expect("a driver").history().actions().len(), 1);
    shell.dispatch(brought(b"title Mine\naws kinesis create-stream --stream-name s --shard-count 1\n"));
    assert_eq!(shell.model.title, "Mine");
    assert!(shell.model.notices.toasts.iter().any(|toast| toast.text.contains("is kept")));
    shell.dispatch(Msg::BringBack);
    assert_eq!(shell.driver.as_ref().expect("a driver").history().actions().len(), 1);
}

#[test]
fn a_link_whose_beginning_never_ends_is_refused() {
    let mut text = "aws kinesis create-stream --stream-name s --shard-count 1\n".to_owned();
    for n in 0..1_500 {
        text.push_str(&format!("producer p{n} to firehose d{n} api put-record rate 100000/s size 10B\n"));
        text.push_str(&format!("bucket b{n}\n"));
    }
    let shell = opened(&format!("#/s/{}", link::pack(&text)));
    assert!(shell.model.notices.problem.is_some());
    let mut busy = "aws kinesis create-stream --stream-name s --shard-count 1\nbucket lake\n\
        aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake\n"
        .to_owned();
    for n in 0..100 {
        busy.push_str(&format!("producer p{n} to firehose d api put-record rate 100000/s size 10B\n"));
    }
    let shell = opened(&format!("#/s/{}", link::pack(&busy)));
    let problem = shell.model.notices.problem.clone().expect("a problem");
    assert!(problem.text.contains("asks for too much"), "{}", problem.text);
}

#[test]
fn a_locked_page_moves_time_and_changes_nothing() {
    let mut shell = opened_with("?lock", &one_stream());
    shell.dispatch(Msg::Time(TimeMsg::Pause));
    let story = |shell: &Shell| shell.driver.as_ref().expect("a driver").history().retold().to_string();
    let before = story(&shell);
    let refused = |shell: &mut Shell, msg: Msg| {
        shell.model = Rc::new(Model { notices: Notices::default(), ..(*shell.model).clone() });
        shell.dispatch(msg);
        let said =
            shell.model.notices.toasts.iter().any(|toast| toast.text.contains("locked by its address"));
        assert!(said, "{:?}", shell.model.notices.toasts);
    };
    refused(&mut shell, Msg::Stage(StageAction::AddProducer { to: None }));
    refused(&mut shell, Msg::Time(TimeMsg::Undo));
    refused(&mut shell, Msg::Era(engine::era::Era::Y2018));
    refused(&mut shell, Msg::Share(ShareMsg::Brought("x.story".into(), Ok(b"title X\n".to_vec()))));
    let type_in = |shell: &mut Shell, line: &str| {
        shell.dispatch(Msg::Terminal(TerminalMsg::Input(line.to_owned())));
        shell.dispatch(Msg::Terminal(TerminalMsg::Enter));
    };
    shell.dispatch(Msg::Terminal(TerminalMsg::Input("bucket b".to_owned())));
    refused(&mut shell, Msg::Terminal(TerminalMsg::Enter));
    assert_eq!(story(&shell), before);
    // To look is no change.
    type_in(&mut shell, "aws kinesis list-streams");
    assert!(
        matches!(shell.model.terminal.printed.last(), Some(Printed::Answer(text)) if text.contains("\"s\""))
    );
    go(&mut shell, Time::seconds(9));
    assert_eq!(shell.model.facts.clock.now, Time::seconds(9));
    switched(&mut shell, "");
    shell.dispatch(Msg::Stage(StageAction::AddProducer { to: None }));
    assert_ne!(story(&shell), before, "unlocked, it changes");
}

#[test]
fn era_seed_and_speed_of_the_address_hold_and_a_kept_scene_of_another_era_is_not_lost() {
    let shell = opened_with("?era=2018&seed=77&speed=60", &one_stream());
    let world = |shell: &Shell| {
        let driver = shell.driver.as_ref().expect("a driver");
        (driver.world().era(), driver.world().seed(), driver.speed())
    };
    assert_eq!(world(&shell), (engine::era::Era::Y2018, 77, 60));
    let mut first = opened("");
    first.dispatch(Msg::Stage(StageAction::AddProducer { to: None }));
    first.dispatch(Msg::SaveNow);
    let mut later = Shell::new(first.store.clone());
    switched(&mut later, "?era=2020");
    later.dispatch(Msg::Routed(Route::Playground));
    assert_eq!(world(&later).0, engine::era::Era::Y2020);
    assert!(later.model.notices.toasts.iter().any(|toast| toast.text.contains("is kept")));
    later.dispatch(Msg::BringBack);
    assert_eq!(world(&later).0, engine::era::Era::Today);
    assert_eq!(later.driver.as_ref().expect("a driver").history().actions().len(), 1);
}

#[test]
fn what_stands_in_another_page_keeps_nothing() {
    let mut shell = opened_with("?embed", &one_stream());
    shell.dispatch(Msg::Stage(StageAction::AddProducer { to: None }));
    for msg in [Msg::SaveNow, Msg::Theme] {
        let tasks = shell.dispatch(msg);
        assert!(!tasks.iter().any(|task| matches!(task, Task::Store { .. })), "{tasks:?}");
    }
    let mut usual = opened(&one_stream());
    assert!(usual.dispatch(Msg::SaveNow).iter().any(|task| matches!(task, Task::Store { .. })));
}

#[test]
fn what_is_wrong_with_an_address_is_said_and_the_page_works() {
    let shell = opened_with("?speed=0&sped=3", &one_stream());
    let said: Vec<_> = shell.model.notices.toasts.iter().map(|toast| toast.text.clone()).collect();
    assert!(said.iter().any(|text| text.contains("`speed` is left out: `0` does not fit")), "{said:?}");
    assert!(said.iter().any(|text| text.contains("`sped` is left out: there is none")), "{said:?}");
    assert_eq!(shell.model.title, "Mine");
}

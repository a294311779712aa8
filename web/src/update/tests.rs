use std::collections::BTreeMap;

use super::*;
use crate::model::{DockTab, OwnMsg, Place, Toast};
use crate::shell::Shell;

fn model() -> Model {
    (*Shell::new(BTreeMap::new()).model).clone()
}

#[test]
fn the_live_region_speaks_at_most_once_a_second() {
    let mut model = model();
    let first = say(&mut model, "One.".into());
    assert_eq!(model.notices.spoken, "One.");
    assert!(matches!(&first[..], [Effect::Host(Task::After { ms: 1_000, .. })]));
    assert!(say(&mut model, "Two.".into()).is_empty());
    assert!(say(&mut model, "Three.".into()).is_empty());
    assert_eq!(model.notices.spoken, "One.");
    update(&mut model, Msg::SpeakNext);
    assert_eq!(model.notices.spoken, "Two. Three.");
    assert!(update(&mut model, Msg::SpeakNext).is_empty());
    say(&mut model, "Four.".into());
    assert_eq!(model.notices.spoken, "Four.");
}

#[test]
fn escape_closes_one_thing_at_a_time() {
    let mut model = model();
    model.selection = Selection::Stream(engine::names::Name::parse("s").expect("a name"));
    model.marker_list = true;
    model.notices.asking = Some(Asking::Restart);
    update(&mut model, Msg::Escape);
    assert!(model.notices.asking.is_none() && model.marker_list);
    update(&mut model, Msg::Escape);
    assert!(!model.marker_list && model.selection != Selection::Nothing);
    update(&mut model, Msg::Escape);
    assert_eq!(model.selection, Selection::Nothing);
}

#[test]
fn preferences_are_stored_and_read_back() {
    let mut model = model();
    let effects = update(&mut model, Msg::Dock(DockTab::Log));
    let [Effect::Host(Task::Store { key, text })] = &effects[..] else { panic!("{effects:?}") };
    let shell = Shell::new(BTreeMap::from([(key.clone(), text.clone())]));
    assert_eq!(shell.model.prefs, model.prefs);
    let odd = Shell::new(BTreeMap::from([(PREFS_KEY.to_owned(), "what?".to_owned())]));
    assert_eq!(odd.model.prefs, crate::model::Prefs::default());
}

#[test]
fn three_toasts_at_most_and_each_can_be_closed() {
    let mut model = model();
    for n in 0..5 {
        toast(&mut model, n.to_string(), None);
    }
    let texts = |model: &Model| {
        model.notices.toasts.iter().map(|toast: &Toast| toast.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&model), ["2", "3", "4"]);
    let id = model.notices.toasts[0].id;
    update(&mut model, Msg::CloseToast(id));
    assert_eq!(texts(&model), ["3", "4"]);
}

#[test]
fn a_message_under_the_pointer_waits_and_goes_when_it_is_left() {
    let mut model = model();
    toast(&mut model, "one".to_owned(), None);
    let id = model.notices.toasts[0].id;
    update(&mut model, Msg::HoldToasts(true));
    let effects = update(&mut model, Msg::ToastEnds(id));
    assert!(matches!(&effects[..], [Effect::Host(Task::After { .. })]), "{effects:?}");
    assert_eq!(model.notices.toasts.len(), 1);
    update(&mut model, Msg::HoldToasts(false));
    update(&mut model, Msg::ToastEnds(id));
    assert!(model.notices.toasts.is_empty());
}

#[test]
fn a_draft_is_kept_for_its_place_and_forgotten_when_it_is_thrown_away() {
    let mut model = model();
    let f = engine::names::Name::parse("f").expect("a name");
    let effects = update(&mut model, Msg::Own(OwnMsg::Draft(f.clone(), "half".to_owned())));
    let [Effect::Host(Task::Store { key, text })] = &effects[..] else { panic!("{effects:?}") };
    let shell = Shell::new(BTreeMap::from([(key.clone(), text.clone())]));
    assert_eq!(shell.model.own.drafts.of(&Place::Playground, &f), Some("half"));
    assert_eq!(shell.model.own.drafts.of(&Place::Lab("x".to_owned()), &f), None);
    update(&mut model, Msg::Own(OwnMsg::Forget(f.clone())));
    assert_eq!(model.own.drafts, crate::model::Drafts::default());
}

#[test]
fn what_came_of_a_run_is_said_of_what_is_selected_only() {
    let mut model = model();
    let f = engine::names::Name::parse("f").expect("a name");
    update(&mut model, Msg::Own(OwnMsg::Try(f.clone(), "x".to_owned())));
    let select = |name: &str| {
        let delivery = engine::names::Name::parse(name).expect("a name");
        Msg::Inspect(crate::model::InspectMsg::Select(Selection::Delivery(delivery)))
    };
    update(&mut model, select("a"));
    let tried = crate::model::Tried {
        function: f,
        source: "x".to_owned(),
        error: Some("stale".to_owned()),
        line: None,
        log: vec![],
        trial: None,
    };
    update(&mut model, Msg::Told(crate::model::Told::Tried(tried)));
    assert_eq!(model.own.tried, None, "the learner looks at something else by now");
}

#[test]
fn the_first_answer_to_a_question_counts() {
    let mut model = model();
    let answer = |option| Msg::Learn(LearnMsg::Answered { question: "q".into(), options: vec![option] });
    update(&mut model, answer(2));
    update(&mut model, answer(0));
    assert_eq!(model.progress.answers.get("q"), Some(&vec![2]));
    update(&mut model, Msg::Learn(LearnMsg::ForgetAnswer { question: "q".into() }));
    assert_eq!(model.progress.answers.get("q"), None);
}

#[test]
fn charts_follow_the_stream_that_is_looked_at_or_chosen() {
    use crate::model::Charted;
    use engine::command::Target;
    let name = |text| engine::names::Name::parse(text).expect("a name");
    let stream = |text| Charted::Service(Target::Stream(name(text)));
    let minutes = |text| Charted::Teller(engine::view::Teller::Stream(name(text)));
    let firehose = Charted::Service(Target::Firehose(name("d")));
    let mut shell = Shell::new(BTreeMap::new());
    let story = "aws kinesis create-stream --stream-name a --shard-count 1
aws kinesis create-stream --stream-name b --shard-count 1
aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake
consumer reads-a reads a poll 1s
producer to-b to b rate 1/s size 10B";
    shell.dispatch(Msg::Routed(route::story_link(story)));
    // Which streams there are is known after the first look.
    shell.dispatch(Msg::SpeakNext);
    let charted = |shell: &Shell| shell.model.facts.charts.of.clone();
    assert_eq!(charted(&shell), Some(stream("a")));
    assert_eq!(
        shell.model.facts.charts.all,
        [stream("a"), stream("b"), firehose.clone(), minutes("a"), minutes("b")]
    );
    shell.dispatch(Msg::Charts(stream("b")));
    assert_eq!(charted(&shell), Some(stream("b")));
    let mut look = |selection| {
        shell.dispatch(Msg::Inspect(crate::model::InspectMsg::Select(selection)));
        shell.model.facts.charts.of.clone()
    };
    assert_eq!(look(Selection::Reader(name("reads-a"))), Some(stream("a")));
    assert_eq!(look(Selection::Producer(name("to-b"))), Some(stream("b")));
    assert_eq!(look(Selection::Nothing), Some(stream("b")), "it stays");
    // Whoever is added is selected before the page has seen it.
    assert_eq!(look(Selection::Stream(name("a"))), Some(stream("a")));
    look(Selection::Reader(name("late")));
    let line = engine::story::command("consumer late reads b poll 1s").expect("a line");
    shell.dispatch(Msg::Act(vec![line]));
    shell.dispatch(Msg::SpeakNext);
    assert_eq!(charted(&shell), Some(stream("b")), "it reads b");
    let mut look = |selection| {
        shell.dispatch(Msg::Inspect(crate::model::InspectMsg::Select(selection)));
        shell.model.facts.charts.of.clone()
    };
    assert_eq!(look(Selection::Stream(name("a"))), Some(stream("a")));
    assert_eq!(look(Selection::Delivery(name("d"))), Some(firehose));
    let names = shell.model.facts.charts.metrics.iter().map(|metric| metric.name.as_str());
    assert!(names.collect::<Vec<_>>().contains(&"DeliveryToS3.DataFreshness"));
}

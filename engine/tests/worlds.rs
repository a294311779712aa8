//! Two worlds: equal without a changed knob, and told apart by the numbers that differ.

use engine::era::Era;
use engine::history::History;
use engine::kernel::Time;
use engine::story::{self, Story};
use engine::tools::Tools;
use engine::view::view;
use engine::world::Progress;
use engine::worlds::{Difference, Knob, Worlds, lines};

const SCENE: &str = "aws kinesis create-stream --stream-name orders --shard-count 2\n\
    aws firehose create-delivery-stream --delivery-stream-name lake --delivery-stream-type KinesisStreamAsSource \
    --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders \
    --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}\n\
    producer fleet to orders rate 1400/s size 300B keys \"iphone-16\" 80% uniform 50 20%\n\
    consumer billing reads orders poll 500ms\n\
    at 30s set billing poll 300ms\n";

fn history(seed: u64) -> History {
    History::new(&Story::parse(&format!("seed {seed}\n{SCENE}")).unwrap()).unwrap()
}

fn act(history: &mut History, at: u64, line: &str) {
    history.seek(Time::seconds(at));
    while history.advance(Time::seconds(at), 999) != Progress::Reached {}
    history.act(&story::command(line).unwrap()).unwrap();
}

fn go(worlds: &mut Worlds, to: Time) {
    worlds.seek(to);
    while worlds.advance(to, 40) == Progress::BudgetSpent {}
    let [first, second] = worlds.worlds();
    assert_eq!((first.now(), second.now(), worlds.now()), (to, to, to));
}

fn start(history: &History, knob: &Knob) -> Worlds {
    Worlds::from_start(history, knob, &Tools::none()).unwrap()
}

fn names(worlds: &Worlds) -> Vec<&'static str> {
    worlds.differences().iter().map(|it| it.measure.name).collect()
}

fn of(worlds: &Worlds, name: &str) -> Difference {
    worlds.differences().into_iter().find(|it| it.measure.name == name).unwrap()
}

#[test]
fn without_a_changed_knob_nothing_differs_at_any_instant() {
    for seed in [1, 7, 29_434] {
        let mut history = history(seed);
        act(&mut history, 12, "set fleet rate 900/s");
        act(
            &mut history,
            20,
            "aws kinesis split-shard --stream-name orders --shard-to-split 1 --new-starting-hash-key midpoint",
        );
        while history.advance(Time::seconds(70), 999) != Progress::Reached {}
        let digest = history.world().digest();
        let mut worlds = start(&history, &Knob::None);
        for tenths in 0..700 {
            let at = Time::millis(tenths * 100 + 37);
            while worlds.advance(at, 77) == Progress::BudgetSpent {}
            assert_eq!(worlds.differences(), [], "seed {seed} at {at}");
        }
        go(&mut worlds, Time::seconds(70));
        let [first, second] = worlds.worlds().map(engine::world::World::digest);
        assert_eq!((&first, &second), (&digest, &digest), "both are the scene itself, seed {seed}");
        // Also from the middle of it.
        go_to(&mut history, 15);
        let mut now = Worlds::from_now(&history, &Knob::None).unwrap();
        go(&mut now, Time::seconds(70));
        assert_eq!(now.differences(), []);
        assert_eq!(now.worlds().map(engine::world::World::digest), [digest.clone(), digest]);
    }
}

fn go_to(history: &mut History, at: u64) {
    history.seek(Time::seconds(at));
    while history.advance(Time::seconds(at), 999) != Progress::Reached {}
}

#[test]
fn a_knob_of_the_same_value_changes_nothing() {
    let mut history = history(3);
    go_to(&mut history, 5);
    let same = Knob::Setting { line: 2, word: "rate".into(), value: "1400/s".into() };
    let mut worlds = start(&history, &same);
    go(&mut worlds, Time::seconds(40));
    assert_eq!(worlds.differences(), []);
    assert_eq!(worlds.knob(), "fleet: rate 1400/s → 1400/s");
}

#[test]
fn the_numbers_that_differ_are_named_with_the_second_at_which_they_parted() {
    let mut history = history(5);
    go_to(&mut history, 40);
    let knob = Knob::Setting { line: 2, word: "keys".into(), value: "uniform 500".into() };
    let mut slow = start(&history, &knob);
    go(&mut slow, Time::seconds(30));
    let refused = of(&slow, "records refused");
    assert!(refused.values[0] > 1_000 && refused.values[1] == 0, "{refused:?}");
    // Truly the first: a second before they are equal, also when one comes back to it.
    let parted = refused.parted;
    assert!(
        parted > Time::seconds(3)
            && parted < Time::seconds(15)
            && parted.as_micros().is_multiple_of(1_000_000)
    );
    go(&mut slow, Time(parted.0 - 1_000_000));
    assert!(!names(&slow).contains(&"records refused"), "{:?}", slow.differences());
    go(&mut slow, parted);
    assert_eq!(of(&slow, "records refused").parted, parted);
    // And at any other pace.
    let mut fast = start(&history, &knob);
    while fast.advance(Time::seconds(30), u64::MAX) != Progress::Reached {}
    assert_eq!(of(&fast, "records refused"), refused);
    let apart = |it: &Difference| {
        it.values[0].abs_diff(it.values[1]) * 1_000_000 / it.values[0].max(it.values[1]).max(1)
    };
    let shown: Vec<u64> = fast.differences().iter().map(apart).collect();
    assert!(shown.len() > 2 && shown.is_sorted_by(|a, b| a >= b), "{shown:?}");
}

#[test]
fn a_reader_that_polls_less_has_older_records_before_it_in_the_strip_as_in_its_view() {
    let mut history = history(5);
    go_to(&mut history, 29);
    let mut worlds = start(&history, &Knob::Setting { line: 3, word: "poll".into(), value: "4s".into() });
    go(&mut worlds, Time::seconds(28));
    let behind = |world| view(world).readers.iter().map(|reader| reader.behind_ms).max().unwrap();
    let seen = worlds.worlds().map(behind);
    let oldest = of(&worlds, "lag: oldest unread record").values;
    assert_eq!(oldest, seen);
    assert!(oldest[1] > oldest[0] + 1_000, "{oldest:?}");
}

#[test]
fn every_kind_of_knob_turns() {
    let mut history = history(5);
    act(&mut history, 10, "set fleet rate 300/s");
    go_to(&mut history, 25);
    act(&mut history, 8, "set fleet rate 500/s");
    go_to(&mut history, 25);
    let all = lines(&history);
    assert_eq!(all.len(), 6);
    assert_eq!(
        (all[5].text.as_str(), all[5].at, all[5].by_the_learner),
        ("set fleet rate 500/s", Some(Time::seconds(8)), true)
    );
    assert_eq!(all[2].settings[0], ("rate", "1400/s".to_owned()));
    let table = [
        (Knob::Rewritten { line: 0, text: all[0].text.replace("count 2", "count 4") }, "--shard-count 4"),
        (Knob::LeftOut { line: 3 }, "without: consumer billing reads orders poll 500ms"),
        (Knob::LeftOut { line: 5 }, "without: set fleet rate 500/s"),
        (Knob::Added { at: Some(Time::seconds(9)), text: "stop fleet".into() }, "at 9s: stop fleet"),
        (
            Knob::Added { at: None, text: "consumer audit reads orders poll 200ms".into() },
            "at the start: consumer audit",
        ),
        (Knob::Seed(6), "seed 5 → 6"),
        (Knob::Branch(0), "branch “at 10.0 s: set fleet rate 300/s”"),
        (Knob::Setting { line: 5, word: "rate".into(), value: "50/s".into() }, "fleet: rate 500/s → 50/s"),
    ];
    for (knob, says) in table {
        let mut worlds = start(&history, &knob);
        assert!(worlds.knob().contains(says), "{}", worlds.knob());
        go(&mut worlds, Time::seconds(25));
        let [first, second] = worlds.worlds();
        assert_ne!(first.digest(), second.digest(), "{knob:?}");
        assert_eq!(worlds.refused(), Vec::<String>::new());
        assert_eq!(
            first.digest(),
            {
                go_to(&mut history, 25);
                history.world().digest()
            },
            "the first is the scene"
        );
    }
    let mut old = start(&history, &Knob::Era(Era::Y2018));
    go(&mut old, Time::seconds(25));
    assert_eq!(old.worlds().map(engine::world::World::era), [Era::Today, Era::Y2018]);
}

#[test]
fn from_now_on_they_share_what_has_been() {
    let mut history = history(5);
    act(&mut history, 10, "set fleet rate 300/s");
    act(&mut history, 20, "set fleet rate 800/s");
    go_to(&mut history, 15);
    let knob = Knob::Setting { line: 2, word: "size".into(), value: "900B".into() };
    let mut worlds = Worlds::from_now(&history, &knob).unwrap();
    assert_eq!((worlds.from(), worlds.now()), (Time::seconds(15), Time::seconds(15)));
    go(&mut worlds, Time::seconds(30));
    let [first, second] = worlds.worlds().map(|world| view(world).producers[0].clone());
    // What lay ahead is done in both.
    assert_eq!((first.rate, second.rate, first.size, second.size), (800, 800, 300, 900));
    worlds.seek(Time::seconds(2));
    while worlds.advance(Time::seconds(2), 40) == Progress::BudgetSpent {}
    assert_eq!(worlds.now(), Time::seconds(15), "not before they part");
    for knob in [Knob::Seed(2), Knob::Era(Era::Y2020), Knob::LeftOut { line: 3 }, Knob::Branch(0)] {
        assert!(Worlds::from_now(&history, &knob).unwrap_err().contains("from the start"));
    }
    // The changed scene is a history with all its actions.
    let mut changed = worlds.changed();
    assert!(changed.undo_line().is_some());
    let lines: Vec<String> = changed.actions().iter().map(|action| action.command.to_string()).collect();
    assert_eq!(lines, ["set fleet rate 300/s", "set fleet size 900B", "set fleet rate 800/s"]);
    go_to(&mut changed, 30);
    assert_eq!(History::load(&changed.save()).map(|(history, _)| history.actions().len()), Ok(3));
}

#[test]
fn a_knob_that_cannot_be_turned_says_why() {
    let history = history(5);
    let error = |knob: Knob| Worlds::from_start(&history, &knob, &Tools::none()).map(drop).unwrap_err();
    let setting = |value: &str| Knob::Setting { line: 2, word: "rate".into(), value: value.into() };
    assert!(error(setting("fast")).contains("fast"), "{}", error(setting("fast")));
    assert!(error(setting("5/s size 3B")).contains("not one value"));
    assert!(error(Knob::LeftOut { line: 99 }).contains("no such line"));
    assert!(
        error(Knob::LeftOut { line: 0 }).contains("cannot begin"),
        "{}",
        error(Knob::LeftOut { line: 0 })
    );
    assert!(error(Knob::Rewritten { line: 0, text: "aws kinesis".into() }).contains("column"));
    let own = "function mine source \"exports.handler = async (event) => event\"\n";
    let own = History::new(&Story::parse(&format!("{own}{SCENE}")).unwrap()).unwrap();
    let error = Worlds::from_start(&own, &Knob::None, &Tools::none()).map(drop).unwrap_err();
    assert!(error.contains("one world at a time"), "{error}");
}

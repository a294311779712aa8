//! Time travel: seek, undo, redo, fork, save.

use engine::command::Command;
use engine::history::History;
use engine::kernel::Time;
use engine::story::{self, Story};
use engine::world::Progress;

const STORY: &str = "title t\nseed 3\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer fleet to orders rate 300/s size 100B keys \"iphone-16\" 80% uniform 50 20%\n\
    consumer billing reads orders poll 1s\n";

fn history() -> History {
    History::new(&Story::parse(STORY).unwrap()).unwrap()
}

fn command(line: &str) -> Command {
    story::command(line).unwrap_or_else(|error| panic!("{error}"))
}

fn go(history: &mut History, to: Time) {
    history.seek(to);
    while history.advance(to, 13) == Progress::BudgetSpent {}
    assert_eq!(history.now(), to);
}

#[test]
fn scrubbing_back_and_forward_keeps_what_was_done() {
    let mut history = history();
    go(&mut history, Time::seconds(10));
    history.act(&command("set fleet rate 700/s")).unwrap();
    go(&mut history, Time::seconds(20));
    let there = history.world().digest();
    go(&mut history, Time::seconds(4));
    assert_eq!(history.undo_line(), None);
    go(&mut history, Time::seconds(20));
    assert_eq!(history.world().digest(), there);
    assert_eq!(history.end(), Time::seconds(20));
}

#[test]
fn undo_and_redo_keep_the_instant() {
    let mut history = history();
    go(&mut history, Time::seconds(30));
    let plain = history.world().digest();
    go(&mut history, Time::seconds(12));
    history.act(&command("set fleet rate 900/s")).unwrap();
    go(&mut history, Time::seconds(30));
    let acted = history.world().digest();
    assert_ne!(acted, plain);
    let undone = history.undo().unwrap();
    assert_eq!(
        (undone.line.as_str(), undone.at, undone.target),
        ("set fleet rate 900/s", Time::seconds(12), Time::seconds(30))
    );
    go(&mut history, undone.target);
    assert_eq!(history.world().digest(), plain);
    assert_eq!(history.undo_line(), None);
    let redone = history.redo().unwrap();
    go(&mut history, redone.target);
    assert_eq!(history.world().digest(), acted);
    assert!(history.redo().is_none());
}

#[test]
fn an_action_in_the_middle_of_an_instant_comes_back_in_its_place() {
    let mut history = history();
    // Stop after single wakes until two wakes share an instant, and act between them.
    for _ in 0..500 {
        history.advance(Time::seconds(60), 1);
        if history.world().next_wake_at() == Some(history.now()) && history.now() > Time::seconds(3) {
            break;
        }
    }
    history.act(&command("set fleet rate 800/s")).unwrap();
    go(&mut history, Time::seconds(15));
    let there = history.world().digest();
    go(&mut history, Time::seconds(1));
    go(&mut history, Time::seconds(15));
    assert_eq!(history.world().digest(), there);
}

#[test]
fn acting_in_the_past_keeps_the_old_future_as_a_branch() {
    let mut history = history();
    go(&mut history, Time::seconds(10));
    history.act(&command("set fleet rate 700/s")).unwrap();
    go(&mut history, Time::seconds(20));
    let old = history.world().digest();
    go(&mut history, Time::seconds(5));
    history.act(&command("set fleet rate 100/s")).unwrap();
    go(&mut history, Time::seconds(20));
    let new = history.world().digest();
    assert_eq!(history.branches().len(), 1);
    let target = history.switch(0).unwrap();
    go(&mut history, target);
    assert_eq!(history.world().digest(), old);
    let target = history.switch(0).unwrap();
    go(&mut history, target);
    assert_eq!(history.world().digest(), new);
    assert!(history.switch(9).is_none());
}

#[test]
fn a_refused_action_is_no_part_of_the_story() {
    let mut history = history();
    go(&mut history, Time::seconds(5));
    let before = history.world().digest();
    let nearly = "aws kinesis split-shard --stream-name nobody --shard-to-split 0 --new-starting-hash-key 5";
    assert!(history.act(&command(nearly)).is_err());
    history.act(&command("aws kinesis list-streams")).unwrap();
    assert_eq!((history.world().digest(), history.actions().len()), (before, 0));
}

#[test]
fn a_saved_history_comes_back_and_a_broken_one_says_what_is_wrong() {
    let mut history = history();
    go(&mut history, Time::seconds(10));
    history.act(&command("set fleet rate 700/s")).unwrap();
    go(&mut history, Time::seconds(14));
    let text = history.save();
    let (mut again, now) = History::load(&text).unwrap();
    go(&mut again, now);
    assert_eq!(again.world().digest(), history.world().digest());
    assert_eq!(again.take_complaint(), None);

    let check = |text: &str, part: &str| {
        let error = History::load(text).map(|_| ()).unwrap_err();
        assert!(error.contains(part), "{error}");
    };
    check("{", "line 1 column 1");
    check(&text.replace("\"shardlab\":1", "\"shardlab\":9"), "version 9");
    check(
        &text.replace("set fleet rate", "set fleet rat"),
        "action 1 of the saved state, `set fleet rat 700/s`",
    );
    check(&text.replace("producer fleet", "producr fleet"), "line 4");
    // A log whose places do not exist is told, and the rest is kept.
    let (mut odd, now) = History::load(&text.replace("\"wakes\":", "\"wakes\":9")).unwrap();
    go(&mut odd, now);
    assert!(odd.take_complaint().unwrap().contains("could not be done again"));
    assert_eq!(odd.now(), now);
}

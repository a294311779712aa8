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

/// Names and what differs, of the branch that plays and then of the others.
fn told(history: &History) -> Vec<(String, u64, String)> {
    history.told_branches().into_iter().map(|it| (it.name, it.actions, it.differs)).collect()
}

#[test]
fn branches_go_by_time_and_line_or_by_the_learners_word() {
    let mut history = history();
    go(&mut history, Time::seconds(10));
    history.act(&command("set fleet rate 700/s")).unwrap();
    go(&mut history, Time::seconds(20));
    go(&mut history, Time::seconds(5));
    history.act(&command("set fleet rate 100/s")).unwrap();
    let text = |text: &str| text.to_owned();
    let names = [
        (text("at 5.0 s: set fleet rate 100/s"), 1, String::new()),
        (
            text("at 10.0 s: set fleet rate 700/s"),
            1,
            text("from 5.0 s on: 1 action of its own, without 1 action of this branch"),
        ),
    ];
    assert_eq!(told(&history), names);
    history.name_branch(Some(0), "  faster ");
    history.name_branch(None, "slower");
    let target = history.switch(0).unwrap();
    go(&mut history, target);
    assert_eq!(told(&history).into_iter().map(|it| it.0).collect::<Vec<_>>(), ["faster", "slower"]);
    history.name_branch(None, "");
    assert_eq!(told(&history)[0].0, "at 10.0 s: set fleet rate 700/s");
    history.delete_branch(0);
    assert_eq!(history.branches().len(), 0);
    history.delete_branch(0);
}

#[test]
fn a_future_in_which_nothing_was_done_is_kept_too_and_once() {
    let mut history = history();
    go(&mut history, Time::seconds(20));
    let old = history.world().digest();
    for rate in [100, 200, 300] {
        go(&mut history, Time::seconds(8));
        history.act(&command(&format!("set fleet rate {rate}/s"))).unwrap();
        // The second click of the same instant has no future to keep.
        history.act(&command("set fleet size 120B")).unwrap();
        go(&mut history, Time::seconds(12));
        for _ in 0..2 {
            let target = history.undo().unwrap().target;
            go(&mut history, target);
        }
    }
    // Undone, what plays is the branch itself: there are not two of it.
    assert_eq!(history.branches(), []);
    assert_eq!(history.end(), Time::seconds(20));
    go(&mut history, Time::seconds(20));
    assert_eq!(history.world().digest(), old);
    go(&mut history, Time::seconds(8));
    history.act(&command("set fleet rate 400/s")).unwrap();
    assert_eq!(told(&history)[1].0, "nothing done");
    assert_eq!(told(&history)[1].2, "from 8.0 s on: without 1 action of this branch");
    let target = history.switch(0).unwrap();
    go(&mut history, target);
    let end = history.end();
    go(&mut history, end);
    assert_eq!(history.world().digest(), old);
}

#[test]
fn branches_and_their_names_survive_a_reload() {
    let mut history = history();
    go(&mut history, Time::seconds(10));
    history.act(&command("set fleet rate 700/s")).unwrap();
    go(&mut history, Time::seconds(20));
    let old = history.world().digest();
    go(&mut history, Time::seconds(5));
    history.act(&command("set fleet rate 100/s")).unwrap();
    history.name_branch(Some(0), "faster");
    let (mut again, now) = History::load(&history.save()).unwrap();
    go(&mut again, now);
    assert_eq!(told(&again), told(&history));
    let target = again.switch(0).unwrap();
    go(&mut again, target);
    let end = again.end();
    go(&mut again, end);
    assert_eq!(again.world().digest(), old);
    let broken = history.save().replace("set fleet rate 700/s", "set fleet rat 700/s");
    let error = History::load(&broken).map(|_| ()).unwrap_err();
    assert!(error.contains("action 1 of branch 1 of the saved state"), "{error}");
}

//! A history becomes a story that plays alike.

use engine::history::History;
use engine::kernel::Time;
use engine::story::{self, Story};
use engine::view;
use engine::world::Progress;

const STORY: &str = "title Retold\nera 2020\nseed 3\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer fleet to orders rate 300/s size 100B keys \"iphone-16\" 80% uniform 50 20%\n\
    at 40s set fleet rate 350/s\nsay at 5s \"Now.\"\nconsumer billing reads orders poll 1s\n";

fn go(history: &mut History, to: Time) {
    history.seek(to);
    while history.advance(to, 13) == Progress::BudgetSpent {}
}

fn act(history: &mut History, at: Time, line: &str) {
    go(history, at);
    history.act(&story::command(line).unwrap()).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
}

/// The story as text, read again and played to an instant.
fn replayed(history: &History, to: Time) -> view::View {
    let text = history.retold().to_string();
    let story = Story::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(story.to_string(), text);
    let mut again = History::new(&story).unwrap_or_else(|error| panic!("{error}\n{text}"));
    go(&mut again, to);
    view::view(again.world())
}

#[test]
fn what_was_done_is_done_again_at_its_time() {
    let mut history = History::new(&Story::parse(STORY).unwrap()).unwrap();
    act(&mut history, Time(7_123_457), "set fleet rate 900/s");
    act(&mut history, Time(9_000_001), "consumer second reads orders poll 1s");
    act(&mut history, Time(9_000_001), "set fleet keys uniform 500");
    let split =
        "aws kinesis split-shard --stream-name orders --shard-to-split 1 --new-starting-hash-key midpoint";
    act(&mut history, Time(12_345_679), split);
    go(&mut history, Time::seconds(60));
    let there = view::view(history.world());
    assert_eq!(replayed(&history, Time::seconds(60)), there);
    let text = history.retold().to_string();
    assert!(text.contains("at 7123457us set fleet rate 900/s\n"), "{text}");
    assert!(text.starts_with("title Retold\nera 2020\nseed 3\n"), "{text}");
    // Wherever the learner looks, it is the same story.
    go(&mut history, Time::seconds(8));
    assert_eq!(history.retold().to_string(), text);
    assert_eq!(history.now(), Time::seconds(8), "to tell it changes nothing");
}

#[test]
fn what_was_undone_or_only_looked_is_not_told() {
    let mut history = History::new(&Story::parse(STORY).unwrap()).unwrap();
    act(&mut history, Time::seconds(3), "aws kinesis list-streams");
    act(&mut history, Time::seconds(4), "set fleet rate 900/s");
    history.undo().unwrap();
    assert_eq!(history.retold(), Story::parse(STORY).unwrap());
}

#[test]
fn an_action_behind_what_was_due_at_its_instant_finds_it_there() {
    let mut history = History::new(&Story::parse(STORY).unwrap()).unwrap();
    // The stream becomes ACTIVE at this wake; a split needs it so.
    let ready = history.world().streams().iter().next().and_then(|stream| stream.settles_at).unwrap();
    let split =
        "aws kinesis split-shard --stream-name orders --shard-to-split 1 --new-starting-hash-key midpoint";
    act(&mut history, ready, split);
    go(&mut history, Time::seconds(60));
    let text = history.retold().to_string();
    assert!(text.contains(&format!("at {}us aws kinesis split-shard", ready.as_micros() + 1)), "{text}");
    let shards = |view: &view::View| view.streams[0].open_shards;
    assert_eq!(shards(&replayed(&history, Time::seconds(60))), 3);
    assert_eq!(shards(&view::view(history.world())), 3);
}

#[test]
fn what_was_done_becomes_a_lab_with_its_solution_and_its_wrong_turns() {
    let split =
        "aws kinesis split-shard --stream-name orders --shard-to-split 1 --new-starting-hash-key midpoint";
    let mut history = History::new(&Story::parse(STORY).unwrap()).unwrap();
    act(&mut history, Time(3_000_007), "set fleet rate 2000/s");
    act(&mut history, Time(10_000_123), split);
    go(&mut history, Time::seconds(20));
    // Two other ways, and one that parts before the lab begins.
    for (at, line) in [(9_000_007, "set fleet rate 100/s"), (8_000_007, "stop fleet")] {
        go(&mut history, Time(at));
        act(&mut history, Time(at), line);
        go(&mut history, Time::seconds(20));
    }
    go(&mut history, Time::seconds(2));
    act(&mut history, Time::seconds(2), "consumer other reads orders poll 1s");
    go(&mut history, Time::seconds(20));
    let splits = |branch: &engine::history::Branch| {
        branch.actions.iter().any(|it| it.command.to_string().contains("split-shard"))
    };
    let solved = history.branches().iter().position(splits).unwrap();
    history.switch(solved).unwrap();
    let lab = history.as_lab(1).unwrap();
    let text = lab.to_string();
    assert_eq!(Story::parse(&text).as_ref(), Ok(&lab), "{text}");
    assert!(text.contains("\nat 3000007us set fleet rate 2000/s\n"), "{text}");
    let solution = &lab.solutions[0];
    assert!(solution.lines[0].to_string().contains("split-shard"), "{text}");
    let turns: Vec<String> = lab.wrong_turns.iter().map(|turn| turn.lines[0].to_string()).collect();
    assert_eq!(turns, ["set fleet rate 100/s", "stop fleet"]);
    // The lab with its solution is the scene as it was played.
    let mut again = History::new(&lab).unwrap();
    go(&mut again, solution.from);
    for line in &solution.lines {
        let story::Statement::Do(command) = &line.what else { panic!("{line}") };
        again.act(command).unwrap();
    }
    go(&mut again, Time::seconds(20));
    go(&mut history, Time::seconds(20));
    assert_eq!(view::view(again.world()), view::view(history.world()));
    assert!(history.as_lab(2).unwrap_err().contains("no solution"));
}

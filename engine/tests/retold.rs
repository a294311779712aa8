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

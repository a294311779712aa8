//! Seeking in a long story, beside playing it from its beginning.

use engine::history::History;
use engine::kernel::Time;
use engine::story::Story;

/// An hour of the opening scene's kind of traffic.
const HOUR: &str = "\
title An hour
aws kinesis create-stream --stream-name orders --shard-count 4
producer shop to orders  rate 800/s  size 200B  keys uniform 5000
producer fleet to orders  rate 1400/s  size 480B  keys \"iphone-16\" 80% uniform 500 20%
consumer billing reads orders  poll 1s
at 20m aws kinesis split-shard --stream-name orders --shard-to-split 1 --new-starting-hash-key midpoint
at 40m set shop rate 400/s
until 60m
";

pub const SECONDS: u64 = 3_600;

/// Plays the hour from its beginning.
///
/// # Panics
/// If the story is no story.
pub fn play() -> History {
    play_for(SECONDS)
}

/// Plays its first seconds.
///
/// # Panics
/// If the story is no story.
pub fn play_for(seconds: u64) -> History {
    let story = Story::parse(HOUR).expect("a story");
    let mut history = History::new(&story).expect("its beginning is taken");
    history.advance(Time::seconds(seconds), u64::MAX);
    history
}

/// Goes to an instant of a history that was played.
pub fn seek(history: &mut History, to: Time) -> u64 {
    history.seek(to);
    history.advance(to, u64::MAX);
    history.world().wakes()
}

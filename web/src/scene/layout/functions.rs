//! What a card says of a Lambda function that reads a stream: its batches, and what holds it up.

use engine::command::ReadVia;
use engine::view::MappingView;

use super::numbers::{count, short, time};

/// From the longest wording to the shortest.
pub fn notes(it: &MappingView, via: ReadVia) -> [String; 3] {
    let batch = format!("batch {}", count(it.batch_size));
    let window = match it.batching_window_ms {
        0 => String::new(),
        ms => format!(", window {}", time(ms * 1_000)),
    };
    let factor = match it.parallelization_factor {
        1 => String::new(),
        n => format!(", {n} at once"),
    };
    let how = match via {
        ReadVia::Polling => "polls every 1 s",
        ReadVia::FanOut => "fan-out",
    };
    [
        format!("Lambda · {batch}{window}{factor} · {how} · {} invocations", count(it.invocations)),
        format!("Lambda · {batch}{window}{factor} · {how}"),
        format!("Lambda · {batch}{factor}"),
    ]
}

/// What a badge warns of: a number and its words.
pub fn warning(it: &MappingView) -> Option<String> {
    match it.lanes.iter().filter(|lane| lane.blocked_ms.is_some()).max_by_key(|lane| lane.blocked_ms) {
        Some(lane) => Some(format!("held up {}", time(lane.blocked_ms.unwrap_or(0) * 1_000))),
        None if it.discarded > 0 => Some(format!("{} given up", short(it.discarded))),
        None => None,
    }
}

/// What the function worked on once more, for the line below.
pub fn twins(it: &MappingView) -> Option<String> {
    (it.doubled > 0).then(|| format!("{} twice", short(it.doubled)))
}

//! The stage's keys. Letters act while the stage has the focus, or nothing has.

use super::drag::Tool;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Add(Tool),
    Move,
    Split,
    Merge,
    Why,
    /// To the shard that is nearest to a limit.
    Hottest,
    Help,
    Escape,
    /// While a cut has focus: by so many of its smallest steps, upwards is negative.
    Cut(Step),
    Enter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    By(i8),
    ByPage(i8),
    ToStart,
    ToEnd,
}

/// The key by the browser's name for it; `None` for all that the stage leaves to others.
pub fn key(name: &str) -> Option<Key> {
    Some(match name {
        "p" | "P" => Key::Add(Tool::Producer),
        "c" | "C" => Key::Add(Tool::Consumer),
        "e" | "E" => Key::Add(Tool::FanOut),
        "f" | "F" => Key::Add(Tool::Firehose),
        "m" | "M" => Key::Move,
        "s" | "S" => Key::Split,
        "g" | "G" => Key::Merge,
        "w" | "W" => Key::Why,
        "h" | "H" => Key::Hottest,
        "?" => Key::Help,
        "Escape" => Key::Escape,
        "Enter" => Key::Enter,
        "ArrowUp" | "ArrowLeft" => Key::Cut(Step::By(-1)),
        "ArrowDown" | "ArrowRight" => Key::Cut(Step::By(1)),
        "PageUp" => Key::Cut(Step::ByPage(-1)),
        "PageDown" => Key::Cut(Step::ByPage(1)),
        "Home" => Key::Cut(Step::ToStart),
        "End" => Key::Cut(Step::ToEnd),
        _ => return None,
    })
}

/// The step of a key, wherever a cut has the focus.
pub fn step(name: &str) -> Option<Step> {
    match key(name) {
        Some(Key::Cut(step)) => Some(step),
        Some(
            Key::Add(_)
            | Key::Move
            | Key::Split
            | Key::Merge
            | Key::Why
            | Key::Hottest
            | Key::Help
            | Key::Escape
            | Key::Enter,
        )
        | None => None,
    }
}

/// A cut moved by one step within `start..=end`: a step is 1/128 of the range, a page 1/16.
pub fn moved(at: u128, step: Step, start: u128, end: u128) -> u128 {
    let by = |part: u128, n: i8| {
        let width = (end - start) / part + 1;
        if n < 0 { at.saturating_sub(width) } else { at.saturating_add(width) }
    };
    let to = match step {
        Step::By(n) => by(128, n),
        Step::ByPage(n) => by(16, n),
        Step::ToStart => start,
        Step::ToEnd => end,
    };
    to.clamp(start + 2, end.saturating_sub(1).max(start + 2))
}

/// The list that `?` shows.
pub const LIST: [(&str, &str); 20] = [
    ("Tab, Enter", "go from thing to thing; open what has focus"),
    ("P", "add a producer"),
    ("C", "add a consumer that polls"),
    ("E", "add a consumer with enhanced fan-out: pipes of its own"),
    ("F", "add a Firehose"),
    ("M", "move the selected producer to another stream"),
    ("S", "cut the selected shard: arrows move the cut, Enter splits there, Esc leaves it"),
    ("G", "merge the selected shard with a neighbour"),
    ("W", "why does the selected shard refuse?"),
    ("H", "to the shard that is nearest to a limit"),
    ("↑ ↓", "with a shard selected among many: to the one before, to the next; PageUp and PageDown by ten"),
    ("Space", "play or pause"),
    (", .", "one step back, one step on"),
    ("[ ]", "to the marker before, to the next"),
    ("Ctrl Z", "undo, at the same simulated instant"),
    ("Shift Ctrl Z", "redo"),
    ("/ or Ctrl K", "search lessons, labs, questions, limits, words, actions"),
    ("Esc", "let go of what is dragged; close"),
    ("?", "this list"),
    ("", "Letters act while the stage has focus."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_stays_within_its_shard() {
        let (start, end) = (1_u128 << 127, u128::MAX);
        let middle = start + (end - start) / 2 + 1;
        assert_eq!(moved(middle, Step::By(1), start, end) - middle, (end - start) / 128 + 1);
        assert_eq!(moved(start + 2, Step::By(-1), start, end), start + 2);
        assert_eq!(moved(middle, Step::ToEnd, start, end), end - 1);
        assert_eq!(moved(end - 1, Step::ByPage(1), start, end), end - 1);
        assert_eq!(moved(0, Step::ByPage(-1), 0, 100), 2);
    }

    #[test]
    fn keys_of_others_are_left_alone() {
        for name in [" ", ",", ".", "[", "]", "z", "Tab", "1"] {
            assert_eq!(key(name), None);
        }
        assert_eq!(key("p"), Some(Key::Add(Tool::Producer)));
        for tool in Tool::ALL {
            assert_eq!(key(tool.key()), Some(Key::Add(tool)), "the palette names its key");
            assert!(LIST.iter().any(|(key, _)| *key == tool.key()), "{tool:?} is in the list of keys");
        }
    }
}

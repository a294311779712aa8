//! What is shown to a room: beats of a scene, steps of a lesson.

use engine::kernel::Time;
use engine::view::MarkerKind;

/// The page is shown to a room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presenting {
    /// The screen is dark.
    pub black: bool,
    /// Of a lesson: which of its steps is shown.
    pub step: usize,
    /// Of a scene: where time goes by itself, and pauses.
    pub going: Option<Time>,
    /// The speed of before.
    pub speed: Option<u32>,
    /// The last prediction whose answer was reached, and the option that was right.
    pub answer: Option<(Time, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresentMsg {
    Open,
    Leave,
    Next,
    Back,
    /// Dark, or light again.
    Black,
}

/// An instant at which a scene has something to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    pub at: Time,
    pub text: String,
    pub kind: BeatKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BeatKind {
    Said,
    /// A question, with what may be answered.
    Asked(Vec<String>),
    /// Its answer is known from here on.
    Answered(Vec<String>),
    /// The first of its kind.
    Marked(MarkerKind),
}

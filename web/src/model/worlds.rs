//! Two worlds on the page: the question what is to differ, what came of it, and the branches of the past.

use engine::era::Era;
use engine::kernel::Time;
use engine::worlds::{Difference, SceneLine};

/// What kind of knob is turned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KnobKind {
    #[default]
    Setting,
    Rewritten,
    LeftOut,
    Added,
    Era,
    Seed,
    Branch,
}

impl KnobKind {
    pub const ALL: [KnobKind; 7] = [
        KnobKind::Setting,
        KnobKind::Rewritten,
        KnobKind::LeftOut,
        KnobKind::Added,
        KnobKind::Era,
        KnobKind::Seed,
        KnobKind::Branch,
    ];

    pub fn name(self) -> &'static str {
        match self {
            KnobKind::Setting => "a setting",
            KnobKind::Rewritten => "a line, rewritten",
            KnobKind::LeftOut => "a line left out",
            KnobKind::Added => "a line added",
            KnobKind::Era => "the era",
            KnobKind::Seed => "the seed",
            KnobKind::Branch => "another branch",
        }
    }

    /// Whether it can be turned in the middle of a scene.
    pub fn turns_midway(self) -> bool {
        match self {
            KnobKind::Setting | KnobKind::Added => true,
            KnobKind::Rewritten | KnobKind::LeftOut | KnobKind::Era | KnobKind::Seed | KnobKind::Branch => {
                false
            }
        }
    }
}

/// What the learner has filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub kind: KnobKind,
    /// The place of a line in the scene.
    pub line: usize,
    pub word: String,
    /// The new value, the new line.
    pub text: String,
    /// At which second a line is added, as typed; empty: at the start.
    pub at: String,
    pub era: Option<Era>,
    pub seed: String,
    pub branch: usize,
    /// From the present instant on, not from the start.
    pub from_now: bool,
}

/// What the page holds of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Worlds {
    /// The question is open.
    pub draft: Option<Draft>,
    /// Why the two cannot be played so.
    pub error: Option<String>,
    /// The list of branches is open.
    pub forks: bool,
}

/// What the driver tells of two worlds that play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub knob: String,
    pub from: Time,
    /// Those that differ most first.
    pub differences: Vec<Difference>,
    /// Lines that the changed world no longer takes.
    pub refused: Vec<String>,
}

/// What the question needs to know of the scene.
pub type Scene = Vec<SceneLine>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorldsMsg {
    /// The question what is to differ; perhaps with a branch.
    Ask(Option<usize>),
    Draft(Draft),
    Begin,
    /// The question is put away.
    Leave,
    /// Back to the scene as it was.
    End,
    /// The changed world becomes the scene.
    Keep,
    Forks,
    NameBranch(Option<usize>, String),
    DeleteBranch(usize),
}

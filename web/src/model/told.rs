//! What the driver tells after it was asked, or by itself.

use std::rc::Rc;

use engine::kernel::Time;
use engine::view::{MarkerKind, Passport, Road};
use engine::why::Why;

use super::{Asked, Call, Facts, MakingTold, Picture, Place, Tried, What};
use crate::hook::Hook;
use crate::kept::Store;

/// What the driver tells after it was asked, or by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    Facts(Rc<Facts>),
    /// By a click, or in the terminal, which shows the answer itself.
    Called {
        call: Call,
        typed: bool,
    },
    Printed {
        line: String,
        out: String,
        failed: bool,
        column: Option<usize>,
        why: Option<Why>,
    },
    Why(Asked),
    /// What happened to the record at a byte of the open object.
    Road(u64, Option<Road>),
    /// A passport that was asked for; `None`: the record is not there, or not any more.
    Passport(Option<Passport>),
    /// Two worlds play; or why they do not.
    Compared(Result<String, String>),
    FirstRefusal,
    NothingFound(MarkerKind),
    Undone(String),
    Redone(String),
    Opened {
        place: Place,
        title: String,
        hook: Hook,
        fresh: bool,
    },
    /// The story of a link plays; `true`: the scene before it is kept.
    FromLink(bool),
    /// A story that cannot be played.
    BadStory(String),
    /// Of the scene as a lab.
    Making(MakingTold),
    /// A saved scene that could not be read: where it is kept now, why, and what it says.
    Broken {
        key: String,
        why: String,
        text: String,
    },
    WrongTurn(Option<String>),
    /// The lab that was opened is one whose solution was shown.
    WasShown,
    /// Actions of a saved scene that could not be done again.
    Complaint(String),
    Saved {
        key: String,
        text: String,
    },
    Removed {
        key: String,
    },
    /// All that is kept, as the text of a file.
    Exported(String),
    /// Other things are kept now: what there was, unless that is what came back, what there is, each key that is
    /// another one now, and what is said.
    KeptAnew {
        before: Option<Store>,
        after: Store,
        changes: Vec<(String, Option<String>)>,
        says: String,
    },
    /// The solution plays itself.
    Showing,
    /// The scene's story as it stands, and the instant.
    Shared(What, String, Time),
    /// The scene's shapes as SVG, without their looks.
    Drawn(Picture, String),
    /// The key of an object, and its bytes.
    Bytes(String, Vec<u8>),
    /// What an endpoint said was taken: the number of the next call, and whether much of it waits to be done; or why it
    /// could not be.
    Heard(Result<(usize, bool), String>),
    /// Another world stands at the endpoint than before.
    Another,
    /// The world here is not the one there.
    Differs(String),
    /// A followed world is the learner's own from here on.
    Unfollowed,
    /// A followed world cannot be changed.
    Followed,
    /// The address locks the page.
    Locked,
    /// Another scene took the place of the playground's, which is kept.
    Kept,
    /// The scene in each form of copying.
    SceneCopied(Vec<String>),
    Tried(Tried),
    /// Why a function could not be run.
    NotRun(String),
}

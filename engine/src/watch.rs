//! Watching a world from afar: what is asked of it, in the one script language, so that a second world somewhere else
//! becomes the same, and stays it.
//!
//! Who has the world keeps a [`Log`] of all that is asked; who watches it gives what it is told to a [`Follower`], which
//! does the same things at the same places in a [`History`](crate::history::History) of its own. A place is `(wakes done,
//! time)`, as in a history's log. Looks and refusals are told too: how often one may look is counted.
//!
//! Nothing is believed: each call must have the same place and come to the same here as there, and each [`Told`] that is
//! up to date carries the digest of the journal. Absent: the wire between the two, clocks, and worlds with a quota of
//! shards of their own, which no story can say.

mod fingerprint;
mod follower;
mod log;

use serde::{Deserialize, Serialize};

pub use fingerprint::Fingerprint;
pub use follower::{Differs, Done, Follower, Gone};
pub use log::{Before, Log};

/// Of the form below.
pub const VERSION: u32 = 1;

/// One call, or one line of a story, as it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// µs since the story began.
    pub at_us: u64,
    /// Wakes done before it.
    pub wakes: u64,
    /// As a story writes it. What could not be read as a command begins with `#` and is told only.
    pub line: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
}

/// How it was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// AWS's name of the error.
    pub error: String,
    pub message: String,
}

/// What is told at one time: some calls in their order, and how far the world is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// [`VERSION`].
    pub watch: u32,
    /// Another one is another world, such as after a restart.
    pub run: String,
    /// As stories write it.
    pub era: String,
    pub seed: u64,
    /// The number of the first of `calls`, from 0.
    pub from: usize,
    pub calls: Vec<Asked>,
    /// How many calls there are in all.
    pub all: usize,
    /// How far the world is, in µs since the story began: that of the last of `calls`, if there are more behind it.
    pub now_us: u64,
    /// Wakes done until then.
    pub wakes: u64,
    /// Of the whole journal, if `calls` are the last there are and it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

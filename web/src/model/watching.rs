//! Following an endpoint: where it is, and how that goes.

/// The panel "Follow an endpoint", and what is asked of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watching {
    /// The panel is open; while something is followed it stays so.
    pub open: bool,
    /// As it was typed.
    pub address: String,
    /// What is wrong with it.
    pub error: Option<String>,
    pub state: WatchState,
    /// Of the question that is asked now: an answer to another one comes too late.
    pub ticket: u64,
    /// The number of the call that is asked for next.
    pub next: usize,
    /// The port of the address's switch that was followed already.
    pub switched: Option<u16>,
}

impl Default for Watching {
    fn default() -> Watching {
        Watching {
            open: false,
            address: "127.0.0.1:4567".to_owned(),
            error: None,
            state: WatchState::Off,
            ticket: 0,
            next: 0,
            switched: None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchState {
    Off,
    /// The first answer is waited for.
    Asking,
    Following,
    /// Nothing answers, and it is asked again: why.
    Lost(String),
    /// The two worlds are not the same: where and how.
    Differs(String),
}

/// How far a followed world is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    pub calls: usize,
    pub all: usize,
    pub refused: u64,
    /// How often both journals were compared, and agreed.
    pub agreed: u64,
    /// What was asked before is being read.
    pub reading: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchMsg {
    Open(bool),
    Address(String),
    Follow,
    Stop,
    /// What came back to the question of this ticket, or why nothing did.
    Answered(u64, Result<String, String>),
    /// Asks again.
    Again(u64),
}

//! What takes more than one frame: going to an instant, or looking for the next marker of a kind.

use engine::kernel::Time;
use engine::view::MarkerKind;

/// A job as the page tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub says: String,
    /// Parts of a million, where that can be said.
    pub done: Option<u64>,
}

#[derive(Clone, Debug)]
pub(super) struct Job {
    from: Time,
    until: Time,
    looks_for: Option<MarkerKind>,
}

impl Job {
    pub fn go(from: Time, to: Time) -> Job {
        Job { from, until: to, looks_for: None }
    }

    pub fn find(kind: MarkerKind, from: Time, until: Time) -> Job {
        Job { from, until, looks_for: Some(kind) }
    }

    pub fn from(&self) -> Time {
        self.from
    }
    pub fn until(&self) -> Time {
        self.until
    }
    pub fn looks_for(&self) -> Option<MarkerKind> {
        self.looks_for
    }

    pub fn work(&self, now: Time) -> Work {
        let whole = self.until.since(self.from).as_micros().max(1);
        let part = now.since(self.from).as_micros().min(whole);
        let done = u64::try_from(u128::from(part) * 1_000_000 / u128::from(whole)).unwrap_or(1_000_000);
        let says = match self.looks_for {
            None => format!("Going to {}", self.until),
            Some(kind) => format!("Looking for the next {}, at {now}", crate::prose::marker_name(kind)),
        };
        Work { says, done: Some(done) }
    }
}

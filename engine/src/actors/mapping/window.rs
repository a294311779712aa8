//! Tumbling windows: the function gets back what it returned, until the window ends.
//!
//! A record belongs to the window of its arrival; windows stand one behind the other, by the Unix epoch. When a window
//! is over and all its records are processed, the function is invoked once more, without records, and its state ends.
//! Modelling choices: that last invocation comes one poll behind the end; each lane has windows of its own; the state
//! counts the records, and keeps so many bytes of each as is set; whatever clears a lane clears its state.

use super::{Lane, Mapping, Piece};
use crate::era::Era;
use crate::kernel::{Span, Time};
use crate::lambda::mapping::WindowTold;
use crate::limits;
use crate::names::ShardId;
use crate::step::Step;
use crate::streams::Shard;

/// A window of a lane that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many windows lie before it since the Unix epoch.
    pub number: u64,
    /// Records that its state knows of.
    pub records: u64,
}

/// The last invocation of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    pub window: Window,
    /// Its state is too large.
    pub early: bool,
}

/// What an invocation was told of its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    pub window: Window,
    /// `None`: more may come.
    pub closes: Option<Closing>,
}

pub(super) enum Due {
    /// There is no open window, or it takes what waits.
    No,
    At(Time),
    /// It is open, and waits for what is still to be read.
    Waits,
    Close(Closing),
}

/// The state of a window in which the function has seen so many records: its text, short of what it keeps of each.
fn state(records: u64, kept: u64) -> String {
    const SHOWN: u64 = 48;
    match (records, records * kept) {
        (0, _) => "{}".to_owned(),
        (records, 0) => format!("{{\"records\":{records}}}"),
        (records, bytes) => {
            let shown = "x".repeat(usize::try_from(bytes.min(SHOWN)).unwrap_or(0));
            let more = if bytes > SHOWN { "…" } else { "" };
            format!("{{\"records\":{records},\"kept\":\"{shown}{more}\"}}")
        }
    }
}

/// Bytes of that state.
fn state_bytes(records: u64, kept: u64) -> u64 {
    let bare = state(records, 0).len() as u64;
    if records * kept == 0 { bare } else { bare + ",\"kept\":\"\"".len() as u64 + records * kept }
}

impl Mapping {
    fn size(&self) -> u64 {
        self.config.tumbling.as_seconds()
    }

    /// The window of an instant; `None` without windows.
    fn number_at(&self, at: Time, era: Era) -> Option<u64> {
        era.epoch_seconds(at).checked_div(self.size())
    }

    /// The instant at which a window ends; the beginning of the story for one before it.
    pub(super) fn end_of(&self, number: u64, era: Era) -> Time {
        era.instant((number + 1) * self.size() * 1_000).unwrap_or(Time::START)
    }

    /// The window of the record with this index, and the index of the first one behind it that is of a later window.
    pub(super) fn window_of(&self, shard: &Shard, index: u64, era: Era) -> Option<(u64, u64)> {
        let number = self.number_at(shard.arrival_of(index)?, era)?;
        Some((number, shard.index_at(self.end_of(number, era))))
    }

    /// Bytes of the state of a window.
    pub fn state_bytes(&self, window: Window) -> u64 {
        state_bytes(window.records, self.config.window_state)
    }

    /// Milliseconds until a window ends; 0 of one that waits to be closed.
    pub fn window_ends_in_ms(&self, window: Window, (now, era): (Time, Era)) -> u64 {
        self.end_of(window.number, era).since(now).as_millis()
    }

    /// What a lane with nothing at work has to do for its window.
    pub(super) fn window_due(&self, lane: &Lane, id: ShardId, shard: &Shard, step: &Step<'_>) -> Due {
        let Some(window) = lane.window.filter(|_| self.size() > 0) else { return Due::No };
        let closes = |early| Due::Close(Closing { window, early });
        if self.state_bytes(window) > limits::ESM_STATE_MAX.at(step.era) {
            return closes(true);
        }
        if let Some(first) = lane.gathered_first() {
            let same =
                self.window_of(shard, first, step.era).is_none_or(|(number, _)| number <= window.number);
            return if same { Due::No } else { closes(false) };
        }
        let Some(place) = self.places.get(&id) else { return Due::Waits };
        if place.ended {
            return closes(false);
        }
        let due = self.end_of(window.number, step.era) + Span::millis(limits::ESM_POLL.at(step.era));
        let has_read_all = place.next.is_some_and(|next| next >= shard.tip());
        match (step.now >= due, has_read_all) {
            (false, _) => Due::At(due),
            (true, true) => closes(false),
            (true, false) => Due::Waits,
        }
    }

    /// What the event of an invocation says of its window; `None` without windows.
    pub(super) fn sent(&self, lane: &Lane, piece: &Piece, shard: &Shard, era: Era) -> Option<Sent> {
        if let Some(closing) = piece.closes {
            return Some(Sent { window: closing.window, closes: Some(closing) });
        }
        let (number, _) = self.window_of(shard, piece.first()?, era)?;
        let open = lane.window.filter(|window| window.number == number);
        Some(Sent { window: open.unwrap_or(Window { number, records: 0 }), closes: None })
    }

    /// So many records of a piece are processed: the state of their window knows of them.
    pub(super) fn count_in_window(lane: &mut Lane, sent: Option<Sent>, records: u64) {
        if let Some(Sent { window, closes: None }) = sent {
            lane.window = Some(Window { records: window.records + records, ..window });
        }
    }

    /// The text of the state that a function returns which has worked on so many more records.
    pub(super) fn returned_state(&self, sent: Sent, more: u64) -> String {
        state(sent.window.records + more, self.config.window_state)
    }

    /// As the event says it.
    pub(super) fn window_told(&self, sent: Sent, shard: ShardId) -> WindowTold {
        let start = sent.window.number * self.size();
        WindowTold {
            start_s: start,
            end_s: start + self.size(),
            state: state(sent.window.records, self.config.window_state),
            shard,
            stream_arn: self.stream_arn(),
            is_final: sent.closes.is_some(),
            early: sent.closes.is_some_and(|closing| closing.early),
            state_bytes: self.state_bytes(sent.window),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_a_state_are_those_of_its_text() {
        for (records, kept) in [(0, 0), (0, 5), (1, 0), (12, 0), (1, 1), (12, 4), (3, 16)] {
            assert_eq!(state_bytes(records, kept), state(records, kept).len() as u64, "{records} of {kept}");
        }
        assert!(state(3, 17).contains('…'));
        assert_eq!(state_bytes(3, 17), state(3, 0).len() as u64 + 10 + 51);
    }
}

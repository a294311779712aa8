//! What of a shard waits, comes again or is at work: in one lane for each batch that may be at work at once.
//!
//! A partition key has one lane, and a lane one batch at a time, so each key stays in order.

use std::collections::VecDeque;
use std::ops::Range;

use super::{Closing, Outcome, Sent, Window};
use crate::kernel::{Span, Time};
use crate::streams::ShardIterator;

/// Records that were one batch, or are a part of one.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// Their indexes in the shard, in order.
    pub records: Vec<Range<u64>>,
    /// Invocations of it that failed.
    pub attempts: u64,
    /// Tries in a row for which there was no concurrency.
    pub throttles: u64,
    /// So many of its first records the function has worked on before.
    pub worked: u64,
    /// When it began to hold up its lane.
    pub blocked_since: Option<Time>,
    /// It has no records: it is the last invocation of a window.
    pub closes: Option<Closing>,
}

/// An invocation at work. How it will end is known from its beginning.
#[derive(Clone, Debug)]
pub struct Flight {
    pub piece: Piece,
    pub number: u64,
    pub ends: Time,
    pub(super) started: Time,
    pub(super) outcome: Outcome,
    /// So many of its first records it works on.
    pub(super) works: u64,
    /// What it was told of its window.
    pub(super) sent: Option<Sent>,
}

#[derive(Clone, Debug, Default)]
pub enum Stage {
    #[default]
    Idle,
    Invokes(Flight),
    /// A batch failed or was throttled, and comes again.
    Waits {
        piece: Piece,
        until: Time,
    },
}

#[derive(Clone, Debug, Default)]
pub struct Lane {
    pub stage: Stage,
    /// What is tried before anything new: parts of a batch that was halved.
    pub pieces: VecDeque<Piece>,
    /// What was in no batch yet: indexes in order.
    pub(super) gathered: VecDeque<Range<u64>>,
    pub waiting: u64,
    /// Of their part of an event, bytes.
    pub(super) bytes: u64,
    /// The tumbling window that is open.
    pub window: Option<Window>,
    /// When the batching window began.
    pub since: Option<Time>,
    pub(super) ticket: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Place {
    pub(super) iterator: Option<ShardIterator>,
    /// The index of the next record to read.
    pub(super) next: Option<u64>,
    /// It has been read to its end; not all of it need be processed.
    pub(super) ended: bool,
    pub lanes: Vec<Lane>,
    /// The age of the last record of the newest batch when it was sent.
    pub iterator_age: Option<Span>,
    /// How its newest invocation ended.
    pub last: Option<Outcome>,
}

pub(super) fn count(records: &[Range<u64>]) -> u64 {
    records.iter().map(|run| run.end - run.start).sum()
}

/// The first `n` of some records, and the others.
pub(super) fn split(records: &[Range<u64>], n: u64) -> (Vec<Range<u64>>, Vec<Range<u64>>) {
    let (mut first, mut rest, mut left) = (Vec::new(), Vec::new(), n);
    for run in records {
        let here = left.min(run.end - run.start);
        let middle = run.start + here;
        left -= here;
        if here > 0 {
            first.push(run.start..middle);
        }
        if middle < run.end {
            rest.push(middle..run.end);
        }
    }
    (first, rest)
}

/// How many of some records lie before an index.
pub(super) fn before(records: &[Range<u64>], index: u64) -> u64 {
    records.iter().map(|run| run.end.min(index).saturating_sub(run.start)).sum()
}

/// The index of the n-th of some records.
pub(super) fn nth(records: &[Range<u64>], mut n: u64) -> Option<u64> {
    for run in records {
        let len = run.end - run.start;
        if n < len {
            return Some(run.start + n);
        }
        n -= len;
    }
    None
}

impl Piece {
    pub(super) fn of(records: Vec<Range<u64>>) -> Piece {
        Piece { records, ..Piece::default() }
    }

    pub fn len(&self) -> u64 {
        count(&self.records)
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(super) fn first(&self) -> Option<u64> {
        self.records.first().map(|run| run.start)
    }

    pub(super) fn last(&self) -> Option<u64> {
        self.records.last().map(|run| run.end - 1)
    }

    /// Takes its first `n` records out of it.
    pub(super) fn take(&mut self, n: u64) -> Vec<Range<u64>> {
        let (first, rest) = split(&self.records, n);
        self.records = rest;
        self.worked = self.worked.saturating_sub(n);
        first
    }

    /// Two halves, which begin to count their tries anew.
    pub(super) fn halve(self) -> [Piece; 2] {
        let half = self.len() / 2;
        let (first, second) = split(&self.records, half);
        let part = |records: Vec<Range<u64>>, worked| Piece {
            worked,
            blocked_since: self.blocked_since,
            ..Piece::of(records)
        };
        [part(first, self.worked.min(half)), part(second, self.worked.saturating_sub(half))]
    }
}

impl Lane {
    pub(super) fn push(&mut self, index: u64, bytes: u64) {
        match self.gathered.back_mut() {
            Some(run) if run.end == index => run.end += 1,
            Some(_) | None => self.gathered.push_back(index..index + 1),
        }
        self.waiting += 1;
        self.bytes += bytes;
    }

    pub fn is_empty(&self) -> bool {
        matches!(self.stage, Stage::Idle)
            && self.pieces.is_empty()
            && self.waiting == 0
            && self.window.is_none()
    }

    /// The first record that was in no batch yet.
    pub(super) fn gathered_first(&self) -> Option<u64> {
        self.gathered.front().map(|run| run.start)
    }

    /// The piece at work or about to come again.
    pub fn front(&self) -> Option<&Piece> {
        match &self.stage {
            Stage::Idle => self.pieces.front(),
            Stage::Invokes(flight) => Some(&flight.piece),
            Stage::Waits { piece, .. } => Some(piece),
        }
    }

    /// All records of it that are not processed, in order.
    pub(super) fn records(&self) -> Vec<Range<u64>> {
        let front = match &self.stage {
            Stage::Idle => None,
            Stage::Invokes(flight) => Some(&flight.piece),
            Stage::Waits { piece, .. } => Some(piece),
        };
        let pieces = front.into_iter().chain(&self.pieces).flat_map(|piece| &piece.records);
        pieces.chain(&self.gathered).cloned().collect()
    }

    fn first(&self) -> Option<u64> {
        let piece = self.front().and_then(Piece::first);
        piece.or_else(|| self.gathered_first())
    }
}

impl Place {
    /// Records that wait for their first try.
    pub fn waiting(&self) -> u64 {
        self.lanes.iter().map(|lane| lane.waiting).sum()
    }

    /// The index before which everything is processed or given up.
    pub(super) fn done_to(&self) -> Option<u64> {
        self.lanes.iter().filter_map(Lane::first).min().or(self.next)
    }

    pub(super) fn is_at_work(&self) -> bool {
        self.lanes.iter().any(|lane| matches!(lane.stage, Stage::Invokes(_)))
    }

    /// It is read again from where it is processed.
    pub(super) fn step_back(&mut self) {
        self.next = self.done_to();
        self.ended = false;
        self.forget();
    }

    /// Nothing of it is at work or waits any more.
    pub(super) fn forget(&mut self) {
        self.lanes.clear();
        self.iterator = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_cut_counted_and_found() {
        let runs = [3..5, 8..9, 10..14];
        assert_eq!(count(&runs), 7);
        for n in 0..=7 {
            let (first, rest) = split(&runs, n);
            assert_eq!((count(&first), count(&rest)), (n, 7 - n));
            let joined: Vec<u64> = first.into_iter().chain(rest).flatten().collect();
            assert_eq!(joined, [3, 4, 8, 10, 11, 12, 13]);
        }
        assert_eq!(
            [0, 1, 2, 3, 6, 7].map(|n| nth(&runs, n)),
            [3, 4, 8, 10, 13, 99].map(|i| (i < 99).then_some(i))
        );
        assert_eq!([0, 4, 5, 9, 12, 99].map(|index| before(&runs, index)), [0, 1, 2, 3, 5, 7]);
    }

    #[test]
    fn halves_have_all_records_and_know_what_was_worked_on() {
        let piece = Piece { worked: 6, attempts: 3, ..Piece::of(vec![0..4, 6..13]) };
        let [first, second] = piece.halve();
        assert_eq!((first.records, first.worked, first.attempts), (vec![0..4, 6..7], 5, 0));
        assert_eq!((second.records.first(), second.records.len(), second.worked), (Some(&(7..13)), 1, 1));
    }
}

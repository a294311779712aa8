//! A buffer with two hints, size and interval: whichever is met first empties it.

use super::piece::Piece;
use crate::kernel::{Span, Time};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hints {
    /// Bytes, before compression.
    pub size: u64,
    pub interval: Span,
}

#[derive(Clone, Debug)]
pub struct Buffer {
    pub hints: Hints,
    pub records: u64,
    pub bytes: u64,
    /// When its first record came; `None` while empty.
    pub opened: Option<Time>,
    /// Tells one filling from the next.
    pub(crate) ticket: u64,
    pub(crate) pieces: Vec<Piece>,
    /// The arrival of the oldest record in it.
    pub(crate) oldest: Option<Time>,
}

impl Buffer {
    pub(crate) fn new(hints: Hints) -> Buffer {
        Buffer { hints, records: 0, bytes: 0, opened: None, ticket: 0, pieces: Vec::new(), oldest: None }
    }

    pub(crate) fn add(&mut self, piece: Piece, bytes: u64) {
        let arrived = piece.batch.arrived;
        self.records += piece.batch.len() as u64;
        self.bytes += bytes;
        self.oldest = Some(self.oldest.map_or(arrived, |oldest| oldest.min(arrived)));
        self.pieces.push(piece);
    }

    /// Empties it and begins a new filling.
    pub(crate) fn drain(&mut self) -> Buffer {
        let next = Buffer { ticket: self.ticket + 1, ..Buffer::new(self.hints) };
        std::mem::replace(self, next)
    }

    pub fn is_full(&self) -> bool {
        self.bytes >= self.hints.size
    }
}

/// Where to cut a row of records so that each part but the last fills the buffer: records are never cut, so
/// a part runs over the size by less than a record. Gives `(from, to, bytes)`.
pub(super) fn portions(lens: &[u64], filled: u64, size: u64) -> Vec<(usize, usize, u64)> {
    let (mut portions, mut from, mut bytes, mut total) = (Vec::new(), 0, 0, filled);
    for (i, len) in lens.iter().enumerate() {
        bytes += len;
        total += len;
        if total >= size {
            portions.push((from, i + 1, bytes));
            (from, bytes, total) = (i + 1, 0, 0);
        }
    }
    if from < lens.len() {
        portions.push((from, lens.len(), bytes));
    }
    portions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portion_ends_with_the_record_that_fills_the_buffer() {
        assert_eq!(portions(&[4, 4, 4], 0, 8), [(0, 2, 8), (2, 3, 4)]);
        assert_eq!(portions(&[4, 4, 4], 5, 8), [(0, 1, 4), (1, 3, 8)]);
        assert_eq!(portions(&[9, 9], 0, 8), [(0, 1, 9), (1, 2, 9)]);
        assert_eq!(portions(&[1], 0, 8), [(0, 1, 1)]);
        assert_eq!(portions(&[], 0, 8), []);
    }
}

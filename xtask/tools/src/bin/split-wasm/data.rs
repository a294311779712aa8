//! Which data only the second half reads. What no function that stays can reach, by the addresses that stand in it and
//! in the data that it reaches, goes. Only data that never changes goes, so that it may be written at any time.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::linked::{Linked, Piece};

/// A shorter piece is not worth a segment of its own.
const SHORT: u32 = 24;

/// The addresses of what goes, in their order; `stays` is told the name of a function.
pub fn unread(linked: &Linked, stays: impl Fn(&str) -> bool) -> Vec<Range<u32>> {
    let mut open = Vec::new();
    for (function, body) in &linked.bodies {
        if linked.names.get(function).is_none_or(|name| stays(name)) {
            open.extend(linked.named_in(body.clone()));
        }
    }
    // What changes is never taken away, so all that it names is reached too.
    for segment in linked.segments.iter().filter(|segment| !segment.constant) {
        open.extend(linked.named_in(segment.bytes.clone()));
    }
    let mut live = BTreeSet::new();
    while let Some(symbol) = open.pop() {
        let Some(Some(piece)) = linked.pieces.get(symbol) else { continue };
        if live.insert(symbol) {
            let from = linked.segments[piece.segment].bytes.start;
            let (begin, end) = (from + piece.within.start as usize, from + piece.within.end as usize);
            open.extend(linked.named_in(begin..end));
        }
    }
    let mut goes = Vec::new();
    for (at, segment) in linked.segments.iter().enumerate().filter(|(_, segment)| segment.constant) {
        let mut read = vec![true; segment.bytes.len()];
        let mut mark = |piece: &Piece, is: bool| {
            read[piece.within.start as usize..piece.within.end as usize].fill(is);
        };
        let here = |symbol: &usize| linked.pieces[*symbol].as_ref().filter(|piece| piece.segment == at);
        let all = 0..linked.pieces.len();
        all.filter_map(|symbol| here(&symbol)).for_each(|piece| mark(piece, false));
        live.iter().filter_map(here).for_each(|piece| mark(piece, true));
        let mut from = 0;
        for run in read.chunk_by(|a, b| a == b) {
            let length = run.len() as u32;
            if !run[0] && length >= SHORT {
                goes.push(segment.address + from..segment.address + from + length);
            }
            from += length;
        }
    }
    goes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linked::Segment;
    use crate::linked::tests::linked;

    #[test]
    fn what_stays_keeps_all_that_it_can_reach() {
        let constant = Segment { address: 1000, bytes: 100..300, constant: true };
        let changing = Segment { address: 2000, bytes: 300..340, constant: false };
        let piece = |within| Piece { segment: 0, within };
        // One after another: read by what stays, by that data, by what goes, by data that changes, and too short.
        let pieces = vec![piece(0..40), piece(40..80), piece(80..120), piece(120..160), piece(160..170)];
        let named = [(10, 0), (120, 1), (60, 2), (61, 0), (310, 3), (62, 4)];
        let linked = linked(&[("stays", 0..50), ("goes", 50..100)], vec![constant, changing], pieces, &named);
        assert_eq!(unread(&linked, |name| name == "stays"), [1080..1120]);
        assert_eq!(unread(&linked, |_| true), [], "all is read");
    }
}

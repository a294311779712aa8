//! Records in a buffer or an object, with what was made of them: enough to make the bytes again.

use std::ops::Range;
use std::sync::Arc;

use super::error_record::failure_line;
use super::transform::record_id;
use crate::command::{Blueprint, Compression};
use crate::era::Era;
use crate::event::{EventId, Folder};
use crate::kernel::Time;
use crate::lambda::Verdict;
use crate::record::Batch;
use crate::stores::{Lies, Origin, Recipe};

#[derive(Clone, Debug)]
pub struct Piece {
    pub batch: Batch,
    pub(crate) made: Made,
}

#[derive(Clone, Debug)]
pub(crate) enum Made {
    /// The data as it was put.
    AsPut,
    /// What a function answered with Ok, made again when somebody looks.
    Transformed { of: Box<Made>, blueprint: Blueprint },
    /// What was made of each record, kept: by a function whose answer depends on more than the record, or the parts
    /// of a record that held several.
    Kept(Arc<[Arc<[u8]>]>),
    /// The line of a failure folder for what could not be delivered or transformed.
    Failed { era: Era, of: Box<Made>, failure: Arc<Failure> },
}

/// Why records ended in a failure folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub folder: Folder,
    pub code: String,
    pub message: String,
    pub attempts: u32,
    /// When the last attempt ended.
    pub ended: Time,
    /// The function, index, collector or endpoint that did not do it.
    pub by: String,
    /// The last attempt, or what else led to it.
    pub cause: Option<EventId>,
}

impl Piece {
    pub(super) fn as_put(batch: Batch) -> Piece {
        Piece { batch, made: Made::AsPut }
    }

    /// The bytes of the i-th record at the destination.
    pub fn record(&self, i: usize) -> Vec<u8> {
        bytes(&self.batch, &self.made, i)
    }

    /// Who put the i-th record, as far as a number says it.
    pub fn origin(&self, i: usize) -> Origin {
        Origin { shard: self.batch.shelf().map(|shelf| shelf.shard), index: self.batch.index(i) }
    }

    /// Whether a record is among them, whatever was made of it.
    pub fn has(&self, record: Origin) -> bool {
        (0..self.batch.len()).any(|i| self.origin(i) == record)
    }

    /// Why its records ended in a failure folder.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.made {
            Made::Failed { failure, .. } => Some(failure),
            Made::AsPut | Made::Transformed { .. } | Made::Kept(_) => None,
        }
    }

    /// Their number.
    pub fn len(&self, i: usize) -> u64 {
        match &self.made {
            Made::AsPut => self.batch.data_len(i),
            Made::Kept(kept) => kept[i].len() as u64,
            Made::Transformed { .. } | Made::Failed { .. } => self.record(i).len() as u64,
        }
    }

    pub(super) fn lens(&self) -> Vec<u64> {
        (0..self.batch.len()).map(|i| self.len(i)).collect()
    }

    /// The record ids in a transform's event.
    pub fn ids(&self, era: Era) -> Vec<String> {
        let (mut sub, mut last) = (0, None);
        let id = |i| {
            let index = self.batch.index(i);
            sub = if last == Some(index) { sub + 1 } else { 0 };
            last = Some(index);
            record_id(&self.batch, index, sub, era)
        };
        (0..self.batch.len()).map(id).collect()
    }

    /// The records at these places.
    pub(super) fn pick(&self, places: &[usize]) -> Piece {
        Piece { batch: self.batch.pick(places.iter().copied()), made: self.made.pick(places) }
    }

    pub(super) fn range(&self, places: Range<usize>) -> Piece {
        if places == (0..self.batch.len()) {
            return self.clone();
        }
        self.pick(&places.collect::<Vec<_>>())
    }

    /// The records before a function saw them.
    pub(super) fn source(&self) -> Piece {
        let made = match &self.made {
            Made::Transformed { of, .. } => of.as_ref().clone(),
            Made::AsPut | Made::Kept(_) => Made::AsPut,
            Made::Failed { .. } => self.made.clone(),
        };
        Piece { batch: self.batch.clone(), made }
    }

    /// The lines of a failure folder for these records.
    pub(super) fn failed(&self, era: Era, failure: &Arc<Failure>) -> Piece {
        let made = Made::Failed { era, of: Box::new(self.made.clone()), failure: failure.clone() };
        Piece { batch: self.batch.clone(), made }
    }
}

impl Made {
    /// What was made of the records at these places.
    fn pick(&self, places: &[usize]) -> Made {
        match self {
            Made::AsPut => Made::AsPut,
            Made::Transformed { of, blueprint } => {
                Made::Transformed { of: Box::new(of.pick(places)), blueprint: *blueprint }
            }
            Made::Kept(kept) => Made::Kept(places.iter().map(|i| kept[*i].clone()).collect()),
            Made::Failed { era, of, failure } => {
                Made::Failed { era: *era, of: Box::new(of.pick(places)), failure: failure.clone() }
            }
        }
    }
}

fn bytes(batch: &Batch, made: &Made, i: usize) -> Vec<u8> {
    match made {
        Made::AsPut => batch.data(i),
        Made::Transformed { of, blueprint } => match blueprint.answer(&bytes(batch, of, i)) {
            Verdict::Ok(out) => out,
            Verdict::Dropped | Verdict::ProcessingFailed => Vec::new(),
        },
        Made::Kept(kept) => kept[i].to_vec(),
        Made::Failed { era, of, failure } => {
            let id = record_id(batch, batch.index(i), 0, *era);
            failure_line(*era, failure, batch.arrived, &id, &bytes(batch, of, i)).into_bytes()
        }
    }
}

/// The pieces of one object, joined and compressed. Nothing is put between records (behaviours B3) unless
/// AppendDelimiterToRecord says so: then a line feed, and none behind the last (a capture of 2026).
#[derive(Debug)]
pub(super) struct Pieces {
    pub pieces: Arc<[Piece]>,
    pub delimited: bool,
    pub compression: Compression,
    /// What a ZIP calls its entry.
    pub entry: String,
}

impl Pieces {
    pub fn plain(pieces: Arc<[Piece]>) -> Pieces {
        Pieces { pieces, delimited: false, compression: Compression::Uncompressed, entry: String::new() }
    }
}

impl Recipe for Pieces {
    fn bytes(&self) -> Vec<u8> {
        self.compression.compress(self.plain(), &self.entry)
    }

    fn plain(&self) -> Vec<u8> {
        let records = self.pieces.iter().flat_map(|piece| (0..piece.batch.len()).map(|i| piece.record(i)));
        if self.delimited { records.collect::<Vec<_>>().join(&b'\n') } else { records.flatten().collect() }
    }

    fn records(&self, until: u64) -> Vec<Lies> {
        let mut all = Vec::new();
        each(&self.pieces, u64::from(self.delimited), |lies| {
            let more = lies.offset.is_some_and(|offset| offset + lies.bytes < until);
            all.push(lies);
            more
        });
        all
    }

    fn find(&self, record: Origin) -> Vec<Lies> {
        let mut found = Vec::new();
        if self.pieces.iter().any(|piece| piece.has(record)) {
            each(&self.pieces, u64::from(self.delimited), |lies| {
                if lies.origin == record {
                    found.push(lies);
                }
                true
            });
        }
        found
    }
}

/// Walks over the records of an object, with `gap` bytes between them, for as long as it is told to go on.
fn each(pieces: &[Piece], gap: u64, mut tell: impl FnMut(Lies) -> bool) {
    let (mut nth, mut offset) = (0, 0);
    for piece in pieces {
        for i in 0..piece.batch.len() {
            let (origin, bytes, arrived) = (piece.origin(i), piece.len(i), piece.batch.arrived);
            let cause = piece.failure().and_then(|failure| failure.cause);
            if !tell(Lies { origin, nth, offset: Some(offset), bytes, arrived, cause }) {
                return;
            }
            nth += 1;
            offset += bytes + gap;
        }
    }
}

/// A text that Firehose writes itself.
#[derive(Debug)]
pub(super) struct Text(pub Arc<str>);

impl Recipe for Text {
    fn bytes(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }
}

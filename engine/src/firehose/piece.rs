//! Records in a buffer or an object, with what was made of them: enough to make the bytes again.

use super::error_record;
use crate::command::Blueprint;
use crate::era::Era;
use crate::kernel::Time;
use crate::lambda::Verdict;
use crate::names::Name;
use crate::record::Batch;
use crate::stores::Recipe;

#[derive(Clone, Debug)]
pub struct Piece {
    pub batch: Batch,
    pub(crate) made: Made,
}

#[derive(Clone, Debug)]
pub(crate) enum Made {
    /// The data as it was put.
    AsPut,
    /// What a function answered with Ok.
    Transformed(Blueprint),
    /// An error record of `processing-failed`.
    ErrorRecord { era: Era, function: Name, ended: Time },
}

impl Piece {
    pub(super) fn as_put(batch: Batch) -> Piece {
        Piece { batch, made: Made::AsPut }
    }

    /// The bytes of the i-th record at the destination.
    pub fn record(&self, i: usize) -> Vec<u8> {
        let data = self.batch.data(i);
        match &self.made {
            Made::AsPut => data,
            Made::Transformed(blueprint) => match blueprint.answer(&data) {
                Verdict::Ok(out) => out,
                Verdict::Dropped | Verdict::ProcessingFailed => Vec::new(),
            },
            Made::ErrorRecord { era, function, ended } => {
                error_record::error_line(*era, function, self.batch.arrived, *ended, &data).into_bytes()
            }
        }
    }
}

/// The pieces of one object. Nothing is put between records (behaviours B3).
#[derive(Debug)]
pub(super) struct Pieces(pub std::sync::Arc<[Piece]>);

impl Recipe for Pieces {
    fn bytes(&self) -> Vec<u8> {
        let records = self.0.iter().flat_map(|piece| (0..piece.batch.len()).map(|i| piece.record(i)));
        records.flatten().collect()
    }
}

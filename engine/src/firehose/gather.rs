//! Filling the buffers, and emptying them into parcels.

use std::sync::Arc;

use super::buffer::{Buffer, portions};
use super::convert::sift;
use super::key::Prefixes;
use super::parcel::{Parcel, Stage};
use super::piece::{Failure, Piece};
use super::{DeliveryStream, expect_interval, http};
use crate::command::DeliverTo;
use crate::event::{FiredBy, Folder, Out, What};
use crate::step::Step;
use crate::wake::BufferId;

impl DeliveryStream {
    pub(super) fn buffer_mut(&mut self, out: Out) -> &mut Buffer {
        let hints = self.hints.of(out.folder);
        self.buffers.entry(out).or_insert_with(|| Buffer::new(hints))
    }

    /// What names the objects of a buffer.
    fn names_of(&self, out: Out) -> Arc<Prefixes> {
        if let Some(names) = self.backup_names.as_ref().filter(|_| out.folder == Folder::Backup) {
            return names.clone();
        }
        // A partition is its prefix: what it has gathered lies there, whatever the delivery stream asks for by now.
        self.partitions.names(out.partition).unwrap_or(&self.names).clone()
    }
}

/// Records of which `lens` says how long they will be at the destination wait for their object.
pub(super) fn gather(
    delivery: &mut DeliveryStream,
    step: &mut Step<'_>,
    out: Out,
    piece: &Piece,
    lens: &[u64],
) {
    let name = delivery.name.clone();
    let filling = delivery.buffer_mut(out);
    for (from, to, bytes) in portions(lens, filling.bytes, filling.hints.size) {
        let filling = delivery.buffer_mut(out);
        filling.add(piece.range(from..to), bytes);
        expect_interval(filling, step, &name, BufferId::Out(out));
        if filling.is_full() {
            flush(delivery, step, out, FiredBy::Size);
        }
    }
}

/// Records that could not be transformed, converted, parted or delivered wait for their object in the failure's folder.
pub(super) fn to_failure_folder(
    delivery: &mut DeliveryStream,
    step: &mut Step<'_>,
    piece: &Piece,
    failure: &Arc<Failure>,
) {
    delivery.log_error(step.now, failure);
    let lines = piece.failed(step.era, failure);
    let lens = lines.lens();
    gather(delivery, step, Out::of(failure.folder), &lines, &lens);
}

/// Sends what is in a buffer on its way.
pub(super) fn flush(delivery: &mut DeliveryStream, step: &mut Step<'_>, out: Out, fired_by: FiredBy) {
    let full = delivery.buffer_mut(out).drain();
    let Some(oldest) = full.oldest else { return };
    let event = step.emit(What::BufferFlushed {
        delivery_stream: delivery.name.clone(),
        folder: out.folder,
        records: full.records,
        bytes: full.bytes,
        fired_by,
    });
    let mut step = step.because(event);
    let (mut pieces, mut records) = (full.pieces, full.records);
    if out.folder == Folder::Data {
        pieces = sift(delivery, &mut step, pieces);
        records = pieces.iter().map(|piece| piece.batch.len() as u64).sum();
    }
    if records == 0 {
        return;
    }
    let stage = match (&delivery.destination.to, out.folder) {
        (DeliverTo::OpenSearch { .. } | DeliverTo::Splunk { .. } | DeliverTo::Http { .. }, Folder::Data) => {
            Stage::Send
        }
        (_, _) => Stage::Store,
    };
    let is_http = stage == Stage::Send && matches!(delivery.destination.to, DeliverTo::Http { .. });
    let parts = if is_http { http::requests(pieces, step.era) } else { vec![pieces] };
    // Records are as long there as they were in the buffer, but for those that were sifted out of it.
    let whole = (parts.len() == 1).then_some((records, full.bytes));
    for pieces in parts {
        let (records, bytes) = whole.unwrap_or_else(|| {
            let lens = || pieces.iter().flat_map(Piece::lens);
            (lens().count() as u64, lens().sum())
        });
        let parcel = Parcel {
            number: delivery.next_parcel,
            out,
            destination: delivery.destination.clone(),
            names: delivery.names_of(out),
            version: delivery.version,
            stage,
            converter: delivery.converter.clone().filter(|_| out.folder == Folder::Data),
            pieces: Arc::from(pieces),
            text: None,
            records,
            bytes,
            oldest,
            fired_by,
            attempts: 0,
            failing_since: None,
            error: None,
            next_try: None,
            timing_out: false,
            slow_until: None,
            held: false,
            key: None,
        };
        delivery.send(&mut step, parcel);
    }
}

//! Where in a delivery stream a record is: which buffers, invocations and parcels have it, and what was given up.

use std::sync::Arc;

use super::{Buffer, DeliveryStream, Invocation, Parcel, Piece};
use crate::event::{EventId, Out};
use crate::kernel::Time;
use crate::stores::Origin;

/// A parcel that no bucket would take.
#[derive(Clone, Debug)]
pub struct Lost {
    pub at: Time,
    /// The last failed attempt.
    pub cause: Option<EventId>,
    pub pieces: Arc<[Piece]>,
}

/// Where a record waits.
#[derive(Clone, Debug)]
pub enum Waits<'a> {
    /// For the transform.
    ToBeTransformed(&'a Buffer),
    ToBeFlushed(Out, &'a Buffer),
    OnItsWay(&'a Parcel),
}

fn holds(pieces: &[Piece], record: Origin) -> bool {
    pieces.iter().any(|piece| piece.has(record))
}

fn arrival(pieces: &[Piece], record: Origin) -> Option<Time> {
    pieces.iter().find(|piece| piece.has(record)).map(|piece| piece.batch.arrived)
}

impl Buffer {
    /// When a record that is in it arrived.
    pub fn arrival_of(&self, record: Origin) -> Option<Time> {
        arrival(&self.pieces, record)
    }
}

impl Parcel {
    /// When a record that is in it arrived.
    pub fn arrival_of(&self, record: Origin) -> Option<Time> {
        arrival(&self.pieces, record)
    }
}

impl DeliveryStream {
    /// Where a record waits now. A backup is no other place of the record: it is left out.
    pub fn waits(&self, record: Origin) -> Vec<Waits<'_>> {
        let mut all = Vec::new();
        if holds(&self.waiting.pieces, record) {
            all.push(Waits::ToBeTransformed(&self.waiting));
        }
        let buffers =
            self.buffers.iter().filter(|(out, buffer)| out.folder.holds() && holds(&buffer.pieces, record));
        all.extend(buffers.map(|(out, buffer)| Waits::ToBeFlushed(*out, buffer)));
        let parcels = self.parcels.values();
        let parcels = parcels.filter(|parcel| parcel.out.folder.holds() && holds(&parcel.pieces, record));
        all.extend(parcels.map(Waits::OnItsWay));
        all
    }

    /// The invocations that had a record, each with the place of the record in its event.
    pub fn invoked_with(&self, record: Origin) -> Vec<(&Invocation, usize)> {
        let mut all = Vec::new();
        for invocation in self.invocations.iter().filter(|it| holds(&it.pieces, record)) {
            let origins =
                invocation.pieces.iter().flat_map(|piece| (0..piece.batch.len()).map(|i| piece.origin(i)));
            let places = origins.enumerate().filter(|(_, origin)| *origin == record);
            all.extend(places.map(|(place, _)| (invocation.as_ref(), place)));
        }
        all
    }

    /// Where a record was given up.
    pub fn lost(&self, record: Origin) -> impl Iterator<Item = &Lost> {
        self.lost.iter().map(Arc::as_ref).filter(move |lost| holds(&lost.pieces, record))
    }

    /// Whether it can have taken such a record. Of a source stream, any.
    pub fn has_taken(&self, record: Origin) -> bool {
        record.shard.is_some() == self.source.is_some()
            && (record.shard.is_some() || record.index < self.next_index)
    }
}

//! Where in a delivery stream a record is: which buffers, invocations and parcels have it, and what was given up.

use std::fmt;
use std::sync::Arc;

use super::{Buffer, DeliveryStream, Invocation, Parcel, Piece};
use crate::event::{EventId, Folder, Out};
use crate::kernel::Time;
use crate::names::Name;
use crate::stores::{Bucket, Buckets, Origin};

/// A parcel that no bucket would take.
#[derive(Clone, Debug)]
pub struct Lost {
    pub at: Time,
    /// The last failed attempt.
    pub cause: Option<EventId>,
    pub pieces: Arc<[Piece]>,
}

/// A record's copy, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup<'a> {
    pub bucket: Name,
    /// `None` while it is on its way there.
    pub key: Option<&'a str>,
}

impl fmt::Display for Backup<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key {
            Some(key) => write!(f, "lies in `s3://{}/{key}`", self.bucket),
            None => write!(f, "is on its way to `s3://{}`", self.bucket),
        }
    }
}

/// Where a record waits.
#[derive(Clone, Debug)]
pub enum Waits<'a> {
    /// For the transform.
    ToBeTransformed(&'a Buffer),
    /// For an invocation, in a buffer that was flushed.
    ToBeInvoked(&'a Buffer),
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

impl Lost {
    /// The first of its records.
    pub fn first(&self) -> Option<Origin> {
        self.pieces.iter().find(|piece| !piece.batch.is_empty()).map(|piece| piece.origin(0))
    }
}

impl DeliveryStream {
    /// What was given up because of an attempt.
    pub fn lost_by(&self, cause: EventId) -> Option<&Lost> {
        self.lost.iter().map(Arc::as_ref).find(|lost| lost.cause == Some(cause))
    }

    /// Where a record waits now. A backup is no other place of the record: it is left out.
    pub fn waits(&self, record: Origin) -> Vec<Waits<'_>> {
        let mut all = Vec::new();
        if holds(&self.waiting.pieces, record) {
            all.push(Waits::ToBeTransformed(&self.waiting));
        }
        let queued = self.queue.flushed.iter().map(|flushed| &flushed.buffer);
        all.extend(queued.filter(|buffer| holds(&buffer.pieces, record)).map(Waits::ToBeInvoked));
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

    /// The object of the backup in which a record lies as it came; `None` in there: it is on its way to that bucket.
    pub fn backup_of<'a>(&self, record: Origin, buckets: &'a Buckets) -> Option<Backup<'a>> {
        let settings = self.destination.backup.as_deref()?;
        let objects = buckets.bucket(&settings.bucket).ok().into_iter().flat_map(Bucket::objects);
        let mut mine =
            objects.filter(|object| object.folder == Folder::Backup && object.delivery_stream == self.name);
        let found = mine.find(|object| !object.content.0.find(record).is_empty());
        let gathered = self.buffers.iter().map(|(out, buffer)| (out, buffer.pieces.as_slice()));
        let sent = self.parcels.values().map(|parcel| (&parcel.out, &*parcel.pieces));
        let waits = |(out, pieces): (&Out, &[Piece])| out.folder == Folder::Backup && holds(pieces, record);
        (found.is_some() || gathered.chain(sent).any(waits))
            .then(|| Backup { bucket: settings.bucket.clone(), key: found.map(|object| object.key.as_str()) })
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

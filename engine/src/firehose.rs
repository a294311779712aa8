//! Amazon Data Firehose: delivery streams with one S3 destination, buffers, one transform, and
//! `processing-failed`.
//!
//! Absent so far: other destinations, compression, format conversion, dynamic partitioning, source backup,
//! faults of a destination. It does not read streams itself: a reader among the actors hands records in.

mod buffer;
mod create;
mod deliver;
mod error_record;
mod piece;
mod put;
mod transform;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use buffer::{Buffer, Hints};
pub use error_record::{error_line, failure_folder};
pub use piece::Piece;
pub use transform::{Invocation, invocation_id, record_id, stream_arn};

use crate::event::{FiredBy, Folder};
use crate::kernel::{Bucket, Log, Time};
use crate::names::{ACCOUNT, Name, REGION};
use crate::record::Batch;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::wake::{BufferId, Wake};

#[derive(Clone, Debug)]
pub struct DeliveryStream {
    pub name: Name,
    /// The Kinesis stream it reads; `None` is DirectPut.
    pub source: Option<Name>,
    pub bucket: Name,
    pub prefix: String,
    pub version: u32,
    pub created: Time,
    pub transform: Option<Name>,
    pub(crate) waiting: Buffer,
    pub(crate) data: Buffer,
    pub(crate) failures: Buffer,
    pub(crate) invocations: Log<Arc<Invocation>>,
    pub(crate) in_flight: Vec<usize>,
    pub(crate) uploads: BTreeMap<u64, Upload>,
    pub(crate) next_upload: u64,
    pub(crate) next_index: u64,
    pub(crate) put_records: Bucket,
    pub(crate) put_bytes: Bucket,
    pub tally: Tally,
}

/// What became of the records so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub taken: u64,
    pub refused: u64,
    pub ok: u64,
    pub dropped: u64,
    pub failed: u64,
    /// Records and objects that lie in the bucket.
    pub delivered: u64,
    pub delivered_failed: u64,
    pub objects: u64,
}

/// An object on its way to S3.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    folder: Folder,
    pieces: Arc<[Piece]>,
    records: u64,
    bytes: u64,
    oldest: Time,
    fired_by: FiredBy,
}

impl DeliveryStream {
    pub fn arn(&self) -> String {
        format!("arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/{}", self.name)
    }

    /// What waits for the transform.
    pub fn transform_buffer(&self) -> Option<&Buffer> {
        self.transform.is_some().then_some(&self.waiting)
    }

    pub fn data_buffer(&self) -> &Buffer {
        &self.data
    }

    pub fn failure_buffer(&self) -> &Buffer {
        &self.failures
    }

    pub fn invocations(&self) -> &Log<Arc<Invocation>> {
        &self.invocations
    }

    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    pub fn uploading(&self) -> usize {
        self.uploads.len()
    }

    /// Records that it has taken and that have come to no end yet, counted from the buffers.
    pub fn records_waiting(&self) -> u64 {
        let flying =
            self.in_flight.iter().filter_map(|n| self.invocations.get(*n)).map(|i| i.records).sum::<u64>();
        let uploading = self.uploads.values().map(|upload| upload.records).sum::<u64>();
        self.waiting.records + self.data.records + self.failures.records + flying + uploading
    }
}

/// All delivery streams of the account, by name.
#[derive(Clone, Debug, Default)]
pub struct Deliveries(BTreeMap<Name, DeliveryStream>);

impl Deliveries {
    pub fn iter(&self) -> impl Iterator<Item = &DeliveryStream> {
        self.0.values()
    }

    /// # Errors
    /// ResourceNotFoundException.
    pub fn delivery_stream(&self, name: &Name) -> Result<&DeliveryStream, Refusal> {
        self.0.get(name).ok_or_else(|| not_found(name))
    }

    fn delivery_stream_mut(&mut self, name: &Name) -> Result<&mut DeliveryStream, Refusal> {
        self.0.get_mut(name).ok_or_else(|| not_found(name))
    }

    /// Records come in, from the source stream or by Direct PUT.
    pub(crate) fn take(&mut self, step: &mut Step<'_>, name: &Name, batch: Batch) {
        let Some(delivery) = self.0.get_mut(name) else { return };
        delivery.tally.taken += batch.len() as u64;
        if delivery.transform.is_some() {
            transform::gather(delivery, step, &batch);
        } else {
            let lens: Vec<u64> = (0..batch.len()).map(|i| batch.data_len(i)).collect();
            deliver::gather(delivery, step, Folder::Data, &batch, &lens, Piece::as_put);
        }
    }

    /// The interval of a buffer has ended.
    pub(crate) fn interval_ended(&mut self, step: &mut Step<'_>, name: &Name, buffer: BufferId, ticket: u64) {
        let Some(delivery) = self.0.get_mut(name) else { return };
        match buffer {
            BufferId::Transform if delivery.waiting.ticket == ticket => {
                transform::invoke(delivery, step, FiredBy::Interval);
            }
            BufferId::Out(folder) if deliver::buffer(delivery, folder).ticket == ticket => {
                deliver::flush(delivery, step, folder, FiredBy::Interval);
            }
            // The buffer was flushed by size meanwhile.
            BufferId::Transform | BufferId::Out(_) => {}
        }
    }
}

/// Starts the interval of a buffer whose first record has just come.
fn expect_interval(buffer: &mut Buffer, step: &mut Step<'_>, name: &Name, id: BufferId) {
    if buffer.records > 0 && buffer.opened.is_none() {
        buffer.opened = Some(step.now);
        let ends = step.now + buffer.hints.interval;
        let wake = Wake::BufferInterval { delivery_stream: name.clone(), buffer: id, ticket: buffer.ticket };
        step.schedule(ends, wake);
    }
}

fn not_found(name: &Name) -> Refusal {
    Refusal::new(
        ErrorName::ResourceNotFoundException,
        format!("Firehose {name} under account {ACCOUNT} not found."),
    )
}

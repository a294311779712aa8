//! Amazon Data Firehose: what delivery streams take, gather, transform and deliver, and where what fails ends.
//!
//! A record's road: taken (put.rs, or a reader among the actors) → backup, as it came → transform.rs → gathered
//! in a buffer (gather.rs) → a parcel on its way (parcel.rs) → the destination, or a failure folder, or lost.

mod arrive;
mod asked;
mod buffer;
mod cell;
mod compress;
mod control;
mod convert;
mod create;
mod deaggregate;
mod deleting;
mod encryption;
mod error_log;
mod error_record;
mod gather;
pub mod http;
mod key;
mod metadata;
mod parcel;
mod partition;
mod pattern;
mod piece;
mod prefix;
mod put;
mod query;
mod retry;
mod road;
mod settings;
mod since;
mod transform;
mod trouble;
mod zone;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

pub use asked::{Call, event, invoked};
pub use buffer::{Buffer, Hints};
pub use error_record::{NoRow, error_output_type, failure_folder};
pub use key::{Naming, Prefixes};
pub use parcel::{Parcel, Stage};
pub use piece::{Failure, Piece};
pub use prefix::PartitionKeys;
pub use put::{billed_len, slow_down};
pub use road::{Backup, Lost, Waits};
pub use settings::hint_bounds;
pub use transform::{Flushed, Invocation, invocation_id, record_id, stream_arn};

use crate::command::{Destination, Place};
use crate::event::{FiredBy, Folder, Out};
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
    pub destination: Arc<Destination>,
    pub version: u32,
    pub created: Time,
    /// Until then it is CREATING.
    pub active_from: Time,
    /// Until then it is DELETING, if it is.
    pub(crate) gone_at: Option<Time>,
    /// The last UpdateDestination.
    pub updated: Option<Time>,
    pub(crate) names: Arc<Prefixes>,
    /// Of the backup, if there is one.
    pub(crate) backup_names: Option<Arc<Prefixes>>,
    pub(crate) hints: settings::AllHints,
    pub(crate) query: Option<query::Query>,
    pub(crate) converter: Option<Arc<convert::Converter>>,
    pub(crate) partitions: partition::Partitions,
    pub(crate) waiting: Buffer,
    /// Bytes of its records as JSON of an event.
    pub(crate) waiting_json: u64,
    pub(crate) buffers: BTreeMap<Out, Buffer>,
    pub(crate) invocations: Log<Arc<Invocation>>,
    pub(crate) in_flight: Vec<usize>,
    pub(crate) queue: transform::Queue,
    pub(crate) parcels: BTreeMap<u64, Parcel>,
    /// What waits for its COPY, the one at work first.
    pub(crate) copies: VecDeque<u64>,
    /// What was given up.
    pub(crate) lost: Log<Arc<Lost>>,
    pub(crate) next_parcel: u64,
    pub(crate) next_index: u64,
    pub tags: BTreeMap<String, String>,
    pub(crate) encryption: encryption::Encryption,
    pub(crate) put_records: Bucket,
    pub(crate) put_bytes: Bucket,
    pub(crate) put_requests: Bucket,
    pub(crate) errors: Log<error_log::ErrorLine>,
    /// Its newest request to an HTTP endpoint.
    pub(crate) requested: Option<Arc<http::Requested>>,
    pub tally: Tally,
}

/// What became of the records so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub taken: u64,
    /// Data of the records taken, in bytes.
    pub taken_bytes: u64,
    /// Of each record as whole steps of 5 KB: what AWS bills.
    pub billed_bytes: u64,
    pub refused: u64,
    pub ok: u64,
    pub dropped: u64,
    pub failed: u64,
    /// Records that the destination has.
    pub delivered: u64,
    /// Records that lie in a failure folder, or in objects that Redshift has not copied.
    pub delivered_failed: u64,
    /// Those of them that were brought in by hand since.
    pub backfilled: u64,
    /// Records that were given up after the last retry.
    pub lost: u64,
    pub objects: u64,
    /// How many more records there were after de-aggregation.
    pub parted: u64,
    /// Batches of which a jq expression took the partition keys, and their records.
    pub queried: (u64, u64),
}

impl DeliveryStream {
    pub fn arn(&self) -> String {
        arn(&self.name)
    }

    /// Its newest request to an HTTP endpoint.
    pub fn requested(&self) -> Option<&http::Requested> {
        self.requested.as_deref()
    }

    /// CREATING, ACTIVE or DELETING. Absent: CREATING_FAILED and DELETING_FAILED.
    pub fn status(&self, now: Time) -> &'static str {
        match self.gone_at {
            Some(_) => "DELETING",
            None if now < self.active_from => "CREATING",
            None => "ACTIVE",
        }
    }

    /// When CREATING or DELETING ends.
    pub fn settles(&self, now: Time) -> Option<Time> {
        self.gone_at.or((now < self.active_from).then_some(self.active_from))
    }

    /// # Errors
    /// ResourceInUseException in CREATING. Modelling choice of the words: AWS's are not published.
    pub(crate) fn settled(&self, now: Time) -> Result<(), Refusal> {
        if now >= self.active_from {
            return Ok(());
        }
        let text = format!("Firehose {} under account {ACCOUNT} is not ACTIVE: it is CREATING.", self.name);
        Err(Refusal::new(ErrorName::ResourceInUseException, text))
    }

    /// The key of the customer with which it encrypts what is put now.
    pub fn customers_key(&self, now: Time) -> Option<&str> {
        self.encryption.customers_key(now)
    }

    pub fn transform(&self) -> Option<&Name> {
        self.destination.transform()
    }

    /// Where its data goes.
    pub fn place(&self) -> Place {
        self.destination.place()
    }

    /// What waits for the transform.
    pub fn transform_buffer(&self) -> Option<&Buffer> {
        self.transform().is_some().then_some(&self.waiting)
    }

    /// What waits to be delivered as data. With partitions, each has a buffer: this is the one of none.
    pub fn data_buffer(&self) -> &Buffer {
        &self.buffers[&Out::of(Folder::Data)]
    }

    pub fn failure_buffer(&self) -> &Buffer {
        &self.buffers[&Out::of(Folder::ProcessingFailed)]
    }

    pub fn buffers(&self) -> impl Iterator<Item = (&Out, &Buffer)> {
        self.buffers.iter()
    }

    pub fn invocations(&self) -> &Log<Arc<Invocation>> {
        &self.invocations
    }

    /// When the oldest invocation began that is in flight.
    pub fn oldest_invocation(&self) -> Option<Time> {
        self.in_flight.iter().filter_map(|n| self.invocations.get(*n)).map(|it| it.started).min()
    }

    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// Full buffers that wait until an invocation has ended, oldest first.
    pub fn waiting_to_be_invoked(&self) -> impl ExactSizeIterator<Item = &Flushed> {
        self.queue.flushed.iter()
    }

    /// What is on its way to a store, oldest first.
    pub fn parcels(&self) -> impl Iterator<Item = &Parcel> {
        self.parcels.values()
    }

    /// The arrival of the oldest record that has come to no end yet (DataFreshness counts from it).
    pub fn oldest_record(&self) -> Option<Time> {
        let flying = self.in_flight.iter().filter_map(|n| self.invocations.get(*n));
        let flying = flying.flat_map(|it| it.pieces.iter()).map(|piece| piece.batch.arrived);
        let gathered = self.buffers.iter().filter(|(out, _)| out.folder.holds());
        let sent = self.parcels.values().filter(|parcel| parcel.out.folder.holds());
        let queued = self.queue.flushed.iter().map(|flushed| flushed.buffer.oldest);
        let waiting =
            gathered.map(|(_, buffer)| buffer.oldest).chain([self.waiting.oldest]).chain(queued).flatten();
        waiting.chain(flying).chain(sent.map(|parcel| parcel.oldest)).min()
    }

    /// Records that it has taken and that have come to no end yet, counted from the buffers.
    pub fn records_waiting(&self) -> u64 {
        let flying =
            self.in_flight.iter().filter_map(|n| self.invocations.get(*n)).map(|i| i.records).sum::<u64>();
        let gathered: u64 =
            self.buffers.iter().filter(|(out, _)| out.folder.holds()).map(|(_, buffer)| buffer.records).sum();
        let sent: u64 = self
            .parcels
            .values()
            .filter(|parcel| parcel.out.folder.holds())
            .map(|parcel| parcel.records)
            .sum();
        self.waiting.records + self.queue.records() + gathered + flying + sent
    }
}

pub fn arn(delivery_stream: &Name) -> String {
    format!("arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/{delivery_stream}")
}

/// All delivery streams of the account, by name.
#[derive(Clone, Debug, Default)]
pub struct Deliveries(
    BTreeMap<Name, DeliveryStream>,
    control::Rates,
    /// The invocation that waits for the host.
    Option<(Name, usize)>,
    deleting::Leaving,
);

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
        if !self.0.contains_key(name) {
            return Err(self.missing(name));
        }
        self.0.get_mut(name).ok_or_else(|| not_found(name))
    }

    /// Records come in, from the source stream or by Direct PUT.
    pub(crate) fn take(&mut self, step: &mut Step<'_>, name: &Name, batch: Batch) {
        let Some(delivery) = self.0.get_mut(name) else { return };
        delivery.tally.taken += batch.len() as u64;
        let piece = Piece::as_put(batch);
        for len in piece.lens() {
            delivery.tally.taken_bytes += len;
            delivery.tally.billed_bytes += billed_len(len, step.era);
        }
        if delivery.destination.backup.is_some() {
            let lens = piece.lens();
            gather::gather(delivery, step, Out::of(Folder::Backup), &piece, &lens);
        }
        for piece in deaggregate::parts(delivery, step, piece) {
            let lens = piece.lens();
            if delivery.transform().is_some() {
                transform::gather(delivery, step, &piece, &lens);
            } else {
                let ready = |(place, len)| partition::Ready { place, len, keys: PartitionKeys::new() };
                let ready = lens.into_iter().enumerate().map(ready).collect();
                partition::onward(delivery, step, &piece, ready);
            }
        }
    }

    /// Records of a delivery stream that had failed were brought in by hand. One that is gone counts no more.
    pub(crate) fn backfilled(&mut self, name: &Name, records: u64) {
        if let Some(delivery) = self.0.get_mut(name) {
            // One of the same name may have been made anew.
            let records = records.min(delivery.tally.delivered_failed);
            delivery.tally.delivered_failed -= records;
            delivery.tally.backfilled += records;
        }
    }

    /// The interval of a buffer has ended.
    pub(crate) fn interval_ended(&mut self, step: &mut Step<'_>, name: &Name, buffer: BufferId, ticket: u64) {
        let Some(delivery) = self.0.get_mut(name) else { return };
        match buffer {
            BufferId::Transform if is_due(&delivery.waiting, ticket, step.now) => {
                transform::invoke(delivery, step, FiredBy::Interval);
            }
            BufferId::Out(out)
                if delivery.buffers.get(&out).is_some_and(|buffer| is_due(buffer, ticket, step.now)) =>
            {
                gather::flush(delivery, step, out, FiredBy::Interval);
            }
            // The buffer was flushed by size meanwhile, or has another interval now.
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

fn is_due(buffer: &Buffer, ticket: u64, now: Time) -> bool {
    buffer.ticket == ticket && buffer.opened.is_some_and(|opened| opened + buffer.hints.interval <= now)
}

/// A buffer that is filling has another interval now: it ends then, or at once if that is over.
fn wait_anew(buffer: &Buffer, step: &mut Step<'_>, name: &Name, id: BufferId) {
    if let Some(opened) = buffer.opened {
        let ends = (opened + buffer.hints.interval).max(step.now);
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

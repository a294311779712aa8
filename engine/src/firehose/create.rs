//! CreateDeliveryStream, UpdateDestination and what describes them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::buffer::{Buffer, Hints};
use super::convert::Converter;
use super::encryption::Encryption;
use super::partition::Partitions;
use super::query::Query;
use super::{Deliveries, DeliveryStream, Tally, arn, control, settings, since, transform, wait_anew};
use crate::command::{
    Buffering, CreateDeliveryStream, DeliverTo, DeliveryStreamDescription, Destination, Missing,
    UpdateDestination,
};
use crate::event::{FiredBy, Folder, Out, What};
use crate::kernel::{Bucket, Log, Span, Time};
use crate::limits::{self, Limit};
use crate::names::{ACCOUNT, Name};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::stores::Catalog;
use crate::tools::Tools;
use crate::wake::BufferId;

const MIB: u64 = 1_048_576;

impl Deliveries {
    /// CreateDeliveryStream. The caller has checked that source and function exist.
    ///
    /// # Errors
    /// ResourceInUseException for a name that exists; ValidationException and InvalidArgumentException for settings
    /// out of bounds or that exclude each other; LimitExceededException for one more than the account may have, or
    /// too many tags; what a jq expression or a conversion lacks; ThrottlingException.
    pub fn create(
        &mut self,
        step: &mut Step<'_>,
        ask: &CreateDeliveryStream,
        around: (&Tools, &Catalog),
    ) -> Result<(), Refusal> {
        let name = &ask.delivery_stream;
        self.charge(step, "CreateDeliveryStream")?;
        if self.even_leaving(name).is_ok() {
            return Err(Refusal::new(
                ErrorName::ResourceInUseException,
                format!("Firehose {name} under accountId {ACCOUNT} already exists"),
            ));
        }
        self.room_for_one(step.era)?;
        since::known(&ask.destination, step.era)?;
        let settings::Checked { names, backup_names, hints } = settings::check(&ask.destination, step.era)?;
        let query = Query::of(&ask.destination, around.0)?;
        let converter = Converter::of(&ask.destination, around)?;
        let tags = control::tagged(name, &BTreeMap::new(), &ask.tags, step.era)?;
        if ask.source.is_some() && ask.encryption.is_some() {
            // Modelling choice of the words: AWS's text is not published.
            return Err(Refusal::invalid("Server-side encryption is only for a DirectPut delivery stream."));
        }
        let (era, now) = (step.era, step.now);
        let per_second = |limit: &Limit| Bucket::full(limit.at(era), limit.at(era), now);
        // Modelling choice: what a story makes before its clock starts is ACTIVE already.
        let takes = if now == Time::START { 0 } else { limits::FIREHOSE_CREATE_TAKES.at(era) };
        step.emit(What::DeliveryStreamCreated { delivery_stream: name.clone() });
        let mut delivery = DeliveryStream {
            name: name.clone(),
            source: ask.source.clone(),
            destination: Arc::new(ask.destination.clone()),
            version: 1,
            created: now,
            active_from: now + Span::millis(takes),
            gone_at: None,
            updated: None,
            names: Arc::new(names),
            backup_names: backup_names.map(Arc::new),
            hints,
            query,
            converter,
            partitions: Partitions::default(),
            waiting: Buffer::new(hints.transform),
            waiting_json: 0,
            buffers: BTreeMap::new(),
            invocations: Log::default(),
            in_flight: Vec::new(),
            queue: transform::Queue::default(),
            parcels: BTreeMap::new(),
            copies: VecDeque::new(),
            lost: Log::default(),
            next_parcel: 0,
            next_index: 0,
            tags,
            encryption: Encryption::from_the_beginning(ask.encryption.as_ref(), now),
            put_records: per_second(&limits::FIREHOSE_PUT_RECORDS),
            put_bytes: per_second(&limits::FIREHOSE_PUT_BYTES),
            put_requests: per_second(&limits::FIREHOSE_PUT_REQUESTS),
            errors: Log::default(),
            requested: None,
            tally: Tally::default(),
        };
        for folder in [Folder::Data, Folder::ProcessingFailed] {
            delivery.buffer_mut(Out::of(folder));
        }
        self.0.insert(name.clone(), delivery);
        Ok(())
    }

    /// UpdateDestination: what is in the buffers goes to the new destination, what is on its way to the old place of
    /// its kind. What is not said stays as it is. The version has grown by one.
    ///
    /// # Errors
    /// ResourceNotFoundException; ResourceInUseException in CREATING; ConcurrentModificationException for another version; InvalidArgumentException for
    /// a change that AWS does not allow; what a jq expression or a conversion lacks; ThrottlingException.
    pub fn update(
        &mut self,
        step: &mut Step<'_>,
        ask: &UpdateDestination,
        around: (&Tools, &Catalog),
    ) -> Result<(), Refusal> {
        let UpdateDestination { delivery_stream: name, version, update } = ask;
        self.charge(step, "UpdateDestination")?;
        let now = step.now;
        let delivery = self.delivery_stream_mut(name)?;
        delivery.settled(now)?;
        if delivery.version != *version {
            return Err(Refusal::new(
                ErrorName::ConcurrentModificationException,
                format!(
                    "Cannot update firehose: {name} since the current version id: {} and specified version id: \
                     {version} do not match",
                    delivery.version
                ),
            ));
        }
        let destination = update.onto(Some(&delivery.destination)).map_err(|missing| refused(&missing))?;
        unchangeable(&delivery.destination, &destination)?;
        since::known(&destination, step.era)?;
        let settings::Checked { names, backup_names, hints } = settings::check(&destination, step.era)?;
        delivery.query = Query::of(&destination, around.0)?;
        delivery.converter = Converter::of(&destination, around)?;
        let (destination, names) = (Arc::new(destination), Arc::new(names));
        // What is on its way to the same place follows the new settings, such as a longer retry.
        for parcel in delivery.parcels.values_mut() {
            if parcel.destination.places() == destination.places() {
                parcel.destination = destination.clone();
            }
        }
        delivery.destination = destination;
        (delivery.names, delivery.backup_names) = (names, backup_names.map(Arc::new));
        delivery.hints = hints;
        delivery.version += 1;
        delivery.updated = Some(step.now);
        delivery.waiting.hints = hints.transform;
        for (out, buffer) in &mut delivery.buffers {
            buffer.hints = hints.of(out.folder);
        }
        for (out, buffer) in &delivery.buffers {
            wait_anew(buffer, step, name, BufferId::Out(*out));
        }
        wait_anew(&delivery.waiting, step, name, BufferId::Transform);
        let event =
            step.emit(What::DestinationUpdated { delivery_stream: name.clone(), version: delivery.version });
        if delivery.transform().is_none() && delivery.waiting.records > 0 {
            transform::invoke(delivery, &mut step.because(event), FiredBy::Interval);
        }
        transform::start(delivery, &mut step.because(event));
        Ok(())
    }

    /// # Errors
    /// ResourceNotFoundException; ThrottlingException.
    pub fn describe(&mut self, step: &Step<'_>, name: &Name) -> Result<DeliveryStreamDescription, Refusal> {
        self.charge(step, "DescribeDeliveryStream")?;
        let delivery = self.even_leaving(name)?;
        let (era, hints) = (step.era, delivery.hints);
        // What was asked for, or what holds without it.
        let of = |asked: Option<Buffering>, hints: Hints| {
            asked.unwrap_or(Buffering { mib: hints.size / MIB, seconds: hints.interval.as_seconds() })
        };
        let Destination { to, s3, backup, .. } = delivery.destination.as_ref();
        let asked_ack = match to {
            DeliverTo::Splunk { acknowledged_within, .. } => *acknowledged_within,
            DeliverTo::S3
            | DeliverTo::Redshift { .. }
            | DeliverTo::OpenSearch { .. }
            | DeliverTo::Http { .. } => None,
        };
        Ok(DeliveryStreamDescription {
            name: name.clone(),
            arn: arn(name),
            status: delivery.status(step.now),
            version: delivery.version,
            created: era.epoch_seconds(delivery.created),
            updated: delivery.updated.map(|at| era.epoch_seconds(at)),
            source: delivery.source.clone(),
            encryption: delivery.encryption.status(step.now),
            destination: Destination::clone(&delivery.destination),
            buffering: of(None, hints.data),
            s3_buffering: of(s3.buffering, hints.failed),
            backup_buffering: of(backup.as_ref().and_then(|backup| backup.buffering), hints.backup),
            retry: settings::retry(to, era),
            acknowledged_within: asked_ack.unwrap_or(Span::seconds(limits::SPLUNK_ACK_MIN.at(era))),
        })
    }
}

/// Modelling choice of the words: AWS's texts are not published.
fn refused(missing: &Missing) -> Refusal {
    Refusal::invalid(match missing.0 {
        "S3BackupMode" => "S3BackupUpdate is only used with S3BackupMode Enabled.".to_owned(),
        member => {
            format!("{member} must be specified: there is no destination of this type to take it from.")
        }
    })
}

/// What UpdateDestination may not change (behaviours B1, B4, B6). Modelling choice of the words: most of AWS's texts
/// are not published.
fn unchangeable(old: &Destination, new: &Destination) -> Result<(), Refusal> {
    let refuse = |text: &str| Err(Refusal::invalid(text));
    let search = |it: &Destination| matches!(it.to, DeliverTo::OpenSearch { .. });
    if search(old) != search(new) {
        return refuse(
            "A destination of Amazon OpenSearch Service can only be replaced by another one of its kind.",
        );
    }
    if old.s3.partitioned != new.s3.partitioned {
        return refuse(
            "Dynamic partitioning can only be enabled when the delivery stream is created, and not be disabled.",
        );
    }
    if old.backup.is_some() && new.backup.is_none() {
        return refuse("S3BackupMode cannot be disabled once it is enabled.");
    }
    Ok(())
}

//! Parcels: what left a buffer, until a store has it, a failure folder gets it, or it is given up.
//!
//! Objects of different buffers are written side by side; of Redshift one COPY runs at a time.

use std::sync::Arc;

use super::convert::{Converter, Rows};
use super::error_record::manifest;
use super::key::Naming;
use super::piece::{Failure, Piece, Pieces, Text};
use super::trouble::{Ended, ended};
use super::{Deliveries, DeliveryStream, gather};
use crate::command::{Compression, DeliverTo, Place, Processor};
use crate::event::{FiredBy, Folder, Out, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::Name;
use crate::step::Step;
use crate::stores::{Content, Load, Object, Stores};
use crate::wake::Wake;

/// What is done with a parcel next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// An object is written to a bucket.
    Store,
    /// Redshift copies the object.
    Copy,
    /// It is sent to OpenSearch, Splunk or an HTTP endpoint.
    Send,
}

impl Stage {
    pub fn word(self) -> &'static str {
        match self {
            Stage::Store => "put",
            Stage::Copy => "copy",
            Stage::Send => "send",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Parcel {
    pub number: u64,
    pub out: Out,
    pub stage: Stage,
    pub(super) pieces: Arc<[Piece]>,
    /// What makes rows of them, if they were gathered for that.
    pub(super) converter: Option<Arc<Converter>>,
    /// What Firehose itself writes, instead of records: a manifest.
    pub(super) text: Option<Arc<str>>,
    pub records: u64,
    /// Before compression.
    pub bytes: u64,
    pub oldest: Time,
    pub fired_by: FiredBy,
    /// Attempts that have ended.
    pub attempts: u32,
    /// When the first of the failed attempts ended.
    pub failing_since: Option<Time>,
    /// errorCode of the last failed attempt.
    pub error: Option<Arc<str>>,
    /// When it is tried again, while it waits for that.
    pub next_try: Option<Time>,
    /// It was sent, and nothing has come back yet.
    pub timing_out: bool,
    /// The name of its object, once it lies in the bucket.
    pub key: Option<String>,
}

impl DeliveryStream {
    /// Sends a new parcel on its way.
    pub(super) fn send(&mut self, step: &mut Step<'_>, parcel: Parcel) {
        self.next_parcel = parcel.number + 1;
        let takes = takes(parcel.stage, step);
        self.expect(step, parcel.number, takes);
        self.parcels.insert(parcel.number, parcel);
    }

    fn expect(&self, step: &mut Step<'_>, parcel: u64, after: Span) {
        let wake = Wake::ParcelTried { delivery_stream: self.name.clone(), parcel };
        step.schedule(step.now + after, wake);
    }

    /// Where a parcel goes at its stage.
    pub fn goes_to(&self, parcel: &Parcel) -> Place {
        match (parcel.stage, &self.destination.backup) {
            (Stage::Store, Some(backup)) if parcel.out.folder == Folder::Backup => {
                Place::Bucket(backup.bucket.clone())
            }
            (Stage::Store, _) => Place::Bucket(self.destination.s3.bucket.clone()),
            (Stage::Copy | Stage::Send, _) => self.place(),
        }
    }

    fn appends_delimiter(&self) -> bool {
        self.destination.processors.contains(&Processor::AppendDelimiter)
    }

    /// A manifest of objects that Redshift did not copy.
    fn write_manifest(&mut self, step: &mut Step<'_>, of: &Parcel, key: &str) {
        let text = manifest(self.destination.s3.bucket.as_str(), [key]);
        let parcel = Parcel {
            number: self.next_parcel,
            out: Out::of(Folder::Manifest),
            stage: Stage::Store,
            pieces: Arc::from([]),
            records: 0,
            bytes: text.len() as u64,
            text: Some(text.into()),
            attempts: 0,
            failing_since: None,
            error: None,
            next_try: None,
            timing_out: false,
            key: None,
            ..of.clone()
        };
        self.send(step, parcel);
    }

    /// Delivery falls behind: the buffer of data grows, so that there are fewer and larger objects (behaviours B2).
    fn raise(&mut self, step: &mut Step<'_>, out: Out) {
        let most = self.hints.data_size_most;
        let buffer = self.buffer_mut(out);
        // Modelling choice: AWS says that it raises the size, not by how much: it doubles at each failed attempt.
        let raised = (buffer.hints.size * 2).min(most);
        if raised > buffer.hints.size {
            buffer.hints.size = raised;
            step.emit(What::BufferRaised { delivery_stream: self.name.clone(), size: raised });
        }
    }

    /// Nothing waits for another attempt any more: buffers have the sizes again that were asked for.
    fn settle(&mut self) {
        let behind = self.parcels.values().any(|parcel| parcel.failing_since.is_some());
        if !behind {
            let size = self.hints.data.size;
            let data = self.buffers.iter_mut().filter(|(out, _)| out.folder == Folder::Data);
            data.for_each(|(_, buffer)| buffer.hints.size = size);
        }
    }
}

fn takes(stage: Stage, step: &Step<'_>) -> Span {
    Span::millis(match stage {
        Stage::Store => limits::S3_PUT_TAKES.at(step.era),
        Stage::Copy => limits::COPY_TAKES.at(step.era),
        Stage::Send => limits::SEND_TAKES.at(step.era),
    })
}

impl Deliveries {
    /// An attempt has ended. `keeps` is how long the source stream keeps its records.
    pub(crate) fn parcel_tried(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        number: u64,
        (stores, keeps): (&mut Stores, Option<Span>),
    ) {
        let Ok(delivery) = self.delivery_stream_mut(name) else { return };
        let Some(mut parcel) = delivery.parcels.remove(&number) else { return };
        parcel.next_try = None;
        let place = delivery.goes_to(&parcel);
        let around = (&delivery.destination, step.era);
        match ended((&place, parcel.stage), stores.faults.at(&place), parcel.timing_out, around) {
            Ended::Waits(span) => {
                parcel.timing_out = true;
                delivery.expect(step, number, span);
                delivery.parcels.insert(number, parcel);
            }
            Ended::Done => {
                parcel.attempts += 1;
                parcel.failing_since = None;
                arrived(delivery, step, parcel, stores);
                delivery.settle();
            }
            Ended::Failed(failure) => {
                parcel.attempts += 1;
                parcel.timing_out = false;
                failed(delivery, step, parcel, &failure, keeps);
            }
        }
    }

    /// A delivery stream goes, and with it what it holds (behaviours B1).
    ///
    /// # Errors
    /// ResourceNotFoundException.
    pub fn delete(&mut self, step: &mut Step<'_>, name: &Name) -> Result<(), crate::refusal::Refusal> {
        let delivery = self.delivery_stream(name)?;
        let records = delivery.records_waiting();
        step.emit(What::DeliveryStreamDeleted { delivery_stream: name.clone(), records });
        self.0.remove(name);
        Ok(())
    }
}

/// A parcel has come through a stage.
fn arrived(delivery: &mut DeliveryStream, step: &mut Step<'_>, mut parcel: Parcel, stores: &mut Stores) {
    match parcel.stage {
        Stage::Store => {
            let key = store(delivery, step, &parcel, stores);
            let copies = matches!(delivery.destination.to, DeliverTo::Redshift { .. });
            if copies && parcel.out.folder == Folder::Data {
                parcel.stage = Stage::Copy;
                parcel.key = Some(key);
                parcel.attempts = 0;
                delivery.copies.push_back(parcel.number);
                if delivery.copies.len() == 1 {
                    delivery.expect(step, parcel.number, takes(Stage::Copy, step));
                }
                delivery.parcels.insert(parcel.number, parcel);
            }
        }
        Stage::Copy => {
            let DeliverTo::Redshift { table, .. } = &delivery.destination.to else { return };
            let table = table.clone();
            let load = load(&parcel, step.now, parcel.pieces.clone());
            stores.sinks.take(&delivery.place(), &table, load);
            delivered(delivery, step, parcel.records, parcel.attempts);
            next_copy(delivery, step);
        }
        Stage::Send => send(delivery, step, &parcel, stores),
    }
}

fn delivered(delivery: &mut DeliveryStream, step: &mut Step<'_>, records: u64, attempts: u32) {
    delivery.tally.delivered += records;
    step.emit(What::Delivered {
        delivery_stream: delivery.name.clone(),
        place: delivery.place(),
        records,
        attempts,
    });
}

fn next_copy(delivery: &mut DeliveryStream, step: &mut Step<'_>) {
    delivery.copies.pop_front();
    if let Some(next) = delivery.copies.front() {
        delivery.expect(step, *next, takes(Stage::Copy, step));
    }
}

fn load(parcel: &Parcel, at: Time, pieces: Arc<[Piece]>) -> Load {
    Load {
        at,
        records: pieces.iter().map(|piece| piece.batch.len() as u64).sum(),
        bytes: parcel.bytes,
        from: parcel.key.clone(),
        content: Content(Arc::new(Pieces::plain(pieces))),
    }
}

/// The PUT of an object has ended: it lies in the bucket. Gives its name.
fn store(delivery: &mut DeliveryStream, step: &mut Step<'_>, parcel: &Parcel, stores: &mut Stores) -> String {
    let folder = parcel.out.folder;
    let in_s3 = matches!(delivery.destination.to, DeliverTo::S3);
    match folder {
        Folder::Data if in_s3 => delivery.tally.delivered += parcel.records,
        Folder::Data | Folder::Backup | Folder::Manifest => {}
        Folder::ProcessingFailed
        | Folder::FormatConversionFailed
        | Folder::PartitionFailed
        | Folder::OpenSearchFailed
        | Folder::SplunkFailed
        | Folder::HttpFailed => delivery.tally.delivered_failed += parcel.records,
    }
    delivery.tally.objects += 1;
    let (settings, names) = match (folder, &delivery.destination.backup, &delivery.backup_names) {
        (Folder::Backup, Some(backup), Some(names)) => (backup.as_ref(), names),
        (_, _, _) => (&delivery.destination.s3, &delivery.names),
    };
    let compression = match folder {
        Folder::Manifest => Compression::Uncompressed,
        Folder::Data
        | Folder::Backup
        | Folder::ProcessingFailed
        | Folder::FormatConversionFailed
        | Folder::PartitionFailed
        | Folder::OpenSearchFailed
        | Folder::SplunkFailed
        | Folder::HttpFailed => settings.compression,
    };
    let mut draw = step.chance.at(parcel.number ^ fold(&delivery.name));
    let uuid = uuid(draw.bits128());
    let keys = delivery.partitions.keys(parcel.out.partition);
    let at = (step.era, parcel.oldest);
    // With partitions the prefix was tried before the record came this far.
    let prefix = names.prefix(folder, at, &keys, &mut draw).unwrap_or_default();
    let naming = Naming {
        era: step.era,
        oldest: parcel.oldest,
        stream: delivery.name.as_str(),
        version: delivery.version,
        uuid: &uuid,
        extension: settings.extension.as_deref().unwrap_or(match &parcel.converter {
            Some(converter) => converter.extension(),
            None => compression.extension(),
        }),
    };
    let key = names.object_key(&prefix, naming);
    let bucket = settings.bucket.clone();
    let delimited = folder == Folder::Data && delivery.appends_delimiter();
    let content = match (&parcel.text, &parcel.converter) {
        (Some(text), _) => Content(Arc::new(Text(text.clone()))),
        (None, Some(converter)) => {
            Content(Arc::new(Rows { pieces: parcel.pieces.clone(), converter: converter.clone() }))
        }
        (None, None) => Content(Arc::new(Pieces {
            pieces: parcel.pieces.clone(),
            delimited,
            compression,
            entry: key.rsplit('/').next().unwrap_or_default().to_owned(),
        })),
    };
    let plain = compression == Compression::Uncompressed && !delimited && parcel.converter.is_none();
    let bytes = if plain { parcel.bytes } else { content.0.bytes().len() as u64 };
    step.emit(What::ObjectWritten {
        delivery_stream: delivery.name.clone(),
        bucket: bucket.clone(),
        key: key.clone(),
        folder,
        // Redshift has what its COPY has loaded, not what lies in front of it.
        staged: folder == Folder::Data && !in_s3,
        records: parcel.records,
        bytes,
        fired_by: parcel.fired_by,
    });
    let object = Object {
        key: key.clone(),
        bytes,
        records: parcel.records,
        written: step.now,
        fired_by: parcel.fired_by,
        folder,
        encoding: compression.content_encoding(),
        content,
    };
    stores.buckets.put(&bucket, object);
    key
}

/// A version 4 UUID from random bits.
fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf000_u128 << 64 | 0xc000_u128 << 48) | 0x4000_u128 << 64 | 0x8000_u128 << 48;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// What was sent has been taken, but for the documents that the destination does not like.
fn send(delivery: &mut DeliveryStream, step: &mut Step<'_>, parcel: &Parcel, stores: &mut Stores) {
    let DeliverTo::OpenSearch { index, rotation, .. } = &delivery.destination.to else {
        let load = load(parcel, step.now, parcel.pieces.clone());
        stores.sinks.take(&delivery.place(), "", load);
        return delivered(delivery, step, parcel.records, parcel.attempts);
    };
    let index = super::trouble::index_name(index, *rotation, (parcel.oldest, step.era));
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for piece in parcel.pieces.iter() {
        let is_document = |i: &usize| {
            serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&piece.record(*i)).is_ok()
        };
        let (documents, others): (Vec<usize>, Vec<usize>) = (0..piece.batch.len()).partition(is_document);
        if !documents.is_empty() {
            good.push(piece.pick(&documents));
        }
        if !others.is_empty() {
            bad.push(piece.pick(&others));
        }
    }
    let load = load(parcel, step.now, good.into());
    let records = load.records;
    if records > 0 {
        stores.sinks.take(&delivery.place(), &index, load);
        delivered(delivery, step, records, parcel.attempts);
    }
    if !bad.is_empty() {
        let failure = Failure {
            folder: Folder::OpenSearchFailed,
            code: "400".to_owned(),
            message: "mapper_parsing_exception: failed to parse".to_owned(),
            attempts: parcel.attempts,
            ended: step.now,
            by: index,
        };
        to_failure_folder(delivery, step, &bad, &failure);
    }
}

/// Records that the destination did not take wait for their object in a failure folder.
fn to_failure_folder(
    delivery: &mut DeliveryStream,
    step: &mut Step<'_>,
    pieces: &[Piece],
    failure: &Failure,
) {
    let failure = Arc::new(failure.clone());
    for piece in pieces {
        let lines = piece.failed(step.era, &failure);
        let lens = lines.lens();
        gather::gather(delivery, step, Out::of(failure.folder), &lines, &lens);
    }
}

/// An attempt has failed: another one follows, or what was to be delivered goes where failures go.
fn failed(
    delivery: &mut DeliveryStream,
    step: &mut Step<'_>,
    mut parcel: Parcel,
    failure: &Failure,
    keeps: Option<Span>,
) {
    parcel.failing_since.get_or_insert(step.now);
    parcel.error = Some(failure.code.as_str().into());
    let next = delivery.next_try(&parcel, step.now, keeps, step.era);
    let next = next.filter(|_| !super::trouble::is_final(failure));
    let event = step.emit(What::DeliveryFailed {
        delivery_stream: delivery.name.clone(),
        place: delivery.goes_to(&parcel),
        records: parcel.records,
        attempts: parcel.attempts,
        code: failure.code.clone(),
        message: failure.message.clone(),
        next,
    });
    let mut step = step.because(event);
    if let Some(next) = next {
        parcel.next_try = Some(next);
        let after = next.since(step.now);
        delivery.expect(&mut step, parcel.number, after);
        if parcel.out.folder == Folder::Data {
            delivery.raise(&mut step, parcel.out);
        }
        delivery.parcels.insert(parcel.number, parcel);
        return;
    }
    match parcel.stage {
        Stage::Store => lose(delivery, &mut step, &parcel),
        Stage::Copy => {
            delivery.tally.delivered_failed += parcel.records;
            step.emit(What::CopySkipped { delivery_stream: delivery.name.clone(), records: parcel.records });
            let key = parcel.key.clone().unwrap_or_default();
            delivery.write_manifest(&mut step, &parcel, &key);
            next_copy(delivery, &mut step);
        }
        Stage::Send if failure.folder == Folder::Data => lose(delivery, &mut step, &parcel),
        Stage::Send => {
            let failure = Failure { attempts: parcel.attempts, ended: step.now, ..failure.clone() };
            to_failure_folder(delivery, &mut step, &parcel.pieces, &failure);
        }
    }
    delivery.settle();
}

/// After the last attempt nothing is left of a parcel that no bucket would take.
fn lose(delivery: &mut DeliveryStream, step: &mut Step<'_>, parcel: &Parcel) {
    if parcel.out.folder.holds() {
        delivery.tally.lost += parcel.records;
        step.emit(What::RecordsLost { delivery_stream: delivery.name.clone(), records: parcel.records });
    }
}

fn fold(name: &Name) -> u64 {
    name.as_str().bytes().fold(0, |h, b| h.rotate_left(8) ^ u64::from(b))
}

#[cfg(test)]
mod tests {
    use super::uuid;

    #[test]
    fn a_uuid_has_its_version_and_variant() {
        let text = uuid(u128::MAX);
        assert_eq!(text, "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid(0), "00000000-0000-4000-8000-000000000000");
    }
}

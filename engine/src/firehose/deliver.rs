//! From buffer to bucket: filling, flushing, naming, storing.

use std::sync::Arc;

use super::buffer::{Buffer, portions};
use super::error_record::failure_folder;
use super::piece::{Piece, Pieces};
use super::{Deliveries, DeliveryStream, Upload, expect_interval};
use crate::era::Era;
use crate::event::{FiredBy, Folder, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::Name;
use crate::record::Batch;
use crate::step::Step;
use crate::stores::{Buckets, Content, Object};
use crate::wake::{BufferId, Wake};

pub(super) fn buffer(delivery: &mut DeliveryStream, folder: Folder) -> &mut Buffer {
    match folder {
        Folder::Data => &mut delivery.data,
        Folder::ProcessingFailed => &mut delivery.failures,
    }
}

/// Records of which `lens` says how long they will be at the destination wait for their object.
pub(super) fn gather(
    delivery: &mut DeliveryStream,
    step: &mut Step<'_>,
    folder: Folder,
    batch: &Batch,
    lens: &[u64],
    make: impl Fn(Batch) -> Piece,
) {
    let name = delivery.name.clone();
    let filling = buffer(delivery, folder);
    for (from, to, bytes) in portions(lens, filling.bytes, filling.hints.size) {
        let filling = buffer(delivery, folder);
        filling.add(make(batch.pick(from..to)), bytes);
        expect_interval(filling, step, &name, BufferId::Out(folder));
        if filling.is_full() {
            flush(delivery, step, folder, FiredBy::Size);
        }
    }
}

/// Sends what is in a buffer on its way to S3.
pub(super) fn flush(delivery: &mut DeliveryStream, step: &mut Step<'_>, folder: Folder, fired_by: FiredBy) {
    let full = buffer(delivery, folder).drain();
    let Some(oldest) = full.oldest else { return };
    let event = step.emit(What::BufferFlushed {
        delivery_stream: delivery.name.clone(),
        folder,
        records: full.records,
        bytes: full.bytes,
        fired_by,
    });
    let number = delivery.next_upload;
    delivery.next_upload += 1;
    let pieces = Arc::from(full.pieces);
    let upload = Upload { folder, pieces, records: full.records, bytes: full.bytes, oldest, fired_by };
    delivery.uploads.insert(number, upload);
    let stored_at = step.now + Span::millis(limits::S3_PUT_TAKES.at(step.era));
    let wake = Wake::ObjectStored { delivery_stream: delivery.name.clone(), upload: number };
    step.because(event).schedule(stored_at, wake);
}

impl Deliveries {
    /// The PUT of an object has ended: it lies in the bucket.
    pub(crate) fn object_stored(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        number: u64,
        buckets: &mut Buckets,
    ) {
        let Ok(delivery) = self.delivery_stream_mut(name) else { return };
        let Some(upload) = delivery.uploads.remove(&number) else { return };
        match upload.folder {
            Folder::Data => delivery.tally.delivered += upload.records,
            Folder::ProcessingFailed => delivery.tally.delivered_failed += upload.records,
        }
        delivery.tally.objects += 1;
        let random = uuid(step.chance.at(number ^ fold(name)).bits128());
        let key = object_key(delivery, upload.folder, upload.oldest, step.era, &random);
        step.emit(What::ObjectWritten {
            delivery_stream: name.clone(),
            bucket: delivery.bucket.clone(),
            key: key.clone(),
            folder: upload.folder,
            records: upload.records,
            bytes: upload.bytes,
            fired_by: upload.fired_by,
        });
        let object = Object {
            key,
            bytes: upload.bytes,
            records: upload.records,
            written: step.now,
            fired_by: upload.fired_by,
            folder: upload.folder,
            content: Content(Arc::new(Pieces(upload.pieces))),
        };
        buckets.put(&delivery.bucket, object);
    }
}

/// `<prefix>YYYY/MM/dd/HH/<stream>-<version>-YYYY-MM-dd-HH-mm-ss-<uuid>`, by the arrival of the oldest record
/// (behaviours B3). A plain prefix gets no slash; failures go to their folder behind it.
fn object_key(delivery: &DeliveryStream, folder: Folder, oldest: Time, era: Era, random: &str) -> String {
    let folder = match folder {
        Folder::Data => String::new(),
        Folder::ProcessingFailed => format!("{}/", failure_folder(era)),
    };
    let date = era.format_utc(oldest, "%Y/%m/%d/%H/");
    let stamp = era.format_utc(oldest, "%Y-%m-%d-%H-%M-%S");
    format!("{}{folder}{date}{}-{}-{stamp}-{random}", delivery.prefix, delivery.name, delivery.version)
}

/// A version 4 UUID from random bits.
fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf000_u128 << 64 | 0xc000_u128 << 48) | 0x4000_u128 << 64 | 0x8000_u128 << 48;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn fold(name: &Name) -> u64 {
    name.as_str().bytes().fold(0, |h, b| h.rotate_left(8) ^ u64::from(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_its_version_and_variant() {
        let text = uuid(u128::MAX);
        assert_eq!(text, "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid(0), "00000000-0000-4000-8000-000000000000");
    }
}

//! What becomes of a parcel that arrived: an object, rows of a table, documents, events.

use std::sync::Arc;

use super::DeliveryStream;
use super::convert::Rows;
use super::gather::to_failure_folder;
use super::key::Naming;
use super::parcel::{Parcel, Stage, takes};
use super::piece::{Failure, Piece, Pieces, Text};
use super::trouble::index_name;
use crate::command::{Compression, DeliverTo, Processor};
use crate::event::{Folder, What};
use crate::kernel::Time;
use crate::names::Name;
use crate::step::Step;
use crate::stores::{Content, Load, Object, Stores};

/// A parcel has come through a stage.
pub(super) fn arrived(
    delivery: &mut DeliveryStream,
    step: &mut Step<'_>,
    mut parcel: Parcel,
    stores: &mut Stores,
) {
    match parcel.stage {
        Stage::Store => {
            let key = store(delivery, step, &parcel, stores);
            let copies = matches!(parcel.destination.to, DeliverTo::Redshift { .. });
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
            let DeliverTo::Redshift { table, .. } = &parcel.destination.to else { return };
            let table = table.clone();
            let load = load(&parcel, step.now, parcel.pieces.clone());
            stores.sinks.take(&parcel.goes_to(), &table, load);
            delivered(delivery, step, &parcel, (parcel.records, parcel.bytes));
            next_copy(delivery, step);
        }
        Stage::Send => send(delivery, step, &parcel, stores),
    }
}

/// Of the records of a parcel the destination has taken these.
fn delivered(
    delivery: &mut DeliveryStream,
    step: &mut Step<'_>,
    parcel: &Parcel,
    (records, bytes): (u64, u64),
) {
    delivery.tally.delivered += records;
    step.emit(What::Delivered {
        delivery_stream: delivery.name.clone(),
        place: parcel.goes_to(),
        records,
        bytes,
        refused: parcel.records - records,
        attempts: parcel.attempts,
    });
}

pub(super) fn next_copy(delivery: &mut DeliveryStream, step: &mut Step<'_>) {
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
    let in_s3 = matches!(parcel.destination.to, DeliverTo::S3);
    if folder.failed() {
        delivery.tally.delivered_failed += parcel.records;
    } else if folder == Folder::Data && in_s3 {
        delivery.tally.delivered += parcel.records;
    }
    delivery.tally.objects += 1;
    let settings = parcel.s3();
    let compression =
        if folder == Folder::Manifest { Compression::Uncompressed } else { settings.compression };
    let mut draw = step.chance.at(parcel.number ^ fold(&delivery.name));
    let uuid = uuid(draw.bits128());
    let keys = delivery.partitions.keys(parcel.out.partition);
    let at = (step.era, parcel.oldest);
    // With partitions the prefix was tried before the record came this far.
    let prefix = parcel.names.prefix(folder, at, &keys, &mut draw).unwrap_or_default();
    let naming = Naming {
        era: step.era,
        oldest: parcel.oldest,
        stream: delivery.name.as_str(),
        version: parcel.version,
        uuid: &uuid,
        extension: settings.extension.as_deref().unwrap_or(match &parcel.converter {
            Some(converter) => converter.extension(),
            None => compression.extension(),
        }),
    };
    let key = parcel.names.object_key(&prefix, naming);
    let bucket = settings.bucket.clone();
    let delimited =
        folder == Folder::Data && parcel.destination.processors.contains(&Processor::AppendDelimiter);
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
        delivery_stream: delivery.name.clone(),
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

/// The id of the request that a parcel makes: the same in each attempt.
pub(super) fn request_id(delivery: &Name, parcel: u64, step: &Step<'_>) -> String {
    uuid(step.chance.at(parcel ^ fold(delivery)).bits128())
}

/// A version 4 UUID from random bits.
fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf000_u128 << 64 | 0xc000_u128 << 48) | 0x4000_u128 << 64 | 0x8000_u128 << 48;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// What was sent has been taken, but for the documents that the destination does not like.
fn send(delivery: &mut DeliveryStream, step: &mut Step<'_>, parcel: &Parcel, stores: &mut Stores) {
    let DeliverTo::OpenSearch { index, rotation, .. } = &parcel.destination.to else {
        let load = load(parcel, step.now, parcel.pieces.clone());
        stores.sinks.take(&parcel.goes_to(), "", load);
        return delivered(delivery, step, parcel, (parcel.records, parcel.bytes));
    };
    let index = index_name(index, *rotation, (parcel.oldest, step.era));
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
    let bytes = good.iter().flat_map(Piece::lens).sum();
    let load = load(parcel, step.now, good.into());
    let records = load.records;
    if records > 0 {
        stores.sinks.take(&parcel.goes_to(), &index, load);
    }
    delivered(delivery, step, parcel, (records, bytes));
    if !bad.is_empty() {
        let failure = Failure {
            folder: Folder::OpenSearchFailed,
            code: "400".to_owned(),
            message: "mapper_parsing_exception: failed to parse".to_owned(),
            attempts: parcel.attempts,
            ended: step.now,
            by: index,
            cause: step.cause,
        };
        let failure = Arc::new(failure);
        bad.iter().for_each(|piece| to_failure_folder(delivery, step, piece, &failure));
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

//! What each record of a call weighs and where it goes; what cannot be put at all is refused here.

use super::Put;
use crate::limits;
use crate::record::{Memory, Source, fetch, remembering};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::streams::stream::Stream;

/// A record of a call, in a few bytes: a call has up to 500 and they are gone through more than once.
#[derive(Clone, Copy)]
pub(super) struct Weighed {
    /// The place in its stream of the open shard whose range holds the record's hash key.
    pub place: u32,
    /// Data and key.
    pub bytes: u32,
}

/// Weighs all records of a call, in request order.
///
/// # Errors
/// Too many records, a record or a request too large, a key too long: no record is judged then.
pub(super) fn weigh(step: &Step<'_>, put: &Put, stream: &Stream) -> Result<Vec<Weighed>, Refusal> {
    let (count, most) = (u64::from(put.count), limits::PUT_RECORDS_COUNT.at(step.era));
    if count == 0 || count > most {
        let bound = if count == 0 {
            "greater than or equal to 1".to_owned()
        } else {
            format!("less than or equal to {most}")
        };
        return Err(invalid(&format!(
            "Value at 'records' failed to satisfy constraint: Member must have length {bound}"
        ))
        .met(&limits::PUT_RECORDS_COUNT, most, count));
    }
    let key_most = limits::PARTITION_KEY_CHARS.at(step.era);
    let record_most = stream.max_record_kib * 1_024;
    let mut weighed = Vec::with_capacity(put.count as usize);
    let mut total = 0;
    let mut one = |memory: &mut Memory, key: &str, data: u64, explicit: Option<u128>| {
        // No key has more characters than bytes.
        let bytes = key.len() as u64;
        let chars = if bytes <= key_most { bytes } else { key.chars().count() as u64 };
        if chars == 0 || chars > key_most {
            return Err(key_of_wrong_length(key, chars, key_most));
        }
        let bytes = data + bytes;
        if bytes > record_most {
            return Err(record_too_large(bytes, record_most));
        }
        total += bytes;
        let place = stream.open_shard_for(explicit.unwrap_or_else(|| memory.hash_of(key)));
        let small = |n: u64| u32::try_from(n).expect("a record has at most 10 MiB, a stream few shards");
        weighed.push(Weighed { place: small(place as u64), bytes: small(bytes) });
        Ok(())
    };
    remembering(|memory| match &put.source {
        Source::Made { maker, first } => (0..put.count)
            .try_for_each(|offset| one(memory, &maker.key(first + u64::from(offset)), maker.size, None)),
        Source::Again { maker, numbers, .. } => {
            numbers.iter().try_for_each(|number| one(memory, &maker.key(*number), maker.size, None))
        }
        Source::Packed(records) => {
            records.iter().try_for_each(|record| one(memory, &record.key(), record.bytes, Some(record.hash)))
        }
        Source::Stored(records) | Source::Sent { records, .. } => {
            fetch(records.iter().map(|record| record.key.as_str()));
            records.iter().try_for_each(|record| {
                one(memory, &record.key, record.data.len() as u64, record.explicit_hash_key)
            })
        }
    })?;
    let request_most = limits::PUT_RECORDS_BYTES.at(step.era);
    if total > request_most {
        return Err(Refusal::invalid(format!("Records size exceeds {} MB limit", request_most / 1_048_576))
            .met(&limits::PUT_RECORDS_BYTES, request_most, total));
    }
    Ok(weighed)
}

fn invalid(text: &str) -> Refusal {
    Refusal::new(ErrorName::ValidationException, format!("1 validation error detected: {text}"))
}

fn key_of_wrong_length(key: &str, chars: u64, most: u64) -> Refusal {
    let bound = if chars == 0 {
        "greater than or equal to 1".to_owned()
    } else {
        format!("less than or equal to {most}")
    };
    invalid(&format!(
        "Value '{key}' at 'partitionKey' failed to satisfy constraint: Member must have length {bound}"
    ))
    .met(&limits::PARTITION_KEY_CHARS, most, chars)
}

fn record_too_large(bytes: u64, most: u64) -> Refusal {
    invalid(&format!(
        "Value at 'data' failed to satisfy constraint: Member must have length less than or equal to {most} (data and \
         partition key together have {bytes} bytes)"
    ))
    .met(&limits::MAX_RECORD_KIB_MIN, most / 1_024, bytes.div_ceil(1_024))
}

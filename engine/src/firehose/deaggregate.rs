//! De-aggregation: one record that holds several becomes as many. What the KPL aggregated comes first, then
//! RecordDeAggregation (behaviours B1, B6; checklist P01); both come before the transform.
//!
//! Absent: records of the KPL by Direct PUT, of which AWS says nothing.

use std::sync::Arc;

use super::DeliveryStream;
use super::piece::{Made, Piece};
use crate::aggregate;
use crate::command::{Processor, SubRecords};
use crate::event::What;
use crate::limits;
use crate::step::Step;

/// The most parts that travel together.
const TOGETHER: usize = 50_000;

/// The parts of the records of a piece, in as many pieces as they need; the piece itself if nothing is to be parted.
pub(super) fn parts(delivery: &mut DeliveryStream, step: &mut Step<'_>, piece: Piece) -> Vec<Piece> {
    let before = piece.batch.len();
    let mut pieces = vec![piece];
    if delivery.source.is_some() {
        pieces = parted(pieces, TOGETHER, user_records);
    }
    let kind = delivery.destination.processors.iter().find_map(|processor| match processor {
        Processor::DeAggregate(kind) => Some(kind.clone()),
        Processor::Lambda { .. } | Processor::Metadata { .. } | Processor::AppendDelimiter => None,
    });
    if let Some(kind) = kind {
        let most = usize::try_from(limits::SUB_RECORDS.at(step.era)).expect("a small number");
        pieces = parted(pieces, most, |data| Some(split(data, &kind)));
    }
    let (records, into) = (before as u64, pieces.iter().map(|piece| piece.batch.len() as u64).sum());
    if into > records {
        delivery.tally.parted += into - records;
        step.emit(What::RecordsParted { delivery_stream: delivery.name.clone(), records, into });
    }
    pieces
}

fn user_records(data: &[u8]) -> Option<Vec<&[u8]>> {
    Some(aggregate::open(data)?.into_iter().map(|one| one.data).collect())
}

/// Parts each record; one without parts, and one of more than `most`, stays whole.
///
/// Modelling choice: AWS says how many parts it handles, not what becomes of the others: they stay together.
fn parted(pieces: Vec<Piece>, most: usize, parts: impl Fn(&[u8]) -> Option<Vec<&[u8]>>) -> Vec<Piece> {
    let mut made = Vec::new();
    for piece in pieces {
        let records: Vec<Vec<u8>> = (0..piece.batch.len()).map(|i| piece.record(i)).collect();
        let found: Vec<Option<Vec<&[u8]>>> =
            records.iter().map(|data| parts(data).filter(|found| found.len() <= most)).collect();
        if found.iter().all(Option::is_none) {
            made.push(piece);
            continue;
        }
        let (mut places, mut kept): (Vec<usize>, Vec<Arc<[u8]>>) = (Vec::new(), Vec::new());
        for (i, (data, found)) in records.iter().zip(found).enumerate() {
            let found = found.unwrap_or_else(|| vec![data.as_slice()]);
            if places.len() + found.len() > TOGETHER {
                made.push(together(&piece, std::mem::take(&mut places), std::mem::take(&mut kept)));
            }
            places.extend(found.iter().map(|_| i));
            kept.extend(found.into_iter().map(Arc::from));
        }
        made.push(together(&piece, places, kept));
    }
    made
}

fn together(piece: &Piece, places: Vec<usize>, kept: Vec<Arc<[u8]>>) -> Piece {
    Piece { batch: piece.batch.pick(places.into_iter()), made: Made::Kept(kept.into()) }
}

/// The parts of one record. What cannot be parted stays whole.
fn split<'a>(data: &'a [u8], kind: &SubRecords) -> Vec<&'a [u8]> {
    let parts = match kind {
        SubRecords::Json => objects(data),
        SubRecords::Delimited(delimiter) => delimited(data, delimiter),
    };
    if parts.is_empty() { vec![data] } else { parts }
}

/// JSON values one behind the other, with or without white space between, or the entries of one array.
fn objects(data: &[u8]) -> Vec<&[u8]> {
    let inner = data.trim_ascii();
    if let Ok(entries) = serde_json::from_slice::<Vec<&serde_json::value::RawValue>>(inner) {
        return entries.into_iter().map(|entry| entry.get().as_bytes()).collect();
    }
    let mut parts = Vec::new();
    let mut values = serde_json::Deserializer::from_slice(data).into_iter::<&serde_json::value::RawValue>();
    for value in values.by_ref() {
        match value {
            Ok(value) => parts.push(value.get().as_bytes()),
            Err(_) => return Vec::new(),
        }
    }
    parts
}

fn delimited<'a>(data: &'a [u8], delimiter: &[u8]) -> Vec<&'a [u8]> {
    if delimiter.is_empty() {
        return Vec::new();
    }
    let (mut parts, mut rest) = (Vec::new(), data);
    while let Some(at) = rest.windows(delimiter.len()).position(|window| window == delimiter) {
        parts.push(&rest[..at]);
        rest = &rest[at + delimiter.len()..];
    }
    parts.push(rest);
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts_of(data: &str, kind: &SubRecords) -> Vec<String> {
        split(data.as_bytes(), kind)
            .into_iter()
            .map(|part| String::from_utf8_lossy(part).into_owned())
            .collect()
    }

    #[test]
    fn json_values_are_parted_where_they_end() {
        let json = |data| parts_of(data, &SubRecords::Json);
        assert_eq!(json("{\"a\":1}{\"a\":2}"), ["{\"a\":1}", "{\"a\":2}"]);
        assert_eq!(json("{\"a\":1}\n{\"a\":{}}\n"), ["{\"a\":1}", "{\"a\":{}}"]);
        assert_eq!(json("[{\"a\":1}, {\"a\":2}]"), ["{\"a\":1}", "{\"a\":2}"]);
        assert_eq!(json("{\"a\":1}{\"a\""), ["{\"a\":1}{\"a\""], "what is broken stays whole");
        assert_eq!(json(""), [""]);
    }

    #[test]
    fn delimited_parts_have_no_delimiter() {
        let by = |data, delimiter: &str| parts_of(data, &SubRecords::Delimited(delimiter.into()));
        assert_eq!(by("a####b####", "####"), ["a", "b"]);
        assert_eq!(by("ab", "####"), ["ab"]);
        assert_eq!(by("####", "####"), ["####"]);
    }
}

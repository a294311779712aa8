//! kinesisRecordMetadata: what the event of a transform says of a record that came from a stream (behaviours B4).
//!
//! Absent: a record put straight to Firehose has none.

use super::piece::Piece;
use crate::era::Era;
use crate::lambda::wire::{self, RecordMetadata};
use crate::sequence::SequenceNumber;

/// Decimal digits of every sequence number.
const SEQUENCE_NUMBER_LEN: u64 = 56;

/// subsequenceNumber of each record. Modelling choice: it is empty, as in AWS's examples, but of one that was a part of
/// another.
fn sub_numbers(piece: &Piece) -> Vec<String> {
    let index = |i: usize| piece.batch.index(i);
    let count = piece.batch.len();
    let mut sub = 0_u64;
    let number = |i: usize| {
        let follows = i > 0 && index(i - 1) == index(i);
        let is_followed = i + 1 < count && index(i + 1) == index(i);
        sub = if follows { sub + 1 } else { 0 };
        if follows || is_followed { sub.to_string() } else { String::new() }
    };
    (0..count).map(number).collect()
}

impl Piece {
    /// As JSON, one for each record; `None` by Direct PUT.
    pub(crate) fn metadata(&self, era: Era) -> Option<Vec<String>> {
        let shelf = self.batch.shelf()?;
        let subs = sub_numbers(self);
        let of = |(i, sub): (usize, String)| {
            let sequence_number = SequenceNumber {
                shard_made: era.epoch_seconds(shelf.shard_made),
                shard: shelf.shard,
                index: self.batch.index(i) + 1,
                at: era.epoch_seconds(self.batch.arrived),
            };
            wire::record_metadata(&RecordMetadata {
                shard: shelf.shard.to_string(),
                partition_key: self.batch.key(i),
                arrived_ms: era.epoch_millis(self.batch.arrived),
                sequence_number: sequence_number.to_string(),
                sub_number: sub,
            })
        };
        Some(subs.into_iter().enumerate().map(of).collect())
    }

    /// Bytes of [`Piece::metadata`], without the texts.
    pub(super) fn metadata_lens(&self, era: Era) -> Option<Vec<u64>> {
        let shelf = self.batch.shelf()?;
        let around = wire::record_metadata(&RecordMetadata {
            shard: shelf.shard.to_string(),
            partition_key: String::new(),
            arrived_ms: era.epoch_millis(self.batch.arrived),
            sequence_number: String::new(),
            sub_number: String::new(),
        });
        let around = around.len() as u64 + SEQUENCE_NUMBER_LEN;
        let subs = sub_numbers(self);
        let len = |(i, sub): (usize, String)| {
            around + wire::json_len(&self.batch.source.key_ref(self.batch.offset(i))) + sub.len() as u64
        };
        Some(subs.into_iter().enumerate().map(len).collect())
    }
}

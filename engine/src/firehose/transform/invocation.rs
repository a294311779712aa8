//! One invocation of the transform function: what it is asked, and what it came to.

use std::sync::Arc;

use super::super::piece::Piece;
use crate::command;
use crate::era::Era;
use crate::event::FiredBy;
use crate::kernel::Time;
use crate::lambda::Code;
use crate::lambda::contract::Fault;
use crate::names::{Name, REGION};
use crate::record::Batch;
use crate::sequence::SequenceNumber;

/// One invocation of the transform function, with all its attempts.
#[derive(Clone, Debug)]
pub struct Invocation {
    pub number: usize,
    pub function: Name,
    pub started: Time,
    pub fired_by: FiredBy,
    pub records: u64,
    pub request_bytes: u64,
    pub pieces: Arc<[Piece]>,
    /// Attempts that have ended.
    pub attempts: u32,
    /// The function works longer than most, and may never answer.
    pub(in crate::firehose) slow: Option<Slow>,
    /// When it is tried again, while it waits for that.
    pub next_try: Option<Time>,
    /// What the host told of the newest attempt to run a function of the learner's own.
    pub told: Option<Arc<command::Answer>>,
    /// `None` while the function works.
    pub answer: Option<Answer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::firehose) enum Slow {
    Works,
    Silent,
}

/// What an invocation came to.
#[derive(Clone, Debug)]
pub struct Answer {
    pub at: Time,
    /// What the function was then; `None` if there was none.
    pub code: Option<Code>,
    pub ok: u64,
    pub dropped: u64,
    pub failed: u64,
    pub response_bytes: u64,
    /// If the invocation as a whole failed.
    pub fault: Option<Fault>,
}

impl Invocation {
    /// The records of the event: id and data.
    pub fn event(&self, era: Era) -> Vec<(String, Vec<u8>)> {
        let of = |piece: &Piece| {
            let ids = piece.ids(era);
            ids.into_iter().enumerate().map(|(i, id)| (id, piece.record(i))).collect::<Vec<_>>()
        };
        self.pieces.iter().flat_map(of).collect()
    }
}

/// A record's id in the event: its sequence number, with its place within the record that it was a part of; six zeros
/// for most, as in AWS's examples. `index` is the record's number within its shard or delivery stream.
pub fn record_id(batch: &Batch, index: u64, sub: u64, era: Era) -> String {
    let (made, shard) = match batch.shelf() {
        Some(shelf) => (shelf.shard_made, shelf.shard),
        None => (Time::START, crate::names::ShardId(0)),
    };
    let number = SequenceNumber {
        shard_made: era.epoch_seconds(made),
        shard,
        index: index + 1,
        at: era.epoch_seconds(batch.arrived),
    };
    format!("{number}{sub:06}")
}

pub fn stream_arn(stream: &Name) -> String {
    format!("arn:aws:kinesis:{REGION}:{}:stream/{stream}", crate::names::ACCOUNT)
}

/// The invocationId of the event: a UUID made of the number.
pub fn invocation_id(number: usize) -> String {
    format!("5h4rdl4b-0000-4000-8000-{number:012}")
}

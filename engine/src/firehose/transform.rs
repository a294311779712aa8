//! The transform: its buffer, its invocations, and what becomes of each record (behaviours B4).

use std::sync::Arc;

use super::buffer::portions;
use super::piece::{Made, Piece};
use super::{Deliveries, DeliveryStream, deliver, expect_interval};
use crate::command::Blueprint;
use crate::era::Era;
use crate::event::{FiredBy, Folder, What};
use crate::kernel::{Span, Time};
use crate::lambda::{Functions, Verdict, wire};
use crate::limits;
use crate::names::{Name, REGION};
use crate::record::Batch;
use crate::sequence::SequenceNumber;
use crate::step::Step;
use crate::wake::{BufferId, Wake};

/// One invocation of the transform function.
#[derive(Clone, Debug)]
pub struct Invocation {
    pub number: usize,
    pub function: Name,
    pub started: Time,
    pub fired_by: FiredBy,
    pub records: u64,
    pub request_bytes: u64,
    pub batches: Arc<[Batch]>,
    /// `None` while the function works.
    pub answer: Option<Answer>,
}

/// What the function answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub at: Time,
    pub blueprint: Blueprint,
    pub ok: u64,
    pub dropped: u64,
    pub failed: u64,
    pub response_bytes: u64,
}

/// A record's id in the event: its sequence number, with six zeros behind where a stream is the source, as in
/// AWS's examples. `index` is the record's number within its shard or delivery stream.
pub fn record_id(batch: &Batch, index: u64, era: Era) -> String {
    let (made, shard, tail) = match batch.shelf() {
        Some(shelf) => (shelf.shard_made, shelf.shard, "000000"),
        None => (Time::START, crate::names::ShardId(0), ""),
    };
    let number = SequenceNumber {
        shard_made: era.epoch_seconds(made),
        shard,
        index: index + 1,
        at: era.epoch_seconds(batch.arrived),
    };
    format!("{number}{tail}")
}

/// Records wait for the transform; a full buffer invokes it.
pub(super) fn gather(delivery: &mut DeliveryStream, step: &mut Step<'_>, batch: &Batch) {
    let lens: Vec<u64> = (0..batch.len()).map(|i| batch.data_len(i)).collect();
    for (from, to, bytes) in portions(&lens, delivery.waiting.bytes, delivery.waiting.hints.size) {
        delivery.waiting.add(Piece::as_put(batch.pick(from..to)), bytes);
        expect_interval(&mut delivery.waiting, step, &delivery.name, BufferId::Transform);
        if delivery.waiting.is_full() {
            invoke(delivery, step, FiredBy::Size);
        }
    }
}

pub(super) fn invoke(delivery: &mut DeliveryStream, step: &mut Step<'_>, fired_by: FiredBy) {
    let Some(function) = delivery.transform.clone() else { return };
    let full = delivery.waiting.drain();
    let number = delivery.invocations.end();
    let batches: Arc<[Batch]> = full.pieces.into_iter().map(|piece| piece.batch).collect();
    let invocation = Invocation {
        number,
        function: function.clone(),
        started: step.now,
        fired_by,
        records: full.records,
        request_bytes: request_bytes(delivery, &batches, step.era),
        batches,
        answer: None,
    };
    let event = step.emit(What::TransformInvoked {
        delivery_stream: delivery.name.clone(),
        function,
        invocation: number,
        records: invocation.records,
        request_bytes: invocation.request_bytes,
        fired_by,
    });
    // Modelling choice: the time a function takes is 40 ms and 20 µs a record; it is never measured.
    let takes = Span::millis(limits::LAMBDA_TAKES.at(step.era))
        + Span::micros(limits::LAMBDA_TAKES_RECORD.at(step.era)) * invocation.records;
    let wake = Wake::TransformAnswers { delivery_stream: delivery.name.clone(), invocation: number };
    let answers_at = step.now + takes;
    step.because(event).schedule(answers_at, wake);
    delivery.in_flight.push(number);
    delivery.invocations.push(Arc::new(invocation));
}

fn request_bytes(delivery: &DeliveryStream, batches: &[Batch], era: Era) -> u64 {
    let mut bytes = 0;
    let mut records = 0;
    for batch in batches {
        let arrived = era.epoch_millis(batch.arrived);
        for i in 0..batch.len() {
            let len = batch.data_len(i);
            // All record ids of a batch have the same length; only the digits differ.
            bytes += wire::event_record_len("", arrived, len) + RECORD_ID_LEN + id_tail(batch);
            records += 1_u64;
        }
    }
    let source = delivery.source.as_ref().map(stream_arn);
    let around = wire::event(&invocation_id(0), &delivery.arn(), source.as_deref(), REGION, "").len() as u64;
    bytes + around + records.saturating_sub(1)
}

const RECORD_ID_LEN: u64 = 56;

fn id_tail(batch: &Batch) -> u64 {
    if batch.shelf().is_some() { 6 } else { 0 }
}

pub fn stream_arn(stream: &Name) -> String {
    format!("arn:aws:kinesis:{REGION}:{}:stream/{stream}", crate::names::ACCOUNT)
}

/// The invocationId of the event: a UUID made of the number.
pub fn invocation_id(number: usize) -> String {
    format!("5h4rdl4b-0000-4000-8000-{number:012}")
}

impl DeliveryStream {
    fn replace_invocation(&mut self, number: usize, answered: Invocation) {
        self.invocations.replace(number, Arc::new(answered));
    }
}

impl Deliveries {
    /// The function answers: each record goes its way.
    pub(crate) fn transform_answers(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        number: usize,
        functions: &Functions,
    ) {
        let Ok(delivery) = self.delivery_stream_mut(name) else { return };
        let Some(invocation) = delivery.invocations.get(number).cloned() else { return };
        let Ok(function) = functions.function(&invocation.function) else { return };
        let blueprint = function.blueprint;
        delivery.in_flight.retain(|flying| *flying != number);
        let mut answer = Answer { at: step.now, blueprint, ok: 0, dropped: 0, failed: 0, response_bytes: 0 };
        let mut roads = Vec::new();
        for batch in invocation.batches.iter() {
            let (mut ok, mut failed) = ((Vec::new(), Vec::new()), Vec::new());
            for i in 0..batch.len() {
                let data = batch.data(i);
                let verdict = blueprint.answer(&data);
                answer.response_bytes +=
                    wire::answer_record_len("", &verdict, data.len() as u64) + RECORD_ID_LEN + id_tail(batch);
                match verdict {
                    Verdict::Ok(out) => {
                        ok.0.push(i);
                        ok.1.push(out.len() as u64);
                    }
                    Verdict::Dropped => answer.dropped += 1,
                    Verdict::ProcessingFailed => failed.push(i),
                }
            }
            answer.ok += ok.0.len() as u64;
            answer.failed += failed.len() as u64;
            roads.push((batch, ok, failed));
        }
        answer.response_bytes += wire::answer("").len() as u64 + invocation.records.saturating_sub(1);
        delivery.tally.ok += answer.ok;
        delivery.tally.dropped += answer.dropped;
        delivery.tally.failed += answer.failed;
        let event = step.emit(What::TransformAnswered {
            delivery_stream: name.clone(),
            function: invocation.function.clone(),
            invocation: number,
            ok: answer.ok,
            dropped: answer.dropped,
            failed: answer.failed,
            response_bytes: answer.response_bytes,
        });
        let mut step = step.because(event);
        for (batch, (places, lens), failed) in roads {
            let picked = batch.pick(places.into_iter());
            deliver::gather(delivery, &mut step, Folder::Data, &picked, &lens, |batch| Piece {
                batch,
                made: Made::Transformed(blueprint),
            });
            let picked = batch.pick(failed.into_iter());
            let made =
                Made::ErrorRecord { era: step.era, function: invocation.function.clone(), ended: step.now };
            let make = |batch| Piece { batch, made: made.clone() };
            let lines = make(picked.clone());
            let lens: Vec<u64> = (0..picked.len()).map(|i| lines.record(i).len() as u64).collect();
            deliver::gather(delivery, &mut step, Folder::ProcessingFailed, &picked, &lens, make);
        }
        delivery.replace_invocation(number, Invocation { answer: Some(answer), ..(*invocation).clone() });
    }
}

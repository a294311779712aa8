//! The transform: its buffer, its invocations and their attempts, and what becomes of each record (behaviours B4).

mod attempt;
mod invocation;
mod outcome;
mod queue;

use std::sync::Arc;

use super::piece::Piece;
use super::{Deliveries, DeliveryStream, expect_interval};
use crate::command::{Action, Place, Principal, Processor, Trouble};
use crate::era::Era;
use crate::event::{FiredBy, What};
use crate::kernel::Span;
use crate::lambda::blueprints::usually_takes;
use crate::lambda::contract::{Invoked, Judgement, judge};
use crate::lambda::{Functions, wire};
use crate::limits;
use crate::names::{Name, REGION};
use crate::record::{Source, Stored};
use crate::step::Step;
use crate::stores::Faults;
use crate::wake::{BufferId, Wake};
use outcome::{answered, failed};

pub(super) use attempt::{Attempt, PutBack};
pub(super) use invocation::Slow;
pub use invocation::{Answer, Invocation, invocation_id, record_id, stream_arn};
pub use queue::Flushed;
pub(crate) use queue::Queue;
pub(super) use queue::{invoke, start};

/// All record ids have the same length; only the digits differ.
const RECORD_ID_LEN: u64 = 62;

/// Records wait for the transform; a full buffer invokes it.
///
/// Modelling choice: the buffer counts data alone, but a request of many small records is more JSON than data. It is
/// sent before it would outgrow what Lambda takes.
pub(super) fn gather(delivery: &mut DeliveryStream, step: &mut Step<'_>, piece: &Piece, lens: &[u64]) {
    let arrived = step.era.epoch_millis(piece.batch.arrived);
    let most = limits::LAMBDA_PAYLOAD.at(step.era).saturating_sub(request_bytes(delivery, &[], step.era));
    let metadata = piece.metadata_lens(step.era);
    let mut from = 0;
    while from < lens.len() {
        let (mut to, mut bytes) = (from, 0);
        let waiting = &delivery.waiting;
        let mut json = delivery.waiting_json;
        while to < lens.len() && waiting.bytes + bytes < waiting.hints.size {
            let record = event_record_bytes(arrived, lens[to], metadata.as_ref().map(|all| all[to])) + 1;
            if json + record > most && waiting.records + (to - from) as u64 > 0 {
                break;
            }
            json += record;
            bytes += lens[to];
            to += 1;
        }
        if to > from {
            delivery.waiting.add(piece.range(from..to), bytes);
            delivery.waiting_json = json;
            expect_interval(&mut delivery.waiting, step, &delivery.name, BufferId::Transform);
        }
        if delivery.waiting.is_full() || to < lens.len() {
            invoke(delivery, step, FiredBy::Size);
        }
        from = to;
    }
}

fn begin(delivery: &mut DeliveryStream, step: &mut Step<'_>, function: Name, flushed: Flushed) {
    let Flushed { buffer: full, fired_by, .. } = flushed;
    let number = delivery.invocations.end();
    let invocation = Invocation {
        number,
        function: function.clone(),
        started: step.now,
        fired_by,
        records: full.records,
        request_bytes: request_bytes(delivery, &full.pieces, step.era),
        pieces: full.pieces.into(),
        attempts: 0,
        slow: None,
        next_try: None,
        told: None,
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
    let after = usually_takes(invocation.records, step.era);
    expect_answer(&delivery.name, &mut step.because(event), number, after);
    delivery.in_flight.push(number);
    delivery.invocations.push(Arc::new(invocation));
}

pub(super) fn expect_answer(delivery_stream: &Name, step: &mut Step<'_>, invocation: usize, after: Span) {
    let wake = Wake::TransformAnswers { delivery_stream: delivery_stream.clone(), invocation };
    step.schedule(step.now + after, wake);
}

/// A record in the JSON of the event.
fn event_record_bytes(arrived_ms: u64, len: u64, metadata: Option<u64>) -> u64 {
    wire::event_record_len("", arrived_ms, len, metadata) + RECORD_ID_LEN
}

fn request_bytes(delivery: &DeliveryStream, pieces: &[Piece], era: Era) -> u64 {
    let mut bytes = 0;
    let mut records = 0;
    for piece in pieces {
        let arrived = era.epoch_millis(piece.batch.arrived);
        let metadata = piece.metadata_lens(era);
        for i in 0..piece.batch.len() {
            bytes += event_record_bytes(arrived, piece.len(i), metadata.as_ref().map(|all| all[i]));
            records += 1_u64;
        }
    }
    let source = delivery.source.as_ref().map(stream_arn);
    let around = wire::event(&invocation_id(0), &delivery.arn(), source.as_deref(), REGION, "").len() as u64;
    bytes + around + records.saturating_sub(1)
}

impl DeliveryStream {
    pub(super) fn replace_invocation(&mut self, number: usize, answered: Invocation) {
        self.invocations.replace(number, Arc::new(answered));
    }

    fn retries(&self, era: Era) -> u32 {
        let asked = self.destination.processors.iter().find_map(|processor| match processor {
            Processor::Lambda { retries, .. } => *retries,
            Processor::DeAggregate(_) | Processor::Metadata { .. } | Processor::AppendDelimiter => None,
        });
        u32::try_from(asked.unwrap_or(limits::LAMBDA_RETRIES.at(era))).unwrap_or(u32::MAX)
    }
}

impl Deliveries {
    /// An attempt to invoke the function ends: each record goes its way, or the function is tried again.
    #[inline(never)]
    pub(crate) fn transform_answers(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        number: usize,
        (functions, faults): (&Functions, &Faults),
    ) {
        let Ok(delivery) = self.delivery_stream_mut(name) else { return };
        let Some(invocation) = delivery.invocations.get(number) else { return };
        let mut invocation = Invocation::clone(invocation);
        let era = step.era;
        invocation.next_try = None;
        let event = invocation.event(era);
        let trouble = match invocation.slow {
            Some(Slow::Silent) => Some(Trouble::Silent),
            Some(Slow::Works) => None,
            // Firehose's own role may not invoke it.
            None if step.authorize(Action::InvokeFunction, invocation.function.as_str()).is_err() => {
                Some(Trouble::Refusing)
            }
            None => faults.at(&Place::Function(invocation.function.clone())),
        };
        let no_role = trouble.is_none() && invocation.slow.is_none() && step.assume().is_err();
        let function = functions.function(&invocation.function).ok();
        if trouble.is_none() && !no_role && function.is_some_and(|function| function.code.source().is_some())
        {
            delivery.replace_invocation(number, invocation);
            self.2 = Some((name.clone(), number));
            return;
        }
        let attempt = Attempt::of(&event, &invocation.function, (trouble, no_role), (functions, era));
        let usual = usually_takes(invocation.records, era);
        if attempt.takes > usual && invocation.slow.is_none() {
            let silent = trouble == Some(Trouble::Silent);
            invocation.slow = Some(if silent { Slow::Silent } else { Slow::Works });
            expect_answer(name, step, number, Span::micros(attempt.takes.as_micros() - usual.as_micros()));
            return delivery.replace_invocation(number, invocation);
        }
        let ids: Vec<String> = event.into_iter().map(|(id, _)| id).collect();
        self.conclude(step, name, invocation, (attempt, ids));
    }

    /// What comes of an attempt that has ended.
    pub(super) fn conclude(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        mut invocation: Invocation,
        (attempt, ids): (Attempt, Vec<String>),
    ) {
        let Ok(delivery) = self.delivery_stream_mut(name) else { return };
        let era = step.era;
        invocation.attempts += 1;
        invocation.slow = None;
        let bytes = match &attempt.invoked {
            Invoked::Answered(answered) => answered.bytes,
            Invoked::Fault(_) => 0,
        };
        let answer = Answer {
            at: step.now,
            code: attempt.code,
            ok: 0,
            dropped: 0,
            failed: 0,
            response_bytes: bytes,
            fault: None,
        };
        // The function's own role puts records back.
        let role = Principal::Actor(invocation.function.clone());
        match judge(&ids, attempt.invoked, era) {
            Judgement::Records(judged) => answered(delivery, step, invocation, (answer, judged)),
            Judgement::Batch(fault) => failed(delivery, step, invocation, (answer, fault)),
        }
        // What it has put it has put, also if it failed after that.
        for PutBack { api, data } in attempt.put_back {
            let record = |data| Stored { key: String::new(), data, explicit_hash_key: None };
            let records: Vec<Stored> = data.into_iter().map(record).collect();
            let call = (u32::try_from(records.len()).unwrap_or(u32::MAX), api);
            // Modelling choice: a function that is refused does not try again; the event tells of it.
            let _ = self.put(&mut step.by(&role), name, &Source::Stored(records.into()), call);
        }
    }
}

//! The transform: its buffer, its invocations and their attempts, and what becomes of each record (behaviours B4).

use std::sync::Arc;

use super::gather::to_failure_folder;
use super::partition::{Ready, onward};
use super::piece::{Failure, Made, Piece};
use super::{Deliveries, DeliveryStream, expect_interval};
use crate::command::{self, Place, Processor, Trouble};
use crate::era::Era;
use crate::event::{FiredBy, Folder, What};
use crate::kernel::{Span, Time};
use crate::lambda::blueprints::{EventRecord, Ran, usually_takes};
use crate::lambda::contract::{Fault, Invoked, Judged, Judgement, RecordFault, judge, within};
use crate::lambda::{self, Code, Functions, wire};
use crate::limits;
use crate::names::{Name, REGION};
use crate::record::{Batch, Source, Stored};
use crate::sequence::SequenceNumber;
use crate::step::Step;
use crate::stores::Faults;
use crate::wake::{BufferId, Wake};

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
    pub(super) slow: Option<Slow>,
    /// When it is tried again, while it waits for that.
    pub next_try: Option<Time>,
    /// What the host told of the newest attempt to run a function of the learner's own.
    pub told: Option<Arc<command::Answer>>,
    /// `None` while the function works.
    pub answer: Option<Answer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slow {
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

/// All record ids have the same length; only the digits differ.
const RECORD_ID_LEN: u64 = 62;

/// Records wait for the transform; a full buffer invokes it.
///
/// Modelling choice: the buffer counts data alone, but a request of many small records is more JSON than data. It is
/// sent before it would outgrow what Lambda takes.
pub(super) fn gather(delivery: &mut DeliveryStream, step: &mut Step<'_>, piece: &Piece, lens: &[u64]) {
    let arrived = step.era.epoch_millis(piece.batch.arrived);
    let most = limits::LAMBDA_PAYLOAD.at(step.era).saturating_sub(request_bytes(delivery, &[], step.era));
    let mut from = 0;
    while from < lens.len() {
        let (mut to, mut bytes) = (from, 0);
        let waiting = &delivery.waiting;
        let mut json = delivery.waiting_json;
        while to < lens.len() && waiting.bytes + bytes < waiting.hints.size {
            let record = event_record_bytes(arrived, lens[to]) + 1;
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

pub(super) fn invoke(delivery: &mut DeliveryStream, step: &mut Step<'_>, fired_by: FiredBy) {
    let Some(function) = delivery.transform().cloned() else { return };
    let full = delivery.waiting.drain();
    delivery.waiting_json = 0;
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
fn event_record_bytes(arrived_ms: u64, len: u64) -> u64 {
    wire::event_record_len("", arrived_ms, len) + RECORD_ID_LEN
}

fn request_bytes(delivery: &DeliveryStream, pieces: &[Piece], era: Era) -> u64 {
    let mut bytes = 0;
    let mut records = 0;
    for piece in pieces {
        let arrived = era.epoch_millis(piece.batch.arrived);
        for i in 0..piece.batch.len() {
            bytes += event_record_bytes(arrived, piece.len(i));
            records += 1_u64;
        }
    }
    let source = delivery.source.as_ref().map(stream_arn);
    let around = wire::event(&invocation_id(0), &delivery.arn(), source.as_deref(), REGION, "").len() as u64;
    bytes + around + records.saturating_sub(1)
}

pub fn stream_arn(stream: &Name) -> String {
    format!("arn:aws:kinesis:{REGION}:{}:stream/{stream}", crate::names::ACCOUNT)
}

/// The invocationId of the event: a UUID made of the number.
pub fn invocation_id(number: usize) -> String {
    format!("5h4rdl4b-0000-4000-8000-{number:012}")
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

/// One attempt, as it ends.
pub(super) struct Attempt {
    pub invoked: Invoked,
    pub put_back: Vec<Vec<u8>>,
    pub takes: Span,
    pub code: Option<Code>,
}

impl Attempt {
    fn of(
        event: &[(String, Vec<u8>)],
        function: &Name,
        trouble: Option<Trouble>,
        (functions, era): (&Functions, Era),
    ) -> Attempt {
        let at_once = |fault| (Invoked::Fault(fault), Span::default());
        let function = functions.function(function).ok();
        let code = function.map(|function| function.code.clone());
        let (invoked, takes) = match (trouble, &code) {
            (Some(Trouble::Throttling), _) => at_once(Fault::Throttled),
            (Some(Trouble::Silent), _) => {
                (Invoked::Fault(Fault::TimedOut), Span::seconds(limits::LAMBDA_TIMEOUT.at(era)))
            }
            (
                Some(Trouble::Refusing | Trouble::Unreachable | Trouble::Maintenance | Trouble::TooLarge),
                _,
            ) => at_once(Fault::AccessDenied),
            (None, None) => at_once(Fault::NotFound),
            (None, Some(code)) => {
                let records: Vec<EventRecord<'_>> =
                    event.iter().map(|(id, data)| EventRecord { id, data }).collect();
                let ran = match code {
                    Code::Blueprint(blueprint) => blueprint.run(&records, era),
                    Code::Verdicts(verdicts) => verdicts.run(&records, era),
                    // Only the host runs it: see asked.rs.
                    Code::Own(_) => Ran {
                        invoked: Invoked::Fault(Fault::Thrown),
                        put_back: Vec::new(),
                        takes: Span::default(),
                    },
                };
                let (invoked, takes) = within(ran.invoked, ran.takes, era);
                return Attempt { invoked, put_back: ran.put_back, takes, code: Some(code.clone()) };
            }
        };
        Attempt { invoked, put_back: Vec::new(), takes, code }
    }
}

impl Deliveries {
    /// An attempt to invoke the function ends: each record goes its way, or the function is tried again.
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
            None => faults.at(&Place::Function(invocation.function.clone())),
        };
        let function = functions.function(&invocation.function).ok();
        if trouble.is_none() && function.is_some_and(|function| function.code.source().is_some()) {
            delivery.replace_invocation(number, invocation);
            self.2 = Some((name.clone(), number));
            return;
        }
        let attempt = Attempt::of(&event, &invocation.function, trouble, (functions, era));
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
        match judge(&ids, attempt.invoked, era) {
            Judgement::Records(judged) => {
                answered(delivery, step, invocation, (answer, judged));
                for data in attempt.put_back {
                    let record = Stored { key: String::new(), data, explicit_hash_key: None };
                    // Modelling choice: a function that is refused does not try again; the event tells of it.
                    let _ = self.put(step, name, &Source::Stored([record].into()), 1);
                }
            }
            Judgement::Batch(fault) => failed(delivery, step, invocation, (answer, fault)),
        }
    }
}

fn answered(
    delivery: &mut DeliveryStream,
    step: &mut Step<'_>,
    invocation: Invocation,
    (mut answer, judged): (Answer, Vec<Judged>),
) {
    let number = invocation.number;
    let count = |one: fn(&Judged) -> bool| judged.iter().filter(|judged| one(judged)).count() as u64;
    answer.ok = count(|judged| matches!(judged, Judged::Ok { .. }));
    answer.dropped = count(|judged| matches!(judged, Judged::Dropped));
    answer.failed = count(|judged| matches!(judged, Judged::Failed(_)));
    delivery.in_flight.retain(|flying| *flying != number);
    delivery.tally.ok += answer.ok;
    delivery.tally.dropped += answer.dropped;
    delivery.tally.failed += answer.failed;
    let event = step.emit(What::TransformAnswered {
        delivery_stream: delivery.name.clone(),
        function: invocation.function.clone(),
        invocation: number,
        ok: answer.ok,
        ok_bytes: judged
            .iter()
            .map(|it| if let Judged::Ok { data, .. } = it { data.len() as u64 } else { 0 })
            .sum(),
        dropped: answer.dropped,
        failed: answer.failed,
        response_bytes: answer.response_bytes,
    });
    let mut step = step.because(event);
    let remade = answer.code.as_ref().and_then(Code::blueprint).filter(|blueprint| blueprint.is_per_record());
    let mut judged = judged.into_iter();
    for piece in invocation.pieces.iter() {
        let mut ok = Vec::new();
        let mut kept: Vec<Arc<[u8]>> = Vec::new();
        let mut failures: Vec<(RecordFault, Vec<usize>)> = Vec::new();
        for (place, judged) in (0..piece.batch.len()).zip(judged.by_ref()) {
            match judged {
                Judged::Ok { data, keys } => {
                    ok.push(Ready { place, len: data.len() as u64, keys });
                    if remade.is_none() {
                        kept.push(data.into());
                    }
                }
                Judged::Dropped => {}
                Judged::Failed(fault) => match failures.iter_mut().find(|(known, _)| *known == fault) {
                    Some((_, places)) => places.push(place),
                    None => failures.push((fault, vec![place])),
                },
            }
        }
        let places: Vec<usize> = ok.iter().map(|ready| ready.place).collect();
        let source = piece.pick(&places);
        let made = match remade {
            Some(blueprint) => Made::Transformed { of: Box::new(source.made.clone()), blueprint },
            None => Made::Kept(kept.into()),
        };
        let ready = ok.into_iter().enumerate().map(|(place, ready)| Ready { place, ..ready }).collect();
        onward(delivery, &mut step, &Piece { batch: source.batch.clone(), made }, ready);
        for (fault, places) in failures {
            let (code, message) = fault.words();
            let failure = failure(&invocation, (code, message), 1, step.now);
            to_failure_folder(delivery, &mut step, &piece.pick(&places), &Arc::new(failure));
        }
    }
    delivery.replace_invocation(number, Invocation { answer: Some(answer), ..invocation });
}

fn failure(invocation: &Invocation, (code, message): (&str, &str), attempts: u32, ended: Time) -> Failure {
    Failure {
        folder: Folder::ProcessingFailed,
        code: code.to_owned(),
        message: message.to_owned(),
        attempts,
        ended,
        by: lambda::arn(&invocation.function),
    }
}

fn failed(
    delivery: &mut DeliveryStream,
    step: &mut Step<'_>,
    mut invocation: Invocation,
    (mut answer, fault): (Answer, Fault),
) {
    let number = invocation.number;
    let (code, message) = fault.words();
    let again = fault.retried(step.era) && invocation.attempts <= delivery.retries(step.era);
    let next = again.then(|| step.now + Span::millis(limits::LAMBDA_RETRY_STEP.at(step.era)));
    let event = step.emit(What::TransformFailed {
        delivery_stream: delivery.name.clone(),
        function: invocation.function.clone(),
        invocation: number,
        attempts: invocation.attempts,
        code,
        next,
    });
    let mut step = step.because(event);
    delivery.log_error(step.now, &failure(&invocation, (code, message), invocation.attempts, step.now));
    if let Some(next) = next {
        let after = next.since(step.now) + usually_takes(invocation.records, step.era);
        expect_answer(&delivery.name, &mut step, number, after);
        invocation.next_try = Some(next);
        return delivery.replace_invocation(number, invocation);
    }
    delivery.in_flight.retain(|flying| *flying != number);
    delivery.tally.failed += invocation.records;
    for piece in invocation.pieces.iter() {
        let failure = failure(&invocation, (code, message), invocation.attempts, step.now);
        to_failure_folder(delivery, &mut step, piece, &Arc::new(failure));
    }
    answer.failed = invocation.records;
    answer.fault = Some(fault);
    delivery.replace_invocation(number, Invocation { answer: Some(answer), ..invocation });
}

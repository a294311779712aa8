//! What becomes of each record of an invocation: on its way, dropped, tried again, or to `processing-failed`.

use std::sync::Arc;

use super::super::DeliveryStream;
use super::super::gather::to_failure_folder;
use super::super::partition::{Ready, onward};
use super::super::piece::Piece;
use super::super::piece::{Failure, Made};
use super::{Answer, Invocation, expect_answer, start};
use crate::event::{Folder, What};
use crate::kernel::{Span, Time};
use crate::lambda::blueprints::usually_takes;
use crate::lambda::contract::{Fault, Judged, RecordFault};
use crate::lambda::{self, Code};
use crate::limits;
use crate::step::Step;

pub(super) fn answered(
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
    start(delivery, &mut step);
}

fn failure(invocation: &Invocation, (code, message): (&str, &str), attempts: u32, ended: Time) -> Failure {
    Failure {
        folder: Folder::ProcessingFailed,
        code: code.to_owned(),
        message: message.to_owned(),
        attempts,
        ended,
        by: lambda::arn(&invocation.function),
        cause: None,
    }
}

pub(super) fn failed(
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
    start(delivery, &mut step);
}

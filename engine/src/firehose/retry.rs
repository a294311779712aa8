//! What becomes of a parcel that did not arrive: when it is tried again, until when, and where it ends after that.

use std::sync::Arc;

use super::arrive::next_copy;
use super::error_record::manifest;
use super::gather::to_failure_folder;
use super::piece::Failure;
use super::road::Lost;
use super::trouble::is_final;
use super::{DeliveryStream, Parcel, Stage, settings};
use crate::command::DeliverTo;
use crate::era::Era;
use crate::event::{Folder, Out, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::step::Step;

impl DeliveryStream {
    /// No attempt begins after this instant; `None` of a parcel that has not failed, and of one that is tried for ever.
    /// `keeps` is how long the source stream keeps its records.
    pub fn retries_until(&self, parcel: &Parcel, keeps: Option<Span>, era: Era) -> Option<Time> {
        let since = parcel.failing_since.filter(|_| !parcel.is_for_ever())?;
        Some(match (parcel.stage, keeps) {
            // A source stream keeps what could not be stored by its own retention, Direct PUT for a day (W19).
            (Stage::Store, Some(keeps)) => parcel.oldest + keeps,
            (Stage::Store, None) => since + Span::seconds(limits::S3_RETRY.at(era)),
            (Stage::Copy | Stage::Send, _) => since + settings::retry(&parcel.destination.to, era),
        })
    }

    /// When a parcel whose attempt ends now is tried again; `None` if it is not.
    pub(super) fn next_try(&self, parcel: &Parcel, now: Time, keeps: Option<Span>, era: Era) -> Option<Time> {
        // Modelling choice: the first retries of S3 come after 5, 10, 20 … seconds, then every five minutes, and a last one
        // at the very end.
        let (first, most) = (limits::S3_RETRY_STEP.at(era), limits::RETRY_STEP.at(era));
        let wait = (first << (parcel.attempts - 1).min(16)).min(most);
        if parcel.is_for_ever() {
            return Some(now + Span::seconds(wait));
        }
        let ends = self.retries_until(parcel, keeps, era)?;
        match parcel.stage {
            Stage::Store => (now < ends).then(|| (now + Span::seconds(wait)).min(ends)),
            Stage::Copy | Stage::Send => {
                let next = now + Span::seconds(limits::RETRY_STEP.at(era));
                (next <= ends).then_some(next)
            }
        }
    }

    /// How long what failed at its destination is tried again; `None` of S3, where it cannot be set.
    pub fn retry_setting(&self, era: Era) -> Option<Span> {
        match &self.destination.to {
            DeliverTo::S3 => None,
            DeliverTo::Redshift { .. }
            | DeliverTo::OpenSearch { .. }
            | DeliverTo::Splunk { .. }
            | DeliverTo::Http { .. } => Some(settings::retry(&self.destination.to, era)),
        }
    }

    /// Delivery falls behind: the buffer of data grows, so that there are fewer and larger objects (behaviours B2).
    fn raise(&mut self, step: &mut Step<'_>, out: Out) {
        let most = self.hints.data_size_most;
        let buffer = self.buffer_mut(out);
        // Modelling choice: AWS says that it raises the size, not by how much: it doubles at each failed attempt.
        let raised = (buffer.hints.size * 2).min(most);
        if raised > buffer.hints.size {
            buffer.hints.size = raised;
            step.emit(What::BufferRaised { delivery_stream: self.name.clone(), size: raised });
        }
    }

    /// Nothing waits for another attempt any more: buffers have the sizes again that were asked for.
    pub(super) fn settle(&mut self) {
        let behind = self.parcels.values().any(|parcel| parcel.failing_since.is_some());
        if !behind {
            let size = self.hints.data.size;
            let data = self.buffers.iter_mut().filter(|(out, _)| out.folder == Folder::Data);
            data.for_each(|(_, buffer)| buffer.hints.size = size);
        }
    }

    /// A manifest of objects that Redshift did not copy.
    fn write_manifest(&mut self, step: &mut Step<'_>, of: &Parcel, key: &str) {
        let text = manifest(of.destination.s3.bucket.as_str(), [key]);
        let parcel = Parcel {
            number: self.next_parcel,
            out: Out::of(Folder::Manifest),
            stage: Stage::Store,
            pieces: Arc::from([]),
            records: 0,
            bytes: text.len() as u64,
            text: Some(text.into()),
            attempts: 0,
            failing_since: None,
            error: None,
            next_try: None,
            timing_out: false,
            slow_until: None,
            held: false,
            key: None,
            ..of.clone()
        };
        self.send(step, parcel);
    }
}

/// An attempt has failed: another one follows, or what was to be delivered goes where failures go.
pub(super) fn failed(
    delivery: &mut DeliveryStream,
    step: &mut Step<'_>,
    mut parcel: Parcel,
    failure: &Failure,
    keeps: Option<Span>,
) {
    parcel.failing_since.get_or_insert(step.now);
    parcel.error = Some(failure.code.as_str().into());
    let next = delivery.next_try(&parcel, step.now, keeps, step.era);
    let next = next.filter(|_| !is_final(parcel.stage, failure));
    let event = step.emit(What::DeliveryFailed {
        delivery_stream: delivery.name.clone(),
        place: parcel.goes_to(),
        folder: parcel.out.folder,
        records: parcel.records,
        attempts: parcel.attempts,
        code: failure.code.clone(),
        message: failure.message.clone(),
        next,
    });
    let mut step = step.because(event);
    delivery.log_error(step.now, failure);
    if let Some(next) = next {
        parcel.next_try = Some(next);
        let after = next.since(step.now);
        delivery.expect(&mut step, parcel.number, after);
        if parcel.out.folder == Folder::Data {
            delivery.raise(&mut step, parcel.out);
        }
        delivery.parcels.insert(parcel.number, parcel);
        return;
    }
    match parcel.stage {
        Stage::Store => lose(delivery, &mut step, &parcel),
        Stage::Copy => {
            delivery.tally.delivered_failed += parcel.records;
            step.emit(What::CopySkipped { delivery_stream: delivery.name.clone(), records: parcel.records });
            let key = parcel.key.clone().unwrap_or_default();
            delivery.write_manifest(&mut step, &parcel, &key);
            next_copy(delivery, &mut step);
        }
        Stage::Send if failure.folder == Folder::Data => lose(delivery, &mut step, &parcel),
        Stage::Send => {
            let (attempts, ended, cause) = (parcel.attempts, step.now, step.cause);
            let failure = Failure { attempts, ended, cause, ..failure.clone() };
            let failure = Arc::new(failure);
            for piece in parcel.pieces.iter() {
                to_failure_folder(delivery, &mut step, piece, &failure);
            }
        }
    }
    delivery.settle();
}

/// After the last attempt nothing is left of a parcel that no bucket would take.
fn lose(delivery: &mut DeliveryStream, step: &mut Step<'_>, parcel: &Parcel) {
    if parcel.out.folder.holds() {
        delivery.tally.lost += parcel.records;
        delivery.lost.push(Arc::new(Lost { at: step.now, cause: step.cause, pieces: parcel.pieces.clone() }));
        step.emit(What::RecordsLost { delivery_stream: delivery.name.clone(), records: parcel.records });
    }
}

//! Parcels: what left a buffer, until a store has it, a failure folder gets it, or it is given up.
//!
//! Objects of different buffers are written side by side; of Redshift one COPY runs at a time.

use std::sync::Arc;

use super::arrive::{arrived, request_id};
use super::convert::Converter;
use super::http::Requested;
use super::key::Prefixes;
use super::partition::tell_active;
use super::piece::Piece;
use super::retry::failed;
use super::trouble::{Ended, ended};
use super::{Deliveries, DeliveryStream};
use crate::command::{Action, Destination, Place, S3Settings, Trouble};
use crate::event::{FiredBy, Folder, Out};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::Name;
use crate::step::Step;
use crate::stores::Stores;
use crate::wake::Wake;

/// What is done with a parcel next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// An object is written to a bucket.
    Store,
    /// Redshift copies the object.
    Copy,
    /// It is sent to OpenSearch, Splunk or an HTTP endpoint.
    Send,
}

impl Stage {
    pub fn word(self) -> &'static str {
        match self {
            Stage::Store => "put",
            Stage::Copy => "copy",
            Stage::Send => "send",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Parcel {
    pub number: u64,
    pub out: Out,
    /// What it was made for: an UpdateDestination to another place does not divert what is on its way.
    pub(super) destination: Arc<Destination>,
    pub(super) names: Arc<Prefixes>,
    /// Of the delivery stream when it was made.
    pub(super) version: u32,
    pub stage: Stage,
    pub(super) pieces: Arc<[Piece]>,
    /// What makes rows of them, if they were gathered for that.
    pub(super) converter: Option<Arc<Converter>>,
    /// What Firehose itself writes, instead of records: a manifest.
    pub(super) text: Option<Arc<str>>,
    pub records: u64,
    /// Before compression.
    pub bytes: u64,
    pub oldest: Time,
    pub fired_by: FiredBy,
    /// Attempts that have ended.
    pub attempts: u32,
    /// When the first of the failed attempts ended.
    pub failing_since: Option<Time>,
    /// errorCode of the last failed attempt.
    pub error: Option<Arc<str>>,
    /// When it is tried again, while it waits for that.
    pub next_try: Option<Time>,
    /// It was sent, and nothing has come back yet.
    pub timing_out: bool,
    /// It is at work at a place that is slow, until this instant.
    pub slow_until: Option<Time>,
    /// It is not tried before the lines of a failed conversion are written.
    pub(super) held: bool,
    /// The name of its object, once it lies in the bucket.
    pub key: Option<String>,
}

impl Parcel {
    /// Where it goes at its stage.
    pub fn goes_to(&self) -> Place {
        match self.stage {
            Stage::Store => Place::Bucket(self.s3().bucket.clone()),
            Stage::Copy | Stage::Send => self.destination.place(),
        }
    }

    /// Whether no time ends its attempts: "If writing the error object fails, Firehose retries it forever, blocking further
    /// delivery" (AWS's guide of record format conversion, behaviours B5).
    pub fn is_for_ever(&self) -> bool {
        self.out.folder == Folder::FormatConversionFailed
    }

    /// The settings of the bucket for which it is meant.
    pub(super) fn s3(&self) -> &S3Settings {
        match &self.destination.backup {
            Some(backup) if self.out.folder == Folder::Backup => backup,
            Some(_) | None => &self.destination.s3,
        }
    }
}

impl DeliveryStream {
    /// Sends a new parcel on its way.
    pub(super) fn send(&mut self, step: &mut Step<'_>, mut parcel: Parcel) {
        self.next_parcel = parcel.number + 1;
        parcel.held = parcel.out.folder == Folder::Data && self.is_blocked();
        if !parcel.held {
            self.expect(step, parcel.number, takes(parcel.stage, step));
        }
        self.parcels.insert(parcel.number, parcel);
    }

    /// Whether the lines of a failed conversion could not be written.
    fn is_blocked(&self) -> bool {
        self.parcels.values().any(|parcel| parcel.is_for_ever() && parcel.failing_since.is_some())
    }

    /// What was held goes on its way, once nothing blocks it.
    fn release(&mut self, step: &mut Step<'_>) {
        if self.is_blocked() {
            return;
        }
        let held = self.parcels.values_mut().filter(|parcel| parcel.held);
        let held: Vec<(u64, Stage)> = held
            .map(|parcel| {
                parcel.held = false;
                (parcel.number, parcel.stage)
            })
            .collect();
        held.into_iter().for_each(|(number, stage)| self.expect(step, number, takes(stage, step)));
    }

    pub(super) fn expect(&self, step: &mut Step<'_>, parcel: u64, after: Span) {
        let wake = Wake::ParcelTried { delivery_stream: self.name.clone(), parcel };
        step.schedule(step.now + after, wake);
    }
}

pub(super) fn takes(stage: Stage, step: &Step<'_>) -> Span {
    Span::millis(match stage {
        Stage::Store => limits::S3_PUT_TAKES.at(step.era),
        Stage::Copy => limits::COPY_TAKES.at(step.era),
        Stage::Send => limits::SEND_TAKES.at(step.era),
    })
}

impl Deliveries {
    /// An attempt has ended. `keeps` is how long the source stream keeps its records.
    #[inline(never)]
    pub(crate) fn parcel_tried(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        number: u64,
        (stores, keeps): (&mut Stores, Option<Span>),
    ) {
        let Ok(delivery) = self.delivery_stream_mut(name) else { return };
        let Some(mut parcel) = delivery.parcels.remove(&number) else { return };
        parcel.next_try = None;
        let place = parcel.goes_to();
        let around = (parcel.destination.as_ref(), step.era);
        let worked = parcel.slow_until.take().is_some();
        let trouble = match (&place, parcel.timing_out) {
            // It was slow, and has done it.
            _ if worked => None,
            // Firehose's own role may not write there.
            (Place::Bucket(bucket), false)
                if step.authorize(Action::PutObject, bucket.as_str()).is_err() || step.assume().is_err() =>
            {
                Some(Trouble::Refusing)
            }
            _ => stores.faults.at(&place),
        };
        let request = matches!(place, Place::Endpoint(_)).then(|| request_id(name, number, step));
        let asked = request.as_deref().map(|id| (id, step.era.epoch_millis(step.now)));
        let ended = ended((&place, parcel.stage), trouble, parcel.timing_out, around, asked);
        if let Some(id) = request {
            let waits = matches!(ended, Ended::Waits(_) | Ended::Slow(_));
            delivery.requested = Some(Arc::new(Requested::of(&parcel, id, step, (waits, worked, trouble))));
        }
        match ended {
            Ended::Waits(span) => {
                parcel.timing_out = true;
                delivery.expect(step, number, span);
                delivery.parcels.insert(number, parcel);
            }
            Ended::Slow(span) => {
                parcel.slow_until = Some(step.now + span);
                delivery.expect(step, number, span);
                delivery.parcels.insert(number, parcel);
            }
            Ended::Done => {
                parcel.attempts += 1;
                parcel.failing_since = None;
                arrived(delivery, step, parcel, stores);
                delivery.settle();
                delivery.release(step);
                tell_active(delivery, step, 0);
            }
            Ended::Failed(failure) => {
                parcel.attempts += 1;
                parcel.timing_out = false;
                failed(delivery, step, parcel, &failure, keeps);
            }
        }
    }
}

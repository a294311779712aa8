//! What was tried with a record and failed, where it waits, and how it was given up.

use super::{Link, OWN, Walk, counted};
use crate::command::Place;
use crate::event::{Event, EventId, What};
use crate::firehose::Waits;
use crate::kernel::units::grouped;

impl Walk<'_> {
    /// Up to the flush of the buffer: when that was, and each attempt that failed since.
    pub(super) fn flush_and_failures(&mut self, id: EventId, whose: &str) {
        let world = self.world;
        self.failures(id, None);
        self.flush(world.journal().causes(id), whose);
    }

    fn flush<'e>(&mut self, mut chain: impl Iterator<Item = &'e Event>, whose: &str) {
        if let Some(event) = chain.find(|event| matches!(event.what, What::BufferFlushed { .. }))
            && let What::BufferFlushed { records, bytes, fired_by, .. } = &event.what
        {
            let text = format!(
                "{whose} was flushed by {} with {}, {} B.",
                fired_by.word(),
                counted(*records, "record"),
                grouped(*bytes)
            );
            self.event(event, text);
        }
    }

    /// The last of its attempts failed, or its request was taken without it.
    pub(super) fn given_up(&mut self, cause: EventId) {
        let world = self.world;
        let event = world.journal().get(cause);
        let failed = event.and_then(|event| {
            let What::DeliveryFailed { place, attempts, code, .. } = &event.what else { return None };
            Some((event, place, attempts, code))
        });
        match failed {
            Some((event, place, attempts, code)) => {
                self.flush_and_failures(cause, OWN);
                let text = format!("Attempt {attempts} to deliver it to {place} failed: {code}.");
                self.stamp(Some(event.at), text, Some(Link::Store(place.clone())));
            }
            None => self.flush(event.into_iter().chain(world.journal().causes(cause)), OWN),
        }
    }

    /// The failed attempts behind an event. `attempts` is the number of the one that it ended, where it is known.
    pub(super) fn failures(&mut self, id: EventId, attempts: Option<u32>) {
        let world = self.world;
        // Attempts of one parcel count down to the first; what lies behind that is another parcel's.
        let mut expected = attempts.map(|n| n.saturating_sub(1));
        let chain =
            world.journal().causes(id).take_while(|event| !matches!(event.what, What::BufferFlushed { .. }));
        for event in chain {
            let What::DeliveryFailed { place, attempts, code, .. } = &event.what else { continue };
            if expected.is_some_and(|expected| expected != *attempts) || *attempts == 0 {
                break;
            }
            expected = Some(attempts - 1);
            let text = format!("Attempt {attempts} to deliver it to {place} failed: {code}.");
            self.stamp(Some(event.at), text, Some(Link::Store(place.clone())));
        }
    }

    pub(super) fn waits(&mut self) {
        let stream = self.stream;
        for waits in stream.waits(self.record) {
            let (text, arrived) = match &waits {
                Waits::ToBeTransformed(buffer) => {
                    ("It waits in the buffer of the transform.".to_owned(), buffer.arrival_of(self.record))
                }
                Waits::ToBeInvoked(buffer) => (
                    format!(
                        "It waits until an invocation has ended: {} are in flight, as many as may be.",
                        stream.in_flight()
                    ),
                    buffer.arrival_of(self.record),
                ),
                Waits::ToBeFlushed(out, buffer) => {
                    let what = if out.folder.failed() { "what failed" } else { "data" };
                    (format!("It waits in the buffer of {what}."), buffer.arrival_of(self.record))
                }
                Waits::OnItsWay(parcel) => {
                    let next = parcel.next_try.map_or(String::new(), |at| format!("; tried again at {at}"));
                    let text = match parcel.attempts {
                        0 => format!("It is on its way to {}.", parcel.goes_to()),
                        n => format!(
                            "It is on its way to {}: {} failed{next}.",
                            parcel.goes_to(),
                            counted(n.into(), "attempt")
                        ),
                    };
                    (text, parcel.arrival_of(self.record))
                }
            };
            if let Some(at) = arrived {
                self.arrived(at);
            }
            self.stamp(None, text, None);
        }
    }

    pub(super) fn lost(&mut self) {
        let stream = self.stream;
        let record = self.record;
        for lost in stream.lost(record) {
            let piece = lost.pieces.iter().find(|piece| piece.has(record));
            if let Some(piece) = piece {
                self.arrived(piece.batch.arrived);
            }
            if let Some(cause) = lost.cause {
                self.given_up(cause);
            }
            let cause = lost.cause.and_then(|cause| self.world.journal().get(cause));
            let too_large = cause.is_some_and(|event| {
                matches!(&event.what, What::DeliveryFailed { place: Place::Endpoint(_), .. })
            });
            let why = if too_large {
                "it is too large for the endpoint, and then no bucket is asked"
            } else {
                "no bucket took it"
            };
            let (end, link) = match stream.backup_of(record, self.world.buckets()) {
                Some(copy) => (
                    format!(". It is not lost: the copy {copy}"),
                    copy.key.map(|key| Link::Object { bucket: copy.bucket.clone(), key: key.to_owned() }),
                ),
                None => (", so it is lost".to_owned(), None),
            };
            self.stamp(Some(lost.at), format!("Given up: {why}{end}."), link);
        }
    }
}

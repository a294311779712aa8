//! The connections of a KPL: MaxConnections calls are under way at the same time, and others wait until one is answered.
//!
//! So a KPL that bypasses RateLimit, as one without aggregation does, is held by the time that its calls take.

use super::held::Parcel;
use super::{Around, Kpl, sums};
use crate::command::{Lost, PutApi, PutEntry, Target};
use crate::event::{KplFailure, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::Name;
use crate::record::Source;
use crate::sequence::SequenceNumber;
use crate::step::Step;
use crate::streams::Put;

/// A PutRecords whose answer is under way, or will never come.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    /// When the answer is there, or is waited for no longer.
    pub answered: Time,
    pub parcels: Vec<Parcel>,
    /// Of each parcel; `None` if the call failed as a whole.
    pub outcomes: Option<Vec<PutEntry>>,
    /// The KPL learns nothing of the outcomes.
    pub lost: bool,
}

impl Flight {
    /// The number that a parcel was given, if it was taken.
    pub fn taken(&self, i: usize) -> Option<SequenceNumber> {
        self.outcomes.as_ref()?[i].taken()
    }
}

impl Kpl {
    /// What has been collected goes out as a PutRecords as soon as a connection is free.
    pub(super) fn send(&mut self, around: &mut Around<'_, '_>) {
        let parcels = std::mem::take(&mut self.collection);
        self.collected.0 = 0;
        self.collected.1.clear();
        self.queue.push_back(parcels);
        self.send_queued(around);
    }

    pub(super) fn send_queued(&mut self, around: &mut Around<'_, '_>) {
        while (self.flights.len() as u64) < self.settings.max_connections
            && let Some(parcels) = self.queue.pop_front()
        {
            self.call(around, parcels);
        }
    }

    /// PutRecords.
    fn call(&mut self, around: &mut Around<'_, '_>, parcels: Vec<Parcel>) {
        let step = &mut *around.step;
        for held in parcels.iter().flat_map(|parcel| &parcel.held) {
            self.counts.buffered(step.now.since(held.since));
        }
        let [records, user_records, _] = sums(parcels.iter());
        self.counts.requests += 1;
        self.counts.sent += records;
        self.counts.user_sent += user_records;
        let lost = around.line.next();
        let mut outcomes = None;
        if lost != Some(Lost::Request) {
            let put = Put {
                stream: around.stream.clone(),
                api: PutApi::PutRecords,
                source: Source::Packed(parcels.iter().map(Parcel::packed).collect()),
                count: u32::try_from(parcels.len()).expect("a call has at most 500 records"),
            };
            outcomes = match around.streams.put(step, &put) {
                Ok(judged) => Some(judged.answers()),
                Err(refusal) => {
                    step.emit(What::PutFailed {
                        by: around.by.clone(),
                        to: Target::Stream(around.stream.clone()),
                        records: user_records,
                        error: refusal.error,
                        message: refusal.message,
                    });
                    None
                }
            };
        }
        let takes = match lost {
            None => takes(step, records),
            Some(_) => self.settings.request_timeout,
        };
        self.counts.request_time = self.counts.request_time + takes;
        let answered = step.now + takes;
        let flight = Flight { answered, parcels, outcomes, lost: lost.is_some() };
        if let Some(lost) = lost {
            let taken =
                |(i, parcel): (usize, &Parcel)| flight.taken(i).map_or(0, |_| parcel.held.len() as u64);
            let taken = flight.parcels.iter().enumerate().map(taken).sum();
            let to = Target::Stream(around.stream.clone());
            around.line.tell(step, (around.by, &to), lost, [user_records, taken]);
        }
        // User records that the stream has once more, though it had them.
        for (_, parcel) in flight.parcels.iter().enumerate().filter(|(i, _)| flight.taken(*i).is_some()) {
            self.counts.doubled += parcel.held.iter().filter(|held| held.had.is_some()).count() as u64;
        }
        self.flights.push(flight);
    }

    /// The oldest of the calls that are answered, or given up, by now.
    pub(super) fn landed(&mut self, now: Time) -> Option<Flight> {
        let due = |(_, flight): &(usize, &Flight)| flight.answered <= now;
        let (i, _) = self.flights.iter().enumerate().filter(due).min_by_key(|(_, flight)| flight.answered)?;
        Some(self.flights.remove(i))
    }

    /// Calls that wait for a connection.
    pub fn queued(&self) -> ([u64; 3], u64) {
        (sums(self.queue.iter().flatten()), self.queue.len() as u64)
    }

    /// User records of calls that nobody will answer.
    pub fn unanswered(&self) -> u64 {
        let lost = self.flights.iter().filter(|flight| flight.lost);
        sums(lost.flat_map(|flight| &flight.parcels))[1]
    }

    /// Connections on which a call is under way.
    pub fn connections(&self) -> u64 {
        self.flights.len() as u64
    }

    /// The process ends: what is in its memory is never put, and of what is under way nobody hears any more.
    pub(in crate::actors) fn stop(&mut self, step: &mut Step<'_>, by: &Name) {
        self.appointed = None;
        let mut lost = self.take_waiting().len() as u64;
        for flight in std::mem::take(&mut self.flights) {
            for (i, parcel) in flight.parcels.iter().enumerate() {
                let taken = flight.taken(i).is_some();
                let records = parcel.held.len() as u64;
                if taken {
                    self.counts.put += records;
                    self.counts.kinesis_put += 1;
                    self.counts.kinesis_bytes += parcel.bytes;
                } else {
                    lost += records;
                }
            }
        }
        if lost > 0 {
            self.counts.fail(KplFailure::Stopped, lost);
            step.emit(What::UserRecordsFailed { by: by.clone(), records: lost, why: KplFailure::Stopped });
        }
    }
}

/// Modelling choice: AWS publishes no time that a PutRecords takes: a part of it is the same for all, and a part grows
/// with its records.
fn takes(step: &Step<'_>, records: u64) -> Span {
    let era = step.era;
    Span::millis(limits::KPL_REQUEST_TAKES.at(era) + records / limits::KPL_REQUEST_RECORDS.at(era))
}

//! What becomes of user records when the answer to a PutRecords has come.

use super::held::{Held, Parcel};
use super::{Around, Flight, Kpl};
use crate::command::PutEntry;
use crate::event::{KplFailure, What};
use crate::names::ShardId;
use crate::record::Again;

impl Kpl {
    /// The answer to a PutRecords has come.
    pub(super) fn answered(&mut self, around: &mut Around<'_, '_>, flight: Flight) {
        if flight.lost {
            return self.gave_up_waiting(around, flight);
        }
        let Some(outcomes) = flight.outcomes else {
            self.counts.errors += 1;
            let held = flight.parcels.into_iter().flat_map(|parcel| parcel.held);
            return self.again(around, held.collect(), KplFailure::Expired);
        };
        let throttled =
            if self.settings.fail_if_throttled { KplFailure::Throttled } else { KplFailure::Expired };
        let mut refused = Vec::new();
        for (parcel, outcome) in flight.parcels.into_iter().zip(outcomes) {
            match outcome {
                PutEntry::Refused { .. } => {
                    self.counts.errors += 1;
                    self.counts.throttled_records += 1;
                    refused.extend(parcel.held);
                }
                PutEntry::Taken(number) => self.taken(around, parcel, number.shard),
            }
        }
        self.again(around, refused, throttled);
    }

    /// RequestTimeout is over, and no answer has come: all of the call is put again.
    fn gave_up_waiting(&mut self, around: &mut Around<'_, '_>, flight: Flight) {
        let mut held = Vec::new();
        for i in 0..flight.parcels.len() {
            let had = flight.taken(i).map(|_| Again::Unanswered);
            held.extend(flight.parcels[i].held.iter().map(|it| Held { had: it.had.or(had), ..it.clone() }));
        }
        self.counts.errors += 1;
        let now = around.step.now;
        // Those whose time is over fail, and nobody knows whether they are in the stream.
        let unknown = held.iter().filter(|held| held.expires <= now).count() as u64;
        let waited = self.settings.request_timeout;
        around.line.timed_out(around.step, around.by, (held.len() as u64, waited), true);
        around.line.counts.unknown += unknown;
        self.again(around, held, KplFailure::Expired);
    }

    /// A shard has a parcel. If it is not the predicted one, some user records may not belong there.
    ///
    /// Modelling choice: then all of the parcel are put again: a reader that takes records apart drops all of such a
    /// record (behaviours A13).
    fn taken(&mut self, around: &mut Around<'_, '_>, parcel: Parcel, shard: ShardId) {
        self.counts.kinesis_put += 1;
        self.counts.kinesis_bytes += parcel.bytes;
        if let Some(predicted) = parcel.predicted.filter(|predicted| *predicted != shard) {
            let found = around.streams.stream(around.stream).ok().and_then(|stream| stream.shard(shard));
            let range = found.map(|found| found.range);
            self.map.ask(around.step, around.streams, around.stream);
            if parcel.held.len() > 1
                && parcel.held.iter().any(|held| range.is_none_or(|range| !range.holds(held.hash)))
            {
                around.step.emit(What::ShardMapStale {
                    by: around.by.clone(),
                    stream: around.stream.clone(),
                    predicted,
                    records: parcel.held.len() as u64,
                });
                let had = Some(Again::StaleMap);
                let held = parcel.held.into_iter().map(|held| Held { had: held.had.or(had), ..held });
                return self.again(around, held.collect(), KplFailure::Expired);
            }
        }
        for held in &parcel.held {
            self.counts.retries += held.tried;
        }
        let records = parcel.held.len() as u64;
        self.counts.put += records;
        self.counts.put_rate.add(records, around.step.now);
    }

    /// User records are put once more, unless their time is over, or nothing throttled is to be tried again.
    pub(super) fn again(&mut self, around: &mut Around<'_, '_>, held: Vec<Held>, why: KplFailure) {
        let now = around.step.now;
        let (mut failed, mut retried) = (0, Vec::new());
        for mut held in held {
            if why == KplFailure::Throttled || held.expires <= now {
                self.counts.retries += held.tried;
                failed += 1;
                continue;
            }
            // An answer takes some time, so that this never ends within an instant.
            held.deadline = (now + self.settings.buffered / 2).min(held.expires);
            (held.since, held.tried) = (now, held.tried + 1);
            retried.push(held);
        }
        if failed > 0 {
            self.counts.fail(why, failed);
            around.step.emit(What::UserRecordsFailed { by: around.by.clone(), records: failed, why });
        }
        retried.into_iter().for_each(|held| self.place(around, held));
    }
}

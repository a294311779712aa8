//! A script that puts the records of failure folders into a delivery stream again, call by call, until all are taken.
//!
//! Promised: no call is larger than PutRecordBatch may be, and an entry that was answered with `Slow down.` is sent
//! again. Absent: several scripts sharing one list; a stop, but for undo.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Services;
use crate::command::{PutApi, Target};
use crate::event::What;
use crate::kernel::Span;
use crate::limits;
use crate::names::Name;
use crate::record::{Source, Stored};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::stores::Settled;
use crate::wake::Wake;

/// Modelling choice: how long the script waits after a call; after one of which something was refused, a second.
const PAUSE: Span = Span::millis(100);

/// A record of a failure folder.
#[derive(Clone, Debug)]
pub struct Failed {
    /// Which had not delivered it.
    pub delivery_stream: Name,
    pub bucket: Name,
    pub key: Arc<str>,
    pub line: u32,
    pub data: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct Reingest {
    into: Name,
    records: Arc<[Failed]>,
    /// Places in `records` that wait.
    left: VecDeque<usize>,
}

impl Reingest {
    #[inline(never)]
    pub(crate) fn start(step: &mut Step<'_>, into: &Name, records: Vec<Failed>, run: u64) -> Reingest {
        step.schedule(step.now, Wake::Reingests { run });
        let left = (0..records.len()).collect();
        Reingest { into: into.clone(), records: records.into(), left }
    }

    /// Records that were not taken yet.
    pub fn left(&self) -> usize {
        self.left.len()
    }

    /// How many of those that wait fit into one call.
    fn fit(&self, step: &Step<'_>) -> usize {
        let (count, most) =
            (limits::FIREHOSE_BATCH_COUNT.at(step.era), limits::FIREHOSE_BATCH_BYTES.at(step.era));
        let mut bytes = 0;
        let fits = self.left.iter().take_while(|place| {
            bytes += self.records[**place].data.len() as u64;
            bytes <= most
        });
        fits.take(usize::try_from(count).unwrap_or(usize::MAX)).count()
    }

    #[inline(never)]
    pub(crate) fn wake(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (run, settled): (u64, &mut Settled),
    ) {
        let call: Vec<usize> = self.left.drain(..self.fit(step)).collect();
        if call.is_empty() {
            return;
        }
        let stored = |place: &usize| Stored {
            key: String::new(),
            data: self.records[*place].data.clone(),
            explicit_hash_key: None,
        };
        let source = Source::Stored(call.iter().map(stored).collect());
        let count = u32::try_from(call.len()).unwrap_or(u32::MAX);
        let ids = match services.firehose.put(step, &self.into, &source, (count, PutApi::PutRecords)) {
            Ok(ids) => ids,
            // Not even the request was taken: all of it is sent again.
            Err(Refusal { error: ErrorName::ServiceUnavailableException, .. }) => vec![None; call.len()],
            Err(refusal) => return self.give_up(step, call.len(), refusal),
        };
        let (taken, refused): (Vec<_>, Vec<_>) = call.into_iter().zip(ids).partition(|(_, id)| id.is_some());
        self.told(step, services, settled, taken.into_iter().map(|(place, _)| place));
        let pause = if refused.is_empty() { PAUSE } else { Span::SECOND };
        refused.into_iter().rev().for_each(|(place, _)| self.left.push_front(place));
        if !self.left.is_empty() {
            step.schedule(step.now + pause, Wake::Reingests { run });
        }
    }

    /// Tells how many of each delivery stream's failed records were taken.
    fn told(
        &self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        settled: &mut Settled,
        taken: impl Iterator<Item = usize>,
    ) {
        let mut sums: Vec<(&Name, u64, u64)> = Vec::new();
        for place in taken {
            let it = &self.records[place];
            if sums.last().is_none_or(|(of, ..)| **of != it.delivery_stream) {
                sums.push((&it.delivery_stream, 0, 0));
            }
            let sum = sums.last_mut().expect("it was just made");
            if settled.note(&it.bucket, (&it.key, it.line), step.now) { sum.1 += 1 } else { sum.2 += 1 }
        }
        for (of, records, again) in sums {
            services.firehose.backfilled(of, records);
            let (delivery_stream, into) = (of.clone(), self.into.clone());
            step.emit(What::Backfilled { delivery_stream, way: "reingest", into, records, again, failed: 0 });
        }
    }

    /// The delivery stream has gone, or takes no records any more.
    fn give_up(&mut self, step: &mut Step<'_>, asked: usize, refusal: Refusal) {
        let records = (asked + self.left.len()) as u64;
        self.left.clear();
        let by = Name::parse("reingest").expect("a name");
        let (to, Refusal { error, message, .. }) = (Target::Firehose(self.into.clone()), refusal);
        step.emit(What::PutFailed { by, to, records, error, message });
    }
}

//! The calls of a producer with the SDK: the first ones, those that are lost, and the retries.

use super::Producer;
use crate::actors::Services;
use crate::actors::resend::Call;
use crate::command::{Lost, PutApi, Target};
use crate::event::What;
use crate::limits;
use crate::record::Source;
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::Put;

impl Producer {
    /// As many records as one call may carry, by number and by bytes.
    pub(super) fn most_per_call(&self, step: &Step<'_>) -> u64 {
        let (count, bytes) = match (&self.to, self.api) {
            (_, PutApi::PutRecord) | (Target::Function(_), PutApi::PutRecords | PutApi::Kpl) => return 1,
            (Target::Stream(_), PutApi::PutRecords | PutApi::Kpl) => {
                (&limits::PUT_RECORDS_COUNT, &limits::PUT_RECORDS_BYTES)
            }
            (Target::Firehose(_), PutApi::PutRecords | PutApi::Kpl) => {
                (&limits::FIREHOSE_BATCH_COUNT, &limits::FIREHOSE_BATCH_BYTES)
            }
        };
        let heaviest = self.maker.size + limits::PARTITION_KEY_CHARS.at(step.era);
        (bytes.at(step.era) / heaviest).clamp(1, count.at(step.era))
    }

    pub(super) fn send(&mut self, step: &mut Step<'_>, services: &mut Services<'_>, count: u32) {
        let first = self.next;
        self.next += u64::from(count);
        let to = self.to.clone();
        let source = Source::Made { maker: self.maker.clone(), first };
        let lost = self.line.next();
        let call = || Call::first((&to, self.api), &self.maker, first, count, step.now);
        if let Some(lost) = lost {
            let call = call();
            return self.lose(step, services, (call, source), lost);
        }
        let asks = self.resending.retries > 0;
        let Some(call) = asks.then(call) else {
            self.put(step, services, (&to, self.api), (source, count), false);
            return;
        };
        if let Some(taken) = self.put(step, services, (&to, self.api), (source, count), true) {
            self.resending.came_back(step, &self.name, call, &taken);
        }
    }

    /// A call of which the request or the answer is lost: nobody answers it.
    fn lose(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (call, source): (Call, Source),
        lost: Lost,
    ) {
        let none = vec![false; call.count() as usize];
        let taken = match lost {
            Lost::Request => none,
            Lost::Answer => {
                let put = self.put(step, services, (&call.to, call.api), (source, call.count()), true);
                put.unwrap_or(none)
            }
        };
        let counts = [u64::from(call.count()), taken.iter().filter(|taken| **taken).count() as u64];
        self.line.tell(step, (&self.name, &call.to), lost, counts);
        self.resending.no_answer(step, &self.name, call, &taken);
    }

    /// A retry is due, or a call was not answered in time.
    #[inline(never)]
    pub(crate) fn resend(&mut self, step: &mut Step<'_>, services: &mut Services<'_>, number: u64) {
        let Some(call) = self.resending.due(step, &self.name, number, &mut self.line) else { return };
        let source = call.source();
        if let Some(lost) = self.line.next() {
            return self.lose(step, services, (call, source), lost);
        }
        match self.put(step, services, (&call.to, call.api), (source, call.count()), true) {
            Some(taken) => self.resending.came_back(step, &self.name, call, &taken),
            None => self.resending.give_up(&call),
        }
    }

    /// One call. Says of each record whether it was taken; `None` when the service would not even look at them, which
    /// is never retried, or when nobody `asks`.
    fn put(
        &self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (to, api): (&Target, PutApi),
        (source, count): (Source, u32),
        asks: bool,
    ) -> Option<Vec<bool>> {
        let refused = match to {
            Target::Stream(stream) => {
                let put = Put { stream: stream.clone(), api, source, count };
                let before = step.journal.end();
                match services.streams.put(step, &put) {
                    Ok(_) if !asks => return None,
                    Ok(judged) => {
                        return Some(judged.answers().iter().map(|entry| entry.taken().is_some()).collect());
                    }
                    // A refused PutRecord is in the journal as a tally already.
                    Err(_) if step.journal.end() != before => return Some(vec![false; count as usize]),
                    Err(refusal) => refusal,
                }
            }
            Target::Firehose(name) => match services.firehose.put(step, name, &source, (count, api)) {
                Ok(ids) => return Some(ids.iter().map(Option::is_some).collect()),
                Err(refusal) => refusal,
            },
            Target::Function(name) => Refusal::scene(format!(
                "{name} is a function: a producer sends to streams and delivery streams"
            )),
        };
        step.emit(What::PutFailed {
            by: self.name.clone(),
            to: to.clone(),
            records: u64::from(count),
            error: refused.error,
            message: refused.message,
        });
        None
    }
}

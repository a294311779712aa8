//! What a producer does with records that were throttled, or with a call that nobody answers: puts them again, later
//! each time, or gives them up.
//!
//! The SDK does so with a PutRecord; with PutRecords it is the application's work, which must look at each entry of the
//! answer (behaviours A14). Of a call without an answer there is nothing to look at: all of it is put again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::line::Line;
use crate::command::{PutApi, Resend, Target};
use crate::event::What;
use crate::kernel::{Span, Time};
use crate::names::Name;
use crate::record::{Again, Maker, Source};
use crate::step::Step;
use crate::wake::Wake;

/// More would only be waiting: a bound of ours.
pub const RETRIES_MOST: u64 = 20;
pub const BACKOFF_MOST: Span = Span::seconds(60);

/// How it retries, what waits for that, and what became of it.
#[derive(Clone, Debug)]
pub struct Resending {
    /// 0: what is refused stays refused.
    pub retries: u64,
    /// Before the first retry. Modelling choice: it doubles each time, without the jitter of the real SDK.
    pub backoff: Span,
    pub resend: Resend,
    /// Records put once more, each time counted.
    pub resent: u64,
    /// Records that were still refused at the last retry.
    pub given_up: u64,
    /// Records that were taken once more, though an earlier call had them taken already.
    pub doubled: u64,
    /// How long it waits for an answer.
    pub timeout: Span,
    waiting: BTreeMap<u64, Waiting>,
    next: u64,
}

/// What a call waits for.
#[derive(Clone, Debug)]
enum Waiting {
    /// The time of its next try.
    Retry(Call),
    /// An answer that will not come.
    Answer(Call),
}

/// A call that is repeated.
#[derive(Clone, Debug)]
pub struct Call {
    pub to: Target,
    pub api: PutApi,
    maker: Arc<Maker>,
    numbers: Arc<[u64]>,
    /// Of each record, whether an earlier call had it taken, and what would make a further one a copy, in the order of
    /// the numbers. The producer itself does not know it of a call without an answer.
    taken: Vec<Option<Again>>,
    made: Time,
    /// Retries that have been made.
    retried: u64,
}

impl Call {
    /// The first call of a producer for records that it has just made.
    pub fn first(
        (to, api): (&Target, PutApi),
        maker: &Arc<Maker>,
        first: u64,
        count: u32,
        made: Time,
    ) -> Call {
        let numbers: Arc<[u64]> = (first..first + u64::from(count)).collect();
        let taken = vec![None; numbers.len()];
        Call { to: to.clone(), api, maker: maker.clone(), numbers, taken, made, retried: 0 }
    }

    pub fn source(&self) -> Source {
        Source::Again {
            maker: self.maker.clone(),
            numbers: self.numbers.clone(),
            made: self.made,
            had: self.taken.as_slice().into(),
        }
    }

    pub fn count(&self) -> u32 {
        u32::try_from(self.numbers.len()).expect("a call has at most 500 records")
    }
}

impl Resending {
    pub fn none(timeout: Span) -> Resending {
        Resending {
            retries: 0,
            backoff: Span::millis(100),
            resend: Resend::Failed,
            resent: 0,
            given_up: 0,
            doubled: 0,
            timeout,
            waiting: BTreeMap::new(),
            next: 0,
        }
    }

    /// Records that wait for their next try.
    pub fn waiting(&self) -> u64 {
        let count = |waiting: &Waiting| match waiting {
            Waiting::Retry(call) => u64::from(call.count()),
            Waiting::Answer(_) => 0,
        };
        self.waiting.values().map(count).sum()
    }

    /// Records of calls that nobody has answered yet.
    pub fn unanswered(&self) -> u64 {
        let count = |waiting: &Waiting| match waiting {
            Waiting::Retry(_) => 0,
            Waiting::Answer(call) => u64::from(call.count()),
        };
        self.waiting.values().map(count).sum()
    }

    /// Counts what a call had taken. `why` is what a further one of a record would be a copy by.
    fn note(&mut self, call: &mut Call, taken: &[bool], why: Again) {
        for (had, has) in call.taken.iter_mut().zip(taken) {
            self.doubled += u64::from(had.is_some() && *has);
            *had = had.or(has.then_some(why));
        }
    }

    /// No answer will come to a call; `taken` says of each record whether the service has it, which the producer does
    /// not learn.
    pub fn no_answer(&mut self, step: &mut Step<'_>, by: &Name, mut call: Call, taken: &[bool]) {
        self.note(&mut call, taken, Again::Unanswered);
        self.wait(step, by, self.timeout, Waiting::Answer(call));
    }

    fn wait(&mut self, step: &mut Step<'_>, by: &Name, wait: Span, waiting: Waiting) {
        step.schedule(step.now + wait, Wake::ProducerResends { producer: by.clone(), number: self.next });
        self.waiting.insert(self.next, waiting);
        self.next += 1;
    }

    fn later(&mut self, step: &mut Step<'_>, by: &Name, mut call: Call) {
        let wait = Span::micros(self.backoff.as_micros() << call.retried);
        call.retried += 1;
        self.wait(step, by, wait, Waiting::Retry(call));
    }

    /// A call has come back. `taken` says of each record whether the service has it now.
    pub fn came_back(&mut self, step: &mut Step<'_>, by: &Name, mut call: Call, taken: &[bool]) {
        self.note(&mut call, taken, Again::WholeRequest);
        let refused: Vec<usize> = (0..taken.len()).filter(|i| !taken[*i]).collect();
        if refused.is_empty() {
            return;
        }
        if call.retried >= self.retries {
            let records = refused.iter().filter(|i| call.taken[**i].is_none()).count() as u64;
            self.given_up += records;
            step.emit(What::RetriesSpent { by: by.clone(), records, retries: call.retried });
            return;
        }
        if self.resend == Resend::Failed {
            call.numbers = refused.iter().map(|i| call.numbers[*i]).collect();
            call.taken = refused.iter().map(|i| call.taken[*i]).collect();
        }
        self.later(step, by, call);
    }

    /// The call whose time has come. One that was not answered in time waits for its retry, if it has one left.
    pub fn due(&mut self, step: &mut Step<'_>, by: &Name, number: u64, line: &mut Line) -> Option<Call> {
        match self.waiting.remove(&number)? {
            Waiting::Answer(call) => {
                let again = call.retried < self.retries;
                line.timed_out(step, by, (call.count().into(), self.timeout), again);
                if again {
                    self.later(step, by, call);
                }
                None
            }
            Waiting::Retry(call) => {
                let records = u64::from(call.count());
                self.resent += records;
                step.emit(What::RecordsResent { by: by.clone(), records, retry: call.retried });
                Some(call)
            }
        }
    }

    /// A call is not made, or the service would not look at its records: they are retried no more.
    pub fn give_up(&mut self, call: &Call) {
        self.given_up += call.taken.iter().filter(|taken| taken.is_none()).count() as u64;
    }

    /// The producer stops: what still waited is never put, and of what was not answered nobody hears any more.
    pub fn stop(&mut self, line: &mut Line) {
        for waiting in std::mem::take(&mut self.waiting).values() {
            match waiting {
                Waiting::Retry(call) => self.give_up(call),
                Waiting::Answer(call) => line.counts.unknown += u64::from(call.count()),
            }
        }
    }
}

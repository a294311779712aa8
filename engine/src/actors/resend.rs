//! What a producer does with records that were throttled: puts them again, later each time, or gives them up.
//!
//! The SDK does so with a PutRecord; with PutRecords it is the application's work, which must look at each entry of the
//! answer (behaviours A14).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::command::{PutApi, Resend, Target};
use crate::event::What;
use crate::kernel::{Span, Time};
use crate::names::Name;
use crate::record::{Maker, Source};
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
    waiting: BTreeMap<u64, Call>,
    next: u64,
}

/// A call that is repeated.
#[derive(Clone, Debug)]
pub struct Call {
    pub to: Target,
    pub api: PutApi,
    maker: Arc<Maker>,
    numbers: Arc<[u64]>,
    /// Whether the record was taken by an earlier call, in the order of the numbers.
    taken: Vec<bool>,
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
        let taken = vec![false; numbers.len()];
        Call { to: to.clone(), api, maker: maker.clone(), numbers, taken, made, retried: 0 }
    }

    pub fn source(&self) -> Source {
        Source::Again { maker: self.maker.clone(), numbers: self.numbers.clone(), made: self.made }
    }

    pub fn count(&self) -> u32 {
        u32::try_from(self.numbers.len()).expect("a call has at most 500 records")
    }
}

impl Resending {
    pub fn none() -> Resending {
        Resending {
            retries: 0,
            backoff: Span::millis(100),
            resend: Resend::Failed,
            resent: 0,
            given_up: 0,
            doubled: 0,
            waiting: BTreeMap::new(),
            next: 0,
        }
    }

    /// Records that wait for their next try.
    pub fn waiting(&self) -> u64 {
        self.waiting.values().map(|call| u64::from(call.count())).sum()
    }

    /// A call has come back. `taken` says of each record whether the service has it now.
    pub fn came_back(&mut self, step: &mut Step<'_>, by: &Name, mut call: Call, taken: &[bool]) {
        for (had, has) in call.taken.iter_mut().zip(taken) {
            self.doubled += u64::from(*had && *has);
            *had |= *has;
        }
        let refused: Vec<usize> = (0..taken.len()).filter(|i| !taken[*i]).collect();
        if refused.is_empty() {
            return;
        }
        if call.retried >= self.retries {
            let records = refused.iter().filter(|i| !call.taken[**i]).count() as u64;
            self.given_up += records;
            step.emit(What::RetriesSpent { by: by.clone(), records, retries: call.retried });
            return;
        }
        if self.resend == Resend::Failed {
            call.numbers = refused.iter().map(|i| call.numbers[*i]).collect();
            call.taken = vec![false; refused.len()];
        }
        let wait = Span::micros(self.backoff.as_micros() << call.retried);
        call.retried += 1;
        step.schedule(step.now + wait, Wake::ProducerResends { producer: by.clone(), number: self.next });
        self.waiting.insert(self.next, call);
        self.next += 1;
    }

    /// The call whose time has come.
    pub fn due(&mut self, step: &mut Step<'_>, by: &Name, number: u64) -> Option<Call> {
        let call = self.waiting.remove(&number)?;
        let records = u64::from(call.count());
        self.resent += records;
        step.emit(What::RecordsResent { by: by.clone(), records, retry: call.retried });
        Some(call)
    }

    /// A call is not made, or the service would not look at its records: they are retried no more.
    pub fn give_up(&mut self, call: &Call) {
        self.given_up += call.taken.iter().filter(|taken| !**taken).count() as u64;
    }

    /// The producer stops: what still waited is never put.
    pub fn stop(&mut self) {
        for call in std::mem::take(&mut self.waiting).values() {
            self.give_up(call);
        }
    }
}

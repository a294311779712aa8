//! The line between a producer and the services: what is lost on it, and how long the producer waits for an answer.
//!
//! What is lost is the producer's business alone: a service whose answer is lost has done what it was asked.

use crate::command::{Lost, Target};
use crate::era::Era;
use crate::event::{Mishap, What};
use crate::kernel::Span;
use crate::limits::{self, Limit};
use crate::names::Name;
use crate::refusal::Refusal;
use crate::step::Step;

/// What is lost, and of how many calls one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    pub lost: Lost,
    /// 1: all of them.
    pub every: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Line {
    loss: Option<Loss>,
    /// Calls since something is lost.
    calls: u64,
    pub counts: LineCounts,
}

/// Sums over the whole story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineCounts {
    /// Calls that were lost on their way, and calls of which the answer was.
    pub lost_requests: u64,
    pub lost_answers: u64,
    /// Calls that nobody had answered in time.
    pub timed_out: u64,
    /// Records that the producer left after a time-out, without knowing what became of them.
    pub unknown: u64,
}

impl Line {
    pub fn loss(&self) -> Option<Loss> {
        self.loss
    }

    pub(super) fn set(&mut self, loss: Option<Loss>) {
        (self.loss, self.calls) = (loss, 0);
    }

    /// What is lost of the next call.
    pub(super) fn next(&mut self) -> Option<Lost> {
        let loss = self.loss?;
        self.calls += 1;
        self.calls.is_multiple_of(loss.every).then_some(loss.lost)
    }

    /// Tells of a call of which something is lost; `taken` of its records the service has.
    pub(super) fn tell(
        &mut self,
        step: &mut Step<'_>,
        (by, to): (&Name, &Target),
        lost: Lost,
        [records, taken]: [u64; 2],
    ) {
        let (by, to) = (by.clone(), to.clone());
        match lost {
            Lost::Request => {
                self.counts.lost_requests += 1;
                step.emit(What::Mishap(Mishap::RequestLost { by, to, records }));
            }
            Lost::Answer => {
                self.counts.lost_answers += 1;
                step.emit(What::Mishap(Mishap::AnswerLost { by, to, records, taken }));
            }
        }
    }

    /// Nobody has answered a call in time.
    pub(super) fn timed_out(
        &mut self,
        step: &mut Step<'_>,
        by: &Name,
        (records, waited): (u64, Span),
        again: bool,
    ) {
        self.counts.timed_out += 1;
        if !again {
            self.counts.unknown += records;
        }
        let (by, waited_ms) = (by.clone(), waited.as_millis());
        step.emit(What::Mishap(Mishap::TimedOut { by, records, waited_ms, again }));
    }
}

/// Whether a producer can be told to wait so long.
///
/// # Errors
/// Below the least and above the most, with the limit.
pub(super) fn wait_within(
    timeout: Span,
    (least, most): (&'static Limit, &'static Limit),
    era: Era,
) -> Result<(), Refusal> {
    let (ms, low, high) = (timeout.as_millis(), least.at(era), most.at(era));
    if (low..=high * 1_000).contains(&ms) {
        return Ok(());
    }
    let refusal = Refusal::scene(format!("a time-out lasts {low} ms to {high} s, not {ms} ms"));
    Err(if ms < low { refusal.met(least, low, ms) } else { refusal.met(most, high, ms.div_ceil(1_000)) })
}

/// The bounds of the SDK's time-out, and of the agent's, which is the SDK's.
pub(super) const OF_SDK: (&Limit, &Limit) = (&limits::SDK_TIMEOUT_MIN, &limits::SDK_TIMEOUT_MAX);
pub(super) const OF_KPL: (&Limit, &Limit) =
    (&limits::KPL_REQUEST_TIMEOUT_MIN, &limits::KPL_REQUEST_TIMEOUT_MAX);

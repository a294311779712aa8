//! The agent's buffers, and how they are sent: again and again until the service has taken all of one.

use std::sync::Arc;

use super::Agent;
use crate::actors::Services;
use crate::actors::feeds::{About, call};
use crate::command::{Lost, PutApi};
use crate::event::{FeedTells, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::record::{Again, Sent, Stored};
use crate::refusal::ErrorName;
use crate::step::Step;

/// A record in a buffer.
#[derive(Clone, Debug)]
pub struct Entry {
    pub first: u64,
    pub lines: u64,
    pub made: Time,
    pub taken: bool,
    /// Why it would be a copy, if the service has it already, which the agent does not know.
    pub had: Option<Again>,
    pub record: Stored,
}

impl Entry {
    /// Bytes of data and key.
    pub fn size(&self) -> u64 {
        (self.record.data.len() + self.record.key.len()) as u64
    }
}

/// Records that are sent in one call.
#[derive(Clone, Debug, Default)]
pub struct Buffer {
    pub(super) entries: Vec<Entry>,
    pub bytes: u64,
    /// When its first record came.
    pub since: Option<Time>,
    /// The line behind its last one: the checkpoint when all of it was taken.
    pub end: u64,
    /// Lines before `end` that were passed over.
    pub filtered: u64,
}

impl Buffer {
    pub fn push(&mut self, entry: Entry, now: Time) {
        self.bytes += entry.size();
        self.since.get_or_insert(now);
        self.entries.push(entry);
    }

    pub fn records(&self) -> u64 {
        self.entries.len() as u64
    }

    /// Records that no call has had taken yet.
    pub fn waiting(&self) -> u64 {
        self.entries.iter().filter(|entry| !entry.taken).count() as u64
    }

    pub fn lines_waiting(&self) -> u64 {
        self.entries.iter().filter(|entry| !entry.taken).map(|entry| entry.lines).sum()
    }

    /// First lines of what the service has, whether the agent knows it or not.
    pub fn had(&self) -> impl Iterator<Item = (u64, Again)> + '_ {
        let had = |entry: &Entry| entry.had.or(entry.taken.then_some(Again::Crash));
        self.entries.iter().filter_map(move |entry| Some((entry.first, had(entry)?)))
    }

    /// First lines and numbers of lines of what was taken.
    pub fn taken(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.entries.iter().filter(|entry| entry.taken).map(|entry| (entry.first, entry.lines))
    }
}

impl Agent {
    /// Sends full buffers until one is not taken whole, or not answered.
    pub(super) fn send(&mut self, step: &mut Step<'_>, services: &mut Services<'_>, about: About<'_>) {
        if about.ready.is_some() || self.silent_until.is_some_and(|at| at > step.now) {
            return;
        }
        if self.silent_until.take().is_some() {
            let records = self.queue.front().map_or(0, Buffer::waiting);
            self.line.timed_out(step, about.name, (records, self.timeout), true);
            self.tally.service_errors += 1;
            self.later(step, about);
        }
        if self.retry_at.is_some_and(|at| at > step.now) {
            return;
        }
        self.retry_at = None;
        while let Some(mut buffer) = self.queue.pop_front() {
            let left: Vec<usize> = (0..buffer.entries.len()).filter(|i| !buffer.entries[*i].taken).collect();
            let lost = self.line.next();
            let answer = if lost == Some(Lost::Request) {
                Ok(vec![false; left.len()])
            } else {
                self.call(step, services, about, (&buffer, &left))
            };
            self.tally.attempts += left.len() as u64;
            let service_error = answer.is_err();
            let answer = answer.unwrap_or_else(|_| vec![false; left.len()]);
            let taken = || left.iter().zip(&answer).filter(|(_, taken)| **taken).map(|(i, _)| *i);
            self.tally.doubled += taken().filter(|i| buffer.entries[*i].had.is_some()).count() as u64;
            if let Some(lost) = lost {
                let counts = [left.len() as u64, taken().count() as u64];
                taken().for_each(|i| {
                    buffer.entries[i].had.get_or_insert(Again::Unanswered);
                });
                self.line.tell(step, (about.name, about.to), lost, counts);
                self.queue.push_front(buffer);
                self.silent_until = Some(step.now + self.timeout);
                return;
            }
            for i in taken() {
                let entry = &mut buffer.entries[i];
                entry.taken = true;
                self.tally.records_sent += 1;
                self.tally.lines_sent += entry.lines;
                self.tally.bytes_sent += entry.record.data.len() as u64;
                if let Some(lines) = self.repeats.remove(&entry.first) {
                    self.tally.repeated += lines;
                }
            }
            let waiting = buffer.waiting();
            if waiting == 0 {
                self.checkpoint = Some(buffer.end);
                // Of a record that is made of other lines now no second one comes.
                let kept = self.repeats.split_off(&buffer.end);
                self.repeats = kept;
                self.had = self.had.split_off(&buffer.end);
                self.failures /= 10;
                continue;
            }
            if service_error {
                self.tally.service_errors += 1;
            } else {
                self.tally.errors += waiting;
            }
            self.queue.push_front(buffer);
            return self.later(step, about);
        }
    }

    /// The oldest buffer is tried again after a while.
    fn later(&mut self, step: &mut Step<'_>, about: About<'_>) {
        self.failures += 1;
        let (first, most) = (limits::AGENT_BACKOFF.at(step.era), limits::AGENT_BACKOFF_MAX.at(step.era));
        let wait_ms = (first << (self.failures - 1).min(20)).min(most);
        self.retry_at = Some(step.now + Span::millis(wait_ms));
        let records = self.queue.front().map_or(0, Buffer::waiting);
        let tells = FeedTells::Throttled { records, wait_ms };
        step.emit(What::FeedTold { by: about.name.clone(), tells });
    }

    fn call(
        &self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        about: About<'_>,
        (buffer, left): (&Buffer, &[usize]),
    ) -> Result<Vec<bool>, ErrorName> {
        let entries = || left.iter().map(|i| &buffer.entries[*i]);
        let records: Arc<[Stored]> = entries().map(|entry| entry.record.clone()).collect();
        let sent: Arc<[Sent]> = entries().map(|entry| Sent { number: entry.first, had: entry.had }).collect();
        call::put(step, services, (about.name, about.to, PutApi::PutRecords), (records, sent))
    }
}

//! The agent's buffers, and how they are sent: again and again until the service has taken all of one.

use std::sync::Arc;

use super::Agent;
use crate::actors::Services;
use crate::actors::feeds::{About, call};
use crate::command::PutApi;
use crate::event::{FeedTells, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::record::Stored;
use crate::step::Step;

/// A record in a buffer.
#[derive(Clone, Debug)]
pub struct Entry {
    pub first: u64,
    pub lines: u64,
    pub made: Time,
    pub taken: bool,
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

    /// First lines and numbers of lines of what was taken.
    pub fn taken(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.entries.iter().filter(|entry| entry.taken).map(|entry| (entry.first, entry.lines))
    }
}

impl Agent {
    /// Sends full buffers until one is not taken whole.
    pub(super) fn send(&mut self, step: &mut Step<'_>, services: &mut Services<'_>, about: About<'_>) {
        if about.ready.is_some() || self.retry_at.is_some_and(|at| at > step.now) {
            return;
        }
        self.retry_at = None;
        while let Some(mut buffer) = self.queue.pop_front() {
            let left: Vec<usize> = (0..buffer.entries.len()).filter(|i| !buffer.entries[*i].taken).collect();
            let records: Arc<[Stored]> = left.iter().map(|i| buffer.entries[*i].record.clone()).collect();
            self.tally.attempts += left.len() as u64;
            let answer = call::put(step, services, (about.name, about.to, PutApi::PutRecords), records);
            let service_error = answer.is_err();
            let answer = answer.unwrap_or_else(|_| vec![false; left.len()]);
            for (i, _) in left.iter().zip(&answer).filter(|(_, taken)| **taken) {
                let entry = &mut buffer.entries[*i];
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
                self.failures /= 10;
                continue;
            }
            if service_error {
                self.tally.service_errors += 1;
            } else {
                self.tally.errors += waiting;
            }
            self.queue.push_front(buffer);
            self.failures += 1;
            let (first, most) = (limits::AGENT_BACKOFF.at(step.era), limits::AGENT_BACKOFF_MAX.at(step.era));
            let wait_ms = (first << (self.failures - 1).min(20)).min(most);
            self.retry_at = Some(step.now + Span::millis(wait_ms));
            let tells = FeedTells::Throttled { records: waiting, wait_ms };
            step.emit(What::FeedTold { by: about.name.clone(), tells });
            return;
        }
    }
}

//! Windows with their counts: tumbling ones by their beginnings, and the one that slides.

use std::collections::{BTreeMap, VecDeque};

use super::Query;
use crate::command::RowTime;
use crate::era::Era;
use crate::kernel::{Span, Time};

/// What became of a row.
pub(super) enum Counted {
    /// It is in a window, which counts so many of its key now.
    In(u64),
    /// Its window has ended.
    Late,
}

/// A tumbling window that has ended.
pub(super) struct Closed {
    /// Millisecond of the Unix epoch.
    pub ends_ms: u64,
    pub counts: BTreeMap<String, u64>,
}

#[derive(Clone, Debug, Default)]
pub struct Windows {
    /// By the millisecond of the Unix epoch at which they begin.
    tumbling: BTreeMap<u64, BTreeMap<String, u64>>,
    /// By key: when rows were read, and how many; oldest first.
    sliding: BTreeMap<String, (u64, VecDeque<(Time, u64)>)>,
    /// The newest arrival read, in milliseconds of the Unix epoch.
    pub(super) watermark_ms: u64,
    /// The end of the last window that has passed, with rows or without.
    passed_ms: u64,
}

impl Windows {
    /// Counts a row. A tumbling window has the rows from its beginning up to, and without, its end.
    pub(super) fn count(
        &mut self,
        query: &Query,
        (now, era): (Time, Era),
        (key, arrived): (&str, Time),
    ) -> Counted {
        if query.sliding {
            self.forget(query.window, now);
            let (sum, times) = self.sliding.entry(key.to_owned()).or_default();
            *sum += 1;
            match times.back_mut() {
                Some((at, rows)) if *at == now => *rows += 1,
                Some(_) | None => times.push_back((now, 1)),
            }
            return Counted::In(*sum);
        }
        let at = match query.row_time {
            RowTime::Read => era.epoch_millis(now),
            RowTime::Arrival => era.epoch_millis(arrived),
        };
        let begins = at - at % query.window.as_millis();
        if begins + query.window.as_millis() <= self.passed_ms {
            return Counted::Late;
        }
        self.watermark_ms = self.watermark_ms.max(at);
        let count = self.tumbling.entry(begins).or_default().entry(key.to_owned()).or_default();
        *count += 1;
        Counted::In(*count)
    }

    /// Takes the windows that end at this millisecond or before, oldest first.
    pub(super) fn close(&mut self, length: Span, upto_ms: u64) -> Vec<Closed> {
        let mut closed = Vec::new();
        while let Some(first) = self.tumbling.first_entry() {
            let ends_ms = first.key() + length.as_millis();
            if ends_ms > upto_ms {
                break;
            }
            closed.push(Closed { ends_ms, counts: first.remove() });
        }
        closed
    }

    /// Whether a window has ended since this was asked last.
    pub(super) fn passed(&mut self, length: Span, upto_ms: u64) -> bool {
        let end = upto_ms - upto_ms % length.as_millis();
        let new = end > self.passed_ms;
        self.passed_ms = self.passed_ms.max(end);
        new
    }

    /// What is older than the sliding window leaves it; a row that is exactly as old is still in it.
    pub(super) fn forget(&mut self, length: Span, now: Time) {
        let since = now.back(length);
        self.sliding.retain(|_, (sum, times)| {
            while let Some((_, rows)) = times.front().filter(|(at, _)| *at < since).copied() {
                *sum -= rows;
                times.pop_front();
            }
            *sum > 0
        });
    }

    /// The key with the greatest count of the sliding window; of several the first.
    pub(super) fn most(&self) -> Option<(String, u64)> {
        let counts = self.sliding.iter().map(|(key, (sum, _))| (key, *sum));
        counts.max_by_key(|(key, sum)| (*sum, std::cmp::Reverse(*key))).map(|(key, sum)| (key.clone(), sum))
    }

    /// What is counted now, by key, greatest first: of the newest window that is open.
    pub fn now(&self, sliding: bool) -> Vec<(String, u64)> {
        let mut all: Vec<(String, u64)> = if sliding {
            self.sliding.iter().map(|(key, (sum, _))| (key.clone(), *sum)).collect()
        } else {
            let newest = self.tumbling.last_key_value();
            newest.map_or(Vec::new(), |(_, counts)| counts.iter().map(|(k, n)| (k.clone(), *n)).collect())
        };
        all.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        all
    }
}

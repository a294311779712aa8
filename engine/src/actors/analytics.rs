//! An application that counts in windows: Kinesis Data Analytics with its SQL until it was discontinued, Apache Flink
//! since then. It reads a stream like any poller, and its rows go on to another one.
//!
//! Promised: tumbling windows that begin at whole multiples of their length in UTC, sliding ones over the rows of the
//! last so and so long, counts of all rows or by partition key, rows by PutRecords until they are taken. Modelling
//! choices: it calls GetRecords once a second unless it is told otherwise; a window by reading time closes on the
//! instant at which it ends; of rows by arrival one watermark is kept, the newest arrival read; rows of one instant are
//! counted one after the other. Absent: any other SQL, KPUs, in-application errors, restarts and their snapshots.

mod settings;
mod windows;

use std::collections::VecDeque;

pub use windows::Windows;

use super::Services;
use super::feeds::call;
use super::reader::Reader;
use super::user_record::each;
use crate::command::{CountBy, PutApi, ReadFrom, RowTime, Setting, Target};
use crate::event::{AnalyticsEvent, EventId, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::Name;
use crate::record::Stored;
use crate::refusal::Refusal;
use crate::step::Step;
use crate::wake::Wake;
use windows::{Closed, Counted};

/// What the learner sets of it.
#[derive(Clone, Debug)]
pub struct Query {
    pub window: Span,
    pub sliding: bool,
    pub by: CountBy,
    pub above: Option<u64>,
    pub row_time: RowTime,
    pub rows_to: Option<Target>,
}

/// Sums over the whole story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnalyticsTally {
    /// User records counted in a window.
    pub counted: u64,
    /// That came after their window had ended.
    pub late: u64,
    /// Windows that have ended with rows in them.
    pub windows: u64,
    /// Rows that the query gave: `sent + waiting + lost`, where they go somewhere.
    pub rows: u64,
    pub sent: u64,
    /// Bytes of data of these.
    pub sent_bytes: u64,
    /// Rows for which there was no room any more.
    pub lost: u64,
    pub alerts: u64,
}

#[derive(Clone, Debug)]
pub struct Analytics {
    pub name: Name,
    pub poll: Span,
    pub stopped: bool,
    pub reader: Reader,
    pub query: Query,
    pub windows: Windows,
    pub tally: AnalyticsTally,
    /// The key and the count that are above the limit now.
    pub alert: Option<(String, u64)>,
    /// What was found in the last window that ended: the greatest count and its key.
    pub last: Option<(String, u64)>,
    waiting: VecDeque<Stored>,
    polls_at: Time,
    round: u64,
    configured: EventId,
}

impl Analytics {
    #[inline(never)]
    pub(super) fn start(
        step: &mut Step<'_>,
        (name, stream): (&Name, &Name),
        settings: &[Setting],
    ) -> Result<Analytics, Refusal> {
        let mut reader = Reader::new(name.clone(), stream.clone(), ReadFrom::Latest);
        reader.deaggregates = true;
        let mut analytics = Analytics {
            name: name.clone(),
            poll: Span::SECOND,
            stopped: false,
            reader,
            query: Query {
                window: Span::seconds(60),
                sliding: false,
                by: CountBy::All,
                above: None,
                row_time: RowTime::Read,
                rows_to: None,
            },
            windows: Windows::default(),
            tally: AnalyticsTally::default(),
            alert: None,
            last: None,
            waiting: VecDeque::new(),
            polls_at: step.now,
            round: 0,
            configured: step.cause.expect("a command led here"),
        };
        analytics.take_settings(step.era, settings)?;
        analytics.expect(step, step.now);
        Ok(analytics)
    }

    #[inline(never)]
    pub(super) fn set(&mut self, step: &mut Step<'_>, settings: &[Setting]) -> Result<(), Refusal> {
        if self.stopped {
            return Err(Refusal::scene(format!("consumer {} was stopped", self.name)));
        }
        let before = (self.query.window, self.query.sliding, self.query.by, self.query.row_time);
        self.take_settings(step.era, settings)?;
        if before != (self.query.window, self.query.sliding, self.query.by, self.query.row_time) {
            // Another query: what it has counted so far was of the old one.
            self.windows = Windows::default();
            self.alert = None;
        }
        self.configured = step.cause.expect("a command led here");
        self.round += 1;
        self.polls_at = self.polls_at.min(step.now + self.poll);
        self.expect(step, step.now);
        Ok(())
    }

    pub(super) fn stop(&mut self) {
        self.stopped = true;
        self.round += 1;
    }

    /// Rows that wait until their stream takes them.
    pub fn waiting(&self) -> u64 {
        self.waiting.len() as u64
    }

    fn expect(&self, step: &mut Step<'_>, at: Time) {
        step.schedule(at, Wake::AnalyticsActs { reader: self.name.clone(), round: self.round });
    }

    #[inline(never)]
    pub(crate) fn wake(&mut self, step: &mut Step<'_>, services: &mut Services<'_>, round: u64) {
        if round != self.round {
            return;
        }
        let mut step = step.because(self.configured);
        let step = &mut step;
        if let Some(ready) = self.reader.waits_for(services.streams) {
            self.polls_at = ready;
            return self.expect(step, ready);
        }
        let length = self.query.window;
        let by_reading = self.query.row_time == RowTime::Read && !self.query.sliding;
        if by_reading {
            // Before it reads: what is read on the instant of an end belongs to the next window.
            let upto = step.era.epoch_millis(step.now);
            self.close(step, upto);
        }
        if step.now >= self.polls_at {
            self.polls_at = step.now + self.poll;
            self.read(step, services);
        }
        if self.query.sliding {
            self.look_back(step);
        }
        self.send(step, services);
        let millis = length.as_millis();
        let next_end = step.now + Span::millis(millis - step.era.epoch_millis(step.now) % millis);
        let next = if by_reading { self.polls_at.min(next_end) } else { self.polls_at };
        self.expect(step, next);
    }

    fn read(&mut self, step: &mut Step<'_>, services: &mut Services<'_>) {
        let (mut late, mut rows) = (0, Vec::new());
        for (shard, records) in self.reader.poll(step, services.streams).read {
            let stream = services.streams.stream(&self.reader.stream).ok();
            let Some(held) = stream.and_then(|stream| stream.shard(shard)) else { continue };
            each(held.range, &held.slices(records), |record| {
                let key = match self.query.by {
                    CountBy::All => String::new(),
                    CountBy::Key => record.key(),
                };
                match self.windows.count(&self.query, (step.now, step.era), (&key, record.arrived)) {
                    Counted::Late => late += 1,
                    Counted::In(count) => {
                        self.tally.counted += 1;
                        let gives = self.query.above.is_none_or(|above| count > above);
                        if self.query.sliding && gives {
                            rows.push((key, count));
                        }
                    }
                }
            });
        }
        let time = step.era.format_utc(step.now, "%Y-%m-%d %H:%M:%S");
        rows.into_iter().for_each(|(key, count)| self.give("row_time", &time, &key, count));
        if late > 0 {
            self.tally.late += late;
            let reader = self.name.clone();
            step.emit(What::Analytics(AnalyticsEvent::Late { reader, records: late }));
        }
        if self.query.row_time == RowTime::Arrival {
            let watermark = self.windows.watermark_ms;
            self.close(step, watermark);
        }
    }

    /// Closes the tumbling windows that end at this millisecond of the Unix epoch or before.
    fn close(&mut self, step: &mut Step<'_>, upto_ms: u64) {
        let closed = self.windows.close(self.query.window, upto_ms);
        // A window without rows gives none; but what was above the limit is so no longer.
        let since = self.windows.passed(self.query.window, upto_ms);
        let mut most = None;
        for Closed { ends_ms, counts } in closed {
            self.tally.windows += 1;
            let ends = step.era.instant(ends_ms).unwrap_or(step.now);
            let time = step.era.format_utc(ends, "%Y-%m-%d %H:%M:%S");
            let above = self.query.above;
            let rows: Vec<(&String, &u64)> =
                counts.iter().filter(|(_, count)| above.is_none_or(|above| **count > above)).collect();
            let (given, records) = (rows.len() as u64, counts.values().sum());
            for (key, count) in rows {
                self.give("window_end", &time, key, *count);
            }
            let found = counts.iter().max_by_key(|(key, count)| (**count, std::cmp::Reverse(*key)));
            let (key, count) = found.map_or((String::new(), 0), |(key, count)| (key.clone(), *count));
            step.emit(What::Analytics(AnalyticsEvent::WindowClosed {
                reader: self.name.clone(),
                ends_s: ends.as_seconds(),
                records,
                keys: counts.len() as u64,
                most: count,
                key: key.clone(),
                rows: given,
            }));
            most = Some((key.clone(), count));
            self.last = Some((key, count));
        }
        if most.is_some() || since {
            self.judge(step, most);
        }
    }

    /// A sliding window: what has left it, and what is in it now.
    fn look_back(&mut self, step: &mut Step<'_>) {
        self.windows.forget(self.query.window, step.now);
        let most = self.windows.most();
        self.last.clone_from(&most);
        self.judge(step, most);
    }

    /// Whether the greatest count is above the limit.
    fn judge(&mut self, step: &mut Step<'_>, most: Option<(String, u64)>) {
        let over = most.zip(self.query.above).filter(|((_, count), above)| count > above);
        let reader = self.name.clone();
        let was = self.alert.is_some();
        self.alert = over.as_ref().map(|(most, _)| most.clone());
        match over {
            Some(((key, count), above)) if !was => {
                self.tally.alerts += 1;
                step.emit(What::Analytics(AnalyticsEvent::AlertBegan { reader, key, count, above }));
            }
            None if was => drop(step.emit(What::Analytics(AnalyticsEvent::AlertEnded { reader }))),
            Some(_) | None => {}
        }
    }

    /// A row of the result.
    fn give(&mut self, column: &str, time: &str, key: &str, count: u64) {
        self.tally.rows += 1;
        if self.query.rows_to.is_none() {
            return;
        }
        if self.waiting() >= limits::ANALYTICS_ROWS_WAIT.by_era[0] {
            self.tally.lost += 1;
            return;
        }
        let name = if key.is_empty() { "all" } else { key };
        let data = serde_json::json!({ column: time, "key": name, "n": count }).to_string();
        self.waiting.push_back(Stored {
            key: name.to_owned(),
            data: data.into_bytes(),
            explicit_hash_key: None,
        });
    }

    /// Puts what waits, call by call, as long as all of it is taken; the rest is put again at the next read.
    fn send(&mut self, step: &mut Step<'_>, services: &mut Services<'_>) {
        let Some(to) = self.query.rows_to.clone() else { return };
        while !self.waiting.is_empty() {
            let most = usize::try_from(limits::PUT_RECORDS_COUNT.at(step.era)).expect("a few hundred");
            let call: Vec<Stored> = self.waiting.iter().take(most).cloned().collect();
            let count = call.len();
            let Ok(taken) =
                call::put(step, services, (&self.name, &to, PutApi::PutRecords), (call.into(), [].into()))
            else {
                return;
            };
            let tried: Vec<Stored> = self.waiting.drain(..count).collect();
            let bytes = |(row, taken): (&Stored, &bool)| if *taken { row.data.len() as u64 } else { 0 };
            self.tally.sent_bytes += tried.iter().zip(&taken).map(bytes).sum::<u64>();
            let again: Vec<Stored> =
                tried.into_iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(row, _)| row).collect();
            self.tally.sent += (count - again.len()) as u64;
            let refused = !again.is_empty();
            again.into_iter().rev().for_each(|row| self.waiting.push_front(row));
            if refused {
                return;
            }
        }
    }
}

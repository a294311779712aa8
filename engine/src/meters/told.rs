//! What applications and tables tell CloudWatch of themselves, minute by minute: the KPL, the KCL, the Kinesis Agent,
//! Lambda and DynamoDB; `sources` has what services send on their own.
//!
//! The counters of the actors are read at each minute's end, so that minutes sum up to them. The last day is kept.
//! Absent: dimensions (shard, worker, operation), and the minutes before an actor began.

use std::collections::BTreeMap;

use super::Around;
use crate::actors::{Feed, Group, Kpl, Mapping, Work};
use crate::dynamodb::Table;
use crate::era::Era;
use crate::event::{Event, What};
use crate::kernel::{Log, Time};
use crate::names::Name;

/// How many minutes are kept.
const KEPT: usize = 1_440;
const MINUTE: u64 = 60;

/// What is counted of one kind, as sums or over one minute.
pub trait Counts: Copy + Default {
    /// What came since an earlier time; what is no sum stays as it is now. Counted anew, if it began anew since.
    #[must_use]
    fn since(self, earlier: Self) -> Self;
}

macro_rules! counts {
    ($(#[$doc:meta])* $name:ident { sums { $($(#[$sum_doc:meta])* $sum:ident,)* } now { $($(#[$now_doc:meta])* $now:ident,)* } }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$sum_doc])* pub $sum: u64,)*
            $($(#[$now_doc])* pub $now: u64,)*
        }

        impl Counts for $name {
            fn since(self, earlier: Self) -> Self {
                let anew = false $(|| self.$sum < earlier.$sum)*;
                let earlier = if anew { Self::default() } else { earlier };
                Self { $($sum: self.$sum - earlier.$sum,)* $($now: self.$now,)* }
            }
        }
    };
}

// Behind the macro that it uses.
pub mod sources;

pub use sources::{AnalyticsMinute, LogsMinute, RuleMinute};

counts! {
    /// Of a KPL.
    KplMinute {
        sums {
            received,
            put,
            expired,
            failed,
            kinesis_put,
            kinesis_bytes,
            /// Records that were throttled, and all errors.
            throttled,
            errors,
            /// PutRecords calls, the records and the user records in them.
            requests,
            sent,
            user_sent,
            /// User records that are done, and tries beyond the first of those.
            done,
            retries,
            /// BufferingTime of all tries together, and how many they were.
            buffering_us,
            tries,
        }
        now {
            pending,
        }
    }
}

counts! {
    /// Of a group of KCL workers.
    KclMinute {
        sums {
            /// User records that were processed.
            processed,
            /// Of the answers to GetRecords.
            bytes,
            fetches,
            refused,
            checkpoints,
            throttled_checkpoints,
            taken,
            lost,
        }
        now {
            leases,
            workers,
        }
    }
}

counts! {
    /// Of a Kinesis Agent.
    AgentMinute {
        sums {
            bytes,
            attempts,
            errors,
            service_errors,
        }
        now {}
    }
}

counts! {
    /// Of a table of DynamoDB. Reads are counted in half units.
    TableMinute {
        sums {
            written,
            read_halves,
            write_throttles,
            read_throttles,
        }
        now {
            /// Units a second.
            write_capacity,
            read_capacity,
        }
    }
}

counts! {
    /// Of a function that a stream triggers.
    LambdaMinute {
        sums {
            invocations,
            errors,
            throttles,
            /// Invocations that ended, and µs of all of them together.
            ended,
            worked,
            /// Messages that the destination on failure did not get.
            untold,
        }
        now {
            /// ms: the largest age of a batch's last record when it was sent.
            iterator_age,
        }
    }
}

impl LambdaMinute {
    #[inline(never)]
    pub fn of(mapping: &Mapping, minute: u64) -> LambdaMinute {
        let tally = mapping.tally;
        let age = mapping.oldest_sent.filter(|(at, _)| at.as_seconds() / MINUTE == minute);
        LambdaMinute {
            invocations: tally.invocations,
            errors: tally.errors,
            throttles: tally.throttles,
            ended: tally.ended,
            worked: tally.worked,
            untold: tally.untold,
            iterator_age: age.map_or(0, |(_, age)| age.as_millis()),
        }
    }
}

impl KplMinute {
    #[inline(never)]
    pub fn of(kpl: &Kpl) -> KplMinute {
        let counts = &kpl.counts;
        KplMinute {
            received: counts.received,
            put: counts.put,
            expired: counts.expired,
            failed: counts.failed(),
            kinesis_put: counts.kinesis_put,
            kinesis_bytes: counts.kinesis_bytes,
            throttled: counts.throttled_records,
            errors: counts.errors,
            requests: counts.requests,
            sent: counts.sent,
            user_sent: counts.user_sent,
            done: counts.done(),
            retries: counts.retries,
            buffering_us: counts.buffering.as_micros(),
            tries: counts.tries,
            pending: kpl.pending(),
        }
    }
}

impl KclMinute {
    #[inline(never)]
    pub fn of(group: &Group) -> KclMinute {
        let (reader, tally) = (&group.app.reader, group.app.tally);
        let running = || group.workers.values().filter(|worker| worker.running);
        KclMinute {
            processed: reader.user_read,
            bytes: reader.fetched_bytes,
            fetches: reader.fetches,
            refused: reader.refused_calls,
            checkpoints: tally.checkpoints,
            throttled_checkpoints: tally.throttled_checkpoints,
            taken: tally.leases_taken,
            lost: tally.leases_lost,
            leases: running().map(|worker| worker.holds.len() as u64).sum(),
            workers: running().count() as u64,
        }
    }
}

impl AgentMinute {
    /// `None` of another source.
    #[inline(never)]
    pub fn of(feed: &Feed) -> Option<AgentMinute> {
        let agent = match &feed.work {
            Work::Agent(agent) => agent,
            Work::Logs(_) | Work::Iot(_) => return None,
        };
        let tally = agent.tally;
        Some(AgentMinute {
            bytes: tally.bytes_sent,
            attempts: tally.attempts,
            errors: tally.errors,
            service_errors: tally.service_errors,
        })
    }
}

impl TableMinute {
    #[inline(never)]
    pub fn of(table: &Table, era: Era) -> TableMinute {
        let (read_capacity, write_capacity) = table.units(era);
        TableMinute {
            written: table.writes.consumed,
            read_halves: table.reads.consumed,
            write_throttles: table.writes.throttled,
            read_throttles: table.reads.throttled,
            write_capacity,
            read_capacity,
        }
    }
}

/// The minutes of one actor or table.
#[derive(Clone, Debug)]
struct Row<M> {
    past: Log<(u64, M)>,
    last: M,
}

impl<M: Counts> Default for Row<M> {
    fn default() -> Row<M> {
        Row { past: Log::default(), last: M::default() }
    }
}

#[derive(Clone, Debug)]
struct Rows<M>(BTreeMap<Name, Row<M>>);

impl<M: Counts> Default for Rows<M> {
    fn default() -> Rows<M> {
        Rows(BTreeMap::new())
    }
}

impl<M: Counts> Rows<M> {
    #[inline(never)]
    fn close<'a>(&mut self, minute: u64, all: impl Iterator<Item = (&'a Name, M)>) {
        for (name, sums) in all {
            let row = match self.0.get_mut(name) {
                Some(row) => row,
                None => self.0.entry(name.clone()).or_default(),
            };
            row.past.push((minute, sums.since(row.last)));
            row.last = sums;
            row.past.trim_to(row.past.end().saturating_sub(KEPT));
        }
    }

    #[inline(never)]
    fn of(&self, name: &Name, minutes: usize) -> Vec<(u64, M)> {
        self.0.get(name).map_or(Vec::new(), |row| {
            row.past.from(row.past.end().saturating_sub(minutes)).map(|(_, minute)| *minute).collect()
        })
    }
}

#[derive(Clone, Debug, Default)]
pub struct Told {
    kpl: Rows<KplMinute>,
    kcl: Rows<KclMinute>,
    agents: Rows<AgentMinute>,
    tables: Rows<TableMinute>,
    functions: Rows<LambdaMinute>,
    sources: sources::Sources,
    /// The largest MillisBehindLatest that groups of workers and applications were told in the open minute, and in those before.
    behind: BTreeMap<Name, u64>,
    past_behind: BTreeMap<Name, Log<(u64, u64)>>,
    /// The minute that is open.
    now: u64,
}

impl Told {
    /// The last whole minutes of a producer's KPL, oldest first, each with its number; so with the others.
    pub fn kpl(&self, name: &Name, minutes: usize) -> Vec<(u64, KplMinute)> {
        self.kpl.of(name, minutes)
    }
    pub fn kcl(&self, name: &Name, minutes: usize) -> Vec<(u64, KclMinute)> {
        self.kcl.of(name, minutes)
    }
    pub fn agent(&self, name: &Name, minutes: usize) -> Vec<(u64, AgentMinute)> {
        self.agents.of(name, minutes)
    }
    pub fn table(&self, name: &Name, minutes: usize) -> Vec<(u64, TableMinute)> {
        self.tables.of(name, minutes)
    }

    pub fn lambda(&self, name: &Name, minutes: usize) -> Vec<(u64, LambdaMinute)> {
        self.functions.of(name, minutes)
    }

    pub fn logs(&self, name: &Name, minutes: usize) -> Vec<(u64, LogsMinute)> {
        self.sources.logs.of(name, minutes)
    }

    pub fn rule(&self, name: &Name, minutes: usize) -> Vec<(u64, RuleMinute)> {
        self.sources.rules.of(name, minutes)
    }

    pub fn analytics(&self, name: &Name, minutes: usize) -> Vec<(u64, AnalyticsMinute)> {
        self.sources.analytics.of(name, minutes)
    }

    /// The largest MillisBehindLatest of a group's or an application's answers with records in a minute.
    pub fn behind(&self, name: &Name, minute: u64) -> Option<u64> {
        let past = self.past_behind.get(name)?;
        let found = past.get(past.partition_point(|(at, _)| *at < minute))?;
        (found.0 == minute).then_some(found.1)
    }

    pub(super) fn note(&mut self, event: &Event, around: &Around<'_>) {
        let What::RecordsRead { reader, behind_ms, .. } = &event.what else { return };
        if let Some(most) = self.behind.get_mut(reader) {
            *most = (*most).max(*behind_ms);
        } else if around.actors.group(reader).is_some() || around.actors.counts_windows(reader) {
            self.behind.insert(reader.clone(), *behind_ms);
        }
    }

    /// Time passes until an instant, and nothing happens before it: closes the minutes that are over.
    pub(super) fn pass(&mut self, until: Time, around: &Around<'_>, era: Era) {
        let minute = until.as_seconds() / MINUTE;
        while self.now < minute {
            let producers = around.actors.producers();
            let kpl = producers.filter_map(|it| it.kpl.as_deref().map(|kpl| (&it.name, KplMinute::of(kpl))));
            self.kpl.close(self.now, kpl);
            let groups = around.actors.groups();
            self.kcl.close(self.now, groups.map(|group| (&group.app.name, KclMinute::of(group))));
            let agents = around.actors.feeds();
            self.agents.close(self.now, agents.filter_map(|it| Some((&it.name, AgentMinute::of(it)?))));
            let tables = around.tables.iter();
            self.tables.close(self.now, tables.map(|table| (&table.name, TableMinute::of(table, era))));
            let mappings = around.actors.mappings().map(|it| (&it.name, LambdaMinute::of(it, self.now)));
            self.functions.close(self.now, mappings);
            if around.actors.feeds().next().is_some() || around.actors.analytics().next().is_some() {
                self.sources.close(self.now, around);
            }
            for (name, behind_ms) in std::mem::take(&mut self.behind) {
                let past = self.past_behind.entry(name).or_default();
                past.push((self.now, behind_ms));
                past.trim_to(past.end().saturating_sub(KEPT));
            }
            self.now += 1;
        }
    }
}

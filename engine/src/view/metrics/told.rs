//! The CloudWatch metrics of those who tell of themselves: AWS's names, one value for each minute. Where AWS has no such
//! metric its text says that the name is ours.
//!
//! Averages are in hundredths. Absent: dimensions, statistics other than the one that each metric is read by, and what
//! our actors have no state for (latencies of calls, memory, threads).

use std::fmt;

use serde::Serialize;

use super::{Metric, percent, services, sources};
use crate::kernel::Span;
use crate::limits;
use crate::meters::{AgentMinute, KclMinute, KplMinute, TableMinute, rule, subscription};
use crate::names::Name;
use crate::world::World;

/// Who tells CloudWatch of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Teller {
    /// A stream: namespace AWS/Kinesis.
    Stream(Name),
    /// A function that a stream triggers: namespace AWS/Lambda.
    Lambda(Name),
    /// A producer's KPL: namespace KinesisProducerLibrary.
    Kpl(Name),
    /// A KCL application: the namespace has its name.
    Kcl(Name),
    /// Namespace AWSKinesisAgent.
    Agent(Name),
    /// Namespace AWS/DynamoDB.
    Table(Name),
    /// A log group with its subscription: namespace AWS/Logs.
    Logs(Name),
    /// Namespace AWS/IoT.
    Rule(Name),
    /// Namespace AWS/KinesisAnalytics.
    Analytics(Name),
}

impl fmt::Display for Teller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Teller::Stream(name) => write!(f, "{name} (minutes)"),
            Teller::Lambda(name) => write!(f, "{name} (Lambda)"),
            Teller::Kpl(name) => write!(f, "{name} (KPL)"),
            Teller::Kcl(name) => write!(f, "{name} (KCL)"),
            Teller::Agent(name) => write!(f, "{name} (agent)"),
            Teller::Table(name) => write!(f, "{name} (table)"),
            Teller::Logs(name) => write!(f, "{name} (log group)"),
            Teller::Rule(name) => write!(f, "{name} (IoT rule)"),
            Teller::Analytics(name) => write!(f, "{name} (Analytics)"),
        }
    }
}

/// All who tell now.
pub fn tellers(world: &World) -> Vec<Teller> {
    let actors = world.actors();
    let streams = world.streams().iter().map(|it| Teller::Stream(it.name.clone()));
    let functions = actors.mappings().map(|it| Teller::Lambda(it.name.clone()));
    let kpl = actors.producers().filter(|it| it.kpl.is_some()).map(|it| Teller::Kpl(it.name.clone()));
    let agents = actors.feeds().filter(|it| AgentMinute::of(it).is_some());
    let kcl = actors.groups().map(|it| Teller::Kcl(it.app.name.clone()));
    let tables = world.dynamodb().iter().map(|it| Teller::Table(it.name.clone()));
    let agents = agents.map(|it| Teller::Agent(it.name.clone()));
    let logs = actors.feeds().filter(|it| subscription(it).is_some());
    let logs = logs.map(|it| Teller::Logs(it.name.clone()));
    let rules = actors.feeds().filter(|it| rule(it).is_some()).map(|it| Teller::Rule(it.name.clone()));
    let windows = actors.analytics().map(|it| Teller::Analytics(it.name.clone()));
    let sources = logs.chain(rules).chain(windows);
    streams.chain(kpl).chain(agents).chain(kcl).chain(functions).chain(tables).chain(sources).collect()
}

/// The metrics of one of them, each with its last whole minutes.
pub fn told(world: &World, of: &Teller, minutes: usize) -> Vec<Metric> {
    let told = &world.meters().told;
    match of {
        Teller::Stream(name) => services::stream(world, name, minutes),
        Teller::Lambda(name) => services::lambda(&told.lambda(name, minutes)),
        Teller::Kpl(name) => kpl(&told.kpl(name, minutes), world),
        Teller::Kcl(name) => {
            let rows = told.kcl(name, minutes);
            let behind = behind(world, name, rows.iter().map(|(at, _)| *at));
            kcl(&rows, behind)
        }
        Teller::Agent(name) => agent(&told.agent(name, minutes)),
        Teller::Table(name) => table(&told.table(name, minutes)),
        Teller::Logs(name) => sources::logs(&told.logs(name, minutes)),
        Teller::Rule(name) => sources::rule(&told.rule(name, minutes)),
        Teller::Analytics(name) => {
            let rows = told.analytics(name, minutes);
            let behind = behind(world, name, rows.iter().map(|(at, _)| *at));
            sources::analytics(&rows, behind, world.era())
        }
    }
}

/// The largest MillisBehindLatest of each minute, by the second with which it began.
fn behind(world: &World, name: &Name, minutes: impl Iterator<Item = u64>) -> Vec<(u64, Option<u64>)> {
    minutes.map(|at| (at * 60, world.meters().told.behind(name, at))).collect()
}

pub(super) struct Made<'a, M> {
    pub rows: &'a [(u64, M)],
    pub made: Vec<Metric>,
}

impl<M> Made<'_, M> {
    pub fn add(
        &mut self,
        (name, unit): (&str, &'static str),
        value: impl Fn(&M) -> Option<u64>,
        about: &'static str,
    ) -> &mut Metric {
        let points = self.rows.iter().map(|(at, minute)| (at * 60, value(minute))).collect();
        self.made.push(Metric { name: name.to_owned(), unit, about, points, limit: None, bad: false });
        self.made.last_mut().expect("it was pushed")
    }
}

/// Hundredths of a quotient; `None` where nothing was.
fn mean(sum: u64, of: u64) -> Option<u64> {
    (sum * 100).checked_div(of)
}

fn kpl(rows: &[(u64, KplMinute)], world: &World) -> Vec<Metric> {
    let mut all = Made { rows, made: Vec::new() };
    let takes = Span::millis(limits::KPL_REQUEST_TAKES.at(world.era())).as_millis();
    all.add(
        ("UserRecordsReceived", "records"),
        |m| Some(m.received),
        "User records that the application handed over.",
    );
    all.add(
        ("UserRecordsPut", "records"),
        |m| Some(m.put),
        "User records that are in the stream, as far as the KPL knows.",
    );
    all.add(
        ("UserRecordsPending", "records"),
        |m| Some(m.pending),
        "User records neither put nor failed, at the minute's end.",
    );
    all.add(
        ("KinesisRecordsPut", "records"),
        |m| Some(m.kinesis_put),
        "Records of the stream, each of which may hold many user records.",
    );
    all.add(("KinesisRecordsDataPut", "bytes"), |m| Some(m.kinesis_bytes), "Bytes of data of these.");
    all.add(
        ("UserRecordsPerKinesisRecord", HUNDREDTHS),
        |m| mean(m.user_sent, m.sent),
        "How well it aggregates: user records in a record that was sent, on average. A gap: none was sent.",
    );
    all.add(
        ("KinesisRecordsPerPutRecordsRequest", HUNDREDTHS),
        |m| mean(m.sent, m.requests),
        "How well it collects: records in a call of PutRecords, on average. A gap: no call.",
    );
    all.add(
        ("UserRecordsPerPutRecordsRequest", HUNDREDTHS),
        |m| mean(m.user_sent, m.requests),
        "User records in a call of PutRecords, on average. A gap: no call.",
    );
    all.add(
        ("BufferingTime", "ms"),
        |m| m.buffering_us.checked_div(m.tries * 1_000),
        "From when a user record came to when it was sent, on average. A gap: none was sent.",
    );
    all.add(
        ("RequestTime", "ms"),
        move |m| (m.requests > 0).then_some(takes),
        "How long a call of PutRecords takes. A gap: no call.",
    );
    all.add(
        ("RetriesPerRecord", HUNDREDTHS),
        |m| mean(m.retries, m.done),
        "Tries beyond the first of user records that were put or failed, on average. A gap: there were none.",
    );
    all.add(
        ("ErrorsByCode: ProvisionedThroughputExceededException", "records"),
        |m| Some(m.throttled),
        "Records that a shard refused: ErrorsByCode, with the code as its dimension ErrorCode.",
    )
    .bad = true;
    all.add(
        ("AllErrors", "errors"),
        |m| Some(m.errors),
        "Records that were refused, and calls that failed as a whole.",
    )
    .bad = true;
    all.add(
        ("UserRecordExpired", "records"),
        |m| Some(m.expired),
        "User records that were not in the stream within RecordTtl.",
    )
    .bad = true;
    all.made
}

fn kcl(rows: &[(u64, KclMinute)], behind: Vec<(u64, Option<u64>)>) -> Vec<Metric> {
    let mut all = Made { rows, made: Vec::new() };
    all.add(
        ("RecordsProcessed", "records"),
        |m| Some(m.processed),
        "User records that all workers processed, those done again too.",
    );
    all.add(("DataBytesProcessed", "bytes"), |m| Some(m.bytes), "Bytes that GetRecords gave.");
    all.add(
        ("MillisBehindLatest", "ms"),
        |_| None,
        "How far behind the tip an answer with records was, at most. A gap: there was none.",
    )
    .points = behind;
    all.add(
        ("KinesisDataFetcher.getRecords.Success", "%"),
        |m| percent((m.fetches, m.fetches + m.refused)),
        "Calls of GetRecords that were answered, of all. A gap: no call.",
    );
    all.add(
        ("CurrentLeases", "leases"),
        |m| Some(m.leases),
        "Leases that running workers hold, at the minute's end.",
    );
    all.add(
        ("TakenLeases", "leases"),
        |m| Some(m.taken),
        "Leases that workers took: new, orphaned or stolen.",
    );
    all.add(("LostLeases", "leases"), |m| Some(m.lost), "Leases that a worker found in other hands.").bad =
        true;
    all.add(
        ("Checkpoints", "writes"),
        |m| Some(m.checkpoints),
        "Checkpoints that were written down. The KCL has no metric of this name: it is ours.",
    );
    all.add(
        ("Checkpoints throttled", "writes"),
        |m| Some(m.throttled_checkpoints),
        "Checkpoints for which the table had no capacity. The KCL has no metric of this name: it is ours.",
    )
    .bad = true;
    all.made
}

fn agent(rows: &[(u64, AgentMinute)]) -> Vec<Metric> {
    let mut all = Made { rows, made: Vec::new() };
    all.add(("BytesSent", "bytes"), |m| Some(m.bytes), "Bytes of records that were taken.");
    all.add(
        ("RecordSendAttempts", "records"),
        |m| Some(m.attempts),
        "Records that were sent, each try counted.",
    );
    all.add(("RecordSendErrors", "records"), |m| Some(m.errors), "Records that came back with an error.")
        .bad = true;
    all.add(("ServiceErrors", "calls"), |m| Some(m.service_errors), "Calls that failed as a whole.").bad =
        true;
    all.made
}

fn table(rows: &[(u64, TableMinute)]) -> Vec<Metric> {
    let mut all = Made { rows, made: Vec::new() };
    let newest = rows.last().map(|(_, minute)| *minute).unwrap_or_default();
    all.add(
        ("ConsumedWriteCapacityUnits", "units"),
        |m| Some(m.written),
        "Write units that were used: one for each KB begun. The limit is what the table has in a minute; it may save up \
         300 seconds' worth.",
    )
    .limit = Some(newest.write_capacity * 60);
    all.add(
        ("ProvisionedWriteCapacityUnits", "units"),
        |m| Some(m.write_capacity),
        "Write units a second that the table has, at the minute's end.",
    );
    all.add(
        ("WriteThrottleEvents", "writes"),
        |m| Some(m.write_throttles),
        "Writes for which there was no capacity.",
    )
    .bad = true;
    all.add(
        ("ConsumedReadCapacityUnits", "units"),
        |m| Some(m.read_halves.div_ceil(2)),
        "Read units that were used: one for each 4 KB begun, or half of one where the read need not be consistent.",
    )
    .limit = Some(newest.read_capacity * 60);
    all.add(
        ("ProvisionedReadCapacityUnits", "units"),
        |m| Some(m.read_capacity),
        "Read units a second that the table has, at the minute's end.",
    );
    all.add(
        ("ReadThrottleEvents", "reads"),
        |m| Some(m.read_throttles),
        "Reads for which there was no capacity.",
    )
    .bad = true;
    all.made
}

/// The unit of a mean: the value is a hundred times it.
pub const HUNDREDTHS: &str = "/100";

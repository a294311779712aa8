//! The pipeline of a connector and a window with its counts, as a learner may look at them.

use serde::Serialize;

use super::{ReaderView, build};
use crate::actors::{Analytics, Group, Stage};
use crate::command::{CountBy, Keep, Place, RowTime, Target, Transform};
use crate::era::Era;
use crate::kernel::Time;
use crate::names::{Name, ShardId};
use crate::world::World;

/// What an application of the Connector Library has besides its workers. All counts are of user records:
/// `taken = unreadable + filtered + buffered + emitted + given_up + forgotten`, but for one that is being written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConnectorView {
    pub transform: Transform,
    /// `all`, `60%`, `contains "error"`.
    pub keep: String,
    #[serde(skip)]
    pub keeps: Keep,
    pub flush_records: u64,
    pub flush_bytes: u64,
    /// `None`: never by time.
    pub flush_age_ms: Option<u64>,
    pub emit: Place,
    /// Where the file lies that a cluster copies; `None` of another emitter.
    pub through: Option<Name>,
    /// Items in one BatchWriteItem; `None` of another emitter.
    pub emit_items: Option<u64>,
    pub tries: u64,
    pub backoff_ms: u64,
    pub taken: u64,
    pub unreadable: u64,
    pub filtered: u64,
    /// In the buffers of all its workers.
    pub buffered: u64,
    pub emitted: u64,
    pub given_up: u64,
    pub forgotten: u64,
    /// Buffers emitted.
    pub buffers: u64,
    pub failed_tries: u64,
    /// Files written over one of the same name, and records whose items were there.
    pub overwritten: u64,
    /// One for each shard that is worked on.
    pub pipes: Vec<PipeView>,
}

/// The buffer of one shard.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PipeView {
    pub shard: ShardId,
    pub worker: u32,
    pub records: u64,
    pub bytes: u64,
    /// Since it was emptied last.
    pub since_ms: u64,
    /// It is on its way, or waits to be tried again.
    pub emits: bool,
    /// Tries that have failed.
    pub failed: u64,
}

pub(super) fn connector(group: &Group, now: Time) -> Option<ConnectorView> {
    let pipeline = group.app.pipeline.as_ref()?;
    let pipes: Vec<PipeView> = group.workers.values().flat_map(|it| pipes(it, now)).collect();
    let tally = pipeline.tally;
    Some(ConnectorView {
        transform: pipeline.transform(),
        keep: pipeline.keep().to_string(),
        keeps: pipeline.keep().clone(),
        flush_records: pipeline.flush_records,
        flush_bytes: pipeline.flush_bytes,
        flush_age_ms: pipeline.flush_age.map(crate::kernel::Span::as_millis),
        emit: pipeline.emit.clone(),
        through: matches!(pipeline.emit, Place::Cluster(_)).then(|| pipeline.through.clone()),
        emit_items: matches!(pipeline.emit, Place::Table(_)).then_some(pipeline.items),
        tries: pipeline.tries,
        backoff_ms: pipeline.backoff.as_millis(),
        taken: tally.taken,
        unreadable: tally.unreadable,
        filtered: tally.filtered,
        buffered: pipes.iter().map(|pipe| pipe.records).sum(),
        emitted: tally.emitted,
        given_up: tally.given_up,
        forgotten: tally.forgotten,
        buffers: tally.buffers,
        failed_tries: tally.failed_tries,
        overwritten: tally.overwritten,
        pipes,
    })
}

fn pipes(worker: &crate::actors::Worker, now: Time) -> impl Iterator<Item = PipeView> {
    worker.holds.iter().filter_map(move |(shard, hold)| {
        let run = hold.run.as_ref()?;
        let emission = if let Stage::Emits(emission) = run.stage { Some(emission) } else { None };
        // What is written already lies in its file.
        let written = emission.is_some_and(|emission| emission.written);
        Some(PipeView {
            shard: *shard,
            worker: worker.number,
            records: if written { 0 } else { run.buffer.unsaved() },
            bytes: if written { 0 } else { run.buffer.bytes },
            since_ms: now.since(run.buffer.since).as_millis(),
            emits: emission.is_some(),
            failed: emission.map_or(0, |emission| emission.failed),
        })
    })
}

/// What an application that counts in windows has besides what every reader has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnalyticsView {
    /// What it is in this era: `Kinesis Data Analytics, SQL`, `Managed Service for Apache Flink`.
    pub service: &'static str,
    pub window_ms: u64,
    pub sliding: bool,
    pub by: CountBy,
    /// `None`: no alert.
    pub above: Option<u64>,
    pub row_time: RowTime,
    pub rows_to: Option<Target>,
    /// A count is above the limit.
    pub alert: bool,
    pub alerts: u64,
    /// The greatest count of the last window that ended, or of the one that slides; and its key, if it counts by key.
    pub most: u64,
    pub most_key: Option<String>,
    /// Counts of the window that is open, greatest first: at most ten.
    pub counts: Vec<CountView>,
    pub counted: u64,
    pub late: u64,
    pub windows: u64,
    pub rows: u64,
    pub rows_sent: u64,
    pub rows_waiting: u64,
    pub rows_lost: u64,
    /// ms until the tumbling window by reading time ends.
    pub ends_in_ms: Option<u64>,
    /// The statement that it stands for.
    #[serde(skip)]
    pub sql: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CountView {
    pub key: String,
    pub n: u64,
}

const COUNTS_SHOWN: usize = 10;

pub(super) fn readers(world: &World) -> impl Iterator<Item = ReaderView> {
    world.actors().analytics().map(|it| ReaderView {
        analytics: Some(analytics(it, world)),
        ..build::one_reader(world, &it.reader, ("analytics", Some(it.poll)), it.stopped)
    })
}

fn analytics(it: &Analytics, world: &World) -> AnalyticsView {
    let (era, query) = (world.era(), &it.query);
    let length = query.window.as_millis();
    let name = |key: &str| (query.by == CountBy::Key).then(|| key.to_owned());
    let by_reading = !query.sliding && query.row_time == RowTime::Read && !it.stopped;
    let counts = it.windows.now(query.sliding).into_iter().take(COUNTS_SHOWN);
    AnalyticsView {
        service: service(era),
        window_ms: length,
        sliding: query.sliding,
        by: query.by,
        above: query.above,
        row_time: query.row_time,
        rows_to: query.rows_to.clone(),
        alert: it.alert.is_some(),
        alerts: it.tally.alerts,
        most: it.last.as_ref().map_or(0, |(_, count)| *count),
        most_key: it.last.as_ref().and_then(|(key, _)| name(key)),
        counts: counts.map(|(key, n)| CountView { key: name(&key).unwrap_or("all".to_owned()), n }).collect(),
        counted: it.tally.counted,
        late: it.tally.late,
        windows: it.tally.windows,
        rows: it.tally.rows,
        rows_sent: it.tally.sent,
        rows_waiting: it.waiting(),
        rows_lost: it.tally.lost,
        ends_in_ms: by_reading.then(|| length - era.epoch_millis(world.now()) % length),
        sql: sql(it, era),
    }
}

fn service(era: Era) -> &'static str {
    match era {
        Era::Y2018 | Era::Y2020 => "Kinesis Data Analytics, SQL",
        Era::Today => "Managed Service for Apache Flink",
    }
}

/// The statement, in the SQL of the era.
fn sql(it: &Analytics, era: Era) -> String {
    let (query, seconds) = (&it.query, it.query.window.as_seconds());
    let above = query.above;
    let flink = era == Era::Today;
    let key = match (query.by, flink) {
        (CountBy::All, _) => "",
        (CountBy::Key, false) => "\"PARTITION_KEY\"",
        (CountBy::Key, true) => "partition_key",
    };
    let (column, group) = if key.is_empty() { (String::new(), "") } else { (format!("{key}, "), ", ") };
    let partition = if key.is_empty() { String::new() } else { format!("PARTITION BY {key} ") };
    let stream = &it.reader.stream;
    let time = if query.row_time == RowTime::Arrival { "arrival_time" } else { "proc_time" };
    let having = above.map_or(String::new(), |above| format!("\nHAVING COUNT(*) > {above}"));
    let only = above.map_or(String::new(), |above| format!("\nWHERE n > {above}"));
    match (flink, query.sliding) {
        (false, false) => format!(
            "SELECT STREAM {column}COUNT(*) AS n\nFROM \"SOURCE_SQL_STREAM_001\" AS s\n\
             GROUP BY {key}{group}STEP(s.ROWTIME BY INTERVAL '{seconds}' SECOND){having};"
        ),
        (false, true) => format!(
            "SELECT STREAM * FROM (\n  SELECT STREAM {column}COUNT(*) OVER w AS n\n  FROM \"SOURCE_SQL_STREAM_001\"\n  \
             WINDOW w AS ({partition}RANGE INTERVAL '{seconds}' SECOND PRECEDING)\n){only};"
        ),
        (true, false) => format!(
            "SELECT window_end, {column}COUNT(*) AS n\n\
             FROM TABLE(TUMBLE(TABLE `{stream}`, DESCRIPTOR({time}), INTERVAL '{seconds}' SECOND))\n\
             GROUP BY window_start, window_end{group}{key}{having};"
        ),
        (true, true) => format!(
            "SELECT * FROM (\n  SELECT {column}COUNT(*) OVER ({partition}ORDER BY {time}\n    \
             RANGE BETWEEN INTERVAL '{seconds}' SECOND PRECEDING AND CURRENT ROW) AS n\n  FROM `{stream}`\n){only};"
        ),
    }
}

//! The view of sources that are no SDK producers, and one sentence for each thing that they tell.

use serde::Serialize;

use super::{LineView, ProducerView, duplicates};
use crate::actors::{Agent, Feed, Rule, Subscription, Work};
use crate::command::{Principal, PutApi, Resend, Target};
use crate::event::FeedTells;
use crate::kernel::units::{grouped, print_span};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::meters::ProducerRates;
use crate::names::Name;
use crate::record::Stored;
use crate::world::World;

/// One flow of a Kinesis Agent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgentView {
    pub host: Name,
    /// filePattern.
    pub file: String,
    pub lines: String,
    pub rotate: String,
    pub initial: &'static str,
    pub process: String,
    pub multiline: Option<String>,
    pub partition: &'static str,
    pub buffer_age_us: u64,
    pub buffer_records: u64,
    pub buffer_bytes: u64,
    pub running: bool,
    /// Lines in all files so far: `skipped + filtered + unread + buffered + lines_sent - repeated - repeats_due`.
    pub written: u64,
    /// Before the agent's first line.
    pub skipped: u64,
    /// Lines that the agent has not read yet.
    pub unread: u64,
    /// Lines in the agent's buffers, not taken yet.
    pub buffered: u64,
    /// Lines that LOGTOJSON could not read.
    pub filtered: u64,
    /// Lines of records that were taken, repeated ones too.
    pub lines_sent: u64,
    pub records_sent: u64,
    /// Lines that were taken once more after a crash.
    pub repeated: u64,
    /// Lines that were taken before a crash, and that the agent will send once more.
    pub repeats_due: u64,
    pub truncated: u64,
    /// The next line that it reads; every line below the checkpoint was sent or passed over.
    pub reads_at: u64,
    pub checkpoint: Option<u64>,
    /// Records in the buffer that is being filled, and µs until it is old enough.
    pub filling: u64,
    pub filling_bytes: u64,
    pub sends_in_us: Option<u64>,
    /// Buffers that wait to be sent.
    pub full_buffers: u64,
    pub retry_in_us: Option<u64>,
    pub rotations: u64,
    /// The agent's own metrics: BytesSent, RecordSendAttempts, RecordSendErrors, ServiceErrors.
    pub bytes_sent: u64,
    pub attempts: u64,
    pub errors: u64,
    pub service_errors: u64,
    /// Oldest first; the last is written to.
    pub files: Vec<LogFileView>,
    /// The last record: its lines, and what it became.
    pub last_lines: Option<String>,
    pub last_record: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogFileView {
    pub name: String,
    pub lines: u64,
    pub bytes: u64,
    /// Lines of it that the agent has read, or skipped; and those below the checkpoint.
    pub lines_read: u64,
    pub lines_kept: u64,
    /// It is written to.
    pub current: bool,
}

/// A subscription filter of a log group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogsView {
    pub group: String,
    pub lines: String,
    pub log_streams: u64,
    pub filter: String,
    pub distribution: &'static str,
    /// Log events that the group got, and those that fit the pattern: `events_sent + events_waiting + given_up`.
    pub events: u64,
    pub matched: u64,
    pub events_sent: u64,
    pub events_waiting: u64,
    pub given_up: u64,
    pub records_sent: u64,
    pub records_waiting: u64,
    pub control_sent: u64,
    pub invocations: u64,
    pub retries: u64,
    pub retry_in_us: Option<u64>,
    /// The last record: its JSON, and its size as gzip and as base64.
    pub last_json: Option<String>,
    pub last_gzip: u64,
    pub last_base64: u64,
    /// With a function as its target: the event of its last invocation, with the same record in it.
    pub last_event: Option<String>,
}

/// A rule of IoT Core with the devices that it hears.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IotView {
    pub devices: u64,
    pub topic: String,
    pub sql: String,
    pub key: String,
    pub separator: &'static str,
    pub error_to: Option<Target>,
    /// Messages published, of topics that FROM names, and let through by WHERE: `actions + waiting + failed`.
    pub published: u64,
    pub heard: u64,
    pub matched: u64,
    /// Messages whose action was done.
    pub actions: u64,
    pub waiting: u64,
    pub retries: u64,
    pub failed: u64,
    /// Failed messages that the error action passed on.
    pub told: u64,
    pub last_topic: Option<String>,
    pub last_message: Option<String>,
    pub last_key: Option<String>,
    pub last_record: Option<String>,
}

pub(super) fn feeds(world: &World) -> Vec<ProducerView> {
    world.actors().feeds().map(|feed| one(world, feed)).collect()
}

fn one(world: &World, feed: &Feed) -> ProducerView {
    let now = world.now();
    let none = ProducerRates::default();
    let rates = world.meters().doors.producer(&feed.name).unwrap_or(&none);
    let (mut agent, mut logs, mut iot) = (None, None, None);
    match &feed.work {
        Work::Agent(it) => agent = Some(Box::new(of_agent(it, now))),
        Work::Logs(it) => logs = Some(Box::new(of_logs(it, now))),
        Work::Iot(it) => iot = Some(Box::new(of_iot(it))),
    }
    ProducerView {
        name: feed.name.clone(),
        kind: feed.work.kind().word(),
        to: feed.to.clone(),
        rate: feed.rate,
        size: 0,
        keys: String::new(),
        hot_key: None,
        api: if iot.is_some() { PutApi::PutRecord } else { PutApi::PutRecords },
        payload: match &feed.work {
            Work::Agent(it) => it.lines().to_string(),
            Work::Logs(it) => it.lines().to_string(),
            Work::Iot(_) => "messages".to_owned(),
        },
        retries: match &feed.work {
            Work::Iot(_) => limits::IOT_RETRIES.at(world.era()),
            Work::Agent(_) | Work::Logs(_) => 0,
        },
        backoff_us: 0,
        resend: Resend::Failed,
        resending: match &feed.work {
            Work::Agent(it) => it.buffers().take(it.full_buffers()).map(|buffer| buffer.waiting()).sum(),
            Work::Logs(it) => it.records_waiting(),
            Work::Iot(it) => it.waiting(),
        },
        resent: 0,
        given_up: match &feed.work {
            Work::Agent(_) => 0,
            Work::Logs(it) => it.tally.given_up,
            Work::Iot(it) => it.tally.failed,
        },
        doubled: match &feed.work {
            Work::Agent(it) => it.tally.doubled,
            Work::Logs(_) | Work::Iot(_) => 0,
        },
        line: match &feed.work {
            Work::Agent(it) => Some(line(world, it)),
            Work::Logs(_) | Work::Iot(_) => None,
        },
        stopped: feed.stopped,
        not_allowed: super::roles::not_allowed(world, &Principal::Actor(feed.name.clone())),
        sent: rates.sent,
        refused: rates.refused,
        sent_per_s: rates.sent_rate.per_second(now),
        refused_per_s: rates.refused_rate.per_second(now),
        bytes_per_s: rates.bytes_rate.per_second(now),
        agent,
        logs,
        iot,
        kpl: None,
        tool: None,
    }
}

fn line(world: &World, agent: &Agent) -> LineView {
    let at = |limit: &limits::Limit| limit.at(world.era());
    let bounds = (at(&limits::SDK_TIMEOUT_MIN), at(&limits::SDK_TIMEOUT_MAX) * 1_000);
    duplicates::line(&agent.line, (agent.timeout, bounds), agent.unanswered())
}

fn of_agent(agent: &Agent, now: Time) -> AgentView {
    let until = |at: Time| at.since(now).as_micros();
    let filling = agent.filling();
    let newest = agent.log_files().next_back().map_or(1, |file| file.number);
    // `/var/log/app.log*` is the pattern of app.log, app.log.1, …
    let base = agent.file.trim_end_matches('*').rsplit('/').next().unwrap_or_default().to_owned();
    let checkpoint = agent.checkpoint.unwrap_or(0);
    let files = agent.log_files().map(|file| {
        let part = |to: u64| to.clamp(file.first, file.end()) - file.first;
        let age = newest - file.number;
        LogFileView {
            name: if age == 0 { base.clone() } else { format!("{base}.{age}") },
            lines: file.lines,
            bytes: file.bytes,
            lines_read: part(agent.read),
            lines_kept: part(checkpoint),
            current: !file.closed,
        }
    });
    let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
    AgentView {
        host: agent.host.clone(),
        file: agent.file.clone(),
        lines: agent.lines().to_string(),
        rotate: agent.rotate.to_string(),
        initial: agent.initial.word(),
        process: agent.process.to_string(),
        multiline: agent.multiline.clone(),
        partition: agent.partition.word(),
        buffer_age_us: agent.buffer_age.as_micros(),
        buffer_records: agent.buffer_records,
        buffer_bytes: agent.buffer_bytes,
        running: agent.running,
        written: agent.written(),
        skipped: agent.skipped,
        unread: agent.written() - agent.read,
        buffered: agent.buffers().map(|buffer| buffer.lines_waiting()).sum(),
        filtered: agent.tally.filtered,
        lines_sent: agent.tally.lines_sent,
        records_sent: agent.tally.records_sent,
        repeated: agent.tally.repeated,
        repeats_due: agent.repeats_due(),
        truncated: agent.tally.truncated,
        reads_at: agent.read,
        checkpoint: agent.checkpoint,
        filling: filling.records(),
        filling_bytes: filling.bytes,
        sends_in_us: filling.since.map(|since| until(since + agent.buffer_age)),
        full_buffers: agent.full_buffers() as u64,
        retry_in_us: agent.retry_at().map(until),
        rotations: agent.rotations(),
        bytes_sent: agent.tally.bytes_sent,
        attempts: agent.tally.attempts,
        errors: agent.tally.errors,
        service_errors: agent.tally.service_errors,
        files: files.collect(),
        last_lines: agent.last.as_ref().map(|(lines, _)| text(lines)),
        last_record: agent.last.as_ref().map(|(_, record)| text(record)),
    }
}

fn of_logs(logs: &Subscription, now: Time) -> LogsView {
    let (last_gzip, last_base64) = logs.last_sizes;
    LogsView {
        group: logs.group.clone(),
        lines: logs.lines().to_string(),
        log_streams: logs.log_streams,
        filter: logs.filter.as_str().to_owned(),
        distribution: logs.distribution.word(),
        events: logs.tally.events,
        matched: logs.tally.matched,
        events_sent: logs.tally.events_sent,
        events_waiting: logs.events_waiting(),
        given_up: logs.tally.given_up,
        records_sent: logs.tally.records_sent,
        records_waiting: logs.records_waiting(),
        control_sent: logs.tally.control_sent,
        invocations: logs.tally.invocations,
        retries: logs.tally.retries,
        retry_in_us: logs.retry_at().map(|at| at.since(now).as_micros()),
        last_json: logs.last.clone(),
        last_gzip,
        last_base64,
        last_event: logs.last_event.clone(),
    }
}

fn of_iot(rule: &Rule) -> IotView {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let record = |of: fn(&Stored) -> String| rule.last.as_ref().and_then(|(.., it)| it.as_ref().map(of));
    IotView {
        devices: rule.devices,
        topic: rule.topic.clone(),
        sql: rule.sql.as_str().to_owned(),
        key: rule.key.as_str().to_owned(),
        separator: rule.separator.word(),
        error_to: rule.error_to.clone(),
        published: rule.tally.published,
        heard: rule.tally.heard,
        matched: rule.tally.matched,
        actions: rule.tally.sent,
        waiting: rule.waiting(),
        retries: rule.tally.retries,
        failed: rule.tally.failed,
        told: rule.tally.told,
        last_topic: rule.last.as_ref().map(|(topic, ..)| topic.clone()),
        last_message: rule.last.as_ref().map(|(_, payload, _)| text(payload)),
        last_key: record(|it| it.key.clone()),
        last_record: record(|it| String::from_utf8_lossy(&it.data).into_owned()),
    }
}

/// Log events that functions got from subscriptions: invocations and events of one function.
pub(super) fn invoked(world: &World, function: &Name) -> (u64, u64) {
    let mut sums = (0, 0);
    for feed in world.actors().feeds() {
        if let Work::Logs(logs) = &feed.work
            && feed.to == Target::Function(function.clone())
        {
            sums.0 += logs.tally.invocations;
            sums.1 += logs.tally.events_sent;
        }
    }
    sums
}

pub(super) fn sentence(by: &Name, tells: &FeedTells) -> String {
    let of = |n: u64, one: &str| if n == 1 { format!("1 {one}") } else { format!("{} {one}s", grouped(n)) };
    match tells {
        FeedTells::FileRotated { file, lines } => {
            format!("{by}: log file {file} is rotated with {}; a new one begins", of(*lines, "line"))
        }
        FeedTells::Crashed { buffered } => format!(
            "the agent of {by} is killed with {} in its buffers: they still lie in the file",
            of(*buffered, "record")
        ),
        FeedTells::Restarted { from, checkpoint: true } => {
            format!("the agent of {by} is back: it reads on from its checkpoint at line {}", grouped(*from))
        }
        FeedTells::Restarted { from, checkpoint: false } => {
            format!("the agent of {by} is back without a checkpoint: it begins at line {}", grouped(*from))
        }
        FeedTells::Throttled { records, wait_ms } => format!(
            "{by}: {} not taken; the agent tries again in {}",
            of(*records, "record"),
            print_span(Span::millis(*wait_ms))
        ),
        FeedTells::Invoked { function, events, bytes } => {
            format!("{by} invokes {function} with {}, {} B", of(*events, "log event"), grouped(*bytes))
        }
        FeedTells::ActionFailed { messages, error, told } => format!(
            "{by} gives {} up: {}{}",
            of(*messages, "message"),
            error.as_str(),
            if *told { "; its error action has it" } else { "; it has no error action, or that failed too" }
        ),
        FeedTells::GivenUp { events, error } => {
            format!("{by} gives {} up: {}", of(*events, "log event"), error.as_str())
        }
    }
}

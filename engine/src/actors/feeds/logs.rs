//! A subscription filter of CloudWatch Logs: log events of a log group that fit its pattern, sent as gzip JSON.
//!
//! One record holds many log events of one log stream. What is throttled is tried again for 24 hours; what is refused
//! for another reason is not. At its creation a control message is sent, as to see whether the target takes it.
//! Absent: several subscriptions of one group, subscriptions across accounts, CloudWatch's own throttling.

use std::collections::{BTreeMap, VecDeque};
use std::io::Read as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;

use super::envelope::{LogEvent, Message};
use super::lines::LineMaker;
use super::{About, call, not_of};
use crate::actors::Services;
use crate::command::feed::{Distribution, FeedKind, FeedSetting, Filter};
use crate::command::{PutApi, Target};
use crate::event::{FeedTells, What};
use crate::kernel::{Chance, Span, Time};
use crate::limits;
use crate::names::{ACCOUNT, Name};
use crate::payload::{LineKind, Lines};
use crate::record::Stored;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

/// A bound of ours.
const STREAMS_MOST: u64 = 50;
/// AWS's words in a control message, by where it goes.
const CONTROL: &str = "CWL CONTROL MESSAGE: Checking health of destination";

#[derive(Clone, Debug)]
pub struct Subscription {
    pub group: String,
    pub log_streams: u64,
    pub filter: Filter,
    pub distribution: Distribution,
    maker: Arc<LineMaker>,
    name: Name,
    /// Log events that are gathered, by their log stream.
    open: BTreeMap<u64, Gathered>,
    waiting: VecDeque<Envelope>,
    failures: u32,
    retry_at: Option<Time>,
    sent: u64,
    pub tally: LogsTally,
    /// The JSON of the last record that was taken, unpacked.
    pub last: Option<String>,
    /// Bytes of that record as gzip, and as base64.
    pub last_sizes: (u64, u64),
    /// With a function as its target: the event of its last invocation.
    pub last_event: Option<String>,
}

/// Sums over the whole story.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogsTally {
    /// Log events that the group got.
    pub events: u64,
    pub matched: u64,
    /// Log events in records that were taken.
    pub events_sent: u64,
    pub records_sent: u64,
    /// Bytes of those with log events, as gzip.
    pub bytes_sent: u64,
    /// Log events in records that were throttled, each try counted.
    pub throttled: u64,
    /// Log events in calls that failed for another reason.
    pub errors: u64,
    pub control_sent: u64,
    /// Log events given up.
    pub given_up: u64,
    pub invocations: u64,
    pub retries: u64,
}

#[derive(Clone, Debug, Default)]
struct Gathered {
    events: Vec<(u64, Time, String)>,
    bytes: u64,
    since: Time,
}

/// One record that waits to be taken.
#[derive(Clone, Debug)]
struct Envelope {
    record: Stored,
    json: Arc<str>,
    events: u64,
    since: Time,
}

impl Subscription {
    pub(super) fn new(step: &Step<'_>, name: &Name, chance: &Chance) -> Subscription {
        let lines = Lines::of(LineKind::AppLog);
        let maker = LineMaker { by: name.clone(), era: step.era, lines, size: 100, chance: chance.clone() };
        Subscription {
            group: format!("/app/{name}"),
            log_streams: 1,
            filter: Filter::all(),
            distribution: Distribution::ByLogStream,
            maker: Arc::new(maker),
            name: name.clone(),
            open: BTreeMap::new(),
            waiting: VecDeque::new(),
            failures: 0,
            retry_at: None,
            sent: 0,
            tally: LogsTally::default(),
            last: None,
            last_sizes: (0, 0),
            last_event: None,
        }
    }

    pub fn lines(&self) -> Lines {
        self.maker.lines
    }

    /// Log events that are gathered or wait for a retry.
    pub fn events_waiting(&self) -> u64 {
        let gathered: usize = self.open.values().map(|open| open.events.len()).sum();
        gathered as u64 + self.waiting.iter().map(|envelope| envelope.events).sum::<u64>()
    }

    pub fn records_waiting(&self) -> u64 {
        self.waiting.len() as u64
    }

    pub fn retry_at(&self) -> Option<Time> {
        self.retry_at
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a new setting is no other actor's business")]
    pub(super) fn set(&mut self, name: &Name, setting: &FeedSetting) -> Result<(), Refusal> {
        match setting {
            FeedSetting::Lines(lines) => Arc::make_mut(&mut self.maker).lines = *lines,
            FeedSetting::Group(group) => {
                let fits = |c: char| c.is_ascii_alphanumeric() || "_-/.#".contains(c);
                if group.is_empty() || group.len() > 512 || !group.chars().all(fits) {
                    return Err(Refusal::scene(format!(
                        "`{group}` is no log group: 1 to 512 letters, digits, `_`, `-`, `/`, `.` or `#`"
                    )));
                }
                self.group.clone_from(group);
            }
            FeedSetting::LogStreams(streams) if *streams > STREAMS_MOST => {
                return Err(Refusal::scene(format!("{streams} log streams: at most {STREAMS_MOST} here")));
            }
            FeedSetting::LogStreams(streams) => self.log_streams = *streams,
            FeedSetting::Filter(filter) => self.filter = filter.clone(),
            FeedSetting::Distribution(distribution) => self.distribution = *distribution,
            _ => return Err(not_of(FeedKind::Logs, name, setting)),
        }
        Ok(())
    }

    /// Whether the target takes what comes is tried with a control message; a function is asked for its permission.
    pub(super) fn begin(&mut self, step: &Step<'_>, to: &Target) {
        let place = match to {
            Target::Stream(_) => "Kinesis stream",
            Target::Firehose(_) => "Firehose",
            Target::Function(_) => return,
        };
        let event = LogEvent {
            id: String::new(),
            timestamp: step.era.epoch_millis(step.now),
            message: format!("{CONTROL} {place}."),
        };
        let message = Message {
            message_type: "CONTROL_MESSAGE",
            owner: "CloudwatchLogs",
            log_group: "",
            log_stream: "",
            subscription_filters: &[],
            log_events: vec![event],
        };
        self.enqueue(&message.json(), 0, String::new(), step.now);
    }

    fn enqueue(&mut self, json: &str, events: u64, log_stream: String, now: Time) {
        let key = match self.distribution {
            Distribution::ByLogStream if !log_stream.is_empty() => log_stream,
            Distribution::ByLogStream | Distribution::Random => {
                format!("{:032x}", self.maker.chance.at(self.sent ^ 1 << 60).bits128())
            }
        };
        self.sent += 1;
        let record = Stored { key, data: gzip(json.as_bytes()), explicit_hash_key: None };
        self.waiting.push_back(Envelope { record, json: json.into(), events, since: now });
    }

    /// `events` log events come to the group. Gives the next instant at which something else is due.
    pub(super) fn tick(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        about: About<'_>,
        events: u64,
    ) -> Option<Time> {
        let most = limits::LOGS_BATCH_BYTES.at(step.era);
        for _ in 0..events {
            let number = self.tally.events;
            self.tally.events += 1;
            let mut line = self.maker.line(number, step.now);
            line.pop();
            let message = String::from_utf8_lossy(&line).into_owned();
            if !self.filter.fits(&message) {
                continue;
            }
            self.tally.matched += 1;
            let stream = number % self.log_streams;
            let bytes = message.len() as u64;
            if self.open.get(&stream).is_some_and(|open| open.bytes + bytes > most) {
                self.flush(step, stream);
            }
            let open = self
                .open
                .entry(stream)
                .or_insert_with(|| Gathered { since: step.now, ..Gathered::default() });
            open.events.push((number, step.now, message));
            open.bytes += bytes;
        }
        let batch = Span::millis(limits::LOGS_BATCH.at(step.era));
        let due: Vec<u64> = self
            .open
            .iter()
            .filter(|(_, open)| step.now.since(open.since) >= batch)
            .map(|(at, _)| *at)
            .collect();
        due.into_iter().for_each(|stream| self.flush(step, stream));
        self.send(step, services, about);
        let gathered = self.open.values().map(|open| open.since + batch).min();
        let retry = if self.waiting.is_empty() { None } else { self.retry_at };
        [gathered, retry].into_iter().flatten().min()
    }

    /// What was gathered of a log stream becomes a record.
    fn flush(&mut self, step: &Step<'_>, stream: u64) {
        let Some(gathered) = self.open.remove(&stream) else { return };
        let log_stream = format!("{}-{stream}", self.name);
        let count = gathered.events.len() as u64;
        let event = |(number, at, message): (u64, Time, String)| {
            let timestamp = step.era.epoch_millis(at);
            LogEvent { id: format!("3{timestamp:015}{number:040}"), timestamp, message }
        };
        let message = Message {
            message_type: "DATA_MESSAGE",
            owner: ACCOUNT,
            log_group: &self.group,
            log_stream: &log_stream,
            subscription_filters: &[self.name.as_str()],
            log_events: gathered.events.into_iter().map(event).collect(),
        };
        let json = message.json();
        self.enqueue(&json, count, log_stream, step.now);
    }

    fn send(&mut self, step: &mut Step<'_>, services: &mut Services<'_>, about: About<'_>) {
        if about.ready.is_some() || self.retry_at.is_some_and(|at| at > step.now) {
            return;
        }
        self.retry_at = None;
        let for_ever = Span::hours(limits::LOGS_RETRIES.at(step.era));
        let old = |envelope: &Envelope| step.now.since(envelope.since) >= for_ever;
        let given_up: u64 = self.waiting.iter().filter(|it| old(it)).map(|it| it.events).sum();
        if self.waiting.iter().any(old) {
            self.waiting.retain(|envelope| !old(envelope));
            self.give_up(step, about, given_up, ErrorName::ProvisionedThroughputExceededException);
        }
        if let Target::Function(function) = about.to {
            return self.invoke(step, services, about, function);
        }
        while !self.waiting.is_empty() {
            let count = self.fit(step, about.to);
            let records: Arc<[Stored]> =
                self.waiting.iter().take(count).map(|it| it.record.clone()).collect();
            let mut call: VecDeque<Envelope> = self.waiting.drain(..count).collect();
            match call::put(step, services, (about.name, about.to, PutApi::PutRecords), (records, [].into()))
            {
                Ok(taken) => {
                    let mut back = VecDeque::new();
                    for (envelope, taken) in call.drain(..).zip(taken) {
                        if taken { self.was_sent(&envelope) } else { back.push_back(envelope) }
                    }
                    if back.is_empty() {
                        self.failures = 0;
                        continue;
                    }
                    self.tally.retries += back.len() as u64;
                    self.tally.throttled += back.iter().map(|it| it.events).sum::<u64>();
                    back.append(&mut self.waiting);
                    self.waiting = back;
                    self.failures += 1;
                    let (first, most) =
                        (limits::LOGS_BACKOFF.at(step.era), limits::LOGS_BACKOFF_MAX.at(step.era));
                    let wait = (first << (self.failures - 1).min(20)).min(most);
                    self.retry_at = Some(step.now + Span::millis(wait));
                    return;
                }
                // An error that trying again does not mend.
                Err(error) => {
                    let events = call.iter().map(|envelope| envelope.events).sum();
                    self.tally.errors += events;
                    self.give_up(step, about, events, error);
                }
            }
        }
    }

    /// How many of those that wait fit into one call.
    fn fit(&self, step: &Step<'_>, to: &Target) -> usize {
        let (count, bytes) = match to {
            Target::Stream(_) => (&limits::PUT_RECORDS_COUNT, &limits::PUT_RECORDS_BYTES),
            Target::Firehose(_) | Target::Function(_) => {
                (&limits::FIREHOSE_BATCH_COUNT, &limits::FIREHOSE_BATCH_BYTES)
            }
        };
        let mut sum = 0;
        let fits = self.waiting.iter().take_while(|it| {
            sum += (it.record.data.len() + it.record.key.len()) as u64;
            sum <= bytes.at(step.era)
        });
        fits.take(usize::try_from(count.at(step.era)).unwrap_or(usize::MAX)).count().max(1)
    }

    fn was_sent(&mut self, envelope: &Envelope) {
        self.tally.records_sent += 1;
        self.tally.events_sent += envelope.events;
        self.tally.control_sent += u64::from(envelope.events == 0);
        self.last = Some(envelope.json.to_string());
        let gzip = envelope.record.data.len() as u64;
        self.tally.bytes_sent += if envelope.events == 0 { 0 } else { gzip };
        self.last_sizes = (gzip, gzip.div_ceil(3) * 4);
    }

    fn invoke(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        about: About<'_>,
        function: &Name,
    ) {
        while let Some(envelope) = self.waiting.pop_front() {
            if let Err(refusal) = services.functions.function(function) {
                self.tally.errors += envelope.events;
                self.give_up(step, about, envelope.events, refusal.error);
                continue;
            }
            let data = BASE64.encode(&envelope.record.data);
            let event = json!({ "awslogs": { "data": data } }).to_string();
            self.was_sent(&envelope);
            self.tally.invocations += 1;
            let tells = FeedTells::Invoked {
                function: function.clone(),
                events: envelope.events,
                bytes: event.len() as u64,
            };
            step.emit(What::FeedTold { by: about.name.clone(), tells });
            self.last_event = Some(event);
        }
    }

    fn give_up(&mut self, step: &mut Step<'_>, about: About<'_>, events: u64, error: ErrorName) {
        self.tally.given_up += events;
        step.emit(What::FeedTold { by: about.name.clone(), tells: FeedTells::GivenUp { events, error } });
    }
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let head = flate2::GzBuilder::new().mtime(0);
    let mut packer = head.read(data, flate2::Compression::default());
    let mut out = Vec::new();
    packer.read_to_end(&mut out).expect("a slice gives its bytes");
    out
}

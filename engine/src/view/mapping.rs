//! An event source mapping and its function, as a learner may look at them.

use serde::Serialize;

use super::{ReaderView, build};
use crate::actors::{Invocation, Lane, LaneStage, Mapping, Piece};
use crate::command::{ItemFailures, Poison};
use crate::kernel::{Span, Time};
use crate::lambda::mapping::FailureMessage;
use crate::limits;
use crate::names::{Name, ShardId};
use crate::streams::Shard;
use crate::world::World;

/// How many messages of a queue are shown.
const MESSAGES: usize = 10;
/// How many records of an event are written out.
const RECORDS_SHOWN: u64 = 2;

/// What a mapping has besides what every reader has. Settings have AWS's names.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MappingView {
    pub batch_size: u64,
    pub batching_window_ms: u64,
    pub parallelization_factor: u64,
    pub bisect: bool,
    /// -1: without end.
    pub retry_attempts: i64,
    /// -1: as old as the stream keeps them.
    pub record_age_s: i64,
    /// The queue.
    pub on_failure: Option<Name>,
    /// `no`: FunctionResponseTypes is empty.
    pub item_failures: &'static str,
    #[serde(skip)]
    pub reports: ItemFailures,
    /// µs of an invocation without any record, and of each record.
    pub duration_us: u64,
    pub work_us: u64,
    pub timeout_ms: u64,
    /// Reserved concurrency.
    pub concurrency: Option<u64>,
    pub poison_is: String,
    #[serde(skip)]
    pub poison: Poison,
    /// Invocations at work, and how many there may be.
    pub running: u64,
    pub running_most: u64,
    pub invocations: u64,
    pub errors: u64,
    pub timeouts: u64,
    pub throttles: u64,
    /// Answers that named failed records, or tried to.
    pub partial: u64,
    pub bisections: u64,
    /// Of the newest invocation that has ended.
    pub last_duration_us: Option<u64>,
    pub mean_duration_us: Option<u64>,
    /// IteratorAge: the age of the last record of a batch when it was sent, the largest of all shards.
    pub iterator_age_ms: Option<u64>,
    /// Records that the function worked on once more.
    pub doubled: u64,
    pub discarded: u64,
    /// Records that expired before the function had processed them.
    pub expired: u64,
    /// Lanes that a failed or throttled batch holds up.
    pub blocked: u64,
    pub last_processing_result: &'static str,
    pub lanes: Vec<LaneView>,
    /// The newest first.
    pub recent: Vec<InvocationView>,
    /// The newest event with its first records; none before the first invocation, or where they have expired.
    pub event: Option<EventView>,
    pub queue: Option<QueueView>,
}

/// The part of a shard of which one batch at a time is at work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LaneView {
    pub shard: ShardId,
    pub lane: usize,
    /// `idle`, `gathers`, `invokes`, `comes again`.
    pub stage: &'static str,
    /// Records of the batch at work, or that comes again.
    pub batch: u64,
    /// Records that wait behind it.
    pub waiting: u64,
    /// The try that is at work, or comes next; 0 of a lane without a batch.
    pub attempt: u64,
    pub blocked_ms: Option<u64>,
    pub again_in_ms: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InvocationView {
    pub invocation: u64,
    pub shard: ShardId,
    pub lane: usize,
    pub records: u64,
    pub attempt: u64,
    pub at_ms: u64,
    pub duration_us: u64,
    /// `at work`, `OK`, `partly processed`, `function error`, `timed out`, …
    pub result: &'static str,
    pub answer: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventView {
    pub invocation: u64,
    pub records: u64,
    /// Of the whole event, and what Lambda takes.
    pub event_bytes: u64,
    pub event_bytes_most: u64,
    /// With its first two records.
    pub json: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QueueView {
    pub name: Name,
    pub messages: u64,
    /// Records that they name.
    pub records: u64,
    /// The newest first.
    pub message: Vec<MessageView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MessageView {
    pub at_ms: u64,
    pub shard: ShardId,
    pub condition: &'static str,
    pub invoke_count: u64,
    pub records: u64,
    pub body: String,
}

pub(super) fn readers(world: &World) -> impl Iterator<Item = ReaderView> {
    world.actors().mappings().map(|mapping| {
        let poll = mapping.fan_out.is_none().then(|| Span::millis(limits::ESM_POLL.at(world.era())));
        ReaderView {
            lambda: Some(Box::new(view(world, mapping))),
            ..build::one_reader(world, &mapping.reader, ("lambda", poll), mapping.stopped)
        }
    })
}

fn view(world: &World, mapping: &Mapping) -> MappingView {
    let (config, tally, now) = (&mapping.config, mapping.tally, world.now());
    let lanes: Vec<LaneView> = mapping
        .places
        .iter()
        .flat_map(|(shard, place)| place.lanes.iter().enumerate().map(|(n, it)| lane((*shard, n), it, now)))
        .collect();
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let ended = mapping.recent.iter().rev().find_map(|it| it.outcome);
    MappingView {
        batch_size: config.batch_size,
        batching_window_ms: config.window.as_millis(),
        parallelization_factor: config.factor,
        bisect: config.bisect,
        retry_attempts: config.retry_attempts.map_or(-1, count),
        record_age_s: config.record_age.map_or(-1, |age| count(age.as_seconds())),
        on_failure: config.on_failure.clone(),
        item_failures: config.item_failures.word(),
        reports: config.item_failures,
        duration_us: config.duration.as_micros(),
        work_us: config.work.as_micros(),
        timeout_ms: config.timeout.as_millis(),
        concurrency: config.concurrency,
        poison_is: config.poison.to_string(),
        poison: config.poison.clone(),
        running: mapping.running(),
        running_most: config.may_run(world.era()),
        invocations: tally.invocations,
        errors: tally.errors,
        timeouts: tally.timeouts,
        throttles: tally.throttles,
        partial: tally.partial,
        bisections: tally.bisections,
        last_duration_us: mapping.last_duration.map(Span::as_micros),
        mean_duration_us: tally.worked.checked_div(tally.ended),
        iterator_age_ms: mapping.places.values().filter_map(|it| it.iterator_age).max().map(Span::as_millis),
        doubled: tally.doubled,
        discarded: tally.discarded,
        expired: tally.expired,
        blocked: lanes.iter().filter(|lane| lane.blocked_ms.is_some()).count() as u64,
        last_processing_result: match ended {
            None => "No records processed",
            Some(crate::actors::Outcome::Succeeded | crate::actors::Outcome::Partial(_)) => "OK",
            Some(crate::actors::Outcome::Failed(_) | crate::actors::Outcome::Throttled) => {
                "PROBLEM: Function call failed"
            }
        },
        lanes,
        recent: mapping.recent.iter().rev().map(invocation).collect(),
        event: mapping.recent.back().and_then(|newest| event(world, mapping, newest, RECORDS_SHOWN)),
        queue: config.on_failure.as_ref().map(|name| queue(world, name)),
    }
}

fn lane((shard, number): (ShardId, usize), lane: &Lane, now: Time) -> LaneView {
    let front = lane.front();
    let again = if let LaneStage::Waits { until, .. } = lane.stage { Some(until) } else { None };
    LaneView {
        shard,
        lane: number,
        stage: match lane.stage {
            LaneStage::Idle if lane.waiting > 0 => "gathers",
            LaneStage::Idle => "idle",
            LaneStage::Invokes(_) => "invokes",
            LaneStage::Waits { .. } => "comes again",
        },
        batch: front.map_or(0, Piece::len),
        waiting: lane.waiting + lane.pieces.iter().map(Piece::len).sum::<u64>(),
        attempt: front.map_or(0, |piece| piece.attempts + 1),
        blocked_ms: front.and_then(|piece| piece.blocked_since).map(|since| now.since(since).as_millis()),
        again_in_ms: again.map(|until| until.since(now).as_millis()),
    }
}

fn invocation(it: &Invocation) -> InvocationView {
    InvocationView {
        invocation: it.number,
        shard: it.shard,
        lane: it.lane,
        records: it.batch.iter().map(|run| run.end - run.start).sum(),
        attempt: it.attempt,
        at_ms: it.started.as_millis(),
        duration_us: it.ends.since(it.started).as_micros(),
        result: it.outcome.map_or("at work", crate::actors::Outcome::word),
        answer: it.answer.clone().filter(|_| it.outcome.is_some()),
    }
}

fn event(world: &World, mapping: &Mapping, of: &Invocation, most: u64) -> Option<EventView> {
    let era = world.era();
    let shard: &Shard = world.streams().stream(&mapping.reader.stream).ok()?.shard(of.shard)?;
    let first = of.batch.first()?.start;
    (first >= shard.first_index()).then(|| EventView {
        invocation: of.number,
        records: of.batch.iter().map(|run| run.end - run.start).sum(),
        event_bytes: mapping.event_bytes(shard, &of.batch, era),
        event_bytes_most: limits::LAMBDA_PAYLOAD.at(era),
        json: mapping.event(shard, &of.batch, era, most),
    })
}

/// The event of an invocation that is remembered, with its first `most` records.
pub fn lambda_event(world: &World, reader: &Name, invocation: u64, most: u64) -> Option<EventView> {
    let mapping = world.actors().mappings().find(|it| &it.name == reader)?;
    let of = mapping.recent.iter().find(|it| it.number == invocation)?;
    event(world, mapping, of, most)
}

fn queue(world: &World, name: &Name) -> QueueView {
    let queue = world.actors().queues().queue(name);
    let message = |it: &FailureMessage| MessageView {
        at_ms: it.at.as_millis(),
        shard: it.shard,
        condition: it.condition.word(),
        invoke_count: it.invoke_count,
        records: it.batch_size,
        body: it.body(world.era()),
    };
    QueueView {
        name: name.clone(),
        messages: queue.map_or(0, |queue| queue.messages.len() as u64),
        records: queue.map_or(0, |queue| queue.records),
        message: queue
            .map_or(Vec::new(), |queue| queue.messages.iter().rev().take(MESSAGES).map(message).collect()),
    }
}

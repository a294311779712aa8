//! An event source mapping and its function, as a learner may look at them.

use serde::Serialize;

use super::{ReaderView, build};
use crate::actors::{Invocation, Lane, LaneStage, Mapping, Piece};
use crate::command::{FailureDestination, ItemFailures, Poison};
use crate::era::Era;
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
    pub uuid: String,
    /// False: it pauses.
    pub enabled: bool,
    pub batch_size: u64,
    pub batching_window_ms: u64,
    pub parallelization_factor: u64,
    pub bisect: bool,
    /// -1: without end.
    pub retry_attempts: i64,
    /// -1: as old as the stream keeps them.
    pub record_age_s: i64,
    /// TumblingWindowInSeconds; 0: there are none.
    pub tumbling_window_s: u64,
    /// Bytes of each record in the state of a window.
    pub window_state: u64,
    /// Windows that have ended, and those of them whose state was too large.
    pub windows: u64,
    pub windows_early: u64,
    /// Patterns of FilterCriteria.
    pub filters: Vec<String>,
    /// Records that fit none of them.
    pub filtered: u64,
    /// The name of the destination.
    pub on_failure: Option<Name>,
    #[serde(skip)]
    pub destination: Option<FailureDestination>,
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
    /// Whose function it invokes.
    pub function: Name,
    pub running: u64,
    /// Invocations of its function by other mappings.
    pub running_by_others: u64,
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
    /// Messages that the destination on failure did not get.
    pub destination_failures: u64,
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
    /// Of its tumbling window: until it ends, and what its state knows of.
    pub window_ends_in_ms: Option<u64>,
    pub window_records: u64,
    pub state_bytes: u64,
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
    /// `SQS queue`, `SNS topic` or `S3 bucket`.
    pub kind: &'static str,
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
        .flat_map(|(shard, place)| {
            place.lanes.iter().enumerate().map(|(n, it)| lane(mapping, (*shard, n), it, (now, world.era())))
        })
        .collect();
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    MappingView {
        uuid: mapping.uuid(),
        enabled: config.enabled,
        batch_size: config.batch_size,
        batching_window_ms: config.window.as_millis(),
        parallelization_factor: config.factor,
        bisect: config.bisect,
        retry_attempts: config.retry_attempts.map_or(-1, count),
        record_age_s: config.record_age.map_or(-1, |age| count(age.as_seconds())),
        tumbling_window_s: config.tumbling.as_seconds(),
        window_state: config.window_state,
        windows: tally.windows,
        windows_early: tally.early,
        filters: config.filters.iter().map(|filter| filter.as_str().to_owned()).collect(),
        filtered: tally.filtered,
        on_failure: config.on_failure.as_ref().map(|to| to.name().clone()),
        destination: config.on_failure.clone(),
        item_failures: config.item_failures.word(),
        reports: config.item_failures,
        duration_us: config.duration.as_micros(),
        work_us: config.work.as_micros(),
        timeout_ms: config.timeout.as_millis(),
        concurrency: config.concurrency,
        poison_is: config.poison.to_string(),
        poison: config.poison.clone(),
        function: mapping.function().clone(),
        running: mapping.running(),
        running_by_others: world.actors().others_at_work(&mapping.name),
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
        destination_failures: tally.untold,
        expired: tally.expired,
        blocked: lanes.iter().filter(|lane| lane.blocked_ms.is_some()).count() as u64,
        last_processing_result: mapping.last_processing_result(),
        lanes,
        recent: mapping.recent.iter().rev().map(invocation).collect(),
        event: mapping.recent.back().and_then(|newest| event(world, mapping, newest, RECORDS_SHOWN)),
        queue: config.on_failure.as_ref().map(|to| queue(world, to)),
    }
}

fn lane(
    mapping: &Mapping,
    (shard, number): (ShardId, usize),
    lane: &Lane,
    (now, era): (Time, Era),
) -> LaneView {
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
        window_ends_in_ms: lane.window.map(|window| mapping.window_ends_in_ms(window, (now, era))),
        window_records: lane.window.map_or(0, |window| window.records),
        state_bytes: lane.window.map_or(0, |window| mapping.state_bytes(window)),
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
        result: match (it.outcome, it.window.and_then(|sent| sent.closes)) {
            (Some(crate::actors::Outcome::Succeeded), Some(closing)) if closing.early => {
                "OK, ends its window early"
            }
            (Some(crate::actors::Outcome::Succeeded), Some(_)) => "OK, ends its window",
            (outcome, _) => outcome.map_or("at work", crate::actors::Outcome::word),
        },
        answer: it.answer.clone().filter(|_| it.outcome.is_some()),
    }
}

fn event(world: &World, mapping: &Mapping, of: &Invocation, most: u64) -> Option<EventView> {
    let era = world.era();
    let shard: &Shard = world.streams().stream(&mapping.reader.stream).ok()?.shard(of.shard)?;
    let kept = of.batch.first().is_none_or(|run| run.start >= shard.first_index());
    kept.then(|| EventView {
        invocation: of.number,
        records: of.batch.iter().map(|run| run.end - run.start).sum(),
        event_bytes: mapping.event_bytes(shard, &of.batch, of.window, era),
        event_bytes_most: limits::LAMBDA_PAYLOAD.at(era),
        json: mapping.event(shard, &of.batch, of.window, (era, most)),
    })
}

/// The event of an invocation that is remembered, with its first `most` records.
pub fn lambda_event(world: &World, reader: &Name, invocation: u64, most: u64) -> Option<EventView> {
    let mapping = world.actors().mappings().find(|it| &it.name == reader)?;
    let of = mapping.recent.iter().find(|it| it.number == invocation)?;
    event(world, mapping, of, most)
}

fn queue(world: &World, to: &FailureDestination) -> QueueView {
    let queue = world.actors().queues().queue(to);
    let message = |it: &FailureMessage| MessageView {
        at_ms: it.at.as_millis(),
        shard: it.shard,
        condition: it.condition.word(),
        invoke_count: it.invoke_count,
        records: it.batch_size,
        body: it.body(world.era()),
    };
    QueueView {
        name: to.name().clone(),
        kind: to.kind(),
        messages: queue.map_or(0, |queue| queue.messages.len() as u64),
        records: queue.map_or(0, |queue| queue.records),
        message: queue
            .map_or(Vec::new(), |queue| queue.messages.iter().rev().take(MESSAGES).map(message).collect()),
    }
}

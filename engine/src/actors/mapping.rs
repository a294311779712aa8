//! An event source mapping: Lambda's poller, which reads a stream and invokes a function with batches of its records
//! (behaviours A14), and the function as far as the mapping sees it.
//!
//! Promised: records of a partition key reach the function in order, also with several batches of a shard at once; a
//! batch that fails holds up its shard, or its part of it, until it succeeds, is given up or has expired; whatever is
//! read is read by an operation of the service. Modelling choices: the mapping is Enabled at once; what is set holds from
//! the next batch on; the invocations at work when it is stopped are forgotten, as if they had not been.
//! Absent: code in the function, a Kafka topic as a destination, a destination that fails for another reason than a
//! missing right, s3:ListBucket, which Lambda asks for too.

mod batch;
mod config;
mod control;
mod give_up;
mod host;
mod invoke;
mod lane;
mod outcome;
mod poll;
mod queue;
mod window;

use std::collections::{BTreeMap, VecDeque};

pub use config::Config;
pub(crate) use give_up::sends;
pub use lane::{Flight, Lane, Piece, Place, Stage};
pub use outcome::Outcome;
pub use queue::Queues;
pub use window::{Closing, Sent, Window};

use super::fan_out::FanOut;
use super::reader::Reader;
use crate::command::{MappingSetting, ReadFrom, ReadVia, Setting, Trouble};
use crate::event::{EventId, MappingEvent, What};
use crate::kernel::{Chance, Span, Time};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::stores::Buckets;
use crate::streams::{Push, Streams};
use crate::wake::{MappingTask, Wake};

/// How many invocations it remembers.
const RECENT: usize = 20;

/// Sums over all shards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub invocations: u64,
    /// Invocations in which the function threw, timed out, or could not take the event.
    pub errors: u64,
    pub timeouts: u64,
    /// Tries that found no concurrency.
    pub throttles: u64,
    /// Answers that named failed records, or tried to.
    pub partial: u64,
    pub bisections: u64,
    /// Records that the function worked on once more.
    pub doubled: u64,
    pub discarded: u64,
    /// Messages that the destination on failure did not get.
    pub untold: u64,
    pub expired: u64,
    /// Records that fit no pattern.
    pub filtered: u64,
    /// Tumbling windows that have ended, and those of them whose state was too large.
    pub windows: u64,
    pub early: u64,
    /// Invocations that have ended, and µs of all of them.
    pub ended: u64,
    pub worked: u64,
}

/// One invocation, as it is remembered.
#[derive(Clone, Debug)]
pub struct Invocation {
    pub number: u64,
    pub shard: ShardId,
    pub lane: usize,
    pub batch: Vec<std::ops::Range<u64>>,
    /// 1 for the first try of this batch.
    pub attempt: u64,
    pub started: Time,
    pub ends: Time,
    /// `None` while the function works.
    pub outcome: Option<Outcome>,
    /// What it returned, where that is read.
    pub answer: Option<String>,
    /// What it was told of its tumbling window.
    pub window: Option<Sent>,
}

#[derive(Clone, Debug)]
pub struct Mapping {
    pub name: Name,
    pub config: Config,
    pub tally: Tally,
    /// Its places are how far its shards are processed.
    pub reader: Reader,
    pub stopped: bool,
    pub places: BTreeMap<ShardId, Place>,
    /// The newest last.
    pub recent: VecDeque<Invocation>,
    pub last_duration: Option<Span>,
    /// Of the minute of the newest invocation: when one began, and the largest age of a batch's last record then.
    pub oldest_sent: Option<(Time, Span)>,
    /// By enhanced fan-out, as a registered consumer of its own name.
    pub fan_out: Option<FanOut>,
    created: Time,
    modified: Time,
    configured: EventId,
    chance: Chance,
    drawn: u64,
    /// Polls for which it still drifts, as a throttled consumer does.
    drifts: u32,
    tickets: u64,
}

/// What a mapping touches besides the stream.
pub(super) struct Around<'a> {
    pub streams: &'a mut Streams,
    pub queues: &'a mut Queues,
    pub buckets: &'a mut Buckets,
    /// What is wrong with its function.
    pub trouble: Option<Trouble>,
    /// Invocations of its function by other mappings, at work now.
    pub others: u64,
}

/// The function that a line names.
pub(super) fn named(settings: &[Setting]) -> Option<&Name> {
    settings.iter().find_map(|setting| {
        if let Setting::Mapping(MappingSetting::Function(name)) = setting { Some(name) } else { None }
    })
}

impl Mapping {
    /// Whether a consumer's line means a mapping.
    pub(super) fn is_one(settings: &[Setting]) -> bool {
        settings.contains(&Setting::Mapping(MappingSetting::Lambda))
    }

    /// Whose function it invokes: its own, or that of another mapping.
    pub fn function(&self) -> &Name {
        self.config.function.as_ref().unwrap_or(&self.name)
    }

    #[inline(never)]
    pub(super) fn start(
        step: &mut Step<'_>,
        (name, stream): (&Name, &Name),
        settings: &[Setting],
        chance: Chance,
    ) -> Result<Mapping, Refusal> {
        let mut mapping = Mapping {
            name: name.clone(),
            config: Config::new(step.era),
            tally: Tally::default(),
            reader: Reader::new(name.clone(), stream.clone(), ReadFrom::TrimHorizon),
            stopped: false,
            places: BTreeMap::new(),
            recent: VecDeque::new(),
            last_duration: None,
            oldest_sent: None,
            fan_out: None,
            created: step.now,
            modified: step.now,
            configured: step.cause.expect("a command led here"),
            chance,
            drawn: 0,
            drifts: 0,
            tickets: 0,
        };
        let mut via = ReadVia::Polling;
        mapping.config.function = named(settings).cloned();
        for setting in settings {
            if let Setting::Mapping(MappingSetting::Function(_)) = setting {
                // It is known.
            } else if let Setting::From(from) = setting {
                mapping.reader.from = *from;
            } else if let Setting::Via(how) = setting {
                via = *how;
            } else {
                mapping.config.take(step.era, &mut mapping.reader, (name, setting))?;
            }
        }
        match via {
            ReadVia::FanOut => {
                let from = [Setting::From(mapping.reader.from)];
                mapping.fan_out = Some(FanOut::start(step, name, stream, &from)?);
            }
            ReadVia::Polling => mapping.expect(step, step.now, MappingTask::Poll),
        }
        Ok(mapping)
    }

    #[inline(never)]
    pub(super) fn set(&mut self, step: &mut Step<'_>, settings: &[Setting]) -> Result<(), Refusal> {
        if self.stopped {
            return Err(Refusal::scene(format!("consumer {} was stopped", self.name)));
        }
        let (enabled, tumbling) = (self.config.enabled, self.config.tumbling);
        for setting in settings {
            self.config.take(step.era, &mut self.reader, (&self.name, setting))?;
        }
        if enabled != self.config.enabled {
            self.pause()?;
        }
        if tumbling != self.config.tumbling {
            self.places.values_mut().flat_map(|place| &mut place.lanes).for_each(|lane| lane.window = None);
        }
        self.modified = step.now;
        self.configured = step.cause.expect("a command led here");
        // What waits for a window may be due now.
        let all: Vec<(ShardId, usize)> = self.lanes().collect();
        for (shard, lane) in all {
            self.expect_lane(step, step.now, (shard, lane));
        }
        Ok(())
    }

    /// Enabled has changed. Modelling choice: what is read and not processed is read once more when it goes on.
    fn pause(&mut self) -> Result<(), Refusal> {
        if self.fan_out.is_some() {
            let text = "a mapping with enhanced fan-out does not pause here: delete it, and create it again";
            return Err(Refusal::new(ErrorName::NotModelled, text));
        }
        self.places.values_mut().for_each(Place::step_back);
        self.recent.retain(|it| it.outcome.is_some());
        Ok(())
    }

    #[inline(never)]
    pub(super) fn stop(&mut self, step: &mut Step<'_>, streams: &mut Streams) -> Result<(), Refusal> {
        self.stopped = true;
        self.places.values_mut().for_each(Place::forget);
        self.recent.retain(|it| it.outcome.is_some());
        self.fan_out.as_mut().map_or(Ok(()), |fan_out| fan_out.stop(step, streams))
    }

    /// The stream is gone: another one of its name is read anew.
    #[inline(never)]
    pub(super) fn stream_gone(&mut self) {
        self.reader.restart();
        self.places.clear();
        self.recent.retain(|it| it.outcome.is_some());
        if let Some(fan_out) = &mut self.fan_out {
            fan_out.stream_gone();
        }
    }

    fn expect(&self, step: &mut Step<'_>, at: Time, task: MappingTask) {
        step.schedule(at, Wake::Mapping { reader: self.name.clone(), task });
    }

    /// A later call of this for the same lane takes the place of an earlier one.
    fn expect_lane(&mut self, step: &mut Step<'_>, at: Time, (shard, lane): (ShardId, usize)) {
        self.tickets += 1;
        let ticket = self.tickets;
        if let Some(lane) = self.places.get_mut(&shard).and_then(|place| place.lanes.get_mut(lane)) {
            lane.ticket = ticket;
        }
        self.expect(step, at, MappingTask::Lane { shard, lane, ticket });
    }

    fn lanes(&self) -> impl Iterator<Item = (ShardId, usize)> {
        self.places.iter().flat_map(|(shard, place)| (0..place.lanes.len()).map(|lane| (*shard, lane)))
    }

    #[inline(never)]
    pub(super) fn wake(&mut self, step: &mut Step<'_>, around: &mut Around<'_>, task: MappingTask) {
        if self.stopped {
            return;
        }
        let mut step = step.because(self.configured);
        let step = &mut step;
        match task {
            MappingTask::Poll => self.poll(step, around),
            MappingTask::Lane { shard, lane, ticket } => {
                let place = self.places.get(&shard);
                if place.and_then(|place| place.lanes.get(lane)).is_some_and(|it| it.ticket == ticket) {
                    self.go_on(step, around, (shard, lane));
                }
            }
        }
    }

    #[inline(never)]
    pub(crate) fn fan_out_wakes(&mut self, step: &mut Step<'_>, streams: &mut Streams, round: u64) {
        if let Some(fan_out) = &mut self.fan_out {
            fan_out.wake(step, streams, round);
            self.note_subscriptions(step, streams);
        }
    }

    #[inline(never)]
    pub(crate) fn subscription_ended(&mut self, step: &mut Step<'_>, streams: &mut Streams, id: u64) {
        if let Some(fan_out) = &mut self.fan_out {
            fan_out.subscription_ended(step, streams, id);
            self.note_subscriptions(step, streams);
        }
    }

    /// What its pipes tell of refusals, and where they begin.
    fn note_subscriptions(&mut self, step: &mut Step<'_>, streams: &Streams) {
        let Some(fan_out) = &self.fan_out else { return };
        self.reader.refused_calls = fan_out.reader.refused_calls;
        self.reader.refusals = fan_out.reader.refusals.clone();
        if !fan_out.reader.shards.is_empty() && self.reader.find_shards(step, streams).is_ok() {
            for (shard, place) in &mut self.reader.shards {
                let pipe = fan_out.reader.shards.get(shard);
                place.subscription = pipe.and_then(|pipe| pipe.subscription);
                place.position = place.position.or(pipe.and_then(|pipe| pipe.position));
            }
        }
    }

    /// Takes what was pushed.
    pub(super) fn receive(&mut self, step: &mut Step<'_>, around: &mut Around<'_>, push: &Push) {
        let Some(fan_out) = self.fan_out.as_mut().filter(|_| !self.stopped) else { return };
        if !fan_out.receive(step, around.streams, push) {
            return;
        }
        self.reader.bytes.add(push.bytes, step.now);
        self.note_subscriptions(step, around.streams);
        let mut step = step.because(push.event);
        self.take_in(&mut step, around, (push.shard, push.records.clone()), (push.position, push.ended));
        let full = self.places.get(&push.shard).is_some_and(|place| !self.has_room(place, step.era));
        if let Some(fan_out) = self.fan_out.as_mut().filter(|_| full) {
            fan_out.pause(push.shard);
        }
    }

    /// Whether a shard is not to be read on because enough of it waits.
    fn has_room(&self, place: &Place, era: crate::era::Era) -> bool {
        let ahead = limits::ESM_READ_AHEAD.at(era).max(self.config.batch_size * self.config.factor);
        place.waiting() < ahead
    }

    fn tell(&self, step: &mut Step<'_>, event: MappingEvent) -> EventId {
        step.emit(What::Mapping(event))
    }

    /// Invocations at work.
    pub fn running(&self) -> u64 {
        let lanes = self.places.values().flat_map(|place| &place.lanes);
        lanes.filter(|lane| matches!(lane.stage, Stage::Invokes(_))).count() as u64
    }
}

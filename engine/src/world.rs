//! The world: one value that holds everything. Commands enter, time advances, events are written.
//!
//! It does no I/O and knows no screen. Cloning it is cheap: logs share what is sealed.

mod calls;

use std::sync::Arc;

use crate::actors::{Actors, Services};
use crate::command::{Command, Reply, Source};
use crate::dynamodb::Tables;
use crate::era::Era;
use crate::event::{EventId, Journal, What};
use crate::firehose::{Call, Deliveries};
use crate::kernel::{Calendar, Chance, Digest, Span, Time};
use crate::lambda::Functions;
use crate::meters::{Around, Meters, Used};
use crate::refusal::Refusal;
use crate::security::Security;
use crate::step::Step;
use crate::stores::{Buckets, Stores};
use crate::streams::Streams;
use crate::tools::Tools;
use crate::wake::{Appointment, Scripted, Wake};

/// How an [`World::advance`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The instant that was asked for is reached; nothing is due before or on it.
    Reached,
    /// The number of wakes is spent; time stands at the last one.
    BudgetSpent,
    /// A function of the learner's own is invoked: [`World::call`] says how. Time stands still until that is answered.
    NeedsHost,
}

#[derive(Clone, Debug)]
pub struct World {
    era: Era,
    seed: u64,
    now: Time,
    /// Wakes done so far: with the instant, the place of an action in the log of a history.
    wakes: u64,
    chance: Chance,
    calendar: Calendar<Appointment>,
    journal: Journal,
    pub(crate) streams: Streams,
    pub(crate) firehose: Deliveries,
    pub(crate) functions: Functions,
    pub(crate) dynamodb: Tables,
    pub(crate) stores: Stores,
    pub(crate) actors: Actors,
    meters: Meters,
    security: Security,
    tools: Tools,
}

impl World {
    pub fn new(era: Era, seed: u64) -> World {
        World {
            era,
            seed,
            now: Time::START,
            wakes: 0,
            chance: Chance::new(seed, "the world itself"),
            calendar: Calendar::default(),
            journal: Journal::default(),
            streams: Streams::default(),
            firehose: Deliveries::default(),
            functions: Functions::default(),
            dynamodb: Tables::default(),
            stores: Stores::default(),
            actors: Actors::default(),
            meters: Meters::new(era),
            security: Security::default(),
            tools: Tools::none(),
        }
    }

    /// An account with another quota of shards than the default of its era.
    pub fn with_shard_limit(mut self, shards: u64) -> World {
        self.streams.shard_quota = Some(shards);
        self
    }

    /// A world that may ask its host for these.
    pub fn with_tools(mut self, tools: &Tools) -> World {
        self.tools = tools.clone();
        self
    }

    pub fn era(&self) -> Era {
        self.era
    }
    pub fn seed(&self) -> u64 {
        self.seed
    }
    pub fn now(&self) -> Time {
        self.now
    }
    pub fn wakes(&self) -> u64 {
        self.wakes
    }
    pub fn journal(&self) -> &Journal {
        &self.journal
    }
    pub fn streams(&self) -> &Streams {
        &self.streams
    }
    pub fn firehose(&self) -> &Deliveries {
        &self.firehose
    }
    pub fn functions(&self) -> &Functions {
        &self.functions
    }
    pub fn dynamodb(&self) -> &Tables {
        &self.dynamodb
    }
    pub fn buckets(&self) -> &Buckets {
        &self.stores.buckets
    }
    pub fn stores(&self) -> &Stores {
        &self.stores
    }
    pub fn actors(&self) -> &Actors {
        &self.actors
    }
    pub fn security(&self) -> &Security {
        &self.security
    }
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// What the host is asked, while it is asked anything. Answered by [`Command::Answer`].
    pub fn call(&self) -> Option<Call> {
        self.firehose.call(&self.functions, self.era)
    }

    /// The function that the host is asked to run: all of [`World::call`] that is cheap to know.
    pub fn asked_source(&self) -> Option<&Source> {
        self.firehose.asked_source(&self.functions)
    }

    /// The instant of the next wake.
    pub fn next_wake_at(&self) -> Option<Time> {
        self.calendar.next_at()
    }

    /// The hash of the whole journal: equal for equal stories and seeds, native and wasm.
    pub fn digest(&self) -> String {
        let mut digest = Digest::default();
        self.journal.from(0).for_each(|event| digest.add(event));
        digest.finish()
    }

    /// Does a command at the present instant.
    ///
    /// # Errors
    /// A refusal, with AWS's error name; nothing has changed then.
    pub fn apply(&mut self, command: &Command) -> Result<Reply, Refusal> {
        if let Some(reply) = self.look(command) {
            return reply;
        }
        let from = self.journal.end();
        let reply = self.attempt(command)?;
        self.count_from(from);
        Ok(reply)
    }

    /// Refused means unchanged: the command works on a copy, which replaces the world if it succeeds. Only the calls
    /// that move records are done in place, because they are many; they decide before they change anything.
    fn attempt(&mut self, command: &Command) -> Result<Reply, Refusal> {
        if World::decides_first(command) {
            let events = self.journal.end();
            let reply = self.perform(command);
            if reply.is_err() {
                self.journal.retract();
                debug_assert_eq!(self.journal.end(), events, "a refused call left an event");
            }
            return reply;
        }
        let mut next = self.clone();
        let reply = next.perform(command)?;
        *self = next;
        Ok(reply)
    }

    /// A timed line of the story. One that does not fit into the era is refused with that when its time comes.
    pub fn schedule(&mut self, at: Time, command: Command, fits: Result<(), Refusal>) {
        let wake = Wake::Script(Box::new(Scripted { command, fits }));
        self.calendar.schedule(at, Appointment { wake, cause: None });
    }

    /// Lets time pass until an instant, or until `max_wakes` wakes are done.
    pub fn advance(&mut self, until: Time, max_wakes: u64) -> Progress {
        let mut left = max_wakes;
        loop {
            if self.firehose.asks() {
                return Progress::NeedsHost;
            }
            if self.calendar.next_at().is_none_or(|at| at > until) {
                break;
            }
            if left == 0 {
                return Progress::BudgetSpent;
            }
            left -= 1;
            let (at, due) = self.calendar.take_due(until).expect("a wake is due");
            debug_assert!(at >= self.now, "time never goes back");
            self.now = at;
            self.time_passes();
            self.wakes += 1;
            let from = self.journal.end();
            self.wake(due);
            self.count_from(from);
        }
        self.now = self.now.max(until);
        self.time_passes();
        self.meters.tick(self.now);
        Progress::Reached
    }

    fn count_from(&mut self, from: usize) {
        let World { meters, journal, streams, firehose, dynamodb, actors, .. } = self;
        let around = Around { streams, firehose, tables: dynamodb, actors };
        journal.from(from).for_each(|event| meters.note(event, &around));
    }

    /// The meters close what is over before anything happens at this instant.
    fn time_passes(&mut self) {
        let World { meters, streams, firehose, dynamodb, actors, .. } = self;
        meters.pass(self.now, &Around { streams, firehose, tables: dynamodb, actors });
    }

    /// What is used of each thing that has a price, up to now; a minute ago, and how long that is ago.
    pub fn bill(&self) -> (Used, Arc<Used>, Span) {
        let World { streams, firehose, dynamodb, actors, .. } = self;
        let around = Around { streams, firehose, tables: dynamodb, actors };
        let (then, ago) = self.meters.bill.a_minute_ago(self.now);
        (self.meters.bill.used(self.now, &around), then, ago)
    }

    /// Splits the borrow: a step, and the parts that it may change.
    fn parts(&mut self, cause: Option<EventId>) -> Parts<'_> {
        Parts {
            step: Step {
                now: self.now,
                era: self.era,
                chance: &self.chance,
                cause,
                who: None,
                security: &mut self.security,
                journal: &mut self.journal,
                calendar: &mut self.calendar,
            },
            services: Services {
                streams: &mut self.streams,
                firehose: &mut self.firehose,
                functions: &mut self.functions,
                dynamodb: &mut self.dynamodb,
            },
            stores: &mut self.stores,
            actors: &mut self.actors,
        }
    }

    fn wake(&mut self, due: Appointment) {
        let Wake::Script(scripted) = due.wake else {
            return self.wake_service(due.wake, due.cause);
        };
        let Scripted { command, fits } = *scripted;
        let done = match fits.map(|()| self.look(&command)) {
            Err(unknown) => Err(unknown),
            Ok(Some(Ok(_))) => {
                self.journal.write(self.now, None, What::Commanded { command: command.clone() });
                Ok(Reply::Done)
            }
            Ok(Some(refused)) => refused,
            Ok(None) => self.attempt(&command),
        };
        if let Err(refusal) = done {
            let line = command.to_string();
            self.journal.write(
                self.now,
                None,
                What::CommandRefused { line, error: refusal.error, message: refusal.message },
            );
        }
    }

    fn wake_service(&mut self, wake: Wake, cause: Option<EventId>) {
        let who = wake.caller();
        let Parts { mut step, mut services, stores, actors } = self.parts(cause);
        step.who = who.as_ref();
        let step = &mut step;
        match wake {
            Wake::Script(_) => {}
            Wake::StreamSettles { stream } => services.streams.settle(step, &stream),
            Wake::StreamGone { stream, created } => {
                services.streams.gone(step, (&stream, created), |shard| actors.read_by_all(&stream, shard));
                actors.stream_gone(&stream);
            }
            Wake::OnDemandLooks { stream, created } => services.streams.look_at_load(step, &stream, created),
            Wake::ConsumerSettles { stream, consumer } => {
                services.streams.consumer_settles(step, &stream, &consumer);
            }
            Wake::SubscriptionPushes { stream, subscription, round } => {
                match services.streams.subscription_pushes(step, &stream, subscription, round) {
                    Some(Ok(push)) => actors.pushed(step, &mut services, stores, (&stream, &push)),
                    Some(Err(sealed)) => {
                        if let Some(reader) = actors.pushed_reader(&sealed.consumer, &stream) {
                            reader.note_refusal(step, sealed.shard, &sealed.refusal);
                        }
                    }
                    None => {}
                }
            }
            Wake::SubscriptionEnds { stream, subscription } => {
                services.streams.subscription_ends(step, &stream, subscription);
                actors.subscription_ended(step, &mut services, (&stream, subscription));
            }
            Wake::FanOutReads { consumer, round } => {
                if let Some(fan_out) = actors.fan_outs.get_mut(&consumer) {
                    fan_out.wake(step, services.streams, round);
                } else if let Some(mapping) = actors.mappings.get_mut(&consumer) {
                    mapping.fan_out_wakes(step, services.streams, round);
                }
            }
            Wake::RetentionEnds { stream } => {
                services.streams.trim(step, &stream, |shard| actors.read_by_all(&stream, shard));
            }
            Wake::ProducerSends { producer, round } => {
                if let Some(producer) = actors.producers.get_mut(&producer) {
                    producer.wake(step, &mut services, round);
                }
            }
            Wake::ProducerResends { producer, number } => {
                if let Some(producer) = actors.producers.get_mut(&producer) {
                    producer.resend(step, &mut services, number);
                }
            }
            Wake::FeedTicks { feed, round } => {
                if let Some(feed) = actors.feeds.get_mut(&feed) {
                    feed.wake(step, &mut services, round);
                }
            }
            Wake::KplActs { producer } => {
                if let Some(producer) = actors.producers.get_mut(&producer) {
                    producer.kpl_acts(step, &mut services);
                }
            }
            Wake::ConsumerPolls { consumer, round } => {
                if let Some(consumer) = actors.consumers.get_mut(&consumer) {
                    consumer.wake(step, services.streams, round);
                }
            }
            Wake::AnalyticsActs { reader, round } => {
                if let Some(analytics) = actors.analytics.get_mut(&reader) {
                    analytics.wake(step, &mut services, round);
                }
            }
            Wake::TableSettles { table } => services.dynamodb.settle(step, &table),
            Wake::Kcl { reader, worker, life, task } => {
                if let Some(group) = actors.groups.get_mut(&reader) {
                    group.wake(step, (&mut services, stores), (worker, life), task);
                }
            }
            Wake::Mapping { reader, task } => {
                actors.mapping_wakes(step, &mut services, stores, (&reader, task));
            }
            Wake::DeliveryStreamGone { delivery_stream } => services.firehose.gone(step, &delivery_stream),
            Wake::FirehoseFetches { delivery_stream } => {
                if let Some(fetcher) = actors.fetchers.get_mut(&delivery_stream) {
                    fetcher.wake(step, &mut services);
                }
            }
            Wake::BufferInterval { delivery_stream, buffer, ticket } => {
                services.firehose.interval_ended(step, &delivery_stream, buffer, ticket);
            }
            Wake::TransformAnswers { delivery_stream, invocation } => {
                let around = (&*services.functions, &stores.faults);
                services.firehose.transform_answers(step, &delivery_stream, invocation, around);
            }
            Wake::ParcelTried { delivery_stream, parcel } => {
                let source =
                    services.firehose.delivery_stream(&delivery_stream).ok().and_then(|d| d.source.as_ref());
                let stream = source.and_then(|source| services.streams.stream(source).ok());
                let keeps = stream.map(|stream| stream.retention);
                services.firehose.parcel_tried(step, &delivery_stream, parcel, (stores, keeps));
            }
            Wake::Reingests { run } => {
                if let Some(again) = actors.reingests.get_mut(&run) {
                    again.wake(step, &mut services, (run, &mut stores.settled));
                }
            }
            Wake::FaultEnds { place } => {
                stores.faults.ended(step, &place);
                calls::set_loss(&place, stores, actors);
            }
        }
    }
}

struct Parts<'a> {
    step: Step<'a>,
    services: Services<'a>,
    stores: &'a mut Stores,
    actors: &'a mut Actors,
}

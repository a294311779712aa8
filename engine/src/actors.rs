//! Those who call the services: SDK producers, polling and fan-out consumers, and Firehose as the reader of a stream.
//!
//! They only use the services' own operations, so limits hold for them as for anyone.

mod analytics;
mod apart;
mod change;
mod consumer;
mod fan_out;
mod feeds;
mod fetcher;
mod kcl;
mod kpl;
mod late;
mod line;
mod mapping;
mod of_stream;
mod order;
mod producer;
mod reader;
mod registration;
mod reingest;
mod resend;
mod sink;
mod tools;
mod user_record;

use std::collections::BTreeMap;

pub use analytics::{Analytics, AnalyticsTally, Query};
pub use consumer::{Bookmarks, Consumer};
pub use fan_out::FanOut;
pub use feeds::{Agent, FEED_RATE_MOST, Feed, LogFile, Rule, Subscription, Work};
pub use fetcher::{FETCH_EVERY, Fetcher};
pub use kcl::{Buffer, Checkpoint, Emission, Group, Hold, Lease, Pipeline, Run, Stage, Worker};
pub use kpl::{Filling, Kpl, KplCounts, KplSettings};
pub use line::{Line, LineCounts, Loss};
pub(crate) use mapping::sends;
pub use mapping::{
    Config as MappingConfig, Invocation, Lane, Mapping, Outcome, Piece, Queues, Stage as LaneStage,
};
pub use producer::Producer;
pub use reader::{Reader, ReaderShard};
pub use reingest::{Failed, Reingest};
pub use resend::{BACKOFF_MOST, RETRIES_MOST};
pub use sink::{Sink, SinkTally};

use change::code_of;

use crate::command::{Actor, AnalyticsSetting, ReadVia, SecuritySetting, Setting, Target};
use crate::dynamodb::Tables;
use crate::event::What;
use crate::firehose::Deliveries;
use crate::kernel::Chance;
use crate::lambda::{Function, Functions};
use crate::names::Name;
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::Streams;

/// The services that actors may call.
pub struct Services<'a> {
    pub streams: &'a mut Streams,
    pub firehose: &'a mut Deliveries,
    pub functions: &'a mut Functions,
    pub dynamodb: &'a mut Tables,
}

#[derive(Clone, Debug, Default)]
pub struct Actors {
    pub(crate) producers: BTreeMap<Name, Producer>,
    pub(crate) consumers: BTreeMap<Name, Consumer>,
    pub(crate) fan_outs: BTreeMap<Name, FanOut>,
    pub(crate) fetchers: BTreeMap<Name, Fetcher>,
    pub(crate) groups: BTreeMap<Name, Group>,
    pub(crate) mappings: BTreeMap<Name, Mapping>,
    /// Of SQS: where mappings send what they give up.
    pub(crate) queues: Queues,
    pub(crate) analytics: BTreeMap<Name, Analytics>,
    pub(crate) feeds: BTreeMap<Name, Feed>,
    /// By the number of their start.
    pub(crate) reingests: BTreeMap<u64, Reingest>,
}

impl Actors {
    pub fn producers(&self) -> impl Iterator<Item = &Producer> {
        self.producers.values()
    }

    pub fn consumers(&self) -> impl Iterator<Item = &Consumer> {
        self.consumers.values()
    }

    pub fn fan_outs(&self) -> impl Iterator<Item = &FanOut> {
        self.fan_outs.values()
    }

    pub fn feeds(&self) -> impl Iterator<Item = &Feed> {
        self.feeds.values()
    }

    pub fn fetchers(&self) -> impl Iterator<Item = &Fetcher> {
        self.fetchers.values()
    }

    /// Groups of KCL workers.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.values()
    }

    pub fn group(&self, name: &Name) -> Option<&Group> {
        self.groups.get(name)
    }

    /// Applications that count in windows.
    pub fn analytics(&self) -> impl Iterator<Item = &Analytics> {
        self.analytics.values()
    }

    pub fn counts_windows(&self, name: &Name) -> bool {
        self.analytics.contains_key(name)
    }

    /// One of our own lines.
    ///
    /// # Errors
    /// If a name is taken or unknown, or an actor does not know a setting. Nothing changes then.
    pub fn command(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        seed: u64,
        actor: &Actor,
    ) -> Result<(), Refusal> {
        note_roads(step, actor);
        match actor {
            Actor::Producer { name, to, settings } => {
                self.must_be_new(name, services)?;
                tools::may_write(services, to, tools::of(settings))?;
                target_exists(services, to)?;
                let chance = Chance::new(seed, name.as_str());
                let event = step.emit(What::ActorStarted { name: name.clone(), kind: "producer" });
                let producer = Producer::start(&mut step.because(event), name, to, settings, chance)?;
                self.producers.insert(name.clone(), producer);
            }
            Actor::Consumer { name, reads, settings } => {
                self.must_be_new(name, services)?;
                tools::may_read(services, name, reads, settings)?;
                services.streams.stream(reads)?;
                tools::rows_have_a_target(services, settings)?;
                let event = step.emit(What::ActorStarted { name: name.clone(), kind: "consumer" });
                let mut step = step.because(event);
                if settings.contains(&Setting::Analytics(AnalyticsSetting::On)) {
                    let analytics = Analytics::start(&mut step, (name, reads), settings)?;
                    self.analytics.insert(name.clone(), analytics);
                } else if tools::is_group(settings) {
                    let chance = Chance::new(seed, name.as_str());
                    let group = Group::start(&mut step, services, (name, reads), settings, chance)?;
                    self.groups.insert(name.clone(), group);
                } else if Mapping::is_one(settings) {
                    let chance = Chance::new(seed, name.as_str());
                    let mapping = self.new_mapping(&mut step, (name, reads), settings, chance)?;
                    self.mappings.insert(name.clone(), mapping);
                } else if settings.contains(&Setting::Via(ReadVia::FanOut)) {
                    let fan_out = FanOut::start(&mut step, name, reads, settings)?;
                    self.fan_outs.insert(name.clone(), fan_out);
                } else {
                    let chance = Chance::new(seed, name.as_str());
                    let consumer = Consumer::start(&mut step, name, reads, settings, chance)?;
                    self.consumers.insert(name.clone(), consumer);
                }
            }
            Actor::Function { name, settings } => {
                self.must_be_new(name, services)?;
                step.emit(What::ActorStarted { name: name.clone(), kind: "function" });
                let code = code_of(name, settings)?.ok_or_else(|| {
                    Refusal::scene(format!(
                        "function {name} needs a blueprint, such as `blueprint access-log-to-json`"
                    ))
                })?;
                services.functions.put(Function { name: name.clone(), code });
            }
            Actor::Feed { name, kind, to, settings } => {
                self.must_be_new(name, services)?;
                target_exists(services, to)?;
                let chance = Chance::new(seed, name.as_str());
                let event = step.emit(What::ActorStarted { name: name.clone(), kind: kind.word() });
                let feed = Feed::start(&mut step.because(event), (name, *kind, to), settings, chance)?;
                self.feeds.insert(name.clone(), feed);
            }
            Actor::FeedAct { name, act } => self.feed_act(step, name, *act)?,
            Actor::Set { name, settings } => self.set(step, services, name, settings)?,
            Actor::Stop { name } => {
                let event = step.emit(What::ActorStopped { name: name.clone() });
                if let Some(producer) = self.producers.get_mut(name) {
                    producer.stop(&mut step.because(event), event);
                } else if let Some(feed) = self.feeds.get_mut(name) {
                    feed.stop(event);
                } else if let Some(consumer) = self.consumers.get_mut(name) {
                    consumer.stop();
                } else if let Some(fan_out) = self.fan_outs.get_mut(name) {
                    fan_out.stop(&mut step.because(event), services.streams)?;
                } else if let Some(group) = self.groups.get_mut(name) {
                    group.stop(&mut step.because(event), services);
                } else if let Some(mapping) = self.mappings.get_mut(name) {
                    mapping.stop(&mut step.because(event), services.streams)?;
                } else if let Some(analytics) = self.analytics.get_mut(name) {
                    analytics.stop();
                } else {
                    return Err(unknown(name));
                }
            }
            Actor::CrashWorker { name, worker } => {
                let group = self.groups.get_mut(name).ok_or_else(|| no_group(name))?;
                group.crash(step, services, *worker)?;
            }
            Actor::HealWorker { name, worker } => {
                let group = self.groups.get_mut(name).ok_or_else(|| no_group(name))?;
                group.heal(step, *worker)?;
            }
            // What goes wrong at a store is the world's business: actors know only the services.
            Actor::Fault { .. }
            | Actor::Heal { .. }
            | Actor::Table(_)
            | Actor::Backfill(_)
            | Actor::Permission(_) => {}
        }
        Ok(())
    }

    /// Whether calls of an actor may be lost: those of a process of one's own, not those of a managed service.
    pub(crate) fn has_line(&self, name: &Name) -> bool {
        let agent = |feed: &Feed| matches!(feed.work, Work::Agent(_));
        self.producers.contains_key(name) || self.feeds.get(name).is_some_and(agent)
    }

    /// Something is lost from now on between a producer and the services, or nothing any more.
    #[inline(never)]
    pub(crate) fn set_loss(&mut self, name: &Name, loss: Option<Loss>) {
        if let Some(producer) = self.producers.get_mut(name) {
            producer.line.set(loss);
        } else if let Some(Feed { work: Work::Agent(agent), .. }) = self.feeds.get_mut(name) {
            agent.line.set(loss);
        }
    }

    /// Whether somebody has this name, at work or stopped.
    pub fn has(&self, name: &Name) -> bool {
        self.producers.contains_key(name)
            || self.feeds.contains_key(name)
            || self.consumers.contains_key(name)
            || self.fan_outs.contains_key(name)
            || self.groups.contains_key(name)
            || self.mappings.contains_key(name)
            || self.analytics.contains_key(name)
    }

    /// Our own actors share one space of names, so that `set NAME` is never in doubt.
    fn must_be_new(&self, name: &Name, services: &Services<'_>) -> Result<(), Refusal> {
        if self.has(name) || services.functions.has(name) {
            return Err(Refusal::scene(format!("the name {name} is taken: choose another")));
        }
        Ok(())
    }
}

/// Writes down whose calls go through a VPC endpoint.
fn note_roads(step: &mut Step<'_>, actor: &Actor) {
    let (Actor::Producer { settings, .. }
    | Actor::Consumer { settings, .. }
    | Actor::Feed { settings, .. }
    | Actor::Set { settings, .. }) = actor
    else {
        return;
    };
    for setting in settings {
        if let (Setting::Security(SecuritySetting::VpcEndpoint(yes)), Some(who)) = (setting, step.who) {
            step.security.goes_through_an_endpoint(who, *yes);
        }
    }
}

fn target_exists(services: &Services<'_>, target: &Target) -> Result<(), Refusal> {
    match target {
        Target::Stream(name) => services.streams.stream(name).map(drop),
        Target::Firehose(name) => services.firehose.delivery_stream(name).map(drop),
        Target::Function(name) => services.functions.function(name).map(drop),
    }
}

fn unknown(name: &Name) -> Refusal {
    Refusal::scene(format!("there is no producer, consumer, source or function named {name}"))
}

fn no_group(name: &Name) -> Refusal {
    Refusal::scene(format!(
        "there is no KCL application named {name}: `consumer {name} reads … kcl` makes one"
    ))
}

/// A setting that this kind of actor does not have.
fn not_known(kind: &str, name: &Name, setting: &Setting, known: &str) -> Refusal {
    Refusal::scene(format!("{kind} {name} has no setting `{}`: it knows {known}", setting.word()))
}

//! A fan-out reader: registers a consumer of its own name, subscribes to every shard and takes what is pushed.
//!
//! It subscribes anew when a subscription ends, from where it was. What is refused it tries again each second.

use std::collections::BTreeSet;

use super::not_known;
use super::reader::Reader;
use super::registration::{AGAIN, Registration};
use crate::command::{Consumer, ParentOrder, Principal, ReadFrom, ReadVia, Setting};
use crate::era::Era;
use crate::event::EventId;
use crate::kernel::Time;
use crate::names::{Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::streams::{Push, Streams};
use crate::wake::Wake;

const KNOWN: &str = "from, parents, deaggregates";

#[derive(Clone, Debug)]
pub struct FanOut {
    pub name: Name,
    pub stopped: bool,
    pub reader: Reader,
    /// Shards to which it does not subscribe now, because its owner has enough of them.
    pub(super) paused: BTreeSet<ShardId>,
    registration: Registration,
    round: u64,
    configured: EventId,
}

impl FanOut {
    #[inline(never)]
    pub(super) fn start(
        step: &mut Step<'_>,
        name: &Name,
        stream: &Name,
        settings: &[Setting],
    ) -> Result<FanOut, Refusal> {
        let mut fan_out = FanOut {
            name: name.clone(),
            stopped: false,
            reader: Reader::new(name.clone(), stream.clone(), ReadFrom::TrimHorizon),
            paused: BTreeSet::new(),
            registration: Registration::default(),
            round: 0,
            configured: step.cause.expect("a command led here"),
        };
        fan_out.take_settings(step.era, settings)?;
        fan_out.expect_look(step, step.now);
        Ok(fan_out)
    }

    /// `from` begins anew: within 5 s of a subscription that means waiting until another one is granted.
    #[inline(never)]
    pub(super) fn set(&mut self, step: &mut Step<'_>, settings: &[Setting]) -> Result<(), Refusal> {
        if self.stopped {
            return Err(Refusal::scene(format!("consumer {} was stopped", self.name)));
        }
        self.take_settings(step.era, settings)?;
        self.configured = step.cause.expect("a command led here");
        self.expect_look(step, step.now);
        Ok(())
    }

    /// Deregisters its consumer.
    ///
    /// # Errors
    /// LimitExceededException for too many such calls in a second.
    #[inline(never)]
    pub(super) fn stop(&mut self, step: &mut Step<'_>, streams: &mut Streams) -> Result<(), Refusal> {
        self.stopped = true;
        if !self.registration.is_made() {
            return Ok(());
        }
        match streams.deregister_consumer(step, &self.consumer()) {
            // Somebody has done it already, or the stream is gone.
            Err(refusal) if refusal.error == ErrorName::ResourceNotFoundException => Ok(()),
            other => other,
        }
    }

    fn consumer(&self) -> Consumer {
        Registration::consumer(&self.reader)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a new setting is no other actor's business")]
    fn take_settings(&mut self, era: Era, settings: &[Setting]) -> Result<(), Refusal> {
        for setting in settings {
            match setting {
                Setting::From(from) => {
                    self.reader.from = *from;
                    self.reader.restart();
                }
                Setting::Sink(kind) => self.reader.set_sink(*kind, era)?,
                Setting::Parents(order) => self.reader.parents = *order,
                Setting::Deaggregates(yes) => self.reader.deaggregates = *yes,
                Setting::Security(setting) => self.reader.secure(*setting),
                Setting::Via(ReadVia::FanOut) => {}
                Setting::Via(ReadVia::Polling) | Setting::Reads(_) => {
                    return Err(Refusal::scene(format!(
                        "consumer {} is registered with {} for fan-out: stop it and add another with `{setting}`",
                        self.name, self.reader.stream
                    )));
                }
                _ => {
                    return Err(not_known("fan-out consumer", &self.name, setting, KNOWN));
                }
            }
        }
        Ok(())
    }

    fn expect_look(&mut self, step: &mut Step<'_>, at: Time) {
        self.round += 1;
        step.schedule(at, Wake::FanOutReads { consumer: self.name.clone(), round: self.round });
    }

    #[inline(never)]
    pub(crate) fn wake(&mut self, step: &mut Step<'_>, streams: &mut Streams, round: u64) {
        if round == self.round {
            self.look_after(step, streams);
        }
    }

    /// A subscription has ended: if it was one of its own, it asks for another.
    #[inline(never)]
    pub(crate) fn subscription_ended(&mut self, step: &mut Step<'_>, streams: &mut Streams, id: u64) {
        if self.reader.shards.values().any(|place| place.subscription == Some(id)) {
            self.look_after(step, streams);
        }
    }

    /// Takes what was pushed. What an older subscription pushes, after a `set`, is not for it: whether it was for it.
    pub(crate) fn receive(&mut self, step: &mut Step<'_>, streams: &mut Streams, push: &Push) -> bool {
        let place = self.reader.shards.get(&push.shard);
        if self.stopped || place.is_none_or(|place| place.subscription != Some(push.subscription)) {
            return false;
        }
        let mut step = step.because(push.event);
        self.reader.took(&mut step, streams, (push.shard, push.records.clone()), push.bytes);
        if let Some(place) = self.reader.shards.get_mut(&push.shard) {
            place.position = Some(push.position);
        }
        if push.ended {
            self.reader.finish(streams, push.shard);
            self.look_after(&mut step, streams);
        }
        true
    }

    /// Its places and what pushed to them are gone with the stream.
    pub(super) fn stream_gone(&mut self) {
        self.reader.restart();
        self.paused.clear();
    }

    /// Takes no more of a shard for now.
    pub(super) fn pause(&mut self, shard: ShardId) {
        self.paused.insert(shard);
        if let Some(place) = self.reader.shards.get_mut(&shard) {
            place.subscription = None;
        }
    }

    /// Goes on with a shard where it was.
    pub(super) fn resume(&mut self, step: &mut Step<'_>, streams: &mut Streams, shard: ShardId) {
        if self.paused.remove(&shard) {
            self.look_after(step, streams);
        }
    }

    fn look_after(&mut self, step: &mut Step<'_>, streams: &mut Streams) {
        if self.stopped {
            return;
        }
        let who = Principal::Actor(self.name.clone());
        let mut step = step.because(self.configured);
        let mut step = step.by(&who);
        if let Some(at) = self.attend(&mut step, streams) {
            self.expect_look(&mut step, at);
        }
    }

    /// Brings everything as far as it may be now; gives the instant at which there is more to do.
    fn attend(&mut self, step: &mut Step<'_>, streams: &mut Streams) -> Option<Time> {
        let again = Some(step.now + AGAIN);
        if let Some(ready) = self.reader.waits_for(streams) {
            return Some(ready);
        }
        if let Err(at) = self.registration.attend(step, streams, &mut self.reader) {
            return Some(at);
        }
        if let Err(refusal) = self.reader.find_shards(step, streams) {
            self.reader.note_refusal(step, self.reader.any_shard(), &refusal);
            return again;
        }
        let mut refused = false;
        for shard in self.reader.turns() {
            if let Err(refusal) = self.subscribe(step, streams, shard) {
                self.reader.note_refusal(step, shard, &refusal);
                refused = true;
            }
        }
        // One that ignores parents lists the shards as often.
        again.filter(|_| refused || self.reader.parents == ParentOrder::Ignored)
    }

    /// Subscribes to a shard, unless it is subscribed.
    fn subscribe(&mut self, step: &mut Step<'_>, streams: &mut Streams, id: ShardId) -> Result<(), Refusal> {
        let (who, from) = (self.consumer(), self.reader.from);
        let Some(place) = self.reader.shards.get_mut(&id) else { return Ok(()) };
        let lives = |subscription| streams.subscription(&who.stream, subscription).is_some();
        if self.paused.contains(&id) {
            return Ok(());
        }
        if place.subscription.is_some_and(lives) {
            return Ok(());
        }
        let start = Reader::subscribes_at(step, streams, (&who.stream, id), (place.position, from))?;
        let subscription = streams.subscribe(step, &who, id, &start)?;
        place.subscription = Some(subscription);
        place.position = streams.subscription(&who.stream, subscription).map(|s| s.position);
        self.reader.calls.add(1, step.now);
        Ok(())
    }
}

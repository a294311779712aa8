//! The one world behind the endpoint: calls go in, what is pushed goes out to those who subscribed.
//!
//! It reads no clock and knows no HTTP: how long the endpoint has been up is an argument, a subscriber is the
//! sending half of a channel of frames. A second task never sees it: the caller holds the lock.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use engine::api::{cli, json};
use engine::command::{Actor, Command, Reply, Setting};
use engine::event::{SubscriptionEnd, What};
use engine::firehose::Call;
use engine::kernel::Span;
use engine::names::Name;
use engine::refusal::{ErrorName, Refusal};
use engine::story;
use engine::view::json as view;
use engine::watch::{Before, Log, Told};
use engine::world::{Progress, World};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::clock::Clock;
use crate::frames;
use crate::options::Options;
use crate::protocol::Protocol;

/// How far one `/_lab/advance` may jump: 30 days.
pub const JUMP_MOST: u64 = 30 * 86_400;

/// Wakes between two looks for what is to be pushed.
const SLICE: u64 = 256;

/// Jumps end where calendars do: the year 9000.
const LAST_EPOCH_SECOND: u64 = 221_845_392_000;

pub struct Lab {
    world: World,
    /// All that was asked, for who watches.
    log: Log,
    /// Of this world, and of no other.
    run: String,
    /// The quota of shards is not that of the era, which no story can say.
    own_quota: bool,
    clock: Clock,
    speed: f64,
    /// Events of the journal that subscribers have been told.
    told: usize,
    subscribers: BTreeMap<u64, Subscriber>,
    /// Of objects that were asked for: an object's bytes never change.
    etags: BTreeMap<(Name, String), String>,
}

struct Subscriber {
    protocol: Protocol,
    frames: UnboundedSender<Bytes>,
}

/// What a call is answered with.
pub enum Answer {
    /// 200 without a body.
    Empty,
    Body(Vec<u8>),
    Error(u16, Vec<u8>),
    /// SubscribeToShard: frames until the sender is dropped.
    Stream(UnboundedReceiver<Bytes>),
}

impl Lab {
    /// A new world whose calendar is the real one: `since_epoch` is now.
    pub fn new(options: &Options, since_epoch: Duration) -> Lab {
        let start = Clock::present(options.era, since_epoch);
        let mut world = World::new(options.era, options.seed).with_tools(&tools::native());
        if let Some(shards) = options.shard_limit {
            world = world.with_shard_limit(shards);
        }
        world.advance(start, u64::MAX);
        let clock = Clock::new(start, options.speed);
        Lab {
            world,
            log: Log::default(),
            run: format!("{:x}", since_epoch.as_nanos()),
            own_quota: options.shard_limit.is_some(),
            clock,
            speed: options.speed,
            told: 0,
            subscribers: BTreeMap::new(),
            etags: BTreeMap::new(),
        }
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    /// Lets happen what is due by now.
    pub fn catch_up(&mut self, up: Duration) {
        let now = self.clock.now(up);
        // In slices, so that a long jump is told before the records that it pushed have expired.
        loop {
            match self.world.advance(now, SLICE) {
                Progress::Reached => break,
                Progress::BudgetSpent => {}
                Progress::NeedsHost => unreachable!("no function with a source is taken: see play"),
            }
            self.tell();
        }
        self.tell();
    }

    /// How long until something is due by itself, for those who wait for pushes; `None` if nobody does.
    pub fn next_due(&self, up: Duration) -> Option<Duration> {
        if self.subscribers.is_empty() {
            return None;
        }
        self.clock.until(self.world.next_wake_at()?, up)
    }

    /// One call of AWS's API; no body if it cannot be read.
    pub fn call(&mut self, up: Duration, protocol: Protocol, target: &str, body: Option<&Value>) -> Answer {
        self.catch_up(up);
        match self.answer(protocol, target, body) {
            Ok(answer) => answer,
            Err(refusal) => {
                let (status, body) = json::error(&refusal);
                Answer::Error(status, protocol.write(&body))
            }
        }
    }

    fn answer(&mut self, protocol: Protocol, target: &str, body: Option<&Value>) -> Result<Answer, Refusal> {
        let before = Before::of(&self.world);
        let command = self.read(target, body).inspect_err(|why| self.log.note_unread(before, target, why))?;
        let reply = self.do_it(&command)?;
        if let Reply::Subscribed { subscription } = reply {
            return Ok(Answer::Stream(self.subscribe(subscription, protocol)));
        }
        self.tell();
        Ok(match json::answer(&command, &reply, self.world.era()) {
            Some(wire) => Answer::Body(protocol.write(&wire)),
            None => Answer::Empty,
        })
    }

    /// One command of the engine's own.
    ///
    /// # Errors
    /// Its refusal.
    pub fn apply(&mut self, command: &Command) -> Result<Reply, Refusal> {
        let reply = self.do_it(command);
        self.tell();
        reply
    }

    /// Does a command and keeps it for who watches, whether it is refused or not.
    fn do_it(&mut self, command: &Command) -> Result<Reply, Refusal> {
        let before = Before::of(&self.world);
        let reply = self.world.apply(command);
        self.log.note(before, command, reply.as_ref().err(), &self.world);
        reply
    }

    /// What was asked from the call of this number on, and how far the world is.
    ///
    /// # Errors
    /// A sentence for a world that nobody can follow.
    pub fn watched(&mut self, from: usize) -> Result<Told, String> {
        if self.own_quota {
            return Err("an endpoint with --shard-limit cannot be followed: no story can say that quota. \
                        Start it without"
                .to_owned());
        }
        Ok(self.log.told(&self.world, &self.run, from))
    }

    /// How many calls there were.
    pub fn asked(&self) -> usize {
        self.log.len()
    }

    /// Lines of a story without times, up to the first that is refused. A function with a source of its own is refused
    /// here, before anything is delivered to it: only the page has a sandbox to run it in.
    ///
    /// # Errors
    /// The line and what is wrong with it.
    pub fn play(&mut self, text: &str) -> Result<(), String> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.into_iter().try_for_each(|line| {
            let command = story::command(line).map_err(|error| format!("{line}: {error}"))?;
            runs_here(&command).map_err(|why| format!("{line}: {why}"))?;
            cli::fits(&command, self.world.era()).map_err(|refusal| format!("{line}: {refusal}"))?;
            self.apply(&command).map(drop).map_err(|refusal| format!("{line}: {refusal}"))
        })
    }

    /// An object's MD5 in quotes, or nothing if there is no such object.
    pub fn etag(&mut self, bucket: &Name, key: &str) -> String {
        let Lab { world, etags, .. } = self;
        let Ok(object) = world.buckets().object(bucket, key) else { return String::new() };
        etags.entry((bucket.clone(), key.to_owned())).or_insert_with(|| object.etag()).clone()
    }

    /// An unknown target comes before a body that cannot be read, as with AWS.
    fn read(&self, target: &str, body: Option<&Value>) -> Result<Command, Refusal> {
        let command = json::read(target, body.unwrap_or(&Value::Null), self.world.era());
        let unread = || Refusal::new(ErrorName::SerializationException, "The body cannot be read");
        match (command, body) {
            (Err(refusal), None) if refusal.error == ErrorName::UnknownOperationException => Err(refusal),
            (_, None) => Err(unread()),
            (command, Some(_)) => command,
        }
    }

    fn subscribe(&mut self, subscription: u64, protocol: Protocol) -> UnboundedReceiver<Bytes> {
        let (sender, receiver) = unbounded_channel();
        let _ = sender.send(frames::initial_response(protocol));
        self.subscribers.insert(subscription, Subscriber { protocol, frames: sender });
        self.tell();
        receiver
    }

    /// Passes on what the journal says of subscriptions since the last time. Who has hung up is forgotten.
    fn tell(&mut self) {
        let Lab { world, subscribers, .. } = self;
        for event in world.journal().from(self.told) {
            // Of all kinds of events, two are told over the wire.
            if let What::RecordsPushed { subscription, .. } = &event.what {
                let Some(subscriber) = subscribers.get(subscription) else { continue };
                let Some(pushed) = json::pushed(world, event) else { continue };
                let frame = frames::event(subscriber.protocol, &pushed);
                if subscriber.frames.send(frame).is_err() {
                    subscribers.remove(subscription);
                }
            } else if let What::SubscriptionEnded { subscription, why, .. } = &event.what {
                let Some(subscriber) = subscribers.remove(subscription) else { continue };
                if let Some((name, text)) = last_words(*why) {
                    let _ = subscriber.frames.send(frames::exception(subscriber.protocol, name, text));
                }
            }
        }
        self.told = world.journal().end();
    }

    /// Jumps ahead, and lets happen what is due until then.
    ///
    /// # Errors
    /// A sentence for a jump that is too far.
    pub fn jump(&mut self, up: Duration, span: Span) -> Result<(), String> {
        if span > Span::seconds(JUMP_MOST) {
            return Err(format!("one jump is at most {JUMP_MOST} seconds (30 days): jump again"));
        }
        let then = self.clock.now(up) + span;
        if self.world.era().epoch_seconds(then) > LAST_EPOCH_SECOND {
            return Err("time ends in the year 9000".to_owned());
        }
        self.clock.jump(span);
        self.catch_up(up);
        Ok(())
    }

    /// Ends all subscriptions, as when the service goes away.
    pub fn close(&mut self) {
        self.subscribers.clear();
    }

    /// What the world looks like, by the names that goals use, and the clock.
    pub fn state(&self) -> Value {
        let mut state = self.time();
        for root in view::ROOTS.into_iter().filter(|root| *root != "time") {
            state[root] = view::section(&self.world, root, None).unwrap_or(Value::Null);
        }
        state
    }

    /// The clock alone.
    pub fn time(&self) -> Value {
        let (era, now) = (self.world.era(), self.world.now());
        json!({
            "era": era.name(),
            "speed": self.speed,
            "time": {
                "epoch_ms": era.epoch_millis(now),
                "utc": era.format_utc(now, "%Y-%m-%dT%H:%M:%SZ"),
                "us": now.as_micros(),
            },
        })
    }
}

/// # Errors
/// A sentence for a function written in JavaScript.
fn runs_here(command: &Command) -> Result<(), String> {
    let Command::Actor(Actor::Function { name, settings } | Actor::Set { name, settings }) = command else {
        return Ok(());
    };
    if !settings.iter().any(|setting| matches!(setting, Setting::Source(_))) {
        return Ok(());
    }
    Err(format!(
        "{}; the endpoint runs nobody's code. Here a function is a blueprint (function {name} blueprint pass-through) or \
         answers what it is told (function {name} answers ok), and your own source runs in the page",
        Call::only_the_page(name)
    ))
}

/// The exception that ends a subscription early; AWS closes the stream without one when its time is over or the
/// shard is read to its end.
fn last_words(why: SubscriptionEnd) -> Option<(&'static str, &'static str)> {
    match why {
        // Who closed it knows.
        SubscriptionEnd::Expired | SubscriptionEnd::ShardEnded | SubscriptionEnd::Closed => None,
        // The text as reports quote it: awslabs and daangn/kinesumer issue 16.
        SubscriptionEnd::TakenOver => Some((
            ErrorName::ResourceInUseException.as_str(),
            "Another active subscription exists for this consumer",
        )),
        // Modelling choice: AWS does not publish the text, here and below.
        SubscriptionEnd::Kms(error) => Some((error.as_str(), "The records cannot be decrypted")),
        SubscriptionEnd::Deleted => {
            Some((ErrorName::ResourceNotFoundException.as_str(), "The consumer or its stream was deleted"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quota_of_shards_can_be_set() {
        for (limit, shards, fits) in [(None, 20_000, true), (Some(3), 3, true), (Some(3), 4, false)] {
            let mut lab = Lab::new(&Options { shard_limit: limit, ..Options::default() }, Duration::ZERO);
            let body = json!({ "StreamName": "s", "ShardCount": shards });
            let target = "Kinesis_20131202.CreateStream";
            match lab.call(Duration::ZERO, Protocol::Json, target, Some(&body)) {
                Answer::Empty => assert!(fits, "{shards} of {limit:?}"),
                Answer::Error(_, text) => {
                    let text = String::from_utf8_lossy(&text).into_owned();
                    assert!(!fits && text.contains("LimitExceededException"), "{text}");
                    assert!(text.contains("Limit: 3."), "{text}");
                }
                Answer::Body(_) | Answer::Stream(_) => panic!("CreateStream answers nothing"),
            }
        }
    }
}

//! Enhanced fan-out: registered consumers and their subscriptions.
//!
//! A registered consumer is CREATING, then ACTIVE, then DELETING, then gone. Only an ACTIVE one may subscribe.
//! Absent: HTTP/2 itself; what a subscription pushes are events of the journal.

mod push;
mod subscribe;

use std::collections::BTreeMap;

use serde::Serialize;

pub use push::Push;
pub use subscribe::Subscription;

use super::Streams;
use super::describe::Token;
use super::stream::{Status, Stream};
use crate::command::{Action, Consumer, ConsumerDescription, Reply};
use crate::era::Era;
use crate::event::{SubscriptionEnd, What};
use crate::kernel::{Bucket, Span, Time};
use crate::limits::{self, Limit};
use crate::names::{ACCOUNT, Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::wake::Wake;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ConsumerStatus {
    #[serde(rename = "CREATING")]
    Creating,
    #[serde(rename = "ACTIVE")]
    Active,
    #[serde(rename = "DELETING")]
    Deleting,
}

impl ConsumerStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            ConsumerStatus::Creating => "CREATING",
            ConsumerStatus::Active => "ACTIVE",
            ConsumerStatus::Deleting => "DELETING",
        }
    }
}

/// A registered consumer of a stream.
#[derive(Clone, Debug)]
pub struct StreamConsumer {
    pub name: Name,
    pub created: Time,
    pub status: ConsumerStatus,
    /// When CREATING or DELETING ends.
    pub settles_at: Time,
    /// What each shard gives to it alone.
    pub(super) lanes: BTreeMap<ShardId, Lane>,
    /// SubscribeToShard calls, over all shards.
    pub(super) calls: Bucket,
}

/// The way from one shard to one registered consumer. It outlives the subscriptions that use it.
#[derive(Clone, Debug)]
pub(super) struct Lane {
    /// Modelling choice: AWS publishes a rate, no burst. Ours holds nothing in reserve: after each push it is in
    /// debt until the push is paid for, so a backlog leaves at exactly 2 MiB/s.
    pub bytes: Bucket,
    /// SubscribeToShard calls on the shard.
    pub calls: Bucket,
}

impl StreamConsumer {
    /// `arn:aws:kinesis:R:N:stream/S/consumer/C:<creation epoch seconds>`.
    pub fn arn(&self, stream: &Name, era: Era) -> String {
        Consumer::arn(stream, &self.name, era.epoch_seconds(self.created))
    }

    #[inline(never)]
    fn describe(&self, stream: &Stream, era: Era) -> ConsumerDescription {
        ConsumerDescription {
            name: self.name.clone(),
            arn: self.arn(&stream.name, era),
            stream_arn: stream.arn(),
            status: self.status.as_str(),
            created: era.epoch_seconds(self.created),
        }
    }

    /// The limit that a SubscribeToShard call would exceed now. One of 0 is none that AWS states for the era.
    fn calls_too_often(&self, shard: ShardId, (now, era): (Time, Era)) -> Option<&'static Limit> {
        let spent = |limit: &'static Limit, calls: &Bucket| limit.at(era) > 0 && !calls.has(1, now);
        if spent(&limits::SUBSCRIBE_CALLS_ALL, &self.calls) {
            return Some(&limits::SUBSCRIBE_CALLS_ALL);
        }
        let lane = self.lanes.get(&shard)?;
        spent(&limits::SUBSCRIBE_CALLS, &lane.calls).then_some(&limits::SUBSCRIBE_CALLS)
    }

    fn note_call(&mut self, shard: ShardId, at: (Time, Era)) {
        self.calls.take(1, at.0);
        self.lane(shard, at).calls.take(1, at.0);
    }

    fn lane(&mut self, shard: ShardId, (now, era): (Time, Era)) -> &mut Lane {
        self.lanes.entry(shard).or_insert_with(|| {
            let (calls, rate) = (limits::SUBSCRIBE_CALLS.at(era), limits::FAN_OUT_BYTES.at(era));
            // Room for what a microsecond brings, so that rounding up to the next one loses nothing.
            let room = rate.div_ceil(1_000_000);
            let mut bytes = Bucket::full(room, rate, now);
            bytes.take(room, now);
            Lane { bytes, calls: Bucket::full(calls, calls, now) }
        })
    }
}

impl Streams {
    /// RegisterStreamConsumer: CREATING at once, ACTIVE a little later.
    ///
    /// # Errors
    /// ResourceNotFoundException; ResourceInUseException for a name that is registered, or while the stream is
    /// CREATING or DELETING; LimitExceededException for one consumer too many, a sixth in CREATING, or too many
    /// calls.
    pub fn register_consumer(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        consumer: &Name,
    ) -> Result<ConsumerDescription, Refusal> {
        let era = step.era;
        step.authorize(Action::RegisterStreamConsumer, name.as_str())?;
        let stream = self.stream(name)?;
        // Modelling choice: a stream that is UPDATING takes registrations, as it takes reads and writes.
        if matches!(stream.status, Status::Creating | Status::Deleting) {
            return Err(super::not_active(stream));
        }
        if stream.consumers.contains_key(consumer) {
            return Err(Refusal::new(
                ErrorName::ResourceInUseException,
                format!("Consumer {consumer} under stream: {name} already exists for account {ACCOUNT}."),
            ));
        }
        let (there, most) = (stream.consumers.len() as u64, limits::CONSUMERS.at(era));
        if there >= most {
            let text = format!(
                "This request would exceed the limit of {most} registered consumers of stream {name} under account \
                 {ACCOUNT}."
            );
            return Err(Refusal::new(ErrorName::LimitExceededException, text).met(
                &limits::CONSUMERS,
                most,
                there + 1,
            ));
        }
        let creating = |consumer: &&StreamConsumer| consumer.status == ConsumerStatus::Creating;
        let creating = stream.consumers.values().filter(creating).count() as u64;
        let most = limits::CONSUMERS_CREATING.at(era);
        if creating >= most {
            let text = format!(
                "This request would exceed the limit of {most} consumers of stream {name} in CREATING under account \
                 {ACCOUNT}."
            );
            return Err(Refusal::new(ErrorName::LimitExceededException, text).met(
                &limits::CONSUMERS_CREATING,
                most,
                creating + 1,
            ));
        }
        self.charge((step.now, era), &limits::RATE_REGISTER, None)?;
        let stream = self.stream_mut(name)?;
        let settles_at = step.now + Span::millis(limits::CONSUMER_TAKES.at(era));
        let most_calls = limits::SUBSCRIBE_CALLS_ALL.at(era);
        let registered = StreamConsumer {
            name: consumer.clone(),
            created: step.now,
            status: ConsumerStatus::Creating,
            settles_at,
            lanes: BTreeMap::new(),
            calls: Bucket::full(most_calls, most_calls, step.now),
        };
        let described = registered.describe(stream, era);
        stream.consumers.insert(consumer.clone(), registered);
        let event = step.emit(What::ConsumerRegistered { stream: name.clone(), consumer: consumer.clone() });
        let wake = Wake::ConsumerSettles { stream: name.clone(), consumer: consumer.clone() };
        step.because(event).schedule(settles_at, wake);
        Ok(described)
    }

    /// DeregisterStreamConsumer: its subscriptions end at once; it is DELETING, then gone.
    ///
    /// # Errors
    /// AccessDeniedException; ResourceNotFoundException; LimitExceededException for too many calls.
    pub fn deregister_consumer(&mut self, step: &mut Step<'_>, who: &Consumer) -> Result<(), Refusal> {
        step.authorize(Action::DeregisterStreamConsumer, who.stream.as_str())?;
        self.consumer(who, step.era)?;
        self.charge((step.now, step.era), &limits::RATE_DEREGISTER, None)?;
        self.stream_mut(&who.stream)?.drop_consumer(step, &who.consumer);
        Ok(())
    }

    /// DescribeStreamConsumer.
    ///
    /// # Errors
    /// ResourceNotFoundException.
    #[inline(never)]
    pub fn describe_consumer(
        &self,
        who: &Consumer,
        _now: Time,
        era: Era,
    ) -> Result<ConsumerDescription, Refusal> {
        let (stream, consumer) = self.consumer(who, era)?;
        Ok(consumer.describe(stream, era))
    }

    /// ListStreamConsumers, by name; all of them on one page unless `max_results` says otherwise.
    ///
    /// # Errors
    /// ResourceNotFoundException; ExpiredNextTokenException after 300 s; InvalidArgumentException for a token that
    /// we never gave out.
    #[inline(never)]
    pub fn list_consumers(
        &self,
        name: &Name,
        max_results: Option<u64>,
        next_token: Option<&str>,
        now: Time,
        era: Era,
    ) -> Result<Reply, Refusal> {
        let stream = self.stream(name)?;
        let after = match next_token {
            None => None,
            Some(text) => {
                let token = Token::decode(text, (now, era))?;
                let invalid = || Refusal::invalid("NextToken is invalid.");
                let (of, after) =
                    token.after.as_deref().and_then(|t| t.split_once('/')).ok_or_else(invalid)?;
                if token.kind != "consumers" || of != name.as_str() {
                    return Err(invalid());
                }
                Some(after.to_owned())
            }
        };
        let beyond =
            |consumer: &&StreamConsumer| after.as_deref().is_none_or(|after| consumer.name.as_str() > after);
        let most = usize::try_from(max_results.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let mut rest = stream.consumers.values().filter(beyond);
        let consumers: Vec<_> = rest.by_ref().take(most).map(|c| c.describe(stream, era)).collect();
        let last = consumers.last().filter(|_| rest.next().is_some());
        let next_token = last.map(|last| {
            let after = Some(format!("{name}/{}", last.name));
            Token { kind: "consumers", after, made: now }.encode()
        });
        Ok(Reply::Consumers { consumers, next_token })
    }

    /// The registered consumer that a call names.
    ///
    /// # Errors
    /// ResourceNotFoundException, also for the ARN of an earlier consumer of its name.
    pub fn consumer(&self, who: &Consumer, era: Era) -> Result<(&Stream, &StreamConsumer), Refusal> {
        let stream = self.stream(&who.stream)?;
        let found = stream.consumers.get(&who.consumer);
        let found = found.filter(|c| who.created.is_none_or(|made| made == era.epoch_seconds(c.created)));
        found.map(|consumer| (stream, consumer)).ok_or_else(|| {
            let text = format!("Consumer {}, account {ACCOUNT} not found.", who.consumer);
            Refusal::new(ErrorName::ResourceNotFoundException, text)
        })
    }

    /// CREATING or DELETING of a consumer ends.
    #[inline(never)]
    pub(crate) fn consumer_settles(&mut self, step: &mut Step<'_>, name: &Name, consumer: &Name) {
        let Some(stream) = self.streams.get_mut(name) else { return };
        let Some(found) = stream.consumers.get_mut(consumer) else { return };
        // A wake of before a deregistration, or of an earlier consumer of this name, comes too early.
        if found.settles_at > step.now {
            return;
        }
        match found.status {
            ConsumerStatus::Creating => {
                found.status = ConsumerStatus::Active;
                step.emit(What::ConsumerActive { stream: name.clone(), consumer: consumer.clone() });
            }
            ConsumerStatus::Active => {}
            ConsumerStatus::Deleting => drop(stream.consumers.remove(consumer)),
        }
    }
}

impl Stream {
    /// A consumer goes to DELETING, and what it subscribed to ends.
    fn drop_consumer(&mut self, step: &mut Step<'_>, consumer: &Name) {
        let Some(found) = self.consumers.get_mut(consumer) else { return };
        if found.status == ConsumerStatus::Deleting {
            return;
        }
        found.status = ConsumerStatus::Deleting;
        found.settles_at = step.now + Span::millis(limits::CONSUMER_GONE_TAKES.at(step.era));
        let settles_at = found.settles_at;
        let event =
            step.emit(What::ConsumerDeregistered { stream: self.name.clone(), consumer: consumer.clone() });
        let mut step = step.because(event);
        let wake = Wake::ConsumerSettles { stream: self.name.clone(), consumer: consumer.clone() };
        step.schedule(settles_at, wake);
        let mine = self.subscriptions.values().filter(|s| &s.consumer == consumer);
        for id in mine.map(|s| s.id).collect::<Vec<_>>() {
            self.end_subscription(&mut step, id, SubscriptionEnd::Deleted);
        }
    }

    /// DeleteStream deregisters all consumers first.
    pub(super) fn drop_consumers(&mut self, step: &mut Step<'_>) {
        for consumer in self.consumers.keys().cloned().collect::<Vec<_>>() {
            self.drop_consumer(step, &consumer);
        }
    }
}

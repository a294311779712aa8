//! SubscribeToShard, and how a subscription ends.

use super::ConsumerStatus;
use crate::command::{Action, Consumer, IteratorStart};
use crate::event::{SubscriptionEnd, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{ACCOUNT, Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::streams::iterator::starting_index;
use crate::streams::stream::{Status, Stream};
use crate::streams::{Streams, not_active, shard_not_found};
use crate::wake::Wake;

/// One shard's connection to one registered consumer, for at most 300 seconds.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// Counted up over all streams, never used again.
    pub id: u64,
    pub stream: Name,
    pub consumer: Name,
    pub shard: ShardId,
    /// The index of the next record to push.
    pub position: u64,
    pub began: Time,
    pub ends_at: Time,
    /// When it pushed last, records or not.
    pub(super) pushed: Option<Time>,
    /// The next push that is in the calendar: when, and the number that tells it from those before.
    pub(super) due: Time,
    pub(super) round: u64,
}

impl Streams {
    /// All subscriptions that live, by stream and number.
    pub fn subscriptions(&self) -> impl Iterator<Item = &Subscription> {
        self.iter().flat_map(|stream| stream.subscriptions.values())
    }

    /// A subscription, while it lives.
    pub fn subscription(&self, stream: &Name, id: u64) -> Option<&Subscription> {
        self.streams.get(stream)?.subscriptions.get(&id)
    }

    /// SubscribeToShard: gives the number of the subscription, with which its pushes are marked. It takes the place
    /// of an older one of the same consumer on the shard.
    ///
    /// # Errors
    /// ResourceNotFoundException for an unknown stream, consumer or shard; ResourceInUseException unless both are
    /// ACTIVE, or within 5 s of the call that made the subscription which still lives; LimitExceededException
    /// beyond one call a second (in 2018 over all shards, since then on this one); InvalidArgumentException for a starting position that cannot be.
    pub fn subscribe(
        &mut self,
        step: &mut Step<'_>,
        who: &Consumer,
        id: ShardId,
        start: &IteratorStart,
    ) -> Result<u64, Refusal> {
        let (now, era) = (step.now, step.era);
        step.authorize(Action::SubscribeToShard, who.stream.as_str())?;
        let (stream, consumer) = self.consumer(who, era)?;
        let shard = stream.shard(id).ok_or_else(|| shard_not_found(&who.stream, id))?;
        if consumer.status != ConsumerStatus::Active {
            return Err(Refusal::new(
                ErrorName::ResourceInUseException,
                format!(
                    "Consumer {} with creation timestamp {} under stream: {}, account {ACCOUNT} is not in ACTIVE status.",
                    consumer.name,
                    era.epoch_seconds(consumer.created),
                    stream.name
                ),
            ));
        }
        if matches!(stream.status, Status::Creating | Status::Deleting) {
            return Err(not_active(stream));
        }
        let older = stream.subscriptions.values().find(|s| s.consumer == who.consumer && s.shard == id);
        let after = limits::RESUBSCRIBE_AFTER.at(era);
        if let Some(older) = older.filter(|older| now.since(older.began) < Span::seconds(after)) {
            return Err(Refusal::new(
                ErrorName::ResourceInUseException,
                "Another active subscription exists for this consumer",
            )
            .met(&limits::RESUBSCRIBE_AFTER, after, now.since(older.began).as_seconds()));
        }
        if let Some(limit) = consumer.calls_too_often(id, (now, era)) {
            let calls = limit.at(era);
            let text = if limit == &limits::SUBSCRIBE_CALLS {
                format!("Rate exceeded for consumer {} and shard {id} under account {ACCOUNT}.", who.consumer)
            } else {
                format!("Rate exceeded for consumer {} under account {ACCOUNT}.", who.consumer)
            };
            return Err(Refusal::new(ErrorName::LimitExceededException, text).met(limit, calls, calls + 1));
        }
        let position = starting_index((now, era), &who.stream, shard, start)?;
        let older = older.map(|older| older.id);

        self.subscribed += 1;
        let number = self.subscribed;
        let stream = self.stream_mut(&who.stream)?;
        if let Some(older) = older {
            stream.end_subscription(step, older, SubscriptionEnd::TakenOver);
        }
        if let Some(consumer) = stream.consumers.get_mut(&who.consumer) {
            consumer.note_call(id, (now, era));
        }
        let ends_at = now + Span::seconds(limits::SUBSCRIPTION_LASTS.at(era));
        let subscription = Subscription {
            id: number,
            stream: who.stream.clone(),
            consumer: who.consumer.clone(),
            shard: id,
            position,
            began: now,
            ends_at,
            pushed: None,
            due: ends_at,
            round: 0,
        };
        stream.subscriptions.insert(number, subscription);
        let event = step.emit(What::Subscribed {
            stream: who.stream.clone(),
            consumer: who.consumer.clone(),
            shard: id,
            subscription: number,
        });
        let mut step = step.because(event);
        step.schedule(ends_at, Wake::SubscriptionEnds { stream: who.stream.clone(), subscription: number });
        stream.expect_push(&mut step, number);
        Ok(number)
    }

    /// A consumer closes the connection of a subscription: nothing more is pushed, or billed. One that has ended is
    /// left alone.
    #[inline(never)]
    pub(crate) fn close_subscription(&mut self, step: &mut Step<'_>, stream: &Name, id: u64) {
        if let Some(stream) = self.streams.get_mut(stream) {
            stream.end_subscription(step, id, SubscriptionEnd::Closed);
        }
    }

    /// A subscription's 300 seconds are over. One that ended before is no more there.
    #[inline(never)]
    pub(crate) fn subscription_ends(&mut self, step: &mut Step<'_>, stream: &Name, id: u64) {
        if let Some(stream) = self.streams.get_mut(stream) {
            stream.end_subscription(step, id, SubscriptionEnd::Expired);
        }
    }
}

impl Stream {
    /// Ends a subscription, if it lives. Whoever held it hears of it by a wake at this instant.
    pub(super) fn end_subscription(&mut self, step: &mut Step<'_>, id: u64, why: SubscriptionEnd) {
        let Some(ended) = self.subscriptions.remove(&id) else { return };
        let event = step.emit(What::SubscriptionEnded {
            stream: self.name.clone(),
            consumer: ended.consumer,
            shard: ended.shard,
            subscription: id,
            why,
        });
        match why {
            SubscriptionEnd::TakenOver | SubscriptionEnd::Deleted => {
                let wake = Wake::SubscriptionEnds { stream: self.name.clone(), subscription: id };
                let now = step.now;
                step.because(event).schedule(now, wake);
            }
            // Who may not read the records learns it, and may try again after a while.
            SubscriptionEnd::Kms(_) => {
                let wake = Wake::SubscriptionEnds { stream: self.name.clone(), subscription: id };
                let again = step.now + Span::SECOND;
                step.because(event).schedule(again, wake);
            }
            SubscriptionEnd::Expired | SubscriptionEnd::ShardEnded | SubscriptionEnd::Closed => {}
        }
    }
}

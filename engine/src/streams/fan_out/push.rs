//! What a subscription pushes, and when: an appointment for the next push only, never a tick.

use std::ops::Range;

use super::Subscription;
use crate::command::Principal;
use crate::event::{EventId, SubscriptionEnd, What};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::Streams;
use crate::streams::get::Cut;
use crate::streams::secret::Secret;
use crate::streams::shard::Shard;
use crate::streams::stream::Stream;
use crate::wake::Wake;

/// One SubscribeToShardEvent, as it reaches the consumer.
#[derive(Clone, Debug)]
pub struct Push {
    pub consumer: Name,
    pub shard: ShardId,
    pub subscription: u64,
    /// The records' numbers: see [`Shard::slices`].
    pub records: Range<u64>,
    /// Data and keys.
    pub bytes: u64,
    /// The index of the next record.
    pub position: u64,
    /// The end of a closed shard.
    pub ended: bool,
    /// The RecordsPushed of the journal.
    pub event: EventId,
}

/// A consumer may not decrypt what would be pushed to it next, and its subscription has ended with that.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub consumer: Name,
    pub shard: ShardId,
    pub refusal: Refusal,
}

impl Streams {
    /// A subscription pushes what is old enough, or that nothing is there. `None` if it has ended, or if another
    /// appointment has taken the place of this one.
    #[inline(never)]
    pub(crate) fn subscription_pushes(
        &mut self,
        step: &mut Step<'_>,
        name: &Name,
        id: u64,
        round: u64,
    ) -> Option<Result<Push, Sealed>> {
        let stream = self.streams.get_mut(name)?;
        let subscription = stream.subscriptions.get(&id).filter(|s| s.round == round)?;
        let who = Principal::Actor(subscription.consumer.clone());
        let push = match stream.cut_push(&mut step.by(&who), subscription)? {
            Ok(push) => push,
            Err(refusal) => {
                let (consumer, shard) = (subscription.consumer.clone(), subscription.shard);
                stream.end_subscription(step, id, SubscriptionEnd::Kms(refusal.error));
                return Some(Err(Sealed { consumer, shard, refusal }));
            }
        };
        let (consumer, shard, at) = (push.consumer.clone(), push.shard, (step.now, step.era));
        if let Some(consumer) = stream.consumers.get_mut(&consumer) {
            consumer.lane(shard, at).bytes.take(push.bytes, step.now);
        }
        if let Some(subscription) = stream.subscriptions.get_mut(&id) {
            subscription.position = push.position;
            subscription.pushed = Some(step.now);
            // The appointment is used up.
            subscription.due = subscription.ends_at;
        }
        let mut step = step.because(push.event);
        if push.ended {
            stream.end_subscription(&mut step, id, SubscriptionEnd::ShardEnded);
        } else {
            stream.expect_push(&mut step, id);
        }
        Some(Ok(push))
    }
}

impl Stream {
    /// Records came or shards were closed at this instant: whoever is subscribed hears of it in time. A subscription
    /// that pushes within 70 ms anyway looks for itself then.
    pub(in crate::streams) fn expect_pushes(&mut self, step: &mut Step<'_>) {
        let soonest = step.now + Span::millis(limits::FAN_OUT_LATENCY.at(step.era));
        let waiting = self.subscriptions.values().filter(|s| s.due > soonest).map(|s| s.id);
        for id in waiting.collect::<Vec<_>>() {
            self.expect_push(step, id);
        }
    }

    /// Makes the appointment for the next push of a subscription, unless one is made that is as early.
    pub(super) fn expect_push(&mut self, step: &mut Step<'_>, id: u64) {
        let Some(subscription) = self.subscriptions.get(&id) else { return };
        let at = self.next_push(step, subscription);
        let Some(subscription) = self.subscriptions.get_mut(&id) else { return };
        if at < subscription.due {
            subscription.due = at;
            subscription.round += 1;
            let round = subscription.round;
            step.schedule(
                at,
                Wake::SubscriptionPushes { stream: self.name.clone(), subscription: id, round },
            );
        }
    }

    /// Some 70 ms after the next record was put or the shard was closed, when the last push is paid for; and at
    /// least every 5 seconds.
    fn next_push(&self, step: &Step<'_>, subscription: &Subscription) -> Time {
        let (now, era) = (step.now, step.era);
        let still_here = subscription.pushed.unwrap_or(subscription.began)
            + Span::seconds(limits::FAN_OUT_HEARTBEAT.at(era));
        let Some(shard) = self.shard(subscription.shard) else { return still_here };
        let next = subscription.position.max(shard.first_index());
        let came = if next < shard.tip() { shard.arrival_of(next) } else { shard.closed };
        let Some(came) = came else { return still_here };
        let lane = self.consumers.get(&subscription.consumer).and_then(|c| c.lanes.get(&shard.id));
        let paid = now + lane.map_or(Span::default(), |lane| lane.bytes.wait_for(0, now));
        let gap = Span::millis(limits::FAN_OUT_GAP.at(era));
        let again = subscription.pushed.map_or(now, |pushed| pushed + gap);
        let arrives = came + Span::millis(limits::FAN_OUT_LATENCY.at(era));
        arrives.max(paid).max(again).max(now).min(still_here.max(now))
    }

    /// What may go now.
    fn cut_push(&self, step: &mut Step<'_>, subscription: &Subscription) -> Option<Result<Push, Refusal>> {
        let (now, era) = (step.now, step.era);
        let shard = self.shard(subscription.shard)?;
        let lane = self.consumers.get(&subscription.consumer).and_then(|c| c.lanes.get(&shard.id));
        let in_debt = lane.is_some_and(|lane| lane.bytes.in_debt(now));
        let latency = Span::millis(limits::FAN_OUT_LATENCY.at(era));
        let arrived = arrived_by(shard, now, latency);
        let first = subscription.position.max(shard.first_index()).min(shard.tip());
        let cut = |most| shard.cut(first, most, limits::FAN_OUT_EVENT.at(era));
        let mut pushed = if in_debt { Cut::default() } else { cut(arrived.saturating_sub(first)) };
        let secret = Secret::of(&self.encryption, shard, first..first + pushed.records);
        match secret.opened(step, (&self.name, self.created)) {
            (_, None) => {}
            (readable, Some(refusal)) if readable.is_empty() => return Some(Err(refusal)),
            (readable, Some(_)) => pushed = cut(readable.end - first),
        }
        let Cut { records, bytes, .. } = pushed;
        let position = first + records;
        let closed = shard.closed.is_some_and(|closed| closed + latency <= now);
        let ended = closed && position == shard.tip();
        let event = step.emit(What::RecordsPushed {
            stream: self.name.clone(),
            consumer: subscription.consumer.clone(),
            shard: shard.id,
            subscription: subscription.id,
            first,
            records,
            bytes,
            behind_ms: behind(shard, position, arrived).as_millis(),
            ended,
        });
        Some(Ok(Push {
            consumer: subscription.consumer.clone(),
            shard: shard.id,
            subscription: subscription.id,
            records: first..position,
            bytes,
            position,
            ended,
            event,
        }))
    }
}

/// One past the index of the last record that has had its 70 ms.
fn arrived_by(shard: &Shard, now: Time, latency: Span) -> u64 {
    if now < Time::START + latency { 0 } else { shard.index_at(now.back(latency) + Span::micros(1)) }
}

/// MillisBehindLatest. Modelling choice: as for GetRecords the arrival of the newest minus that of the last record
/// given; records that are still on their way do not count.
fn behind(shard: &Shard, position: u64, arrived: u64) -> Span {
    if position >= arrived {
        return Span::default();
    }
    let last = shard.arrival_of(position.saturating_sub(1)).or_else(|| shard.oldest_arrival());
    let newest = shard.arrival_of(arrived - 1);
    last.zip(newest).map_or(Span::default(), |(last, newest)| newest.since(last))
}

//! How many invocations fly at once, and what waits until one of them has ended (behaviours B4).
//!
//! Modelling choice: AWS counts by shard; records of all shards are in one buffer here, so the bound is that of all
//! open shards together, and Direct PUT counts as one. A failed invocation keeps its place until its last attempt.

use std::collections::VecDeque;

use super::super::partition::{Ready, onward};
use super::super::{Buffer, Deliveries, DeliveryStream};
use super::begin;
use crate::command::DeliverTo;
use crate::era::Era;
use crate::event::{EventId, FiredBy};
use crate::limits;
use crate::names::Name;
use crate::step::Step;

/// A buffer that was flushed and has no invocation yet.
#[derive(Clone, Debug)]
pub struct Flushed {
    pub buffer: Buffer,
    pub fired_by: FiredBy,
    pub(super) cause: Option<EventId>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    pub flushed: VecDeque<Flushed>,
    /// Open shards of the source; 0 until it was read, and of Direct PUT.
    shards: u64,
}

impl Queue {
    pub fn records(&self) -> u64 {
        self.flushed.iter().map(|flushed| flushed.buffer.records).sum()
    }
}

impl DeliveryStream {
    /// How many invocations of its transform may be in flight.
    pub fn in_flight_limit(&self, era: Era) -> u64 {
        let each = match self.destination.to {
            DeliverTo::Splunk { .. } => &limits::TRANSFORMS_IN_FLIGHT_SPLUNK,
            DeliverTo::S3
            | DeliverTo::Redshift { .. }
            | DeliverTo::OpenSearch { .. }
            | DeliverTo::Http { .. } => &limits::TRANSFORMS_IN_FLIGHT,
        };
        each.at(era) * self.queue.shards.max(1)
    }
}

impl Deliveries {
    /// Whether what was fetched waits for an invocation, so that nothing more is read. `open` are the source's shards.
    pub(crate) fn holds_back(&mut self, step: &mut Step<'_>, name: &Name, open: usize) -> bool {
        let Ok(delivery) = self.delivery_stream_mut(name) else { return false };
        delivery.queue.shards = open as u64;
        start(delivery, step);
        !delivery.queue.flushed.is_empty()
    }
}

/// The buffer of the transform is flushed.
pub(in crate::firehose) fn invoke(delivery: &mut DeliveryStream, step: &mut Step<'_>, fired_by: FiredBy) {
    let buffer = delivery.waiting.drain();
    delivery.waiting_json = 0;
    delivery.queue.flushed.push_back(Flushed { buffer, fired_by, cause: step.cause });
    start(delivery, step);
}

/// Invokes the function with what waits, oldest first, while there is room.
pub(in crate::firehose) fn start(delivery: &mut DeliveryStream, step: &mut Step<'_>) {
    while let Some(flushed) = delivery.queue.flushed.pop_front() {
        let Some(function) = delivery.transform().cloned() else {
            pass_by(delivery, step, flushed);
            continue;
        };
        if delivery.in_flight.len() as u64 >= delivery.in_flight_limit(step.era) {
            return delivery.queue.flushed.push_front(flushed);
        }
        // What led to the flush, not what made room: another record's answer is no part of this one's road.
        let cause = std::mem::replace(&mut step.cause, flushed.cause);
        begin(delivery, step, function, flushed);
        step.cause = cause;
    }
}

/// There is no transform any more: the records are ready as they are.
fn pass_by(delivery: &mut DeliveryStream, step: &mut Step<'_>, flushed: Flushed) {
    for piece in flushed.buffer.pieces {
        let ready = |(place, len)| Ready { place, len, keys: Default::default() };
        let ready = piece.lens().into_iter().enumerate().map(ready).collect();
        onward(delivery, step, &piece, ready);
    }
}

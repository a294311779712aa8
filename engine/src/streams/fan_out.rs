//! Enhanced fan-out: registered consumers and their subscriptions.

use super::Streams;
use crate::command::{Consumer, ConsumerDescription, IteratorStart, Reply};
use crate::era::Era;
use crate::kernel::Time;
use crate::names::{Name, ShardId};
use crate::refusal::Refusal;
use crate::step::Step;

/// A registered consumer of a stream.
#[derive(Clone, Debug)]
pub struct StreamConsumer {
    pub name: Name,
    pub created: Time,
    /// When CREATING ends.
    pub active_at: Time,
}

impl Streams {
    /// RegisterStreamConsumer.
    ///
    /// # Errors
    /// Being built.
    pub fn register_consumer(
        &mut self,
        _step: &mut Step<'_>,
        _stream: &Name,
        _consumer: &Name,
    ) -> Result<ConsumerDescription, Refusal> {
        Err(Refusal::scene("RegisterStreamConsumer is not modelled yet"))
    }

    /// DeregisterStreamConsumer.
    ///
    /// # Errors
    /// Being built.
    pub fn deregister_consumer(&mut self, _step: &mut Step<'_>, _who: &Consumer) -> Result<(), Refusal> {
        Err(Refusal::scene("DeregisterStreamConsumer is not modelled yet"))
    }

    /// DescribeStreamConsumer.
    ///
    /// # Errors
    /// ResourceNotFoundException.
    pub fn describe_consumer(
        &self,
        _who: &Consumer,
        _now: Time,
        _era: Era,
    ) -> Result<ConsumerDescription, Refusal> {
        Err(Refusal::scene("DescribeStreamConsumer is not modelled yet"))
    }

    /// ListStreamConsumers.
    ///
    /// # Errors
    /// ResourceNotFoundException.
    pub fn list_consumers(
        &self,
        _stream: &Name,
        _max_results: Option<u64>,
        _next_token: Option<&str>,
        _now: Time,
        _era: Era,
    ) -> Result<Reply, Refusal> {
        Err(Refusal::scene("ListStreamConsumers is not modelled yet"))
    }

    /// SubscribeToShard: the number of the subscription.
    ///
    /// # Errors
    /// Being built.
    pub fn subscribe(
        &mut self,
        _step: &mut Step<'_>,
        _who: &Consumer,
        _shard: ShardId,
        _start: &IteratorStart,
    ) -> Result<u64, Refusal> {
        Err(Refusal::scene("SubscribeToShard is not modelled yet"))
    }

    pub(crate) fn consumer_settles(&mut self, _step: &mut Step<'_>, _stream: &Name, _consumer: &Name) {}

    pub(crate) fn subscription_pushes(
        &mut self,
        _step: &mut Step<'_>,
        _stream: &Name,
        _id: u64,
        _round: u64,
    ) {
    }

    pub(crate) fn subscription_ends(&mut self, _step: &mut Step<'_>, _stream: &Name, _id: u64) {}
}

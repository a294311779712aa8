//! What the function will not get any more: records that expired, that are too old, or whose retries are spent; and the
//! message to the destination on failure.

use super::invoke::shard_of;
use super::lane::before;
use super::queue::object;
use super::{Around, Mapping, Piece};
use crate::command::{Action, FailureDestination};
use crate::event::{DiscardCondition, MappingEvent};
use crate::kernel::{Span, Time};
use crate::lambda::mapping::FailureMessage;
use crate::names::ShardId;
use crate::step::Step;
use crate::streams::Streams;

/// What the function's role must allow.
pub(crate) fn sends(to: &FailureDestination) -> Action {
    match to {
        FailureDestination::Queue(_) => Action::SendMessage,
        FailureDestination::Topic(_) => Action::Publish,
        FailureDestination::Bucket(_) => Action::PutObject,
    }
}

impl Mapping {
    pub(super) fn note_expired(&mut self, step: &mut Step<'_>, id: ShardId, records: u64) {
        if records > 0 {
            self.tally.expired += records;
            self.tell(step, MappingEvent::Expired { reader: self.name.clone(), shard: id, records });
        }
    }

    /// Takes out what has expired, and gives up what is too old; `None` if nothing is left.
    pub(super) fn prune(
        &mut self,
        step: &mut Step<'_>,
        around: &mut Around<'_>,
        id: ShardId,
        mut piece: Piece,
    ) -> Option<Piece> {
        let shard = shard_of(around.streams, self, id)?;
        let expired = before(&piece.records, shard.first_index());
        let old = self.config.record_age.map_or(0, |age| {
            // It may be as old as that.
            let limit = step.now.back(age);
            if step.now.since(limit) < age { 0 } else { before(&piece.records, shard.index_at(limit)) }
        });
        if expired > 0 {
            piece.take(expired);
            self.note_expired(step, id, expired);
        }
        if old > expired {
            let too_old = Piece { attempts: piece.attempts, ..Piece::of(piece.take(old - expired)) };
            self.discard(step, around, id, (&too_old, DiscardCondition::RecordAgeExceeded));
        }
        (!piece.is_empty() || piece.closes.is_some()).then_some(piece)
    }

    /// When the first record of a piece will be older than MaximumRecordAgeInSeconds.
    pub(super) fn too_old_at(&self, streams: &Streams, id: ShardId, piece: &Piece) -> Option<Time> {
        let arrived = shard_of(streams, self, id)?.arrival_of(piece.first()?)?;
        self.config.record_age.map(|age| arrived + age + Span::micros(1))
    }

    pub(super) fn discard(
        &mut self,
        step: &mut Step<'_>,
        around: &mut Around<'_>,
        id: ShardId,
        (piece, condition): (&Piece, DiscardCondition),
    ) {
        let records = piece.len();
        self.tally.discarded += records;
        let (reader, to) = (self.name.clone(), self.config.on_failure.clone());
        let denied = to.as_ref().is_some_and(|to| step.authorize(sends(to), to.name().as_str()).is_err());
        let told = to.clone().filter(|_| !denied);
        self.tell(step, MappingEvent::Discarded { reader, shard: id, records, condition, to: told });
        let Some(to) = to else { return };
        if denied {
            // The message is gone: nobody tries again.
            self.tally.untold += 1;
            let reader = self.name.clone();
            self.tell(step, MappingEvent::DestinationFailed { reader, shard: id, records, to });
            return;
        }
        let Some(message) = self.message(step, around.streams, id, (piece, condition)) else { return };
        if let FailureDestination::Bucket(bucket) = &to {
            // It gets the whole event too: nothing has to be read again.
            let event = shard_of(around.streams, self, id)
                .map_or(String::new(), |shard| self.event(shard, &piece.records, None, (step.era, u64::MAX)));
            let object = object((&self.uuid(), &self.name), &message, &event, (step.now, step.era));
            around.buckets.put(bucket, object);
        }
        around.queues.send(&to, message);
    }

    fn message(
        &mut self,
        step: &Step<'_>,
        streams: &Streams,
        id: ShardId,
        (piece, condition): (&Piece, DiscardCondition),
    ) -> Option<FailureMessage> {
        let shard = shard_of(streams, self, id)?;
        let (first, last) = (piece.first()?, piece.last()?);
        let arrived = |index| shard.arrival_of(index).unwrap_or(step.now);
        let number = |index| shard.sequence_number(index, arrived(index), step.era).to_string();
        self.drawn += 1;
        Some(FailureMessage {
            function: self.function().clone(),
            stream_arn: self.stream_arn(),
            at: step.now,
            request: self.chance.at(self.drawn).bits128(),
            condition,
            invoke_count: piece.attempts,
            shard: id,
            start_sequence_number: number(first),
            end_sequence_number: number(last),
            first_arrival: arrived(first),
            last_arrival: arrived(last),
            batch_size: piece.len(),
        })
    }
}

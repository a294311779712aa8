//! The consumer that an application registers with a stream for enhanced fan-out, under its own name: once for each
//! stream of that name, by whichever part of it comes first.

use super::reader::Reader;
use crate::command::{Action, Consumer};
use crate::event::What;
use crate::kernel::{Span, Time};
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::{ConsumerStatus, Streams};

/// How soon it tries again what was refused.
pub(super) const AGAIN: Span = Span::SECOND;

#[derive(Clone, Debug, Default)]
pub(super) struct Registration {
    /// When the stream was made with which it is registered.
    with: Option<Time>,
}

impl Registration {
    pub(super) fn is_made(&self) -> bool {
        self.with.is_some()
    }

    pub(super) fn consumer(reader: &Reader) -> Consumer {
        Consumer { stream: reader.stream.clone(), consumer: reader.who.clone(), created: None }
    }

    /// Finds its consumer, or registers it.
    ///
    /// # Errors
    /// The instant at which to look again: once it is ACTIVE, or a second after a refusal, which is noted.
    pub(super) fn attend(
        &mut self,
        step: &mut Step<'_>,
        streams: &mut Streams,
        reader: &mut Reader,
    ) -> Result<(), Time> {
        let again = step.now + AGAIN;
        let stream = match streams.stream(&reader.stream) {
            Ok(stream) => stream,
            Err(refusal) => {
                reader.note_refusal(step, reader.any_shard(), &refusal);
                return Err(again);
            }
        };
        let made = stream.created;
        if self.with != Some(made) {
            if let Err(refusal) = step.authorize(Action::DescribeStreamConsumer, reader.stream.as_str()) {
                note_refused(step, reader, refusal);
                return Err(again);
            }
            let there = stream.consumers.get(&reader.who);
            if there.is_none_or(|consumer| consumer.status == ConsumerStatus::Deleting)
                && let Err(refusal) = streams.register_consumer(step, &reader.stream, &reader.who)
            {
                note_refused(step, reader, refusal);
                return Err(again);
            }
            self.with = Some(made);
        }
        let consumer = streams.stream(&reader.stream).ok().and_then(|it| it.consumers.get(&reader.who));
        match consumer.map(|consumer| (consumer.status, consumer.settles_at)) {
            Some((ConsumerStatus::Creating, active)) => Err(active),
            Some((ConsumerStatus::Active | ConsumerStatus::Deleting, _)) | None => Ok(()),
        }
    }
}

fn note_refused(step: &mut Step<'_>, reader: &mut Reader, refusal: Refusal) {
    reader.refused_calls += 1;
    reader.refusals.add(1, step.now);
    step.emit(What::RegistrationRefused {
        stream: reader.stream.clone(),
        consumer: reader.who.clone(),
        error: refusal.error,
        limit: refusal.met.map(|met| met.limit.id),
        message: refusal.message,
    });
}

//! Writing down how far a shard is processed, and that it is at its end.

use super::lease::{CHECKPOINT, CHILDREN, COUNTER, SUB, SWITCHES};
use super::processor::Next;
use super::worker::Worker;
use super::{Application, Checkpoint, Extended, Lease, is_throttled};
use crate::actors::Services;
use crate::command::Attribute;
use crate::event::{KclEvent, LeaseLoss};
use crate::kernel::Span;
use crate::limits;
use crate::names::ShardId;
use crate::refusal::{ErrorName, Refusal};
use crate::security::is_denied;
use crate::step::Step;

impl Worker {
    pub(super) fn checkpoint(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (shard, upto): (ShardId, Extended),
    ) -> Next {
        let stream = services.streams.stream(&app.reader.stream).ok();
        let Some(held) = stream.and_then(|stream| stream.shard(shard)) else {
            return self.read_later(app, step, shard);
        };
        let (number, sub) = upto.numbers(held);
        let number = held.continuation(number, (step.now, step.era)).to_string();
        match self.write_checkpoint(app, step, services, (shard, &Checkpoint::After(number), sub, &[])) {
            Ok(()) => {
                self.run(shard).written = upto;
                let (reader, worker) = (app.name.clone(), self.number);
                app.tell(
                    step,
                    KclEvent::Checkpointed {
                        reader,
                        shard,
                        worker,
                        position: upto.index,
                        within: upto.sub,
                        ended: false,
                    },
                );
                self.read_later(app, step, shard)
            }
            Err(next) => next,
        }
    }

    fn write_checkpoint(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        (shard, checkpoint, sub, children): (ShardId, &Checkpoint, u64, &[ShardId]),
    ) -> Result<(), Next> {
        let Some(hold) = self.holds.get_mut(&shard) else { return Err(Next::Lost(LeaseLoss::Taken)) };
        let (key, known) = (shard.to_string(), Attribute::N(hold.counter));
        let mut set = vec![
            (CHECKPOINT, Some(Attribute::S(checkpoint.text().to_owned()))),
            (SUB, Some(Attribute::N(sub))),
            (SWITCHES, Some(Attribute::N(0))),
            (COUNTER, Some(Attribute::N(hold.counter + 1))),
        ];
        // A set of DynamoDB is never empty. Modelling choice: one write with SHARD_END, where the KCL makes two.
        if !children.is_empty() {
            set.push((CHILDREN, Some(Attribute::Ss(children.iter().map(ShardId::to_string).collect()))));
        }
        match services.dynamodb.update_item(step, &app.table, (&key, (COUNTER, &known)), set) {
            Ok(()) => {
                // It renews the lease too.
                (hold.counter, hold.renewed) = (hold.counter + 1, step.now);
                self.run(shard).checkpointed = step.now;
                app.tally.checkpoints += 1;
                Ok(())
            }
            Err(refusal)
                if is_throttled(&refusal)
                    && app.pipeline.is_some()
                    && checkpoint != &Checkpoint::ShardEnd =>
            {
                // The library logs that, and goes on.
                app.tally.throttled_checkpoints += 1;
                app.throttled(step, ("UpdateItem", "to write a checkpoint"), 1);
                Err(self.read_later(app, step, shard))
            }
            Err(refusal) if is_throttled(&refusal) => {
                // The processor tries again, and reads no further meanwhile.
                app.tally.throttled_checkpoints += 1;
                app.throttled(step, ("UpdateItem", "to write a checkpoint"), 1);
                Err(Next::At(step.now + Span::millis(limits::KCL_CHECKPOINT_BACKOFF.at(step.era))))
            }
            // Modelling choice: the processor tries again what it may not do, as what was throttled.
            Err(refusal) if is_denied(&refusal) => {
                app.denied(step, ("UpdateItem", "to write a checkpoint"), 1);
                Err(Next::At(step.now + Span::millis(limits::KCL_CHECKPOINT_BACKOFF.at(step.era))))
            }
            Err(refusal) if refusal.error == ErrorName::ResourceNotFoundException => {
                Err(Next::Lost(LeaseLoss::Gone))
            }
            Err(_) => Err(Next::Lost(LeaseLoss::Taken)),
        }
    }

    /// The children get their rows, then the shard its SHARD_END.
    pub(super) fn finish(
        &mut self,
        app: &mut Application,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        shard: ShardId,
    ) -> Next {
        let Ok(stream) = services.streams.stream(&app.reader.stream) else {
            return Next::At(step.now + app.config.idle);
        };
        let children = stream.shard(shard).map_or(Vec::new(), |shard| shard.children.clone());
        let mut made = 0;
        for child in children.iter().filter_map(|id| stream.shard(*id)) {
            match services.dynamodb.put_new(step, &app.table, Lease::of(child, &Checkpoint::TrimHorizon)) {
                Ok(()) => made += 1,
                // The other parent's end has made it, or an earlier try.
                Err(refusal) if refusal.error == ErrorName::ConditionalCheckFailedException => {}
                Err(refusal) => return again(app, step, &refusal, ("PutItem", "to make a child's lease")),
            }
        }
        if made > 0 {
            let (reader, table) = (app.name.clone(), app.table.clone());
            app.tell(step, KclEvent::LeasesMade { reader, table, leases: made });
        }
        if let Err(next) =
            self.write_checkpoint(app, step, services, (shard, &Checkpoint::ShardEnd, 0, &children))
        {
            return next;
        }
        let position = self.run(shard).next;
        app.reader.finish(services.streams, shard);
        let (reader, worker) = (app.name.clone(), self.number);
        app.tell(step, KclEvent::Checkpointed { reader, shard, worker, position, within: 0, ended: true });
        Next::Done
    }
}

/// A task that failed is tried again after taskBackoffTimeMillis.
pub(super) fn again(
    app: &Application,
    step: &mut Step<'_>,
    refusal: &Refusal,
    what: (&'static str, &'static str),
) -> Next {
    app.refused(step, what, refusal);
    Next::At(step.now + Span::millis(limits::KCL_TASK_BACKOFF.at(step.era)))
}

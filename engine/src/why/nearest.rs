//! The nearest call that would have been taken: what the button below a refusal does.
//!
//! Promised: each is taken as things are now. Absent: a call that leaves the choice to the learner, such as a name.

use super::Fix;
use super::rule::{asks_shards_of, stream_of};
use crate::command::{Command, IteratorStart, Kinesis, ListShards, SplitAt, StreamMode};
use crate::kernel::units::grouped;
use crate::limits::{self, Limit};
use crate::names::{Name, ShardId};
use crate::refusal::{ErrorName, Met, Refusal};
use crate::streams::{HashRange, Shard, ShardIterator, Status, Stream};
use crate::world::World;

/// At most one.
pub(super) fn fixes(world: &World, call: &Kinesis, refusal: &Refusal) -> Vec<Fix> {
    let found = match refusal.met {
        Some(met) if met.limit == &limits::ITERATOR_AGE => renewed(world, call),
        Some(met) if met.limit == &limits::TOKEN_AGE => first_page(world, call),
        Some(met) => within(call, met),
        None => by_rule(world, call, refusal.error),
    };
    found.into_iter().collect()
}

fn fix(label: impl Into<String>, call: Kinesis, note: &str) -> Fix {
    Fix { label: label.into(), commands: vec![Command::Kinesis(call)], note: note.to_owned() }
}

/// As far as a limit goes.
fn within(call: &Kinesis, met: Met) -> Option<Fix> {
    let allowed = met.allowed;
    let met_one_of = |limits: &[&'static Limit]| limits.contains(&met.limit);
    let (call, unit) = if let Kinesis::UpdateShardCount { stream, .. } = call
        && met_one_of(&[&limits::COUNT_UP, &limits::COUNT_DOWN, &limits::COUNT_MOST])
    {
        let target = u32::try_from(allowed).unwrap_or(u32::MAX);
        (Kinesis::UpdateShardCount { stream: stream.clone(), target }, "shards")
    } else if let Kinesis::IncreaseStreamRetentionPeriod { stream, .. } = call
        && met_one_of(&[&limits::RETENTION_MAX])
    {
        (Kinesis::IncreaseStreamRetentionPeriod { stream: stream.clone(), hours: allowed }, "hours")
    } else if let Kinesis::DecreaseStreamRetentionPeriod { stream, .. } = call
        && met_one_of(&[&limits::RETENTION_MIN])
    {
        (Kinesis::DecreaseStreamRetentionPeriod { stream: stream.clone(), hours: allowed }, "hours")
    } else if let Kinesis::UpdateMaxRecordSize { stream, .. } = call
        && met_one_of(&[&limits::MAX_RECORD_KIB_MIN, &limits::MAX_RECORD_KIB_MAX])
    {
        (Kinesis::UpdateMaxRecordSize { stream: stream.clone(), kib: allowed }, "KiB")
    } else if let Kinesis::GetRecords { iterator, .. } = call
        && met_one_of(&[&limits::GET_RECORDS_COUNT])
    {
        (Kinesis::GetRecords { iterator: iterator.clone(), limit: Some(allowed) }, "records")
    } else {
        return None;
    };
    Some(fix(format!("Ask for {} {unit}", grouped(allowed)), call, "As far as the limit allows in one call."))
}

fn by_rule(world: &World, call: &Kinesis, error: ErrorName) -> Option<Fix> {
    if let Kinesis::GetRecords { .. } = call {
        return first_iterator(world);
    }
    if error == ErrorName::InvalidArgumentException
        && let Some(list) = first_page(world, call)
    {
        return Some(list);
    }
    let name = stream_of(call)?.clone();
    let stream = world.streams().stream(&name).ok()?;
    let wrong_value = error == ErrorName::InvalidArgumentException && stream.status == Status::Active;
    if error == ErrorName::ValidationException && stream.mode == StreamMode::OnDemand && asks_shards_of(call)
    {
        let call = Kinesis::UpdateStreamMode { stream: name, mode: StreamMode::Provisioned };
        return Some(fix(
            "Switch to provisioned mode",
            call,
            "Then you decide, and pay for each shard by the hour.",
        ));
    }
    if let Kinesis::DeleteStream { enforce_consumer_deletion: false, .. } = call
        && error == ErrorName::ResourceInUseException
    {
        let call = Kinesis::DeleteStream { stream: name, enforce_consumer_deletion: true };
        return Some(fix("Delete it with its consumers", call, "They get nothing more."));
    }
    if !wrong_value {
        return None;
    }
    if let Kinesis::SplitShard { shard, .. } = call {
        let shard = stream.shard(*shard).filter(|shard| shard.is_open())?;
        let call = Kinesis::SplitShard { stream: name, shard: shard.id, at: SplitAt::Midpoint };
        Some(fix("Split it at its midpoint", call, "Each child has half of the hash keys."))
    } else if let Kinesis::MergeShards { shard, adjacent, .. } = call {
        let (low, high) = pair(stream, *shard, *adjacent)?;
        let label = format!("Merge {} with {}", low.short(), high.short());
        let call = Kinesis::MergeShards { stream: name, shard: low, adjacent: high };
        Some(fix(label, call, "The ranges of these two touch."))
    } else if let Kinesis::IncreaseStreamRetentionPeriod { hours, .. } = call {
        let call = Kinesis::DecreaseStreamRetentionPeriod { stream: name, hours: *hours };
        let note = "What is older than that is gone at once, and no increase brings it back.";
        Some(fix(format!("Decrease it to {} h", grouped(*hours)), call, note))
    } else if let Kinesis::DecreaseStreamRetentionPeriod { hours, .. } = call {
        let call = Kinesis::IncreaseStreamRetentionPeriod { stream: name, hours: *hours };
        Some(fix(format!("Increase it to {} h", grouped(*hours)), call, "Beyond a day, each hour costs."))
    } else if let Kinesis::GetShardIterator { shard, .. } = call {
        let call =
            Kinesis::GetShardIterator { stream: name, shard: *shard, start: IteratorStart::TrimHorizon };
        Some(fix("Begin at the oldest record", call, "TRIM_HORIZON needs neither a number nor a time."))
    } else if let Kinesis::SubscribeToShard { consumer, shard, .. } = call {
        let (consumer, shard, start) = (consumer.clone(), *shard, IteratorStart::TrimHorizon);
        let call = Kinesis::SubscribeToShard { consumer, shard, start };
        Some(fix("Begin at the oldest record", call, "TRIM_HORIZON needs neither a number nor a time."))
    } else {
        None
    }
}

/// A list from its beginning. Of shards only where the call names the stream too, which it may not beside a token.
fn first_page(world: &World, call: &Kinesis) -> Option<Fix> {
    let call = if let Kinesis::ListStreams { limit, next_token: Some(_), .. } = call {
        Kinesis::ListStreams { limit: *limit, exclusive_start: None, next_token: None }
    } else if let Kinesis::ListStreamConsumers { stream, max_results, next_token: Some(_) } = call {
        world.streams().stream(stream).ok()?;
        Kinesis::ListStreamConsumers { stream: stream.clone(), max_results: *max_results, next_token: None }
    } else if let Kinesis::ListShards(ListShards {
        stream: Some(stream),
        max_results,
        next_token: Some(_),
        ..
    }) = call
    {
        world.streams().stream(stream).ok()?;
        Kinesis::ListShards(ListShards { max_results: *max_results, ..ListShards::of(stream.clone()) })
    } else {
        return None;
    };
    Some(fix("Begin the list again", call, "Its last page gives the token of the next."))
}

/// The pair to merge: the two that were named in the right order, or the first with a neighbour.
fn pair(stream: &Stream, first: ShardId, second: ShardId) -> Option<(ShardId, ShardId)> {
    let open = |id| stream.shard(id).filter(|shard: &&Shard| shard.is_open());
    let (one, other) = (open(first)?, open(second)?);
    let touch = |low: HashRange, high: HashRange| low.end.checked_add(1) == Some(high.start);
    if touch(other.range, one.range) {
        return Some((second, first));
    }
    let above = stream.open_shards().find(|shard| touch(one.range, shard.range));
    let below = || stream.open_shards().find(|shard| touch(shard.range, one.range));
    above.map(|shard| (first, shard.id)).or_else(|| below().map(|shard| (shard.id, first)))
}

/// Where the expired iterator stood.
fn renewed(world: &World, call: &Kinesis) -> Option<Fix> {
    let Kinesis::GetRecords { iterator, .. } = call else { return None };
    let old = ShardIterator::decode(iterator).ok()?;
    let shard = world.streams().stream(&old.stream).ok()?.shard(old.shard)?;
    let read = old.index.checked_sub(1);
    let last = read.and_then(|index| Some((index, shard.arrival_of(index)?)));
    let start = match last {
        Some((index, at)) => {
            let number = shard.sequence_number(index, at, world.era());
            IteratorStart::AfterSequenceNumber(number.to_string())
        }
        None => IteratorStart::TrimHorizon,
    };
    let call = Kinesis::GetShardIterator { stream: old.stream, shard: old.shard, start };
    Some(fix("Get a new iterator", call, "It goes on at the same record, if that is still kept."))
}

/// An iterator for a shard, where there is only one stream that could be meant.
fn first_iterator(world: &World) -> Option<Fix> {
    let mut all = world.streams().iter();
    let (only, None) = (all.next()?, all.next()) else { return None };
    let shard = only.open_shards().next()?.id;
    let stream: Name = only.name.clone();
    let label = format!("Get an iterator of shard {}", shard.short());
    let call = Kinesis::GetShardIterator { stream, shard, start: IteratorStart::TrimHorizon };
    Some(fix(label, call, "Take its answer to GetRecords."))
}

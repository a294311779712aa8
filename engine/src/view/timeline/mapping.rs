//! What happens to the batches of an event source mapping, as one line each.

use super::{MarkerKind, records_of};
use crate::command::FailureDestination;
use crate::event::{InvocationError, MappingEvent};

pub(super) fn marker(event: &MappingEvent) -> Option<MarkerKind> {
    match event {
        MappingEvent::Discarded { .. }
        | MappingEvent::DestinationFailed { .. }
        | MappingEvent::Expired { .. } => Some(MarkerKind::Failure),
        MappingEvent::Failed { .. } | MappingEvent::Throttled { .. } => Some(MarkerKind::Refusal),
        MappingEvent::Processed { .. }
        | MappingEvent::PartlyProcessed { .. }
        | MappingEvent::Filtered { .. }
        | MappingEvent::WindowClosed { .. }
        | MappingEvent::Bisected { .. } => None,
    }
}

fn failed(error: InvocationError) -> &'static str {
    match error {
        InvocationError::Thrown => "threw an error",
        InvocationError::TimedOut => "timed out",
        InvocationError::TooLarge => "got an event that is too large",
        InvocationError::BadReport => "named no record behind the first: all come again",
    }
}

pub(super) fn sentence(event: &MappingEvent) -> String {
    match event {
        MappingEvent::Processed { reader, shard, invocation, records, again, .. } => {
            let again = if *again > 0 { format!(", {again} of them once more") } else { String::new() };
            format!(
                "{reader}: invocation {invocation} processed {} of {}{again}",
                records_of(*records),
                shard.short()
            )
        }
        MappingEvent::PartlyProcessed { reader, shard, invocation, records, left, .. } => format!(
            "{reader}: invocation {invocation} processed {} of {}, and reports the next: {} come again",
            records_of(*records),
            shard.short(),
            records_of(*left)
        ),
        MappingEvent::Failed { reader, shard, invocation, records, error, attempts, next, .. } => {
            let then = if next.is_some() { ": the batch comes again" } else { "" };
            format!(
                "{reader}: invocation {invocation} with {} of {} {} (attempt {attempts}){then}",
                records_of(*records),
                shard.short(),
                failed(*error)
            )
        }
        MappingEvent::Throttled { reader, shard, records, .. } => format!(
            "{reader} is throttled: {} of {} did not reach the function",
            records_of(*records),
            shard.short()
        ),
        MappingEvent::Bisected { reader, shard, records } => format!(
            "{reader}: a failed batch of {} is halved into {} and {}",
            shard.short(),
            records[0],
            records[1]
        ),
        MappingEvent::Filtered { reader, shard, records } => format!(
            "{reader}: {} of {} fit no pattern and do not reach the function",
            records_of(*records),
            shard.short()
        ),
        MappingEvent::WindowClosed { reader, shard, invocation, records, early, .. } => format!(
            "{reader}: invocation {invocation} ends a window of {} with {}{}",
            shard.short(),
            records_of(*records),
            if *early { ", early: its state is too large" } else { "" }
        ),
        MappingEvent::Discarded { reader, shard, records, condition, to } => {
            let told = match to {
                Some(to @ (FailureDestination::Queue(name) | FailureDestination::Topic(name))) => {
                    format!("the {} {name} is told where they are", to.kind())
                }
                Some(FailureDestination::Bucket(name)) => format!("they go to the S3 bucket {name}"),
                None => "nobody is told".to_owned(),
            };
            format!(
                "{reader} gives up {} of {}, {}: {told}",
                records_of(*records),
                shard.short(),
                condition.word()
            )
        }
        MappingEvent::DestinationFailed { reader, shard, records, to } => format!(
            "{reader} may not tell the {} {} of {} of {}: the message is lost",
            to.kind(),
            to.name(),
            records_of(*records),
            shard.short()
        ),
        MappingEvent::Expired { reader, shard, records } => format!(
            "{reader}: {} of {} expired before the function processed them",
            records_of(*records),
            shard.short()
        ),
    }
}

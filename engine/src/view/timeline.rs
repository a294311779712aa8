//! What the timeline and the charts show.

mod connector;
mod kcl;
mod mapping;
mod mishap;

use serde::Serialize;

use crate::command::Command;
use crate::event::{Event, EventId, Folder, KplFailure, SubscriptionEnd, TableEvent, What};
use crate::kernel::units::grouped;
use crate::kernel::{Span, Time};
use crate::meters::Second;
use crate::names::Name;
use crate::world::World;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum MarkerKind {
    /// The first refusal after ten quiet seconds.
    Refusal,
    Reshard,
    Flush,
    /// Records in `processing-failed`.
    Failure,
    /// A command of the learner or the script.
    Action,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Marker {
    pub at: Time,
    pub kind: MarkerKind,
    pub text: String,
    pub event: EventId,
}

/// Refusals closer together than this are one marker.
const QUIET: Span = Span::seconds(10);

/// The markers of the story so far, oldest first, beginning with the event numbered `from`.
pub fn markers(world: &World, from: usize) -> Vec<Marker> {
    let mut last_refusal = None;
    let mut markers = Vec::new();
    for event in world.journal().from(from) {
        if let Some((kind, text)) = describe(event) {
            if kind == MarkerKind::Refusal {
                let quiet = last_refusal.is_none_or(|last| event.at.since(last) >= QUIET);
                last_refusal = Some(event.at);
                if !quiet {
                    continue;
                }
            }
            markers.push(Marker { at: event.at, kind, text, event: event.id });
        }
    }
    markers
}

fn describe(event: &Event) -> Option<(MarkerKind, String)> {
    if let What::RecordsPut { stream, shards, .. } = &event.what {
        let refused = shards.iter().find(|tally| tally.refused > 0)?;
        let text = format!("{stream} shard {} refuses records", refused.shard.short());
        return Some((MarkerKind::Refusal, text));
    }
    if let What::ShardSplit { stream, parent, children } = &event.what {
        let text = format!(
            "{stream}: shard {} split into {} and {}",
            parent.short(),
            children[0].short(),
            children[1].short()
        );
        return Some((MarkerKind::Reshard, text));
    }
    if let What::ShardsMerged { stream, parents, child } = &event.what {
        let text = format!(
            "{stream}: shards {} and {} merged into {}",
            parents[0].short(),
            parents[1].short(),
            child.short()
        );
        return Some((MarkerKind::Reshard, text));
    }
    if let What::ObjectWritten { bucket, folder, records, fired_by, .. } = &event.what {
        let (kind, what) = if folder.failed() || *folder == Folder::Manifest {
            (MarkerKind::Failure, "failed records")
        } else {
            (MarkerKind::Flush, "records")
        };
        return Some((
            kind,
            format!("{bucket}: an object of {} {what}, by {}", grouped(*records), fired_by.word()),
        ));
    }
    if let What::DeliveryFailed { .. }
    | What::TransformFailed { .. }
    | What::CopySkipped { .. }
    | What::RecordsLost { .. }
    | What::FaultBegan { .. } = &event.what
    {
        return Some((MarkerKind::Failure, sentence(event)));
    }
    if let What::Kcl(event) = &event.what {
        return kcl::marker(event).map(|kind| (kind, kcl::sentence(event)));
    }
    if let What::Mapping(event) = &event.what {
        return mapping::marker(event).map(|kind| (kind, mapping::sentence(event)));
    }
    if let What::Mishap(event) = &event.what {
        return mishap::marker(event).map(|kind| (kind, mishap::sentence(event)));
    }
    if let What::Connector(event) = &event.what {
        return Some((connector::marker(event), connector::sentence(event)));
    }
    if let What::Analytics(event) = &event.what {
        return connector::window_marker(event).map(|kind| (kind, connector::window_sentence(event)));
    }
    if let What::Table(event @ (TableEvent::Throttled { .. } | TableEvent::Denied { .. })) = &event.what {
        return Some((MarkerKind::Refusal, kcl::table_sentence(event)));
    }
    if let What::Commanded { command } = &event.what {
        let by_the_learner = event.at > Time::START && !matches!(command, Command::Answer(_));
        return by_the_learner.then(|| (MarkerKind::Action, command.told()));
    }
    None
}

/// The last `seconds` whole seconds of a stream, oldest first: true per-second values.
pub fn series(world: &World, stream: &Name, seconds: usize) -> Vec<Second> {
    world.meters().series.stream(stream, seconds)
}

/// One line for the event log: what it is about, and what happened.
pub fn sentence(event: &Event) -> String {
    match &event.what {
        What::Commanded { command } => format!("$ {}", command.told()),
        What::CommandRefused { line, error, message } => {
            format!("{} for `{line}`: {message}", error.as_str())
        }
        What::StreamCreating { stream, shards } => format!("{stream} is CREATING with {shards} shards"),
        What::StreamUpdating { stream } => format!("{stream} is UPDATING"),
        What::StreamActive { stream } => format!("{stream} is ACTIVE"),
        What::StreamDeleting { stream } => format!("{stream} is DELETING"),
        What::StreamDeleted { stream, records, unread, .. } => format!(
            "{stream} is deleted with {} records, {} of them unread",
            grouped(*records),
            grouped(*unread)
        ),
        What::RetentionSet { stream, hours } => format!("{stream} keeps records for {hours} hours"),
        What::EncryptionSet { stream, key: Some(key) } => format!("{stream} encrypts new records with {key}"),
        What::EncryptionSet { stream, key: None } => format!("{stream} encrypts new records no more"),
        What::StreamModeSet { stream, mode } => format!("{stream} is now {}", mode.as_str()),
        What::ShardCountUpdating { stream, from, target } => {
            format!("{stream} goes from {from} to {target} shards")
        }
        What::OnDemandScaled { stream, from, to } => {
            format!("{stream} (on-demand) grew from {from} to {to} shards")
        }
        What::ConsumerRegistered { stream, consumer } => {
            format!("{consumer} is registered with {stream} (CREATING)")
        }
        What::ConsumerActive { stream, consumer } => format!("{consumer} of {stream} is ACTIVE"),
        What::ConsumerDeregistered { stream, consumer } => {
            format!("{consumer} is no longer registered with {stream}")
        }
        What::RegistrationRefused { stream, consumer, error, message, .. } => {
            format!("{consumer} is not registered with {stream}: {}: {message}", error.as_str())
        }
        What::Subscribed { stream, consumer, shard, .. } => {
            format!("{consumer} subscribed to {stream} shard {} for 300 s", shard.short())
        }
        What::SubscriptionEnded { stream, consumer, shard, why, .. } => {
            let why = match why {
                SubscriptionEnd::Expired => "its time is over",
                SubscriptionEnd::TakenOver => "a newer subscription took over",
                SubscriptionEnd::ShardEnded => "the closed shard is read to its end",
                SubscriptionEnd::Deleted => "the consumer is gone",
                SubscriptionEnd::Closed => "the application closed it",
                SubscriptionEnd::Kms(_) => "what is to be pushed cannot be decrypted",
            };
            format!("{consumer}'s subscription to {stream} shard {} ended: {why}", shard.short())
        }
        What::RecordsPushed { stream, consumer, shard, records, .. } => {
            format!("{stream} shard {} → {consumer}: {} records pushed", shard.short(), grouped(*records))
        }
        What::ReadOutOfOrder { stream, shard, reader, records } => format!(
            "{reader} ← {stream} shard {}: {} records out of order, after newer ones of their keys",
            shard.short(),
            grouped(*records)
        ),
        What::ShardSplit { .. } | What::ShardsMerged { .. } | What::ObjectWritten { .. } => {
            describe(event).map_or(String::new(), |(_, text)| text)
        }
        What::RecordsPut { stream, by: Some(by), shards, user_records: Some(counts), .. } => {
            let records = shards.iter().map(|t| u64::from(t.taken + t.refused)).sum();
            let refused: u64 = shards.iter().map(|t| u64::from(t.refused)).sum();
            let refused = match refused {
                0 => String::new(),
                n => format!(", {} refused with ProvisionedThroughputExceededException", records_of(n)),
            };
            format!(
                "{by} → {stream}: {} of the KPL hold {}{refused}",
                records_of(records),
                user_records_of(counts[0] + counts[1])
            )
        }
        What::RecordsPut { stream, by, shards, .. } => {
            let (taken, refused) = shards
                .iter()
                .fold((0, 0), |sum, t| (sum.0 + u64::from(t.taken), sum.1 + u64::from(t.refused)));
            let by = by.as_ref().map_or("by hand", Name::as_str);
            if refused == 0 {
                format!("{by} → {stream}: {} taken", grouped(taken))
            } else {
                format!(
                    "{by} → {stream}: {} taken, {} refused with ProvisionedThroughputExceededException",
                    grouped(taken),
                    grouped(refused)
                )
            }
        }
        What::RecordsRead { stream, shard, reader, records, .. } => {
            format!("{reader} ← {stream} shard {}: {} records", shard.short(), grouped(*records))
        }
        What::ReadRefused { stream, shard, reader, error, .. } => {
            format!("{reader} ← {stream} shard {}: {}", shard.short(), error.as_str())
        }
        What::PutFailed { by, to, records, error, message } => {
            format!(
                "{by} → {}: {} records not sent, {}: {message}",
                to.name(),
                grouped(*records),
                error.as_str()
            )
        }
        What::RecordsExpired { stream, shard, records, .. } => {
            format!(
                "{stream} shard {}: {} records reached the end of retention",
                shard.short(),
                grouped(*records)
            )
        }
        What::RecordsResent { by, records, retry } => {
            format!("{by} puts {} again, retry {retry}", records_of(*records))
        }
        What::RetriesSpent { by, records, retries } => {
            let retries = if *retries == 1 { "1 retry".to_owned() } else { format!("{retries} retries") };
            format!("{by} gives {} up after {retries}", records_of(*records))
        }
        What::Kcl(event) => kcl::sentence(event),
        What::Table(event) => kcl::table_sentence(event),
        What::Mapping(event) => mapping::sentence(event),
        What::Mishap(event) => mishap::sentence(event),
        What::Connector(event) => connector::sentence(event),
        What::Analytics(event) => connector::window_sentence(event),
        What::FeedTold { by, tells } => super::feeds::sentence(by, tells),
        What::UserRecordsFailed { by, records, why } => {
            let why = match why {
                KplFailure::Expired => "they were not in the stream within RecordTtl",
                KplFailure::Throttled => "they were throttled, and FailIfThrottled is on",
                KplFailure::Stopped => "it stopped with them in its buffers",
            };
            format!("{by}'s KPL fails {}: {why}", user_records_of(*records))
        }
        What::ShardMapStale { by, stream, predicted, records } => format!(
            "{by}'s KPL took {} to {stream} for shard {}, and they went elsewhere: it asks for the shards, and puts \
             them again",
            user_records_of(*records),
            predicted.short()
        ),
        What::ActorStarted { name, kind } => format!("{kind} {name} starts"),
        What::ActorSet { name } => format!("{name} is set anew"),
        What::ActorStopped { name } => format!("{name} stops"),
        What::BucketCreated { bucket } => format!("bucket {bucket} is made"),
        What::DeliveryStreamCreated { delivery_stream } => {
            format!("delivery stream {delivery_stream} is made")
        }
        What::FirehosePut { delivery_stream, by, taken, refused, .. } => {
            let by = by.as_ref().map_or("by hand", Name::as_str);
            format!("{by} → {delivery_stream}: {} taken, {} refused", grouped(*taken), grouped(*refused))
        }
        What::FirehoseFetched { delivery_stream, shard, records, .. } => {
            format!("{delivery_stream} fetched {} records from shard {}", grouped(*records), shard.short())
        }
        What::RecordsParted { delivery_stream, records, into } => {
            format!("{delivery_stream} parts {} records into {}", grouped(*records), grouped(*into))
        }
        What::RecordsConverted { delivery_stream, converted, failed } => format!(
            "{delivery_stream} makes rows of {} records, and none of {}",
            grouped(*converted),
            grouped(*failed)
        ),
        What::PartitionsActive { delivery_stream, active, beyond } => {
            let beyond = match beyond {
                0 => String::new(),
                beyond => format!("; {} records were of one too many", grouped(*beyond)),
            };
            format!("{delivery_stream} has {} active partitions{beyond}", grouped(*active))
        }
        What::TransformInvoked { function, invocation, records, request_bytes, fired_by, .. } => format!(
            "{function} invoked ({invocation}) with {} records, {} B, by {}",
            grouped(*records),
            grouped(*request_bytes),
            fired_by.word()
        ),
        What::TransformAnswered { function, invocation, ok, dropped, failed, .. } => format!(
            "{function} answered ({invocation}): {} Ok, {} Dropped, {} ProcessingFailed",
            grouped(*ok),
            grouped(*dropped),
            grouped(*failed)
        ),
        What::DestinationUpdated { delivery_stream, version } => {
            format!("{delivery_stream} has a new destination: version {version}")
        }
        What::DeliveryStreamDeleting { delivery_stream, records: 0 } => {
            format!("delivery stream {delivery_stream} is DELETING; it held no records")
        }
        What::DeliveryStreamDeleting { delivery_stream, records } => format!(
            "delivery stream {delivery_stream} is DELETING: {} records that it held are lost",
            grouped(*records)
        ),
        What::DeliveryStreamDeleted { delivery_stream } => {
            format!("delivery stream {delivery_stream} is gone")
        }
        What::TransformFailed { function, invocation, attempts, code, next, .. } => format!(
            "{function} failed ({invocation}), attempt {attempts}: {code}{}",
            and_then(*next, "its records go to processing-failed")
        ),
        What::Delivered { delivery_stream, place, records, refused: 0, .. } => {
            format!("{delivery_stream} delivered {} records to {place}", grouped(*records))
        }
        What::Delivered { delivery_stream, place, records, refused, .. } => format!(
            "{delivery_stream} delivered {} records to {place}, which refused {}",
            grouped(*records),
            grouped(*refused)
        ),
        What::DeliveryFailed { delivery_stream, place, records, attempts, code, next, .. } => format!(
            "{delivery_stream} could not deliver {} records to {place}, attempt {attempts}: {code}{}",
            grouped(*records),
            and_then(*next, "it was the last")
        ),
        What::CopySkipped { delivery_stream, records } => format!(
            "{delivery_stream} skips {} records: a manifest under errors/ names their object",
            grouped(*records)
        ),
        What::Backfilled { delivery_stream, way, into, records, again, failed } => {
            backfilled(delivery_stream, (way, into), [*records, *again, *failed])
        }
        What::RecordsLost { delivery_stream, records } => {
            format!("{delivery_stream} gives up {} records: they are lost", grouped(*records))
        }
        What::BufferRaised { delivery_stream, size } => {
            format!("{delivery_stream} falls behind: its buffer grows to {} B", grouped(*size))
        }
        What::FaultBegan { place, trouble } => format!("{place} is {}", trouble.word()),
        What::FaultEnded { place } => format!("{place} is well again"),
        What::BufferFlushed { delivery_stream, records, bytes, fired_by, .. } => format!(
            "{delivery_stream} flushes {} records, {} B, by {}",
            grouped(*records),
            grouped(*bytes),
            fired_by.word()
        ),
    }
}

fn user_records_of(n: u64) -> String {
    if n == 1 { "1 user record".to_owned() } else { format!("{} user records", grouped(n)) }
}

fn records_of(n: u64) -> String {
    if n == 1 { "1 record".to_owned() } else { format!("{} records", grouped(n)) }
}

fn backfilled(of: &Name, (way, into): (&str, &Name), [records, again, failed]: [u64; 3]) -> String {
    let done = match way {
        "load" => format!("COPY loaded {} records that {of} had not delivered into {into}", grouped(records)),
        "reindex" => {
            format!("{} documents that {of} had not delivered are indexed in {into}", grouped(records))
        }
        _ => format!("{} records that {of} had not delivered are put again, to {into}", grouped(records)),
    };
    let twice = match (again, way) {
        (0, _) => String::new(),
        (_, "reindex") => format!("; {} were there already and are replaced under their ids", grouped(again)),
        (_, _) => format!("; {} were brought in before: they are there twice now", grouped(again)),
    };
    let rest = match failed {
        0 => String::new(),
        _ => format!("; {} are no JSON and failed again", grouped(failed)),
    };
    format!("{done}{twice}{rest}")
}

fn and_then(next: Option<Time>, otherwise: &str) -> String {
    match next {
        Some(at) => format!("; again at {}", crate::kernel::units::print_span(at.since(Time::START))),
        None => format!("; {otherwise}"),
    }
}

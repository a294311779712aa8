//! "Why is this object here, as large as it is and under this name?", of one that arrived; of one that holds what failed
//! see delivery.rs.

use super::{Fix, Seconds, Why, delivery, root};
use crate::command::{Buffering, Command, DestinationUpdate, Firehose, UpdateDestination};
use crate::event::{EventId, FiredBy, Folder, What};
use crate::firehose::{DeliveryStream, Hints};
use crate::kernel::units::grouped;
use crate::limits;
use crate::names::Name;
use crate::stores::Object;
use crate::world::World;

const MIB: u64 = 1 << 20;

/// Why an object was written; `None` if there is none of this key.
pub fn object(world: &World, bucket: &Name, key: &str) -> Option<Why> {
    if let Some(why) = delivery::object_failed(world, bucket, key) {
        return Some(why);
    }
    let object = world.buckets().object(bucket, key).ok()?;
    let delivery = world.firehose().even_leaving(&object.delivery_stream).ok();
    let written = world.journal().from(0).rev().find(|event| {
        matches!(&event.what, What::ObjectWritten { bucket: of, key: is, .. } if of == bucket && is == key)
    });
    let mut sentences = vec![format!(
        "{} wrote it at {} s: {} in {}.",
        object.delivery_stream,
        Seconds(object.written),
        records(object.records),
        bytes(object.bytes)
    )];
    let hints =
        delivery.map(|it| if object.folder == Folder::Data { it.hints.data } else { it.hints.backup });
    sentences.push(fired(world, object, hints, written.map(|event| event.id)));
    if let Some(delivery) = delivery {
        sentences.push(named(delivery, object));
    }
    if let Some(line) = written.and_then(|event| set_by(world, event.id, &object.delivery_stream)) {
        sentences.push(format!("Both hints and the name were set by `{line}`."));
    }
    let fixes =
        delivery.filter(|_| object.folder == Folder::Data).map(|it| fixes(world, it, object.fired_by));
    let title = format!("{bucket}: {}", key.rsplit('/').next().unwrap_or(key));
    Some(Why { title, sentences, fixes: fixes.unwrap_or_default() })
}

fn bytes(n: u64) -> String {
    if n == 1 { "1 byte".to_owned() } else { format!("{} bytes", grouped(n)) }
}

fn records(n: u64) -> String {
    if n == 1 { "1 record".to_owned() } else { format!("{} records", grouped(n)) }
}

/// What emptied the buffer.
fn fired(world: &World, object: &Object, hints: Option<Hints>, written: Option<EventId>) -> String {
    // What the buffer held: before compression, and without what failed meanwhile.
    let held = written.and_then(|id| {
        let mut causes = world.journal().causes(id);
        causes.find_map(
            |cause| if let What::BufferFlushed { bytes, .. } = &cause.what { Some(*bytes) } else { None },
        )
    });
    let held =
        held.map_or(String::new(), |held| format!(" It held {}, counted before compression.", bytes(held)));
    match (object.fired_by, hints) {
        (FiredBy::Size, Some(hints)) => format!(
            "The buffer was full: its size hint, SizeInMBs, is {}, and was reached before the interval of {} s was over.{held}",
            grouped(hints.size / MIB),
            grouped(hints.interval.as_seconds())
        ),
        (FiredBy::Interval, Some(hints)) => format!(
            "The buffer's interval was over: IntervalInSeconds is {}, counted from its first record, and {} had not come \
             together by then.{held}",
            grouped(hints.interval.as_seconds()),
            bytes(hints.size)
        ),
        (FiredBy::Size, None) => "Its buffer was as large as it may be.".to_owned(),
        (FiredBy::Interval, None) => "Its buffer was as old as it may be.".to_owned(),
        (FiredBy::Count, _) => "Its buffer held as many records as it may.".to_owned(),
        (FiredBy::End, _) => "Its shard had ended, so what was left of the buffer was written.".to_owned(),
    }
}

/// Where its name comes from.
fn named(delivery: &DeliveryStream, object: &Object) -> String {
    let of = match (&delivery.destination.backup, object.folder) {
        (Some(backup), Folder::Backup) => backup,
        _ => &delivery.destination.s3,
    };
    let zone = of.time_zone.as_deref().unwrap_or("UTC");
    let begins = match of.prefix.as_str() {
        "" => "No prefix is set, so its name begins with year, month, day and hour".to_owned(),
        prefix => format!("Its name follows the prefix `{prefix}`, with times"),
    };
    format!(
        "{begins} of when its oldest record came, in {zone}; then come delivery stream, version, time and a random part."
    )
}

/// The line that set its delivery stream.
fn set_by(world: &World, written: EventId, delivery: &Name) -> Option<String> {
    let sets = |command: &Command| {
        let Command::Firehose(call) = command else { return false };
        if let Firehose::CreateDeliveryStream(ask) = call {
            return ask.delivery_stream == *delivery;
        }
        if let Firehose::UpdateDestination(ask) = call { ask.delivery_stream == *delivery } else { false }
    };
    let before = world.journal().from(0).rev().filter(|event| event.id < written);
    let mut lines = before.filter_map(|event| {
        let What::Commanded { command } = &event.what else { return None };
        sets(command).then(|| command.told())
    });
    lines.next().or_else(|| root(world, written))
}

/// Larger objects, or sooner ones.
fn fixes(world: &World, delivery: &DeliveryStream, fired_by: FiredBy) -> Vec<Fix> {
    let era = world.era();
    let hints = delivery.hints.data;
    let (mib, seconds) = (hints.size / MIB, hints.interval.as_seconds());
    let with = |mib, seconds| {
        let ask = UpdateDestination {
            delivery_stream: delivery.name.clone(),
            version: delivery.version,
            update: DestinationUpdate::of_hints(&delivery.destination.to, Buffering { mib, seconds }),
        };
        vec![Command::Firehose(Firehose::UpdateDestination(Box::new(ask)))]
    };
    let (largest, longest) = (limits::BUFFER_SIZE_MAX.at(era), limits::BUFFER_INTERVAL_MAX.at(era));
    let mut fixes = Vec::new();
    if fired_by == FiredBy::Size && mib < largest {
        let more = (mib * 4).clamp(mib + 1, largest);
        fixes.push(Fix {
            label: format!("Buffer {more} MiB"),
            commands: with(more, seconds),
            note: "Fewer and larger objects, which cost less to list and to read; each comes later."
                .to_owned(),
        });
    }
    if fired_by == FiredBy::Interval && seconds < longest {
        fixes.push(Fix {
            label: format!("Wait {} s", grouped(longest)),
            commands: with(mib, longest),
            note: "Fewer and larger objects; a quiet stream's records come later.".to_owned(),
        });
    }
    let least = limits::BUFFER_INTERVAL_MIN.at(era).max(60);
    if fired_by == FiredBy::Interval && seconds > least {
        fixes.push(Fix {
            label: format!("Wait {least} s only"),
            commands: with(mib, least),
            note: format!("Records are in the bucket within {least} s; there are more and smaller objects."),
        });
    }
    fixes
}

//! "Why did it not arrive?": of a delivery stream, or of what lies in a failure folder. From the newest failure back to
//! what was wrong, how often it was tried, which setting ended that, where the records are, and what would have helped.
//!
//! Absent: one record out of many. What is told holds for all records of the attempt.

mod alone;
mod backfill;
mod fixes;
mod late;
mod saved;

pub use backfill::backfill;

use super::Why;
use crate::command::{DeliverTo, Destination, Place, Processor, Trouble};
use crate::event::{Event, Folder, What};
use crate::firehose::{self, DeliveryStream, Lost};
use crate::kernel::units::{grouped, print_span};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::Name;
use crate::world::World;

/// What failed: an attempt to deliver, or to transform.
struct Failure<'a> {
    event: &'a Event,
    delivery: &'a DeliveryStream,
    place: Place,
    records: u64,
    attempts: u32,
    code: &'a str,
    message: &'a str,
    next: Option<Time>,
    /// When the first of these attempts ended.
    first: Time,
}

/// Why a delivery stream's newest failure happened, or why it is late; `None` if nothing has failed and nothing waits.
pub fn delivery_failed(world: &World, delivery: &Name) -> Option<Why> {
    if let Some(why) = thrown_away(world, delivery) {
        return Some(why);
    }
    let delivery = world.firehose().delivery_stream(delivery).ok()?;
    let event = world.journal().from(0).rev().find(|event| is_failure(event, &delivery.name));
    if let Some(why) = late::late(world, delivery, event) {
        return Some(why);
    }
    told(world, delivery, event?, None)
}

/// Of one in DELETING that held records.
fn thrown_away(world: &World, delivery: &Name) -> Option<Why> {
    world.firehose().even_leaving(delivery).ok().filter(|_| world.firehose().is_leaving(delivery))?;
    let event = world.journal().from(0).rev().find(
        |event| matches!(&event.what, What::DeliveryStreamDeleting { delivery_stream, .. } if delivery_stream == delivery),
    )?;
    let What::DeliveryStreamDeleting { records, .. } = &event.what else { return None };
    if *records == 0 {
        return None;
    }
    Some(Why {
        title: format!("{delivery} at {}", event.at),
        sentences: vec![
            format!("It was deleted with {} records in its buffers and on their way.", grouped(*records)),
            "They lie in no folder: deleting flushes nothing, so they are lost.".to_owned(),
            "No further attempt is made.".to_owned(),
            "Stop what sends first and wait for one buffering interval: an empty delivery stream loses nothing.".to_owned(),
        ],
        fixes: Vec::new(),
    })
}

/// Why the records of an object in a failure folder did not arrive; `None` of an object of data.
pub fn object_failed(world: &World, bucket: &Name, key: &str) -> Option<Why> {
    let written = world.journal().from(0).rev().find(
        |event| matches!(&event.what, What::ObjectWritten { bucket: of, key: is, .. } if of == bucket && is == key),
    )?;
    let What::ObjectWritten { delivery_stream, folder, .. } = &written.what else { return None };
    if !folder.holds_failures() {
        return None;
    }
    let delivery = world.firehose().even_leaving(delivery_stream).ok();
    let event = world.journal().causes(written.id).find(|event| is_failure(event, delivery_stream));
    match delivery.zip(event) {
        Some((delivery, event)) => told(world, delivery, event, Some((bucket, key))),
        // Each by itself; or its delivery stream is gone, and only the lines know more.
        None => Some(Why {
            title: format!("{delivery_stream}: {}", last_part(key)),
            sentences: alone::sentences(world, *folder, (bucket, key), delivery),
            fixes: backfill(world, bucket, key).into_iter().collect(),
        }),
    }
}

const RAW: &str =
    "Each line there has the record as it came, in rawData: repair it, and put it into the stream again.";

fn last_part(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

fn lies_in(bucket: &Name, key: &str) -> String {
    let folder = key.rfind('/').map_or("", |end| &key[..=end]);
    format!("They lie in `s3://{bucket}/{folder}`.")
}

fn is_failure(event: &Event, delivery: &Name) -> bool {
    matches!(
        &event.what,
        What::DeliveryFailed { delivery_stream, .. } | What::TransformFailed { delivery_stream, .. }
            if delivery_stream == delivery
    )
}

fn failure<'a>(world: &'a World, delivery: &'a DeliveryStream, event: &'a Event) -> Option<Failure<'a>> {
    // Each further attempt was caused by the one that failed before it.
    let chain = world.journal().causes(event.id).filter(|cause| is_failure(cause, &delivery.name));
    let first = chain.last().map_or(event.at, |first| first.at);
    if let What::DeliveryFailed { place, records, attempts, code, message, next, .. } = &event.what {
        return Some(Failure {
            event,
            delivery,
            place: place.clone(),
            records: *records,
            attempts: *attempts,
            code,
            message,
            next: *next,
            first,
        });
    }
    let What::TransformFailed { function, invocation, attempts, code, next, .. } = &event.what else {
        return None;
    };
    Some(Failure {
        event,
        delivery,
        place: Place::Function(function.clone()),
        records: delivery.invocations().get(*invocation).map_or(0, |it| it.records),
        attempts: *attempts,
        code,
        message: "",
        next: *next,
        first,
    })
}

fn told(
    world: &World,
    delivery: &DeliveryStream,
    event: &Event,
    object: Option<(&Name, &str)>,
) -> Option<Why> {
    let failure = failure(world, delivery, event)?;
    let mut sentences = vec![what(&failure)];
    sentences.extend(saved::told_to(world, &failure));
    sentences.extend(trouble(world, &failure).map(|trouble| trouble.say));
    sentences.push(tries(world, &failure));
    sentences.extend(ended_by(world, &failure));
    sentences.push(where_now(world, &failure, object));
    sentences.extend(saved::saved_by(world, &failure));
    sentences.extend(object.and_then(|object| alone::beside(world, object, failure.code)));
    let title = format!("{} at {}", delivery.name, event.at);
    let mut fixes = fixes::fixes(world, &failure);
    fixes.extend(match object {
        Some((bucket, key)) => backfill(world, bucket, key),
        None => backfill::newest(world, &delivery.name),
    });
    Some(Why { title, sentences, fixes })
}

fn what(it: &Failure<'_>) -> String {
    let records =
        if it.records == 1 { "1 record".to_owned() } else { format!("{} records", grouped(it.records)) };
    let says =
        if it.message.is_empty() { String::new() } else { format!(": {}", it.message.trim_end_matches('.')) };
    match it.place {
        Place::Function(_) => format!("`{}` failed as a whole with {records}: {}.", it.place, it.code),
        Place::Bucket(_)
        | Place::Cluster(_)
        | Place::Domain(_)
        | Place::Collector(_)
        | Place::Endpoint(_)
        | Place::Key(_)
        | Place::Table(_)
        | Place::Producer(_) => format!("`{}` did not take {records}: {}{says}.", it.place, it.code),
    }
}

struct WrongThere {
    trouble: Trouble,
    since: Time,
    until: Option<Time>,
    say: String,
}

/// What was wrong at the place when the attempt ended.
fn trouble(world: &World, it: &Failure<'_>) -> Option<WrongThere> {
    let journal = world.journal();
    let (id, since, trouble) = journal.from(0).rev().find_map(|event| {
        let What::FaultBegan { place, trouble } = &event.what else { return None };
        (*place == it.place && event.at <= it.event.at).then_some((event.id, event.at, *trouble))
    })?;
    let ends = |event: &&Event| matches!(&event.what, What::FaultEnded { place } if *place == it.place);
    let until = journal.from(id.0).find(ends).map(|event| event.at);
    // One that had ended before has nothing to do with it, unless the attempt was under way.
    if until.is_some_and(|until| until < it.first) {
        return None;
    }
    let state = trouble.word();
    let say = match until {
        None => format!("It has been {state} since {since}, and still is."),
        Some(until) => format!("It was {state} from {since} to {until}."),
    };
    Some(WrongThere { trouble, since, until, say })
}

fn tries(world: &World, it: &Failure<'_>) -> String {
    let tried = match it.attempts {
        1 => format!("It was tried once, at {}", it.first),
        n => format!("It was tried {n} times, from {} to {}", it.first, it.event.at),
    };
    match it.next {
        Some(next) if next > world.now() => format!("{tried}; the next attempt is at {next}."),
        Some(_) | None => format!("{tried}."),
    }
}

/// The setting that ended the attempts, or will.
fn ended_by(world: &World, it: &Failure<'_>) -> Option<String> {
    let era = world.era();
    let over = it.next.is_none();
    Some(match (&it.place, it.delivery.retry_setting(era)) {
        (Place::Function(_), _) => {
            let set = it.delivery.destination.processors.iter().find_map(|processor| {
                if let Processor::Lambda { retries, .. } = processor { *retries } else { None }
            });
            let n = set.unwrap_or(limits::LAMBDA_RETRIES.at(era));
            if over && u64::from(it.attempts) <= n {
                "Such an error is not tried again: the next answer would be the same.".to_owned()
            } else {
                format!("NumberOfRetries is {n}, and it is the same for every invocation.")
            }
        }
        (Place::Bucket(_), _) if is_conversion(it.event) => {
            "The lines of a failed conversion are tried for ever, and until they are written no more data is delivered: it \
             waits in Firehose."
                .to_owned()
        }
        (Place::Bucket(_), _) => match source(world, it.delivery) {
            Some((stream, keeps)) => {
                format!("S3 is tried for as long as `{stream}` keeps its records: {}.", print_span(keeps))
            }
            None => format!(
                "S3 is tried for {}, which cannot be set.",
                print_span(Span::seconds(limits::S3_RETRY.at(era)))
            ),
        },
        (Place::Endpoint(_), _) if trouble(world, it).is_some_and(|it| it.trouble == Trouble::TooLarge) => {
            "What is too large stays too large: it is not tried again.".to_owned()
        }
        (_, Some(retry)) if over => format!(
            "RetryOptions.DurationInSeconds is {}: from the first failure on, no further attempt fits into it.",
            grouped(retry.as_seconds())
        ),
        (_, Some(retry)) => {
            let until = it.first + retry;
            format!(
                "RetryOptions.DurationInSeconds is {}: it is tried until {until}.",
                grouped(retry.as_seconds())
            )
        }
        (_, None) => return None,
    })
}

fn is_conversion(event: &Event) -> bool {
    matches!(event.what, What::DeliveryFailed { folder: Folder::FormatConversionFailed, .. })
}

fn source<'a>(world: &World, delivery: &'a DeliveryStream) -> Option<(&'a Name, Span)> {
    let name = delivery.source.as_ref()?;
    Some((name, world.streams().stream(name).ok()?.retention))
}

fn where_now(world: &World, it: &Failure<'_>, object: Option<(&Name, &str)>) -> String {
    if let Some((bucket, key)) = object {
        return if matches!(it.place, Place::Cluster(_)) {
            "The data itself lies in the bucket; this manifest names its object, for a COPY by hand."
                .to_owned()
        } else {
            format!("{} {RAW}", lies_in(bucket, key))
        };
    }
    if it.next.is_some() {
        return "Nothing is lost: the records wait in Firehose.".to_owned();
    }
    let Destination { s3, .. } = it.delivery.destination.as_ref();
    let folder = match (&it.place, &it.delivery.destination.to) {
        (Place::Function(_), _) => Folder::ProcessingFailed,
        (_, _) if it.delivery.lost_by(it.event.id).is_some() => return given_up(world, it),
        (Place::Bucket(_), _) => return "No bucket took them.".to_owned(),
        (_, DeliverTo::OpenSearch { .. }) => Folder::OpenSearchFailed,
        (_, DeliverTo::Splunk { .. }) => Folder::SplunkFailed,
        (_, DeliverTo::Http { .. }) => Folder::HttpFailed,
        (_, DeliverTo::Redshift { .. } | DeliverTo::S3) => Folder::Manifest,
    };
    let era = world.era();
    match folder {
        Folder::Manifest => format!(
            "The data lies in `s3://{}/{}`; a manifest under `{}/` names it, for a COPY by hand.",
            s3.bucket,
            s3.prefix,
            firehose::failure_folder(folder, era)
        ),
        Folder::Data
        | Folder::Backup
        | Folder::ProcessingFailed
        | Folder::FormatConversionFailed
        | Folder::PartitionFailed
        | Folder::PartitionExceeded
        | Folder::OpenSearchFailed
        | Folder::SplunkFailed
        | Folder::HttpFailed => {
            let path = it.delivery.object_prefix(era, folder, it.event.at);
            format!("They go to `s3://{}/{path}` when the buffer of failures is flushed.", s3.bucket)
        }
    }
}

/// Of records that were given up: what is left of them.
fn given_up(world: &World, it: &Failure<'_>) -> String {
    let first = it.delivery.lost_by(it.event.id).and_then(Lost::first);
    let copy = first.and_then(|record| it.delivery.backup_of(record, world.buckets()));
    match (&it.place, copy) {
        (Place::Bucket(_), None) => {
            "No bucket took them, so there is no other copy: they are lost.".to_owned()
        }
        (_, None) => "They are not even written to the bucket: they are lost.".to_owned(),
        (place, Some(copy)) => {
            format!("They did not reach {place} and will not, but they are not lost: the copy {copy}.")
        }
    }
}

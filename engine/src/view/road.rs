//! The road of a record: each thing that happened to it, from its put to the byte where it lies.
//!
//! Promised: for any record of which a delivery stream still has a trace, in the order of time. Absent: records of a
//! delivery stream that was deleted; what readers other than Firehose did with it.

mod attempts;

use super::look;
use super::passport::Which;
use crate::command::Place;
use crate::event::{Event, Folder, What};
use crate::firehose::{DeliveryStream, Invocation};
use crate::kernel::Time;
use crate::kernel::units::grouped;
use crate::names::{Name, ShardId};
use crate::sequence::SequenceNumber;
use crate::stores::{Lies, Load, Object, Origin, failed_line, listed};
use crate::world::World;

/// Whose buffer was flushed: the record's on its way to the destination.
const OWN: &str = "Its buffer";

/// What happened to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Road {
    pub title: String,
    pub stamps: Vec<Stamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// `None` of what is so now.
    pub at: Option<Time>,
    pub text: String,
    pub link: Option<Link>,
}

/// What a stamp leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    Object {
        bucket: Name,
        key: String,
    },
    Invocation {
        delivery: Name,
        n: usize,
    },
    Store(Place),
    /// The passport of a record.
    Record(Which),
}

/// The road of the record that covers a byte of an object, before compression.
pub fn road_at(world: &World, bucket: &Name, key: &str, byte: u64) -> Option<Road> {
    let object = world.buckets().object(bucket, key).ok()?;
    let record = object.content.0.records(byte.saturating_add(1)).pop()?;
    road(world, &object.delivery_stream, record.origin)
}

/// The road of a record by its RecordId, as PutRecord answered it; of a source stream by its sequence number with six
/// zeros behind it.
pub fn road_of(world: &World, delivery: &Name, record_id: &str) -> Option<Road> {
    let number = SequenceNumber::parse(record_id.get(..56)?)?;
    let stream = world.firehose().delivery_stream(delivery).ok()?;
    let shard = stream.source.as_ref().map(|_| number.shard);
    road(world, delivery, Origin { shard, index: number.index.checked_sub(1)? })
}

/// The road of a record that a delivery stream took; `None` of one that it never had.
pub fn road(world: &World, delivery: &Name, record: Origin) -> Option<Road> {
    let stream = world.firehose().delivery_stream(delivery).ok()?;
    if !stream.has_taken(record) {
        return None;
    }
    let mut walk = Walk { world, stream, record, arrived: None, stamps: Vec::new() };
    walk.invocations();
    walk.objects();
    walk.loads();
    walk.waits();
    walk.lost();
    walk.beginning();
    walk.stamps.sort_by_key(|stamp| stamp.at.map_or(u64::MAX, |at| at.0));
    let title = match record.shard {
        None => format!("Record {} of {delivery}", grouped(record.index)),
        Some(shard) => {
            format!("Record {} of shard {}, through {delivery}", grouped(record.index), shard.short())
        }
    };
    Some(Road { title, stamps: walk.stamps })
}

struct Walk<'a> {
    world: &'a World,
    stream: &'a DeliveryStream,
    record: Origin,
    arrived: Option<Time>,
    stamps: Vec<Stamp>,
}

impl Walk<'_> {
    fn stamp(&mut self, at: Option<Time>, text: impl Into<String>, link: Option<Link>) {
        self.stamps.push(Stamp { at, text: text.into(), link });
    }

    fn event(&mut self, event: &Event, text: impl Into<String>) {
        self.stamp(Some(event.at), text, None);
    }

    fn arrived(&mut self, at: Time) {
        self.arrived.get_or_insert(at);
    }

    /// Put, and fetched. Nothing is known of a record of which no trace is left.
    fn beginning(&mut self) {
        let name = &self.stream.name;
        let Some(at) = self.arrived else {
            return self.stamp(None, "No trace of it is left.", None);
        };
        let (Some(shard), Some(source)) = (self.record.shard, &self.stream.source) else {
            let number = SequenceNumber {
                shard_made: self.world.era().epoch_seconds(Time::START),
                shard: ShardId(0),
                index: self.record.index + 1,
                at: self.world.era().epoch_seconds(at),
            };
            return self.stamps.insert(0, plain(at, format!("Put to {name}: RecordId {number}000000.")));
        };
        let fetched =
            self.fetched(source, shard).map(|at| plain(at, format!("{name} fetched it with GetRecords.")));
        self.stamps.splice(0..0, fetched);
        self.stamps.insert(0, plain(at, format!("Arrived in shard {} of {source}.", shard.short())));
    }

    /// When Firehose read it from its shard: its reads lie one behind the other, and the last ends where it stands.
    fn fetched(&self, source: &Name, shard: ShardId) -> Option<Time> {
        let reader =
            &self.world.actors().fetchers().find(|it| it.delivery_stream == self.stream.name)?.reader;
        let mut end = reader.stands_at(self.world.streams().stream(source).ok()?.shard(shard)?);
        let fetch = |event: &Event| {
            let What::FirehoseFetched { delivery_stream, shard: of, records, .. } = &event.what else {
                return None;
            };
            (*delivery_stream == self.stream.name && *of == shard).then_some((event.at, *records))
        };
        let mut fetches = self.world.journal().from(0).rev().filter_map(fetch);
        fetches.find_map(|(at, records)| {
            let from = end.saturating_sub(records);
            let has = (from..end).contains(&self.record.index);
            end = from;
            has.then_some(at)
        })
    }

    fn invocations(&mut self) {
        let stream = self.stream;
        for (invocation, place) in stream.invoked_with(self.record) {
            self.invocation(invocation, place);
        }
    }

    fn invocation(&mut self, it: &Invocation, place: usize) {
        let link = Link::Invocation { delivery: self.stream.name.clone(), n: it.number };
        let text = format!(
            "{} was invoked ({}) with it{}: the transform's buffer was flushed by {}.",
            it.function,
            it.number,
            others(it.records.saturating_sub(1)),
            it.fired_by.word()
        );
        self.stamp(Some(it.started), text, Some(link.clone()));
        let (data_arrived, verdict, reason) = look::verdict_at(self.world, it, place);
        self.arrived(data_arrived);
        let Some(answer) = &it.answer else {
            let tried = match it.attempts {
                0 => "It works now.".to_owned(),
                n => format!("{} failed; it is tried again.", counted(n.into(), "attempt")),
            };
            return self.stamp(None, tried, Some(link));
        };
        let attempts =
            if it.attempts > 1 { format!(", after {} attempts", it.attempts) } else { String::new() };
        let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
        let end = if verdict == "Dropped" { ". Nothing of it is written, and nothing is lost" } else { "" };
        let text = format!("Its verdict: {verdict}{attempts}{reason}{end}.");
        self.stamp(Some(answer.at), text, Some(link));
    }

    fn objects(&mut self) {
        let world = self.world;
        for (bucket, objects) in world.buckets().iter() {
            for object in objects.objects().filter(|object| object.delivery_stream == self.stream.name) {
                for lies in object.content.0.find(self.record) {
                    self.object(bucket, object, &lies);
                }
            }
        }
    }

    fn object(&mut self, bucket: &Name, object: &Object, lies: &Lies) {
        self.arrived(lies.arrived);
        let link = Link::Object { bucket: bucket.clone(), key: object.key.clone() };
        if object.folder != Folder::Backup
            && let Some(event) = written(self.world, bucket, &object.key)
        {
            if object.folder.failed() {
                if let Some(cause) = lies.cause.filter(|_| object.folder.fails_late()) {
                    self.given_up(cause);
                }
                self.flush_and_failures(event.id, "The buffer of what failed");
            } else {
                self.flush_and_failures(event.id, OWN);
            }
        }
        let packed = if object.content.0.bytes().len() as u64 == object.content.0.plain().len() as u64 {
            ""
        } else {
            " before compression"
        };
        let place = match lies.offset {
            Some(offset) => format!(
                "bytes {} to {} of s3://{bucket}/{}{packed}",
                grouped(offset),
                grouped((offset + lies.bytes).saturating_sub(1)),
                object.key
            ),
            None => format!("row {} of s3://{bucket}/{}", grouped(lies.nth + 1), object.key),
        };
        let bytes = match object.folder {
            Folder::Backup => "As it came, it is",
            folder if folder.failed() => "Failed, it is",
            Folder::Data
            | Folder::ProcessingFailed
            | Folder::FormatConversionFailed
            | Folder::PartitionFailed
            | Folder::PartitionExceeded
            | Folder::OpenSearchFailed
            | Folder::SplunkFailed
            | Folder::HttpFailed
            | Folder::Manifest => "It is",
        };
        let why = failed_line(object, lies).filter(|_| object.folder.failed()).unwrap_or_default();
        self.stamp(Some(object.written), format!("{bytes} {place}.{why}"), Some(link));
        let line = if object.folder.failed() { u32::try_from(lies.nth).unwrap_or(u32::MAX) } else { 0 };
        if let Some(at) = self.world.stores().settled.at(bucket, &object.key, line) {
            self.stamp(Some(at), "Brought in by hand: it is no longer among what failed.", None);
        }
        if object.folder == Folder::Data {
            self.manifest(bucket, object);
        }
    }

    /// A manifest that names the object: Redshift did not copy it.
    fn manifest(&mut self, bucket: &Name, object: &Object) {
        let Ok(all) = self.world.buckets().bucket(bucket) else { return };
        let names = |manifest: &Object| {
            listed(manifest)
                .is_some_and(|entries| entries.iter().any(|it| it.bucket == *bucket && it.key == object.key))
        };
        let mut manifests = all.objects().filter(|it| it.folder == Folder::Manifest);
        let Some(manifest) = manifests.find(|it| names(it)) else { return };
        if let Some(event) = written(self.world, bucket, &manifest.key) {
            self.failures(event.id, None);
        }
        let link = Link::Object { bucket: bucket.clone(), key: manifest.key.clone() };
        let text = "COPY was given up: a manifest names its object.";
        self.stamp(Some(manifest.written), text, Some(link));
    }

    fn loads(&mut self) {
        let world = self.world;
        for (place, parts) in world.stores().sinks.iter() {
            for (part, sink) in parts {
                for load in sink.loads() {
                    for lies in load.content.0.find(self.record) {
                        self.load((place, part), load, &lies);
                    }
                }
            }
        }
    }

    fn load(&mut self, (place, part): (&Place, &str), load: &Load, lies: &Lies) {
        let name = &self.stream.name;
        let mut delivered = self.world.journal().from(0).rev().filter(|event| event.at == load.at);
        let delivered = delivered.find_map(|event| {
            let What::Delivered { delivery_stream, place: to, attempts, .. } = &event.what else {
                return None;
            };
            (delivery_stream == name && to == place).then_some((event.id, *attempts))
        });
        // Another delivery stream's, or a COPY by hand.
        let Some((event, attempts)) = delivered else { return };
        self.arrived(lies.arrived);
        if load.from.is_none() {
            self.flush_and_failures(event, OWN);
        } else {
            self.failures(event, Some(attempts));
        }
        let nth = grouped(lies.nth + 1);
        let text = match place {
            Place::Cluster(_) => {
                format!("COPY loaded it into table {part} of {place}: row {nth} of the load.")
            }
            Place::Domain(_) => format!("Indexed in {part} of {place}: document {nth} of the request."),
            Place::Collector(_)
            | Place::Endpoint(_)
            | Place::Bucket(_)
            | Place::Function(_)
            | Place::Key(_)
            | Place::Table(_)
            | Place::Producer(_) => {
                format!("Delivered to {place}: record {nth} of the request.")
            }
        };
        self.stamp(Some(load.at), text, Some(Link::Store(place.clone())));
    }
}

fn counted(n: u64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{} {what}s", grouped(n)) }
}

fn others(n: u64) -> String {
    if n == 0 { String::new() } else { format!(" and {}", counted(n, "other")) }
}

fn plain(at: Time, text: String) -> Stamp {
    Stamp { at: Some(at), text, link: None }
}

fn written<'a>(world: &'a World, bucket: &Name, key: &str) -> Option<&'a Event> {
    world.journal().from(0).rev().find(
        |event| matches!(&event.what, What::ObjectWritten { bucket: of, key: is, .. } if of == bucket && is == key),
    )
}

//! The stamps of a record: its tries, who took it, who read it, and what delivery streams did with it.

use std::ops::Range;

use super::super::duplicates::{Twin, may_hold};
use super::super::road::{Link, Road, Stamp, road};
use super::{Found, Which};
use crate::command::PutApi;
use crate::event::{Event, KclEvent, What};
use crate::kernel::Time;
use crate::kernel::units::grouped;
use crate::limits;
use crate::names::{Name, ShardId};
use crate::record::{Again, Identity};
use crate::stores::Origin;
use crate::streams::Shard;
use crate::world::World;

fn stamp(at: Time, text: String, link: Option<Link>) -> Stamp {
    Stamp { at: Some(at), text, link }
}

fn call_of(api: PutApi) -> &'static str {
    match api {
        PutApi::PutRecord => "PutRecord",
        PutApi::PutRecords => "PutRecords",
        PutApi::Kpl => "PutRecords of the KPL",
    }
}

fn limit_words(limit: &str) -> &'static str {
    if limit == limits::SHARD_WRITE_BYTES.id {
        "its bytes of the second were spent"
    } else {
        "its records of the second were spent"
    }
}

/// Each time that it was put and refused, up to an instant.
pub(super) fn tries(world: &World, stream: &Name, wanted: &[Identity], until: Time) -> Vec<Stamp> {
    let mut sorted = wanted.to_vec();
    sorted.sort();
    let mut all = Vec::new();
    for event in world.journal().from(0).take_while(|event| event.at <= until) {
        let What::RecordsPut { stream: to, by, api, shards, .. } = &event.what else { continue };
        if to != stream {
            continue;
        }
        for tally in shards {
            let Some(refusals) = tally.refusals.as_deref().filter(|it| may_hold(&it.batch, &sorted)) else {
                continue;
            };
            for nth in 0..refusals.batch.len() {
                let found = Found { batch: &refusals.batch, nth };
                if !found.identities().iter().any(|it| sorted.binary_search(it).is_ok()) {
                    continue;
                }
                let by = by.as_ref().map_or("by hand".to_owned(), |by| format!("by {by}"));
                let text = format!(
                    "Put {by} with {}, and refused by shard {}: ProvisionedThroughputExceededException, {}.",
                    call_of(*api),
                    tally.shard.short(),
                    limit_words(refusals.limit)
                );
                let link = Link::Record(Which::Refused { event: event.id, shard: tally.shard, nth });
                all.push(stamp(event.at, text, Some(link)));
            }
        }
    }
    all
}

/// The call that put it, and how many records that had.
pub(crate) fn put_of<'a>(
    world: &'a World,
    stream: &Name,
    shard: ShardId,
    found: Found<'_>,
) -> Option<&'a Event> {
    let at = found.batch.arrived;
    let journal = world.journal();
    let by = found.batch.source.by();
    let mut then = journal.from(0).rev().skip_while(|event| event.at > at).take_while(|event| event.at == at);
    then.find(|event| {
        let What::RecordsPut { stream: to, by: of, shards, .. } = &event.what else { return false };
        let here = shards.iter().find(|tally| tally.shard == shard);
        to == stream && of.as_ref() == by && here.is_some_and(|it| it.taken as usize >= found.batch.len())
    })
}

pub(super) fn taken(world: &World, stream: &Name, shard: ShardId, found: Found<'_>) -> Stamp {
    let by = found.batch.source.by().map_or("by hand".to_owned(), |by| format!("by {by}"));
    let call = match put_of(world, stream, shard, found).map(|event| &event.what) {
        Some(What::RecordsPut { api, shards, .. }) => {
            let records: u64 = shards.iter().map(|it| u64::from(it.taken + it.refused)).sum();
            let others =
                if records > 1 { format!(", one of {} records", grouped(records)) } else { String::new() };
            format!(" with {}{others}", call_of(*api))
        }
        Some(_) | None => String::new(),
    };
    let again =
        found.had().map_or(String::new(), |had| format!(" The stream had it already: {}.", had.says()));
    let text =
        format!("Put {by}{call}, and taken by shard {}: its approximate arrival time.{again}", shard.short());
    stamp(found.batch.arrived, text, None)
}

/// What a refused record became later.
pub(super) fn later(stream: &Name, twin: &Twin) -> Stamp {
    let link = Link::Record(Which::Stored { stream: stream.clone(), shard: twin.shard, index: twin.index });
    let why = twin.had.map_or(String::new(), |had: Again| format!(" ({})", had.says()));
    stamp(twin.arrived, format!("Put again, and taken by shard {}{why}.", twin.shard.short()), Some(link))
}

/// The numbers that an answer of GetRecords held. At the end of a closed shard an SDK's reader notes where it began.
pub(super) fn read_range(shard: &Shard, records: u64, position: u64) -> Range<u64> {
    let ended = !shard.is_open() && position + records == shard.tip();
    if ended { position..position + records } else { position.saturating_sub(records)..position }
}

/// Who got it, when.
pub(super) fn reads(world: &World, stream: &Name, shard: &Shard, index: u64) -> Vec<Stamp> {
    let mut all = Vec::new();
    let mut behind: Vec<&Name> = Vec::new();
    for event in world.journal().from(0) {
        if let What::RecordsRead { stream: of, shard: on, reader, records, position, behind_ms, .. } =
            &event.what
        {
            if of == stream && *on == shard.id && read_range(shard, *records, *position).contains(&index) {
                let text = format!(
                    "{reader} got it with GetRecords, one of {} records, {} ms behind the tip.",
                    grouped(*records),
                    grouped(*behind_ms)
                );
                all.push(stamp(event.at, text, None));
            }
        } else if let What::RecordsPushed { stream: of, shard: on, consumer, first, records, .. } =
            &event.what
        {
            if of == stream && *on == shard.id && (*first..*first + *records).contains(&index) {
                let text =
                    format!("Pushed to {consumer}, one of {} records of the event.", grouped(*records));
                all.push(stamp(event.at, text, None));
            }
        } else if let What::Kcl(KclEvent::Checkpointed { reader, shard: on, worker, position, .. }) =
            &event.what
            && *on == shard.id
            && *position > index
            && reads_stream(world, reader, stream)
            && !behind.contains(&reader)
        {
            behind.push(reader);
            let text = format!(
                "Worker {worker} of {reader} has a checkpoint behind it: a successor begins after it."
            );
            all.push(stamp(event.at, text, None));
        }
    }
    all
}

fn reads_stream(world: &World, reader: &Name, stream: &Name) -> bool {
    world.actors().readers_of(stream).any(|it| it.who == *reader)
}

/// What each delivery stream did with it that has fetched it.
pub(super) fn roads(world: &World, stream: &Name, shard: ShardId, index: u64) -> Vec<Road> {
    let fetchers = world.actors().fetchers().filter(|it| it.reader.stream == *stream);
    let log = world.streams().stream(stream).ok().and_then(|it| it.shard(shard));
    let fetched = fetchers.filter(|it| log.is_some_and(|log| it.reader.stands_at(log) > index));
    let origin = Origin { shard: Some(shard), index };
    fetched
        .filter_map(|it| road(world, &it.delivery_stream, origin))
        .map(|mut road| {
            // The passport has said so.
            road.stamps.retain(|it| !it.text.starts_with("Arrived in shard"));
            road
        })
        .collect()
}

/// Who has still to read it, in a sentence.
pub(super) fn unread(world: &World, stream: &Name, shard: &Shard, index: u64) -> String {
    let readers: Vec<_> = world.actors().readers_of(stream).collect();
    let waits: Vec<String> = readers
        .iter()
        .filter_map(|reader| {
            let stands = reader.stands_at(shard);
            let before = index.checked_sub(stands)?;
            Some(match before {
                0 => format!("{} reads it next", reader.who),
                n => format!("{} has {} to read before it", reader.who, grouped(n)),
            })
        })
        .collect();
    match (readers.is_empty(), waits.is_empty()) {
        (true, _) => "Nobody reads the stream.".to_owned(),
        (false, true) => "All who read the stream have read it.".to_owned(),
        (false, false) => format!("{}.", waits.join("; ")),
    }
}

/// What becomes of a refused record that no shard has taken since.
pub(super) fn gone(world: &World, found: Found<'_>) -> String {
    let by = found.batch.source.by();
    let Some(producer) = world.actors().producers().find(|it| Some(&it.name) == by) else {
        return match by {
            Some(by) => format!("{by} tries again what was refused, for as long as its kind does."),
            None => "It was put by hand: nobody puts it again.".to_owned(),
        };
    };
    if producer.api == PutApi::Kpl {
        return format!("The KPL of {by} puts it again until its RecordTtl is over.", by = producer.name);
    }
    match producer.resending.retries {
        0 => format!("{} does not put again what was refused: it is gone.", producer.name),
        n => format!(
            "{} puts it again, at most {} times; after that it gives it up.",
            producer.name,
            grouped(n)
        ),
    }
}

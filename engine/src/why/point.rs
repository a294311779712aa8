//! "Why is this point of the chart where it is?": of a second of a stream, or of a minute of a delivery stream.

use std::collections::BTreeMap;

use super::{Why, delivery_failed, explain, read_refused};
use crate::command::{Actor, Command, Setting};
use crate::event::{Event, What};
use crate::kernel::units::grouped;
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::view::{self, Teller};
use crate::world::World;

/// A chart of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    Taken,
    /// Bytes of data and keys.
    Bytes,
    Refused,
    Age,
}

fn within(world: &World, from: Time, to: Time) -> impl Iterator<Item = &Event> {
    let journal = world.journal().from(0).rev();
    journal.skip_while(move |event| event.at >= to).take_while(move |event| event.at >= from)
}

fn second(at: u64) -> (Time, Time) {
    (Time::seconds(at), Time::seconds(at + 1))
}

/// Why a chart of a stream has its value in a second; `None` if there is no such stream.
pub fn point(world: &World, stream: &Name, curve: Curve, at: u64) -> Option<Why> {
    world.streams().stream(stream).ok()?;
    match curve {
        Curve::Taken => Some(taken(world, stream, at)),
        Curve::Bytes => Some(bytes(world, stream, at)),
        Curve::Refused => Some(refused(world, stream, at)),
        Curve::Age => Some(age(world, stream, at)),
    }
}

/// Records taken and refused by whom.
fn by_whom(world: &World, stream: &Name, at: u64) -> BTreeMap<Option<Name>, [u64; 2]> {
    let (from, to) = second(at);
    let mut sums: BTreeMap<Option<Name>, [u64; 2]> = BTreeMap::new();
    for event in within(world, from, to) {
        let What::RecordsPut { stream: of, by, shards, .. } = &event.what else { continue };
        if of == stream {
            let sum = sums.entry(by.clone()).or_default();
            sum[0] += shards.iter().map(|it| u64::from(it.taken)).sum::<u64>();
            sum[1] += shards.iter().map(|it| u64::from(it.refused)).sum::<u64>();
        }
    }
    sums
}

fn shares(sums: &BTreeMap<Option<Name>, [u64; 2]>, which: usize) -> String {
    let one = |(by, counts): (&Option<Name>, &[u64; 2])| {
        let by = by.as_ref().map_or("by hand", Name::as_str);
        format!("{by} {}", grouped(counts[which]))
    };
    let mut all: Vec<_> = sums.iter().filter(|(_, counts)| counts[which] > 0).collect();
    all.sort_by_key(|(_, counts)| std::cmp::Reverse(counts[which]));
    let more = if all.len() > 4 { format!(", and {} more", all.len() - 4) } else { String::new() };
    format!("{}{more}", all.into_iter().take(4).map(one).collect::<Vec<_>>().join(", "))
}

fn taken(world: &World, stream: &Name, at: u64) -> Why {
    let sums = by_whom(world, stream, at);
    let taken: u64 = sums.values().map(|it| it[0]).sum();
    let refused: u64 = sums.values().map(|it| it[1]).sum();
    let open = world.streams().stream(stream).map_or(0, |it| it.open_shards().count() as u64);
    let each = limits::SHARD_WRITE_RECORDS.at(world.era());
    let mut sentences = vec![if taken == 0 {
        format!("In second {at} nobody put a record that was taken.")
    } else {
        format!("In second {at} {} records were taken: {}.", grouped(taken), shares(&sums, 0))
    }];
    sentences.push(format!(
        "{} open shards take {} records a second each, {} together.",
        grouped(open),
        grouped(each),
        grouped(open * each)
    ));
    if refused > 0 {
        sentences.push(format!(
            "{} more were refused: what one shard may not take no other takes for it.",
            grouped(refused)
        ));
    }
    let set = world.actors().producers().filter(|it| sums.contains_key(&Some(it.name.clone())));
    let rates: Vec<String> = set.take(4).map(|it| format!("{} {}/s", it.name, grouped(it.rate))).collect();
    if !rates.is_empty() {
        sentences.push(format!("They are set to send: {}.", rates.join(", ")));
    }
    let fixes = if refused > 0 { self::refused(world, stream, at).fixes } else { Vec::new() };
    Why { title: format!("IncomingRecords of {stream}, second {at}"), sentences, fixes }
}

#[inline(never)]
fn bytes(world: &World, stream: &Name, at: u64) -> Why {
    let seconds = view::series(world, stream, usize::MAX);
    let found = seconds.iter().find(|it| it.at == at).copied().unwrap_or_default();
    let open = world.streams().stream(stream).map_or(0, |it| it.open_shards().count() as u64);
    let each = limits::SHARD_WRITE_BYTES.at(world.era());
    let mut sentences = vec![
        match found.bytes.checked_div(found.taken) {
            None => format!("In second {at} nobody put a record that was taken."),
            Some(mean) => format!(
                "In second {at} {} bytes of data and partition keys were taken: {} records of {} bytes on average.",
                grouped(found.bytes),
                grouped(found.taken),
                grouped(mean)
            ),
        },
        format!(
            "{} open shards take {} bytes a second each, {} together.",
            grouped(open),
            grouped(each),
            grouped(open * each)
        ),
    ];
    let full = limits::SHARD_WRITE_RECORDS.at(world.era());
    if found.bytes * full < found.taken * each {
        sentences.push(format!(
            "Records so small meet the other limit first: {} records a second for each shard.",
            grouped(full)
        ));
    }
    if found.refused > 0 {
        sentences.push(format!(
            "{} records were refused: what one shard may not take no other takes for it.",
            grouped(found.refused)
        ));
    }
    let fixes = if found.refused > 0 { refused(world, stream, at).fixes } else { Vec::new() };
    Why { title: format!("IncomingBytes of {stream}, second {at}"), sentences, fixes }
}

fn refused(world: &World, stream: &Name, at: u64) -> Why {
    let (from, to) = second(at);
    let title = format!("WriteProvisionedThroughputExceeded of {stream}, second {at}");
    let worst = within(world, from, to)
        .filter_map(|event| {
            let What::RecordsPut { stream: of, shards, .. } = &event.what else { return None };
            let worst =
                shards.iter().filter(|it| of == stream && it.refused > 0).max_by_key(|it| it.refused)?;
            Some((event, worst))
        })
        .max_by_key(|(event, tally)| (tally.refused, event.id));
    let explained = worst.and_then(|(event, tally)| explain(world, stream, event.id, tally));
    let Some(why) = explained else {
        let sentences = vec![
            format!("In second {at} every shard took all that was put to it."),
            "Nothing was refused, so there is nothing to prevent.".to_owned(),
        ];
        return Why { title, sentences, fixes: Vec::new() };
    };
    let sums = by_whom(world, stream, at);
    let all: u64 = sums.values().map(|it| it[1]).sum();
    let mut sentences =
        vec![format!("In second {at} {} records were refused: {}.", grouped(all), shares(&sums, 1))];
    sentences.extend(why.sentences.into_iter().take(5));
    Why { title, sentences, fixes: why.fixes }
}

fn age(world: &World, stream: &Name, at: u64) -> Why {
    let (from, to) = second(at);
    let title = format!("IteratorAgeMilliseconds of {stream}, second {at}");
    let worst = within(world, from, to)
        .filter_map(|event| {
            if let What::RecordsRead { stream: of, shard, reader, behind_ms, .. } = &event.what {
                return (of == stream).then_some((*behind_ms, reader, *shard));
            }
            let What::RecordsPushed { stream: of, shard, consumer, behind_ms, .. } = &event.what else {
                return None;
            };
            (of == stream).then_some((*behind_ms, consumer, *shard))
        })
        .max_by_key(|(behind, ..)| *behind);
    let refused: Vec<(&Name, ShardId)> = within(world, from.back(Span::seconds(5)), to)
        .filter_map(|event| {
            let What::ReadRefused { stream: of, reader, shard, .. } = &event.what else { return None };
            (of == stream).then_some((reader, *shard))
        })
        .collect();
    let Some((behind, reader, shard)) = worst else {
        let mut sentences = vec![format!("In second {at} no reader got a record, so no age is known.")];
        let mut fixes = Vec::new();
        if let Some((reader, shard)) = refused.first() {
            sentences.push(format!(
                "{} of their calls were refused in these seconds.",
                grouped(refused.len() as u64)
            ));
            fixes = read_refused(world, stream, *shard, reader).map_or(Vec::new(), |why| why.fixes);
        } else {
            sentences.push("Either nobody called, or there was nothing new.".to_owned());
        }
        return Why { title, sentences, fixes };
    };
    let mut sentences = vec![format!(
        "In second {at} {reader} was the most belated reader: the last record that it got from shard {} was {} ms behind the \
         tip.",
        shard.short(),
        grouped(behind)
    )];
    let mut fixes = Vec::new();
    if let Some((by, on)) = refused.iter().find(|(by, _)| *by == reader) {
        sentences.push(format!(
            "{} of its calls were refused in the five seconds before.",
            grouped(refused.iter().filter(|(it, _)| it == by).count() as u64)
        ));
        if let Some(why) = read_refused(world, stream, *on, by) {
            sentences.extend(why.sentences.into_iter().skip(1).take(3));
            fixes = why.fixes;
        }
    } else if let Some(consumer) = world.actors().consumers().find(|it| it.name == *reader) {
        sentences.push(format!(
            "It calls every {} ms{}, and each answer has at most {} records and 10 MiB.",
            grouped(consumer.poll.as_millis()),
            consumer.reader.limit.map_or(String::new(), |limit| format!(" for {} records", grouped(limit))),
            grouped(limits::GET_RECORDS_COUNT.at(world.era()))
        ));
        let least = Span::millis(limits::POLL_LEAST.at(world.era()));
        let set =
            |setting| vec![Command::Actor(Actor::Set { name: reader.clone(), settings: vec![setting] })];
        if behind > 0 && consumer.reader.limit.is_some() {
            fixes.push(super::Fix {
                label: "Ask for as many as there are".to_owned(),
                commands: set(Setting::Limit(None)),
                note: "Each call then brings up to 10,000 records.".to_owned(),
            });
        }
        if behind > 0 && consumer.poll > least {
            fixes.push(super::Fix {
                label: format!("Poll every {} ms", grouped(least.as_millis())),
                commands: set(Setting::Poll(least)),
                note: "It takes all of the shard's 5 calls a second for itself.".to_owned(),
            });
        }
    }
    sentences.push(
        "An age grows while records wait, and says nothing of records that nobody asks for.".to_owned(),
    );
    Why { title, sentences, fixes }
}

/// Why a metric of a delivery stream has its value in the minute that began at a second; `None` if there is no such
/// delivery stream.
pub fn minute(world: &World, delivery: &Name, metric: &str, at: u64) -> Option<Why> {
    let stream = world.firehose().delivery_stream(delivery).ok()?;
    let about = view::metrics(world, delivery, usize::MAX)?.into_iter().find(|it| it.name == metric)?;
    let value = about.points.iter().find(|(second, _)| *second == at).and_then(|(_, value)| *value);
    let (from, to) = (Time::seconds(at), Time::seconds(at + 60));
    let title = format!("{metric} of {delivery}, minute from {at} s");
    let mut sentences = vec![match value {
        Some(value) => format!("{} Here: {} {}.", about.about, grouped(value), about.unit),
        None => format!("{} In this minute there was nothing to measure.", about.about),
    }];
    let flushed: Vec<&Event> = within(world, from, to)
        .filter(|it| matches!(&it.what, What::BufferFlushed { delivery_stream, .. } if delivery_stream == delivery))
        .collect();
    let failed = within(world, from, to)
        .filter(|it| matches!(&it.what, What::DeliveryFailed { delivery_stream, .. } | What::TransformFailed { delivery_stream, .. } if delivery_stream == delivery))
        .count();
    let mut fixes = Vec::new();
    if failed > 0 && (about.bad || metric.ends_with("Success") || metric.ends_with("DataFreshness")) {
        sentences.push(format!("{} attempts failed in this minute.", grouped(failed as u64)));
        if let Some(why) = delivery_failed(world, delivery) {
            sentences.extend(why.sentences.into_iter().take(3));
            fixes = why.fixes;
        }
    } else if let Some(last) = flushed.first() {
        sentences.push(format!(
            "{} of its buffers were flushed in it, the last at {} s: {}.",
            grouped(flushed.len() as u64),
            super::Seconds(last.at),
            view::sentence(last)
        ));
    } else {
        sentences.push("No buffer was flushed in it.".to_owned());
    }
    let hints = stream.hints.data;
    sentences.push(format!(
        "Its hints are {} and {}, whichever is reached first.",
        crate::kernel::units::print_size(hints.size),
        crate::kernel::units::print_span(hints.interval)
    ));
    Some(Why { title, sentences, fixes })
}

/// Why a metric that an application or a table tells of itself has its value in a minute; `None` if it tells no such.
pub fn told(world: &World, teller: &Teller, metric: &str, at: u64) -> Option<Why> {
    let about = view::told(world, teller, usize::MAX).into_iter().find(|it| it.name == metric)?;
    let value = about.points.iter().find(|(second, _)| *second == at).and_then(|(_, value)| *value);
    let mut sentences = vec![match value {
        Some(value) => format!("{} Here: {} {}.", about.about, grouped(value), about.unit),
        None => format!("{} In this minute there was nothing to measure.", about.about),
    }];
    let (of, explained) = match teller {
        Teller::Kpl(name) => (name, super::kpl(world, name)),
        Teller::Kcl(name) => (name, super::read_again(world, name)),
        Teller::Agent(name) | Teller::Logs(name) | Teller::Rule(name) => {
            (name, about.bad.then(|| super::feed(world, name)).flatten())
        }
        Teller::Analytics(name) => (name, None),
        Teller::Table(name) => (name, super::table_throttled(world, name)),
        Teller::Lambda(name) => (name, super::held_up(world, name)),
        Teller::Stream(name) => (name, about.bad.then(|| last_refusal(world, name, at)).flatten()),
    };
    let mut fixes = Vec::new();
    if let Some(why) = explained {
        sentences.extend(why.sentences.into_iter().take(4));
        fixes = why.fixes;
    }
    sentences.push(match teller {
        Teller::Stream(_) | Teller::Lambda(_) | Teller::Logs(_) | Teller::Rule(_) | Teller::Analytics(_) => {
            "CloudWatch adds up sixty seconds: how they differ, a minute does not tell.".to_owned()
        }
        Teller::Kpl(_) | Teller::Kcl(_) | Teller::Agent(_) | Teller::Table(_) => {
            format!("{of} sends its metrics to CloudWatch itself, once a minute.")
        }
    });
    Some(Why { title: format!("{metric} of {of}, minute from {at} s"), sentences, fixes })
}

/// Of the last second of a minute in which writes were refused.
fn last_refusal(world: &World, stream: &Name, minute: u64) -> Option<Why> {
    let mut seconds = (minute..minute + 60).rev();
    let refused_in = |at: &u64| by_whom(world, stream, *at).values().any(|[_, refused]| *refused > 0);
    seconds.find(refused_in).map(|at| refused(world, stream, at))
}

//! "Why was this read refused?": who shares the shard, and how to share it better.

use super::{Fix, Why, iterator_expired, not_allowed, root};
use crate::actors::{FETCH_EVERY, Mapping};
use crate::command::{Actor, Command, MappingSetting, Principal, ReadVia, Setting};
use crate::event::{EventId, What};
use crate::kernel::Span;
use crate::kernel::units::{grouped, print_span};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::refusal::ErrorName;
use crate::world::World;

/// What a reader whose iterators expire is told to try.
const POLL_OFTEN: Span = Span::seconds(60);

/// Why a reader's GetRecords on a shard was refused when that happened last; `None` if it never was.
pub fn read_refused(world: &World, stream: &Name, shard: ShardId, reader: &Name) -> Option<Why> {
    let (id, at, error, limit) = world.journal().from(0).rev().find_map(|event| {
        let What::ReadRefused { stream: of, shard: on, reader: by, error, limit } = &event.what else {
            return None;
        };
        (of == stream && *on == shard && by == reader).then_some((event.id, event.at, *error, *limit))
    })?;
    if limit.is_none()
        && let Some(why) = not_allowed(world, &caller(world, reader))
    {
        return Some(why);
    }
    let title = format!("{reader} on shard {} at {} s", shard.short(), at.as_seconds());
    let mut sentences = vec![format!(
        "{} of {reader} on shard {} was answered with HTTP 400, {}.",
        if is_pushed_to(world, reader) { "SubscribeToShard" } else { "GetRecords" },
        shard.short(),
        error.as_str()
    )];
    if error == ErrorName::ExpiredIteratorException {
        return iterator_expired(world, reader, shard).or_else(|| {
            let fixes = polls_too_seldom(world, reader, (id, &mut sentences));
            Some(Why { title, sentences, fixes })
        });
    }
    if error == ErrorName::ResourceNotFoundException {
        let fixes = stream_gone(world, stream, reader, &mut sentences);
        return Some(Why { title, sentences, fixes });
    }
    let era = world.era();
    let sharers = sharers(world, stream);
    let (calls, bytes) = (limits::SHARD_READ_CALLS.at(era), limits::SHARD_READ_BYTES.at(era));
    let by_calls = limit == Some(limits::SHARD_READ_CALLS.id);
    if by_calls {
        sentences.push(format!(
            "{calls} calls a second on a shard are shared by {} polling consumers.",
            sharers.len()
        ));
        let asked: u64 = sharers.iter().map(|(_, poll)| tenths_per_second(*poll)).sum();
        let each: Vec<String> = sharers
            .iter()
            .map(|(name, poll)| format!("{name} every {} ms", grouped(poll.as_millis())))
            .collect();
        sentences.push(format!(
            "They call {}: {}.{} times a second together.",
            each.join(", "),
            asked / 10,
            asked % 10
        ));
    } else if limit == Some(limits::SHARD_READ_BYTES.id) {
        sentences.push(format!(
            "{} bytes (2 MiB) a second of a shard are shared by {} polling consumers, and the last answers were larger.",
            grouped(bytes),
            sharers.len()
        ));
    } else if limit == Some(limits::GET_RECORDS_PENALTY.id) {
        sentences.push(format!(
            "An answer had the full 10 MiB: that is {} seconds of the shard's 2 MiB/s, so calls throw for so long.",
            limits::GET_RECORDS_PENALTY.at(era)
        ));
    }
    sentences.push("Nothing is lost: the records wait in the shard, and the reader falls behind.".to_owned());
    Some(Why { title, sentences, fixes: fixes(world, reader, sharers.len() as u64, by_calls) })
}

fn set(reader: &Name, setting: Setting) -> Vec<Command> {
    vec![Command::Actor(Actor::Set { name: reader.clone(), settings: vec![setting] })]
}

/// Between two calls of a polling consumer its iterator became too old.
fn polls_too_seldom(
    world: &World,
    reader: &Name,
    (event, sentences): (EventId, &mut Vec<String>),
) -> Vec<Fix> {
    let age = Span::seconds(limits::ITERATOR_AGE.at(world.era()));
    let mut fixes = Vec::new();
    sentences.push(format!(
        "An iterator is good for {} s after it was given out, be it by GetShardIterator or with an answer of GetRecords.",
        grouped(age.as_seconds())
    ));
    if let Some(consumer) = world.actors().consumers().find(|it| &it.reader.who == reader && !it.stopped) {
        if consumer.poll > age {
            sentences.push(format!(
                "{reader} asks every {}: what one answer gave it is over at its next call, so every second call throws.",
                print_span(consumer.poll)
            ));
            fixes.push(Fix {
                label: format!("Poll every {} s", POLL_OFTEN.as_seconds()),
                commands: set(reader, Setting::Poll(POLL_OFTEN)),
                note: "The iterator is used long before it is over, and records come sooner.".to_owned(),
            });
            fixes.push(by_fan_out(reader, &consumer.reader.stream));
        } else {
            sentences.push(format!("By now {reader} asks every {}: soon enough.", print_span(consumer.poll)));
        }
    }
    sentences.push(
        "It asks for another behind the last record that it read: nothing is lost before retention ends, but it falls \
         behind."
            .to_owned(),
    );
    sentences.extend(root(world, event).map(|line| format!("That goes back to `{line}`.")));
    fixes
}

/// The stream that it reads is not there.
fn stream_gone(world: &World, stream: &Name, reader: &Name, sentences: &mut Vec<String>) -> Vec<Fix> {
    let deleted = world.journal().from(0).rev().find_map(|event| {
        let What::StreamDeleted { stream: of, records, unread, .. } = &event.what else { return None };
        (of == stream).then_some((event, *records, *unread))
    });
    if let Some((event, records, unread)) = deleted {
        let by = root(world, event.id).map_or(String::new(), |line| format!(" by `{line}`"));
        sentences
            .push(format!("Stream {stream} was deleted{by}, and is gone since {} s.", event.at.as_seconds()));
        sentences.push(format!(
            "Its records went with it: {}, of which {} had not been read by every reader. No retention brings them back.",
            grouped(records),
            grouped(unread)
        ));
    }
    sentences.push(
        "Another stream of that name would be a new one: its readers begin anew, with its own shards and sequence \
         numbers."
            .to_owned(),
    );
    if !world.actors().has(reader) {
        return Vec::new();
    }
    vec![Fix {
        label: format!("Stop {reader}"),
        commands: vec![Command::Actor(Actor::Stop { name: reader.clone() })],
        note: "It asks for what is not there.".to_owned(),
    }]
}

/// Under whose role a reader reads.
pub fn caller(world: &World, reader: &Name) -> Principal {
    let fetches = world.actors().fetchers().any(|it| &it.delivery_stream == reader);
    if fetches && !world.actors().has(reader) {
        return Principal::Firehose(reader.clone());
    }
    Principal::Actor(reader.clone())
}

/// Who polls a stream, and how often.
fn sharers(world: &World, stream: &Name) -> Vec<(Name, Span)> {
    let consumers = world.actors().consumers().filter(|c| !c.stopped && &c.reader.stream == stream);
    let fetchers = world.actors().fetchers().filter(|f| &f.reader.stream == stream);
    let polls = |m: &&Mapping| !m.stopped && m.fan_out.is_none() && &m.reader.stream == stream;
    let mappings = world.actors().mappings().filter(polls);
    let groups = world.actors().groups().filter(|g| !g.stopped && &g.app.reader.stream == stream);
    let groups = groups.filter(|g| g.app.config.via == ReadVia::Polling);
    consumers
        .map(|c| (c.reader.who.clone(), c.poll))
        .chain(fetchers.map(|f| (f.reader.who.clone(), FETCH_EVERY)))
        .chain(mappings.map(|m| (m.name.clone(), Span::millis(limits::ESM_POLL.at(world.era())))))
        .chain(groups.map(|g| (g.app.name.clone(), g.app.config.idle)))
        .collect()
}

fn tenths_per_second(poll: Span) -> u64 {
    10_000_000 / poll.as_micros().max(1)
}

/// Whether it reads by enhanced fan-out.
fn is_pushed_to(world: &World, reader: &Name) -> bool {
    let actors = world.actors();
    let groups = actors.groups().filter(|it| it.app.config.via == ReadVia::FanOut).map(|it| &it.app.name);
    let fan_outs = actors.fan_outs().map(|it| &it.name);
    let mappings = actors.mappings().filter(|it| it.fan_out.is_some()).map(|it| &it.name);
    groups.chain(fan_outs).chain(mappings).any(|name| name == reader)
}

/// An application of the KCL is told to read in the other way: its leases and checkpoints stay.
fn by_kcl_fan_out(world: &World, reader: &Name) -> Option<Fix> {
    let group = world.actors().group(reader).filter(|it| !it.stopped)?;
    let app = &group.app;
    let may = app.config.via == ReadVia::Polling && app.pipeline.is_none() && app.tool.is_none();
    may.then(|| Fix {
        label: "Read by enhanced fan-out".to_owned(),
        commands: set(reader, Setting::Via(ReadVia::FanOut)),
        note: "KCL 2 registers one consumer for the application and subscribes for each lease: 2 MiB/s of each shard for \
               it alone, and no calls of the five. It costs extra by shard-hour and GB."
            .to_owned(),
    })
}

/// Lambda decides how often it asks: a mapping can only ask or not ask.
fn pause(world: &World, reader: &Name) -> Option<Fix> {
    let asks = |it: &&Mapping| &it.name == reader && !it.stopped && it.fan_out.is_none() && it.config.enabled;
    world.actors().mappings().find(asks).map(|_| Fix {
        label: format!("Pause {reader}"),
        commands: set(reader, Setting::Mapping(MappingSetting::Enabled(false))),
        note: "The others have its calls; enabled later, it goes on where it was. A mapping with enhanced fan-out needs \
               none of them, but is another mapping."
            .to_owned(),
    })
}

fn fixes(world: &World, reader: &Name, sharers: u64, by_calls: bool) -> Vec<Fix> {
    if let Some(fix) = by_kcl_fan_out(world, reader).or_else(|| pause(world, reader)) {
        return vec![fix];
    }
    let Some(consumer) = world.actors().consumers().find(|c| &c.reader.who == reader && !c.stopped) else {
        return Vec::new();
    };
    // Each of them may have its part of the calls of a second.
    let poll = Span::millis((sharers * 1_000).div_ceil(limits::SHARD_READ_CALLS.at(world.era())));
    let mut fixes = Vec::new();
    if by_calls && poll > consumer.poll {
        fixes.push(Fix {
            label: format!("Poll every {} ms", grouped(poll.as_millis())),
            commands: set(reader, Setting::Poll(poll)),
            note:
                "A fair share of the calls, if the others keep to theirs. Each record comes a little later."
                    .to_owned(),
        });
    }
    fixes.push(by_fan_out(reader, &consumer.reader.stream));
    fixes
}

/// A consumer that polls cannot be changed into one that is pushed to: another takes its place.
fn by_fan_out(reader: &Name, stream: &Name) -> Fix {
    let other = Name::parse(&format!("{reader}-fan-out")).unwrap_or_else(|_| reader.clone());
    let commands = vec![
        Command::Actor(Actor::Stop { name: reader.clone() }),
        Command::Actor(Actor::Consumer {
            name: other,
            reads: stream.clone(),
            settings: vec![Setting::Via(ReadVia::FanOut)],
        }),
    ];
    Fix {
        label: "Use enhanced fan-out".to_owned(),
        commands,
        note:
            "2 MiB/s of each shard for this consumer alone, pushed about 70 ms after the put. It costs extra."
                .to_owned(),
    }
}

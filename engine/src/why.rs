//! "Why was this record refused?", "Why did it not arrive?": the chain of causes in sentences, and what would have prevented it.

mod bucket;
mod call;
mod connector;
mod door;
mod duplicates;
mod event;
mod feed;
mod firehose;
mod items;
mod kcl;
mod kpl;
mod lambda;
mod mapping;
mod misread;
mod nearest;
mod object;
mod point;
mod delivery;
mod read;
mod record;
mod rule;
mod security;

pub use call::call_refused;
pub use connector::{alert, given_up};
pub use delivery::{backfill, delivery_failed, object_failed};
pub use door::line_refused;
pub use duplicates::{put_twice, read_twice};
pub use event::{Answer, event, is_trouble};
pub use feed::feed;
pub use kcl::{iterator_expired, lease_lost, read_again, renewals_per_s, table_throttled, waits_for_parent};
pub use kpl::kpl;
pub use mapping::held_up;
pub use misread::bad_line;
pub use object::object;
pub use point::{Curve, minute, point, told};
pub use read::read_refused;
pub use record::record;
pub use security::{not_allowed, of_key};

use crate::actors::Work;
use crate::command::{Actor, Command, Kinesis, PutApi, Setting, SplitAt};
use crate::event::{Event, EventId, PutTally, What};
use crate::kernel::units::{grouped, spoken_share};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::record::Batch;
use crate::streams::Shard;
use crate::world::World;

/// The answer to "why?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    pub title: String,
    /// At most six, from the effect back to the setting that caused it.
    pub sentences: Vec<String>,
    /// At most three; none where it is over, where nothing goes wrong, or where only the caller can ask otherwise.
    pub fixes: Vec<Fix>,
}

/// Something that would have prevented it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub label: String,
    pub commands: Vec<Command>,
    /// What it costs, or why it will not do.
    pub note: String,
}

/// Buttons of an answer: who reads more of them weighs none. What prevents it stands before what makes it bearable.
const FIXES_MOST: usize = 3;

/// How many suffixes "spread the key" uses.
const SALTS: u64 = 8;

/// Why a shard refused records when it did so last; `None` if it never did. Of the calls of that second the one
/// with the most refusals is explained, by the key that it was refused for most often.
pub fn refused(world: &World, stream: &Name, shard: ShardId) -> Option<Why> {
    let tally_of = |event: &Event| {
        let What::RecordsPut { stream: to, shards, .. } = &event.what else { return None };
        shards.iter().find(|tally| to == stream && tally.shard == shard && tally.refused > 0).cloned()
    };
    let mut refusals = world.journal().from(0).rev().filter_map(|e| Some((e.id, e.at, tally_of(e)?)));
    let newest = refusals.next()?;
    let since = newest.1.back(Span::SECOND);
    let same_second = refusals.take_while(|(_, at, _)| *at > since);
    let (event, _, tally) =
        std::iter::once(newest).chain(same_second).max_by_key(|(id, _, tally)| (tally.refused, *id))?;
    explain(world, stream, event, &tally)
}

fn explain(world: &World, stream: &Name, event: EventId, tally: &PutTally) -> Option<Why> {
    let event = world.journal().get(event)?;
    let What::RecordsPut { by, api, .. } = &event.what else { return None };
    let refusals = &tally.refusals.as_deref()?.batch;
    let shard = world.streams().stream(stream).ok()?.shard(tally.shard)?;
    let key = hottest(std::slice::from_ref(refusals), &refusals.key(0)).0;
    let mut sentences = vec![
        match api {
            PutApi::PutRecord => format!(
                "PutRecord was answered with HTTP 400, ProvisionedThroughputExceededException: Rate exceeded for shard {}.",
                tally.shard
            ),
            PutApi::PutRecords | PutApi::Kpl => format!(
                "PutRecords was answered with HTTP 200, but {} of its entries for shard {} carry \
                 ProvisionedThroughputExceededException.",
                grouped(tally.refused.into()),
                tally.shard.short()
            ),
        },
        format!(
            "The MD5 of `{key}` lies between {} and {} of the hash-key space, and that is shard {}.",
            percent(shard.range.start),
            percent(shard.range.end),
            tally.shard.short()
        ),
    ];
    let taken = taken_before(shard, event.at);
    sentences.push(limit_sentence(world, tally, &taken));
    let hot = hottest(&taken, &key);
    // A record that a KPL packed has the key of one of its user records, which says nothing of the others.
    let packed = world.actors().producers().any(|it| Some(&it.name) == by.as_ref() && it.api == PutApi::Kpl);
    if hot.1 * 100 >= hot.2 * 30 && hot.2 > 0 && !packed {
        sentences.push(format!(
            "{} % of what the shard took in that second carry the key `{}`.",
            hot.1 * 100 / hot.2,
            hot.0
        ));
    }
    if let Some(by) = by {
        let producer = world.actors().producers().find(|p| &p.name == by);
        if let Some(producer) = producer {
            let share = producer.maker().keys.hottest().filter(|(one, _)| *one == key);
            sentences.push(match share {
                Some((one, share)) => format!(
                    "{by} sends {}/s and gives {} of them the one key `{one}`.",
                    grouped(producer.rate),
                    spoken_share(share)
                ),
                None => {
                    format!("{by} sends {}/s, with keys {}.", grouped(producer.rate), producer.maker().keys)
                }
            });
        }
    }
    sentences.extend(by.as_ref().and_then(|by| source_says(world, by)));
    let uses = |it: &&crate::actors::Producer| Some(&it.name) == by.as_ref() && it.api == PutApi::Kpl;
    if let Some(kpl) = world.actors().producers().find(uses).and_then(|it| it.kpl.as_deref()) {
        sentences.push(format!(
            "Its KPL may try {} % of what a shard takes, and puts again what is refused until RecordTtl is over.",
            kpl.settings.rate_limit
        ));
    }
    if let Some(line) = root(world, event.id) {
        sentences.push(format!("That was set by `{line}`."));
    }
    let title = format!("`{key}` at {:.3} s, shard {}", Seconds(event.at), tally.shard.short());
    Some(Why { title, sentences, fixes: fixes(world, stream, shard, by.as_ref(), &hot) })
}

/// What a source that is no SDK producer does with what was refused.
fn source_says(world: &World, by: &Name) -> Option<String> {
    let feed = world.actors().feeds().find(|feed| &feed.name == by)?;
    Some(match &feed.work {
        Work::Agent(agent) => format!(
            "{by} is a Kinesis Agent: it tries again without end, and what it has not sent lies in its file: {} lines.",
            grouped(agent.written() - agent.checkpoint.unwrap_or(agent.skipped))
        ),
        Work::Logs(_) => {
            let hours = limits::LOGS_RETRIES.at(world.era());
            format!("{by} is a log subscription: it tries again for {hours} hours.")
        }
        Work::Iot(rule) => format!(
            "{by} is an IoT rule: it tries {} times more, and then {}.",
            limits::IOT_RETRIES.at(world.era()),
            if rule.error_to.is_some() { "its error action has the message" } else { "the message is gone" }
        ),
    })
}

/// An instant as seconds with three decimals.
struct Seconds(Time);

impl std::fmt::Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = self.0.as_millis();
        write!(f, "{}.{:03}", ms / 1_000, ms % 1_000)
    }
}

fn percent(hash: u128) -> String {
    format!("{} %", ((hash >> 64) * 100 + (1 << 63)) >> 64)
}

/// What the shard took in the second before an instant.
fn taken_before(shard: &Shard, at: Time) -> Vec<Batch> {
    let since = at.back(Span::SECOND);
    let batches = shard.newest_first().skip_while(|batch| batch.arrived > at);
    batches.take_while(|batch| batch.arrived > since || batch.arrived == at).cloned().collect()
}

fn limit_sentence(world: &World, tally: &PutTally, taken: &[Batch]) -> String {
    let records: u64 = taken.iter().map(|batch| batch.len() as u64).sum();
    let bytes: u64 = taken.iter().map(|batch| batch.bytes).sum();
    let limit = if tally.limit() == Some(limits::SHARD_WRITE_BYTES.id) {
        &limits::SHARD_WRITE_BYTES
    } else {
        &limits::SHARD_WRITE_RECORDS
    };
    let (allowed, unit, had) = if limit == &limits::SHARD_WRITE_BYTES {
        (limit.at(world.era()), "bytes (1 MiB)", bytes)
    } else {
        (limit.at(world.era()), "records", records)
    };
    // Modelling choice: the bucket of a shard holds one second's worth (see streams::shard).
    let reserve = if had > allowed {
        ": that and the second's worth it had saved while it was quiet. Now that is used up"
    } else {
        ""
    };
    format!(
        "A shard takes {} {unit} each second. This one had taken {} in the second before{reserve}.",
        grouped(allowed),
        grouped(had)
    )
}

/// The most frequent key of what was taken, how often it came, and of how many. Ties go to `asked`.
fn hottest(taken: &[Batch], asked: &str) -> (String, usize, usize) {
    let mut keys: Vec<String> =
        taken.iter().flat_map(|batch| (0..batch.len()).map(|i| batch.key(i))).collect();
    keys.sort_unstable();
    let mut best = (asked.to_owned(), keys.iter().filter(|key| *key == asked).count(), keys.len());
    for run in keys.chunk_by(|a, b| a == b) {
        if run.len() > best.1 {
            best = (run[0].clone(), run.len(), keys.len());
        }
    }
    best
}

/// The command at the end of the chain of causes.
fn root(world: &World, event: EventId) -> Option<String> {
    let commands = world.journal().causes(event).filter_map(|cause| {
        if let What::Commanded { command } = &cause.what { Some(command.told()) } else { None }
    });
    commands.last()
}

fn fixes(
    world: &World,
    stream: &Name,
    shard: &Shard,
    by: Option<&Name>,
    hot: &(String, usize, usize),
) -> Vec<Fix> {
    let one_key = hot.2 > 0 && hot.1 * 2 > hot.2;
    let mut fixes = Vec::new();
    let producer = by.and_then(|by| world.actors().producers().find(|p| &p.name == by && !p.stopped));
    let set = |name: &Name, setting| {
        vec![Command::Actor(Actor::Set { name: name.clone(), settings: vec![setting] })]
    };
    if let Some(producer) = producer {
        if producer.maker().keys.hottest().is_some() {
            fixes.push(Fix {
                label: "Spread the key".to_owned(),
                commands: set(&producer.name, Setting::Keys(producer.maker().keys.salted(SALTS))),
                note: format!("{SALTS} suffixes, {SALTS} hashes. You give up order across the suffixes."),
            });
        }
        let slower = slower_rate(world, shard, producer.rate);
        // One that sends nothing any more, or next to nothing, cannot send slower.
        if slower < producer.rate {
            fixes.push(Fix {
                label: format!("Send {}/s", grouped(slower)),
                commands: set(&producer.name, Setting::Rate(slower)),
                note: "Nothing is refused, but the producer falls behind what it has to say.".to_owned(),
            });
        }
    }
    if shard.is_open() {
        let note = if one_key {
            "It will not help here: one key has one hash, so all of its records still go to one shard."
        } else {
            "Two shards take twice as much. It takes 30 s, and you pay for one more shard."
        };
        let at = SplitAt::Midpoint;
        fixes.push(Fix {
            label: "Split the shard".to_owned(),
            commands: vec![Command::Kinesis(Kinesis::SplitShard {
                stream: stream.clone(),
                shard: shard.id,
                at,
            })],
            note: note.to_owned(),
        });
    }
    fixes
}

/// A rate at which this producer would not fill the shard, as things were in the last second; at least 1.
fn slower_rate(world: &World, shard: &Shard, rate: u64) -> u64 {
    let now = world.now();
    let offered = world.streams().iter().find_map(|stream| {
        let found = stream.shard(shard.id).filter(|found| found.range == shard.range)?;
        let door = world.meters().doors.shard(&stream.name, shard.id);
        let refused = door.map_or(0, |door| door.refused_rate.per_second(now).0);
        Some(found.taken_per_second(now).0 + refused)
    });
    let limit = limits::SHARD_WRITE_RECORDS.at(world.era());
    // A tenth of head room, in round hundreds.
    let fits = rate * limit * 9 / 10 / offered.unwrap_or(rate).max(1);
    (fits / 100 * 100).clamp(1, rate.max(1))
}

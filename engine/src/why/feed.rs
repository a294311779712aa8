//! "Why was it not taken, what becomes of it?", of the last trouble of an agent, a log subscription or an IoT rule.

use super::{Fix, Why, root, security, slower_rate};
use crate::actors::{Feed, Work};
use crate::command::{Actor, Command, Kinesis, Principal, Setting, SplitAt, Target};
use crate::event::{Event, EventId, What};
use crate::kernel::units::{grouped, print_span};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::refusal::ErrorName;
use crate::world::World;

/// The last call of which something was not taken.
struct Failed {
    event: EventId,
    at: Time,
    says: String,
    /// `None` where a quota was spent: the service took the others.
    error: Option<ErrorName>,
    shard: Option<ShardId>,
}

/// What went wrong when a source that is no SDK producer had trouble last; `None` if it never had. An invocation by a
/// subscription does not fail: a function that is there stays, and takes each event.
pub fn feed(world: &World, name: &Name) -> Option<Why> {
    let feed = world.actors().feeds().find(|feed| feed.name == *name)?;
    let failed = world.journal().from(0).rev().find_map(|event| failed(feed, event))?;
    let mut sentences = vec![failed.says.clone()];
    let tries_again = tries(world, feed, failed.error, &mut sentences);
    sentences.push(becomes(feed, tries_again));
    if let Some(line) = root(world, failed.event) {
        sentences.push(format!("It does so since `{line}`."));
    }
    let title = format!("{name} at {} s", failed.at.as_seconds());
    Some(Why { title, sentences, fixes: fixes(world, feed, &failed) })
}

fn records(n: u64) -> String {
    if n == 1 { "1 record".to_owned() } else { format!("{} records", grouped(n)) }
}

fn failed(feed: &Feed, event: &Event) -> Option<Failed> {
    let is_mine = |by: &Option<Name>| by.as_ref() == Some(&feed.name);
    let (says, error, shard) = if let What::RecordsPut { by, shards, .. } = &event.what {
        let hardest = shards.iter().filter(|_| is_mine(by)).max_by_key(|tally| tally.refused)?;
        if hardest.refused == 0 {
            return None;
        }
        let limit = match hardest.limit() {
            Some(id) if id == limits::SHARD_WRITE_BYTES.id => "bytes",
            Some(_) | None => "records",
        };
        let says = format!(
            "{} of a call for shard {} came back with ProvisionedThroughputExceededException: the shard had taken all the \
             {limit} that it takes in a second.",
            records(hardest.refused.into()),
            hardest.shard.short()
        );
        (says, None, Some(hardest.shard))
    } else if let What::FirehosePut { by, delivery_stream, refused: refused @ 1.., .. } = &event.what {
        if !is_mine(by) {
            return None;
        }
        let says = format!(
            "{} of a call came back with ServiceUnavailableException: a quota of Direct PUT of {delivery_stream} was spent.",
            records(*refused)
        );
        (says, None, None)
    } else if let What::PutFailed { by, error, message, records: n, .. } = &event.what {
        if *by != feed.name {
            return None;
        }
        let says = format!("A call with {} failed as a whole: {}: {message}", records(*n), error.as_str());
        (says, Some(*error), None)
    } else {
        return None;
    };
    Some(Failed { event: event.id, at: event.at, says, error, shard })
}

/// When it tries again, and how often. Says whether it does at all.
fn tries(world: &World, feed: &Feed, error: Option<ErrorName>, sentences: &mut Vec<String>) -> bool {
    let era = world.era();
    let ms = |limit: &limits::Limit| print_span(Span::millis(limit.at(era)));
    match &feed.work {
        Work::Agent(agent) => {
            sentences.push(format!(
                "The agent waits {} and tries what is left of the buffer again; each failure in a row doubles that, up to \
                 {}. It tries without end, and sends no later buffer meanwhile.",
                ms(&limits::AGENT_BACKOFF),
                ms(&limits::AGENT_BACKOFF_MAX)
            ));
            sentences.push(format!(
                "Its metrics say so: RecordSendErrors {} for records of calls that were answered, ServiceErrors {} for \
                 calls that failed as a whole.",
                grouped(agent.tally.errors),
                grouped(agent.tally.service_errors)
            ));
            true
        }
        Work::Logs(_) if error.is_some() => {
            sentences.push("Trying again would not mend that: the subscription tries once.".to_owned());
            false
        }
        Work::Logs(it) => {
            sentences.push(format!(
                "The subscription tries again after {}, then twice that, up to {}, for {} hours: {} times so far.",
                ms(&limits::LOGS_BACKOFF),
                ms(&limits::LOGS_BACKOFF_MAX),
                limits::LOGS_RETRIES.at(era),
                grouped(it.tally.retries)
            ));
            true
        }
        Work::Iot(_) if error.is_some() => {
            sentences.push("Trying again would not mend that: the rule does its action once.".to_owned());
            false
        }
        Work::Iot(it) => {
            sentences.push(format!(
                "The rule tries {} times more, the first time after {}, then twice that: {} times so far.",
                limits::IOT_RETRIES.at(era),
                ms(&limits::IOT_BACKOFF),
                grouped(it.tally.retries)
            ));
            true
        }
    }
}

/// What becomes of that which is not taken.
fn becomes(feed: &Feed, tries_again: bool) -> String {
    match &feed.work {
        Work::Agent(agent) => format!(
            "Nothing is lost while the file is there: {} lines of it are not sent.",
            grouped(agent.written() - agent.checkpoint.unwrap_or(agent.skipped))
        ),
        Work::Logs(it) => {
            let wait = if tries_again {
                format!("{} log events wait. ", grouped(it.events_waiting()))
            } else {
                String::new()
            };
            format!(
                "{wait}{} were given up so far: they lie in their log group, and nobody sends them again.",
                grouped(it.tally.given_up)
            )
        }
        Work::Iot(it) => match &it.error_to {
            Some(to) => format!(
                "{} messages failed for good; the error action put {} of them into {to}.",
                grouped(it.tally.failed),
                grouped(it.tally.told)
            ),
            None => format!(
                "{} messages failed for good. The rule has no error action: nobody has them.",
                grouped(it.tally.failed)
            ),
        },
    }
}

fn fixes(world: &World, feed: &Feed, failed: &Failed) -> Vec<Fix> {
    if failed.error.is_some() {
        let why = security::not_allowed(world, &Principal::Actor(feed.name.clone()));
        return why.map_or(Vec::new(), |why| why.fixes);
    }
    let stream = if let Target::Stream(to) = &feed.to { world.streams().stream(to).ok() } else { None };
    let shard = stream.and_then(|stream| stream.shard(failed.shard?));
    let slower = shard.map_or(feed.rate / 2, |shard| slower_rate(world, shard, feed.rate));
    let mut fixes = Vec::new();
    if !feed.stopped && slower < feed.rate {
        fixes.push(Fix {
            label: format!("Let {}/s come", grouped(slower.max(1))),
            commands: vec![Command::Actor(Actor::Set {
                name: feed.name.clone(),
                settings: vec![Setting::Rate(slower.max(1))],
            })],
            note: "As much as is taken. What waits already comes on top of it.".to_owned(),
        });
    }
    if let (Some(stream), Some(shard)) = (stream, shard.filter(|shard| shard.is_open())) {
        fixes.push(Fix {
            label: "Split the shard".to_owned(),
            commands: vec![Command::Kinesis(Kinesis::SplitShard {
                stream: stream.name.clone(),
                shard: shard.id,
                at: SplitAt::Midpoint,
            })],
            note: "Two shards take twice as much, where the keys are spread. It takes 30 s, and you pay for one more."
                .to_owned(),
        });
    }
    fixes
}

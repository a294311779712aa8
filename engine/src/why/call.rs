//! "Why was this call refused?": the limit that it met, where that number comes from, and what helps.

use super::{Why, bucket, connector, firehose, kcl, lambda, nearest, rule, security};
use crate::command::Command;
use crate::era::Era;
use crate::kernel::units::grouped;
use crate::limits::{self, Limit};
use crate::refusal::{Met, Refusal};
use crate::world::World;

/// Why a command was refused at this instant: at most six sentences.
pub fn call_refused(world: &World, command: &Command, refusal: &Refusal) -> Why {
    let mut sentences = vec![format!("{}: {}", refusal.error.as_str(), refusal.message)];
    let (rules, fixes) = match command {
        Command::Kinesis(call) => {
            let rules = || rule::sentences(world, call, refusal);
            let rules = refusal.met.map_or_else(rules, |met| limit_sentences(world.era(), met));
            (rules, nearest::fixes(world, call, refusal))
        }
        Command::Firehose(call) => {
            let rules = || firehose::sentences(world, call, refusal);
            let rules = refusal.met.map_or_else(rules, |met| limit_sentences(world.era(), met));
            (rules, firehose::fixes(world, call, refusal))
        }
        Command::S3(call) => (bucket::sentences(world, call, refusal), bucket::fixes(world, call, refusal)),
        Command::Dynamodb(_) => (kcl::rules(refusal), Vec::new()),
        Command::Lambda(call) => {
            let rules = || lambda::sentences(world, call, refusal);
            let rules = refusal.met.map_or_else(rules, |met| limit_sentences(world.era(), met));
            (rules, lambda::fixes(world, call, refusal))
        }
        Command::Kms(call) => (security::rules(refusal), security::of_key(world, call.key()).1),
        // Our own words say what they mean.
        Command::Actor(actor) => (
            refusal.met.map_or(Vec::new(), |met| limit_sentences(world.era(), met)),
            connector::instead(world, actor),
        ),
        Command::Answer(_) => {
            (refusal.met.map_or(Vec::new(), |met| limit_sentences(world.era(), met)), Vec::new())
        }
    };
    sentences.extend(rules);
    Why { title: short(&command.to_string()), sentences, fixes }
}

fn limit_sentences(era: Era, met: Met) -> Vec<String> {
    let Met { limit, allowed, asked } = met;
    let (number, unit) = (limit.at(era), limit.unit);
    let mut all = vec![format!("The limit: {}, {} {unit}.", limit.meaning, grouped(number))];
    if asked > 0 {
        let here = if allowed == number {
            String::new()
        } else {
            format!(" Here that allows {}.", grouped(allowed))
        };
        all.push(format!("You asked for {}.{here}", grouped(asked)));
    }
    all.push(if limit.modelled {
        format!("AWS publishes no number; ours is a choice ({}).", limit.source)
    } else {
        format!("Source: {}.", limit.source)
    });
    let others: Vec<String> = Era::ALL
        .into_iter()
        .filter(|other| limit.at(*other) != number && limit.at(*other) > 0)
        .map(|other| format!("{} in the era {other}", grouped(limit.at(other))))
        .collect();
    if !others.is_empty() {
        all.push(format!("It is {}.", others.join(" and ")));
    }
    all.extend(help(limit).map(str::to_owned));
    all
}

/// What helps, by limit.
fn help(limit: &'static Limit) -> Option<&'static str> {
    let rows: [(&[&'static Limit], &str); 17] = [
        (
            &[&limits::COUNT_UP, &limits::COUNT_DOWN],
            "Go there in several calls: each may double or halve the number of open shards.",
        ),
        (
            &[
                &limits::COUNT_UPDATES_DAY,
                &limits::MODE_SWITCHES_DAY,
                &limits::KEY_CHANGES_DAY,
                &limits::FIREHOSE_KEY_CHANGES,
            ],
            "Wait until the oldest of them is 24 hours old; plan for the peak, not for the minute.",
        ),
        (
            &[&limits::COUNT_MOST],
            "Spread the load over several streams, or split single shards with SplitShard.",
        ),
        (
            &[
                &limits::SHARDS_ACCOUNT,
                &limits::ON_DEMAND_STREAMS,
                &limits::CONSUMERS,
                &limits::TAGS,
                &limits::FIREHOSE_STREAMS,
                &limits::FIREHOSE_TAGS,
            ],
            "Delete what is no longer needed. AWS raises most quotas on request.",
        ),
        (
            &[&limits::STREAMS_CREATING, &limits::CONSUMERS_CREATING],
            "Wait until one of them is ACTIVE, then try again.",
        ),
        (&[&limits::RETENTION_MAX], "For longer, let Firehose write the records to S3."),
        (
            &[&limits::RETENTION_MIN, &limits::MAX_RECORD_KIB_MIN],
            "This is also what a new stream has; less saves nothing.",
        ),
        (&[&limits::MAX_RECORD_KIB_MAX], "Put large objects into S3 and send their address as the record."),
        (
            &[
                &limits::PUT_RECORDS_COUNT,
                &limits::PUT_RECORDS_BYTES,
                &limits::FIREHOSE_BATCH_COUNT,
                &limits::FIREHOSE_BATCH_BYTES,
            ],
            "Cut the request into several calls: none of its records was put.",
        ),
        (
            &[&limits::ITERATOR_AGE],
            "Ask GetShardIterator for a new one, AFTER_SEQUENCE_NUMBER of the last record that you read.",
        ),
        (&[&limits::TOKEN_AGE], "Begin the list again without a token."),
        (
            &[&limits::SHARD_WRITE_RECORDS, &limits::SHARD_WRITE_BYTES],
            "Try again after a moment. If it stays so, spread the keys, or split the shard: one key has one shard.",
        ),
        (
            &[&limits::RESUBSCRIBE_AFTER],
            "The subscription that you have still pushes. Only a later call takes its place.",
        ),
        (
            &[&limits::GET_ITERATOR_CALLS],
            "Each GetRecords gives the next iterator: a loop asks for one only once.",
        ),
        (
            &[&limits::FIREHOSE_RECORD_BYTES],
            "Put large objects into S3 and send their address as the record.",
        ),
        (
            &[&limits::BUFFER_SIZE_MAX, &limits::BUFFER_SIZE_MIN],
            "A buffer is flushed at its size or at its interval, whichever comes first.",
        ),
        (
            &[&limits::SHARD_READ_CALLS, &limits::SHARD_READ_BYTES, &limits::GET_RECORDS_PENALTY],
            "All polling consumers share a shard; with enhanced fan-out each has 2 MiB/s of its own.",
        ),
    ];
    let found = rows.iter().find(|(limits, _)| limits.iter().any(|row| row.id == limit.id));
    let rate = limit.unit == "calls/s" && limit.id != limits::SHARD_READ_CALLS.id;
    found.map(|(_, text)| *text).or(rate
        .then_some("Try again after a wait that doubles each time. Ask less often: keep what you were told."))
}

/// The beginning of a long line, cut between words.
pub(super) fn short(line: &str) -> String {
    const MOST: usize = 80;
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    let cut: String = line.chars().take(MOST).collect();
    format!("{} …", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words))
}

//! "Why was this call refused?": the limit that it met, where that number comes from, and what helps.

use super::{Fix, Why};
use crate::command::{Command, Kinesis};
use crate::era::Era;
use crate::kernel::units::grouped;
use crate::limits::{self, Limit};
use crate::refusal::{ErrorName, Met, Refusal};
use crate::world::World;

/// Why a command was refused at this instant: at most six sentences.
pub fn call_refused(world: &World, command: &Command, refusal: &Refusal) -> Why {
    let mut sentences = vec![format!("{}: {}", refusal.error.as_str(), refusal.message)];
    match refusal.met {
        Some(met) => sentences.extend(limit_sentences(world.era(), met)),
        None => sentences.extend(error_sentence(refusal.error).map(str::to_owned)),
    }
    let title = short(&command.to_string());
    Why { title, sentences, fixes: fixes(command, refusal.met) }
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
    let rows: [(&[&'static Limit], &str); 12] = [
        (
            &[&limits::COUNT_UP, &limits::COUNT_DOWN],
            "Go there in several calls: each may double or halve the number of open shards.",
        ),
        (
            &[&limits::COUNT_UPDATES_DAY, &limits::MODE_SWITCHES_DAY, &limits::KEY_CHANGES_DAY],
            "Wait until the oldest of them is 24 hours old; plan for the peak, not for the minute.",
        ),
        (
            &[&limits::COUNT_MOST],
            "Spread the load over several streams, or split single shards with SplitShard.",
        ),
        (
            &[&limits::SHARDS_ACCOUNT, &limits::ON_DEMAND_STREAMS, &limits::CONSUMERS, &limits::TAGS],
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
            &[&limits::PUT_RECORDS_COUNT, &limits::PUT_RECORDS_BYTES],
            "Cut the request into several calls: none of its records was put.",
        ),
        (
            &[&limits::ITERATOR_AGE],
            "Ask GetShardIterator for a new one, AFTER_SEQUENCE_NUMBER of the last record that you read.",
        ),
        (&[&limits::TOKEN_AGE], "Begin the list again without a token."),
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

fn error_sentence(error: ErrorName) -> Option<&'static str> {
    match error {
        ErrorName::ResourceInUseException => Some(
            "A stream changes one thing at a time: wait until it is ACTIVE. Reads and writes go on meanwhile.",
        ),
        ErrorName::ResourceNotFoundException => {
            Some("No such thing is in this scene, or the stream is still CREATING. Look at the name.")
        }
        ErrorName::UnknownOperationException => Some("The call did not exist in this exam era."),
        ErrorName::InvalidArgumentException
        | ErrorName::ValidationException
        | ErrorName::LimitExceededException
        | ErrorName::ProvisionedThroughputExceededException
        | ErrorName::ExpiredIteratorException
        | ErrorName::ExpiredNextTokenException
        | ErrorName::ServiceUnavailableException
        | ErrorName::ThrottlingException
        | ErrorName::ConcurrentModificationException
        | ErrorName::SerializationException
        | ErrorName::NoSuchBucket
        | ErrorName::NoSuchKey
        | ErrorName::BucketAlreadyOwnedByYou
        | ErrorName::InternalFailure
        | ErrorName::NotModelled
        | ErrorName::SceneError => None,
    }
}

/// The nearest call that the limit allows.
fn fixes(command: &Command, met: Option<Met>) -> Vec<Fix> {
    let (Command::Kinesis(call), Some(met)) = (command, met) else { return Vec::new() };
    let allowed = met.allowed;
    let met_one_of = |limits: &[&'static Limit]| limits.contains(&met.limit);
    let nearest = if let Kinesis::UpdateShardCount { stream, .. } = call
        && met_one_of(&[&limits::COUNT_UP, &limits::COUNT_DOWN, &limits::COUNT_MOST])
    {
        let target = u32::try_from(allowed).unwrap_or(u32::MAX);
        Some((Kinesis::UpdateShardCount { stream: stream.clone(), target }, "shards"))
    } else if let Kinesis::IncreaseStreamRetentionPeriod { stream, .. } = call
        && met_one_of(&[&limits::RETENTION_MAX])
    {
        Some((Kinesis::IncreaseStreamRetentionPeriod { stream: stream.clone(), hours: allowed }, "hours"))
    } else if let Kinesis::DecreaseStreamRetentionPeriod { stream, .. } = call
        && met_one_of(&[&limits::RETENTION_MIN])
    {
        Some((Kinesis::DecreaseStreamRetentionPeriod { stream: stream.clone(), hours: allowed }, "hours"))
    } else if let Kinesis::UpdateMaxRecordSize { stream, .. } = call
        && met_one_of(&[&limits::MAX_RECORD_KIB_MIN, &limits::MAX_RECORD_KIB_MAX])
    {
        Some((Kinesis::UpdateMaxRecordSize { stream: stream.clone(), kib: allowed }, "KiB"))
    } else {
        None
    };
    let fix = |(call, unit): (Kinesis, &str)| Fix {
        label: format!("Ask for {} {unit}", grouped(allowed)),
        commands: vec![Command::Kinesis(call)],
        note: "As far as the limit allows in one call.".to_owned(),
    };
    nearest.map(fix).into_iter().collect()
}

/// The beginning of a long line, cut between words.
fn short(line: &str) -> String {
    const MOST: usize = 80;
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    let cut: String = line.chars().take(MOST).collect();
    format!("{} …", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words))
}

//! What a line says of an event source mapping and its function.

use super::actor::whole;
use super::cursor::Cursor;
use crate::api::cli::words::Slip;
use crate::command::{FailureDestination, Filter, ItemFailures, MappingSetting, Poison};
use crate::kernel::units;

/// What stands behind the word of such a setting.
#[inline(never)]
pub(super) fn setting(word: &str, cursor: &mut Cursor<'_>) -> Result<MappingSetting, Slip> {
    const YES: [(&str, bool); 2] = [("yes", true), ("no", false)];
    Ok(match word {
        "lambda" => MappingSetting::Lambda,
        "enabled" => MappingSetting::Enabled(cursor.choice("whether it reads", &YES)?),
        "batch-size" => MappingSetting::BatchSize(cursor.quantity("a number of records such as 100", whole)?),
        "batching-window" => MappingSetting::Window(cursor.quantity("a time such as 20s", units::span)?),
        "parallelization-factor" => {
            MappingSetting::Factor(cursor.quantity("a number of batches such as 4", whole)?)
        }
        "bisect" => MappingSetting::Bisect(cursor.choice("whether it halves a failed batch", &YES)?),
        "retry-attempts" if cursor.take("-1") => MappingSetting::RetryAttempts(None),
        "retry-attempts" => MappingSetting::RetryAttempts(Some(
            cursor.quantity("a number of retries such as 2, or -1", whole)?,
        )),
        "record-age" if cursor.take("-1") => MappingSetting::RecordAge(None),
        "record-age" => {
            MappingSetting::RecordAge(Some(cursor.quantity("a time such as 60s, or -1", units::span)?))
        }
        "on-failure" if cursor.take("none") => MappingSetting::OnFailure(None),
        "on-failure" => {
            const WHAT: &str = "the name of a queue, `sns` or `s3` and a name, or `none`";
            let make = if cursor.take("sns") {
                FailureDestination::Topic
            } else if cursor.take("s3") {
                FailureDestination::Bucket
            } else {
                FailureDestination::Queue
            };
            MappingSetting::OnFailure(Some(make(cursor.name(WHAT)?)))
        }
        "tumbling-window" => MappingSetting::Tumbling(cursor.quantity("a time such as 60s", units::span)?),
        "window-state" => MappingSetting::WindowState(cursor.quantity("a size such as 100B", units::size)?),
        "filter-criteria" if cursor.take("none") => MappingSetting::Filters(Vec::new()),
        "filter-criteria" => MappingSetting::Filters(filters(cursor)?),
        "item-failures" => {
            let all = ItemFailures::ALL.map(|how| (how.word(), how));
            MappingSetting::ItemFailures(cursor.choice("what it reports", &all)?)
        }
        "duration" => MappingSetting::Duration(cursor.quantity("a time such as 40ms", units::span)?),
        "function" => MappingSetting::Function(cursor.name("a function of another mapping")?),
        "concurrency" if cursor.take("none") => MappingSetting::Concurrency(None),
        "concurrency" => MappingSetting::Concurrency(Some(
            cursor.quantity("a number of invocations at once such as 2, or `none`", whole)?,
        )),
        _ => MappingSetting::Poison(poison(cursor)?),
    })
}

/// `'{"partitionKey":["a"]}' or '{"data":["x"]}'`.
fn filters(cursor: &mut Cursor<'_>) -> Result<Vec<Filter>, Slip> {
    let mut all = Vec::new();
    loop {
        let column = cursor.column();
        let text = cursor.quoted("a pattern, or `none`,")?;
        all.push(Filter::parse(&text).map_err(|message| Slip::new(column, message))?);
        if !cursor.take("or") {
            return Ok(all);
        }
    }
}

/// `none`, `key "bad"`, `every 100`.
fn poison(cursor: &mut Cursor<'_>) -> Result<Poison, Slip> {
    const WHICH: [(&str, u8); 3] = [("none", 0), ("key", 1), ("every", 2)];
    Ok(match cursor.choice("which records are poison", &WHICH)? {
        0 => Poison::None,
        1 => Poison::Key(cursor.quoted("a partition key")?),
        _ => Poison::Every(cursor.count("a number of records, such as 100")?),
    })
}

//! Lines of sources that are no SDK producers: agents, log subscriptions, rules of IoT Core.

use super::cursor::Cursor;
use crate::api::cli::words::Slip;
use crate::command::feed::{
    Distribution, FeedAct, FeedKind, FeedSetting, Filter, Initial, KeyTemplate, LogFormat, PartitionBy,
    Process, Rotate, Separator, Sql,
};
use crate::command::{Actor, Target};
use crate::kernel::units;
use crate::payload::{LineKind, Lines};

/// A line that begins with `agent`, `logs`, `iot`, `crash` or `rotate`.
pub(super) fn line(word: &str, cursor: &mut Cursor<'_>) -> Result<Actor, Slip> {
    let Some(kind) = FeedKind::ALL.into_iter().find(|kind| kind.word() == word) else {
        let act = if word == "crash" { FeedAct::Crash } else { FeedAct::Rotate };
        return Ok(Actor::FeedAct { name: cursor.name("the name of an agent or a consumer")?, act });
    };
    let name = cursor.name(&format!("the name of the {}", kind.noun()))?;
    cursor.keyword("to")?;
    let to = target(cursor)?;
    let settings = super::actor::settings(cursor, kind.whose(), super::known::of_feed(kind))?;
    Ok(Actor::Feed { name, kind, to, settings })
}

/// A log subscription may invoke a function too: whether it may is said when it is made.
fn target(cursor: &mut Cursor<'_>) -> Result<Target, Slip> {
    if cursor.take("function") {
        return cursor.name("the name of a function").map(Target::Function);
    }
    super::actor::target(cursor)
}

/// What stands behind the word of a setting; `None` for a word of another actor.
#[inline(never)]
pub(super) fn setting(word: &str, cursor: &mut Cursor<'_>) -> Result<Option<FeedSetting>, Slip> {
    const INITIAL: [(&str, Initial); 2] =
        [("start-of-file", Initial::StartOfFile), ("end-of-file", Initial::EndOfFile)];
    const PARTITION: [(&str, PartitionBy); 2] =
        [("random", PartitionBy::Random), ("deterministic", PartitionBy::Deterministic)];
    const DISTRIBUTION: [(&str, Distribution); 2] =
        [("by-log-stream", Distribution::ByLogStream), ("random", Distribution::Random)];
    let parsed = |cursor: &mut Cursor<'_>, what: &str| -> Result<(usize, String), Slip> {
        let column = cursor.column();
        cursor.quoted(what).map(|text| (column, text))
    };
    Ok(Some(match word {
        "lines" => FeedSetting::Lines(lines(cursor)?),
        "host" => FeedSetting::Host(cursor.name("the name of the machine")?),
        "file" => FeedSetting::File(cursor.quoted("a file pattern such as \"/var/log/app.log*\"")?),
        "existing" => {
            FeedSetting::Existing(cursor.quantity("a number of lines such as 1000", super::actor::whole)?)
        }
        "rotate" => FeedSetting::Rotate(rotate(cursor)?),
        "initial" => FeedSetting::Initial(cursor.choice("where to begin", &INITIAL)?),
        "process" => FeedSetting::Process(process(cursor)?),
        "multiline" if cursor.take("none") => FeedSetting::MultiLine(None),
        "multiline" => {
            let (column, text) = parsed(cursor, "how the first line of a record begins, or `none`")?;
            if text.is_empty() {
                return Err(Slip::new(
                    column,
                    "every line begins with nothing: write how a first line begins",
                ));
            }
            FeedSetting::MultiLine(Some(text))
        }
        "partition" => FeedSetting::Partition(cursor.choice("a partitionKeyOption", &PARTITION)?),
        "buffer-age" => FeedSetting::BufferAge(cursor.quantity("a time such as 60s", units::span)?),
        "buffer-records" => FeedSetting::BufferRecords(cursor.count("a number of records")?),
        "buffer-bytes" => FeedSetting::BufferBytes(cursor.quantity("a size such as 4MiB", units::size)?),
        "group" => FeedSetting::Group(cursor.quoted("the name of a log group")?),
        "log-streams" => FeedSetting::LogStreams(cursor.count("a number of log streams")?),
        "filter" => {
            let (column, text) = parsed(cursor, "a filter pattern")?;
            FeedSetting::Filter(Filter::parse(&text).map_err(|why| Slip::new(column, why))?)
        }
        "distribution" => FeedSetting::Distribution(cursor.choice("a distribution", &DISTRIBUTION)?),
        "devices" => FeedSetting::Devices(cursor.count("a number of devices")?),
        "topic" => FeedSetting::Topic(cursor.quoted("a topic such as \"plant/{device}/data\"")?),
        "sql" => {
            let (column, text) = parsed(cursor, "a statement such as \"SELECT * FROM 'plant/+/data'\"")?;
            FeedSetting::Sql(Sql::parse(&text).map_err(|why| Slip::new(column, why))?)
        }
        "key" => {
            let (column, text) = parsed(cursor, "a partition key such as \"${newuuid()}\"")?;
            FeedSetting::Key(KeyTemplate::parse(&text).map_err(|why| Slip::new(column, why))?)
        }
        "separator" => {
            FeedSetting::Separator(cursor.choice("a separator", &Separator::ALL.map(|it| (it.word(), it)))?)
        }
        "error-to" => FeedSetting::ErrorTo(super::actor::target(cursor)?),
        _ => return Ok(None),
    }))
}

fn lines(cursor: &mut Cursor<'_>) -> Result<Lines, Slip> {
    let kind = cursor.choice("a kind of lines", &LineKind::ALL.map(|kind| (kind.word(), kind)))?;
    let mut lines = Lines::of(kind);
    if cursor.take("broken") {
        lines.broken = cursor.quantity("a share such as 3%", units::share)?;
    }
    Ok(lines)
}

/// `never`, `10m`, `1MiB`.
fn rotate(cursor: &mut Cursor<'_>) -> Result<Rotate, Slip> {
    if cursor.take("never") {
        return Ok(Rotate::Never);
    }
    cursor.quantity("`never`, a time such as 10m, or a size such as 1MiB", |text| {
        let span = units::span(text).map(Rotate::Every);
        span.or_else(|_| units::size(text).map(Rotate::At)).map_err(|_| {
            format!("`{text}` is no rotation: write never, a time such as 10m, or a size such as 1MiB")
        })
    })
}

fn process(cursor: &mut Cursor<'_>) -> Result<Process, Slip> {
    const WORDS: [&str; 4] = ["none", "single-line", "csv-to-json", "log-to-json"];
    Ok(match cursor.choice("a processing option", &WORDS.map(|word| (word, word)))? {
        "single-line" => Process::SingleLine,
        "csv-to-json" => {
            let column = cursor.column();
            let text = cursor.quoted("the names of the columns, such as \"order,customer\"")?;
            let names: Vec<_> = text.split(',').map(|name| name.trim().to_owned()).collect();
            if names.iter().any(String::is_empty) {
                return Err(Slip::new(column, "a column has no name: write them as \"order,customer\""));
            }
            let mut delimiter = ",".to_owned();
            if cursor.take("delimiter") {
                delimiter = cursor.quoted("a delimiter such as \";\"")?;
                if delimiter.is_empty() {
                    return Err(Slip::new(column, "a delimiter has at least one character"));
                }
            }
            Process::CsvToJson { names, delimiter }
        }
        "log-to-json" => {
            let formats = LogFormat::ALL.map(|format| (format.word(), format));
            Process::LogToJson(cursor.choice("a logFormat", &formats)?)
        }
        _ => Process::None,
    })
}

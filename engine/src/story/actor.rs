//! Our own lines: producers, consumers, functions, buckets, and changes to them.

use super::cursor::{Cursor, hinted, listed};
use super::{connector, duplicates, feed, known, kpl, mapping, permission, verdicts};
use crate::api::cli::words::{Slip, Word, nearest};
use crate::command::{
    Actor, Backfill, Blueprint, Command, FeedAct, KplSetting, MappingSetting, ParentOrder, Place, PutApi,
    ReadFrom, ReadVia, Resend, S3, SecuritySetting, Setting, Source, Table, Target, Trouble,
};
use crate::kernel::units;
use crate::keys::{KeySource, Keys, Zipf};
use crate::names::Name;
use crate::payload::{Json, JsonKind, Payload, Template};

/// The words with which these lines begin.
pub const WORDS: [&str; 20] = [
    "producer", "consumer", "function", "agent", "logs", "iot", "bucket", "table", "set", "stop", "crash",
    "rotate", "fault", "heal", "load", "reindex", "reingest", "allow", "deny", "revoke",
];

/// Reads a line that begins with `word`; a range of names makes several commands.
pub(super) fn commands(word: &Word, cursor: &mut Cursor<'_>) -> Result<Vec<Command>, Slip> {
    match word.text.as_str() {
        "producer" => {
            let names = names(cursor, "the producer's name")?;
            cursor.keyword("to")?;
            let to = target(cursor)?;
            let settings = settings(cursor, "a producer", &known::of_producer())?;
            let actors = names.into_iter();
            let actors =
                actors.map(|name| Actor::Producer { name, to: to.clone(), settings: settings.clone() });
            Ok(actors.map(Command::Actor).collect())
        }
        "consumer" => {
            let names = names(cursor, "the consumer's name")?;
            cursor.keyword("reads")?;
            let reads = cursor.name("the name of a stream")?;
            let settings = settings(cursor, "a consumer", &known::of_consumer())?;
            let actors = names.into_iter();
            let actors =
                actors.map(|name| Actor::Consumer { name, reads: reads.clone(), settings: settings.clone() });
            Ok(actors.map(Command::Actor).collect())
        }
        "function" => {
            let name = cursor.name("the function's name")?;
            let settings = settings(cursor, "a function", &known::OF_FUNCTION)?;
            Ok(vec![Command::Actor(Actor::Function { name, settings })])
        }
        "agent" | "logs" | "iot" | "rotate" => Ok(vec![Command::Actor(feed::line(&word.text, cursor)?)]),
        "bucket" => {
            let bucket = cursor.name("the bucket's name")?;
            Ok(vec![Command::S3(S3::CreateBucket { bucket })])
        }
        "table" => {
            let column = cursor.column();
            let name = cursor.name("the table's name with its database, such as analytics.clicks")?;
            cursor.keyword("columns")?;
            let columns = cursor.quoted("the columns, such as \"ts bigint, page string\"")?;
            let table = Table::parse(name.as_str(), &columns).map_err(|why| Slip::new(column, why))?;
            Ok(vec![Command::Actor(Actor::Table(table))])
        }
        "set" => {
            let name = cursor.name("whom to set")?;
            if cursor.peek().is_none() {
                return Err(cursor.missing(&format!("what to set: {}", listed(&known::of_all()))));
            }
            let settings = settings(cursor, "`set`", &known::of_all())?;
            Ok(vec![Command::Actor(Actor::Set { name, settings })])
        }
        "fault" => {
            let place = place(cursor)?;
            let words = Trouble::ALL.map(|trouble| (trouble.word(), trouble));
            let trouble = cursor.choice("what is wrong", &words)?;
            let every = duplicates::every(cursor)?;
            let lasting = match cursor.take("for") {
                true => Some(cursor.quantity("a time such as 10m", units::span)?),
                false => None,
            };
            Ok(vec![Command::Actor(Actor::Fault { place, trouble, every, lasting })])
        }
        "load" | "reindex" | "reingest" => {
            Ok(vec![Command::Actor(Actor::Backfill(backfill(&word.text, cursor)?))])
        }
        "crash" if cursor.sees_after(1, "worker") => {
            let name = cursor.name("whose worker crashes")?;
            let worker = worker(cursor)?;
            Ok(vec![Command::Actor(Actor::CrashWorker { name, worker })])
        }
        "crash" => Ok(vec![Command::Actor(feed::line(&word.text, cursor)?)]),
        "allow" | "deny" | "revoke" => {
            Ok(vec![Command::Actor(Actor::Permission(permission::line(&word.text, cursor)?))])
        }
        // A place has two words.
        "heal" if cursor.sees_after(1, "worker") && cursor.sees_any_after(2) => {
            let name = cursor.name("whose worker is started again")?;
            let worker = worker(cursor)?;
            Ok(vec![Command::Actor(Actor::HealWorker { name, worker })])
        }
        // An agent has a name alone; a place has its kind before it.
        "heal" if cursor.left() == 1 && !Place::KINDS.iter().any(|kind| cursor.sees(kind)) => {
            let name = cursor.name("the name of an agent or a consumer")?;
            Ok(vec![Command::Actor(Actor::FeedAct { name, act: FeedAct::Heal })])
        }
        "heal" => Ok(vec![Command::Actor(Actor::Heal { place: place(cursor)? })]),
        _ => Ok(vec![Command::Actor(Actor::Stop { name: cursor.name("whom to stop")? })]),
    }
}

/// `worker 2`.
fn worker(cursor: &mut Cursor<'_>) -> Result<u64, Slip> {
    cursor.keyword("worker")?;
    cursor.count("the number of a worker, such as 2")
}

/// `load manifest lake/errors/x into dwh clicks`, `reindex lake/x_failed/ into logs clicks`, `reingest lake/x/ into d`.
fn backfill(word: &str, cursor: &mut Cursor<'_>) -> Result<Backfill, Slip> {
    if word == "load" {
        cursor.keyword("manifest")?;
    }
    let column = cursor.column();
    let path = cursor.next("a bucket and a path in it, such as lake/processing-failed/")?.text;
    let Some((bucket, rest)) = path.split_once('/') else {
        let text = format!("`{path}` is a bucket alone: write what lies in it too, such as {path}/errors/");
        return Err(Slip::new(column, text));
    };
    let bucket = Name::parse(bucket).map_err(|message| Slip::new(column, message))?;
    cursor.keyword("into")?;
    let rest = rest.to_owned();
    Ok(match word {
        "load" => {
            let cluster = cursor.name("the name of a cluster")?;
            let table = cursor.next("the table")?.text;
            Backfill::Load { bucket, manifest: rest, cluster, table }
        }
        "reindex" => {
            let domain = cursor.name("the name of a domain")?;
            let index = cursor.next("the index")?.text;
            Backfill::Reindex { bucket, prefix: rest, domain, index }
        }
        _ => {
            let delivery_stream = cursor.name("the name of a delivery stream")?;
            Backfill::Reingest { bucket, prefix: rest, delivery_stream }
        }
    })
}

/// `billing`, or `c1..c5` for c1, c2, c3, c4 and c5.
fn names(cursor: &mut Cursor<'_>, what: &str) -> Result<Vec<Name>, Slip> {
    let column = cursor.column();
    let first = cursor.name(what)?;
    let Some((from, to)) = first.as_str().split_once("..") else { return Ok(vec![first]) };
    let numbered = |text: &str| {
        let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
        Some((head.to_owned(), text[head.len()..].parse::<u32>().ok()?))
    };
    match (numbered(from), numbered(to)) {
        (Some((head, low)), Some((same, high))) if head == same && low <= high && high - low < 100 => (low
            ..=high)
            .map(|number| {
                Name::parse(&format!("{head}{number}")).map_err(|message| Slip::new(column, message))
            })
            .collect(),
        _ => {
            let text = format!("`{first}` is no range of up to 100 names: write it as c1..c5");
            Err(Slip::new(column, text))
        }
    }
}

/// `bucket lake`, `cluster dwh`: where something goes wrong.
pub(super) fn place(cursor: &mut Cursor<'_>) -> Result<Place, Slip> {
    let kind = cursor.choice("where", &Place::KINDS.map(|kind| (kind, kind)))?;
    let name = cursor.name(&format!("the name of a {kind}"))?;
    Ok(Place::of(kind, name).expect("the kinds are those of a place"))
}

pub(super) fn target(cursor: &mut Cursor<'_>) -> Result<Target, Slip> {
    if cursor.take("firehose") {
        return cursor.name("the name of a delivery stream").map(Target::Firehose);
    }
    cursor.name("the name of a stream, or `firehose` and the name of a delivery stream").map(Target::Stream)
}

pub(super) fn settings(cursor: &mut Cursor<'_>, whose: &str, known: &[&str]) -> Result<Vec<Setting>, Slip> {
    let mut settings: Vec<Setting> = Vec::new();
    while cursor.peek().is_some() {
        let word = cursor.next("a setting")?;
        let twice = settings.iter().any(|setting| setting.word() == word.text);
        if twice {
            return Err(Slip::new(word.column, format!("`{}` is said twice", word.text)));
        }
        if word.quoted || !known.contains(&word.text.as_str()) {
            let text = if known::of_all().contains(&word.text.as_str()) {
                format!("{whose} has no `{}`: it has {}", word.text, listed(known))
            } else {
                let message = format!("`{}` is not known: {whose} has {}", word.text, listed(known));
                hinted(message, nearest(&word.text, known.iter().copied()))
            };
            return Err(Slip::new(word.column, text));
        }
        settings.push(setting(&word.text, cursor)?);
    }
    Ok(settings)
}

/// What stands behind the word of a setting.
fn setting(word: &str, cursor: &mut Cursor<'_>) -> Result<Setting, Slip> {
    const VIA: [(&str, ReadVia); 2] = [("polling", ReadVia::Polling), ("fan-out", ReadVia::FanOut)];
    const PARENTS: [(&str, ParentOrder); 2] =
        [("first", ParentOrder::First), ("ignored", ParentOrder::Ignored)];
    const API: [(&str, PutApi); 3] =
        [("put-record", PutApi::PutRecord), ("put-records", PutApi::PutRecords), ("kpl", PutApi::Kpl)];
    const YES: [(&str, bool); 2] = [("yes", true), ("no", false)];
    const RESEND: [(&str, Resend); 2] = [("failed", Resend::Failed), ("all", Resend::All)];
    if let Some(setting) = feed::setting(word, cursor)? {
        return Ok(Setting::Feed(setting));
    }
    if let Some(setting) = connector::setting(word, cursor)? {
        return Ok(setting);
    }
    Ok(match word {
        "to" => Setting::To(target(cursor)?),
        "rate" => Setting::Rate(cursor.quantity("a rate such as 1400/s", units::rate)?),
        "size" => Setting::Size(cursor.quantity("a size such as 500B", units::size)?),
        "keys" => Setting::Keys(keys(cursor)?),
        "api" => Setting::Api(cursor.choice("an api", &API)?),
        "payload" => Setting::Payload(payload(cursor)?),
        "retries" => Setting::Retries(cursor.quantity("a number of retries such as 3", whole)?),
        "backoff" => Setting::Backoff(cursor.quantity("a time such as 2s", units::span)?),
        "resend" => Setting::Resend(cursor.choice("what to put again", &RESEND)?),
        word if KplSetting::WORDS.contains(&word) => Setting::Kpl(kpl::setting(word, cursor)?),
        word if MappingSetting::WORDS.contains(&word) => Setting::Mapping(mapping::setting(word, cursor)?),
        "deaggregates" => Setting::Deaggregates(cursor.choice("whether it takes records apart", &YES)?),
        "decrypts" => {
            let has = cursor.choice("whether it has the key of the producers", &YES)?;
            Setting::Security(SecuritySetting::Decrypts(has))
        }
        "vpc-endpoint" => {
            let yes = cursor.choice("whether it calls through a VPC endpoint", &YES)?;
            Setting::Security(SecuritySetting::VpcEndpoint(yes))
        }
        "reads" => Setting::Reads(cursor.name("the name of a stream")?),
        "poll" => Setting::Poll(cursor.quantity("a time such as 1s", units::span)?),
        "limit" if cursor.take("none") => Setting::Limit(None),
        "limit" => Setting::Limit(Some(cursor.count("a number of records, or `none`")?)),
        "via" => Setting::Via(cursor.choice("how it reads", &VIA)?),
        "parents" => Setting::Parents(cursor.choice("what it does with parents", &PARENTS)?),
        "kcl" => Setting::Kcl,
        "workers" => Setting::Workers(cursor.count("a number of workers")?),
        "table" => Setting::LeaseTable(cursor.name("the name of a table")?),
        "checkpoint" => Setting::Checkpoint(duplicates::checkpoint(cursor)?),
        "sink" => Setting::Sink(duplicates::sink(cursor)?),
        "timeout" => Setting::Timeout(cursor.quantity("a time such as 2s", units::span)?),
        "work" => Setting::Work(cursor.quantity("a time such as 2ms", units::span)?),
        "failover" => Setting::Failover(cursor.quantity("a time such as 10s", units::span)?),
        "from" => Setting::From(from(cursor)?),
        "answers" => Setting::Answers(verdicts::verdicts(cursor)?),
        "source" => {
            let column = cursor.column();
            let text = cursor.json_text("the source as a JSON text, such as \"exports.handler = …\"")?;
            Setting::Source(Source::parse(&text).map_err(|why| Slip::new(column, why))?)
        }
        _ => {
            let blueprints = Blueprint::ALL.map(|blueprint| (blueprint.word(), blueprint));
            Setting::Blueprint(cursor.choice("a blueprint", &blueprints)?)
        }
    })
}

pub(super) fn whole(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{text}` is not a whole number"))
}

/// `latest`, `trim-horizon`, or `at-timestamp` and a time of the story.
fn from(cursor: &mut Cursor<'_>) -> Result<ReadFrom, Slip> {
    const FROM: [(&str, Option<ReadFrom>); 3] = [
        ("trim-horizon", Some(ReadFrom::TrimHorizon)),
        ("latest", Some(ReadFrom::Latest)),
        ("at-timestamp", None),
    ];
    match cursor.choice("where to begin", &FROM)? {
        Some(from) => Ok(from),
        None => cursor.time().map(ReadFrom::AtTimestamp),
    }
}

/// `"iphone-16" 80% salted 8 uniform 500 20%`: sources with their shares; one without a share is all of it.
#[inline(never)]
fn keys(cursor: &mut Cursor<'_>) -> Result<Keys, Slip> {
    const WHOLE: u64 = 1_000_000;
    let column = cursor.column();
    let mut parts: Vec<(KeySource, u64)> = Vec::new();
    loop {
        let source = if cursor.peek().is_some_and(|word| word.quoted) {
            KeySource::One(cursor.quoted("a key")?)
        } else if cursor.take("uniform") {
            KeySource::Uniform(cursor.count("a number of keys")?)
        } else if cursor.take("zipf") {
            let column = cursor.column();
            let keys = cursor.count("a number of keys")?;
            KeySource::Zipf(Zipf::new(keys).map_err(|message| Slip::new(column, message))?)
        } else if cursor.take("random") {
            KeySource::Random
        } else {
            break;
        };
        let mut part = (source, WHOLE);
        loop {
            if cursor.peek().is_some_and(|word| !word.quoted && word.text.ends_with('%')) {
                part.1 = cursor.quantity("a share such as 80%", units::share)?;
            } else if cursor.sees("salted") {
                let salted = cursor.next("salted")?;
                let salts = cursor.count("a number of salts")?;
                part.0 = match part.0 {
                    KeySource::One(key) => KeySource::Salted { key, salts },
                    KeySource::Salted { .. }
                    | KeySource::Uniform(_)
                    | KeySource::Zipf(_)
                    | KeySource::Random => {
                        return Err(Slip::new(salted.column, "`salted` stands behind a key in quotes, once"));
                    }
                };
            } else {
                break;
            }
        }
        parts.push(part);
    }
    if parts.is_empty() {
        return Err(cursor.missing("a key in quotes, `uniform` or `zipf` and a number, or `random`"));
    }
    Keys::new(parts).map_err(|message| Slip::new(column, message))
}

#[inline(never)]
fn payload(cursor: &mut Cursor<'_>) -> Result<Payload, Slip> {
    const ACCESS_LOG: Payload = Payload::AccessLog { healthchecks: 0, broken: 0 };
    const WORDS: [&str; 6] = ["access-log", "orders", "clicks", "devices", "template", "filler"];
    let which = cursor.choice("a payload", &WORDS.map(|word| (word, word)))?;
    let json = JsonKind::ALL.into_iter().find(|kind| kind.word() == which).map(Json::of);
    let mut payload = match (which, json) {
        (_, Some(json)) => Payload::Json(json),
        ("template", None) => Payload::Template(template(cursor)?),
        ("access-log", None) => ACCESS_LOG,
        (_, None) => Payload::Filler,
    };
    loop {
        let share = |cursor: &mut Cursor<'_>| cursor.quantity("a share such as 3%", units::share);
        if cursor.take("encrypted") {
            return Ok(Payload::Encrypted(Box::new(payload)));
        }
        match &mut payload {
            Payload::AccessLog { healthchecks, .. } if cursor.take("healthchecks") => {
                *healthchecks = share(cursor)?;
            }
            Payload::AccessLog { broken, .. } | Payload::Json(Json { broken, .. })
                if cursor.take("broken") =>
            {
                *broken = share(cursor)?;
            }
            Payload::Json(json) if cursor.take("gzip") => json.gzip = true,
            Payload::Json(Json { newline, .. }) | Payload::Template(Template { newline, .. })
                if cursor.take("newline") =>
            {
                *newline = true;
            }
            Payload::AccessLog { .. }
            | Payload::Filler
            | Payload::Json(_)
            | Payload::Template(_)
            | Payload::Encrypted(_) => {
                return Ok(payload);
            }
        }
    }
}

/// The text behind `template`, in quotes. What is wrong with it is named by its column.
fn template(cursor: &mut Cursor<'_>) -> Result<Template, Slip> {
    let what = "a template such as '{\"id\":{n},\"customer\":{1..600}}'";
    let column = cursor.column();
    let simple = cursor.peek().is_some_and(|word| word.raw.get(1..word.raw.len() - 1) == Some(&word.text));
    let text = cursor.quoted(what)?;
    // Where a backslash stood in the line, the column is that of the whole text.
    Template::parse(&text).map_err(|bad| Slip::new(column + if simple { bad.at + 1 } else { 0 }, bad.message))
}

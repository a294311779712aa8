//! The story: one text for scene, test, lab, proof, link and bug report.
//!
//! # Lines
//!
//! ```text
//! title One key fills one shard         # a hash sign begins a comment, also behind a line
//! era 2020                              # 2018, 2020 or today (if not said, today)
//! seed 29434                            # if not said, 1
//! aws kinesis create-stream --stream-name orders --shard-count 2
//! bucket lake                           # the same as: aws s3 mb s3://lake
//! function clean  blueprint access-log-to-json
//! function loose  answers drop every 3      # a function without code: what it answers for every third record
//! function picky  answers ok but 3 dropped 5 id-missing     # or for single records of each event, by their number
//! function mine   source "exports.handler = async (event) => ({\n  records: …"    # JavaScript as a JSON text, on one line
//! table analytics.clicks  columns "ts bigint, page string, n int"    # what format conversion makes of records
//! producer fleet to orders  api put-records  rate 1400/s  size 500B  keys "iphone-16" 80% uniform 500 20%
//! producer web to firehose logs  rate 10/s  payload access-log healthchecks 3% broken 1%
//! consumer billing reads orders  poll 1s  limit 1000  from latest    # or: trim-horizon, at-timestamp 30s
//! consumer c1..c5 reads orders          # five consumers
//! at 10s set fleet rate 200/s
//! at 1m fault bucket lake unreachable for 10m    # or without `for`, until `heal bucket lake`
//! after 5s stop fleet                   # 5 s after the nearest line above that has a time
//! at 12s repeat 5 aws kinesis describe-stream-summary --stream-name orders   # five times at that instant
//! at 12s refused ResourceInUseException aws kinesis create-stream --stream-name orders --shard-count 2
//! say at 10s "Now watch shard 001."
//! expect at 10s stream.orders.refused > 0
//! goal "Nothing is refused for a minute" hold 60s stream.orders.refused_per_s = 0
//! at 10s predict "How many are refused in the next second?" judged at 11s
//!   option "none" when stream.orders.refused_per_s = 0
//!   option "about half" when stream.orders.refused_per_s > 0 and stream.orders.refused_per_s < 900
//!   option "as many as before" when stream.orders.refused_per_s >= 900
//! until 2m
//! solution at 10s:
//!   set fleet keys "iphone-16" 80% salted 8 uniform 500 20%
//! wrong at 10s "You doubled the shards, but one key can only ever use one of them.":
//!   aws kinesis split-shard --stream-name orders --shard-to-split 1 --new-starting-hash-key midpoint
//! ```
//!
//! - A line without a time is done at the beginning, in order, wherever it stands. Timed lines of one instant are
//!   done in order, before anything else that is due then.
//! - Settings: a producer has `api`, `rate`, `size`, `keys`, `payload`, and for what is throttled `retries 3`,
//!   `backoff 2s` (then 4 s, 8 s) and `resend failed` or `resend all`; a consumer `poll`, `limit` (`none` takes
//!   it back), `from`, `via`, `parents`, `deaggregates yes`; a function one of `blueprint`, `answers` and
//!   `source`; `set` takes all of them, and `to` and `reads`. Keys: a key in quotes, `uniform N` or
//!   `random`, each with a share unless it is the only one; `salted N` behind a key spreads it.
//! - A producer with `api kpl` has the KPL's own settings too, under short names: `aggregation on`, `buffered 100ms`
//!   (RecordMaxBufferedTime), `aggregate-size 51200B` and `aggregate-count 100` (AggregationMax…), `collect-count 500` and
//!   `collect-size 5MiB` (CollectionMax…), `ttl 30s` (RecordTtl), `rate-limit 150%`, `fail-if-throttled no`.
//! - A consumer with `connector` is an application of the Kinesis Connector Library on top of the KCL: `transform bytes`
//!   or `json`, `keep all`, `60%` or `contains "text"`, `flush-records 1000`, `flush-bytes 1MiB`, `flush-age never` or
//!   `60s`, `emit bucket lake`, `domain search`, `cluster dwh` (`through staging`) or `table orders` (`emit-items 16`),
//!   `emit-tries 3`, `emit-backoff 10s`, and what a KCL application has.
//! - One with `analytics` counts in windows: `window 60s` (`tumbling`) or `window 60s sliding`, `count all` or `key`,
//!   `above 1000` or `never`, `row-time read` or `arrival`, `rows-to alerts`, `firehose d` or `nowhere`; `poll`, `limit`, `from`.
//! - `by spark`, `log4j`, `flume`, `kafka-connect` or `nifi` behind a producer or a consumer: a tool of others.
//! - Payloads: `access-log` (`healthchecks 3% broken 1%`), `orders`, `clicks`, `devices` (JSON; `broken 1%`, `gzip`,
//!   `newline`), `template '{"id":{n},"at":{time},"customer":{1..600},"device":"{mobile|desktop}"}'` (`newline`), `filler`.
//! - Times `250ms 10s 5m 24h 7d`, sizes `500B 1kB 1KiB 1MB 1MiB`, rates `1400/s`, shares `80%`: never without unit.
//!
//! - A function without code answers `ok`, `dropped`, `processing-failed`, `drop`, `id-missing`, `id-doubled`, `id-unknown`,
//!   `not-base64` or `no-data`, for all records or with `every N` for some; or `malformed`, `too-large` (413), `throws` or
//!   `times-out`, which are of whole answers. `but 3 dropped 5 throws` at the end says it for single records, by their
//!   number in the event, 1 to 100,000, at most 100 of them; what is of whole answers stands for the answer to an event
//!   that has the record.
//! - A function with a `source` is run by the page alone, in a sandbox: a story that invokes one fails natively. What it
//!   answered is kept in the log of a history as a line `answer d invocation 1 attempt 1 returned "…"`, or `threw "…"`,
//!   `timed-out`, `too-large BYTES`; such a line is no line of a story.
//! - What can go wrong: `bucket` unreachable, refusing; `cluster` (Redshift) also maintenance; `domain` (OpenSearch)
//!   unreachable, refusing; `collector` (Splunk) also silent; `endpoint` also silent, too-large, and with an answer that is no
//!   yes: `answers-202`, `answers-other-id`, `answers-no-timestamp`, `answers-text`, `answers-no-json`, `answers-too-much`;
//!   `function` refusing, throttling, silent.
//! - A line that is refused makes the story fail. `refused ERRORNAME COMMAND` says that a command must be refused, with
//!   that error; `refused ERRORNAME "part of the message" COMMAND` also says what AWS's sentence must contain. It may
//!   stand where a command may, and also takes an `aws` line that AWS refuses whatever the state of things, such as one
//!   that the story's era does not know yet. Like an `expect`, it is passed over when a solution or wrong turn has
//!   begun before it.
//! - `repeat N`, up to 10000, in front of a command or of `refused` does it so often at its instant.
//!
//! # What is asked
//!
//! A condition is `path op value`, joined by `and` and `or` (`and` binds tighter). `op` is one of
//! `= != < <= > >= contains`. A path walks the view ([`crate::view::json`]): `stream.orders.refused`,
//! `shard.orders.001.records_per_s`, `bucket.lake.object[0].fired_by`, `stream["a.b"].taken`. `count`, `sum`, `max`
//! or `min` before a path fold many values: `max reader[*].lag`, `count
//! bucket.lake.folder["processing-failed"].record[where errorCode = "Lambda.FunctionError"]`.
//! A value is text in quotes, `true`, `false`, `none`, or a number, whole or decimal, maybe with a unit: a size is
//! compared in bytes, a rate as it is, a share in parts of a million, a time in the unit that ends the path's last
//! word (`_ms`, `_s`, `_h`; else µs). What is not there yet is no error: nothing holds for it but `!=`.
//!
//! `expect at T` is judged after all that happens at T; without a time, at the end. A goal is one of
//! `goal "…" CONDITION` (met when it first holds), `within T` (by then), `at T` (then), `hold T` (for so long without
//! a break; a break begins again), `never` (broken when it holds; met when all the other goals are, or at the end).
//! Goals look at every multiple of 100 ms and nowhere between, so their times are multiples of that; a goal with `at T`
//! is looked at more rarely the farther T is, and only then decided: where a lab takes days, ask `at T` alone.
//! Of a prediction's options exactly one must hold at its time: the engine knows the answer.
//!
//! # How long it plays
//!
//! The end is `until T`, or else the last time that a line names; with goals that have no such time, a minute (and
//! what `hold` asks) after the last command; with no time at all, a minute. Times in `solution` and `wrong` count from
//! their own; they play instead of what the story expects later than that. See [`run()`] and [`run_with`].
//!
//! Absent so far: parentheses in conditions.

mod actor;
mod answer;
pub mod condition;
mod connector;
mod cursor;
mod duplicates;
mod feed;
mod goals;
mod known;
mod kpl;
mod mapping;
mod permission;
mod print;
mod read;
mod refused;
mod run;
mod verdicts;

use std::collections::BTreeSet;
use std::fmt;

pub use actor::WORDS as OWN_WORDS;
pub use condition::{Condition, Judged, Said};
pub use goals::{Goal, GoalState, Goals, Rule};
pub use known::of_all as setting_words;
pub use refused::Refused;
pub use run::{
    Entry, Happened, Playing, Transcript, digest, run, run_lent, run_with, start, start_lent, start_with,
};

use crate::command::Command;
use crate::era::Era;
use crate::kernel::{Span, Time};
use crate::tools::{self, Tool};

/// A story, read. Equal stories play alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    pub title: String,
    pub era: Era,
    pub seed: u64,
    /// When it ends, if it says so.
    pub until: Option<Time>,
    pub lines: Vec<Line>,
    goals: Vec<Goal>,
    /// Ways to meet the goals.
    pub solutions: Vec<Branch>,
    /// Ways that fail, with what a tutor would say.
    pub wrong_turns: Vec<Branch>,
}

impl Default for Story {
    fn default() -> Story {
        Story {
            title: String::new(),
            era: Era::Today,
            seed: 1,
            until: None,
            lines: Vec::new(),
            goals: Vec::new(),
            solutions: Vec::new(),
            wrong_turns: Vec::new(),
        }
    }
}

impl Story {
    /// Reads a story.
    ///
    /// # Errors
    /// The first slip, with line, column and what was expected.
    pub fn parse(text: &str) -> Result<Story, Error> {
        match read::story(text) {
            (story, errors) if errors.is_empty() => Ok(story),
            (_, mut errors) => Err(errors.remove(0)),
        }
    }

    /// All slips of a text, for an editor.
    pub fn slips(text: &str) -> Vec<Error> {
        read::story(text).1
    }

    pub fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// The same story with other goals.
    pub fn with_goals(self, goals: Vec<Goal>) -> Story {
        Story { goals, ..self }
    }

    /// The same story under another era's limits and with another seed.
    pub fn replayed(&self, era: Era, seed: u64) -> Story {
        Story { era, seed, ..self.clone() }
    }

    /// Whether it says what must come of it: an `expect` or a `refused` line.
    pub fn claims(&self) -> bool {
        self.lines.iter().any(Line::is_claim)
    }

    /// All conditions: of its lines, goals, solutions and wrong turns.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let branches = self.solutions.iter().chain(&self.wrong_turns).flat_map(|branch| &branch.lines);
        let lines = self.lines.iter().chain(branches).flat_map(Line::conditions);
        self.goals.iter().map(|goal| &goal.condition).chain(lines)
    }

    /// What a host must lend before it begins: for its lines, its solutions and its wrong turns.
    pub fn needs(&self) -> BTreeSet<Tool> {
        let branches = self.solutions.iter().chain(&self.wrong_turns).flat_map(|branch| &branch.lines);
        let commands = self.lines.iter().chain(branches).filter_map(|line| match &line.what {
            Statement::Do(command) => Some(command),
            Statement::Refused(refused) => refused.command(),
            Statement::Expect(_) | Statement::Predict(_) | Statement::Say(_) | Statement::Comment(_) => None,
        });
        commands.flat_map(tools::needs).collect()
    }

    /// The story with further lines behind its own.
    pub fn joined<'a>(&self, lines: impl IntoIterator<Item = &'a Line>) -> Story {
        let mut story = self.clone();
        story.lines.extend(lines.into_iter().cloned());
        story
    }
}

/// Reads one line that is played, as it stands in a story; a range of names makes several.
///
/// # Errors
/// What is wrong and where, on line 1.
pub fn line(text: &str) -> Result<Vec<Line>, Error> {
    read::line(text)
}

/// Reads one command: an `aws` line or one of our own, without a time.
///
/// # Errors
/// What is wrong and where, on line 1.
pub fn command(line: &str) -> Result<Command, Error> {
    read::command(line)
}

/// One line that is played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub place: Place,
    pub when: When,
    /// When that is, in µs since the beginning of the story (or of the solution or wrong turn).
    /// `None`: at the beginning, or for `expect` at the end.
    pub at: Option<Time>,
    /// How often a command is done at that instant; 1 for all that is no command.
    pub times: u32,
    pub what: Statement,
}

impl Line {
    /// Whether it says what must be so: `expect` or `refused`.
    pub fn is_claim(&self) -> bool {
        match self.what {
            Statement::Expect(_) | Statement::Refused(_) => true,
            Statement::Do(_) | Statement::Predict(_) | Statement::Say(_) | Statement::Comment(_) => false,
        }
    }
}

impl Line {
    fn conditions(&self) -> Vec<&Condition> {
        match &self.what {
            Statement::Expect(condition) => vec![condition],
            Statement::Predict(prediction) => prediction.options.iter().map(|(_, when)| when).collect(),
            Statement::Do(_) | Statement::Refused(_) | Statement::Say(_) | Statement::Comment(_) => vec![],
        }
    }
}

/// Where a line was written, from 1. No part of what a story says: two stories that differ in it are equal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place(pub usize);

impl PartialEq for Place {
    fn eq(&self, _: &Place) -> bool {
        true
    }
}
impl Eq for Place {}

/// How a line says its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Unsaid,
    At(Time),
    /// So long after the nearest line above that has a time; after the beginning if there is none.
    After(Span),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    Do(Command),
    /// A command that must be refused.
    Refused(Refused),
    Expect(Condition),
    Predict(Prediction),
    Say(String),
    /// A line of its own that begins with a hash sign.
    Comment(String),
}

/// A question that the learner answers before its time comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    pub question: String,
    /// When the answer is known.
    pub judged: Time,
    /// What may be answered, and when that is right.
    pub options: Vec<(String, Condition)>,
}

/// A solution or a wrong turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    pub place: Place,
    /// When it begins.
    pub from: Time,
    /// What a tutor would say; empty for a solution.
    pub says: String,
    pub lines: Vec<Line>,
}

/// A slip in a story's text, or a line of its beginning that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// From 1.
    pub line: usize,
    /// Of the first character that is wrong, from 1.
    pub column: usize,
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests;

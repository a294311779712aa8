//! Which settings each of our own lines knows, by their words, in the order in which a mistake is answered. A word
//! stands once; what `set` knows is all of them.

use crate::command::feed::FeedKind;
use crate::command::{AnalyticsSetting, ConnectorSetting, KplSetting, MappingSetting};

const OF_SDK: [&str; 10] =
    ["api", "rate", "size", "keys", "payload", "retries", "backoff", "resend", "timeout", "vpc-endpoint"];
const OF_READER: [&str; 15] = [
    "poll",
    "limit",
    "from",
    "via",
    "parents",
    "deaggregates",
    "kcl",
    "workers",
    "table",
    "checkpoint",
    "sink",
    "work",
    "failover",
    "decrypts",
    "vpc-endpoint",
];
/// Of a producer or a consumer that is a tool of others.
const OF_TOOL: [&str; 1] = ["by"];
pub(super) const OF_FUNCTION: [&str; 3] = ["blueprint", "answers", "source"];
const OF_AGENT: [&str; 16] = [
    "rate",
    "size",
    "lines",
    "host",
    "file",
    "existing",
    "rotate",
    "initial",
    "process",
    "multiline",
    "partition",
    "buffer-age",
    "buffer-records",
    "buffer-bytes",
    "timeout",
    "vpc-endpoint",
];
const OF_LOGS: [&str; 6] = ["rate", "lines", "group", "log-streams", "filter", "distribution"];
const OF_IOT: [&str; 7] = ["rate", "devices", "topic", "sql", "key", "separator", "error-to"];

/// With the SDK or with the KPL.
pub(super) fn of_producer() -> Vec<&'static str> {
    [&OF_SDK[..], &KplSetting::WORDS, &OF_TOOL].concat()
}

/// Of whatever kind it is: one that reads by itself, a KCL application, an event source mapping, a tool of others.
pub(super) fn of_consumer() -> Vec<&'static str> {
    let kinds: [&[&str]; 4] =
        [&ConnectorSetting::WORDS, &AnalyticsSetting::WORDS, &MappingSetting::WORDS, &OF_TOOL];
    [&OF_READER[..], &kinds.concat(), &["timeout"]].concat()
}

/// Of a source in its first line; `to` stands before them.
pub(super) fn of_feed(kind: FeedKind) -> &'static [&'static str] {
    match kind {
        FeedKind::Agent => &OF_AGENT,
        FeedKind::Logs => &OF_LOGS,
        FeedKind::Iot => &OF_IOT,
    }
}

/// What may be set while it runs, whoever it is.
#[inline(never)]
pub fn of_all() -> Vec<&'static str> {
    let feeds = FeedKind::ALL.map(of_feed).concat();
    let said = [&["to"], &of_producer()[..], &["reads"], &of_consumer(), &OF_FUNCTION, &feeds].concat();
    let mut all = Vec::with_capacity(said.len());
    for word in said {
        if !all.contains(&word) {
            all.push(word);
        }
    }
    all
}

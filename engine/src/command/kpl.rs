//! Settings of the Kinesis Producer Library, as its configuration names them.

use std::fmt;

use crate::kernel::Span;
use crate::kernel::units::{print_size, print_span};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KplSetting {
    /// AggregationEnabled.
    Aggregation(bool),
    /// RecordMaxBufferedTime.
    Buffered(Span),
    /// AggregationMaxSize, bytes.
    AggregateSize(u64),
    /// AggregationMaxCount.
    AggregateCount(u64),
    /// CollectionMaxCount.
    CollectCount(u64),
    /// CollectionMaxSize, bytes.
    CollectSize(u64),
    /// RecordTtl.
    Ttl(Span),
    /// RateLimit, percent of a shard's limits.
    RateLimit(u64),
    /// FailIfThrottled.
    FailIfThrottled(bool),
    /// MaxConnections.
    MaxConnections(u64),
}

impl KplSetting {
    pub const WORDS: [&str; 10] = [
        "aggregation",
        "buffered",
        "aggregate-size",
        "aggregate-count",
        "collect-count",
        "collect-size",
        "ttl",
        "rate-limit",
        "fail-if-throttled",
        "max-connections",
    ];

    pub fn word(self) -> &'static str {
        match self {
            KplSetting::Aggregation(_) => "aggregation",
            KplSetting::Buffered(_) => "buffered",
            KplSetting::AggregateSize(_) => "aggregate-size",
            KplSetting::AggregateCount(_) => "aggregate-count",
            KplSetting::CollectCount(_) => "collect-count",
            KplSetting::CollectSize(_) => "collect-size",
            KplSetting::Ttl(_) => "ttl",
            KplSetting::RateLimit(_) => "rate-limit",
            KplSetting::FailIfThrottled(_) => "fail-if-throttled",
            KplSetting::MaxConnections(_) => "max-connections",
        }
    }
}

/// What stands behind the word.
impl fmt::Display for KplSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KplSetting::Aggregation(on) => f.write_str(if *on { "on" } else { "off" }),
            KplSetting::FailIfThrottled(on) => f.write_str(if *on { "yes" } else { "no" }),
            KplSetting::Buffered(span) | KplSetting::Ttl(span) => f.write_str(&print_span(*span)),
            KplSetting::AggregateSize(bytes) | KplSetting::CollectSize(bytes) => {
                f.write_str(&print_size(*bytes))
            }
            KplSetting::AggregateCount(count)
            | KplSetting::CollectCount(count)
            | KplSetting::MaxConnections(count) => write!(f, "{count}"),
            KplSetting::RateLimit(percent) => write!(f, "{percent}%"),
        }
    }
}

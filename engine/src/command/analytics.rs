//! What is said of a consumer that counts in windows: Kinesis Data Analytics, and what came after it.

use std::fmt;

use serde::Serialize;

use super::Target;
use crate::kernel::Span;
use crate::kernel::units::print_span;

/// Which rows a window counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum CountBy {
    All,
    /// Those of one partition key.
    Key,
}

/// Of which time a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RowTime {
    /// ROWTIME: when the application read it.
    Read,
    /// ApproximateArrivalTimestamp: when the stream took it.
    Arrival,
}

impl CountBy {
    pub const ALL: [CountBy; 2] = [CountBy::All, CountBy::Key];

    pub fn word(self) -> &'static str {
        match self {
            CountBy::All => "all",
            CountBy::Key => "key",
        }
    }
}

impl RowTime {
    pub const ALL: [RowTime; 2] = [RowTime::Read, RowTime::Arrival];

    pub fn word(self) -> &'static str {
        match self {
            RowTime::Read => "read",
            RowTime::Arrival => "arrival",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnalyticsSetting {
    /// A consumer counts in windows.
    On,
    /// `sliding`: one that goes along with each row; otherwise each begins where the last one ends.
    Window {
        length: Span,
        sliding: bool,
    },
    Count(CountBy),
    /// An alert for counts above it; `None`: rows of all counts.
    Alert(Option<u64>),
    /// Of which time a row is.
    RowTime(RowTime),
    /// Where the rows go; `None`: nowhere.
    Rows(Option<Target>),
}

impl AnalyticsSetting {
    pub const WORDS: [&str; 6] = ["analytics", "window", "count", "above", "row-time", "rows-to"];

    pub fn word(&self) -> &'static str {
        match self {
            AnalyticsSetting::On => "analytics",
            AnalyticsSetting::Window { .. } => "window",
            AnalyticsSetting::Count(_) => "count",
            AnalyticsSetting::Alert(_) => "above",
            AnalyticsSetting::RowTime(_) => "row-time",
            AnalyticsSetting::Rows(_) => "rows-to",
        }
    }
}

/// What stands behind the word; nothing behind `analytics`.
impl fmt::Display for AnalyticsSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnalyticsSetting::On => Ok(()),
            AnalyticsSetting::Window { length, sliding } => {
                write!(f, "{}{}", print_span(*length), if *sliding { " sliding" } else { "" })
            }
            AnalyticsSetting::Count(by) => f.write_str(by.word()),
            AnalyticsSetting::Alert(None) => f.write_str("never"),
            AnalyticsSetting::Alert(Some(above)) => write!(f, "{above}"),
            AnalyticsSetting::RowTime(time) => f.write_str(time.word()),
            AnalyticsSetting::Rows(None) => f.write_str("nowhere"),
            AnalyticsSetting::Rows(Some(target)) => write!(f, "{target}"),
        }
    }
}

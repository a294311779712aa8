//! What is said of copies: where a reader writes, and what is lost between a producer and a service.

use std::fmt;

use serde::Serialize;

/// Where a reader writes what it works on, and what becomes of a record that comes once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum SinkKind {
    /// Each record is added: a counter, a line, a row without a key.
    Plain,
    /// Under the record's own id: who comes again writes over what is there.
    ById,
    /// Files of so many records each, named by their shard and their first sequence number.
    Files(u64),
}

impl fmt::Display for SinkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SinkKind::Plain => f.write_str("plain"),
            SinkKind::ById => f.write_str("by-id"),
            SinkKind::Files(records) => write!(f, "files {records}"),
        }
    }
}

/// What of a call is lost on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Lost {
    /// The service never hears of it.
    Request,
    /// The service has done it, and nobody hears of that.
    Answer,
}

//! What a line says of copies: when a reader notes its place, where it writes, which calls are lost.

use super::cursor::Cursor;
use crate::api::cli::words::Slip;
use crate::command::{Checkpointing, SinkKind};
use crate::kernel::units;

/// `batch`, `never`, `every 5s`, or `every 10000 records`.
pub(super) fn checkpoint(cursor: &mut Cursor<'_>) -> Result<Checkpointing, Slip> {
    const WHEN: [(&str, Option<Checkpointing>); 3] =
        [("batch", Some(Checkpointing::Batch)), ("never", Some(Checkpointing::Never)), ("every", None)];
    match cursor.choice("when it writes a checkpoint", &WHEN)? {
        Some(when) => Ok(when),
        None if cursor.sees_after(1, "records") => {
            let records = cursor.count("a number of records, such as 10000")?;
            cursor.keyword("records")?;
            Ok(Checkpointing::Records(records))
        }
        None => cursor
            .quantity("a time such as 5s, or a number and `records`", units::span)
            .map(Checkpointing::Every),
    }
}

/// `plain`, `by-id`, or `files 5000`.
pub(super) fn sink(cursor: &mut Cursor<'_>) -> Result<SinkKind, Slip> {
    const SINKS: [(&str, Option<SinkKind>); 3] =
        [("plain", Some(SinkKind::Plain)), ("by-id", Some(SinkKind::ById)), ("files", None)];
    match cursor.choice("where it writes", &SINKS)? {
        Some(sink) => Ok(sink),
        None => cursor.count("the records of a file, such as 5000").map(SinkKind::Files),
    }
}

/// `every 10`, if it is said.
pub(super) fn every(cursor: &mut Cursor<'_>) -> Result<u64, Slip> {
    if cursor.take("every") { cursor.count("a number of calls, such as 10") } else { Ok(1) }
}

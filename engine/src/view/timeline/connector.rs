//! What happens in a connector's pipeline and in windows, as one line each.

use super::{MarkerKind, records_of};
use crate::command::Place;
use crate::event::{AnalyticsEvent, ConnectorEvent};
use crate::kernel::units::grouped;

pub(super) fn marker(event: &ConnectorEvent) -> MarkerKind {
    match event {
        ConnectorEvent::Emitted { .. } => MarkerKind::Flush,
        ConnectorEvent::EmitFailed { .. }
        | ConnectorEvent::GivenUp { .. }
        | ConnectorEvent::Forgotten { .. } => MarkerKind::Failure,
    }
}

pub(super) fn sentence(event: &ConnectorEvent) -> String {
    match event {
        ConnectorEvent::Emitted { reader, shard, place, records, fired_by, over, .. } => format!(
            "{reader} emits {} of shard {} to {place}, by {}{}",
            records_of(*records),
            shard.short(),
            fired_by.word(),
            if !*over {
                ""
            } else if let Place::Table(_) = place {
                ", over items of the same ids"
            } else {
                ", over the file of the same name"
            }
        ),
        ConnectorEvent::EmitFailed { reader, place, records, attempt, tries, error, .. } => format!(
            "{reader}: emitting {} to {place} fails, it {}: try {attempt} of {tries}",
            records_of(*records),
            says(error)
        ),
        ConnectorEvent::GivenUp { reader, shard, records, tries, .. } => format!(
            "{reader} gives {} of shard {} up after {tries} tries, and its checkpoint goes on",
            records_of(*records),
            shard.short()
        ),
        ConnectorEvent::Forgotten { reader, shard, worker, records } => format!(
            "{reader}: {} of shard {} were in the memory of worker {worker}, and are gone from there",
            records_of(*records),
            shard.short()
        ),
    }
}

/// What is wrong there is told as its state, an error by its name.
fn says(error: &str) -> String {
    let named = error.starts_with(char::is_uppercase);
    if named { format!("says {error}") } else { format!("is {error}") }
}

pub(super) fn window_marker(event: &AnalyticsEvent) -> Option<MarkerKind> {
    match event {
        AnalyticsEvent::AlertBegan { .. } => Some(MarkerKind::Failure),
        AnalyticsEvent::WindowClosed { rows, .. } if *rows > 0 => Some(MarkerKind::Flush),
        AnalyticsEvent::WindowClosed { .. }
        | AnalyticsEvent::AlertEnded { .. }
        | AnalyticsEvent::Late { .. } => None,
    }
}

/// `key` in a sentence; of all rows together there is none.
fn of(key: &str) -> String {
    if key.is_empty() { String::new() } else { format!(" of `{key}`") }
}

pub(super) fn window_sentence(event: &AnalyticsEvent) -> String {
    match event {
        AnalyticsEvent::WindowClosed { reader, ends_s, records, most, key, rows, .. } => format!(
            "{reader}: a window ends at {ends_s} s with {}, {} at most{}; it gives {}",
            records_of(*records),
            grouped(*most),
            of(key),
            if *rows == 1 { "1 row".to_owned() } else { format!("{} rows", grouped(*rows)) }
        ),
        AnalyticsEvent::AlertBegan { reader, key, count, above } => {
            format!("{reader}: alert, {}{} is more than {}", grouped(*count), of(key), grouped(*above))
        }
        AnalyticsEvent::AlertEnded { reader } => format!("{reader}: the alert is over"),
        AnalyticsEvent::Late { reader, records } => {
            format!("{reader}: {} came after their window had ended", records_of(*records))
        }
    }
}

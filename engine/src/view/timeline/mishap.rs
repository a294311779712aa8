//! What leads to copies, as one line each.

use super::{MarkerKind, records_of};
use crate::event::Mishap;
use crate::kernel::Span;
use crate::kernel::units::{grouped, print_span};

pub(super) fn marker(event: &Mishap) -> Option<MarkerKind> {
    match event {
        Mishap::ReaderCrashed { .. } => Some(MarkerKind::Failure),
        Mishap::AnswerLost { .. }
        | Mishap::RequestLost { .. }
        | Mishap::TimedOut { .. }
        | Mishap::ReaderRestarted { .. }
        | Mishap::ReadTwice { .. } => None,
    }
}

pub(super) fn sentence(event: &Mishap) -> String {
    match event {
        Mishap::AnswerLost { by, to, records, taken } => format!(
            "{by} ← {}: an answer is lost; of {} the service has {}",
            to.name(),
            records_of(*records),
            grouped(*taken)
        ),
        Mishap::RequestLost { by, to, records } => {
            format!("{by} → {}: a request with {} is lost on its way", to.name(), records_of(*records))
        }
        Mishap::TimedOut { by, records, waited_ms, again } => {
            let then = if *again { "it puts them again" } else { "it leaves them, and does not know" };
            let waited = print_span(Span::millis(*waited_ms));
            format!("{by} has waited {waited} for an answer about {}: {then}", records_of(*records))
        }
        Mishap::ReaderCrashed { reader, since } => {
            format!("{reader} crashes, {} after its bookmarks", records_of(*since))
        }
        Mishap::ReaderRestarted { reader, bookmarks: 0 } => {
            format!("{reader} is started again, without a bookmark")
        }
        Mishap::ReaderRestarted { reader, .. } => format!("{reader} is started again, at its bookmarks"),
        Mishap::ReadTwice { reader, shard, records } => {
            format!("{reader} ← shard {}: {} read once more", shard.short(), records_of(*records))
        }
    }
}

//! What of a shard is encrypted with which key, and how much of it a reader may decrypt: record by record.

use std::ops::Range;

use super::shard::Shard;
use crate::command::{Action, Principal};
use crate::kernel::Time;
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};
use crate::security::may_not_decrypt;
use crate::step::Step;

/// Records of one shard, and which of them are encrypted.
pub(super) struct Secret<'a> {
    records: Range<u64>,
    /// By key, in their order; none of those that lie open.
    parts: Vec<(Range<u64>, &'a str)>,
}

impl<'a> Secret<'a> {
    /// `encryption`: since when new records were encrypted with which key, oldest first.
    pub fn of(encryption: &'a [(Time, Option<String>)], shard: &Shard, records: Range<u64>) -> Secret<'a> {
        let mut parts = Vec::new();
        if !records.is_empty() {
            let ends = encryption.iter().skip(1).map(|(at, _)| shard.index_at(*at)).chain([u64::MAX]);
            for ((since, key), end) in encryption.iter().zip(ends) {
                let part = records.start.max(shard.index_at(*since))..records.end.min(end);
                if let (Some(key), false) = (key, part.is_empty()) {
                    parts.push((part, key.as_str()));
                }
            }
        }
        Secret { records, parts }
    }

    /// The records before the first that the caller may not decrypt, and why it may not.
    pub fn opened(
        self,
        step: &mut Step<'_>,
        (stream, created): (&Name, Time),
    ) -> (Range<u64>, Option<Refusal>) {
        for (part, key) in self.parts {
            if let Err(refusal) = step.use_key(Action::Decrypt, key) {
                let refusal = match (refusal.error, step.who) {
                    (ErrorName::KMSAccessDeniedException, Some(who)) => {
                        said_by_kinesis(step, who, (stream, created))
                    }
                    _ => refusal,
                };
                return (self.records.start..part.start, Some(refusal));
            }
        }
        (self.records, None)
    }
}

fn said_by_kinesis(step: &Step<'_>, who: &Principal, (stream, created): (&Name, Time)) -> Refusal {
    may_not_decrypt(who, (stream, step.era.epoch_seconds(created)))
}

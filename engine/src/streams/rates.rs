//! How often each call of the control plane may be made: buckets of one second, per account or per stream.

use std::collections::BTreeMap;

use super::Streams;
use crate::era::Era;
use crate::kernel::{Bucket, Time};
use crate::limits::Limit;
use crate::names::{ACCOUNT, Name};
use crate::refusal::{ErrorName, Refusal};

#[derive(Clone, Debug, Default)]
pub(super) struct Rates(BTreeMap<(&'static str, Option<Name>), Bucket>);

impl Streams {
    /// Counts a call of the control plane. `stream` is `None` for a limit of the whole account; a limit of 0 is
    /// none that AWS states for the era.
    ///
    /// # Errors
    /// LimitExceededException.
    pub(crate) fn charge(
        &mut self,
        (now, era): (Time, Era),
        limit: &'static Limit,
        stream: Option<&Name>,
    ) -> Result<(), Refusal> {
        let most = limit.at(era);
        if most == 0 {
            return Ok(());
        }
        let key = (limit.id, stream.cloned());
        let bucket = self.rates.0.entry(key).or_insert_with(|| Bucket::full(most, most, now));
        if !bucket.has(1, now) {
            let what = stream.map_or(String::new(), |stream| format!(" for stream {stream}"));
            let text = format!("Rate exceeded{what} under account {ACCOUNT}.");
            return Err(Refusal::new(ErrorName::LimitExceededException, text).met(limit, most, most + 1));
        }
        bucket.take(1, now);
        Ok(())
    }
}

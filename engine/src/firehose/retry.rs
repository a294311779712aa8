//! When a parcel that failed is tried again, and until when.

use super::{DeliveryStream, Parcel, Stage, settings};
use crate::era::Era;
use crate::kernel::{Span, Time};
use crate::limits;

impl DeliveryStream {
    /// No attempt begins after this instant; `None` of a parcel that has not failed. `keeps` is how long the source
    /// stream keeps its records.
    pub fn retries_until(&self, parcel: &Parcel, keeps: Option<Span>, era: Era) -> Option<Time> {
        let since = parcel.failing_since?;
        Some(match (parcel.stage, keeps) {
            // A source stream keeps what could not be stored by its own retention, Direct PUT for a day (W19).
            (Stage::Store, Some(keeps)) => parcel.oldest + keeps,
            (Stage::Store, None) => since + Span::seconds(limits::S3_RETRY.at(era)),
            (Stage::Copy | Stage::Send, _) => since + settings::retry(&self.destination.to, era),
        })
    }

    /// When a parcel whose attempt ends now is tried again; `None` if it is not.
    pub(super) fn next_try(&self, parcel: &Parcel, now: Time, keeps: Option<Span>, era: Era) -> Option<Time> {
        let ends = self.retries_until(parcel, keeps, era)?;
        match parcel.stage {
            Stage::Store => {
                // Modelling choice: the first retries come after 5, 10, 20 … seconds, then every five minutes, and a
                // last one at the very end.
                let first = limits::S3_RETRY_STEP.at(era);
                let most = limits::RETRY_STEP.at(era);
                let wait = (first << (parcel.attempts - 1).min(16)).min(most);
                (now < ends).then(|| (now + Span::seconds(wait)).min(ends))
            }
            Stage::Copy | Stage::Send => {
                let next = now + Span::seconds(limits::RETRY_STEP.at(era));
                (next <= ends).then_some(next)
            }
        }
    }

    /// How long what failed at its destination is tried again; `None` of S3, where it cannot be set.
    pub fn retry_setting(&self, era: Era) -> Option<Span> {
        use crate::command::DeliverTo;
        match &self.destination.to {
            DeliverTo::S3 => None,
            DeliverTo::Redshift { .. }
            | DeliverTo::OpenSearch { .. }
            | DeliverTo::Splunk { .. }
            | DeliverTo::Http { .. } => Some(settings::retry(&self.destination.to, era)),
        }
    }
}

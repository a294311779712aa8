//! Every record accounted for: counted from events alone, so that it can be held against the world's state.
//!
//! Where a KPL packed several user records into one, each of them counts.

use serde::Serialize;

use crate::event::{Event, Folder, What};

/// Sums over the whole story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Accounts {
    /// Put to streams, by actors and by hand, taken or not.
    pub put: u64,
    pub refused: u64,
    /// Of those that were taken: copies of what their stream had already.
    pub doubled: u64,
    pub expired: u64,
    /// Of the expired: before every reader had read them.
    pub expired_unread: u64,
    /// Taken by Firehose from a stream or by Direct PUT.
    pub firehose_put: u64,
    pub firehose_refused: u64,
    pub dropped: u64,
    pub delivered: u64,
    /// In a failure folder, or in objects that Redshift did not copy.
    pub failed: u64,
    /// Brought in by hand from there: loaded, indexed, or put again (which counts as another put).
    pub backfilled: u64,
    /// Given up by Firehose after its last retry, or deleted with the delivery stream.
    pub firehose_lost: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger(Accounts);

impl Ledger {
    pub fn accounts(&self) -> Accounts {
        self.0
    }

    pub(super) fn note(&mut self, event: &Event) {
        let sum = &mut self.0;
        match &event.what {
            What::RecordsPut { user_records: Some(counts), doubled, .. } => {
                sum.doubled += u64::from(*doubled);
                sum.put += counts[0] + counts[1];
                sum.refused += counts[1];
            }
            What::RecordsPut { shards, doubled, .. } => {
                sum.doubled += u64::from(*doubled);
                for tally in shards {
                    sum.put += u64::from(tally.taken + tally.refused);
                    sum.refused += u64::from(tally.refused);
                }
            }
            What::PutFailed { to, records, .. } => match to {
                crate::command::Target::Stream(_) => {
                    sum.put += records;
                    sum.refused += records;
                }
                crate::command::Target::Firehose(_) => sum.firehose_refused += records,
                crate::command::Target::Function(_) => {}
            },
            What::RecordsExpired { records, unread, user_records, .. } => {
                let [records, unread] = user_records.unwrap_or([*records, *unread]);
                sum.expired += records;
                sum.expired_unread += unread;
            }
            What::FirehosePut { taken, refused, .. } => {
                sum.firehose_put += taken;
                sum.firehose_refused += refused;
            }
            What::FirehoseFetched { records, .. } => sum.firehose_put += records,
            What::RecordsParted { records, into, .. } => sum.firehose_put += into - records,
            What::TransformAnswered { dropped, .. } => sum.dropped += dropped,
            What::ObjectWritten { folder, records, staged, .. } => {
                if *folder == Folder::Data && !staged {
                    sum.delivered += records;
                } else if folder.failed() {
                    sum.failed += records;
                }
            }
            What::Delivered { records, .. } => sum.delivered += records,
            // They lie in objects, and in no table.
            What::CopySkipped { records, .. } => sum.failed += records,
            What::Backfilled { records, .. } => {
                sum.failed -= records;
                sum.backfilled += records;
            }
            What::RecordsLost { records, .. } | What::DeliveryStreamDeleting { records, .. } => {
                sum.firehose_lost += records;
            }
            // Modelling choice: records of a deleted stream count as expired: they too can be read no more.
            What::StreamDeleted { records, unread, user_records, .. } => {
                let [records, unread] = user_records.unwrap_or([*records, *unread]);
                sum.expired += records;
                sum.expired_unread += unread;
            }
            What::Commanded { .. }
            | What::CommandRefused { .. }
            | What::StreamCreating { .. }
            | What::StreamUpdating { .. }
            | What::StreamActive { .. }
            | What::StreamDeleting { .. }
            | What::RetentionSet { .. }
            | What::EncryptionSet { .. }
            | What::StreamModeSet { .. }
            | What::ShardCountUpdating { .. }
            | What::OnDemandScaled { .. }
            | What::ConsumerRegistered { .. }
            | What::ConsumerActive { .. }
            | What::ConsumerDeregistered { .. }
            | What::RegistrationRefused { .. }
            | What::Subscribed { .. }
            | What::SubscriptionEnded { .. }
            | What::RecordsPushed { .. }
            | What::ReadOutOfOrder { .. }
            | What::ShardSplit { .. }
            | What::ShardsMerged { .. }
            | What::RecordsRead { .. }
            | What::ReadRefused { .. }
            | What::ActorStarted { .. }
            | What::ActorSet { .. }
            | What::Kcl(_)
            | What::Table(_)
            | What::Mapping(_)
            | What::Mishap(_)
            | What::Connector(_)
            | What::Analytics(_)
            | What::RecordsResent { .. }
            | What::FeedTold { .. }
            | What::RetriesSpent { .. }
            | What::UserRecordsFailed { .. }
            | What::ShardMapStale { .. }
            | What::ActorStopped { .. }
            | What::BucketCreated { .. }
            | What::DeliveryStreamCreated { .. }
            | What::DeliveryStreamDeleted { .. }
            | What::DestinationUpdated { .. }
            | What::TransformFailed { .. }
            | What::DeliveryFailed { .. }
            | What::BufferRaised { .. }
            | What::FaultBegan { .. }
            | What::FaultEnded { .. }
            | What::RecordsConverted { .. }
            | What::PartitionsActive { .. }
            | What::TransformInvoked { .. }
            | What::BufferFlushed { .. } => {}
        }
    }
}

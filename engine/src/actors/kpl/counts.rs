//! What a KPL tells CloudWatch, in the namespace KinesisProducerLibrary: here as sums since it began.

use crate::event::KplFailure;
use crate::kernel::{Rate, Span};

#[derive(Clone, Debug, Default)]
pub struct KplCounts {
    /// UserRecordsReceived.
    pub received: u64,
    /// UserRecordsPut: in the stream, as far as the KPL knows.
    pub put: u64,
    /// UserRecordExpired.
    pub expired: u64,
    /// Given up because they were throttled and FailIfThrottled is on.
    pub throttled: u64,
    /// In its memory when the process ended.
    pub stopped: u64,
    /// KinesisRecordsPut, and KinesisRecordsDataPut in bytes.
    pub kinesis_put: u64,
    pub kinesis_bytes: u64,
    /// AllErrors: records that were refused, and calls that failed.
    pub errors: u64,
    /// Of these the records that a shard refused: ErrorsByCode, ProvisionedThroughputExceededException.
    pub throttled_records: u64,
    /// PutRecords calls, the records in them and the user records in those.
    pub requests: u64,
    pub sent: u64,
    /// RequestTime of all calls together.
    pub request_time: Span,
    pub user_sent: u64,
    /// Tries beyond the first, of user records that are done.
    pub retries: u64,
    /// BufferingTime of all tries together, how many they were, and the longest.
    pub buffering: Span,
    pub tries: u64,
    pub buffering_most: Span,
    /// User records that the stream has once more: after an answer that was lost, or since a shard was not the one that
    /// was predicted.
    pub doubled: u64,
    /// What is given to it, and what it puts.
    pub received_rate: Rate,
    pub put_rate: Rate,
}

impl KplCounts {
    /// User records that are done, well or not.
    pub fn done(&self) -> u64 {
        self.put + self.failed()
    }

    pub fn failed(&self) -> u64 {
        self.expired + self.throttled + self.stopped
    }

    pub(super) fn buffered(&mut self, span: Span) {
        self.buffering = self.buffering + span;
        self.buffering_most = self.buffering_most.max(span);
        self.tries += 1;
    }

    pub(super) fn fail(&mut self, why: KplFailure, records: u64) {
        match why {
            KplFailure::Expired => self.expired += records,
            KplFailure::Throttled => self.throttled += records,
            KplFailure::Stopped => self.stopped += records,
        }
    }
}

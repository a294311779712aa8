//! The CloudWatch metrics of a delivery stream: AWS's names and units, one value for each minute.
//!
//! Success is in percent, where CloudWatch's average says 1 for 100 %. Absent: metrics of KMS, of the API calls'
//! latency and of Firehose's own limits.

mod services;
mod sources;
mod told;

pub use told::{HUNDREDTHS, Teller, tellers, told};

use crate::command::{DeliverTo, SearchService};
use crate::era::Era;
use crate::firehose::DeliveryStream;
use crate::limits::{self, Limit};
use crate::meters::{Minute, Sent};
use crate::names::Name;
use crate::world::World;

/// Name, unit and meaning of the one metric that no scene has without jq.
pub const JQ_DURATION: (&str, &str, &str) = (
    "JQProcessing.Duration",
    "ms",
    "How long the jq expression took for a batch of records, on average. A gap: it did not run.",
);

/// One metric over the last minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// `DeliveryToS3.Success`.
    pub name: String,
    /// `records`, `bytes`, `calls`, `%`, `s`, `ms`, `partitions`; of what is a sum, per minute.
    pub unit: &'static str,
    /// What it says, in a sentence.
    pub about: &'static str,
    /// The second with which each minute began, and a value; none where nothing was measured.
    pub points: Vec<(u64, Option<u64>)>,
    /// The quota that holds for a minute.
    pub limit: Option<u64>,
    /// More than 0 is trouble.
    pub bad: bool,
}

/// The metrics that a delivery stream as it is set now has, each with its last whole minutes. `None` if there is no
/// such delivery stream.
pub fn metrics(world: &World, name: &Name, minutes: usize) -> Option<Vec<Metric>> {
    let delivery = world.firehose().delivery_stream(name).ok()?;
    let past: Vec<&Minute> = world.meters().minutes.of(name, minutes).collect();
    let mut all = Metrics { past, era: world.era(), made: Vec::new() };
    all.arrival(delivery);
    all.transform(delivery);
    all.partitions(delivery);
    all.destinations(delivery);
    Some(all.made)
}

struct Metrics<'a> {
    past: Vec<&'a Minute>,
    era: Era,
    made: Vec<Metric>,
}

impl Metrics<'_> {
    fn add(
        &mut self,
        name: impl Into<String>,
        unit: &'static str,
        value: impl Fn(&Minute) -> Option<u64>,
        about: &'static str,
    ) -> &mut Metric {
        let points = self.past.iter().map(|minute| (minute.at * 60, value(minute))).collect();
        let metric = Metric { name: name.into(), unit, about, points, limit: None, bad: false };
        self.made.push(metric);
        self.made.last_mut().expect("it was pushed")
    }

    fn arrival(&mut self, delivery: &DeliveryStream) {
        if delivery.source.is_some() {
            self.add(
                "DataReadFromKinesisStream.Records",
                "records",
                |m| Some(m.read_records),
                "Records read from the source stream.",
            );
            self.add(
                "DataReadFromKinesisStream.Bytes",
                "bytes",
                |m| Some(m.read_bytes),
                "Bytes read from the source stream.",
            );
            self.add("KinesisMillisBehindLatest", "ms", |m| m.behind_ms,
                "How far the last record read was behind the newest of the source stream, at most. A gap: nothing was read.");
            return;
        }
        let of_a_minute = |limit: &Limit, era| Some(limit.at(era) * 60);
        let era = self.era;
        self.add(
            "IncomingRecords",
            "records",
            |m| Some(m.incoming_records),
            "Records taken by Direct PUT.",
        )
        .limit = of_a_minute(&limits::FIREHOSE_PUT_RECORDS, era);
        self.add(
            "IncomingBytes",
            "bytes",
            |m| Some(m.incoming_bytes),
            "Bytes of data taken by Direct PUT.",
        )
        .limit = of_a_minute(&limits::FIREHOSE_PUT_BYTES, era);
        self.add(
            "IncomingPutRequests",
            "calls",
            |m| Some(m.put_requests),
            "Calls of PutRecord and PutRecordBatch.",
        )
        .limit = of_a_minute(&limits::FIREHOSE_PUT_REQUESTS, era);
        self.add(
            "ThrottledRecords",
            "records",
            |m| Some(m.throttled),
            "Records refused because a quota of Direct PUT was spent: `Slow down.`",
        )
        .bad = true;
    }

    fn transform(&mut self, delivery: &DeliveryStream) {
        if delivery.transform().is_some() {
            self.add(
                "ExecuteProcessing.Duration",
                "ms",
                |m| m.invoked_ms.checked_div(m.invoked.1),
                "How long an invocation of the function took, on average. A gap: none ended.",
            );
            self.add(
                "ExecuteProcessing.Success",
                "%",
                |m| percent(m.invoked),
                "Invocations that were answered, of all that ended.",
            );
            self.add(
                "SucceedProcessing.Records",
                "records",
                |m| Some(m.processed.0),
                "Records that the function answered with Ok or Dropped.",
            );
            self.add(
                "SucceedProcessing.Bytes",
                "bytes",
                |m| Some(m.processed.1),
                "Bytes of the data that the function answered with Ok.",
            );
        }
        if delivery.destination.s3.conversion.is_some() {
            self.add(
                "SucceedConversion.Records",
                "records",
                |m| Some(m.converted),
                "Records that became rows of the table.",
            );
            self.add(
                "FailedConversion.Records",
                "records",
                |m| Some(m.unconverted),
                "Records that did not become rows: they lie under format-conversion-failed.",
            )
            .bad = true;
        }
    }

    fn partitions(&mut self, delivery: &DeliveryStream) {
        if !delivery.destination.s3.partitioned {
            return;
        }
        let most = limits::ACTIVE_PARTITIONS.at(self.era);
        self.add(
            "PartitionCount",
            "partitions",
            |m| m.partitions,
            "The most partitions that were active at once: with records that are not delivered yet.",
        )
        .limit = Some(most);
        self.add(
            "PartitionCountExceeded",
            "",
            |m| m.partitions.map(|_| u64::from(m.beyond > 0)),
            "1 if a record was of one partition too many: such records lie under activePartitionExceeded.",
        )
        .bad = true;
        if delivery.query.is_some() {
            let era = self.era;
            // Modelling choice: AWS does not publish how long jq takes; here it keeps no record waiting.
            self.add(
                JQ_DURATION.0,
                JQ_DURATION.1,
                move |m| {
                    let (batches, records) = m.queried;
                    let fixed = limits::JQ_TAKES.at(era) * 1_000 * batches;
                    let us = fixed + limits::JQ_TAKES_RECORD.at(era) * records;
                    (us / 1_000).checked_div(batches)
                },
                JQ_DURATION.2,
            );
        }
    }

    fn destinations(&mut self, delivery: &DeliveryStream) {
        self.sent("DeliveryToS3", |m| m.s3, "Objects that were written, of all attempts to write one.");
        let to = &delivery.destination.to;
        let place = match to {
            DeliverTo::S3 => "DeliveryToS3",
            DeliverTo::Redshift { .. } => "DeliveryToRedshift",
            DeliverTo::OpenSearch { service: SearchService::OpenSearch, .. } => {
                "DeliveryToAmazonOpenSearchService"
            }
            DeliverTo::OpenSearch { service: SearchService::Elasticsearch, .. } => "DeliveryToElasticsearch",
            DeliverTo::Splunk { .. } => "DeliveryToSplunk",
            DeliverTo::Http { .. } => "DeliveryToHttpEndpoint",
        };
        match to {
            DeliverTo::S3 => {}
            DeliverTo::Redshift { .. } => {
                self.sent(place, |m| m.to, "COPY commands that succeeded, of all.");
            }
            DeliverTo::OpenSearch { .. } | DeliverTo::Splunk { .. } | DeliverTo::Http { .. } => {
                self.sent(place, |m| m.to, "Records that were taken, of all that were sent.");
            }
        }
        // Of Redshift there is none: its data is fresh when it lies in the bucket.
        let fresh = if matches!(to, DeliverTo::Redshift { .. }) { "DeliveryToS3" } else { place };
        self.add(
            format!("{fresh}.DataFreshness"),
            "s",
            |m| Some(m.freshness_ms.unwrap_or(0) / 1_000),
            "How old the oldest record was that is not delivered yet, at the minute's end.",
        );
        if delivery.destination.backup.is_some() {
            self.sent(
                "BackupToS3",
                |m| m.backup,
                "Objects of the backup that were written, of all attempts to write one.",
            );
        }
    }

    fn sent(&mut self, place: &str, of: fn(&Minute) -> Sent, success: &'static str) {
        self.add(
            format!("{place}.Records"),
            "records",
            |m| Some(of(m).records),
            "Records that arrived there.",
        );
        self.add(
            format!("{place}.Bytes"),
            "bytes",
            |m| Some(of(m).bytes),
            "Bytes that arrived there, as they are stored.",
        );
        let percent = move |m: &Minute| percent((of(m).succeeded, of(m).tried));
        self.add(format!("{place}.Success"), "%", percent, success);
    }
}

/// Hundredths of what was tried that succeeded; `None` if nothing was.
fn percent((succeeded, tried): (u64, u64)) -> Option<u64> {
    (succeeded * 100).checked_div(tried)
}

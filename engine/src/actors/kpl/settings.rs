//! The configuration of a KPL, with the bounds that it has.

use crate::command::KplSetting;
use crate::era::Era;
use crate::kernel::Span;
use crate::limits::{self, Limit};
use crate::refusal::Refusal;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KplSettings {
    /// AggregationEnabled.
    pub aggregation: bool,
    /// RecordMaxBufferedTime.
    pub buffered: Span,
    /// AggregationMaxSize, bytes.
    pub aggregate_size: u64,
    /// AggregationMaxCount.
    pub aggregate_count: u64,
    /// CollectionMaxCount.
    pub collect_count: u64,
    /// CollectionMaxSize, bytes.
    pub collect_size: u64,
    /// RecordTtl.
    pub ttl: Span,
    /// RateLimit, percent.
    pub rate_limit: u64,
    /// FailIfThrottled.
    pub fail_if_throttled: bool,
    /// MaxConnections.
    pub max_connections: u64,
    /// RequestTimeout.
    pub request_timeout: Span,
}

impl KplSettings {
    pub fn new(era: Era) -> KplSettings {
        KplSettings {
            aggregation: true,
            buffered: Span::millis(limits::KPL_BUFFERED.at(era)),
            aggregate_size: limits::KPL_AGGREGATE_SIZE.at(era),
            aggregate_count: limits::KPL_AGGREGATE_COUNT.at(era),
            collect_count: limits::KPL_COLLECT_COUNT.at(era),
            collect_size: limits::KPL_COLLECT_SIZE.at(era),
            ttl: Span::millis(limits::KPL_TTL.at(era)),
            rate_limit: limits::KPL_RATE_LIMIT.at(era),
            fail_if_throttled: false,
            max_connections: limits::KPL_MAX_CONNECTIONS.at(era),
            request_timeout: Span::millis(limits::KPL_REQUEST_TIMEOUT.at(era)),
        }
    }

    /// # Errors
    /// If the KPL would not start with it; nothing changes then.
    pub(super) fn take(&mut self, setting: KplSetting, era: Era) -> Result<(), Refusal> {
        match setting {
            KplSetting::Aggregation(on) => self.aggregation = on,
            KplSetting::Buffered(span) => {
                let most = limits::KPL_BUFFERED_MAX.at(era);
                within("RecordMaxBufferedTime", span.as_millis(), (1, most * 1_000), "ms").map_err(
                    |refusal| over(refusal, &limits::KPL_BUFFERED_MAX, era, span.as_millis().div_ceil(1_000)),
                )?;
                self.buffered = span;
            }
            KplSetting::AggregateSize(bytes) => {
                let (least, most) = (&limits::KPL_AGGREGATE_SIZE_MIN, &limits::KPL_AGGREGATE_SIZE_MAX);
                bounded("AggregationMaxSize", bytes, (least, most), era)?;
                self.aggregate_size = bytes;
            }
            KplSetting::AggregateCount(count) => {
                let most = &limits::KPL_AGGREGATE_COUNT;
                within("AggregationMaxCount", count, (1, most.at(era)), most.unit)
                    .map_err(|refusal| over(refusal, most, era, count))?;
                self.aggregate_count = count;
            }
            KplSetting::CollectCount(count) => {
                let most = &limits::KPL_COLLECT_COUNT;
                within("CollectionMaxCount", count, (1, most.at(era)), most.unit)
                    .map_err(|refusal| over(refusal, most, era, count))?;
                self.collect_count = count;
            }
            // The KPL itself has no bound, but no PutRecords may be larger.
            KplSetting::CollectSize(bytes) => {
                let (least, most) = (&limits::KPL_COLLECT_SIZE_MIN, &limits::PUT_RECORDS_BYTES);
                bounded("CollectionMaxSize", bytes, (least, most), era)?;
                self.collect_size = bytes;
            }
            KplSetting::Ttl(span) => {
                let (least, most) = (limits::KPL_TTL_MIN.at(era), limits::KPL_TTL_MAX.at(era));
                within("RecordTtl", span.as_millis(), (least, most * 1_000), "ms")
                    .map_err(|refusal| over(refusal, &limits::KPL_TTL_MIN, era, span.as_millis()))?;
                self.ttl = span;
            }
            KplSetting::RateLimit(percent) => {
                let most = &limits::KPL_RATE_LIMIT_MAX;
                within("RateLimit", percent, (1, most.at(era)), most.unit)
                    .map_err(|refusal| over(refusal, most, era, percent))?;
                self.rate_limit = percent;
            }
            KplSetting::MaxConnections(count) => {
                let most = &limits::KPL_MAX_CONNECTIONS_MOST;
                within("MaxConnections", count, (1, most.at(era)), most.unit)
                    .map_err(|refusal| over(refusal, most, era, count))?;
                self.max_connections = count;
            }
            KplSetting::FailIfThrottled(yes) => self.fail_if_throttled = yes,
        }
        Ok(())
    }

    /// What of RecordMaxBufferedTime is kept for collection.
    ///
    /// Modelling choice: the KPL adds this wait to RecordMaxBufferedTime; here it is a part of it, so that a record that
    /// is alone leaves within RecordMaxBufferedTime, as its documentation says.
    pub fn collect_wait(&self, era: Era) -> Span {
        let share = self.buffered.as_micros() * limits::KPL_COLLECT_SHARE.at(era) / 100;
        Span::micros(share).min(Span::millis(limits::KPL_COLLECT_MOST.at(era)))
    }
}

fn within(name: &str, asked: u64, (least, most): (u64, u64), unit: &str) -> Result<(), Refusal> {
    if (least..=most).contains(&asked) {
        return Ok(());
    }
    Err(Refusal::scene(format!("{name} is {least} to {most} {unit}, not {asked}")))
}

fn bounded(
    name: &str,
    asked: u64,
    (least, most): (&'static Limit, &'static Limit),
    era: Era,
) -> Result<(), Refusal> {
    let met = if asked < least.at(era) { least } else { most };
    within(name, asked, (least.at(era), most.at(era)), most.unit)
        .map_err(|refusal| over(refusal, met, era, asked))
}

fn over(refusal: Refusal, limit: &'static Limit, era: Era, asked: u64) -> Refusal {
    refusal.met(limit, limit.at(era), asked)
}

//! What AWS charges, as data: one row for each thing that a bill counts, with its price, its rule and its source.
//!
//! Promised: list prices of us-east-1, first tier, as of [`AS_OF`], in whole nano-dollars. Absent: tiers, free tiers,
//! taxes, savings plans, data transfer, and prices as they were: every era is billed at the prices of [`AS_OF`].

use crate::era::Era;
use crate::kernel::{Span, units};

/// When the prices were looked up.
pub const AS_OF: &str = "November 2026";

/// A month has 730 hours, as AWS's own Pricing Calculator counts.
pub const MONTH: Span = Span::hours(730);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    Streams,
    Firehose,
    Lambda,
    DynamoDb,
    S3,
    CloudWatch,
}

impl Service {
    pub const ALL: [Service; 6] = [
        Service::Streams,
        Service::Firehose,
        Service::Lambda,
        Service::DynamoDb,
        Service::S3,
        Service::CloudWatch,
    ];

    pub fn name(self, era: Era) -> &'static str {
        match self {
            Service::Streams => "Amazon Kinesis Data Streams",
            Service::Firehose if era == Era::Today => "Amazon Data Firehose",
            Service::Firehose => "Amazon Kinesis Data Firehose",
            Service::Lambda => "AWS Lambda",
            Service::DynamoDb => "Amazon DynamoDB",
            Service::S3 => "Amazon S3",
            Service::CloudWatch => "Amazon CloudWatch",
        }
    }
}

/// What a quantity is counted in, and how much of it the price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Counted in µs, priced by the hour.
    Hours,
    /// Counted in µs, priced by the month.
    Months,
    /// Pieces, priced by the thousand.
    Thousands,
    /// Pieces, priced by the million.
    Millions,
    /// Half pieces, priced by the million whole ones.
    HalfMillions,
    /// Bytes, priced by the GB of 2^30.
    Gigabytes,
    /// Bytes times µs, priced by the GB and month.
    GigabyteMonths,
    /// Milliseconds times MB, priced by the second and GB.
    GigabyteSeconds,
}

impl Measure {
    /// How many of what is counted the price is for.
    pub fn per(self) -> u128 {
        let (gigabyte, month) = (1 << 30, u128::from(MONTH.as_micros()));
        match self {
            Measure::Hours => u128::from(Span::hours(1).as_micros()),
            Measure::Months => month,
            Measure::Thousands => 1_000,
            Measure::Millions => 1_000_000,
            Measure::HalfMillions => 2_000_000,
            Measure::Gigabytes => gigabyte,
            Measure::GigabyteMonths => gigabyte * month,
            Measure::GigabyteSeconds => 1_024 * 1_000,
        }
    }

    /// A quantity in small whole units for conditions, rounded down, and what these are called.
    pub fn counted(self, quantity: u128) -> (u64, &'static str) {
        let (by, name) = match self {
            Measure::Hours | Measure::Months => (1_000_000, "seconds"),
            Measure::Thousands | Measure::Millions => (1, "pieces"),
            Measure::HalfMillions => (2, "pieces"),
            Measure::Gigabytes => (1, "bytes"),
            Measure::GigabyteMonths => (3_600_000_000, "byte-hours"),
            Measure::GigabyteSeconds => (1, "MB-milliseconds"),
        };
        (u64::try_from(quantity / by).unwrap_or(u64::MAX), name)
    }
}

/// What a line of a bill is priced by.
#[derive(Debug)]
pub struct Price {
    /// Names the line in conditions.
    pub id: &'static str,
    pub service: Service,
    pub measure: Measure,
    /// Nano-dollars of one unit.
    pub nano: u64,
    /// One unit, as the price names it.
    pub unit: &'static str,
    /// What is counted.
    pub what: &'static str,
    /// How it is rounded, and whether an hour that has begun counts whole.
    pub rule: &'static str,
    pub source: &'static str,
}

impl Price {
    /// What a quantity costs, in nano-dollars, rounded half up.
    pub fn amount(&self, quantity: u128) -> u64 {
        let per = self.measure.per();
        u64::try_from((quantity * u128::from(self.nano) + per / 2) / per).unwrap_or(u64::MAX)
    }

    /// What a quantity would cost if it came in each `window` of a month, in nano-dollars, rounded half up.
    pub fn monthly(&self, quantity: u128, window: Span) -> u64 {
        let (per, window) = (self.measure.per(), u128::from(window.as_micros().max(1)));
        let (price, month) = (quantity * u128::from(self.nano), u128::from(MONTH.as_micros()));
        let nano = match price.checked_mul(month) {
            Some(whole) => (whole + per * window / 2) / (per * window),
            // Bytes times µs: their price in millionths of a nano-dollar is exact enough.
            None => (price * 1_000_000 / per * month / window + 500_000) / 1_000_000,
        };
        u64::try_from(nano).unwrap_or(u64::MAX)
    }

    /// A quantity in units of the price, with up to six places: `1.5`.
    pub fn quantity(&self, quantity: u128) -> String {
        let per = self.measure.per();
        // Whole units first: what is left is smaller than one, and a million of that still fits.
        let millionths = (quantity % per * 1_000_000 + per / 2) / per;
        let (whole, millionths) = (quantity / per + millionths / 1_000_000, millionths % 1_000_000);
        let text = format!("{}.{millionths:06}", units::grouped(u64::try_from(whole).unwrap_or(u64::MAX)));
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

macro_rules! prices {
    ($($item:ident $id:literal $service:ident $measure:ident $nano:literal per $unit:literal, $what:literal, $rule:expr, $source:expr;)*) => {
        /// What a bill counts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Item { $(#[doc = $what] $item),* }

        impl Item {
            /// In the order of the bill.
            pub const ALL: &'static [Item] = &[$(Item::$item),*];

            pub fn price(self) -> &'static Price {
                match self {
                    $(Item::$item => &Price {
                        id: $id, service: Service::$service, measure: Measure::$measure, nano: $nano, unit: $unit,
                        what: $what, rule: $rule, source: $source,
                    }),*
                }
            }
        }
    };
}

const PRO_RATA: &str = "For each open shard while the stream exists, to the second. Modelling choice: AWS says \"at an hourly rate\" and \
     publishes no rounding.";
const STREAMS: &str = "aws.amazon.com/kinesis/data-streams/pricing; AWS price list, as known to us";
const STREAMS_FAQ: &str =
    "aws.amazon.com/kinesis/data-streams/faqs, Pricing and billing; AWS price list, as known to us";
const FIREHOSE: &str = "aws.amazon.com/firehose/pricing; AWS price list, as known to us";
const DYNAMODB: &str = "aws.amazon.com/dynamodb/pricing; AWS price list, as known to us";
const LAMBDA: &str = "aws.amazon.com/lambda/pricing; AWS price list, as known to us";

prices! {
    ShardHours "kds-shard-hours" Streams Hours 15_000_000 per "shard-hour",
        "open shards of provisioned streams", PRO_RATA, STREAMS_FAQ;
    PutUnits "kds-put-units" Streams Millions 14_000_000 per "million PUT payload units",
        "PUT payload units",
        "The data of each record taken, as whole 25 KB. An aggregated record is one record. Modelling choice: the \
         partition key is no payload.", STREAMS_FAQ;
    ExtendedShardHours "kds-extended-shard-hours" Streams Hours 20_000_000 per "shard-hour",
        "retention beyond 24 hours",
        "For each open shard while RetentionPeriodHours is above 24, to the second, however old its records are.",
        STREAMS_FAQ;
    LongTermStorage "kds-long-term-storage" Streams GigabyteMonths 23_000_000 per "GB-month",
        "records older than seven days",
        "For the bytes that are kept beyond seven days, as long as they are.", STREAMS_FAQ;
    LongTermReads "kds-long-term-reads" Streams Gigabytes 21_000_000 per "GB",
        "records read after seven days",
        "What GetRecords gives of records older than seven days; enhanced fan-out costs nothing more for them.",
        STREAMS_FAQ;
    FanOutHours "kds-fan-out-hours" Streams Hours 15_000_000 per "consumer-shard-hour",
        "registered consumers, each times the open shards",
        "Pro rata: AWS says \"only for the prorated portion of the hour the consumer was registered\".", STREAMS_FAQ;
    FanOutReads "kds-fan-out-reads" Streams Gigabytes 13_000_000 per "GB",
        "data pushed to registered consumers", "To the byte, once for each consumer.", STREAMS_FAQ;
    OnDemandHours "kds-on-demand-hours" Streams Hours 40_000_000 per "stream-hour",
        "on-demand streams", "While the stream is on-demand, to the second; shards cost nothing.", STREAMS;
    OnDemandIn "kds-on-demand-in" Streams Gigabytes 80_000_000 per "GB",
        "data put to on-demand streams", "Each record as whole KB of 1,024 bytes.", STREAMS;
    OnDemandOut "kds-on-demand-out" Streams Gigabytes 40_000_000 per "GB",
        "data read from on-demand streams", "What GetRecords gives, once for each consumer, Firehose too.", STREAMS;
    OnDemandFanOut "kds-on-demand-fan-out" Streams Gigabytes 50_000_000 per "GB",
        "data pushed by on-demand streams",
        "To the byte, once for each registered consumer; there are no consumer-shard-hours.", STREAMS;
    OnDemandStorage "kds-on-demand-storage" Streams GigabyteMonths 100_000_000 per "GB-month",
        "records of on-demand streams older than 24 hours",
        "For the bytes that are kept beyond 24 hours and within seven days, as long as they are.", STREAMS;
    FirehoseIn "fh-ingested" Firehose Gigabytes 29_000_000 per "GB",
        "data taken by Firehose",
        "Each record as whole 5 KB, by Direct PUT and from a stream alike. First tier: up to 500 TB a month.", FIREHOSE;
    FirehoseConverted "fh-converted" Firehose Gigabytes 18_000_000 per "GB",
        "record format conversion", "What was taken, as whole 5 KB a record, while the conversion is on.", FIREHOSE;
    FirehosePartitioned "fh-partitioned" Firehose Gigabytes 20_000_000 per "GB",
        "dynamic partitioning", "The bytes of the objects that lie in partitions. JQ hours are not counted here.",
        FIREHOSE;
    FirehoseObjects "fh-partition-objects" Firehose Thousands 5_000_000 per "thousand objects",
        "objects of dynamic partitions", "Each object that is written to a partition.", FIREHOSE;
    LambdaRequests "lambda-requests" Lambda Millions 200_000_000 per "million requests",
        "invocations", "Each attempt that ran, those that failed too; refused ones cost nothing.", LAMBDA;
    LambdaDuration "lambda-duration" Lambda GigabyteSeconds 16_667 per "GB-second",
        "duration, times memory",
        "Each run rounded up to 1 ms (in 2018 to 100 ms), times the default memory of 128 MB.", LAMBDA;
    WriteCapacity "ddb-wcu-hours" DynamoDb Hours 650_000 per "WCU-hour",
        "provisioned write capacity",
        "Whether it is used or not, to the second. Modelling choice: AWS prices it by the hour.", DYNAMODB;
    ReadCapacity "ddb-rcu-hours" DynamoDb Hours 130_000 per "RCU-hour",
        "provisioned read capacity",
        "Whether it is used or not, to the second. Modelling choice: AWS prices it by the hour.", DYNAMODB;
    WriteRequests "ddb-writes" DynamoDb Millions 625_000_000 per "million write request units",
        "writes to on-demand tables", "Each KB begun is a unit.", DYNAMODB;
    ReadRequests "ddb-reads" DynamoDb HalfMillions 125_000_000 per "million read request units",
        "reads of on-demand tables", "Each 4 KB begun is half a unit where the read need not be consistent.", DYNAMODB;
    S3Puts "s3-puts" S3 Thousands 5_000_000 per "thousand PUT requests",
        "objects that Firehose writes",
        "One PUT for each object, of failed records and backups too. Storage is not counted here.",
        "aws.amazon.com/s3/pricing; AWS price list, as known to us";
    ShardMetrics "cloudwatch-shard-metrics" CloudWatch Months 300_000_000 per "metric-month",
        "enhanced (shard-level) metrics",
        "Each metric of each open shard is a custom metric, pro rata: AWS prorates by the hour, we to the second.",
        "aws.amazon.com/cloudwatch/pricing; AWS price list, as known to us";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_named_once_and_says_what_by_which_rule_and_from_where() {
        for (i, item) in Item::ALL.iter().enumerate() {
            let price = item.price();
            assert!(price.nano > 0 && !price.unit.is_empty() && !price.what.is_empty(), "{price:?}");
            assert!(price.rule.ends_with('.') && price.source.contains("aws.amazon.com"), "{price:?}");
            let others = &Item::ALL[..i];
            assert!(others.iter().all(|other| other.price().id != price.id), "{} is there twice", price.id);
            // The bill is a table by service.
            assert!(others.iter().all(|other| other.price().service <= price.service), "{}", price.id);
        }
    }

    #[test]
    fn amounts_are_rounded_half_up_to_a_nano_dollar() {
        let shard = Item::ShardHours.price();
        // A microsecond of a shard costs 4.1666… pico-dollars.
        for (quantity, nano) in [(0, 0), (119, 0), (120, 1), (359, 1), (360, 2), (3_600_000_000, 15_000_000)]
        {
            assert_eq!(shard.amount(quantity), nano, "{quantity} µs");
        }
        assert_eq!(Item::PutUnits.price().amount(1), 14);
        assert_eq!(Item::ReadRequests.price().amount(1), 63, "half a unit of 125 nano-dollars");
    }

    #[test]
    fn a_month_has_730_hours() {
        let minute = Span::seconds(60);
        let shard = Item::ShardHours.price();
        assert_eq!(shard.monthly(60_000_000, minute), 10_950_000_000, "AWS's calculator says 10.95 USD");
        // The largest that is imaginable: a pebibyte for a minute.
        let stored = (1_u128 << 50) * u128::from(minute.as_micros());
        assert_eq!(Item::LongTermStorage.price().monthly(stored, minute), (1 << 20) * 23_000_000);
    }

    #[test]
    fn quantities_are_told_in_units_of_the_price() {
        let of = |item: Item, quantity| item.price().quantity(quantity);
        assert_eq!(of(Item::ShardHours, 5_400_000_000), "1.5");
        assert_eq!(of(Item::ShardHours, 3_599_999_999), "1");
        assert_eq!(of(Item::PutUnits, 1_234), "0.001234");
        assert_eq!(of(Item::FirehoseIn, 1_500 << 30), "1,500");
        assert_eq!(of(Item::LongTermStorage, 0), "0");
    }
}

//! Calls of Amazon Data Firehose, and all that a delivery stream can be set to.
//!
//! Absent: roles, passwords and keys (they are read and thrown away), MSK, databases, Snowflake and Iceberg.

use std::sync::Arc;

use serde::Serialize;

use crate::kernel::Span;
use crate::names::Name;
use crate::record::Stored;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Firehose {
    CreateDeliveryStream(Box<CreateDeliveryStream>),
    DeleteDeliveryStream { delivery_stream: Name },
    DescribeDeliveryStream { delivery_stream: Name },
    ListDeliveryStreams,
    UpdateDestination(Box<UpdateDestination>),
    PutRecord { delivery_stream: Name, data: Vec<u8> },
    PutRecordBatch { delivery_stream: Name, records: Arc<[Stored]> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateDeliveryStream {
    pub delivery_stream: Name,
    /// The Kinesis stream to read; `None` is DirectPut.
    pub source: Option<Name>,
    pub destination: Destination,
}

/// A new destination for a delivery stream. The caller has merged what was not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateDestination {
    pub delivery_stream: Name,
    /// CurrentDeliveryStreamVersionId: it must be the version that the stream has.
    pub version: u32,
    pub destination: Destination,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    pub to: DeliverTo,
    /// Where its objects go: an S3 destination's data, what Redshift copies, and what any destination could not take.
    pub s3: S3Settings,
    /// Where each source record is written as it came, if it is: S3BackupMode Enabled, or All… of the others.
    pub backup: Option<Box<S3Settings>>,
    /// In the order in which records pass them.
    pub processors: Vec<Processor>,
}

impl Destination {
    /// Objects into a bucket, with nothing said.
    pub fn s3(bucket: Name) -> Destination {
        Destination { to: DeliverTo::S3, s3: S3Settings::new(bucket), backup: None, processors: Vec::new() }
    }

    /// The Lambda function that its records pass.
    pub fn transform(&self) -> Option<&Name> {
        self.processors.iter().find_map(|processor| match processor {
            Processor::Lambda { function, .. } => Some(function),
            Processor::DeAggregate(_) | Processor::Metadata { .. } | Processor::AppendDelimiter => None,
        })
    }
}

/// The one destination of a delivery stream. All but S3 have their own buffering hints and how long they are retried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliverTo {
    S3,
    /// Objects first, then one COPY after the other.
    Redshift {
        cluster: Name,
        database: String,
        table: String,
        /// CopyOptions, such as `json 'auto' gzip`.
        options: String,
        retry: Option<Span>,
    },
    OpenSearch {
        domain: Name,
        index: String,
        rotation: IndexRotation,
        buffering: Option<Buffering>,
        retry: Option<Span>,
    },
    Splunk {
        /// The host of the HEC endpoint.
        collector: Name,
        buffering: Option<Buffering>,
        acknowledged_within: Option<Span>,
        retry: Option<Span>,
    },
    Http {
        /// The host of the URL.
        endpoint: Name,
        url: String,
        buffering: Option<Buffering>,
        retry: Option<Span>,
    },
}

impl DeliverTo {
    /// As AWS names the destination in its error codes.
    pub fn word(&self) -> &'static str {
        match self {
            DeliverTo::S3 => "S3",
            DeliverTo::Redshift { .. } => "Redshift",
            DeliverTo::OpenSearch { .. } => "OpenSearch",
            DeliverTo::Splunk { .. } => "Splunk",
            DeliverTo::Http { .. } => "HttpEndpoint",
        }
    }
}

/// BufferingHints, given together or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buffering {
    /// SizeInMBs: MiB.
    pub mib: u64,
    /// IntervalInSeconds.
    pub seconds: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum IndexRotation {
    NoRotation,
    OneHour,
    /// What AWS takes if nothing is said.
    #[default]
    OneDay,
    OneWeek,
    OneMonth,
}

impl IndexRotation {
    pub const ALL: [IndexRotation; 5] = [
        IndexRotation::NoRotation,
        IndexRotation::OneHour,
        IndexRotation::OneDay,
        IndexRotation::OneWeek,
        IndexRotation::OneMonth,
    ];

    pub fn word(self) -> &'static str {
        match self {
            IndexRotation::NoRotation => "NoRotation",
            IndexRotation::OneHour => "OneHour",
            IndexRotation::OneDay => "OneDay",
            IndexRotation::OneWeek => "OneWeek",
            IndexRotation::OneMonth => "OneMonth",
        }
    }
}

/// How objects are gathered, named and written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Settings {
    pub bucket: Name,
    pub prefix: String,
    pub error_prefix: Option<String>,
    pub buffering: Option<Buffering>,
    pub compression: Compression,
    /// FileExtension, instead of the one of the compression.
    pub extension: Option<String>,
    /// CustomTimeZone of the times in names; `None` is UTC.
    pub time_zone: Option<String>,
    /// DynamicPartitioningConfiguration: a buffer and an object for each set of partition keys.
    pub partitioned: bool,
    pub conversion: Option<Conversion>,
}

impl S3Settings {
    pub fn new(bucket: Name) -> S3Settings {
        S3Settings {
            bucket,
            prefix: String::new(),
            error_prefix: None,
            buffering: None,
            compression: Compression::Uncompressed,
            extension: None,
            time_zone: None,
            partitioned: false,
            conversion: None,
        }
    }
}

/// CompressionFormat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Compression {
    #[default]
    Uncompressed,
    Gzip,
    Zip,
    Snappy,
    HadoopSnappy,
}

impl Compression {
    pub const ALL: [Compression; 5] = [
        Compression::Uncompressed,
        Compression::Gzip,
        Compression::Zip,
        Compression::Snappy,
        Compression::HadoopSnappy,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Compression::Uncompressed => "UNCOMPRESSED",
            Compression::Gzip => "GZIP",
            Compression::Zip => "ZIP",
            Compression::Snappy => "Snappy",
            Compression::HadoopSnappy => "HADOOP_SNAPPY",
        }
    }
}

/// DataFormatConversionConfiguration: JSON in, columns out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    pub format: ColumnFormat,
    pub database: String,
    pub table: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ColumnFormat {
    Parquet,
    Orc,
}

/// One step of the ProcessingConfiguration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Processor {
    /// RecordDeAggregation: one record becomes several.
    DeAggregate(SubRecords),
    Lambda {
        function: Name,
        /// NumberOfRetries.
        retries: Option<u64>,
        /// BufferSizeInMBs in thousandths (it may be 0.2), and BufferIntervalInSeconds.
        size_milli_mib: Option<u64>,
        interval_s: Option<u64>,
    },
    /// MetadataExtraction: a jq 1.6 expression that makes partition keys.
    Metadata { query: String },
    /// AppendDelimiterToRecord: a line feed behind each record.
    AppendDelimiter,
}

/// SubRecordType.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubRecords {
    Json,
    /// Parted by these bytes.
    Delimited(Vec<u8>),
}

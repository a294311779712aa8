//! Calls of Amazon Data Firehose, and all that a delivery stream can be set to.
//!
//! Absent: roles, passwords and keys (they are read and thrown away), MSK, databases, Snowflake and Iceberg.

use std::sync::Arc;

use serde::Serialize;

use super::{DestinationUpdate, Place, Processor};
use crate::kernel::Span;
use crate::names::Name;
use crate::record::Stored;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Firehose {
    CreateDeliveryStream(Box<CreateDeliveryStream>),
    DeleteDeliveryStream {
        delivery_stream: Name,
    },
    DescribeDeliveryStream {
        delivery_stream: Name,
    },
    ListDeliveryStreams {
        limit: Option<u64>,
        /// Only those that read a Kinesis stream, or only those that do not.
        reads_stream: Option<bool>,
        exclusive_start: Option<Name>,
    },
    UpdateDestination(Box<UpdateDestination>),
    PutRecord {
        delivery_stream: Name,
        data: Vec<u8>,
    },
    PutRecordBatch {
        delivery_stream: Name,
        records: Arc<[Stored]>,
    },
    StartDeliveryStreamEncryption {
        delivery_stream: Name,
        key: SseKey,
    },
    StopDeliveryStreamEncryption {
        delivery_stream: Name,
    },
    TagDeliveryStream {
        delivery_stream: Name,
        tags: Vec<(String, String)>,
    },
    UntagDeliveryStream {
        delivery_stream: Name,
        keys: Vec<String>,
    },
    ListTagsForDeliveryStream {
        delivery_stream: Name,
        limit: Option<u64>,
        exclusive_start: Option<String>,
    },
}

impl Firehose {
    /// The API's name of it.
    pub fn operation(&self) -> &'static str {
        match self {
            Firehose::CreateDeliveryStream(_) => "CreateDeliveryStream",
            Firehose::DeleteDeliveryStream { .. } => "DeleteDeliveryStream",
            Firehose::DescribeDeliveryStream { .. } => "DescribeDeliveryStream",
            Firehose::ListDeliveryStreams { .. } => "ListDeliveryStreams",
            Firehose::UpdateDestination(_) => "UpdateDestination",
            Firehose::PutRecord { .. } => "PutRecord",
            Firehose::PutRecordBatch { .. } => "PutRecordBatch",
            Firehose::StartDeliveryStreamEncryption { .. } => "StartDeliveryStreamEncryption",
            Firehose::StopDeliveryStreamEncryption { .. } => "StopDeliveryStreamEncryption",
            Firehose::TagDeliveryStream { .. } => "TagDeliveryStream",
            Firehose::UntagDeliveryStream { .. } => "UntagDeliveryStream",
            Firehose::ListTagsForDeliveryStream { .. } => "ListTagsForDeliveryStream",
        }
    }
}

/// The key of server-side encryption.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SseKey {
    /// AWS_OWNED_CMK.
    #[default]
    AwsOwned,
    /// CUSTOMER_MANAGED_CMK, by its ARN.
    Customer(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateDeliveryStream {
    pub delivery_stream: Name,
    /// The Kinesis stream to read; `None` is DirectPut.
    pub source: Option<Name>,
    pub destination: Destination,
    pub tags: Vec<(String, String)>,
    /// DeliveryStreamEncryptionConfigurationInput.
    pub encryption: Option<SseKey>,
}

impl CreateDeliveryStream {
    /// Without tags and encryption.
    pub fn new(
        delivery_stream: Name,
        source: Option<Name>,
        destination: Destination,
    ) -> CreateDeliveryStream {
        CreateDeliveryStream { delivery_stream, source, destination, tags: Vec::new(), encryption: None }
    }
}

/// What DescribeDeliveryStream says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryStreamDescription {
    pub name: Name,
    pub arn: String,
    /// CREATING or ACTIVE.
    pub status: &'static str,
    pub version: u32,
    /// Seconds of the Unix epoch.
    pub created: u64,
    /// The last UpdateDestination.
    pub updated: Option<u64>,
    pub source: Option<Name>,
    /// ENABLED, ENABLING, DISABLED or DISABLING, and the key; `None` if it never was encrypted.
    pub encryption: Option<(&'static str, SseKey)>,
    pub destination: Destination,
    /// The buffering hints of its data that hold, asked for or not.
    pub buffering: Buffering,
    /// Those of what goes to its bucket, and of the backup.
    pub s3_buffering: Buffering,
    pub backup_buffering: Buffering,
    /// How long its destination is retried, and Splunk is waited for.
    pub retry: Span,
    pub acknowledged_within: Span,
}

/// A change of a delivery stream's destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateDestination {
    pub delivery_stream: Name,
    /// CurrentDeliveryStreamVersionId: it must be the version that the stream has.
    pub version: u32,
    pub update: DestinationUpdate,
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

    /// Where its data goes.
    pub fn place(&self) -> Place {
        match &self.to {
            DeliverTo::S3 => Place::Bucket(self.s3.bucket.clone()),
            DeliverTo::Redshift { cluster, .. } => Place::Cluster(cluster.clone()),
            DeliverTo::OpenSearch { domain, .. } => Place::Domain(domain.clone()),
            DeliverTo::Splunk { collector, .. } => Place::Collector(collector.clone()),
            DeliverTo::Http { endpoint, .. } => Place::Endpoint(endpoint.clone()),
        }
    }

    /// Everywhere its data, its failures and its backup go.
    pub(crate) fn places(&self) -> (Place, &Name, Option<&Name>) {
        (self.place(), &self.s3.bucket, self.backup.as_ref().map(|backup| &backup.bucket))
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
        /// ClusterJDBCURL, of which the first label of the host and the last word are `cluster` and `database`.
        url: String,
        cluster: Name,
        database: String,
        table: String,
        /// CopyOptions, such as `json 'auto' gzip`.
        options: String,
        retry: Option<Span>,
    },
    OpenSearch {
        /// Under which of its two names it was set.
        service: SearchService,
        domain: Name,
        index: String,
        rotation: IndexRotation,
        buffering: Option<Buffering>,
        retry: Option<Span>,
    },
    Splunk {
        /// HECEndpoint, of whose host the first label is `collector`.
        url: String,
        collector: Name,
        /// HECEndpointType Raw, not Event.
        raw: bool,
        buffering: Option<Buffering>,
        acknowledged_within: Option<Span>,
        retry: Option<Span>,
    },
    Http {
        url: String,
        /// The first label of the URL's host.
        endpoint: Name,
        /// What a learner calls the endpoint.
        name: Option<String>,
        headers: HttpHeaders,
        buffering: Option<Buffering>,
        retry: Option<Span>,
    },
}

/// What a learner sends along with each request to an HTTP endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpHeaders {
    /// AccessKey, as it is.
    pub access_key: Option<String>,
    /// CommonAttributes, at most 50, in their order.
    pub attributes: Vec<(String, String)>,
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

/// AWS renamed Amazon Elasticsearch Service in 2021; its API kept the older name beside the new one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum SearchService {
    Elasticsearch,
    #[default]
    OpenSearch,
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

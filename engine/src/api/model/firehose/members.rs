//! Members that several operations of Amazon Data Firehose have, and the shapes of S3 destinations.
//!
//! Bounds of hints and retries depend on the era and on each other: they are the engine's business. Roles, passwords,
//! keys and logging options are read and thrown away: security and logs are not played.

use crate::api::model::{Bound, Member, Need, Pattern, Shape, Since, came, may, missing, need, text};
use crate::limits;

pub(super) const SSE: Since = Since::y2020("November 2018");
const PREFIXES: Since = Since::y2020("December 2018");
pub(super) const HTTP: Since = Since::y2020("July 2020");
const PARTITIONING: Since = Since::today("August 2021");
pub(super) const OPENSEARCH: Since = Since::today("October 2021");
const NAMING: Since = Since::today("February 2024");

/// The same member where it may be left out.
pub(super) const fn optional(member: Member) -> Member {
    Member { need: Need::No, ..member }
}

pub(super) const DELIVERY: Member =
    need("DeliveryStreamName", text(1, 64, Some(Pattern::Name)), "the delivery stream");
pub(super) const ENTRY: Shape = Shape::Structure(&[need(
    "Data",
    Shape::Blob { most: Bound::Row(&limits::FIREHOSE_RECORD_BYTES) },
    "the payload in base64",
)]);
pub(super) const ANY_NUMBER: Shape = Shape::Integer { least: Bound::Is(0), most: Bound::None };
pub(super) const ROLE: Member = need("RoleARN", text(1, 512, Some(Pattern::RoleArn)), "the role that writes");
const BUCKET: Member = need("BucketARN", text(1, 2048, Some(Pattern::BucketArn)), "the bucket");
const PREFIX: Member = may("Prefix", text(0, 1024, None), "before the names of all objects");
const ERROR_PREFIX: Member =
    came(PREFIXES, may("ErrorOutputPrefix", text(0, 1024, None), "before the names of what failed"));
pub(super) const HINTS: Member = may(
    "BufferingHints",
    Shape::Structure(&[
        may("SizeInMBs", ANY_NUMBER, "MiB to gather"),
        may("IntervalInSeconds", ANY_NUMBER, "seconds to wait"),
    ]),
    "when to write",
);
const COMPRESSION: Member = may(
    "CompressionFormat",
    Shape::Choice(&["UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY"]),
    "UNCOMPRESSED if not said",
);
const ENCRYPTION: Member = may(
    "EncryptionConfiguration",
    Shape::Structure(&[
        may("NoEncryptionConfig", Shape::Choice(&["NoEncryption"]), "NoEncryption"),
        missing("KMSEncryptionConfig"),
    ]),
    "NoEncryptionConfig=NoEncryption",
);
pub(super) const LOGGING: Member = may(
    "CloudWatchLoggingOptions",
    Shape::Structure(&[
        may("Enabled", Shape::Boolean, "taken and not used"),
        may("LogGroupName", text(0, 512, None), "taken and not used"),
        may("LogStreamName", text(0, 512, None), "taken and not used"),
    ]),
    "taken and not used",
);
pub(super) const RETRY: Member = may(
    "RetryOptions",
    Shape::Structure(&[may("DurationInSeconds", ANY_NUMBER, "seconds")]),
    "for how long to try again",
);
pub(super) const PROCESSING: Member = may(
    "ProcessingConfiguration",
    Shape::Structure(&[
        may("Enabled", Shape::Boolean, "true or false"),
        may("Processors", PROCESSORS, "the steps that records pass"),
    ]),
    "the transform and what stands before and behind it",
);
const PROCESSORS: Shape = Shape::List {
    of: &Shape::Structure(&[
        need(
            "Type",
            Shape::Choice(&[
                "RecordDeAggregation",
                "Decompression",
                "CloudWatchLogProcessing",
                "Lambda",
                "MetadataExtraction",
                "AppendDelimiterToRecord",
            ]),
            "Lambda, or another step",
        ),
        may("Parameters", PARAMETERS, "such as LambdaArn"),
    ]),
    least: 0,
    most: Bound::None,
    entry: "com.amazonaws.firehose.v20150804.Processor@2",
};
const PARAMETERS: Shape = Shape::List {
    of: &Shape::Structure(&[
        need(
            "ParameterName",
            Shape::Choice(&[
                "LambdaArn",
                "NumberOfRetries",
                "MetadataExtractionQuery",
                "JsonParsingEngine",
                "RoleArn",
                "BufferSizeInMBs",
                "BufferIntervalInSeconds",
                "SubRecordType",
                "Delimiter",
                "CompressionFormat",
                "DataMessageExtraction",
            ]),
            "such as LambdaArn",
        ),
        need("ParameterValue", text(1, 5_120, Some(Pattern::NotBlank)), "such as the function's ARN"),
    ]),
    least: 0,
    most: Bound::None,
    entry: "com.amazonaws.firehose.v20150804.ProcessorParameter@2",
};
pub(super) const BACKUP_MODE: Member = may(
    "S3BackupMode",
    Shape::Choice(&["Disabled", "Enabled"]),
    "whether source records are kept as they came",
);

/// S3DestinationConfiguration, and S3DestinationUpdate.
pub(super) const S3: Shape =
    Shape::Structure(&[ROLE, BUCKET, PREFIX, ERROR_PREFIX, HINTS, COMPRESSION, ENCRYPTION, LOGGING]);
pub(super) const S3_UPDATE: Shape = Shape::Structure(&[
    optional(ROLE),
    optional(BUCKET),
    PREFIX,
    ERROR_PREFIX,
    HINTS,
    COMPRESSION,
    ENCRYPTION,
    LOGGING,
]);
pub(super) const S3_CONFIGURATION: Member = need("S3Configuration", S3, "the bucket");
pub(super) const S3_CHANGE: Member = may("S3Update", S3_UPDATE, "the bucket");
pub(super) const S3_BACKUP: Member = may("S3BackupConfiguration", S3, "where source records are kept");
pub(super) const S3_BACKUP_UPDATE: Member = may("S3BackupUpdate", S3_UPDATE, "where source records are kept");

const NO_SPACE: Shape = text(1, 1_024, Some(Pattern::NotBlank));
const CONVERSION: Member = may(
    "DataFormatConversionConfiguration",
    Shape::Structure(&[
        may(
            "SchemaConfiguration",
            Shape::Structure(&[
                may("RoleARN", NO_SPACE, "taken and not used"),
                missing("CatalogId"),
                may("DatabaseName", NO_SPACE, "the database"),
                may("TableName", NO_SPACE, "the table whose columns are taken"),
                may("Region", NO_SPACE, "taken and not used"),
                may("VersionId", Shape::Choice(&["LATEST"]), "LATEST"),
            ]),
            "DatabaseName=NAME,TableName=NAME",
        ),
        may(
            "InputFormatConfiguration",
            Shape::Structure(&[may(
                "Deserializer",
                Shape::Structure(&[
                    may("OpenXJsonSerDe", NO_OPTIONS, "JSON"),
                    may("HiveJsonSerDe", NO_OPTIONS, "JSON"),
                ]),
                "how JSON is read",
            )]),
            "how JSON is read",
        ),
        may(
            "OutputFormatConfiguration",
            Shape::Structure(&[may(
                "Serializer",
                Shape::Structure(&[
                    may("ParquetSerDe", NO_OPTIONS, "Parquet"),
                    may("OrcSerDe", NO_OPTIONS, "ORC"),
                ]),
                "ParquetSerDe={} or OrcSerDe={}",
            )]),
            "how columns are written",
        ),
        may("Enabled", Shape::Boolean, "true if not said"),
    ]),
    "JSON to columns",
);
/// Its options have their defaults here.
const NO_OPTIONS: Shape = Shape::Structure(&[
    missing("BlockSizeBytes"),
    missing("BloomFilterColumns"),
    missing("BloomFilterFalsePositiveProbability"),
    missing("CaseInsensitive"),
    missing("ColumnToJsonKeyMappings"),
    missing("Compression"),
    missing("ConvertDotsInJsonKeysToUnderscores"),
    missing("DictionaryKeyThreshold"),
    missing("EnableDictionaryCompression"),
    missing("EnablePadding"),
    missing("FormatVersion"),
    missing("MaxPaddingBytes"),
    missing("PaddingTolerance"),
    missing("PageSizeBytes"),
    missing("RowIndexStride"),
    missing("StripeSizeBytes"),
    missing("TimestampFormats"),
    missing("WriterVersion"),
]);
const DYNAMIC: Member = came(
    PARTITIONING,
    may(
        "DynamicPartitioningConfiguration",
        Shape::Structure(&[missing("RetryOptions"), may("Enabled", Shape::Boolean, "true or false")]),
        "an object for each set of partition keys",
    ),
);
const EXTENSION: Member = came(
    NAMING,
    may("FileExtension", text(0, 128, Some(Pattern::FileExtension)), "the end of the names of all objects"),
);
const TIME_ZONE: Member = came(
    NAMING,
    may("CustomTimeZone", text(0, 50, Some(Pattern::TimeZone)), "of the times in names; UTC if not said"),
);

pub(super) const EXTENDED: Shape = Shape::Structure(&[
    ROLE,
    BUCKET,
    PREFIX,
    ERROR_PREFIX,
    HINTS,
    COMPRESSION,
    ENCRYPTION,
    LOGGING,
    PROCESSING,
    BACKUP_MODE,
    S3_BACKUP,
    CONVERSION,
    DYNAMIC,
    EXTENSION,
    TIME_ZONE,
]);
pub(super) const EXTENDED_UPDATE: Shape = Shape::Structure(&[
    optional(ROLE),
    optional(BUCKET),
    PREFIX,
    ERROR_PREFIX,
    HINTS,
    COMPRESSION,
    ENCRYPTION,
    LOGGING,
    PROCESSING,
    BACKUP_MODE,
    S3_BACKUP_UPDATE,
    CONVERSION,
    DYNAMIC,
    EXTENSION,
    TIME_ZONE,
]);

pub(super) const TAG_KEY: Shape = text(1, 128, Some(Pattern::TagKey));
pub(super) const TAGS: Shape = Shape::List {
    of: &Shape::Structure(&[
        need("Key", TAG_KEY, "the key"),
        may("Value", text(0, 256, Some(Pattern::TagText)), "the value"),
    ]),
    least: 1,
    most: Bound::Row(&limits::FIREHOSE_TAGS),
    entry: "com.amazonaws.firehose.v20150804.Tag@2",
};
pub(super) const SSE_INPUT: Shape = Shape::Structure(&[
    may("KeyARN", text(1, 512, Some(Pattern::KeyArn)), "the key, for CUSTOMER_MANAGED_CMK"),
    need(
        "KeyType",
        Shape::Choice(&["AWS_OWNED_CMK", "CUSTOMER_MANAGED_CMK"]),
        "AWS_OWNED_CMK or CUSTOMER_MANAGED_CMK",
    ),
]);

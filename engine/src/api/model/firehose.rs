//! The operations of Amazon Data Firehose.
//!
//! Of CreateDeliveryStream only the two S3 destinations are modelled, without compression, backup, dynamic
//! partitioning, format conversion and error prefix. Bounds of the buffering hints depend on the era and are the
//! engine's business.

use super::{Bound, Member, Operation, Pattern, Service, Shape, Since, may, missing, need, text};
use crate::limits;

const fn op(name: &'static str, members: &'static [Member], about: &'static str) -> Operation {
    Operation { service: Service::Firehose, name, members, judged: &[], since: Since::EVER, about }
}

const DELIVERY: Member = need("DeliveryStreamName", text(1, 64, Some(Pattern::Name)), "the delivery stream");
const ENTRY: Shape = Shape::Structure(&[need(
    "Data",
    Shape::Blob { most: Bound::Row(&limits::FIREHOSE_RECORD_BYTES) },
    "the payload in base64",
)]);
const ANY_NUMBER: Shape = Shape::Integer { least: Bound::Is(0), most: Bound::None };
const ROLE: Member = need("RoleARN", text(1, 512, Some(Pattern::RoleArn)), "the role that writes");
const BUCKET: Member = need("BucketARN", text(1, 2048, Some(Pattern::BucketArn)), "the bucket");
const PREFIX: Member = may("Prefix", text(0, 1024, None), "before the names of all objects");
const HINTS: Member = may(
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
    "UNCOMPRESSED",
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
            "Lambda",
        ),
        may("Parameters", PARAMETERS, "LambdaArn"),
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
            "LambdaArn",
        ),
        need("ParameterValue", text(1, 5_120, Some(Pattern::NotBlank)), "the function's ARN"),
    ]),
    least: 0,
    most: Bound::None,
    entry: "com.amazonaws.firehose.v20150804.ProcessorParameter@2",
};

pub(super) static OPERATIONS: [Operation; 5] = [
    op(
        "CreateDeliveryStream",
        &[
            DELIVERY,
            may(
                "DeliveryStreamType",
                Shape::Choice(&["DirectPut", "KinesisStreamAsSource", "MSKAsSource", "DatabaseAsSource"]),
                "DirectPut if not said, or KinesisStreamAsSource",
            ),
            may(
                "KinesisStreamSourceConfiguration",
                Shape::Structure(&[
                    need("KinesisStreamARN", text(1, 512, Some(Pattern::SourceArn)), "the stream to read"),
                    need("RoleARN", text(1, 512, Some(Pattern::RoleArn)), "the role that reads"),
                ]),
                "KinesisStreamARN=ARN,RoleARN=ARN",
            ),
            may(
                "S3DestinationConfiguration",
                Shape::Structure(&[
                    ROLE,
                    BUCKET,
                    PREFIX,
                    missing("ErrorOutputPrefix"),
                    HINTS,
                    COMPRESSION,
                    missing("EncryptionConfiguration"),
                    missing("CloudWatchLoggingOptions"),
                ]),
                "the older form, without a transform",
            ),
            may(
                "ExtendedS3DestinationConfiguration",
                Shape::Structure(&[
                    ROLE,
                    BUCKET,
                    PREFIX,
                    missing("ErrorOutputPrefix"),
                    HINTS,
                    COMPRESSION,
                    missing("EncryptionConfiguration"),
                    missing("CloudWatchLoggingOptions"),
                    may(
                        "ProcessingConfiguration",
                        Shape::Structure(&[
                            may("Enabled", Shape::Boolean, "true or false"),
                            may("Processors", PROCESSORS, "one, of Type Lambda"),
                        ]),
                        "the transform",
                    ),
                    missing("S3BackupMode"),
                    missing("S3BackupConfiguration"),
                    missing("DataFormatConversionConfiguration"),
                    missing("DynamicPartitioningConfiguration"),
                    missing("FileExtension"),
                    missing("CustomTimeZone"),
                ]),
                "BucketARN=ARN,Prefix=TEXT,BufferingHints={SizeInMBs=5,IntervalInSeconds=300},\
                 ProcessingConfiguration={...}; RoleARN may be left out here",
            ),
            missing("DirectPutSourceConfiguration"),
            missing("DeliveryStreamEncryptionConfigurationInput"),
            missing("RedshiftDestinationConfiguration"),
            missing("ElasticsearchDestinationConfiguration"),
            missing("AmazonopensearchserviceDestinationConfiguration"),
            missing("SplunkDestinationConfiguration"),
            missing("HttpEndpointDestinationConfiguration"),
            missing("Tags"),
            missing("AmazonOpenSearchServerlessDestinationConfiguration"),
            missing("MSKSourceConfiguration"),
            missing("SnowflakeDestinationConfiguration"),
            missing("IcebergDestinationConfiguration"),
            missing("DatabaseSourceConfiguration"),
        ],
        "make a delivery stream to S3",
    ),
    op(
        "DescribeDeliveryStream",
        &[DELIVERY, missing("Limit"), missing("ExclusiveStartDestinationId")],
        "what a delivery stream is set to",
    ),
    op(
        "ListDeliveryStreams",
        &[missing("Limit"), missing("DeliveryStreamType"), missing("ExclusiveStartDeliveryStreamName")],
        "the names of all delivery streams",
    ),
    op("PutRecord", &[DELIVERY, need("Record", ENTRY, "Data=BASE64")], "put one record"),
    op(
        "PutRecordBatch",
        &[
            DELIVERY,
            need(
                "Records",
                Shape::List {
                    of: &ENTRY,
                    least: 1,
                    most: Bound::Row(&limits::FIREHOSE_BATCH_COUNT),
                    entry: "com.amazonaws.firehose.v20150804.Record@2",
                },
                "Data=BASE64, once for each record",
            ),
        ],
        "put up to 500 records",
    ),
];

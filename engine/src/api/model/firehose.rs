//! The operations of Amazon Data Firehose.
//!
//! Of CreateDeliveryStream the sources DirectPut and a Kinesis stream are modelled, and the destinations S3, Redshift,
//! OpenSearch (also as Elasticsearch), Splunk and HTTP endpoints.

mod destinations;
mod members;

use self::destinations::*;
use self::members::*;
use super::{Bound, Member, Operation, Pattern, Service, Shape, Since, came, may, missing, need, page, text};
use crate::limits;

const fn op(name: &'static str, members: &'static [Member], about: &'static str) -> Operation {
    Operation { service: Service::Firehose, name, members, judged: &[], since: Since::EVER, about }
}

const fn since(since: Since, operation: Operation) -> Operation {
    Operation { since, ..operation }
}

/// Words of a destination's structure are too many for one line of help.
const AS_JSON: &str = "see the API reference; RoleARN may be left out here";

/// In the order of their names.
pub(super) static OPERATIONS: [Operation; 12] = [
    op(
        "CreateDeliveryStream",
        &[
            DELIVERY,
            may(
                "DeliveryStreamType",
                Shape::Choice(&["DirectPut", "KinesisStreamAsSource", "MSKAsSource", "DatabaseAsSource"]),
                "DirectPut if not said, or KinesisStreamAsSource",
            ),
            missing("DirectPutSourceConfiguration"),
            may(
                "KinesisStreamSourceConfiguration",
                Shape::Structure(&[
                    need("KinesisStreamARN", text(1, 512, Some(Pattern::SourceArn)), "the stream to read"),
                    need("RoleARN", text(1, 512, Some(Pattern::RoleArn)), "the role that reads"),
                ]),
                "KinesisStreamARN=ARN,RoleARN=ARN",
            ),
            came(SSE, may("DeliveryStreamEncryptionConfigurationInput", SSE_INPUT, "KeyType=AWS_OWNED_CMK")),
            may("S3DestinationConfiguration", S3, "the older form, without a transform"),
            may(
                "ExtendedS3DestinationConfiguration",
                EXTENDED,
                "BucketARN=ARN,Prefix=TEXT,BufferingHints={SizeInMBs=5,IntervalInSeconds=300},\
                 ProcessingConfiguration={...}; RoleARN may be left out here",
            ),
            may("RedshiftDestinationConfiguration", REDSHIFT, AS_JSON),
            may("ElasticsearchDestinationConfiguration", SEARCH, AS_JSON),
            came(OPENSEARCH, may("AmazonopensearchserviceDestinationConfiguration", SEARCH, AS_JSON)),
            may("SplunkDestinationConfiguration", SPLUNK, AS_JSON),
            came(HTTP, may("HttpEndpointDestinationConfiguration", HTTP_ENDPOINT, AS_JSON)),
            may("Tags", TAGS, "Key=KEY,Value=VALUE, once for each tag"),
            missing("AmazonOpenSearchServerlessDestinationConfiguration"),
            missing("MSKSourceConfiguration"),
            missing("SnowflakeDestinationConfiguration"),
            missing("IcebergDestinationConfiguration"),
            missing("DatabaseSourceConfiguration"),
        ],
        "make a delivery stream",
    ),
    op(
        "DeleteDeliveryStream",
        &[DELIVERY, may("AllowForceDelete", Shape::Boolean, "taken and not used")],
        "delete a delivery stream and what it has gathered",
    ),
    op(
        "DescribeDeliveryStream",
        &[
            DELIVERY,
            may("Limit", page(10_000), "taken and not used: there is one destination"),
            missing("ExclusiveStartDestinationId"),
        ],
        "what a delivery stream is set to",
    ),
    op(
        "ListDeliveryStreams",
        &[
            may("Limit", page(10_000), "at most this many names"),
            may(
                "DeliveryStreamType",
                Shape::Choice(&["DirectPut", "KinesisStreamAsSource", "MSKAsSource", "DatabaseAsSource"]),
                "only those of this type",
            ),
            may(
                "ExclusiveStartDeliveryStreamName",
                text(1, 64, Some(Pattern::Name)),
                "only names after this one",
            ),
        ],
        "the names of all delivery streams, up to 10 a page",
    ),
    op(
        "ListTagsForDeliveryStream",
        &[
            DELIVERY,
            may("ExclusiveStartTagKey", TAG_KEY, "only keys after this one"),
            may("Limit", page(50), "at most this many tags"),
        ],
        "the tags of a delivery stream",
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
    since(
        SSE,
        op(
            "StartDeliveryStreamEncryption",
            &[
                DELIVERY,
                may(
                    "DeliveryStreamEncryptionConfigurationInput",
                    SSE_INPUT,
                    "KeyType=AWS_OWNED_CMK, which is taken if nothing is said",
                ),
            ],
            "encrypt what is put from now on",
        ),
    ),
    since(SSE, op("StopDeliveryStreamEncryption", &[DELIVERY], "do not encrypt what is put from now on")),
    op(
        "TagDeliveryStream",
        &[DELIVERY, need("Tags", TAGS, "Key=KEY,Value=VALUE, once for each tag")],
        "add tags, or change their values",
    ),
    op(
        "UntagDeliveryStream",
        &[
            DELIVERY,
            need(
                "TagKeys",
                Shape::List { of: &TAG_KEY, least: 1, most: Bound::Row(&limits::FIREHOSE_TAGS), entry: "" },
                "KEY KEY",
            ),
        ],
        "remove tags",
    ),
    op(
        "UpdateDestination",
        &[
            DELIVERY,
            need(
                "CurrentDeliveryStreamVersionId",
                text(1, 50, Some(Pattern::Version)),
                "VersionId of describe-delivery-stream",
            ),
            need("DestinationId", text(1, 100, Some(Pattern::Identifier)), "destinationId-000000000001"),
            may("S3DestinationUpdate", S3_UPDATE, "the older form, without a transform"),
            may("ExtendedS3DestinationUpdate", EXTENDED_UPDATE, "what is to change"),
            may("RedshiftDestinationUpdate", REDSHIFT_UPDATE, "what is to change"),
            may("ElasticsearchDestinationUpdate", SEARCH_UPDATE, "what is to change"),
            came(
                OPENSEARCH,
                may("AmazonopensearchserviceDestinationUpdate", SEARCH_UPDATE, "what is to change"),
            ),
            may("SplunkDestinationUpdate", SPLUNK_UPDATE, "what is to change"),
            came(HTTP, may("HttpEndpointDestinationUpdate", HTTP_ENDPOINT_UPDATE, "what is to change")),
            missing("AmazonOpenSearchServerlessDestinationUpdate"),
            missing("SnowflakeDestinationUpdate"),
            missing("IcebergDestinationUpdate"),
        ],
        "change a delivery stream's destination",
    ),
];

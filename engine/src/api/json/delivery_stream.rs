//! What DescribeDeliveryStream says, in AWS's shapes. What was not asked for is shown as what holds without it.

use super::answer::{Members, at, list, with};
use crate::api::wire::Wire;
use crate::command::{
    Buffering, ColumnFormat, Conversion, DeliverTo, DeliveryStreamDescription, Destination, Processor,
    S3Settings, SearchService, SseKey,
};
use crate::kernel::Span;
use crate::names::{ACCOUNT, Name, REGION};

pub(super) fn delivery_stream(stream: &DeliveryStreamDescription) -> Members {
    let source = stream.source.as_ref();
    let kind = if source.is_some() { "KinesisStreamAsSource" } else { "DirectPut" };
    let from = |source: &Name| {
        let description = Wire::Map(vec![
            ("KinesisStreamARN", Wire::Text(format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{source}"))),
            ("RoleARN", role()),
            ("DeliveryStartTimestamp", at(stream.created)),
        ]);
        Wire::Map(vec![("KinesisStreamSourceDescription", description)])
    };
    let mut destination = vec![("DestinationId", Wire::text("destinationId-000000000001"))];
    destination.extend(described(stream));
    let members = vec![
        ("DeliveryStreamName", Wire::text(&stream.name)),
        ("DeliveryStreamARN", Wire::text(&stream.arn)),
        ("DeliveryStreamStatus", Wire::text(stream.status)),
    ];
    with(
        members,
        [
            ("DeliveryStreamEncryptionConfiguration", stream.encryption.as_ref().map(encryption)),
            ("DeliveryStreamType", Some(Wire::text(kind))),
            ("VersionId", Some(Wire::text(stream.version))),
            ("CreateTimestamp", Some(at(stream.created))),
            ("LastUpdateTimestamp", stream.updated.map(at)),
            ("Source", source.map(from)),
            ("Destinations", Some(Wire::List(vec![Wire::Map(destination)]))),
            ("HasMoreDestinations", Some(Wire::Bool(false))),
        ],
    )
}

fn encryption((status, key): &(&'static str, SseKey)) -> Wire {
    let (arn, kind) = match key {
        SseKey::AwsOwned => (None, "AWS_OWNED_CMK"),
        SseKey::Customer(arn) => (Some(Wire::text(arn)), "CUSTOMER_MANAGED_CMK"),
    };
    let kind = ("KeyType", Some(Wire::text(kind)));
    Wire::Map(with(vec![], [("KeyARN", arn), kind, ("Status", Some(Wire::text(status)))]))
}

/// The one destination. One of S3 is also described in the older form.
fn described(stream: &DeliveryStreamDescription) -> Members {
    let Destination { to, s3, processors, .. } = &stream.destination;
    let hints = Some(buffering(stream.buffering));
    // AWS's models of OpenSearch and Splunk name the interval first.
    let interval_first = Some(interval_first(stream.buffering));
    let retry = Some(Wire::Map(vec![("DurationInSeconds", seconds(stream.retry))]));
    let processing = processing(processors);
    let bucket = |hints| Wire::Map(bucket(s3, hints));
    let with_role = |member, value| vec![("RoleARN", role()), (member, value)];
    match to {
        DeliverTo::S3 => {
            let more = [
                ("ProcessingConfiguration", processing),
                ("S3BackupMode", mode(stream, "Disabled", "Enabled")),
                ("S3BackupDescription", backup(stream)),
                ("DataFormatConversionConfiguration", s3.conversion.as_ref().map(conversion)),
                (
                    "DynamicPartitioningConfiguration",
                    s3.partitioned.then(|| Wire::Map(vec![("Enabled", Wire::Bool(true))])),
                ),
                ("FileExtension", s3.extension.as_ref().map(Wire::text)),
                ("CustomTimeZone", s3.time_zone.as_ref().map(Wire::text)),
            ];
            let extended = Wire::Map(with(self::bucket(s3, stream.buffering), more));
            let plain = bucket(stream.buffering);
            vec![("S3DestinationDescription", plain), ("ExtendedS3DestinationDescription", extended)]
        }
        DeliverTo::Redshift { url, table, options, .. } => {
            let options = (!options.is_empty()).then(|| Wire::text(options));
            let copy = with(vec![("DataTableName", Wire::text(table))], [("CopyOptions", options)]);
            let more = [
                ("CopyCommand", Some(Wire::Map(copy))),
                ("RetryOptions", retry),
                ("S3DestinationDescription", Some(bucket(stream.buffering))),
                ("ProcessingConfiguration", processing),
                ("S3BackupMode", mode(stream, "Disabled", "Enabled")),
                ("S3BackupDescription", backup(stream)),
            ];
            let all = with(with_role("ClusterJDBCURL", Wire::text(url)), more);
            vec![("RedshiftDestinationDescription", Wire::Map(all))]
        }
        DeliverTo::OpenSearch { service, domain, index, rotation, .. } => {
            let arn = format!("arn:aws:es:{REGION}:{ACCOUNT}:domain/{domain}");
            let more = [
                ("IndexName", Some(Wire::text(index))),
                ("IndexRotationPeriod", Some(Wire::text(rotation.word()))),
                ("BufferingHints", interval_first),
                ("RetryOptions", retry),
                ("S3BackupMode", mode(stream, "FailedDocumentsOnly", "AllDocuments")),
                ("S3DestinationDescription", Some(bucket(stream.s3_buffering))),
                ("ProcessingConfiguration", processing),
            ];
            let all = with(with_role("DomainARN", Wire::Text(arn)), more);
            let name = match service {
                SearchService::Elasticsearch => "ElasticsearchDestinationDescription",
                SearchService::OpenSearch => "AmazonopensearchserviceDestinationDescription",
            };
            vec![(name, Wire::Map(all))]
        }
        DeliverTo::Splunk { url, raw, .. } => {
            let all = with(
                vec![
                    ("HECEndpoint", Wire::text(url)),
                    ("HECEndpointType", Wire::text(if *raw { "Raw" } else { "Event" })),
                    ("HECAcknowledgmentTimeoutInSeconds", seconds(stream.acknowledged_within)),
                ],
                [
                    ("RetryOptions", retry),
                    ("S3BackupMode", mode(stream, "FailedEventsOnly", "AllEvents")),
                    ("S3DestinationDescription", Some(bucket(stream.s3_buffering))),
                    ("ProcessingConfiguration", processing),
                    ("BufferingHints", interval_first),
                ],
            );
            vec![("SplunkDestinationDescription", Wire::Map(all))]
        }
        DeliverTo::Http { url, name, headers, .. } => {
            let endpoint = with(vec![("Url", Wire::text(url))], [("Name", name.as_ref().map(Wire::text))]);
            let attribute = |(name, value): &(String, String)| {
                Wire::Map(vec![("AttributeName", Wire::text(name)), ("AttributeValue", Wire::text(value))])
            };
            let attributes: Vec<Wire> = headers.attributes.iter().map(attribute).collect();
            let attributes = (!attributes.is_empty()).then_some(Wire::List(attributes));
            let request =
                with(vec![("ContentEncoding", Wire::text("NONE"))], [("CommonAttributes", attributes)]);
            let all = with(
                vec![("EndpointConfiguration", Wire::Map(endpoint))],
                [
                    ("BufferingHints", hints),
                    ("RequestConfiguration", Some(Wire::Map(request))),
                    ("ProcessingConfiguration", processing),
                    ("RoleARN", Some(role())),
                    ("RetryOptions", retry),
                    ("S3BackupMode", mode(stream, "FailedDataOnly", "AllData")),
                    ("S3DestinationDescription", Some(bucket(stream.s3_buffering))),
                ],
            );
            vec![("HttpEndpointDestinationDescription", Wire::Map(all))]
        }
    }
}

fn mode(stream: &DeliveryStreamDescription, without: &str, with: &str) -> Option<Wire> {
    Some(Wire::text(if stream.destination.backup.is_some() { with } else { without }))
}

/// The bucket of a backup that has its own.
fn backup(stream: &DeliveryStreamDescription) -> Option<Wire> {
    let backup = stream.destination.backup.as_ref()?;
    Some(Wire::Map(bucket(backup, stream.backup_buffering)))
}

fn bucket(s3: &S3Settings, hints: Buffering) -> Members {
    with(
        vec![("RoleARN", role()), ("BucketARN", Wire::Text(format!("arn:aws:s3:::{}", s3.bucket)))],
        [
            ("Prefix", (!s3.prefix.is_empty()).then(|| Wire::text(&s3.prefix))),
            ("ErrorOutputPrefix", s3.error_prefix.as_ref().map(Wire::text)),
            ("BufferingHints", Some(buffering(hints))),
            ("CompressionFormat", Some(Wire::text(s3.compression.word()))),
            (
                "EncryptionConfiguration",
                Some(Wire::Map(vec![("NoEncryptionConfig", Wire::text("NoEncryption"))])),
            ),
        ],
    )
}

fn buffering(hints: Buffering) -> Wire {
    Wire::Map(vec![
        ("SizeInMBs", Wire::number(hints.mib)),
        ("IntervalInSeconds", Wire::number(hints.seconds)),
    ])
}

fn interval_first(hints: Buffering) -> Wire {
    Wire::Map(vec![
        ("IntervalInSeconds", Wire::number(hints.seconds)),
        ("SizeInMBs", Wire::number(hints.mib)),
    ])
}

fn seconds(span: Span) -> Wire {
    Wire::number(span.as_seconds())
}

fn conversion(conversion: &Conversion) -> Wire {
    let format = match conversion.format {
        ColumnFormat::Parquet => "ParquetSerDe",
        ColumnFormat::Orc => "OrcSerDe",
    };
    let schema = Wire::Map(vec![
        ("RoleARN", role()),
        ("DatabaseName", Wire::text(&conversion.database)),
        ("TableName", Wire::text(&conversion.table)),
        ("Region", Wire::text(REGION)),
        ("VersionId", Wire::text("LATEST")),
    ]);
    let open_x = Wire::Map(vec![("OpenXJsonSerDe", Wire::Map(vec![]))]);
    let serializer = Wire::Map(vec![(format, Wire::Map(vec![]))]);
    Wire::Map(vec![
        ("SchemaConfiguration", schema),
        ("InputFormatConfiguration", Wire::Map(vec![("Deserializer", open_x)])),
        ("OutputFormatConfiguration", Wire::Map(vec![("Serializer", serializer)])),
        ("Enabled", Wire::Bool(true)),
    ])
}

fn processing(processors: &[Processor]) -> Option<Wire> {
    let members = vec![("Enabled", Wire::Bool(true)), ("Processors", list(processors, processor))];
    (!processors.is_empty()).then_some(Wire::Map(members))
}

fn processor(processor: &Processor) -> Wire {
    let parameter = |(name, value): &(&'static str, String)| {
        Wire::Map(vec![("ParameterName", Wire::text(name)), ("ParameterValue", Wire::text(value))])
    };
    let (kind, parameters) = processor.parameters();
    Wire::Map(vec![("Type", Wire::text(kind)), ("Parameters", list(&parameters, parameter))])
}

/// Security is not played yet: every delivery stream has this role.
fn role() -> Wire {
    Wire::Text(format!("arn:aws:iam::{ACCOUNT}:role/firehose"))
}

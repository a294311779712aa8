//! What is said of a destination, as an option and its value: in shorthand as long as a reader gains by it, else
//! as one JSON argument.

use serde_json::{Map, Value, json};

use super::{is_plain, role, shorthand_text};
use crate::command::{
    Buffering, ColumnFormat, Compression, Conversion, DeliverToUpdate, DestinationUpdate, Processor,
    S3Update, SearchService,
};
use crate::kernel::Span;
use crate::names::{ACCOUNT, REGION};

/// Of CreateDeliveryStream, or of UpdateDestination.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Configuration,
    Update,
}

/// The option without its hyphens, and its value.
pub(super) fn destination(said: &DestinationUpdate, form: Form) -> (String, String) {
    let kind = match &said.to {
        DeliverToUpdate::S3 => "extended-s3",
        DeliverToUpdate::Redshift { .. } => "redshift",
        DeliverToUpdate::OpenSearch { service: SearchService::Elasticsearch, .. } => "elasticsearch",
        DeliverToUpdate::OpenSearch { service: SearchService::OpenSearch, .. } => "amazonopensearchservice",
        DeliverToUpdate::Splunk { .. } => "splunk",
        DeliverToUpdate::Http { .. } => "http-endpoint",
    };
    let word = if form == Form::Update { "update" } else { "configuration" };
    let value = short(said, form).unwrap_or_else(|| Value::Object(long(said, form)).to_string());
    (format!("{kind}-destination-{word}"), value)
}

/// Shorthand, for a new S3 destination with not more than a prefix, hints and a plain transform.
fn short(said: &DestinationUpdate, form: Form) -> Option<String> {
    let S3Update { bucket, prefix, buffering, .. } = &said.s3;
    let plain = S3Update {
        bucket: bucket.clone(),
        prefix: prefix.clone(),
        buffering: *buffering,
        ..S3Update::default()
    };
    let is_plain_s3 = said.to == DeliverToUpdate::S3 && said.s3 == plain;
    if form == Form::Update || !is_plain_s3 || said.backs_up.is_some() || said.backup != S3Update::default() {
        return None;
    }
    let mut text = format!("RoleARN={},BucketARN=arn:aws:s3:::{}", role(), bucket.as_ref()?);
    if let Some(prefix) = prefix {
        text += &format!(",Prefix={}", shorthand_text(prefix));
    }
    if let Some(Buffering { mib, seconds }) = buffering {
        text += &format!(",BufferingHints={{SizeInMBs={mib},IntervalInSeconds={seconds}}}");
    }
    match said.processors.as_deref().unwrap_or_default() {
        [] => {}
        [one @ Processor::Lambda { .. }] => {
            let (kind, parameters) = one.parameters();
            let parameters: Vec<_> = parameters
                .iter()
                .map(|(name, value)| {
                    is_plain(value).then(|| format!("{{ParameterName={name},ParameterValue={value}}}"))
                })
                .collect::<Option<_>>()?;
            text += &format!(
                ",ProcessingConfiguration={{Enabled=true,Processors=[{{Type={kind},Parameters=[{}]}}]}}",
                parameters.join(",")
            );
        }
        _ => return None,
    }
    Some(text)
}

/// A structure that grows by the members that were said.
struct Structure(Map<String, Value>);

impl Structure {
    fn add(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
    }
}

fn long(said: &DestinationUpdate, form: Form) -> Map<String, Value> {
    let mut it = Structure(Map::new());
    let (bucket, backup) = match form {
        Form::Configuration => ("S3Configuration", "S3BackupConfiguration"),
        Form::Update => ("S3Update", "S3BackupUpdate"),
    };
    let mode = |without: &'static str, with: &'static str| {
        said.backs_up.map(|backs_up| if backs_up { with } else { without })
    };
    let s3 = |said: &S3Update| {
        (form == Form::Configuration || *said != S3Update::default()).then(|| bucket_of(said, form))
    };
    let role = (form == Form::Configuration).then(role);
    match &said.to {
        DeliverToUpdate::S3 => {
            it = Structure(bucket_of(&said.s3, form));
            it.add("S3BackupMode", mode("Disabled", "Enabled"));
        }
        DeliverToUpdate::Redshift { url, table, options, retry } => {
            it.add("RoleARN", role);
            it.add("ClusterJDBCURL", url.as_ref().map(|(url, ..)| url.as_str()));
            let mut copy = Structure(Map::new());
            copy.add("DataTableName", table.as_deref());
            copy.add("CopyOptions", options.as_deref());
            it.add("CopyCommand", Some(copy.0).filter(|copy| !copy.is_empty()));
            it.add("RetryOptions", retry.map(retry_options));
            it.add(bucket, s3(&said.s3));
            it.add("S3BackupMode", mode("Disabled", "Enabled"));
        }
        DeliverToUpdate::OpenSearch { service: _, domain, index, rotation, buffering, retry } => {
            it.add("RoleARN", role);
            let arn = |domain| format!("arn:aws:es:{REGION}:{ACCOUNT}:domain/{domain}");
            it.add("DomainARN", domain.as_ref().map(arn));
            it.add("IndexName", index.as_deref());
            it.add("IndexRotationPeriod", rotation.map(|rotation| rotation.word()));
            it.add("BufferingHints", buffering.map(hints));
            it.add("RetryOptions", retry.map(retry_options));
            it.add("S3BackupMode", mode("FailedDocumentsOnly", "AllDocuments"));
            it.add(bucket, s3(&said.s3));
        }
        DeliverToUpdate::Splunk { url, raw, buffering, acknowledged_within, retry } => {
            it.add("HECEndpoint", url.as_ref().map(|(url, _)| url.as_str()));
            it.add("HECEndpointType", raw.map(|raw| if raw { "Raw" } else { "Event" }));
            it.add("HECAcknowledgmentTimeoutInSeconds", acknowledged_within.map(Span::as_seconds));
            it.add("BufferingHints", buffering.map(hints));
            it.add("RetryOptions", retry.map(retry_options));
            it.add("S3BackupMode", mode("FailedEventsOnly", "AllEvents"));
            it.add(bucket, s3(&said.s3));
        }
        DeliverToUpdate::Http { url, name, access_key, attributes, buffering, retry } => {
            let mut endpoint = Structure(Map::new());
            endpoint.add("Url", url.as_ref().map(|(url, _)| url.as_str()));
            endpoint.add("Name", name.as_deref());
            endpoint.add("AccessKey", access_key.as_deref());
            it.add("EndpointConfiguration", Some(endpoint.0).filter(|endpoint| !endpoint.is_empty()));
            let attribute =
                |(name, value): &(String, String)| json!({ "AttributeName": name, "AttributeValue": value });
            let attributes = attributes.as_ref().map(|all| all.iter().map(attribute).collect::<Vec<_>>());
            it.add("RequestConfiguration", attributes.map(|all| json!({ "CommonAttributes": all })));
            it.add("BufferingHints", buffering.map(hints));
            it.add("RetryOptions", retry.map(retry_options));
            it.add("S3BackupMode", mode("FailedDataOnly", "AllData"));
            it.add(bucket, s3(&said.s3));
        }
    }
    let own = said.backup != S3Update::default() && said.to.has_own_backup();
    it.add(backup, own.then(|| bucket_of(&said.backup, form)));
    it.add("ProcessingConfiguration", said.processors.as_deref().map(processing));
    it.0
}

fn bucket_of(said: &S3Update, form: Form) -> Map<String, Value> {
    let mut it = Structure(Map::new());
    it.add("RoleARN", (form == Form::Configuration).then(role));
    it.add("BucketARN", said.bucket.as_ref().map(|bucket| format!("arn:aws:s3:::{bucket}")));
    it.add("Prefix", said.prefix.as_deref());
    it.add("ErrorOutputPrefix", said.error_prefix.as_deref());
    it.add("BufferingHints", said.buffering.map(hints));
    it.add("CompressionFormat", said.compression.map(Compression::word));
    it.add("FileExtension", said.extension.as_deref());
    it.add("CustomTimeZone", said.time_zone.as_deref());
    it.add("DynamicPartitioningConfiguration", said.partitioned.map(|on| json!({ "Enabled": on })));
    it.add("DataFormatConversionConfiguration", said.conversion.as_ref().map(conversion));
    it.0
}

fn hints(hints: Buffering) -> Value {
    json!({ "SizeInMBs": hints.mib, "IntervalInSeconds": hints.seconds })
}

fn retry_options(retry: Span) -> Value {
    json!({ "DurationInSeconds": retry.as_seconds() })
}

fn conversion(conversion: &Option<Conversion>) -> Value {
    let Some(Conversion { format, database, table }) = conversion else { return json!({ "Enabled": false }) };
    let serializer = match format {
        ColumnFormat::Parquet => json!({ "ParquetSerDe": {} }),
        ColumnFormat::Orc => json!({ "OrcSerDe": {} }),
    };
    json!({
        "Enabled": true,
        "InputFormatConfiguration": { "Deserializer": { "OpenXJsonSerDe": {} } },
        "OutputFormatConfiguration": { "Serializer": serializer },
        "SchemaConfiguration": { "DatabaseName": database, "TableName": table, "RoleARN": role() },
    })
}

fn processing(processors: &[Processor]) -> Value {
    if processors.is_empty() {
        return json!({ "Enabled": false });
    }
    let one = |processor: &Processor| {
        let (kind, parameters) = processor.parameters();
        let parameters: Vec<_> = parameters
            .iter()
            .map(|(name, value)| json!({ "ParameterName": name, "ParameterValue": value }))
            .collect();
        json!({ "Type": kind, "Parameters": parameters })
    };
    json!({ "Enabled": true, "Processors": processors.iter().map(one).collect::<Vec<_>>() })
}

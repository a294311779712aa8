//! What a call says of a destination: of CreateDeliveryStream's `…Configuration`, of UpdateDestination's `…Update`.

use super::processors::processors;
use crate::api::json::Fault;
use crate::api::json::body::Body;
use crate::command::{
    Buffering, ColumnFormat, Compression, Conversion, DeliverToUpdate, DestinationUpdate, IndexRotation,
    S3Update, SearchService,
};
use crate::kernel::Span;
use crate::names::Name;

/// A type of destination, as its members are named.
#[derive(Clone, Copy)]
enum Kind {
    PlainS3,
    ExtendedS3,
    Redshift,
    Search(SearchService),
    Splunk,
    Http,
}

const KINDS: [(Kind, &str, &str); 7] = [
    (Kind::PlainS3, "S3DestinationConfiguration", "S3DestinationUpdate"),
    (Kind::ExtendedS3, "ExtendedS3DestinationConfiguration", "ExtendedS3DestinationUpdate"),
    (Kind::Redshift, "RedshiftDestinationConfiguration", "RedshiftDestinationUpdate"),
    (
        Kind::Search(SearchService::Elasticsearch),
        "ElasticsearchDestinationConfiguration",
        "ElasticsearchDestinationUpdate",
    ),
    (
        Kind::Search(SearchService::OpenSearch),
        "AmazonopensearchserviceDestinationConfiguration",
        "AmazonopensearchserviceDestinationUpdate",
    ),
    (Kind::Splunk, "SplunkDestinationConfiguration", "SplunkDestinationUpdate"),
    (Kind::Http, "HttpEndpointDestinationConfiguration", "HttpEndpointDestinationUpdate"),
];

/// The one destination of a call, and the member that says it. `form` is `Configuration` or `Update`.
#[inline(never)]
pub(super) fn the_one(body: &Body<'_>, form: &str) -> Result<(&'static str, DestinationUpdate), Fault> {
    let said = KINDS.iter().filter_map(|(kind, configuration, update)| {
        let at = if form == "Update" { update } else { configuration };
        Some((*kind, *at, body.structure(at)?))
    });
    let said: Vec<_> = said.collect();
    let [(kind, at, it)] = said.as_slice() else {
        let at = if form == "Update" { KINDS[1].2 } else { KINDS[1].1 };
        return Err(Fault::invalid(at, "Exactly one destination configuration is supported for a Firehose"));
    };
    let reader = Reader { at, inner: if form == "Update" { "S3Update" } else { "S3Configuration" } };
    Ok((at, reader.destination(*kind, it)?))
}

struct Reader {
    /// The member of the call that holds it all: it is to blame for whatever is wrong within.
    at: &'static str,
    /// The name of a destination's bucket.
    inner: &'static str,
}

impl Reader {
    #[inline(never)]
    fn invalid(&self, text: impl Into<String>) -> Fault {
        Fault::invalid(self.at, text)
    }

    #[inline(never)]
    fn not_modelled(&self, text: impl Into<String>) -> Fault {
        Fault::not_modelled(self.at, text)
    }

    #[inline(never)]
    fn destination(&self, kind: Kind, it: &Body<'_>) -> Result<DestinationUpdate, Fault> {
        let to = self.to(kind, it)?;
        let (s3, backs_up, backup) = match kind {
            Kind::PlainS3 => (self.s3(it)?, None, None),
            Kind::ExtendedS3 => (self.extended(it)?, it.text("S3BackupMode"), self.backup(it)?),
            Kind::Redshift => (self.bucket_of(it)?, it.text("S3BackupMode"), self.backup(it)?),
            // The mode of OpenSearch is fixed when it is created: its update has no such member.
            Kind::Search(_) if self.inner == "S3Update" => (self.bucket_of(it)?, None, None),
            Kind::Search(_) | Kind::Splunk | Kind::Http => {
                (self.bucket_of(it)?, it.text("S3BackupMode"), None)
            }
        };
        let backs_up = backs_up.map(|mode| mode == "Enabled" || mode.starts_with("All"));
        let processing =
            if matches!(kind, Kind::PlainS3) { None } else { it.structure("ProcessingConfiguration") };
        Ok(DestinationUpdate {
            to,
            s3,
            backs_up,
            backup: backup.unwrap_or_default(),
            processors: processing.map(|processing| processors(self.at, &processing)).transpose()?,
        })
    }

    #[inline(never)]
    fn bucket_of(&self, it: &Body<'_>) -> Result<S3Update, Fault> {
        it.structure(self.inner).map(|s3| self.s3(&s3)).transpose().map(Option::unwrap_or_default)
    }

    #[inline(never)]
    fn backup(&self, it: &Body<'_>) -> Result<Option<S3Update>, Fault> {
        let member = if self.inner == "S3Update" { "S3BackupUpdate" } else { "S3BackupConfiguration" };
        it.structure(member).map(|s3| self.s3(&s3)).transpose()
    }

    #[inline(never)]
    fn to(&self, kind: Kind, it: &Body<'_>) -> Result<DeliverToUpdate, Fault> {
        let seconds = |member: &str| it.number(member).map(Span::seconds);
        let retry = || {
            it.structure("RetryOptions")
                .and_then(|retry| retry.number("DurationInSeconds"))
                .map(Span::seconds)
        };
        Ok(match kind {
            Kind::PlainS3 | Kind::ExtendedS3 => DeliverToUpdate::S3,
            Kind::Redshift => {
                let copy = it.structure("CopyCommand");
                let options = copy.and_then(|copy| copy.text("CopyOptions").map(str::to_owned));
                DeliverToUpdate::Redshift {
                    url: it.text("ClusterJDBCURL").map(|url| self.cluster(url)).transpose()?,
                    table: copy.map(|copy| copy.needed("DataTableName").to_owned()),
                    options,
                    retry: retry(),
                }
            }
            Kind::Search(service) => {
                let rotation = |word: &str| IndexRotation::ALL.into_iter().find(|one| one.word() == word);
                DeliverToUpdate::OpenSearch {
                    service,
                    domain: it.text("DomainARN").map(|arn| self.domain(arn)).transpose()?,
                    index: it.text("IndexName").map(str::to_owned),
                    rotation: it.text("IndexRotationPeriod").and_then(rotation),
                    buffering: self.buffering(it)?,
                    retry: retry(),
                }
            }
            Kind::Splunk => DeliverToUpdate::Splunk {
                url: it.text("HECEndpoint").map(|url| self.with_host(url)).transpose()?,
                raw: it.text("HECEndpointType").map(|kind| kind == "Raw"),
                buffering: self.buffering(it)?,
                acknowledged_within: seconds("HECAcknowledgmentTimeoutInSeconds"),
                retry: retry(),
            },
            Kind::Http => {
                let request = it.structure("RequestConfiguration");
                let encoding = request.and_then(|request| request.text("ContentEncoding"));
                if let Some(encoding) = encoding.filter(|encoding| *encoding != "NONE") {
                    let text = format!("ContentEncoding {encoding} is not known here: write NONE");
                    return Err(self.not_modelled(text));
                }
                let attributes = request.filter(|request| request.has("CommonAttributes"));
                let text = |body: &Body<'_>, member| body.needed(member).to_owned();
                let attribute = |it: Body<'_>| (text(&it, "AttributeName"), text(&it, "AttributeValue"));
                let endpoint = it.structure("EndpointConfiguration");
                DeliverToUpdate::Http {
                    url: endpoint.map(|endpoint| self.with_host(endpoint.needed("Url"))).transpose()?,
                    name: endpoint.and_then(|endpoint| endpoint.text("Name")).map(str::to_owned),
                    access_key: endpoint.and_then(|endpoint| endpoint.text("AccessKey")).map(str::to_owned),
                    attributes: attributes.map(|request| {
                        request.structures("CommonAttributes").into_iter().map(attribute).collect()
                    }),
                    buffering: self.buffering(it)?,
                    retry: retry(),
                }
            }
        })
    }

    /// The URL, its cluster and its database.
    #[inline(never)]
    fn cluster(&self, url: &str) -> Result<(String, Name, String), Fault> {
        let (url, cluster) = self.with_host(url)?;
        let database = url.rsplit('/').next().unwrap_or_default().to_owned();
        Ok((url, cluster, database))
    }

    #[inline(never)]
    fn domain(&self, arn: &str) -> Result<Name, Fault> {
        let name = arn.rsplit_once(":domain/").map_or(arn, |(_, name)| name);
        Name::parse(name).map_err(|text| self.invalid(text))
    }

    /// A URL and the first label of its host, by which the place is called here.
    #[inline(never)]
    fn with_host(&self, url: &str) -> Result<(String, Name), Fault> {
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        let label = host.split(['.', ':', '/', '?']).next().unwrap_or_default();
        match Name::parse(label) {
            Ok(name) => Ok((url.to_owned(), name)),
            Err(_) => Err(self.invalid(format!("`{url}` names no host: write https://NAME.example.com"))),
        }
    }

    /// SizeInMBs and IntervalInSeconds. Their bounds are the engine's business.
    #[inline(never)]
    fn buffering(&self, it: &Body<'_>) -> Result<Option<Buffering>, Fault> {
        let Some(hints) = it.structure("BufferingHints") else { return Ok(None) };
        match (hints.number("SizeInMBs"), hints.number("IntervalInSeconds")) {
            (None, None) => Ok(None),
            (Some(mib), Some(seconds)) => Ok(Some(Buffering { mib, seconds })),
            // "If you specify a value for one of them, you must also provide a value for the other": API reference,
            // BufferingHints. Modelling choice of the words: the error's text is not published.
            (Some(_), None) | (None, Some(_)) => {
                Err(self.invalid("BufferingHints needs SizeInMBs and IntervalInSeconds together."))
            }
        }
    }

    /// What every bucket has.
    #[inline(never)]
    fn s3(&self, it: &Body<'_>) -> Result<S3Update, Fault> {
        let bucket = it.text("BucketARN").map(|arn| {
            let name = arn.split_once(":s3:::").map_or("", |(_, name)| name);
            Name::parse(name).map_err(|text| self.invalid(text))
        });
        let text = |member: &str| it.text(member).map(str::to_owned);
        let format = |word: &str| Compression::ALL.into_iter().find(|one| one.word() == word);
        Ok(S3Update {
            bucket: bucket.transpose()?,
            prefix: text("Prefix"),
            error_prefix: text("ErrorOutputPrefix"),
            buffering: self.buffering(it)?,
            compression: it.text("CompressionFormat").and_then(format),
            ..S3Update::default()
        })
    }

    /// What an S3 destination has besides.
    #[inline(never)]
    fn extended(&self, it: &Body<'_>) -> Result<S3Update, Fault> {
        let conversion = it.structure("DataFormatConversionConfiguration");
        Ok(S3Update {
            extension: it.text("FileExtension").map(str::to_owned),
            time_zone: it.text("CustomTimeZone").map(str::to_owned),
            partitioned: it
                .structure("DynamicPartitioningConfiguration")
                .map(|dynamic| dynamic.flag("Enabled")),
            conversion: conversion.map(|conversion| self.conversion(&conversion)).transpose()?,
            ..self.s3(it)?
        })
    }

    #[inline(never)]
    fn conversion(&self, it: &Body<'_>) -> Result<Option<Conversion>, Fault> {
        // "Defaults to true": API reference.
        if it.has("Enabled") && !it.flag("Enabled") {
            return Ok(None);
        }
        // Modelling choice of the words: AWS's texts are not published.
        let needed = |member: &str| {
            self.invalid(format!("{member} is required when data format conversion is enabled."))
        };
        let output =
            it.structure("OutputFormatConfiguration").and_then(|output| output.structure("Serializer"));
        let output = output.ok_or_else(|| needed("OutputFormatConfiguration.Serializer"))?;
        let format = match (output.has("ParquetSerDe"), output.has("OrcSerDe")) {
            (true, false) => ColumnFormat::Parquet,
            (false, true) => ColumnFormat::Orc,
            (true, true) | (false, false) => {
                return Err(self.invalid("Exactly one serializer must be specified."));
            }
        };
        let schema = it.structure("SchemaConfiguration").ok_or_else(|| needed("SchemaConfiguration"))?;
        let text = |member: &str| schema.text(member).map(str::to_owned).ok_or_else(|| needed(member));
        Ok(Some(Conversion { format, database: text("DatabaseName")?, table: text("TableName")? }))
    }
}

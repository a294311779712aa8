//! What a call says of a destination: UpdateDestination of one that there is, CreateDeliveryStream of none.
//!
//! "If any of the parameters are not specified in the call, the existing values are retained" (API reference,
//! UpdateDestination), but only from a destination of the same type. Both calls are read and printed by this one
//! form. Absent: what a value may be, which is judged when the destination is whole.

use super::firehose::{
    Buffering, Compression, Conversion, DeliverTo, Destination, IndexRotation, S3Settings, SearchService,
};
use super::processor::Processor;
use crate::kernel::Span;
use crate::names::Name;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationUpdate {
    pub to: DeliverToUpdate,
    pub s3: S3Update,
    /// S3BackupMode: whether each source record is kept as it came.
    pub backs_up: Option<bool>,
    /// Where, for S3 and Redshift; the others keep all records where those go that failed.
    pub backup: S3Update,
    pub processors: Option<Vec<Processor>>,
}

/// As [`DeliverTo`]; `None` was not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliverToUpdate {
    S3,
    Redshift {
        /// ClusterJDBCURL with its cluster and database.
        url: Option<(String, Name, String)>,
        table: Option<String>,
        /// CopyOptions.
        options: Option<String>,
        retry: Option<Span>,
    },
    OpenSearch {
        service: SearchService,
        domain: Option<Name>,
        index: Option<String>,
        rotation: Option<IndexRotation>,
        buffering: Option<Buffering>,
        retry: Option<Span>,
    },
    Splunk {
        /// HECEndpoint with its collector.
        url: Option<(String, Name)>,
        raw: Option<bool>,
        buffering: Option<Buffering>,
        acknowledged_within: Option<Span>,
        retry: Option<Span>,
    },
    Http {
        /// The URL with its endpoint.
        url: Option<(String, Name)>,
        name: Option<String>,
        buffering: Option<Buffering>,
        retry: Option<Span>,
    },
}

/// As [`S3Settings`]; `None` was not said, and an empty text takes away what was there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct S3Update {
    pub bucket: Option<Name>,
    pub prefix: Option<String>,
    pub error_prefix: Option<String>,
    pub buffering: Option<Buffering>,
    pub compression: Option<Compression>,
    pub extension: Option<String>,
    pub time_zone: Option<String>,
    pub partitioned: Option<bool>,
    /// `Some(None)` ends the conversion.
    pub conversion: Option<Option<Conversion>>,
}

/// A member that must be said, and was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing(pub &'static str);

impl DestinationUpdate {
    /// A call that says nothing of a destination but its type.
    fn nothing_of(of: &DeliverTo) -> DestinationUpdate {
        let to = match of {
            DeliverTo::S3 => DeliverToUpdate::S3,
            DeliverTo::Redshift { .. } => {
                DeliverToUpdate::Redshift { url: None, table: None, options: None, retry: None }
            }
            DeliverTo::OpenSearch { service, .. } => DeliverToUpdate::OpenSearch {
                service: *service,
                domain: None,
                index: None,
                rotation: None,
                buffering: None,
                retry: None,
            },
            DeliverTo::Splunk { .. } => DeliverToUpdate::Splunk {
                url: None,
                raw: None,
                buffering: None,
                acknowledged_within: None,
                retry: None,
            },
            DeliverTo::Http { .. } => {
                DeliverToUpdate::Http { url: None, name: None, buffering: None, retry: None }
            }
        };
        let (s3, backup) = (S3Update::default(), S3Update::default());
        DestinationUpdate { to, s3, backs_up: None, backup, processors: None }
    }

    /// Only the buffering hints of its data.
    pub fn of_hints(of: &DeliverTo, hints: Buffering) -> DestinationUpdate {
        let mut it = DestinationUpdate::nothing_of(of);
        match &mut it.to {
            DeliverToUpdate::S3 | DeliverToUpdate::Redshift { .. } => it.s3.buffering = Some(hints),
            DeliverToUpdate::OpenSearch { buffering, .. }
            | DeliverToUpdate::Splunk { buffering, .. }
            | DeliverToUpdate::Http { buffering, .. } => *buffering = Some(hints),
        }
        it
    }

    /// Only how long it is retried; nothing of S3, where that cannot be set.
    pub fn of_retry(of: &DeliverTo, span: Span) -> DestinationUpdate {
        let mut it = DestinationUpdate::nothing_of(of);
        match &mut it.to {
            DeliverToUpdate::S3 => {}
            DeliverToUpdate::Redshift { retry, .. }
            | DeliverToUpdate::OpenSearch { retry, .. }
            | DeliverToUpdate::Splunk { retry, .. }
            | DeliverToUpdate::Http { retry, .. } => *retry = Some(span),
        }
        it
    }

    /// The destination that this makes of the one before it.
    ///
    /// # Errors
    /// What must be said when there is no destination of the same type before it.
    pub fn onto(&self, old: Option<&Destination>) -> Result<Destination, Missing> {
        let old = old.filter(|old| self.to.is_of_type(&old.to));
        let to = self.to.onto(old.map(|old| &old.to))?;
        let s3 = self.s3.onto(old.map(|old| &old.s3)).ok_or(Missing("BucketARN"))?;
        let backs_up = self.backs_up.unwrap_or(old.is_some_and(|old| old.backup.is_some()));
        let backup = match (backs_up, self.to.has_own_backup()) {
            (false, _) if self.backup != S3Update::default() => return Err(Missing("S3BackupMode")),
            (false, _) => None,
            (true, false) => Some(s3.clone()),
            (true, true) => {
                let before = old.and_then(|old| old.backup.as_deref());
                Some(self.backup.onto(before).ok_or(Missing("S3BackupConfiguration"))?)
            }
        };
        let before = || old.map(|old| old.processors.clone()).unwrap_or_default();
        let processors = self.processors.clone().unwrap_or_else(before);
        Ok(Destination { to, s3, backup: backup.map(Box::new), processors })
    }
}

/// All that a destination is.
impl From<&Destination> for DestinationUpdate {
    fn from(whole: &Destination) -> DestinationUpdate {
        let to = DeliverToUpdate::from(&whole.to);
        let own = whole.backup.as_deref().filter(|_| to.has_own_backup());
        DestinationUpdate {
            s3: S3Update::from(&whole.s3),
            backs_up: whole.backup.is_some().then_some(true),
            backup: own.map(S3Update::from).unwrap_or_default(),
            processors: (!whole.processors.is_empty()).then(|| whole.processors.clone()),
            to,
        }
    }
}

impl DeliverToUpdate {
    fn is_of_type(&self, other: &DeliverTo) -> bool {
        match self {
            DeliverToUpdate::S3 => matches!(other, DeliverTo::S3),
            DeliverToUpdate::Redshift { .. } => matches!(other, DeliverTo::Redshift { .. }),
            DeliverToUpdate::OpenSearch { .. } => matches!(other, DeliverTo::OpenSearch { .. }),
            DeliverToUpdate::Splunk { .. } => matches!(other, DeliverTo::Splunk { .. }),
            DeliverToUpdate::Http { .. } => matches!(other, DeliverTo::Http { .. }),
        }
    }

    /// Whether its backup may go to a bucket of its own.
    pub fn has_own_backup(&self) -> bool {
        match self {
            DeliverToUpdate::S3 | DeliverToUpdate::Redshift { .. } => true,
            DeliverToUpdate::OpenSearch { .. }
            | DeliverToUpdate::Splunk { .. }
            | DeliverToUpdate::Http { .. } => false,
        }
    }

    /// `old` is of this type.
    fn onto(&self, old: Option<&DeliverTo>) -> Result<DeliverTo, Missing> {
        let before = old.map(DeliverToUpdate::from);
        // With one before it, each side has all the members: so the last word of both is taken, one by one.
        let pairs = (self, before.as_ref().unwrap_or(self));
        Ok(match pairs {
            (DeliverToUpdate::S3, _) => DeliverTo::S3,
            (
                DeliverToUpdate::Redshift { url, table, options, retry },
                DeliverToUpdate::Redshift { url: url_0, table: table_0, options: options_0, retry: retry_0 },
            ) => {
                let (url, cluster, database) = said(url, url_0, "ClusterJDBCURL")?;
                DeliverTo::Redshift {
                    url,
                    cluster,
                    database,
                    table: said(table, table_0, "CopyCommand")?,
                    options: either(options, options_0).unwrap_or_default(),
                    retry: retry.or(*retry_0),
                }
            }
            (
                DeliverToUpdate::OpenSearch { service, domain, index, rotation, buffering, retry },
                DeliverToUpdate::OpenSearch {
                    service: _,
                    domain: domain_0,
                    index: index_0,
                    rotation: rotation_0,
                    buffering: buffering_0,
                    retry: retry_0,
                },
            ) => DeliverTo::OpenSearch {
                service: *service,
                domain: said(domain, domain_0, "DomainARN")?,
                index: said(index, index_0, "IndexName")?,
                rotation: rotation.or(*rotation_0).unwrap_or_default(),
                buffering: buffering.or(*buffering_0),
                retry: retry.or(*retry_0),
            },
            (
                DeliverToUpdate::Splunk { url, raw, buffering, acknowledged_within, retry },
                DeliverToUpdate::Splunk {
                    url: url_0,
                    raw: raw_0,
                    buffering: buffering_0,
                    acknowledged_within: acknowledged_0,
                    retry: retry_0,
                },
            ) => {
                let (url, collector) = said(url, url_0, "HECEndpoint")?;
                DeliverTo::Splunk {
                    url,
                    collector,
                    raw: raw.or(*raw_0).ok_or(Missing("HECEndpointType"))?,
                    buffering: buffering.or(*buffering_0),
                    acknowledged_within: acknowledged_within.or(*acknowledged_0),
                    retry: retry.or(*retry_0),
                }
            }
            (
                DeliverToUpdate::Http { url, name, buffering, retry },
                DeliverToUpdate::Http { url: url_0, name: name_0, buffering: buffering_0, retry: retry_0 },
            ) => {
                let (url, endpoint) = said(url, url_0, "EndpointConfiguration")?;
                DeliverTo::Http {
                    url,
                    endpoint,
                    name: either(name, name_0),
                    buffering: buffering.or(*buffering_0),
                    retry: retry.or(*retry_0),
                }
            }
            (
                DeliverToUpdate::Redshift { .. }
                | DeliverToUpdate::OpenSearch { .. }
                | DeliverToUpdate::Splunk { .. }
                | DeliverToUpdate::Http { .. },
                _,
            ) => unreachable!("what is before it is of its type"),
        })
    }
}

fn either<T: Clone>(new: &Option<T>, old: &Option<T>) -> Option<T> {
    new.as_ref().or(old.as_ref()).cloned()
}

fn said<T: Clone>(new: &Option<T>, old: &Option<T>, member: &'static str) -> Result<T, Missing> {
    either(new, old).ok_or(Missing(member))
}

impl From<&DeliverTo> for DeliverToUpdate {
    fn from(whole: &DeliverTo) -> DeliverToUpdate {
        match whole.clone() {
            DeliverTo::S3 => DeliverToUpdate::S3,
            DeliverTo::Redshift { url, cluster, database, table, options, retry } => {
                DeliverToUpdate::Redshift {
                    url: Some((url, cluster, database)),
                    table: Some(table),
                    options: Some(options).filter(|options| !options.is_empty()),
                    retry,
                }
            }
            DeliverTo::OpenSearch { service, domain, index, rotation, buffering, retry } => {
                DeliverToUpdate::OpenSearch {
                    service,
                    domain: Some(domain),
                    index: Some(index),
                    rotation: Some(rotation),
                    buffering,
                    retry,
                }
            }
            DeliverTo::Splunk { url, collector, raw, buffering, acknowledged_within, retry } => {
                DeliverToUpdate::Splunk {
                    url: Some((url, collector)),
                    raw: Some(raw),
                    buffering,
                    acknowledged_within,
                    retry,
                }
            }
            DeliverTo::Http { url, endpoint, name, buffering, retry } => {
                DeliverToUpdate::Http { url: Some((url, endpoint)), name, buffering, retry }
            }
        }
    }
}

impl S3Update {
    /// `None` if there is no bucket.
    fn onto(&self, old: Option<&S3Settings>) -> Option<S3Settings> {
        let bucket = self.bucket.clone().or_else(|| old.map(|old| old.bucket.clone()))?;
        let mut it = old.cloned().unwrap_or_else(|| S3Settings::new(bucket.clone()));
        it.bucket = bucket;
        let text = |new: &Option<String>, old: &mut Option<String>| {
            if let Some(text) = new {
                *old = Some(text.clone()).filter(|text| !text.is_empty());
            }
        };
        text(&self.error_prefix, &mut it.error_prefix);
        text(&self.extension, &mut it.extension);
        text(&self.time_zone, &mut it.time_zone);
        it.prefix = self.prefix.clone().unwrap_or(it.prefix);
        it.buffering = self.buffering.or(it.buffering);
        it.compression = self.compression.unwrap_or(it.compression);
        it.partitioned = self.partitioned.unwrap_or(it.partitioned);
        it.conversion = self.conversion.clone().unwrap_or(it.conversion);
        Some(it)
    }
}

impl From<&S3Settings> for S3Update {
    fn from(whole: &S3Settings) -> S3Update {
        let S3Settings { bucket, prefix, error_prefix, buffering, .. } = whole.clone();
        let S3Settings { compression, extension, time_zone, partitioned, conversion, .. } = whole.clone();
        S3Update {
            bucket: Some(bucket),
            prefix: Some(prefix).filter(|prefix| !prefix.is_empty()),
            error_prefix,
            buffering,
            compression: Some(compression).filter(|compression| *compression != Compression::Uncompressed),
            extension,
            time_zone,
            partitioned: partitioned.then_some(true),
            conversion: conversion.map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    fn nothing(to: DeliverToUpdate) -> DestinationUpdate {
        DestinationUpdate {
            to,
            s3: S3Update::default(),
            backs_up: None,
            backup: S3Update::default(),
            processors: None,
        }
    }

    #[test]
    fn what_is_not_said_stays_and_what_is_empty_goes() {
        let mut old = Destination::s3(name("lake"));
        old.s3.prefix = "raw/".into();
        old.s3.error_prefix = Some("bad/".into());
        old.s3.compression = Compression::Gzip;
        old.processors.push(Processor::AppendDelimiter);
        let mut update = nothing(DeliverToUpdate::S3);
        assert_eq!(update.onto(Some(&old)), Ok(old.clone()));
        update.s3 = S3Update {
            error_prefix: Some(String::new()),
            prefix: Some("new/".into()),
            ..S3Update::default()
        };
        let mut wanted = old.clone();
        (wanted.s3.prefix, wanted.s3.error_prefix) = ("new/".into(), None);
        assert_eq!(update.onto(Some(&old)), Ok(wanted));
        assert_eq!(DestinationUpdate::from(&old).onto(None), Ok(old));
    }

    #[test]
    fn nothing_is_kept_of_another_type() {
        let old = Destination::s3(name("lake"));
        let splunk = DeliverToUpdate::Splunk {
            url: Some(("https://hec.example.com".into(), name("hec"))),
            raw: None,
            buffering: None,
            acknowledged_within: None,
            retry: None,
        };
        let mut update = nothing(splunk);
        assert_eq!(update.onto(Some(&old)), Err(Missing("HECEndpointType")));
        let DeliverToUpdate::Splunk { raw, .. } = &mut update.to else { panic!("it is Splunk") };
        *raw = Some(true);
        assert_eq!(update.onto(Some(&old)), Err(Missing("BucketARN")));
    }

    #[test]
    fn a_backup_needs_its_mode_and_its_bucket() {
        let old = Destination::s3(name("lake"));
        let mut update = nothing(DeliverToUpdate::S3);
        update.backs_up = Some(true);
        assert_eq!(update.onto(Some(&old)), Err(Missing("S3BackupConfiguration")));
        update.backup.bucket = Some(name("copy"));
        let backed_up = update.onto(Some(&old)).unwrap();
        assert_eq!(backed_up.backup, Some(Box::new(S3Settings::new(name("copy")))));
        assert_eq!(nothing(DeliverToUpdate::S3).onto(Some(&backed_up)), Ok(backed_up));
        update.backs_up = None;
        assert_eq!(update.onto(Some(&old)), Err(Missing("S3BackupMode")));
    }
}

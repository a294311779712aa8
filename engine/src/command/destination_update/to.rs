//! What a call says of the place that the data goes to.

use super::super::firehose::{Buffering, DeliverTo, HttpHeaders, IndexRotation, SearchService};
use super::Missing;
use crate::kernel::Span;
use crate::names::Name;

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
        access_key: Option<String>,
        /// CommonAttributes, all of them.
        attributes: Option<Vec<(String, String)>>,
        buffering: Option<Buffering>,
        retry: Option<Span>,
    },
}

impl DeliverToUpdate {
    pub(super) fn is_of_type(&self, other: &DeliverTo) -> bool {
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
    pub(super) fn onto(&self, old: Option<&DeliverTo>) -> Result<DeliverTo, Missing> {
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
                DeliverToUpdate::Http { url, name, access_key, attributes, buffering, retry },
                DeliverToUpdate::Http {
                    url: url_0,
                    name: name_0,
                    access_key: key_0,
                    attributes: attributes_0,
                    buffering: buffering_0,
                    retry: retry_0,
                },
            ) => {
                let (url, endpoint) = said(url, url_0, "EndpointConfiguration")?;
                DeliverTo::Http {
                    url,
                    endpoint,
                    name: either(name, name_0),
                    headers: HttpHeaders {
                        access_key: either(access_key, key_0),
                        attributes: either(attributes, attributes_0).unwrap_or_default(),
                    },
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
            DeliverTo::Http { url, endpoint, name, headers, buffering, retry } => DeliverToUpdate::Http {
                url: Some((url, endpoint)),
                name,
                access_key: headers.access_key,
                attributes: Some(headers.attributes).filter(|attributes| !attributes.is_empty()),
                buffering,
                retry,
            },
        }
    }
}

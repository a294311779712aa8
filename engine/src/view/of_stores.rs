//! What is seen of the places that hold what was delivered: buckets with their objects, clusters, domains.

use serde::Serialize;

use crate::command::Place;
use crate::event::{FiredBy, Folder};
use crate::kernel::Time;
use crate::names::Name;

/// A Redshift cluster, an OpenSearch domain, a table of DynamoDB with items, a Splunk collector or an HTTP endpoint.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoreView {
    pub name: Name,
    /// `cluster`, `domain`, `table`, `collector` or `endpoint`.
    pub kind: &'static str,
    pub place: Place,
    pub records: u64,
    /// Its tables or indexes.
    pub parts: Vec<SinkView>,
    /// What is wrong with it now.
    pub trouble: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SinkView {
    pub name: String,
    pub records: u64,
    pub bytes: u64,
    pub loads: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BucketView {
    pub name: Name,
    pub objects: u64,
    pub bytes: u64,
    /// Newest last.
    pub object: Vec<ObjectView>,
    /// Where what fails would lie, by the delivery streams that write here: there before anything has failed.
    pub failure_folders: Vec<FailureFolderView>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FailureFolderView {
    pub folder: Folder,
    /// Up to its date: `to-search/AmazonOpenSearchService_failed/`.
    pub path: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObjectView {
    pub key: String,
    pub bytes: u64,
    pub records: u64,
    /// µs since the story began.
    pub written: Time,
    pub fired_by: FiredBy,
    pub folder: Folder,
}

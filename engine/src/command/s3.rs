//! What may be asked of S3, and what it answers: enough to make a bucket and to look into it.

use crate::kernel::Time;
use crate::names::Name;

/// `aws s3`, whose answers are text, and `aws s3api`, whose answers are JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum S3 {
    CreateBucket {
        bucket: Name,
    },
    /// `aws s3 ls` without a path.
    ListBuckets,
    /// Only `recursive` shows what lies below the next slash; the reply lists all the same.
    ListObjects {
        bucket: Name,
        prefix: String,
        recursive: bool,
    },
    GetObject {
        bucket: Name,
        key: String,
    },
    Api(S3Api),
}

/// The operations as the API has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum S3Api {
    CreateBucket {
        bucket: Name,
    },
    ListBuckets,
    ListObjectsV2 {
        bucket: Name,
        /// Empty: none, as of the delimiter.
        prefix: String,
        delimiter: String,
        /// Only what comes after it.
        start_after: String,
        /// `None`: as many as one page has.
        max_keys: Option<u64>,
    },
    /// Into the terminal: there are no files.
    GetObject {
        bucket: Name,
        key: String,
    },
    HeadObject {
        bucket: Name,
        key: String,
    },
}

impl S3 {
    /// As the API writes it.
    pub fn operation(&self) -> &'static str {
        match self {
            S3::CreateBucket { .. } | S3::Api(S3Api::CreateBucket { .. }) => "CreateBucket",
            S3::ListBuckets | S3::Api(S3Api::ListBuckets) => "ListBuckets",
            S3::ListObjects { .. } | S3::Api(S3Api::ListObjectsV2 { .. }) => "ListObjectsV2",
            S3::GetObject { .. } | S3::Api(S3Api::GetObject { .. }) => "GetObject",
            S3::Api(S3Api::HeadObject { .. }) => "HeadObject",
        }
    }

    /// The bucket it is about; `None`: all of them.
    pub fn bucket(&self) -> Option<&Name> {
        match self {
            S3::ListBuckets | S3::Api(S3Api::ListBuckets) => None,
            S3::CreateBucket { bucket }
            | S3::ListObjects { bucket, .. }
            | S3::GetObject { bucket, .. }
            | S3::Api(
                S3Api::CreateBucket { bucket }
                | S3Api::ListObjectsV2 { bucket, .. }
                | S3Api::GetObject { bucket, .. }
                | S3Api::HeadObject { bucket, .. },
            ) => Some(bucket),
        }
    }

    pub fn only_looks(&self) -> bool {
        match self {
            S3::CreateBucket { .. } | S3::Api(S3Api::CreateBucket { .. }) => false,
            S3::ListBuckets | S3::ListObjects { .. } | S3::GetObject { .. } => true,
            S3::Api(
                S3Api::ListBuckets
                | S3Api::ListObjectsV2 { .. }
                | S3Api::GetObject { .. }
                | S3Api::HeadObject { .. },
            ) => true,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketSummary {
    pub name: Name,
    pub created: Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectSummary {
    pub key: String,
    pub bytes: u64,
    pub written: Time,
}

/// What S3 says of an object besides its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectHead {
    pub summary: ObjectSummary,
    /// The MD5 of its bytes, in quotation marks.
    pub etag: String,
    /// Content-Encoding.
    pub encoding: Option<&'static str>,
}

/// A page of ListObjectsV2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectPage {
    pub objects: Vec<ObjectHead>,
    /// What the delimiter puts together.
    pub prefixes: Vec<String>,
    /// The last of both, if there is more.
    pub last: Option<String>,
}

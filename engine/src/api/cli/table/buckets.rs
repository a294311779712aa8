//! `s3` and `s3api`: the words that look into buckets.

use super::{ANY, S3Operation, global};
use crate::api::model::{Bound, Member, Need, Shape, Since};

const fn needed(name: &'static str, about: &'static str) -> Member {
    Member { name, shape: ANY, need: Need::Yes, since: Since::EVER, about }
}

const fn absent(name: &'static str) -> Member {
    global(name, Shape::NotModelled, "")
}

const BUCKET: Member = needed("Bucket", "which bucket");
const KEY: Member = needed("Key", "which object: its whole key");

pub(super) static OPERATIONS: [S3Operation; 8] = [
    S3Operation {
        service: "s3",
        word: "cp",
        name: "GetObject",
        paths: &["s3://BUCKET/KEY", "-"],
        least_paths: 2,
        members: &[],
        about: "show an object",
    },
    S3Operation {
        service: "s3",
        word: "ls",
        name: "ListObjectsV2",
        paths: &["s3://BUCKET/PREFIX"],
        least_paths: 0,
        members: &[global("Recursive", Shape::Boolean, "all of them, not only up to the next slash")],
        about: "list objects; without a path, all buckets",
    },
    S3Operation {
        service: "s3",
        word: "mb",
        name: "CreateBucket",
        paths: &["s3://BUCKET"],
        least_paths: 1,
        members: &[],
        about: "make a bucket",
    },
    S3Operation {
        service: "s3api",
        word: "create-bucket",
        name: "CreateBucket",
        paths: &[],
        least_paths: 0,
        members: &[
            BUCKET,
            absent("ACL"),
            absent("CreateBucketConfiguration"),
            absent("ObjectLockEnabledForBucket"),
            absent("ObjectOwnership"),
        ],
        about: "make a bucket",
    },
    S3Operation {
        service: "s3api",
        word: "get-object",
        name: "GetObject",
        paths: &["/dev/stdout"],
        least_paths: 1,
        members: &[BUCKET, KEY, absent("Range"), absent("VersionId"), absent("PartNumber")],
        about: "show an object, and what S3 says of it",
    },
    S3Operation {
        service: "s3api",
        word: "head-object",
        name: "HeadObject",
        paths: &[],
        least_paths: 0,
        members: &[BUCKET, KEY, absent("Range"), absent("VersionId"), absent("PartNumber")],
        about: "what S3 says of an object: size, time, ETag, encoding",
    },
    S3Operation {
        service: "s3api",
        word: "list-buckets",
        name: "ListBuckets",
        paths: &[],
        least_paths: 0,
        members: &[absent("MaxBuckets"), absent("Prefix"), absent("MaxItems")],
        about: "list all buckets",
    },
    S3Operation {
        service: "s3api",
        word: "list-objects-v2",
        name: "ListObjectsV2",
        paths: &[],
        least_paths: 0,
        members: &[
            BUCKET,
            global("Prefix", ANY, "only keys that begin with it"),
            global("Delimiter", ANY, "keys that share all up to it are listed as one CommonPrefix"),
            global("StartAfter", ANY, "only keys after this one"),
            global("MaxKeys", Shape::Integer { least: Bound::None, most: Bound::None }, "how many at most"),
            absent("ContinuationToken"),
            absent("EncodingType"),
            absent("FetchOwner"),
            absent("MaxItems"),
            absent("PageSize"),
            absent("StartingToken"),
        ],
        about: "list objects with ETag and size",
    },
];

/// What AWS's CLI has and this one has not.
pub(super) static NOT_MODELLED: [(&str, &[&str]); 2] = [
    ("s3", &["mv", "presign", "rb", "rm", "sync", "website"]),
    (
        "s3api",
        &[
            "copy-object",
            "delete-bucket",
            "delete-object",
            "delete-objects",
            "get-bucket-location",
            "get-object-attributes",
            "head-bucket",
            "list-object-versions",
            "list-objects",
            "put-object",
        ],
    ),
];

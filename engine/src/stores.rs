//! Where data ends up. So far: S3.

mod s3;

pub use s3::{Bucket, Buckets, Content, Object, Recipe};

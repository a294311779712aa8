//! Looking into buckets.

use crate::command::{BucketSummary, ObjectHead, ObjectPage, ObjectSummary, Reply, S3, S3Api};
use crate::era::Era;
use crate::names::Name;
use crate::refusal::Refusal;
use crate::stores::listing::{self, Wanted};
use crate::stores::{Buckets, Object};

/// Answers what only looks.
///
/// # Errors
/// NoSuchBucket, NoSuchKey.
pub(super) fn look(buckets: &Buckets, call: &S3, era: Era) -> Result<Reply, Refusal> {
    Ok(match call {
        S3::ListBuckets | S3::Api(S3Api::ListBuckets) => {
            let all = buckets.iter();
            let all = all.map(|(name, it)| BucketSummary { name: name.clone(), created: it.created });
            Reply::Buckets(all.collect())
        }
        S3::ListObjects { bucket, prefix, .. } => {
            Reply::Objects(found(buckets, bucket, prefix)?.into_iter().map(summary).collect())
        }
        S3::GetObject { bucket, key } => Reply::Object(buckets.object(bucket, key)?.content.0.bytes()),
        S3::Api(S3Api::GetObject { bucket, key }) => {
            let object = buckets.object(bucket, key)?;
            Reply::ObjectHead(head(object), Some(object.content.0.bytes()))
        }
        S3::Api(S3Api::HeadObject { bucket, key }) => {
            Reply::ObjectHead(head(buckets.object(bucket, key)?), None)
        }
        S3::Api(S3Api::ListObjectsV2 { bucket, prefix, delimiter, start_after, max_keys }) => {
            let most = listing::most(era);
            let asked =
                max_keys.map_or(most, |keys| usize::try_from(keys).map_or(most, |keys| keys.min(most)));
            let wanted = Wanted { prefix, delimiter, after: start_after, most: asked };
            let page = listing::page(found(buckets, bucket, prefix)?, |it| &it.key, wanted);
            let objects = page.objects.into_iter().map(head).collect();
            Reply::ObjectPage(ObjectPage { objects, prefixes: page.prefixes, last: page.last })
        }
        S3::CreateBucket { .. } | S3::Api(S3Api::CreateBucket { .. }) => Reply::Done,
    })
}

/// In the order of their keys; of one that was written again the newest.
fn found<'a>(buckets: &'a Buckets, bucket: &Name, prefix: &str) -> Result<Vec<&'a Object>, Refusal> {
    let all = buckets.bucket(bucket)?.objects().map(AsRef::as_ref);
    let mut objects: Vec<&Object> = all.filter(|object: &&Object| object.key.starts_with(prefix)).collect();
    objects.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(objects)
}

fn summary(object: &Object) -> ObjectSummary {
    ObjectSummary { key: object.key.clone(), bytes: object.bytes, written: object.written }
}

fn head(object: &Object) -> ObjectHead {
    ObjectHead { summary: summary(object), etag: object.etag(), encoding: object.encoding }
}

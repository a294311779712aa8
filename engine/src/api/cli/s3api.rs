//! `aws s3api`: the operations of S3 as the API has them, answered in JSON.
//!
//! Absent: files, so `get-object` shows what it gets; what needs access rights, versions or uploads.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::CliError;
use super::given::Given;
use super::s3::bucket_name;
use crate::api::wire::Wire;
use crate::command::{BucketSummary, ObjectHead, ObjectPage, Reply, S3Api};
use crate::era::Era;
use crate::names::ACCOUNT;
use crate::stores::listing;

pub(super) fn command(given: &Given) -> Result<S3Api, CliError> {
    let bucket = || bucket_name(given.text("Bucket"), given.column_of("Bucket"));
    let key = || match given.text("Key") {
        "" => {
            let text = "Parameter validation failed: Invalid length for parameter Key, value: 0, valid min length: 1";
            Err(CliError::usage(given.column_of("Key"), text))
        }
        key => Ok(key.to_owned()),
    };
    let word = given.operation.word();
    Ok(match word.as_str() {
        "create-bucket" => S3Api::CreateBucket { bucket: bucket()? },
        "list-buckets" => S3Api::ListBuckets,
        "list-objects-v2" => S3Api::ListObjectsV2 {
            bucket: bucket()?,
            prefix: given.text("Prefix").to_owned(),
            delimiter: given.text("Delimiter").to_owned(),
            start_after: given.text("StartAfter").to_owned(),
            max_keys: max_keys(given)?,
        },
        "get-object" => {
            let to = &given.paths[0];
            if to.text != "/dev/stdout" {
                let text = "there are no files here: write `/dev/stdout` to see the object in the terminal";
                return Err(CliError::usage(to.column, text));
            }
            S3Api::GetObject { bucket: bucket()?, key: key()? }
        }
        "head-object" => S3Api::HeadObject { bucket: bucket()?, key: key()? },
        word => unreachable!("the table has no s3api {word}"),
    })
}

fn max_keys(given: &Given) -> Result<Option<u64>, CliError> {
    let text = given.text("MaxKeys");
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| {
        let text = format!("argument --max-keys: a whole number is wanted, not `{text}`");
        CliError::usage(given.column_of("MaxKeys"), text)
    })
}

/// What the CLI prints.
pub(super) fn render(call: &S3Api, reply: &Reply, era: Era) -> String {
    match (call, reply) {
        (S3Api::CreateBucket { bucket }, _) => {
            Wire::Map(vec![("Location", Wire::Text(format!("/{bucket}")))]).to_cli()
        }
        (_, Reply::Buckets(all)) => buckets(all, era).to_cli(),
        (
            S3Api::ListObjectsV2 { bucket, prefix, delimiter, start_after, max_keys },
            Reply::ObjectPage(page),
        ) => {
            // Asked for one page, or not able to follow them, it prints what came, as it came.
            if max_keys.is_none() && page.last.is_none() {
                return gathered(page, prefix, era).to_cli();
            }
            let most = listing::most(era);
            let mut members = vec![("IsTruncated", Wire::Bool(page.last.is_some()))];
            members.extend(objects(page, era));
            members.push(("Name", Wire::text(bucket)));
            members.push(("Prefix", Wire::text(prefix)));
            if !delimiter.is_empty() {
                members.push(("Delimiter", Wire::text(delimiter)));
            }
            members
                .push(("MaxKeys", Wire::number(max_keys.map_or(most as u64, |keys| keys.min(most as u64)))));
            members.extend(prefixes(page));
            // The CLI asks for it by itself, and reads it back.
            members.push(("EncodingType", Wire::text("url")));
            members.push(("KeyCount", Wire::number(page.objects.len() + page.prefixes.len())));
            if let Some(last) = &page.last {
                members.push(("NextContinuationToken", Wire::Text(token(last))));
            }
            if !start_after.is_empty() {
                members.push(("StartAfter", Wire::text(start_after)));
            }
            Wire::Map(members).to_cli()
        }
        (_, Reply::ObjectHead(head, bytes)) => {
            let shown =
                bytes.as_ref().map_or(String::new(), |bytes| String::from_utf8_lossy(bytes).into_owned());

            shown + &object_head(head, era).to_cli()
        }
        (_, _) => String::new(),
    }
}

/// Where the next page begins, as nobody should read it.
pub fn token(last: &str) -> String {
    URL_SAFE_NO_PAD.encode(last)
}

fn buckets(all: &[BucketSummary], era: Era) -> Wire {
    let one = |it: &BucketSummary| {
        Wire::Map(vec![
            ("Name", Wire::text(&it.name)),
            ("CreationDate", Wire::Time(era.epoch_seconds(it.created) * 1_000)),
        ])
    };
    Wire::Map(vec![
        ("Buckets", Wire::List(all.iter().map(one).collect())),
        ("Owner", Wire::Map(vec![("ID", Wire::text(ACCOUNT))])),
        ("Prefix", Wire::Null),
    ])
}

fn objects(page: &ObjectPage, era: Era) -> Option<(&'static str, Wire)> {
    let one = |it: &ObjectHead| {
        Wire::Map(vec![
            ("Key", Wire::text(&it.summary.key)),
            ("LastModified", written(it, era)),
            ("ETag", Wire::text(&it.etag)),
            ("Size", Wire::number(it.summary.bytes)),
            ("StorageClass", Wire::text("STANDARD")),
        ])
    };
    (!page.objects.is_empty()).then(|| ("Contents", Wire::List(page.objects.iter().map(one).collect())))
}

fn prefixes(page: &ObjectPage) -> Option<(&'static str, Wire)> {
    let one = |prefix: &String| Wire::Map(vec![("Prefix", Wire::text(prefix))]);
    (!page.prefixes.is_empty())
        .then(|| ("CommonPrefixes", Wire::List(page.prefixes.iter().map(one).collect())))
}

/// All pages in one, as the CLI puts them together.
fn gathered(page: &ObjectPage, prefix: &str, era: Era) -> Wire {
    let mut members: Vec<(&'static str, Wire)> =
        objects(page, era).into_iter().chain(prefixes(page)).collect();
    members.push(("RequestCharged", Wire::Null));
    members.push(("Prefix", Wire::text(prefix)));
    Wire::Map(members)
}

/// AWS's models of GetObject and of HeadObject have these in the same order.
fn object_head(head: &ObjectHead, era: Era) -> Wire {
    let mut members = vec![("AcceptRanges", Wire::text("bytes")), ("LastModified", written(head, era))];
    members.push(("ContentLength", Wire::number(head.summary.bytes)));
    members.push(("ETag", Wire::text(&head.etag)));
    if let Some(encoding) = head.encoding {
        members.push(("ContentEncoding", Wire::text(encoding)));
    }
    members.push(("ContentType", Wire::text("binary/octet-stream")));
    members.push(("Metadata", Wire::Map(vec![])));
    Wire::Map(members)
}

/// In whole seconds, as S3 keeps it.
fn written(head: &ObjectHead, era: Era) -> Wire {
    Wire::Time(era.epoch_seconds(head.summary.written) * 1_000)
}

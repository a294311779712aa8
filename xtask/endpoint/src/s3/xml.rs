//! S3's answers as XML: few and flat, so they are written by hand.

use engine::era::Era;
use engine::names::{ACCOUNT, Name};
use engine::stores::Bucket;
use engine::world::World;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use engine::command::ObjectSummary;
use engine::stores::listing::Page;

use super::listing::{Query, token};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SPACE: &str = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
/// What `encoding-type=url` leaves as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'*');
const ISO: &str = "%Y-%m-%dT%H:%M:%S.000Z";

/// `<name>text</name>`.
fn element(name: &str, text: impl ToString) -> String {
    let text = text.to_string();
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    format!("<{name}>{text}</{name}>")
}

pub fn error(code: &str, message: &str, bucket: &str, key: &str) -> String {
    let mut text = element("Code", code) + &element("Message", message);
    if !bucket.is_empty() {
        text += &element("BucketName", bucket);
    }
    if !key.is_empty() {
        text += &element("Key", key);
    }
    format!("{HEAD}<Error>{text}</Error>")
}

/// us-east-1 has no name here, as with AWS.
pub fn location() -> String {
    format!("{HEAD}<LocationConstraint {SPACE}/>")
}

pub fn buckets(world: &World) -> String {
    let one = |(name, bucket): (&Name, &Bucket)| {
        let created = world.era().format_utc(bucket.created, ISO);
        format!("<Bucket>{}{}</Bucket>", element("Name", name), element("CreationDate", created))
    };
    let all: String = world.buckets().iter().map(one).collect();
    let owner = format!("<Owner>{}</Owner>", element("ID", ACCOUNT));
    format!("{HEAD}<ListAllMyBucketsResult {SPACE}>{owner}<Buckets>{all}</Buckets></ListAllMyBucketsResult>")
}

/// Both forms of a list; `etags` are those of the page's objects.
pub fn listing(
    bucket: &str,
    query: &Query,
    page: &Page<&ObjectSummary>,
    etags: &[String],
    era: Era,
) -> String {
    let name = |text: &str| {
        if query.encoded { utf8_percent_encode(text, PLAIN).to_string() } else { text.to_owned() }
    };
    let mut text = element("Name", bucket) + &element("Prefix", name(&query.prefix));
    if !query.delimiter.is_empty() {
        text += &element("Delimiter", name(&query.delimiter));
    }
    text += &element("MaxKeys", query.max_keys);
    if query.encoded {
        text += &element("EncodingType", "url");
    }
    text += &element("IsTruncated", page.last.is_some());
    if query.second {
        text += &element("KeyCount", page.objects.len() + page.prefixes.len());
        text += &query.token.as_ref().map_or(String::new(), |token| element("ContinuationToken", token));
        text +=
            &page.last.as_ref().map_or(String::new(), |last| element("NextContinuationToken", token(last)));
        if !query.after.is_empty() {
            text += &element("StartAfter", name(&query.after));
        }
    } else {
        text += &element("Marker", name(&query.after));
        // "This element is returned only if you have the delimiter request parameter specified."
        let next = page.last.as_ref().filter(|_| !query.delimiter.is_empty());
        text += &next.map_or(String::new(), |last| element("NextMarker", name(last)));
    }
    for (object, etag) in page.objects.iter().zip(etags) {
        let inner = [
            element("Key", name(&object.key)),
            element("LastModified", era.format_utc(object.written, ISO)),
            element("ETag", etag),
            element("Size", object.bytes),
            element("StorageClass", "STANDARD"),
        ];
        text += &format!("<Contents>{}</Contents>", inner.concat());
    }
    for prefix in &page.prefixes {
        text += &format!("<CommonPrefixes>{}</CommonPrefixes>", element("Prefix", name(prefix)));
    }
    format!("{HEAD}<ListBucketResult {SPACE}>{text}</ListBucketResult>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_reads_otherwise_is_escaped() {
        assert_eq!(element("Key", "a<b>&\"c\""), "<Key>a&lt;b&gt;&amp;&quot;c&quot;</Key>");
        assert!(error("NoSuchKey", "No.", "lake", "k").ends_with(
            "<Error><Code>NoSuchKey</Code><Message>No.</Message><BucketName>lake</BucketName><Key>k</Key></Error>"
        ));
    }
}

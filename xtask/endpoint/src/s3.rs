//! Enough of S3's REST to look into a bucket: make one, list objects, get them whole or in part.
//!
//! Path style (`/BUCKET/KEY`), and the host style of `BUCKET.localhost`. Absent: writing and deleting objects,
//! versions, uploads in parts, access rights; they are answered NotImplemented, as S3 answers what it has not.

mod listing;
mod xml;

use bytes::Bytes;
use engine::command::{Command, Reply, S3};
use engine::names::Name;
use engine::refusal::{ErrorName, Refusal};
use hyper::header::{
    ACCEPT_RANGES, AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HOST,
    HeaderName, HeaderValue, LAST_MODIFIED, RANGE,
};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use self::listing::Query;
use crate::answer::{broken, full};
use crate::body::Body;
use crate::lab::Lab;
use crate::shared::Shared;

const XML: &str = "application/xml";
const STREAM: &str = "binary/octet-stream";
const TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// What a request is about.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    /// Empty: all buckets.
    bucket: String,
    key: String,
}

/// Whether a request is for S3: it names no target, and a bucket or S3's signature.
pub fn is_for_s3(head: &Parts) -> bool {
    if head.headers.contains_key(TARGET) || head.method == Method::POST {
        return false;
    }
    let signed = text(head, &AUTHORIZATION).contains("/s3/aws4_request");
    place(head).is_some_and(|place| !place.bucket.is_empty() || signed)
}

fn text<'a>(head: &'a Parts, name: &HeaderName) -> &'a str {
    head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

fn place(head: &Parts) -> Option<Place> {
    let host = head.uri.host().unwrap_or(text(head, &HOST));
    let host = host.split(':').next().unwrap_or_default();
    let path = head.uri.path().strip_prefix('/')?;
    let (bucket, key) = match host.strip_suffix(".localhost") {
        Some(bucket) => (bucket, path),
        None => path.split_once('/').unwrap_or((path, "")),
    };
    let read = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    Some(Place { bucket: read(bucket), key: read(key) })
}

/// Answers one request.
pub fn answer(shared: &Shared, head: &Parts) -> Response<Body> {
    let Some(place) = place(head) else { return broken() };
    let done = shared.with_lab(|lab, up| {
        lab.catch_up(up);
        answered(lab, head, &place).unwrap_or_else(|refused| refused.response(head, &place))
    });
    done.unwrap_or_else(broken)
}

/// An error of S3.
struct Refused {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Refused {
    fn new(status: StatusCode, code: &'static str, message: &str) -> Refused {
        Refused { status, code, message: message.to_owned() }
    }

    /// As XML; of HEAD without a body, as of S3.
    fn response(&self, head: &Parts, place: &Place) -> Response<Body> {
        let text = xml::error(self.code, &self.message, &place.bucket, &place.key);
        let body = if head.method == Method::HEAD { Vec::new() } else { text.into_bytes() };
        full(self.status, XML, body)
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Refused {
        let status = match refusal.error {
            ErrorName::NoSuchBucket | ErrorName::NoSuchKey => StatusCode::NOT_FOUND,
            ErrorName::BucketAlreadyOwnedByYou => StatusCode::CONFLICT,
            ErrorName::InternalFailure => StatusCode::INTERNAL_SERVER_ERROR,
            ErrorName::ResourceNotFoundException
            | ErrorName::ResourceInUseException
            | ErrorName::InvalidArgumentException
            | ErrorName::ValidationException
            | ErrorName::LimitExceededException
            | ErrorName::ProvisionedThroughputExceededException
            | ErrorName::ExpiredIteratorException
            | ErrorName::ExpiredNextTokenException
            | ErrorName::ServiceUnavailableException
            | ErrorName::ThrottlingException
            | ErrorName::ConcurrentModificationException
            | ErrorName::ConditionalCheckFailedException
            | ErrorName::SerializationException
            | ErrorName::UnknownOperationException
            | ErrorName::AccessDeniedException
            | ErrorName::KMSAccessDeniedException
            | ErrorName::KMSDisabledException
            | ErrorName::KMSInvalidStateException
            | ErrorName::KMSNotFoundException
            | ErrorName::KMSThrottlingException
            | ErrorName::InvalidKMSResourceException
            | ErrorName::NotFoundException
            | ErrorName::InvalidParameterValueException
            | ErrorName::ResourceConflictException
            | ErrorName::NotModelled
            | ErrorName::SceneError => StatusCode::BAD_REQUEST,
        };
        Refused { status, code: refusal.error.as_str(), message: refusal.message }
    }
}

fn answered(lab: &mut Lab, head: &Parts, place: &Place) -> Result<Response<Body>, Refused> {
    let query = Query::read(head.uri.query().unwrap_or_default());
    if place.bucket.is_empty() {
        return Ok(in_xml(xml::buckets(lab.world())));
    }
    let bucket = Name::parse(&place.bucket).map_err(|_| {
        Refused::new(StatusCode::BAD_REQUEST, "InvalidBucketName", "The specified bucket is not valid.")
    })?;
    let is_of_bucket = place.key.is_empty();
    match (&head.method, is_of_bucket) {
        (&Method::PUT, true) if query.is_plain() => {
            lab.apply(&Command::S3(S3::CreateBucket { bucket }))?;
            let mut response = full(StatusCode::OK, XML, Vec::new());
            set(&mut response, &hyper::header::LOCATION, &format!("/{}", place.bucket));
            Ok(response)
        }
        (&Method::HEAD, true) => {
            lab.world().buckets().bucket(&bucket)?;
            Ok(full(StatusCode::OK, XML, Vec::new()))
        }
        (&Method::GET, true) if query.asks("location") => {
            lab.world().buckets().bucket(&bucket)?;
            Ok(in_xml(xml::location()))
        }
        (&Method::GET, true) if query.is_listing() => {
            let all =
                S3::ListObjects { bucket: bucket.clone(), prefix: query.prefix.clone(), recursive: true };
            let Reply::Objects(objects) = lab.apply(&Command::S3(all))? else {
                return Err(not_implemented());
            };
            let page = listing::page(&objects, &query)
                .map_err(|text| Refused::new(StatusCode::BAD_REQUEST, "InvalidArgument", text))?;
            let tagged = page.objects.iter().map(|object| lab.etag(&bucket, &object.key)).collect::<Vec<_>>();
            Ok(in_xml(xml::listing(&place.bucket, &query, &page, &tagged, lab.world().era())))
        }
        (&Method::GET | &Method::HEAD, false) if query.is_plain() => object(lab, head, &bucket, &place.key),
        _ => Err(not_implemented()),
    }
}

fn not_implemented() -> Refused {
    let text = "A header or query you provided requests functionality that is not implemented.";
    Refused::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", text)
}

fn in_xml(text: String) -> Response<Body> {
    full(StatusCode::OK, XML, text.into_bytes())
}

fn set(response: &mut Response<Body>, name: &HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// GetObject and HeadObject, of all bytes or of one range of them.
fn object(lab: &mut Lab, head: &Parts, bucket: &Name, key: &str) -> Result<Response<Body>, Refused> {
    let etag = lab.etag(bucket, key);
    let era = lab.world().era();
    let object = lab.world().buckets().object(bucket, key)?;
    let bytes = Bytes::from(object.content.0.bytes());
    let whole = bytes.len();
    let range = match head.headers.get(RANGE).and_then(|range| range.to_str().ok()) {
        None => None,
        Some(text) => Some(range(text, whole).ok_or_else(|| {
            let text = "The requested range is not satisfiable";
            Refused::new(StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange", text)
        })?),
    };
    let (status, part) = match &range {
        None => (StatusCode::OK, bytes),
        Some(range) => (StatusCode::PARTIAL_CONTENT, bytes.slice(range.clone())),
    };
    let length = part.len();
    let body = if head.method == Method::HEAD { Vec::new() } else { part.to_vec() };
    let mut response = full(status, STREAM, body);
    set(&mut response, &CONTENT_LENGTH, &length.to_string());
    set(&mut response, &ACCEPT_RANGES, "bytes");
    set(&mut response, &ETAG, &etag);
    set(&mut response, &LAST_MODIFIED, &era.format_utc(object.written, "%a, %d %b %Y %H:%M:%S GMT"));
    set(&mut response, &CONTENT_TYPE, STREAM);
    if let Some(encoding) = object.encoding {
        set(&mut response, &CONTENT_ENCODING, encoding);
    }
    if let Some(range) = range {
        set(&mut response, &CONTENT_RANGE, &format!("bytes {}-{}/{whole}", range.start, range.end - 1));
    }
    Ok(response)
}

/// `bytes=0-99`, `bytes=100-` or `bytes=-100`; `None` if no byte is in it.
fn range(text: &str, whole: usize) -> Option<std::ops::Range<usize>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let range = if first.is_empty() {
        whole.saturating_sub(last.parse().ok()?)..whole
    } else {
        let last = if last.is_empty() { whole } else { last.parse::<usize>().ok()?.checked_add(1)? };
        first.parse().ok()?..last.min(whole)
    };
    (range.start < range.end).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::Request;

    fn head(method: &str, uri: &str, host: &str) -> Parts {
        Request::builder().method(method).uri(uri).header("host", host).body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_bucket_and_a_key_are_named_by_path_or_by_host() {
        let at =
            |uri: &str, host: &str| place(&head("GET", uri, host)).map(|place| (place.bucket, place.key));
        let wanted = |bucket: &str, key: &str| Some((bucket.to_owned(), key.to_owned()));
        assert_eq!(at("/lake/raw/a%20b?x=1", "127.0.0.1:4567"), wanted("lake", "raw/a b"));
        assert_eq!(at("/lake", "localhost:4567"), wanted("lake", ""));
        assert_eq!(at("/raw/a", "lake.localhost:4567"), wanted("lake", "raw/a"));
        assert!(is_for_s3(&head("PUT", "/lake", "x")));
        assert!(!is_for_s3(&head("POST", "/lake", "x")));
        assert!(!is_for_s3(&head("GET", "/", "x")));
    }

    #[test]
    fn a_range_lies_within_the_object() {
        for (text, wanted) in [
            ("bytes=0-3", Some(0..4)),
            ("bytes=2-", Some(2..10)),
            ("bytes=-3", Some(7..10)),
            ("bytes=8-99", Some(8..10)),
            ("bytes=10-", None),
            ("bytes=5-4", None),
            ("lines=0-3", None),
        ] {
            assert_eq!(range(text, 10), wanted, "{text}");
        }
    }
}

//! From an HTTP request to its answer: the checks in AWS's order, then the lab.
//!
//! Any region, credentials and signature are taken, and none is needed.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, ORIGIN, VARY,
};
use hyper::{Method, Request, Response, StatusCode};

use crate::body::Body;
use crate::lab::Answer;
use crate::lambda;
use crate::origins;
use crate::protocol::Protocol;
use crate::routes;
use crate::s3;
use crate::shared::Shared;
use crate::watch;

/// The longest body: a PutRecords of 10 MiB of data is 13.3 MiB in base64, and its keys come on top.
pub const BODY_MOST: usize = 16 * 1024 * 1024;
/// A body that has begun must end within this time.
const PATIENCE: Duration = Duration::from_secs(60);

const EVENT_STREAM: &str = "application/vnd.amazon.eventstream";
const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const S3_REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-request-id");
const EXTENDED_ID: HeaderName = HeaderName::from_static("x-amz-id-2");

/// Answers one request. What goes wrong is an answer too.
pub async fn answer<B>(shared: &Shared, request: Request<B>) -> Response<Body>
where
    B: hyper::body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (head, body) = request.into_parts();
    let text = |name: &HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let (target, content_type) = (text(&TARGET), text(&CONTENT_TYPE));
    let for_lambda = lambda::is_for_lambda(head.uri.path());
    let for_s3 = s3::is_for_s3(&head) && !routes::is_of_the_lab(head.uri.path()) && !for_lambda;
    let own = !for_s3 && routes::is_own(&head.method, head.uri.path());
    let watches = own && head.uri.path() == watch::PATH && head.method == Method::GET;
    let origin = head.headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or("").to_ascii_lowercase());
    let near = origin.as_deref().is_none_or(origins::is_of_this_machine);
    let mut response = match (head.method == Method::POST || own, Protocol::of(content_type)) {
        // A body, such as that of CreateBucket, says nothing that is modelled.
        _ if for_s3 => match read(body).await {
            Ok(_) => s3::answer(shared, &head),
            Err(refused) => refused,
        },
        // A page elsewhere must not do anything here; what AWS's calls need besides, a browser asks for first, in vain.
        _ if (own || for_lambda) && head.method != Method::GET && !near => foreign(),
        _ if for_lambda => match read(body).await {
            Ok(body) => lambda::answer(shared, &head, &body),
            Err(refused) => refused,
        },
        _ if watches => watch::answer(shared, head.uri.query().unwrap_or("")).await,
        (false, _) => wrong_method(),
        (true, _) if own => match read(body).await {
            Ok(body) => routes::answer(shared, &head.method, head.uri.path(), &body),
            Err(refused) => refused,
        },
        (true, None) => wrong_content_type(content_type),
        (true, Some(protocol)) => match read(body).await {
            Ok(body) => call(shared, protocol, target, &body),
            Err(refused) => refused,
        },
    };
    let (request_id, extended_id) = shared.ids();
    let headers = response.headers_mut();
    if watches {
        headers.insert(VARY, HeaderValue::from_static("Origin"));
        let may = origin.filter(|it| near || Some(it.as_str()) == shared.watch_from());
        if let Some(value) = may.and_then(|origin| HeaderValue::try_from(origin).ok()) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, value);
        }
    }
    // As S3 names it.
    if for_s3 && let Ok(id) = HeaderValue::try_from(&request_id) {
        headers.insert(S3_REQUEST_ID, id);
    }
    headers.insert(REQUEST_ID, HeaderValue::try_from(request_id).expect("hexadecimal digits and dashes"));
    headers.insert(EXTENDED_ID, HeaderValue::try_from(extended_id).expect("base64"));
    response
}

fn call(shared: &Shared, protocol: Protocol, target: &str, body: &[u8]) -> Response<Body> {
    // A null is no body to AWS.
    let body = protocol.read(body).filter(|body| !body.is_null());
    match shared.with_lab(|lab, up| lab.call(up, protocol, target, body.as_ref())) {
        Some(Answer::Empty) => full(StatusCode::OK, protocol.content_type(), Vec::new()),
        Some(Answer::Body(body)) => full(StatusCode::OK, protocol.content_type(), body),
        Some(Answer::Error(status, body)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            full(status, protocol.content_type(), body)
        }
        Some(Answer::Stream(frames)) => with_type(EVENT_STREAM, Response::new(Body::Frames(frames))),
        None => broken(),
    }
}

async fn read<B>(body: B) -> Result<Bytes, Response<Body>>
where
    B: hyper::body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    match tokio::time::timeout(PATIENCE, Limited::new(body, BODY_MOST).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let text = format!("The body is longer than {BODY_MOST} bytes");
            Err(error_of(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLargeException", &text))
        }
        Ok(Err(_)) => Err(error_of(StatusCode::BAD_REQUEST, "SerializationException", "The body broke off")),
        Err(_) => Err(error_of(
            StatusCode::REQUEST_TIMEOUT,
            "RequestTimeoutException",
            "The body did not end in time",
        )),
    }
}

fn foreign() -> Response<Body> {
    let text = "A page of another machine may not do this";
    error_of(StatusCode::FORBIDDEN, "Forbidden", text)
}

fn wrong_method() -> Response<Body> {
    let text = "The API is called with POST; GET /_lab/state shows the world";
    let mut response = error_of(StatusCode::METHOD_NOT_ALLOWED, "UnknownOperationException", text);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    response
}

fn wrong_content_type(content_type: &str) -> Response<Body> {
    let text = format!(
        "Content-Type `{content_type}` is not spoken here: send application/x-amz-json-1.1 or \
         application/x-amz-cbor-1.1, with the operation in X-Amz-Target"
    );
    error_of(StatusCode::NOT_FOUND, "UnknownOperationException", &text)
}

/// A bug of ours; AWS's word for one of theirs.
pub fn broken() -> Response<Body> {
    let text = "The simulator met a bug of its own; its standard error names the place.";
    error_of(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", text)
}

/// An error of the transport, in JSON whatever the call speaks.
pub fn error_of(status: StatusCode, name: &str, text: &str) -> Response<Body> {
    let body = serde_json::json!({ "__type": name, "message": text }).to_string();
    full(status, Protocol::Json.content_type(), body.into())
}

pub fn full(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::full(body));
    *response.status_mut() = status;
    with_type(content_type, response)
}

fn with_type(content_type: &'static str, mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

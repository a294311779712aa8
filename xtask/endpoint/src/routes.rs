//! What is ours and not AWS's: the state as JSON, and the jump in time. No answer here depends on AWS.

use engine::kernel::Span;
use hyper::{Method, Response, StatusCode};
use serde_json::Value;

use crate::answer::{broken, error_of, full};
use crate::body::Body;
use crate::shared::Shared;

const ABOUT: &str = "A simulator of Amazon Kinesis. It is not AWS; what it holds ends with it.\n\n\
    POST /              the AWS API: give an SDK this address as its endpoint; any credentials do\n\
    …    /2015-03-31/  Lambda's REST: event source mappings, functions\n\
    GET  /_lab/state    the world as JSON\n\
    GET  /_lab/watch    what was asked, for a page that follows: ?from=0&wait=250\n\
    GET  /BUCKET/KEY    S3, as far as it shows what a bucket holds\n\
    POST /_lab/advance  {\"seconds\": 301} lets virtual time jump\n\
    POST /_lab/story    lines of a story without times, such as: function clean blueprint pass-through\n";

const JSON: &str = "application/json";

/// Whether a request is for us. All others are AWS's, which looks at the header `X-Amz-Target` alone.
pub fn is_own(method: &Method, path: &str) -> bool {
    is_of_the_lab(path) || (path == "/" && method == Method::GET)
}

pub fn is_of_the_lab(path: &str) -> bool {
    path == "/_lab" || path.starts_with("/_lab/")
}

pub fn answer(shared: &Shared, method: &Method, path: &str, body: &[u8]) -> Response<Body> {
    match (path, method == Method::GET, method == Method::POST) {
        ("/_lab/state", true, _) => told(shared.with_lab(|lab, up| {
            lab.catch_up(up);
            lab.state()
        })),
        ("/_lab/advance", _, true) => advance(shared, body),
        ("/_lab/story", _, true) => story(shared, body),
        ("/" | "/_lab" | "/_lab/", true, _) => {
            full(StatusCode::OK, "text/plain; charset=utf-8", ABOUT.into())
        }
        ("/_lab/state" | "/_lab/watch" | "/_lab/advance" | "/_lab/story" | "/_lab" | "/_lab/", ..) => {
            let text = "GET /_lab/state, GET /_lab/watch, POST /_lab/advance, POST /_lab/story";
            error_of(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", text)
        }
        _ => error_of(
            StatusCode::NOT_FOUND,
            "NotFound",
            "there are GET /_lab/state, GET /_lab/watch, POST /_lab/advance and POST /_lab/story",
        ),
    }
}

fn advance(shared: &Shared, body: &[u8]) -> Response<Body> {
    let Some(span) = seconds(body) else {
        let text = "send {\"seconds\": 301}: a number of virtual seconds, not below 0";
        return error_of(StatusCode::BAD_REQUEST, "BadRequest", text);
    };
    let done = shared.with_lab(|lab, up| lab.jump(up, span).map(|()| lab.time()));
    match done {
        Some(Err(why)) => error_of(StatusCode::BAD_REQUEST, "BadRequest", &why),
        Some(Ok(time)) => told(Some(time)),
        None => broken(),
    }
}

/// Lines of a story, done at once in their order: what AWS's calls cannot make, such as a function to transform by.
fn story(shared: &Shared, body: &[u8]) -> Response<Body> {
    let text = String::from_utf8_lossy(body);
    let done = shared.with_lab(|lab, up| {
        lab.catch_up(up);
        lab.play(&text).map(|()| lab.time())
    });
    match done {
        Some(Err(why)) => error_of(StatusCode::BAD_REQUEST, "BadRequest", &why),
        Some(Ok(time)) => told(Some(time)),
        None => broken(),
    }
}

/// Seconds of a jump, to the microsecond.
fn seconds(body: &[u8]) -> Option<Span> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let seconds = std::time::Duration::try_from_secs_f64(body.get("seconds")?.as_f64()?).ok()?;
    u64::try_from(seconds.as_micros()).ok().map(Span)
}

fn told(value: Option<Value>) -> Response<Body> {
    value.map_or_else(broken, |value| full(StatusCode::OK, JSON, value.to_string().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_a_number_of_seconds() {
        assert_eq!(seconds(br#"{"seconds": 301}"#), Some(Span::seconds(301)));
        assert_eq!(seconds(br#"{"seconds": 0.25}"#), Some(Span::millis(250)));
        for wrong in [r#"{"seconds": -1}"#, r#"{"seconds": "1"}"#, r#"{"seconds": 1e300}"#, "{}", "", "[]"] {
            assert_eq!(seconds(wrong.as_bytes()), None, "{wrong}");
        }
    }
}

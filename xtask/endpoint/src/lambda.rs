//! Lambda's REST: which operation a method and a path mean, and answers with its statuses.
//!
//! The operations are those of the engine's one table; a path and its query are members of the body there. Absent: all
//! other paths, such as those of a function's code, which are answered as an unknown operation.

use engine::api::json;
use engine::refusal::{ErrorName, Refusal};
use hyper::header::{HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::answer::{broken, full};
use crate::body::Body;
use crate::shared::Shared;

const ROOT: &str = "/2015-03-31/";
const JSON: &str = "application/json";
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

pub fn is_for_lambda(path: &str) -> bool {
    path.starts_with(ROOT)
}

/// What a request asks: the operation, its members in the path, and the status of its success.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    operation: &'static str,
    members: Vec<(&'static str, String)>,
    status: StatusCode,
}

fn asked(method: &Method, path: &str) -> Option<Asked> {
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let path: Vec<String> = path.strip_prefix(ROOT)?.trim_end_matches('/').split('/').map(decoded).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let (operation, member, status) = match (method.as_str(), path.as_slice()) {
        ("POST", ["event-source-mappings"]) => ("CreateEventSourceMapping", None, StatusCode::ACCEPTED),
        ("GET", ["event-source-mappings"]) => ("ListEventSourceMappings", None, StatusCode::OK),
        ("GET", ["event-source-mappings", uuid]) => {
            ("GetEventSourceMapping", Some(("UUID", *uuid)), StatusCode::OK)
        }
        ("PUT", ["event-source-mappings", uuid]) => {
            ("UpdateEventSourceMapping", Some(("UUID", *uuid)), StatusCode::ACCEPTED)
        }
        ("DELETE", ["event-source-mappings", uuid]) => {
            ("DeleteEventSourceMapping", Some(("UUID", *uuid)), StatusCode::ACCEPTED)
        }
        ("GET", ["functions"]) => ("ListFunctions", None, StatusCode::OK),
        ("GET", ["functions", function, "configuration"]) => {
            ("GetFunctionConfiguration", Some(("FunctionName", *function)), StatusCode::OK)
        }
        _ => return None,
    };
    let members = member.map(|(name, value)| (name, value.to_owned())).into_iter().collect();
    Some(Asked { operation, members, status })
}

/// Answers one request.
pub fn answer(shared: &Shared, head: &Parts, body: &[u8]) -> Response<Body> {
    let Some(asked) = asked(&head.method, head.uri.path()) else {
        let text = format!("{} {} is no operation that is known here", head.method, head.uri.path());
        return refused(&Refusal::new(ErrorName::UnknownOperationException, text));
    };
    let members = match members(body, head.uri.query().unwrap_or_default(), &asked) {
        Ok(members) => members,
        Err(refusal) => return refused(&refusal),
    };
    let done = shared.with_lab(|lab, up| {
        lab.catch_up(up);
        let era = lab.world().era();
        let target = format!("AWSLambda_20150331.{}", asked.operation);
        let command = json::read(&target, &members, era)?;
        let reply = lab.apply(&command)?;
        Ok(json::answer(&command, &reply, era).map_or(String::new(), |wire| wire.to_json()))
    });
    match done {
        Some(Ok(body)) => full(asked.status, JSON, body.into()),
        Some(Err(refusal)) => refused(&refusal),
        None => broken(),
    }
}

/// The body of the call, with what stands in its path and behind the question mark.
fn members(body: &[u8], query: &str, asked: &Asked) -> Result<Value, Refusal> {
    let mut members = match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => members,
        Ok(Value::Null) => Map::new(),
        Err(_) if body.is_empty() => Map::new(),
        Ok(_) | Err(_) => {
            let text = "Could not parse request body into json";
            return Err(Refusal::new(ErrorName::SerializationException, text));
        }
    };
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let number = value.parse::<u64>().map(Value::from);
        members.insert(name.into_owned(), number.unwrap_or_else(|_| Value::from(value.into_owned())));
    }
    members
        .extend(asked.members.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str()))));
    Ok(Value::Object(members))
}

/// Lambda names an error in a header, has a status for each kind, and writes the member of its text in two ways.
fn refused(refusal: &Refusal) -> Response<Body> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are mistakes of the caller")]
    let (status, body) = match refusal.error {
        ErrorName::ResourceNotFoundException => {
            (StatusCode::NOT_FOUND, json!({ "Type": "User", "Message": refusal.message }))
        }
        ErrorName::ResourceConflictException => {
            (StatusCode::CONFLICT, json!({ "Type": "User", "message": refusal.message }))
        }
        ErrorName::InvalidParameterValueException => {
            (StatusCode::BAD_REQUEST, json!({ "Type": "User", "message": refusal.message }))
        }
        ErrorName::UnknownOperationException => {
            (StatusCode::NOT_FOUND, json!({ "message": refusal.message }))
        }
        ErrorName::InternalFailure => {
            (StatusCode::INTERNAL_SERVER_ERROR, json!({ "Type": "Service", "Message": refusal.message }))
        }
        _ => (StatusCode::BAD_REQUEST, json!({ "message": refusal.message })),
    };
    let mut response = full(status, JSON, body.to_string().into());
    response.headers_mut().insert(ERROR_TYPE, HeaderValue::from_static(refusal.error.as_str()));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_and_a_path_are_an_operation() {
        for (method, path, wanted) in [
            ("POST", "event-source-mappings", Some(("CreateEventSourceMapping", None, 202))),
            ("POST", "event-source-mappings/", Some(("CreateEventSourceMapping", None, 202))),
            ("GET", "event-source-mappings/", Some(("ListEventSourceMappings", None, 200))),
            ("GET", "event-source-mappings/a-1", Some(("GetEventSourceMapping", Some("a-1"), 200))),
            ("PUT", "event-source-mappings/a-1", Some(("UpdateEventSourceMapping", Some("a-1"), 202))),
            ("DELETE", "event-source-mappings/a-1", Some(("DeleteEventSourceMapping", Some("a-1"), 202))),
            ("GET", "functions", Some(("ListFunctions", None, 200))),
            ("GET", "functions/a%3Ab/configuration", Some(("GetFunctionConfiguration", Some("a:b"), 200))),
            ("POST", "functions", None),
            ("DELETE", "event-source-mappings", None),
            ("GET", "functions/a", None),
            ("GET", "", None),
        ] {
            let asked = asked(&method.parse().unwrap(), &format!("{ROOT}{path}"));
            let found = asked.as_ref().map(|it| {
                (it.operation, it.members.first().map(|(_, value)| value.as_str()), it.status.as_u16())
            });
            assert_eq!(found, wanted, "{method} {path}");
        }
    }
}

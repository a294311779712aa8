//! The request that an HTTP endpoint gets, the answers that it gives, and which of them Firehose takes for a yes.
//!
//! Source: AWS's guide, "HTTP endpoint delivery request and response specifications" and "Troubleshooting HTTP endpoints".
//! Absent: ContentEncoding GZIP, and endpoints that answer of their own accord: what is wrong with one is a fault of the
//! scene.

use std::sync::Arc;

use serde_json::{Value, json};

use super::DeliveryStream;
use super::parcel::{Parcel, takes};
use super::piece::Piece;
use super::trouble::answer_within;
use crate::command::{DeliverTo, Destination, HttpHeaders, Misanswer, Trouble};
use crate::era::Era;
use crate::kernel::{Span, Time};
use crate::lambda::wire::{base64, base64_len};
use crate::limits;
use crate::step::Step;

/// The newest request of a delivery stream to its HTTP endpoint.
#[derive(Clone, Debug)]
pub struct Requested {
    /// X-Amz-Firehose-Request-Id: the same in each attempt.
    pub id: String,
    pub destination: Arc<Destination>,
    pub(super) pieces: Arc<[Piece]>,
    pub records: u64,
    pub sent: Time,
    /// Counted from 1.
    pub attempt: u32,
    /// When it ended, and what was wrong there then; `None` while it waits for its answer.
    pub ended: Option<(Time, Option<Trouble>)>,
}

/// What an endpoint answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub body: String,
    /// Content-Length: of a body that is too long only the beginning is kept.
    pub length: u64,
}

/// errorCode and errorMessage.
pub type Fault = (&'static str, String);

/// The most that an answer may have: 1 MiB.
const ANSWER_MOST: u64 = 1024 * 1024;

impl Requested {
    /// A request of which the attempt ends now, or `waits` for longer than most; whether it `worked` for long before, and
    /// what is wrong at the endpoint.
    pub(super) fn of(
        parcel: &Parcel,
        id: String,
        step: &Step<'_>,
        (waits, worked, trouble): (bool, bool, Option<Trouble>),
    ) -> Requested {
        let besides = match (parcel.timing_out, worked) {
            (true, _) => answer_within(&parcel.destination.to, step.era),
            (false, true) => Span::seconds(limits::SLOW_TAKES.at(step.era)),
            (false, false) => Span::default(),
        };
        let trouble = if parcel.timing_out { Some(Trouble::Silent) } else { trouble };
        let on_its_way = takes(parcel.stage, step) + besides;
        Requested {
            id,
            destination: parcel.destination.clone(),
            pieces: parcel.pieces.clone(),
            records: parcel.records,
            sent: Time(step.now.as_micros() - on_its_way.as_micros()),
            attempt: parcel.attempts + 1,
            ended: (!waits).then_some((step.now, trouble)),
        }
    }

    pub fn url(&self) -> &str {
        match &self.destination.to {
            DeliverTo::Http { url, .. } => url,
            DeliverTo::S3
            | DeliverTo::Redshift { .. }
            | DeliverTo::OpenSearch { .. }
            | DeliverTo::Splunk { .. } => "",
        }
    }

    /// The headers of the request.
    pub fn headers(&self, delivery: &DeliveryStream, era: Era) -> Vec<(&'static str, String)> {
        let none = HttpHeaders::default();
        let said = match &self.destination.to {
            DeliverTo::Http { headers, .. } => headers,
            DeliverTo::S3
            | DeliverTo::Redshift { .. }
            | DeliverTo::OpenSearch { .. }
            | DeliverTo::Splunk { .. } => &none,
        };
        let mut all = vec![
            ("Content-Type", JSON.to_owned()),
            ("Content-Length", self.length(era).to_string()),
            ("X-Amz-Firehose-Protocol-Version", "1.0".to_owned()),
            ("X-Amz-Firehose-Request-Id", self.id.clone()),
            ("X-Amz-Firehose-Source-Arn", delivery.arn()),
        ];
        all.extend(said.access_key.clone().map(|key| ("X-Amz-Firehose-Access-Key", key)));
        if !said.attributes.is_empty() {
            let pairs =
                said.attributes.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
            let attributes = json!({ "commonAttributes": pairs.collect::<serde_json::Map<_, _>>() });
            all.push(("X-Amz-Firehose-Common-Attributes", attributes.to_string()));
        }
        all
    }

    /// The whole body, as it was sent.
    pub fn body(&self, era: Era) -> String {
        self.beginning(usize::MAX, era)
    }

    /// The body with no more than the first records; it closes as the whole one does.
    pub fn beginning(&self, records: usize, era: Era) -> String {
        let data = self.pieces.iter().flat_map(|piece| (0..piece.batch.len()).map(|i| piece.record(i)));
        let records: Vec<String> = data.take(records).map(|data| record(&base64(&data))).collect();
        around(&self.id, era.epoch_millis(self.sent), &records.join(","))
    }

    /// Bytes of the body; counted, without writing it.
    pub fn length(&self, era: Era) -> u64 {
        let empty = around(&self.id, era.epoch_millis(self.sent), "").len() as u64;
        let each = record("").len() as u64 + 1;
        let data: u64 = self.pieces.iter().flat_map(Piece::lens).map(base64_len).sum::<u64>();
        empty + data + (each * self.records).saturating_sub(1)
    }

    /// What the endpoint answered; `None` if nothing has come back.
    pub fn answer(&self, era: Era) -> Option<Answer> {
        let (at, trouble) = self.ended?;
        answer(trouble, &self.id, era.epoch_millis(at))
    }

    /// Why its answer was none that Firehose takes for a yes; `None` before it has ended, and if all is well.
    pub fn fault(&self, era: Era) -> Option<Fault> {
        let (at, trouble) = self.ended?;
        judged(trouble, &self.id, era.epoch_millis(at)).err()
    }
}

const JSON: &str = "application/json";

fn around(id: &str, at_ms: u64, records: &str) -> String {
    format!("{{\"requestId\":\"{id}\",\"timestamp\":{at_ms},\"records\":[{records}]}}")
}

fn record(data: &str) -> String {
    format!("{{\"data\":\"{data}\"}}")
}

/// What an endpoint answers with which this is wrong; `None`: nothing comes back.
///
/// Modelling choice: an endpoint that refuses answers 500, with the words of AWS's example; the other words are ours.
fn answer(trouble: Option<Trouble>, id: &str, at_ms: u64) -> Option<Answer> {
    let good = json!({ "requestId": id, "timestamp": at_ms }).to_string();
    let of = |status, content_type, body: String| {
        let length = body.len() as u64;
        Some(Answer { status, content_type, body, length })
    };
    let saying = |status, message: &str| {
        of(status, JSON, json!({ "requestId": id, "timestamp": at_ms, "errorMessage": message }).to_string())
    };
    match trouble {
        None | Some(Trouble::Slow) => of(200, JSON, good),
        Some(Trouble::TooLarge) => saying(413, "Payload too large"),
        Some(Trouble::Misanswers(Misanswer::Accepted)) => of(202, JSON, good),
        Some(Trouble::Misanswers(Misanswer::OtherId)) => {
            // As of an endpoint that makes an id of its own.
            let other = "00000000-0000-4000-8000-000000000000";
            of(200, JSON, json!({ "requestId": other, "timestamp": at_ms }).to_string())
        }
        Some(Trouble::Misanswers(Misanswer::NoTimestamp)) => {
            of(200, JSON, json!({ "requestId": id }).to_string())
        }
        Some(Trouble::Misanswers(Misanswer::OtherType)) => of(200, "text/plain", good),
        Some(Trouble::Misanswers(Misanswer::NoJson)) => of(200, JSON, "OK".to_owned()),
        Some(Trouble::Misanswers(Misanswer::TooLong)) => {
            Some(Answer { status: 200, content_type: JSON, body: good, length: ANSWER_MOST + 1 })
        }
        Some(Trouble::Unreachable | Trouble::Silent) => None,
        Some(
            Trouble::Refusing
            | Trouble::Maintenance
            | Trouble::Throttling
            | Trouble::LosingAnswers
            | Trouble::LosingRequests,
        ) => saying(500, "Unable to deliver records due to unknown error."),
    }
}

/// How an attempt ends at an endpoint with which this is wrong.
///
/// # Errors
/// The errorCode and errorMessage of AWS's tables.
pub(super) fn judged(trouble: Option<Trouble>, id: &str, at_ms: u64) -> Result<(), Fault> {
    match answer(trouble, id, at_ms) {
        Some(answer) => judge(&answer, id),
        None if trouble == Some(Trouble::Silent) => Err((
            "HttpEndpoint.RequestTimeout",
            "The delivery timed out before a response was received and will be retried. If this error persists, contact \
             the AWS Firehose service team."
                .to_owned(),
        )),
        None => Err((
            "HttpEndpoint.ConnectionFailed",
            "Unable to connect to the destination endpoint. Contact the owner of the endpoint to resolve this issue."
                .to_owned(),
        )),
    }
}

/// Whether Firehose takes an answer for a yes: status 200, application/json, at most 1 MiB, the request's requestId, and
/// a number as its timestamp.
///
/// Modelling choice: AWS publishes the words for what is no JSON; those for the other four are made after them.
///
/// # Errors
/// As [`judged`].
fn judge(answer: &Answer, id: &str) -> Result<(), Fault> {
    if answer.length > ANSWER_MOST {
        let text = "The response received from the endpoint is too large. Contact the owner of the endpoint to resolve \
                    this issue.";
        return Err(("HttpEndpoint.ResponseTooLarge", text.to_owned()));
    }
    let raw = format!("{} {}", answer.status, answer.body);
    if answer.status != 200 {
        let text = format!(
            "The following response was received from the endpoint destination. {}: {}",
            answer.status, answer.body
        );
        return Err(("HttpEndpoint.DestinationException", text));
    }
    let wrong = if answer.content_type == JSON {
        let body: Option<Value> = serde_json::from_str(&answer.body).ok().filter(Value::is_object);
        match body {
            None => "is not recognized as valid JSON or has unexpected fields",
            Some(body) => match (body["requestId"].as_str(), body["timestamp"].is_u64()) {
                (None, _) => "does not contain a requestId",
                (Some(other), _) if other != id => "has a requestId that does not match",
                (Some(_), false) => "does not contain a timestamp that is a number",
                (Some(_), true) => return Ok(()),
            },
        }
    } else {
        "does not have the content type application/json"
    };
    let text = format!(
        "The response received from the specified endpoint is invalid. Contact the owner of the endpoint to resolve the \
         issue. Response for request {id} {wrong}. Raw response received: {raw}"
    );
    Err(("HttpEndpoint.InvalidResponseFromDestination", text))
}

/// Records of one request at most: what a buffer held beyond them goes in further ones.
pub(super) fn requests(pieces: Vec<Piece>, era: Era) -> Vec<Vec<Piece>> {
    let most = usize::try_from(limits::HTTP_RECORDS.at(era)).unwrap_or(usize::MAX);
    let (mut all, mut now, mut room) = (Vec::new(), Vec::new(), most);
    for piece in pieces {
        let (mut from, len) = (0, piece.batch.len());
        while from < len {
            let to = len.min(from + room);
            now.push(piece.range(from..to));
            room -= to - from;
            from = to;
            if room == 0 {
                all.push(std::mem::take(&mut now));
                room = most;
            }
        }
    }
    if !now.is_empty() {
        all.push(now);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "ed4acda5-034f-9f42-bba1-f29aea6d7d8f";

    fn answered(status: u16, content_type: &'static str, body: &str) -> Answer {
        Answer { status, content_type, body: body.to_owned(), length: body.len() as u64 }
    }

    #[test]
    fn an_answer_is_a_yes_if_all_of_it_is_right() {
        let good = format!("{{\"requestId\":\"{ID}\",\"timestamp\":1578090903599}}");
        let text = good.replace("1578090903599", "\"1578090903599\"");
        let invalid = "HttpEndpoint.InvalidResponseFromDestination";
        let status = "HttpEndpoint.DestinationException";
        for (answer, code, says) in [
            (answered(200, JSON, &good), "", ""),
            (answered(201, JSON, &good), status, "201: {"),
            (answered(204, JSON, ""), status, "204: "),
            (answered(302, JSON, &good), status, "302: {"),
            (answered(413, JSON, &good), status, "413: {"),
            (answered(200, "text/html", &good), invalid, "content type application/json"),
            (answered(200, JSON, ""), invalid, "not recognized as valid JSON"),
            (answered(200, JSON, "[]"), invalid, "not recognized as valid JSON"),
            (answered(200, JSON, "{\"requestId\":null}"), invalid, "does not contain a requestId"),
            (answered(200, JSON, "{\"timestamp\":1}"), invalid, "does not contain a requestId"),
            (answered(200, JSON, "{\"requestId\":\"x\",\"timestamp\":1}"), invalid, "does not match"),
            (answered(200, JSON, &text), invalid, "timestamp that is a number"),
            (Answer { length: ANSWER_MOST, ..answered(200, JSON, &good) }, "", ""),
            (
                Answer { length: ANSWER_MOST + 1, ..answered(200, JSON, &good) },
                "HttpEndpoint.ResponseTooLarge",
                "too large",
            ),
        ] {
            match judge(&answer, ID) {
                Ok(()) => assert_eq!(code, "", "{answer:?} is taken"),
                Err((found, message)) => {
                    assert_eq!(found, code, "{answer:?}: {message}");
                    assert!(message.contains(says), "{message}");
                }
            }
        }
    }
}

//! The blueprint for what a subscription of CloudWatch Logs sends: gzip JSON with many log events in it.
//!
//! One record stays one record: its messages become lines. A control message, with which CloudWatch Logs tries
//! whether it can send, is Dropped.

use serde::Deserialize;

use super::gunzip::gunzip;
use crate::lambda::Verdict;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    message_type: String,
    /// Control messages need none.
    log_events: Option<Vec<LogEvent>>,
}

#[derive(Deserialize)]
struct LogEvent {
    message: String,
}

const NOT_AN_ENVELOPE: &str = "the data is not what a log subscription sends";
const CONTROL: &str = "a control message, which holds no log events";

pub(super) fn answer(data: &[u8]) -> Verdict {
    match read(data) {
        Err(_) => Verdict::ProcessingFailed,
        Ok(None) => Verdict::Dropped,
        Ok(Some(lines)) => Verdict::Ok(lines.into_bytes()),
    }
}

pub(super) fn reason(data: &[u8]) -> Option<&'static str> {
    match read(data) {
        Err(reason) => Some(reason),
        Ok(None) => Some(CONTROL),
        Ok(Some(_)) => None,
    }
}

/// The messages as lines; `None` of a control message.
fn read(data: &[u8]) -> Result<Option<String>, &'static str> {
    let envelope: Envelope = serde_json::from_slice(&gunzip(data)?).map_err(|_| NOT_AN_ENVELOPE)?;
    match (envelope.message_type.as_str(), envelope.log_events) {
        ("DATA_MESSAGE", Some(events)) => {
            Ok(Some(events.iter().map(|event| format!("{}\n", event.message)).collect()))
        }
        ("CONTROL_MESSAGE", _) => Ok(None),
        _ => Err(NOT_AN_ENVELOPE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lambda::blueprints::tests::gzip;

    #[test]
    fn messages_become_lines_and_control_messages_are_dropped() {
        let envelope = |kind: &str| {
            gzip(&format!(
                "{{\"messageType\":\"{kind}\",\"owner\":\"123456789012\",\"logGroup\":\"g\",\"logStream\":\"s\",\
                 \"subscriptionFilters\":[\"f\"],\"logEvents\":[{{\"id\":\"1\",\"timestamp\":1,\"message\":\"one\"}},\
                 {{\"id\":\"2\",\"timestamp\":2,\"message\":\"two\"}}]}}"
            ))
        };
        assert_eq!(answer(&envelope("DATA_MESSAGE")), Verdict::Ok(b"one\ntwo\n".to_vec()));
        assert_eq!(answer(&envelope("CONTROL_MESSAGE")), Verdict::Dropped);
        assert_eq!(reason(&envelope("CONTROL_MESSAGE")), Some(CONTROL));
        assert_eq!(answer(&envelope("OTHER")), Verdict::ProcessingFailed);
        assert_eq!(reason(&gzip("{}")), Some(NOT_AN_ENVELOPE));
        assert_eq!(answer(b"plain text"), Verdict::ProcessingFailed);
    }
}

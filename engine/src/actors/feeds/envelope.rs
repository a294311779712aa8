//! What CloudWatch Logs sends: the JSON of a message, its members in AWS's order, and the event for a function.

use serde::Serialize;

/// A message of a subscription, before gzip.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Message<'a> {
    pub message_type: &'static str,
    pub owner: &'a str,
    pub log_group: &'a str,
    pub log_stream: &'a str,
    pub subscription_filters: &'a [&'a str],
    pub log_events: Vec<LogEvent>,
}

#[derive(Serialize)]
pub(super) struct LogEvent {
    pub id: String,
    /// ms of the Unix epoch.
    pub timestamp: u64,
    pub message: String,
}

impl Message<'_> {
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are JSON")
    }
}

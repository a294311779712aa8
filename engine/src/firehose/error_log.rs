//! The error log of a delivery stream, as CloudWatch Logs holds it in `/aws/kinesisfirehose/NAME`.
//!
//! One line for each attempt that failed and each kind of failure of single records. What is the same at the same
//! instant is written once: AWS says that it may sample. Absent: CloudWatchLoggingOptions (the log is always on), the
//! names of its streams, its retention.

use serde::Serialize;

use super::DeliveryStream;
use super::piece::Failure;
use crate::command::DeliverTo;
use crate::event::Folder;
use crate::kernel::Time;
use crate::names::{ACCOUNT, REGION};

/// Lines that are kept.
const KEPT: usize = 512;

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorLine {
    pub at: Time,
    pub code: String,
    pub message: String,
    /// `arn:aws:s3:::lake`, `jdbc:redshift://…`.
    destination: String,
    version: u32,
    /// The function's ARN with its version, if it was the function that failed.
    processor: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    #[serde(rename = "deliveryStreamARN")]
    delivery_stream_arn: String,
    destination: &'a str,
    delivery_stream_version_id: u32,
    message: &'a str,
    error_code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    processor: Option<&'a str>,
}

impl DeliveryStream {
    /// The newest lines of its error log, oldest first: when, and the JSON.
    pub fn error_log(&self, lines: usize) -> Vec<(Time, String)> {
        let from = self.errors.end().saturating_sub(lines);
        let text = |line: &ErrorLine| {
            let line = Line {
                delivery_stream_arn: self.arn(),
                destination: &line.destination,
                delivery_stream_version_id: line.version,
                message: &line.message,
                error_code: &line.code,
                processor: line.processor.as_deref(),
            };
            serde_json::to_string(&line).expect("plain fields become JSON")
        };
        self.errors.from(from).map(|(_, line)| (line.at, text(line))).collect()
    }

    pub(super) fn log_error(&mut self, at: Time, failure: &Failure) {
        let by_function = failure.folder == Folder::ProcessingFailed && !failure.by.is_empty();
        let line = ErrorLine {
            at,
            code: failure.code.clone(),
            message: failure.message.clone(),
            destination: self.logged_destination(),
            version: self.version,
            processor: by_function.then(|| format!("{}:$LATEST", failure.by)),
        };
        let said = self.errors.iter().rev().take_while(|last| last.at == at).any(|last| *last == line);
        if !said {
            self.errors.push(line);
            self.errors.trim_to(self.errors.end().saturating_sub(KEPT));
        }
    }

    fn logged_destination(&self) -> String {
        match &self.destination.to {
            DeliverTo::S3 => format!("arn:aws:s3:::{}", self.destination.s3.bucket),
            DeliverTo::Redshift { url, .. } | DeliverTo::Splunk { url, .. } | DeliverTo::Http { url, .. } => {
                url.clone()
            }
            DeliverTo::OpenSearch { domain, .. } => {
                format!("arn:aws:es:{REGION}:{ACCOUNT}:domain/{domain}")
            }
        }
    }
}

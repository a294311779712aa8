//! SQS queues and SNS topics to which mappings send what they give up: the messages lie there, and nobody takes them out.
//! What goes to a bucket of S3 is an object there.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::command::FailureDestination;
use crate::era::Era;
use crate::event::{FiredBy, Folder};
use crate::kernel::{Log, Time};
use crate::lambda::mapping::{FailureMessage, uuid};
use crate::names::Name;
use crate::stores::{Content, Object, Recipe};

#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// The oldest first.
    pub messages: Log<FailureMessage>,
    /// Records that they name.
    pub records: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Queues(BTreeMap<FailureDestination, Queue>);

impl Queues {
    /// What was sent to a destination; of a bucket it is counted here, and lies there.
    pub fn queue(&self, to: &FailureDestination) -> Option<&Queue> {
        self.0.get(to)
    }

    pub(super) fn send(&mut self, to: &FailureDestination, message: FailureMessage) {
        let queue = self.0.entry(to.clone()).or_default();
        queue.records += message.batch_size;
        queue.messages.push(message);
    }
}

/// An object with a message and the records that it speaks of.
#[derive(Debug)]
struct Kept(String);

impl Recipe for Kept {
    fn bytes(&self) -> Vec<u8> {
        self.0.clone().into_bytes()
    }
}

/// `aws/lambda/<UUID of the mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<random UUID>`.
pub(super) fn object(
    (mapping, writer): (&str, &Name),
    message: &FailureMessage,
    payload: &str,
    (now, era): (Time, Era),
) -> Object {
    let day = era.format_utc(now, "%Y/%m/%d");
    let second = era.format_utc(now, "%Y-%m-%dT%H.%M.%S");
    let text = message.body_with(era, payload);
    Object {
        key: format!("aws/lambda/{mapping}/{}/{day}/{second}-{}", message.shard, uuid(message.request)),
        delivery_stream: writer.clone(),
        bytes: text.len() as u64,
        records: message.batch_size,
        written: now,
        fired_by: FiredBy::Count,
        folder: Folder::ProcessingFailed,
        encoding: None,
        content: Content(Arc::new(Kept(text))),
    }
}

//! SQS queues to which mappings send what they give up: the messages lie there, and nobody takes them out.

use std::collections::BTreeMap;

use crate::kernel::Log;
use crate::lambda::mapping::FailureMessage;
use crate::names::Name;

#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// The oldest first.
    pub messages: Log<FailureMessage>,
    /// Records that they name.
    pub records: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Queues(BTreeMap<Name, Queue>);

impl Queues {
    pub fn queue(&self, name: &Name) -> Option<&Queue> {
        self.0.get(name)
    }

    pub(super) fn send(&mut self, name: &Name, message: FailureMessage) {
        let queue = self.0.entry(name.clone()).or_default();
        queue.records += message.batch_size;
        queue.messages.push(message);
    }
}

//! Wire calls in JSON: X-Amz-Target and a body in, a [`Command`] out; a [`Reply`] in, the body of the answer out.
//!
//! Validation comes before anything else and gathers all failures, as AWS does (behaviours A1). Absent: StreamId,
//! and whatever else [`Shape::NotModelled`] names, which is refused by our own `NotModelled` rather than ignored.
//! Members that AWS's model does not have at all are ignored, as AWS ignores them.

mod answer;
mod body;
mod check;
mod delivery_stream;
mod dynamodb;
mod firehose;
mod kinesis;
mod kms;
mod lambda;
mod pushed;
mod told;

use serde_json::Value;

use self::body::Body;
use super::model::{self, Operation, Service, Since};
use super::wire::Wire;
use crate::command::Command;
use crate::era::Era;
use crate::refusal::{ErrorName, Refusal};

pub use answer::answer;
pub use pushed::pushed;

#[cfg(doc)]
use super::model::Shape;
#[cfg(doc)]
use crate::command::Reply;

/// Why a body is no command, and which of its members are to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub at: Vec<Place>,
    pub refusal: Refusal,
}

/// A member of a call's body, and the place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub member: &'static str,
    pub item: Option<usize>,
}

/// Which constraints are judged before a command exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judged {
    /// All, as AWS judges a call.
    All,
    /// Not those that are rows of the limits: a line of a story may be written that meets one, and is refused when
    /// its time comes, in its era, with the limit in the journal.
    AllButLimits,
}

impl Place {
    fn of(member: &'static str) -> Place {
        Place { member, item: None }
    }
}

impl Fault {
    fn new(member: &'static str, refusal: Refusal) -> Fault {
        Fault { at: vec![Place::of(member)], refusal }
    }

    /// Each service has its own word for a value that it does not take.
    fn of(mut self, service: Service) -> Fault {
        if service == Service::Lambda && self.refusal.error == ErrorName::InvalidArgumentException {
            self.refusal.error = ErrorName::InvalidParameterValueException;
        }
        self
    }

    fn invalid(member: &'static str, message: impl Into<String>) -> Fault {
        Fault::new(member, Refusal::invalid(message))
    }

    fn not_modelled(member: &'static str, message: impl Into<String>) -> Fault {
        Fault::new(member, Refusal::new(ErrorName::NotModelled, message))
    }
}

/// Reads a call such as `Kinesis_20131202.PutRecord` with its body.
///
/// # Errors
/// UnknownOperationException, also for what came after the era; SerializationException for a member of another
/// JSON type; ValidationException with every constraint that is not met; what else AWS refuses without looking at
/// anything.
pub fn read(target: &str, body: &Value, era: Era) -> Result<Command, Refusal> {
    let operation = model::of_target(target).ok_or_else(|| unknown_operation(target))?;
    command(operation, body, era, Judged::All).map_err(|fault| fault.refusal)
}

/// The same for an operation of the table.
pub(crate) fn command(
    operation: &'static Operation,
    body: &Value,
    era: Era,
    judged: Judged,
) -> Result<Command, Fault> {
    if era < operation.since.era {
        let text = not_yet(operation.name, operation.since, era);
        return Err(Fault { at: vec![], refusal: Refusal::new(ErrorName::UnknownOperationException, text) });
    }
    let body = check::body(operation, body, era, judged).map_err(|fault| fault.of(operation.service))?;
    let body = Body::of(operation.members, &body);
    match operation.service {
        Service::Kinesis => kinesis::command(operation.name, &body, era).map(Command::Kinesis),
        Service::Firehose => firehose::command(operation.name, &body).map(Command::Firehose),
        Service::Dynamodb => dynamodb::command(operation.name, &body).map(Command::Dynamodb),
        Service::Kms => kms::command(operation.name, &body).map(Command::Kms),
        Service::Lambda => lambda::command(operation.name, &body).map(Command::Lambda),
    }
}

/// The status and the body of a refused call.
pub fn error(refusal: &Refusal) -> (u16, Wire) {
    let status = if refusal.error == ErrorName::InternalFailure { 500 } else { 400 };
    // AWS writes the capital with this one error only (behaviours A1).
    let message = if refusal.error == ErrorName::SerializationException { "Message" } else { "message" };
    let body = vec![("__type", Wire::text(refusal.error.as_str())), (message, Wire::text(&refusal.message))];
    (status, Wire::Map(body))
}

fn unknown_operation(target: &str) -> Refusal {
    let (service, name) = target.split_once('.').unwrap_or((target, ""));
    let service = Service::ALL.into_iter().find(|known| known.target() == service);
    match service.filter(|service| model::NOT_MODELLED.contains(&(*service, name))) {
        Some(_) => {
            let text = format!("{name} is an operation of AWS, but Shardlab does not model it yet");
            Refusal::new(ErrorName::NotModelled, text)
        }
        // AWS answers it without a text; ours helps to find the slip.
        None => Refusal::new(
            ErrorName::UnknownOperationException,
            format!("`{target}` is no operation that is known here"),
        ),
    }
}

fn not_yet(name: &str, since: Since, era: Era) -> String {
    format!("{name} is not known in the era {era}: it came in {}", since.when)
}

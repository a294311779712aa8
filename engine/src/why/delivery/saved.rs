//! What would have saved the records of an attempt that failed.

use super::{Failure, source, trouble};
use crate::command::{Place, Trouble};
use crate::event::What;
use crate::firehose::Invocation;
use crate::kernel::Span;
use crate::kernel::units::{grouped, print_span};
use crate::lambda::Code;
use crate::lambda::contract::Fault;
use crate::limits;
use crate::why::security;
use crate::world::World;

/// What would have saved them.
pub(super) fn saved_by(world: &World, it: &Failure<'_>) -> Option<String> {
    if it.next.is_some() {
        return None;
    }
    if let Some((says, _)) = security::of_firehose(world, &it.delivery.name, &it.place) {
        return Some(says);
    }
    match &it.place {
        Place::Function(_) => return Some(by_function(it)),
        Place::Bucket(_) => return Some(by_bucket(world, it)),
        Place::Cluster(_)
        | Place::Domain(_)
        | Place::Collector(_)
        | Place::Endpoint(_)
        | Place::Key(_)
        | Place::Table(_)
        | Place::Producer(_) => {}
    }
    let Some(wrong) = trouble(world, it) else {
        return Some("Nothing is wrong there by now: what is put again arrives.".to_owned());
    };
    if wrong.trouble == Trouble::TooLarge {
        return Some(
            "A smaller buffering size makes smaller requests: the endpoint would have taken them.".to_owned(),
        );
    }
    if let Trouble::Misanswers(_) = wrong.trouble {
        return Some(
            "An endpoint that answers 200 in time, with content type application/json, the request's own requestId and a \
             number as its timestamp, would have saved them."
                .to_owned(),
        );
    }
    let most = Span::seconds(limits::RETRY_MAX.at(world.era()));
    let retry = it.delivery.retry_setting(world.era())?;
    Some(match wrong.until {
        Some(until) if until.since(it.first) <= most && until > it.event.at => format!(
            "A retry duration of {} s would have outlasted it; {} s is the most.",
            grouped(needed(until.since(it.first), world).as_seconds()),
            grouped(most.as_seconds())
        ),
        Some(until) if until.since(it.first) > most => format!(
            "No retry duration would have outlasted {}: {} s is the most.",
            print_span(until.since(wrong.since)),
            grouped(most.as_seconds())
        ),
        Some(_) => "It is well again: what is put again arrives.".to_owned(),
        None => format!(
            "Healed before {}, it would have taken them; a longer retry, at most {} s, leaves more time for that.",
            it.first + retry,
            grouped(most.as_seconds())
        ),
    })
}

/// The least duration, in whole steps of an attempt, with an attempt after a trouble of this length.
fn needed(trouble: Span, world: &World) -> Span {
    let step = limits::RETRY_STEP.at(world.era());
    let steps = trouble.as_seconds() / step + 1;
    Span::seconds((steps * step).min(limits::RETRY_MAX.at(world.era())))
}

/// Of a function without code: its answer is a setting of the scene.
pub(super) fn told_to(world: &World, it: &Failure<'_>) -> Option<String> {
    let What::TransformFailed { function, .. } = &it.event.what else { return None };
    let now = || world.functions().function(function).ok().map(|function| &function.code);
    let code = match invocation(it)?.answer.as_ref() {
        Some(answer) => answer.code.as_ref(),
        None => now(),
    };
    match code? {
        Code::Verdicts(verdicts) => {
            Some(format!("`{function}` has no code: it was told to answer `{verdicts}`."))
        }
        Code::Blueprint(_) | Code::Own(_) => None,
    }
}

fn invocation<'a>(it: &'a Failure<'_>) -> Option<&'a Invocation> {
    let What::TransformFailed { invocation, .. } = &it.event.what else { return None };
    it.delivery.invocations().get(*invocation).map(|it| &**it)
}

/// Of an invocation that failed as a whole.
fn by_function(it: &Failure<'_>) -> String {
    match invocation(it).and_then(|it| it.answer.as_ref()?.fault) {
        Some(Fault::TooLarge) => {
            "A smaller buffer before the function, or less data in its answer, would have saved them: request and answer \
             have at most 6 MB."
        }
        Some(Fault::TimedOut) => {
            "A function that comes to an end within 5 minutes would have saved them, or a smaller buffer before it."
        }
        Some(Fault::Throttled) => {
            "Reserved concurrency for the function would have saved them, or a larger buffer before it, which invokes it \
             less often."
        }
        Some(Fault::AccessDenied) => "A role that may invoke the function would have saved them.",
        Some(Fault::NoRole) => "A role that Firehose may take on would have saved them.",
        Some(Fault::NotFound) => "The function must be there: make it, or name another one with UpdateDestination.",
        Some(Fault::NotJson | Fault::BadStructure) => {
            "An answer with each recordId once, a result of Ok, Dropped or ProcessingFailed, and data in base64, would have \
             saved them."
        }
        Some(Fault::Thrown) | None => {
            "A function that catches its error and answers ProcessingFailed for the one record that caused it would have \
             saved all others."
        }
    }
    .to_owned()
}

/// Of a bucket that took nothing until the end.
fn by_bucket(world: &World, it: &Failure<'_>) -> String {
    match source(world, it.delivery) {
        Some((stream, _)) => format!(
            "A longer retention of `{stream}` would have given more time: up to {} h. Another consumer can still read what \
             the stream has.",
            grouped(limits::RETENTION_MAX.at(world.era()))
        ),
        None => {
            "Heal the bucket within that time. With a Kinesis stream as the source, its retention would have been the time."
                .to_owned()
        }
    }
}

//! What each call of KMS does, or reads; and which roles there are.

use crate::actors::{Actors, Services};
use crate::command::{Kms, Permission, Principal, Reply};
use crate::refusal::Refusal;
use crate::step::Step;

#[inline(never)]
pub(super) fn answer(step: &mut Step<'_>, call: &Kms) -> Result<Reply, Refusal> {
    let at = (step.now, step.era);
    let keys = &mut step.security.keys;
    match call {
        Kms::DescribeKey { key } => keys.describe(key, at).map(Reply::Key),
        Kms::DisableKey { key } => keys.enable(key, false, at.0).map(|()| Reply::Done),
        Kms::EnableKey { key } => keys.enable(key, true, at.0).map(|()| Reply::Done),
        Kms::ScheduleKeyDeletion { key, days } => keys.schedule_deletion(key, *days, at).map(Reply::Key),
        Kms::CancelKeyDeletion { key } => {
            keys.cancel_deletion(key, at.0)?;
            keys.describe(key, at).map(Reply::Key)
        }
    }
}

/// Only somebody who is there has a role.
///
/// # Errors
/// A sentence of ours.
pub(super) fn has_role(services: &Services<'_>, actors: &Actors, line: &Permission) -> Result<(), Refusal> {
    match &line.who {
        Principal::Actor(name) if actors.has(name) || services.functions.has(name) => Ok(()),
        Principal::Actor(name) if services.firehose.delivery_stream(name).is_ok() => {
            Err(Refusal::scene(format!("{name} is a delivery stream: its role is named `firehose {name}`")))
        }
        Principal::Actor(name) => Err(Refusal::scene(format!(
            "there is no producer, consumer, source or function named {name}: add it first, and its role is there"
        ))),
        Principal::Firehose(name) => services.firehose.delivery_stream(name).map(drop),
    }
}

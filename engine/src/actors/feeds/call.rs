//! One call of a source to a service.

use std::sync::Arc;

use crate::actors::Services;
use crate::command::{PutApi, Target};
use crate::event::What;
use crate::names::Name;
use crate::record::{Sent, Source, Stored};
use crate::refusal::ErrorName;
use crate::step::Step;
use crate::streams::Put;

/// Says of each record whether it was taken.
///
/// # Errors
/// When the service did not look at any: the journal has it then.
pub(in crate::actors) fn put(
    step: &mut Step<'_>,
    services: &mut Services<'_>,
    (by, to, api): (&Name, &Target, PutApi),
    (records, sent): (Arc<[Stored]>, Arc<[Sent]>),
) -> Result<Vec<bool>, ErrorName> {
    let count = u32::try_from(records.len()).expect("a call has at most 500 records");
    let source = Source::Sent { by: by.clone(), records, sent };
    let refused = match to {
        Target::Stream(stream) => {
            let put = Put { stream: stream.clone(), api, source, count };
            let before = step.journal.end();
            match services.streams.put(step, &put) {
                Ok(judged) => {
                    return Ok(judged.answers().iter().map(|entry| entry.taken().is_some()).collect());
                }
                // A refused PutRecord is in the journal as a tally already.
                Err(_) if step.journal.end() != before => return Ok(vec![false; count as usize]),
                Err(refusal) => refusal,
            }
        }
        Target::Firehose(name) => match services.firehose.put(step, name, &source, (count, api)) {
            Ok(ids) => return Ok(ids.iter().map(Option::is_some).collect()),
            Err(refusal) => refusal,
        },
        // A function takes no records: whoever has one as its target invokes it.
        Target::Function(_) => return Err(ErrorName::ValidationException),
    };
    step.emit(What::PutFailed {
        by: by.clone(),
        to: to.clone(),
        records: u64::from(count),
        error: refused.error,
        message: refused.message,
    });
    Err(refused.error)
}

//! "Why was this line refused?", of a line that never became a call: its values were checked at AWS's door.

use super::Why;
use crate::refusal::{ErrorName, Refusal};

/// Of any value that fails the check.
pub(super) const CHECKED: &[&str] = &[
    "AWS checks every value of a call before it looks at any stream: its length, its bounds, its letters.",
    "The message names each member that failed, and what it must be. Nothing was changed.",
];

/// Why a line was refused before it became a command.
pub fn line_refused(line: &str, refusal: &Refusal) -> Why {
    let mut sentences = vec![format!("{}: {}", refusal.error.as_str(), refusal.message)];
    let rule: &[&str] = match refusal.error {
        ErrorName::UnknownOperationException => &["The call did not exist in this exam era."],
        ErrorName::InvalidArgumentException => &[
            "A value cannot be what the line says, or the member came after this exam era.",
            "Look at the member that the message names. Nothing was changed.",
        ],
        ErrorName::ResourceNotFoundException => &[
            "An ARN names the Region, the account, and the stream or consumer, letter by letter.",
            "Nothing in this scene has this one.",
        ],
        ErrorName::NotModelled => &["AWS would take this call. Here it is left out: nothing was changed."],
        ErrorName::SerializationException => {
            &["A value has another type than the member: a number, a text, a list. Nothing was changed."]
        }
        ErrorName::ValidationException
        | ErrorName::ResourceInUseException
        | ErrorName::LimitExceededException
        | ErrorName::ProvisionedThroughputExceededException
        | ErrorName::ExpiredIteratorException
        | ErrorName::ExpiredNextTokenException
        | ErrorName::ServiceUnavailableException
        | ErrorName::ThrottlingException
        | ErrorName::ConcurrentModificationException
        | ErrorName::ConditionalCheckFailedException
        | ErrorName::AccessDeniedException
        | ErrorName::KMSAccessDeniedException
        | ErrorName::KMSDisabledException
        | ErrorName::KMSInvalidStateException
        | ErrorName::KMSNotFoundException
        | ErrorName::KMSThrottlingException
        | ErrorName::InvalidKMSResourceException
        | ErrorName::NotFoundException
        | ErrorName::InvalidParameterValueException
        | ErrorName::ResourceConflictException
        | ErrorName::InternalFailure
        | ErrorName::NoSuchBucket
        | ErrorName::NoSuchKey
        | ErrorName::BucketAlreadyOwnedByYou
        | ErrorName::SceneError => CHECKED,
    };
    sentences.extend(rule.iter().map(|text| (*text).to_owned()));
    Why { title: super::call::short(line), sentences, fixes: Vec::new() }
}

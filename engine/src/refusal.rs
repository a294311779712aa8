//! Why a command was refused: AWS's error name and text, and the limit that was met.
//!
//! A refusal changes nothing.

use std::fmt;

use serde::Serialize;

use crate::limits::Limit;
use crate::names::{ACCOUNT, Name, ShardId};

/// AWS's names of errors, and two of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum ErrorName {
    ResourceNotFoundException,
    ResourceInUseException,
    InvalidArgumentException,
    ValidationException,
    LimitExceededException,
    ProvisionedThroughputExceededException,
    /// An item of DynamoDB is not what the call said it must be.
    ConditionalCheckFailedException,
    ExpiredIteratorException,
    ExpiredNextTokenException,
    ServiceUnavailableException,
    /// Too many calls of Firehose's control plane, most of whose operations name no error of their own for it.
    ThrottlingException,
    /// UpdateDestination of another version than the present one.
    ConcurrentModificationException,
    /// The body of a call cannot be read.
    SerializationException,
    UnknownOperationException,
    /// A mistake of the service itself: the only error with HTTP status 500.
    InternalFailure,
    NoSuchBucket,
    NoSuchKey,
    BucketAlreadyOwnedByYou,
    /// No policy allows it, or one denies it.
    AccessDeniedException,
    KMSAccessDeniedException,
    KMSDisabledException,
    KMSInvalidStateException,
    KMSNotFoundException,
    KMSThrottlingException,
    /// Firehose's, whatever KMS says.
    InvalidKMSResourceException,
    /// KMS's own, of a key.
    NotFoundException,
    /// Lambda's, where Kinesis says InvalidArgument.
    InvalidParameterValueException,
    /// Lambda's: there is one like it.
    ResourceConflictException,
    /// Not AWS's: AWS would take the call, and Shardlab does not model it.
    NotModelled,
    /// Not AWS's: one of our own lines asks for what the scene has not.
    SceneError,
}

impl ErrorName {
    /// Every name, in the order above.
    pub const ALL: [ErrorName; 30] = [
        ErrorName::ResourceNotFoundException,
        ErrorName::ResourceInUseException,
        ErrorName::InvalidArgumentException,
        ErrorName::ValidationException,
        ErrorName::LimitExceededException,
        ErrorName::ProvisionedThroughputExceededException,
        ErrorName::ConditionalCheckFailedException,
        ErrorName::ExpiredIteratorException,
        ErrorName::ExpiredNextTokenException,
        ErrorName::ServiceUnavailableException,
        ErrorName::ThrottlingException,
        ErrorName::ConcurrentModificationException,
        ErrorName::SerializationException,
        ErrorName::UnknownOperationException,
        ErrorName::InternalFailure,
        ErrorName::NoSuchBucket,
        ErrorName::NoSuchKey,
        ErrorName::BucketAlreadyOwnedByYou,
        ErrorName::AccessDeniedException,
        ErrorName::KMSAccessDeniedException,
        ErrorName::KMSDisabledException,
        ErrorName::KMSInvalidStateException,
        ErrorName::KMSNotFoundException,
        ErrorName::KMSThrottlingException,
        ErrorName::InvalidKMSResourceException,
        ErrorName::NotFoundException,
        ErrorName::InvalidParameterValueException,
        ErrorName::ResourceConflictException,
        ErrorName::NotModelled,
        ErrorName::SceneError,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ErrorName::ResourceNotFoundException => "ResourceNotFoundException",
            ErrorName::ResourceInUseException => "ResourceInUseException",
            ErrorName::InvalidArgumentException => "InvalidArgumentException",
            ErrorName::ValidationException => "ValidationException",
            ErrorName::LimitExceededException => "LimitExceededException",
            ErrorName::ProvisionedThroughputExceededException => "ProvisionedThroughputExceededException",
            ErrorName::ConditionalCheckFailedException => "ConditionalCheckFailedException",
            ErrorName::ExpiredIteratorException => "ExpiredIteratorException",
            ErrorName::ExpiredNextTokenException => "ExpiredNextTokenException",
            ErrorName::ServiceUnavailableException => "ServiceUnavailableException",
            ErrorName::ThrottlingException => "ThrottlingException",
            ErrorName::ConcurrentModificationException => "ConcurrentModificationException",
            ErrorName::SerializationException => "SerializationException",
            ErrorName::UnknownOperationException => "UnknownOperationException",
            ErrorName::InternalFailure => "InternalFailure",
            ErrorName::NoSuchBucket => "NoSuchBucket",
            ErrorName::NoSuchKey => "NoSuchKey",
            ErrorName::BucketAlreadyOwnedByYou => "BucketAlreadyOwnedByYou",
            ErrorName::AccessDeniedException => "AccessDeniedException",
            ErrorName::KMSAccessDeniedException => "KMSAccessDeniedException",
            ErrorName::KMSDisabledException => "KMSDisabledException",
            ErrorName::KMSInvalidStateException => "KMSInvalidStateException",
            ErrorName::KMSNotFoundException => "KMSNotFoundException",
            ErrorName::KMSThrottlingException => "KMSThrottlingException",
            ErrorName::InvalidKMSResourceException => "InvalidKMSResourceException",
            ErrorName::NotFoundException => "NotFoundException",
            ErrorName::InvalidParameterValueException => "InvalidParameterValueException",
            ErrorName::ResourceConflictException => "ResourceConflictException",
            ErrorName::NotModelled => "NotModelled",
            ErrorName::SceneError => "SceneError",
        }
    }
}

/// A limit that was met, with the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Met {
    pub limit: &'static Limit,
    /// What the limit allows, in its unit, in the era of the story.
    pub allowed: u64,
    /// What was asked for, in the same unit.
    pub asked: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub error: ErrorName,
    pub message: String,
    pub met: Option<Met>,
}

impl Refusal {
    pub fn new(error: ErrorName, message: impl Into<String>) -> Refusal {
        Refusal { error, message: message.into(), met: None }
    }

    pub fn met(mut self, limit: &'static Limit, allowed: u64, asked: u64) -> Refusal {
        self.met = Some(Met { limit, allowed, asked });
        self
    }

    pub fn invalid(message: impl Into<String>) -> Refusal {
        Refusal::new(ErrorName::InvalidArgumentException, message)
    }

    /// AWS's words for a full shard (behaviours A5, A7).
    pub fn rate_exceeded(shard: ShardId, stream: &Name) -> Refusal {
        Refusal::new(
            ErrorName::ProvisionedThroughputExceededException,
            format!("Rate exceeded for shard {shard} in stream {stream} under account {ACCOUNT}."),
        )
    }

    pub fn scene(message: impl Into<String>) -> Refusal {
        Refusal::new(ErrorName::SceneError, message)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error.as_str(), self.message)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::ErrorName;

    #[test]
    fn every_name_is_among_all_of_them_and_no_two_are_alike() {
        // The compiler keeps `as_str` complete: it has one line for each name.
        let lines = include_str!("refusal.rs").lines().filter(|line| line.contains(" => \"")).count();
        let mut names = ErrorName::ALL.map(ErrorName::as_str).to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), lines, "{names:?}");
    }
}

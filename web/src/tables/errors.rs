//! The names of errors: what each says, and what one does.

use engine::refusal::ErrorName;

use super::{Row, Table, row};

pub(super) fn table() -> Table {
    Table {
        id: "errors",
        title: "Errors",
        about: "Every name that a call can be refused with here. A refusal changes nothing.",
        heads: &["name", "means", "what to do"],
        rows: ErrorName::ALL.into_iter().map(error).collect(),
    }
}

fn error(name: ErrorName) -> Row {
    let (means, so) = says(name);
    row("error", name.as_str(), [means.to_owned(), so.to_owned()])
}

fn says(name: ErrorName) -> (&'static str, &'static str) {
    match name {
        ErrorName::ResourceNotFoundException => (
            "There is no such stream, shard, consumer, delivery stream, function or table; or it is not ready yet.",
            "Check name and region; after a create wait until it is ACTIVE.",
        ),
        ErrorName::ResourceInUseException => (
            "It is there already, or it changes just now (CREATING, UPDATING, DELETING).",
            "Wait until it is ACTIVE and call again.",
        ),
        ErrorName::InvalidArgumentException => (
            "A value does not fit what there is: a shard that is closed, shards that are not neighbours, a sequence number of another shard.",
            "Read its sentence: it names the argument. Calling again changes nothing.",
        ),
        ErrorName::ValidationException => (
            "A value has the wrong form, is too long, too large or not one of those allowed.",
            "Read its sentence: it names the member and the constraint.",
        ),
        ErrorName::LimitExceededException => (
            "A quota of the account or a rate of the control plane is spent: shards, consumers, calls a second, changes a day.",
            "Wait and call more rarely, give something back, or ask AWS for more.",
        ),
        ErrorName::ProvisionedThroughputExceededException => (
            "A shard is full: its records or bytes a second to write, its calls or bytes a second to read. In DynamoDB: a table’s capacity.",
            "Back off and put again only what failed; then more shards, other keys, larger batches, or fan-out.",
        ),
        ErrorName::ConditionalCheckFailedException => (
            "An item of DynamoDB is not what the call said it must be: another worker took the lease.",
            "Nothing: the KCL lets the shard go and looks for another.",
        ),
        ErrorName::ExpiredIteratorException => (
            "The shard iterator is older than five minutes.",
            "Get a new one AFTER_SEQUENCE_NUMBER of the last record. In the KCL: give the lease table more write capacity.",
        ),
        ErrorName::ExpiredNextTokenException => {
            ("A NextToken is older than five minutes.", "Begin the list anew.")
        }
        ErrorName::ServiceUnavailableException => (
            "Firehose takes no more just now: a quota of Direct PUT is spent. It says “Slow down.”",
            "Back off and put again; ask AWS for more, or put a stream before it.",
        ),
        ErrorName::ThrottlingException => {
            ("Too many calls of Firehose’s control plane.", "Wait a second, and back off.")
        }
        ErrorName::ConcurrentModificationException => (
            "UpdateDestination names another version than the present one.",
            "Describe the delivery stream, and update the version that you get.",
        ),
        ErrorName::SerializationException => {
            ("The body of a call is no JSON, or has a member of another type.", "Mend the request.")
        }
        ErrorName::UnknownOperationException => {
            ("There is no such operation, or not yet in this era.", "Check its name and the era.")
        }
        ErrorName::InternalFailure => (
            "A mistake of the service itself: the only one with HTTP status 500.",
            "Call again after a moment.",
        ),
        ErrorName::NoSuchBucket => ("There is no such bucket.", "Check its name, or make it."),
        ErrorName::NoSuchKey => {
            ("There is no object of this name in the bucket.", "List the prefix; a name is the whole path.")
        }
        ErrorName::BucketAlreadyOwnedByYou => ("You have this bucket already.", "Use it."),
        ErrorName::AccessDeniedException => (
            "No policy allows the action on the resource, or one denies it.",
            "Allow exactly this action on exactly this resource; a Deny wins over every Allow.",
        ),
        ErrorName::KMSAccessDeniedException => (
            "Whoever calls may not use the key: kms:GenerateDataKey to write, kms:Decrypt to read.",
            "Allow it to the role; readers need it too.",
        ),
        ErrorName::KMSDisabledException => {
            ("The key is disabled.", "Enable it; nothing is lost meanwhile that is put again.")
        }
        ErrorName::KMSInvalidStateException => (
            "The key is about to be deleted, or cannot be used now.",
            "Cancel its deletion, or choose another key.",
        ),
        ErrorName::KMSNotFoundException => {
            ("There is no such key or alias.", "Check its id, region and account.")
        }
        ErrorName::KMSThrottlingException => {
            ("Too many calls of KMS.", "Back off; ask AWS for a higher rate of KMS.")
        }
        ErrorName::InvalidKMSResourceException => (
            "Firehose cannot use the key of its encryption, whatever KMS says.",
            "Look at the key and its policy, then start the encryption again.",
        ),
        ErrorName::NotFoundException => ("KMS has no such key.", "Check its id, region and account."),
        ErrorName::InvalidParameterValueException => (
            "Lambda does not take a value, or what it names is not there.",
            "Look at the value that the message names: Lambda says this where Kinesis says InvalidArgument.",
        ),
        ErrorName::ResourceConflictException => (
            "The function has a mapping for this stream already.",
            "Change that one, by the UUID in the message, or delete it first.",
        ),
        ErrorName::NotModelled => (
            "Not AWS’s: AWS would take the call, and Shardlab does not model it.",
            "Look below for what is not modelled.",
        ),
        ErrorName::SceneError => (
            "Not AWS’s: a line of the scene asks for what the scene has not.",
            "Read its sentence: it says what is there.",
        ),
    }
}

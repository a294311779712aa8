//! Replies as the AWS CLI prints them: JSON in four spaces, members in the order of AWS's model, times as
//! ISO 8601 in UTC; nothing at all for an operation without output; `s3` as text.

use super::s3api;
use crate::api::json::answer;
use crate::api::wire::Wire;
use crate::command::{Actor, BucketSummary, Command, Dynamodb, Kinesis, ObjectSummary, Reply, S3, S3Api};
use crate::era::Era;
use crate::refusal::{ErrorName, Refusal};

/// The API's name of what a command calls; for our own lines, the word they begin with.
pub fn operation(command: &Command) -> &'static str {
    match command {
        Command::Kinesis(call) => call.operation(),
        Command::Firehose(call) => call.operation(),
        Command::Dynamodb(call) => call.operation(),
        Command::Kms(call) => call.operation(),
        Command::Lambda(call) => call.operation(),
        Command::S3(call) => call.operation(),
        Command::Actor(actor) => match actor {
            Actor::Producer { .. } => "producer",
            Actor::Consumer { .. } => "consumer",
            Actor::Function { .. } => "function",
            Actor::Feed { kind, .. } => kind.word(),
            Actor::FeedAct { act, .. } => act.word(),
            Actor::Set { .. } => "set",
            Actor::Stop { .. } => "stop",
            Actor::Fault { .. } => "fault",
            Actor::CrashWorker { .. } => "crash",
            Actor::Heal { .. } | Actor::HealWorker { .. } => "heal",
            Actor::Table(_) => "table",
            Actor::Permission(line) => line.edit.word(),
            Actor::Backfill(backfill) => backfill.word(),
        },
        Command::Answer(_) => "answer",
    }
}

/// What the CLI prints when AWS refuses a call; for our own lines just why.
pub fn render_refusal(command: &Command, refusal: &Refusal) -> String {
    match command {
        Command::Actor(_) | Command::Answer(_) => refusal.message.clone(),
        // `s3 cp` asks with HeadObject first, whose answer has no text of AWS's.
        Command::S3(S3::GetObject { key, .. })
            if matches!(refusal.error, ErrorName::NoSuchKey | ErrorName::NoSuchBucket) =>
        {
            format!(
                "fatal error: An error occurred (404) when calling the HeadObject operation: Key \"{key}\" does not exist"
            )
        }
        Command::S3(S3::Api(S3Api::HeadObject { .. }))
            if matches!(refusal.error, ErrorName::NoSuchKey | ErrorName::NoSuchBucket) =>
        {
            "An error occurred (404) when calling the HeadObject operation: Not Found".to_owned()
        }
        Command::S3(S3::CreateBucket { bucket }) => {
            format!("make_bucket failed: s3://{bucket} {}", error_occurred(operation(command), refusal))
        }
        Command::Kinesis(_)
        | Command::Firehose(_)
        | Command::Dynamodb(_)
        | Command::Kms(_)
        | Command::Lambda(_)
        | Command::S3(_) => error_occurred(operation(command), refusal),
    }
}

pub(super) fn error_occurred(operation: &str, refusal: &Refusal) -> String {
    let name = refusal.error.as_str();
    format!("An error occurred ({name}) when calling the {operation} operation: {}", refusal.message)
}

/// What the CLI prints for an answer.
pub fn render(command: &Command, reply: &Reply, era: Era) -> String {
    match (command, reply) {
        (Command::S3(S3::CreateBucket { bucket }), _) => format!("make_bucket: {bucket}"),
        (Command::S3(S3::ListObjects { prefix, recursive, .. }), Reply::Objects(objects)) => {
            listing(objects, prefix, *recursive, era)
        }
        (Command::S3(S3::ListBuckets), Reply::Buckets(buckets)) => {
            let one = |it: &BucketSummary| {
                format!("{} {}", era.format_utc(it.created, "%Y-%m-%d %H:%M:%S"), it.name)
            };
            buckets.iter().map(one).collect::<Vec<_>>().join("\n")
        }
        (Command::S3(S3::Api(call)), reply) => s3api::render(call, reply, era),
        (Command::S3(_), Reply::Object(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        // The AWS CLI has no such operation, so there are no words of its own for it.
        (_, Reply::Subscribed { subscription }) => {
            format!("Subscription {subscription} is open: what it pushes stands among the events.")
        }
        // An answer without any member is nothing to print.
        (_, Reply::Item(None)) => String::new(),
        (command, reply) => {
            answer(command, reply, era).map_or(String::new(), |wire| paged(command, wire).to_cli())
        }
    }
}

/// The CLI follows pages to their end by itself, and then prints what it has gathered in the order of botocore's
/// paginators, not the members that speak of pages. Asked for one page, it prints the answer as it is.
///
/// Absent: the following of further pages; the first is printed as one that was asked for.
fn paged(command: &Command, wire: Wire) -> Wire {
    let more = |name| wire.get(name) == Some(&Wire::Bool(true));
    match command {
        Command::Kinesis(Kinesis::ListStreams { limit: None, next_token: None, .. })
            if !more("HasMoreStreams") =>
        {
            picked(&wire, &["StreamNames", "StreamSummaries"])
        }
        Command::Kinesis(Kinesis::DescribeStream { limit: None, exclusive_start: None, .. }) => {
            let Some(stream) = wire.get("StreamDescription") else { return wire };
            if stream.get("HasMoreShards") == Some(&Wire::Bool(true)) {
                return wire;
            }
            let names = [
                "Shards",
                "StreamARN",
                "StreamName",
                "StreamStatus",
                "RetentionPeriodHours",
                "EnhancedMonitoring",
                "EncryptionType",
                "KeyId",
                "StreamCreationTimestamp",
            ];
            let member = |name| (name, stream.get(name).cloned().unwrap_or(Wire::Null));
            Wire::Map(vec![("StreamDescription", Wire::Map(names.map(member).into()))])
        }
        // What a Scan did not ask for, the CLI's paginator prints all the same.
        Command::Dynamodb(Dynamodb::Scan { .. }) => {
            let Wire::Map(mut members) = wire else { return wire };
            members.push(("ConsumedCapacity", Wire::Null));
            Wire::Map(members)
        }
        Command::Kinesis(_)
        | Command::Firehose(_)
        | Command::Dynamodb(_)
        | Command::Kms(_)
        | Command::Lambda(_)
        | Command::S3(_)
        | Command::Actor(_)
        | Command::Answer(_) => wire,
    }
}

fn picked(wire: &Wire, names: &[&'static str]) -> Wire {
    Wire::Map(names.iter().filter_map(|name| Some((*name, wire.get(name)?.clone()))).collect())
}

/// `aws s3 ls`: folders first, then objects; only a recursive listing shows whole keys.
fn listing(objects: &[ObjectSummary], prefix: &str, recursive: bool, era: Era) -> String {
    let below = prefix.rfind('/').map_or(0, |slash| slash + 1);
    let mut folders: Vec<&str> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for object in objects {
        let name =
            if recursive { object.key.as_str() } else { object.key.get(below..).unwrap_or(&object.key) };
        // The prefix itself may end within a name; the next slash after all of it closes the folder.
        let rest = object.key.get(prefix.len()..).unwrap_or("");
        match rest.find('/') {
            Some(slash) if !recursive => {
                let folder = &object.key[below..=prefix.len() + slash];
                if folders.last() != Some(&folder) {
                    folders.push(folder);
                }
            }
            Some(_) | None => {
                let written = era.format_utc(object.written, "%Y-%m-%d %H:%M:%S");
                lines.push(format!("{written} {:>10} {name}", object.bytes));
            }
        }
    }
    folders.dedup();
    let folders = folders.into_iter().map(|folder| format!("{:>30} {folder}", "PRE"));
    folders.chain(lines).collect::<Vec<_>>().join("\n")
}

//! "Why may it not?": the statement of a role's policy that is missing or that denies, or the key that does not work.

use super::{Fix, Why};
use crate::actors::sends;
use crate::command::{
    Action, Actions, Actor, Command, Edit, FailureDestination, Firehose, Kinesis, Kms, Permission, Place,
    Principal, SseKey, Target,
};
use crate::event::{Event, TableEvent, What};
use crate::kernel::Time;
use crate::names::Name;
use crate::refusal::{ErrorName, Refusal};
use crate::security::{Use, Verdict};
use crate::streams::Stream;
use crate::world::World;

const TELLS_NOBODY: &str = "Lambda sends to the destination on failure by the function's own role: without it the message \
     is lost, and nobody is told which records were given up.";

/// Whether it is a function that a stream triggers.
fn invokes(world: &World, who: &Principal) -> bool {
    matches!(who, Principal::Actor(name) if world.actors().mappings().any(|it| &it.name == name))
}

/// What cannot be done without an action.
fn without(world: &World, who: &Principal, action: Action) -> &'static str {
    match action {
        Action::PutRecord | Action::PutRecords => "Without it nothing can be put into the stream.",
        Action::ListShards => "Without it nobody knows which shards there are.",
        Action::GetShardIterator => "Without an iterator a reader cannot begin in a shard.",
        Action::GetRecords => "Without it a reader gets no records of the stream.",
        Action::RegisterStreamConsumer | Action::DescribeStreamConsumer => {
            "Without it nobody becomes a consumer with enhanced fan-out."
        }
        Action::DeregisterStreamConsumer => "Without it a consumer stays registered.",
        Action::SubscribeToShard => "Without it no shard pushes records.",
        Action::GenerateDataKey => {
            "Kinesis asks KMS for a data key in the producer's name: without it nothing can be put into an encrypted stream."
        }
        Action::Decrypt => {
            "Kinesis decrypts in the reader's name: without it the encrypted records cannot be read. Those from before the \
             encryption lie open."
        }
        Action::CreateTable => "Without it the KCL cannot make its table of leases.",
        Action::Scan => {
            "A worker looks through the whole table for leases to take: without it, it takes none."
        }
        Action::GetItem => "A worker reads where to begin: without it, it does not begin.",
        Action::PutItem => "Without it a shard gets no row in the table of leases.",
        Action::UpdateItem => {
            "Taking a lease, renewing it and writing a checkpoint are all UpdateItem: without it no worker keeps a shard."
        }
        Action::DeleteItem => "Without it rows of shards that are gone stay in the table.",
        Action::BatchWriteItem => {
            "The connector's emitter cannot put items into the table: after its tries it gives the buffer up, and the checkpoint \
             goes on."
        }
        Action::PutMetricData => {
            "Without it the application's own metrics are missing in CloudWatch. Nothing else is."
        }
        Action::FirehosePutRecord | Action::FirehosePutRecordBatch => {
            "Without it nothing can be put to the delivery stream."
        }
        Action::InvokeFunction => {
            "Firehose cannot invoke the function: after its retries the records go to processing-failed."
        }
        Action::SendMessage | Action::Publish => TELLS_NOBODY,
        Action::AssumeRole => "Firehose cannot take on its role: no function, bucket or stream answers it.",
        Action::PutObject => match who {
            Principal::Firehose(_) => "Firehose cannot write to the bucket, and tries again for a day.",
            Principal::Actor(_) if invokes(world, who) => TELLS_NOBODY,
            Principal::Actor(_) => {
                "The connector's emitter cannot write to the bucket: after its tries it gives the buffer up, and the checkpoint \
                 goes on."
            }
        },
    }
}

const STAYS: &str =
    "The records stay in the stream until their retention is over, but the function goes on behind them.";

const GIVES_UP: &str =
    "What it gives up it does not read again. Until retention ends another application can.";

/// What of a call that was denied is lost.
fn lost(world: &World, who: &Principal, action: Action) -> &'static str {
    match action {
        Action::PutRecord
        | Action::PutRecords
        | Action::GenerateDataKey
        | Action::FirehosePutRecord
        | Action::FirehosePutRecordBatch => {
            "No SDK tries such a call again, since the answer would be the same: what was in it is lost, unless the \
             application keeps it. The KPL and the Kinesis Agent do try again."
        }
        Action::ListShards
        | Action::GetShardIterator
        | Action::GetRecords
        | Action::RegisterStreamConsumer
        | Action::DescribeStreamConsumer
        | Action::SubscribeToShard
        | Action::Decrypt
        | Action::CreateTable
        | Action::Scan
        | Action::GetItem
        | Action::PutItem
        | Action::UpdateItem => {
            "Nothing is lost yet: the records wait in the stream, until their retention is over."
        }
        Action::SendMessage | Action::Publish => STAYS,
        Action::PutObject if invokes(world, who) => STAYS,
        Action::BatchWriteItem => GIVES_UP,
        Action::PutObject if matches!(who, Principal::Actor(_)) => GIVES_UP,
        Action::DeregisterStreamConsumer
        | Action::DeleteItem
        | Action::PutMetricData
        | Action::InvokeFunction
        | Action::PutObject
        | Action::AssumeRole => "No record of the stream is lost by that.",
    }
}

/// The newest denied use of a role that was not allowed since.
fn denied(world: &World, who: &Principal, of: impl Fn(&Use) -> bool) -> Option<Use> {
    let uses = world.security().role(who)?.uses.iter();
    uses.filter(|it| it.verdict != Verdict::Allowed && of(it)).max_by_key(|it| it.last_denied).cloned()
}

fn says(who: &Principal, it: &Use) -> String {
    let why = match it.verdict {
        Verdict::Denied => "a statement of its policy denies it, and an explicit Deny wins over every Allow",
        Verdict::NotAllowed | Verdict::Allowed => "no statement of its policy allows it",
    };
    format!("The role of {} does not allow {} on `{}`: {why}.", who.name(), it.action.word(), it.on)
}

fn allow(who: &Principal, it: &Use) -> Fix {
    let line = |on: Option<&String>| Permission {
        edit: Edit::Allow,
        who: who.clone(),
        actions: Actions::One(it.action),
        on: on.cloned(),
    };
    // A statement that denies everywhere is taken away only by a line that speaks of everything.
    let on = Some(&it.on).filter(|on| on.as_str() != "*" && it.verdict == Verdict::NotAllowed);
    Fix {
        label: format!("Allow {}", it.action.word()),
        commands: vec![Command::Actor(Actor::Permission(line(on)))],
        note: match it.verdict {
            Verdict::NotAllowed => format!("One more statement: Allow {} on `{}`.", it.action.word(), it.on),
            Verdict::Denied | Verdict::Allowed => {
                "The statements that deny it are taken away, and one that allows it stands there.".to_owned()
            }
        },
    }
}

fn is_of_security(error: ErrorName) -> bool {
    matches!(
        error,
        ErrorName::AccessDeniedException
            | ErrorName::KMSAccessDeniedException
            | ErrorName::KMSDisabledException
            | ErrorName::KMSInvalidStateException
            | ErrorName::KMSNotFoundException
            | ErrorName::KMSThrottlingException
            | ErrorName::InvalidKMSResourceException
    )
}

/// The newest refusal of somebody that speaks of permissions or keys, and the keys that the call may have needed.
fn newest<'a>(world: &'a World, who: &Principal) -> Option<(Time, ErrorName, Vec<&'a str>)> {
    world.journal().from(0).rev().find_map(|event: &Event| {
        let (name, error, keys) = if let What::PutFailed { by, error, to, .. } = &event.what {
            (by, *error, puts_with(world, to).into_iter().collect())
        } else if let What::ReadRefused { reader, error, stream, .. } = &event.what {
            let keys = world.streams().stream(stream).map_or(Vec::new(), Stream::keys);
            (reader, *error, keys)
        } else if let What::RegistrationRefused { consumer, error, .. } = &event.what {
            (consumer, *error, Vec::new())
        } else if let What::Table(TableEvent::Denied { by, .. }) = &event.what {
            (by, ErrorName::AccessDeniedException, Vec::new())
        } else {
            return None;
        };
        (name == who.name() && is_of_security(error)).then_some((event.at, error, keys))
    })
}

/// The key with which a target encrypts what is put now.
fn puts_with<'a>(world: &'a World, target: &Target) -> Option<&'a str> {
    match target {
        Target::Stream(name) => world.streams().stream(name).ok()?.encryption_key(),
        Target::Firehose(name) => world.firehose().delivery_stream(name).ok()?.customers_key(world.now()),
        Target::Function(_) => None,
    }
}

/// Why somebody was denied something when that happened last; `None` if nobody denied it anything, or what was denied
/// is allowed by now.
pub fn not_allowed(world: &World, who: &Principal) -> Option<Why> {
    let newest = newest(world, who);
    let mut sentences = Vec::new();
    if let Some((at, error, _)) = &newest {
        sentences.push(format!(
            "{} was answered with HTTP 400, {}, the last time at {} s.",
            who.name(),
            error.as_str(),
            at.as_seconds()
        ));
    }
    let title = format!("What {} may not do", who.name());
    let denials: Vec<Use> = world
        .security()
        .role(who)?
        .uses
        .iter()
        .filter(|it| it.verdict != Verdict::Allowed)
        .cloned()
        .collect();
    if let Some(last) = denied(world, who, |_| true) {
        sentences.push(says(who, &last));
        sentences.push(without(world, who, last.action).to_owned());
        sentences.push(lost(world, who, last.action).to_owned());
        let others = denials.len() - 1;
        if others > 0 {
            sentences.push(format!("{others} more of what it asked for is not allowed either."));
        }
        return Some(Why { title, sentences, fixes: denials.iter().map(|it| allow(who, it)).collect() });
    }
    let (_, error, keys) = newest.filter(|(_, error, _)| *error != ErrorName::AccessDeniedException)?;
    let key = broken_key(world, &keys)?;
    let (says, fixes) = of_key(world, &key);
    sentences.extend(says);
    if error == ErrorName::KMSThrottlingException {
        sentences
            .push("An SDK tries again what is throttled, and KMS raises the quota on request.".to_owned());
    }
    Some(Why { title, sentences, fixes })
}

/// The newest of some keys that does not work.
fn broken_key(world: &World, of: &[&str]) -> Option<String> {
    let keys = &world.security().keys;
    let fails = |key: &&&str| keys.state(key, world.now()) != Some("Enabled") || keys.is_throttled(key);
    of.iter().rev().find(fails).map(|key| (*key).to_owned())
}

/// What is wrong with a key, and what would help.
pub fn of_key(world: &World, key: &str) -> (Vec<String>, Vec<Fix>) {
    let keys = &world.security().keys;
    let fix = |label: &str, commands: Vec<Kms>, note: &str| Fix {
        label: label.to_owned(),
        commands: commands.into_iter().map(Command::Kms).collect(),
        note: note.to_owned(),
    };
    let key = key.to_owned();
    match keys.state(&key, world.now()) {
        None => (
            vec![format!(
                "The key `{key}` is deleted. What was encrypted with it nobody will ever read; a stream that uses it needs \
                 another key."
            )],
            streams_with(world, &key).chain(deliveries_with(world, &key)).collect(),
        ),
        Some("PendingDeletion") => (
            vec![format!(
                "The key `{key}` waits for its deletion, and cannot be used meanwhile. Until it is deleted that can be taken \
                 back."
            )],
            vec![fix(
                "Let the key live",
                vec![Kms::CancelKeyDeletion { key: key.clone() }, Kms::EnableKey { key }],
                "It is Disabled then, and is enabled after that.",
            )],
        ),
        Some("Disabled") => (
            vec![format!(
                "The key `{key}` is disabled: nobody can encrypt or decrypt with it, whatever the policies say."
            )],
            vec![fix(
                "Enable the key",
                vec![Kms::EnableKey { key }],
                "What was encrypted can be read again.",
            )],
        ),
        Some(_) if keys.is_throttled(&key) => (
            vec![format!(
                "KMS has no requests left for the key `{key}`: its quota is shared by all who use it."
            )],
            heal(&key).into_iter().collect(),
        ),
        Some(_) => (Vec::new(), Vec::new()),
    }
}

fn heal(key: &str) -> Option<Fix> {
    let place = Place::Key(Name::parse(key.strip_prefix("alias/")?).ok()?);
    Some(Fix {
        label: format!("Heal {place}"),
        commands: vec![Command::Actor(Actor::Heal { place })],
        note: "The next call finds a request left.".to_owned(),
    })
}

fn streams_with<'a>(world: &'a World, key: &'a str) -> impl Iterator<Item = Fix> + 'a {
    let with = world.streams().iter().filter(move |stream| stream.encryption_key() == Some(key));
    with.map(|stream| Fix {
        label: format!("Encrypt {} with AWS's own key", stream.name),
        commands: vec![Command::Kinesis(Kinesis::StartStreamEncryption {
            stream: stream.name.clone(),
            key: crate::security::MANAGED.to_owned(),
        })],
        note: "New records can be put and read again. The older ones stay unreadable.".to_owned(),
    })
}

/// What lies in a delivery stream needs no key to be delivered.
fn deliveries_with<'a>(world: &'a World, key: &'a str) -> impl Iterator<Item = Fix> + 'a {
    let all = world.firehose().iter().map(|it| &it.name);
    let with = all.filter(move |name| puts_with(world, &Target::Firehose((*name).clone())) == Some(key));
    with.map(|name| Fix {
        label: format!("Encrypt {name} with AWS's own key"),
        commands: vec![Command::Firehose(Firehose::StartDeliveryStreamEncryption {
            delivery_stream: name.clone(),
            key: SseKey::AwsOwned,
        })],
        note: "New records can be put again.".to_owned(),
    })
}

/// What the role of a delivery stream denies it of what an attempt needs, and the way out.
pub(super) fn of_firehose(world: &World, delivery_stream: &Name, place: &Place) -> Option<(String, Fix)> {
    let action = match place {
        Place::Bucket(_) => Action::PutObject,
        Place::Function(_) => Action::InvokeFunction,
        Place::Cluster(_)
        | Place::Domain(_)
        | Place::Collector(_)
        | Place::Endpoint(_)
        | Place::Key(_)
        | Place::Table(_)
        | Place::Producer(_) => return None,
    };
    let who = Principal::Firehose(delivery_stream.clone());
    let assumes = |it: &Use| it.action == Action::AssumeRole;
    let it = denied(world, &who, |it| it.action == action && it.on == place.name().as_str() || assumes(it))?;
    Some((says(&who, &it), allow(&who, &it)))
}

/// What the role of a function denies it of its destination on failure, and the way out.
pub(super) fn of_destination(
    world: &World,
    function: &Name,
    to: &FailureDestination,
) -> Option<(String, Fix)> {
    let who = Principal::Actor(function.clone());
    let it = denied(world, &who, |it| it.action == sends(to) && it.on == to.name().as_str())?;
    Some((says(&who, &it), allow(&who, &it)))
}

/// The rule behind a call by hand that KMS, or a key, refused.
pub(super) fn rules(refusal: &Refusal) -> Vec<String> {
    let known: [(&[ErrorName], &str); 5] = [
        (
            &[ErrorName::KMSDisabledException],
            "The key is disabled: nobody can use it, whatever the policies say. Look at describe-key, and enable it.",
        ),
        (
            &[ErrorName::KMSInvalidStateException],
            "A key that waits for its deletion cannot be used or changed: cancel-key-deletion, then enable-key.",
        ),
        (
            &[ErrorName::KMSNotFoundException, ErrorName::NotFoundException],
            "The key is deleted: what was encrypted with it nobody will ever read.",
        ),
        (
            &[ErrorName::KMSThrottlingException],
            "KMS has no requests left. Try again after a wait that doubles.",
        ),
        (
            &[ErrorName::AccessDeniedException, ErrorName::KMSAccessDeniedException],
            "No policy allows it. What AWS manages nobody but AWS changes.",
        ),
    ];
    let found = known.iter().find(|(errors, _)| errors.contains(&refusal.error));
    let text = found.map_or("Look at what the message names. Nothing was changed.", |(_, text)| text);
    vec![text.to_owned()]
}

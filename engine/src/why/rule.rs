//! The rule behind a refusal of Data Streams that met no limit: what the rule is, what was asked, what to do.
//!
//! Promised: at least one sentence for every call and every error name that this service answers with. Absent:
//! refusals of other services, and limits, which speak for themselves in [`super::call`].

use crate::command::{Kinesis, ListShards, StreamMode};
use crate::kernel::units::grouped;
use crate::names::{Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::streams::{Shard, Status, Stream};
use crate::world::World;

/// At most four sentences.
pub(super) fn sentences(world: &World, call: &Kinesis, refusal: &Refusal) -> Vec<String> {
    let stream = stream_of(call).and_then(|name| world.streams().stream(name).ok());
    match refusal.error {
        ErrorName::ResourceNotFoundException => not_found(world, call, stream),
        ErrorName::ResourceInUseException => in_use(call, stream),
        ErrorName::InvalidArgumentException => argument(world, call, stream),
        ErrorName::ValidationException => validation(call, stream),
        ErrorName::UnknownOperationException => own(&["The call did not exist in this exam era."]),
        ErrorName::LimitExceededException
        | ErrorName::ProvisionedThroughputExceededException
        | ErrorName::ThrottlingException
        | ErrorName::ServiceUnavailableException => {
            own(&["Too much was asked at once. Try again after a wait that doubles each time."])
        }
        ErrorName::ExpiredIteratorException => {
            own(&["An iterator is good for a few minutes. Ask GetShardIterator for a new one."])
        }
        ErrorName::ExpiredNextTokenException => own(&["Begin the list again without a token."]),
        ErrorName::SerializationException => {
            own(&["The body of the call is not the JSON that the operation takes. Look at its types."])
        }
        ErrorName::NotModelled => {
            own(&["AWS would take this call. Here it is left out: nothing was changed."])
        }
        ErrorName::AccessDeniedException
        | ErrorName::KMSAccessDeniedException
        | ErrorName::KMSDisabledException
        | ErrorName::KMSInvalidStateException
        | ErrorName::KMSNotFoundException
        | ErrorName::KMSThrottlingException
        | ErrorName::InvalidKMSResourceException
        | ErrorName::NotFoundException => super::security::rules(refusal),
        ErrorName::ConcurrentModificationException
        | ErrorName::InvalidParameterValueException
        | ErrorName::ResourceConflictException
        | ErrorName::ConditionalCheckFailedException
        | ErrorName::InternalFailure
        | ErrorName::NoSuchBucket
        | ErrorName::NoSuchKey
        | ErrorName::BucketAlreadyOwnedByYou
        | ErrorName::SceneError => own(&["Nothing was changed. Look at what the message names."]),
    }
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn list<'a>(names: impl Iterator<Item = &'a Name>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn not_found(world: &World, call: &Kinesis, stream: Option<&Stream>) -> Vec<String> {
    let Some(stream) = stream else {
        let there = list(world.streams().iter().map(|stream| &stream.name));
        return vec![
            "A call must name what there is in this account and Region, letter by letter.".to_owned(),
            format!("Streams that are there: {there}."),
        ];
    };
    if stream.status == Status::Creating {
        return own(&["The stream is still CREATING, and has no shards yet. Wait until it is ACTIVE."]);
    }
    let shard = asked_shards(call).into_iter().find(|shard| stream.shard(*shard).is_none());
    if let Some(shard) = shard {
        let open: Vec<String> = stream.open_shards().take(8).map(|shard| shard.id.short()).collect();
        let more = if stream.open_shards().count() > open.len() { ", …" } else { "" };
        return vec![
            format!("`{}` never had a shard {}.", stream.name, shard.short()),
            format!("Its open shards are {}{more}. ListShards names them all.", open.join(", ")),
        ];
    }
    vec![
        "A registered consumer is known by its name, and by an ARN that ends in the second of its registration."
            .to_owned(),
        format!("Registered with `{}`: {}.", stream.name, list(stream.consumers.keys())),
    ]
}

fn in_use(call: &Kinesis, stream: Option<&Stream>) -> Vec<String> {
    let active = stream.is_some_and(|stream| stream.status == Status::Active);
    if let Kinesis::CreateStream { .. } = call {
        own(&["A name belongs to one stream of an account and Region. Choose another, or delete that one."])
    } else if let Kinesis::DeleteStream { .. } = call {
        own(&[
            "A stream goes with its registered consumers only if you say so.",
            "Deregister them first, or set EnforceConsumerDeletion.",
        ])
    } else if let Kinesis::RegisterStreamConsumer { stream: name, consumer } = call
        && stream.is_some_and(|stream| stream.consumers.contains_key(consumer))
    {
        vec![format!("A consumer is registered once with a stream, and `{consumer}` is with `{name}`.")]
    } else if let Kinesis::SubscribeToShard { consumer, .. } = call
        && active
    {
        let name = &consumer.consumer;
        vec![format!("A consumer may subscribe once it is ACTIVE. Wait for `{name}`, then ask again.")]
    } else {
        let now = stream.map_or(String::new(), |stream| format!(" Now it is {}.", stream.status.as_str()));
        vec![
            format!("A stream changes one thing at a time: wait until it is ACTIVE.{now}"),
            "Reads and writes go on while it is UPDATING.".to_owned(),
        ]
    }
}

fn argument(world: &World, call: &Kinesis, stream: Option<&Stream>) -> Vec<String> {
    let found = |id: &ShardId| stream.and_then(|stream| stream.shard(*id));
    let hours = || stream.map_or(0, |stream| stream.retention.as_seconds() / 3_600);
    if let Some(shard) = asked_shards(call).iter().filter_map(found).find(|shard| !shard.is_open())
        && matches!(call, Kinesis::SplitShard { .. } | Kinesis::MergeShards { .. })
    {
        return closed(shard);
    }
    if let Kinesis::SplitShard { shard, .. } = call {
        let mut all = own(&[
            "A split cuts the shard's own range of hash keys in two, and each part must keep more than one.",
        ]);
        all.extend(found(shard).map(range));
        all.extend(found(shard).map(|shard| format!("Its midpoint is {}.", shard.range.midpoint())));
        all
    } else if let Kinesis::MergeShards { shard, adjacent, .. } = call {
        let mut all = own(&[
            "Two shards merge if the range of the first ends just where that of the second begins: the lower one is \
             named first.",
        ]);
        all.extend([shard, adjacent].into_iter().filter_map(found).map(range));
        all
    } else if let Kinesis::IncreaseStreamRetentionPeriod { hours: asked, .. } = call {
        vec![
            format!(
                "This call only makes it longer: it is {} h, you asked for {}.",
                grouped(hours()),
                grouped(*asked)
            ),
            "The way there is DecreaseStreamRetentionPeriod. What is older then is gone at once.".to_owned(),
        ]
    } else if let Kinesis::DecreaseStreamRetentionPeriod { hours: asked, .. } = call {
        vec![
            format!(
                "This call only makes it shorter: it is {} h, you asked for {}.",
                grouped(hours()),
                grouped(*asked)
            ),
            "The way there is IncreaseStreamRetentionPeriod.".to_owned(),
        ]
    } else if let Kinesis::GetRecords { .. } = call {
        own(&[
            "An iterator is a text that GetShardIterator or the last GetRecords gave you, unchanged, for a stream \
             that is still there.",
            "This one was never given out, or its stream has gone. Ask GetShardIterator for one.",
        ])
    } else if matches!(call, Kinesis::GetShardIterator { .. } | Kinesis::SubscribeToShard { .. }) {
        own(&[
            "Reading begins at the sequence number of a record of this very shard, or at an instant that has been.",
            "TRIM_HORIZON is the oldest record, LATEST what comes from now on: they need neither.",
        ])
    } else if let Kinesis::PutRecord { .. } = call {
        own(&[
            "SequenceNumberForOrdering is the number that PutRecord gave you for your last record of this stream.",
            "Leave it out for the first record.",
        ])
    } else if let Kinesis::ListShards(ListShards { filter: Some(_), next_token: None, .. }) = call {
        vec!["A filter of ListShards chooses the shards of an instant. Without it all are listed.".to_owned()]
    } else if matches!(
        call,
        Kinesis::ListShards(_) | Kinesis::ListStreams { .. } | Kinesis::ListStreamConsumers { .. }
    ) {
        own(&[
            "A list begins with a name, and goes on with the NextToken of its last page, unchanged: the token knows \
             the rest.",
            "Begin again without a token.",
        ])
    } else {
        let (operation, era) = (call.operation(), world.era());
        vec![format!(
            "{operation} cannot have such a value in the era {era}. Look at the member that the message names."
        )]
    }
}

fn range(shard: &Shard) -> String {
    format!("Shard {} begins at {} and ends at {}.", shard.id.short(), shard.range.start, shard.range.end)
}

fn closed(shard: &Shard) -> Vec<String> {
    let children: Vec<String> = shard.children.iter().map(|child| child.short()).collect();
    vec![
        "Only an open shard can be split or merged.".to_owned(),
        format!(
            "Shard {} is closed: its range belongs to {} now. Its records can still be read.",
            shard.id.short(),
            children.join(" and ")
        ),
    ]
}

fn validation(call: &Kinesis, stream: Option<&Stream>) -> Vec<String> {
    let on_demand = stream.is_some_and(|stream| stream.mode == StreamMode::OnDemand);
    if on_demand && asks_shards_of(call) {
        own(&[
            "In on-demand mode AWS decides on the number of shards: it splits and merges as the load asks.",
            "To decide yourself, switch the stream to provisioned mode first. It keeps its shards.",
        ])
    } else if let Kinesis::CreateStream { shard_count, .. } = call {
        vec![
            "A provisioned stream begins with at least one shard; an on-demand one names no number."
                .to_owned(),
            match shard_count {
                Some(count) => format!("You asked for {}.", grouped(u64::from(*count))),
                None => "You named no number, and no mode that does without.".to_owned(),
            },
        ]
    } else if let Kinesis::UpdateShardCount { target, .. } = call {
        vec![format!("A stream has at least one open shard, and you asked for {target}.")]
    } else {
        own(super::door::CHECKED)
    }
}

/// Whether a call decides on the number of shards, which only a provisioned stream leaves to you.
pub(super) fn asks_shards_of(call: &Kinesis) -> bool {
    matches!(
        call,
        Kinesis::SplitShard { .. } | Kinesis::MergeShards { .. } | Kinesis::UpdateShardCount { .. }
    )
}

/// The stream that a call is about, if it names it.
pub(super) fn stream_of(call: &Kinesis) -> Option<&Name> {
    match call {
        Kinesis::CreateStream { stream, .. }
        | Kinesis::DeleteStream { stream, .. }
        | Kinesis::DescribeStream { stream, .. }
        | Kinesis::DescribeStreamSummary { stream }
        | Kinesis::PutRecord { stream, .. }
        | Kinesis::PutRecords { stream, .. }
        | Kinesis::GetShardIterator { stream, .. }
        | Kinesis::SplitShard { stream, .. }
        | Kinesis::MergeShards { stream, .. }
        | Kinesis::UpdateShardCount { stream, .. }
        | Kinesis::IncreaseStreamRetentionPeriod { stream, .. }
        | Kinesis::DecreaseStreamRetentionPeriod { stream, .. }
        | Kinesis::RegisterStreamConsumer { stream, .. }
        | Kinesis::ListStreamConsumers { stream, .. }
        | Kinesis::StartStreamEncryption { stream, .. }
        | Kinesis::StopStreamEncryption { stream, .. }
        | Kinesis::EnableEnhancedMonitoring { stream, .. }
        | Kinesis::DisableEnhancedMonitoring { stream, .. }
        | Kinesis::AddTagsToStream { stream, .. }
        | Kinesis::RemoveTagsFromStream { stream, .. }
        | Kinesis::ListTagsForStream { stream, .. }
        | Kinesis::UpdateStreamMode { stream, .. }
        | Kinesis::UpdateMaxRecordSize { stream, .. } => Some(stream),
        Kinesis::DeregisterStreamConsumer(who) | Kinesis::DescribeStreamConsumer(who) => Some(&who.stream),
        Kinesis::SubscribeToShard { consumer, .. } => Some(&consumer.stream),
        Kinesis::ListShards(ask) => ask.stream.as_ref(),
        Kinesis::ListStreams { .. }
        | Kinesis::GetRecords { .. }
        | Kinesis::DescribeLimits
        | Kinesis::PutResourcePolicy { .. }
        | Kinesis::GetResourcePolicy { .. }
        | Kinesis::DeleteResourcePolicy { .. } => None,
    }
}

/// The shards that a call names.
fn asked_shards(call: &Kinesis) -> Vec<ShardId> {
    if let Kinesis::MergeShards { shard, adjacent, .. } = call {
        vec![*shard, *adjacent]
    } else if let Kinesis::GetShardIterator { shard, .. }
    | Kinesis::SplitShard { shard, .. }
    | Kinesis::SubscribeToShard { shard, .. } = call
    {
        vec![*shard]
    } else {
        Vec::new()
    }
}

//! What a press on a shape means.

use engine::names::{Name, ShardId};

use super::layout::Hit;
use super::{Selection, StageAction};

/// What the learner asks for by pressing it.
pub fn pressed(hit: &Hit) -> StageAction {
    match hit {
        Hit::Refusals(stream, shard) => StageAction::AskWhy { stream: stream.clone(), shard: *shard },
        Hit::Function { used: Some((delivery, Some(invocation))), .. } => {
            StageAction::OpenInvocation { delivery: delivery.clone(), invocation: *invocation }
        }
        Hit::Object { bucket, key } => StageAction::OpenObject { bucket: bucket.clone(), key: key.clone() },
        Hit::Ghost => StageAction::AddProducer { to: None },
        Hit::Producer(_)
        | Hit::Stream(_)
        | Hit::Shard(..)
        | Hit::Reader(_)
        | Hit::Delivery(_)
        | Hit::Function { .. }
        | Hit::Bucket(_)
        | Hit::Store(_) => StageAction::Select(selected(hit)),
    }
}

/// What is selected when the inspector shows it.
pub fn selected(hit: &Hit) -> Selection {
    match hit {
        Hit::Producer(name) => Selection::Producer(name.clone()),
        Hit::Stream(name) => Selection::Stream(name.clone()),
        Hit::Shard(stream, shard) => Selection::Shard(stream.clone(), *shard),
        Hit::Refusals(stream, shard) => Selection::Refusals(stream.clone(), *shard),
        Hit::Reader(name) => Selection::Reader(name.clone()),
        Hit::Delivery(name) => Selection::Delivery(name.clone()),
        Hit::Function { name, .. } => Selection::Function(name.clone()),
        Hit::Bucket(name) => Selection::Bucket(name.clone()),
        Hit::Store(place) => Selection::Store(place.clone()),
        Hit::Object { bucket, key } => Selection::Object { bucket: bucket.clone(), key: key.clone() },
        Hit::Ghost => Selection::Nothing,
    }
}

/// The id of the element that shows a selection; none for what is no element of its own.
pub fn id(selection: &Selection) -> Option<String> {
    Some(match selection {
        Selection::Nothing => return None,
        Selection::Producer(name) => format!("on-stage-producer-{name}"),
        Selection::Stream(name) => format!("on-stage-stream-{name}"),
        Selection::Shard(stream, shard) => format!("on-stage-shard-{stream}-{}", shard.0),
        Selection::Refusals(stream, shard) => format!("on-stage-refusals-{stream}-{}", shard.0),
        Selection::Reader(name) => format!("on-stage-reader-{name}"),
        Selection::Delivery(name) => format!("on-stage-delivery-{name}"),
        Selection::Function(name) => format!("on-stage-function-{name}"),
        Selection::Bucket(name) => format!("on-stage-bucket-{name}"),
        Selection::Store(place) => format!("on-stage-{}-{}", place.kind(), place.name()),
        Selection::Object { bucket, key } => format!("on-stage-object-{bucket}-{key}"),
    })
}

pub fn cut_id(stream: &Name, shard: ShardId) -> String {
    format!("on-stage-cut-{stream}-{}", shard.0)
}

/// The shard that a selection is about.
pub fn shard_of(selection: &Selection) -> Option<(&Name, ShardId)> {
    match selection {
        Selection::Shard(stream, shard) | Selection::Refusals(stream, shard) => Some((stream, *shard)),
        Selection::Nothing
        | Selection::Producer(_)
        | Selection::Stream(_)
        | Selection::Reader(_)
        | Selection::Delivery(_)
        | Selection::Function(_)
        | Selection::Bucket(_)
        | Selection::Store(_)
        | Selection::Object { .. } => None,
    }
}

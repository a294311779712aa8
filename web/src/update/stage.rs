//! What the learner does on the stage, as commands.

use engine::command::{Command, FeedKind, Lambda, Setting, SplitAt};
use engine::names::Name;
use engine::view::{MarkOf, View, Which};

use super::{adding, engine, host, inspected, others, say, select, toast};
use crate::model::{Ask, Effect, InspectMsg, Model, Of, Task};
use crate::scene::{Other, Selection, StageAction};

#[inline(never)]
pub(super) fn acted(model: &mut Model, action: StageAction) -> Vec<Effect> {
    let Some(view) = model.facts.view.clone() else { return vec![] };
    match action {
        StageAction::Select(selection) => select(model, selection),
        StageAction::AddProducer { to } => one(model, adding::producer(&view, to)),
        StageAction::AddSource { kind } => one(model, adding::source(&view, kind)),
        StageAction::AddConsumer { reads, via } => one(model, adding::consumer(&view, reads, via)),
        StageAction::AddFunction { reads } => one(model, adding::function(&view, reads)),
        StageAction::AddGroup { reads } => one(model, adding::group(&view, reads)),
        StageAction::AddOther(other) => match others::add(&view, other) {
            // It is there to be refused: nothing is made.
            Ok(commands) if matches!(other, Other::ReadsFirehose(_)) => vec![engine(Ask::Act(commands))],
            Ok(commands) => all(model, commands),
            Err(why) => toast(model, why, None),
        },
        StageAction::AddFirehose { source, to } => match adding::firehose(&view, source, to) {
            Ok(commands) => all(model, commands),
            Err(why) => toast(model, why, None),
        },
        StageAction::MoveProducer { name, to } => {
            let said = format!("{name} now sends to {to}.");
            let mut effects = all(model, vec![adding::set(&name, Setting::To(to))]);
            effects.extend(say(model, said));
            effects
        }
        StageAction::Split { stream, shard, at } => {
            all(model, vec![adding::split(stream, shard, SplitAt::HashKey(at))])
        }
        StageAction::SplitAtMidpoint { stream, shard } => {
            all(model, vec![adding::split(stream, shard, SplitAt::Midpoint)])
        }
        StageAction::Merge { stream, lower, upper } => all(model, vec![adding::merge(stream, lower, upper)]),
        StageAction::AskWhy { stream, shard } => vec![engine(Ask::Why(Of::Records(stream, shard)))],
        StageAction::OpenRecord { stream, shard, of } => {
            let mut effects = select(model, Selection::Shard(stream.clone(), shard));
            let which = match of {
                MarkOf::Stored(index) => Which::Stored { stream, shard, index },
                MarkOf::Refused(event, nth) => Which::Refused { event, shard, nth },
            };
            effects.push(engine(Ask::Passport(which)));
            effects
        }
        StageAction::OpenInvocation { delivery, invocation } => {
            inspected(model, InspectMsg::Invocation(delivery, invocation))
        }
        StageAction::OpenObject { bucket, key } => select(model, Selection::Object { bucket, key }),
        StageAction::Say(text) => say(model, text),
    }
}

#[inline(never)]
fn one(model: &mut Model, command: Result<Command, String>) -> Vec<Effect> {
    match command {
        Ok(command) => all(model, vec![command]),
        Err(why) => toast(model, why, None),
    }
}

/// Carries out the commands; what they make is selected and said.
#[inline(never)]
fn all(model: &mut Model, commands: Vec<Command>) -> Vec<Effect> {
    let made = commands.iter().rev().find_map(made);
    let mut effects = vec![engine(Ask::Act(commands)), host(Task::SaveSoon)];
    if let Some((selection, name, what)) = made {
        effects.extend(select(model, selection));
        effects.extend(say(model, format!("{what} {name} added. Its settings are in the inspector.")));
    }
    effects
}

/// What a command makes, if it is a thing on the stage.
#[inline(never)]
fn made(command: &Command) -> Option<(Selection, Name, &'static str)> {
    use engine::command::{Actor, Firehose};
    match command {
        Command::Actor(Actor::Producer { name, .. }) => {
            Some((Selection::Producer(name.clone()), name.clone(), "Producer"))
        }
        Command::Actor(Actor::Feed { name, kind, .. }) => {
            let what = match kind {
                FeedKind::Agent => "Agent",
                FeedKind::Logs => "Log subscription",
                FeedKind::Iot => "IoT rule",
            };
            Some((Selection::Producer(name.clone()), name.clone(), what))
        }
        Command::Actor(Actor::Consumer { name, .. }) => {
            Some((Selection::Reader(name.clone()), name.clone(), "Consumer"))
        }
        Command::Firehose(Firehose::CreateDeliveryStream(create)) => {
            let name = create.delivery_stream.clone();
            Some((Selection::Delivery(name.clone()), name, "Firehose"))
        }
        Command::Lambda(Lambda::CreateEventSourceMapping { function, .. }) => {
            Some((Selection::Reader(function.clone()), function.clone(), "Consumer"))
        }
        Command::Firehose(_)
        | Command::Lambda(_)
        | Command::Dynamodb(_)
        | Command::Kms(_)
        | Command::Actor(_)
        | Command::Answer(_)
        | Command::Kinesis(_)
        | Command::S3(_) => None,
    }
}

/// Whether something on the stage goes by this word.
#[inline(never)]
pub(super) fn has_name(view: &View, word: &str) -> bool {
    let actors = view.producers.iter().map(|it| &it.name).chain(view.readers.iter().map(|it| &it.name));
    let services = view.streams.iter().map(|it| &it.name).chain(view.deliveries.iter().map(|it| &it.name));
    let others = view.functions.iter().map(|it| &it.name).chain(view.buckets.iter().map(|it| &it.name));
    actors.chain(services).chain(others).any(|name| name.as_str() == word)
}

/// Whether what is selected is still part of the scene.
#[inline(never)]
pub(super) fn exists(view: &View, selection: &Selection) -> bool {
    match selection {
        Selection::Nothing => true,
        Selection::Producer(name) => view.producers.iter().any(|producer| producer.name == *name),
        Selection::Stream(name) => view.streams.iter().any(|stream| stream.name == *name),
        Selection::Shard(name, id) | Selection::Refusals(name, id) => view
            .streams
            .iter()
            .any(|stream| stream.name == *name && stream.shards.iter().any(|shard| shard.id == *id)),
        Selection::Reader(name) => view.readers.iter().any(|reader| reader.name == *name),
        Selection::Delivery(name) => view.deliveries.iter().any(|delivery| delivery.name == *name),
        Selection::Function(name) => view.functions.iter().any(|function| function.name == *name),
        Selection::Bucket(name) => view.buckets.iter().any(|bucket| bucket.name == *name),
        Selection::Store(place) => view.stores.iter().any(|store| store.place == *place),
        Selection::Object { bucket, key } => view.buckets.iter().any(|candidate| {
            candidate.name == *bucket && candidate.object.iter().any(|object| object.key == *key)
        }),
    }
}

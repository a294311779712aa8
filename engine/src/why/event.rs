//! "Why did this happen?", of any line of the journal: from the event back to the setting that caused it.
//!
//! Promised: for every kind of event an answer, or a sentence that says why there is nothing to explain. What went wrong
//! is explained by the module of its kind, for the newest time that it happened; all else by its chain of causes.

use super::{
    Fix, Why, alert, call_refused, delivery_failed, explain, feed, given_up, held_up, kpl, lease_lost,
    not_allowed, object, put_twice, read_again, read_refused, read_twice, refused, root, table_throttled,
    waits_for_parent,
};
use crate::command::{Actor, Command, Kinesis, ParentOrder, Principal, ReadFrom, Setting};
use crate::event::{
    AnalyticsEvent, ConnectorEvent, Event, EventId, FeedTells, KclEvent, MappingEvent, Mishap, TableEvent,
    What,
};
use crate::kernel::units::grouped;
use crate::limits;
use crate::names::Name;
use crate::refusal::Refusal;
use crate::story;
use crate::view;
use crate::world::World;

/// The answer to "why?" of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Because(Why),
    /// Why there is nothing to explain.
    Nothing(String),
}

/// Causes that are told between an event and the line at the end of its chain.
const CAUSES: usize = 3;

/// Why an event happened; `None` if the journal has no such event.
pub fn event(world: &World, id: EventId) -> Option<Answer> {
    let event = world.journal().get(id)?;
    if let What::Commanded { command } = &event.what {
        let whose = if event.at == crate::kernel::Time::START {
            "It is a line of the scene's beginning"
        } else {
            "It was done at this instant, by you or by the story"
        };
        return Some(Answer::Nothing(format!("{whose}: nothing led to it. `{}`", command.told())));
    }
    Some(Answer::Because(trouble(world, event).unwrap_or_else(|| chain(world, event))))
}

/// Whether something went wrong with it, now or later.
pub fn is_trouble(world: &World, id: EventId) -> bool {
    let Some(event) = world.journal().get(id) else { return false };
    if let What::ObjectWritten { folder, .. } = &event.what {
        return folder.holds_failures();
    }
    trouble(world, event).is_some()
}

fn set(name: &Name, setting: Setting) -> Vec<Command> {
    vec![Command::Actor(Actor::Set { name: name.clone(), settings: vec![setting] })]
}

/// An event and what led to it.
fn chain(world: &World, event: &Event) -> Why {
    let title = format!("At {}", super::Seconds(event.at));
    let mut sentences = vec![format!("{}.", view::sentence(event))];
    let causes: Vec<&Event> = world.journal().causes(event.id).collect();
    let told = causes.iter().filter(|it| !matches!(it.what, What::Commanded { .. })).take(CAUSES);
    sentences
        .extend(told.map(|it| format!("Because, at {} s: {}.", super::Seconds(it.at), view::sentence(it))));
    match root(world, event.id) {
        Some(line) => sentences.push(format!("That goes back to `{line}`.")),
        None if causes.is_empty() => {
            sentences.push("It was due at this time; no other event led to it.".to_owned())
        }
        None => {}
    }
    sentences.extend(rule(world, event));
    Why { title: format!("{title} s"), sentences, fixes: Vec::new() }
}

/// The rule behind what is no trouble, where there is one to know.
fn rule(world: &World, event: &Event) -> Option<String> {
    let is = |fits: bool, text: String| fits.then_some(text);
    let created = grouped(limits::CREATE_TAKES.at(world.era()));
    is(
        matches!(event.what, What::StreamCreating { .. }),
        format!("A stream is CREATING for about {created} ms."),
    )
    .or_else(|| {
        let flushed = matches!(event.what, What::BufferFlushed { .. });
        is(
            flushed,
            "Firehose flushes a buffer when its size or its interval is reached, whichever is first."
                .to_owned(),
        )
    })
    .or_else(|| {
        let ended = matches!(event.what, What::SubscriptionEnded { .. });
        is(ended, "A subscription lasts 5 minutes; its consumer subscribes anew.".to_owned())
    })
    .or_else(|| {
        let read = matches!(event.what, What::RecordsExpired { unread: 0, .. });
        is(read, "Every reader had read them: nothing is lost.".to_owned())
    })
}

/// What went wrong, by the module of its kind; `None` of what is no trouble, or not to be explained any more.
fn trouble(world: &World, event: &Event) -> Option<Why> {
    match &event.what {
        What::RecordsPut { stream, shards, .. } => {
            let worst = shards.iter().filter(|it| it.refused > 0).max_by_key(|it| it.refused)?;
            explain(world, stream, event.id, worst)
        }
        What::CommandRefused { line, error, message } => {
            let command = story::command(line).ok()?;
            Some(call_refused(world, &command, &Refusal::new(*error, message.clone())))
        }
        What::ReadRefused { stream, shard, reader, .. } => read_refused(world, stream, *shard, reader),
        What::PutFailed { by, .. } => not_allowed(world, &Principal::Actor(by.clone())),
        What::RegistrationRefused { stream, consumer, limit, .. } => {
            let full = *limit == Some(limits::CONSUMERS.id);
            not_allowed(world, &Principal::Actor(consumer.clone()))
                .or_else(|| if full { too_many(world, event, (stream, consumer)) } else { None })
        }
        What::RecordsResent { by, .. } | What::RetriesSpent { by, .. } => of_producer(world, by),
        What::RecordsExpired { unread, .. } if *unread > 0 => Some(expired(world, event)),
        What::ReadOutOfOrder { reader, .. } => Some(out_of_order(world, event, reader)),
        What::UserRecordsFailed { by, .. } | What::ShardMapStale { by, .. } => kpl(world, by),
        What::Kcl(kcl) => of_kcl(world, event, kcl),
        What::Table(TableEvent::Throttled { table, .. }) => table_throttled(world, table),
        What::Table(TableEvent::Denied { by, .. }) => not_allowed(world, &Principal::Actor(by.clone())),
        What::Table(
            TableEvent::Creating { .. } | TableEvent::Updating { .. } | TableEvent::Active { .. },
        ) => None,
        What::Mapping(mapping) => of_mapping(world, mapping),
        What::Mishap(mishap) => of_mishap(world, mishap),
        What::Connector(
            ConnectorEvent::GivenUp { reader, .. } | ConnectorEvent::EmitFailed { reader, .. },
        ) => given_up(world, reader).or_else(|| not_allowed(world, &Principal::Actor(reader.clone()))),
        What::Connector(ConnectorEvent::Emitted { .. } | ConnectorEvent::Forgotten { .. }) => None,
        What::Analytics(AnalyticsEvent::AlertBegan { reader, .. }) => alert(world, reader),
        What::Analytics(
            AnalyticsEvent::WindowClosed { .. }
            | AnalyticsEvent::AlertEnded { .. }
            | AnalyticsEvent::Late { .. },
        ) => None,
        What::FeedTold { by, tells } => match tells {
            FeedTells::Throttled { .. } | FeedTells::GivenUp { .. } | FeedTells::ActionFailed { .. } => {
                feed(world, by).or_else(|| not_allowed(world, &Principal::Actor(by.clone())))
            }
            FeedTells::FileRotated { .. }
            | FeedTells::Crashed { .. }
            | FeedTells::Restarted { .. }
            | FeedTells::Invoked { .. } => None,
        },
        What::ObjectWritten { bucket, key, .. } => object(world, bucket, key),
        What::DeliveryFailed { delivery_stream, .. }
        | What::TransformFailed { delivery_stream, .. }
        | What::CopySkipped { delivery_stream, .. }
        | What::RecordsLost { delivery_stream, .. }
        | What::DeliveryStreamDeleting { delivery_stream, .. } => delivery_failed(world, delivery_stream),
        What::RecordsExpired { .. }
        | What::Commanded { .. }
        | What::StreamCreating { .. }
        | What::StreamUpdating { .. }
        | What::StreamActive { .. }
        | What::StreamDeleting { .. }
        | What::StreamDeleted { .. }
        | What::RetentionSet { .. }
        | What::EncryptionSet { .. }
        | What::StreamModeSet { .. }
        | What::ShardCountUpdating { .. }
        | What::OnDemandScaled { .. }
        | What::ConsumerRegistered { .. }
        | What::ConsumerActive { .. }
        | What::ConsumerDeregistered { .. }
        | What::Subscribed { .. }
        | What::SubscriptionEnded { .. }
        | What::RecordsPushed { .. }
        | What::ShardSplit { .. }
        | What::ShardsMerged { .. }
        | What::RecordsRead { .. }
        | What::ActorStarted { .. }
        | What::ActorSet { .. }
        | What::ActorStopped { .. }
        | What::BucketCreated { .. }
        | What::DeliveryStreamCreated { .. }
        | What::DestinationUpdated { .. }
        | What::DeliveryStreamDeleted { .. }
        | What::FirehosePut { .. }
        | What::FirehoseFetched { .. }
        | What::RecordsParted { .. }
        | What::RecordsConverted { .. }
        | What::PartitionsActive { .. }
        | What::TransformInvoked { .. }
        | What::TransformAnswered { .. }
        | What::BufferFlushed { .. }
        | What::Delivered { .. }
        | What::Backfilled { .. }
        | What::BufferRaised { .. }
        | What::FaultBegan { .. }
        | What::FaultEnded { .. } => None,
    }
}

/// A stream has only so many places for consumers; nobody who waits for one is told when one is free.
fn too_many(world: &World, event: &Event, (stream, consumer): (&Name, &Name)) -> Option<Why> {
    let mut why = chain(world, event);
    let reader = world.actors().fan_outs().find(|it| &it.name == consumer && !it.stopped)?;
    let other = Name::parse(&format!("{consumer}-polling")).ok()?;
    let from = Setting::From(reader.reader.from);
    let settings = vec![from, Setting::Poll(crate::kernel::Span::SECOND)];
    why.sentences.push("A consumer that polls needs no registration.".to_owned());
    why.fixes.push(Fix {
        label: format!("Let {consumer} poll"),
        commands: vec![
            Command::Actor(Actor::Stop { name: consumer.clone() }),
            Command::Actor(Actor::Consumer { name: other, reads: stream.clone(), settings }),
        ],
        note: "It shares each shard's 5 calls and 2 MiB a second with all others that poll.".to_owned(),
    });
    Some(why)
}

/// The newest refusal of what a source sends.
fn of_producer(world: &World, by: &Name) -> Option<Why> {
    let newest = world.journal().from(0).rev().find_map(|event| {
        let What::RecordsPut { stream, by: Some(of), shards, .. } = &event.what else { return None };
        let worst = shards.iter().filter(|it| it.refused > 0).max_by_key(|it| it.refused)?;
        (of == by).then_some((stream, worst.shard))
    })?;
    refused(world, newest.0, newest.1)
}

fn of_kcl(world: &World, event: &Event, kcl: &KclEvent) -> Option<Why> {
    match kcl {
        KclEvent::LeaseLost { reader, shard, .. } => lease_lost(world, reader, *shard),
        KclEvent::WaitsForParent { reader, shard, .. } => waits_for_parent(world, reader, *shard),
        KclEvent::ReadAgain { reader, .. } => read_again(world, reader),
        KclEvent::PassedOver { reader, records, .. } => Some(passed_over(event, reader, *records)),
        KclEvent::WorkerStarted { .. }
        | KclEvent::WorkerEnded { .. }
        | KclEvent::WorkerIdle { .. }
        | KclEvent::LeasesMade { .. }
        | KclEvent::LeaseTaken { .. }
        | KclEvent::Checkpointed { .. } => None,
    }
}

fn of_mapping(world: &World, mapping: &MappingEvent) -> Option<Why> {
    match mapping {
        MappingEvent::Failed { reader, .. }
        | MappingEvent::PartlyProcessed { reader, .. }
        | MappingEvent::Throttled { reader, .. }
        | MappingEvent::Bisected { reader, .. }
        | MappingEvent::Discarded { reader, .. }
        | MappingEvent::DestinationFailed { reader, .. }
        | MappingEvent::Expired { reader, .. } => held_up(world, reader),
        MappingEvent::Processed { .. }
        | MappingEvent::Filtered { .. }
        | MappingEvent::WindowClosed { .. } => None,
    }
}

fn of_mishap(world: &World, mishap: &Mishap) -> Option<Why> {
    match mishap {
        Mishap::AnswerLost { by, .. } | Mishap::RequestLost { by, .. } | Mishap::TimedOut { by, .. } => {
            put_twice(world, by)
        }
        Mishap::ReadTwice { reader, .. } => read_twice(world, reader),
        Mishap::ReaderCrashed { .. } | Mishap::ReaderRestarted { .. } => None,
    }
}

/// Records fell off the trim horizon before every reader had read them.
fn expired(world: &World, event: &Event) -> Why {
    let What::RecordsExpired { stream, shard, records, unread, .. } = &event.what else {
        return chain(world, event);
    };
    let found = world.streams().stream(stream).ok();
    let hours = found.map_or(0, |it| it.retention.as_seconds() / 3_600);
    let mut sentences = vec![
        format!(
            "{} of the {} records that reached the end of retention in shard {} had not been read by every reader: they \
             are lost to those.",
            grouped(*unread),
            grouped(*records),
            shard.short()
        ),
        format!("{stream} keeps records for {hours} hours, and then nobody can read them any more."),
    ];
    let readers: Vec<&Name> = world.actors().readers_of(stream).map(|reader| &reader.who).collect();
    sentences.push(match readers.as_slice() {
        [] => "Nobody reads the stream now.".to_owned(),
        some => {
            let names: Vec<String> = some.iter().map(|name| name.to_string()).collect();
            format!("Its readers are {}: the slowest decides.", names.join(", "))
        }
    });
    let most = limits::RETENTION_MAX.at(world.era());
    let longer = (hours * 7).clamp(hours, most);
    let call = Kinesis::IncreaseStreamRetentionPeriod { stream: stream.clone(), hours: longer };
    let mut fixes: Vec<Fix> = Vec::new();
    if longer > hours {
        fixes.push(Fix {
            label: format!("Keep records for {} h", grouped(longer)),
            commands: vec![Command::Kinesis(call)],
            note: "Readers have so much more time to catch up. Beyond a day, each hour costs.".to_owned(),
        });
    }
    let polls = world.actors().consumers().filter(|it| !it.stopped && it.reader.stream == *stream);
    let least = crate::kernel::Span::millis(limits::POLL_LEAST.at(world.era()));
    fixes.extend(polls.filter(|it| it.poll > least).take(2).map(|it| Fix {
        label: format!("Let {} poll every {} ms", it.name, grouped(least.as_millis())),
        commands: set(&it.name, Setting::Poll(least)),
        note: "It reads as fast as the shards' 5 calls a second allow; others share them.".to_owned(),
    }));
    if let Some(line) = root(world, event.id) {
        sentences.push(format!("The last to change it was `{line}`."));
    }
    Why { title: format!("{stream} at {} s", super::Seconds(event.at)), sentences, fixes }
}

/// A reader got records after newer ones of their keys.
fn out_of_order(world: &World, event: &Event, reader: &Name) -> Why {
    let ignores =
        world.actors().consumers().any(|it| it.name == *reader && it.reader.parents == ParentOrder::Ignored)
            || world
                .actors()
                .fan_outs()
                .any(|it| it.name == *reader && it.reader.parents == ParentOrder::Ignored);
    let mut sentences = vec![format!("{}.", view::sentence(event))];
    let mut fixes = Vec::new();
    if ignores {
        sentences.push(
            "After a split or a merge the older records of a key lie in the parent, the newer in the child."
                .to_owned(),
        );
        sentences.push(format!("{reader} reads all shards at once and does not finish parents first."));
        fixes.push(Fix {
            label: "Finish parents first".to_owned(),
            commands: set(reader, Setting::Parents(ParentOrder::First)),
            note: "Children wait until their parent is read to its end, as the KCL has it.".to_owned(),
        });
    } else {
        sentences.push("A record that was refused is put again behind newer ones of its key: only the order of arrival is kept.".to_owned());
        sentences.push(
            "SequenceNumberForOrdering, or one record in flight for each key, keeps a producer's own order."
                .to_owned(),
        );
    }
    sentences.extend(root(world, event.id).map(|line| format!("That goes back to `{line}`.")));
    Why { title: format!("{reader} at {} s", super::Seconds(event.at)), sentences, fixes }
}

fn passed_over(event: &Event, reader: &Name, records: u64) -> Why {
    let sentences = vec![
        format!("{} records were put before {reader} had a checkpoint in their shard.", grouped(records)),
        "A lease without a checkpoint begins where `from` says, and LATEST is the tip of the moment: what came before it is \
         passed over."
            .to_owned(),
        "They lie in the stream until retention ends; another application can read them.".to_owned(),
    ];
    let fixes = vec![Fix {
        label: "Begin at TRIM_HORIZON".to_owned(),
        commands: set(reader, Setting::From(ReadFrom::TrimHorizon)),
        note: "Shards without a checkpoint are read from their oldest record.".to_owned(),
    }];
    Why { title: format!("{reader} at {} s", super::Seconds(event.at)), sentences, fixes }
}

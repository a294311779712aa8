//! "Why did this connector give records up?", "Why is this alert on?", and the way out for a reader at a Firehose.

use super::{Fix, Why, not_allowed, table_throttled};
use crate::command::{Actor, AnalyticsSetting, Command, ConnectorSetting, Place, Principal, Setting};
use crate::event::{ACCESS_DENIED, AnalyticsEvent, ConnectorEvent, Event, UNPROCESSED_ITEMS, What};
use crate::kernel::Span;
use crate::kernel::units::{grouped, print_span};
use crate::names::Name;
use crate::world::World;

/// The same of DynamoDB.
const TABLE_DENIED: &str = "AccessDeniedException";

fn newest<'a, T>(world: &'a World, find: impl Fn(&'a Event) -> Option<T>) -> Option<(&'a Event, T)> {
    world.journal().from(0).rev().find_map(|event| Some((event, find(event)?)))
}

fn set(name: &Name, setting: Setting) -> Vec<Command> {
    vec![Command::Actor(Actor::Set { name: name.clone(), settings: vec![setting] })]
}

/// Why a connector gave records up when it did so last; `None` if it never did.
pub fn given_up(world: &World, reader: &Name) -> Option<Why> {
    let (event, (shard, place, records, tries)) = newest(world, |event| {
        let What::Connector(ConnectorEvent::GivenUp { reader: of, shard, place, records, tries, .. }) =
            &event.what
        else {
            return None;
        };
        (of == reader).then_some((*shard, place, *records, *tries))
    })?;
    let failure = newest(world, |event| {
        let What::Connector(ConnectorEvent::EmitFailed { reader: of, error, .. }) = &event.what else {
            return None;
        };
        (of == reader).then_some(*error)
    });
    if let Some((_, ACCESS_DENIED | TABLE_DENIED)) = failure
        && let Some(why) = not_allowed(world, &Principal::Actor(reader.clone()))
    {
        return Some(why);
    }
    let group = world.actors().groups().find(|group| &group.app.name == reader)?;
    let pipeline = group.app.pipeline.as_ref()?;
    let mut sentences = vec![format!(
        "{} of shard {} were in a buffer that {reader} could not emit to {place}{}.",
        if records == 1 { "1 record".to_owned() } else { format!("{} records", grouped(records)) },
        shard.short(),
        failure.map_or(String::new(), |(_, error)| {
            let named = error.starts_with(char::is_uppercase);
            if named { format!(": it said {error}") } else { format!(": it was {error}") }
        })
    )];
    sentences.push(format!(
        "The library calls its emitter {tries} times with a buffer and waits {} after each call that fails; meanwhile the \
         shard stands still.",
        print_span(pipeline.backoff)
    ));
    sentences.push(
        "What is left then goes to IEmitter.fail(), which only logs it. The buffer is emptied, and the checkpoint goes on: \
         so nobody reads these records again."
            .to_owned(),
    );
    if let Place::Cluster(_) = place {
        sentences.push(format!(
            "A file is written to {} before each COPY: what failed may lie there, and be copied by hand.",
            pipeline.through
        ));
    }
    let came_back = failure.is_some_and(|(_, error)| error == UNPROCESSED_ITEMS);
    let short = if let (Place::Table(table), true) = (place, came_back) {
        table_throttled(world, table)
    } else {
        None
    };
    sentences.extend(short.iter().flat_map(|why| why.sentences.iter().skip(1).take(2).cloned()));
    sentences.push(
        "Until retention ends they still lie in the stream: another application can read them.".to_owned(),
    );
    let backoff = (pipeline.backoff * 2).max(Span::seconds(1));
    if let Some(why) = short {
        return Some(Why {
            title: format!("{reader} at {} s", event.at.as_seconds()),
            sentences,
            fixes: why.fixes,
        });
    }
    let fixes = vec![
        Fix {
            label: "Try a hundred times".to_owned(),
            commands: set(reader, Setting::Connector(ConnectorSetting::EmitTries(100))),
            note: "Nothing is given up for as long, and the shard falls behind meanwhile.".to_owned(),
        },
        Fix {
            label: format!("Wait {} after a failure", print_span(backoff)),
            commands: set(reader, Setting::Connector(ConnectorSetting::EmitBackoff(backoff))),
            note: "A short trouble is over by the last try.".to_owned(),
        },
    ];
    Some(Why { title: format!("{reader} at {} s", event.at.as_seconds()), sentences, fixes })
}

/// Why an alert began when it did so last; `None` if it never did.
pub fn alert(world: &World, reader: &Name) -> Option<Why> {
    let (event, (key, count, above)) = newest(world, |event| {
        let What::Analytics(AnalyticsEvent::AlertBegan { reader: of, key, count, above }) = &event.what
        else {
            return None;
        };
        (of == reader).then_some((key, *count, *above))
    })?;
    let it = world.actors().analytics().find(|it| &it.name == reader)?;
    let window = print_span(it.query.window);
    let whose = if key.is_empty() { String::new() } else { format!(" of `{key}`") };
    let sentences = vec![
        format!("{}{whose} is more than {}.", grouped(count), grouped(above)),
        if it.query.sliding {
            format!(
                "It counts the rows of the last {window} at every read: so it sees a peak as soon as it is read."
            )
        } else {
            format!(
                "It counts the rows of {window} and looks at the end of each such window: what happens within one is \
                 known only then."
            )
        },
        match &it.query.rows_to {
            Some(to) => format!("Its rows go to {to}, where a function or a consumer can act."),
            None => {
                "Nobody is told: `rows-to` and a stream would be a source for whoever is to act.".to_owned()
            }
        },
    ];
    let fixes = vec![Fix {
        label: format!("Alert above {}", grouped(count)),
        commands: set(reader, Setting::Analytics(AnalyticsSetting::Alert(Some(count)))),
        note: "This peak would be none.".to_owned(),
    }];
    Some(Why { title: format!("{reader} at {} s", event.at.as_seconds()), sentences, fixes })
}

/// A reader at a Firehose may read the stream in front of it.
pub(super) fn instead(world: &World, actor: &Actor) -> Vec<Fix> {
    let Actor::Consumer { name, reads, settings } = actor else { return Vec::new() };
    let source = world.firehose().delivery_stream(reads).ok().and_then(|it| it.source.clone());
    let Some(stream) = source.filter(|_| world.streams().stream(reads).is_err()) else { return Vec::new() };
    let line = Actor::Consumer { name: name.clone(), reads: stream.clone(), settings: settings.clone() };
    vec![Fix {
        label: format!("Let {name} read {stream}"),
        commands: vec![Command::Actor(line)],
        note: format!("The stream in front of {reads}: both read it, each at its own place."),
    }]
}

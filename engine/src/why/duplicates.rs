//! "Why is it there twice?", of what a producer put, and of what a reader worked on.

use super::{Fix, Why};
use crate::command::{Actor, Checkpointing, Command, Resend, Setting, SinkKind};
use crate::event::{Event, Mishap, What};
use crate::kernel::units::{grouped, print_span};
use crate::kernel::{Span, Time};
use crate::names::Name;
use crate::view::{self, ProducerView, ReaderView};
use crate::world::World;

fn newest<'a, T>(world: &'a World, find: impl Fn(&'a Mishap) -> Option<T>) -> Option<(Time, T)> {
    let find = |event: &'a Event| {
        let What::Mishap(mishap) = &event.what else { return None };
        Some((event.at, find(mishap)?))
    };
    world.journal().from(0).rev().find_map(find)
}

fn set(name: &Name, settings: Vec<Setting>) -> Vec<Command> {
    vec![Command::Actor(Actor::Set { name: name.clone(), settings })]
}

/// Why a producer's records are in their stream twice, or may be; `None` while none is and no call was left unanswered.
pub fn put_twice(world: &World, producer: &Name) -> Option<Why> {
    let view = view::view(world);
    let it = view.producers.iter().find(|it| it.name == *producer)?;
    let line = it.line.unwrap_or_default();
    if it.doubled == 0 && line.timed_out + line.unanswered == 0 {
        return None;
    }
    let mut sentences = Vec::new();
    let lost = newest(world, |mishap| match mishap {
        Mishap::AnswerLost { by, records, taken, .. } if by == producer => Some([*records, *taken]),
        Mishap::RequestLost { by, records, .. } if by == producer => Some([*records, 0]),
        Mishap::AnswerLost { .. }
        | Mishap::RequestLost { .. }
        | Mishap::TimedOut { .. }
        | Mishap::ReaderCrashed { .. }
        | Mishap::ReaderRestarted { .. }
        | Mishap::ReadTwice { .. } => None,
    });
    if let Some((at, [records, taken])) = lost {
        sentences.push(format!(
            "At {} s a call with {} records was not answered: the service had taken {} of them.",
            at.as_seconds(),
            grouped(records),
            grouped(taken)
        ));
        sentences.push(format!(
            "{producer} does not learn that. After {} without an answer it can only put all of the call again, or leave \
             it: {} records were left so.",
            print_span(Span::micros(line.timeout_us)),
            grouped(line.unknown)
        ));
    }
    let whole = it.resend == Resend::All && it.retries > 0 && it.kpl.is_none();
    if whole {
        sentences.push(
            "When an entry of a PutRecords is throttled it puts the whole request again, also what was taken.".to_owned(),
        );
    }
    sentences.push(format!(
        "Kinesis looks at no byte of the data: what comes again is another record with a sequence number of its own. So \
         far {} are copies.",
        grouped(it.doubled)
    ));
    sentences.push(
        "Nothing but an id in the data, given before the first try, tells that two are the same.".to_owned(),
    );
    Some(Why { title: format!("Twins of {producer}"), sentences, fixes: fixes(&view.readers, it, whole) })
}

fn fixes(readers: &[ReaderView], it: &ProducerView, whole: bool) -> Vec<Fix> {
    let mut fixes = Vec::new();
    if whole && !it.stopped {
        fixes.push(Fix {
            label: "Put failed entries again only".to_owned(),
            commands: set(&it.name, vec![Setting::Resend(Resend::Failed)]),
            note: "No copies of what was taken. After a lost answer there is nothing to choose by: all comes again."
                .to_owned(),
        });
    }
    let reads = |reader: &&ReaderView| &reader.stream == it.to.name() && may_write(reader);
    fixes.extend(readers.iter().filter(reads).map(by_id));
    fixes
}

/// Whether it would help to give it another sink.
fn may_write(reader: &ReaderView) -> bool {
    reader.kind != "firehose"
        && !reader.stopped
        && reader.sink.as_ref().is_none_or(|sink| sink.sink != SinkKind::ById)
}

fn by_id(reader: &ReaderView) -> Fix {
    Fix {
        label: format!("Let {} write by id", reader.name),
        commands: set(&reader.name, vec![Setting::Sink(SinkKind::ById)]),
        note: "Twins still come, and are written over what is there: each thing lies there once.".to_owned(),
    }
}

/// Why a polling consumer worked on records twice, when it did so last; `None` if it never did.
pub fn read_twice(world: &World, reader: &Name) -> Option<Why> {
    let (at, (shard, records)) = newest(world, |mishap| match mishap {
        Mishap::ReadTwice { reader: of, shard, records } if of == reader => Some((*shard, *records)),
        Mishap::ReadTwice { .. }
        | Mishap::AnswerLost { .. }
        | Mishap::RequestLost { .. }
        | Mishap::TimedOut { .. }
        | Mishap::ReaderCrashed { .. }
        | Mishap::ReaderRestarted { .. } => None,
    })?;
    let view = view::view(world);
    let it = view.readers.iter().find(|it| it.name == *reader)?;
    let restarted = newest(world, |mishap| match mishap {
        Mishap::ReaderRestarted { reader: of, bookmarks } if of == reader => Some(*bookmarks),
        Mishap::ReaderRestarted { .. }
        | Mishap::ReadTwice { .. }
        | Mishap::AnswerLost { .. }
        | Mishap::RequestLost { .. }
        | Mishap::TimedOut { .. }
        | Mishap::ReaderCrashed { .. } => None,
    });
    let mut sentences = vec![format!(
        "{reader} got {} records of shard {} that it had got before.",
        grouped(records),
        shard.short()
    )];
    sentences.push(match (restarted, &it.bookmarks) {
        (Some((then, 0)), _) => format!(
            "It was started again at {} s without a bookmark, so it began where it had begun at first.",
            then.as_seconds()
        ),
        (Some((then, _)), Some(marks)) => format!(
            "It was started again at {} s and went on at its bookmarks, which it writes so: {}. What it had worked on \
             since nobody had written down.",
            then.as_seconds(),
            marks.checkpoint
        ),
        (Some(_) | None, _) => "It was told to begin anew.".to_owned(),
    });
    sentences.push("Reading twice makes no records: in the stream each is there as before.".to_owned());
    let mut fixes = Vec::new();
    if it.bookmarks.as_ref().is_some_and(|marks| marks.checkpointing != Checkpointing::Batch) && !it.stopped {
        fixes.push(Fix {
            label: "Note the place after each batch".to_owned(),
            commands: set(reader, vec![Setting::Checkpoint(Checkpointing::Batch)]),
            note: "Little lies behind the bookmark then, and bookmarks are written more often.".to_owned(),
        });
    }
    fixes.extend(may_write(it).then(|| by_id(it)));
    let title = format!("{reader}, shard {} at {} s", shard.short(), at.as_seconds());
    Some(Why { title, sentences, fixes })
}

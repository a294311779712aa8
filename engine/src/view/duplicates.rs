//! Copies as a learner may look at them: what a producer hears and does not hear, what a reader notes and writes, and
//! which records of a stream are the same.

use serde::Serialize;

use crate::actors::{Bookmarks, Consumer, Line, Sink};
use crate::command::{Checkpointing, Lost, SinkKind, Target};
use crate::kernel::{Span, Time};
use crate::names::{Name, ShardId};
use crate::record::{Again, Batch, Identity, Source};
use crate::sequence::SequenceNumber;
use crate::streams::Shard;
use crate::world::World;

/// The line between a producer and the services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LineView {
    /// µs that it waits for an answer.
    pub timeout_us: u64,
    /// ms, least and most.
    #[serde(skip)]
    pub bounds_ms: (u64, u64),
    /// Records of calls that nobody has answered yet.
    pub unanswered: u64,
    /// `answers` or `requests`, while some are lost.
    pub loses: Option<&'static str>,
    /// Of how many calls one is lost; 0 while none is.
    pub every: u64,
    /// Calls that never came to the service, and calls of which the answer was lost.
    pub lost_requests: u64,
    pub lost_answers: u64,
    /// Calls that nobody had answered in time.
    pub timed_out: u64,
    /// Records that it left without knowing what became of them.
    pub unknown: u64,
}

pub(super) fn line(line: &Line, (timeout, bounds_ms): (Span, (u64, u64)), unanswered: u64) -> LineView {
    let loses = line.loss().map(|loss| match loss.lost {
        Lost::Answer => "answers",
        Lost::Request => "requests",
    });
    LineView {
        timeout_us: timeout.as_micros(),
        bounds_ms,
        unanswered,
        loses,
        every: line.loss().map_or(0, |loss| loss.every),
        lost_requests: line.counts.lost_requests,
        lost_answers: line.counts.lost_answers,
        timed_out: line.counts.timed_out,
        unknown: line.counts.unknown,
    }
}

/// Where a reader writes what it works on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReaderSinkView {
    /// `plain`, `by-id`, `files 5000`.
    pub kind: String,
    #[serde(skip)]
    pub sink: SinkKind,
    /// Records that it was given.
    pub handled: u64,
    /// That lie in it.
    pub written: u64,
    /// That were written over what was there.
    pub over: u64,
    /// Of those that lie in it: that are there twice.
    pub doubled: u64,
    pub files: u64,
    /// Records of files that are not full yet.
    pub filling: u64,
}

pub(super) fn sink(sink: &Sink) -> ReaderSinkView {
    ReaderSinkView {
        kind: sink.kind.to_string(),
        sink: sink.kind,
        handled: sink.tally.handled,
        written: sink.tally.written,
        over: sink.tally.over,
        doubled: sink.tally.doubled,
        files: sink.tally.files,
        filling: sink.filling(),
    }
}

/// How a polling consumer notes its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BookmarksView {
    /// `batch`, `every 5s`, `every 1000 records`, `never`.
    pub checkpoint: String,
    #[serde(skip)]
    pub checkpointing: Checkpointing,
    pub crashed: bool,
    /// How often one was written.
    pub bookmarks: u64,
    /// Records that it has worked on since: so many it would read twice if it crashed now.
    pub since: u64,
}

pub(super) fn bookmarks(consumer: &Consumer) -> BookmarksView {
    let Bookmarks { when, crashed, written, .. } = &consumer.bookmarks;
    BookmarksView {
        checkpoint: when.to_string(),
        checkpointing: *when,
        crashed: *crashed,
        bookmarks: *written,
        since: consumer.since_bookmarks(),
    }
}

/// One record of a stream, among those that are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    pub shard: ShardId,
    /// Its number within the shard.
    pub index: u64,
    pub sequence_number: SequenceNumber,
    pub arrived: Time,
    /// Why it was put though the stream had it; `None` of the first.
    pub had: Option<Again>,
    /// How many user records it has in common with the one that is asked for.
    pub common: u64,
}

/// All records that a stream holds of what one record of it is, itself too, oldest first; one alone has no twin. Of an
/// aggregated record those that hold a user record of it. Nothing of what was put by hand, or has expired.
pub fn twins(world: &World, stream: &Name, shard: ShardId, index: u64) -> Vec<Twin> {
    let Ok(of) = world.streams().stream(stream) else { return Vec::new() };
    let found = of.shard(shard).and_then(|shard| shard.batch_of(index));
    let Some(batch) = found.filter(|batch| batch.first_index <= index) else { return Vec::new() };
    let place = usize::try_from(index - batch.first_index).expect("within a batch");
    same(world, stream, &batch.source.identities(batch.offset(place)))
}

/// All records that a stream holds of these, oldest first.
pub(super) fn same(world: &World, stream: &Name, identities: &[Identity]) -> Vec<Twin> {
    let Ok(stream) = world.streams().stream(stream) else { return Vec::new() };
    let mut wanted = identities.to_vec();
    wanted.sort();
    let mut twins = Vec::new();
    for shard in stream.shards() {
        for batch in shard.newest_first().filter(|batch| may_hold(batch, &wanted)) {
            for i in 0..batch.len() {
                let identities = batch.source.identities(batch.offset(i));
                let common = identities.iter().filter(|it| wanted.binary_search(it).is_ok()).count() as u64;
                if common > 0 {
                    twins.push(Twin {
                        shard: shard.id,
                        index: batch.index(i),
                        sequence_number: shard.sequence_number(batch.index(i), batch.arrived, world.era()),
                        arrived: batch.arrived,
                        had: batch.source.had(batch.offset(i)),
                        common,
                    });
                }
            }
        }
    }
    twins.sort_by_key(|twin| (twin.arrived, twin.had.is_some(), twin.shard, twin.index));
    twins
}

/// The newest record that a producer's stream holds as a copy of one of its, after the record that it is a copy of: the
/// nearest before it. `None` while there is no copy, or the first of them is gone.
pub fn newest_pair(world: &World, producer: &Name) -> Option<[Twin; 2]> {
    let actors = world.actors();
    let own = actors.producers().find(|it| it.name == *producer).map(|it| &it.to);
    let to = own.or_else(|| actors.feeds().find(|it| it.name == *producer).map(|it| &it.to))?;
    let Target::Stream(to) = to else { return None };
    let stream = world.streams().stream(to).ok()?;
    let newest_of = |shard: &Shard| {
        let mine = shard.newest_first().filter(|batch| batch.source.by() == Some(producer));
        mine.flat_map(|batch| (0..batch.len()).rev().map(move |i| (batch, i)))
            .find(|(batch, i)| batch.source.had(batch.offset(*i)).is_some())
            .map(|(batch, i)| (batch.arrived, shard.id, batch.index(i)))
    };
    let (_, shard, index) = stream.shards().iter().filter_map(newest_of).max()?;
    let mut all = twins(world, to, shard, index);
    let copy = all.iter().position(|twin| (twin.shard, twin.index) == (shard, index))?;
    let copy = all.remove(copy);
    let before = all.into_iter().rev().find(|twin| twin.arrived <= copy.arrived)?;
    Some([before, copy])
}

/// Whether it is worth looking: the source made such records, and such numbers.
pub(super) fn may_hold(batch: &Batch, wanted: &[Identity]) -> bool {
    match &batch.source {
        Source::Made { maker, first } => {
            let numbers = *first..*first + batch.heads_in_call();
            wanted.iter().any(|it| it.by == maker.by && numbers.contains(&it.number))
        }
        Source::Again { maker, .. } => wanted.iter().any(|it| it.by == maker.by),
        Source::Sent { .. } | Source::Packed(_) => {
            let by = batch.source.by();
            wanted.iter().any(|it| Some(&it.by) == by)
        }
        Source::Stored(_) => false,
    }
}

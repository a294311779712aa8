//! Which shards a reader reads, and where it stands in each: what it begins with, and what comes by a reshard.

use super::{Reader, ReaderShard};
use crate::command::{Action, ParentOrder, ReadFrom};
use crate::kernel::Time;
use crate::names::ShardId;
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::{Shard, Stream, Streams};

impl Reader {
    /// The index of the next record that it will read in a shard. A shard that it has not come to yet lies
    /// before it, but one that was closed when it began at LATEST lies behind it.
    pub fn stands_at(&self, shard: &Shard) -> u64 {
        match self.shards.get(&shard.id) {
            Some(place) => place.position.unwrap_or_else(|| self.first_of(shard)),
            None if self.passed_over(shard) => shard.tip(),
            None => self.first_of(shard),
        }
    }

    /// Where it will begin in a shard that it has not come to yet.
    fn first_of(&self, shard: &Shard) -> u64 {
        match self.from {
            ReadFrom::TrimHorizon | ReadFrom::Latest => 0,
            ReadFrom::AtTimestamp(at) => shard.index_at(at),
        }
    }

    fn passed_over(&self, shard: &Shard) -> bool {
        shard.closed.is_some_and(|closed| match self.from {
            ReadFrom::TrimHorizon => false,
            ReadFrom::Latest => Some(closed) <= self.began,
            ReadFrom::AtTimestamp(at) => closed < at,
        })
    }

    /// At first: the shards to begin with. Later ones are found at the end of their parents, or, by a reader that
    /// does not care for parents, as soon as they are listed.
    pub(in crate::actors) fn find_shards(
        &mut self,
        step: &mut Step<'_>,
        streams: &Streams,
    ) -> Result<(), Refusal> {
        let now = step.now;
        let stream = streams.stream(&self.stream)?;
        if self.stream_made.is_some_and(|made| made != stream.created) {
            self.forget();
        }
        self.stream_made = Some(stream.created);
        if self.began.is_none() || self.parents == ParentOrder::Ignored {
            step.authorize(Action::ListShards, self.stream.as_str())?;
        }
        let listed = stream.shards().iter().filter(|shard| !stream.is_closed_and_expired(shard, now));
        if self.began.is_none() {
            self.began = Some(now);
            let wanted = stream.shards().iter().filter(|shard| match (self.from, self.parents) {
                (ReadFrom::Latest, _) => shard.is_open(),
                (ReadFrom::TrimHorizon, ParentOrder::First) => shard.parent.is_none(),
                (ReadFrom::TrimHorizon, ParentOrder::Ignored) => !stream.is_closed_and_expired(shard, now),
                // Those that were open then, or the first if that was before the stream.
                (ReadFrom::AtTimestamp(at), ParentOrder::First) => {
                    shard.made <= at.max(stream.created) && !self.passed_over(shard)
                }
                (ReadFrom::AtTimestamp(_), ParentOrder::Ignored) => {
                    !stream.is_closed_and_expired(shard, now) && !self.passed_over(shard)
                }
            });
            let wanted: Vec<_> = wanted.map(|shard| (shard.id, ReaderShard::default())).collect();
            self.shards.extend(wanted);
        } else if self.parents == ParentOrder::Ignored {
            let new: Vec<_> = listed.filter(|shard| !self.passed_over(shard)).map(|shard| shard.id).collect();
            for id in new {
                let place = self.newly_opened();
                self.shards.entry(id).or_insert(place);
            }
        }
        Ok(())
    }

    /// It looks for shards for the first time, or again.
    pub(in crate::actors) fn begin(&mut self, now: Time, stream: &Stream) {
        if self.stream_made.is_some_and(|made| made != stream.created) {
            self.forget();
        }
        self.stream_made = Some(stream.created);
        self.began = self.began.or(Some(now));
    }

    /// Reading of a shard begins, or begins again, at an index: gives how many records between the place where it
    /// stood and that one are still there, and were read by nobody.
    pub(in crate::actors) fn begin_at(&mut self, shard: &Shard, index: u64) -> u64 {
        let place = self.shards.entry(shard.id).or_default();
        let stood = place.position;
        place.position = Some(index.max(stood.unwrap_or(0)));
        stood.map_or(0, |stood| index.saturating_sub(stood.max(shard.first_index())))
    }

    /// A closed shard is read to its end: its children may begin.
    pub(in crate::actors) fn finish(&mut self, streams: &Streams, id: ShardId) {
        let place = self.shards.entry(id).or_default();
        (place.finished, place.subscription) = (true, None);
        let Ok(stream) = streams.stream(&self.stream) else { return };
        self.order.forget(stream, &self.shards);
        if let (Some(sink), Some(shard)) = (&mut self.sink, stream.shard(id)) {
            sink.end(shard, self.deaggregates);
        }
        let children = stream.shard(id).map_or(Vec::new(), |shard| shard.children.clone());
        for child in children.iter().filter_map(|child| stream.shard(*child)) {
            self.begin_child(stream, child);
        }
    }

    /// A child is read once all its parents were read to their end: so each key stays in order.
    fn begin_child(&mut self, stream: &Stream, child: &Shard) {
        let done = |parent: Option<ShardId>| {
            parent.is_none_or(|id| match self.shards.get(&id) {
                Some(place) => place.finished,
                None => stream.shard(id).is_none_or(|shard| self.passed_over(shard)),
            })
        };
        if done(child.parent) && done(child.adjacent_parent) {
            let place = self.newly_opened();
            self.shards.entry(child.id).or_insert(place);
        }
    }

    /// The place in a shard that was opened while it was at work: all of it is to be read, unless what is asked for
    /// has not come yet.
    fn newly_opened(&self) -> ReaderShard {
        let position = match self.from {
            ReadFrom::TrimHorizon | ReadFrom::Latest => Some(0),
            ReadFrom::AtTimestamp(_) => None,
        };
        ReaderShard { position, ..ReaderShard::default() }
    }
}

//! Reading a stream shard by shard with GetShardIterator and GetRecords, parents before children.

use std::collections::BTreeMap;

use crate::command::{IteratorStart, ReadFrom};
use crate::event::What;
use crate::kernel::{Rate, Time};
use crate::names::{Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::streams::{Shard, ShardIterator, Slice, Status, Streams};

/// A reader's place in one shard.
#[derive(Clone, Debug, Default)]
pub struct ReaderShard {
    pub(crate) iterator: Option<ShardIterator>,
    /// The index of the next record; known once reading has begun.
    pub position: Option<u64>,
    /// It has read a closed shard to its end.
    pub finished: bool,
}

#[derive(Clone, Debug)]
pub struct Reader {
    pub who: Name,
    pub stream: Name,
    pub from: ReadFrom,
    pub limit: Option<u64>,
    pub shards: BTreeMap<ShardId, ReaderShard>,
    /// When it looked for its first shards.
    began: Option<Time>,
    pub read: u64,
    pub refused_calls: u64,
    pub(crate) records: Rate,
    pub(crate) bytes: Rate,
    pub(crate) calls: Rate,
    pub(crate) refusals: Rate,
}

impl Reader {
    pub(crate) fn new(who: Name, stream: Name, from: ReadFrom) -> Reader {
        Reader {
            who,
            stream,
            from,
            limit: None,
            shards: BTreeMap::new(),
            began: None,
            read: 0,
            refused_calls: 0,
            records: Rate::default(),
            bytes: Rate::default(),
            calls: Rate::default(),
            refusals: Rate::default(),
        }
    }

    /// Forgets its places, as when it is pointed at another stream.
    pub(crate) fn restart(&mut self) {
        self.shards.clear();
    }

    /// The index of the next record that it will read in a shard. A shard that it has not come to yet lies
    /// before it, but one that was closed when it began at LATEST lies behind it.
    pub fn stands_at(&self, shard: &Shard) -> u64 {
        match self.shards.get(&shard.id) {
            Some(place) => place.position.unwrap_or(0),
            None if self.from == ReadFrom::Latest
                && shard.closed.is_some_and(|closed| Some(closed) <= self.began) =>
            {
                shard.tip()
            }
            None => 0,
        }
    }

    /// The instant at which it may begin; `None` if it may now.
    pub(crate) fn waits_for(&self, streams: &Streams) -> Option<Time> {
        let stream = streams.stream(&self.stream).ok()?;
        stream.settles_at.filter(|_| stream.status == Status::Creating)
    }

    /// One round: a GetRecords on each shard that is its turn. Gives what was read.
    pub(crate) fn poll(&mut self, step: &mut Step<'_>, streams: &mut Streams) -> Vec<(ShardId, Vec<Slice>)> {
        self.find_shards(step.now, streams);
        let turns: Vec<ShardId> =
            self.shards.iter().filter(|(_, s)| !s.finished).map(|(id, _)| *id).collect();
        let mut all = Vec::new();
        for shard in turns {
            match self.read_shard(step, streams, shard) {
                Ok(slices) if !slices.is_empty() => all.push((shard, slices)),
                Ok(_) => {}
                Err(refusal) => self.note_refusal(step, shard, &refusal),
            }
        }
        all
    }

    /// At first: the shards to begin with. Later ones are found at the end of their parents.
    fn find_shards(&mut self, now: Time, streams: &Streams) {
        if !self.shards.is_empty() {
            return;
        }
        let Ok(stream) = streams.stream(&self.stream) else { return };
        self.began = Some(now);
        let wanted = stream.shards().iter().filter(|shard| match self.from {
            ReadFrom::Latest => shard.is_open(),
            ReadFrom::TrimHorizon => shard.parent.is_none(),
        });
        self.shards.extend(wanted.map(|shard| (shard.id, ReaderShard::default())));
    }

    fn read_shard(
        &mut self,
        step: &mut Step<'_>,
        streams: &mut Streams,
        id: ShardId,
    ) -> Result<Vec<Slice>, Refusal> {
        let iterator = self.iterator(step, streams, id)?;
        let answer = streams.get_records(step, &iterator, self.limit)?;
        self.calls.add(1, step.now);
        self.records.add(answer.records, step.now);
        self.bytes.add(answer.bytes, step.now);
        self.read += answer.records;
        // The service may have skipped what expired meanwhile.
        let position = answer.next.as_ref().map(|next| next.index);
        if answer.records > 0 {
            step.emit(What::RecordsRead {
                stream: self.stream.clone(),
                shard: id,
                reader: self.who.clone(),
                records: answer.records,
                bytes: answer.bytes,
                position: position.unwrap_or(iterator.index),
                behind_ms: answer.behind.as_millis(),
            });
        }
        let place = self.shards.entry(id).or_default();
        place.position = position.or(place.position);
        place.finished = answer.next.is_none();
        place.iterator = answer.next;
        for child in answer.children {
            self.begin_child(streams, child);
        }
        Ok(answer.slices)
    }

    /// A child is read once all its parents were read to their end: so each key stays in order.
    fn begin_child(&mut self, streams: &Streams, child: ShardId) {
        let Ok(stream) = streams.stream(&self.stream) else { return };
        let Some(shard) = stream.shard(child) else { return };
        let done = |parent: Option<ShardId>| {
            parent.is_none_or(|id| self.shards.get(&id).is_none_or(|place| place.finished))
        };
        if done(shard.parent) && done(shard.adjacent_parent) {
            self.shards
                .entry(child)
                .or_insert_with(|| ReaderShard { position: Some(0), ..ReaderShard::default() });
        }
    }

    fn iterator(
        &mut self,
        step: &mut Step<'_>,
        streams: &mut Streams,
        id: ShardId,
    ) -> Result<ShardIterator, Refusal> {
        let place = self.shards.entry(id).or_default();
        if let Some(iterator) = &place.iterator {
            return Ok(iterator.clone());
        }
        let start = match (place.position, self.from) {
            (None, ReadFrom::Latest) => IteratorStart::Latest,
            (None, ReadFrom::TrimHorizon) | (Some(_), _) => IteratorStart::TrimHorizon,
        };
        let mut iterator = streams.shard_iterator(step, &self.stream, id, &start)?;
        // A reader that lost its iterator goes on where it was.
        if let Some(position) = place.position {
            iterator.index = iterator.index.max(position);
        }
        place.position = Some(iterator.index);
        place.iterator = Some(iterator.clone());
        Ok(iterator)
    }

    fn note_refusal(&mut self, step: &mut Step<'_>, shard: ShardId, refusal: &Refusal) {
        self.refused_calls += 1;
        self.refusals.add(1, step.now);
        if refusal.error == ErrorName::ExpiredIteratorException
            && let Some(place) = self.shards.get_mut(&shard)
        {
            place.iterator = None;
        }
        step.emit(What::ReadRefused {
            stream: self.stream.clone(),
            shard,
            reader: self.who.clone(),
            error: refusal.error,
            limit: refusal.met.map(|met| met.limit.id),
        });
    }
}

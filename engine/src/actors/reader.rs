//! Reading a stream shard by shard: the places of a reader, and GetShardIterator with GetRecords.

mod handled;
mod places;

use std::collections::BTreeMap;
use std::ops::Range;

use super::order::Order;
use super::sink::Sink;
use crate::command::{IteratorStart, ParentOrder, ReadFrom, SecuritySetting};
use crate::event::{Mishap, What};
use crate::kernel::{Rate, Time};
use crate::names::{Name, ShardId};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;
use crate::streams::{ShardIterator, Status, Streams};
use handled::Spans;

/// A reader's place in one shard.
#[derive(Clone, Debug, Default)]
pub struct ReaderShard {
    pub(crate) iterator: Option<ShardIterator>,
    /// What pushes to it, if it does not poll. It may have ended.
    pub subscription: Option<u64>,
    /// The index of the next record; known once reading has begun.
    pub position: Option<u64>,
    /// It has read a closed shard to its end.
    pub finished: bool,
    pub(crate) bytes: Rate,
}

/// What came of one call on each shard.
pub(crate) struct Round {
    /// The numbers of what was read.
    pub read: Vec<(ShardId, Range<u64>)>,
    /// A shard had no calls or bytes left to give.
    pub throttled: bool,
}

#[derive(Clone, Debug)]
pub struct Reader {
    pub who: Name,
    pub stream: Name,
    pub from: ReadFrom,
    pub limit: Option<u64>,
    pub parents: ParentOrder,
    pub shards: BTreeMap<ShardId, ReaderShard>,
    /// When it looked for its first shards.
    began: Option<Time>,
    /// When the stream that it reads was made: another one of the same name is read from the start.
    stream_made: Option<Time>,
    order: Order,
    /// Where it began to read each shard, and up to where it has ever read it, of this stream.
    spans: Spans,
    /// Records that it has got once more.
    pub doubled: u64,
    pub sink: Option<Sink>,
    pub read: u64,
    /// Whether it takes aggregated records apart.
    pub deaggregates: bool,
    /// Whether it has the key with which producers encrypt what they put.
    pub decrypts: bool,
    /// Records that it got and could not read, since a producer had encrypted them.
    pub unreadable: u64,
    /// User records that it got out of what it read; as many as it read, if it does not take them apart.
    pub user_read: u64,
    /// User records in aggregated records of which one lies outside its shard: it passes over all of such a record.
    pub not_of_shard: u64,
    /// Records that it got after newer ones of the same key.
    pub out_of_order: u64,
    pub refused_calls: u64,
    /// Answers of GetRecords whose records are processed later.
    pub fetches: u64,
    /// Bytes of all answers of GetRecords.
    pub fetched_bytes: u64,
    pub(crate) records: Rate,
    pub(crate) user_records: Rate,
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
            parents: ParentOrder::First,
            shards: BTreeMap::new(),
            began: None,
            stream_made: None,
            order: Order::default(),
            spans: Spans::default(),
            doubled: 0,
            sink: None,
            read: 0,
            deaggregates: false,
            decrypts: false,
            unreadable: 0,
            user_read: 0,
            not_of_shard: 0,
            out_of_order: 0,
            refused_calls: 0,
            fetches: 0,
            fetched_bytes: 0,
            records: Rate::default(),
            user_records: Rate::default(),
            bytes: Rate::default(),
            calls: Rate::default(),
            refusals: Rate::default(),
        }
    }

    pub(super) fn secure(&mut self, setting: SecuritySetting) {
        match setting {
            SecuritySetting::Decrypts(yes) => self.decrypts = yes,
            // A fact of its role.
            SecuritySetting::VpcEndpoint(_) => {}
        }
    }

    /// Forgets its places, as when it is pointed at another stream or told where to begin: it reads anew.
    pub(crate) fn restart(&mut self) {
        self.shards.clear();
        self.began = None;
        self.order = Order::default();
        self.spans.restart();
        if let Some(sink) = &mut self.sink {
            sink.crash();
        }
    }

    /// Forgets what it has read: it is pointed at another stream.
    pub(crate) fn forget(&mut self) {
        self.restart();
        self.spans = Spans::default();
        if let Some(sink) = &mut self.sink {
            sink.new_stream();
        }
    }

    /// A process begins anew where its bookmarks say, each with whether its shard is read to the end; without a bookmark
    /// as `from` says.
    pub(super) fn resume(&mut self, bookmark: impl Fn(ShardId) -> Option<(u64, bool)>) {
        if let Some(sink) = &mut self.sink {
            sink.crash();
        }
        if !self.shards.keys().any(|shard| bookmark(*shard).is_some()) {
            return self.restart();
        }
        self.spans.restart();
        for (shard, place) in &mut self.shards {
            let mark = bookmark(*shard);
            place.iterator = None;
            place.position = mark.map(|(position, _)| position);
            place.finished = mark.is_some_and(|(_, ended)| ended);
        }
    }

    /// The instant at which it may begin; `None` if it may now.
    pub(crate) fn waits_for(&self, streams: &Streams) -> Option<Time> {
        let stream = streams.stream(&self.stream).ok()?;
        stream.settles_at.filter(|_| stream.status == Status::Creating)
    }

    /// One round: a GetRecords on each shard that is its turn.
    pub(crate) fn poll(&mut self, step: &mut Step<'_>, streams: &mut Streams) -> Round {
        let mut round = Round { read: Vec::new(), throttled: false };
        if let Err(refusal) = self.find_shards(step, streams) {
            self.note_refusal(step, self.any_shard(), &refusal);
            return round;
        }
        for shard in self.turns() {
            match self.read_shard(step, streams, shard) {
                Ok(records) if !records.is_empty() => round.read.push((shard, records)),
                Ok(_) => {}
                Err(refusal) => {
                    round.throttled |= refusal.error == ErrorName::ProvisionedThroughputExceededException;
                    self.note_refusal(step, shard, &refusal);
                }
            }
        }
        round
    }

    /// The shards that it has not read to their end.
    pub(super) fn turns(&self) -> Vec<ShardId> {
        self.shards.iter().filter(|(_, place)| !place.finished).map(|(id, _)| *id).collect()
    }

    /// A shard to name where a call as a whole is refused.
    pub(super) fn any_shard(&self) -> ShardId {
        self.shards.keys().next().copied().unwrap_or(ShardId(0))
    }

    fn read_shard(
        &mut self,
        step: &mut Step<'_>,
        streams: &mut Streams,
        id: ShardId,
    ) -> Result<Range<u64>, Refusal> {
        let iterator = self.iterator(step, streams, id)?;
        let answer = streams.get_records(step, &iterator, self.limit)?;
        self.calls.add(1, step.now);
        // The service may have skipped what expired meanwhile.
        let position = answer.next.as_ref().map(|next| next.index);
        let records = answer.records.end - answer.records.start;
        self.fetched_bytes += answer.bytes;
        if records > 0 {
            let event = step.emit(What::RecordsRead {
                stream: self.stream.clone(),
                shard: id,
                reader: self.who.clone(),
                records,
                bytes: answer.bytes,
                position: position.unwrap_or(iterator.index),
                behind_ms: answer.behind.as_millis(),
            });
            self.took(&mut step.because(event), streams, (id, answer.records.clone()), answer.bytes);
        }
        let place = self.shards.entry(id).or_default();
        place.position = position.or(place.position);
        place.iterator = answer.next;
        if place.iterator.is_none() {
            self.finish(streams, id);
        }
        Ok(answer.records)
    }

    /// Where a subscription to a shard begins: behind what it has, else as `from` says.
    ///
    /// # Errors
    /// ResourceNotFoundException for an unknown stream.
    pub(super) fn subscribes_at(
        step: &Step<'_>,
        streams: &Streams,
        (stream, id): (&Name, ShardId),
        (position, from): (Option<u64>, ReadFrom),
    ) -> Result<IteratorStart, Refusal> {
        Ok(match (position, streams.stream(stream)?.shard(id), from) {
            (Some(position @ 1..), Some(shard), _) => {
                let number = shard.continuation(position, (step.now, step.era));
                IteratorStart::AfterSequenceNumber(number.to_string())
            }
            (None, _, ReadFrom::Latest) => IteratorStart::Latest,
            (None, _, ReadFrom::AtTimestamp(at)) => IteratorStart::AtTimestamp(step.era.epoch_millis(at)),
            (Some(_), _, _) | (None, _, ReadFrom::TrimHorizon) => IteratorStart::TrimHorizon,
        })
    }

    /// Counts what it got of a shard, and whether it came in order. The places are still those of before.
    pub(super) fn took(
        &mut self,
        step: &mut Step<'_>,
        streams: &Streams,
        (shard, numbers): (ShardId, Range<u64>),
        bytes: u64,
    ) {
        self.bytes.add(bytes, step.now);
        self.shards.entry(shard).or_default().bytes.add(bytes, step.now);
        let records = self.note(step, streams, (shard, numbers), 0);
        if records > 0 {
            let reader = self.who.clone();
            step.emit(What::Mishap(Mishap::ReadTwice { reader, shard, records }));
        }
    }

    /// One answer of GetRecords, whose records are processed later.
    pub(super) fn fetched(&mut self, (shard, bytes): (ShardId, u64), now: Time) {
        self.fetches += 1;
        self.fetched_bytes += bytes;
        self.calls.add(1, now);
        self.bytes.add(bytes, now);
        self.shards.entry(shard).or_default().bytes.add(bytes, now);
    }

    /// A subscription pushed records, which are processed later.
    pub(super) fn pushed(&mut self, (shard, bytes): (ShardId, u64), subscription: u64, now: Time) {
        self.bytes.add(bytes, now);
        let place = self.shards.entry(shard).or_default();
        place.bytes.add(bytes, now);
        place.subscription = Some(subscription);
    }

    /// Records were processed, without so many user records of the first. Gives how many records had been processed
    /// before.
    pub(super) fn handled(
        &mut self,
        step: &mut Step<'_>,
        streams: &Streams,
        (shard, numbers): (ShardId, Range<u64>),
        passed_over: u64,
    ) -> u64 {
        self.note(step, streams, (shard, numbers.clone()), passed_over);
        let place = self.shards.entry(shard).or_default();
        let stood = place.position.unwrap_or(numbers.start);
        place.position = Some(stood.max(numbers.end));
        stood.min(numbers.end).saturating_sub(numbers.start)
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
            (None, ReadFrom::AtTimestamp(at)) => IteratorStart::AtTimestamp(step.era.epoch_millis(at)),
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

    #[inline(never)]
    pub(crate) fn note_refusal(&mut self, step: &mut Step<'_>, shard: ShardId, refusal: &Refusal) {
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

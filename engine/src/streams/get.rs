//! GetRecords.

use std::ops::Range;

use super::Streams;
use super::iterator::ShardIterator;
use super::secret::Secret;
use super::shard::Shard;
use super::stream::Stream;
use crate::command::{Action, ChildShard, RecordRead};
use crate::era::Era;
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::ShardId;
use crate::record::Batch;
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

/// A part of a batch.
#[derive(Clone, Debug)]
pub struct Slice {
    pub batch: Batch,
    /// Places within the batch.
    pub places: Range<usize>,
}

impl Slice {
    /// The part as a batch of its own.
    pub fn cut(&self) -> Batch {
        if self.places.len() == self.batch.len() {
            self.batch.clone()
        } else {
            self.batch.pick(self.places.clone())
        }
    }
}

/// How much is read of a shard in one go.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cut {
    pub records: u64,
    /// Data and keys.
    pub bytes: u64,
    /// The next record did not fit into the bytes.
    pub full: bool,
}

impl Stream {
    /// The records of slices of a shard, as a reader is given them.
    pub fn records(&self, shard: &Shard, slices: &[Slice], era: Era) -> Vec<RecordRead> {
        let mut records = Vec::new();
        for Slice { batch, places } in slices {
            records.extend(places.clone().map(|i| RecordRead {
                sequence_number: shard.sequence_number(batch.index(i), batch.arrived, era).to_string(),
                arrived: era.epoch_millis(batch.arrived),
                data: batch.data(i),
                partition_key: batch.key(i),
                encrypted: self.encrypted_at(batch.arrived),
            }));
        }
        records
    }

    /// The shards that an answer names as children.
    pub fn child_shards(&self, ids: &[ShardId]) -> Vec<ChildShard> {
        let child = |shard: &Shard| ChildShard {
            id: shard.id,
            parents: shard.parent.into_iter().chain(shard.adjacent_parent).collect(),
            starting_hash_key: shard.range.start,
            ending_hash_key: shard.range.end,
        };
        ids.iter().filter_map(|id| self.shard(*id)).map(child).collect()
    }
}

impl Shard {
    /// The batches from the one that holds a record on.
    fn batches_from(&self, first: u64) -> impl Iterator<Item = &Batch> {
        let place = self.log.partition_point(|batch| batch.first_index + batch.len() as u64 <= first);
        self.log.from(place).map(|(_, batch)| batch)
    }

    /// The records with these numbers, as far as they are still there.
    pub fn slices(&self, records: Range<u64>) -> Vec<Slice> {
        let batches = self.batches_from(records.start).take_while(|batch| batch.first_index < records.end);
        let slice = |batch: &Batch| {
            let place = |number: u64| {
                usize::try_from(number.saturating_sub(batch.first_index))
                    .expect("few records")
                    .min(batch.len())
            };
            Slice { batch: batch.clone(), places: place(records.start)..place(records.end) }
        };
        batches.map(slice).collect()
    }

    /// Whether some of these records may have been put before.
    pub(crate) fn may_repeat(&self, records: &Range<u64>) -> bool {
        let mut batches = self.batches_from(records.start).take_while(|it| it.first_index < records.end);
        self.took_repeats && batches.any(|batch| batch.source.may_repeat())
    }

    /// How much lies from index `first` on: at most `limit`, and at most `bytes_most` unless the first alone is larger.
    pub(super) fn cut(&self, first: u64, limit: u64, bytes_most: u64) -> Cut {
        let mut cut = Cut::default();
        let Cut { records, bytes, full } = &mut cut;
        for batch in self.batches_from(first) {
            let skip = usize::try_from(first.saturating_sub(batch.first_index)).expect("within a batch");
            let mut end = skip;
            while end < batch.len() {
                if *records == limit {
                    break;
                }
                // Asking each record's size means making its key; a whole batch is weighed at once.
                let whole =
                    end == 0 && *records + batch.len() as u64 <= limit && *bytes + batch.bytes <= bytes_most;
                let (count, weight) = if whole { (batch.len(), batch.bytes) } else { (1, batch.size(end)) };
                if *records > 0 && *bytes + weight > bytes_most {
                    *full = true;
                    break;
                }
                *records += count as u64;
                *bytes += weight;
                end += count;
            }
            if end < batch.len() {
                break;
            }
        }
        cut
    }
}

/// What GetRecords answers.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The records' numbers: see [`Shard::slices`].
    pub records: Range<u64>,
    /// Data and keys.
    pub bytes: u64,
    /// `None` at the end of a closed shard.
    pub next: Option<ShardIterator>,
    pub behind: Span,
    /// Only with the last answer of a closed shard.
    pub children: Vec<ShardId>,
}

impl Streams {
    /// Reads on from an iterator: at most `limit` records, 10,000 records and 10 MiB.
    ///
    /// # Errors
    /// ExpiredIteratorException after 300 s; InvalidArgumentException for a limit out of bounds;
    /// AccessDeniedException; the KMS exceptions of the key with which the first record is encrypted;
    /// ProvisionedThroughputExceededException beyond 5 calls a second or 2 MiB/s on the shard, and for 5 s
    /// after an answer of the full 10 MiB.
    pub fn get_records(
        &mut self,
        step: &mut Step<'_>,
        iterator: &ShardIterator,
        limit: Option<u64>,
    ) -> Result<Answer, Refusal> {
        let (now, era) = (step.now, step.era);
        let most = limits::GET_RECORDS_COUNT.at(era);
        let limit = limit.unwrap_or(most);
        if limit == 0 || limit > most {
            return Err(Refusal::new(
                ErrorName::InvalidArgumentException,
                format!("Limit must be between 1 and {most}. Specified value was {limit}."),
            )
            .met(&limits::GET_RECORDS_COUNT, most, limit));
        }
        step.authorize(Action::GetRecords, iterator.stream.as_str())?;
        step.assume()?;
        let stream = self.stream_mut(&iterator.stream)?;
        // It was given out for a stream of this name that is gone.
        if iterator.made < stream.created {
            return Err(Refusal::invalid("Invalid ShardIterator."));
        }
        let age = limits::ITERATOR_AGE.at(era);
        if now.since(iterator.made) > Span::seconds(age) {
            let date = |t: Time| era.format_utc(t, "%a %b %d %H:%M:%S UTC %Y");
            return Err(Refusal::new(
                ErrorName::ExpiredIteratorException,
                format!(
                    "Iterator expired. The iterator was created at time {} while right now it is {} which is further \
                     in the future than the tolerated delay of {} milliseconds.",
                    date(iterator.made),
                    date(now),
                    age * 1_000
                ),
            )
            .met(&limits::ITERATOR_AGE, age, now.since(iterator.made).as_seconds()));
        }
        let shard = stream
            .shards
            .get_mut(iterator.shard.index())
            .ok_or_else(|| Refusal::invalid("Invalid ShardIterator."))?;
        let refuse = |limit: &'static limits::Limit, asked: u64| {
            Err(Refusal::rate_exceeded(iterator.shard, &iterator.stream).met(limit, limit.at(era), asked))
        };
        if now < shard.reads_blocked_until {
            return refuse(&limits::GET_RECORDS_PENALTY, 0);
        }
        if !shard.read_calls.has(1, now) {
            return refuse(&limits::SHARD_READ_CALLS, limits::SHARD_READ_CALLS.at(era) + 1);
        }
        if shard.read_bytes.in_debt(now) {
            return refuse(&limits::SHARD_READ_BYTES, limits::SHARD_READ_BYTES.at(era) + 1);
        }

        let first = iterator.index.max(shard.first_index());
        let bytes_most = limits::GET_RECORDS_BYTES.at(era);
        let cut = shard.cut(first, limit, bytes_most);
        let secret = Secret::of(&stream.encryption, shard, first..first + cut.records);
        let cut = match secret.opened(step, (&stream.name, stream.created)) {
            (_, None) => cut,
            (readable, Some(refusal)) if readable.is_empty() => return Err(refusal),
            // Modelling choice: an answer ends before the first record that the caller may not decrypt.
            (readable, Some(_)) => shard.cut(first, readable.end - first, bytes_most),
        };
        let Cut { records, bytes, full } = cut;
        shard.read_calls.take(1, now);
        shard.read_bytes.take(bytes, now);
        shard.read_calls_rate.add(1, now);
        shard.read_bytes_rate.add(bytes, now);
        if full {
            shard.reads_blocked_until = now + Span::seconds(limits::GET_RECORDS_PENALTY.at(era));
        }
        // Modelling choice: the null iterator comes with an empty answer after the last records
        // (behaviours A7 and part C).
        let ended = shard.closed.is_some() && records == 0 && first >= shard.tip();
        let position = first + records;
        // Modelling choice: tip arrival minus arrival of the last record returned (behaviours, part C).
        let behind = if position >= shard.tip() {
            Span::default()
        } else {
            let last = shard.arrival_of(position.saturating_sub(1)).or_else(|| shard.oldest_arrival());
            last.zip(shard.newest_arrival()).map_or(Span::default(), |(last, newest)| newest.since(last))
        };
        Ok(Answer {
            records: first..position,
            bytes,
            next: (!ended).then(|| ShardIterator { index: position, made: now, ..iterator.clone() }),
            behind,
            children: if ended { shard.children.clone() } else { Vec::new() },
        })
    }
}

//! What a reader makes of the records that it gets: it counts them, sees which came before, and which come late.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Reader;
use crate::actors::apart::{Apart, apart};
use crate::actors::late::late;
use crate::actors::sink::Sink;
use crate::command::SinkKind;
use crate::era::Era;
use crate::event::What;
use crate::kernel::Runs;
use crate::limits;
use crate::names::ShardId;
use crate::refusal::Refusal;
use crate::step::Step;
use crate::streams::Streams;

/// Where a reader began to read each shard, and what it has ever read of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Spans {
    /// Since it last began anew.
    begun: BTreeMap<ShardId, u64>,
    read: BTreeMap<ShardId, Runs>,
}

impl Spans {
    pub fn restart(&mut self) {
        self.begun.clear();
    }

    /// Records are read; gives those of them that were not read before.
    fn note(&mut self, shard: ShardId, records: &Range<u64>) -> Vec<Range<u64>> {
        let begun = self.begun.entry(shard).or_insert(records.start);
        *begun = (*begun).min(records.start);
        self.read.entry(shard).or_default().add(records.clone())
    }
}

impl Reader {
    /// Records of a shard are worked on, without so many user records of the first. Gives how many of them were worked
    /// on before.
    pub(in crate::actors) fn note(
        &mut self,
        step: &mut Step<'_>,
        streams: &Streams,
        (id, numbers): (ShardId, Range<u64>),
        passed_over: u64,
    ) -> u64 {
        let records = numbers.end - numbers.start;
        self.records.add(records, step.now);
        self.read += records;
        let Ok(stream) = streams.stream(&self.stream) else { return 0 };
        let shard = stream.shard(id);
        if let Some(shard) = shard.filter(|shard| shard.took_sealed && !self.decrypts) {
            let slices = shard.slices(numbers.clone());
            let sealed = slices.iter().filter(|slice| slice.batch.source.is_sealed());
            self.unreadable += sealed.map(|slice| slice.places.len() as u64).sum::<u64>();
        }
        let whole = Apart { user_records: records, not_of_shard: 0 };
        let apart = shard.filter(|_| self.deaggregates).map_or(whole, |shard| apart(shard, numbers.clone()));
        let user_records = apart.user_records.saturating_sub(passed_over);
        self.user_read += user_records;
        self.not_of_shard += apart.not_of_shard;
        self.user_records.add(user_records, step.now);
        let new = self.spans.note(id, &numbers);
        let again = records - new.iter().map(|run| run.end - run.start).sum::<u64>();
        self.doubled += again;
        let mut out = self.order.note(stream, &self.shards, (id, numbers.clone()));
        if let Some(shard) = shard {
            let places = (&self.spans.begun, self.deaggregates);
            out.extend(new.into_iter().flat_map(|run| late(stream, shard, run, places)));
            if let Some(sink) = &mut self.sink {
                sink.take(shard, numbers, self.deaggregates);
            }
        }
        out.sort_unstable();
        out.dedup();
        let late = out.len() as u64;
        if late > 0 {
            self.out_of_order += late;
            step.emit(What::ReadOutOfOrder {
                stream: self.stream.clone(),
                shard: id,
                reader: self.who.clone(),
                records: late,
            });
        }
        again
    }

    /// It writes to another sink from now on, an empty one.
    ///
    /// # Errors
    /// A file of no record, or of more than are kept.
    pub(in crate::actors) fn set_sink(&mut self, kind: SinkKind, era: Era) -> Result<(), Refusal> {
        let most = limits::SINK_FILE_MOST.at(era);
        if let SinkKind::Files(records) = kind
            && !(1..=most).contains(&records)
        {
            let refusal = Refusal::scene(format!("a file of {records} records: it has 1 to {most}"));
            return Err(refusal.met(&limits::SINK_FILE_MOST, most, records));
        }
        if self.sink.as_ref().is_none_or(|sink| sink.kind != kind) {
            self.sink = Some(Sink::new(kind));
        }
        Ok(())
    }

    /// Up to where a bookmark may stand when the records before an index were worked on.
    pub(in crate::actors) fn safe(&self, shard: ShardId, upto: u64) -> u64 {
        self.sink.as_ref().map_or(upto, |sink| sink.safe(shard, upto))
    }
}

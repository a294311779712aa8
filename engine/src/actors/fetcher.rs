//! Firehose as the reader of a stream: GetRecords once a second on each shard, from LATEST (behaviours B1).
//! It shares the shard's five calls and 2 MiB/s with every other polling reader.

use super::Services;
use super::reader::Reader;
use crate::command::ReadFrom;
use crate::era::Era;
use crate::event::What;
use crate::firehose::billed_len;
use crate::kernel::{Span, Time};
use crate::names::Name;
use crate::record::Batch;
use crate::step::Step;
use crate::wake::Wake;

/// How often Firehose calls GetRecords on a shard.
pub const FETCH_EVERY: Span = Span::SECOND;

#[derive(Clone, Debug)]
pub struct Fetcher {
    pub delivery_stream: Name,
    pub reader: Reader,
}

impl Fetcher {
    /// `from` is when the delivery stream becomes ACTIVE.
    #[inline(never)]
    pub(crate) fn start(step: &mut Step<'_>, delivery_stream: &Name, stream: &Name, from: Time) -> Fetcher {
        step.schedule(from, Wake::FirehoseFetches { delivery_stream: delivery_stream.clone() });
        Fetcher {
            delivery_stream: delivery_stream.clone(),
            reader: Reader::new(delivery_stream.clone(), stream.clone(), ReadFrom::Latest),
        }
    }

    #[inline(never)]
    pub(crate) fn wake(&mut self, step: &mut Step<'_>, services: &mut Services<'_>) {
        let wake = Wake::FirehoseFetches { delivery_stream: self.delivery_stream.clone() };
        if let Some(ready) = self.reader.waits_for(services.streams) {
            step.schedule(ready, wake);
            return;
        }
        // What was fetched waits for an invocation: nothing more is read until it has one.
        let open = services.streams.stream(&self.reader.stream);
        let open = open.map_or(0, |stream| stream.open_shards().count());
        if services.firehose.holds_back(step, &self.delivery_stream, open) {
            step.schedule(step.now + FETCH_EVERY, wake);
            return;
        }
        for (shard, records) in self.reader.poll(step, services.streams).read {
            let read =
                services.streams.stream(&self.reader.stream).ok().and_then(|stream| stream.shard(shard));
            let slices = read.map_or(Vec::new(), |read| read.slices(records));
            let batches: Vec<_> = slices.iter().map(crate::streams::Slice::cut).collect();
            let event = step.emit(What::FirehoseFetched {
                delivery_stream: self.delivery_stream.clone(),
                shard,
                records: batches.iter().map(|batch| batch.len() as u64).sum(),
                bytes: batches.iter().map(|batch| batch.bytes).sum(),
                billed: batches.iter().map(|batch| billed(batch, step.era)).sum(),
            });
            for batch in batches {
                services.firehose.take(&mut step.because(event), &self.delivery_stream, batch);
            }
        }
        step.schedule(step.now + FETCH_EVERY, wake);
    }
}

/// What the records are billed as by Firehose: their data alone, before they are taken apart.
fn billed(batch: &Batch, era: Era) -> u64 {
    match batch.source.same_len() {
        Some(len) => billed_len(len, era) * batch.len() as u64,
        None => (0..batch.len()).map(|i| billed_len(batch.data_len(i), era)).sum(),
    }
}

//! DynamoDBEmitter: a full buffer becomes items of a table, put with BatchWriteItem.
//!
//! As the library does it: equal items of a buffer are one, and some of them go with each call; what comes back as
//! UnprocessedItems the emitter returns, and after the back-off it is called with that alone. Modelling choices: all calls
//! of an emission are made at one instant; a call for none of whose items there is capacity leaves them unprocessed, and
//! the tries of the SDK's client for that are not made; another error leaves the items of its call, and of those behind
//! it (in the library it ends the emission without a checkpoint).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pipeline::Emitted;
use super::{Application, Buffer, is_throttled};
use crate::actors::Services;
use crate::dynamodb::{ItemId, Items, Put};
use crate::event::UNPROCESSED_ITEMS;
use crate::names::{Name, ShardId};
use crate::step::Step;

/// What came of an emission: in records, two of which may be one item.
pub(super) struct Outcome {
    pub taken: u64,
    /// Of those: that made no new item.
    pub over: u64,
    /// Of the items that were put.
    pub bytes: u64,
    /// The places in the buffer of what the table has not.
    pub left: Arc<[u64]>,
    pub error: Option<&'static str>,
}

/// An item that is to be put, and the places of the records that it stands for.
type Wanted = (Put, Vec<u64>);

/// Puts what of a buffer is not in the table yet; `None` of a stream that is gone.
#[inline(never)]
pub(super) fn put_items(
    app: &Application,
    step: &mut Step<'_>,
    services: &mut Services<'_>,
    (shard, buffer): (ShardId, &Buffer),
    table: &Name,
) -> Option<Outcome> {
    let at_once = usize::try_from(app.pipeline.as_ref()?.items).ok()?;
    let range = services.streams.stream(&app.reader.stream).ok()?.shard(shard)?.range;
    let emitted = buffer.contents(shard, range);
    let wanted = wanted(&emitted, buffer);
    let mut it = Outcome { taken: 0, over: 0, bytes: 0, left: [].into(), error: None };
    let (mut taken, mut left, mut throttled) = (Vec::new(), Vec::new(), 0);
    for call in wanted.chunks(at_once) {
        let answer = if it.error.is_some_and(|error| error != UNPROCESSED_ITEMS) {
            vec![None; call.len()]
        } else {
            let puts: Vec<Put> = call.iter().map(|(put, _)| put.clone()).collect();
            match services.dynamodb.batch_write(step, table, &puts) {
                Ok(answer) => {
                    throttled += answer.iter().filter(|put| put.is_none()).count() as u64;
                    answer
                }
                Err(refusal) => {
                    if is_throttled(&refusal) {
                        throttled += call.len() as u64;
                    } else {
                        it.error = Some(refusal.error.as_str());
                    }
                    app.denied_at(step, table, ("BatchWriteItem", "to put items"), &refusal);
                    vec![None; call.len()]
                }
            }
        };
        for ((put, places), known) in call.iter().zip(answer) {
            let Some(known) = known else {
                left.extend(places);
                continue;
            };
            it.taken += places.len() as u64;
            it.over += places.len() as u64 - u64::from(!known);
            it.bytes += put.bytes;
            taken.extend(places);
        }
    }
    if throttled > 0 {
        it.error = it.error.or(Some(UNPROCESSED_ITEMS));
        app.throttled_at(step, table, ("BatchWriteItem", "to put items"), throttled);
    }
    taken.sort_unstable();
    left.sort_unstable();
    it.left = left.into();
    if !taken.is_empty() {
        services.dynamodb.keep(table, Arc::new(Taken { emitted, places: taken }));
    }
    Some(it)
}

fn wanted(emitted: &Emitted, buffer: &Buffer) -> Vec<Wanted> {
    let (mut all, mut known): (Vec<Wanted>, BTreeMap<ItemId, usize>) = Default::default();
    emitted.each_record(|place, record| {
        if buffer.left.as_ref().is_some_and(|left| left.binary_search(&place).is_err()) {
            return;
        }
        let id = record.id();
        if let Some(at) = known.get(&id) {
            all[*at].1.push(place);
            return;
        }
        known.insert(id.clone(), all.len());
        all.push((Put::of(id, record.bytes()), vec![place]));
    });
    all
}

/// The items that a table has taken of a buffer.
#[derive(Debug)]
struct Taken {
    emitted: Emitted,
    places: Vec<u64>,
}

impl Items for Taken {
    fn each(&self, tell: &mut dyn FnMut(&ItemId, Vec<u8>)) {
        self.emitted.each_record(|place, record| {
            if self.places.binary_search(&place).is_ok() {
                tell(&record.id(), record.data().into_owned());
            }
        });
    }
}

//! Producers with the Kinesis Producer Library: packing, collection, waiting, retrying, and who reads what.

#[path = "../common/mod.rs"]
mod common;
mod apart;
mod format;
mod packing;
mod random;
mod retrying;
mod sub_sequence;

use engine::event::{Event, What};
use engine::kernel::{Span, Time};
use engine::record::Batch;
use engine::story::{self, Story};
use engine::view::{self, KplView, View};
use engine::world::World;

/// A world of some lines, one of which makes `s`.
fn world(lines: &str) -> World {
    let story = Story::parse(lines).unwrap_or_else(|error| panic!("{error}\n{lines}"));
    story::start(&story).unwrap_or_else(|error| panic!("{error}\n{lines}"))
}

fn stream(shards: u32) -> String {
    format!("seed 1\naws kinesis create-stream --stream-name s --shard-count {shards}\n")
}

/// Does one line of a story now.
fn line(world: &mut World, text: &str) {
    let command = story::command(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    world.apply(&command).unwrap_or_else(|error| panic!("{text}: {error}"));
}

/// The world at an instant, of which all records have their account.
fn at(world: &mut World, millis: u64) -> View {
    world.advance(Time::millis(millis), u64::MAX);
    let view = view::view(world);
    assert!(view.ledger.balanced, "at {millis} ms: {:?}", view.ledger);
    for kpl in view.producers.iter().filter_map(|producer| producer.kpl.as_ref()) {
        let done = kpl.user_records_put + kpl.expired + kpl.throttled + kpl.lost;
        let held = kpl.packing.iter().map(|filling| filling.user_records).sum::<u64>()
            + kpl.limited.user_records
            + kpl.collection.user_records
            + kpl.queued.user_records
            + kpl.in_flight.user_records;
        assert_eq!(kpl.received, kpl.pending + done, "{kpl:?}");
        assert_eq!(kpl.pending, held, "{kpl:?}");
    }
    view
}

fn kpl(view: &View) -> &KplView {
    view.producers[0].kpl.as_ref().expect("it uses the KPL")
}

/// The calls of producers: when, and how many records and user records were taken and refused.
fn calls(world: &World) -> Vec<(Time, [u64; 2], [u64; 2])> {
    let call = |event: &Event| {
        let What::RecordsPut { by: Some(_), shards, user_records, .. } = &event.what else { return None };
        let sum = |of: fn(&engine::event::PutTally) -> u32| shards.iter().map(|t| u64::from(of(t))).sum();
        let records = [sum(|tally| tally.taken), sum(|tally| tally.refused)];
        Some((event.at, records, user_records.as_deref().copied().unwrap_or(records)))
    };
    world.journal().from(0).filter_map(call).collect()
}

/// All that the stream holds, shard by shard.
fn records(world: &World) -> Vec<(usize, Batch, usize)> {
    let mut all = Vec::new();
    for (place, shard) in world.streams().iter().next().expect("a stream").shards().iter().enumerate() {
        for slice in shard.slices(0..shard.tip()) {
            all.extend(slice.places.clone().map(|i| (place, slice.batch.clone(), i)));
        }
    }
    all
}

fn millis(span: Span) -> u64 {
    span.as_millis()
}

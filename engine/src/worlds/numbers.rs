//! The numbers of a world that are compared: cheap ones, as they are compared at every second.

use crate::kernel::Time;
use crate::view;
use crate::world::World;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Records,
    Calls,
    Milliseconds,
    /// Of a dollar.
    Nano,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    pub name: &'static str,
    pub unit: Unit,
    /// More of it is trouble.
    pub bad: bool,
}

const fn of(name: &'static str, unit: Unit, bad: bool) -> Measure {
    Measure { name, unit, bad }
}

pub(super) const MEASURES: [Measure; 14] = [
    of("records accepted", Unit::Records, false),
    of("records refused", Unit::Records, true),
    of("records read by all", Unit::Records, false),
    of("lag: records unread", Unit::Records, true),
    of("lag: oldest unread record", Unit::Milliseconds, true),
    of("records late, out of order", Unit::Records, true),
    of("records twice", Unit::Records, true),
    of("records lost", Unit::Records, true),
    of("records taken by Firehose", Unit::Records, false),
    of("records delivered", Unit::Records, false),
    of("records in failure folders", Unit::Records, true),
    of("records dropped by a transform", Unit::Records, false),
    of("throttled calls of readers", Unit::Calls, true),
    of("bill so far", Unit::Nano, true),
];

pub(super) fn measured(world: &World) -> [u64; MEASURES.len()] {
    let ledger = view::ledger(world);
    let readers = world.streams().iter().flat_map(|stream| world.actors().readers_of(&stream.name));
    let (late, throttled) = readers.fold((0, 0), |(late, throttled), reader| {
        (late + reader.out_of_order, throttled + reader.refused_calls)
    });
    [
        ledger.put.saturating_sub(ledger.refused),
        ledger.refused + ledger.firehose_refused,
        ledger.read,
        ledger.unread,
        oldest_unread(world),
        late,
        ledger.doubled,
        ledger.lost + ledger.firehose_lost,
        ledger.firehose_put,
        ledger.delivered + ledger.backfilled,
        ledger.failed,
        ledger.dropped,
        throttled,
        bill(world),
    ]
}

/// How old the oldest record is that some reader has not read, in ms.
fn oldest_unread(world: &World) -> u64 {
    let mut oldest: Option<Time> = None;
    for stream in world.streams().iter() {
        for reader in world.actors().readers_of(&stream.name) {
            let waits = stream.shards().iter().filter_map(|shard| {
                let at = reader.stands_at(shard).max(shard.first_index());
                shard.arrival_of(at).filter(|_| at < shard.tip())
            });
            oldest = oldest.into_iter().chain(waits).min();
        }
    }
    oldest.map_or(0, |at| world.now().since(at).as_millis())
}

fn bill(world: &World) -> u64 {
    let (used, _, _) = world.bill();
    used.iter().map(|(item, _, quantity)| item.price().amount(quantity)).sum()
}

//! The questions that a KCL application answers.

use engine::command::Place;
use engine::names::{Name, ShardId};
use engine::why::{self, Why};
use engine::world::World;

use crate::model::KclWhy;

/// The newest answer over all its shards.
#[inline(never)]
pub fn why(world: &World, reader: &Name, question: KclWhy) -> Option<Why> {
    match question {
        KclWhy::GivenUp => return why::given_up(world, reader),
        KclWhy::Alert => return why::alert(world, reader),
        KclWhy::Table | KclWhy::Lease | KclWhy::Iterator | KclWhy::Parent | KclWhy::Twins | KclWhy::Items => {
        }
    }
    let group = world.actors().groups().find(|group| &group.app.name == reader)?;
    let shards = || world.streams().stream(&group.app.reader.stream).ok().map_or(&[][..], |it| it.shards());
    let first = |ask: fn(&World, &Name, ShardId) -> Option<Why>| {
        shards().iter().rev().find_map(|shard| ask(world, reader, shard.id))
    };
    match question {
        KclWhy::Table => why::table_throttled(world, &group.app.table),
        KclWhy::Items => {
            let place = group.app.pipeline.as_ref().map(|pipeline| &pipeline.emit);
            if let Some(Place::Table(table)) = place { why::table_throttled(world, table) } else { None }
        }
        KclWhy::Lease => first(why::lease_lost),
        KclWhy::Iterator => first(why::iterator_expired),
        KclWhy::Parent => first(why::waits_for_parent),
        KclWhy::Twins => why::read_again(world, reader),
        KclWhy::GivenUp | KclWhy::Alert => None,
    }
}

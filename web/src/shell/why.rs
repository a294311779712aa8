//! "Why?", answered by the world as it stands.

use engine::command::Target;
use engine::event::What;
use engine::names::Name;
use engine::view::Which;
use engine::why::{self, Answer, Curve, Why};
use engine::world::World;

use super::kcl;
use crate::model::{Asked, Charted, Of};

#[inline(never)]
pub(super) fn answer(world: &World, of: Of) -> Asked {
    if let Of::Event(id) = of {
        let (says, why) = match why::event(world, id) {
            Some(Answer::Because(why)) => (None, Some(why)),
            Some(Answer::Nothing(says)) => (Some(says), None),
            None => (None, None),
        };
        let trouble = why::is_trouble(world, id);
        return Asked { of, why, says, trouble };
    }
    let why = match &of {
        Of::Records(stream, shard) => why::refused(world, stream, *shard),
        Of::Reader(reader) => read_refused(world, reader),
        Of::Kpl(producer) => why::kpl(world, producer),
        Of::Role(who) => why::not_allowed(world, who),
        Of::Twins(producer) => why::put_twice(world, producer),
        Of::Feed(source) => why::feed(world, source),
        Of::ReadTwice(reader) => why::read_twice(world, reader),
        Of::Delivery(delivery) => why::delivery_failed(world, delivery),
        Of::Object(bucket, key) => why::object(world, bucket, key),
        Of::Kcl(reader, question) => kcl::why(world, reader, *question),
        Of::Lambda(reader) => why::held_up(world, reader),
        Of::Record(which) => why::record(world, which),
        Of::Point(charted, name, at) => point(world, charted, name, *at),
        // A call brings its answer; an event was answered above.
        Of::Call | Of::Event(_) => None,
    };
    let harmless = match &of {
        Of::Object(bucket, key) => why::object_failed(world, bucket, key).is_none(),
        Of::Record(which) => !matches!(which, Which::Refused { .. }),
        Of::Point(..) => true,
        Of::Records(..)
        | Of::Reader(_)
        | Of::Kpl(_)
        | Of::Role(_)
        | Of::Twins(_)
        | Of::Feed(_)
        | Of::ReadTwice(_)
        | Of::Delivery(_)
        | Of::Kcl(..)
        | Of::Lambda(_)
        | Of::Call
        | Of::Event(_) => false,
    };
    Asked { of, why, says: None, trouble: !harmless }
}

/// Of a chart of a stream by its curve, of a delivery stream by its metric, of a producer's KPL as it stands.
#[inline(never)]
fn point(world: &World, of: &Charted, name: &str, at: u64) -> Option<Why> {
    match of {
        Charted::Service(Target::Stream(stream)) => {
            let curve = match name {
                "IncomingRecords" => Curve::Taken,
                "IncomingBytes" => Curve::Bytes,
                "WriteProvisionedThroughputExceeded" => Curve::Refused,
                _ => Curve::Age,
            };
            why::point(world, stream, curve, at)
        }
        Charted::Service(Target::Firehose(delivery)) => why::minute(world, delivery, name, at),
        Charted::Service(Target::Function(_)) => None,
        Charted::Teller(teller) => why::told(world, teller, name, at),
    }
}

/// Why the newest refused call of a reader was refused, on whichever shard that was.
#[inline(never)]
fn read_refused(world: &World, reader: &Name) -> Option<Why> {
    let (stream, shard) = world.journal().from(0).rev().find_map(|event| {
        let What::ReadRefused { stream, shard, reader: by, .. } = &event.what else { return None };
        (by == reader).then_some((stream, *shard))
    })?;
    why::read_refused(world, stream, shard, reader)
}

//! What is asked of any thing on the page, two worlds and branches: done.

use engine::command::Target;
use engine::event::What;
use engine::names::Name;
use engine::view;
use engine::why::{self, Answer, Curve, Why};
use engine::world::World;

use crate::driver::Driver;
use crate::host;
use crate::model::{Ask, Asked, Charted, Of, Told};

#[inline(never)]
pub(super) fn carry_out(driver: &mut Driver, ask: Ask) -> Vec<Told> {
    if let Ask::WhyEvent(id) = ask {
        let (says, why) = match why::event(driver.world(), id) {
            Some(Answer::Because(why)) => (None, Some(why)),
            Some(Answer::Nothing(says)) => (Some(says), None),
            None => (None, None),
        };
        return vec![Told::Why(Asked { of: Of::Event(id, says), why })];
    }
    if let Ask::WhyRecord(which) = ask {
        let why = why::record(driver.world(), &which);
        return vec![Told::Why(Asked { of: Of::Record(which), why })];
    }
    if let Ask::WhyPoint(of, name, at) = &ask {
        return vec![Told::Why(Asked { of: Of::Point, why: point(driver.world(), of, name, *at) })];
    }
    if let Ask::Passport(which) = &ask {
        return vec![Told::Passport(view::passport(driver.world(), which))];
    }
    if let Ask::Compare(knob, from_now) = &ask {
        let begun = driver.compare(knob, *from_now, &host::tools::tools());
        let knob = || driver.pair().map_or(String::new(), |pair| pair.knob().to_owned());
        return vec![Told::Compared(begun.map(|()| knob()))];
    }
    if let Ask::EndCompare { keep } = ask {
        driver.end_compare(keep);
    } else if let Ask::NameBranch(index, name) = &ask {
        driver.name_branch(*index, name);
    } else if let Ask::DeleteBranch(index) = ask {
        driver.delete_branch(index);
    }
    vec![]
}

/// Of a chart of a stream by its curve, of a delivery stream by its metric, of a producer's KPL as it stands.
#[inline(never)]
fn point(world: &World, of: &Charted, name: &str, at: u64) -> Option<Why> {
    match of {
        Charted::Service(Target::Stream(stream)) => {
            let curve = match name {
                "IncomingRecords" => Curve::Taken,
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
pub(super) fn read_refused(world: &World, reader: &Name) -> Option<Why> {
    let (stream, shard) = world.journal().from(0).rev().find_map(|event| {
        let What::ReadRefused { stream, shard, reader: by, .. } = &event.what else { return None };
        (by == reader).then_some((stream, *shard))
    })?;
    why::read_refused(world, stream, shard, reader)
}

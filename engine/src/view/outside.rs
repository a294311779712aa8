//! Calls of nobody in the scene: typed in the terminal, written in a story, or of a program that calls an endpoint.

use serde::Serialize;

use crate::command::Target;
use crate::world::World;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutsideView {
    /// Where they put.
    pub to: Vec<Target>,
    /// Records of these calls, taken and refused. A call that was refused as a whole put none.
    pub sent: u64,
    pub refused: u64,
    pub sent_per_s: u64,
    pub refused_per_s: u64,
}

/// `None` when nothing was put from outside.
#[inline(never)]
pub(super) fn outside(world: &World) -> Option<OutsideView> {
    let now = world.now();
    let mut all = world.meters().doors.outside().peekable();
    all.peek()?;
    let mut view = OutsideView { to: Vec::new(), sent: 0, refused: 0, sent_per_s: 0, refused_per_s: 0 };
    for (to, rates) in all {
        let there = match to {
            Target::Stream(name) => world.streams().stream(name).is_ok(),
            Target::Firehose(name) => world.firehose().even_leaving(name).is_ok(),
            Target::Function(_) => false,
        };
        if there {
            view.to.push(to.clone());
        }
        view.sent += rates.sent;
        view.refused += rates.refused;
        view.sent_per_s += rates.sent_rate.per_second(now);
        view.refused_per_s += rates.refused_rate.per_second(now);
    }
    Some(view)
}

//! The newest request to an HTTP endpoint as it stood on the wire, and the answer to it: made when somebody looks.

use crate::command::Place;
use crate::firehose::http::{Answer, Fault, Requested};
use crate::kernel::Time;
use crate::names::Name;
use crate::world::World;

/// Records of the body that are shown.
const SHOWN: usize = 5;
/// Characters of the body that are shown.
const SHOWN_CHARS: usize = 2_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestLook {
    pub delivery: Name,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    /// The beginning: the first records.
    pub body: String,
    pub body_bytes: u64,
    pub records: u64,
    /// Whether the body is shown as a whole.
    pub whole: bool,
    pub sent: Time,
    /// Counted from 1.
    pub attempt: u32,
    /// When the attempt ended; `None` while it waits for its answer.
    pub ended: Option<Time>,
    pub answer: Option<Answer>,
    /// Why Firehose does not take the answer for a yes: errorCode and errorMessage.
    pub fault: Option<Fault>,
}

/// Of all delivery streams that send there; `None` before the first request.
pub fn request(world: &World, place: &Place) -> Option<RequestLook> {
    let era = world.era();
    let all = world.firehose().iter().filter_map(|delivery| Some((delivery, delivery.requested()?)));
    let here = all.filter(|(_, it): &(_, &Requested)| it.destination.place() == *place);
    let (delivery, it) = here.max_by_key(|(_, it)| it.sent)?;
    let mut body = it.beginning(SHOWN, era);
    let mut whole = it.records as usize <= SHOWN;
    // It is ASCII but for nothing: ids, numbers and base64.
    if body.len() > SHOWN_CHARS {
        body.truncate(SHOWN_CHARS);
        whole = false;
    }
    Some(RequestLook {
        delivery: delivery.name.clone(),
        url: it.url().to_owned(),
        headers: it.headers(delivery, era),
        body,
        body_bytes: it.length(era),
        records: it.records,
        whole,
        sent: it.sent,
        attempt: it.attempt,
        ended: it.ended.map(|(at, _)| at),
        answer: it.answer(era),
        fault: it.fault(era),
    })
}

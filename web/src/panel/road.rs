//! The road of a record: its steps with their times, each a link to where it led.

use engine::command::Place;
use engine::view::{Link, Road, Stamp};
use yew::prelude::*;

use super::{kick, send};
use crate::model::{InspectMsg, Msg};
use crate::prose;
use crate::scene::Selection;

pub fn show(road: &Road, on: &Callback<Msg>) -> Html {
    html! {
        <section class="road" aria-label={road.title.clone()}>
            { kick(&road.title) }
            <ol>{ for road.stamps.iter().map(|stamp| step(stamp, on)) }</ol>
        </section>
    }
}

pub fn step(stamp: &Stamp, on: &Callback<Msg>) -> Html {
    let at = stamp.at.map_or("now".to_owned(), prose::spoken);
    let link = stamp.link.as_ref().map(|link| {
        let (name, msg) = target(link);
        html! { <>{ " " }<button type="button" class="btn small" onclick={send(on, msg)}>{ name }</button></> }
    });
    html! { <li><time>{ at }</time><span>{ &stamp.text }{ for link }</span></li> }
}

/// What a link is called, and what it opens.
fn target(link: &Link) -> (&'static str, Msg) {
    let inspect = match link {
        Link::Object { bucket, key } => {
            let (bucket, key) = (bucket.clone(), key.clone());
            return ("open", Msg::Inspect(InspectMsg::Select(Selection::Object { bucket, key })));
        }
        Link::Record(which) => return ("its passport", Msg::Passport(Some(which.clone()))),
        Link::Invocation { delivery, n } => InspectMsg::Invocation(delivery.clone(), *n),
        Link::Store(Place::Bucket(name)) => InspectMsg::Select(Selection::Bucket(name.clone())),
        Link::Store(Place::Function(name)) => InspectMsg::Select(Selection::Function(name.clone())),
        // No record goes to a key.
        Link::Store(Place::Key(_)) => InspectMsg::Select(Selection::Nothing),
        Link::Store(
            place @ (Place::Cluster(_)
            | Place::Domain(_)
            | Place::Table(_)
            | Place::Collector(_)
            | Place::Endpoint(_)
            | Place::Producer(_)),
        ) => InspectMsg::Select(Selection::Store(place.clone())),
    };
    ("look", Msg::Inspect(inspect))
}

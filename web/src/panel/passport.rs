//! The passport of a record: what it is, its stamps with their times, where it ended, and its twins as links.

use std::rc::Rc;

use engine::view::{Passport, Which};
use yew::prelude::*;

use super::{button, kick, road, row};
use crate::model::{Msg, Of};
use crate::prose;

#[derive(Properties, PartialEq)]
pub struct PassportProps {
    pub passport: Rc<Passport>,
    pub on: Callback<Msg>,
}

#[function_component]
pub fn PassportCard(props: &PassportProps) -> Html {
    let PassportProps { passport, on } = props;
    let twins = passport.twins.iter().map(|twin| {
        html! {
            <li>
                <time>{ prose::spoken(twin.at) }</time>{ " " }{ &twin.says }{ " " }
                { button(on, "btn small", "its passport", Msg::Passport(Some(twin.of.clone()))) }
            </li>
        }
    });
    let why = match &passport.of {
        Which::Direct { .. } => None,
        Which::Refused { .. } => Some("Why was it refused?"),
        Which::Stored { .. }
        | Which::AtByte { .. }
        | Which::ByRecordId { .. }
        | Which::OfEvent(_)
        | Which::Newest { .. }
        | Which::Oldest { .. }
        | Which::NextOf { .. } => Some("Why is it here?"),
    };
    html! {
        <section class="card passport" aria-label={format!("Passport: {}", passport.title)}>
            <h2 class="kick">{ "Passport of a record" }</h2>
            <p><b>{ &passport.title }</b>{ " " }<small class="mut">{ format!("as of {}", prose::spoken(passport.at)) }</small></p>
            { for passport.facts.iter().map(|(name, value)| row(name, value)) }
            <div class="road"><ol>{ for passport.stamps.iter().map(|stamp| road::step(stamp, on)) }</ol></div>
            <p>{ &passport.ended }</p>
            if !passport.twins.is_empty() {
                { kick("The same record again") }
                <ul class="twins">{ for twins }</ul>
            }
            <div class="btns">
                { for why.map(|why| button(on, "btn small", why, Msg::Why(Of::Record(passport.of.clone())))) }
                { button(on, "btn small", "Look again", Msg::Passport(Some(passport.of.clone()))) }
                { button(on, "btn small", "Close", Msg::Passport(None)) }
            </div>
        </section>
    }
}

//! A transform function: what it has done, and what it does.

use engine::command::{Blueprint, Place, Setting};
use engine::kernel::units::grouped;
use engine::view::{FunctionView, View};
use yew::prelude::*;

use super::code::Code;
use super::heading;
use super::{breaking, button, kick, row, send, set, verdicts};
use crate::model::{InspectMsg, Model, Msg};
use crate::scene::Selection;

pub fn show(function: &FunctionView, model: &Model, view: &View, on: &Callback<Msg>) -> Html {
    let chips = Blueprint::ALL.map(|blueprint| {
        let act = Msg::Act(vec![set(&function.name, Setting::Blueprint(blueprint))]);
        let pressed = (function.blueprint == Some(blueprint)).to_string();
        html! { <button type="button" aria-pressed={pressed} onclick={send(on, act)}>{ blueprint.word() }</button> }
    });
    let users = view.deliveries.iter().filter(|delivery| delivery.function.as_ref() == Some(&function.name));
    let invocations = users.map(|delivery| {
        let msg = match delivery.last_invocation {
            Some(n) => InspectMsg::Invocation(delivery.name.clone(), n),
            None => InspectMsg::Select(Selection::Delivery(delivery.name.clone())),
        };
        let label = match delivery.last_invocation {
            Some(_) => format!("Last invocation by {}", delivery.name),
            None => format!("Show {}", delivery.name),
        };
        button(on, "btn", &label, Msg::Inspect(msg))
    });
    let key = format!("{} {}", function.name, function.does());
    html! {
        <>
            { heading("transform Lambda", function.name.as_str(), on) }
            { row("does", function.does()) }
            { row("invocations", grouped(function.invocations)) }
            { row("Ok", grouped(function.ok)) }
            { row("Dropped", grouped(function.dropped)) }
            { row("ProcessingFailed", grouped(function.failed)) }
            <div class="btns">{ for invocations }</div>
            { kick("Blueprint") }
            <div class="chips" role="group" aria-label="Blueprint">{ for chips }</div>
            { verdicts::show(function, on) }
            <Code {key} name={function.name.clone()} blueprint={function.blueprint} source={function.source.clone()}
                draft={model.own.drafts.of(&model.place, &function.name).map(str::to_owned)} large={model.own.large}
                tried={model.own.tried.clone().filter(|tried| tried.function == function.name)}
                trying={model.own.trying.as_ref() == Some(&function.name)} on={on.clone()} />
            { breaking::show(Place::Function(function.name.clone()), view, on) }
        </>
    }
}

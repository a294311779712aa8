//! The branches of the past: futures that were left by acting before them. Each has a name to change; and from here two
//! worlds are compared.

use engine::history::BranchTold;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::Icon;
use crate::model::{Msg, TimeMsg, WorldsMsg};
use crate::panel::typed::Typed;
use crate::panel::{button, send};
use crate::prose;

/// The button and, open, the list.
pub fn branches(branches: &[BranchTold], open: bool, on: &Callback<Msg>) -> Html {
    let count = branches.len().max(1);
    let words = if count == 1 { "1 branch".to_owned() } else { format!("{count} branches") };
    html! {
        <div class="marks forks">
            <button type="button" class="pill" id="forks-open" aria-expanded={open.to_string()} aria-controls="forks"
                title="Branches of the past, and two worlds side by side" onclick={send(on, Msg::Worlds(WorldsMsg::Forks))}>
                { Icon::Fork.draw() }{ format!(" {count}") }<span class="sr">{ format!(" {words}, compare two worlds") }</span>
            </button>
            if open {
                <div id="forks" class="menu pop card" role="group" aria-label="Branches of the past">
                    { button(on, "btn small", "Compare two worlds…", Msg::Worlds(WorldsMsg::Ask(None))) }
                    <p class="mut">{ "Act in the past and nothing is lost: what you left is a branch." }</p>
                    <ul class="forks">{ for branches.iter().map(|it| one(it, on)) }</ul>
                </div>
            }
        </div>
    }
}

fn one(branch: &BranchTold, on: &Callback<Msg>) -> Html {
    let index = branch.index;
    let rename = {
        let on = on.clone();
        Callback::from(move |field: HtmlInputElement| {
            on.emit(Msg::Worlds(WorldsMsg::NameBranch(index, field.value())));
            true
        })
    };
    let id = index.map_or("fork-now".to_owned(), |index| format!("fork-{index}"));
    let says = format!(
        "{} · until {}{}",
        prose::count(branch.actions, "action"),
        prose::spoken(branch.until),
        if index.is_none() { " · plays now".to_owned() } else { format!(" · {}", branch.differs) }
    );
    let name = &branch.name;
    let act = |label: &'static str, msg: Msg| {
        html! {
            <button type="button" class="btn small" aria-label={format!("{label}: {name}")} onclick={send(on, msg)}>{ label }</button>
        }
    };
    html! {
        <li key={format!("{id} {name}")}>
            <Typed id={id.clone()} value={name.clone()} maxlength="120" on={rename}
                label={if index.is_none() { "Name of this branch" } else { "Name of the branch" }} />
            <small class="mut">{ says }</small>
            if let Some(index) = index {
                <div class="btns">
                    { act("Switch", Msg::Time(TimeMsg::Switch(index))) }
                    { act("Compare", Msg::Worlds(WorldsMsg::Ask(Some(index)))) }
                    { act("Delete", Msg::Worlds(WorldsMsg::DeleteBranch(index))) }
                </div>
            }
        </li>
    }
}

//! The scene as text, kept up to date at most once a second.

use std::rc::Rc;

use engine::view::View;
use yew::prelude::*;

use crate::host;
use crate::model::{InspectMsg, Msg};
use crate::panel::{PanelProps, send};
use crate::prose::{Actor, groups, summary};

/// Real milliseconds between two texts while time goes on: faster, nobody could follow.
const EVERY_MS: f64 = 1_000.0;

#[function_component]
pub fn SceneText(props: &PanelProps) -> Html {
    let model = &props.model;
    let kept = use_mut_ref(|| None::<(f64, Rc<View>)>);
    let Some(view) = &model.facts.view else { return html! { <p class="mut">{ "No scene is open." }</p> } };
    let (now, still) = (host::clock(), !model.facts.clock.playing);
    let mut kept = kept.borrow_mut();
    if still || kept.as_ref().is_none_or(|(at, _)| now - at >= EVERY_MS) {
        *kept = Some((now, view.clone()));
    }
    let shown = kept.as_ref().map_or(view, |(_, view)| view).clone();
    let row = |actor: &Actor| {
        let select = Msg::Inspect(InspectMsg::Select(actor.selects.clone()));
        html! {
            <tr key={format!("{} {}", actor.is, actor.name)}>
                <th scope="row"><button type="button" class="linky" onclick={send(&props.on, select)}>{ &actor.name }</button></th>
                <td data-head="is">{ &actor.is }</td>
                <td data-head="now">
                    { actor.numbers.join(" · ") }
                    if let Some(wrong) = &actor.wrong { <span class="er">{ format!(" ✕ {wrong}") }</span> }
                </td>
            </tr>
        }
    };
    html! {
        <section class="scene-text rows" aria-label="Scene as text">
            <p>{ summary(&shown) }</p>
            { for groups(&shown).iter().map(|(name, actors)| html! {
                <table class="grid" key={*name}>
                    <caption>{ *name }</caption>
                    <thead><tr><th scope="col">{ "name" }</th><th scope="col">{ "is" }</th><th scope="col">{ "now" }</th></tr></thead>
                    <tbody>{ for actors.iter().map(row) }</tbody>
                </table>
            }) }
        </section>
    }
}

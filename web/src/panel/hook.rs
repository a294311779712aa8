//! The first scene's question under the stage.

use yew::prelude::*;

use super::{PanelProps, button};
use crate::hook::{Choice, card};
use crate::model::Msg;

#[function_component]
pub fn HookCard(props: &PanelProps) -> Html {
    let model = &props.model;
    let Some(card) = model.facts.view.as_ref().and_then(|view| card(&model.hook, view)) else {
        return Html::default();
    };
    let buttons = card.buttons.iter().enumerate().map(|(i, choice)| {
        let first = i == 0 && matches!(choice, Choice::Try(_));
        let press =
            button(&props.on, if first { "btn p" } else { "btn" }, choice.label(), Msg::Hook(*choice));
        // "Why?" stands apart: it changes nothing.
        if *choice == Choice::Why {
            html! { <><span class="sp"></span>{ press }</> }
        } else {
            press
        }
    });
    html! {
        <section class={classes!("hookq", card.after.then_some("after"))} aria-label="What would help?">
            <p><b>{ card.headline }</b>{ " " }{ card.text }</p>
            if !card.buttons.is_empty() {
                <div class="r">{ for buttons }</div>
            }
        </section>
    }
}

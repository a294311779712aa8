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
        let answer = matches!(choice, Choice::Try(_) | Choice::Again);
        let class = if i == 0 && answer { "btn p" } else { "btn" };
        let press = button(&props.on, class, choice.label(), Msg::Hook(*choice));
        // What is no answer stands apart: it changes nothing.
        let apart = !answer && i.checked_sub(1).is_none_or(|before| card.buttons[before] != Choice::Why);
        if apart {
            html! { <><span class="sp"></span>{ press }</> }
        } else {
            press
        }
    });
    html! {
        <section class={classes!("hookq", card.after.then_some("after"))} aria-label="What would help?">
            <p><b>{ card.headline }</b>{ " " }{ card.text }</p>
            <div class="r">{ for buttons }</div>
        </section>
    }
}

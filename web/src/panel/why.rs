//! Why a record was refused: the chain of causes, and what would have prevented it.

use engine::why::{Fix, Why};
use yew::prelude::*;

use crate::model::Msg;
use crate::page::rich;

#[derive(Properties, PartialEq)]
pub struct WhyProps {
    pub why: Why,
    /// With buttons that carry the fixes out.
    pub on: Callback<Msg>,
    pub close: Option<Msg>,
}

#[function_component]
pub fn WhyCard(props: &WhyProps) -> Html {
    let why = &props.why;
    let fix = |fix: &Fix| {
        let act = super::send(&props.on, Msg::Act(fix.commands.clone()));
        html! {
            <li>
                <button type="button" class="btn small" onclick={act}>{ &fix.label }</button>
                <small class="mut">{ " " }{ rich(&fix.note) }</small>
            </li>
        }
    };
    html! {
        <section class="card why" aria-label="Why was this record refused?">
            <h2 class="kick">{ "Why was this record refused?" }</h2>
            <p><b>{ rich(&why.title) }</b></p>
            <ol>{ for why.sentences.iter().map(|sentence| html! { <li>{ rich(sentence) }</li> }) }</ol>
            if !why.fixes.is_empty() {
                <h3 class="kick">{ "What would have prevented it" }</h3>
                <ul class="fixes">{ for why.fixes.iter().map(fix) }</ul>
            }
            if let Some(close) = &props.close {
                { super::button(&props.on, "btn small", "Close", close.clone()) }
            }
        </section>
    }
}

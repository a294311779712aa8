//! The card at the end of a lab, on the stage: what was reached, and where to go from here.

use yew::prelude::*;

use super::{PanelProps, button, send};
use crate::content;
use crate::model::{LabMsg, Msg};
use crate::page::rich;
use crate::solved::{Card, card};

#[function_component]
pub fn SolvedCard(props: &PanelProps) -> Html {
    let Some(card) = card(&props.model) else { return Html::default() };
    let on = &props.on;
    html! {
        <section class={classes!("hookq", "end", card.own.then_some("own"))} aria-labelledby="end-of-lab">
            <button type="button" class="btn sq small" aria-label="Close this card" onclick={send(on, Msg::Lab(LabMsg::CloseCard))}>{ "×" }</button>
            <h2 id="end-of-lab">
                if card.own { <span class="seal" aria-hidden="true">{ "✓" }</span> }
                { &card.headline }
            </h2>
            <ul>
                { for card.reached.iter().map(|(text, says)| html! {
                    <li><b>{ rich(text) }</b>{ " " }<span class="mut">{ says }</span></li>
                }) }
            </ul>
            <div class="r">{ onward(&card, on) }</div>
        </section>
    }
}

/// First what fits: the next lab after one's own solution, another try after one that was shown.
fn onward(card: &Card, on: &Callback<Msg>) -> Html {
    let next = card.next.and_then(content::lab);
    let (to, says) = next.map_or(("#/labs".to_owned(), "All labs".to_owned()), |next| {
        (format!("#/labs/{}", next.id), format!("Next lab: {}", next.title))
    });
    let again = |class: &'static str, says: &str| button(on, class, says, Msg::Lab(LabMsg::Reset));
    html! {
        <>
            if !card.own { { again("btn p", "Try it yourself") } }
            <a class={if card.own { "btn p" } else { "btn" }} href={to}>{ says }</a>
            if let Some(question) = card.question {
                <a class="btn" href={format!("#/quiz/{question}")}>{ "Questions about this" }</a>
            }
            if card.next.is_some() { <a class="btn" href="#/labs">{ "All labs" }</a> }
            if card.own { { again("btn", "Do it again") } }
        </>
    }
}

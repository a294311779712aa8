//! Why a record or a call was refused: the chain of causes, and what would have prevented it.

use engine::command::Command;
use engine::why::{Fix, Why};
use yew::prelude::*;

use crate::page::rich;

#[derive(Properties, PartialEq)]
pub struct WhyProps {
    /// `Why was this record refused?`
    pub question: &'static str,
    pub why: Why,
    /// Something went wrong.
    #[prop_or(true)]
    pub trouble: bool,
    /// The commands of a fix.
    pub on_fix: Callback<Vec<Command>>,
    pub on_close: Callback<()>,
    /// A way to a record that it is about.
    #[prop_or_default]
    pub record: Html,
}

#[function_component]
pub fn WhyCard(props: &WhyProps) -> Html {
    let why = &props.why;
    let fix = |fix: &Fix| {
        let (on_fix, commands) = (props.on_fix.clone(), fix.commands.clone());
        let act = Callback::from(move |_: MouseEvent| on_fix.emit(commands.clone()));
        html! {
            <li>
                <button type="button" class="btn small" onclick={act}>{ &fix.label }</button>
                <small class="mut">{ " " }{ rich(&fix.note) }</small>
            </li>
        }
    };
    let sentence = |sentence: &String| html! { <li>{ rich(sentence) }</li> };
    // What can be done stands right behind what happened: after the whole chain nobody would see it.
    let effect = if why.fixes.is_empty() { why.sentences.len() } else { why.sentences.len().min(1) };
    html! {
        <section class={classes!("card", "why", props.trouble.then_some("trouble"))} aria-label={props.question}>
            <h2 class="kick">{ props.question }</h2>
            <p><b>{ rich(&why.title) }</b></p>
            <ol>{ for why.sentences[..effect].iter().map(sentence) }</ol>
            if !why.fixes.is_empty() {
                <h3 class="kick">{ if props.trouble { "What would have prevented it" } else { "What would change it" } }</h3>
                <ul class="fixes">{ for why.fixes.iter().map(fix) }</ul>
            }
            if effect < why.sentences.len() {
                <h3 class="kick">{ "How it came to that" }</h3>
                <ol class="causes">{ for why.sentences[effect..].iter().map(sentence) }</ol>
            }
            { props.record.clone() }{ " " }
            <button type="button" class="btn small" onclick={props.on_close.reform(|_: MouseEvent| ())}>{ "Close" }</button>
        </section>
    }
}

//! The list of labs.

use yew::prelude::*;

use super::eras;
use crate::content;
use crate::model::Model;

pub fn list(model: &Model) -> Html {
    let card = |lab: &lessons::Lab| {
        let done = model.progress.labs.contains(&lab.id);
        let goals = lab.story.goals().len();
        html! {
            <a class="card" href={format!("#/labs/{}", lab.id)}>
                { eras(&lab.eras) }
                <span class="kick">{ &lab.group }</span>
                <h2>{ &lab.title }</h2>
                <p>{ lab.task.first().map(|text| super::rich(text)).unwrap_or_default() }</p>
                <p class={if done { "ok" } else { "mut" }}>
                    { if done { "✓ all goals met".to_owned() } else { format!("{goals} goals") } }
                </p>
            </a>
        }
    };
    html! {
        <div class="wrap">
            <h1>{ "Labs" }</h1>
            <p>{ "A scene with a problem, and goals that say whether you solved it. Nothing here costs money or can break." }</p>
            <div class="list">{ for content::labs().iter().map(card) }</div>
        </div>
    }
}

//! The list of labs, and of scenes to play with.

use engine::story::Statement;
use yew::prelude::*;

use super::eras;
use crate::content;
use crate::model::Model;
use crate::route::story_link;

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
    let scene = |scene: &lessons::Scene| {
        let link = story_link(&scene.story.to_string()).hash();
        let says = scene.story.lines.iter().find_map(|line| match &line.what {
            Statement::Say(text) => Some(text.clone()),
            Statement::Do(_)
            | Statement::Refused(_)
            | Statement::Expect(_)
            | Statement::Predict(_)
            | Statement::Comment(_) => None,
        });
        let says = says.unwrap_or_else(|| "The scene on which the playground opens.".to_owned());
        html! {
            <a class="card" key={scene.id.clone()} href={link}><h2>{ &scene.story.title }</h2><p>{ says }</p></a>
        }
    };
    html! {
        <div class="wrap">
            <h1>{ "Labs" }</h1>
            <p>{ "A scene with a problem, and goals that say whether you solved it. Nothing here costs money or can break." }</p>
            <div class="list">{ for content::labs().iter().map(card) }</div>
            <h2>{ "Scenes to play with" }</h2>
            <p>{ "No task and no goals: look, change something, ask why." }</p>
            <div class="list">{ for content::scenes().iter().map(scene) }</div>
        </div>
    }
}

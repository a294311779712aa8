//! The list of labs, and of scenes to play with.

use engine::story::Statement;
use yew::prelude::*;

use super::{eras, progress_bar};
use crate::content;
use crate::model::Model;
use crate::route::story_link;

pub fn list(model: &Model) -> Html {
    let all = content::labs();
    let card = |lab: &lessons::Lab| {
        let goals = match lab.story.goals().len() {
            1 => "1 goal".to_owned(),
            goals => format!("{goals} goals"),
        };
        let (class, says) = if model.progress.labs.contains(&lab.id) {
            ("ok", "✓ all goals met".to_owned())
        } else if model.progress.begun.contains(&lab.id) {
            ("dr", format!("◐ begun · {goals}"))
        } else {
            ("mut", goals)
        };
        html! {
            <a class="card" href={format!("#/labs/{}", lab.id)}>
                { eras(&lab.eras) }
                <span class="kick">{ format!("Lab {}", lab.order) }</span>
                <h3>{ &lab.title }</h3>
                <p>{ lab.task.first().map(|text| super::rich(text)).unwrap_or_default() }</p>
                <p class={class}>{ says }</p>
            </a>
        }
    };
    let done = all.iter().filter(|lab| model.progress.labs.contains(&lab.id)).count();
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
            <a class="card" key={scene.id.clone()} href={link}><h3>{ &scene.story.title }</h3><p>{ says }</p></a>
        }
    };
    html! {
        <div class="wrap">
            <h1>{ "Labs" }</h1>
            <p>{ "A scene with a problem, and goals that say whether you solved it. Nothing here costs money or can break." }</p>
            { progress_bar(&format!("{done} of {} solved", all.len()), done, all.len()) }
            { for all.chunk_by(|a, b| a.group == b.group).map(|group| html! {
                <section>
                    <h2>{ &group[0].group }</h2>
                    <div class="list">{ for group.iter().map(card) }</div>
                </section>
            }) }
            <h2>{ "Scenes to play with" }</h2>
            <p>{ "No task and no goals: look, change something, ask why." }</p>
            <div class="list">{ for content::scenes().iter().map(scene) }</div>
        </div>
    }
}

//! The list of lessons, and the frame of one.

use yew::prelude::*;

use super::lesson::LessonPage;
use super::{missing, progress_bar};
use crate::content;
use crate::model::{Model, Msg};
use crate::panel::Shared;
use crate::route::Route;

pub fn list(model: &Model) -> Html {
    let all = content::lessons();
    let done = all.iter().filter(|lesson| seen(lesson, model) == lesson.screens.len()).count();
    html! {
        <div class="wrap">
            <h1>{ "Learn" }</h1>
            <p>{ "Short text beside a live figure: read a little, predict, run it." }</p>
            { progress_bar(&format!("{done} of {} read to the end", all.len()), done, all.len()) }
            { for all.chunk_by(|a, b| a.group == b.group).map(|group| html! {
                <section>
                    <h2>{ &group[0].group }</h2>
                    <div class="list">{ for group.iter().map(|lesson| card(lesson, model)) }</div>
                </section>
            }) }
            <section>
                <h2>{ "Notes against notes" }</h2>
                <div class="list">
                    <a class="card" href={Route::Disagreements.hash()}>
                        <h3>{ Route::Disagreements.title() }</h3>
                        <p class="mut">{ "What one course says and another denies, what is so in which year, and a run that shows it." }</p>
                        <p class="mut">{ format!("{} topics", content::disagreements().len()) }</p>
                    </a>
                </div>
            </section>
        </div>
    }
}

/// Screens up to the furthest that was open.
fn seen(lesson: &lessons::Lesson, model: &Model) -> usize {
    model.progress.lessons.get(&lesson.id).map_or(0, |screen| (screen + 1).min(lesson.screens.len()))
}

fn card(lesson: &lessons::Lesson, model: &Model) -> Html {
    let (seen, n) = (seen(lesson, model), lesson.screens.len());
    let (class, says) = match seen {
        0 => ("mut", format!("{n} screens")),
        seen if seen == n => ("ok", "✓ read".to_owned()),
        seen => ("dr", format!("◐ {seen} of {n} screens")),
    };
    html! {
        <a class="card" href={format!("#/learn/{}", lesson.id)}>
            { super::eras(&lesson.eras) }
            <span class="kick">{ format!("Lesson {}", lesson.order) }</span>
            <h3>{ &lesson.title }</h3>
            <p class="mut">{ lesson.screens.iter().map(|screen| screen.title.as_str()).collect::<Vec<_>>().join(" · ") }</p>
            <p class={class}>{ says }</p>
        </a>
    }
}

pub fn lesson(id: &str, model: &Shared<Model>, on: &Callback<Msg>) -> Html {
    match content::lesson(id) {
        Some(found) => {
            html! { <LessonPage key={found.id.clone()} id={found.id.clone()} model={model.clone()} on={on.clone()} /> }
        }
        None => missing(&Route::Lesson(id.to_owned())),
    }
}

//! The list of lessons, and the frame of one.

use yew::prelude::*;

use super::lesson::LessonPage;
use super::missing;
use crate::content;
use crate::model::{Model, Msg};
use crate::panel::Shared;
use crate::route::Route;

pub fn list(_: &Callback<Msg>) -> Html {
    let card = |lesson: &lessons::Lesson| {
        html! {
            <a class="card" href={format!("#/learn/{}", lesson.id)}>
                { super::eras(&lesson.eras) }
                <span class="kick">{ &lesson.group }</span>
                <h2>{ &lesson.title }</h2>
                <p class="mut">{ lesson.screens.iter().map(|screen| screen.title.as_str()).collect::<Vec<_>>().join(" · ") }</p>
            </a>
        }
    };
    html! {
        <div class="wrap">
            <h1>{ "Learn" }</h1>
            <p>{ "Short text beside a live figure: read a little, predict, run it." }</p>
            <div class="list">{ for content::lessons().iter().map(card) }</div>
        </div>
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

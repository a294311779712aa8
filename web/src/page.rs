//! The pages beside the playground: lessons, labs, questions, what the notes disagree about, reference.

mod asked;
pub mod data;
pub mod disagreements;
mod figure;
pub mod labs;
pub mod learn;
mod lesson;
mod listing;
pub mod present;
pub mod quiz;
mod quiz_order;
pub mod reference;
mod ruler;
mod sort;

use engine::era::Era;
use yew::prelude::*;

pub use figure::caption;
pub use quiz_order::title as question_title;
pub use ruler::HashRuler;

use crate::content::Part;
use crate::model::{Getting, Model, Msg, OWN_LAB};
use crate::panel::button;
use crate::prose::{self, Span, spans};
use crate::route::Route;

/// A text with its bold and code parts. Where there is no room for a long name it breaks before a capital.
pub fn rich(text: &str) -> Html {
    // A number and its per cent stay together.
    let text = &text.replace(" %", "\u{a0}%");
    let whole = |text: &str| {
        let parts = prose::syllables(text).into_iter().enumerate();
        parts.map(|(i, part)| html! { <>if i > 0 { <wbr /> }{ part }</> }).collect::<Html>()
    };
    let parts = spans(text).into_iter().map(|span| match span {
        Span::Plain(text) => whole(&text),
        Span::Bold(text) => html! { <b>{ whole(&text) }</b> },
        Span::Code(text) => html! { <code>{ whole(&text) }</code> },
    });
    html! { <>{ for parts }</> }
}

pub fn paragraph(text: &str) -> Html {
    html! { <p>{ rich(text) }</p> }
}

/// How far one is: in words, and as a bar.
pub fn progress_bar(says: &str, done: usize, of: usize) -> Html {
    let percent = done * 100 / of.max(1);
    html! {
        <div class="how-far">
            if done > 0 {
                <div class="meter" role="img" aria-label={says.to_owned()}><i style={format!("width:{percent}%")}></i></div>
            }
            <span class="mut">{ says }</span>
        </div>
    }
}

/// In which eras a statement is true.
pub fn eras(eras: &[Era]) -> Html {
    let names: Vec<&str> = eras.iter().map(|era| era.name()).collect();
    html! { <span class="era">{ format!("true in {}", names.join(" · ")) }</span> }
}

/// In the place of a page whose content is not there yet.
pub fn loading(part: Part, model: &Model, on: &Callback<Msg>) -> Html {
    let failed = match model.fetching.get(&part) {
        Some(Getting::Failed(why)) => Some(why),
        Some(Getting::Asked) | None => None,
    };
    html! {
        <div class="wrap">
            <h1>{ model.route.title() }</h1>
            if let Some(why) = failed {
                <section class="oops" role="alert">
                    <h2>{ format!("The {part} could not be loaded") }</h2>
                    <p>{ format!("What went wrong: {why}. What you have done so far is kept.") }</p>
                    <div class="btns">
                        { button(on, "btn p", "Try again", Msg::FetchAgain) }
                        <a class="btn" href="#/">{ "To the playground" }</a>
                    </div>
                </section>
            } else {
                <p role="status">{ format!("Loading {part}…") }</p>
            }
        </div>
    }
}

/// An address that names nothing.
pub fn missing(route: &Route) -> Html {
    html! {
        <div class="wrap">
            <h1>{ "There is no such page" }</h1>
            if *route == Route::Lab(OWN_LAB.to_owned()) {
                <p>{ "A lab of your own is made in the playground (Share… · Turn this into a lab), or opened from a file. This browser keeps none." }</p>
            }
            <p>{ "The address " }<code>{ route.hash() }</code>{ " names nothing here; perhaps a letter got lost on its way." }</p>
            <div class="btns">
                <a class="btn p" href="#/">{ "To the playground" }</a>
                <a class="btn" href="#/learn">{ "Lessons" }</a>
                <a class="btn" href="#/labs">{ "Labs" }</a>
                <a class="btn" href="#/quiz">{ "Quiz" }</a>
            </div>
        </div>
    }
}

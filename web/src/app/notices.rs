//! Toasts, questions that must be answered, and what went wrong.

use yew::prelude::*;

use crate::modal::use_modal;
use crate::model::{Asking, Model, Msg, Toast};
use crate::page::rich;
use crate::panel::{button, send};

#[derive(Properties, PartialEq)]
pub struct ToastsProps {
    pub toasts: Vec<Toast>,
    pub on: Callback<Msg>,
}

#[function_component]
pub fn Toasts(props: &ToastsProps) -> Html {
    let toast = |toast: &Toast| {
        let press =
            toast.button.as_ref().map(|(label, msg)| button(&props.on, "btn small", label, msg.clone()));
        html! {
            <div class="toast" key={toast.id}>
                <span>{ rich(&toast.text) }</span>{ " " }
                { for press }
                <button type="button" class="btn small" aria-label="Close this message"
                    onclick={send(&props.on, Msg::CloseToast(toast.id))}>{ "×" }</button>
            </div>
        }
    };
    let hold = |held: bool| {
        let on = props.on.clone();
        move || on.emit(Msg::HoldToasts(held))
    };
    let (over, out, focused, left) = (hold(true), hold(false), hold(true), hold(false));
    html! {
        <section class="toasts" aria-label="Messages" onpointerenter={move |_: PointerEvent| over()}
            onpointerleave={move |_: PointerEvent| out()} onfocusin={move |_: FocusEvent| focused()}
            onfocusout={move |_: FocusEvent| left()}>
            { for props.toasts.iter().map(toast) }
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub struct QuestionProps {
    pub asking: Asking,
    pub on: Callback<Msg>,
}

#[function_component]
pub fn Question(props: &QuestionProps) -> Html {
    let dialog = use_modal();
    let (title, yes) = match props.asking {
        Asking::Era(era) => {
            (format!("Begin again under the limits of {} ({})?", era.exam(), era.name()), "Begin again")
        }
        Asking::Restart => ("Begin this scene again?".to_owned(), "Begin again"),
        Asking::EraseAll => ("Erase everything that this browser keeps of you?".to_owned(), "Erase all"),
    };
    let (about, no) = match props.asking {
        Asking::Era(_) | Asking::Restart => (
            "What you did in this scene is not carried over. You can copy your calls from the dock first.",
            "Keep the scene",
        ),
        Asking::EraseAll => (
            "Progress, settings, drafts and scenes. It can be undone until you leave the page; a file from “Export” brings it back later too.",
            "Keep it",
        ),
    };
    html! {
        <dialog class="dlg" ref={dialog} aria-labelledby="question" oncancel={send(&props.on, Msg::Confirm(false))}>
            <h2 id="question">{ title }</h2>
            <p>{ about }</p>
            <div class="btns">
                { button(&props.on, "btn p", yes, Msg::Confirm(true)) }
                { button(&props.on, "btn", no, Msg::Confirm(false)) }
            </div>
        </dialog>
    }
}

pub fn problem(model: &Model, on: &Callback<Msg>) -> Html {
    let Some(problem) = &model.notices.problem else { return Html::default() };
    html! {
        <section class="oops" role="alert">
            <h2>{ &problem.title }</h2>
            <p>{ &problem.text }</p>
            <div class="btns">
                if problem.broken.is_some() {
                    { button(on, "btn p", "Start fresh", Msg::StartFresh) }
                    { button(on, "btn", "Download the broken state", Msg::DownloadBroken) }
                } else {
                    <a class="btn p" href="#/">{ "To the playground" }</a>
                }
                { button(on, "btn", "Close", Msg::CloseProblem) }
            </div>
        </section>
    }
}

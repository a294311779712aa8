//! "Copy as": a call, or the whole scene, for a shell, for boto3, for CloudFormation.

use engine::api::copy::{self, Form};
use engine::era::Era;
use engine::story;
use yew::prelude::*;

use super::{button, send};
use crate::modal::use_modal;
use crate::model::{CopyMsg, Copying, Msg};

/// The three, of which one is chosen.
fn forms(chosen: Form, on: &Callback<Msg>) -> Html {
    let one = |form: Form| {
        html! {
            <button type="button" class="btn small" aria-pressed={(form == chosen).to_string()}
                onclick={send(on, Msg::Copying(CopyMsg::Form(form)))}>{ form.label() }</button>
        }
    };
    html! { <div class="btns forms" role="group" aria-label="Copy as">{ for Form::ALL.into_iter().map(one) }</div> }
}

/// A call of the learner's in the chosen form, with the button that copies it.
pub fn call(request: &str, form: Form, era: Era, on: &Callback<Msg>) -> Html {
    let text = story::command(request).map(|command| copy::command(&command, form, era));
    // What reads back no longer is copied as it was written.
    let text = text.unwrap_or_else(|_| request.to_owned());
    let shown = if form == Form::Cli { super::call::wrapped(&text) } else { text.clone() };
    html! {
        <div class="copy-as">
            { forms(form, on) }
            <pre tabindex="0">{ crate::prose::cut(&shown, 4_000) }</pre>
            <div class="btns">{ button(on, "btn small", "Copy", Msg::Copy(text)) }</div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct SceneProps {
    pub copying: Copying,
    pub on: Callback<Msg>,
}

/// The dialog with the whole scene.
#[function_component]
pub fn CopyScene(props: &SceneProps) -> Html {
    let dialog = use_modal();
    let on = &props.on;
    let close = Msg::Copying(CopyMsg::Close);
    let text = props.copying.shown().unwrap_or_default().to_owned();
    let about = match props.copying.form {
        Form::Cli => {
            "A script for bash with the AWS CLI. What is no call of AWS’s stands in it as a comment."
        }
        Form::Boto3 => {
            "A script for Python with boto3. It also runs against `cargo xtask endpoint`: set AWS_ENDPOINT_URL."
        }
        Form::CloudFormation => {
            "A template: resources, their roles and policies. It has no records, and no programs."
        }
    };
    html! {
        <dialog class="dlg copy-scene" ref={dialog} aria-labelledby="copy-scene" oncancel={send(on, close.clone())}>
            <h2 id="copy-scene">{ "Copy the scene as…" }</h2>
            { forms(props.copying.form, on) }
            <p class="mut">{ about }</p>
            <pre tabindex="0" aria-label={props.copying.form.file()}>{ &text }</pre>
            <div class="btns">
                { button(on, "btn p", "Copy", Msg::Copy(text.clone())) }
                { button(on, "btn", &format!("Download {}", props.copying.form.file()), Msg::Copying(CopyMsg::Download)) }
                { button(on, "btn", "Close", close) }
            </div>
        </dialog>
    }
}

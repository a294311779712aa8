//! Each call that the learner made: the request, and the answer or the refusal; more of one of them on demand.

use std::collections::BTreeSet;

use engine::api::copy;
use engine::era::Era;
use engine::story;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::model::{Call, Msg};
use crate::panel::{PanelProps, button, copying};

/// The first word of a line, or the service and the operation of AWS's.
fn operation(call: &Call) -> String {
    let words = if call.request.starts_with("aws ") { 3 } else { 1 };
    call.request.split(' ').take(words).collect::<Vec<_>>().join(" ")
}

#[function_component]
pub fn Calls(props: &PanelProps) -> Html {
    let (model, on) = (&props.model, &props.on);
    let open = use_state(|| None::<usize>);
    let refused = use_state(|| false);
    let only = use_state(String::new);
    let era = model.facts.view.as_ref().map_or(Era::Today, |view| view.era);
    let calls = &model.calls;
    let operations: BTreeSet<String> = calls.iter().map(operation).collect();
    let shown = calls
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, call)| (!*refused || call.refused) && (only.is_empty() || operation(call) == *only));
    let row = |(n, call): (usize, &Call)| {
        let is_open = *open == Some(n);
        let toggle = {
            let open = open.clone();
            Callback::from(move |_: MouseEvent| open.set((!is_open).then_some(n)))
        };
        html! {
            <div class="call" key={n}>
                <p class="mono">
                    <time class="mut">{ call.at.to_string() }</time>{ " " }<b>{ &call.request }</b>{ " " }
                    { button(on, "btn small", "Copy", Msg::Copy(call.request.clone())) }{ " " }
                    <button type="button" class="btn small" aria-expanded={is_open.to_string()} onclick={toggle}>
                        { "Request, reply, copy as" }</button>
                </p>
                <p class={classes!("mono", if call.refused { "er" } else { "mut" })}>
                    { if call.refused { "✕ " } else { "✓ " } }
                    { if call.answer.is_empty() { "done, no output".to_owned() } else { crate::prose::cut(&call.answer, 600) } }
                    { for call.why.as_ref().map(|why| html! { <>{ " " }{ button(on, "btn small", "why?", Msg::WhyCall(why.clone())) }</> }) }
                </p>
                if is_open {
                    { bodies(call) }
                    { copying::call(&call.request, model.copying.form, era, on) }
                }
            </div>
        }
    };
    let choose = {
        let only = only.clone();
        Callback::from(move |event: Event| {
            only.set(event.target_unchecked_into::<HtmlSelectElement>().value());
        })
    };
    let tick = {
        let refused = refused.clone();
        Callback::from(move |event: Event| {
            refused.set(event.target_unchecked_into::<HtmlInputElement>().checked());
        })
    };
    html! {
        <div class="calls" tabindex="0" role="group" aria-label="API calls, newest first">
            if calls.is_empty() {
                <p class="mut">{ "Every click that changes the scene is an API call or a line; it will stand here." }</p>
            } else {
                <p class="filters">
                    <select class="pill" aria-label="Only calls of this operation" onchange={choose}>
                        <option value="">{ "All operations" }</option>
                        { for operations.iter().map(|it| html! {
                            <option value={it.clone()} selected={*it == *only}>{ it }</option>
                        }) }
                    </select>
                    <label><input type="checkbox" checked={*refused} onchange={tick} />{ " only refused" }</label>
                </p>
            }
            { for shown.map(row) }
        </div>
    }
}

/// Request and reply as they go over the wire.
fn bodies(call: &Call) -> Html {
    let body = story::command(&call.request).ok().and_then(|command| copy::body(&command));
    html! {
        <div class="bodies">
            if let Some(body) = body {
                <h2>{ "Request" }</h2>
                <pre tabindex="0">{ crate::prose::cut(&body, 4_000) }</pre>
            }
            if call.answer.starts_with('{') {
                <h2>{ "Reply" }</h2>
                <pre tabindex="0">{ crate::prose::cut(&call.answer, 20_000) }</pre>
            }
        </div>
    }
}

//! Each call that the learner made: the request, and the answer or the refusal.

use yew::prelude::*;

use crate::model::{Call, Msg};
use crate::panel::{PanelProps, button};

#[function_component]
pub fn Calls(props: &PanelProps) -> Html {
    let call = |call: &Call| {
        html! {
            <div class="call">
                <p class="mono">
                    <time class="mut">{ call.at.to_string() }</time>{ " " }<b>{ &call.request }</b>{ " " }
                    { button(&props.on, "btn small", "Copy", Msg::Copy(call.request.clone())) }
                </p>
                <p class={classes!("mono", if call.refused { "er" } else { "mut" })}>
                    { if call.refused { "✕ " } else { "✓ " } }
                    { if call.answer.is_empty() { "done, no output".to_owned() } else { crate::prose::cut(&call.answer, 600) } }
                    { for call.why.as_ref().map(|why| html! { <>{ " " }{ button(&props.on, "btn small", "why?", Msg::WhyCall(why.clone())) }</> }) }
                </p>
            </div>
        }
    };
    let calls = &props.model.calls;
    html! {
        <div class="calls" tabindex="0" role="group" aria-label="API calls, newest first">
            if calls.is_empty() {
                <p class="mut">{ "Every click that changes the scene is an API call or a line; it will stand here." }</p>
            }
            { for calls.iter().rev().map(call) }
        </div>
    }
}

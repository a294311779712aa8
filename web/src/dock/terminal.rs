//! The terminal: takes the lines that the AWS CLI takes, and our own.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::model::{DockTab, Model, Msg, Printed, TerminalMsg};
use crate::panel::{Shared, button, send};

#[derive(Properties, PartialEq)]
pub struct TerminalProps {
    pub model: Shared<Model>,
    pub on: Callback<Msg>,
    /// Beside the charts, where few lines have room: a button leads to the large one.
    #[prop_or_default]
    pub small: bool,
}

#[function_component]
pub fn TerminalPane(props: &TerminalProps) -> Html {
    let (terminal, on) = (&props.model.terminal, &props.on);
    let input = {
        let on = on.clone();
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            on.emit(Msg::Terminal(TerminalMsg::Input(text)));
        })
    };
    let empty = terminal.input.is_empty();
    let keys = {
        let on = on.clone();
        Callback::from(move |event: KeyboardEvent| {
            let msg = match event.key().as_str() {
                "ArrowUp" => TerminalMsg::Older,
                "ArrowDown" => TerminalMsg::Newer,
                "r" if event.ctrl_key() && !event.alt_key() => TerminalMsg::Search,
                // With nothing to complete, Tab leaves the field: nobody is caught in it.
                "Tab" if !event.shift_key() && !empty => TerminalMsg::Complete,
                _ => return,
            };
            event.prevent_default();
            on.emit(Msg::Terminal(msg));
        })
    };
    let enter = {
        let on = on.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            on.emit(Msg::Terminal(TerminalMsg::Enter));
        })
    };
    let line = |line: &Printed| match line {
        Printed::Typed(text) => html! { <div>{ format!("$ {text}") }</div> },
        Printed::Answer(text) => html! { <div>{ text }</div> },
        Printed::Failed(text) => html! { <div class="at">{ text }</div> },
        // A sentence, which is wrapped: its button stays in sight.
        Printed::Refused(text, why) => {
            html! { <div class="at said">{ text }<div>{ button(on, "btn small", "why?", Msg::WhyCall(why.clone())) }</div></div> }
        }
    };
    html! {
        <div class="term">
            <div class="term-out" id="terminal-out" tabindex="0" role="log" aria-label="Terminal">
                if terminal.printed.is_empty() {
                    <div class="mut">{ "aws kinesis list-streams, aws kinesis put-record …, aws s3 ls s3://…; help, Tab completes, ↑ ↓ history, Ctrl+R searches it." }</div>
                }
                { for terminal.printed.iter().map(line) }
            </div>
            <form class="term-in" onsubmit={enter}>
                <label for="terminal-in">{ "$" }<span class="sr">{ " command line" }</span></label>
                <input id="terminal-in" type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
                    value={terminal.input.clone()} oninput={input} onkeydown={keys} />
                <button type="submit" class="btn small">{ "Run" }</button>
                if props.small {
                    <button type="button" class="btn small" title="The large terminal shows more lines"
                        onclick={send(on, Msg::Dock(DockTab::Terminal))}>{ "Larger" }</button>
                }
            </form>
        </div>
    }
}

//! The event log: the newest events first, by kind. Only the rows in sight are made.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::model::{LogKind, LogLine, Msg, Of, TimeMsg};
use crate::panel::{PanelProps, send};

/// Height of a row, as style.css has it.
const ROW_PX: usize = 26;
/// Rows made beyond those in sight, above and below.
const BEYOND: usize = 6;

#[function_component]
pub fn Log(props: &PanelProps) -> Html {
    let (model, on) = (&props.model, &props.on);
    let scrolled = use_state(|| (0_usize, 12_usize));
    let scroll = {
        let scrolled = scrolled.clone();
        Callback::from(move |event: Event| {
            let list = event.target_unchecked_into::<HtmlElement>();
            let first = usize::try_from(list.scroll_top()).unwrap_or(0) / ROW_PX;
            let rows = usize::try_from(list.client_height()).unwrap_or(0) / ROW_PX + 1;
            scrolled.set((first, rows));
        })
    };
    let filter = |kind: Option<LogKind>, name: &str| {
        let pressed = (model.prefs.log == kind).to_string();
        html! { <button type="button" aria-pressed={pressed} onclick={send(on, Msg::Log(kind))}>{ name }</button> }
    };
    let lines = &model.facts.log;
    let from = scrolled.0.saturating_sub(BEYOND).min(lines.len());
    let to = (scrolled.0 + scrolled.1 + BEYOND).min(lines.len());
    html! {
        <div class="log-pane">
            <div class="chips" role="group" aria-label="Kind of event">
                { filter(None, "All") }
                { for LogKind::ALL.map(|kind| filter(Some(kind), &format!("{} {}", kind.glyph(), kind.name()))) }
            </div>
            <div class="log" tabindex="0" role="group" aria-label="Events, newest first" onscroll={scroll}>
                if lines.is_empty() {
                    <p class="mut">{ "No event of this kind so far." }</p>
                }
                <div style={format!("height:{}px", from * ROW_PX)}></div>
                { for lines[from..to].iter().map(|line| row(line, on)) }
                <div style={format!("height:{}px", (lines.len() - to) * ROW_PX)}></div>
            </div>
        </div>
    }
}

/// A click on a refusal asks why; on anything else it goes to its instant.
fn row(line: &LogLine, on: &Callback<Msg>) -> Html {
    let (msg, title) = match &line.why {
        Some((stream, shard)) => (Msg::Why(Of::Records(stream.clone(), *shard)), "Why was this refused?"),
        None => (Msg::Time(TimeMsg::Seek(line.at)), "Go to this instant"),
    };
    let bad = (line.kind == LogKind::Refusals).then_some("er");
    html! {
        <div class="line" key={line.id.0}>
            <button type="button" title={title} onclick={send(on, msg)}>
                <time>{ line.at.to_string() }</time>
                <span class={classes!(bad)}>{ format!("{} {}", line.kind.glyph(), line.text) }</span>
            </button>
            <button type="button" class="ask" title="Why did this happen?" aria-label={format!("Why? {}", line.text)}
                onclick={send(on, Msg::Why(Of::Event(line.id)))}>{ "why?" }</button>
        </div>
    }
}

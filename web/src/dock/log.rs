//! The event log: the newest events first, by kind, by words and by what is selected. Only the rows in sight are made.

use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::model::{LogKind, LogLine, Model, Msg, Of, TimeMsg};
use crate::panel::{PanelProps, button, send};
use crate::scene::Selection;

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
    let search = on
        .reform(|event: InputEvent| Msg::LogWords(event.target_unchecked_into::<HtmlInputElement>().value()));
    let selected = name_of(&model.selection);
    let only = model.log_selected && selected.is_some();
    let lines = &model.facts.log;
    let from = scrolled.0.saturating_sub(BEYOND).min(lines.len());
    let to = (scrolled.0 + scrolled.1 + BEYOND).min(lines.len());
    html! {
        <div class="log-pane">
            <div class="chips" role="group" aria-label="Kind of event">
                { filter(None, "All") }
                { for LogKind::ALL.map(|kind| filter(Some(kind), &format!("{} {}", kind.glyph(), kind.name()))) }
                <button type="button" class="of-selected" aria-pressed={only.to_string()} disabled={selected.is_none()}
                    title={selected.is_none().then_some("Select something on the stage first")}
                    onclick={send(on, Msg::LogOfSelected(!only))}>
                    { selected.as_ref().map_or("Only of what is selected".to_owned(), |name| format!("Only of {name}")) }
                </button>
                <label class="find"><span class="sr">{ "Search events" }</span><input type="search" id="log-search"
                    placeholder="words: a name, a second, an error" value={model.log_words.clone()} oninput={search} /></label>
            </div>
            <div class="log" tabindex="0" role="group" aria-label="Events, newest first" onscroll={scroll}>
                if lines.is_empty() {
                    { empty(model, selected.as_deref().filter(|_| only), on) }
                }
                <div style={format!("height:{}px", from * ROW_PX)}></div>
                { for lines[from..to].iter().map(|line| row(line, on)) }
                <div style={format!("height:{}px", (lines.len() - to) * ROW_PX)}></div>
            </div>
        </div>
    }
}

/// What is selected, in words; none where nothing is.
fn name_of(selection: &Selection) -> Option<String> {
    Some(match selection {
        Selection::Nothing => return None,
        Selection::Producer(name)
        | Selection::Stream(name)
        | Selection::Reader(name)
        | Selection::Delivery(name)
        | Selection::Function(name)
        | Selection::Bucket(name) => name.to_string(),
        Selection::Store(place) => place.name().to_string(),
        Selection::Shard(stream, shard) | Selection::Refusals(stream, shard) => {
            format!("{stream} shard {}", shard.short())
        }
        Selection::Object { .. } => "this object".to_owned(),
    })
}

/// Why the list is empty, and what to do.
fn empty(model: &Model, of: Option<&str>, on: &Callback<Msg>) -> Html {
    let words = model.log_words.trim();
    let mut asked = vec![];
    if let Some(kind) = model.prefs.log {
        asked.push(format!("of the kind “{}”", kind.name()));
    }
    if !words.is_empty() {
        asked.push(format!("with “{words}”"));
    }
    if let Some(of) = of {
        asked.push(format!("of {of}"));
    }
    if asked.is_empty() {
        return html! { <p class="mut">{ "Nothing has happened yet: press Play, or step one event on." }</p> };
    }
    html! {
        <p class="mut">
            { format!("No event {} so far. Let time go on, or look at more: ", asked.join(", ")) }
            { button(on, "btn small", "Show all events", Msg::LogAll) }
        </p>
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

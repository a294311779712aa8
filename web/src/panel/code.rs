//! The JavaScript of a function: read, written, tried on the last invocation, put to use.
//!
//! The text lives in the textarea, so that the browser's own undo works. Tab writes two spaces; Escape, then Tab leaves.

use engine::command::{Blueprint, Source};
use engine::kernel::units::grouped;
use engine::names::Name;
use engine::view::look::{InvocationRow, Trial};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlDocument, HtmlTextAreaElement};
use yew::prelude::*;

use super::{button, kick};
use crate::model::{Msg, OwnMsg, Tried};
use crate::prose;
use crate::update::tried_says;

/// Where there is neither a blueprint nor code.
const BEGIN: &str = include_str!("begin.js");
const INDENT: &str = "  ";

#[derive(Properties, PartialEq)]
pub struct Props {
    pub name: Name,
    pub blueprint: Option<Blueprint>,
    pub source: Option<Source>,
    pub draft: Option<String>,
    pub tried: Option<Tried>,
    pub trying: bool,
    /// It has most of the window.
    pub large: bool,
    pub on: Callback<Msg>,
}

#[function_component]
pub fn Code(props: &Props) -> Html {
    let Props { name, on, .. } = props;
    let (area, gutter, leaves) = (use_node_ref(), use_node_ref(), use_mut_ref(|| false));
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(props.large, move |large| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                spread(&dialog, *large);
            }
        });
    }
    let used = match (&props.source, props.blueprint) {
        (Some(source), _) => source.as_str(),
        (None, Some(blueprint)) => blueprint.source(),
        (None, None) => BEGIN,
    };
    let text = props.draft.as_deref().unwrap_or(used);
    let written = {
        let (name, on) = (name.clone(), on.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            on.emit(Msg::Own(OwnMsg::Draft(name.clone(), text)));
        })
    };
    let scrolled = {
        let (area, gutter) = (area.clone(), gutter.clone());
        Callback::from(move |_: Event| {
            if let (Some(area), Some(gutter)) = (area.cast::<Element>(), gutter.cast::<Element>()) {
                gutter.set_scroll_top(area.scroll_top());
            }
        })
    };
    let pressed = {
        let (leaves, large) = (leaves.clone(), props.large);
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            // The dialog hears it, and goes back to its panel.
            "Escape" if large => {}
            "Escape" => {
                *leaves.borrow_mut() = true;
                // Escape here lets go of the text, not of what is selected.
                event.prevent_default();
            }
            "Tab" if !*leaves.borrow() && !event.shift_key() => {
                event.prevent_default();
                insert(&event.target_unchecked_into(), INDENT);
            }
            "Tab" | "Shift" => {}
            _ => *leaves.borrow_mut() = false,
        })
    };
    let left = Callback::from(move |_: FocusEvent| *leaves.borrow_mut() = false);
    let wrong = props.tried.as_ref().filter(|tried| tried.source == text).and_then(|tried| tried.line);
    let lines = (1..=text.split('\n').count()).map(|line| {
        let class = (u32::try_from(line) == Ok(wrong.unwrap_or(0))).then_some("er");
        html! { <span {class}>{ format!("{line}\n") }</span> }
    });
    let own = props.source.is_some();
    let changed = text != used;
    let title = if own { "Your own code" } else { "Write your own" };
    let hint = if own || changed {
        "JavaScript as Node.js runs it. Tab writes two spaces; Escape, then Tab leaves the text."
    } else {
        "What it does, in JavaScript. Change it and it is yours. Tab writes two spaces; Escape, then Tab leaves the text."
    };
    let act = |act: fn(Name, String) -> OwnMsg| Msg::Own(act(name.clone(), text.to_owned()));
    let label = if props.large { "Smaller" } else { "Larger" };
    let resize = button(on, "btn small", label, Msg::Own(OwnMsg::Large(!props.large)));
    let smaller = {
        let on = on.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            on.emit(Msg::Own(OwnMsg::Large(false)));
        })
    };
    html! {
        <dialog class="editor" ref={dialog} aria-label={format!("Editor of {name}")} oncancel={smaller}>
            <div class="bar">{ kick(title) }{ resize }</div>
            <div class="code">
                <pre class="gutter" aria-hidden="true" ref={gutter}>{ for lines }</pre>
                <textarea ref={area} aria-label={format!("Source of {name}")} aria-describedby="code-hint" wrap="off"
                    spellcheck="false" autocapitalize="off" autocomplete="off" rows="14" value={text.to_owned()}
                    oninput={written} onkeydown={pressed} onscroll={scrolled} onblur={left} />
            </div>
            <p class="mut" id="code-hint">{ hint }</p>
            <div class="btns">
                if changed || !own {
                    { button(on, "btn p", "Use this code", act(OwnMsg::Use)) }
                }
                { button(on, "btn", if props.trying { "Running …" } else { "Run on the last invocation" }, act(OwnMsg::Try)) }
                if changed {
                    { button(on, "btn", "Throw the changes away", Msg::Own(OwnMsg::Forget(name.clone()))) }
                }
            </div>
            { for props.tried.iter().map(tried) }
        </dialog>
    }
}

/// The same element is a part of its panel, or lies over the page: so text, caret and undo stay.
fn spread(dialog: &HtmlDialogElement, large: bool) {
    if large {
        // It is open in its place already, and opens anew over everything.
        let _ = dialog.remove_attribute("open");
        if dialog.show_modal().is_ok() {
            return;
        }
    } else if dialog.open() {
        dialog.close();
    }
    // Not by `show`, which would take the focus.
    let _ = dialog.set_attribute("open", "");
}

/// Writes at the caret as a key would, so that the browser's undo knows of it.
fn insert(area: &HtmlTextAreaElement, text: &str) {
    let document = area.owner_document().and_then(|document| document.dyn_into::<HtmlDocument>().ok());
    let done =
        document.map(|document| document.exec_command_with_show_ui_and_value("insertText", false, text));
    if !matches!(done, Some(Ok(true))) {
        // Without it the text is written all the same; undo then begins behind it.
        let _ = area.set_range_text(text);
    }
}

fn tried(tried: &Tried) -> Html {
    let trial = tried.trial.as_ref();
    let bad = tried.error.is_some() || trial.is_some_and(|trial| trial.error.is_some());
    html! {
        <section class="card tried" aria-label="What came of it">
            <p class={if bad { "er" } else { "ok" }}>{ format!("{} {}", if bad { "✕" } else { "●" }, tried_says(tried)) }</p>
            { for tried.line.map(|line| html! { <p>{ format!("In line {line}.") }</p> }) }
            { for trial.filter(|_| tried.error.is_none()).map(rows) }
            if !tried.log.is_empty() {
                { kick("What it wrote") }
                <pre tabindex="0">{ tried.log.join("\n") }</pre>
            }
        </section>
    }
}

fn rows(trial: &Trial) -> Html {
    let all = trial.ok + trial.dropped + trial.failed;
    let rest = all - trial.rows.len().min(all);
    html! {
        <>
            <p class="mut">{ format!("The answer has {} B.", grouped(trial.response_bytes)) }</p>
            <table class="grid">
                <thead><tr><th scope="col">{ "in → out" }</th><th scope="col">{ "result" }</th></tr></thead>
                <tbody>{ for trial.rows.iter().map(line) }</tbody>
            </table>
            if rest > 0 { <p class="mut">{ format!("and {} more", grouped(rest as u64)) }</p> }
        </>
    }
}

fn line(row: &InvocationRow) -> Html {
    let (class, glyph) = match row.verdict {
        "Ok" => ("ok", "●"),
        "Dropped" => ("dr", "◐"),
        _ => ("er", "✕"),
    };
    html! {
        <tr>
            <td>
                { prose::cut(&row.input, 40) }
                { for row.output.iter().map(|out| html! { <><br /><span class="ok">{ format!("→ {}", prose::cut(out, 40)) }</span></> }) }
            </td>
            <td class="verdict"><span class={class}>{ format!("{glyph} {}", row.verdict) }</span></td>
        </tr>
    }
}

//! The search: a field, how many were found, and the list, which the arrows go through.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::content::{self, Part};
use crate::host;
use crate::modal::use_modal;
use crate::model::{Getting, Model, Msg};
use crate::panel::send;
use crate::search::{Does, Entry, Found, around, index, marked};

/// As many are listed; more words find fewer.
const SHOWN: usize = 40;

#[derive(Properties, PartialEq)]
pub struct SearchProps {
    /// A scene is open, which things can be done in.
    pub stage: bool,
    /// What is said of texts that are not there yet.
    pub waits: Option<String>,
    pub on: Callback<Msg>,
}

/// Texts that are on their way, or that did not come.
pub fn waits(model: &Model) -> Option<String> {
    let missing = || Part::ALL.into_iter().filter(|part| !content::is_there(*part));
    let names = missing().map(|part| part.to_string()).collect::<Vec<_>>().join(", ");
    let failed = missing().any(|part| matches!(model.fetching.get(&part), Some(Getting::Failed(_))));
    match (missing().next(), failed) {
        (None, _) => None,
        (Some(_), false) => Some(format!("Loading {names} …")),
        (Some(_), true) => {
            Some(format!("✕ {names} could not be loaded: close the search and open it again to try."))
        }
    }
}

#[function_component]
pub fn Search(props: &SearchProps) -> Html {
    let dialog = use_modal();
    let words = use_state(String::new);
    let at = use_state(|| 0_usize);
    // Made anew when more of the texts is there.
    let texts = (content::lessons().len(), content::questions().len());
    let index = use_memo(texts, |_| index());
    use_effect_with((), |()| host::focus("search-words"));
    let found = index.find(&words, props.stage);
    let shown: Rc<[Entry]> = found.all.iter().take(SHOWN).map(|entry| (*entry).clone()).collect();
    let type_in = {
        let (words, at) = (words.clone(), at.clone());
        Callback::from(move |event: InputEvent| {
            words.set(event.target_unchecked_into::<HtmlInputElement>().value());
            at.set(0);
        })
    };
    let chosen = (*at).min(shown.len().saturating_sub(1));
    let keys = {
        let (at, on, shown) = (at.clone(), props.on.clone(), shown.clone());
        Callback::from(move |event: KeyboardEvent| {
            let last = shown.len().saturating_sub(1);
            let to = match event.key().as_str() {
                "ArrowDown" => (chosen + 1).min(last),
                "ArrowUp" => chosen.saturating_sub(1),
                "PageDown" => (chosen + 8).min(last),
                "PageUp" => chosen.saturating_sub(8),
                "Enter" => {
                    event.prevent_default();
                    shown.get(chosen).into_iter().for_each(|entry| choose(entry, &on));
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            at.set(to);
            host::reveal(&option(to));
        })
    };
    let count = says(&words, &found, index.len());
    let entry = |(i, entry): (usize, &Entry)| {
        let click = {
            let (entry, on) = (entry.clone(), props.on.clone());
            Callback::from(move |_: MouseEvent| choose(&entry, &on))
        };
        html! {
            <li key={i} id={option(i)} role="option" aria-selected={(i == chosen).to_string()} onclick={click}>
                <span class="kind">{ entry.kind.word() }</span>
                <span class="what"><b>{ highlight(&entry.title, &found.words) }</b><span class="mut">{ &entry.of }</span></span>
                <span class="part">{ highlight(&around(&entry.text, &found.words), &found.words) }</span>
            </li>
        }
    };
    html! {
        <dialog class="dlg search" ref={dialog} aria-label="Search" oncancel={send(&props.on, Msg::Find(false))}>
            <div class="search-top">
                <input id="search-words" class="inp" type="search" role="combobox" aria-label="Search lessons, labs, questions, limits, words and actions"
                    placeholder="Lessons, labs, questions, limits, words, actions…" autocomplete="off" spellcheck="false"
                    aria-expanded={(!shown.is_empty()).to_string()} aria-controls="search-found" aria-autocomplete="list"
                    aria-activedescendant={(!shown.is_empty()).then(|| option(chosen))}
                    value={(*words).clone()} oninput={type_in} onkeydown={keys} />
                <button type="button" class="btn" onclick={send(&props.on, Msg::Find(false))}>{ "Close" }</button>
            </div>
            <p class="mut count" role="status">{ count }{ for props.waits.iter().map(|waits| format!(" · {waits}")) }</p>
            <ul id="search-found" class="found-list" role="listbox" aria-label="What is found" tabindex="-1" hidden={shown.is_empty()}>
                { for shown.iter().enumerate().map(entry) }
            </ul>
            if shown.is_empty() {
                <p class="mut hints">{ "Try " }<b>{ "trim horizon" }</b>{ ", " }<b>{ "GetRecords" }</b>{ ", " }<b>{ "buffer" }</b>{ ", " }
                    <b>{ "AccessDenied" }</b>{ ", " }<b>{ "dark" }</b>{ ". Questions are found by what they ask; no answer is shown." }</p>
            }
            <p class="mut keys-hint"><kbd>{ "↑" }</kbd>{ " " }<kbd>{ "↓" }</kbd>{ " choose · " }<kbd>{ "Enter" }</kbd>{ " opens · " }<kbd>{ "Esc" }</kbd>{ " closes" }</p>
        </dialog>
    }
}

fn option(i: usize) -> String {
    format!("found-{i}")
}

fn choose(entry: &Entry, on: &Callback<Msg>) {
    on.emit(Msg::Find(false));
    on.emit(match &entry.does {
        Does::Opens(route) => Msg::Go(route.clone()),
        Does::Says(msg) => msg.clone(),
    });
}

fn says(typed: &str, found: &Found<'_>, all: usize) -> String {
    if typed.trim().is_empty() {
        return format!("{all} things can be found.");
    }
    let instead: Vec<String> =
        found.read_as.iter().map(|(typed, read)| format!("“{typed}” is read as “{read}”.")).collect();
    let count = match found.all.len() {
        0 => "Nothing has all of these words. Fewer words find more.".to_owned(),
        1 => "1 is found.".to_owned(),
        n if n > SHOWN => format!("{n} are found; the first {SHOWN} are shown."),
        n => format!("{n} are found."),
    };
    [instead, vec![count]].concat().join(" ")
}

fn highlight(text: &str, words: &[String]) -> Html {
    let pieces = marked(text, words).into_iter();
    html! { <>{ for pieces.map(|(hit, text)| if hit { html! { <mark>{ text }</mark> } } else { html! { text } }) }</> }
}

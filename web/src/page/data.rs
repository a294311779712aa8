//! "Your data": what this browser keeps, out into a file and back, erased one by one or all; and the settings.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use engine::kernel::units::grouped;

use crate::host;
use crate::kept::{self, Change, Import, Item, Store};
use crate::model::{Contrast, DataMsg, Model, Motion, Msg, Theme};
use crate::panel::{Shared, button, send};
use crate::scene::KEY_LIST;
use crate::update::SPEEDS;

pub fn page(model: &Shared<Model>, store: &Store, on: &Callback<Msg>) -> Html {
    let items = kept::items(store);
    let bytes: usize = items.iter().map(|item| item.bytes).sum();
    let chosen = {
        let on = on.clone();
        Callback::from(move |event: Event| host::chosen_data(&event.target_unchecked_into(), &on))
    };
    let data = |msg: DataMsg| Msg::Data(msg);
    html! {
        <div class="wrap data">
            <h1>{ "Your data" }</h1>
            <p>{ "Everything that you do here stays in this browser, on this computer: there is no account, no cookie, and nothing is sent anywhere. Below is each thing that is kept of you." }</p>
            <section aria-labelledby="kept">
                <h2 id="kept">{ "What is kept" }</h2>
                if items.is_empty() {
                    <p class="card">{ "Nothing. Answer a question, begin a lab or change the scene, and it is kept here; or import a file." }</p>
                } else {
                    <p class="mut" role="status">{ format!("{}, {}.", counted_entries(items.len()), size(bytes)) }</p>
                    <div class="scroll-x rows kept" tabindex="0" role="group" aria-label="What is kept">
                        <table class="grid">
                            <thead><tr>
                                <th scope="col">{ "what" }</th><th scope="col">{ "in it" }</th><th scope="col">{ "key" }</th>
                                <th scope="col" class="n">{ "size" }</th><th scope="col"><span class="sr">{ "Erase" }</span></th>
                            </tr></thead>
                            <tbody>{ for items.iter().map(|item| row(item, on)) }</tbody>
                        </table>
                    </div>
                }
                <div class="btns">
                    { button(on, "btn p", "Export all to a file", data(DataMsg::Export)) }
                    <label class="btn file">{ "Import a file…" }
                        <input type="file" class="sr" id="import-file" accept=".json,application/json" onchange={chosen} /></label>
                    if !items.is_empty() { { button(on, "btn bad", "Erase all…", data(DataMsg::EraseAll)) } }
                    if model.data.before.is_some() { { button(on, "btn", "Undo the last change", data(DataMsg::Undo)) } }
                </div>
            </section>
            <section aria-labelledby="files">
                <h2 id="files">{ "The page's own files" }</h2>
                <p>{ "The browser keeps the program, the lessons and the questions too, so that the page works without a network. They are the same for everybody, and hold nothing of you." }</p>
                <div class="btns">{ button(on, "btn", "Erase the page's files", data(DataMsg::EraseFiles)) }</div>
            </section>
            { for model.data.file.as_ref().map(|file| brought(file, store, on)) }
            { settings(model, on) }
            { keys() }
        </div>
    }
}

fn counted_entries(n: usize) -> String {
    if n == 1 { "1 entry".to_owned() } else { format!("{n} entries") }
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_024 => format!("{bytes} bytes"),
        _ => format!("{} KiB", grouped(bytes.div_ceil(1_024) as u64)),
    }
}

fn row(item: &Item, on: &Callback<Msg>) -> Html {
    let (class, says) = match &item.says {
        Ok(says) => ("", says.clone()),
        Err(why) => ("er", format!("✕ Cannot be read: {why}")),
    };
    let erase = Msg::Data(DataMsg::Erase(item.key.clone()));
    html! {
        <tr key={item.key.clone()}>
            <th scope="row">{ &item.what }</th>
            <td data-head="in it" {class}>{ says }</td>
            <td data-head="key" class="mono">{ &item.key }</td>
            <td data-head="size" class="n">{ size(item.bytes) }</td>
            <td><button type="button" class="btn small" aria-label={format!("Erase: {}", item.what)} onclick={send(on, erase)}>{ "Erase" }</button></td>
        </tr>
    }
}

/// A file that was read, and what it would change.
fn brought(file: &Result<Import, String>, store: &Store, on: &Callback<Msg>) -> Html {
    let data = |msg: DataMsg| Msg::Data(msg);
    let body = match file {
        Err(why) => html! {
            <>
                <p>{ why }</p>
                <p>{ "Nothing was changed." }</p>
                <div class="btns">{ button(on, "btn", "Close", data(DataMsg::Leave)) }</div>
            </>
        },
        Ok(file) => {
            let (joined, replaced) = (file.changes(store, true), file.changes(store, false));
            let row = |((key, joined), (_, replaced)): (&(String, Change), &(String, Change))| {
                let what = kept::kind(key).map_or_else(|| key.clone(), |kind| kind.what());
                html! {
                    <tr><th scope="row">{ what }</th><td data-head="Join">{ word(joined) }</td><td data-head="Replace">{ word(replaced) }</td></tr>
                }
            };
            html! {
                <>
                    <p>{ format!("{} has {} that can be read. Nothing is changed until you choose.", file.name, kept::counted(file.saved.len(), "part")) }</p>
                    if !file.refused.is_empty() {
                        <div class="note warn"><b>{ "Left out, because it cannot be read:" }</b>
                            <ul>{ for file.refused.iter().map(|(key, why)| html! { <li><code>{ crate::prose::cut(key, 80) }</code>{ ": " }{ crate::prose::cut(why, 200) }</li> }) }</ul>
                        </div>
                    }
                    <div class="scroll-x rows" tabindex="0" role="group" aria-label="What would change">
                        <table class="grid">
                            <thead><tr><th scope="col">{ "what" }</th><th scope="col">{ "Join" }</th><th scope="col">{ "Replace" }</th></tr></thead>
                            <tbody>{ for joined.iter().zip(&replaced).map(row) }</tbody>
                        </table>
                    </div>
                    <div class="btns">
                        { button(on, "btn p", "Join with what is here", data(DataMsg::Take { merge: true })) }
                        { button(on, "btn", "Replace what is here", data(DataMsg::Take { merge: false })) }
                        { button(on, "btn", "Leave it", data(DataMsg::Leave)) }
                    </div>
                </>
            }
        }
    };
    html! {
        <section class="card" id="import" tabindex="-1" aria-labelledby="import-head">
            <h2 id="import-head">{ if file.is_ok() { "A file to import" } else { "This file cannot be imported" } }</h2>
            { body }
        </section>
    }
}

fn word(change: &Change) -> String {
    match change {
        Change::New => "is added".to_owned(),
        Change::Same => "is the same".to_owned(),
        Change::Stays => "stays as here".to_owned(),
        Change::Replaced => "becomes as in the file".to_owned(),
        Change::Joined(adds) => adds.clone(),
        Change::Erased => "is erased".to_owned(),
    }
}

fn settings(model: &Model, on: &Callback<Msg>) -> Html {
    let prefs = &model.prefs;
    let chip = |label: &str, pressed: bool, msg: Msg| {
        html! { <button type="button" aria-pressed={pressed.to_string()} onclick={send(on, msg)}>{ label.to_owned() }</button> }
    };
    let group = |name: &'static str, about: &'static str, chips: Vec<Html>| {
        html! {
            <div class="setting">
                <b>{ name }</b><span class="mut">{ about }</span>
                <div class="chips" role="group" aria-label={name}>{ for chips }</div>
            </div>
        }
    };
    let data = |msg: DataMsg| Msg::Data(msg);
    let colours = Theme::ALL.map(|it| chip(it.name(), prefs.theme == it, Msg::SetTheme(it)));
    let motion = Motion::ALL.map(|it| chip(it.name(), prefs.motion == it, data(DataMsg::Motion(it))));
    let contrast = Contrast::ALL.map(|it| chip(it.name(), prefs.contrast == it, data(DataMsg::Contrast(it))));
    let speed = {
        let on = on.clone();
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            value.parse().into_iter().for_each(|speed| on.emit(Msg::Data(DataMsg::StartSpeed(speed))));
        })
    };
    let single = {
        let on = on.clone();
        Callback::from(move |event: InputEvent| {
            let checked = event.target_unchecked_into::<HtmlInputElement>().checked();
            on.emit(Msg::Data(DataMsg::SingleKeys(checked)));
        })
    };
    html! {
        <section aria-labelledby="settings">
            <h2 id="settings">{ "Settings" }</h2>
            <div class="card settings">
                { group("Colours", "light, dark, or whatever the system wishes", colours.into()) }
                { group("Contrast", "darker text and stronger lines", contrast.into()) }
                { group("Motion", "nothing fades, slides or breathes; records still move, as time does", motion.into()) }
                <div class="setting">
                    <label for="start-speed"><b>{ "Speed at start" }</b></label><span class="mut">{ "of scenes and labs that begin; the first scene begins at 1×" }</span>
                    <select id="start-speed" class="pill" onchange={speed}>
                        { for SPEEDS.iter().map(|it| html! { <option value={it.to_string()} selected={*it == prefs.start_speed}>{ format!("{}×", grouped(u64::from(*it))) }</option> }) }
                    </select>
                </div>
                <div class="setting">
                    <b>{ "Keys" }</b><span class="mut">{ "off, if you speak to your computer: then only keys with Ctrl, Esc and those of the focused stage act" }</span>
                    <label class="tick"><input type="checkbox" id="single-keys" checked={prefs.single_keys} oninput={single} />{ "Single keys act: / Space , . [ ]" }</label>
                </div>
            </div>
        </section>
    }
}

fn keys() -> Html {
    html! {
        <section aria-labelledby="keys">
            <h2 id="keys">{ "Keys" }</h2>
            <dl class="key-list">{ for KEY_LIST.iter().map(|(key, does)| html! {
                <div><dt>{ for key.split(' ').filter(|it| !it.is_empty()).map(|it| html! { <>{ " " }<kbd>{ it }</kbd></> }) }</dt><dd>{ *does }</dd></div>
            }) }</dl>
        </section>
    }
}

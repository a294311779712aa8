//! Tasks, carried out.

use gloo_timers::callback::Timeout;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, ScrollIntoViewOptions, ScrollLogicalPosition, Url};
use yew::Callback;

use super::{document, element, store, window};
use crate::model::{Contrast, Motion, Msg, Prefs, Task, Theme, WatchMsg};

/// Quiet milliseconds before a change is saved.
const QUIET_MS: u32 = 700;

/// Timers that a later task may replace.
#[derive(Default)]
pub struct Timers {
    save: Option<Timeout>,
    /// It was said once that nothing is kept.
    told: bool,
}

pub fn carry_out(task: Task, timers: &mut Timers, on: &Callback<Msg>) {
    match task {
        Task::Go(route) => {
            // Without a history there is no page to go back to, and the address stays.
            let _ = window().location().set_hash(&route.hash());
        }
        Task::Replace(route) => {
            // Without a history the old address stays, and a reload opens the link again.
            if let Ok(history) = window().history() {
                // Switches behind the route stay: but not what was of the link alone.
                let hash = super::hash();
                let kept = hash.split_once('?').map_or(vec![], |(_, query)| query.split('&').collect());
                let kept: Vec<&str> = kept.into_iter().filter(|pair| !pair.starts_with("at=")).collect();
                let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
                let there = format!("{}{query}", route.hash());
                let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&there));
            }
        }
        Task::Title(title) => document().set_title(&format!("{title} · Shardlab")),
        Task::Theme(theme) => set_theme(theme),
        Task::Look(prefs) => set_look(&prefs),
        Task::Focus(id) => {
            // After the page has been drawn anew.
            Timeout::new(0, move || focus(id)).forget();
        }
        Task::Copy(text) => copy(text, "Copied.", on),
        Task::CopyLink(hash) => {
            copy(format!("{}{hash}", page()), "A link that carries this scene is in the clipboard.", on);
        }
        Task::CopyFrame(hash) => {
            // No sign of a packed story or of our switches means anything in HTML.
            let address = format!("{}{hash}", page()).replace('&', "&amp;");
            let lines = format!(
                "<iframe src=\"{address}\" title=\"Shardlab\" width=\"960\" height=\"600\"></iframe>"
            );
            copy(lines, "The lines that show this scene in another page are in the clipboard.", on);
        }
        Task::Post { text, to } => super::around::post(&text, to.as_deref()),
        Task::Picture { picture, name, title, svg } => super::picture::make(picture, name, title, svg, on),
        Task::Download { name, bytes } => {
            let _ = download(&name, &bytes);
        }
        Task::Store { key, text } => {
            if !store::store(&key, &text) && !timers.told {
                timers.told = true;
                on.emit(Msg::NotKept);
            }
        }
        Task::Remove { key } => store::remove(&key),
        Task::SaveSoon => {
            let on = on.clone();
            timers.save = Some(Timeout::new(QUIET_MS, move || on.emit(Msg::SaveNow)));
        }
        Task::After { ms, msg } => {
            let on = on.clone();
            Timeout::new(ms, move || on.emit(*msg)).forget();
        }
        Task::TakeVersion => {
            // Who listens loads the page anew; if nobody does, it stays as it is.
            let _ = web_sys::Event::new("shardlab-take-version")
                .and_then(|event| window().dispatch_event(&event));
        }
        Task::EraseFiles => {
            let _ =
                web_sys::Event::new("shardlab-erase-files").and_then(|event| window().dispatch_event(&event));
        }
        Task::Fetch(part) => {
            let on = on.clone();
            spawn_local(async move { on.emit(Msg::Fetched(part, super::fetch::text(part.url()).await)) });
        }
        Task::Watch { url, ticket } => {
            let on = on.clone();
            spawn_local(async move {
                let answer = super::fetch::answer(&url).await;
                on.emit(Msg::Watch(WatchMsg::Answered(ticket, answer)));
            });
        }
        Task::Lend(tools) => {
            let on = on.clone();
            super::tools::with(tools, move || on.emit(Msg::Lent));
        }
        Task::Run(run) => super::sandbox::run(run, on),
        Task::ScrollTerminal => {
            Timeout::new(0, || {
                if let Some(out) = element("terminal-out") {
                    out.set_scroll_top(out.scroll_height());
                }
            })
            .forget();
        }
    }
}

pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // What cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// `data-theme` on the root; without it the system decides.
pub fn set_theme(theme: Theme) {
    let Some(root) = document().document_element() else { return };
    let _ = match theme {
        Theme::Auto => root.remove_attribute("data-theme"),
        Theme::Light => root.set_attribute("data-theme", "light"),
        Theme::Dark => root.set_attribute("data-theme", "dark"),
    };
}

/// `data-motion`, `data-contrast` and `data-keys` on the root, where they differ from what the system says.
pub fn set_look(prefs: &Prefs) {
    let Some(root) = document().document_element() else { return };
    let set = |name: &str, value: Option<&str>| {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    };
    set("data-motion", (prefs.motion == Motion::Less).then_some("less"));
    set("data-contrast", (prefs.contrast == Contrast::More).then_some("more"));
    set("data-keys", (!prefs.single_keys).then_some("ctrl"));
}

/// Brings what has this id into sight within what scrolls, after the page has been drawn anew.
pub fn reveal(id: &str) {
    let id = id.to_owned();
    Timeout::new(0, move || {
        if let Some(element) = element(&id) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    })
    .forget();
}

/// Brings what has this id into sight and gives it the focus, after the page has been drawn anew.
pub fn show(id: String) {
    Timeout::new(0, move || {
        if let Some(element) = element(&id) {
            element.scroll_into_view();
            let _ = element.focus();
        }
    })
    .forget();
}

/// The page's own address, without switches and route.
fn page() -> String {
    let here = window().location().href().unwrap_or_default();
    here.split(['?', '#']).next().unwrap_or_default().to_owned()
}

fn download(name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let kind = BlobPropertyBag::new();
    let text = std::str::from_utf8(bytes).is_ok();
    kind.set_type(match name.rsplit('.').next() {
        Some("json") => "application/json",
        _ if text => "text/plain;charset=utf-8",
        _ => "application/octet-stream",
    });
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}

/// Copies a text and says so when it is done. Where the browser has no clipboard for this page or refuses it, the
/// text is shown to be copied by hand.
fn copy(text: String, done: &'static str, on: &Callback<Msg>) {
    let navigator = window().navigator();
    let there =
        Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| !clipboard.is_undefined());
    if !there {
        by_hand(&text);
        return;
    }
    let (promise, on) = (navigator.clipboard().write_text(&text), on.clone());
    spawn_local(async move {
        match JsFuture::from(promise).await {
            Ok(_) => on.emit(Msg::Copied(done)),
            Err(_) => by_hand(&text),
        }
    });
}

fn by_hand(text: &str) {
    let _ = window()
        .prompt_with_message_and_default("The browser does not let this page copy. Copy it here:", text);
}

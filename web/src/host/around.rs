//! The page around this one, if this stands in an iframe: messages in, messages out.

use js_sys::JSON;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};
use yew::Callback;

use super::listen::add;
use super::window;
use crate::model::{Heard, Msg};

/// Characters of a message that are looked at: more than the largest story with all its escapes.
const MOST: u32 = 2_000_000;

fn around() -> Option<Window> {
    let parent = window().parent().ok().flatten()?;
    (parent != window()).then_some(parent)
}

/// Hears what the page around this one says, and nobody else.
pub fn listen(on: &Callback<Msg>) {
    let Some(parent) = around() else { return };
    let on = on.clone();
    add(&window(), "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
        let from: Option<JsValue> = event.source().map(Into::into);
        if from.as_ref() != Some(parent.as_ref()) {
            return;
        }
        // A value that is no JSON (a function, a circle) makes no text.
        let text = JSON::stringify(&event.data()).ok().filter(|text| text.length() <= MOST);
        let text = text.and_then(|text| text.as_string()).ok_or("It is no JSON, or too long.".to_owned());
        on.emit(Msg::Heard(Heard { origin: event.origin(), text }));
    });
}

/// Tells the page around this one: the origin that spoke last, or whichever it is.
pub fn post(text: &str, to: Option<&str>) {
    let Some(parent) = around() else { return };
    let Ok(message) = JSON::parse(text) else { return };
    // A page without an origin of its own (a file, a sandbox) is called "null", which is no address.
    let to = to.filter(|origin| *origin != "null" && !origin.is_empty()).unwrap_or("*");
    // It may be gone.
    let _ = parent.post_message(&message, to);
}

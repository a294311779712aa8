//! Keys, the address and the page's leaving, as messages.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, Event, EventTarget, HtmlElement, KeyboardEvent, KeyboardEventInit, MediaQueryListEvent,
    VisibilityState,
};
use yew::Callback;

use super::{document, hash, search, width, widths, window};
use crate::model::{DataMsg, Msg};
use crate::route::Route;
use crate::scene;
use crate::switches::Switches;
use crate::update::{Key, clicker, shortcut};

/// Begins to listen, for as long as the page lives.
pub fn listen(on: &Callback<Msg>) {
    let keys = on.clone();
    add(&document(), "keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.default_prevented() {
            return;
        }
        let shown = document().query_selector(".present").is_ok_and(|it| it.is_some());
        let key = key(event);
        if let Some(msg) = if shown { clicker(&key) } else { shortcut(&key) } {
            if key.key != "Escape" {
                event.prevent_default();
            }
            keys.emit(msg);
        } else if !shown && letter_of_stage(&key) {
            hand_to_stage(&key.key);
        }
    });
    let routes = on.clone();
    add(&window(), "hashchange", move |_| arrive(&routes));
    super::files::listen(on);
    super::around::listen(on);
    for query in widths() {
        let widths = on.clone();
        add(&query, "change", move |_| widths.emit(Msg::Width(width())));
    }
    let colours = on.clone();
    if let Ok(Some(dark)) = window().match_media("(prefers-color-scheme: dark)") {
        add(&dark, "change", move |event| {
            if let Some(event) = event.dyn_ref::<MediaQueryListEvent>() {
                colours.emit(Msg::Dark(event.matches()));
            }
        });
    }
    // The page's own script watches the service worker.
    let newer = on.clone();
    add(&window(), "shardlab-new-version", move |_| newer.emit(Msg::NewVersion));
    let erased = on.clone();
    add(&window(), "shardlab-files-erased", move |_| erased.emit(Msg::Data(DataMsg::FilesErased)));
    let leaving = on.clone();
    add(&window(), "pagehide", move |_| leaving.emit(Msg::SaveNow));
    let hiding = on.clone();
    add(&document(), "visibilitychange", move |_| {
        if document().visibility_state() == VisibilityState::Hidden {
            hiding.emit(Msg::SaveNow);
        }
    });
}

/// What the address says: its switches first, then where it leads.
pub fn arrive(on: &Callback<Msg>) {
    let (switches, wrong) = Switches::read(&search(), &hash());
    on.emit(Msg::Switched(switches, wrong));
    on.emit(Msg::Routed(Route::parse(&hash())));
}

pub(super) fn add(target: &EventTarget, event: &str, call: impl FnMut(Event) + 'static) {
    let call = Closure::<dyn FnMut(Event)>::new(call);
    target
        .add_event_listener_with_callback(event, call.as_ref().unchecked_ref())
        .expect("every target takes listeners");
    // The page has no end of its own: the listener lives as long as it does.
    call.forget();
}

/// Whether it is one of the stage's letters, pressed while nothing has the focus.
fn letter_of_stage(key: &Key) -> bool {
    let idle = document().active_element().is_none_or(|at| at.tag_name() == "BODY");
    idle && !key.ctrl
        && !key.alt
        && !key.single_off
        && key.key.chars().count() == 1
        && scene::key(&key.key).is_some()
}

/// Who has just come, or has clicked beside everything, needs not find the stage first.
#[inline(never)]
fn hand_to_stage(key: &str) {
    let Some(stage) = document().get_element_by_id("stage").and_then(|it| it.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    let _ = stage.focus();
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    if let Ok(again) = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init) {
        // Behind this event: what listens to it listens to the next one too.
        Timeout::new(0, move || drop(stage.dispatch_event(&again))).forget();
    }
}

fn key(event: &KeyboardEvent) -> Key {
    let focus = document().active_element();
    let is = |selector: &str| focus.as_ref().is_some_and(|at| at.closest(selector).ok().flatten().is_some());
    Key {
        key: event.key(),
        ctrl: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
        in_field: focus.as_ref().is_some_and(takes_text),
        single_off: document().document_element().is_some_and(|root| root.has_attribute("data-keys")),
        on_control: is("button,a,input,select,summary,[role=button],[role=tab],[role=menuitem],dialog"),
    }
}

/// Whether keys write here.
fn takes_text(at: &Element) -> bool {
    match at.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => {
            !matches!(at.get_attribute("type").as_deref(), Some("range" | "checkbox" | "radio" | "button"))
        }
        _ => false,
    }
}

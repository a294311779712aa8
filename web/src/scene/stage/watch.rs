//! What the stage asks of the browser: how much room it has, when the theme changes, and to move the focus.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, MediaQueryList, MutationObserver, MutationObserverInit, ResizeObserver};
use yew::Callback;

use crate::scene::layout::Size;

/// The room inside an element, without its scroll bars.
pub fn size_of(room: &HtmlElement) -> Size {
    // The client's sizes are rounded: half a pixel too much would bring a scroll bar, and that another size.
    let exact = room.get_bounding_client_rect();
    let whole = |client: i32, exact: f64| f64::from(client).min(exact.floor());
    Size {
        width: whole(room.client_width(), exact.width()),
        height: whole(room.client_height(), exact.height()),
    }
}

/// Tells of new sizes and new themes until it is dropped.
pub struct Watch {
    sizes: ResizeObserver,
    themes: MutationObserver,
    system: MediaQueryList,
    _sized: Closure<dyn FnMut()>,
    themed: Closure<dyn FnMut()>,
}

/// The theme of a page that has none of its own.
const SYSTEM: &str = "(prefers-color-scheme: dark)";

impl Watch {
    pub fn new(room: &HtmlElement, sized: Callback<Size>, themed: Callback<()>) -> Option<Watch> {
        let it = room.clone();
        // Not within the observer's own call: drawing anew changes sizes, which it would complain of.
        let sized = Closure::<dyn FnMut()>::new(move || {
            let (it, sized) = (it.clone(), sized.clone());
            Timeout::new(0, move || sized.emit(size_of(&it))).forget();
        });
        let sizes = ResizeObserver::new(sized.as_ref().unchecked_ref()).ok()?;
        sizes.observe(room);
        let themed = Closure::<dyn FnMut()>::new(move || themed.emit(()));
        let themes = MutationObserver::new(themed.as_ref().unchecked_ref()).ok()?;
        let root = room.owner_document()?.document_element()?;
        let what = MutationObserverInit::new();
        what.set_attributes(true);
        themes.observe_with_options(&root, &what).ok()?;
        let system = web_sys::window()?.match_media(SYSTEM).ok()??;
        let changes = system.add_event_listener_with_callback("change", themed.as_ref().unchecked_ref());
        changes.ok()?;
        Some(Watch { sizes, themes, system, _sized: sized, themed })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.sizes.disconnect();
        self.themes.disconnect();
        let themed = self.themed.as_ref().unchecked_ref();
        let _ = self.system.remove_event_listener_with_callback("change", themed);
    }
}

fn find(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

/// SVG elements take focus like HTML ones; only the type in web-sys differs.
pub fn focus(id: &str) {
    if let Some(element) = find(id) {
        let _ = element.unchecked_ref::<HtmlElement>().focus();
    }
}

/// Focus to the root unless it is already somewhere inside: then Esc is heard while something is dragged.
pub fn focus_inside(root: &HtmlElement) {
    let active = root.owner_document().and_then(|document| document.active_element());
    if !active.is_some_and(|active| root.contains(Some(&active))) {
        let _ = root.focus();
    }
}

/// The client y at which the picture begins that an element is part of.
pub fn top_of_picture(id: &str) -> Option<f64> {
    let svg = find(id)?.closest("svg").ok()??;
    Some(svg.get_bounding_client_rect().top())
}

pub fn scroll_to(id: &str) {
    if let Some(element) = find(id) {
        element.scroll_into_view();
    }
}

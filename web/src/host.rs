//! The browser, and nothing else: what the model's [`Task`]s ask of it, its clock, its events.

mod around;
mod files;
mod fetch;
mod frame;
mod listen;
mod panic;
mod picture;
mod sandbox;
mod store;
mod tasks;
pub mod tools;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement, MediaQueryList, Window};

use crate::model::Width;

pub use files::{chosen, chosen_data};
pub use frame::{Frame, next_frame};
pub use listen::{arrive, listen};
pub use panic::say_panics;
pub use store::kept;
pub use tasks::{Timers, carry_out, focus, reveal, set_look, set_theme, show};

/// Real milliseconds since the page was opened.
pub fn clock() -> f64 {
    window().performance().map_or_else(js_sys::Date::now, |performance| performance.now())
}

/// The window's width and height in pixels.
pub fn room() -> (f64, f64) {
    let px = |side: Result<JsValue, JsValue>| side.ok().and_then(|px| px.as_f64()).unwrap_or(1_000.0);
    (px(window().inner_width()), px(window().inner_height()))
}

/// The address without the switch that makes it stand in another page.
pub fn whole() -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let hash = hash();
    let (route, query) = hash.split_once('?').unwrap_or((&hash, ""));
    let search = search();
    let without = |query: &str| {
        let kept: Vec<&str> = query
            .trim_start_matches('?')
            .split('&')
            .filter(|it| !it.is_empty() && it.split('=').next() != Some("embed"))
            .collect();
        if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) }
    };
    format!("{path}{}{route}{}", without(&search), without(query))
}

/// How wide the page is, as style.css has it. The window's own width would not do: on a phone it grows with whatever is
/// too wide for the screen.
pub fn width() -> Width {
    let is = |most: &str| media(most).is_some_and(|query| query.matches());
    match () {
        () if is(PHONE) => Width::Phone,
        () if is(NARROW) => Width::Narrow,
        () => Width::Wide,
    }
}

const PHONE: &str = "(max-width:699px)";
const NARROW: &str = "(max-width:1099px)";

/// What tells when [`width`] may have changed.
pub fn widths() -> impl Iterator<Item = MediaQueryList> {
    [PHONE, NARROW].into_iter().filter_map(media)
}

fn media(query: &str) -> Option<MediaQueryList> {
    window().match_media(query).ok().flatten()
}

/// The part of the address from `?` to `#`.
pub fn search() -> String {
    window().location().search().unwrap_or_default()
}

/// The part of the address after and with `#`.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Pixels of the screen for one pixel of CSS.
pub fn pixel_ratio() -> f64 {
    window().device_pixel_ratio().clamp(1.0, 3.0)
}

/// The value of a CSS variable such as `--k0`, as red, green, blue.
pub fn css_colour(name: &str) -> (u8, u8, u8) {
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
    let value = style.and_then(|style| style.get_property_value(name).ok()).unwrap_or_default();
    crate::colour::parse(&value).unwrap_or((128, 128, 128))
}

fn window() -> Window {
    web_sys::window().expect("the page has a window")
}

fn document() -> Document {
    window().document().expect("the window has a document")
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id).and_then(|element| element.dyn_into().ok())
}

/// Where the page is drawn.
pub fn root() -> Option<web_sys::Element> {
    document().get_element_by_id("app")
}

//! Shardlab's page: what a learner sees and touches.
//!
//! [`driver`] alone holds the engine's history; [`model`] is all that the page knows, changed by [`update`] alone,
//! and effects are data; [`shell`] is the two together; [`host`] is the browser; [`app`] puts it on the screen.
//! [`scene`] draws the stage from the engine's view. Absent on purpose: any rule of AWS, any number that does not
//! come from the engine, any request to another host; an endpoint on this machine is asked when the learner says so.

mod app;
mod colour;
mod content;
mod dock;
mod driver;
mod embed;
mod hook;
mod host;
mod kept;
mod line;
mod modal;
mod model;
mod page;
mod panel;
mod prose;
mod route;
mod scene;
mod search;
mod share;
mod shell;
mod solved;
mod spread;
mod switches;
mod tables;
mod transport;
mod update;

use engine::kernel::Time;
use engine::story::Story;
use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the page into `#app`; called by boot.js when the module is loaded.
#[wasm_bindgen]
pub fn start() {
    host::say_panics();
    if let Some(root) = host::root() {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}

/// Plays a story to an instant and gives the hash of its journal, or what is wrong with the story: the test that
/// native and wasm agree calls it on both sides.
#[wasm_bindgen]
pub fn story_digest(story: &str, until_ms: u32) -> String {
    let until = Time::millis(u64::from(until_ms));
    let played = Story::parse(story).and_then(|story| engine::story::digest(&story, until));
    played.unwrap_or_else(|error| error.to_string())
}

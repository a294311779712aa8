//! A bug is said plainly. What was saved stays.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::Location;

use super::{document, window};

/// From now on a panic shows a message with a button that loads the page anew.
pub fn say_panics() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // In a panic nothing may fail loudly again.
        let _ = show(&info.to_string());
    }));
}

fn show(details: &str) -> Result<(), JsValue> {
    let document = document();
    if document.get_element_by_id("panic").is_some() {
        return Ok(());
    }
    let make = |tag: &str, text: &str| -> Result<_, JsValue> {
        let element = document.create_element(tag)?;
        element.set_text_content(Some(text));
        Ok(element)
    };
    let oops = make("section", "")?;
    oops.set_id("panic");
    oops.set_class_name("oops");
    oops.set_attribute("role", "alert")?;
    let heading = make("h2", "Shardlab has a bug, and it has just met it")?;
    let says = "Your scene was saved a few seconds ago and will be there again. Please load the page anew; if it \
                happens at the same place, the lines below help whoever mends it.";
    let (says, details) = (make("p", says)?, make("pre", details)?);
    let button = make("button", "Load the page anew")?;
    button.set_attribute("type", "button")?;
    button.set_class_name("btn p");
    // The browser's own function: after a panic no code of ours may be called.
    button.add_event_listener_with_callback("click", &reload(&window().location())?)?;
    oops.append_with_node_4(&heading, &says, &details, &button)?;
    let body = document.body().ok_or(JsValue::NULL)?;
    body.prepend_with_node_1(&oops)
}

fn reload(location: &Location) -> Result<js_sys::Function, JsValue> {
    let reload: js_sys::Function = js_sys::Reflect::get(location, &"reload".into())?.dyn_into()?;
    Ok(reload.bind0(location))
}

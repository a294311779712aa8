//! Where a learner's JavaScript runs: a worker that can be ended, in a frame of no origin, without network or storage
//! (`static/sandbox.js`). What comes back is a message, and read as what a stranger sends.

use std::cell::RefCell;

use engine::command::Outcome;
use gloo_timers::callback::Timeout;
use js_sys::{Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlIFrameElement, MessageEvent};
use yew::Callback;

use super::{document, window};
use crate::model::{Msg, Ran, Run};

/// Real milliseconds that a function may run.
const LIMIT_MS: u32 = 2_000;
/// How long the frame may need to load.
const LOAD_MS: u32 = 20_000;
/// Characters of an error.
const ERROR_MOST: usize = 2_000;

const PAGE: &str = "./sandbox.html";
/// For `require('zlib')`: the crate `web/zlib` as one script.
const ZLIB: &str = "./pkg/zlib.js";

#[derive(Default)]
struct Sandbox {
    frame: Option<HtmlIFrameElement>,
    ready: bool,
    /// What waits for the frame.
    waiting: Vec<Run>,
    zlib: Option<String>,
}

thread_local! {
    static SANDBOX: RefCell<Sandbox> = RefCell::default();
}

/// Runs a function; [`Msg::Ran`] tells what came of it.
pub fn run(run: Run, on: &Callback<Msg>) {
    if run.source.contains("zlib") && SANDBOX.with_borrow(|sandbox| sandbox.zlib.is_none()) {
        let on = on.clone();
        return spawn_local(async move {
            match super::fetch::text(ZLIB).await {
                Ok(text) => {
                    SANDBOX.with_borrow_mut(|sandbox| sandbox.zlib = Some(text));
                    self::run(run, &on);
                }
                Err(why) => {
                    failed(&run, &format!("{ZLIB}, for zlib, could not be loaded: {why}"), &on);
                }
            }
        });
    }
    let there = SANDBOX.with_borrow(|sandbox| sandbox.frame.is_some());
    if !there && open(on).is_err() {
        return failed(&run, "the browser makes no frame for it", on);
    }
    if SANDBOX.with_borrow(|sandbox| sandbox.ready) {
        return send(&run);
    }
    let ticket = run.ticket;
    SANDBOX.with_borrow_mut(|sandbox| sandbox.waiting.push(run));
    let on = on.clone();
    Timeout::new(LOAD_MS, move || {
        let late = SANDBOX.with_borrow_mut(|sandbox| {
            let place = sandbox.waiting.iter().position(|run| run.ticket == ticket)?;
            Some(sandbox.waiting.remove(place))
        });
        if let Some(run) = late {
            failed(&run, "its sandbox did not load", &on);
        }
    })
    .forget();
}

fn failed(run: &Run, why: &str, on: &Callback<Msg>) {
    let outcome = Err(why.to_owned());
    on.emit(Msg::Ran(Ran {
        ticket: run.ticket,
        outcome,
        line: None,
        log: String::new(),
        puts: String::new(),
    }));
}

fn open(on: &Callback<Msg>) -> Result<(), JsValue> {
    let frame: HtmlIFrameElement = document().create_element("iframe")?.dyn_into()?;
    frame.set_attribute("sandbox", "allow-scripts")?;
    frame.set_attribute("hidden", "")?;
    frame.set_attribute("title", "Sandbox")?;
    frame.set_src(PAGE);
    let on = on.clone();
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| hear(&event, &on));
    window().add_event_listener_with_callback("message", heard.as_ref().unchecked_ref())?;
    // The frame lives as long as the page.
    heard.forget();
    document().body().ok_or(JsValue::NULL)?.append_child(&frame)?;
    SANDBOX.with_borrow_mut(|sandbox| sandbox.frame = Some(frame));
    Ok(())
}

fn send(run: &Run) {
    SANDBOX.with_borrow(|sandbox| {
        let message = Object::new();
        let set = |name: &str, value: JsValue| {
            Reflect::set(&message, &name.into(), &value).expect("a plain object takes members");
        };
        set("ticket", (run.ticket as f64).into());
        set("source", run.source.as_str().into());
        set("event", run.event.as_str().into());
        set("limit", LIMIT_MS.into());
        if let Some(zlib) = sandbox.zlib.as_ref().filter(|_| run.source.contains("zlib")) {
            set("zlib", zlib.as_str().into());
        }
        if let Some(there) = sandbox.frame.as_ref().and_then(HtmlIFrameElement::content_window) {
            // An opaque origin has no name to send to; the frame is the only one that hears it.
            let _ = there.post_message(&message, "*");
        }
    });
}

fn hear(event: &MessageEvent, on: &Callback<Msg>) {
    let from_the_frame = SANDBOX.with_borrow(|sandbox| {
        let there = sandbox.frame.as_ref().and_then(HtmlIFrameElement::content_window);
        let there: Option<JsValue> = there.map(Into::into);
        there.is_some() && event.source().map(JsValue::from) == there
    });
    if !from_the_frame || event.origin() != "null" {
        return;
    }
    let data = event.data();
    let get = |name: &str| Reflect::get(&data, &name.into()).unwrap_or(JsValue::UNDEFINED);
    if get("ready").is_truthy() {
        let waiting = SANDBOX.with_borrow_mut(|sandbox| {
            sandbox.ready = true;
            std::mem::take(&mut sandbox.waiting)
        });
        return waiting.iter().for_each(send);
    }
    let Some(ticket) = get("ticket").as_f64() else { return };
    let text = |name: &str| get(name).as_string();
    let outcome = if let Some(json) = text("returned") {
        Ok(Outcome::returned(&json))
    } else if let Some(error) = text("threw") {
        Ok(Outcome::threw(&error.chars().take(ERROR_MOST).collect::<String>()))
    } else if get("ended").is_truthy() {
        Ok(Outcome::TimedOut)
    } else {
        Err(text("failed").unwrap_or_else(|| "it says nothing".to_owned()))
    };
    let line = get("line").as_f64().filter(|line| *line >= 1.0).map(|line| line as u32);
    let (log, puts) = (text("log").unwrap_or_default(), text("puts").unwrap_or_default());
    on.emit(Msg::Ran(Ran { ticket: ticket as u64, outcome, line, log, puts }));
}

//! The panels beside the stage. They show what the model holds and send messages; they compute nothing.

mod analytics;
mod breaking;
mod bucket;
mod call;
mod code;
pub mod copying;
mod delivery;
mod delivery_settings;
mod envelope;
mod error_log;
mod feeds;
mod field;
mod function;
pub mod hook;
mod inspector;
mod invocation;
mod keys;
mod lab;
mod mapping;
mod object;
mod object_names;
mod partitioning;
#[cfg(test)]
mod offered;
mod passport;
mod payload;
mod permissions;
mod pipes;
mod kpl;
mod line;
pub mod making;
mod packed;
mod producer;
mod connector;
mod kcl;
mod reader;
mod reader_settings;
mod record;
mod request;
mod retries;
mod road;
mod shard;
pub mod share;
pub mod watch;
mod sink;
mod solved;
mod spread;
mod store;
mod stream;
mod stream_acts;
mod table;
mod tool;
mod tree;
#[cfg(test)]
mod tests;
mod verdicts;
mod worded;
pub mod typed;
pub mod why;

use engine::command::{Actor, Command, Setting};
use engine::names::Name;
use std::ops::Deref;
use std::rc::Rc;

use yew::prelude::*;

use crate::model::{InspectMsg, Model, Msg};
use crate::scene::Selection;

pub use inspector::{InspectorPanel, reader_now};
pub use lab::LabPanel;
pub use solved::SolvedCard;

/// A shared value that is equal only to itself: a panel is drawn anew when the model has changed at all.
pub struct Shared<T>(pub Rc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

#[derive(Properties, PartialEq)]
pub struct PanelProps {
    pub model: Shared<Model>,
    pub on: Callback<Msg>,
}

/// A callback that sends one message, whatever the event.
pub fn send<E: 'static>(on: &Callback<Msg>, msg: Msg) -> Callback<E> {
    let on = on.clone();
    Callback::from(move |_: E| on.emit(msg.clone()))
}

/// A button with words.
pub fn button(on: &Callback<Msg>, class: &'static str, label: &str, msg: Msg) -> Html {
    html! { <button type="button" class={class} onclick={send(on, msg)}>{ label }</button> }
}

/// A name and its value.
pub fn row(name: &str, value: impl ToString) -> Html {
    let value = value.to_string();
    if value.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= LONG) {
        return long_row(name, &value);
    }
    html! { <div class="kv"><span>{ name }</span><b>{ value }</b></div> }
}

/// Digits that no line beside a name has room for: hash keys have up to 39, sequence numbers 56.
const LONG: usize = 20;
/// Digits that stand together.
const TOGETHER: usize = 4;

/// A value with such a number below its name, over the whole width: its digits in groups, which are seen and not copied.
#[inline(never)]
fn long_row(name: &str, value: &str) -> Html {
    let digits: Vec<char> = value.chars().collect();
    let parts = digits.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    let part = |part: &[char]| {
        if part.len() < LONG || !part[0].is_ascii_digit() {
            return html! { { part.iter().collect::<String>() } };
        }
        // From the right, as numbers are read.
        let (first, rest) = part.split_at(part.len() % TOGETHER);
        let groups = [first].into_iter().chain(rest.chunks(TOGETHER)).filter(|group| !group.is_empty());
        groups.map(|group| html! { <><i>{ group.iter().collect::<String>() }</i><wbr /></> }).collect()
    };
    html! { <div class="kv long"><span>{ name }</span><b>{ for parts.map(part) }</b></div> }
}

/// A meter against a limit, with a sign of being over it: a word, not only a colour.
pub fn limited(name: &str, value: String, over: bool) -> Html {
    html! {
        <div class="kv">
            <span>{ name }</span>
            <b class={classes!(over.then_some("er"))}>{ value }{ if over { " · full" } else { "" } }</b>
        </div>
    }
}

/// The same of something that goes wrong and has no limit: a sign before the value, while it does.
pub fn bad(name: &str, value: impl ToString, wrong: bool) -> Html {
    html! {
        <div class="kv">
            <span>{ name }</span>
            <b class={classes!(wrong.then_some("er"))}>{ if wrong { "✕ " } else { "" } }{ value.to_string() }</b>
        </div>
    }
}

/// A heading of which the case matters: a path, a log group, a topic.
pub fn kick_as_it_is(text: &str) -> Html {
    html! { <h2 class="kick as-is">{ text }</h2> }
}

/// A heading in small capitals.
pub fn kick(text: &str) -> Html {
    html! { <h2 class="kick">{ text }</h2> }
}

/// A bar of how much of a limit is used.
pub fn meter(name: &str, value: u64, limit: u64) -> Html {
    let percent = (value.saturating_mul(100) / limit.max(1)).min(100);
    html! {
        <div class={classes!("meter", (value > limit).then_some("over"))} role="meter" aria-label={name.to_owned()}
            aria-valuemin="0" aria-valuemax={limit.to_string()} aria-valuenow={value.min(limit).to_string()}>
            <i style={format!("width:{percent}%")}></i>
        </div>
    }
}

/// The heading of whatever is selected, with a button that lets go of it.
pub fn heading(kind: &str, name: &str, on: &Callback<Msg>) -> Html {
    html! {
        <>
            <h2 class="kick">{ format!("Selected · {kind}") }</h2>
            <h1 tabindex="-1">{ name }</h1>
            <button type="button" class="btn small" onclick={send(on, Msg::Inspect(InspectMsg::Select(Selection::Nothing)))}>
                { "Deselect" }
            </button>
        </>
    }
}

/// The command that changes one setting of an actor.
pub fn set(name: &Name, setting: Setting) -> Command {
    Command::Actor(Actor::Set { name: name.clone(), settings: vec![setting] })
}

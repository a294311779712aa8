//! What a consumer can be told: how often it polls and for how much, where it begins anew, and what it does with
//! parents. Each control sends one `set` line.
//!
//! Absent: a change from polling to fan-out. That is another consumer, which the stream's panel adds.

use engine::command::{ParentOrder, ReadFrom, Setting};
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::limits::{GET_RECORDS_COUNT, POLL_LEAST};
use engine::names::Name;
use engine::view::{ReaderView, View};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::field::Field;
use super::worded::{Worded, worded};
use super::{button, kick, send, set};
use crate::model::Msg;

/// What the page offers; the terminal takes more.
const POLL_MOST_MS: u64 = 600_000;

pub fn show(reader: &ReaderView, limit: Option<u64>, view: &View, on: &Callback<Msg>) -> Html {
    let era = view.era;
    let told = |setting: Setting| Msg::Act(vec![set(&reader.name, setting)]);
    let number = |make: fn(u64) -> Setting| {
        let (on, name) = (on.clone(), reader.name.clone());
        Callback::from(move |value: u64| on.emit(Msg::Act(vec![set(&name, make(value))])))
    };
    let most = GET_RECORDS_COUNT.at(era);
    let asked = limit.unwrap_or(most);
    html! {
        <>
            { kick("Settings") }
            if reader.kind == "consumer" {
                { stream(reader, view, on) }
                <Field id="poll" label="Polls every" unit="ms" value={reader.poll_ms} min={POLL_LEAST.at(era)}
                    max={POLL_MOST_MS.max(reader.poll_ms)} log=true on={number(|ms| Setting::Poll(Span::millis(ms)))} />
                <Field id="limit" label="Limit of one call" unit="records" value={asked} min=1 max={most} log=true
                    on={number(|records| Setting::Limit(Some(records)))}
                    emptied={send(on, told(Setting::Limit(None)))} />
                if limit.is_none() {
                    <p class="mut">{ format!("No limit of its own: an answer has up to {} records.", grouped(most)) }</p>
                } else {
                    <div class="btns">{ button(on, "btn small", "No limit", told(Setting::Limit(None))) }</div>
                }
                <p class="mut">{ format!(
                    "Sources: how fast it may poll, {}; how many records an answer has, {}.",
                    POLL_LEAST.source, GET_RECORDS_COUNT.source
                ) }</p>
            }
            { parents(reader, on) }
            { apart(reader, on) }
            { begin(reader, on) }
            <small class="mut">{ "Parents first is what the KCL does; an application of one’s own may do otherwise (docs: Resharding)." }</small>
        </>
    }
}

/// Which stream it reads: of another one it knows no place.
#[inline(never)]
fn stream(reader: &ReaderView, view: &View, on: &Callback<Msg>) -> Html {
    let streams: Vec<Name> = view.streams.iter().map(|stream| stream.name.clone()).collect();
    let choose = {
        let (on, name, streams) = (on.clone(), reader.name.clone(), streams.clone());
        Callback::from(move |event: Event| {
            let at = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            if let Some(stream) = usize::try_from(at).ok().and_then(|at| streams.get(at)) {
                on.emit(Msg::Act(vec![set(&name, Setting::Reads(stream.clone()))]));
            }
        })
    };
    html! {
        <div class="field">
            <label for="reads">{ "Reads" }</label>
            <select id="reads" class="inp" onchange={choose}>
                { for streams.iter().map(|stream| html! {
                    <option selected={*stream == reader.stream}>{ stream.as_str() }</option>
                }) }
            </select>
        </div>
    }
}

/// What it does with records of the KPL: the KCL and the de-aggregation modules take them apart.
pub fn begin(reader: &ReaderView, on: &Callback<Msg>) -> Html {
    let told = |from| Msg::Act(vec![set(&reader.name, Setting::From(from))]);
    html! {
        <div class="field" role="group" aria-labelledby="from">
            <div class="lab" id="from">{ "Begin anew" }</div>
            <div class="btns">
                { button(on, "btn", "Read again from the oldest", told(ReadFrom::TrimHorizon)) }
                { button(on, "btn", "Skip to the newest", told(ReadFrom::Latest)) }
            </div>
            { worded(&Worded {
                id: "from-time", label: "Or at a time", forms: "a time of the scene, such as 30s", now: "",
            }, format!("set {} from at-timestamp", reader.name), on) }
            <small class="mut">{ "Where reading may begin: docs: GetShardIterator, ShardIteratorType." }</small>
        </div>
    }
}

fn apart(reader: &ReaderView, on: &Callback<Msg>) -> Html {
    let chip = |yes: bool, label: &'static str| {
        let act = send(on, Msg::Act(vec![set(&reader.name, Setting::Deaggregates(yes))]));
        html! { <button type="button" aria-pressed={(reader.deaggregates == yes).to_string()} onclick={act}>{ label }</button> }
    };
    html! {
        <div class="field" role="group" aria-labelledby="apart">
            <div class="lab" id="apart">{ "Aggregated records of the KPL" }</div>
            <div class="chips">
                { chip(true, "taken apart") }
                { chip(false, "as bytes: plain SDK") }
            </div>
        </div>
    }
}

fn parents(reader: &ReaderView, on: &Callback<Msg>) -> Html {
    let chip = |order: ParentOrder, label: &'static str| {
        let act = send(on, Msg::Act(vec![set(&reader.name, Setting::Parents(order))]));
        html! {
            <button type="button" aria-pressed={(reader.parents == order).to_string()} onclick={act}>{ label }</button>
        }
    };
    html! {
        <div class="field" role="group" aria-labelledby="parents">
            <div class="lab" id="parents">{ "After a split or merge" }</div>
            <div class="chips">
                { chip(ParentOrder::First, "parents first") }
                { chip(ParentOrder::Ignored, "parents ignored") }
            </div>
        </div>
    }
}

//! A Lambda function that reads a stream: its batches by shard, its last invocations with their verdicts, the event it
//! gets, what was given up and what the queue is told; with the settings of its event source mapping, and faults one can
//! cause.

mod batches;
mod destination;
mod settings;
mod windows;

use engine::command::{Command, Kinesis, MappingSetting, Place, Poison, ReadVia, Setting};
use engine::kernel::units::grouped;
use engine::view::{MappingView, ReaderView, View};
use yew::prelude::*;

pub use self::settings::settings;
use super::{breaking, button, kick, row, set};
use crate::model::{Msg, Of};
use crate::prose;

/// The key of the record that the button puts.
const POISON: &str = "poison";

pub fn show(reader: &ReaderView, it: &MappingView, view: &View, on: &Callback<Msg>) -> Html {
    let stands = it.blocked > 0 || it.discarded > 0 || it.expired > 0;
    html! {
        <section class="mapping" aria-label="Event source mapping">
            { kick("Event source mapping") }
            { row("State", if it.enabled { "Enabled" } else { "Disabled" }) }
            if it.function != reader.name {
                { row("invokes", &it.function) }
            }
            if it.running_by_others > 0 {
                { row("at work for other mappings", grouped(it.running_by_others)) }
            }
            { row("LastProcessingResult", it.last_processing_result) }
            { row("invocations", format!("{} · {} at work", grouped(it.invocations), grouped(it.running))) }
            { row("IteratorAge", it.iterator_age_ms.map_or("none yet".to_owned(), prose::span_ms)) }
            { row("Duration, last · mean", format!("{} · {}", micros(it.last_duration_us), micros(it.mean_duration_us))) }
            { bad("Errors", it.errors, &format!("{} of them time-outs", grouped(it.timeouts))) }
            { bad("Throttles", it.throttles, "no retries") }
            { bad("worked on twice: twins", it.doubled, "") }
            { bad("given up", it.discarded, "") }
            if it.destination_failures > 0 {
                { bad("DestinationDeliveryFailures", it.destination_failures, "not told") }
            }
            { bad("expired before it had them", it.expired, "") }
            { row("lanes held up", grouped(it.blocked)) }
            <div class="btns">
                if !reader.stopped && reader.via == ReadVia::Polling {
                    if it.enabled {
                        { button(on, "btn small", "Pause the mapping", told(reader, MappingSetting::Enabled(false))) }
                    } else {
                        { button(on, "btn small p", "Let it read on", told(reader, MappingSetting::Enabled(true))) }
                    }
                }
                if stands {
                    { button(on, "btn small", "Why?", Msg::Why(Of::Lambda(reader.name.clone()))) }
                }
            </div>
            { windows::show(it) }
            { batches::lanes(it) }
            { batches::invocations(it) }
            { for it.event.as_ref().map(batches::event) }
            { for it.queue.as_ref().map(destination::show) }
            if !reader.stopped {
                if it.function == reader.name {
                    { poison(reader, it, on) }
                }
                { breaking::show(Place::Function(it.function.clone()), view, on) }
            }
        </section>
    }
}

fn micros(us: Option<u64>) -> String {
    us.map_or("none yet".to_owned(), |us| prose::span_ms(us.div_ceil(1_000)))
}

fn bad(name: &str, n: u64, more: &str) -> Html {
    let more = if n > 0 && !more.is_empty() { format!(" · {more}") } else { String::new() };
    html! {
        <div class="kv"><span>{ name.to_owned() }</span>
            <b class={classes!((n > 0).then_some("er"))}>{ if n > 0 { "✕ " } else { "" } }{ grouped(n) }{ more }</b></div>
    }
}

fn told(reader: &ReaderView, setting: MappingSetting) -> Msg {
    Msg::Act(vec![set(&reader.name, Setting::Mapping(setting))])
}

/// A record at which the function fails, by a button.
fn poison(reader: &ReaderView, it: &MappingView, on: &Callback<Msg>) -> Html {
    let key = Poison::Key(POISON.to_owned());
    let mut commands = vec![Command::Kinesis(Kinesis::PutRecord {
        stream: reader.stream.clone(),
        record: engine::record::Stored {
            key: POISON.to_owned(),
            data: b"poison".to_vec(),
            explicit_hash_key: None,
        },
        ordering: None,
    })];
    if it.poison != key {
        commands.insert(0, set(&reader.name, Setting::Mapping(MappingSetting::Poison(key))));
    }
    html! {
        <>
            { kick("Poison records") }
            { row("the function fails at", &it.poison_is) }
            <div class="btns">
                { button(on, "btn small bad", "Put a poison record", Msg::Act(commands)) }
                if it.poison != Poison::None {
                    { button(on, "btn small", "Mend the function", told(reader, MappingSetting::Poison(Poison::None))) }
                }
            </div>
        </>
    }
}

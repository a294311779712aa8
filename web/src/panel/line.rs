//! The line between a producer and the services: what it waits for, what is lost on it, and buttons that lose it.

use engine::command::{Actor, Command, Place, Setting, Trouble};
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::view::{LineView, ProducerView, View};
use yew::prelude::*;

use super::field::Field;
use super::{bad, button, kick, row, set};
use crate::model::{Msg, Of};
use crate::prose;
use crate::scene::layout::retry;

/// How long a button of this panel loses something.
const LOSES_S: u64 = 5;

/// Where the default and the bounds of the time-out come from.
fn source(producer: &ProducerView) -> &'static str {
    match (producer.kpl.is_some(), producer.kind) {
        (true, _) => "RequestTimeout: the KPL’s default_config.properties.",
        (false, "agent") => "socketTimeoutMillis: the agent’s source; it is the SDK’s own.",
        (false, _) => "SO_TIMEOUT of the AWS SDK for Java; its bounds here are ours.",
    }
}

pub fn show(producer: &ProducerView, line: &LineView, view: &View, on: &Callback<Msg>) -> Html {
    let place = Place::Producer(producer.name.clone());
    let fault = retry::fault(view, &place);
    let waits = {
        let (on, name) = (on.clone(), producer.name.clone());
        Callback::from(move |ms: u64| {
            on.emit(Msg::Act(vec![set(&name, Setting::Timeout(Span::millis(ms)))]));
        })
    };
    let break_it = |label: &str, trouble: Trouble, every: u64| {
        let lasting = Some(Span::seconds(LOSES_S));
        let fault = Actor::Fault { place: place.clone(), trouble, every, lasting };
        button(on, "btn bad", label, Msg::Act(vec![Command::Actor(fault)]))
    };
    let some = |name: &str, n: u64, noun: &str| (n > 0).then(|| bad(name, prose::count(n, noun), true));
    let asked = producer.doubled + line.timed_out + line.unanswered > 0;
    html! {
        <section class="line" aria-label="Calls without an answer">
            { kick("Line to the service") }
            { for some("without an answer yet", line.unanswered, "record") }
            { for some("answers lost", line.lost_answers, "call") }
            { for some("requests lost", line.lost_requests, "call") }
            if line.timed_out > 0 {
                { row("timed out", prose::count(line.timed_out, "call")) }
            }
            { for some("left without knowing", line.unknown, "record") }
            if let Some(fault) = fault {
                <p class="er">{ retry::trouble(fault).swap_remove(0) }
                    { if fault.every > 1 { format!(", each {}th call", grouped(fault.every)) } else { String::new() } }</p>
                <div class="btns">{ button(on, "btn p", "Heal", Msg::Act(vec![Command::Actor(Actor::Heal { place: place.clone() })])) }</div>
            } else if !producer.stopped {
                <div class="btns">
                    { break_it(&format!("Lose the answers of {LOSES_S} s"), Trouble::LosingAnswers, 1) }
                    { break_it("Lose every 10th answer", Trouble::LosingAnswers, 10) }
                    { break_it(&format!("Lose the requests of {LOSES_S} s"), Trouble::LosingRequests, 1) }
                </div>
            }
            if asked {
                <div class="btns">{ button(on, "btn small", "Why twins?", Msg::Why(Of::Twins(producer.name.clone()))) }</div>
            }
            <Field id="timeout" label="Waits for an answer" unit="ms" value={line.timeout_us / 1_000} min={line.bounds_ms.0}
                max={line.bounds_ms.1} log=true on={waits} />
            <p class="mut">{ source(producer) }</p>
        </section>
    }
}

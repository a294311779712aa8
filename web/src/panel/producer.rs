//! A producer: what it sends, how much is refused, and the settings that change it.

use engine::actors::{BACKOFF_MOST, RETRIES_MOST};
use engine::command::{Actor, Command, Principal, PutApi, Resend, Setting, Target};
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::view::{ProducerView, Twin, View};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::envelope;
use super::field::Field;
use super::payload::PayloadField;
use super::spread::KeySpread;
use super::{bad, button, kick, row};
use super::{heading, kpl, line, packed, permissions, set, tool};
use crate::model::{Looked, Msg};
use crate::prose;
use crate::scene::StageAction;

/// What the page offers; the terminal takes more.
pub const RATE_MOST: u64 = 20_000;
pub const SIZE_MOST: u64 = 1_000_000;

/// `looked`: its last call to a stream, its newest pair of twins, its newest aggregated record.
pub fn show(producer: &ProducerView, looked: &Looked, view: &View, on: &Callback<Msg>) -> Html {
    let (put, packed) = (looked.put.as_ref(), looked.packed.as_ref());
    let set = |make: fn(u64) -> Setting| {
        let (on, name) = (on.clone(), producer.name.clone());
        Callback::from(move |value: u64| on.emit(Msg::Act(vec![set(&name, make(value))])))
    };
    let hottest = producer
        .hot_key
        .as_ref()
        .map(|(key, share)| row("hottest key", format!("{key}, {}", prose::share(*share))));
    let refused = producer.refused_per_s > 0;
    html! {
        <>
            { heading(producer.tool.map_or("producer", |tool| tool.facts().name), producer.name.as_str(), on) }
            { row("sends to", &producer.to) }
            { row("sent", format!("{} · {} records/s", grouped(producer.sent), grouped(producer.sent_per_s))) }
            { bad("refused", format!("{} · {}", grouped(producer.refused), prose::per_s(producer.refused_per_s)), refused) }
            { retried(producer) }
            { for looked.pair.as_ref().map(pair) }
            { row("bytes", format!("{}/s", prose::bytes(producer.bytes_per_s))) }
            { for hottest }
            { row("payload", &producer.payload) }
            { for producer.tool.map(tool::show) }
            { for producer.kpl.as_ref().map(|it| kpl::show(producer, it, on)) }
            { for packed.map(|packed| packed::show(packed, on)) }
            { for put.map(|put| envelope::show(put, on)) }
            { kick("Settings") }
            <Field id="rate" label="Rate" unit="records/s" value={producer.rate} min=1 max={RATE_MOST.max(producer.rate)}
                log=true on={set(Setting::Rate)} />
            <Field id="size" label="Size" unit="bytes of data" value={producer.size} min=1
                max={SIZE_MOST.max(producer.size)} log=true on={set(Setting::Size)} />
            <small class="mut">{ "How much one producer sends here is ours. What a stream takes of it: docs: Quotas and limits." }</small>
            <PayloadField producer={producer.clone()} on={on.clone()} />
            <KeySpread name={producer.name.clone()} keys={producer.keys.clone()} on={on.clone()} />
            { target(producer, view, on) }
            { api(producer, on) }
            { permissions::show(&Principal::Actor(producer.name.clone()), None, view, on) }
            { match &producer.kpl {
                Some(it) => kpl::settings(producer, it, on),
                None => retries(producer, on),
            } }
            { for producer.line.as_ref().map(|it| line::show(producer, it, view, on)) }
            <div class="btns">
                if producer.stopped {
                    <p class="mut">{ "It has stopped." }</p>
                } else {
                    { button(on, "btn bad", "Stop", Msg::Act(vec![Command::Actor(Actor::Stop { name: producer.name.clone() })])) }
                }
            </div>
        </>
    }
}

/// "Move to…" as a list: the equal of dragging the producer onto a stream.
pub(super) fn target(producer: &ProducerView, view: &View, on: &Callback<Msg>) -> Html {
    let streams = view.streams.iter().map(|stream| Target::Stream(stream.name.clone()));
    let direct = view.deliveries.iter().filter(|delivery| delivery.source.is_none());
    let targets: Vec<Target> =
        streams.chain(direct.map(|delivery| Target::Firehose(delivery.name.clone()))).collect();
    let choose = {
        let (on, name, targets) = (on.clone(), producer.name.clone(), targets.clone());
        Callback::from(move |event: Event| {
            let at = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            if let Some(to) = usize::try_from(at).ok().and_then(|at| targets.get(at)) {
                on.emit(Msg::Stage(StageAction::MoveProducer { name: name.clone(), to: to.clone() }));
            }
        })
    };
    html! {
        <div class="field">
            <label for="target">{ "Sends to" }</label>
            <select id="target" class="inp" onchange={choose}>
                { for targets.iter().map(|target| html! {
                    <option selected={*target == producer.to}>{ target.to_string() }</option>
                }) }
            </select>
        </div>
    }
}

fn api(producer: &ProducerView, on: &Callback<Msg>) -> Html {
    let chip = |api: PutApi, label: &'static str| {
        let act = super::send(on, Msg::Act(vec![set(&producer.name, Setting::Api(api))]));
        html! {
            <button type="button" aria-pressed={(producer.api == api).to_string()} onclick={act}>{ label }</button>
        }
    };
    html! {
        <div class="field" role="group" aria-labelledby="api">
            <div class="lab" id="api">{ "Calls" }</div>
            <div class="chips">
                { chip(PutApi::PutRecord, "PutRecord, one by one") }
                { chip(PutApi::PutRecords, "PutRecords, up to 500") }
                if let Target::Stream(_) = producer.to {
                    { chip(PutApi::Kpl, "KPL: packs user records") }
                }
            </div>
        </div>
    }
}

/// What became of the records that were put again.
fn retried(producer: &ProducerView) -> Html {
    let some = |name: &str, n: u64, wrong: bool| (n > 0).then(|| bad(name, prose::count(n, "record"), wrong));
    html! {
        <>
            { for some("wait for a retry", producer.resending, false) }
            { for some("put again", producer.resent, false) }
            { for some("given up", producer.given_up, true) }
            { for some("duplicates", producer.doubled, true) }
        </>
    }
}

/// The newest record that is there twice: two numbers and two times. Of one that a KPL packed, so many user records.
pub(super) fn pair([first, copy]: &[Twin; 2]) -> Html {
    let line = |name: &str, twin: &Twin| {
        html! {
            <div class="kv twin">
                <span>{ format!("{name}, {}", prose::shard(twin.shard)) }</span>
                <b>{ twin.sequence_number.to_string() }{ format!(" at {}", twin.arrived) }</b>
            </div>
        }
    };
    html! {
        <section aria-label="The newest twins">
            { kick("The newest twins") }
            { line("first", first) }
            { line("copy", copy) }
            if let Some(why) = copy.had {
                <p class="mut">{ format!("The same record, two sequence numbers: {}.", why.says()) }</p>
            }
        </section>
    }
}

/// What it does with what was throttled.
fn retries(producer: &ProducerView, on: &Callback<Msg>) -> Html {
    let change = |make: fn(u64) -> Setting| {
        let (on, name) = (on.clone(), producer.name.clone());
        Callback::from(move |value: u64| on.emit(Msg::Act(vec![set(&name, make(value))])))
    };
    let chip = |resend: Resend, label: &'static str| {
        let act = super::send(on, Msg::Act(vec![set(&producer.name, Setting::Resend(resend))]));
        html! {
            <button type="button" aria-pressed={(producer.resend == resend).to_string()} onclick={act}>{ label }</button>
        }
    };
    html! {
        <>
            <Field id="retries" label="Retries" unit="when throttled" value={producer.retries} min=0 max={RETRIES_MOST}
                on={change(Setting::Retries)} />
            <small class="mut">{ "Retries and back-off of the SDK are settings of its ClientConfiguration (docs: Retry behavior); \
                these bounds are ours." }</small>
            if producer.retries > 0 {
                <Field id="backoff" label="Back-off" unit="ms, doubled each time" value={producer.backoff_us / 1_000}
                    min=1 max={BACKOFF_MOST.as_millis()} log=true on={change(|ms| Setting::Backoff(Span::millis(ms)))} />
                if producer.api == PutApi::PutRecords {
                    <div class="field" role="group" aria-labelledby="resend">
                        <div class="lab" id="resend">{ "Puts again" }</div>
                        <div class="chips">
                            { chip(Resend::Failed, "failed entries") }
                            { chip(Resend::All, "the whole request") }
                        </div>
                    </div>
                }
            }
        </>
    }
}

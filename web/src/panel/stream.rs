//! A data stream as a whole: its state, what changes its number of shards, its shards, and what can be done to it.

use engine::command::ReadVia;
use engine::kernel::units::grouped;
use engine::view::{OnDemandView, ScalingView, ShardView, StreamView, View};
use yew::prelude::*;

use super::{bad, button, heading, keys, kick, limited, meter, row, stream_acts};
use crate::model::{InspectMsg, Msg};
use crate::page::HashRuler;
use crate::prose;
use crate::scene::{Selection, StageAction, load};

/// Shards listed; the stage leads to the others.
const LISTED: usize = 16;

pub fn show(stream: &StreamView, view: &View, on: &Callback<Msg>) -> Html {
    let era = view.era;
    let status = match stream.settles_in_us {
        Some(us) => format!("{}, {} more", stream.status, prose::span_ms(us / 1_000)),
        None => stream.status.to_owned(),
    };
    let shards = listed(stream);
    let more = stream.shards.len() - shards.len();
    html! {
        <>
            { heading("data stream", stream.name.as_str(), on) }
            { row("status", status) }
            { row("mode", stream.mode.as_str()) }
            { row("open shards", stream.open_shards) }
            { row("retention", format!("{} h", stream.retention_h)) }
            { row("encryption", stream.encryption.clone().unwrap_or_else(|| "none".to_owned())) }
            { row("largest record", format!("{} KiB", grouped(stream.max_record_kib))) }
            { row("taken", format!("{} · {}", grouped(stream.taken), prose::per_s(stream.taken_per_s))) }
            { bad("refused", format!("{} · {}", grouped(stream.refused), prose::per_s(stream.refused_per_s)), stream.refused_per_s > 0) }
            { row("bytes", format!("{}/s", prose::bytes(stream.bytes_per_s))) }
            { for stream.on_demand.as_ref().map(|it| on_demand(stream, it)) }
            { for stream.scaling.as_ref().map(scaling) }
            { counter(stream) }
            <HashRuler key={stream.name.to_string()} stream={stream.clone()} keys={Vec::<String>::new()} on={on.clone()} width=266 />
            { readers(stream, on) }
            { consumers(stream, on) }
            { keys::show(stream, view, on) }
            { stream_acts::show(stream, era, on) }
            { kick(if more > 0 { "Shards, hottest first" } else { "Shards" }) }
            <table class="grid">
                <thead><tr>
                    <th scope="col">{ "shard" }</th><th scope="col">{ "hash keys" }</th>
                    <th scope="col" class="n">{ "offered/s" }</th><th scope="col" class="n">{ "refused/s" }</th>
                </tr></thead>
                <tbody>{ for shards.into_iter().map(|shard| line(stream, shard, on)) }</tbody>
            </table>
            if more > 0 {
                <p class="mut">{ format!("and {more} more: the stage leads to each of them") }</p>
            }
        </>
    }
}

/// One more reader: sharing the pipe of each shard, or with pipes of its own.
fn readers(stream: &StreamView, on: &Callback<Msg>) -> Html {
    let add = |via| Msg::Stage(StageAction::AddConsumer { reads: Some(stream.name.clone()), via });
    html! {
        <section aria-label="Readers">
            { kick("One more reader") }
            <div class="btns">
                { button(on, "btn", "Add a polling consumer", add(ReadVia::Polling)) }
                { button(on, "btn", "Add a fan-out consumer", add(ReadVia::FanOut)) }
            </div>
        </section>
    }
}

/// Registered for enhanced fan-out, each with a pipe of its own out of each shard.
fn consumers(stream: &StreamView, on: &Callback<Msg>) -> Html {
    html! {
        <section aria-label="Fan-out consumers">
            { kick("Fan-out consumers") }
            { for stream.consumers.iter().map(|it| html! {
                <div class="kv" key={it.arn.clone()}>
                    <span title={it.arn.clone()}>{ format!("{} · {}", it.name, it.status) }</span>
                    { stream_acts::deregister(&stream.name, &it.name, on) }
                </div>
            }) }
            { stream_acts::register(stream, on) }
        </section>
    }
}

/// All shards in order of their hash keys; of too many the hottest.
fn listed(stream: &StreamView) -> Vec<&ShardView> {
    let mut shards: Vec<&ShardView> = stream.shards.iter().collect();
    if shards.len() > LISTED {
        shards.sort_by(|a, b| {
            (b.refused_per_s, b.refused).cmp(&(a.refused_per_s, a.refused)).then(load(b).total_cmp(&load(a)))
        });
        shards.truncate(LISTED);
    }
    shards
}

fn on_demand(stream: &StreamView, it: &OnDemandView) -> Html {
    let capacity = it.capacity_bytes_per_s;
    html! {
        <>
            { kick("On-demand") }
            { limited("takes now", format!("{} of {}/s", prose::bytes(stream.bytes_per_s), prose::bytes(capacity)), stream.bytes_per_s > capacity) }
            { meter("capacity in use", stream.bytes_per_s, capacity) }
            { row("highest minute so far", format!("{}/s", prose::bytes(it.peak_bytes_per_s))) }
            <p class="mut">{ match it.scales_in_us {
                Some(us) => format!("Some shards took too much: it splits them in {}.", prose::span_ms(us / 1_000)),
                None => "It scales by itself, to twice the highest traffic that it has seen.".to_owned(),
            } }</p>
        </>
    }
}

/// UpdateShardCount at work: what is done, what is being done, what is to come.
fn scaling(it: &ScalingView) -> Html {
    let done = it.steps.iter().filter(|step| step.done).count();
    let left = it.ends_in_us.map_or(String::new(), |us| format!(", {} left", prose::span_ms(us / 1_000)));
    html! {
        <section class="scaling" aria-label="UpdateShardCount">
            { kick("UpdateShardCount") }
            { row(&format!("to {} shards", it.target), format!("{done} of {} steps{left}", it.steps.len())) }
            { meter("steps done", done as u64, it.steps.len() as u64) }
            <ol>{ for it.steps.iter().map(|step| {
                let (class, sign, says) = match (step.done, step.running) {
                    (true, _) => ("ok", "✓", "done"),
                    (false, true) => ("now", "▸", "now"),
                    (false, false) => ("mut", "○", "to come"),
                };
                html! { <li {class}><span title={says}>{ sign }<span class="sr">{ says }</span></span>{ &step.text }</li> }
            }) }</ol>
        </section>
    }
}

/// `3 of 10 in 24 h, next free in 21 h`.
fn counter(stream: &StreamView) -> Html {
    let (n, most) = (stream.count_updates_24h, stream.count_updates_most);
    let free = stream
        .count_update_free_in_us
        .map_or(String::new(), |us| format!(", next free in {}", prose::span_ms(us / 1_000)));
    limited("changes of shard count", format!("{n} of {most} in 24 h{free}"), n >= most)
}

fn line(stream: &StreamView, shard: &ShardView, on: &Callback<Msg>) -> Html {
    let select = Msg::Inspect(InspectMsg::Select(Selection::Shard(stream.name.clone(), shard.id)));
    html! {
        <tr>
            <td>{ button(on, "btn small", &format!("…{}", shard.short), select) }{ if shard.open { "" } else { " closed" } }</td>
            <td>{ format!("{}–{}", shard.start_hex, shard.end_hex) }</td>
            <td class="n">{ grouped(shard.offered_per_s) }</td>
            <td class={classes!("n", (shard.refused_per_s > 0).then_some("er"))}>{ grouped(shard.refused_per_s) }</td>
        </tr>
    }
}

//! A reader: a consumer that polls, one with pipes of its own, or a Firehose that reads a stream.

use engine::command::{Actor, Command, Principal, ReadVia};
use engine::kernel::units::grouped;
use engine::limits::{FAN_OUT_BYTES, SHARD_READ_BYTES, SHARD_READ_CALLS, SUBSCRIPTION_LASTS};
use engine::view::{ReaderShardView, ReaderView, View};
use yew::prelude::*;

use super::{
    analytics, bad, button, connector, heading, kcl, kick, mapping, permissions, reader_settings, row, sink,
    tool,
};
use crate::model::{Msg, Of};
use crate::prose;
use crate::scene::layout::numbers::time;
use crate::scene::layout::standing;

/// `limit` is what it asks for in one call, if it says so.
pub fn show(reader: &ReaderView, limit: Option<u64>, view: &View, on: &Callback<Msg>) -> Html {
    let era = view.era;
    let pushed = reader.via == ReadVia::FanOut;
    let kind = match (reader.kind, reader.tool) {
        (_, Some(tool)) => tool.facts().name,
        ("consumer", None) => "polling consumer",
        ("fan-out", None) => "fan-out consumer",
        ("connector", None) => "Connector Library",
        ("analytics", None) => "Analytics application",
        ("kcl", None) => "KCL application",
        ("lambda", None) => "Lambda function",
        (_, None) => "Firehose as reader",
    };
    let stands = standing(reader).swap_remove(0);
    let lost = reader.shards.iter().map(|at| at.lost).sum::<u64>();
    let stop = Msg::Act(vec![Command::Actor(Actor::Stop { name: reader.name.clone() })]);
    html! {
        <>
            { heading(kind, reader.name.as_str(), on) }
            { row("reads", &reader.stream) }
            { row("began at", reader.from) }
            { row("stands", &stands) }
            if !reader.shards.is_empty() && !stands.contains("behind") {
                { row("behind", behind(reader.behind_ms)) }
            }
            if !stands.contains("unread") {
                { row("records to read", grouped(reader.lag)) }
            }
            { row("read", format!("{} · {} records/s", grouped(reader.read), grouped(reader.records_per_s))) }
            if reader.deaggregates && reader.kind != "firehose" && reader.user_read != reader.read {
                { row("user records", format!("{} · {}", grouped(reader.user_read), prose::per_s(reader.user_records_per_s))) }
                if reader.not_of_shard > 0 {
                    { row("not of the shard: dropped", prose::count(reader.not_of_shard, "user record")) }
                }
            }
            { row("bytes", format!("{}/s", prose::bytes(reader.bytes_per_s))) }
            { bad("out of order", grouped(reader.out_of_order), reader.out_of_order > 0) }
            { bad("lost: expired unread", grouped(lost), lost > 0) }
            { sink::state(reader, on) }
            if !pushed {
                { row("GetRecords calls", prose::per_s(reader.calls_per_s)) }
            }
            { bad("refused calls", format!("{} · {}", grouped(reader.refused_calls), prose::per_s(reader.refused_calls_per_s)),
                reader.refused_calls_per_s > 0) }
            if reader.refused_calls > 0 {
                <div class="btns">{ button(on, "btn small", "why?", Msg::Why(Of::Reader(reader.name.clone()))) }</div>
            }
            <p class="mut">{ if pushed {
                format!(
                    "Each shard pushes it {}/s through a pipe of its own. A subscription lasts {} s; then it subscribes anew.",
                    prose::bytes(FAN_OUT_BYTES.at(era)), SUBSCRIPTION_LASTS.at(era)
                )
            } else {
                format!(
                    "All polling readers of a shard share {} GetRecords calls and {} a second on it.",
                    SHARD_READ_CALLS.at(era), prose::bytes(SHARD_READ_BYTES.at(era))
                )
            } }</p>
            { for reader.tool.map(tool::show) }
            { for reader.connector.as_ref().map(|it| connector::show(reader, it, view, on)) }
            { for reader.analytics.as_ref().map(|it| analytics::show(reader, it, era, on)) }
            { for reader.kcl.as_ref().map(|group| kcl::show(reader, group, view, on)) }
            { for reader.lambda.as_ref().map(|it| mapping::show(reader, it, view, on)) }
            { kick("By shard") }
            if reader.shards.is_empty() {
                <p class="mut">{ if pushed {
                    "It is not subscribed to any shard yet: once it is ACTIVE as a consumer of the stream, it subscribes."
                } else {
                    "It has not begun: it has no place in any shard yet."
                } }</p>
            } else {
            <table class="grid">
                <thead><tr>
                    <th scope="col">{ "shard" }</th><th scope="col" class="n">{ "to read" }</th>
                    <th scope="col" class="n">{ "behind" }</th>
                    if pushed {
                        <th scope="col" class="n">{ "subscribed" }</th>
                    }
                </tr></thead>
                <tbody>{ for reader.shards.iter().map(|place| shard(place, pushed)) }</tbody>
            </table>
            }
            if reader.stopped {
                <p class="mut">{ "It has stopped." }</p>
            } else if reader.kind != "firehose" {
                if let Some(group) = &reader.kcl {
                    { for reader.connector.as_ref().map(|it| connector::settings(reader, it, view, on)) }
                    { kcl::settings(reader, group, era, on) }
                    { sink::settings(reader, on) }
                } else if let Some(it) = &reader.lambda {
                    { mapping::settings(reader, it, era, on) }
                } else if let Some(it) = &reader.analytics {
                    { analytics::settings((reader, limit), it, view, on) }
                    { reader_settings::begin(reader, on) }
                } else {
                    { reader_settings::show(reader, limit, view, on) }
                    { sink::settings(reader, on) }
                }
                <div class="btns">{ button(on, "btn bad", "Stop", stop) }</div>
            }
            if reader.kind != "firehose" {
                { permissions::show(
                    &Principal::Actor(reader.name.clone()), Some((reader.decrypts, reader.unreadable)), view, on,
                ) }
            }
        </>
    }
}

/// As its card on the stage says it: one number is not written in two ways.
fn behind(ms: u64) -> String {
    time(ms * 1_000)
}

fn shard(place: &ReaderShardView, pushed: bool) -> Html {
    let left = place.subscription_left_us.map(|us| format!("{} s left", us.div_ceil(1_000_000)));
    html! {
        <tr>
            <td>{ format!("…{}", place.shard.short()) }</td>
            <td class="n">{ grouped(place.lag) }</td>
            <td class="n">{ if place.finished { "at its end".to_owned() } else { behind(place.behind_ms) } }</td>
            if pushed {
                <td class="n">{ left.unwrap_or_else(|| "no".to_owned()) }</td>
            }
        </tr>
    }
}

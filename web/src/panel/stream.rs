//! A data stream as a whole.

use engine::kernel::units::grouped;
use engine::view::{ShardView, StreamView};
use yew::prelude::*;

use super::heading;
use super::{button, kick, limited, row};
use crate::model::{InspectMsg, Msg};
use crate::prose;
use crate::scene::Selection;

pub fn show(stream: &StreamView, on: &Callback<Msg>) -> Html {
    let status = match stream.settles_in_us {
        Some(us) => format!("{}, {} more", stream.status, prose::span_ms(us / 1_000)),
        None => stream.status.to_owned(),
    };
    html! {
        <>
            { heading("data stream", stream.name.as_str(), on) }
            { row("status", status) }
            { row("open shards", stream.open_shards) }
            { row("retention", format!("{} h", stream.retention_h)) }
            { row("taken", format!("{} · {}", grouped(stream.taken), prose::per_s(stream.taken_per_s))) }
            { limited("refused", format!("{} · {}", grouped(stream.refused), prose::per_s(stream.refused_per_s)), stream.refused_per_s > 0) }
            { row("bytes", format!("{}/s", prose::bytes(stream.bytes_per_s))) }
            { kick("Shards") }
            <table class="grid">
                <thead><tr>
                    <th scope="col">{ "shard" }</th><th scope="col">{ "hash keys" }</th>
                    <th scope="col" class="n">{ "offered/s" }</th><th scope="col" class="n">{ "refused/s" }</th>
                </tr></thead>
                <tbody>{ for stream.shards.iter().map(|shard| line(stream, shard, on)) }</tbody>
            </table>
        </>
    }
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

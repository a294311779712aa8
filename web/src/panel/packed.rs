//! An aggregated record, opened: what a plain reader gets, and the user records within.

use engine::kernel::units::grouped;
use engine::view::{PackedLook, UserRecordLook};
use yew::prelude::*;

use super::{button, kick, row};
use crate::model::{InspectMsg, Msg};
use crate::prose;
use crate::scene::Selection;

pub fn show(look: &PackedLook, on: &Callback<Msg>) -> Html {
    let more = look.user_records.saturating_sub(look.rows.len() as u64);
    let select = Msg::Inspect(InspectMsg::Select(Selection::Shard(look.stream.clone(), look.shard)));
    let around = look.bytes.saturating_sub(look.user_bytes);
    html! {
        <section class="packed" aria-label="Newest aggregated record">
            { kick(&format!("Newest aggregated record · {}", prose::spoken(look.arrived))) }
            { row("one record of", format!("{} · {}", prose::bytes(look.bytes), prose::count(look.user_records, "user record"))) }
            { row("key and format", format!("{} on top", prose::bytes(around))) }
            { row("PartitionKey", &look.key) }
            { row("ExplicitHashKey", look.explicit_hash_key) }
            <p class="mut">{ "A plain SDK reader gets these bytes: magic number, Protocol Buffers, MD5." }</p>
            <p class="mono" aria-label="First bytes">{ format!("{} …", look.begins) }</p>
            <p class="mut">{ "One that takes records apart, and Firehose, get these:" }</p>
            <div class="scroll-x" tabindex="0" role="group" aria-label="User records">
                <table class="grid">
                    <thead><tr><th scope="col">{ "key" }</th><th scope="col" class="n">{ "bytes" }</th><th scope="col">{ "data" }</th></tr></thead>
                    <tbody>{ for look.rows.iter().map(line) }</tbody>
                </table>
            </div>
            if more > 0 {
                <p class="mut">{ format!("and {} more", grouped(more)) }</p>
            }
            <div class="btns">{ button(on, "btn small", &format!("Shard …{}", look.shard.short()), select) }</div>
        </section>
    }
}

fn line(record: &UserRecordLook) -> Html {
    html! { <tr><td>{ &record.key }</td><td class="n">{ grouped(record.bytes) }</td><td><code>{ &record.text }</code></td></tr> }
}

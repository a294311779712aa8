//! A table of DynamoDB: its capacity and what is left of that, what one can make of it, and the items of an emitter.

use engine::command::{Command, Dynamodb, TableCapacity};
use engine::era::Era;
use engine::kernel::units::grouped;
use engine::limits::DDB_BURST;
use engine::view::{ItemView, TableView};
use yew::prelude::*;

use super::{bad, button, limited, meter, row};
use crate::model::Msg;
use crate::prose;

/// With this a table of more than a few leases starves.
const STARVED: u64 = 1;
/// What a table is given by its button.
const FED: u64 = 150;

/// `why`: what is asked where it throttles.
#[inline(never)]
pub fn capacity(table: &TableView, era: Era, why: Option<Msg>, on: &Callback<Msg>) -> Html {
    let full = table.throttled_writes_per_s > 0;
    let capacity = match table.capacity {
        TableCapacity::Provisioned { .. } => {
            format!("{} WCU, {} RCU", grouped(table.wcu), grouped(table.rcu))
        }
        TableCapacity::OnDemand => format!("on-demand, up to {} writes/s", grouped(table.wcu)),
    };
    let update = |capacity| {
        Msg::Act(vec![Command::Dynamodb(Dynamodb::UpdateTable { table: table.name.clone(), capacity })])
    };
    let provisioned = |write| update(TableCapacity::Provisioned { read: table.rcu.clamp(1, 100), write });
    let throttled = table.throttled_writes + table.throttled_reads;
    html! {
        <>
            { row("table", format!("{} · {}", table.name, table.status)) }
            { row("capacity", capacity) }
            { limited("writes", format!("{}/s of {}", grouped(table.written_per_s), grouped(table.wcu)), full) }
            { meter("Write units used of those provisioned", table.written_per_s, table.wcu) }
            { row("saved units", format!("{} of {}", grouped(table.saved_writes), grouped(table.saved_writes_most))) }
            { bad("calls throttled", format!("{} · {}/s", grouped(throttled),
                grouped(table.throttled_writes_per_s + table.throttled_reads_per_s)), full) }
            <div class="btns">
                if let Some(why) = why.filter(|_| throttled > 0) {
                    { button(on, "btn small", "Why does it throttle?", why) }
                }
                if table.status == "ACTIVE" {
                    if table.billing_mode != "PROVISIONED" || table.wcu != STARVED {
                        { button(on, "btn small bad", "Starve it: 1 WCU", provisioned(STARVED)) }
                    }
                    if table.billing_mode != "PROVISIONED" || table.wcu != FED {
                        { button(on, "btn small", "150 WCU", provisioned(FED)) }
                    }
                    if table.billing_mode == "PROVISIONED" && era != Era::Y2018 {
                        { button(on, "btn small", "On-demand", update(TableCapacity::OnDemand)) }
                    }
                }
            </div>
            <p class="mut">{ format!("What is not used is kept for {} s.", DDB_BURST.at(era)) }</p>
        </>
    }
}

/// What an emitter has put: how much, and the newest items.
#[inline(never)]
pub fn items(table: &TableView) -> Html {
    html! {
        <>
            { row("items", format!("{} · {}", grouped(table.items), prose::bytes(table.bytes))) }
            if table.newest.is_empty() {
                <p class="mut">{ "No item yet: they come when a buffer is emitted." }</p>
            } else {
                <table class="grid">
                    <thead><tr><th scope="col">{ "id of the newest" }</th><th scope="col" class="n">{ "bytes" }</th>
                        <th scope="col" class="n">{ "WCU" }</th></tr></thead>
                    <tbody>{ for table.newest.iter().map(item) }</tbody>
                </table>
            }
            <p class="mut">{ "The id is the record’s own: put once more, after a crash or by a producer that heard no answer, it is \
                written over the same item, and takes its units again." }</p>
        </>
    }
}

fn item(item: &ItemView) -> Html {
    html! {
        <tr key={item.id.clone()}><td>{ &item.id }</td><td class="n">{ grouped(item.bytes) }</td>
            <td class="n">{ grouped(item.units) }</td></tr>
    }
}

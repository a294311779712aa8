//! A store that is no bucket: what it holds, who delivers to it, and the switch that breaks it.

use engine::command::Place;
use engine::kernel::units::grouped;
use engine::view::{DeliveryView, ReaderView, SinkView, StoreView, View};
use yew::prelude::*;

use super::{breaking, button, heading, kick, request, retries, row, table};
use crate::model::{InspectMsg, KclWhy, Looked, Msg, Of};
use crate::prose;
use crate::scene::Selection;
use crate::scene::layout::store::{kind, unit};

/// `looked`: the newest request to an HTTP endpoint.
pub fn show(store: &StoreView, looked: &Looked, view: &View, on: &Callback<Msg>) -> Html {
    let users = || view.deliveries.iter().filter(|delivery| delivery.place == store.place);
    let open = |delivery: &DeliveryView| {
        let select = InspectMsg::Select(Selection::Delivery(delivery.name.clone()));
        button(on, "btn small", &format!("Firehose {}", delivery.name), Msg::Inspect(select))
    };
    let parts = store.parts.iter().filter(|part| !part.name.is_empty()).count();
    html! {
        <>
            { heading(kind(&store.place)[0], store.name.as_str(), on) }
            { row(&format!("{}s", unit(&store.place)), grouped(store.records)) }
            { for users().map(|delivery| retries::show(delivery, on)) }
            { of_table(store, view, on) }
            { breaking::show(store.place.clone(), view, on) }
            if parts > 0 {
                { kick(if store.kind == "cluster" { "Its tables" } else { "Its indexes" }) }
                <table class="grid">
                    <thead><tr><th scope="col">{ "name" }</th><th scope="col" class="n">{ unit(&store.place) }{ "s" }</th>
                        <th scope="col" class="n">{ "bytes" }</th><th scope="col" class="n">{ "loads" }</th></tr></thead>
                    <tbody>{ for store.parts.iter().map(part) }</tbody>
                </table>
            }
            <div class="btns">{ for users().map(open) }</div>
            { for looked.request.as_ref().map(request::show) }
        </>
    }
}

/// A table has a capacity, and is filled by the emitters of connectors.
#[inline(never)]
fn of_table(store: &StoreView, view: &View, on: &Callback<Msg>) -> Html {
    let Place::Table(name) = &store.place else { return html! {} };
    let by = |reader: &&ReaderView| reader.connector.as_ref().is_some_and(|it| it.emit == store.place);
    let by: Vec<&ReaderView> = view.readers.iter().filter(by).collect();
    let why = by.first().map(|reader| Msg::Why(Of::Kcl(reader.name.clone(), KclWhy::Items)));
    let open = |reader: &&ReaderView| {
        let select = InspectMsg::Select(Selection::Reader(reader.name.clone()));
        button(on, "btn small", &format!("Connector {}", reader.name), Msg::Inspect(select))
    };
    html! {
        <>
            if let Some(table) = view.tables.iter().find(|table| table.name == *name) {
                { kick("Its capacity") }
                { table::capacity(table, view.era, why, on) }
                { kick("Its items") }
                { table::items(table) }
            }
            <div class="btns">{ for by.iter().map(open) }</div>
        </>
    }
}

fn part(part: &SinkView) -> Html {
    html! {
        <tr><td>{ &part.name }</td><td class="n">{ grouped(part.records) }</td>
            <td class="n">{ prose::bytes(part.bytes) }</td><td class="n">{ grouped(part.loads) }</td></tr>
    }
}

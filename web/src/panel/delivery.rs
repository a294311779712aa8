//! A delivery stream: its buffers and hints, its counts, its last invocations and objects.

use engine::command::Principal;
use engine::event::Folder;
use engine::firehose::failure_folder;
use engine::kernel::units::grouped;
use engine::view::{BufferView, DeliveryView, View};
use yew::prelude::*;

use super::heading;
use super::{
    bad, button, delivery_settings, error_log, kick, meter, object_names, partitioning, permissions, retries,
    row,
};
use crate::model::{Call, InspectMsg, Msg, Of};
use crate::prose;
use crate::scene::Selection;

/// Invocations and objects in the lists.
const LISTED: usize = 12;

/// `last`: what was called last, for a field that says why it was refused.
pub fn show(delivery: &DeliveryView, last: Option<&Call>, view: &View, on: &Callback<Msg>) -> Html {
    let source = delivery.source.as_ref().map_or("Direct PUT".to_owned(), ToString::to_string);
    let status = match delivery.settles_in_us {
        Some(us) => format!("{}, {} more", delivery.status, prose::span_ms(us / 1_000)),
        None => delivery.status.to_owned(),
    };
    html! {
        <>
            { heading("delivery stream", delivery.name.as_str(), on) }
            { row("status", status) }
            { row("source", source) }
            { delivery_settings::told(delivery) }
            { row("taken", format!("{}, {}", prose::count(delivery.taken, "record"), prose::bytes(delivery.taken_bytes))) }
            if delivery.taken > 0 {
                { row("billed", format!("{}: each record as whole 5 KB", prose::bytes(delivery.billed_bytes))) }
            }
            if delivery.refused > 0 {
                { bad("refused", prose::count(delivery.refused, "record"), true) }
            }
            { row("delivered", prose::count(delivery.delivered, "record")) }
            { row("objects", grouped(delivery.objects)) }
            { retries::show(delivery, on) }
            { error_log::show(delivery, on) }
            { filling(delivery) }
            { for delivery.transform_buffer.as_ref().map(|waits| buffer("Before the transform", waits)) }
            if delivery.failed > 0 || delivery.failed_buffer.records > 0 {
                { buffer(failure_folder(Folder::ProcessingFailed, view.era), &delivery.failed_buffer) }
            }
            { for delivery.function.as_ref().map(|function| invocations(delivery, function.as_str(), on)) }
            { objects(delivery, view, on) }
            { permissions::show(&Principal::Firehose(delivery.name.clone()), None, view, on) }
            { delivery_settings::change(delivery, view, on) }
            { object_names::show(delivery, last, on) }
            { partitioning::show(delivery, last, view, on) }
            { delivery_settings::delete(delivery, on) }
        </>
    }
}

/// What waits for the destination: one buffer, or those of the partitions.
fn filling(delivery: &DeliveryView) -> Html {
    let Some(partitions) = &delivery.partitions else { return buffer("Buffer", &delivery.buffer) };
    html! {
        <>
            { buffer("Partitions", &delivery.buffer) }
            { row("active", crate::scene::layout::delivery::partitions(partitions)[0].clone()) }
            <p class="mut">
                { "Each partition has a buffer of its own. The size is that of the fullest, the interval that of the oldest." }
            </p>
        </>
    }
}

fn buffer(name: &str, buffer: &BufferView) -> Html {
    let next =
        buffer.next.map_or("empty".to_owned(), |fired_by| format!("fires next by {}", fired_by.word()));
    html! {
        <>
            { kick(&format!("{name} · {next}")) }
            { row("size", format!("{} of {}", prose::bytes(buffer.bytes), prose::bytes(buffer.size_limit))) }
            { meter(&format!("{name}: size"), buffer.bytes, buffer.size_limit) }
            { row("interval", format!("{} of {}", prose::span_ms(buffer.waited_us / 1_000), prose::span_ms(buffer.interval_us / 1_000))) }
            { meter(&format!("{name}: interval"), buffer.waited_us, buffer.interval_us) }
        </>
    }
}

fn invocations(delivery: &DeliveryView, function: &str, on: &Callback<Msg>) -> Html {
    let from = delivery.invocations.saturating_sub(LISTED);
    let newest_first = (from..delivery.invocations).rev();
    let buttons = newest_first.map(|n| {
        let open = Msg::Inspect(InspectMsg::Invocation(delivery.name.clone(), n));
        button(on, "btn small", &(n + 1).to_string(), open)
    });
    html! {
        <>
            { kick(&format!("Transform {function}")) }
            { row("Ok", grouped(delivery.ok)) }
            { row("Dropped", grouped(delivery.dropped)) }
            { row("ProcessingFailed", grouped(delivery.failed)) }
            { row("invocations", format!("{}, {} of {} in flight", grouped(delivery.invocations as u64), delivery.in_flight, delivery.in_flight_limit)) }
            if delivery.held_back > 0 {
                { bad("wait for one", prose::count(delivery.held_back, "record"), true) }
                <div class="btns">{ button(on, "btn small", "Why?", Msg::Why(Of::Delivery(delivery.name.clone()))) }</div>
            }
            if delivery.invocations > 0 {
                <p class="mut">{ "Open an invocation, newest first:" }</p>
                <div class="btns">{ for buttons }</div>
            } else {
                <p class="mut">{ "Not invoked so far." }</p>
            }
        </>
    }
}

fn objects(delivery: &DeliveryView, view: &View, on: &Callback<Msg>) -> Html {
    let Some(bucket) = view.buckets.iter().find(|bucket| bucket.name == delivery.bucket) else {
        return Html::default();
    };
    let mine =
        bucket.object.iter().rev().filter(|object| object.key.starts_with(&delivery.prefix)).take(LISTED);
    html! {
        <>
            { kick("Last objects") }
            { super::bucket::list(&bucket.name, mine, on) }
            { button(on, "btn small", "Whole bucket", Msg::Inspect(InspectMsg::Select(Selection::Bucket(bucket.name.clone())))) }
        </>
    }
}
